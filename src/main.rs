//! Picks the window or the command line.

use std::path::PathBuf;
use std::process::ExitCode;

use hashiya::cli;
use hashiya::error::Error;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let exit = cli::run(&words, open_window, &mut std::io::stdout(), &mut std::io::stderr());
    ExitCode::from(exit.code())
}

#[cfg(feature = "gui")]
fn open_window(folder: Option<PathBuf>, annotator: Option<String>) -> Result<(), Error> {
    hashiya::gui::run(folder, annotator)
}

#[cfg(not(feature = "gui"))]
fn open_window(_folder: Option<PathBuf>, _annotator: Option<String>) -> Result<(), Error> {
    Err(Error::new("this build has no window"))
}
