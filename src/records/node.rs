//! A value of a RON file together with its place, so that one mistake is told where it stands and the rest is still read.
//! The `ron` crate does the syntax.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use ron::value::RawValue;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use crate::error::{Problem, Severity};

use super::ron_text::{self, Place, RonError};

/// A value that is not yet read.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    /// The whole file.
    source: &'a str,
    /// The value's part of it.
    written: &'a str,
}

/// The fields of a `(name: value, …)`, in the file's order.
pub struct Fields<'a> {
    source: &'a str,
    written: &'a str,
    fields: Vec<(&'a str, Node<'a>)>,
}

impl<'a> Node<'a> {
    /// The value a whole file holds, if its syntax is right.
    pub fn file(source: &'a str) -> Result<Self, RonError> {
        let raw: &RawValue = ron_text::read(source, source)?;
        Ok(Self::within(source, raw))
    }

    fn within(source: &'a str, raw: &'a RawValue) -> Self {
        Self { source, written: raw.trim().get_ron() }
    }

    #[must_use]
    pub fn place(&self) -> Place {
        Place::of(self.source, self.written)
    }

    /// Where the value stands in the file, in bytes.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        let start = (self.written.as_ptr() as usize).saturating_sub(self.source.as_ptr() as usize);
        start..start + self.written.len()
    }

    /// The whole file.
    #[must_use]
    pub fn source(&self) -> &'a str {
        self.source
    }

    /// The value as the file has it.
    #[must_use]
    pub fn written(&self) -> &'a str {
        self.written
    }

    /// Reads it as a type that serde knows.
    pub fn read<T: Deserialize<'a>>(&self) -> Result<T, RonError> {
        ron_text::read(self.source, self.written)
    }

    pub fn fields(&self) -> Result<Fields<'a>, RonError> {
        let RawFields(raw) = self.read()?;
        let fields = raw.into_iter().map(|(name, raw)| (name, Self::within(self.source, raw))).collect();
        Ok(Fields { source: self.source, written: self.written, fields })
    }

    pub fn list(&self) -> Result<Vec<Node<'a>>, RonError> {
        let raw: Vec<&RawValue> = self.read()?;
        Ok(raw.into_iter().map(|raw| Self::within(self.source, raw)).collect())
    }

    pub fn map(&self) -> Result<Vec<(String, Node<'a>)>, RonError> {
        let raw: BTreeMap<String, &RawValue> = self.read()?;
        Ok(raw.into_iter().map(|(key, raw)| (key, Self::within(self.source, raw))).collect())
    }

    /// Whether it is written as a string.
    #[must_use]
    pub fn is_string(&self) -> bool {
        self.written.starts_with(['"', 'r'])
    }
}

impl<'a> Fields<'a> {
    /// Takes a field out.
    pub fn take(&mut self, name: &str) -> Option<Node<'a>> {
        let at = self.fields.iter().position(|(field, _)| *field == name)?;
        Some(self.fields.remove(at).1)
    }

    /// What was not taken.
    #[must_use]
    pub fn rest(self) -> Vec<(&'a str, Node<'a>)> {
        self.fields
    }

    #[must_use]
    pub fn place(&self) -> Place {
        Place::of(self.source, self.written)
    }
}

/// A problem at a place of a file: `project.ron:12:5`.
#[must_use]
pub fn problem(file: &str, severity: Severity, place: Place, message: impl Into<String>) -> Problem {
    Problem::new(severity, format!("{file}:{place}"), message)
}

struct RawFields<'a>(Vec<(&'a str, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for RawFields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldsVisitor;

        impl<'de> Visitor<'de> for FieldsVisitor {
            type Value = Vec<(&'de str, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("fields in parentheses")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(fields)
            }
        }

        deserializer.deserialize_struct("", &[], FieldsVisitor).map(RawFields)
    }
}

#[cfg(test)]
mod tests {
    use super::Node;

    #[test]
    fn values_know_where_they_stand() {
        let file = Node::file("// a project\n(\n  name: \"x\", /* why */\n  layers: [ (id: 1), 2 ],\n)").unwrap();
        let mut fields = file.fields().unwrap();
        let layers = fields.take("layers").unwrap().list().unwrap();
        assert_eq!(layers[1].place().to_string(), "4:22");
        assert_eq!(layers[0].written(), "(id: 1)");
        assert_eq!(fields.rest()[0].0, "name");
        assert_eq!(layers[1].read::<String>().unwrap_err().place.to_string(), "4:22");
    }
}
