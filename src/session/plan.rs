//! What a command would do, or the one sentence why it cannot: which subject is asked, that plans it. Planning changes nothing:
//! `perform` carries a plan out, `refusal` only asks whether there is one.

use crate::error::Error;
use crate::model::annotation::Anchor;

use super::command::Command;
use super::command::view::ViewChange;
use super::effect::Effect;
use super::state::Session;

impl Session {
    pub(super) fn plan(&self, command: &Command) -> Result<Effect, Error> {
        match command {
            Command::Open(id) => self.plan_open(id),
            Command::NextDocument => self.plan_next_document(),
            Command::PreviousDocument => self.plan_previous_document(),
            Command::NextUnfinished => self.plan_next_unfinished(),
            Command::Assign(command) => self.plan_assign(command),
            Command::Board(command) => self.plan_board(command),
            Command::List(command) => self.plan_list(command),
            Command::SetProgress(progress) => self.plan_progress(*progress),
            Command::Export(command) => self.plan_exporting(command),
            Command::Import(command) => self.plan_importing(command),
            Command::Add(command) => self.plan_adding(command),
            Command::Dataset(command) => self.plan_dataset(command),
            Command::TakeOver => self.plan_taking_over(),
            Command::PutBack(file) => self.plan_putting_back(file),
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
            | Command::SetCaret { .. } => self.plan_selecting(command).map(Effect::Select),
            Command::SelectNone => self.work().map(|_| Effect::Release),
            Command::Copy => self.plan_copy(),
            Command::Label(name) => self.plan_label(name, None),
            Command::LabelDocument(name) => self.plan_label(name, Some(Anchor::Document)),
            Command::Relabel(name) => self.plan_relabel(name),
            Command::MoveBorder { border, change, by } => self.plan_border(*border, *change, *by),
            Command::SetSpan(chars) => self.plan_span(chars.as_ref()),
            Command::AddPiece => self.add_piece(),
            Command::RemovePiece => self.remove_piece(),
            Command::Delete => self.plan_deleting(),
            Command::Choose(id) => self.plan_choosing(*id),
            Command::ChooseNext => self.plan_choosing_next(),
            Command::ChoosePrevious => self.plan_choosing_previous(),
            Command::ChooseAt(chars) => self.plan_choosing_at(*chars),
            Command::SetNote(note) => self.edit("noted", |annotation| {
                annotation.note.clone_from(note);
                Ok(())
            }),
            Command::SetArgument { role, filler } => self.plan_argument(role, filler),
            Command::SetArgumentSaying { role, quote, occurrence } => {
                self.plan_argument(role, &self.filler_saying(role, quote, *occurrence)?)
            }
            Command::ClearArgument { role, filler } => self.plan_clearing(role, filler.as_ref()),
            Command::SetAttribute { name, value } => self.plan_attribute(name, value),
            Command::ClearAttribute(name) => self.plan_clearing_attribute(name),
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
            Command::Kept(command) => self.plan_kept(command),
            Command::Reanchor(command) => self.plan_reanchor(*command),
            Command::Review(command) => self.plan_review(command),
            Command::Agreement(command) => self.plan_agreement(command),
            Command::Undo => self.plan_undo(),
            Command::Redo => self.plan_redo(),
            Command::Find(query) => self.plan_find(query),
            Command::FindNext => self.find_again(|find, selected| find.next_from(selected.end)),
            Command::FindPrevious => self.find_again(|find, selected| find.previous_to(selected.start)),
            Command::Expect(marked) => self.plan_expecting(marked),
            Command::ExpectRefused(inner) => match self.plan(inner) {
                Ok(_) => Err(Error::new(format!("`{inner}` is not refused"))),
                Err(_) => Ok(Effect::Nothing),
            },
        }
    }
}
