//! What large documents cost, in the real window drawn without a screen: ten megabytes, one paragraph of 600,000 characters,
//! ten thousand annotations, and going from one document of a corpus to another. CPU without the GPU; texts are generated.
//!
//! Milliseconds and megabytes.

use std::time::{Duration, Instant};

use egui::{Event, Key, Modifiers, PointerButton, Pos2};

use crate::generator::{Generator, Language};
use crate::prepare::{fresh_folder, label, perform, project, work};
use crate::window_without_screen::{PAGE, Screen, Stopwatch, memory, report};

const FRAMES: usize = 1_000;
const LARGE_BYTES: usize = 10_000_000;
const LONG_PARAGRAPH: usize = 600_000;
const MANY: usize = 10_000;
/// What somebody else changed is seen and read within this time.
const UNDERNEATH: Duration = Duration::from_secs(5);

pub fn ten_megabytes() {
    let folder = &fresh_folder("ten-megabytes");
    for language in [Language::Arabic, Language::Segmented] {
        println!(" {language:?}");
        let text = Generator::new(3).text(language, LARGE_BYTES);
        project(folder, &[("a-small-one", "Begin.".to_owned()), ("large", text)]);
        let mut screen = Screen::open(folder);
        screen.frames(5, |_| Vec::new());
        let (whole, blocked) = screen.opened("open large");
        println!("  opened and painted after {whole:.1} ms, blocked {blocked:.1} ms at most; {}", memory());
        report("a frame, nothing changed", screen.frames(100, |_| Vec::new()));
        let scrolled = screen.wheeled_frames(FRAMES, PAGE, |_| 120.0);
        screen.report_frames("scrolling", scrolled);
        let mut ends = Vec::new();
        for number in 0..40 {
            let key = if number % 2 == 0 { Key::End } else { Key::Home };
            ends.push(screen.key(Modifiers::CTRL, key));
        }
        report("a jump to the end or the start, by key", ends);
        // The bar stands at the end of the page; the inspector beside it is as wide as it is at first.
        let bar = screen.scroll_bar();
        let at = |share: f32| Pos2::new(bar.center().x, bar.top() + share * bar.height());
        let press = |pressed| Event::PointerButton {
            pos: at(0.0),
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        screen.frame(vec![Event::PointerMoved(at(0.0)), press(true)]);
        let dragged =
            screen.frames(FRAMES, |number| vec![Event::PointerMoved(at((number * 37 % 1000) as f32 / 1000.0))]);
        screen.report_frames("dragging the scroll bar", dragged);
        screen.frame(vec![press(false)]);
        let mut zooms = Vec::new();
        for number in 0..30 {
            zooms.push(screen.timed(if number % 2 == 0 { "zoom 125" } else { "zoom 100" }));
        }
        screen.report_frames("zooming", zooms);
        let resized = screen.resized_frames(60);
        screen.report_frames("resizing", resized);
        println!("  afterwards {}", memory());
        screen.leave();
    }
    std::fs::remove_dir_all(folder).expect("the folder can be removed");
}

pub fn one_paragraph() {
    let folder = &fresh_folder("one-paragraph");
    for language in [Language::Arabic, Language::Vietnamese] {
        println!(" {language:?}");
        let text = Generator::new(4).long_paragraph(language, LONG_PARAGRAPH);
        let middle = text.chars().count() / 2;
        project(folder, &[("a-small-one", "Begin.".to_owned()), ("long", text)]);
        let mut screen = Screen::open(folder);
        screen.frames(5, |_| Vec::new());
        let (whole, blocked) = screen.opened("open long");
        println!("  opened and painted after {whole:.1} ms, blocked {blocked:.1} ms at most; {}", memory());
        println!("  going to its middle {:.1} ms", screen.timed(&format!("set-caret {middle}")));
        report("labels in its middle, by key", screen.labels(20));
        report("steps of the caret there", screen.keys(50, Modifiers::NONE, Key::ArrowLeft));
        for line in ["zoom 125", "zoom 100"] {
            let (whole, blocked) = screen.settled(line);
            println!("  {line}: blocked {blocked:.1} ms at most, set anew after {whole:.1} ms");
        }
        report("resizing", screen.resized_frames(60));
        screen.settle();
        let (there, _) = screen.opened("open a-small-one");
        let (back, blocked) = screen.opened("open long");
        println!("  away from it {there:.1} ms, back to it {back:.1} ms, blocked {blocked:.1} ms at most");
        // In another size than it is kept in.
        screen.opened("open a-small-one");
        screen.perform("zoom 125");
        screen.settle();
        let (back, blocked) = screen.opened("open long");
        println!("  back to it in another size {back:.1} ms, blocked {blocked:.1} ms at most; {}", memory());
        println!("  frames without a text in all this: {}", screen.blank());
        screen.leave();
    }
    std::fs::remove_dir_all(folder).expect("the folder can be removed");
}

pub fn many() {
    let folder = &fresh_folder("many-annotations");
    let text = Generator::new(5).text(Language::Arabic, 1_500_000);
    let chars = text.chars().count();
    project(folder, &[("dense", text)]);
    work(folder, |session| label(session, MANY, (0..MANY * 2).map(|index| index * (chars - 40) / (MANY * 2))));
    let (start, watch) = (Instant::now(), Stopwatch::start());
    let mut screen = Screen::open(folder);
    screen.frame(Vec::new());
    let first = watch.stop();
    let worst = screen.settle();
    let whole = start.elapsed().as_secs_f64() * 1e3;
    println!(
        "  the project to its first frame {first:.1} ms; to all that is there {whole:.1} ms, with no frame over {worst:.1} ms; {}",
        memory()
    );
    screen.perform(&format!("set-caret {}", chars / 2));
    screen.frame(Vec::new());
    report("labels by key, in the middle", screen.labels(50));
    report("undo", screen.keys(50, Modifiers::CTRL, Key::Z));
    report("next annotation", screen.keys(50, Modifiers::NONE, Key::CloseBracket));
    screen.leave();
    std::fs::remove_dir_all(folder).expect("the folder can be removed");
}

/// Commands that look at a whole document, or at all that was done in it.
pub fn commands() {
    let folder = &fresh_folder("commands");
    let text = Generator::new(3).text(Language::Arabic, LARGE_BYTES);
    let words = text.split_whitespace().nth(400_000).expect("it is long").to_owned();
    project(folder, &[("a-small-one", "Begin.".to_owned()), ("large", text)]);
    work(folder, |session| {
        perform(session, "open large");
        label(session, MANY, (0..).step_by(80));
    });
    let mut screen = Screen::open(folder);
    screen.settle();
    let (whole, blocked) = screen.opened("open large");
    screen.settle();
    println!("  open large, with all in it and 10,000 entries   blocked {blocked:.1} ms   done after {whole:.1} ms");
    let searches = ["find a", "find-next", "find-previous", &format!("find {words}"), "find-next"];
    let others = [
        "select-all",
        "select-none",
        "go-to large 5000",
        "look-back 5000",
        "look-back now",
        "panel history",
        "reanchor",
    ];
    for line in searches.into_iter().chain(others) {
        let (whole, blocked) = screen.settled(line);
        println!("  {line:24} blocked {blocked:7.1} ms   done after {whole:7.1} ms");
    }
    screen.leave();
    std::fs::remove_dir_all(folder).expect("the folder can be removed");
}

/// Carrying ten thousand annotations over to a text that was changed: of ten megabytes, where a word stands thousands of times.
pub fn reanchoring() {
    let folder = &fresh_folder("reanchoring");
    let text = Generator::new(3).text(Language::Arabic, LARGE_BYTES);
    // A heading comes before each hundredth paragraph, and one paragraph in fifty goes.
    let changed: Vec<String> = text
        .split('\n')
        .enumerate()
        .filter(|(nth, _)| nth % 50 != 49)
        .map(|(nth, paragraph)| if nth % 100 == 0 { format!("(رويترز) {paragraph}") } else { paragraph.to_owned() })
        .collect();
    let chars = text.chars().count();
    project(folder, &[("a-small-one", "Begin.".to_owned()), ("large", text)]);
    work(folder, |session| {
        perform(session, "open large");
        label(session, MANY, (0..MANY * 2).map(|index| index * (chars - 40) / (MANY * 2)));
    });
    std::fs::write(folder.join("documents/large.txt"), changed.join("\n")).expect("the text can be written");
    let mut screen = Screen::open(folder);
    screen.settle();
    for line in ["open large", "reanchor", "reanchor-next", "reanchor-accept", "undo", "reanchor-accept all", "undo"] {
        let (whole, blocked) = screen.settled(line);
        println!("  {line:24} blocked {blocked:7.1} ms   done after {whole:7.1} ms   {}", memory());
    }
    screen.perform("panel problems on");
    screen.settle();
    report("a frame, as many problems told", screen.frames(50, |_| Vec::new()));
    screen.leave();
    std::fs::remove_dir_all(folder).expect("the folder can be removed");
}

/// Sets of ten thousand annotations on ten megabytes that somebody else changes while they are open: another's and one's own.
pub fn underneath() {
    let folder = &fresh_folder("underneath");
    project(
        folder,
        &[("a-small-one", "Begin.".to_owned()), ("large", Generator::new(3).text(Language::Arabic, LARGE_BYTES))],
    );
    work(folder, |session| {
        perform(session, "open large");
        label(session, MANY, (0..).step_by(80));
    });
    let path = |who: &str| folder.join("annotations").join(who).join("large.ron");
    let own = std::fs::read_to_string(path("bench")).expect("the set is there");
    let theirs = own.replace("annotator: \"bench\"", "annotator: \"other\"");
    let theirs: Vec<&str> = theirs.lines().filter(|line| !line.contains("journal:")).collect();
    std::fs::create_dir_all(folder.join("annotations/other")).expect("a folder can be made");
    std::fs::write(path("other"), theirs.join("\n")).expect("the set can be written");
    let mut screen = Screen::open(folder);
    screen.settle();
    let (whole, blocked) = screen.opened("open large");
    println!("  open large, with another's set   blocked {blocked:.1} ms   done after {whole:.1} ms");
    screen.perform("open a-small-one");
    let (whole, blocked) = screen.opened("open large");
    println!("  and again                        blocked {blocked:.1} ms   done after {whole:.1} ms");
    for who in ["other", "bench"] {
        screen.settle();
        let text = std::fs::read_to_string(path(who)).expect("the set is there");
        let changed = text.replacen("entities/person", "entities/place", 1);
        std::fs::write(path(who), changed).expect("the set can be written");
        let blocked = screen.watched(UNDERNEATH);
        println!("  the set of `{who}` was changed   blocked {blocked:.1} ms   {}", screen.said());
    }
    screen.leave();
    std::fs::remove_dir_all(folder).expect("the folder can be removed");
}

pub fn switching() {
    let folder = &fresh_folder("switching");
    let mut generator = Generator::new(6);
    let names: Vec<String> = (0..20).map(|number| format!("d{number:02}")).collect();
    let texts: Vec<(&str, String)> =
        names.iter().map(|name| (name.as_str(), generator.text(Language::Arabic, 20_000))).collect();
    project(folder, &texts);
    work(folder, |session| {
        for name in &names {
            perform(session, &format!("open {name}"));
            label(session, 100, (0..).step_by(60).take_while(|place| *place < 10_000));
        }
    });
    let mut screen = Screen::open(folder);
    screen.frame(Vec::new());
    let first = names.iter().map(|name| screen.timed(&format!("open {name}"))).collect();
    report("another document, for the first time", first);
    let again = names.iter().rev().map(|name| screen.timed(&format!("open {name}"))).collect();
    report("another document, again", again);
    screen.leave();
    std::fs::remove_dir_all(folder).expect("the folder can be removed");
}
