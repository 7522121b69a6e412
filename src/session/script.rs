//! Scripts: command lines, one after the other. Empty lines and lines that begin with `#` say nothing.

use crate::error::Error;

use super::command::Command;
use super::state::Session;

/// Runs a script until its end or its first command that is not done. Returns how many were done.
/// `name` is what the error calls the script.
pub fn run(session: &mut Session, script: &str, name: &str) -> Result<usize, Error> {
    let mut count = 0;
    for (index, line) in script.lines().enumerate() {
        let line = line.trim().trim_start_matches('\u{feff}');
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        Command::parse(line)
            .and_then(|command| session.perform(&command).map_err(|error| error.context(format!("`{line}`"))))
            .map_err(|error| error.context(format!("{name}:{}", index + 1)))?;
        count += 1;
    }
    Ok(count)
}
