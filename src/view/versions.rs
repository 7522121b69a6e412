//! How a file that a conflict left differs from the set that stands, as a list. Plain values; spans are bytes of the text.

use std::ops::Range;

use crate::model::annotation::Annotation;
use crate::model::id::LabelId;
use crate::model::versions::Difference;
use crate::session::keeping::Keeping;
use crate::session::state::Session;

/// What became of an annotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    Missing,
    /// It stands with another label, by its title.
    Labelled(String),
    /// It stands with other words, arguments, or whatever else it says.
    Otherwise,
    Since,
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DifferenceLine {
    pub label: LabelId,
    /// Of the label.
    pub title: String,
    /// None if it is about the whole document.
    pub spans: Vec<Range<usize>>,
    pub fate: Fate,
}

/// The line at `row`.
#[must_use]
pub fn line(session: &Session, keeping: &Keeping, row: usize) -> Option<DifferenceLine> {
    let difference = keeping.differences.get(row)?;
    let one = difference.subject();
    let fate = match difference {
        Difference::Missing(_) => Fate::Missing,
        Difference::Otherwise(stands, one) if stands.label != one.label => Fate::Labelled(title(session, stands)),
        Difference::Otherwise(..) => Fate::Otherwise,
        Difference::Since(_) => Fate::Since,
    };
    let spans = one.anchor.spans().iter().map(|span| span.range()).collect();
    Some(DifferenceLine { label: one.label.clone(), title: title(session, one), spans, fate })
}

fn title(session: &Session, one: &Annotation) -> String {
    session.project().label(&one.label).map_or_else(|| one.label.to_string(), |label| label.title.clone())
}
