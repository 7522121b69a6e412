//! The window: it draws a session and asks it for commands. It changes no annotation and touches no file itself. What a
//! person reads is drawn by our own text engine through [`brush`]; sizes are points. Panels stand at start and end, so that
//! the window can be mirrored for a right-to-left interface.

pub mod add;
pub mod atlas;
pub mod browse;
pub mod brush;
pub mod dialogs;
pub mod documents;
pub mod field_menu;
pub mod filling;
pub mod find;
pub mod guidelines;
pub mod help;
pub mod icon;
pub mod inspector;
pub mod keys;
pub mod labels;
pub mod menu;
pub mod outline;
pub mod page;
pub mod pointer;
pub mod hover;
pub mod palette;
pub mod problems;
pub mod schema;
pub mod schema_question;
pub mod schema_sheet;
pub mod start;
pub mod status;
pub mod text;
pub mod text_field;
pub mod text_runs;
pub mod theme;
pub mod widgets;
pub mod window;
pub mod words;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use crate::error::Error;
use crate::gui::window::Window;
use crate::session::preferences::Preferences;
use crate::session::state::Session;
use crate::text::fonts::Faces;

/// Tells how long things took since the process began, if somebody asked.
pub struct Timings {
    started: Instant,
    file: Option<PathBuf>,
}

impl Timings {
    /// `file` takes one JSON line for each finding: `{"event":"first frame","ms":93.1}`.
    #[must_use]
    pub fn new(started: Instant, file: Option<PathBuf>) -> Self {
        Self { started, file }
    }

    fn tell(&self, event: &str) {
        let Some(file) = &self.file else { return };
        let ms = self.started.elapsed().as_secs_f64() * 1e3;
        if let Err(error) = Session::tell_timing(file, &format!("{{\"event\":\"{event}\",\"ms\":{ms:.1}}}\n")) {
            eprintln!("hashiya: {error}");
        }
    }
}

/// Opens the window, on a project's folder if one is given, and returns when it is closed. `annotator` is who works in it.
///
/// # Errors
/// When there is no display to open it on.
pub fn run(project: Option<PathBuf>, annotator: Option<String>, timings: Timings) -> Result<(), Error> {
    let faces = Arc::new(Faces::bundled());
    let viewport = egui::ViewportBuilder::default()
        .with_icon(icon::icon(&faces))
        .with_title("Hashiya")
        .with_app_id("hashiya")
        .with_inner_size([1360.0, 860.0])
        .with_min_inner_size([640.0, 400.0]);
    let options = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    let create: eframe::AppCreator<'_> = Box::new(move |creation| {
        let window = Window::new(&creation.egui_ctx, faces, annotator);
        let mut window = window.with_preferences(Preferences::of_user());
        if let Some(folder) = project {
            window.open(&folder);
        }
        Ok(Box::new(App { window, timings, frames: 0 }))
    });
    eframe::run_native("hashiya", options, create).map_err(|error| {
        Error::new(format!("cannot open a window: {error}"))
            .hint("without a display, `hashiya --help` lists what works on the command line")
    })
}

/// The window as eframe knows it.
struct App {
    window: Window,
    timings: Timings,
    frames: u64,
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        // The second frame begins when the first is on the screen.
        self.frames += 1;
        match self.frames {
            1 if self.timings.file.is_some() => ui.ctx().request_repaint(),
            2 => self.timings.tell("first frame"),
            _ => {}
        }
        self.window.ui(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.window.leave();
    }
}
