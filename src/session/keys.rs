//! What a key press, or typed text, asks for: what is offered now comes first, then the keymap.

use super::command::Command;
use super::command::filling::FillCommand;
use super::command::offer::OfferCommand;
use super::command::past::PastCommand;
use super::keymap::{KeyPress, Reading, is_typed};
use super::state::Session;

impl Session {
    /// What typed text asks for while candidates are offered.
    #[must_use]
    pub fn command_for_text(&self, typed: &str) -> Option<Command> {
        if self.linking().is_some() {
            return self.command_for_text_while_linking(typed);
        }
        let filling = self.filling().filter(|filling| filling.open.is_some())?;
        OfferCommand::of_text(typed, &filling.filter).map(|narrow| Command::Fill(FillCommand::Offer(narrow)))
    }

    /// What a key press asks for: while a frame is filled its slots and candidates come first, then the keymap.
    #[must_use]
    pub fn command_for(&self, press: &KeyPress<'_>, reading: Reading) -> Option<Command> {
        if self.linking().is_some() {
            return self.command_while_linking(press, reading);
        }
        if self.reanchoring().is_some() {
            return self.command_while_reanchoring(press, reading);
        }
        if self.keeping().is_some() {
            return self.command_while_keeping(press, reading);
        }
        let is_alone = !press.ctrl && !press.alt && !press.shift;
        if self.looks_at().is_some() && is_alone && press.key == "Escape" {
            return Some(Command::Past(PastCommand::Look(None)));
        }
        if self.filling().is_none() && self.is_deciding() {
            return self.command_while_deciding(press, reading);
        }
        match self.filling() {
            Some(filling) if is_alone => match filling.command(press) {
                Some(fill) => Some(Command::Fill(fill)),
                None if filling.open.is_some() && is_typed(press.key) => None,
                None => self.keymap().command(press, reading),
            },
            // Shift only makes a capital of a letter that is typed.
            Some(filling) if filling.open.is_some() && !press.ctrl && !press.alt && is_typed(press.key) => None,
            _ => self.keymap().command(press, reading),
        }
    }
}
