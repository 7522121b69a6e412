//! The label map: what labels are called, which become one, and which are left out, as a person writes it:
//! `person=PER,location+facility=LOC,quotation=-`, a name in double quotes if it has one of `,=+` in it; and what it makes of a
//! set. In a dataset labels keep their layers and with them their shapes; what it means for labels that come in, `label_choices`
//! knows.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use crate::error::Error;
use crate::model::annotation::{Annotation, Argument, Filler};
use crate::model::id::{AnnotationId, LabelId};
use crate::model::nearest::hint_for;
use crate::model::schema::{Label, Layer, Project};
use crate::model::set::AnnotationSet;
use crate::records::node::Node;
use crate::records::ron_text::RonError;

use super::name_list;

/// What divides entries, what they become, and the labels that become one.
const DIVIDERS: [char; 3] = [',', '=', '+'];

/// Stands for all labels that nothing else of the map names.
pub const OTHERS: &str = "*";
/// What a label becomes that is left out.
pub const NOTHING: &str = "-";

/// A label map as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LabelMap {
    entries: Vec<(Vec<String>, String)>,
}

impl FromStr for LabelMap {
    type Err = Error;

    fn from_str(written: &str) -> Result<Self, Error> {
        let mut entries = Vec::new();
        let [between, becomes, and] = DIVIDERS;
        for entry in name_list::divided(written, between).into_iter().filter(|entry| !entry.is_empty()) {
            let wrong = |why: &str| {
                Error::new(format!("`{entry}` {why}")).hint(
                    "write `person=PER`, `location+facility=LOC`, `quotation=-` to leave it out, and a name with one of `,=+` in \
                     it in double quotes",
                )
            };
            let (from, to) = match name_list::divided(entry, becomes)[..] {
                [from, to] => (from, to),
                [_] => return Err(wrong("does not say what it becomes")),
                _ => return Err(wrong("becomes something that is no label")),
            };
            let names = |written: &str| -> Result<Vec<String>, Error> {
                name_list::divided(written, and)
                    .into_iter()
                    .map(|part| Ok(name_list::name(part)?.into_owned()))
                    .collect()
            };
            let (from, to) = (names(from)?, names(to)?);
            if from.iter().chain(&to).any(String::is_empty) {
                return Err(wrong("lacks a label"));
            }
            match <[String; 1]>::try_from(to) {
                Ok([to]) => entries.push((from, to)),
                Err(_) => return Err(wrong("becomes something that is no label")),
            }
        }
        Ok(Self { entries })
    }
}

impl fmt::Display for LabelMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.entries.iter().map(written).collect::<Vec<_>>().join(","))
    }
}

/// Labels and what they become, as an option has them.
fn written((from, to): &(Vec<String>, String)) -> String {
    let from: Vec<_> = from.iter().map(|name| name_list::written(name, &DIVIDERS)).collect();
    format!("{}={}", from.join("+"), name_list::written(to, &DIVIDERS))
}

/// What was taken out of a set by a label map, by label.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Relabelled {
    pub left_out: BTreeMap<LabelId, usize>,
    /// Annotations that say what another one says, now that their labels are one.
    pub doubles: BTreeMap<LabelId, usize>,
    /// Arguments whose fillers were left out, by the label of the frame.
    pub arguments: BTreeMap<LabelId, usize>,
}

impl Relabelled {
    /// Adds what was taken out of another set.
    pub fn add(&mut self, more: Relabelled) {
        let Self { left_out, doubles, arguments } = self;
        for (own, more) in [(left_out, more.left_out), (doubles, more.doubles), (arguments, more.arguments)] {
            for (label, count) in more {
                *own.entry(label).or_default() += count;
            }
        }
    }
}

/// A label map for the labels of a project: what each becomes, `None` if it is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relabel {
    labels: BTreeMap<LabelId, Option<LabelId>>,
}

impl LabelMap {
    /// Reads a file of RON, `{"PER": ["person"], "LOC": ["location", "facility"], "-": ["quotation"]}`; `file` is what errors call
    /// it.
    pub fn from_ron(text: &str, file: &str) -> Result<Self, Error> {
        let wrong = |error: RonError| {
            Error::new(format!("{file}:{}: {}", error.place, error.message))
                .hint("write `{\"LOC\": [\"location\", \"facility\"], \"-\": [\"quotation\"]}`")
        };
        let entries = Node::file(text).and_then(|node| node.map()).map_err(wrong)?;
        let mut all = Vec::new();
        for (to, node) in entries {
            let entry: (Vec<String>, String) = (node.read().map_err(wrong)?, to);
            // What would not be read from an option is no name here either.
            let place = node.place();
            let read = written(&entry).parse::<LabelMap>().map_err(|error| error.context(format!("{file}:{place}")))?;
            all.extend(read.entries);
        }
        Ok(Self { entries: all })
    }

    /// With one more label that becomes another, instead of what was said of it; it stays what it is if nothing is said.
    #[must_use]
    pub fn with(mut self, label: &str, to: Option<&str>) -> Self {
        for (from, _) in &mut self.entries {
            from.retain(|name| name != label);
        }
        self.entries.retain(|(from, _)| !from.is_empty());
        self.entries.extend(to.map(|to| (vec![label.to_owned()], to.to_owned())));
        self
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The map for the labels of a project, and for those that sets use though the project lacks them. Fails on a name that is
    /// none of these, is one of two layers, or comes twice.
    pub fn resolve(&self, project: &Project, used: BTreeSet<LabelId>) -> Result<Relabel, Error> {
        let known: BTreeSet<LabelId> = project.labels().map(|label| label.id.clone()).chain(used).collect();
        let mut labels: BTreeMap<LabelId, Option<LabelId>> = BTreeMap::new();
        let becomes = |label: &LabelId, to: &str| (to != NOTHING).then(|| LabelId::new(&label.layer, to));
        if let Some((name, to)) = self.each().find(|(_, to)| to.contains('/')) {
            return Err(Error::new(format!("`{name}={to}` becomes something that is no name"))
                .hint("labels keep their layers: write the label alone"));
        }
        for (name, to) in self.each().filter(|(name, _)| *name != OTHERS) {
            let label = named(name, &known)?;
            if labels.insert(label.clone(), becomes(label, to)).is_some() {
                return Err(Error::new(format!("`{name}` comes twice in the label map")));
            }
        }
        let mut others = self.each().filter(|(name, _)| *name == OTHERS).map(|(_, to)| to);
        let of_others = others.next();
        for label in known {
            let same = || Some(label.clone());
            let to = of_others.map_or_else(same, |to| becomes(&label, to));
            labels.entry(label).or_insert(to);
        }
        Ok(Relabel { labels })
    }

    /// Every label that is named, with what it becomes.
    pub fn each(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().flat_map(|(from, to)| from.iter().map(move |name| (name.as_str(), to.as_str())))
    }
}

/// The label that a name means, `person` or `entities/person`.
fn named<'a>(name: &str, known: &'a BTreeSet<LabelId>) -> Result<&'a LabelId, Error> {
    let is_meant = |label: &&LabelId| *label.label == *name || label.to_string() == name;
    let mut found = known.iter().filter(is_meant);
    match (found.next(), found.next()) {
        (Some(label), None) => Ok(label),
        (Some(first), Some(second)) => {
            Err(Error::new(format!("`{name}` is a label of two layers")).hint(format!("write `{first}` or `{second}`")))
        }
        (None, _) => {
            let names: Vec<String> = if name.contains('/') {
                known.iter().map(ToString::to_string).collect()
            } else {
                known.iter().map(|label| label.label.to_string()).collect()
            };
            let hint = hint_for(name, names.iter().map(String::as_str));
            Err(Error::new(format!("there is no label `{name}`")).hint(hint))
        }
    }
}

impl Relabel {
    /// What each label becomes; those of which nothing is said stay.
    #[must_use]
    pub fn new(labels: BTreeMap<LabelId, Option<LabelId>>) -> Self {
        Self { labels }
    }

    /// What a label becomes; `None` if it is left out.
    #[must_use]
    pub fn of(&self, label: &LabelId) -> Option<LabelId> {
        self.labels.get(label).cloned().unwrap_or_else(|| Some(label.clone()))
    }

    /// Which labels became each label, for those that changed; [`NOTHING`] has those that are left out.
    #[must_use]
    pub fn merged(&self) -> BTreeMap<String, Vec<String>> {
        let mut merged: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (from, to) in &self.labels {
            let to = to.as_ref().map_or_else(|| NOTHING.to_owned(), ToString::to_string);
            merged.entry(to).or_default().push(from.to_string());
        }
        merged.retain(|to, from| from.as_slice() != std::slice::from_ref(to));
        merged
    }

    /// The schema with the new labels. Labels that become one have the roles and attributes of all.
    #[must_use]
    pub fn project(&self, project: &Project) -> Project {
        let layers = project.layers.iter().map(|layer| {
            let mut labels: Vec<Label> = Vec::new();
            for label in &layer.labels {
                let Some(id) = self.of(&label.id) else { continue };
                let title = if id == label.id { label.title.clone() } else { id.label.to_string() };
                match labels.iter_mut().find(|known| known.id == id) {
                    Some(known) => take_in(known, label),
                    None => labels.push(Label { id, title, ..label.clone() }),
                }
            }
            for role in labels.iter_mut().flat_map(|label| &mut label.roles) {
                role.fillers = self.fillers(&role.fillers);
            }
            let roles = layer.roles.iter().cloned().map(|mut role| {
                role.fillers = self.fillers(&role.fillers);
                role
            });
            Layer { labels, roles: roles.collect(), ..layer.clone() }
        });
        Project { layers: layers.collect(), ..project.clone() }
    }

    /// What may fill a role, with the new labels.
    fn fillers(&self, fillers: &[String]) -> Vec<String> {
        let renamed = |filler: &String| match filler.split_once('/') {
            None => Some(filler.clone()),
            Some((layer, label)) => self.of(&LabelId::new(layer, label)).map(|id| id.to_string()),
        };
        let mut found: Vec<String> = Vec::new();
        for filler in fillers.iter().filter_map(renamed) {
            if !found.contains(&filler) {
                found.push(filler);
            }
        }
        found
    }

    /// A set with the new labels. Of two annotations that then say the same, the one that comes first is left.
    #[must_use]
    pub fn set(&self, set: &AnnotationSet) -> (AnnotationSet, Relabelled) {
        let mut told = Relabelled::default();
        let mut kept: Vec<Annotation> = Vec::with_capacity(set.len());
        // What each annotation became: itself, the one that it doubles, or nothing.
        let mut became: BTreeMap<AnnotationId, AnnotationId> = BTreeMap::new();
        for annotation in set.in_reading_order() {
            let Some(label) = self.of(&annotation.label) else {
                *told.left_out.entry(annotation.label.clone()).or_default() += 1;
                continue;
            };
            let is_renamed = label != annotation.label;
            let annotation = Annotation { label, ..Annotation::clone(annotation) };
            let hull = annotation.anchor.hull();
            // In reading order those that begin and end together stand together.
            let near = kept.iter().rev().take_while(|other| other.anchor.hull() == hull);
            let is_double =
                |other: &&Annotation| (is_renamed || self.renames(set, other.id)) && says_the_same(other, &annotation);
            if let Some(double) = near.filter(is_double).last() {
                *told.doubles.entry(annotation.label.clone()).or_default() += 1;
                became.insert(annotation.id, double.id);
            } else {
                became.insert(annotation.id, annotation.id);
                kept.push(annotation);
            }
        }
        for annotation in &mut kept {
            let arguments = std::mem::take(&mut annotation.arguments);
            for Argument { role, filler } in arguments {
                let filler = match filler {
                    Filler::Annotation(id) if set.get(id).is_some() => became.get(&id).copied().map(Filler::Annotation),
                    filler => Some(filler),
                };
                match filler {
                    Some(filler) => annotation.add_argument(Argument { role, filler }),
                    None => *told.arguments.entry(annotation.label.clone()).or_default() += 1,
                }
            }
        }
        let empty = AnnotationSet::new(set.annotator().clone(), set.document().clone());
        (empty.with_records(set.progress(), kept, set.kept().to_vec(), set.next_id().0).0, told)
    }

    fn renames(&self, set: &AnnotationSet, id: AnnotationId) -> bool {
        set.get(id).is_some_and(|annotation| self.of(&annotation.label).as_ref() != Some(&annotation.label))
    }
}

/// Whether two annotations say the same but for their numbers.
fn says_the_same(one: &Annotation, other: &Annotation) -> bool {
    one.label == other.label && one.anchor == other.anchor && one.arguments == other.arguments
}

/// Adds roles and attributes that a label lacks of those of another.
fn take_in(label: &mut Label, other: &Label) {
    for role in &other.roles {
        if label.roles.iter().all(|known| known.name != role.name) {
            label.roles.push(role.clone());
        }
    }
    for attribute in &other.attributes {
        if label.attributes.iter().all(|known| known.name != attribute.name) {
            label.attributes.push(attribute.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{LabelMap, Relabel};
    use crate::model::document::Document;
    use crate::model::id::{AnnotatorId, DocumentId};
    use crate::model::marked;
    use crate::model::set::{AnnotationSet, Progress};
    use crate::tests::news;

    fn relabel(map: &str) -> Relabel {
        map.parse::<LabelMap>().unwrap().resolve(&news::project(), BTreeSet::new()).unwrap()
    }

    /// What a map makes of a marked text, and how much it left out, doubled and cut off.
    fn check(map: &str, written: &str, expected: &str, told: [usize; 3]) {
        let project = news::project();
        let read = marked::parse(written, &project).unwrap();
        let document = Document::new(DocumentId::new("d"), read.text.as_str());
        let set = AnnotationSet::new(AnnotatorId::new("a"), document.id().clone());
        let (set, _) = set.with_records(Progress::Finished, read.annotations, Vec::new(), 1);
        let relabel = relabel(map);
        let (found, counts) = relabel.set(&set);
        let annotations = found.in_reading_order().iter().map(AsRef::as_ref);
        let length = 0..document.text().len();
        assert_eq!(marked::print(&document, length, annotations, &relabel.project(&project)), expected);
        let sum = |counts: &std::collections::BTreeMap<_, usize>| counts.values().sum::<usize>();
        assert_eq!([sum(&counts.left_out), sum(&counts.doubles), sum(&counts.arguments)], told);
    }

    #[test]
    fn labels_are_renamed_and_left_out_with_the_arguments_that_name_them() {
        let written = "[person#1 Layla] [visit{agent=1, place=2} went] to [place#2 Haifa]";
        check("person=PER", written, "[PER#1 Layla] [visit{agent=1, place=3} went] to [place#3 Haifa]", [0, 0, 0]);
        check("entities/person=-", written, "Layla [visit{place=2} went] to [place#2 Haifa]", [1, 0, 1]);
        check("visit=GO,*=-", written, "Layla [GO went] to Haifa", [2, 0, 2]);
    }

    #[test]
    fn labels_that_become_one_leave_one_annotation_where_two_say_the_same() {
        let written = "[place#1 [organization#2 Haifa]] [visit#3{place=2} went]";
        check("place+organization=LOC", written, "[LOC#1 Haifa] [visit{place=1} went]", [0, 1, 0]);
        check("person=PER", "[place [place Haifa]]", "[place [place Haifa]]", [0, 0, 0]);
    }

    #[test]
    fn roles_take_the_new_labels() {
        let project = relabel("person=PER,organization=PER").project(&news::project());
        let fillers: Vec<&String> =
            project.labels().flat_map(|label| &label.roles).flat_map(|role| &role.fillers).collect();
        assert!(fillers.iter().any(|filler| *filler == "entities/PER"));
        assert!(fillers.iter().all(|filler| *filler != "entities/person"));
    }

    #[test]
    fn what_is_no_label_is_refused_with_a_hint() {
        let refused = |map: &str| {
            let resolved = map.parse::<LabelMap>().and_then(|map| map.resolve(&news::project(), BTreeSet::new()));
            resolved.unwrap_err().to_string()
        };
        assert_eq!(refused("persn=PER"), "there is no label `persn`; did you mean `person`?");
        assert_eq!(refused("person=PER,person=-"), "`person` comes twice in the label map");
        assert!(refused("person").starts_with("`person` does not say what it becomes"));
        assert!(refused("person=").starts_with("`person=` lacks a label"));
        for several in ["person=a=b", "person=a+b"] {
            assert!(refused(several).contains("becomes something that is no label; write"), "{}", refused(several));
        }
        assert!(refused("\"person=PER").contains("does not say what it becomes"));
        assert!(refused("person=a/b").starts_with("`person=a/b` becomes something that is no name"));
    }

    #[test]
    fn what_became_of_labels_is_told_where_it_is_another() {
        let merged = relabel("person=PER,place+organization=X,visit=-").merged();
        let told: Vec<String> = merged.iter().map(|(to, from)| format!("{to}: {}", from.join(" "))).collect();
        let expected =
            ["-: events/visit", "entities/PER: entities/person", "entities/X: entities/organization entities/place"];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_file_says_the_same_as_the_option() {
        let read =
            LabelMap::from_ron("{\"PER\": [\"person\"], \"-\": [\"visit\", \"place\"]} // ours\n", "m.ron").unwrap();
        assert_eq!(read.to_string(), "visit+place=-,person=PER");
        let refused = |text: &str| LabelMap::from_ron(text, "m.ron").unwrap_err().to_string();
        assert!(
            refused("{\n \"PER\": \"person\"}").starts_with("m.ron:2:9: "),
            "{}",
            refused("{\n \"PER\": \"person\"}")
        );
        let told = refused("{\"PER\": [\"person\", \"\"]}");
        assert!(told.contains("m.ron:1:9") && told.contains("lacks a label"), "{told}");
        let quoted = LabelMap::from_ron("{\"R+D\": [\"a,b\"]}", "m.ron").unwrap();
        assert_eq!(quoted, "\"a,b\"=\"R+D\"".parse().unwrap());
        assert!(refused("{").contains("write `{"));
    }

    #[test]
    fn a_map_prints_as_it_reads() {
        for map in ["", "person=PER", "person+place=X,*=-", "\"a,b\"+\"c=d\"=\"R+D\",\"x+y\"=-"] {
            assert_eq!(map.parse::<LabelMap>().unwrap().to_string(), map);
        }
    }
}
