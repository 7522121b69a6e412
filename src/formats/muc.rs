//! VLSP-2018 `.muc`: the text with `<ENAMEX TYPE="…">` and `</ENAMEX>` in it, entities nested. The format escapes nothing, so a
//! text that says `<ENAMEX` itself would be read as a mark: there, and only there, `<` is written as `&lt;`.

use std::borrow::Cow;
use std::ops::Range;

use crate::error::Problem;
use crate::model::document::Document;
use crate::model::id::DocumentId;
use crate::model::schema::Shape;

use super::bundle::{Bundle, File};
use super::doctor::Unit;
use super::drafts::{Draft, Drafts, NOBODY, SetDraft};
use super::holds::{Holds, Naming, Overlap};
use super::names::{file_name, name_from_file};
use super::naming::ENTITIES;
use super::options::Options;

pub const HOLDS: Holds = Holds { naming: Naming::Path, overlap: Overlap::Nested(usize::MAX), ..Holds::SPANS };

const OPEN: &str = "<ENAMEX";
const CLOSE: &str = "</ENAMEX>";

/// What both marks hold; only before it is something escaped.
const NAME: &str = "ENAMEX";

/// What cannot stand in a type, and what stands for it. The first is undone last, so that `&lt;` stays what it is.
const IN_TYPES: [(&str, &str); 4] = [("&", "&amp;"), ("\"", "&quot;"), ("<", "&lt;"), (">", "&gt;")];

#[must_use]
pub fn recognises(files: &[File]) -> bool {
    let contains = |file: &File| file.text_lossy().contains("<ENAMEX TYPE=");
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
    let (mut rest, mut line) = (written, 1);
    loop {
        let is_mark = |at: &usize| rest[*at..].starts_with(OPEN) || rest[*at..].starts_with(CLOSE);
        let next = rest.match_indices('<').map(|(at, _)| at).find(is_mark);
        let Some(at) = next else {
            text.push_str(&unescaped(rest));
            break;
        };
        text.push_str(&unescaped(&rest[..at]));
        let mark = &rest[at..];
        line += rest[..at].matches('\n').count();
        let place = || format!("{path}:{line}");
        if let Some(after) = mark.strip_prefix(CLOSE) {
            match open.pop() {
                Some(opened) => starts[opened].0.end = text.len(),
                None => drafts.lose(place(), "`</ENAMEX>` closes nothing; it is left out"),
            }
            rest = after;
        } else if let Some((label, after)) = opening(mark) {
            open.push(starts.len());
            let undo = |label: String, (plain, escaped): &(&str, &str)| match label.contains(escaped) {
                true => label.replace(escaped, plain),
                false => label,
            };
            starts.push((text.len()..text.len(), IN_TYPES.iter().rev().fold(label.to_owned(), undo), place()));
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
            let label = escaped_type(&annotation.label.label);
            marks.extend(annotation.anchor.hull().map(|hull| (hull, label)));
        }
        let path = document.id().as_str().split('/').map(file_name).collect::<Vec<_>>().join("/") + ".muc";
        files.push(File::new(path, marked(document.text(), &marks)));
    }
    files
}

fn escaped_type(label: &str) -> String {
    let escape = |label: String, (plain, escaped): &(&str, &str)| match label.contains(plain) {
        true => label.replace(plain, escaped),
        false => label,
    };
    IN_TYPES.iter().fold(label.to_owned(), escape)
}

/// The text with marks, which are nested and in reading order.
fn marked(text: &str, marks: &[(Range<usize>, String)]) -> String {
    let mut out = String::with_capacity(text.len() + marks.len() * 32);
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    let close = |until: usize, open: &mut Vec<usize>, at: &mut usize, out: &mut String| {
        while let Some(end) = open.last().copied().filter(|end| *end <= until) {
            out.push_str(&escaped(&text[*at..end]));
            out.push_str(CLOSE);
            *at = end;
            open.pop();
        }
    };
    for (range, label) in marks {
        close(range.start, &mut open, &mut at, &mut out);
        out.push_str(&escaped(&text[at..range.start]));
        at = range.start;
        [OPEN, " TYPE=\"", label, "\">"].iter().for_each(|part| out.push_str(part));
        open.push(range.end);
    }
    close(text.len(), &mut open, &mut at, &mut out);
    out + &escaped(&text[at..])
}

/// A text between marks that cannot be taken for one: `<ENAMEX` becomes `&lt;ENAMEX`, and what reads like that one `&amp;` more.
fn escaped(text: &str) -> Cow<'_, str> {
    rewritten(text, |before| {
        if before.ends_with('<') {
            Some((1, "&lt;".to_owned()))
        } else {
            let entity = entity_at_end(before)?;
            Some((entity.len(), entity.replacen('&', "&amp;", 1)))
        }
    })
}

/// What [`escaped`] made its text of.
fn unescaped(text: &str) -> Cow<'_, str> {
    rewritten(text, |before| {
        let entity = entity_at_end(before)?;
        let less = if entity == "&lt;" { "<".to_owned() } else { entity.replacen("&amp;", "&", 1) };
        Some((entity.len(), less))
    })
}

/// `&lt;`, `&amp;lt;` and so on at the end of `before`.
fn entity_at_end(before: &str) -> Option<&str> {
    let mut start = before.strip_suffix("lt;")?.len();
    while before[..start].ends_with("amp;") {
        start -= "amp;".len();
    }
    before[..start].ends_with('&').then(|| &before[start - 1..])
}

/// The text with something else before each `ENAMEX` or `/ENAMEX`: of what stands before it, so many bytes become that.
fn rewritten(text: &str, change: impl Fn(&str) -> Option<(usize, String)>) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    for (at, _) in text.match_indices(NAME) {
        let before = &text[copied..at];
        let before = before.strip_suffix('/').unwrap_or(before);
        if let Some((len, new)) = change(before) {
            out.push_str(&before[..before.len() - len]);
            out.push_str(&new);
            copied += before.len();
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::{escaped, unescaped};

    #[test]
    fn only_what_reads_like_a_mark_is_escaped() {
        let check = |text: &str, written: &str| {
            assert_eq!((&*escaped(text), &*unescaped(written)), (written, text));
        };
        check("a < b &lt; c ENAMEX &amp;", "a < b &lt; c ENAMEX &amp;");
        check("<ENAMEX TYPE=x></ENAMEX>", "&lt;ENAMEX TYPE=x>&lt;/ENAMEX>");
        check("<ENAMEXENAMEX <<ENAMEX", "&lt;ENAMEXENAMEX <&lt;ENAMEX");
        check("&lt;ENAMEX &amp;lt;/ENAMEX", "&amp;lt;ENAMEX &amp;amp;lt;/ENAMEX");
    }
}
