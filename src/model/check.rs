//! What cannot be right about a project or a set, though it can be read: clashes, unknown labels and roles, arguments that
//! dangle. Nothing is changed. Places are `annotator/document#number`, or the label's name.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::error::{Problem, Severity};

use super::annotation::{Anchor, Annotation, Filler};
use super::document::Document;
use super::id::LabelId;
use super::key::Chord;
use super::left_behind::LeftBehind;
use super::nearest::{allowed, hint_for};
use super::policy::{Words, is_clitic, overreach};
use super::schema::{Attribute, Label, Layer, Project, Role, RoleCount, Shape};
use super::schema_path::{Part, SchemaPath};
use super::set::AnnotationSet;

/// What is wrong with the schema itself.
#[must_use]
pub fn check_project(project: &Project) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, layer) in project.layers.iter().enumerate() {
        if project.layers[..index].iter().any(|earlier| earlier.id == layer.id) {
            problems.push(wrong(&layer.id, format!("there are two layers called `{}`", layer.id)));
        }
        check_layer(project, layer, &mut problems);
    }
    let mut keys: BTreeMap<Chord, &LabelId> = BTreeMap::new();
    for label in project.labels() {
        let Some(key) = label.key else { continue };
        match keys.get(&key) {
            Some(first) => problems.push(
                wrong(&label.id, format!("the key `{key}` belongs to `{first}` already"))
                    .hint("give one of them another key"),
            ),
            None => {
                keys.insert(key, &label.id);
            }
        }
    }
    problems
}

fn check_layer(project: &Project, layer: &Layer, problems: &mut Vec<Problem>) {
    for (index, label) in layer.labels.iter().enumerate() {
        if layer.labels[..index].iter().any(|earlier| earlier.id == label.id) {
            problems
                .push(wrong(&label.id, format!("the layer `{}` has two labels called `{}`", layer.id, label.id.label)));
        }
        for clitic in label.without.iter().filter(|clitic| !is_clitic(clitic)) {
            problems.push(
                wrong(&label.id, format!("`without` names `{clitic}`, which is no clitic"))
                    .hint("write a proclitic (`و`, `ال`), or an enclitic with a tatweel before it (`ـها`)"),
            );
        }
        for (index, role) in label.roles.iter().enumerate() {
            if label.roles[..index].iter().any(|earlier| earlier.name == role.name) {
                problems.push(wrong(&label.id, format!("there are two roles called `{}`", role.name)));
            }
            if let Some(offered) = role.offers.as_ref().filter(|offered| !has_role(project, offered)) {
                let message =
                    format!("the role `{}` offers its fillers to `{offered}`, and no role is called so", role.name);
                problems.push(wrong(&label.id, message));
            }
            for filler in role.fillers.iter().filter(|filler| !is_known(project, filler)) {
                problems.push(wrong(
                    &label.id,
                    format!("the role `{}` allows `{filler}`, which is neither a layer nor a label", role.name),
                ));
            }
        }
        problems.extend(check_slot_keys(layer, index, label));
        for attribute in &label.attributes {
            let is_answer = |default: &&String| attribute.values.is_empty() || attribute.values.contains(default);
            if let Some(default) = attribute.default.as_ref().filter(|default| !is_answer(default)) {
                let message =
                    format!("the attribute `{}` begins with `{default}`, which is none of its values", attribute.name);
                problems.push(wrong(&label.id, message).hint(allowed(&attribute.values)));
            }
        }
    }
}

/// Two roles or attributes of a label with one key. What a layer says of all its labels is told with the first of them.
fn check_slot_keys(layer: &Layer, label_index: usize, label: &Label) -> Vec<Problem> {
    let roles = label.roles.iter().enumerate().map(|(at, role)| (&role.name, role.key, at < layer.roles.len()));
    let asked = label.attributes.iter().enumerate();
    let asked = asked.map(|(at, asked)| (&asked.name, asked.key, at < layer.attributes.len()));
    let mut owners: BTreeMap<Chord, (&String, bool)> = BTreeMap::new();
    let mut problems = Vec::new();
    for (name, key, is_of_layer) in roles.chain(asked) {
        let Some(key) = key else { continue };
        match owners.get(&key) {
            Some((_, true)) if is_of_layer && label_index > 0 => {}
            Some((owner, _)) => problems.push(
                wrong(&label.id, format!("the key `{key}` of `{name}` belongs to `{owner}` already"))
                    .hint("give one of them another key"),
            ),
            None => {
                owners.insert(key, (name, is_of_layer));
            }
        }
    }
    problems
}

fn has_role(project: &Project, name: &str) -> bool {
    project.labels().any(|label| label.roles.iter().any(|role| role.name == name))
}

/// What is wrong with a set, record by record in reading order.
#[must_use]
pub fn check_set(project: &Project, document: &Document, set: &AnnotationSet) -> Vec<Problem> {
    check_set_but(project, document, set, &[])
}

/// The same, but for names that were left behind: these are told once for all annotations that have them.
#[must_use]
pub fn check_set_but(project: &Project, document: &Document, set: &AnnotationSet, left: &[LeftBehind]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let words = OnceCell::new();
    for annotation in set.in_reading_order() {
        let place = format!("{}/{}#{}", set.annotator(), set.document(), annotation.id);
        let spans = annotation.anchor.spans();
        if let Some(span) = spans.iter().find(|span| document.span(span.range()).as_ref() != Ok(span)) {
            problems.push(wrong(&place, format!("{}..{} (bytes) is no span of the text", span.start(), span.end())));
        }
        match (project.layer(&annotation.label.layer), project.label(&annotation.label)) {
            (Some(layer), Some(label)) => {
                check_annotation(&Within { project, set, left }, layer, label, annotation, &place, &mut problems);
                if !label.without.is_empty() {
                    let words = words.get_or_init(|| Words::of(document.text()));
                    problems.extend(told_overreach(label, document, words, annotation, &place));
                }
            }
            _ if left.iter().any(|left| left.path.part.is_none() && left.path.is_used_by(annotation)) => {}
            _ => {
                let names: Vec<String> = project.labels().map(|label| label.id.to_string()).collect();
                let written = annotation.label.to_string();
                let hint = hint_for(&written, names.iter().map(String::as_str));
                problems.push(wrong(&place, format!("there is no label `{written}` in the project")).hint(hint));
            }
        }
    }
    problems
}

/// A note where a mention holds what its label leaves out.
fn told_overreach(
    label: &Label,
    document: &Document,
    words: &Words,
    annotation: &Annotation,
    place: &str,
) -> Option<Problem> {
    let found = overreach(label, document.text(), words, annotation)?;
    let hull = annotation.anchor.hull()?;
    let (said, edge) =
        (document.text().get(hull.clone())?, if found.range.start == hull.start { "begins" } else { "ends" });
    let message = format!("`{said}` {edge} with `{}`, which `{}` leaves out", found.clitic, label.id);
    Some(Problem::new(Severity::Note, place, message).hint("move its border over it by `clitic`"))
}

/// What an annotation is checked within.
struct Within<'a> {
    project: &'a Project,
    set: &'a AnnotationSet,
    left: &'a [LeftBehind],
}

impl Within<'_> {
    /// Whether a role or an attribute of a label was left behind.
    fn is_left_behind(&self, label: &Label, part: &Part) -> bool {
        let is_of = |path: &SchemaPath| {
            *path.layer == *label.id.layer && path.label.as_ref().is_none_or(|name| **name == *label.id.label)
        };
        self.left.iter().any(|left| left.path.part.as_ref() == Some(part) && is_of(&left.path))
    }
}

fn check_annotation(
    within: &Within<'_>,
    layer: &Layer,
    label: &Label,
    annotation: &Annotation,
    place: &str,
    problems: &mut Vec<Problem>,
) {
    let Within { project, set, .. } = *within;
    let shape = layer.shape;
    match annotation.anchor {
        Anchor::Spans(_) if !shape.takes_spans() => {
            problems.push(wrong(place, format!("a {} is about the document, not about a span", shape.word())));
        }
        Anchor::Document if !shape.takes_document() => {
            problems.push(wrong(place, format!("an {} needs a span", shape.word())));
        }
        _ => {}
    }
    for argument in &annotation.arguments {
        let Some(role) = label.roles.iter().find(|role| role.name == argument.role) else {
            if within.is_left_behind(label, &Part::Role(argument.role.clone())) {
                continue;
            }
            problems.push(Problem { place: place.to_owned(), ..unknown_role(label, &argument.role) });
            continue;
        };
        if let Err(message) = check_filler(project, set, role, annotation, &argument.filler) {
            problems.push(wrong(place, message));
        }
    }
    for role in label.roles.iter().filter(|role| role.count == RoleCount::One) {
        let count = annotation.fillers(&role.name).count();
        if count > 1 {
            problems.push(wrong(place, format!("the role `{}` takes one filler and has {count}", role.name)));
        }
    }
    let missing = missing_roles(project, annotation);
    if !missing.is_empty() {
        let names = missing.iter().map(|role| format!("`{}`", role.name)).collect::<Vec<_>>().join(" and ");
        let message = format!("this {} is not complete: nobody fills {names}", shape.word());
        problems.push(Problem::new(Severity::Note, place, message));
    }
    for (name, value) in &annotation.attributes {
        match label.attributes.iter().find(|attribute| attribute.name == *name) {
            None if within.is_left_behind(label, &Part::Attribute(name.clone())) => {}
            None => {
                let hint = hint_for(name, label.attributes.iter().map(|attribute| attribute.name.as_str()));
                problems.push(wrong(place, format!("`{}` has no attribute `{name}`", label.id)).hint(hint));
            }
            Some(attribute) if !takes(attribute, value) => {
                let message = format!("the attribute `{name}` cannot be `{value}`");
                problems.push(wrong(place, message).hint(allowed(&attribute.values)));
            }
            Some(_) => {}
        }
    }
    let is_double = |other: &Annotation| says_the_same(Some(shape), annotation, other);
    if let Some(earlier) = set.around(&annotation.anchor).find(|other| other.id < annotation.id && is_double(other)) {
        let message = format!("it says the same as annotation {}", earlier.id);
        problems.push(Problem::new(Severity::Note, place, message));
    }
}

/// Whether `filler` may play `role` in `annotation`; if not, the reason in one sentence.
pub fn check_filler(
    project: &Project,
    set: &AnnotationSet,
    role: &Role,
    annotation: &Annotation,
    filler: &Filler,
) -> Result<(), String> {
    let Filler::Annotation(id) = filler else {
        return Ok(());
    };
    if *id == annotation.id {
        return Err(format!("annotation {id} cannot be its own `{}`", role.name));
    }
    let Some(other) = set.get(*id) else {
        return Err(format!("the role `{}` names annotation {id}, which does not exist", role.name));
    };
    check_filler_label(project, role, &other.label)
}

/// Whether annotations labelled `label` may play `role`; if not, the reason in one sentence.
pub fn check_filler_label(project: &Project, role: &Role, label: &LabelId) -> Result<(), String> {
    let fits = |allowed: &String| *allowed == *label.layer || *allowed == label.to_string();
    if role.fillers.is_empty() || role.fillers.iter().any(fits) || !project.layers.iter().any(|l| *l.id == *label.layer)
    {
        return Ok(());
    }
    Err(format!("the role `{}` cannot be filled by `{label}` ({})", role.name, allowed(&role.fillers)))
}

/// Whether `value` is an answer that an attribute takes.
#[must_use]
pub fn takes(attribute: &Attribute, value: &str) -> bool {
    attribute.values.is_empty() || attribute.values.iter().any(|known| known == value)
}

/// Whether two annotations of one label and anchor say one thing twice. Stances with other holders or targets, and relations
/// between others, do not.
#[must_use]
pub fn says_the_same(shape: Option<Shape>, one: &Annotation, other: &Annotation) -> bool {
    let is_about_its_arguments = matches!(shape, Some(Shape::Stance | Shape::Relation));
    one.label == other.label
        && one.anchor == other.anchor
        && (!is_about_its_arguments || one.arguments == other.arguments)
}

/// The roles that a frame needs and that nobody plays yet: the holder and the target of a stance, both ends of a relation,
/// and what the project requires.
#[must_use]
pub fn missing_roles<'a>(project: &'a Project, annotation: &Annotation) -> Vec<&'a Role> {
    let roles = project.label(&annotation.label).map(|label| label.roles.as_slice()).unwrap_or_default();
    roles.iter().filter(|role| role.required && annotation.fillers(&role.name).next().is_none()).collect()
}

/// A label without the role that was asked for.
#[must_use]
pub fn unknown_role(label: &Label, role: &str) -> Problem {
    let hint = hint_for(role, label.roles.iter().map(|role| role.name.as_str()));
    wrong(&label.id, format!("`{}` has no role `{role}`", label.id.label)).hint(hint)
}

fn is_known(project: &Project, filler: &str) -> bool {
    project.layer(filler).is_some() || project.labels().any(|label| label.id.to_string() == filler)
}

fn wrong(place: impl ToString, message: impl Into<String>) -> Problem {
    Problem::new(Severity::Wrong, place.to_string(), message)
}

#[cfg(test)]
mod tests {
    use super::{check_project, check_set};
    use crate::model::document::Document;
    use crate::model::id::{AnnotatorId, DocumentId};
    use crate::model::marked;
    use crate::model::schema::Project;
    use crate::model::set::{AnnotationSet, Progress};
    use crate::tests::news;

    /// What is told about a marked text, without places and hints.
    fn check(written: &str, expected: &[&str]) {
        let marked = marked::parse(written, &news::project()).unwrap();
        let document = Document::new(DocumentId::new("d"), marked.text);
        let set = AnnotationSet::new(AnnotatorId::new("a"), document.id().clone());
        let (set, _) = set.with_records(Progress::New, marked.annotations, Vec::new(), 1);
        let told = check_set(&news::project(), &document, &set);
        assert_eq!(told.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_cannot_be_right_is_told() {
        check("[person#1 Layla] [visit{agent=1, destination=@haifa, factuality:planned} visited]", &[]);
        check("[visit{agnet=2} x] [person#2 y]", &["`visit` has no role `agnet`"]);
        check("[visit{agent=9} x]", &["the role `agent` names annotation 9, which does not exist"]);
        check(
            "[visit{time=2} x] [person#2 y]",
            &["the role `time` cannot be filled by `entities/person` (allowed: `entities/date`, `entities/time`)"],
        );
        check("[visit{time=@a, time=@b} x]", &["the role `time` takes one filler and has 2"]);
        check(
            "[visit{factuality:perhaps, mood:good} x]",
            &["the attribute `factuality` cannot be `perhaps`", "`events/visit` has no attribute `mood`"],
        );
        check("[@person]x", &["an entity needs a span"]);
        check("[person [person x]]", &["it says the same as annotation 1"]);
    }

    #[test]
    fn two_labels_with_one_key_or_one_name_are_told() {
        let mut project: Project = news::project();
        let mut double = project.layers[0].labels[0].clone();
        double.title = "Again".to_owned();
        project.layers[0].labels.push(double);
        let told: Vec<String> = check_project(&project).into_iter().map(|problem| problem.message).collect();
        assert_eq!(
            told,
            ["the layer `entities` has two labels called `person`", "the key `P` belongs to `entities/person` already",]
        );
        assert_eq!(check_project(&news::project()), []);
    }
}
