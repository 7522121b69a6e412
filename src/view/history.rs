//! The history of a document as a list: what was done and when, the newest first. Plain values; times are in UTC.

use crate::model::annotation::{Annotation, Filler};
use crate::model::change::Change;
use crate::model::history::{Deed, Earlier, Entry};
use crate::model::id::{AnnotationId, AnnotatorId};
use crate::model::moment::Moment;
use crate::session::state::Session;
use crate::view::inspector::quote_of;

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryRow {
    Entry(HistoryLine),
    /// The entries with these numbers, both included, of which nothing is known.
    Unknown(u64, u64),
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryLine {
    pub number: u64,
    /// Who did it, as far as that is known: who decided, or else in whose name the set is.
    pub who: AnnotatorId,
    /// What was done, in the words of a command.
    pub title: String,
    pub way: Way,
    pub about: About,
    /// `2026-11-22 02:26`.
    pub time: String,
    pub ago: Ago,
    /// What it deleted and can be brought back: number and what it says.
    pub deleted: Vec<(AnnotationId, String)>,
    /// Whether the page is shown as it was after it.
    pub is_shown: bool,
    /// Whether the page can be shown so: nothing that is not known lies between it and now.
    pub leads_to_now: bool,
}

/// What an entry changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// No annotation.
    Nothing,
    /// What the annotation says; empty if it is about the whole document.
    One(String),
    Several(usize),
}

/// How an entry came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Did,
    Undid,
    DidAgain,
    Renamed,
}

/// How long ago something was, in the largest unit that fits; a clock that jumped may put it into the future.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ago {
    JustNow,
    Minutes(i64),
    Hours(i64),
    Days(i64),
}

impl Ago {
    #[must_use]
    pub fn of(then: Moment, now: Moment) -> Self {
        let minutes = (now.0 - then.0) / 60_000;
        match minutes {
            ..1 => Ago::JustNow,
            1..60 => Ago::Minutes(minutes),
            60..1440 => Ago::Hours(minutes / 60),
            _ => Ago::Days(minutes / 1440),
        }
    }
}

impl Way {
    fn of(entry: &Entry) -> Self {
        match entry.deed {
            Deed::Did => Way::Did,
            Deed::Undid(_) => Way::Undid,
            Deed::DidAgain(_) => Way::DidAgain,
            Deed::Renamed(_) => Way::Renamed,
        }
    }
}

/// How many rows there are.
#[must_use]
pub fn rows_len(session: &Session) -> usize {
    session.history().len() + session.earlier_history().len()
}

/// The row at `row`, counted from the newest.
#[must_use]
pub fn row(session: &Session, row: usize) -> Option<HistoryRow> {
    let entries = session.history();
    if let Some(entry) = entries.iter().rev().nth(row) {
        return line(session, entry, true).map(HistoryRow::Entry);
    }
    match session.earlier_history().iter().rev().nth(row - entries.len())? {
        Earlier::Entry(entry) => line(session, entry, false).map(HistoryRow::Entry),
        Earlier::Unknown(from, to) => Some(HistoryRow::Unknown(*from, *to)),
    }
}

fn line(session: &Session, entry: &Entry, leads_to_now: bool) -> Option<HistoryLine> {
    let document = session.document()?;
    let quote = |annotation: &Annotation| quote_of(document, annotation);
    let changed = || entry.changes.transaction.iter().filter_map(Change::subject).map(|annotation| &**annotation);
    let about = match changed().next() {
        None => About::Nothing,
        Some(first) if changed().all(|annotation| annotation.id == first.id) => About::One(quote(first)),
        Some(_) => match whole(changed) {
            Some(frame) => About::One(quote(frame)),
            None => About::Several(changed().count()),
        },
    };
    let deleted = if leads_to_now { session.deleted_by(entry) } else { Vec::new() };
    Some(HistoryLine {
        number: entry.number,
        who: entry.decided_by().unwrap_or(session.annotator()).clone(),
        title: entry.title.clone(),
        way: Way::of(entry),
        about,
        time: entry.time.to_minutes(),
        ago: Ago::of(entry.time, session.now()),
        deleted: deleted.iter().map(|annotation| (annotation.id, quote(annotation))).collect(),
        is_shown: session.looks_at().is_some_and(|shown| shown.number == entry.number),
        leads_to_now,
    })
}

/// Of several annotations the frame that names all the others: they came with it, to fill its roles.
fn whole<'a, I: Iterator<Item = &'a Annotation>>(changed: impl Fn() -> I) -> Option<&'a Annotation> {
    let names = |frame: &Annotation, other: &Annotation| {
        frame.id == other.id || frame.arguments.iter().any(|argument| argument.filler == Filler::Annotation(other.id))
    };
    changed().find(|frame| changed().all(|other| names(frame, other)))
}

#[cfg(test)]
mod tests {
    use super::Ago;
    use crate::model::moment::Moment;

    #[test]
    fn time_is_told_in_the_largest_unit() {
        let ago = |minutes: i64| Ago::of(Moment(0), Moment(minutes * 60_000));
        assert_eq!(
            [ago(-5), ago(0), ago(59), ago(60), ago(2880)],
            [Ago::JustNow, Ago::JustNow, Ago::Minutes(59), Ago::Hours(1), Ago::Days(2)]
        );
    }
}
