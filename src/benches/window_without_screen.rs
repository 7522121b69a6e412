//! The window driven without a screen: frames with events, their time, and the process's memory. Milliseconds by the clock; what the
//! drawing thread waited for a processor that other programs had is left out, where the system tells it. Of frames the time of the
//! processor is kept too: how far the two are apart is what the thread waited for something, or the machine did something else.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Context, Event, Key, Modifiers, Pos2, RawInput, Rect, Vec2, vec2};
use hashiya::gui::window::Window;
use hashiya::session::command::Command;
use hashiya::session::state::Session;
use hashiya::text::fonts::Faces;

const SIZE: Vec2 = vec2(1440.0, 900.0);
/// A place on the page.
pub const PAGE: Pos2 = Pos2::new(700.0, 400.0);

/// How long this thread worked or waited for something.
pub struct Stopwatch {
    start: Instant,
    delayed: u64,
}

impl Stopwatch {
    pub fn start() -> Self {
        Self { start: Instant::now(), delayed: delayed() }
    }

    /// Milliseconds since the start.
    pub fn stop(&self) -> f64 {
        let delayed = delayed() - self.delayed;
        self.start.elapsed().as_secs_f64() * 1e3 - delayed as f64 / 1e6
    }
}

/// Milliseconds for which a processor worked for this thread; where the system does not tell, those by the clock.
fn worked() -> f64 {
    #[cfg(target_os = "linux")]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
    }
    #[cfg(not(target_os = "linux"))]
    {
        static FIRST: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
        FIRST.get_or_init(Instant::now).elapsed().as_secs_f64() * 1e3
    }
}

/// Nanoseconds for which this thread could have run and another did; 0 where the system does not tell.
fn delayed() -> u64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split_whitespace().nth(1).and_then(|delayed| delayed.parse().ok()).unwrap_or(0)
}

/// A window on a project.
pub struct Screen {
    context: Context,
    window: Window,
    time: f64,
    size: Vec2,
    /// Frames that showed a document without its text.
    blank: usize,
    /// What each frame took of the processor.
    worked: Vec<f64>,
}

impl Screen {
    /// Opens a project; nothing is drawn yet.
    pub fn open(folder: &Path) -> Self {
        let context = Context::default();
        let mut window =
            Window::new(&context, Arc::new(Faces::bundled()), Some("bench".to_owned())).with_patience(Duration::MAX);
        window.open(folder);
        Self { context, window, time: 0.0, size: SIZE, blank: 0, worked: Vec::new() }
    }

    /// On a session that was prepared.
    pub fn on(session: Session) -> Self {
        let context = Context::default();
        Self { window: Window::on(&context, session), context, time: 0.0, size: SIZE, blank: 0, worked: Vec::new() }
    }

    /// Does what a command line asks for, as if from a menu.
    pub fn perform(&mut self, line: &str) {
        self.window.perform(&Command::parse(line).expect("it is a command"));
    }

    /// A command until it is painted.
    pub fn timed(&mut self, line: &str) -> f64 {
        let watch = Stopwatch::start();
        self.perform(line);
        self.frame(Vec::new());
        watch.stop()
    }

    /// One frame.
    pub fn frame(&mut self, events: Vec<Event>) -> f64 {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
            time: Some(self.time),
            focused: true,
            events,
            ..RawInput::default()
        };
        let (watch, before) = (Stopwatch::start(), worked());
        let mut output = self.context.run_ui(input, |ui| self.window.ui(ui));
        self.blank += usize::from(self.window.is_blank());
        // Nobody takes them: there is no graphics card.
        output.textures_delta.clear();
        std::hint::black_box(self.context.tessellate(output.shapes, output.pixels_per_point));
        self.worked.push(worked() - before);
        watch.stop()
    }

    /// Prints what frames took that were just drawn, by the clock and of the processor's time.
    pub fn report_frames(&self, what: &str, times: Vec<f64>) {
        let worked = self.worked[self.worked.len() - times.len()..].to_vec();
        report(what, times);
        report("  of that, the processor", worked);
    }

    /// How many frames showed a document without its text until now.
    pub fn blank(&self) -> usize {
        self.blank
    }

    /// Frames with events by number.
    pub fn frames(&mut self, count: usize, events: impl Fn(usize) -> Vec<Event>) -> Vec<f64> {
        (0..count).map(|number| self.frame(events(number))).collect()
    }

    /// Frames in which the wheel is turned above a place: so far down, or up if it is negative, in points.
    pub fn wheeled_frames(&mut self, count: usize, at: Pos2, down: impl Fn(usize) -> f32) -> Vec<f64> {
        let wheel = |number| Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            source: egui::MouseWheelSource::Wheel,
            delta: vec2(0.0, -down(number)),
            phase: egui::TouchPhase::Move,
            modifiers: Modifiers::NONE,
        };
        self.frames(count, |number| vec![Event::PointerMoved(at), wheel(number)])
    }

    /// Frames in which the page is scrolled down and up again, so that there is always something to scroll.
    pub fn scrolled_frames(&mut self, count: usize) -> Vec<f64> {
        self.wheeled_frames(count, PAGE, |number| if (number / 40).is_multiple_of(2) { 60.0 } else { -60.0 })
    }

    /// Draws until nothing is read or prepared beside it any more; returns the frame that took longest.
    pub fn settle(&mut self) -> f64 {
        let mut worst = self.frame(Vec::new());
        while self.context.has_requested_repaint() {
            std::thread::sleep(Duration::from_millis(5));
            worst = worst.max(self.frame(Vec::new()));
        }
        worst
    }

    /// A command that opens a document until that is painted: how long it took in all, and the longest that the window could not
    /// draw meanwhile.
    pub fn opened(&mut self, line: &str) -> (f64, f64) {
        let (start, watch) = (Instant::now(), Stopwatch::start());
        self.perform(line);
        let mut worst = watch.stop() + self.frame(Vec::new());
        while self.window.session().is_some_and(Session::is_opening) || self.window.is_being_set() {
            std::thread::sleep(Duration::from_millis(1));
            worst = worst.max(self.frame(Vec::new()));
        }
        worst = worst.max(self.frame(Vec::new()));
        (start.elapsed().as_secs_f64() * 1e3, worst)
    }

    /// A command until nothing goes on beside it any more: how long it took in all, and the longest that the window could not
    /// draw meanwhile.
    pub fn settled(&mut self, line: &str) -> (f64, f64) {
        let (whole, worst, _) = self.settled_with_work(line);
        (whole, worst)
    }

    /// The same, and the most that the processor worked meanwhile without a frame being drawn.
    pub fn settled_with_work(&mut self, line: &str) -> (f64, f64, f64) {
        let (start, watch, before) = (Instant::now(), Stopwatch::start(), worked());
        self.perform(line);
        let (performed, work) = (watch.stop(), worked() - before);
        let frames = self.worked.len();
        let first = self.frame(Vec::new());
        let worst = self.settle();
        self.worked[frames] += work;
        let work = self.worked[frames..].iter().copied().fold(0.0, f64::max);
        (start.elapsed().as_secs_f64() * 1e3, worst.max(performed + first), work)
    }

    /// Draws for so long; returns the frame that took longest.
    pub fn watched(&mut self, time: Duration) -> f64 {
        let start = Instant::now();
        let mut worst: f64 = 0.0;
        while start.elapsed() < time {
            std::thread::sleep(Duration::from_millis(5));
            worst = worst.max(self.frame(Vec::new()));
        }
        worst
    }

    /// What the session says of what was done last.
    pub fn said(&self) -> String {
        let message = self.window.session().and_then(Session::message);
        message.map(|message| format!("{message:?}")).unwrap_or_default()
    }

    /// Frames of a window that grows narrower and wider.
    pub fn resized_frames(&mut self, count: usize) -> Vec<f64> {
        let times = (0..count).map(|number| {
            self.size.x = SIZE.x - 400.0 + 10.0 * (number % 40) as f32;
            self.frame(Vec::new())
        });
        let times = times.collect();
        self.size = SIZE;
        times
    }

    /// The frames in which a key's effect is seen: the one that hears it, and the one after if it asks for it.
    pub fn key(&mut self, modifiers: Modifiers, key: Key) -> f64 {
        let press = |pressed| Event::Key { key, physical_key: Some(key), pressed, repeat: false, modifiers };
        let time = self.frame(vec![press(true), press(false)]);
        time + if self.context.has_requested_repaint() { self.frame(Vec::new()) } else { 0.0 }
    }

    /// Labels words by key, each at another place further down.
    pub fn labels(&mut self, count: usize) -> Vec<f64> {
        let label = |_| {
            self.key(Modifiers::CTRL, Key::ArrowDown);
            for _ in 0..3 {
                self.key(Modifiers::CTRL, Key::ArrowLeft);
            }
            self.key(Modifiers::NONE, Key::W)
        };
        (0..count).map(label).collect()
    }

    /// Presses a key again and again.
    pub fn keys(&mut self, count: usize, modifiers: Modifiers, key: Key) -> Vec<f64> {
        (0..count).map(|_| self.key(modifiers, key)).collect()
    }

    /// Where the page's scroll bar stands.
    pub fn scroll_bar(&self) -> Rect {
        let id = hashiya::gui::page_view::PageView::id().with("scroll bar");
        self.context.read_response(id).map_or(Rect::NOTHING, |response| response.rect)
    }

    pub fn leave(mut self) {
        self.window.leave();
    }
}

/// Prints the median and the worst.
pub fn report(what: &str, mut times: Vec<f64>) {
    let [median, most, worst] = [0.5, 0.95, 1.0].map(|share| share_of(&mut times, share));
    println!("  {what:42} median {median:7.2}   95 % {most:7.2}   worst of {} {worst:7.2} ms", times.len());
}

/// The figure that so large a share of all does not exceed.
pub fn share_of(figures: &mut [f64], share: f64) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[((figures.len() - 1) as f64 * share) as usize]
}

/// What the process holds now, and held at most; nothing where the system does not tell.
pub fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|line| line.trim_matches([':', '\t', ' ', 'k', 'B']).parse::<u64>().ok()).unwrap_or(0) / 1000
    };
    format!("memory {} MB, at most {} MB", of("VmRSS"), of("VmHWM"))
}
