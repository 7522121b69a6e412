//! Exporting: which format, where to, and how far it is. The work runs beside the window; leaving it takes it back. Sizes are
//! points.

use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::{CornerRadius, Sense, Ui, vec2};

use crate::error::Error;
use crate::formats::catalogue::Format;
use crate::formats::pieces::Pieces;
use crate::gui::browse::Browse;
use crate::gui::brush::TextStyle;
use crate::gui::decision::Decision;
use crate::gui::dialogs::{buttons_ui, failure_ui, path_ui};
use crate::gui::text::{self, Kit};
use crate::gui::widgets::{self, Button};
use crate::session::exporting::{Exported, Exporter};
use crate::session::job::Job;
use crate::session::state::Session;
use crate::view::tones::Ink;

const BAR_HEIGHT: f32 = 6.0;
/// How often it is looked how far the work is.
const LOOK_AGAIN: Duration = Duration::from_millis(40);

/// The question, or how far the work is.
pub struct ExportDialog {
    exporter: Result<Exporter, Error>,
    format: Format,
    path: String,
    browse: Option<Browse>,
    work: Option<Job<Exported>>,
    is_cancelled: bool,
}

impl ExportDialog {
    /// The file is proposed in the folder the person works from, never inside the project.
    #[must_use]
    pub fn new(session: &Session) -> Self {
        let format = Format::Jsonl;
        Self {
            exporter: session.exporter(),
            format,
            path: format!("{}{}", file_name(&session.project().name), ending(format)),
            browse: None,
            work: None,
            is_cancelled: false,
        }
    }

    /// Draws it; returns what was decided, or that something was exported.
    pub fn ui(&mut self, ui: &mut Ui, kit: &mut Kit) -> Option<Decision> {
        if let Some(answer) = self.work.as_ref().and_then(Job::answer) {
            return Some(Decision::Exported(answer));
        }
        let title = kit.words.get("export-title");
        text::label(ui, kit, &title, TextStyle::heading());
        if self.work.is_some() {
            return self.work_ui(ui, kit);
        }
        let about = kit.words.get("export-about");
        text::paragraph(ui, kit, &about, TextStyle::body());
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
            text::paragraph(ui, kit, &message, TextStyle::small().ink(Ink::Warning));
        }
        let proposed = Path::new(self.path.as_str()).file_name();
        let proposed = proposed.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        path_ui(ui, kit, "export-path", &mut self.path, &mut self.browse, |context, kit| {
            Browse::file(context, &kit.words.get("export-title"), &proposed)
        });
        failure_ui(ui, kit, self.exporter.as_ref().err());
        let is_ready = self.exporter.is_ok() && !self.path.trim().is_empty();
        let is_decided = buttons_ui(ui, kit, "export-do", is_ready)?;
        match &self.exporter {
            Ok(exporter) if is_decided => {
                self.work = Some(exporter.export(self.format, &PathBuf::from(self.path.trim())));
                ui.ctx().request_repaint();
                None
            }
            _ => Some(Decision::Cancel),
        }
    }

    /// Takes a format; a proposed name follows.
    fn choose(&mut self, format: Format) {
        if let Some(stem) = self.path.strip_suffix(&ending(self.format)) {
            self.path = format!("{stem}{}", ending(format));
        }
        self.format = format;
    }

    /// Leaves the question, or asks the work to stop, which then answers.
    pub fn leave(&mut self) -> Option<Decision> {
        match &self.work {
            Some(job) => {
                job.cancel();
                self.is_cancelled = true;
                None
            }
            None => Some(Decision::Cancel),
        }
    }

    /// How far it is, as words and as a bar.
    fn work_ui(&mut self, ui: &mut Ui, kit: &mut Kit) -> Option<Decision> {
        let (done, all) = self.work.as_ref().map(Job::progress).unwrap_or_default();
        let key = if self.is_cancelled { "add-cancelling" } else { "export-working" };
        let message = kit.words.say(key, &[("done", done.into()), ("all", all.into())]);
        text::label(ui, kit, &message, TextStyle::body());
        let (whole, response) = ui.allocate_exact_size(vec2(ui.available_width(), BAR_HEIGHT), Sense::hover());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, message.clone()));
        let radius = CornerRadius::same(3);
        ui.painter().rect_filled(whole, radius, kit.brush.color(Ink::Border));
        let mut part = whole;
        part.set_width(whole.width() * done.min(all) as f32 / all.max(1) as f32);
        ui.painter().rect_filled(part, radius, kit.brush.color(Ink::Accent));
        ui.ctx().request_repaint_after(LOOK_AGAIN);
        let cancel = kit.words.get("dialog-cancel");
        if widgets::button(ui, kit, Button { text: &cancel, ..Button::default() }).clicked() {
            return self.leave();
        }
        None
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
