//! Adding documents: which files, how each would be read, by which encoding, and what would not be added. Reading and writing
//! run beside the window. Sizes are points.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use egui::{Align, FocusDirection, Key, Popup, Rect, Response, ScrollArea, Ui, pos2, vec2};

use crate::error::Error;
use crate::formats::encoding::Encoding;
use crate::gui::brush::TextStyle;
use crate::gui::decision::Decision;
use crate::gui::dialog_body::body_and_end;
use crate::gui::dialog_parts::{
    End, Ending, FilesField, LOOK_AGAIN, end_ui, failure_ui, field_ui, has_keyboard, progress_ui, sheet,
};
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look, Width};
use crate::session::adder::{Added, Adder, Candidate, Plan, Verdict, Wanted};
use crate::session::job::Job;
use crate::view::tones::Ink;

/// How wide the dialog is where the window has room.
pub const WIDTH: f32 = 880.0;
const LIST_WIDTH: f32 = 300.0;
/// Room for the language and its name.
const LANGUAGE_WIDTH: f32 = 420.0;
const LIST_HEIGHT: f32 = 330.0;
const ROW: f32 = 44.0;
/// About how many letters of what is told stand in a line.
const LINE_CHARS: usize = 78;

/// The question, and what is known so far.
pub struct AddDialog {
    adder: Adder,
    files: FilesField,
    /// What is said about the language of all of them.
    language: String,
    wanted: Vec<PathBuf>,
    /// How many of these were there before the last were named.
    known: usize,
    plan: Option<Arc<Plan>>,
    /// Which file is shown.
    shown: usize,
    /// Whether the arrows brought it there: who passes by has not looked at it.
    is_passed: bool,
    /// The files that were looked at, or for which it was said that they are added all the same. A doubtful one is added only then.
    looked_at: BTreeSet<usize>,
    /// Whether a row of the list has the keyboard.
    is_row_focused: bool,
    /// Whether the row of the file that is shown is to be brought into sight.
    is_reveal_due: bool,
    work: Option<Work>,
    is_cancelled: bool,
    failure: Option<Error>,
}

/// What is done beside the window.
enum Work {
    Look(Job<Plan>),
    /// One file is read by another encoding; the plan before is shown meanwhile.
    Reread(Job<Plan>),
    Add(Job<Added>),
}

impl AddDialog {
    /// Asks for files, or begins with some that were dropped on the window.
    #[must_use]
    pub fn new(adder: Adder, dropped: Vec<PathBuf>) -> Self {
        let mut dialog = Self {
            adder,
            files: FilesField::default(),
            language: String::new(),
            wanted: Vec::new(),
            known: 0,
            plan: None,
            shown: 0,
            is_passed: false,
            looked_at: BTreeSet::new(),
            is_row_focused: false,
            is_reveal_due: false,
            work: None,
            is_cancelled: false,
            failure: None,
        };
        dialog.want(dropped);
        dialog
    }

    fn want(&mut self, paths: Vec<PathBuf>) {
        let before = self.wanted.len();
        for path in paths {
            if !self.wanted.contains(&path) {
                self.wanted.push(path);
            }
        }
        if self.wanted.len() > before {
            (self.failure, self.known) = (None, before);
            self.looked_at.clear();
            self.work = Some(Work::Look(self.adder.look(Wanted { paths: self.wanted.clone(), ..Wanted::default() })));
        }
    }

    /// Draws it; returns what was decided, or that documents were added.
    pub fn ui(&mut self, ui: &mut Ui, kit: &mut Kit) -> Option<Decision> {
        if let Some(decision) = self.hear(ui) {
            return Some(decision);
        }
        let title = kit.words.get("add-title");
        text::label(ui, kit, &title, TextStyle::heading());
        body_and_end(ui, kit, self, Self::body_ui, |dialog, ui, kit, ()| dialog.end_ui(ui, kit))
    }

    /// Which files, how each reads, and what is said of all.
    fn body_ui(&mut self, ui: &mut Ui, kit: &mut Kit) {
        let about = kit.words.get("add-about");
        text::paragraph(ui, kit, &about, TextStyle::body());
        let title = kit.words.get("add-title");
        let named = self.files.ui(ui, kit, "add path", &title);
        self.want(named);
        if let Some(plan) = self.plan.clone().filter(|_| !matches!(self.work, Some(Work::Look(_)))) {
            self.move_by_keys(ui, kit, plan.candidates.len());
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = SPACE * 4.0;
                ui.vertical(|ui| self.list_ui(ui, kit, &plan));
                ui.vertical(|ui| self.preview_ui(ui, kit, &plan));
            });
        }
        if self.documents_len() > 0 {
            self.language_ui(ui, kit);
        }
    }

    /// How many documents would be added.
    fn documents_len(&self) -> usize {
        self.plan.as_ref().map_or(0, |plan| plan.documents())
    }

    /// Leaves the dialog, or asks the writing to stop, which then answers.
    pub fn leave(&mut self) -> Option<Decision> {
        match &self.work {
            Some(Work::Add(job)) => {
                job.cancel();
                self.is_cancelled = true;
                None
            }
            Some(Work::Look(job)) => {
                job.cancel();
                Some(Decision::Cancel)
            }
            Some(Work::Reread(_)) | None => Some(Decision::Cancel),
        }
    }

    /// Hears what is done, and what the system's dialog says.
    fn hear(&mut self, ui: &Ui) -> Option<Decision> {
        let planned = match self.work.as_ref()? {
            Work::Look(job) | Work::Reread(job) => job.answer(),
            Work::Add(job) => match job.answer() {
                Some(answer) => return Some(Decision::Added(answer)),
                None => None,
            },
        };
        match planned {
            None => ui.ctx().request_repaint_after(LOOK_AGAIN),
            Some(Ok(plan)) => {
                self.shown = self.shown.min(plan.candidates.len().saturating_sub(1));
                self.is_reveal_due = true;
                (self.plan, self.work) = (Some(Arc::new(plan)), None);
            }
            Some(Err(error)) => {
                if matches!(self.work, Some(Work::Look(_))) {
                    // What cannot be read is not wanted any more, and can be typed better.
                    self.wanted.truncate(self.known);
                    self.files.take_back();
                }
                (self.failure, self.work) = (Some(error), None);
            }
        }
        None
    }

    /// Up and down show another file, unless somebody types; Space looks at it where nothing else wants that key.
    fn move_by_keys(&mut self, ui: &Ui, kit: &Kit, count: usize) {
        if kit.fields.is_typing(ui.ctx()) || Popup::is_any_open(ui.ctx()) {
            return;
        }
        let pressed = |key| ui.input(|input| input.key_pressed(key));
        let last = count.saturating_sub(1);
        let next = match (pressed(Key::ArrowUp), pressed(Key::ArrowDown)) {
            (true, false) => Some(self.shown.saturating_sub(1)),
            (false, true) => Some((self.shown + 1).min(last)),
            _ => None,
        };
        if let Some(next) = next {
            // egui would take the keyboard to the widget that is nearest above or below.
            ui.memory_mut(|memory| memory.move_focus(FocusDirection::None));
            self.is_passed |= next != self.shown;
            (self.shown, self.is_reveal_due) = (next, true);
        }
        if pressed(Key::Space) && !has_keyboard(ui) {
            self.is_passed = false;
        }
    }

    fn show(&mut self, index: usize) {
        (self.shown, self.is_reveal_due, self.is_passed) = (index, true, false);
    }

    /// The next file that is doubtful and was not looked at yet, from the one that is shown on, and how many there are.
    fn next_to_look_at(&self) -> Option<(usize, usize)> {
        let unseen: Vec<usize> = self.plan.iter().flat_map(|plan| plan.doubtful()).collect();
        let unseen: Vec<usize> = unseen.into_iter().filter(|index| !self.looked_at.contains(index)).collect();
        let next = unseen.iter().find(|index| **index > self.shown).or(unseen.first())?;
        Some((*next, unseen.len()))
    }

    /// Whether the file that is shown wants an answer of its own.
    fn is_shown_asked(&self) -> bool {
        let shown = self.plan.as_ref().and_then(|plan| plan.candidates.get(self.shown));
        shown.is_some_and(Candidate::needs_a_yes)
    }

    fn list_ui(&mut self, ui: &mut Ui, kit: &mut Kit, plan: &Plan) {
        ui.set_width(LIST_WIDTH);
        ui.spacing_mut().item_spacing.y = 1.0;
        let mut area = ScrollArea::vertical().max_height(LIST_HEIGHT).auto_shrink(false).id_salt("files to add");
        let is_revealed = std::mem::take(&mut self.is_reveal_due);
        let follows = is_revealed && std::mem::take(&mut self.is_row_focused);
        self.is_row_focused = false;
        if is_revealed {
            area = area.vertical_scroll_offset(((self.shown as f32 + 0.5) * (ROW + 1.0) - LIST_HEIGHT / 2.0).max(0.0));
        }
        area.show_rows(ui, ROW, plan.candidates.len(), |ui, rows| {
            for index in rows {
                if let Some(candidate) = plan.candidates.get(index) {
                    ui.push_id(index, |ui| {
                        let row = candidate_row(ui, kit, candidate, index == self.shown);
                        if row.clicked() {
                            (self.shown, self.is_passed) = (index, false);
                        }
                        // A row that has the keyboard hands it to the one that is shown instead.
                        if follows && index == self.shown {
                            row.request_focus();
                        }
                        self.is_row_focused |= row.has_focus();
                    });
                }
            }
        });
    }

    /// How the chosen file reads, and the encodings by which it can be read.
    fn preview_ui(&mut self, ui: &mut Ui, kit: &mut Kit, plan: &Arc<Plan>) {
        let Some(candidate) = plan.candidates.get(self.shown) else { return };
        if !self.is_passed && !candidate.needs_a_yes() {
            self.looked_at.insert(self.shown);
        }
        let mut chosen = None;
        let mut is_left_out = false;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = SPACE * 2.0;
            let label = kit.words.get("add-read-as");
            text::label(ui, kit, &label, TextStyle::caption());
            for encoding in likely(candidate) {
                let name = encoding_name(kit, candidate, encoding);
                let is_selected = encoding == candidate.encoding;
                let button = Button { text: &name, is_selected, ..Button::default() };
                if widgets::button(ui, kit, button).clicked() && !is_selected {
                    chosen = Some(encoding);
                }
            }
            let other = kit.words.get("add-other-encoding");
            let more = widgets::button(ui, kit, Button { text: &other, look: Look::Plain, ..Button::default() });
            Popup::menu(&more).show(|ui| {
                ui.set_width(170.0);
                for encoding in Encoding::OFFERED {
                    let name = encoding.to_string();
                    let button = Button { text: &name, look: Look::Plain, width: Width::Full, ..Button::default() };
                    if widgets::button(ui, kit, button).clicked() {
                        chosen = Some(encoding);
                        ui.close();
                    }
                }
            });
            if candidate.needs_a_yes() && !self.looked_at.contains(&self.shown) {
                let take = kit.words.get("add-take");
                if widgets::wrapped_button(ui, kit, true, Button { text: &take, ..Button::default() }).clicked() {
                    self.looked_at.insert(self.shown);
                }
            }
            if candidate.is_added() {
                let leave_out = kit.words.get("add-leave-out");
                let button = Button { text: &leave_out, look: Look::Plain, ..Button::default() };
                is_left_out = widgets::button(ui, kit, button).clicked();
            }
        });
        let told = about(kit, candidate);
        let lines: usize = told.iter().map(|(message, _)| 1 + message.chars().count() / LINE_CHARS).sum();
        let below = 26.0 * lines as f32;
        let height = (LIST_HEIGHT - 54.0 - below).max(120.0);
        sheet(ui, kit, "preview", height, |ui, kit| {
            text::paragraph(ui, kit, &candidate.preview, TextStyle { size: 16.0, ..TextStyle::body() }.content());
        });
        for (message, ink) in told {
            text::paragraph(ui, kit, &message, TextStyle::body().ink(ink));
        }
        if is_left_out && self.work.is_none() {
            self.plan = Some(Arc::new(plan.leaving_out(self.shown)));
        }
        if let (Some(encoding), None) = (chosen, &self.work) {
            self.looked_at.remove(&self.shown);
            self.work = Some(Work::Reread(self.adder.reread(plan, self.shown, encoding)));
        }
    }

    /// The language of all of them, where the letters do not tell.
    fn language_ui(&mut self, ui: &mut Ui, kit: &mut Kit) {
        let hint = kit.words.get("add-language-hint");
        ui.scope(|ui| {
            ui.set_max_width(LANGUAGE_WIDTH);
            field_ui(ui, kit, "add-language", "add language", &hint, &mut self.language);
        });
    }

    /// What went wrong, what would be added, or how far the work is, and the buttons.
    fn end_ui(&mut self, ui: &mut Ui, kit: &mut Kit) -> Option<Decision> {
        failure_ui(ui, kit, self.failure.as_ref());
        let working = match &self.work {
            Some(Work::Look(job)) => Some(("add-looking", job.progress())),
            Some(Work::Add(job)) if !self.is_cancelled => Some(("add-adding", job.progress())),
            Some(Work::Add(job)) => Some(("add-cancelling", job.progress())),
            Some(Work::Reread(_)) | None => None,
        };
        let documents = self.documents_len();
        if let Some((key, (done, all))) = working {
            // Of a plan that was added, all is counted only once it is begun.
            let percent = done.min(all) * 100 / all.max(1);
            let message = kit.words.say(key, &[("percent", percent.into())]);
            progress_ui(ui, kit, &message, (done, all));
        } else if let Some(plan) = &self.plan {
            let left_out = plan.candidates.iter().filter(|candidate| !candidate.is_added()).count();
            let doubtful = self.next_to_look_at().map_or(0, |(_, count)| count);
            let numbers = [("left", left_out.into()), ("doubtful", doubtful.into())];
            let message = kit.words.say("add-summary", &numbers);
            text::label(ui, kit, &message, TextStyle::small());
        }
        let is_ready = documents > 0 && self.work.is_none() && !self.files.is_typing();
        let to_look_at = self.next_to_look_at().filter(|_| is_ready);
        // The one that is shown wants an answer beside its text.
        let is_asked = to_look_at.is_some_and(|(next, _)| next == self.shown && !self.is_passed);
        let is_ready = is_ready && !is_asked;
        let add = match (documents, to_look_at) {
            (0, _) => kit.words.get("add-do-nothing"),
            _ if is_asked => kit.words.get("add-answer"),
            (_, Some((_, count))) => kit.words.say("add-look", &[("count", count.into())]),
            (_, None) => kit.words.say("add-do", &[("count", documents.into())]),
        };
        let ending = Ending { main: &add, state: "", is_ready, is_entered: false };
        let (End::Do, Some(plan)) = (end_ui(ui, kit, ending)?, &self.plan) else {
            return self.leave();
        };
        if to_look_at.is_some() {
            let is_seen_now = std::mem::take(&mut self.is_passed) && !self.is_shown_asked();
            if is_seen_now {
                self.looked_at.insert(self.shown);
            }
            if let Some((next, _)) = self.next_to_look_at() {
                self.show(next);
            }
            return None;
        }
        let plan = Arc::new(plan.with_language(&self.language));
        self.work = Some(Work::Add(self.adder.add(&plan)));
        ui.ctx().request_repaint();
        None
    }
}

/// The encodings shown side by side: what was guessed, what came next, and the one that was chosen.
fn likely(candidate: &Candidate) -> Vec<Encoding> {
    let next = candidate.guess.runner_up.map(|(encoding, _)| encoding);
    let mut shown = vec![candidate.guess.encoding];
    for encoding in next.into_iter().chain([candidate.encoding]) {
        if !shown.contains(&encoding) {
            shown.push(encoding);
        }
    }
    shown
}

/// An encoding with how likely it is, as far as that is known.
fn encoding_name(kit: &Kit, candidate: &Candidate, encoding: Encoding) -> String {
    let guess = &candidate.guess;
    let next = guess.runner_up.filter(|(next, _)| *next == encoding).map(|(_, share)| share);
    let share = if encoding == guess.encoding { Some(guess.confidence) } else { next };
    let name = encoding.to_string();
    match share.filter(|share| *share >= 0.01) {
        Some(share) => {
            let percent = (share * 100.0).floor();
            kit.words.say("add-encoding", &[("name", name.into()), ("percent", percent.into())])
        }
        None => name,
    }
}

/// What is to be said of a file, and in which ink.
fn about(kit: &Kit, candidate: &Candidate) -> Vec<(String, Ink)> {
    match &candidate.verdict {
        Verdict::Add => {
            let there = kit.words.say("add-there", &[("count", candidate.there.into())]);
            let there = (candidate.there > 0).then_some((there, Ink::Muted));
            candidate.doubts.iter().map(|doubt| (doubt.clone(), Ink::Warning)).chain(there).collect()
        }
        Verdict::Known(why) => vec![(kit.words.say("add-not", &[("why", why.as_str().into())]), Ink::Muted)],
        Verdict::Refused(why) => vec![(kit.words.say("add-not", &[("why", why.as_str().into())]), Ink::Failure)],
    }
}

/// A file with what becomes of it.
fn candidate_row(ui: &mut Ui, kit: &mut Kit, candidate: &Candidate, is_shown: bool) -> Response {
    let (key, ink) = match &candidate.verdict {
        Verdict::Add if candidate.doubts.is_empty() => ("add-is-new", Ink::Good),
        Verdict::Add => ("add-is-doubtful", Ink::Warning),
        Verdict::Known(_) => ("add-is-known", Ink::Muted),
        Verdict::Refused(_) => ("add-is-refused", Ink::Failure),
    };
    let outcome = kit.words.get(key);
    let (rect, response) = widgets::row(ui, kit, ROW, &candidate.name, is_shown);
    let upper = Rect::from_min_max(rect.min + vec2(0.0, SPACE), pos2(rect.right(), rect.center().y + 1.0));
    let lower = Rect::from_min_max(pos2(rect.left(), rect.center().y + 1.0), rect.max - vec2(0.0, SPACE));
    let style = if is_shown { TextStyle::body().bold() } else { TextStyle::body() };
    Line::new(&mut kit.brush, &candidate.name, style, upper.width()).paint(ui, &mut kit.brush, upper, Align::Min);
    let outcome = Line::new(&mut kit.brush, &outcome, TextStyle::small().ink(ink), lower.width() * 0.5);
    let room = lower.width() - outcome.size().x - SPACE * 2.0;
    outcome.paint(ui, &mut kit.brush, lower, Align::Max);
    let encoding = Line::new(&mut kit.brush, &candidate.encoding.to_string(), TextStyle::small(), room);
    encoding.paint(ui, &mut kit.brush, lower, Align::Min);
    text::hint(response, kit, &candidate.name)
}
