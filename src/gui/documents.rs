//! The list of documents at the start side, with what it is filtered and sorted by. Only the rows in sight are drawn, and
//! nothing here goes through all documents, so that a hundred thousand cost no more than ten.

use egui::{Align, Event, Id, Key, Rect, ScrollArea, Ui, pos2, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::choice::{Choice, choice_ui};
use crate::gui::page_view::PageView;
use crate::gui::text::{self, Kit, Line};
use crate::gui::text_field;
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, ProgressShare};
use crate::model::set::Progress;
use crate::session::command::Command;
use crate::session::command::assign::AssignedTo;
use crate::session::command::listing::{ListCommand, Order, SortBy};
use crate::session::state::Session;
use crate::session::works::DocumentLine;
use crate::text::bidi::{Census, Direction};
use crate::view::tones::Ink;

const ROW: f32 = 50.0;

/// What the window remembers of the list.
#[derive(Default)]
pub struct DocumentList {
    typed: String,
    /// The filter that was last asked for, or seen in the session.
    asked: String,
    /// The document that was shown last: when another is opened, its row is brought into sight.
    current: Option<usize>,
    is_field_wanted: bool,
}

impl DocumentList {
    /// Puts the caret into the field in the next frame.
    pub fn ask(&mut self) {
        self.is_field_wanted = true;
    }

    /// Whether somebody looks for a document now.
    #[must_use]
    pub fn is_asking(&self, ui: &Ui) -> bool {
        self.is_field_wanted || ui.memory(|memory| memory.has_focus(field_id()))
    }
}

/// Draws the list.
pub fn documents_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, list: &mut DocumentList, asked: &mut Vec<Command>) {
    let (count, shown) = (session.documents_len(), session.shown_len());
    ui.horizontal(|ui| {
        let title = kit.words.get("documents-title");
        text::label(ui, kit, &title, TextStyle::caption());
        let number = match shown == count {
            true => kit.words.say("documents-count", &[("count", count.into())]),
            false => kit.words.say("documents-shown", &[("shown", shown.into()), ("count", count.into())]),
        };
        text::label(ui, kit, &number, TextStyle::small());
    });
    if count == 0 {
        let empty = kit.words.get("documents-empty");
        text::paragraph(ui, kit, &empty, TextStyle::body().ink(Ink::Muted));
        return;
    }
    filter_ui(ui, kit, session, list, asked);
    choices_ui(ui, kit, session, asked);
    ui.add_space(SPACE);
    if shown == 0 {
        let nothing = kit.words.get("documents-none-found");
        text::paragraph(ui, kit, &nothing, TextStyle::body().ink(Ink::Muted));
        return;
    }
    let current = session.current_index();
    let is_new = current != list.current;
    list.current = current;
    ui.spacing_mut().item_spacing.y = 1.0;
    let mut area = ScrollArea::vertical().min_scrolled_height(0.0).auto_shrink(false).id_salt("documents");
    if is_new && let Some(row) = session.current_row() {
        let height = ui.available_height();
        area = area.vertical_scroll_offset((row as f32 * (ROW + 1.0) - (height - ROW) / 2.0).max(0.0));
    }
    let line_at = |row: usize| session.document_line(session.shown_at(row)?);
    area.show_rows(ui, ROW, shown, |ui, rows| {
        for row in rows {
            let Some((index, line)) = session.shown_at(row).zip(line_at(row)) else { continue };
            let beside = [row.checked_sub(1), Some(row + 1)];
            let is_called_so = |other: DocumentLine<'_>| other.summary.title == line.summary.title;
            let has_namesake = beside.into_iter().flatten().filter_map(line_at).any(is_called_so);
            let is_current = current == Some(index);
            ui.push_id(index, |ui| document_row(ui, kit, session, &line, (is_current, has_namesake), asked));
        }
    });
}

fn field_id() -> Id {
    Id::unique("documents filter")
}

/// The field: Enter opens the first document that is found, Escape shows all again; both give the keyboard back to the page.
fn filter_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, list: &mut DocumentList, asked: &mut Vec<Command>) {
    let filter = session.listing().text();
    if filter != list.asked {
        // A command said otherwise.
        (list.typed, list.asked) = (filter.to_owned(), filter.to_owned());
    }
    let id = field_id();
    if std::mem::take(&mut list.is_field_wanted) {
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    let is_escaped = text_field::is_escaped(ui, kit, id);
    let is_entered = ui.memory(|memory| memory.has_focus(id)) && is_entered(ui);
    if is_escaped {
        list.typed.clear();
    }
    let (name, hint) = (kit.words.get("documents-filter"), kit.words.get("documents-filter-hint"));
    text_field::field(ui, kit, id, &name, &hint, &mut list.typed);
    let typed = list.typed.trim();
    if typed != list.asked {
        list.asked = typed.to_owned();
        asked.push(Command::List(ListCommand::Filter(typed.to_owned())));
    }
    let first = session.shown_at(0).and_then(|index| session.document_line(index));
    if let Some(first) = first.filter(|_| is_entered) {
        asked.push(Command::Open(first.summary.id.clone()));
    }
    if is_entered || is_escaped {
        ui.memory_mut(|memory| memory.request_focus(PageView::id()));
    }
}

/// Whether Enter was pressed, which the field does not get.
fn is_entered(ui: &Ui) -> bool {
    let is_enter = |event: &Event| matches!(event, Event::Key { key: Key::Enter, pressed: true, .. });
    ui.input_mut(|input| {
        let before = input.events.len();
        input.events.retain(|event| !is_enter(event));
        input.events.len() < before
    })
}

/// What the list goes by, each in a menu of its own.
fn choices_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, asked: &mut Vec<Command>) {
    let listing = session.listing();
    let any = kit.words.get("documents-any");
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(SPACE, 2.0);
        let (by, order) = listing.sort();
        let mut sorts = Vec::new();
        for (_, other) in SortBy::WORDS {
            // Asked for again, an order turns round.
            let turned = if (other, order) == (by, Order::Ascending) { Order::Descending } else { Order::Ascending };
            sorts.push(Choice {
                text: kit.words.get(sort_key(other)),
                is_on: other == by,
                command: Command::List(ListCommand::Sort(other, turned)),
            });
        }
        let key = if order == Order::Ascending { "documents-sort" } else { "documents-sort-descending" };
        let sorted = kit.words.get(sort_key(by));
        choice_ui(ui, kit, key, &sorted, sorts, asked);

        if listing.languages().len() > 1 {
            let all = [None].into_iter().chain(listing.languages().iter().map(|language| Some(language.to_string())));
            let languages = all.map(|language| Choice {
                text: language.clone().unwrap_or_else(|| any.clone()),
                is_on: language.as_deref() == listing.language(),
                command: Command::List(ListCommand::Language(language)),
            });
            let now = listing.language().unwrap_or(&any).to_owned();
            choice_ui(ui, kit, "documents-language", &now, languages.collect(), asked);
        }

        let all = [None].into_iter().chain(Progress::ALL.map(Some));
        let text = |kit: &Kit, progress: Option<Progress>| {
            progress.map_or_else(|| any.clone(), |progress| kit.words.get(progress_key(progress)))
        };
        let progresses = all.map(|progress| Choice {
            text: text(kit, progress),
            is_on: progress == listing.progress(),
            command: Command::List(ListCommand::Progress(progress)),
        });
        let progresses = progresses.collect();
        let now = text(kit, listing.progress());
        choice_ui(ui, kit, "documents-progress", &now, progresses, asked);

        if !session.assignments().is_empty() {
            assigned_ui(ui, kit, session, asked);
        }
    });
}

/// Whose documents are shown.
fn assigned_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, asked: &mut Vec<Command>) {
    let title = |kit: &Kit, whose: Option<&AssignedTo>| match whose {
        None => kit.words.get("documents-any"),
        Some(AssignedTo::Me) => kit.words.get("documents-me"),
        Some(AssignedTo::Nobody) => kit.words.get("documents-nobody"),
        Some(AssignedTo::Annotator(annotator)) => format!("\u{2068}{annotator}\u{2069}"),
    };
    let now = session.listing().assigned();
    let people = session.assignments().annotators().cloned().map(AssignedTo::Annotator);
    let all = [None, Some(AssignedTo::Me), Some(AssignedTo::Nobody)].into_iter().chain(people.map(Some));
    let choices = all.map(|whose| Choice {
        text: title(kit, whose.as_ref()),
        is_on: whose.as_ref() == now,
        command: Command::List(ListCommand::Assigned(whose)),
    });
    let choices = choices.collect();
    let now = title(kit, now);
    choice_ui(ui, kit, "documents-assigned", &now, choices, asked);
}

fn sort_key(by: SortBy) -> &'static str {
    match by {
        SortBy::Name => "sort-name",
        SortBy::File => "sort-file",
        SortBy::Title => "sort-title",
        SortBy::Date => "sort-date",
        SortBy::Source => "sort-source",
        SortBy::Url => "sort-url",
        SortBy::Language => "sort-language",
        SortBy::Progress => "sort-progress",
    }
}

fn progress_key(progress: Progress) -> &'static str {
    match progress {
        Progress::New => "progress-new",
        Progress::Started => "progress-started",
        Progress::Finished => "progress-finished",
    }
}

fn document_row(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    line: &DocumentLine<'_>,
    (is_current, has_namesake): (bool, bool),
    asked: &mut Vec<Command>,
) {
    let summary = line.summary;
    let assigned: Vec<String> =
        session.assignments().of(&summary.id).map(|name| format!("\u{2068}{name}\u{2069}")).collect();
    let (rect, response) = widgets::row(ui, kit, ROW, &summary.title, is_current);
    let title_box = Rect::from_min_max(rect.min + vec2(0.0, SPACE), pos2(rect.right(), rect.top() + 28.0));
    let mut below = Rect::from_min_max(pos2(rect.left(), rect.top() + 28.0), rect.max - vec2(0.0, SPACE));

    let style = if is_current { TextStyle::body().bold() } else { TextStyle::body() }.content();
    let title = Line::new(&mut kit.brush, &summary.title, style, title_box.width());
    let is_rtl = Census::of(&summary.title).is_rtl(Direction::Auto).unwrap_or(false);
    title.paint(ui, &mut kit.brush, title_box, if is_rtl { Align::Max } else { Align::Min });

    let share = match line.progress {
        Progress::New => ProgressShare::None,
        Progress::Started => ProgressShare::Some,
        Progress::Finished => ProgressShare::All,
    };
    widgets::progress_mark(ui, kit, pos2(below.left() + 6.0, below.center().y), share);
    below.min.x += 18.0;
    if line.count > 0 {
        let number = Line::new(&mut kit.brush, &line.count.to_string(), TextStyle::small(), 80.0);
        number.paint(ui, &mut kit.brush, below, Align::Max);
        below.max.x -= number.size().x + SPACE * 2.0;
    }
    // Each in its own direction, whatever its neighbours' is.
    let known = [&*summary.language, &*summary.date, &*summary.source].map(|part| (!part.is_empty()).then_some(part));
    // Of documents that are called the same, each has its name besides.
    let name = has_namesake.then_some(summary.id.as_str());
    let known = name.into_iter().chain(known.into_iter().flatten());
    let mut facts: Vec<String> = known.map(|part| format!("\u{2068}{part}\u{2069}")).collect();
    // Who is to annotate it comes first: the rest is known once it is open.
    if !assigned.is_empty() {
        facts.insert(0, assigned.join(", "));
    }
    let facts = Line::new(&mut kit.brush, &facts.join(" · "), TextStyle::small(), below.width());
    facts.paint(ui, &mut kit.brush, below, Align::Min);

    let response = text::hint_with(response, |ui| {
        text::paragraph(ui, kit, &summary.title, TextStyle::body().bold().content());
        let said = [&*summary.source, &*summary.date, &*summary.url].into_iter().filter(|part| !part.is_empty());
        let said: Vec<String> = said.map(|part| format!("\u{2068}{part}\u{2069}")).collect();
        if !said.is_empty() {
            text::paragraph(ui, kit, &said.join(" · "), TextStyle::small());
        }
        let progress = kit.words.get(progress_key(line.progress));
        let counted = kit.words.say("documents-annotations", &[("count", line.count.into())]);
        let facts = format!("\u{2068}{}\u{2069} · {} · {progress} · {counted}", summary.id, summary.language);
        text::paragraph(ui, kit, &facts, TextStyle::small());
        if !assigned.is_empty() {
            let said = kit.words.say("documents-assigned", &[("now", assigned.join(", ").into())]);
            text::paragraph(ui, kit, &said, TextStyle::small());
        }
    });
    if response.clicked() && !is_current {
        asked.push(Command::Open(summary.id.clone()));
    }
}
