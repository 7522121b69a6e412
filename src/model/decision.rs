//! Decisions: what a reviewer made of a case, who they are and when, and what each annotator said of it when they saw it; so
//! that the case is open again once somebody says something else. A decision belongs to the set that it was made for, and its
//! first source that says something tells it from others.

use std::fmt;
use std::str::FromStr;

use super::annotation::{Anchor, Annotation};
use super::id::{AnnotationId, AnnotatorId, LabelId};
use super::moment::Moment;

/// What was decided about one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub verdict: Verdict,
    /// Who decided.
    pub by: AnnotatorId,
    pub time: Moment,
    /// What was seen, by annotator; at least one of them says something.
    pub sources: Vec<Source>,
    /// What came of it in the set, ascending; nothing if nobody was right.
    pub made: Vec<AnnotationId>,
}

/// What one annotator said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub annotator: AnnotatorId,
    /// `None` if they said nothing there.
    pub said: Option<Said>,
    /// Whether it was taken as they said it.
    pub is_taken: bool,
}

/// An annotation of another set as it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub id: AnnotationId,
    pub label: LabelId,
    pub seen: Seen,
}

/// The first 64 bits of a BLAKE3 hash of what an annotation says; notes and confidence are no part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seen(u64);

/// How a case was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// All, or enough of them, said the same.
    Agreed,
    /// One of several was right.
    Taken,
    /// Two were.
    Both,
    /// Nobody was.
    Neither,
    /// The reviewer says it in their own way.
    Edited,
}

/// What tells a decision from others of its set.
pub type Key = (AnnotatorId, AnnotationId);

impl Verdict {
    pub const ALL: [Verdict; 5] = [Verdict::Agreed, Verdict::Taken, Verdict::Both, Verdict::Neither, Verdict::Edited];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Agreed => "agreed",
            Verdict::Taken => "taken",
            Verdict::Both => "both",
            Verdict::Neither => "neither",
            Verdict::Edited => "edited",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.word() == word)
    }
}

impl Decision {
    /// What tells it from others; `None` for one that says of nobody what they said, which no set has.
    #[must_use]
    pub fn key(&self) -> Option<Key> {
        self.keys().next()
    }

    /// Every annotation that it was made about.
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        self.sources.iter().filter_map(|source| Some((source.annotator.clone(), source.said.as_ref()?.id)))
    }
}

impl Seen {
    #[must_use]
    pub fn of(annotation: &Annotation) -> Self {
        let mut hasher = blake3::Hasher::new();
        // Each part ends with a byte that no text has, so that parts cannot run into each other.
        let mut part = |part: &str| {
            hasher.update(part.as_bytes()).update(&[0xFF]);
        };
        part(&annotation.label.to_string());
        match &annotation.anchor {
            Anchor::Document => part("document"),
            Anchor::Spans(spans) => spans.iter().for_each(|span| part(&format!("{}..{}", span.start(), span.end()))),
        }
        for argument in &annotation.arguments {
            part(&argument.role);
            part(&argument.filler.to_string());
        }
        for (name, value) in &annotation.attributes {
            part(name);
            part(value);
        }
        part(annotation.identity.as_ref().map_or("", |identity| identity.as_str()));
        let mut first = [0; 8];
        first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        Self(u64::from_be_bytes(first))
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for Seen {
    type Err = ();

    /// Reads what `Display` writes.
    fn from_str(written: &str) -> Result<Self, ()> {
        let is_form = written.len() == 16 && written.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_form { u64::from_str_radix(written, 16).map(Self).map_err(|_| ()) } else { Err(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::Seen;
    use crate::model::annotation::{Annotation, Confidence};
    use crate::model::marked;
    use crate::tests::news;

    fn annotation(written: &str) -> Annotation {
        marked::parse(written, &news::project()).unwrap().annotations.remove(0)
    }

    #[test]
    fn what_is_said_is_seen_and_how_sure_one_is_is_not() {
        let one = annotation("[person#1 Layla]");
        let with_note = Annotation { note: "x".to_owned(), confidence: Some(Confidence::new(0.5)), ..one.clone() };
        assert_eq!(Seen::of(&one), Seen::of(&with_note));
        for other in ["[place#1 Layla]", "[person#1 Layl]a", "[person#1{@layla} Layla]"] {
            assert_ne!(Seen::of(&one), Seen::of(&annotation(other)), "{other}");
        }
        assert_eq!(Seen::of(&one).to_string().parse(), Ok(Seen::of(&one)));
    }
}
