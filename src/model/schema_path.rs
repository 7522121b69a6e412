//! Names of parts of a schema: `events` (a layer), `events/visit` (a label), `events/visit#agent` (a role of the label),
//! `events#place` (a role of all its labels), `events/visit@tense` and `events@tense` (attributes). And what renaming one of
//! them does to annotations.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::error::Error;

use super::annotation::Annotation;
use super::id::LabelId;
use super::identity::{Identities, Identity};
use super::schema::Project;
use super::set::AnnotationSet;

/// A part of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaPath {
    pub layer: String,
    /// `None` for the layer itself, or what all its labels have.
    pub label: Option<String>,
    pub part: Option<Part>,
}

/// What a label has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Role(String),
    Attribute(String),
}

/// A part of the schema that gets another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renaming {
    pub path: SchemaPath,
    pub to: String,
}

impl SchemaPath {
    /// Its own name, the last in the path.
    #[must_use]
    pub fn name(&self) -> &str {
        match (&self.part, &self.label) {
            (Some(Part::Role(name) | Part::Attribute(name)), _) => name,
            (None, Some(label)) => label,
            (None, None) => &self.layer,
        }
    }

    /// The path with another last name.
    #[must_use]
    pub fn renamed(&self, to: &str) -> Self {
        let to = to.to_owned();
        match (&self.part, &self.label) {
            (Some(Part::Role(_)), _) => Self { part: Some(Part::Role(to)), ..self.clone() },
            (Some(Part::Attribute(_)), _) => Self { part: Some(Part::Attribute(to)), ..self.clone() },
            (None, Some(_)) => Self { label: Some(to), ..self.clone() },
            (None, None) => Self { layer: to, ..self.clone() },
        }
    }

    /// The path as it is called after a part that it may be, or be of, got another name.
    #[must_use]
    pub fn after(&self, before: &SchemaPath, now: &SchemaPath) -> Self {
        let is_of_layer = self.layer == before.layer;
        let is_of_label = is_of_layer && self.label == before.label;
        match (&before.label, &before.part) {
            (_, Some(_)) if is_of_label && self.part == before.part => now.clone(),
            (Some(_), None) if is_of_label => Self { part: self.part.clone(), ..now.clone() },
            (None, None) if is_of_layer => Self { layer: now.layer.clone(), ..self.clone() },
            _ => self.clone(),
        }
    }

    /// Whether a project has such a layer or label, role or attribute.
    #[must_use]
    pub fn is_in(&self, project: &Project) -> bool {
        let Some(layer) = project.layer(&self.layer) else { return false };
        let label = layer.labels.iter().find(|label| Some(&*label.id.label) == self.label.as_deref());
        let (roles, attributes) = match (&self.label, label) {
            (None, _) => (&layer.roles, &layer.attributes),
            (Some(_), Some(label)) => (&label.roles, &label.attributes),
            (Some(_), None) => return false,
        };
        match &self.part {
            None => true,
            Some(Part::Role(name)) => roles.iter().any(|role| role.name == *name),
            Some(Part::Attribute(name)) => attributes.iter().any(|attribute| attribute.name == *name),
        }
    }

    /// Whether a label is it, or of it.
    fn names(&self, label: &LabelId) -> bool {
        *label.layer == *self.layer && self.label.as_ref().is_none_or(|name| *label.label == **name)
    }

    /// Whether an annotation uses it.
    #[must_use]
    pub fn is_used_by(&self, annotation: &Annotation) -> bool {
        let has_role = |name: &str| annotation.arguments.iter().any(|argument| argument.role == name);
        self.is_used(&annotation.label, has_role, |name| annotation.attributes.contains_key(name))
    }

    /// Whether a label with some roles and attributes uses it.
    pub(super) fn is_used(
        &self,
        label: &LabelId,
        has_role: impl FnOnce(&str) -> bool,
        has_attribute: impl FnOnce(&str) -> bool,
    ) -> bool {
        self.names(label)
            && match &self.part {
                None => true,
                Some(Part::Role(name)) => has_role(name),
                Some(Part::Attribute(name)) => has_attribute(name),
            }
    }
}

impl Renaming {
    /// The renaming that takes this one back.
    #[must_use]
    pub fn inverted(&self) -> Self {
        Self { path: self.path.renamed(&self.to), to: self.path.name().to_owned() }
    }

    /// Renames in a set. Whether anything changed.
    pub fn apply_to_set(&self, set: &mut AnnotationSet) -> bool {
        set.replace_each(|annotation| self.renamed(annotation))
    }

    /// Renames the labels that identities usually have. Whether anything changed.
    pub fn apply_to_identities(&self, identities: &mut Identities) -> bool {
        let renamed: Vec<_> = identities.iter().filter_map(|identity| self.renamed_identity(identity)).collect();
        let is_changed = !renamed.is_empty();
        renamed.into_iter().for_each(|identity| identities.put(identity));
        is_changed
    }

    /// An identity whose usual label the renaming names, renamed.
    pub(super) fn renamed_identity(&self, identity: &Identity) -> Option<Arc<Identity>> {
        let label = identity.label.as_ref().filter(|label| self.path.part.is_none() && self.path.names(label))?;
        let mut renamed = identity.clone();
        renamed.label = Some(self.renamed_label(label));
        Some(Arc::new(renamed))
    }

    /// An annotation that uses what is renamed, as it reads afterwards.
    pub(super) fn renamed(&self, annotation: &Annotation) -> Option<Annotation> {
        if !self.path.is_used_by(annotation) {
            return None;
        }
        let mut renamed = annotation.clone();
        match (&self.path.part, &self.path.label) {
            (Some(Part::Role(name)), _) => {
                for argument in renamed.arguments.iter_mut().filter(|argument| argument.role == *name) {
                    argument.role.clone_from(&self.to);
                }
                renamed.arguments.sort();
            }
            (Some(Part::Attribute(name)), _) => {
                if let Some(value) = renamed.attributes.remove(name) {
                    renamed.attributes.insert(self.to.clone(), value);
                }
            }
            (None, _) => renamed.label = self.renamed_label(&renamed.label),
        }
        Some(renamed)
    }

    /// What a label that the path names is called afterwards.
    fn renamed_label(&self, label: &LabelId) -> LabelId {
        match &self.path.label {
            Some(_) => LabelId::new(&self.path.layer, &self.to),
            None => LabelId::new(&self.to, &label.label),
        }
    }
}

impl fmt::Display for SchemaPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.layer)?;
        if let Some(label) = &self.label {
            write!(f, "/{label}")?;
        }
        match &self.part {
            None => Ok(()),
            Some(Part::Role(name)) => write!(f, "#{name}"),
            Some(Part::Attribute(name)) => write!(f, "@{name}"),
        }
    }
}

impl FromStr for SchemaPath {
    type Err = Error;

    fn from_str(written: &str) -> Result<Self, Error> {
        let (owner, part) = match written.find(['#', '@']) {
            None => (written, None),
            Some(at) => {
                let name = written[at + 1..].to_owned();
                let is_role = written[at..].starts_with('#');
                (&written[..at], Some(if is_role { Part::Role(name) } else { Part::Attribute(name) }))
            }
        };
        let (layer, label) = owner.split_once('/').map_or((owner, None), |(layer, label)| (layer, Some(label)));
        let path = Self { layer: layer.to_owned(), label: label.map(str::to_owned), part };
        let names = [Some(path.layer.as_str()), path.label.as_deref(), Some(path.name())];
        let wrong = names.into_iter().flatten().find(|name| !is_name(name)).map(str::to_owned);
        match wrong {
            None => Ok(path),
            Some(name) => Err(Error::new(format!("`{name}` is no name")).hint(
                "write `layer`, `layer/label`, `layer/label#role` or `layer/label@attribute`; names have no spaces and none of / # { } [ ] @ \" \\",
            )),
        }
    }
}

/// Whether something can be called so.
#[must_use]
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || "/#{}[]@\"\\".contains(c))
}

#[cfg(test)]
mod tests {
    use super::SchemaPath;

    #[test]
    fn paths_read_and_print_back() {
        for path in ["events", "events/visit", "events/visit#agent", "events#place", "events/visit@tense"] {
            assert_eq!(path.parse::<SchemaPath>().unwrap().to_string(), path);
        }
        let after = |path: &str, renamed: &str, to: &str| {
            let renamed: SchemaPath = renamed.parse().unwrap();
            path.parse::<SchemaPath>().unwrap().after(&renamed, &renamed.renamed(to)).to_string()
        };
        assert_eq!(after("events/visit#agent", "events", "doings"), "doings/visit#agent");
        assert_eq!(after("events/visit#agent", "events/visit", "trip"), "events/trip#agent");
        assert_eq!(after("events/visit#agent", "events/visit#time", "when"), "events/visit#agent");
        assert!("events/".parse::<SchemaPath>().is_err() && "a b".parse::<SchemaPath>().is_err());
    }
}
