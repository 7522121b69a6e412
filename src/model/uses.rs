//! How often one annotator's sets use each part of the schema, kept up to date change by change, so that nobody has to read
//! all sets to know it. Annotations of one kind (label, roles that are filled, attributes that are set) are counted together.

use std::collections::{BTreeMap, BTreeSet};

use super::annotation::Annotation;
use super::change::Change;
use super::id::LabelId;
use super::schema::Project;
use super::schema_path::SchemaPath;
use super::set::AnnotationSet;

/// Counts over all sets.
#[derive(Debug, Clone, Default)]
pub struct Uses {
    by_kind: BTreeMap<Kind, usize>,
}

/// What of the schema an annotation uses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    label: LabelId,
    roles: BTreeSet<String>,
    attributes: BTreeSet<String>,
}

impl Kind {
    fn of(annotation: &Annotation) -> Self {
        Self {
            label: annotation.label.clone(),
            roles: annotation.arguments.iter().map(|argument| argument.role.clone()).collect(),
            attributes: annotation.attributes.keys().cloned().collect(),
        }
    }
}

impl Uses {
    /// Adds what a set uses.
    pub fn add_set(&mut self, set: &AnnotationSet) {
        set.in_reading_order().iter().for_each(|annotation| self.add(annotation));
    }

    /// Adds what others use.
    pub fn join(&mut self, others: &Self) {
        for (kind, count) in &others.by_kind {
            *self.by_kind.entry(kind.clone()).or_default() += count;
        }
    }

    /// Follows changes of a set.
    pub fn follow(&mut self, changes: &[Change]) {
        for change in changes {
            let Change::Annotation { before, after } = change else {
                continue;
            };
            if let Some(count) = before.as_ref().and_then(|before| self.by_kind.get_mut(&Kind::of(before))) {
                *count = count.saturating_sub(1);
            }
            if let Some(after) = after {
                self.add(after);
            }
        }
    }

    /// How many annotations use a part of the schema.
    #[must_use]
    pub fn of(&self, path: &SchemaPath) -> usize {
        let uses = |kind: &Kind| {
            path.is_used(&kind.label, |role| kind.roles.contains(role), |name| kind.attributes.contains(name))
        };
        self.by_kind.iter().filter(|(kind, _)| uses(kind)).map(|(_, count)| count).sum()
    }

    /// Whether annotations use what a project does not have.
    #[must_use]
    pub fn are_beyond(&self, project: &Project) -> bool {
        let is_within = |kind: &Kind| {
            project.label(&kind.label).is_some_and(|label| {
                kind.roles.iter().all(|name| label.roles.iter().any(|role| role.name == *name))
                    && kind.attributes.iter().all(|name| label.attributes.iter().any(|one| one.name == *name))
            })
        };
        self.by_kind.iter().any(|(kind, count)| *count > 0 && !is_within(kind))
    }

    fn add(&mut self, annotation: &Annotation) {
        *self.by_kind.entry(Kind::of(annotation)).or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::Uses;
    use crate::model::change::{self, deleting, inverted};
    use crate::model::id::{AnnotationId, AnnotatorId, DocumentId};
    use crate::model::marked;
    use crate::model::set::{AnnotationSet, Progress};
    use crate::tests::news;

    fn count(uses: &Uses, path: &str) -> usize {
        uses.of(&path.parse().unwrap())
    }

    #[test]
    fn uses_are_counted_by_layer_label_role_and_attribute_and_follow_changes() {
        let marked =
            marked::parse("[person#1 a] [visit{agent=1, factuality:planned} b] [visit c]", &news::project()).unwrap();
        let set = AnnotationSet::new(AnnotatorId::new("a"), DocumentId::new("d"));
        let (mut set, _) = set.with_records(Progress::New, marked.annotations, Vec::new(), 1);
        let mut uses = Uses::default();
        uses.add_set(&set);
        let paths = ["entities", "events/visit", "events/visit#agent", "events@factuality", "events/visit#place"];
        assert_eq!(paths.map(|path| count(&uses, path)), [1, 2, 1, 1, 0]);
        let deletion = deleting(&set, AnnotationId(1));
        change::apply(&mut set, &deletion).unwrap();
        uses.follow(&deletion);
        assert_eq!(paths.map(|path| count(&uses, path)), [0, 2, 0, 1, 0]);
        uses.follow(&inverted(&deletion));
        assert_eq!(paths.map(|path| count(&uses, path)), [1, 2, 1, 1, 0]);
    }
}
