//! Names of things: cheap to copy, ordered as text. Whether a name is safe as a file name is the store's business.

use std::fmt;
use std::sync::Arc;

/// A name type: a shared string that cannot be mistaken for another kind of name.
macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            #[must_use]
            pub fn new(name: &str) -> Self {
                Self(name.into())
            }

            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name! {
    /// A document of the project, after its file's name.
    DocumentId
}
name! {
    /// Who made a set: the name of their folder under `annotations`.
    AnnotatorId
}
name! {
    /// An entity or event known across documents and languages.
    IdentityId
}

/// A label of a layer: `entities/person`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LabelId {
    pub layer: Arc<str>,
    pub label: Arc<str>,
}

impl LabelId {
    #[must_use]
    pub fn new(layer: &str, label: &str) -> Self {
        Self { layer: layer.into(), label: label.into() }
    }
}

impl fmt::Display for LabelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.layer, self.label)
    }
}

/// An annotation's number, unique in its set and never given again after a deletion. Numbers begin with 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnnotationId(pub u32);

impl fmt::Display for AnnotationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
