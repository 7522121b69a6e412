//! From annotations to marks: which tone, form and short name each has, and in which lane it runs.

use std::ops::Range;
use std::sync::Arc;

use crate::model::annotation::Annotation;
use crate::model::id::{AnnotationId, LabelId};
use crate::model::schema::{Label, Project, Shape, Tone};
use crate::model::set::AnnotationSet;
use crate::view::lanes::lanes;
use crate::view::page::{Form, Mark};

/// A label's name on a chip has at most this many characters, if it has a shorter one at all.
const SHORT: usize = 14;

/// The annotations of a set that stand in the text, ready for a page. Three lists of one length.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Marks {
    pub ids: Vec<AnnotationId>,
    pub marks: Vec<Mark>,
    pub lanes: Vec<usize>,
}

impl Marks {
    #[must_use]
    pub fn of(project: &Project, set: &AnnotationSet) -> Self {
        let in_text = set.in_reading_order().iter().filter(|annotation| !annotation.anchor.spans().is_empty());
        let (ids, marks): (Vec<AnnotationId>, Vec<Mark>) =
            in_text.map(|annotation| (annotation.id, mark(project, annotation))).unzip();
        let spans: Vec<&[Range<usize>]> = marks.iter().map(|mark| mark.spans.as_slice()).collect();
        let lanes = lanes(&spans);
        Self { ids, marks, lanes }
    }

    #[must_use]
    pub fn position(&self, id: AnnotationId) -> Option<usize> {
        self.ids.iter().position(|other| *other == id)
    }
}

fn mark(project: &Project, annotation: &Annotation) -> Mark {
    Mark {
        spans: annotation.anchor.spans().iter().map(|span| span.range()).collect(),
        tone: tone(project, &annotation.label),
        form: form(project, &annotation.label),
        name: project.label(&annotation.label).map_or_else(|| Arc::clone(&annotation.label.label), short_name),
    }
}

/// A label's tone; grey for one that the project does not know.
#[must_use]
pub fn tone(project: &Project, label: &LabelId) -> Tone {
    project.label(label).map_or_else(|| Tone::from_index(Tone::WORDS.len() - 1), |label| label.tone)
}

#[must_use]
pub fn form(project: &Project, label: &LabelId) -> Form {
    match project.shape(label) {
        Some(Shape::Event) => Form::Event,
        Some(Shape::Stance) => Form::Stance(project.label(label).and_then(|label| label.sign)),
        Some(Shape::Entity | Shape::Relation | Shape::Topic) | None => Form::Entity,
    }
}

/// The title if it is short, else the shorter of title and name.
fn short_name(label: &Label) -> Arc<str> {
    let (title, name) = (&label.title, &label.id.label);
    let length = title.chars().count();
    if length <= SHORT || length <= name.chars().count() { title.as_str().into() } else { Arc::clone(name) }
}
