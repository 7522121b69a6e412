//! What can be asked about agreement: measuring it, and going to the cases behind a number.

use std::fmt;

use crate::model::id::{AnnotatorId, DocumentId};
use crate::session::arguments::as_word;

use super::review::Kind;
use super::words::LabelName;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgreementCommand {
    /// Measures it, and shows it in the page's place.
    Measure(Measuring),
    /// Goes on with the documents.
    End,
    /// Goes to the cases behind a number.
    Show(Box<Number>),
    /// Goes to the next document with such cases.
    Next,
    Previous,
}

/// What is measured.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Measuring {
    /// Nobody stands for everybody.
    pub of: Vec<AnnotatorId>,
    /// Whether only finished documents count.
    pub finished: bool,
    /// Whether γ is measured too, which takes longest.
    pub gamma: bool,
}

/// What a number is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Number {
    /// Nobody stands for all who were measured.
    pub of: Vec<AnnotatorId>,
    /// A label or a layer, as a person writes it; with `against` also nothing (`-`).
    pub label: Option<LabelName>,
    /// What another one, later by name, says of the same thing.
    pub against: Option<LabelName>,
    /// What its cases are; `None` for those that differ in whatever, or all of them where two labels or somebody's are meant.
    pub kind: Option<Kind>,
    /// Who gives the label.
    pub by: Option<AnnotatorId>,
    /// Whether it is about all cases, agreed on or not.
    pub is_all: bool,
    pub document: Option<DocumentId>,
    /// As text: `2026-11-22`.
    pub day: Option<String>,
}

impl Number {
    /// The kind of the cases behind it; `None` for any.
    #[must_use]
    pub fn cases(&self) -> Option<Kind> {
        let is_any = self.is_all || self.against.is_some() || self.by.is_some();
        self.kind.or((!is_any).then_some(Kind::Differing))
    }
}

impl fmt::Display for AgreementCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |f: &mut fmt::Formatter<'_>, of: &[AnnotatorId]| {
            of.iter().try_for_each(|name| write!(f, " {}", as_word(name.as_str())))
        };
        match self {
            Self::Measure(Measuring { of, finished, gamma }) => {
                f.write_str("agreement")?;
                names(f, of)?;
                f.write_str(if *finished { " --finished" } else { "" })?;
                f.write_str(if *gamma { " --gamma" } else { "" })
            }
            Self::End => f.write_str("end-agreement"),
            Self::Show(number) => {
                let Number { of, label, against, kind, by, is_all, document, day } = &**number;
                f.write_str("show-cases")?;
                names(f, of)?;
                f.write_str(if *is_all { " --all" } else { "" })?;
                let options = [
                    ("--kind", kind.map(Kind::word)),
                    ("--by", by.as_ref().map(AnnotatorId::as_str)),
                    ("--label", label.as_ref().map(|label| label.0.as_str())),
                    ("--against", against.as_ref().map(|label| label.0.as_str())),
                    ("--document", document.as_ref().map(DocumentId::as_str)),
                    ("--day", day.as_deref()),
                ];
                let mut given = options.into_iter().filter_map(|(name, value)| Some((name, value?)));
                given.try_for_each(|(name, value)| write!(f, " {name} {}", as_word(value)))
            }
            Self::Next => f.write_str("next-cases"),
            Self::Previous => f.write_str("previous-cases"),
        }
    }
}
