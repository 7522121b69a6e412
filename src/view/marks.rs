//! From annotations to marks: which tone, form and short name each has, what it lacks, and in which lane it runs.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::model::annotation::Annotation;
use crate::model::check::missing_roles;
use crate::model::id::{AnnotationId, LabelId};
use crate::model::schema::{Label, Project, Shape, Tone};
use crate::model::set::AnnotationSet;
use crate::view::lanes::lanes;
use crate::view::page::{Form, Mark};

/// A label's name on a chip has at most this many characters, if it has a shorter one at all.
const SHORT: usize = 14;

/// The annotations of a set, ready for a page. Three lists of one length.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Marks {
    pub ids: Vec<AnnotationId>,
    pub marks: Vec<Mark>,
    pub lanes: Vec<usize>,
    /// In order of their numbers, where each of them stands.
    places: Vec<(AnnotationId, usize)>,
}

impl Marks {
    #[must_use]
    pub fn of(project: &Project, set: &AnnotationSet) -> Self {
        let mut marks = Self::default();
        marks.replace(project, 0..0, set.in_reading_order());
        marks
    }

    /// Makes the marks at `stale` those of other annotations, in reading order; the rest is kept as it is. Whoever calls this
    /// knows that the project is still the same.
    pub fn replace(&mut self, project: &Project, stale: Range<usize>, annotations: &[Arc<Annotation>]) {
        let mut looks = HashMap::new();
        let fresh = annotations.iter().map(|annotation| {
            let look = looks.entry(&annotation.label).or_insert_with(|| Look::of(project, &annotation.label));
            look.mark(project, annotation)
        });
        self.marks.splice(stale.clone(), fresh);
        self.ids.splice(stale, annotations.iter().map(|annotation| annotation.id));
        let spans: Vec<&[Range<usize>]> = self.marks.iter().map(|mark| mark.spans.as_slice()).collect();
        self.lanes = lanes(&spans);
        self.places.clear();
        self.places.extend(self.ids.iter().copied().zip(0..));
        self.places.sort_unstable();
    }

    #[must_use]
    pub fn position(&self, id: AnnotationId) -> Option<usize> {
        let found = self.places.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(self.places[found].1)
    }
}

/// What the annotations of one label have in common.
struct Look {
    tone: Tone,
    form: Form,
    name: Arc<str>,
    nothing: Arc<str>,
    /// Whether something can be missing.
    has_needs: bool,
}

impl Look {
    fn of(project: &Project, id: &LabelId) -> Self {
        let label = project.label(id);
        Self {
            tone: tone(project, id),
            form: form(project, id),
            name: label.map_or_else(|| Arc::clone(&id.label), short_name),
            nothing: "".into(),
            has_needs: label.is_some_and(|label| label.roles.iter().any(|role| role.required)),
        }
    }

    fn mark(&self, project: &Project, annotation: &Annotation) -> Mark {
        Mark {
            spans: annotation.anchor.spans().iter().map(|span| span.range()).collect(),
            tone: self.tone,
            form: self.form,
            name: Arc::clone(&self.name),
            missing: match self.has_needs.then(|| missing(project, annotation)).flatten() {
                Some(missing) => missing.into(),
                None => Arc::clone(&self.nothing),
            },
            identity: annotation.identity.clone(),
        }
    }
}

/// The titles of the roles that a frame needs and that nobody plays; nothing for what is complete.
#[must_use]
pub fn missing(project: &Project, annotation: &Annotation) -> Option<String> {
    let titles: Vec<&str> = missing_roles(project, annotation).iter().map(|role| role.title.as_str()).collect();
    (!titles.is_empty()).then(|| titles.join(", "))
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

#[cfg(test)]
mod tests {
    use super::Marks;
    use crate::model::id::AnnotationId;
    use crate::session::script;
    use crate::tests::news;

    #[test]
    fn a_stance_says_what_it_lacks_and_an_entity_lacks_nothing() {
        let mut session = news::session("Layla praised Haifa");
        let script = "select \"Layla\"\nlabel person\nselect \"praised\"\nlabel favour\nset-argument holder 1";
        script::run(&mut session, script, "test").unwrap();
        let marks = Marks::of(session.project(), session.set().unwrap());
        assert_eq!(marks.marks.iter().map(|mark| &*mark.missing).collect::<Vec<_>>(), ["", "Target"]);
    }

    #[test]
    fn what_is_replaced_in_the_middle_is_as_if_all_were_made_anew() {
        let mut session = news::session("Layla praised Haifa");
        let before = "select \"Layla\"\nlabel person\nselect \"Haifa\"\nlabel place";
        script::run(&mut session, before, "test").unwrap();
        let mut marks = Marks::of(session.project(), session.set().unwrap());
        script::run(&mut session, "select \"Layla praised\"\nlabel favour", "test").unwrap();
        let set = session.set().unwrap();
        marks.replace(session.project(), 0..1, &set.in_reading_order()[..2]);
        assert_eq!(marks, Marks::of(session.project(), set));
        assert_eq!([3, 1, 2].map(|id| marks.position(AnnotationId(id))), [Some(0), Some(1), Some(2)]);
    }
}
