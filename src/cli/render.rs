//! `hashiya render`.

use std::io::Write;

use crate::error::Error;

use super::arguments::Arguments;
use super::{Exit, Failure};

/// Filled in with the text engine.
pub fn render(_arguments: Arguments<'_>, _out: &mut dyn Write) -> Result<Exit, Failure> {
    Err(Error::new("`render` is not built yet").into())
}
