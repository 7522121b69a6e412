//! Marked text: annotations written into the text they stand on, for tests and scripts, parsed and printed.
//!
//! ```text
//! [person#1 Layla] [visit{agent=1} visited] [organization [place Haifa] University].
//! ```
//!
//! - `[label text]`, or `[layer/label text]` where layers share a name; `#1` is a number to refer to.
//! - In braces, separated by commas: `role=1`, `role=@identity`, `attribute:value`, `@identity`, `~0.9` (confidence) and
//!   `"a note"`. A value that is not one plain word is quoted.
//! - `[#1 text]` is another span of annotation 1; `]#1` closes annotation 1 where another was opened later.
//! - `[@label]` is about the document. A backslash keeps `[`, `]`, `#` and `\` as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use crate::error::Error;

use super::annotation::{Anchor, Annotation, Argument, Confidence, Filler};
use super::document::Document;
use super::id::{AnnotationId, DocumentId, IdentityId, LabelId};
use super::nearest::hint_for;
use super::quote::{quoted, read_quoted};
use super::schema::Project;

/// A text with its annotations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    pub text: String,
    /// In the order in which they were opened.
    pub annotations: Vec<Annotation>,
}

/// The label a person means by `person` or `entities/person`.
pub fn resolve_label(project: &Project, written: &str) -> Result<LabelId, Error> {
    let unknown = || {
        let names: Vec<String> = project
            .labels()
            .map(|label| if written.contains('/') { label.id.to_string() } else { label.id.label.to_string() })
            .collect();
        let hint = hint_for(written, names.iter().map(String::as_str));
        Error::new(format!("there is no label `{written}`")).hint(hint)
    };
    if let Some((layer, label)) = written.split_once('/') {
        let id = LabelId::new(layer, label);
        return project.label(&id).map(|label| label.id.clone()).ok_or_else(unknown);
    }
    let mut found = project.labels().filter(|label| *label.id.label == *written);
    match (found.next(), found.next()) {
        (Some(label), None) => Ok(label.id.clone()),
        (Some(first), Some(second)) => Err(Error::new(format!("`{written}` is a label of two layers"))
            .hint(format!("write `{}` or `{}`", first.id, second.id))),
        (None, _) => Err(unknown()),
    }
}

/// Reads marked text.
pub fn parse(marked: &str, project: &Project) -> Result<Marked, Error> {
    let mut reader = Reader { rest: marked, project, text: String::new(), drafts: Vec::new(), open: Vec::new() };
    reader.read()?;
    let Reader { text, drafts, .. } = reader;
    let mut used: BTreeSet<u32> = drafts.iter().filter_map(|draft| draft.id).collect();
    let document = Document::new(DocumentId::new("marked"), text.as_str());
    let mut annotations = Vec::new();
    for draft in drafts {
        let id = draft.id.unwrap_or_else(|| (1..).find(|id| !used.contains(id)).expect("numbers do not run out"));
        used.insert(id);
        let anchor = match draft.ranges {
            None => Anchor::Document,
            Some(ranges) => document
                .anchor(ranges)
                .map_err(|error| Error::new(format!("`{}` marks nothing: {error}", draft.label)))?,
        };
        let mut annotation = Annotation::new(AnnotationId(id), draft.label, anchor);
        for argument in draft.details.arguments {
            annotation.add_argument(argument);
        }
        annotation.attributes = draft.details.attributes;
        annotation.identity = draft.details.identity;
        annotation.note = draft.details.note;
        annotation.confidence = draft.details.confidence;
        annotations.push(annotation);
    }
    Ok(Marked { text, annotations })
}

/// Prints the annotations that lie in `range` (bytes) into the text of the range. Numbers are counted anew in reading order
/// and written only where something refers to them, so that two sets that say the same print the same. A label is written
/// short when no other layer has its name.
#[must_use]
pub fn print<'a>(
    document: &Document,
    range: Range<usize>,
    annotations: impl IntoIterator<Item = &'a Annotation>,
    project: &Project,
) -> String {
    let lies_inside = |annotation: &&Annotation| {
        annotation.anchor.hull().is_none_or(|hull| range.start <= hull.start && hull.end <= range.end)
    };
    let annotations = renumbered(annotations.into_iter().filter(lies_inside));
    let mut printer = Printer { text: document.text(), project, at: range.start, out: String::new(), open: Vec::new() };
    let mut needed: BTreeSet<AnnotationId> = BTreeSet::new();
    for annotation in &annotations {
        needed.extend(annotation.arguments.iter().filter_map(|argument| match &argument.filler {
            Filler::Annotation(id) => Some(*id),
            Filler::Identity(_) => None,
        }));
        let spans = annotation.anchor.spans();
        let is_crossed = |other: &Annotation| {
            other
                .anchor
                .spans()
                .iter()
                .any(|b| spans.iter().any(|a| a.overlaps(*b) && !a.contains(*b) && !b.contains(*a)))
        };
        if spans.len() > 1 || annotations.iter().any(is_crossed) {
            needed.insert(annotation.id);
        }
    }
    for annotation in annotations.iter().filter(|annotation| annotation.anchor == Anchor::Document) {
        let head = printer.head(annotation, needed.contains(&annotation.id));
        let _ = write!(printer.out, "[@{head}]");
    }
    let mut fragments: Vec<(Range<usize>, usize, &Annotation)> = Vec::new();
    for annotation in &annotations {
        fragments
            .extend(annotation.anchor.spans().iter().enumerate().map(|(nth, span)| (span.range(), nth, annotation)));
    }
    fragments.sort_by_key(|(range, _, annotation)| (range.start, std::cmp::Reverse(range.end), annotation.id));
    for (fragment, nth, annotation) in fragments {
        printer.close_until(fragment.start);
        printer.copy_until(fragment.start);
        let is_named = needed.contains(&annotation.id);
        let head = if nth == 0 { printer.head(annotation, is_named) } else { format!("#{}", annotation.id) };
        let _ = write!(printer.out, "[{head} ");
        printer.open.push((fragment.end, annotation.id));
    }
    printer.close_until(range.end);
    printer.copy_until(range.end);
    printer.out
}

/// The same annotations numbered from 1 in reading order; numbers of others that they refer to come after.
fn renumbered<'a>(annotations: impl Iterator<Item = &'a Annotation>) -> Vec<Annotation> {
    let mut annotations: Vec<Annotation> = annotations.cloned().collect();
    annotations.sort_by_cached_key(|annotation| {
        let hull = annotation.anchor.hull();
        let Range { start, end } = hull.clone().unwrap_or_default();
        (hull.is_some(), start, std::cmp::Reverse(end), annotation.label.clone(), annotation.id)
    });
    let mut numbers: BTreeMap<AnnotationId, AnnotationId> = BTreeMap::new();
    let named =
        annotations.iter().flat_map(|annotation| &annotation.arguments).filter_map(|argument| match argument.filler {
            Filler::Annotation(id) => Some(id),
            Filler::Identity(_) => None,
        });
    for id in annotations.iter().map(|annotation| annotation.id).chain(named) {
        let next = AnnotationId(numbers.len() as u32 + 1);
        numbers.entry(id).or_insert(next);
    }
    for annotation in &mut annotations {
        annotation.id = numbers[&annotation.id];
        for argument in &mut annotation.arguments {
            if let Filler::Annotation(id) = &mut argument.filler {
                *id = numbers[id];
            }
        }
        annotation.arguments.sort();
    }
    annotations
}

struct Printer<'a> {
    text: &'a str,
    project: &'a Project,
    /// Up to where the text is printed.
    at: usize,
    out: String,
    /// Ends of what is open, and whose they are; the innermost last.
    open: Vec<(usize, AnnotationId)>,
}

impl Printer<'_> {
    fn head(&self, annotation: &Annotation, is_named: bool) -> String {
        let mut head = match resolve_label(self.project, &annotation.label.label) {
            Ok(found) if found == annotation.label => annotation.label.label.to_string(),
            _ => annotation.label.to_string(),
        };
        if is_named {
            let _ = write!(head, "#{}", annotation.id);
        }
        let mut details: Vec<String> = Vec::new();
        for argument in &annotation.arguments {
            details.push(format!("{}={}", argument.role, argument.filler));
        }
        for (name, value) in &annotation.attributes {
            details.push(format!("{name}:{}", if is_plain(value) { value.clone() } else { quoted(value) }));
        }
        details.extend(annotation.identity.as_ref().map(|identity| format!("@{identity}")));
        details.extend(annotation.confidence.map(|confidence| format!("~{}", confidence.share())));
        if !annotation.note.is_empty() {
            details.push(quoted(&annotation.note));
        }
        if !details.is_empty() {
            let _ = write!(head, "{{{}}}", details.join(", "));
        }
        head
    }

    /// Closes what ends at or before `until`, in the order of the ends; of those that end together the inner first.
    fn close_until(&mut self, until: usize) {
        loop {
            let ending = self.open.iter().enumerate().filter(|(_, (end, _))| *end <= until);
            let Some((index, (end, id))) = ending.min_by_key(|(index, (end, _))| (*end, std::cmp::Reverse(*index)))
            else {
                return;
            };
            let (end, id) = (*end, *id);
            self.copy_until(end);
            if index + 1 == self.open.len() {
                self.out.push(']');
            } else {
                let _ = write!(self.out, "]#{id}");
            }
            self.open.remove(index);
        }
    }

    fn copy_until(&mut self, until: usize) {
        for c in self.text[self.at..until].chars() {
            let follows_mark = self.out.ends_with(']') && !self.out.ends_with("\\]") && c == '#';
            if matches!(c, '[' | ']' | '\\') || follows_mark {
                self.out.push('\\');
            }
            self.out.push(c);
        }
        self.at = self.at.max(until);
    }
}

/// Whether a value can stand without quotes.
fn is_plain(value: &str) -> bool {
    !value.is_empty() && value.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

#[derive(Default)]
struct Details {
    arguments: Vec<Argument>,
    attributes: BTreeMap<String, String>,
    identity: Option<IdentityId>,
    note: String,
    confidence: Option<Confidence>,
}

struct Draft {
    id: Option<u32>,
    label: LabelId,
    /// `None` for the document.
    ranges: Option<Vec<Range<usize>>>,
    details: Details,
}

struct Reader<'a> {
    rest: &'a str,
    project: &'a Project,
    text: String,
    drafts: Vec<Draft>,
    /// What is open: a draft, and where the span began.
    open: Vec<(usize, usize)>,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), Error> {
        while let Some(c) = self.take() {
            match c {
                '\\' => {
                    let kept = self.take();
                    self.text.extend(kept);
                }
                '[' => self.open_mark()?,
                ']' => self.close_mark()?,
                c => self.text.push(c),
            }
        }
        match self.open.last() {
            Some((draft, _)) => Err(Error::new(format!("`[{}` is not closed", self.drafts[*draft].label))),
            None => Ok(()),
        }
    }

    fn take(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn take_if(&mut self, expected: char) -> bool {
        let is_next = self.rest.starts_with(expected);
        if is_next {
            self.take();
        }
        is_next
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &str {
        let end = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn number(&mut self) -> Result<u32, Error> {
        let digits = self.take_while(|c| c.is_ascii_digit());
        digits.parse().map_err(|_| Error::new("a number of an annotation was expected after `#`"))
    }

    fn open_mark(&mut self) -> Result<(), Error> {
        if self.take_if('#') {
            let id = self.number()?;
            let draft = self.draft_numbered(id)?;
            self.expect_space()?;
            self.open.push((draft, self.text.len()));
            return Ok(());
        }
        let is_of_document = self.take_if('@');
        let written = self.take_while(|c| !c.is_whitespace() && !matches!(c, '#' | '{' | ']' | '[')).to_owned();
        let label = resolve_label(self.project, &written)?;
        let id = if self.take_if('#') { Some(self.number()?) } else { None };
        if let Some(id) = id.filter(|id| self.drafts.iter().any(|draft| draft.id == Some(*id))) {
            return Err(Error::new(format!("two annotations are numbered {id}")));
        }
        let details = if self.take_if('{') { self.details()? } else { Details::default() };
        self.drafts.push(Draft { id, label, ranges: (!is_of_document).then(Vec::new), details });
        if is_of_document {
            return if self.take_if(']') {
                Ok(())
            } else {
                Err(Error::new(format!("`[@{written}` must be closed at once")))
            };
        }
        self.expect_space()?;
        self.open.push((self.drafts.len() - 1, self.text.len()));
        Ok(())
    }

    fn close_mark(&mut self) -> Result<(), Error> {
        let index = if self.take_if('#') {
            let id = self.number()?;
            let draft = self.draft_numbered(id)?;
            self.open.iter().rposition(|(open, _)| *open == draft)
        } else {
            self.open.len().checked_sub(1)
        };
        let Some(index) = index else {
            return Err(Error::new("a `]` closes nothing").hint("write `\\]` for a bracket of the text"));
        };
        let (draft, start) = self.open.remove(index);
        let end = self.text.len();
        if let Some(ranges) = &mut self.drafts[draft].ranges {
            ranges.push(start..end);
        }
        Ok(())
    }

    fn draft_numbered(&self, id: u32) -> Result<usize, Error> {
        let found = self.drafts.iter().position(|draft| draft.id == Some(id));
        found.ok_or_else(|| Error::new(format!("no annotation before is numbered {id}")))
    }

    fn expect_space(&mut self) -> Result<(), Error> {
        if self.take_if(' ') { Ok(()) } else { Err(Error::new("a space was expected between a label and its text")) }
    }

    fn details(&mut self) -> Result<Details, Error> {
        let mut details = Details::default();
        loop {
            self.take_while(|c| c == ' ' || c == ',');
            if self.take_if('}') {
                return Ok(details);
            }
            if self.rest.is_empty() {
                return Err(Error::new("a `{` is not closed"));
            }
            if self.rest.starts_with('"') {
                details.note = self.value()?;
            } else if self.take_if('@') {
                details.identity = Some(IdentityId::new(&self.value()?));
            } else if self.take_if('~') {
                let share = self.value()?;
                let share =
                    share.parse().map_err(|_| Error::new(format!("`{share}` is not a confidence from 0 to 1")))?;
                details.confidence = Some(Confidence::new(share));
            } else {
                self.named_detail(&mut details)?;
            }
        }
    }

    fn named_detail(&mut self, details: &mut Details) -> Result<(), Error> {
        let name = self.take_while(|c| !matches!(c, '=' | ':' | ',' | '}' | '"')).to_owned();
        if self.take_if(':') {
            let value = self.value()?;
            details.attributes.insert(name, value);
        } else if self.take_if('=') {
            let written = self.take_while(|c| !matches!(c, ',' | '}' | ' ')).to_owned();
            let filler = written
                .parse::<Filler>()
                .map_err(|()| Error::new(format!("`{written}` cannot fill `{name}`; write a number or `@identity`")))?;
            details.arguments.push(Argument { role: name, filler });
        } else {
            return Err(Error::new(format!("`{name}` is neither `role=1` nor `attribute:value`")));
        }
        Ok(())
    }

    fn value(&mut self) -> Result<String, Error> {
        match read_quoted(self.rest) {
            None => Ok(self.take_while(|c| !matches!(c, ',' | '}' | ' ')).to_owned()),
            Some(Err(error)) => Err(error),
            Some(Ok((value, rest))) => {
                self.rest = rest;
                Ok(value)
            }
        }
    }
}
