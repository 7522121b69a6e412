//! Reading arguments that several tables have in common.

use crate::error::Error;
use crate::session::arguments::Arguments;
use crate::session::command::Command;
use crate::session::command::view::ViewChange;
use crate::session::command::words::Switch;

/// A command without arguments.
pub(super) fn bare(arguments: &str, command: Command) -> Result<Command, Error> {
    Arguments::new(arguments).end(command)
}

/// Something shown or not: `on`, `off`, or the other way round.
pub(super) fn view_switch(arguments: &str, change: fn(Switch) -> ViewChange) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let switch = optional_switch(&mut arguments)?;
    arguments.end(Command::View(change(switch)))
}

pub(super) fn optional_switch(arguments: &mut Arguments<'_>) -> Result<Switch, Error> {
    if arguments.is_empty() { Ok(Switch::Toggle) } else { arguments.one_of("on or off", &Switch::WORDS) }
}
