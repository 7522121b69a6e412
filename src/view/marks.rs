//! From annotations to marks: which tone, form and short name each has, what it lacks, and in which lane it runs.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::model::annotation::Annotation;
use crate::model::check::missing_roles;
use crate::model::id::{AnnotationId, LabelId};
use crate::model::order::Order;
use crate::model::schema::{Project, Shape, Tone};
use crate::model::set::AnnotationSet;
use crate::view::lanes::lanes;
use crate::view::mark::{Form, Mark};

/// A label's name on a chip has at most this many characters, if it has a shorter one at all.
const SHORT: usize = 14;

/// The annotations of a set, ready for a page: three lists of one length, in reading order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Marks {
    pub ids: Vec<AnnotationId>,
    pub marks: Vec<Mark>,
    pub lanes: Vec<usize>,
    pub order: Order,
    /// Where those stand that join something.
    frames: Vec<usize>,
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
        let before = self.entangled(stale.clone());
        let mut looks = HashMap::new();
        let fresh = annotations.iter().map(|annotation| {
            let look = looks.entry(&annotation.label).or_insert_with(|| Look::of(project, &annotation.label));
            look.mark(project, annotation)
        });
        self.marks.splice(stale.clone(), fresh);
        let ids: Vec<AnnotationId> = annotations.iter().map(|annotation| annotation.id).collect();
        self.ids.splice(stale.clone(), ids.iter().copied());
        self.lanes.splice(stale.clone(), ids.iter().map(|_| 0));
        let marks = &self.marks;
        self.order.replace(stale.clone(), &ids, |place| hull(&marks[place]).end);
        self.follow_frames(stale.clone(), annotations);

        // Lanes change where something overlaps what is gone or new, and nowhere else.
        let fresh = stale.start..stale.start + annotations.len();
        let after = self.entangled(fresh.clone());
        let start = before.start.min(after.start);
        let end = (before.end - stale.end + fresh.end).max(after.end);
        let spans: Vec<&[Range<usize>]> = self.marks[start..end].iter().map(|mark| mark.spans.as_slice()).collect();
        let lanes = lanes(&spans);
        self.lanes[start..end].copy_from_slice(&lanes);
    }

    /// What a scene shows of them.
    #[must_use]
    pub fn shown(&self) -> (&[Mark], &[usize], &Order) {
        (&self.marks, &self.lanes, &self.order)
    }

    #[must_use]
    pub fn position(&self, id: AnnotationId) -> Option<usize> {
        self.order.place(id)
    }

    /// Where those stand that join something, in reading order.
    #[must_use]
    pub fn frames(&self) -> &[usize] {
        &self.frames
    }

    /// The marks at `places` with all that overlap them, through whatever many others.
    fn entangled(&self, places: Range<usize>) -> Range<usize> {
        let is_alone =
            |place: usize| self.marks.get(place).is_none_or(|mark| self.order.end_before(place) <= hull(mark).start);
        let Range { mut start, mut end } = places;
        while !is_alone(start) {
            start -= 1;
        }
        while !is_alone(end) {
            end += 1;
        }
        start..end
    }

    fn follow_frames(&mut self, stale: Range<usize>, annotations: &[Arc<Annotation>]) {
        let [first, end] = [stale.start, stale.end].map(|place| self.frames.partition_point(|frame| *frame < place));
        for frame in &mut self.frames[end..] {
            *frame = *frame - stale.end + stale.start + annotations.len();
        }
        let is_frame = |(_, annotation): &(usize, &Arc<Annotation>)| !annotation.arguments.is_empty();
        let fresh = (stale.start..).zip(annotations).filter(is_frame).map(|(place, _)| place);
        self.frames.splice(first..end, fresh);
    }
}

/// Of marks in their order those among which are all that touch a range of the text, in bytes.
#[must_use]
pub fn near(marks: &[Mark], order: &Order, range: &Range<usize>) -> Range<usize> {
    let first = order.first_beyond(range.start);
    let end = marks.partition_point(|mark| hull(mark).start < range.end);
    first..end.max(first)
}

/// From where a mark begins to where it ends; nothing for what is about the whole document.
fn hull(mark: &Mark) -> Range<usize> {
    mark.spans.first().map_or(0, |span| span.start)..mark.spans.last().map_or(0, |span| span.end)
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
            name: label.map_or_else(|| Arc::clone(&id.label), |label| short_name(&label.title, &label.id.label)),
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

/// The title if it is short, else the shorter of title and name, which begins as the title does: with a capital or without.
fn short_name(title: &str, name: &Arc<str>) -> Arc<str> {
    let length = title.chars().count();
    if length <= SHORT || length <= name.chars().count() {
        return title.into();
    }
    let mut letters = name.chars();
    match letters.next().filter(|_| title.starts_with(char::is_uppercase)) {
        Some(first) => first.to_uppercase().chain(letters).collect::<String>().into(),
        None => Arc::clone(name),
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::{Marks, near, short_name};
    use crate::model::id::AnnotationId;
    use crate::session::script;
    use crate::tests::news;

    #[test]
    fn a_short_name_is_written_as_the_titles_beside_it_are() {
        let names = ["Place", "Country, city, state", "country, city, state", "مدينة أو دولة أو ولاية"];
        let short = names.map(|title| short_name(title, &"place".into()).to_string());
        assert_eq!(short, ["Place", "Place", "place", "place"]);
    }

    #[test]
    fn a_stance_says_what_it_lacks_and_an_entity_lacks_nothing() {
        let mut session = news::session("Layla praised Haifa");
        let script = "select \"Layla\"\nlabel person\nselect \"praised\"\nlabel favour\nset-argument holder 1";
        script::run(&mut session, script, "test").unwrap();
        let marks = Marks::of(session.project(), session.set().unwrap());
        assert_eq!(marks.marks.iter().map(|mark| &*mark.missing).collect::<Vec<_>>(), ["", "Target"]);
    }

    /// The marks after a script, made from those before it and made at once.
    fn check_replaced(before: &str, after: &str, stale: Range<usize>, fresh: Range<usize>) -> Marks {
        let mut session = news::session("Layla praised Haifa and Haddad of Haifa");
        script::run(&mut session, before, "test").unwrap();
        let mut marks = Marks::of(session.project(), session.set().unwrap());
        script::run(&mut session, after, "test").unwrap();
        let set = session.set().unwrap();
        marks.replace(session.project(), stale, &set.in_reading_order()[fresh]);
        assert_eq!(marks, Marks::of(session.project(), set));
        marks
    }

    #[test]
    fn what_is_replaced_in_the_middle_is_as_if_all_were_made_anew() {
        let before = "select \"Layla\"\nlabel person\nselect \"Haifa\"\nlabel place";
        let marks = check_replaced(before, "select \"Layla praised\"\nlabel favour", 0..1, 0..2);
        assert_eq!([3, 1, 2].map(|id| marks.position(AnnotationId(id))), [Some(0), Some(1), Some(2)]);
    }

    #[test]
    fn lanes_follow_what_comes_and_what_goes() {
        let before =
            "select \"Haifa\"\nlabel place\nselect \"Haddad of Haifa\"\nlabel person\nselect \"Haddad\"\nlabel person";
        let whole = "select \"praised Haifa and Haddad of\"\nlabel favour";
        assert_eq!(check_replaced(before, whole, 0..0, 0..1).lanes, [2, 0, 1, 0]);
        assert_eq!(check_replaced(&format!("{before}\n{whole}"), "undo", 0..1, 0..0).lanes, [0, 1, 0]);
    }

    #[test]
    fn frames_keep_their_places() {
        let before = "select \"Haifa\"\nlabel place\nselect \"praised\"\nlabel favour\nset-argument target 1";
        assert_eq!(check_replaced(before, "select \"Layla\"\nlabel person", 0..0, 0..1).frames(), [1]);
        assert_eq!(check_replaced(before, "choose 2\nclear-argument target", 0..1, 0..1).frames(), [0; 0]);
    }

    #[test]
    fn what_touches_a_range_is_near_it() {
        let script = "select \"Layla\"\nlabel person\nselect \"Haifa\" 2\nlabel place";
        let marks = check_replaced(script, "select \"Haddad\"\nlabel person", 1..1, 1..2);
        assert_eq!(
            [0..3, 5..20, 5..26, 30..50].map(|range| near(&marks.marks, &marks.order, &range)),
            [0..1, 1..1, 1..2, 2..3]
        );
    }
}
