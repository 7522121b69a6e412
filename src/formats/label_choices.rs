//! What becomes of labels that come in, as far as a person chose it: which label of the project each one is, or that it is left
//! out. Those of which nothing is said go by their names, or are added. Knows no files; annotations come batch by batch.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Problem, Severity, counted};
use crate::model::annotation::{Annotation, Argument, Filler};
use crate::model::check::check_filler_label;
use crate::model::check_identities::check_link_of;
use crate::model::id::LabelId;
use crate::model::identity::{Identities, Identity};
use crate::model::marked::resolve_label;
use crate::model::nearest::hint_for;
use crate::model::schema::{Project, Shape};
use crate::model::set::AnnotationSet;

use super::bundle::Bundle;
use super::merge::{fits, known};
use super::naming::shape_of;
use super::relabel::{LabelMap, NOTHING, OTHERS, Relabel, Relabelled};

/// What a person chose, and which labels have come so far.
#[derive(Debug, Default)]
pub struct LabelChoices {
    /// By the name as the person wrote it: `PER` or `entities/PER`. `None` is left out.
    named: BTreeMap<String, Option<LabelId>>,
    /// For all labels that are not named and that the project lacks.
    others: Option<Option<LabelId>>,
    /// Which names were those of a label that came.
    met: BTreeSet<String>,
    come: BTreeSet<LabelId>,
    lost: Relabelled,
    misfits: Misfits,
}

/// What was said of annotations and does not fit the labels that were chosen for them, by those labels.
#[derive(Debug, Default)]
struct Misfits {
    links: BTreeMap<LabelId, usize>,
    /// By the label of the frame.
    arguments: BTreeMap<LabelId, usize>,
}

impl LabelChoices {
    /// What a map says for labels that come into a project. Fails on what is no label of it, and on what is said twice.
    pub fn new(map: &LabelMap, project: &Project) -> Result<Self, Error> {
        let mut choices = Self::default();
        for (name, to) in map.each() {
            let to = if to == NOTHING { None } else { Some(resolve_label(project, to)?) };
            let is_first = match name {
                OTHERS => choices.others.replace(to).is_none(),
                name => choices.named.insert(name.to_owned(), to).is_none(),
            };
            if !is_first {
                return Err(Error::new(format!("`{name}` comes twice in the label map")));
            }
        }
        Ok(choices)
    }

    /// A batch with the labels that were chosen. Fails if something would become what it cannot be, such as a relation a mark.
    pub fn apply(&mut self, bundle: &mut Bundle, project: &Project) -> Result<(), Error> {
        if self.named.is_empty() && self.others.is_none() {
            return Ok(());
        }
        let mut shapes: BTreeMap<LabelId, Shape> = BTreeMap::new();
        for layer in &bundle.project.layers {
            shapes.extend(layer.labels.iter().map(|label| (label.id.clone(), layer.shape)));
        }
        for annotation in bundle.sets.iter().flat_map(AnnotationSet::in_reading_order) {
            if !shapes.contains_key(&annotation.label) {
                shapes.insert(annotation.label.clone(), shape_of(&bundle.project, annotation));
            }
        }
        let mut changed: BTreeMap<LabelId, Option<LabelId>> = BTreeMap::new();
        for (label, shape) in shapes {
            let Some(to) = self.of(&label, shape, project) else { continue };
            if let Some(to) = to.as_ref().filter(|to| !fits(project, to, shape)) {
                let is = project.shape(to).map_or("something else", Shape::word);
                return Err(Error::new(format!("`{label}` is of shape {} and cannot become `{to}`", shape.word()))
                    .hint(format!("that label is of shape {is}")));
            }
            changed.insert(label, to);
        }
        if changed.is_empty() {
            return Ok(());
        }
        // What is another label now is declared by the project.
        let is_declared_there = |label: &LabelId| changed.contains_key(label);
        let relabel = Relabel::new(changed.clone());
        let mut declared = bundle.project.clone();
        for layer in &mut declared.layers {
            layer.labels.retain(|label| !is_declared_there(&label.id));
        }
        declared.layers.retain(|layer| !layer.labels.is_empty());
        bundle.project = relabel.project(&declared);
        for known in bundle.identities.values_mut() {
            *known = renamed(known, &relabel);
        }
        let chosen: BTreeSet<LabelId> = changed.into_values().flatten().collect();
        for set in &mut bundle.sets {
            let (relabelled, lost) = relabel.set(set);
            let nobody = Identities::new(set.annotator().clone());
            let identities = bundle.identities.get(set.annotator()).unwrap_or(&nobody);
            *set = self.misfits.taken_out(&relabelled, &chosen, project, identities);
            self.lost.add(lost);
        }
        Ok(())
    }

    /// What was chosen for a label: another one, or `Some(None)` if it is left out.
    fn of(&mut self, label: &LabelId, shape: Shape, project: &Project) -> Option<Option<LabelId>> {
        self.come.insert(label.clone());
        for name in [label.to_string(), label.label.to_string()] {
            if let Some(to) = self.named.get(&name) {
                self.met.insert(name);
                return Some(to.clone());
            }
        }
        let is_known = project.label(&known(project, label, shape)).is_some();
        self.others.clone().filter(|_| !is_known)
    }

    /// Fails if a label was named that never came.
    pub fn finish(&self) -> Result<(), Error> {
        let Some(name) = self.named.keys().find(|name| !self.met.contains(*name)) else {
            return Ok(());
        };
        let names: Vec<String> = match name.contains('/') {
            true => self.come.iter().map(ToString::to_string).collect(),
            false => self.come.iter().map(|label| label.label.to_string()).collect(),
        };
        let hint = hint_for(name, names.iter().map(String::as_str));
        Err(Error::new(format!("the files have no label `{name}`")).hint(hint))
    }

    /// What the choices took away, to be told.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let told = |severity, (label, count): (&LabelId, &usize), what: &str| {
            Problem::new(severity, label.to_string(), format!("{}{what}", counted(*count, "annotation")))
        };
        let Relabelled { left_out, doubles, arguments } = &self.lost;
        let left_out = left_out.iter().map(|one| told(Severity::Loss, one, " left out, as was chosen"));
        let cut = arguments.iter().map(|(label, count)| {
            let message = format!("{} left empty, for what filled it is left out", counted(*count, "role"));
            Problem::new(Severity::Loss, label.to_string(), message)
        });
        let links = self.misfits.links.iter().map(|(label, count)| {
            let message = format!("{} left out, for this label is no mention of such", counted(*count, "identity"));
            Problem::new(Severity::Loss, label.to_string(), message)
        });
        let misfits = self.misfits.arguments.iter().map(|(label, count)| {
            let message = format!("{} left empty, for what fills it now cannot", counted(*count, "role"));
            Problem::new(Severity::Loss, label.to_string(), message)
        });
        let doubles = doubles.iter().map(|one| told(Severity::Note, one, " said twice, now that labels are one"));
        left_out.chain(cut).chain(links).chain(misfits).chain(doubles).collect()
    }
}

impl Misfits {
    /// A set without what does not fit the labels that were chosen: links of what is no mention, or one of another kind, and what
    /// may not fill a role.
    fn taken_out(
        &mut self,
        set: &AnnotationSet,
        chosen: &BTreeSet<LabelId>,
        project: &Project,
        identities: &Identities,
    ) -> AnnotationSet {
        let fits = |frame: &Annotation, argument: &Argument| {
            let Filler::Annotation(id) = argument.filler else { return true };
            let Some(filler) = set.get(id) else { return true };
            let is_chosen = chosen.contains(&filler.label) || chosen.contains(&frame.label);
            let label = project.label(&frame.label).filter(|_| is_chosen);
            let role = label.and_then(|label| label.roles.iter().find(|role| role.name == argument.role));
            role.is_none_or(|role| check_filler_label(project, role, &filler.label).is_ok())
        };
        let annotations = set.in_reading_order().iter().map(|annotation| {
            let mut annotation = Annotation::clone(annotation);
            if chosen.contains(&annotation.label) && check_link_of(project, identities, &annotation).is_err() {
                annotation.identity = None;
                *self.links.entry(annotation.label.clone()).or_default() += 1;
            }
            let (fitting, misfits): (Vec<_>, Vec<_>) =
                annotation.arguments.iter().cloned().partition(|argument| fits(&annotation, argument));
            if !misfits.is_empty() {
                *self.arguments.entry(annotation.label.clone()).or_default() += misfits.len();
            }
            annotation.arguments = fitting;
            annotation
        });
        let annotations = annotations.collect();
        let empty = AnnotationSet::new(set.annotator().clone(), set.document().clone());
        empty.with_records(set.progress(), annotations, set.kept().to_vec(), set.next_id().0).0
    }
}

/// Identities whose labels are the new ones.
fn renamed(known: &Identities, relabel: &Relabel) -> Identities {
    let records = known.iter().map(|identity| {
        let mut identity = Identity::clone(identity);
        identity.label = identity.label.as_ref().and_then(|label| relabel.of(label));
        identity
    });
    Identities::new(known.annotator().clone()).with_records(records, known.kept().to_vec())
}

#[cfg(test)]
mod tests {
    use super::LabelChoices;
    use crate::model::schema::Project;
    use crate::tests::interchange::{bundle, printed};
    use crate::tests::news;

    /// What a map makes of a marked text that comes into a project with a few labels, and what is told.
    fn check(map: &str, marked: &str, expected: &str, told: &[&str]) {
        let mut choices = LabelChoices::new(&map.parse().unwrap(), &project()).unwrap();
        let mut bundle = bundle(marked);
        choices.apply(&mut bundle, &project()).unwrap();
        choices.finish().unwrap();
        bundle.project = news::project();
        assert_eq!(printed(&bundle), expected);
        assert_eq!(choices.problems().iter().map(ToString::to_string).collect::<Vec<_>>(), told);
    }

    /// The project of the news without all labels but three.
    fn project() -> Project {
        let mut project = news::project();
        for layer in &mut project.layers {
            layer.labels.retain(|label| ["person", "visit", "against"].contains(&&*label.id.label));
        }
        project
    }

    fn refused(map: &str, marked: &str) -> String {
        let made = LabelChoices::new(&map.parse().unwrap(), &project());
        let done = made.and_then(|mut choices| choices.apply(&mut bundle(marked), &project()).and(choices.finish()));
        done.unwrap_err().to_string()
    }

    #[test]
    fn a_label_becomes_one_of_the_project_or_is_left_out_and_told() {
        check("place=person", "[place Haifa]", "[person Haifa]", &[]);
        check("entities/place=entities/person", "[place Haifa]", "[person Haifa]", &[]);
        let told = ["entities/place: loss: 1 annotation left out, as was chosen"];
        check("place=-", "[person Layla] in [place Haifa]", "[person Layla] in Haifa", &told);
        check("*=-", "[person Layla] in [place Haifa]", "[person Layla] in Haifa", &told);
        let cut = "events/visit: loss: 1 role left empty, for what filled it is left out";
        check("place=-", "[visit{place=1} went] to [place#1 Haifa]", "[visit went] to Haifa", &[told[0], cut]);
    }

    #[test]
    fn what_does_not_fit_the_label_that_was_chosen_is_left_out_and_told() {
        let link = "stances/against: loss: 1 identity left out, for this label is no mention of such";
        let role = "events/visit: loss: 1 role left empty, for what fills it now cannot";
        let written = "[visit{agent=1} went] to [place#1{@haifa} Haifa]";
        check("place=against", written, "[visit went] to [against Haifa]", &[link, role]);
        let kept = "[visit{agent=2} went] to [person#2{@haifa} Haifa]";
        check("place=person", written, kept, &[]);
    }

    #[test]
    fn what_cannot_be_is_refused_with_a_hint() {
        assert_eq!(refused("place=persn", ""), "there is no label `persn`; did you mean `person`?");
        assert_eq!(refused("plase=person", "[place Haifa]"), "the files have no label `plase`; did you mean `place`?");
        assert_eq!(refused("place=-,place=person", ""), "`place` comes twice in the label map");
        let message =
            "`topics/sport` is of shape topic and cannot become `entities/person`; that label is of shape entity";
        assert_eq!(refused("sport=person", "[@sport]"), message);
    }
}
