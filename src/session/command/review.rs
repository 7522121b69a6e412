//! What can be asked of a review, and how it is written: `review layla minh --into gold`, `decide first`, `adopt 2 entities`.

use std::collections::BTreeSet;
use std::fmt;

use crate::model::annotation::Confidence;
use crate::model::id::AnnotatorId;
use crate::review::agreement::Measure;
use crate::review::cases::Difference;

use super::words::{LabelName, Switch};
use crate::session::arguments::as_word;

/// Where a review's decisions go unless something else is said.
pub const GOLD: &str = crate::dataset::gold::GOLD;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewCommand {
    /// Compares what these annotators say, or all, and decides in the set of another one.
    Begin {
        of: Vec<AnnotatorId>,
        into: AnnotatorId,
    },
    /// Compares what these programs suggest, or all, with one's own set, and decides there.
    Suggestions(Vec<AnnotatorId>),
    End,
    Next,
    Previous,
    /// Goes to the nth case of the document, counted from 1.
    GoTo(usize),
    Filter(CaseFilter),
    Decide(Choice),
    Adopt(Adopt),
    /// Makes nothing of what is being adopted, taken back or done again beside the window.
    StopAdopting,
    /// Makes nothing of what is put off until something else is done.
    StopWaiting,
    /// Whether keys decide, or label as ever.
    Deciding(Switch),
    HideNames(Switch),
    /// Whether those who are compared stand side by side.
    Parallel(Switch),
    /// Gives these annotators columns of their own, in this order; nobody stands for the first ones.
    Columns(Vec<AnnotatorId>),
}

/// Which cases one steps through.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaseFilter {
    pub show: Show,
    /// `None` for any.
    pub kind: Option<Kind>,
    /// A label or a layer, as a person writes it.
    pub label: Option<LabelName>,
    /// What another one, later by name, says of the same thing. Either may be [`NOTHING`].
    pub against: Option<LabelName>,
    /// Who gives the label; `None` for anybody.
    pub by: Option<AnnotatorId>,
}

impl CaseFilter {
    /// Whether it goes by what a measure counts.
    #[must_use]
    pub fn is_measured(&self) -> bool {
        matches!(self.kind, Some(Kind::Measured(_)))
    }
}

/// What stands for saying nothing, in a label's place.
pub const NOTHING: &str = "-";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Show {
    /// What is to be decided, for the first time or again.
    #[default]
    Open,
    Decided,
    All,
}

/// What a case is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// All say the same.
    Agreed,
    /// They differ, in whatever.
    Differing,
    Difference(Difference),
    /// Two differ by what a measure counts: these cases are behind its figure.
    Measured(Measure),
}

/// What is decided of the case at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// The nth reading is right, counted from 1.
    Reading(usize),
    /// The first two are.
    Both,
    Neither,
    /// The first is the beginning of what the reviewer says themselves.
    Edit,
}

/// What is adopted at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopt {
    /// How many have to say the same; `None` for all.
    pub at_least: Option<usize>,
    /// A label or a layer; `None` for any.
    pub label: Option<LabelName>,
    /// Only what its makers are surer of than this.
    pub above: Option<Confidence>,
}

impl Show {
    pub const WORDS: [(&'static str, Show); 3] = [("open", Show::Open), ("decided", Show::Decided), ("all", Show::All)];

    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, known)| *known == self).map_or("", |(word, _)| word)
    }
}

impl Kind {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Agreed => "agreed",
            Kind::Differing => "differing",
            Kind::Difference(difference) => difference.word(),
            Kind::Measured(measure) => measure.word(),
        }
    }

    /// Whether a case whose readings differ in these is of the kind; `differs` says by what measures they do.
    #[must_use]
    pub fn is_of(self, differences: &BTreeSet<Difference>, differs: impl Fn(Measure) -> bool) -> bool {
        match self {
            Kind::Agreed => differences.is_empty(),
            Kind::Differing => !differences.is_empty(),
            Kind::Difference(difference) => differences.contains(&difference),
            Kind::Measured(measure) => differs(measure),
        }
    }

    /// Every kind, in the order of a list.
    pub fn all() -> impl Iterator<Item = Kind> {
        let differences = Difference::ALL.into_iter().map(Kind::Difference);
        let measured = Measure::ALL.into_iter().map(Kind::Measured);
        [Kind::Agreed, Kind::Differing].into_iter().chain(differences).chain(measured)
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::all().find(|kind| kind.word() == word)
    }
}

impl fmt::Display for ReviewCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |f: &mut fmt::Formatter<'_>, of: &[AnnotatorId]| {
            of.iter().try_for_each(|name| write!(f, " {}", as_word(name.as_str())))
        };
        let switch = |f: &mut fmt::Formatter<'_>, name: &str, switch: Switch| {
            let word = Switch::WORDS.iter().find(|(_, known)| *known == switch).map_or("", |(word, _)| word);
            write!(f, "{name} {word}")
        };
        match self {
            Self::Begin { of, into } => {
                f.write_str("review")?;
                names(f, of)?;
                if into.as_str() == GOLD { Ok(()) } else { write!(f, " --into {}", as_word(into.as_str())) }
            }
            Self::Suggestions(of) => {
                f.write_str("review-suggestions")?;
                names(f, of)
            }
            Self::End => f.write_str("end-review"),
            Self::Next => f.write_str("next-case"),
            Self::Previous => f.write_str("previous-case"),
            Self::GoTo(nth) => write!(f, "go-to-case {nth}"),
            Self::Filter(CaseFilter { show, kind, label, against, by }) => {
                write!(f, "filter-cases {} {}", show.word(), kind.map_or("any", Kind::word))?;
                label.as_ref().map_or(Ok(()), |label| write!(f, " {}", as_word(&label.0)))?;
                against.as_ref().map_or(Ok(()), |against| write!(f, " {}", as_word(&against.0)))?;
                by.as_ref().map_or(Ok(()), |by| write!(f, " --by {}", as_word(by.as_str())))
            }
            Self::Decide(choice) => match choice {
                Choice::Reading(1) => f.write_str("decide first"),
                Choice::Reading(2) => f.write_str("decide second"),
                Choice::Reading(nth) => write!(f, "decide {nth}"),
                Choice::Both => f.write_str("decide both"),
                Choice::Neither => f.write_str("decide neither"),
                Choice::Edit => f.write_str("decide edit"),
            },
            Self::Adopt(Adopt { at_least, label, above }) => {
                match at_least {
                    None => f.write_str("adopt all")?,
                    Some(count) => write!(f, "adopt {count}")?,
                }
                label.as_ref().map_or(Ok(()), |label| write!(f, " {}", as_word(&label.0)))?;
                above.map_or(Ok(()), |above| write!(f, " above {}", above.share()))
            }
            Self::StopAdopting => f.write_str("stop-adopting"),
            Self::StopWaiting => f.write_str("stop-waiting"),
            Self::Deciding(now) => switch(f, "deciding", *now),
            Self::HideNames(now) => switch(f, "hide-names", *now),
            Self::Parallel(now) => switch(f, "parallel-pages", *now),
            Self::Columns(of) => {
                f.write_str("columns")?;
                names(f, of)
            }
        }
    }
}
