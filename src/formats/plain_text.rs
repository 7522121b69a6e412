//! Plain text: a `.txt` is a document, and nothing is said about it. A text that is UTF-8 is taken byte for byte; another is
//! read by the encoding that the person names, or by the one that it is without doubt.

use crate::error::{Problem, Severity};
use crate::model::document::Document;
use crate::model::id::DocumentId;

use super::bundle::{Bundle, File};
use super::doctor::Unit;
use super::drafts::Drafts;
use super::encoding::guess::{Guess, guess};
use super::holds::{Holds, Naming, Overlap};
use super::names::{file_name, name_from_file};
use super::options::Options;

/// The text; that nobody said anything about it holds for as many annotators as one likes.
pub const HOLDS: Holds = Holds { naming: Naming::Path, overlap: Overlap::Nested(0), annotators: true, ..Holds::SPANS };

const ENDING: &str = ".txt";

#[must_use]
pub fn recognises(files: &[File]) -> bool {
    !files.is_empty() && files.iter().all(|file| file.path.to_lowercase().ends_with(ENDING))
}

#[must_use]
pub fn read(files: &[File], options: &Options) -> (Bundle, Vec<Problem>) {
    let mut drafts = Drafts::new(Unit::Bytes);
    for file in files {
        match text(file, options) {
            Ok((text, note)) => {
                let cut = file.path.len().saturating_sub(ENDING.len());
                let (stem, ending) = file.path.split_at_checked(cut).unwrap_or((&file.path, ""));
                let stem = if ending.eq_ignore_ascii_case(ENDING) { stem } else { &file.path };
                let id = stem.split('/').map(name_from_file).collect::<Vec<_>>().join("/");
                if let Some(note) = note {
                    drafts.note(&file.path, note);
                }
                drafts.push(Document::new(DocumentId::new(&id), text), Vec::new());
            }
            Err(problem) => drafts.tell(problem),
        }
    }
    drafts.finish("text")
}

/// The text of a file, and by what it was read if that is not UTF-8.
fn text(file: &File, options: &Options) -> Result<(String, Option<String>), Problem> {
    let guessed: Guess;
    let encoding = match options.encoding {
        Some(named) => named,
        None => {
            if let Ok(text) = std::str::from_utf8(&file.bytes) {
                return Ok((text.to_owned(), None));
            }
            guessed = guess(&file.bytes);
            if !guessed.is_certain() {
                let (encoding, confidence) = guessed.said();
                let other = guessed.runner_up.map_or_else(String::new, |(other, _)| format!(", or else {other}"));
                let message = format!("it may be {encoding} ({confidence}){other}; it is left out");
                return Err(Problem::new(Severity::Loss, &*file.path, message).hint("say which with `--encoding`"));
            }
            guessed.encoding
        }
    };
    let decoded = encoding.decode(&file.bytes);
    if decoded.lost > 0 {
        let message = format!("it is not {encoding}: {} places cannot be read; it is left out", decoded.lost);
        return Err(Problem::new(Severity::Loss, &*file.path, message).hint("say what it is with `--encoding`"));
    }
    Ok((decoded.text.into_owned(), Some(format!("read as {encoding}"))))
}

#[must_use]
pub fn write(bundle: &Bundle, _options: &Options) -> Vec<File> {
    let path = |id: &DocumentId| id.as_str().split('/').map(file_name).collect::<Vec<_>>().join("/") + ENDING;
    let file = |document: &Document| File::new(path(document.id()), document.text().as_bytes());
    bundle.documents.iter().map(|document| file(document)).collect()
}
