//! Exporting: which format, with what it lets one choose, and where to; below it what would be in it and what would be lost, counted
//! before anything is written. Counting and writing run beside the window; leaving takes back what was written. Sizes are points.

use std::path::Path;

use egui::Ui;

use crate::error::Error;
use crate::formats::catalogue::Format;
use crate::formats::pieces::Pieces;
use crate::gui::browse::Browse;
use crate::gui::brush::TextStyle;
use crate::gui::decision::Decision;
use crate::gui::dialog_body::body_and_end;
use crate::gui::dialog_parts::{
    End, Ending, LOOK_AGAIN, PathField, caption, choose_ui, end_ui, failure_ui, problems_ui, sheet,
};
use crate::gui::format_choices::FormatChoices;
use crate::gui::text::{self, Kit};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button};
use crate::session::command::exporting::ExportWanted;
use crate::session::exporter::{Exported, Exporter, Options};
use crate::session::job::Job;
use crate::session::state::Session;
use crate::session::working::Working;
use crate::view::tones::Ink;

/// How wide the dialog is where the window has room.
pub const WIDTH: f32 = 680.0;
const HEIGHT: f32 = 150.0;
/// Problems that are told one by one; the others are counted.
const TOLD: usize = 20;

/// The question, or how far the work is.
pub struct ExportDialog {
    exporter: Result<Exporter, Error>,
    format: Format,
    choices: FormatChoices,
    is_strict: bool,
    target: PathField,
    /// What was counted last, for what.
    counted: Option<(Format, Options, Result<Exported, Error>)>,
    /// What is being counted beside the window.
    count: Option<(Format, Options, Job<Exported>)>,
}

impl ExportDialog {
    /// The file is proposed in the folder the person works from, never inside the project.
    #[must_use]
    pub fn new(session: &Session) -> Self {
        let format = Format::Jsonl;
        Self {
            exporter: session.exporter(),
            format,
            choices: FormatChoices::default(),
            is_strict: false,
            target: PathField::first(format!("{}{}", file_name(&session.project().name), ending(format))),
            counted: None,
            count: None,
        }
    }

    /// Draws it; returns what was decided.
    pub fn ui(&mut self, ui: &mut Ui, kit: &mut Kit) -> Option<Decision> {
        self.hear(ui);
        let title = kit.words.get("export-title");
        text::label(ui, kit, &title, TextStyle::heading());
        body_and_end(ui, kit, self, Self::body_ui, Self::end_ui)
    }

    /// What is asked; whether Enter was pressed where the file is named.
    fn body_ui(&mut self, ui: &mut Ui, kit: &mut Kit) -> bool {
        let about = kit.words.get("export-about");
        text::paragraph(ui, kit, &about, TextStyle::body());
        self.format_ui(ui, kit);
        self.choices.ui(ui, kit, self.format);
        let proposed = Path::new(self.target.path.as_str()).file_name();
        let proposed = proposed.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let is_entered = self.target.ui(ui, kit, "export-path", |context, kit| {
            Browse::file(context, &kit.words.get("export-title"), &proposed)
        });
        self.counted_ui(ui, kit);
        caption(ui, kit, "dialog-if-lost");
        let fates = [("export-lenient", false), ("dialog-strict", true)];
        let fates = fates.map(|(key, is_strict)| (kit.words.get(key), is_strict));
        choose_ui(ui, kit, &fates, &mut self.is_strict);
        is_entered
    }

    /// Leaves the question.
    pub fn leave(&self) -> Decision {
        if let Some((.., job)) = &self.count {
            job.cancel();
        }
        Decision::Cancel
    }

    /// Hears what was counted, and begins to count what is chosen now.
    fn hear(&mut self, ui: &Ui) {
        let chosen = self.choices.of(self.format);
        if let Some((format, options, job)) = &self.count {
            if let Some(answer) = job.answer() {
                self.counted = Some((*format, options.clone(), answer));
                self.count = None;
            } else if *format != self.format || chosen.as_ref() != Ok(options) {
                // It answers that it was cancelled, and what is chosen now is counted.
                job.cancel();
            }
        }
        if let (None, Ok(exporter), Ok(options)) = (&self.count, &self.exporter, chosen)
            && !self.is_counted(&options)
        {
            let job = exporter.count(self.format, &options);
            self.count = Some((self.format, options, job));
        }
        if self.count.is_some() {
            ui.ctx().request_repaint_after(LOOK_AGAIN);
        }
    }

    fn is_counted(&self, options: &Options) -> bool {
        self.counted.as_ref().is_some_and(|(format, of, _)| *format == self.format && of == options)
    }

    fn format_ui(&mut self, ui: &mut Ui, kit: &mut Kit) {
        ui.horizontal(|ui| {
            for choice in Format::OURS {
                let name = kit.words.get(match choice {
                    Format::Jsonl => "export-jsonl",
                    Format::Json => "export-json",
                    _ => "export-ron",
                });
                let button = Button { text: &name, is_selected: choice == self.format, ..Button::default() };
                if widgets::button(ui, kit, button).clicked() {
                    self.choose(choice);
                }
            }
            let is_other = !Format::OURS.contains(&self.format);
            let other = kit.words.get("export-other");
            let shown = if is_other { format!("{}…", self.format.name()) } else { other.clone() };
            let button = Button { text: &shown, name: Some(&other), is_selected: is_other, ..Button::default() };
            let button = widgets::button(ui, kit, button);
            let others = Format::all().filter(|format| !Format::OURS.contains(format));
            let others: Vec<(String, Format)> = others.map(|format| (format.name().to_owned(), format)).collect();
            if let Some(choice) = widgets::menu(kit, &button, &others) {
                self.choose(choice);
            }
        });
        text::paragraph(ui, kit, self.format.title(), TextStyle::small());
        let cannot = self.format.entry().holds.cannot();
        if !cannot.is_empty() {
            let message = kit.words.say("export-cannot", &[("what", cannot.into())]);
            text::paragraph(ui, kit, &message, TextStyle::small());
        }
    }

    /// What would be in it, and what would be lost.
    fn counted_ui(&mut self, ui: &mut Ui, kit: &mut Kit) {
        let chosen = self.choices.of(self.format);
        let is_now = chosen.as_ref().is_ok_and(|options| self.is_counted(options));
        let counted = self.counted.as_ref().filter(|_| is_now).map(|(.., counted)| counted);
        caption(ui, kit, "export-counted");
        sheet(ui, kit, "export counted", HEIGHT, |ui, kit| {
            ui.spacing_mut().item_spacing.y = SPACE;
            match (&chosen, counted) {
                (Err(error), _) | (Ok(_), Some(Err(error))) => failure_ui(ui, kit, Some(error)),
                (Ok(_), Some(Ok(counted))) => {
                    let numbers = [
                        ("annotations", counted.annotations.into()),
                        ("documents", counted.records.into()),
                        ("left", counted.left_out.into()),
                    ];
                    let said = kit.words.say("export-counts", &numbers);
                    text::paragraph(ui, kit, &said, TextStyle::body());
                    if !counted.is_lossy() {
                        let whole = kit.words.get("export-lossless");
                        text::label(ui, kit, &whole, TextStyle::body().ink(Ink::Good));
                    }
                    problems_ui(ui, kit, counted.told(), TOLD);
                }
                (Ok(_), None) => {
                    let waiting = kit.words.get("dataset-counting");
                    text::label(ui, kit, &waiting, TextStyle::body().ink(Ink::Muted));
                }
            }
        });
    }

    /// Why nothing can be written, and the buttons.
    fn end_ui(&mut self, ui: &mut Ui, kit: &mut Kit, is_entered: bool) -> Option<Decision> {
        failure_ui(ui, kit, self.exporter.as_ref().err());
        let options = self.choices.of(self.format).ok();
        let counted =
            self.counted.as_ref().filter(|(format, of, _)| *format == self.format && options.as_ref() == Some(of));
        let is_refused = self.is_strict && matches!(counted, Some((.., Ok(counted))) if counted.is_lossy());
        if is_refused {
            let message = kit.words.get("export-refused");
            text::paragraph(ui, kit, &message, TextStyle::body().ink(Ink::Failure));
        }
        let main = kit.words.get("export-do");
        // Who does not mind a loss need not wait until it is counted.
        let is_known = counted.is_some() || !self.is_strict;
        let is_ready = self.exporter.is_ok() && options.is_some() && self.target.is_named() && is_known && !is_refused;
        let end = end_ui(ui, kit, Ending { main: &main, state: "", is_ready, is_entered })?;
        let (End::Do, Ok(exporter), Some(options)) = (end, &self.exporter, options) else {
            return Some(self.leave());
        };
        if let Some((.., job)) = &self.count {
            job.cancel();
        }
        let (format, file, is_strict) = (self.format, self.target.named(), self.is_strict);
        let job = exporter.export(ExportWanted { format, file, options, is_strict });
        Some(Decision::Working(Working::Export(job)))
    }

    /// Takes a format; a proposed name follows.
    fn choose(&mut self, format: Format) {
        if let Some(stem) = self.target.path.strip_suffix(&ending(self.format)) {
            self.target.path = format!("{stem}{}", ending(format));
        }
        self.format = format;
    }
}

/// How the name of an export ends: that of a folder says the format.
fn ending(format: Format) -> String {
    match format.entry().pieces {
        // A table of records is one file, though it is read at once.
        Pieces::Whole if format == Format::Csv => format!(".{}", format.entry().extension),
        Pieces::Files | Pieces::Beside(..) | Pieces::Whole => format!("-{}", format.name()),
        _ => format!(".{}", format.entry().extension),
    }
}

/// A project's name as the name of a file, wherever it is written.
pub fn file_name(name: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | ' ') { c } else { '-' };
    let name: String = name.trim().chars().map(safe).collect();
    if name.is_empty() { "export".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_projects_name_becomes_a_files_name() {
        assert_eq!(file_name("أخبار: 2024/04"), "أخبار- 2024-04");
        assert_eq!(file_name("  "), "export");
    }
}
