//! The list of documents at the start side. Only the rows in sight are drawn, so that ten thousand cost no more than ten.

use egui::{Align, Id, Rect, ScrollArea, Ui, pos2, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, ProgressShare};
use crate::model::set::Progress;
use crate::session::command::Command;
use crate::session::state::Session;
use crate::session::works::DocumentLine;
use crate::text::bidi::{Census, Direction};

const ROW: f32 = 50.0;

/// What the window remembers of the list.
#[derive(Default)]
pub struct DocumentList {
    filter: String,
    /// What was filtered for, among how many, and the documents found.
    found: Option<(String, usize, Vec<usize>)>,
    /// The document that was shown last: when another is opened, its row is brought into sight.
    current: Option<usize>,
}

/// Draws the list.
pub fn documents_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, list: &mut DocumentList, asked: &mut Vec<Command>) {
    let count = session.documents_len();
    ui.horizontal(|ui| {
        let title = kit.words.get("documents-title");
        text::label(ui, kit, &title, TextStyle::caption());
        let number = kit.words.say("documents-count", &[("count", count.into())]);
        text::label(ui, kit, &number, TextStyle::small());
    });
    let (name, hint) = (kit.words.get("documents-filter"), kit.words.get("documents-filter-hint"));
    widgets::field(ui, kit, Id::unique("documents filter"), &name, &hint, &mut list.filter);
    ui.add_space(SPACE);
    if count == 0 {
        let empty = kit.words.get("documents-empty");
        text::paragraph(ui, kit, &empty, TextStyle::body().ink(crate::view::tones::Ink::Muted));
        return;
    }
    let found = list.filtered(session);
    if found.is_empty() {
        let nothing = kit.words.get("documents-none-found");
        text::paragraph(ui, kit, &nothing, TextStyle::body().ink(crate::view::tones::Ink::Muted));
        return;
    }
    let current = session.current_index();
    let is_new = current != list.current;
    list.current = current;
    ui.spacing_mut().item_spacing.y = 1.0;
    let mut area = ScrollArea::vertical().min_scrolled_height(0.0).auto_shrink(false).id_salt("documents");
    if let Some(row) = current.filter(|_| is_new).and_then(|current| found.iter().position(|index| *index == current)) {
        let height = ui.available_height();
        area = area.vertical_scroll_offset((row as f32 * (ROW + 1.0) - (height - ROW) / 2.0).max(0.0));
    }
    area.show_rows(ui, ROW, found.len(), |ui, rows| {
        for &index in &found[rows] {
            if let Some(line) = session.document_line(index) {
                ui.push_id(index, |ui| document_row(ui, kit, &line, current == Some(index), asked));
            }
        }
    });
}

impl DocumentList {
    /// The documents whose title or name holds what was typed, letter case aside.
    fn filtered(&mut self, session: &Session) -> Vec<usize> {
        let count = session.documents_len();
        let typed = self.filter.trim().to_lowercase();
        if let Some((before, of, found)) = &self.found
            && *before == typed
            && *of == count
        {
            return found.clone();
        }
        let fits = |index: &usize| {
            session.document_line(*index).is_some_and(|line| {
                let holds = |text: &str| text.to_lowercase().contains(&typed);
                typed.is_empty() || holds(&line.summary.title) || holds(line.summary.id.as_str())
            })
        };
        let found: Vec<usize> = (0..count).filter(fits).collect();
        self.found = Some((typed, count, found.clone()));
        found
    }
}

fn document_row(ui: &mut Ui, kit: &mut Kit, line: &DocumentLine<'_>, is_current: bool, asked: &mut Vec<Command>) {
    let document = line.summary;
    let progress = kit.words.get(match line.progress {
        Progress::New => "progress-new",
        Progress::Started => "progress-started",
        Progress::Finished => "progress-finished",
    });
    let counted = kit.words.say("documents-annotations", &[("count", line.count.into())]);
    let (rect, response) = widgets::row(ui, kit, ROW, &document.title, is_current);
    let title_box = Rect::from_min_max(rect.min + vec2(0.0, SPACE), pos2(rect.right(), rect.top() + 28.0));
    let below = Rect::from_min_max(pos2(rect.left(), rect.top() + 28.0), rect.max - vec2(0.0, SPACE));

    let style = if is_current { TextStyle::body().bold() } else { TextStyle::body() }.content();
    let title = Line::new(&mut kit.brush, &document.title, style, title_box.width());
    let is_rtl = Census::of(&document.title).is_rtl(Direction::Auto).unwrap_or(false);
    title.paint(ui, &mut kit.brush, title_box, if is_rtl { Align::Max } else { Align::Min });

    let share = match line.progress {
        Progress::New => ProgressShare::None,
        Progress::Started => ProgressShare::Some,
        Progress::Finished => ProgressShare::All,
    };
    widgets::progress_mark(ui, kit, pos2(below.left() + 6.0, below.center().y), share);
    let language = Line::new(&mut kit.brush, &document.language, TextStyle::small(), 60.0);
    language.paint(ui, &mut kit.brush, below.with_min_x(below.left() + 18.0), Align::Min);
    if line.count > 0 {
        let number = Line::new(&mut kit.brush, &line.count.to_string(), TextStyle::small(), 80.0);
        number.paint(ui, &mut kit.brush, below, Align::Max);
    }
    let facts = format!("{} · {} · {progress} · {counted}", document.id, &document.language);
    let response = text::hint_with(response, |ui| {
        text::paragraph(ui, kit, &document.title, TextStyle::body().bold().content());
        text::paragraph(ui, kit, &facts, TextStyle::small());
    });
    if response.clicked() && !is_current {
        asked.push(Command::Open(document.id.clone()));
    }
}
