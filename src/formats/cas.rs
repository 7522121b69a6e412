//! A CAS of Apache UIMA as a value: a text, a type system, and feature structures that name each other by number. XMI and JSON are
//! two ways to write one. Offsets are UTF-16 units, the end exclusive. Knows nothing of annotations as ours are.

use std::collections::{BTreeMap, BTreeSet};

/// Types that every CAS has.
pub const ANNOTATION: &str = "uima.tcas.Annotation";
pub const ANNOTATION_BASE: &str = "uima.cas.AnnotationBase";
pub const DOCUMENT_ANNOTATION: &str = "uima.tcas.DocumentAnnotation";
pub const TOP: &str = "uima.cas.TOP";
pub const SOFA: &str = "uima.cas.Sofa";
pub const FS_ARRAY: &str = "uima.cas.FSArray";
pub const STRING: &str = "uima.cas.String";
pub const DOUBLE: &str = "uima.cas.Double";

/// The view that holds the text.
pub const INITIAL_VIEW: &str = "_InitialView";

/// What ranges hold a value, not another structure.
const PRIMITIVES: [&str; 8] = [
    STRING,
    DOUBLE,
    "uima.cas.Integer",
    "uima.cas.Boolean",
    "uima.cas.Float",
    "uima.cas.Long",
    "uima.cas.Short",
    "uima.cas.Byte",
];

/// How a chain of supertypes is followed; a damaged file may go round in circles.
const DEEPEST: usize = 64;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypeSystem {
    pub types: BTreeMap<String, Type>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Type {
    pub supertype: String,
    /// In the order in which they are declared.
    pub features: Vec<Feature>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feature {
    pub name: String,
    pub range: String,
    /// What an array holds.
    pub element: Option<String>,
}

/// A text with what is said about it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cas {
    pub types: TypeSystem,
    pub text: String,
    /// The number of the text.
    pub sofa: u64,
    /// Each number once, in the order of the file; without the text itself and the null structure.
    pub structures: Vec<Structure>,
    /// The structures that are in the index of the text's view; `None` if the file has no such index.
    pub members: Option<BTreeSet<u64>>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Structure {
    pub id: u64,
    /// The name of its type.
    pub kind: String,
    pub features: Vec<(String, Value)>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    /// As it is written, for XMI does not say what is a number.
    Number(String),
    /// Several texts.
    Texts(Vec<String>),
    /// The numbers of other structures.
    References(Vec<u64>),
}

impl Structure {
    #[must_use]
    pub fn new(id: u64, kind: impl Into<String>) -> Self {
        Self { id, kind: kind.into(), features: Vec::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.features.push((name.to_owned(), value));
        self
    }

    /// A text, unless it is empty.
    #[must_use]
    pub fn with_text(self, name: &str, text: &str) -> Self {
        if text.is_empty() { self } else { self.with(name, Value::Text(text.to_owned())) }
    }

    #[must_use]
    pub fn with_number(self, name: &str, number: impl ToString) -> Self {
        self.with(name, Value::Number(number.to_string()))
    }

    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.features.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// What a feature says in letters or figures.
    #[must_use]
    pub fn word(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Value::Text(text) | Value::Number(text) => Some(text),
            Value::Texts(_) | Value::References(_) => None,
        }
    }

    #[must_use]
    pub fn number(&self, name: &str) -> Option<usize> {
        self.word(name)?.parse().ok()
    }

    /// The structures that a feature names.
    #[must_use]
    pub fn references(&self, name: &str) -> &[u64] {
        match self.get(name) {
            Some(Value::References(ids)) => ids,
            _ => &[],
        }
    }

    /// Where it stands in the text.
    #[must_use]
    pub fn range(&self) -> Option<std::ops::Range<usize>> {
        Some(self.number("begin")?..self.number("end")?)
    }
}

impl Cas {
    /// Where each structure is.
    #[must_use]
    pub fn by_id(&self) -> BTreeMap<u64, &Structure> {
        self.structures.iter().map(|structure| (structure.id, structure)).collect()
    }
}

/// The structures that a feature names, through arrays that stand by themselves.
#[must_use]
pub fn targets<'a>(by_id: &BTreeMap<u64, &'a Structure>, structure: &Structure, feature: &str) -> Vec<&'a Structure> {
    let named = structure.references(feature).iter().filter_map(|id| by_id.get(id).copied());
    let mut found = Vec::new();
    for target in named {
        match target.kind == FS_ARRAY || target.kind.ends_with("[]") {
            true => found.extend(target.references("elements").iter().filter_map(|id| by_id.get(id).copied())),
            false => found.push(target),
        }
    }
    found
}

impl TypeSystem {
    /// Adds the types of another; where both know one, the features that the other knows more.
    pub fn learn(&mut self, other: Self) {
        for (name, kind) in other.types {
            let known =
                self.types.entry(name).or_insert_with(|| Type { supertype: kind.supertype, features: Vec::new() });
            for feature in kind.features {
                if known.features.iter().all(|there| there.name != feature.name) {
                    known.features.push(feature);
                }
            }
        }
    }

    pub fn declare(&mut self, name: &str, supertype: &str) -> &mut Type {
        self.types
            .entry(name.to_owned())
            .or_insert_with(|| Type { supertype: supertype.to_owned(), features: Vec::new() })
    }

    /// The features of a type, its own first, then those of its supertypes as far as they are declared.
    #[must_use]
    pub fn features(&self, kind: &str) -> Vec<&Feature> {
        self.lineage(kind).iter().flat_map(|kind| &kind.features).collect()
    }

    #[must_use]
    pub fn feature(&self, kind: &str, name: &str) -> Option<&Feature> {
        self.lineage(kind).iter().flat_map(|kind| &kind.features).find(|feature| feature.name == name)
    }

    /// Whether a feature of this range holds values; `None` if the range is unknown.
    #[must_use]
    pub fn is_primitive(&self, range: &str) -> bool {
        PRIMITIVES.contains(&range) || self.lineage(range).last().is_some_and(|root| root.supertype == STRING)
    }

    /// Whether values of this range are figures.
    #[must_use]
    pub fn is_number(&self, range: &str) -> bool {
        PRIMITIVES.contains(&range) && range != STRING
    }

    /// A type and its supertypes, as far as they are declared.
    fn lineage(&self, kind: &str) -> Vec<&Type> {
        let mut found = Vec::new();
        let mut name = kind;
        while let Some(kind) = self.types.get(name).filter(|_| found.len() < DEEPEST) {
            found.push(kind);
            name = &kind.supertype;
        }
        found
    }
}

impl Type {
    pub fn add(&mut self, name: &str, range: &str, element: Option<&str>) {
        if self.features.iter().all(|known| known.name != name) {
            let element = element.map(str::to_owned);
            self.features.push(Feature { name: name.to_owned(), range: range.to_owned(), element });
        }
    }
}
