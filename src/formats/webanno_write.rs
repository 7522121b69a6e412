//! What an annotator says about a document as WebAnno TSV 3.3. Rows are tokens, and parts of tokens where an annotation begins or
//! ends in one. White space is a token too where an annotation begins or ends in it, and at the start of the text, for what no
//! row covers there would not be in the file. Sentences reach to the next one, so that nothing stands between them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use crate::model::annotation::{Annotation, Confidence, Filler};
use crate::model::document::Document;
use crate::model::id::AnnotationId;
use crate::model::identity::Identities;
use crate::model::schema::{Project, Shape};
use crate::model::set::AnnotationSet;

use super::cas::ANNOTATION;
use super::naming::{FROM, TO, shape_of};
use super::tokens::{Tokens, sentences};
use super::uima_layers::{
    ARGUMENTS, CONFIDENCE, DEPENDENT_ROLE, Form, GOVERNOR_ROLE, IDENTIFIER, LABEL, NOTE, ends, feature_name, form,
    identifier, link_type, type_name,
};
use super::utf16::Utf16;
use super::webanno_escapes::{escaped_text, escaped_value};

/// A sentence: its text, and its tokens.
struct Sentence {
    range: Range<usize>,
    tokens: Vec<Range<usize>>,
}

/// The sentences of a text with every token that is needed to say where `spans` are.
fn cut(text: &str, kind: Tokens, spans: &[Range<usize>]) -> Vec<Sentence> {
    let starts: BTreeSet<usize> = spans.iter().map(|span| span.start).collect();
    let ends: BTreeSet<usize> = spans.iter().map(|span| span.end).collect();
    let is_needed = |gap: &Range<usize>| {
        starts.range(gap.clone()).next().is_some() || ends.range(gap.start + 1..gap.end + 1).next().is_some()
    };
    let mut cut: Vec<Sentence> = Vec::new();
    let mut from = 0;
    for tokens in sentences(text, kind, &[]) {
        let mut sentence = Vec::new();
        for token in tokens {
            let gap = from..token.start;
            from = token.end;
            if !gap.is_empty() && (gap.start == 0 || is_needed(&gap)) {
                match cut.last_mut().filter(|_| sentence.is_empty()) {
                    Some(previous) => previous.tokens.push(gap),
                    None => sentence.push(gap),
                }
            }
            sentence.push(token);
        }
        cut.push(Sentence { range: 0..0, tokens: sentence });
    }
    let rest = from..text.len();
    match cut.last_mut() {
        Some(last) if !rest.is_empty() && is_needed(&rest) => last.tokens.push(rest),
        None if !rest.is_empty() => cut.push(Sentence { range: 0..0, tokens: vec![rest] }),
        _ => {}
    }
    let mut next = text.len();
    for sentence in cut.iter_mut().rev() {
        let start = sentence.tokens.first().map_or(next, |token| token.start);
        sentence.range = start..next;
        next = start;
    }
    // A line feed between two sentences is understood.
    let last = cut.len().saturating_sub(1);
    for sentence in &mut cut[..last] {
        let is_covered = sentence.tokens.last().is_some_and(|token| token.end == sentence.range.end);
        if text[sentence.range.clone()].ends_with('\n') && !is_covered {
            sentence.range.end -= 1;
        }
    }
    cut
}

/// A type of annotations with its columns.
struct Layer<'a> {
    form: Form,
    features: Vec<String>,
    has_slots: bool,
    annotations: Vec<&'a Annotation>,
}

/// What stands in a row: a token by its place among all, or a part of it.
type RowKey = (usize, Option<(usize, usize)>);

struct Writer<'a> {
    project: &'a Project,
    set: Option<&'a AnnotationSet>,
    known: Option<&'a Identities>,
    units: Utf16<'a>,
    /// The rows of each annotation with a span, in order.
    rows: BTreeMap<AnnotationId, Vec<RowKey>>,
    /// What each row is called: `1-2.1`.
    names: BTreeMap<RowKey, String>,
    /// The numbers of those that must be told apart.
    numbers: BTreeMap<AnnotationId, usize>,
}

/// A file that says all that a set says, or without one the text alone.
pub(super) fn write(
    project: &Project,
    document: &Document,
    set: Option<&AnnotationSet>,
    known: Option<&Identities>,
    kind: Tokens,
) -> String {
    let text = document.text();
    let annotations: Vec<&Annotation> =
        set.into_iter().flat_map(|set| set.in_reading_order()).map(AsRef::as_ref).collect();
    let spans: Vec<Range<usize>> = annotations.iter().filter_map(|annotation| annotation.anchor.hull()).collect();
    let sentences = cut(text, kind, &spans);
    let tokens: Vec<Range<usize>> = sentences.iter().flat_map(|sentence| sentence.tokens.clone()).collect();
    let mut writer = Writer {
        project,
        set,
        known,
        units: Utf16::new(document),
        rows: BTreeMap::new(),
        names: BTreeMap::new(),
        numbers: BTreeMap::new(),
    };
    let mut parts: BTreeMap<usize, BTreeSet<(usize, usize)>> = BTreeMap::new();
    for annotation in &annotations {
        let Some(span) = annotation.anchor.hull() else {
            continue;
        };
        let first = tokens.partition_point(|token| token.end <= span.start);
        let touched = tokens.iter().enumerate().skip(first).take_while(|(_, token)| token.start < span.end);
        let rows = touched.map(|(at, token)| {
            let part = (token.start.max(span.start), token.end.min(span.end));
            let is_whole = part == (token.start, token.end);
            if !is_whole {
                parts.entry(at).or_default().insert(part);
            }
            (at, (!is_whole).then_some(part))
        });
        writer.rows.insert(annotation.id, rows.collect());
    }
    let mut out = String::from("#FORMAT=WebAnno TSV 3.3\n");
    let layers = writer.layers(&annotations);
    writer.number(&layers);
    for (name, layer) in &layers {
        out.push_str(&writer.header(name, layer));
        out.push('\n');
    }
    out.push('\n');
    let mut token = 0;
    for (number, sentence) in (1..).zip(&sentences) {
        for (nth, _) in (1..).zip(&sentence.tokens) {
            writer.names.insert((token, None), format!("{number}-{nth}"));
            for (inside, part) in (1..).zip(parts.get(&token).into_iter().flatten()) {
                writer.names.insert((token, Some(*part)), format!("{number}-{nth}.{inside}"));
            }
            token += 1;
        }
    }
    let by_row = writer.by_row(&layers);
    token = 0;
    for sentence in &sentences {
        out.push('\n');
        for line in text[sentence.range.clone()].split('\n') {
            let _ = writeln!(out, "#Text={}", escaped_text(line));
        }
        for range in &sentence.tokens {
            writer.row(text, (token, None), range.clone(), &layers, &by_row, &mut out);
            for (start, end) in parts.get(&token).into_iter().flatten() {
                writer.row(text, (token, Some((*start, *end))), *start..*end, &layers, &by_row, &mut out);
            }
            token += 1;
        }
    }
    out
}

impl<'a> Writer<'a> {
    /// Types in the order of the columns: spans first, then relations.
    fn layers(&self, annotations: &[&'a Annotation]) -> Vec<(String, Layer<'a>)> {
        let mut layers: BTreeMap<(Form, String), Layer<'a>> = BTreeMap::new();
        for annotation in annotations {
            let Some(form) = self.set.map(|set| form(self.project, set, annotation)) else {
                continue;
            };
            let name = type_name(self.project, &annotation.label.layer, form);
            let features = vec![LABEL.to_owned()];
            let layer = layers.entry((form, name)).or_insert(Layer {
                form,
                features,
                has_slots: false,
                annotations: Vec::new(),
            });
            for (feature, _) in self.features(annotation, form) {
                if !layer.features.contains(&feature) {
                    layer.features.push(feature);
                }
            }
            let takes_roles = matches!(shape_of(self.project, annotation), Shape::Event | Shape::Stance);
            layer.has_slots |= form == Form::Span && (takes_roles || !annotation.arguments.is_empty());
            layer.annotations.push(annotation);
        }
        layers.into_iter().map(|((_, name), layer)| (name, layer)).collect()
    }

    /// What an annotation says in features.
    fn features(&self, annotation: &Annotation, form: Form) -> Vec<(String, String)> {
        let mut features = vec![(LABEL.to_owned(), annotation.label.label.to_string())];
        features.extend(annotation.attributes.iter().map(|(name, value)| (feature_name(name), value.clone())));
        if !annotation.note.is_empty() {
            features.push((NOTE.to_owned(), annotation.note.clone()));
        }
        let confidence = annotation.confidence.map(|confidence| Confidence::share(confidence).to_string());
        features.extend(confidence.map(|share| (CONFIDENCE.to_owned(), share)));
        let identifier = annotation.identity.as_ref().map(|id| identifier(self.known, id));
        features.extend(identifier.map(|identifier| (IDENTIFIER.to_owned(), identifier)));
        if form == Form::Relation {
            let ends = ends(self.project, annotation);
            let roles: Vec<&str> = ends.into_iter().map(|end| end.role.as_str()).collect();
            if roles != [FROM, TO] {
                let named = [GOVERNOR_ROLE, DEPENDENT_ROLE].into_iter().zip(roles);
                features.extend(named.map(|(name, role)| (name.to_owned(), role.to_owned())));
            }
        }
        features
    }

    /// Numbers what stands in several rows, beside another of its type, or is named by another.
    fn number(&mut self, layers: &[(String, Layer<'a>)]) {
        let mut named: BTreeSet<AnnotationId> = BTreeSet::new();
        for (_, layer) in layers {
            let mut in_row: BTreeMap<RowKey, Vec<AnnotationId>> = BTreeMap::new();
            for annotation in &layer.annotations {
                named.extend(annotation.arguments.iter().filter_map(|argument| match argument.filler {
                    Filler::Annotation(id) => Some(id),
                    Filler::Identity(_) => None,
                }));
                let rows = self.rows.get(&annotation.id).map(Vec::as_slice).unwrap_or_default();
                if rows.len() > 1 {
                    named.insert(annotation.id);
                }
                for row in rows {
                    in_row.entry(*row).or_default().push(annotation.id);
                }
            }
            named.extend(in_row.into_values().filter(|there| there.len() > 1).flatten());
        }
        let spans = named.into_iter().filter(|id| self.rows.contains_key(id));
        self.numbers = spans.zip(1..).collect();
    }

    fn header(&self, name: &str, layer: &Layer<'_>) -> String {
        let mut parts = vec![name.to_owned()];
        parts.extend(layer.features.iter().cloned());
        if layer.form != Form::Relation {
            if layer.has_slots {
                parts.push(format!("ROLE_{name}:{ARGUMENTS}_{}", link_type(name, ARGUMENTS)));
                parts.push(ANNOTATION.to_owned());
            }
            return format!("#T_SP={}", parts.join("|"));
        }
        // What all ends are, or anything.
        let ends = layer.annotations.iter().flat_map(|annotation| &annotation.arguments);
        let ends = ends.filter_map(|argument| match argument.filler {
            Filler::Annotation(id) => self.set?.get(id),
            Filler::Identity(_) => None,
        });
        let kinds: BTreeSet<String> = ends.map(|end| type_name(self.project, &end.label.layer, Form::Span)).collect();
        let kind = kinds.first().filter(|_| kinds.len() == 1).map_or(ANNOTATION, String::as_str);
        format!("#T_RL={}|BT_{kind}", parts.join("|"))
    }

    /// The annotations in each row, by layer. A relation stands where it goes to.
    fn by_row(&self, layers: &[(String, Layer<'a>)]) -> BTreeMap<(RowKey, usize), Vec<&'a Annotation>> {
        let mut found: BTreeMap<(RowKey, usize), Vec<&'a Annotation>> = BTreeMap::new();
        for (at, (_, layer)) in layers.iter().enumerate() {
            for annotation in &layer.annotations {
                let rows: Vec<RowKey> = match layer.form {
                    Form::Relation => self
                        .ends(annotation)
                        .get(1)
                        .and_then(|id| self.rows.get(id)?.first())
                        .copied()
                        .into_iter()
                        .collect(),
                    Form::Span | Form::Document => self.rows.get(&annotation.id).cloned().unwrap_or_default(),
                };
                for row in rows {
                    found.entry((row, at)).or_default().push(annotation);
                }
            }
        }
        found
    }

    /// What a relation joins.
    fn ends(&self, relation: &Annotation) -> Vec<AnnotationId> {
        let ends = ends(self.project, relation).into_iter();
        ends.filter_map(|end| match end.filler {
            Filler::Annotation(id) => Some(id),
            Filler::Identity(_) => None,
        })
        .collect()
    }

    fn row(
        &self,
        text: &str,
        row: RowKey,
        range: Range<usize>,
        layers: &[(String, Layer<'a>)],
        by_row: &BTreeMap<(RowKey, usize), Vec<&'a Annotation>>,
        out: &mut String,
    ) {
        let said = &text[range.clone()];
        // The column is not escaped, but for what would not be one column any more.
        let said = if said.contains(char::is_control) { escaped_text(said) } else { said.to_owned() };
        let (begin, end) = (self.units.offset(range.start), self.units.offset(range.end));
        let name = self.names.get(&row).map(String::as_str).unwrap_or_default();
        let _ = write!(out, "{name}\t{begin}-{end}\t{said}\t");
        for (at, (_, layer)) in layers.iter().enumerate() {
            let there = by_row.get(&(row, at)).map(Vec::as_slice).unwrap_or_default();
            for feature in &layer.features {
                self.cell(there, |annotation| self.feature(annotation, layer.form, feature), out);
            }
            match layer.form {
                Form::Relation => self.cell(there, |annotation| self.source(annotation), out),
                Form::Span | Form::Document if layer.has_slots => {
                    self.cell(there, |annotation| self.roles(annotation), out);
                    self.cell(there, |annotation| self.fillers(annotation), out);
                }
                Form::Span | Form::Document => {}
            }
        }
        out.push('\n');
    }

    fn cell(&self, there: &[&Annotation], value: impl Fn(&Annotation) -> String, out: &mut String) {
        let values: Vec<String> = there.iter().map(|annotation| value(annotation)).collect();
        out.push_str(if values.is_empty() { "_" } else { "" });
        out.push_str(&values.join("|"));
        out.push('\t');
    }

    fn feature(&self, annotation: &Annotation, form: Form, name: &str) -> String {
        let features = self.features(annotation, form);
        let value = features.iter().find(|(known, _)| known == name);
        let value = value.map_or_else(|| "*".to_owned(), |(_, value)| escaped_value(value));
        value + &self.number_of(annotation.id)
    }

    fn number_of(&self, id: AnnotationId) -> String {
        self.numbers.get(&id).map(|number| format!("[{number}]")).unwrap_or_default()
    }

    fn source(&self, relation: &Annotation) -> String {
        let ends = self.ends(relation);
        let unit = ends.first().and_then(|id| self.names.get(self.rows.get(id)?.first()?));
        let numbers: Vec<String> =
            ends.iter().map(|id| self.numbers.get(id).copied().unwrap_or_default().to_string()).collect();
        format!("{}[{}]", unit.map(String::as_str).unwrap_or_default(), numbers.join("_"))
    }

    fn roles(&self, frame: &Annotation) -> String {
        let roles: Vec<String> = frame.arguments.iter().map(|argument| escaped_value(&argument.role)).collect();
        let roles = if roles.is_empty() { "_".to_owned() } else { roles.join(";") };
        roles + &self.number_of(frame.id)
    }

    fn fillers(&self, frame: &Annotation) -> String {
        let fillers = frame.arguments.iter().filter_map(|argument| match argument.filler {
            Filler::Annotation(id) => Some(id),
            Filler::Identity(_) => None,
        });
        let name = |id| self.rows.get(&id).and_then(|rows| self.names.get(rows.first()?)).map(String::as_str);
        let fillers: Vec<String> =
            fillers.map(|id| format!("{}{}", name(id).unwrap_or_default(), self.number_of(id))).collect();
        if fillers.is_empty() { "*".to_owned() } else { fillers.join(";") }
    }
}
