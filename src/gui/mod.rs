//! The window: it draws a session and asks it for commands. It changes no annotation and touches no file itself. What a
//! person reads is drawn by our own text engine through [`brush`]; sizes are points. Panels stand at start and end, so that
//! the window can be mirrored for a right-to-left interface.

pub mod add;
pub mod assign;
pub mod board;
mod board_cells;
mod board_columns;
mod board_matrix;
mod board_row;
pub mod agreement;
pub mod agreement_chart;
pub mod dataset;
pub mod atlas;
pub mod browse;
pub mod brush;
pub mod case_card;
pub mod kinds;
pub mod cases;
pub mod choice;
pub mod decision;
pub mod dialog_parts;
pub mod dialog_body;
pub mod dialogs;
pub mod format_choices;
pub mod export;
pub mod import;
mod import_page;
pub mod documents;
pub mod facts;
pub mod field_menu;
pub mod filling;
pub mod find;
pub mod guidelines;
mod read_only;
pub mod help;
pub mod history;
pub mod icon;
pub mod identities;
pub mod identity_card;
pub mod identity_mentions;
pub mod identity_section;
pub mod inspector;
pub mod keys;
pub mod labels;
pub mod linking;
pub mod menu;
pub mod outline;
mod opening;
pub mod page;
pub mod page_view;
mod press;
mod scrolling;
pub mod typesetter;
pub mod pointer;
pub mod hover;
mod held;
pub mod palette;
pub mod parallel;
pub mod passage;
pub mod problems;
pub mod reanchor;
pub mod kept;
pub mod schema;
pub mod schema_question;
pub mod schema_sheet;
pub mod start;
pub mod status;
pub mod suggestions;
pub mod text;
pub mod field_state;
pub mod text_field;
pub mod text_runs;
pub mod theme;
pub mod timings;
pub mod widgets;
mod unsaved;
pub mod working;
pub mod window;
pub mod words;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use crate::error::Error;
use crate::gui::timings::Timings;
use crate::gui::window::Window;
use crate::session::preferences::Preferences;
use crate::store::user;
use crate::text::fonts::Faces;

/// Opens the window, on a project's folder if one is given, and returns when it is closed. `annotator` is who works in it;
/// `takes_over` whether whoever left a note there is gone.
///
/// # Errors
/// When there is no display to open it on.
pub fn run(
    project: Option<PathBuf>,
    annotator: Option<String>,
    takes_over: bool,
    timings: Timings,
) -> Result<(), Error> {
    let faces = Arc::new(Faces::bundled());
    let viewport = egui::ViewportBuilder::default()
        .with_icon(icon::icon(&faces))
        .with_title("Hashiya")
        .with_app_id("hashiya")
        .with_inner_size([1360.0, 860.0])
        .with_min_inner_size([640.0, 400.0]);
    let mut options = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    // Waiting for the screen's next refresh is not what is measured.
    options.glow_options.vsync = !timings.is_told();
    let create: eframe::AppCreator<'_> = Box::new(move |creation| {
        let window = Window::new(&creation.egui_ctx, faces, annotator);
        let mut window = window.with_preferences(Preferences::of_user()).with_rescues(user::unsaved_folder());
        if takes_over {
            window = window.taking_over();
        }
        if let Some(folder) = project {
            window.open(&folder);
        }
        Ok(Box::new(App { window, timings }))
    });
    eframe::run_native("hashiya", options, create).map_err(|error| {
        Error::new(format!("cannot open a window: {}", reason(&error.to_string())))
            .hint("without a display, `hashiya --help` lists what works on the command line")
    })
}

/// What is wrong with the display, without the place in winit's source that it says first: `os error at …/mod.rs:788: `. That there
/// is no OpenGL, as on Windows without a driver for its graphics card, is told with all that was asked of it.
fn reason(told: &str) -> &str {
    if told.starts_with("Found no glutin configs") {
        return "there is no OpenGL to draw it with, which the driver of the graphics card brings";
    }
    let after = told.split_once("os error at ").and_then(|(_, rest)| rest.split_once(": "));
    after.map_or(told, |(_, reason)| reason)
}

/// The window as eframe knows it.
struct App {
    window: Window,
    timings: Timings,
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        let began = Instant::now();
        let is_measured = self.timings.is_told() || self.window.shows_speed();
        if is_measured {
            self.timings.begin_frame(frame.info().cpu_usage);
            self.window.set_speed(self.timings.speed());
        }
        self.window.ui(ui);
        let heard = self.window.take_heard();
        if is_measured && self.timings.end_frame(began, heard) {
            ui.ctx().request_repaint();
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.window.leave();
        // Nobody may have been asked: the system ends what it does not wait for.
        if let Some(told) = self.window.left_behind() {
            eprintln!("hashiya: {told}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::reason;

    #[test]
    fn a_dead_display_is_told_without_a_place_in_the_source() {
        let told = "winit EventLoopError: os error at /src/linux/mod.rs:788: Failed to open connection to X server";
        assert_eq!(reason(told), "Failed to open connection to X server");
        assert_eq!(reason("no GL"), "no GL");
        let told = "Found no glutin configs matching the template: ConfigTemplate { single_buffering: false }. Error: not found";
        assert!(reason(told).starts_with("there is no OpenGL"));
    }
}
