//! CoNLL-U, how it is written: the columns that need a grammar stay empty. Arabic words whose proclitics are split are multiword
//! tokens. A segmented Vietnamese word is a word with spaces, as in UD; what stands in our text is then in `Written`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use crate::model::annotation::Annotation;
use crate::model::document::Document;
use crate::model::id::{DocumentId, IdentityId};

use super::bundle::{Bundle, File};
use super::conllu::{ESCAPES, SPACES, shown};
use super::conllu_entity::{FIELDS, HEADER, Mention, written};
use super::options::Options;
use super::tokens::{self, Tokens};

#[must_use]
pub fn write(bundle: &Bundle, options: &Options) -> Vec<File> {
    let mut out = String::new();
    for (document, sets) in bundle.by_document() {
        let annotations: Vec<&Annotation> =
            sets.iter().flat_map(|set| set.in_reading_order()).map(AsRef::as_ref).collect();
        write_document(document, &annotations, options.tokens, &mut out);
    }
    if out.is_empty() { Vec::new() } else { vec![File::new("annotations.conllu", out)] }
}

fn write_document(document: &Document, annotations: &[&Annotation], kind: Tokens, out: &mut String) {
    let text = &**document.text();
    let _ = writeln!(out, "# newdoc id = {}\n# {HEADER} = {FIELDS}", one_line(document.id().as_str()));
    let together: Vec<Range<usize>> = annotations.iter().filter_map(|annotation| annotation.anchor.hull()).collect();
    let sentences = tokens::sentences(text, kind, &together);
    let words: Vec<Range<usize>> = sentences.iter().flatten().cloned().collect();
    if words.is_empty() {
        let _ = writeln!(out, "# {SPACES} = {}\n", escaped(text));
        return;
    }
    let values = written(&mentions(document.id(), annotations, &words));
    let surfaces = if kind == Tokens::Clitics { tokens::tokens(text, Tokens::Words) } else { words.clone() };
    let is_vietnamese = kind == Tokens::Words && document.language().split('-').next() == Some("vi");
    let mut first = 0;
    for (nth, sentence) in sentences.iter().enumerate() {
        let (Some(start), Some(end)) = (sentence.first(), sentence.last()) else {
            continue;
        };
        let from = surfaces.partition_point(|surface| surface.end <= start.start);
        let until = surfaces.partition_point(|surface| surface.start < end.end);
        let said: Vec<Written> = (from..until).map(|at| write_surface(text, &surfaces, at, is_vietnamese)).collect();
        let is_paragraph = nth == 0 || text[words[first - 1].end..start.start].contains('\n');
        out.push_str(if is_paragraph { "# newpar\n" } else { "" });
        let id = sentence_id(document.id().as_str());
        let plain = said.iter().map(|unit| unit.form.clone() + shown(&unit.after)).collect::<String>();
        let plain = plain.trim().replace(['\n', '\r', '\t'], " ");
        let _ = writeln!(out, "# sent_id = {id}-{}\n# text = {plain}", nth + 1);
        let mut number = 1;
        let mut rest = sentence.iter().enumerate().peekable();
        for (surface, unit) in surfaces[from..until].iter().zip(said) {
            let mut inside = Vec::new();
            while let Some((at, word)) = rest.next_if(|(_, word)| word.end <= surface.end) {
                inside.push((first + at, word));
            }
            if inside.len() > 1 {
                let last = number + inside.len() - 1;
                write_row(out, &format!("{number}-{last}"), &unit.form, None, &unit.misc);
            }
            let is_alone = inside.len() == 1;
            for (at, word) in inside {
                let form = if is_alone { &*unit.form } else { &text[word.clone()] };
                let misc = if is_alone { &unit.misc[..] } else { &[] };
                write_row(out, &number.to_string(), form, values.get(&at), misc);
                number += 1;
            }
        }
        first += sentence.len();
        out.push('\n');
    }
}

/// What stands together, as it is written.
struct Written {
    form: String,
    /// The white space behind it.
    after: String,
    misc: Vec<String>,
}

fn write_surface(text: &str, surfaces: &[Range<usize>], at: usize, is_vietnamese: bool) -> Written {
    let surface = surfaces[at].clone();
    let token = &text[surface.clone()];
    let next = surfaces.get(at + 1).map_or(text.len(), |next| next.start);
    let after = text[surface.end..next].to_owned();
    let mut misc = Vec::new();
    match &*after {
        "" => misc.push("SpaceAfter=No".to_owned()),
        " " if next < text.len() => {}
        spaces => misc.push(format!("SpacesAfter={}", escaped(spaces))),
    }
    if at == 0 && surface.start > 0 {
        misc.push(format!("SpacesBefore={}", escaped(&text[..surface.start])));
    }
    let is_segmented = token.contains('_') && token.split('_').all(|syllable| !syllable.is_empty());
    let form = if is_vietnamese && is_segmented {
        misc.push(format!("Written={}", escaped(token)));
        token.replace('_', " ")
    } else {
        token.to_owned()
    };
    Written { form, after, misc }
}

fn write_row(out: &mut String, id: &str, form: &str, entity: Option<&String>, misc: &[String]) {
    let entity = entity.map(|value| format!("Entity={value}"));
    let misc: Vec<&str> = entity.iter().chain(misc).map(String::as_str).collect();
    let misc = if misc.is_empty() { "_".to_owned() } else { misc.join("|") };
    let _ = writeln!(out, "{id}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}");
}

/// The mentions by words, numbered; those of one identity share their number as long as they stand apart.
fn mentions(document: &DocumentId, annotations: &[&Annotation], words: &[Range<usize>]) -> Vec<Mention> {
    // In a file of several documents readers take one number for one entity.
    let hash = blake3::hash(document.as_str().as_bytes()).to_hex();
    let mut numbers = 0;
    let mut shared: BTreeMap<&IdentityId, (usize, usize)> = BTreeMap::new();
    let mut found = Vec::new();
    for annotation in annotations {
        let spans = annotation.anchor.spans();
        let Some(hull) = annotation.anchor.hull() else {
            continue;
        };
        let pieces = spans.iter().map(|span| {
            let first = words.partition_point(|word| word.end <= span.start());
            first..words.partition_point(|word| word.start < span.end())
        });
        let free = annotation.identity.as_ref().filter(|_| spans.len() == 1);
        let number = match free.and_then(|id| shared.get(id)).filter(|(_, end)| *end <= hull.start) {
            Some((number, _)) => *number,
            None => {
                numbers += 1;
                numbers
            }
        };
        if let Some(id) = free {
            let end = shared.get(id).map_or(0, |(_, end)| *end).max(hull.end);
            shared.insert(id, (number, end));
        }
        found.push(Mention {
            words: pieces.collect(),
            label: annotation.label.label.to_string(),
            entity: format!("e{number}.{}", &hash[..6]),
            identity: annotation.identity.as_ref().map(ToString::to_string).unwrap_or_default(),
        });
    }
    found
}

/// The name of a document as the beginning of the name of a sentence, which has no spaces, and no `/` (that divides it from a zone).
fn sentence_id(document: &str) -> String {
    let mut id = String::with_capacity(document.len());
    for c in document.chars() {
        match c.is_whitespace() || c.is_control() || matches!(c, '/' | '%') {
            true => c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| {
                let _ = write!(id, "%{byte:02X}");
            }),
            false => id.push(c),
        }
    }
    id
}

/// A document's name in a comment.
fn one_line(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    let last = id.chars().count().saturating_sub(1);
    for (at, c) in id.chars().enumerate() {
        let is_at_end = (at == 0 || at == last) && c.is_whitespace();
        if c.is_control() || c == '%' || is_at_end {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// White space as the last column has it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match ESCAPES.iter().find(|(plain, _)| *plain == c) {
            Some((_, letter)) => out.extend(['\\', *letter]),
            None => out.push(c),
        }
    }
    out
}
