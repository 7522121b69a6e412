//! brat standoff: a `.txt` beside an `.ann` whose lines are T (spans), E (events), R (relations), A and M (attributes), N
//! (references), `*` (equivalences) and `#` (notes). Offsets are code points, the end exclusive; pieces are divided by `;`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use crate::error::Problem;
use crate::model::annotation::{Anchor, Annotation, Filler};
use crate::model::document::Document;
use crate::model::id::{AnnotationId, DocumentId, IdentityId};
use crate::model::identity::{Identities, Identity, IdentityKind};
use crate::model::schema::Shape;
use crate::model::set::AnnotationSet;

use super::brat_config;
use super::brat_schema;
use super::bundle::{Bundle, File};
use super::doctor::{Claim, Unit};
use super::drafts::{Draft, Drafts, NOBODY, SetDraft, Target};
use super::holds::{Arguments, Attributes, Holds, Identities as HeldIdentities, Labels, Naming, Text};
use super::names::{file_name, name_from_file};
use super::naming::shape_of;
use super::naming::{ENTITIES, EVENTS, RELATIONS};
use super::options::Options;

pub const HOLDS: Holds = Holds {
    naming: Naming::Path,
    text: Text::LineFeeds,
    over_lines: false,
    gaps: true,
    labels: Labels::Kinds,
    arguments: Arguments::Roles,
    relations: true,
    attributes: Attributes::Words,
    notes: true,
    identities: HeldIdentities::Links,
    ..Holds::SPANS
};

/// The resource that references to our identities name.
const RESOURCE: &str = "hashiya";
const NOTE: &str = "AnnotatorNotes";

#[must_use]
pub fn recognises(files: &[File]) -> bool {
    files.iter().any(|file| ending(&file.path) == "ann" && is_standoff(&file.bytes))
        || files.iter().any(|file| file.path.ends_with("annotation.conf"))
}

fn is_standoff(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    text.lines().filter(|line| !line.trim().is_empty()).take(20).all(|line| {
        line.trim_start_matches('\u{feff}').starts_with(['T', 'E', 'R', 'A', 'M', 'N', '*', '#']) && line.contains('\t')
    })
}

#[must_use]
pub fn read(files: &[File], _options: &Options) -> (Bundle, Vec<Problem>) {
    let mut drafts = Drafts::new(Unit::CodePoints);
    let configuration = |name: &str| {
        let file = files.iter().find(|file| file.path == name || file.path.ends_with(&format!("/{name}")));
        file.map_or(Cow::default(), |file| file.text_lossy())
    };
    drafts.declare(brat_schema::read(&configuration("annotation.conf"), &configuration("visual.conf")));
    let mut standoff: BTreeMap<&str, Vec<&File>> = BTreeMap::new();
    for file in files.iter().filter(|file| matches!(ending(&file.path), "ann" | "a1" | "a2")) {
        standoff.entry(stem(&file.path)).or_default().push(file);
    }
    for file in files.iter().filter(|file| ending(&file.path) == "txt") {
        let found = standoff.remove(stem(&file.path));
        let Some(text) = drafts.text(file) else {
            continue;
        };
        let document = Document::new(DocumentId::new(&name_of(stem(&file.path))), text);
        let sets = found.map(|files| read_standoff(&files, document.id(), &mut drafts));
        drafts.push(document, sets.into_iter().collect());
    }
    for file in standoff.into_values().flatten() {
        drafts.lose(&file.path, "there is no readable `.txt` beside it; its annotations are left out");
    }
    drafts.finish("brat")
}

/// `a/b.txt` without its ending.
fn stem(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}

fn ending(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// Each part of a path is escaped by itself, so that a document `a/b` lies in a folder.
fn name_of(stem: &str) -> String {
    stem.split('/').map(name_from_file).collect::<Vec<_>>().join("/")
}

fn path_of(id: &DocumentId) -> String {
    id.as_str().split('/').map(file_name).collect::<Vec<_>>().join("/")
}

/// A line: its id, what follows the first tab, what follows the second, and its place.
struct Line<'a> {
    id: &'a str,
    head: &'a str,
    rest: &'a str,
    place: String,
}

impl<'a> Line<'a> {
    /// The words of its head.
    fn words(&self) -> Vec<&'a str> {
        self.head.split_whitespace().collect()
    }
}

/// `Role:ID`; roles may hold colons, ids never do.
fn role_and_id(word: &str) -> Option<(&str, &str)> {
    word.rsplit_once(':').filter(|(role, id)| !role.is_empty() && !id.is_empty())
}

/// What the lines about one document say. A line may name what stands on a later one, so it takes two rounds.
fn read_standoff(files: &[&File], document: &DocumentId, drafts: &mut Drafts) -> SetDraft {
    let texts: Vec<_> = files.iter().map(|file| (file.text_lossy(), &file.path)).collect();
    let mut lines: Vec<Line<'_>> = Vec::new();
    for (text, path) in &texts {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (number, line) in text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            let mut parts = line.splitn(3, '\t');
            let mut part = || parts.next().unwrap_or_default();
            lines.push(Line { id: part(), head: part(), rest: part(), place: format!("{path}:{}", number + 1) });
        }
    }
    let mut set = SetDraft::new(NOBODY);
    let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
    let mut events: BTreeMap<&str, Vec<&Line<'_>>> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.id.starts_with('E')) {
        match line.words().first().and_then(|word| role_and_id(word)) {
            Some((_, trigger)) => events.entry(trigger).or_default().push(line),
            None => drafts.lose(&line.place, format!("the event `{}` has no trigger; it is left out", line.id)),
        }
    }
    for line in lines.iter().filter(|line| line.id.starts_with('T')) {
        let Some((label, claim)) = read_span(line) else {
            drafts.lose(&line.place, format!("`{}` has no span that can be read; it is left out", line.id));
            continue;
        };
        let draft = |layer, shape, label: &str, place: &str| Draft {
            claim: Some(claim.clone()),
            ..Draft::new(layer, shape, label, place)
        };
        by_id.insert(line.id, set.annotations.len());
        match events.remove(line.id) {
            None => set.annotations.push(draft(ENTITIES, Shape::Entity, label, &line.place)),
            Some(triggered) => {
                for event in triggered {
                    by_id.insert(event.id, set.annotations.len());
                    let kind = event.words().first().and_then(|word| role_and_id(word)).map_or(label, |(kind, _)| kind);
                    set.annotations.push(draft(EVENTS, Shape::Event, kind, &event.place));
                }
            }
        }
    }
    for line in events.into_values().flatten() {
        drafts.lose(&line.place, format!("the trigger of `{}` is not there; it is left out", line.id));
    }
    for line in &lines {
        match line.id.chars().next() {
            Some('E') => read_arguments(line, &by_id, &mut set, drafts),
            Some('R') => read_relation(line, &by_id, &mut set, drafts),
            _ => {}
        }
        if line.id.starts_with('R') {
            by_id.insert(line.id, set.annotations.len() - 1);
        }
    }
    let mut noted: BTreeSet<usize> = BTreeSet::new();
    for line in &lines {
        match line.id.chars().next() {
            Some('A' | 'M') => read_attribute(line, &by_id, &mut set, drafts),
            Some('N') => read_reference(line, &by_id, &mut set, drafts),
            Some('#') => read_note(line, &mut noted, &by_id, &mut set, drafts),
            Some('*') => read_equivalence(line, document, &by_id, &mut set, drafts),
            Some('T' | 'E' | 'R') => {}
            _ => drafts.lose(&line.place, format!("`{}` is no kind of line; it is left out", line.id)),
        }
    }
    set
}

/// `T1<tab>person 0 5;16 23<tab>text`.
fn read_span<'a>(line: &Line<'a>) -> Option<(&'a str, Claim)> {
    let (label, offsets) = line.head.split_once(' ')?;
    let piece = |written: &str| -> Option<Range<usize>> {
        let (start, end) = written.trim().split_once(' ')?;
        Some(start.parse().ok()?..end.trim().parse().ok()?)
    };
    let pieces: Vec<Range<usize>> = offsets.split(';').map(piece).collect::<Option<_>>()?;
    let quote = (!line.rest.is_empty()).then(|| line.rest.to_owned());
    Some((label, Claim { pieces, quote }))
}

fn read_arguments(line: &Line<'_>, by_id: &BTreeMap<&str, usize>, set: &mut SetDraft, drafts: &mut Drafts) {
    let Some(event) = by_id.get(line.id).copied() else {
        return;
    };
    let words = line.words();
    let arguments: Vec<(&str, &str)> = words.iter().skip(1).filter_map(|word| role_and_id(word)).collect();
    for (role, id) in &arguments {
        // A role that is there again has a number: `Target2`.
        let base = role.trim_end_matches(|c: char| c.is_ascii_digit());
        let is_repeated = base != *role && arguments.iter().any(|(other, _)| *other == base);
        let role = if is_repeated { base } else { *role };
        match by_id.get(id) {
            Some(filler) => set.annotations[event].arguments.push((role.to_owned(), Target::Draft(*filler))),
            None => drafts.lose(&line.place, format!("`{id}`, which fills `{role}`, is not there")),
        }
    }
}

/// `R1<tab>label Arg1:T1 Arg2:T2`.
fn read_relation(line: &Line<'_>, by_id: &BTreeMap<&str, usize>, set: &mut SetDraft, drafts: &mut Drafts) {
    let words = line.words();
    let mut draft = Draft::new(RELATIONS, Shape::Relation, words.first().unwrap_or(&"relation"), &line.place);
    for (role, id) in words.iter().skip(1).filter_map(|word| role_and_id(word)) {
        match by_id.get(id) {
            Some(filler) => draft.arguments.push((role.to_owned(), Target::Draft(*filler))),
            None => drafts.lose(&line.place, format!("`{id}`, which fills `{role}`, is not there")),
        }
    }
    set.annotations.push(draft);
}

/// The draft that a line is about, told if it is not there.
fn subject<'a>(
    line: &Line<'_>,
    id: Option<&&str>,
    by_id: &BTreeMap<&str, usize>,
    set: &'a mut SetDraft,
    drafts: &mut Drafts,
) -> Option<&'a mut Draft> {
    let id = id.copied().unwrap_or_default();
    let found = by_id.get(id).and_then(|at| set.annotations.get_mut(*at));
    if found.is_none() {
        drafts.lose(&line.place, format!("`{}` is about `{id}`, which is not there; it is left out", line.id));
    }
    found
}

/// `A1<tab>name T1 value`; without a value it is a flag.
fn read_attribute(line: &Line<'_>, by_id: &BTreeMap<&str, usize>, set: &mut SetDraft, drafts: &mut Drafts) {
    let words = line.words();
    let value = if words.len() > 2 { words[2..].join(" ") } else { "true".to_owned() };
    if let Some(draft) = subject(line, words.get(1), by_id, set, drafts) {
        draft.attributes.insert(words[0].to_owned(), value);
    }
}

/// `N1<tab>Reference T1 Wikidata:Q60<tab>name`.
fn read_reference(line: &Line<'_>, by_id: &BTreeMap<&str, usize>, set: &mut SetDraft, drafts: &mut Drafts) {
    let words = line.words();
    let reference = words.get(2).copied().unwrap_or_default();
    let Some(draft) = subject(line, words.get(1), by_id, set, drafts) else {
        return;
    };
    let kind = if draft.shape == Shape::Event { IdentityKind::Event } else { IdentityKind::Entity };
    let own = reference.split_once(':').filter(|(resource, _)| *resource == RESOURCE).map(|(_, id)| id);
    let mut identity = Identity::new(IdentityId::new(own.unwrap_or(reference)), kind);
    if own.is_none() {
        reference.clone_into(&mut identity.external_id);
    }
    identity.add_name("und", line.rest);
    draft.identity = Some(identity.id.clone());
    set.identities.push(identity);
}

/// `#1<tab>AnnotatorNotes T1<tab>text`; several about one are the lines of its note.
fn read_note(
    line: &Line<'_>,
    noted: &mut BTreeSet<usize>,
    by_id: &BTreeMap<&str, usize>,
    set: &mut SetDraft,
    drafts: &mut Drafts,
) {
    let words = line.words();
    if line.id == "#" || words.len() < 2 {
        drafts.note(&line.place, "a comment that is about nothing is left out");
        return;
    }
    let about = words.get(1).and_then(|id| by_id.get(id)).copied();
    if let Some(draft) = subject(line, words.get(1), by_id, set, drafts) {
        if about.is_some_and(|about| !noted.insert(about)) {
            draft.note.push('\n');
        }
        draft.note.push_str(line.rest);
    }
}

/// `*<tab>Equiv T1 T2 T3`: mentions of one and the same.
fn read_equivalence(
    line: &Line<'_>,
    document: &DocumentId,
    by_id: &BTreeMap<&str, usize>,
    set: &mut SetDraft,
    drafts: &mut Drafts,
) {
    let words = line.words();
    let first = words.get(1).copied().unwrap_or_default();
    let known = words.iter().skip(1).filter_map(|id| set.annotations.get(*by_id.get(id)?)?.identity.clone()).next();
    let id = known.unwrap_or_else(|| IdentityId::new(&format!("{document}-{first}")));
    for name in words.iter().skip(1) {
        if let Some(draft) = subject(line, Some(name), by_id, set, drafts) {
            draft.identity = Some(id.clone());
        }
    }
    set.identities.push(Identity::new(id, IdentityKind::Entity));
}

#[must_use]
pub fn write(bundle: &Bundle, _options: &Options) -> Vec<File> {
    let mut files = Vec::new();
    for (document, sets) in bundle.by_document() {
        let path = path_of(document.id());
        files.push(File::new(format!("{path}.txt"), document.text().as_bytes()));
        for set in sets {
            let nobody = Identities::new(set.annotator().clone());
            let known = bundle.identities.get(set.annotator()).unwrap_or(&nobody);
            let text = write_standoff(bundle, document, set, known);
            files.push(File::new(format!("{path}.ann"), text));
        }
    }
    files.extend(brat_config::write(bundle));
    files
}

fn write_standoff(bundle: &Bundle, document: &Document, set: &AnnotationSet, known: &Identities) -> String {
    let is_event = |annotation: &Annotation| {
        shape_of(&bundle.project, annotation) != Shape::Entity || !annotation.arguments.is_empty()
    };
    let mut ids: BTreeMap<AnnotationId, String> = BTreeMap::new();
    let (mut spans, mut others) = (String::new(), String::new());
    let mut events = 0;
    for (number, annotation) in (1..).zip(set.in_reading_order().iter().filter(|one| one.anchor != Anchor::Document)) {
        let pieces: Vec<String> = annotation
            .anchor
            .spans()
            .iter()
            .map(|span| document.chars_from_span(*span))
            .map(|chars| format!("{} {}", chars.start, chars.end))
            .collect();
        let quotes: Vec<&str> = annotation.anchor.spans().iter().map(|span| document.quote(*span)).collect();
        let (label, offsets) = (&annotation.label.label, pieces.join(";"));
        let _ = writeln!(spans, "T{number}\t{label} {offsets}\t{}", quotes.join(" "));
        if is_event(annotation) {
            events += 1;
            ids.insert(annotation.id, format!("E{events}"));
        } else {
            ids.insert(annotation.id, format!("T{number}"));
        }
    }
    let (mut relations, mut attributes, mut notes, mut references) = (0, 0, 0, 0);
    for (number, annotation) in (1..).zip(set.in_reading_order().iter().filter(|one| one.anchor != Anchor::Document)) {
        let id = &ids[&annotation.id];
        if is_event(annotation) {
            let arguments = written_arguments(annotation, &ids);
            let _ = writeln!(others, "{id}\t{}:T{number}{arguments}", annotation.label.label);
        }
        for (name, value) in &annotation.attributes {
            attributes += 1;
            let _ = writeln!(others, "A{attributes}\t{name} {id} {value}");
        }
        if let Some(identity) = &annotation.identity {
            references += 1;
            let name = known.get(identity).map_or(identity.as_str(), |known| known.name(document.language()));
            let _ = writeln!(others, "N{references}\tReference {id} {RESOURCE}:{identity}\t{name}");
        }
        for line in annotation.note.split('\n').filter(|_| !annotation.note.is_empty()) {
            notes += 1;
            let _ = writeln!(others, "#{notes}\t{NOTE} {id}\t{line}");
        }
    }
    for relation in set.of_document() {
        relations += 1;
        let order = bundle.project.label(&relation.label).map(|label| &label.roles[..]).unwrap_or_default();
        let mut relation = Annotation::clone(relation);
        relation.arguments.sort_by_key(|argument| order.iter().position(|role| role.name == argument.role));
        let arguments = written_arguments(&relation, &ids);
        let _ = writeln!(others, "R{relations}\t{}{arguments}", relation.label.label);
    }
    spans + &others
}

/// ` agent:T1 agent2:T5`.
fn written_arguments(annotation: &Annotation, ids: &BTreeMap<AnnotationId, String>) -> String {
    let mut written = String::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for argument in &annotation.arguments {
        let Filler::Annotation(filler) = &argument.filler else {
            continue;
        };
        let Some(id) = ids.get(filler) else {
            continue;
        };
        let count = counts.entry(&argument.role).or_default();
        *count += 1;
        let number = if *count > 1 { count.to_string() } else { String::new() };
        let _ = write!(written, " {}{number}:{id}", argument.role);
    }
    written
}
