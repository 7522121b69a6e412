//! What the history calls a change: the command that asked for it, and where that took what was offered, those that say what it was.
//! `fill-accept` tells nobody who reads it later which role was open and what was lit.

use crate::model::annotation::{Annotation, Filler};
use crate::model::change::{Change, Transaction};

use super::command::Command;
use super::command::filling::FillCommand;
use super::command::offer::OfferCommand;
use super::command::words::LabelName;
use super::said::shortened;
use super::state::Session;

impl Session {
    /// The title of what `command` is about to change. `; ` stands between several commands.
    pub(super) fn retold(&self, command: &Command, transaction: &Transaction) -> String {
        let fills = matches!(command, Command::Label(_) | Command::Fill(FillCommand::Offer(OfferCommand::Accept(_))));
        let said = if fills { self.said_of_filling(transaction) } else { Vec::new() };
        if said.is_empty() {
            return command.to_string();
        }
        said.iter().map(Command::to_string).collect::<Vec<_>>().join("; ")
    }

    /// The commands that make of the frame that is being filled what a change makes of it; none if it changes something else.
    fn said_of_filling(&self, transaction: &Transaction) -> Vec<Command> {
        let Some((fill, _)) = &self.filling else { return Vec::new() };
        let (mut said, mut fresh, mut is_of_frame) = (Vec::new(), None, false);
        for change in transaction {
            match change {
                Change::Annotation { before: None, after: Some(after) } => {
                    said.push(Command::Label(LabelName(after.label.to_string())));
                    fresh = Some(&**after);
                }
                Change::Annotation { before: Some(before), after: Some(after) } if after.id == fill.frame => {
                    is_of_frame = true;
                    let came = after.arguments.iter().filter(|argument| !before.arguments.contains(argument));
                    said.extend(came.map(|one| self.said_of_argument(before, &one.role, &one.filler, fresh)));
                    let came =
                        after.attributes.iter().filter(|(name, value)| before.attributes.get(*name) != Some(*value));
                    said.extend(
                        came.map(|(name, value)| Command::SetAttribute { name: name.clone(), value: value.clone() }),
                    );
                }
                _ => {}
            }
        }
        if is_of_frame { said } else { Vec::new() }
    }

    /// Says a filler by its words where they are few and tell which is meant, and else by its number.
    fn said_of_argument(&self, frame: &Annotation, role: &str, filler: &Filler, fresh: Option<&Annotation>) -> Command {
        let by_number = Command::SetArgument { role: role.to_owned(), filler: filler.clone() };
        let (Ok(work), Filler::Annotation(id)) = (self.work(), filler) else { return by_number };
        let new = fresh.filter(|fresh| fresh.id == *id);
        let Some(named) = new.or_else(|| work.set.get(*id).map(|named| &**named)) else { return by_number };
        let [span] = named.anchor.spans() else { return by_number };
        let quote = work.document.quote(*span);
        if shortened(quote) != quote {
            return by_number;
        }
        let others = self.fillers_saying(work, frame, role, quote);
        let occurrence = match (new, others.as_slice()) {
            (Some(_), []) | (None, [_]) => None,
            (Some(_), _) => return by_number,
            (None, several) => match several.iter().position(|one| one == filler) {
                Some(at) => Some(at + 1),
                None => return by_number,
            },
        };
        Command::SetArgumentSaying { role: role.to_owned(), quote: quote.to_owned(), occurrence }
    }
}
