//! The one record: an annotation is a label, an anchor and arguments, with attributes, an identity and a note. What
//! differs between entities, events, stances, relations and topics is their label's shape.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use crate::text::span::Span;

use super::id::{AnnotationId, IdentityId, LabelId};

/// One annotation of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    pub id: AnnotationId,
    pub label: LabelId,
    pub anchor: Anchor,
    /// Sorted by role, then by filler; a role may come more than once. Kept so by [`Annotation::add_argument`].
    pub arguments: Vec<Argument>,
    pub attributes: BTreeMap<String, String>,
    pub identity: Option<IdentityId>,
    /// Empty if there is none.
    pub note: String,
    /// How sure its maker is, if they said so.
    pub confidence: Option<Confidence>,
}

/// What an annotation is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// At least one span; sorted, neither overlapping nor touching. Made by [`super::document::Document::anchor`].
    Spans(Vec<Span>),
    /// The whole document.
    Document,
}

/// Who or what plays a part: `agent=1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Argument {
    pub role: String,
    pub filler: Filler,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Filler {
    /// An annotation of the same set.
    Annotation(AnnotationId),
    /// An entity or event known across documents; written with `@` in front.
    Identity(IdentityId),
}

/// From 0 to 1 in steps of a thousandth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Confidence {
    thousandths: u16,
}

impl Confidence {
    /// `share` is clamped to 0…1.
    #[must_use]
    pub fn new(share: f64) -> Self {
        Self { thousandths: (share.clamp(0.0, 1.0) * 1000.0).round() as u16 }
    }

    #[must_use]
    pub fn share(self) -> f64 {
        f64::from(self.thousandths) / 1000.0
    }
}

impl Anchor {
    /// The spans; none for the whole document.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        match self {
            Anchor::Spans(spans) => spans,
            Anchor::Document => &[],
        }
    }

    /// From the first start to the last end, in bytes; `None` for the whole document.
    #[must_use]
    pub fn hull(&self) -> Option<Range<usize>> {
        match self.spans() {
            [first, .., last] => Some(first.start()..last.end()),
            [only] => Some(only.range()),
            [] => None,
        }
    }
}

impl Annotation {
    /// An annotation without arguments, attributes, identity and note.
    #[must_use]
    pub fn new(id: AnnotationId, label: LabelId, anchor: Anchor) -> Self {
        Self {
            id,
            label,
            anchor,
            arguments: Vec::new(),
            attributes: BTreeMap::new(),
            identity: None,
            note: String::new(),
            confidence: None,
        }
    }

    /// Adds an argument in its place. One that is there already is not added again.
    pub fn add_argument(&mut self, argument: Argument) {
        if let Err(at) = self.arguments.binary_search(&argument) {
            self.arguments.insert(at, argument);
        }
    }

    /// The fillers of a role, sorted.
    pub fn fillers<'a>(&'a self, role: &'a str) -> impl Iterator<Item = &'a Filler> {
        self.arguments.iter().filter(move |argument| argument.role == role).map(|argument| &argument.filler)
    }

    /// Whether an argument names the annotation `id`.
    #[must_use]
    pub fn refers_to(&self, id: AnnotationId) -> bool {
        self.arguments.iter().any(|argument| argument.filler == Filler::Annotation(id))
    }
}

impl fmt::Display for Filler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Filler::Annotation(id) => write!(f, "{id}"),
            Filler::Identity(id) => write!(f, "@{id}"),
        }
    }
}

impl std::str::FromStr for Filler {
    type Err = ();

    /// `7` is annotation 7, `@blinken` an identity.
    fn from_str(written: &str) -> Result<Self, ()> {
        match written.strip_prefix('@') {
            Some("") => Err(()),
            Some(name) => Ok(Filler::Identity(IdentityId::new(name))),
            None => written.parse().map(|number| Filler::Annotation(AnnotationId(number))).map_err(|_| ()),
        }
    }
}
