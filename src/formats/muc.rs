//! VLSP-2018 `.muc`: the text with `<ENAMEX TYPE="…">` and `</ENAMEX>` in it, entities nested, nothing escaped.

use std::ops::Range;

use crate::error::Problem;
use crate::model::document::Document;
use crate::model::id::DocumentId;
use crate::model::schema::Shape;

use super::bundle::{Bundle, File};
use super::doctor::Unit;
use super::drafts::{Draft, Drafts, NOBODY, SetDraft};
use super::holds::{Holds, Overlap};
use super::names::{file_name, name_from_file};
use super::naming::ENTITIES;
use super::options::Options;

pub const HOLDS: Holds = Holds { overlap: Overlap::Nested(usize::MAX), ..Holds::SPANS };

const OPEN: &str = "<ENAMEX";
const CLOSE: &str = "</ENAMEX>";

/// Quotes cannot stand in a type.
const QUOTE: &str = "&quot;";

#[must_use]
pub fn recognises(files: &[File]) -> bool {
    let contains = |file: &File| String::from_utf8_lossy(&file.bytes).contains("<ENAMEX TYPE=");
    !files.is_empty() && files.iter().all(|file| file.path.ends_with(".muc") || contains(file))
}

#[must_use]
pub fn read(files: &[File], _options: &Options) -> (Bundle, Vec<Problem>) {
    let mut drafts = Drafts::new(Unit::Bytes);
    for file in files {
        let Some(written) = drafts.text(file) else {
            continue;
        };
        let name = file.path.strip_suffix(".muc").unwrap_or(&file.path);
        let id = name.split('/').map(name_from_file).collect::<Vec<_>>().join("/");
        let (text, set) = read_marks(&written, &file.path, &mut drafts);
        drafts.push(Document::new(DocumentId::new(&id), text), vec![set]);
    }
    drafts.finish("muc")
}

/// The text without its marks, and the marks. A byte order mark stays part of the text.
fn read_marks(written: &str, path: &str, drafts: &mut Drafts) -> (String, SetDraft) {
    let mut set = SetDraft::new(NOBODY);
    let mut text = String::with_capacity(written.len());
    let mut open: Vec<usize> = Vec::new();
    let mut starts: Vec<(Range<usize>, String, String)> = Vec::new();
    let mut rest = written;
    loop {
        let next = [rest.find(OPEN), rest.find(CLOSE)].into_iter().flatten().min();
        let Some(at) = next else {
            text.push_str(rest);
            break;
        };
        text.push_str(&rest[..at]);
        let mark = &rest[at..];
        let place = || format!("{path}:{}", 1 + written[..written.len() - mark.len()].matches('\n').count());
        if let Some(after) = mark.strip_prefix(CLOSE) {
            match open.pop() {
                Some(opened) => starts[opened].0.end = text.len(),
                None => drafts.lose(place(), "`</ENAMEX>` closes nothing; it is left out"),
            }
            rest = after;
        } else if let Some((label, after)) = opening(mark) {
            open.push(starts.len());
            starts.push((text.len()..text.len(), label.replace(QUOTE, "\""), place()));
            rest = after;
        } else {
            text.push_str(OPEN);
            rest = &mark[OPEN.len()..];
        }
    }
    for (nth, (range, label, place)) in starts.into_iter().enumerate() {
        if open.contains(&nth) {
            drafts.lose(place, format!("the `{label}` that begins here is never closed; it is left out"));
        } else if range.is_empty() {
            drafts.lose(place, format!("the `{label}` that begins here holds nothing; it is left out"));
        } else {
            set.annotations.push(Draft::new(ENTITIES, Shape::Entity, &label, place).at(range, None));
        }
    }
    (text, set)
}

/// `<ENAMEX TYPE="PERSON">` at the start of `mark`: the type, and what follows.
fn opening(mark: &str) -> Option<(&str, &str)> {
    let (inside, after) = mark.strip_prefix(OPEN)?.split_once('>')?;
    let (_, value) = inside.split_once("TYPE")?;
    let value = value.trim_start().strip_prefix('=')?.trim();
    let label = value.strip_prefix('"').and_then(|value| value.split('"').next()).unwrap_or(value);
    (!label.is_empty() && !inside.contains('<')).then_some((label, after))
}

#[must_use]
pub fn write(bundle: &Bundle, _options: &Options) -> Vec<File> {
    let mut files = Vec::new();
    for (document, sets) in bundle.by_document() {
        let mut marks: Vec<(Range<usize>, String)> = Vec::new();
        for annotation in sets.iter().flat_map(|set| set.in_reading_order()) {
            marks.extend(annotation.anchor.hull().map(|hull| (hull, annotation.label.label.replace('"', QUOTE))));
        }
        let path = document.id().as_str().split('/').map(file_name).collect::<Vec<_>>().join("/") + ".muc";
        files.push(File::new(path, marked(document.text(), &marks)));
    }
    files
}

/// The text with marks, which are nested and in reading order.
fn marked(text: &str, marks: &[(Range<usize>, String)]) -> String {
    let mut out = String::with_capacity(text.len() + marks.len() * 32);
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    let close = |until: usize, open: &mut Vec<usize>, at: &mut usize, out: &mut String| {
        while let Some(end) = open.last().copied().filter(|end| *end <= until) {
            out.push_str(&text[*at..end]);
            out.push_str(CLOSE);
            *at = end;
            open.pop();
        }
    };
    for (range, label) in marks {
        close(range.start, &mut open, &mut at, &mut out);
        out.push_str(&text[at..range.start]);
        at = range.start;
        out.push_str(&format!("{OPEN} TYPE=\"{label}\">"));
        open.push(range.end);
    }
    close(text.len(), &mut open, &mut at, &mut out);
    out + &text[at..]
}
