//! Picks the window or the command line.

use std::process::ExitCode;
use std::time::Instant;

use hashiya::cli::{self, Opening};
use hashiya::error::Error;

fn main() -> ExitCode {
    let started = Instant::now();
    let words: Vec<String> = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let open = |opening| open_window(opening, started);
    let exit = cli::run(&words, &open, &mut std::io::stdout(), &mut std::io::stderr());
    ExitCode::from(exit.code())
}

#[cfg(feature = "gui")]
fn open_window(opening: Opening, started: Instant) -> Result<(), Error> {
    let timings = hashiya::gui::timings::Timings::new(started, opening.timings);
    hashiya::gui::run(opening.folder, opening.annotator, opening.takes_over, timings)
}

#[cfg(not(feature = "gui"))]
fn open_window(_opening: Opening, _started: Instant) -> Result<(), Error> {
    Err(Error::new("this build has no window"))
}
