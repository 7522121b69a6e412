//! The problems panel: what could not be read or cannot be right, with place and hint. Of a text that was changed there may be ten
//! thousand: only those in sight are laid out. How high one is, is guessed until it was seen. Points.

use egui::{Rect, ScrollArea, Ui, UiBuilder, vec2};

use crate::error::{Problem, Severity};
use crate::gui::brush::TextStyle;
use crate::gui::dialog_parts::severity_word;
use crate::gui::text::{self, Kit};
use crate::gui::theme::{BODY, SMALL, SPACE};
use crate::gui::widgets::{self, Button, Look};
use crate::session::command::Command;
use crate::session::command::kept::KeptCommand;
use crate::session::state::Session;
use crate::view::tones::Ink;

const HEIGHT: f32 = 160.0;
/// Of the window's height; a small one is for the page.
const LARGEST_SHARE: f32 = 0.2;
const GAP: f32 = SPACE * 3.0;
/// Heights that differ by less are the same.
const UNSEEN: f32 = 0.5;

/// What the window remembers of the panel between two frames.
#[derive(Default)]
pub struct ProblemsView {
    /// Where each problem begins, and where the last one ends.
    tops: Vec<f32>,
}

impl ProblemsView {
    /// Makes room for those that were told since; for all anew when they are fewer. Where the panel is not as wide as it was, those in
    /// sight are measured again: guessing them anew could take the scroll bar away that made it so, and give it back, for ever.
    fn follow(&mut self, problems: &[Problem], width: f32) {
        if self.tops.len() > problems.len() + 1 {
            self.tops.clear();
        }
        let seen = self.tops.len().saturating_sub(1);
        let mut end = self.tops.last().copied().unwrap_or_default();
        if self.tops.is_empty() {
            self.tops.push(end);
        }
        self.tops.extend(problems[seen..].iter().map(|problem| {
            end += guessed(problem, width);
            end
        }));
    }

    /// Notes how high a problem is; whether that was not known.
    fn measure(&mut self, at: usize, height: f32) -> bool {
        let change = height - (self.tops[at + 1] - self.tops[at]);
        let is_other = change.abs() > UNSEEN;
        if is_other {
            self.tops[at + 1..].iter_mut().for_each(|top| *top += change);
        }
        is_other
    }
}

/// Draws the panel, on at most so much height.
pub fn problems_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    room: f32,
    view: &mut ProblemsView,
    asked: &mut Vec<Command>,
) {
    let top = ui.cursor().top();
    let title = kit.words.get("problems-title");
    text::label(ui, kit, &title, TextStyle::caption());
    let problems = session.problems();
    if problems.is_empty() {
        let none = kit.words.get("problems-none");
        text::label(ui, kit, &none, TextStyle::body().ink(Ink::Muted));
        return;
    }
    let left = room - (ui.cursor().top() - top);
    let height = HEIGHT.min(ui.ctx().content_rect().height() * LARGEST_SHARE).min(left).max(0.0);
    let area = ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink([false, true]);
    let area = area.id_salt("problems");
    area.show_viewport(ui, |ui, seen| {
        let place = ui.max_rect().min;
        let width = ui.available_width();
        view.follow(problems, width);
        ui.set_min_height(view.tops.last().copied().unwrap_or_default());
        let first = view.tops.partition_point(|top| *top <= seen.top()).saturating_sub(1);
        for (at, problem) in problems.iter().enumerate().skip(first) {
            let top = view.tops[at];
            if top > seen.bottom() {
                break;
            }
            let row = Rect::from_min_size(place + vec2(0.0, top), vec2(width, view.tops[at + 1] - top));
            let drawn = ui.scope_builder(UiBuilder::new().id_salt(at).max_rect(row), |ui| {
                problem_ui(ui, kit, session, problem, asked)
            });
            if view.measure(at, drawn.response.rect.height() + GAP) {
                ui.request_repaint();
            }
        }
    });
}

/// About how high a problem is, with the room below it.
fn guessed(problem: &Problem, width: f32) -> f32 {
    // A letter is about half as wide as high, and a line half as high again as its letters.
    let lines = |text: &str, size: f32| {
        let per_line = (width / (size * 0.5)).max(1.0);
        (text.len() as f32 / per_line).ceil().max(1.0) * size * 1.5
    };
    let hint = problem.hint.as_ref().map_or(0.0, |hint| lines(hint, SMALL));
    lines("", SMALL) + lines(&problem.message, BODY) + hint + GAP
}

fn problem_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, problem: &Problem, asked: &mut Vec<Command>) {
    let ink = match problem.severity {
        Severity::Loss => Ink::Failure,
        Severity::Wrong => Ink::Warning,
        Severity::Note => Ink::Muted,
    };
    ui.horizontal(|ui| {
        let severity = kit.words.get(severity_word(problem.severity));
        text::label(ui, kit, &severity, TextStyle::small().bold().ink(ink));
        text::label(ui, kit, &problem.place, TextStyle::small());
    });
    text::paragraph(ui, kit, &problem.message, TextStyle::body());
    if let Some(text) = &problem.hint {
        text::paragraph(ui, kit, text, TextStyle::small());
    }
    if let Some(name) = session.kept_named_in(problem) {
        let compare = kit.words.get("problems-compare");
        let button = Button { text: &compare, look: Look::Dense, ..Button::default() };
        if widgets::button(ui, kit, button).clicked() {
            asked.push(Command::Kept(KeptCommand::Look(Some(name.to_owned()))));
        }
    }
}
