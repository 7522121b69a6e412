//! The problems panel: what could not be read or cannot be right, with place and hint.

use egui::{ScrollArea, Ui};

use crate::error::{Problem, Severity};
use crate::gui::brush::TextStyle;
use crate::gui::text::{self, Kit};
use crate::gui::theme::SPACE;
use crate::session::state::Session;
use crate::view::tones::Ink;

/// Draws the panel.
pub fn problems_ui(ui: &mut Ui, kit: &mut Kit, session: &Session) {
    let title = kit.words.get("problems-title");
    text::label(ui, kit, &title, TextStyle::caption());
    ScrollArea::vertical().max_height(160.0).auto_shrink([false, true]).id_salt("problems").show(ui, |ui| {
        for problem in session.problems() {
            problem_ui(ui, kit, problem);
        }
    });
}

fn problem_ui(ui: &mut Ui, kit: &mut Kit, problem: &Problem) {
    let (key, ink) = match problem.severity {
        Severity::Loss => ("severity-loss", Ink::Failure),
        Severity::Wrong => ("severity-wrong", Ink::Warning),
        Severity::Note => ("severity-note", Ink::Muted),
    };
    ui.horizontal(|ui| {
        let severity = kit.words.get(key);
        text::label(ui, kit, &severity, TextStyle::small().bold().ink(ink));
        text::label(ui, kit, &problem.place, TextStyle::small());
    });
    text::paragraph(ui, kit, &problem.message, TextStyle::body());
    if let Some(text) = &problem.hint {
        text::paragraph(ui, kit, text, TextStyle::small());
    }
    ui.add_space(SPACE * 2.0);
}
