//! Carrying annotations over to a text that was changed, in the current document: telling what would become of them, and doing
//! so, as one step of the history. What fits where is `records::drift` and `model::reanchor`.

use std::fmt;

use crate::error::{Error, Problem, Severity, counted};
use crate::records::drift::{Drift, Record};

use super::command::Command;
use super::plan::Effect;
use super::state::Session;

/// What can be asked about annotations that do not fit their text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReanchorCommand {
    /// Tells where they would stand.
    Look,
    /// Puts those there that have a place.
    Accept,
}

impl fmt::Display for ReanchorCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ReanchorCommand::Look => "reanchor",
            ReanchorCommand::Accept => "reanchor accept",
        })
    }
}

/// Reads the arguments of `reanchor`.
pub(super) fn parse_reanchor(arguments: &str) -> Result<Command, Error> {
    match arguments {
        "" => Ok(Command::Reanchor(ReanchorCommand::Look)),
        "accept" => Ok(Command::Reanchor(ReanchorCommand::Accept)),
        other => Err(Error::new(format!("`{other}` is not `accept`")).hint("`reanchor` alone changes nothing")),
    }
}

impl Session {
    pub(super) fn plan_reanchor(&self, command: ReanchorCommand) -> Result<Effect, Error> {
        let work = match command {
            ReanchorCommand::Look => self.work()?,
            ReanchorCommand::Accept => self.work_to_change()?,
        };
        let drift = Drift::of(&work.set, &work.document);
        let counts = drift.counts();
        let nothing = || Error::new("every annotation fits the text of this document");
        match command {
            ReanchorCommand::Look if drift.records.is_empty() => Err(nothing()),
            ReanchorCommand::Look => {
                let place = |record: &Record| {
                    format!("{}/{}#{}", self.annotator(), work.document.id(), record.drifted.annotation.id)
                };
                let tell = |record| Problem::new(Severity::Note, place(record), record.sentence(&work.document));
                let said = format!("{counts}; `reanchor accept` carries over what has a place");
                Ok(Effect::Tell(drift.records.iter().map(tell).collect(), said))
            }
            ReanchorCommand::Accept => {
                let transaction = drift.transaction(&work.set);
                // With every quote in its place it is still to be written that they were held against this text.
                let is_of_another_text = match &self.disk {
                    Some(disk) => disk.folder.is_of_another_text(self.annotator(), &work.document)?,
                    None => false,
                };
                if transaction.is_empty() && !(is_of_another_text && drift.records.is_empty()) {
                    return Err(if drift.records.is_empty() {
                        nothing()
                    } else {
                        Error::new(format!("nothing can be carried over: {counts}"))
                    });
                }
                let left = match counts.ambiguous + counts.lost {
                    0 => String::new(),
                    left => format!("; left as they were: {left}"),
                };
                Ok(Effect::Change {
                    transaction,
                    choose: None,
                    said: format!("carried {} over{left}", counted(counts.moved, "annotation")),
                })
            }
        }
    }
}
