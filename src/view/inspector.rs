//! The inspector: what there is to know and to change about the chosen annotation, as plain values. Offsets are code points.

use std::ops::Range;

use crate::model::annotation::{Annotation, Argument, Confidence, Filler};
use crate::model::document::Document;
use crate::model::id::{AnnotationId, IdentityId, LabelId};
use crate::model::identity::Identities;
use crate::model::schema::{Layer, Project, Tone};
use crate::model::set::AnnotationSet;
use crate::view::mark::Form;
use crate::view::marks;

/// A quote longer than this many characters is cut in the middle of the list, where it only reminds.
const QUOTE_CHARS: usize = 120;

/// Of a quote longer than twice this many characters both ends are shown where it is chosen.
const QUOTE_END_CHARS: usize = 500;

/// What the inspector says about an annotation.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspector {
    pub id: AnnotationId,
    pub title: String,
    pub layer: String,
    pub tone: Tone,
    pub form: Form,
    pub guideline: String,
    /// One for each span; none for the whole document.
    pub quotes: Vec<Quote>,
    /// The labels it could have instead, and its own.
    pub choices: Vec<Choice>,
    pub note: String,
    /// In the order of the label's roles, then what no role explains.
    pub arguments: Vec<ArgumentRow>,
    pub attributes: Vec<AttributeRow>,
    /// Four steps, and what was said if it is none of them; ascending.
    pub confidences: Vec<ConfidenceChoice>,
    /// The annotations that name this one as an argument.
    pub named_by: Vec<Reference>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    pub text: String,
    pub chars: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    pub label: LabelId,
    pub title: String,
    pub tone: Tone,
    pub form: Form,
    pub is_current: bool,
}

/// A role with one of its fillers, or with none yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArgumentRow {
    pub role: String,
    pub title: String,
    pub filler: Option<(Filler, Reference)>,
    /// Whether the frame is not complete while nobody plays it.
    pub is_needed: bool,
}

/// How sure one may be, or is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConfidenceChoice {
    pub confidence: Confidence,
    pub is_current: bool,
}

/// A question and its answer; empty while there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeRow {
    pub name: String,
    pub title: String,
    pub value: String,
    /// The answers to choose from; none takes any text.
    pub values: Vec<String>,
}

/// Another annotation, or an identity, as a person would call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Nothing for an identity.
    pub id: Option<AnnotationId>,
    pub label: String,
    pub quote: String,
}

impl Inspector {
    #[must_use]
    pub fn of(
        project: &Project,
        document: &Document,
        set: &AnnotationSet,
        identities: &Identities,
        annotation: &Annotation,
    ) -> Self {
        let label = project.label(&annotation.label);
        let layer = project.layer(&annotation.label.layer);
        Self {
            id: annotation.id,
            title: label.map_or_else(|| annotation.label.label.to_string(), |label| label.title.clone()),
            layer: layer.map_or_else(|| annotation.label.layer.to_string(), |layer| layer.title.clone()),
            tone: marks::tone(project, &annotation.label),
            form: marks::form(project, &annotation.label),
            guideline: label.map(|label| label.guideline.clone()).unwrap_or_default(),
            quotes: quotes(document, annotation),
            choices: layer.map(|layer| choices(project, layer, &annotation.label)).unwrap_or_default(),
            note: annotation.note.clone(),
            arguments: arguments(project, document, set, identities, annotation),
            attributes: attributes(project, annotation),
            confidences: confidences(annotation.confidence),
            named_by: set.referring_to(annotation.id).map(|other| reference(project, document, other)).collect(),
        }
    }
}

fn quotes(document: &Document, annotation: &Annotation) -> Vec<Quote> {
    let spans = annotation.anchor.spans().iter();
    spans.map(|span| Quote { text: ends_of(document.quote(*span)), chars: document.chars_from_span(*span) }).collect()
}

fn confidences(current: Option<Confidence>) -> Vec<ConfidenceChoice> {
    let mut confidences: Vec<Confidence> = [0.25, 0.5, 0.75, 1.0].map(Confidence::new).into();
    confidences.extend(current);
    confidences.sort_unstable();
    confidences.dedup();
    let choice = |confidence| ConfidenceChoice { confidence, is_current: Some(confidence) == current };
    confidences.into_iter().map(choice).collect()
}

fn choices(project: &Project, layer: &Layer, current: &LabelId) -> Vec<Choice> {
    let choice = |label: &crate::model::schema::Label| Choice {
        label: label.id.clone(),
        title: label.title.clone(),
        tone: label.tone,
        form: marks::form(project, &label.id),
        is_current: label.id == *current,
    };
    layer.labels.iter().map(choice).collect()
}

fn arguments(
    project: &Project,
    document: &Document,
    set: &AnnotationSet,
    identities: &Identities,
    annotation: &Annotation,
) -> Vec<ArgumentRow> {
    let roles = project.label(&annotation.label).map(|label| label.roles.as_slice()).unwrap_or_default();
    let filled = |argument: &Argument, title: &str| {
        let reference = match &argument.filler {
            Filler::Annotation(id) => set.get(*id).map_or_else(
                || Reference { id: None, label: String::new(), quote: format!("#{id}") },
                |other| reference(project, document, other),
            ),
            Filler::Identity(id) => {
                Reference { id: None, label: String::new(), quote: called(identities, document, id) }
            }
        };
        let filler = Some((argument.filler.clone(), reference));
        ArgumentRow { role: argument.role.clone(), title: title.to_owned(), filler, is_needed: false }
    };
    let mut rows = Vec::new();
    for role in roles {
        let before = rows.len();
        let of_role = annotation.arguments.iter().filter(|argument| argument.role == role.name);
        rows.extend(of_role.map(|argument| filled(argument, &role.title)));
        if rows.len() == before {
            let (name, title) = (role.name.clone(), role.title.clone());
            rows.push(ArgumentRow { role: name, title, filler: None, is_needed: role.required });
        }
    }
    let is_strange = |argument: &&Argument| roles.iter().all(|role| role.name != argument.role);
    rows.extend(annotation.arguments.iter().filter(is_strange).map(|argument| filled(argument, &argument.role)));
    rows
}

fn attributes(project: &Project, annotation: &Annotation) -> Vec<AttributeRow> {
    let asked = project.label(&annotation.label).map(|label| label.attributes.as_slice()).unwrap_or_default();
    let value = |name: &str| annotation.attributes.get(name).cloned().unwrap_or_default();
    let mut rows: Vec<AttributeRow> = asked
        .iter()
        .map(|attribute| AttributeRow {
            name: attribute.name.clone(),
            title: attribute.title.clone(),
            value: value(&attribute.name),
            values: attribute.values.clone(),
        })
        .collect();
    let strange =
        annotation.attributes.iter().filter(|(name, _)| asked.iter().all(|attribute| attribute.name != **name));
    rows.extend(strange.map(|(name, value)| AttributeRow {
        name: name.clone(),
        title: name.clone(),
        value: value.clone(),
        values: Vec::new(),
    }));
    rows
}

/// An annotation as lists call it: its label's title and what it says.
#[must_use]
pub fn reference(project: &Project, document: &Document, annotation: &Annotation) -> Reference {
    let label = project.label(&annotation.label);
    Reference {
        id: Some(annotation.id),
        label: label.map_or_else(|| annotation.label.label.to_string(), |label| label.title.clone()),
        quote: quote_of(document, annotation),
    }
}

/// What an annotation says, as lists show it: not all of it if that is long.
#[must_use]
pub fn quote_of(document: &Document, annotation: &Annotation) -> String {
    let spans = annotation.anchor.spans().iter();
    spans.map(|span| shortened(document.quote(*span))).collect::<Vec<_>>().join(" … ")
}

/// Somebody or something known as a reader of the document calls it; its id if it has no name.
#[must_use]
pub fn called(identities: &Identities, document: &Document, id: &IdentityId) -> String {
    let name = identities.name_of(id, document.language());
    name.map_or_else(|| format!("@{id}"), |name| shortened(&name))
}

/// A quote as it is read where it is chosen: of a very long one both ends, for there its borders are.
fn ends_of(quote: &str) -> String {
    let Some((head, _)) = quote.char_indices().nth(QUOTE_END_CHARS) else { return quote.to_owned() };
    match quote.char_indices().nth_back(QUOTE_END_CHARS - 1) {
        Some((tail, _)) if tail > head => format!("{} … {}", quote[..head].trim_end(), quote[tail..].trim_start()),
        _ => quote.to_owned(),
    }
}

fn shortened(quote: &str) -> String {
    match quote.char_indices().nth(QUOTE_CHARS) {
        Some((cut, _)) => format!("{}…", quote[..cut].trim_end()),
        None => quote.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{QUOTE_END_CHARS, ends_of};

    #[test]
    fn of_a_very_long_quote_both_ends_are_shown() {
        let long = format!("زار {} تونس", "x".repeat(600_000));
        let shown = ends_of(&long);
        assert!(shown.starts_with("زار xx") && shown.contains("x … x") && shown.ends_with("xx تونس"));
        assert!(shown.chars().count() <= 2 * QUOTE_END_CHARS + 3);
        let whole = "زار ".repeat(2 * QUOTE_END_CHARS / 4);
        assert_eq!(ends_of(&whole), whole);
    }
}
