//! What a command would do, or the one sentence why it cannot. Planning changes nothing: `perform` carries a plan out,
//! `refusal` only asks whether there is one.

use std::ops::Range;
use std::sync::Arc;

use crate::error::{Error, counted};
use crate::model::annotation::{Anchor, Annotation, Argument, Filler};
use crate::model::assignment::Rule;
use crate::model::change::{self, Change, Transaction};
use crate::model::check::{check_filler, says_the_same, unknown_role};
use crate::model::document::Document;
use crate::model::history::{Changes, Entry, History};
use crate::model::id::{AnnotationId, DocumentId, IdentityId, LabelId};
use crate::model::identity::{Identities, IdentityChange, predefined};
use crate::model::marked::{self, resolve_label};
use crate::model::nearest::{allowed, hint_for};
use crate::model::schema::{Label, RoleCount, Shape};
use crate::model::set::{AnnotationSet, Progress};
use crate::records::drift::Drift;
use crate::text::caret::{Affinity, Caret};
use crate::text::segment;

use super::agreement::AgreementEffect;
use super::assign::AssignEffect;
use super::command::adding::AddCommand;
use super::command::board::BoardCommand;
use super::command::dataset::DatasetCommand;
use super::command::exporting::ExportCommand;
use super::command::importing::ImportCommand;
use super::command::listing::ListCommand;
use super::command::reanchor::ReanchorCommand;
use super::command::review::Adopt;
use super::command::view::ViewChange;
use super::command::words::LabelName;
use super::command::{Command, Extend, Step, Unit};
use super::filling::Fill;
use super::find::Find;
use super::linking::Ask;
use super::past::Past;
use super::reanchor::Reanchoring;
use super::review::ReviewEffect;
use super::schema::SchemaEffect;
use super::selection::{Selection, step, unit_at, with_border};
use super::state::{Session, Work};

/// What a command does.
#[derive(Debug)]
pub(super) enum Effect {
    /// Nothing is to be done.
    Nothing,
    Open(usize),
    Select(Selection),
    /// Selects a place somewhere else and shows it.
    SelectFound(Selection),
    /// Suggests nothing there again (bytes), until the project is opened anew.
    Reject(Range<usize>),
    /// Lets selection and chosen annotation go.
    Release,
    Choose(AnnotationId, Travel),
    /// Changes the set; then `choose` is the chosen annotation.
    Change {
        transaction: Transaction,
        choose: Option<AnnotationId>,
        said: String,
    },
    /// Changes identities, and with them the set; then `choose` is the chosen annotation.
    Identify {
        changes: Changes,
        choose: Option<AnnotationId>,
        said: String,
    },
    Review(ReviewEffect),
    Agreement(Box<AgreementEffect>),
    /// Decides cases; then the next open one is looked at, or the case stays where it is to be edited.
    Decide {
        changes: Changes,
        choose: Option<AnnotationId>,
        said: String,
        goes_on: bool,
    },
    /// Decides every open case on which enough agree.
    Adopt(Adopt),
    /// Makes nothing of what is being changed beside the window.
    StopChanging,
    /// Opens a document and chooses an annotation of it.
    GoTo(usize, AnnotationId),
    /// Begins, goes on or ends to fill a frame.
    Fill(Option<Fill>),
    /// Begins, goes on or ends to offer who a mention may be.
    Linking(Option<Ask>),
    /// Begins or ends to go through the annotations that do not fit the text.
    Reanchor(Option<Box<Reanchoring>>),
    /// Look where annotations belong before this is done.
    Drift(ReanchorCommand),
    /// Has the changes made that carry all over whose place is clear; with what is said then.
    Carry(Drift, String),
    /// Puts them in force.
    Carried,
    /// Goes to one of them and to one of its places, by their indices.
    ReanchorAt {
        lit: usize,
        place: usize,
    },
    /// Asks about one of them no more.
    ReanchorLeave(AnnotationId),
    /// Shows an identity in the panel.
    ShowIdentity(IdentityId),
    /// Another schema, and what it says.
    Schema(Box<SchemaEffect>),
    /// Filters or sorts the list of documents.
    List(ListCommand),
    /// Assigns documents, or takes that back.
    Assign(Box<AssignEffect>),
    /// Deals out the documents that the list shows.
    Distribute(Rule),
    Board(BoardCommand),
    Undo,
    Redo,
    /// Shows the page as it was, or as it is now.
    LookBack(Option<Box<Past>>),
    /// Looks for something new and goes to its first place.
    Find(Find, Range<usize>),
    /// Look for this beside the window.
    Search(String),
    /// Goes to another place of what was found.
    Found(Range<usize>),
    View(ViewChange),
    FindDialog,
    Palette,
    Help,
    Copy(String),
    Export(ExportCommand),
    Import(ImportCommand),
    Add(AddCommand),
    Dataset(DatasetCommand),
    Quit,
}

impl Effect {
    /// The same together with changes of identities.
    pub(super) fn with_identities(self, identities: Vec<IdentityChange>) -> Self {
        match self {
            Effect::Change { transaction, choose, said } if !identities.is_empty() => {
                // Who was not there before must not come in silence.
                let made: Vec<String> = identities.iter().filter_map(made).collect();
                let said = if made.is_empty() { said } else { format!("{said}; made {}", made.join(", ")) };
                Effect::Identify { changes: Changes { identities, transaction }, choose, said }
            }
            other => other,
        }
    }
}

/// What a change makes that was not there before: `@blinken`.
fn made(change: &IdentityChange) -> Option<String> {
    let is_new = change.before.is_none() && change.id().is_some_and(|id| predefined(id).is_none());
    change
        .after
        .as_ref()
        .filter(|_| is_new)
        .map(|identity| format!("the identity @{}, which was not there", identity.id))
}

/// Whether the caret goes where the chosen annotation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Travel {
    There,
    Stay,
}

/// `History::last_done` or `History::last_undone`.
type ToRetrace = fn(&History) -> Option<&Entry>;
/// `History::changes_of_undo` or `History::changes_of_redo`.
type ChangesOf = fn(&History, &Identities) -> Result<Option<Changes>, Error>;

impl Session {
    pub(super) fn plan(&self, command: &Command) -> Result<Effect, Error> {
        match command {
            Command::Open(id) => self.known_position(id).map(Effect::Open),
            Command::NextDocument => {
                let next = self.current_row().map_or(0, |row| row + 1);
                self.shown_at(next).map(Effect::Open).ok_or_else(|| self.no_more("this is the last document"))
            }
            Command::PreviousDocument => {
                let previous = self.current_row().and_then(|row| self.shown_at(row.checked_sub(1)?));
                previous.map(Effect::Open).ok_or_else(|| self.no_more("this is the first document"))
            }
            Command::NextUnfinished => {
                let next = self.next_unfinished();
                next.map(Effect::Open).ok_or_else(|| self.no_more("all documents are finished"))
            }
            Command::Assign(command) => self.plan_assign(command),
            Command::Board(command) => self.plan_board(command),
            Command::List(command) => self.plan_list(command),
            Command::SetProgress(progress) => self.set_progress(*progress),
            Command::Export(command) => self.plan_exporting(command),
            Command::Import(command) => self.plan_importing(command),
            Command::Add(command) => self.plan_adding(command),
            Command::Dataset(command) => self.plan_dataset(command),
            Command::Quit => Ok(Effect::Quit),
            Command::Palette => Ok(Effect::Palette),
            Command::Help => Ok(Effect::Help),
            Command::FindDialog => self.work().map(|_| Effect::FindDialog),
            Command::View(change @ ViewChange::Direction(_)) => self.work().map(|_| Effect::View(*change)),
            Command::View(change) => Ok(Effect::View(*change)),
            Command::SelectText { .. }
            | Command::SelectRange(_)
            | Command::SelectUnit(_)
            | Command::SelectAll
            | Command::Move(..)
            | Command::SetCaret { .. } => self.selecting(command, &self.work()?.document).map(Effect::Select),
            Command::SelectNone => self.work().map(|_| Effect::Release),
            Command::Copy => {
                self.work()?;
                match self.selected_text() {
                    "" => Err(Error::new("nothing is selected")),
                    text => Ok(Effect::Copy(text.to_owned())),
                }
            }
            Command::Label(name) => self.label(name, None),
            Command::LabelDocument(name) => self.label(name, Some(Anchor::Document)),
            Command::Relabel(name) => self.relabel(name),
            Command::MoveBorder { border, change, by } => {
                let (work, chosen) = self.chosen_to_change()?;
                let Some(hull) = chosen.anchor.hull() else {
                    return Err(Error::new("what is about the document has no borders"));
                };
                let spans = chosen.anchor.spans();
                let at = if *border == super::command::Border::Start { 0 } else { spans.len() - 1 };
                let moved =
                    with_border(work.document.text(), spans[at].range(), *border, *change, *by).ok_or_else(|| {
                        let said = work.document.text().get(hull).unwrap_or_default();
                        Error::new(format!("the border of `{}` cannot be moved further", shortened(said)))
                            .hint("an annotation keeps at least one character; `delete` deletes it")
                    })?;
                let ranges =
                    spans.iter().enumerate().map(|(i, span)| if i == at { moved.clone() } else { span.range() });
                self.with_anchor(work, chosen, ranges.collect())
            }
            Command::SetSpan(chars) => {
                let (work, chosen) = self.chosen_to_change()?;
                let range = match chars {
                    Some(chars) => bytes(&work.document, chars)?,
                    None => segment::trimmed(work.document.text(), work.selection.range()),
                };
                if range.is_empty() {
                    return Err(Error::new("nothing is selected").hint("select what the annotation is to cover"));
                }
                self.with_anchor(work, chosen, vec![range])
            }
            Command::AddPiece => self.add_piece(),
            Command::RemovePiece => self.remove_piece(),
            Command::Delete => {
                let work = self.work_to_change()?;
                let id = match self.chosen() {
                    Some(chosen) => chosen.id,
                    None => {
                        work.set
                            .at(work.selection.caret.offset)
                            .first()
                            .ok_or_else(|| Error::new("no annotation is chosen, and none is at the caret"))?
                            .id
                    }
                };
                let said = format!("deleted {}", self.described(work, id));
                Ok(Effect::Change { transaction: change::deleting(&work.set, id), choose: None, said })
            }
            Command::Choose(id) => {
                let work = self.work()?;
                let found = work.shown().get(*id).ok_or_else(|| Error::new(format!("there is no annotation {id}")))?;
                Ok(Effect::Choose(found.id, Travel::There))
            }
            Command::ChooseNext => {
                let work = self.work()?;
                let next = match self.chosen() {
                    Some(chosen) => work.shown().next_after(chosen.id),
                    None => work.shown().first_from(work.selection.caret.offset),
                };
                let next = next.ok_or_else(|| Error::new("there is no annotation after this"))?;
                Ok(Effect::Choose(next.id, Travel::There))
            }
            Command::ChoosePrevious => {
                let work = self.work()?;
                let previous = match self.chosen() {
                    Some(chosen) => work.shown().previous_before(chosen.id),
                    None => work.shown().last_before(work.selection.caret.offset),
                };
                let previous = previous.ok_or_else(|| Error::new("there is no annotation before this"))?;
                Ok(Effect::Choose(previous.id, Travel::There))
            }
            Command::ChooseAt(chars) => {
                let work = self.work()?;
                let offset = match chars {
                    Some(chars) => byte(&work.document, *chars)?,
                    None => work.selection.caret.offset,
                };
                let here = work.shown().at(offset);
                let chosen = here.iter().position(|annotation| Some(annotation.id) == self.chosen_id());
                let around = chosen.and_then(|chosen| here.get(chosen + 1)).or(here.first());
                let found = around.ok_or_else(|| Error::new("there is no annotation here"))?;
                Ok(Effect::Choose(found.id, Travel::Stay))
            }
            Command::SetNote(note) => self.edit("noted", |annotation| {
                annotation.note.clone_from(note);
                Ok(())
            }),
            Command::SetArgument { role, filler } => self.set_argument(role, filler),
            Command::SetArgumentSaying { role, quote, occurrence } => {
                self.set_argument(role, &self.filler_saying(role, quote, *occurrence)?)
            }
            Command::ClearArgument { role, filler } => self.edit("cleared", |annotation| {
                let count = annotation.arguments.len();
                annotation.arguments.retain(|argument| {
                    argument.role != *role || filler.as_ref().is_some_and(|filler| argument.filler != *filler)
                });
                if annotation.arguments.len() < count {
                    return Ok(());
                }
                let filled = allowed(
                    annotation.arguments.iter().map(|argument| format!("{}={}", argument.role, argument.filler)),
                );
                Err(Error::new(format!("nothing like that fills `{role}`")).hint(filled.replace("allowed:", "filled:")))
            }),
            Command::SetAttribute { name, value } => self.set_attribute(name, value),
            Command::ClearAttribute(name) => self.edit("cleared", |annotation| {
                let removed = annotation.attributes.remove(name);
                removed.map(drop).ok_or_else(|| Error::new(format!("the attribute `{name}` is not set")))
            }),
            Command::Identity(command) => self.identify(command),
            Command::SetConfidence(confidence) => self.edit("answered about", |annotation| {
                annotation.confidence = *confidence;
                Ok(())
            }),
            Command::Fill(fill) => self.plan_fill(fill),
            Command::Linking(linking) => self.plan_linking(linking),
            Command::Schema(command) => self.plan_schema(command),
            Command::Suggestion(command) => self.plan_suggestion(*command),
            Command::Past(command) => self.plan_past(command),
            Command::Reanchor(command) => self.plan_reanchor(*command),
            Command::Review(command) => self.plan_review(command),
            Command::Agreement(command) => self.plan_agreement(command),
            Command::Undo => match self.retraced(History::last_done, History::changes_of_undo)? {
                Some(changes) => self.refuse_stranding(&changes).map(|()| Effect::Undo),
                None if self.is_long_step(History::last_done) => Ok(Effect::Undo),
                None => Err(Error::new("there is nothing to undo in this document")),
            },
            Command::Redo => match self.retraced(History::last_undone, History::changes_of_redo)? {
                Some(changes) => self.refuse_stranding(&changes).map(|()| Effect::Redo),
                None if self.is_long_step(History::last_undone) => Ok(Effect::Redo),
                None => Err(Error::new("there is nothing to do again in this document")),
            },
            Command::Find(query) => {
                let work = self.work()?;
                if self.searches_beside() {
                    return Ok(Effect::Search(query.clone()));
                }
                let find = Find::new(query, work.document.text());
                let found = self.first_found(&find)?;
                Ok(Effect::Find(find, found))
            }
            Command::FindNext => self.find_again(|find, selected| find.next_from(selected.end)),
            Command::FindPrevious => self.find_again(|find, selected| find.previous_to(selected.start)),
            Command::Expect(marked) => self.expect(marked),
            Command::ExpectRefused(inner) => match self.plan(inner) {
                Ok(_) => Err(Error::new(format!("`{inner}` is not refused"))),
                Err(_) => Ok(Effect::Nothing),
            },
        }
    }

    /// Says that there is no other document, and whether that is because the list shows a part of them only.
    fn no_more(&self, why: &str) -> Error {
        match self.shown_len() == self.listed.len() {
            true => Error::new(why),
            false => Error::new(format!("{why} that the list shows")).hint("other documents are filtered out"),
        }
    }

    /// Where a document stands in the project's order, if it is there.
    pub(super) fn known_position(&self, id: &DocumentId) -> Result<usize, Error> {
        self.position(id).ok_or_else(|| {
            let ids = self.listed.iter().map(|listed| listed.summary.id.as_str());
            Error::new(format!("there is no document `{id}`")).hint(hint_for(id.as_str(), ids))
        })
    }

    pub(super) fn work(&self) -> Result<&Work, Error> {
        self.current.and_then(|current| self.work_at(current)).ok_or_else(|| {
            Error::new("no document is open").hint(if self.listed.is_empty() {
                "the project has no texts; `add-documents` adds some"
            } else {
                "open one from the list"
            })
        })
    }

    /// The current document, if its set may be changed.
    pub(super) fn work_to_change(&self) -> Result<&Work, Error> {
        let work = self.work()?;
        self.not_held()?;
        if let Some(past) = &work.past {
            return Err(Error::new(format!("the page is shown as it was after entry {}", past.number))
                .hint("`look-back now` returns to the present"));
        }
        self.refuse_while_reading_again(work.document.id())?;
        self.refuse_while_changing()?;
        match &work.locked {
            Some(error) => Err(error.clone().context("the annotations of this document cannot be changed")),
            None => Ok(work),
        }
    }

    /// Fails if nothing can be changed at all.
    pub(super) fn not_held(&self) -> Result<(), Error> {
        self.held.clone().map_or(Ok(()), Err)
    }

    pub(super) fn chosen_to_change(&self) -> Result<(&Work, &Annotation), Error> {
        let work = self.work_to_change()?;
        let chosen = self.chosen().ok_or_else(|| {
            Error::new("no annotation is chosen").hint("click one, or put the caret into it and press Enter")
        })?;
        Ok((work, chosen))
    }

    fn selecting(&self, command: &Command, document: &Document) -> Result<Selection, Error> {
        let text = document.text();
        let now = self.selection();
        let caret = now.caret.offset;
        Ok(match command {
            Command::SelectText { text: wanted, occurrence } => {
                let places = || text.match_indices(wanted.as_str()).filter(|(_, found)| !found.is_empty());
                let found = occurrence.checked_sub(1).and_then(|nth| places().nth(nth));
                let (start, found) = found.ok_or_else(|| match places().count() {
                    0 => Error::new(format!("`{}` is not in this document", shortened(wanted))),
                    count => Error::new(format!(
                        "`{}` stands here {}, not {occurrence}",
                        shortened(wanted),
                        counted(count, "time")
                    )),
                })?;
                Selection::of(start..start + found.len())
            }
            Command::SelectRange(chars) => Selection::of(bytes(document, chars)?),
            Command::SelectUnit(unit) => {
                let found = unit_at(text, caret, *unit);
                Selection::of(found.ok_or_else(|| Error::new(format!("there is no {} at the caret", unit.word())))?)
            }
            Command::SelectAll => Selection::of(0..text.len()),
            Command::Move(by, Extend::Yes) => {
                Selection { anchor: now.anchor, caret: Caret::before(step(text, caret, *by)) }
            }
            // As everywhere: a step from a selection goes to its end before it goes on.
            Command::Move(Step::NextGrapheme, Extend::No) if !now.is_empty() => {
                Selection::at(Caret::before(now.range().end))
            }
            Command::Move(Step::PreviousGrapheme, Extend::No) if !now.is_empty() => {
                Selection::at(Caret::before(now.range().start))
            }
            Command::Move(by, Extend::No) => Selection::at(Caret::before(step(text, caret, *by))),
            Command::SetCaret { offset, affinity, extend } => {
                let offset = byte(document, *offset)?;
                let caret = if *affinity == Affinity::Upstream { Caret::after(offset) } else { Caret::before(offset) };
                match extend {
                    Extend::Yes => Selection { anchor: now.anchor, caret },
                    Extend::No => Selection::at(caret),
                }
            }
            _ => now,
        })
    }

    fn set_progress(&self, progress: Progress) -> Result<Effect, Error> {
        let work = self.work_to_change()?;
        let before = work.set.progress();
        if before == progress {
            return Err(Error::new(format!("the progress is `{}` already", progress.word())));
        }
        let transaction = vec![Change::Progress { before, after: progress }];
        Ok(Effect::Change {
            transaction,
            choose: self.chosen_id(),
            said: format!("this document is {}", progress.word()),
        })
    }

    /// Labels `anchor`, or else what is selected, or else the word at the caret.
    fn label(&self, name: &LabelName, anchor: Option<Anchor>) -> Result<Effect, Error> {
        let label = resolve_label(&self.project, &name.0)?;
        let shape = self.project.shape(&label).unwrap_or(Shape::Entity);
        if let Some(on_the_way) = anchor.is_none().then(|| self.plan_label_on_the_way(&label)).flatten() {
            return on_the_way;
        }
        let work = self.work_to_change()?;
        let anchor = match anchor {
            Some(anchor) => anchor,
            None if !shape.takes_spans() => Anchor::Document,
            None => self.anchor_here(work)?,
        };
        if anchor == Anchor::Document && !shape.takes_document() {
            return Err(Error::new(format!("`{label}` labels a span, not the document")));
        }
        let annotation = self.new_annotation(work.set.next_id(), &label, anchor);
        self.refuse_double(work, &annotation)?;
        let id = annotation.id;
        let said = format!("labelled `{}` {}", said_by(work, &annotation.anchor), annotation.label.label);
        let mut transaction = change::adding(annotation);
        if work.set.progress() == Progress::New {
            transaction.push(Change::Progress { before: Progress::New, after: Progress::Started });
        }
        Ok(Effect::Change { transaction, choose: Some(id), said })
    }

    /// An annotation with the answers that its label begins with.
    pub(super) fn new_annotation(&self, id: AnnotationId, label: &LabelId, anchor: Anchor) -> Annotation {
        let mut annotation = Annotation::new(id, label.clone(), anchor);
        annotation.attributes = self.project.label(label).map(Label::default_attributes).unwrap_or_default();
        annotation
    }

    pub(super) fn anchor_here(&self, work: &Work) -> Result<Anchor, Error> {
        let text = work.document.text();
        let range = if work.selection.is_empty() {
            unit_at(text, work.selection.caret.offset, Unit::Word)
                .ok_or_else(|| Error::new("nothing is selected, and there is no word at the caret"))?
        } else {
            segment::trimmed(text, work.selection.range())
        };
        work.document.anchor([range]).map_err(|_| Error::new("only spaces are selected"))
    }

    fn relabel(&self, name: &LabelName) -> Result<Effect, Error> {
        let (work, chosen) = self.chosen_to_change()?;
        let label = resolve_label(&self.project, &name.0)?;
        let schema = self.project.label(&label);
        let shape = self.project.shape(&label).unwrap_or(Shape::Entity);
        let fits = match chosen.anchor {
            Anchor::Spans(_) => shape.takes_spans(),
            Anchor::Document => shape.takes_document(),
        };
        if !fits {
            return Err(Error::new(format!("`{label}` cannot stand where `{}` stands", chosen.label)));
        }
        let roles: Vec<&str> = schema.iter().flat_map(|label| &label.roles).map(|role| role.name.as_str()).collect();
        if let Some(argument) = chosen.arguments.iter().find(|argument| !roles.contains(&argument.role.as_str())) {
            return Err(Error::new(format!("`{label}` has no role `{}`, which is filled", argument.role))
                .hint(format!("clear it first: clear-argument {}", argument.role)));
        }
        let attributes: Vec<&str> =
            schema.iter().flat_map(|label| &label.attributes).map(|a| a.name.as_str()).collect();
        if let Some(name) = chosen.attributes.keys().find(|name| !attributes.contains(&name.as_str())) {
            return Err(Error::new(format!("`{label}` has no attribute `{name}`, which is set"))
                .hint(format!("clear it first: clear-attribute {name}")));
        }
        if chosen.label == label {
            return Err(Error::new(format!("it is labelled `{label}` already")));
        }
        let after = Annotation { label, ..chosen.clone() };
        self.refuse_double(work, &after)?;
        self.changed(work, chosen, after, "relabelled")
    }

    pub(super) fn with_anchor(
        &self,
        work: &Work,
        chosen: &Annotation,
        ranges: Vec<Range<usize>>,
    ) -> Result<Effect, Error> {
        let anchor = work.document.anchor(ranges).map_err(|error| Error::new(error.to_string()))?;
        if !self.project.shape(&chosen.label).is_none_or(Shape::takes_spans) {
            return Err(Error::new(format!("`{}` is about the document", chosen.label)));
        }
        let after = Annotation { anchor, ..chosen.clone() };
        if after == *chosen {
            return Err(Error::new("it has these borders already"));
        }
        self.refuse_double(work, &after)?;
        self.changed(work, chosen, after, "now covers")
    }

    fn set_argument(&self, role: &str, filler: &Filler) -> Result<Effect, Error> {
        let (work, chosen) = self.chosen_to_change()?;
        let label = self.schema_of(chosen)?;
        let Some(schema) = label.roles.iter().find(|known| known.name == role) else {
            let problem = unknown_role(label, role);
            return Err(Error { message: problem.message, hint: problem.hint });
        };
        check_filler(&self.project, &work.set, schema, chosen, filler).map_err(Error::new)?;
        let made = self.making_filler(schema, filler)?;
        let argument = Argument { role: role.to_owned(), filler: filler.clone() };
        if chosen.arguments.contains(&argument) {
            return Err(Error::new(format!("`{role}` is filled by {filler} already")));
        }
        let mut after = chosen.clone();
        if schema.count == RoleCount::One {
            after.arguments.retain(|argument| argument.role != role);
        }
        after.add_argument(argument);
        Ok(self.changed(work, chosen, after, "filled a role of")?.with_identities(made))
    }

    /// The annotation that says `quote` and may play `role` in the chosen one.
    fn filler_saying(&self, role: &str, quote: &str, occurrence: Option<usize>) -> Result<Filler, Error> {
        let (work, chosen) = self.chosen_to_change()?;
        let label = self.schema_of(chosen)?;
        let schema = label.roles.iter().find(|known| known.name == role);
        let may_fill = |filler: &Filler| {
            schema.is_none_or(|schema| check_filler(&self.project, &work.set, schema, chosen, filler).is_ok())
        };
        let says = |found: &Annotation| found.anchor.spans().iter().map(|span| work.document.quote(*span)).eq([quote]);
        let saying = work.set.in_reading_order().iter().filter(|found| says(found));
        let fillers: Vec<Filler> = saying.map(|found| Filler::Annotation(found.id)).filter(may_fill).collect();
        match (fillers.as_slice(), occurrence) {
            ([], _) => Err(Error::new(format!("no annotation that says `{}` can be the {role}", shortened(quote)))
                .hint("label it first")),
            ([only], None) => Ok(only.clone()),
            (several, None) => Err(Error::new(format!("`{}` is annotated {} times", shortened(quote), several.len()))
                .hint("say which with a number after it, counted in reading order")),
            (several, Some(nth)) => nth.checked_sub(1).and_then(|at| several.get(at)).cloned().ok_or_else(|| {
                let times = counted(several.len(), "time");
                Error::new(format!("`{}` is annotated {times}, not {nth}", shortened(quote)))
            }),
        }
    }

    fn set_attribute(&self, name: &str, value: &str) -> Result<Effect, Error> {
        let (work, chosen) = self.chosen_to_change()?;
        let label = self.schema_of(chosen)?;
        let Some(attribute) = label.attributes.iter().find(|attribute| attribute.name == name) else {
            let names = label.attributes.iter().map(|attribute| attribute.name.as_str());
            return Err(
                Error::new(format!("`{}` has no attribute `{name}`", label.id.label)).hint(hint_for(name, names))
            );
        };
        if !attribute.values.is_empty() && !attribute.values.iter().any(|known| known == value) {
            return Err(
                Error::new(format!("the attribute `{name}` cannot be `{value}`")).hint(allowed(&attribute.values))
            );
        }
        let mut after = chosen.clone();
        after.attributes.insert(name.to_owned(), value.to_owned());
        self.changed(work, chosen, after, "answered about")
    }

    pub(super) fn schema_of(&self, annotation: &Annotation) -> Result<&Label, Error> {
        let label: &LabelId = &annotation.label;
        self.project.label(label).ok_or_else(|| Error::new(format!("there is no label `{label}` in the project")))
    }

    /// Changes the chosen annotation.
    fn edit(&self, did: &str, edit: impl FnOnce(&mut Annotation) -> Result<(), Error>) -> Result<Effect, Error> {
        let (work, chosen) = self.chosen_to_change()?;
        let mut after = chosen.clone();
        edit(&mut after)?;
        self.changed(work, chosen, after, did)
    }

    /// The chosen annotation becomes `after`. Nothing is done, and nothing is to be undone, if it is that already.
    pub(super) fn changed(
        &self,
        work: &Work,
        chosen: &Annotation,
        after: Annotation,
        did: &str,
    ) -> Result<Effect, Error> {
        let said = format!("{did} `{}`", said_by(work, &after.anchor));
        let transaction = change::editing(&work.set, chosen.id, |annotation| *annotation = after);
        if transaction.is_empty() {
            return Ok(Effect::Nothing);
        }
        Ok(Effect::Change { transaction, choose: Some(chosen.id), said })
    }

    fn find_again(&self, place: impl Fn(&Find, Range<usize>) -> Option<Range<usize>>) -> Result<Effect, Error> {
        let work = self.work()?;
        if self.find.query.is_empty() {
            return Err(Error::new("nothing was looked for yet").hint("press Ctrl+F"));
        }
        let found = place(&self.find, work.selection.range());
        let found =
            found.ok_or_else(|| Error::new(format!("`{}` is not in this document", shortened(&self.find.query))))?;
        Ok(Effect::Found(found))
    }

    /// Holds the annotations against marked text. Of several places that say its text, the one at the caret counts, or else
    /// the first.
    fn expect(&self, written: &str) -> Result<Effect, Error> {
        let work = self.work()?;
        let expected = marked::parse(written, &self.project)?;
        let text = work.document.text();
        let mut places = text.match_indices(&expected.text).map(|(start, found)| start..start + found.len()).peekable();
        let first = places.peek().cloned();
        let at_caret =
            places.find(|range| range.start <= work.selection.caret.offset && work.selection.caret.offset <= range.end);
        let Some(range) = at_caret.or(first) else {
            return Err(Error::new(format!("the document does not say `{}`", shortened(&expected.text))));
        };
        let found = marked::print(&work.document, range, in_order(work.shown()), &self.project);
        let as_document = Document::new(work.document.id().clone(), expected.text.as_str());
        let wanted = marked::print(&as_document, 0..expected.text.len(), &expected.annotations, &self.project);
        if found == wanted {
            return Ok(Effect::Nothing);
        }
        Err(Error::new(format!("expected `{wanted}`, found `{found}`")))
    }

    /// What taking an entry back or doing it again would change; nothing of one that is made beside the window. It waits for nobody: with identities that cannot be changed now
    /// an entry that changed some is refused.
    fn retraced(&self, entry: ToRetrace, changes: ChangesOf) -> Result<Option<Changes>, Error> {
        let history = &self.work_to_change()?.history;
        if entry(history).is_some_and(|entry| !entry.changes.identities.is_empty()) {
            self.identities_to_change()?;
        }
        if self.is_long_step(entry) {
            return Ok(None);
        }
        changes(history, &self.known.identities)
    }

    fn refuse_double(&self, work: &Work, annotation: &Annotation) -> Result<(), Error> {
        let shape = self.project.shape(&annotation.label);
        let is_double = |other: &Arc<Annotation>| other.id != annotation.id && says_the_same(shape, annotation, other);
        if work.set.around(&annotation.anchor).any(is_double) {
            let said = said_by(work, &annotation.anchor);
            return Err(Error::new(format!("`{said}` is labelled `{}` already", annotation.label.label)));
        }
        Ok(())
    }

    /// An annotation in a few words: ``person `Layla` ``.
    fn described(&self, work: &Work, id: AnnotationId) -> String {
        work.shown()
            .get(id)
            .map(|annotation| format!("{} `{}`", annotation.label.label, said_by(work, &annotation.anchor)))
            .unwrap_or_default()
    }
}

fn in_order(set: &AnnotationSet) -> impl Iterator<Item = &Annotation> {
    set.in_reading_order().iter().map(AsRef::as_ref)
}

/// What an anchor says, shortened.
pub(super) fn said_by(work: &Work, anchor: &Anchor) -> String {
    let quotes: Vec<&str> = anchor.spans().iter().map(|span| work.document.quote(*span)).collect();
    if quotes.is_empty() { "the document".to_owned() } else { shortened(&quotes.join(" … ")) }
}

pub(super) fn shortened(said: &str) -> String {
    match said.char_indices().nth(60) {
        Some((cut, _)) => format!("{}…", &said[..cut]),
        None => said.to_owned(),
    }
}

fn byte(document: &Document, chars: usize) -> Result<usize, Error> {
    document
        .bytes_from_chars(chars)
        .ok_or_else(|| Error::new(format!("the document has {} code points, not {chars}", document.chars_len())))
}

fn bytes(document: &Document, chars: &Range<usize>) -> Result<Range<usize>, Error> {
    if chars.start > chars.end {
        return Err(Error::new(format!("{}..{} ends before it starts", chars.start, chars.end)));
    }
    Ok(byte(document, chars.start)?..byte(document, chars.end)?)
}
