//! Carrying out what a command plans: which subject does it, and what follows in the others.

use crate::error::Error;
use crate::model::history::History;

use super::command::Command;
use super::command::adding::AddCommand;
use super::command::assign::AssignCommand;
use super::command::dataset::DatasetCommand;
use super::command::exporting::ExportCommand;
use super::command::importing::ImportCommand;
use super::effect::{Effect, Travel};
use super::find::Then;
use super::many::Deed;
use super::said::shortened;
use super::state::{Message, Request, Session};

impl Session {
    /// Does what a command asks, or says why not; then nothing has changed but the message.
    pub fn perform(&mut self, command: &Command) -> Result<(), Error> {
        self.revision += 1;
        if !matches!(command, Command::Review(_)) {
            self.known.follow_all();
        }
        if goes_through_list(command) {
            self.settle_listing();
        }
        if let Some(review) = &mut self.review {
            // Whoever does something here stays.
            review.passed = None;
        }
        let number = self.next_number();
        // What a choice stands for is what is remembered and undone.
        let meant = self.meant_by(command);
        let does = meant.as_ref().unwrap_or(command);
        let done = self.plan(does).and_then(|effect| match self.put_off(does, &effect) {
            Some(said) => Ok(Some(said)),
            None => self.carry_out(does, effect),
        });
        match done {
            Ok(said) => {
                self.keep_filling(command);
                self.keep_linking(does);
                self.keep_reanchoring();
                self.keep_keeping();
                self.follow_misfits(number);
                self.remember_chosen();
                self.follow_review();
                self.follow_blindness(does);
                self.message = said.map(Message::Done);
                Ok(())
            }
            Err(error) => {
                self.message = Some(Message::Failed(error.clone()));
                Err(error)
            }
        }
    }

    /// Why a command cannot be done now, in one sentence; `None` if it can.
    #[must_use]
    pub fn refusal(&self, command: &Command) -> Option<String> {
        self.plan(command).err().map(|error| error.to_string())
    }

    /// Returns what is to be said about it.
    fn carry_out(&mut self, command: &Command, effect: Effect) -> Result<Option<String>, Error> {
        match effect {
            Effect::Nothing => {}
            Effect::Open(index) if self.opens_beside(index) => {
                let id = self.listed[index].summary.id.clone();
                return Ok(self.open_beside(index, Command::Open(id)));
            }
            Effect::Open(index) => {
                self.open_document(index)?;
                return Ok(self.drift_told());
            }
            Effect::Select(selection) => self.select(selection),
            Effect::SelectFound(selection) => {
                self.select(selection);
                self.requests.push(Request::Reveal);
            }
            Effect::Reject(content) => {
                if let Some(work) = self.current_work_mut() {
                    work.rejected.insert((content.start, content.end));
                }
                return Ok(Some("not suggested again until the project is opened anew".to_owned()));
            }
            Effect::Release => self.release(),
            Effect::Choose(id, travel) => self.choose(id, travel),
            Effect::GoTo(index, _) if self.current != Some(index) && self.opens_beside(index) => {
                return Ok(self.open_beside(index, command.clone()));
            }
            Effect::GoTo(index, id) => {
                if self.current != Some(index) {
                    self.open_document(index)?;
                }
                self.choose(id, Travel::There);
            }
            Effect::Change { transaction, choose, said } => {
                self.change(command, transaction.into(), choose)?;
                return Ok(Some(said));
            }
            Effect::Identify { changes, choose, said } => {
                self.change(command, changes, choose)?;
                return Ok(Some(said));
            }
            Effect::Review(effect) => return self.do_review(effect),
            Effect::Agreement(effect) => return self.do_agreement(*effect),
            Effect::Decide { changes, choose, said, goes_on } => {
                self.change(command, changes, choose)?;
                self.finish_deciding(goes_on);
                return Ok(Some(said));
            }
            Effect::Fill(Some(fill)) => self.begin_filling(fill),
            Effect::Fill(None) => self.filling = None,
            Effect::Linking(Some(ask)) => self.begin_linking(ask),
            Effect::Linking(None) => self.linking = None,
            Effect::Reanchor(listed) => return Ok(self.begin_reanchoring(listed)),
            Effect::Drift(command) => return Ok(self.begin_drifting(Some(command))),
            Effect::Carry(drift, said) => return Ok(self.begin_carrying(drift, said)),
            Effect::Carried => return Ok(self.carry(command.to_string())),
            Effect::ReanchorAt { lit, place } => self.reanchor_at(lit, place),
            Effect::ReanchorLeave(id) => self.leave_unanchored(id),
            Effect::ShowIdentity(id) => {
                self.known.shown = Some(id);
                self.view.identities = true;
            }
            Effect::Schema(schema) => return self.change_schema(*schema).map(Some),
            Effect::LookBack(past) => return Ok(self.look_back(past)),
            Effect::List(command) => return Ok(self.list(command)),
            Effect::Assign(effect) => return self.change_assignments(*effect).map(Some),
            Effect::Board(command) => self.show_board(command),
            Effect::Adopt(adopt) => return self.adopt(command, &adopt),
            Effect::StopChanging => return Ok(self.stop_changing()),
            Effect::StopWaiting => return Ok(Some(self.stop_waiting())),
            Effect::Undo if self.is_long_step(History::last_done) => return self.retrace_beside(command, Deed::Undo),
            Effect::Redo if self.is_long_step(History::last_undone) => return self.retrace_beside(command, Deed::Redo),
            Effect::Undo => return self.retrace("undid", History::undo),
            Effect::Redo => return self.retrace("did again", History::redo),
            Effect::Find(find, found) => {
                self.find = find;
                return Ok(Some(self.go_to_found(found)));
            }
            Effect::Search(query) => {
                self.begin_search(&query, Then::Go);
                return Ok(Some(format!("looking for `{}`", shortened(&query))));
            }
            Effect::Found(found) => return Ok(Some(self.go_to_found(found))),
            Effect::View(change) => {
                let document = self.document().map(|document| document.id().clone());
                self.view.apply(change, document.as_ref());
            }
            Effect::FindDialog => self.view.find = !self.view.find,
            Effect::Palette => self.view.palette = !self.view.palette,
            Effect::Help => self.view.help = !self.view.help,
            Effect::Copy(text) => self.requests.push(Request::Copy(text)),
            Effect::Add(AddCommand::Reload) => return self.reload_project().map(Some),
            Effect::Add(AddCommand::Ask) => self.requests.push(Request::Add),
            Effect::Add(AddCommand::Files(wanted, doubtful)) => {
                return self.add_documents(wanted, doubtful).map(Some);
            }
            Effect::Dataset(DatasetCommand::Ask) => self.requests.push(Request::Dataset),
            Effect::Dataset(DatasetCommand::Make { recipe, folder }) => {
                return self.make_dataset(&recipe, &folder);
            }
            Effect::TakeOver => return self.take_over().map(Some),
            Effect::PutBack(file) => return self.put_back(&file).map(Some),
            Effect::Kept(command) => return self.do_kept(command),
            Effect::Quit => self.requests.push(Request::Quit),
            Effect::Export(ExportCommand::Ask) => self.requests.push(Request::Export),
            Effect::Export(ExportCommand::Write(wanted)) => return self.export(&wanted),
            Effect::Import(ImportCommand::Ask) => self.requests.push(Request::Import),
            Effect::Import(ImportCommand::Files(wanted)) => return self.import(&wanted),
        }
        Ok(None)
    }
}

/// Whether a command is about the documents that the list shows, or their order.
fn goes_through_list(command: &Command) -> bool {
    let is_dealing = matches!(command, Command::Assign(AssignCommand::Distribute(_)));
    is_dealing || matches!(command, Command::NextDocument | Command::PreviousDocument | Command::NextUnfinished)
}
