//! CoNLL-U, how it is read: ten columns, words numbered from 1 in each sentence, `1-3` before the words of a multiword token, entities in the last
//! column as [`Entity=`](super::conllu_entity) or as tags (`NE=B-PER`). White space is kept as UDPipe does, in `SpacesAfter`, so
//! the text comes back whole. Offsets are UTF-8 bytes.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::error::{Problem, Severity, counted};
use crate::model::document::Document;
use crate::model::id::{DocumentId, IdentityId};
use crate::model::identity::{Identity, IdentityKind};
use crate::model::schema::Shape;

use super::bundle::{Bundle, File};
use super::conll::entities;
use super::conllu_entity::{Brackets, HEADER};
use super::doctor::Unit;
use super::drafts::{Draft, Drafts, NOBODY, SetDraft};
use super::holds::{Holds, Identities};
use super::names::name_from_file;
use super::naming::ENTITIES;
use super::options::Options;

pub const HOLDS: Holds =
    Holds { inside_tokens: false, gaps: true, identities: Identities::Links, wants_composed: true, ..Holds::SPANS };

const COLUMNS: usize = 10;

/// The line that begins a document.
pub const DOCUMENT_MARK: &str = "# newdoc";

/// White space of a document without words, which no word can carry.
pub(super) const SPACES: &str = "spaces";

/// Attributes that hold a tag of a scheme.
const TAGS: [&str; 6] = ["NE", "NER", "Ner", "ner", "NamedEntity", "bio"];

/// White space and its escapes in the last column.
pub(super) const ESCAPES: [(char, char); 6] =
    [(' ', 's'), ('\t', 't'), ('\n', 'n'), ('\r', 'r'), ('|', 'p'), ('\\', '\\')];

#[must_use]
pub fn recognises(files: &[File]) -> bool {
    let is_word = |line: &str| {
        let mut columns = line.trim_end_matches('\r').split('\t');
        let id = columns.next().unwrap_or_default();
        id.starts_with(|c: char| c.is_ascii_digit()) && columns.count() == COLUMNS - 1
    };
    let is_conllu = |file: &File| {
        let text = file.text_lossy();
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).peekable();
        (lines.peek().is_some() || text.starts_with(DOCUMENT_MARK)) && lines.all(is_word)
    };
    !files.is_empty() && files.iter().all(is_conllu)
}

/// A line with ten columns.
struct Row<'a> {
    id: Id,
    form: &'a str,
    misc: &'a str,
    /// Whether it has a lemma, a part of speech, a place in a tree.
    has_syntax: bool,
}

enum Id {
    Word(usize),
    /// A multiword token, with the last of its words.
    Token(usize),
    /// An empty node, which is not in the text.
    Empty,
}

/// A sentence as it stands in the file.
#[derive(Default)]
struct Sentence<'a> {
    /// File and line.
    place: String,
    comments: Vec<&'a str>,
    rows: Vec<Row<'a>>,
}

impl<'a> Sentence<'a> {
    /// The value of a comment `# name = value`.
    fn said(&self, name: &str) -> Option<&'a str> {
        self.comments.iter().find_map(|comment| {
            let (key, value) = comment.split_once('=').unwrap_or((comment, ""));
            (key.trim() == name).then(|| value.strip_prefix(' ').unwrap_or(value))
        })
    }
}

#[must_use]
pub fn read(files: &[File], _options: &Options) -> (Bundle, Vec<Problem>) {
    let mut drafts = Drafts::new(Unit::Bytes);
    for file in files {
        let Some(text) = drafts.text(file) else {
            continue;
        };
        let stem = file.path.rsplit_once('.').map_or(&*file.path, |(stem, _)| stem);
        let name = stem.split('/').map(name_from_file).collect::<Vec<_>>().join("/");
        let mut reader = Reader::new(name.clone(), &file.path, Brackets::default());
        let sentences = sentences(&text, file, &mut drafts);
        if sentences.iter().flat_map(|sentence| &sentence.rows).any(|row| row.has_syntax) {
            drafts.note(&file.path, "lemmas, parts of speech and trees are not read");
        }
        for sentence in sentences {
            if let Some(id) = sentence.said("newdoc id").or(sentence.said("newdoc")) {
                let id = if id.is_empty() { name.clone() } else { name_from_file(id) };
                let next = Reader::new(id, &file.path, reader.brackets.next());
                std::mem::replace(&mut reader, next).finish(&mut drafts);
                reader.is_begun = true;
            }
            reader.sentence(&sentence, &mut drafts);
        }
        reader.finish(&mut drafts);
    }
    drafts.finish("conllu")
}

/// The sentences of a file; what is no line of the format is told.
fn sentences<'a>(text: &'a str, file: &File, drafts: &mut Drafts) -> Vec<Sentence<'a>> {
    let mut found: Vec<Sentence<'a>> = Vec::new();
    let mut open = Sentence::default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (number, line) in text.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.is_empty() {
            found.push(std::mem::take(&mut open));
            continue;
        }
        if open.comments.is_empty() && open.rows.is_empty() {
            open.place = file.line(number);
        }
        if let Some(comment) = line.strip_prefix('#') {
            open.comments.push(comment.strip_prefix(' ').unwrap_or(comment));
            continue;
        }
        let columns: Vec<&str> = line.split('\t').collect();
        let id = columns.first().and_then(|id| read_id(id));
        match (id, columns.get(1), columns.get(COLUMNS - 1)) {
            (Some(id), Some(form), Some(misc)) => {
                let has_syntax = columns[2..COLUMNS - 1].iter().any(|column| *column != "_");
                open.rows.push(Row { id, form, misc, has_syntax });
            }
            _ => drafts.lose(file.line(number), "no line of ten columns; it is left out"),
        }
    }
    found.push(open);
    found.retain(|sentence| !sentence.comments.is_empty() || !sentence.rows.is_empty());
    found
}

fn read_id(written: &str) -> Option<Id> {
    if let Some((_, last)) = written.split_once('-') {
        return Some(Id::Token(last.parse().ok()?));
    }
    match written.split_once('.') {
        Some(_) => Some(Id::Empty),
        None => Some(Id::Word(written.parse().ok()?)),
    }
}

/// What stands together in the text: a word, or a multiword token with its words.
struct Surface<'a> {
    form: &'a str,
    misc: &'a str,
    words: Vec<&'a Row<'a>>,
}

/// A document as it grows.
struct Reader<'p> {
    id: String,
    path: &'p str,
    is_begun: bool,
    text: String,
    /// Where each word stands.
    words: Vec<Range<usize>>,
    brackets: Brackets,
    tags: Vec<(Range<usize>, String, String)>,
    /// The space after the last word, if the file does not say it: there is none after the last of all.
    pending: Option<char>,
    empty_nodes: usize,
    inexact: usize,
}

impl<'p> Reader<'p> {
    fn new(id: String, path: &'p str, brackets: Brackets) -> Self {
        Self {
            id,
            path,
            is_begun: false,
            text: String::new(),
            words: Vec::new(),
            brackets,
            tags: Vec::new(),
            pending: None,
            empty_nodes: 0,
            inexact: 0,
        }
    }

    fn sentence(&mut self, sentence: &Sentence<'_>, drafts: &mut Drafts) {
        self.is_begun = true;
        if let Some(fields) = sentence.said(HEADER) {
            self.brackets.name_fields(fields);
        }
        if let Some(spaces) = sentence.said(SPACES) {
            self.text.push_str(&unescaped(spaces));
        }
        self.empty_nodes += sentence.rows.iter().filter(|row| matches!(row.id, Id::Empty)).count();
        let surfaces = surfaces(&sentence.rows);
        let gaps = gaps(&surfaces, sentence.said("text"));
        let place = sentence.place.clone();
        let Some(gaps) = gaps else {
            let message = "its words do not make up its `# text`; the words are taken";
            drafts.tell(Problem::new(Severity::Wrong, place, message));
            let plain = surfaces.iter().map(after).collect();
            return self.surfaces(&surfaces, plain, sentence);
        };
        self.surfaces(&surfaces, gaps, sentence);
    }

    fn surfaces(&mut self, surfaces: &[Surface<'_>], gaps: Vec<Option<String>>, sentence: &Sentence<'_>) {
        let is_paragraph = sentence.said("newpar id").or(sentence.said("newpar")).is_some();
        let mut tags: Vec<(Range<usize>, &str)> = Vec::new();
        for (nth, (surface, gap)) in surfaces.iter().zip(gaps).enumerate() {
            if let Some(pending) = self.pending.take() {
                self.text.push(if nth == 0 && is_paragraph { '\n' } else { pending });
            }
            self.text.push_str(&attribute(surface.misc, "SpacesBefore").map(unescaped).unwrap_or_default());
            let start = self.text.len();
            let written = attribute(surface.misc, "Written").map(unescaped);
            let letters = written.as_deref().unwrap_or(surface.form);
            self.text.push_str(letters);
            let parts: String = surface.words.iter().map(|word| word.form).collect();
            let is_exact = surface.words.len() == 1 || parts == letters;
            self.inexact += usize::from(!is_exact);
            let mut at = start;
            for word in &surface.words {
                // Words that do not add up to the letters of their token all stand for the whole of it.
                let is_split = is_exact && surface.words.len() > 1;
                let range = if is_split { at..at + word.form.len() } else { start..self.text.len() };
                at = range.end;
                if let Some(value) = attribute(word.misc, "Entity") {
                    self.brackets.take(self.words.len(), value);
                }
                let tag = TAGS.iter().find_map(|name| attribute(word.misc, name)).unwrap_or("O");
                tags.push((range.clone(), tag));
                self.words.push(range);
            }
            match gap {
                Some(gap) => self.text.push_str(&gap),
                None => self.pending = Some(' '),
            }
        }
        let place = sentence.place.clone();
        self.tags.extend(entities(tags).into_iter().map(|(range, label)| (range, label, place.clone())));
    }

    fn finish(self, drafts: &mut Drafts) {
        if !self.is_begun {
            return;
        }
        let Self { id, path, text, words, brackets, tags, empty_nodes, inexact, .. } = self;
        if empty_nodes > 0 {
            let message = format!("{} left out of the text: they are not in it", counted(empty_nodes, "empty node"));
            drafts.note(&*id, message);
        }
        if inexact > 0 {
            let tokens = counted(inexact, "multiword token");
            drafts.note(&*id, format!("{tokens} whose words have other letters: their words stand for the whole"));
        }
        let (mentions, stray) = brackets.end();
        for stray in stray {
            drafts.lose(path, format!("the bracket `{stray}` of `{id}` has no other end; it is left out"));
        }
        let mut set = SetDraft::new(NOBODY);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for mention in &mentions {
            *counts.entry(&mention.entity).or_default() += 1;
        }
        for mention in &mentions {
            let pieces = mention.words.iter().filter_map(|piece| {
                let (first, last) = (words.get(piece.start)?, words.get(piece.end.checked_sub(1)?)?);
                Some(first.start..last.end)
            });
            let mut draft = Draft::new(ENTITIES, Shape::Entity, &mention.label, path);
            draft.claim = Some(super::doctor::Claim { pieces: pieces.collect(), quote: None });
            // What is mentioned once need not be known.
            let identity = match &*mention.identity {
                "" if counts[&*mention.entity] > 1 => format!("{id}-{}", mention.entity),
                said => said.to_owned(),
            };
            if !identity.is_empty() {
                let identity = IdentityId::new(&identity);
                set.identities.push(Identity::new(identity.clone(), IdentityKind::Entity));
                draft.identity = Some(identity);
            }
            set.annotations.push(draft);
        }
        let tagged = tags
            .into_iter()
            .map(|(range, label, place)| Draft::new(ENTITIES, Shape::Entity, &label, place).at(range, None));
        set.annotations.extend(tagged);
        drafts.push(Document::new(DocumentId::new(&id), text), vec![set]);
    }
}

/// The surfaces of a sentence.
fn surfaces<'a>(rows: &'a [Row<'a>]) -> Vec<Surface<'a>> {
    let mut surfaces: Vec<Surface<'a>> = Vec::new();
    let mut covered = 0;
    for row in rows {
        match row.id {
            Id::Empty => {}
            Id::Token(last) => {
                covered = last;
                surfaces.push(Surface { form: row.form, misc: row.misc, words: Vec::new() });
            }
            Id::Word(number) => match surfaces.last_mut().filter(|_| number <= covered) {
                Some(token) => token.words.push(row),
                None => surfaces.push(Surface { form: row.form, misc: row.misc, words: vec![row] }),
            },
        }
    }
    surfaces
}

/// What stands after a surface; `None` if the file does not say, which is a space.
fn after(surface: &Surface<'_>) -> Option<String> {
    match (attribute(surface.misc, "SpacesAfter"), attribute(surface.misc, "SpaceAfter")) {
        (Some(spaces), _) => Some(unescaped(spaces)),
        (None, Some("No")) => Some(String::new()),
        _ => None,
    }
}

/// A gap as `# text` has it: what joins the syllables of a segmented word is a space there.
#[must_use]
pub(super) fn shown(gap: &str) -> &str {
    if gap.is_empty() || gap.contains(char::is_whitespace) { gap } else { " " }
}

/// What stands after each surface, so that they make up `# text`: as the surfaces say, or else as the text does. `None` if neither.
fn gaps(surfaces: &[Surface<'_>], text: Option<&str>) -> Option<Vec<Option<String>>> {
    let gaps: Vec<Option<String>> = surfaces.iter().map(after).collect();
    let Some(text) = text else {
        return Some(gaps);
    };
    let mut said = String::new();
    for (surface, gap) in surfaces.iter().zip(&gaps) {
        said.push_str(surface.form);
        said.push_str(gap.as_deref().map_or(" ", shown));
    }
    if said.split_whitespace().eq(text.split_whitespace()) {
        return Some(gaps);
    }
    let mut rest = text.trim_start();
    let mut found = Vec::with_capacity(surfaces.len());
    for (surface, gap) in surfaces.iter().zip(gaps) {
        rest = rest.strip_prefix(surface.form)?;
        let next = rest.trim_start();
        let between = &rest[..rest.len() - next.len()];
        found.push(if next.is_empty() { gap } else { Some(between.to_owned()) });
        rest = next;
    }
    rest.is_empty().then_some(found)
}

/// The value of an attribute of the last column.
fn attribute<'a>(misc: &'a str, name: &str) -> Option<&'a str> {
    misc.split('|').find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value))
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(c) = letters.next() {
        match (c, letters.clone().next()) {
            ('\\', Some(letter)) => match ESCAPES.iter().find(|(_, escape)| *escape == letter) {
                Some((plain, _)) => {
                    letters.next();
                    out.push(*plain);
                }
                None => out.push(c),
            },
            _ => out.push(c),
        }
    }
    out
}
