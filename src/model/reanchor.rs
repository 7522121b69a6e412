//! Carrying annotations over to a text that was changed: where the quotes of those that no longer fit stand now. It proposes
//! and changes nothing; it knows neither the old text nor files. Offsets are code points, `bytes` are UTF-8 bytes.
//!
//! A quote that stands once in the new text and was annotated once is sure. The longest run of sure ones in unchanged order is
//! a map from the old text to the new one. A quote that stands more than once is where its neighbours on that map say it must
//! be: between them, and moved as far as they were. What is found so extends the map.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::text::fold::{Folded, has_same_letters};

use super::annotation::{Anchor, Annotation};
use super::document::Document;

/// Of several places the nearest is taken if it is this many times nearer to where it is expected than the next.
const NEARER: usize = 4;

/// An annotation whose quotes are not where they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drifted {
    /// Its anchor is the document until it has a place.
    pub annotation: Annotation,
    /// At least one.
    pub pieces: Vec<Piece>,
}

/// Where a quote stood in the old text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub chars: Range<usize>,
    pub quote: String,
}

/// What is proposed for one that drifted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Moved {
        anchor: Anchor,
        spelling: Spelling,
    },
    /// A quote stands in so many places, and none of them is clearly the one.
    Ambiguous {
        places: usize,
    },
    /// A quote stands nowhere.
    Lost,
}

/// Whether a quote is written as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spelling {
    Same,
    /// The letters are the same; harakat, tatweel, invisible characters or the composition are not.
    Other,
}

/// Where a quote stands in the new text.
struct Place {
    start: usize,
    bytes: Range<usize>,
    spelling: Spelling,
}

/// A quote that was annotated at one place of the old text.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Sought<'a> {
    old_start: usize,
    quote: &'a str,
}

/// A place of the old text and the same one in the new text. Sorted by both.
type Map = Vec<(usize, usize)>;

/// One outcome for each of `drifted`. `fitting` are the annotations that stand where they stood.
#[must_use]
pub fn propose(drifted: &[Drifted], fitting: &[Arc<Annotation>], document: &Document) -> Vec<Outcome> {
    if drifted.is_empty() {
        return Vec::new();
    }
    let spans = fitting.iter().flat_map(|annotation| annotation.anchor.spans());
    let held: Vec<Sought<'_>> = spans
        .map(|span| Sought { old_start: document.chars_from_bytes(span.start()), quote: document.quote(*span) })
        .collect();
    let pieces = || drifted.iter().flat_map(|one| &one.pieces).map(sought);
    let mut quotes: BTreeMap<&str, Vec<Place>> = pieces().map(|one| (one.quote, Vec::new())).collect();
    find_places(&mut quotes, document);
    let mut places_of_held: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &held {
        places_of_held.entry(one.quote).or_insert_with(|| document.text().matches(one.quote).take(2).count());
    }
    // How often each quote was annotated, at different places.
    let mut claims: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for one in held.iter().map(|one| Sought { ..*one }).chain(pieces()) {
        let starts = claims.entry(one.quote).or_default();
        if !starts.contains(&one.old_start) {
            starts.push(one.old_start);
        }
    }
    let is_sure = |quote: &str, places: usize| places == 1 && claims.get(quote).is_some_and(|starts| starts.len() == 1);
    let mut sure: Map = Vec::new();
    sure.extend(
        held.iter()
            .filter(|one| is_sure(one.quote, places_of_held[one.quote]))
            .map(|one| (one.old_start, one.old_start)),
    );
    sure.extend(
        pieces()
            .filter(|one| is_sure(one.quote, quotes[one.quote].len()))
            .map(|one| (one.old_start, quotes[one.quote][0].start)),
    );
    if sure.is_empty() {
        sure = held.iter().map(|one| (one.old_start, one.old_start)).collect();
    }
    sure.sort_unstable();
    sure.dedup();
    let mut map = longest_in_order(&sure);

    let mut found: BTreeMap<Sought<'_>, usize> = BTreeMap::new();
    for one in pieces().filter(|one| is_sure(one.quote, quotes[one.quote].len())) {
        let point = (one.old_start, quotes[one.quote][0].start);
        if map.binary_search(&point).is_ok() || moved_with_a_neighbour(&sure, point) {
            found.insert(one, 0);
        }
    }
    let mut occupied: BTreeSet<(&str, usize)> = held.iter().map(|one| (one.quote, one.old_start)).collect();
    occupied.extend(found.iter().map(|(one, place)| (one.quote, quotes[one.quote][*place].start)));
    loop {
        let mut new: BTreeMap<(&str, usize), Vec<Sought<'_>>> = BTreeMap::new();
        for one in pieces().filter(|one| !found.contains_key(one)) {
            let taken = |place: usize| occupied.contains(&(one.quote, quotes[one.quote][place].start));
            if let Some(place) = expected_place(&one, &quotes[one.quote], &map).filter(|place| !taken(*place)) {
                let wanted = new.entry((one.quote, place)).or_default();
                if !wanted.contains(&one) {
                    wanted.push(one);
                }
            }
        }
        // A place that several want is nobody's.
        new.retain(|_, wanted| wanted.len() == 1);
        if new.is_empty() {
            break;
        }
        for ((quote, place), one) in
            new.into_iter().flat_map(|(place, wanted)| wanted.into_iter().map(move |one| (place, one)))
        {
            let start = quotes[quote][place].start;
            occupied.insert((quote, start));
            map.push((one.old_start, start));
            found.insert(one, place);
        }
        map.sort_unstable();
        map.dedup();
        map = longest_in_order(&map);
    }
    drifted.iter().map(|one| outcome(one, &quotes, &found, document)).collect()
}

fn sought(piece: &Piece) -> Sought<'_> {
    Sought { old_start: piece.chars.start, quote: &piece.quote }
}

/// Fills in where each quote stands: as it is written or, if it stands nowhere so, in another spelling of the same letters.
fn find_places(quotes: &mut BTreeMap<&str, Vec<Place>>, document: &Document) {
    let text = document.text();
    let place =
        |bytes: Range<usize>, spelling| Place { start: document.chars_from_bytes(bytes.start), bytes, spelling };
    let mut folded = None;
    for (quote, places) in quotes.iter_mut().filter(|(quote, _)| !quote.is_empty()) {
        places.extend(text.match_indices(quote).map(|(at, said)| place(at..at + said.len(), Spelling::Same)));
        if places.is_empty() {
            let folded = folded.get_or_insert_with(|| Folded::new(text));
            let found =
                folded.find_all(&Folded::new(quote)).filter(|bytes| has_same_letters(&text[bytes.clone()], quote));
            places.extend(found.map(|bytes| place(bytes, Spelling::Other)));
        }
    }
}

/// The most points that are in one order in both texts. `points` are sorted.
fn longest_in_order(points: &[(usize, usize)]) -> Map {
    // Patience sorting: `ends[n]` is the point with the least place in the new text that ends a run of n + 1.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(points.len());
    for (index, (_, new)) in points.iter().enumerate() {
        let length = ends.partition_point(|end| points[*end].1 <= *new);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(index);
        } else {
            ends[length] = index;
        }
    }
    let mut run: Map =
        std::iter::successors(ends.last().copied(), |index| before[*index]).map(|index| points[index]).collect();
    run.reverse();
    run
}

/// Whether a point out of order moved just as far as one beside it: a passage that was put elsewhere.
fn moved_with_a_neighbour(points: &[(usize, usize)], point: (usize, usize)) -> bool {
    let at = points.partition_point(|other| *other < point);
    let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|index| points.get(index));
    beside.into_iter().any(|other| other.0 != point.0 && shifted(point.0, *other) == Some(point.1))
}

/// Where an old place is if it moved as far as a point; `None` before the text.
fn shifted(old: usize, (from, to): (usize, usize)) -> Option<usize> {
    (old + to).checked_sub(from)
}

/// The index of the place that a quote must have by its neighbours on the map, if they leave one.
fn expected_place(one: &Sought<'_>, places: &[Place], map: &Map) -> Option<usize> {
    let next = map.partition_point(|(old, _)| *old < one.old_start);
    let (before, after) = (next.checked_sub(1).map(|index| map[index]), map.get(next).copied());
    let first = before.map_or(0, |(_, new)| places.partition_point(|place| place.start < new));
    let end = after.map_or(places.len(), |(_, new)| places.partition_point(|place| place.start <= new));
    let expected: Vec<usize> =
        [before, after].into_iter().flatten().filter_map(|point| shifted(one.old_start, point)).collect();
    let mut near: Vec<(usize, usize)> = (first..end)
        .filter_map(|index| Some((expected.iter().map(|at| at.abs_diff(places[index].start)).min()?, index)))
        .collect();
    near.sort_unstable();
    match near[..] {
        [] => None,
        [(_, only)] => Some(only),
        [(nearest, index), (second, _), ..] => (nearest * NEARER < second).then_some(index),
    }
}

fn outcome(
    one: &Drifted,
    quotes: &BTreeMap<&str, Vec<Place>>,
    found: &BTreeMap<Sought<'_>, usize>,
    document: &Document,
) -> Outcome {
    let places_of = |piece: &Piece| &quotes[piece.quote.as_str()];
    if one.pieces.iter().any(|piece| places_of(piece).is_empty()) {
        return Outcome::Lost;
    }
    let taken: Option<Vec<&Place>> =
        one.pieces.iter().map(|piece| found.get(&sought(piece)).map(|index| &places_of(piece)[*index])).collect();
    // Pieces keep their order.
    let taken = taken.filter(|taken| taken.is_sorted_by(|a, b| a.bytes.end <= b.bytes.start));
    let anchor = taken.as_ref().and_then(|taken| document.anchor(taken.iter().map(|place| place.bytes.clone())).ok());
    match (anchor, taken) {
        (Some(anchor), Some(taken)) => {
            let spelling = taken.iter().map(|place| place.spelling).max().unwrap_or(Spelling::Same);
            Outcome::Moved { anchor, spelling }
        }
        _ => Outcome::Ambiguous { places: one.pieces.iter().map(|piece| places_of(piece).len()).max().unwrap_or(0) },
    }
}

#[cfg(test)]
mod tests {
    use super::{Drifted, Outcome, Piece, Spelling, propose};
    use crate::model::annotation::{Anchor, Annotation};
    use crate::model::document::Document;
    use crate::model::id::{AnnotationId, DocumentId, LabelId};
    use std::sync::Arc;

    /// What becomes of quotes of the old text at these byte offsets (pieces of one annotation divided by `|`), in the new
    /// text: where they stand in code points (`~` if the spelling is another), `?` and the number of places, or `-`.
    fn check(old: &str, quotes: &[(usize, &str)], new: &str, expected: &[&str]) {
        let (before, now) = (Document::new(DocumentId::new("d"), old), Document::new(DocumentId::new("d"), new));
        let (mut drifted, mut fitting) = (Vec::new(), Vec::new());
        for (number, (at, quote)) in quotes.iter().enumerate() {
            let mut annotation =
                Annotation::new(AnnotationId(number as u32), LabelId::new("entities", "person"), Anchor::Document);
            let mut from = *at;
            let ranges: Vec<_> = quote
                .split('|')
                .map(|part| {
                    let start = from + old[from..].find(part).unwrap();
                    from = start + part.len();
                    start..from
                })
                .collect();
            if ranges.iter().all(|range| new.get(range.clone()) == Some(&old[range.clone()])) {
                annotation.anchor = now.anchor(ranges).unwrap();
                fitting.push(Arc::new(annotation));
                continue;
            }
            let piece = |range: std::ops::Range<usize>| Piece {
                chars: before.chars_from_span(before.span(range.clone()).unwrap()),
                quote: old[range].to_owned(),
            };
            drifted.push(Drifted { annotation, pieces: ranges.into_iter().map(piece).collect() });
        }
        let said: Vec<String> = propose(&drifted, &fitting, &now)
            .into_iter()
            .map(|outcome| match outcome {
                Outcome::Lost => "-".to_owned(),
                Outcome::Ambiguous { places } => format!("?{places}"),
                Outcome::Moved { anchor, spelling } => {
                    let spans = anchor.spans().iter().map(|span| now.chars_from_span(*span));
                    let spans: Vec<_> = spans.map(|chars| format!("{}..{}", chars.start, chars.end)).collect();
                    format!("{}{}", if spelling == Spelling::Other { "~" } else { "" }, spans.join("|"))
                }
            })
            .collect();
        assert_eq!(said, expected);
    }

    #[test]
    fn a_quote_that_stands_once_moves_there() {
        check("ab Layla", &[(0, "Layla")], "قال ab Layla", &["7..12"]);
        check("xx ليلى", &[(0, "ليلى")], "ليلى", &["0..4"]);
    }

    #[test]
    fn a_quote_that_stands_nowhere_is_lost() {
        check("in Haifa", &[(0, "Haifa")], "in Acre", &["-"]);
    }

    #[test]
    fn of_several_places_the_one_that_moved_with_its_neighbours_is_taken() {
        check(
            "a Layla b Layla Haifa",
            &[(0, "Layla"), (8, "Layla"), (0, "Haifa")],
            "xx a Layla b Layla Haifa",
            &["5..10", "13..18", "19..24"],
        );
        check("Layla Haifa Layla", &[(0, "Haifa"), (6, "Layla")], "_ Layla Haifa Layla", &["8..13", "14..19"]);
    }

    #[test]
    fn of_several_places_without_a_neighbour_none_is_taken() {
        check("Layla", &[(0, "Layla")], "x Layla Layla", &["?2"]);
        check("a Layla b Layla", &[(0, "Layla"), (8, "Layla")], "xyz Layla", &["?1", "?1"]);
    }

    #[test]
    fn what_stands_before_the_change_holds_its_place() {
        check(
            "Layla, Haifa, Layla",
            &[(0, "Layla"), (0, "Haifa"), (8, "Layla")],
            "Layla, Haifa, not Layla",
            &["18..23"],
        );
    }

    #[test]
    fn a_lone_quote_out_of_order_is_not_believed_and_a_passage_is() {
        check(
            "q aa bb cc dd",
            &[(0, "q"), (0, "aa"), (0, "bb"), (0, "cc")],
            "aa bb cc dd q",
            &["?1", "0..2", "3..5", "6..8"],
        );
        let quotes = [(0, "q"), (0, "r"), (0, "aa"), (0, "bb"), (0, "cc")];
        check("q r aa bb cc", &quotes, "aa bb cc q r", &["9..10", "11..12", "0..2", "3..5", "6..8"]);
    }

    #[test]
    fn another_spelling_of_the_same_letters_is_found_and_said() {
        check("x محمد", &[(0, "محمد")], "قال مُحَمَّد هنا", &["~4..12"]);
        check("x Đà Nẵng", &[(0, "Đà Nẵng")], "Đa\u{300} Na\u{306}\u{303}ng", &["~0..10"]);
        check("x hòa", &[(0, "hòa")], "hoa", &["-"]);
    }

    #[test]
    fn each_piece_of_an_annotation_moves_and_they_keep_their_order() {
        check("take it off", &[(0, "take|off")], "do take it all off", &["3..7|15..18"]);
        check("take it off", &[(0, "take|off")], "off we take", &["?1"]);
    }
}
