//! What one person renames in the schema is renamed in their own annotations; those of others are left behind with names that the
//! schema has no more. Who renamed it, to what, and what makes the others follow.

use crate::error::{Problem, Severity, counted};

use super::id::AnnotatorId;
use super::moment::Moment;
use super::schema::{Label, Layer, Project};
use super::schema_path::{Renaming, SchemaPath};
use super::uses::Uses;

/// What everybody renamed, as the journals of their sets tell.
#[derive(Debug, Default)]
pub struct Renamings {
    told: Vec<(Moment, AnnotatorId, Renaming)>,
}

/// A name that a project has no more since somebody else changed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftBehind {
    pub path: SchemaPath,
    /// What it is called in the project.
    pub now: SchemaPath,
    /// Who changed it last.
    pub by: AnnotatorId,
}

impl Renamings {
    /// Takes what the journal of a set of theirs tells.
    pub fn add(&mut self, by: &AnnotatorId, renaming: Renaming, time: Moment) {
        // Each set that had the old name tells of it.
        let told = (time, by.clone(), renaming);
        if !self.told.contains(&told) {
            self.told.push(told);
        }
    }

    /// The names that the project has no more, and that one annotator may use still since others changed them.
    #[must_use]
    pub fn left_behind(&self, project: &Project, annotator: &AnnotatorId) -> Vec<LeftBehind> {
        let mut told: Vec<_> = self.told.iter().collect();
        told.sort_by_key(|(time, by, _)| (*time, by));
        let mut left = Vec::new();
        for (nth, (_, _, Renaming { path, .. })) in told.iter().enumerate() {
            let is_told = told[..nth].iter().any(|(_, _, earlier)| earlier.path == *path);
            if is_told || path.is_in(project) {
                continue;
            }
            // It may have got several names, one after the other.
            let mut now = path.clone();
            let mut last = None;
            for (_, by, renaming) in told[nth..].iter().filter(|(_, by, _)| by != annotator) {
                if renaming.path == now {
                    (now, last) = (now.renamed(&renaming.to), Some(by));
                }
            }
            let Some(by) = last.filter(|_| now.is_in(project)) else { continue };
            left.push(LeftBehind { path: path.clone(), now, by: by.clone() });
        }
        left
    }

    /// What one annotator's sets, which use this, call otherwise than the project does since somebody renamed it.
    #[must_use]
    pub fn check(&self, project: &Project, annotator: &AnnotatorId, uses: &Uses) -> Vec<Problem> {
        let left = self.left_behind(project, annotator).into_iter().filter(|left| uses.of(&left.path) > 0);
        let told = left.map(|LeftBehind { path, now, by }| {
            let count = uses.of(&path);
            told_left_behind(annotator.to_string(), count, &path, &now, &format!("`{by}`"))
                .hint(format!("who works as `{annotator}` makes them follow: `schema-rename {path} {}`", now.name()))
        });
        told.collect()
    }
}

/// That so many annotations have a name which `by` changed.
#[must_use]
pub fn told_left_behind(place: String, count: usize, path: &SchemaPath, now: &SchemaPath, by: &str) -> Problem {
    let have = if count == 1 { "has" } else { "have" };
    let message = format!("{} {have} `{path}`, which {by} renamed to `{}`", counted(count, "annotation"), now.name());
    Problem::new(Severity::Wrong, place, message)
}

/// The layers and labels that were renamed between two schemas, as far as it can be seen: each stands in its place still, and says
/// the same but for its name and title.
#[must_use]
pub fn renamed_between(before: &Project, after: &Project) -> Vec<Renaming> {
    let path = |layer: &str, label: Option<&str>| SchemaPath {
        layer: layer.to_owned(),
        label: label.map(str::to_owned),
        part: None,
    };
    let mut found = Vec::new();
    for (place, old) in before.layers.iter().enumerate() {
        match after.layer(&old.id) {
            Some(new) => {
                let pairs = old.labels.iter().zip(&new.labels).filter(|_| old.labels.len() == new.labels.len());
                found.extend(
                    pairs
                        .filter(|(a, b)| is_renamed_label(before, after, a, b))
                        .map(|(a, b)| Renaming { path: path(&old.id, Some(&a.id.label)), to: b.id.label.to_string() }),
                );
            }
            None => {
                let new = after.layers.get(place).filter(|new| is_renamed_layer(before, old, new));
                found.extend(new.map(|new| Renaming { path: path(&old.id, None), to: new.id.clone() }));
            }
        }
    }
    found
}

fn is_renamed_label(before: &Project, after: &Project, old: &Label, new: &Label) -> bool {
    let same = Label { id: new.id.clone(), title: new.title.clone(), ..old.clone() };
    old.id != new.id && after.label(&old.id).is_none() && before.label(&new.id).is_none() && same == *new
}

fn is_renamed_layer(before: &Project, old: &Layer, new: &Layer) -> bool {
    let names = |layer: &Layer| layer.labels.iter().map(|label| label.id.label.clone()).collect::<Vec<_>>();
    before.layer(&new.id).is_none() && old.shape == new.shape && names(old) == names(new)
}

#[cfg(test)]
mod tests {
    use super::renamed_between;
    use crate::model::id::LabelId;
    use crate::tests::news;

    #[test]
    fn what_only_has_another_name_in_its_place_was_renamed() {
        let before = news::project();
        let mut after = before.clone();
        assert_eq!(renamed_between(&before, &after), []);
        let label = &mut after.layers[0].labels[0];
        let (old, new) = (label.id.clone(), LabelId::new(&label.id.layer, "human"));
        (label.id, label.title) = (new, "Human".to_owned());
        let found = renamed_between(&before, &after);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].path.to_string(), found[0].to.as_str()), (old.to_string(), "human"));
        after.layers[0].labels.swap(0, 1);
        assert_eq!(renamed_between(&before, &after), []);
    }
}
