//! Carrying annotations over to a text that was changed: where the quotes of those that no longer fit stand now. It proposes
//! and changes nothing; it knows neither the old text nor files. Offsets are code points, `bytes` are UTF-8 bytes.
//!
//! What stands as far from its neighbours as it did moved together with them. A quote that stands once in the new text and was
//! annotated once is sure, unless it would have moved quite otherwise than both of its neighbours: most likely it was corrected
//! where it stood, and the same words stand elsewhere too. The longest run of these in unchanged order is a map from the old text to
//! the new one. Another quote is believed to be where a neighbour on that map says, if it stands exactly there. What is found so
//! extends the map. All else is asked: a question costs a glance, a wrong place is never seen again.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::segment::{is_grapheme_boundary, next_grapheme};

use super::document::Document;
use super::found::{Found, Place, Places, find_quotes};
use super::moved::{
    Map, Neighbours, extend, in_step, longest_in_order, moved_with_a_neighbour, neighbours, neighbours_that_tell,
};
use super::proposal::{Drifted, Outcome, Piece, Placed, Proposal, Settled, Spelling};
use super::reworded::{self, Gone};
use super::together::{FEW_PLACES, Member, Together, moved_together};

/// Of several places the nearest is taken if it is this many times nearer to where it is expected than the next.
const NEARER: usize = 4;
/// Two neighbours say nearly the same if the places they say are at most so many code points apart.
const NEARLY: usize = 6;
/// A neighbour tells where something went if at most so many between the two are sought in vain.
const MOST_IN_VAIN: usize = 3;

/// So much of the work is looking for quotes.
const SEARCHING: f32 = 0.6;
/// So much of all is finding what moved together.
const TOGETHER: f32 = 0.2;

/// It is told each time after so many proposals how far it is.
const TOLD_EACH: usize = 64;

/// How many places are proposed for one annotation at most.
const MOST_PLACES: usize = 20;

/// A quote that was annotated at one place of the old text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Sought<'a> {
    old_start: usize,
    quote: &'a str,
}

/// What was found out about all quotes.
struct Known<'a> {
    /// The index of the place of each that has one.
    found: BTreeMap<Sought<'a>, usize>,
    /// Quotes and the places that annotations have, in bytes.
    occupied: BTreeSet<(&'a str, usize)>,
    /// From where these places begin to where they end, in bytes.
    ends: BTreeMap<usize, usize>,
    map: Map,
}

/// One proposal for each of `drifted`. `held` are the quotes of which both places are known. `goes_on` hears how large a share is
/// done; once it says no, nothing is proposed.
#[must_use]
pub fn propose(
    drifted: &[Drifted],
    held: &[Settled<'_>],
    document: &Document,
    goes_on: &dyn Fn(f32) -> bool,
) -> Option<Vec<Proposal>> {
    if drifted.is_empty() {
        return Some(Vec::new());
    }
    let pieces = || drifted.iter().flat_map(|one| &one.pieces).map(sought);
    let is_wanted = |share: f32| goes_on(share * SEARCHING);
    let Found { places: quotes, places_of_held } =
        find_quotes(pieces().map(|one| one.quote), held, document, &is_wanted)?;
    // Where each quote was annotated, if that was at one place.
    let mut claims: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    let claimed = held.iter().map(|one| Sought { old_start: one.old_start, quote: one.quote });
    for one in claimed.chain(pieces()) {
        let claim = claims.entry(one.quote).or_insert(Some(one.old_start));
        *claim = claim.filter(|start| *start == one.old_start);
    }
    let is_sure = |quote: &str, places: usize| places == 1 && claims.get(quote).is_some_and(Option::is_some);
    let mut sure: Map = Vec::new();
    sure.extend(
        held.iter().filter(|one| is_sure(one.quote, places_of_held[one.quote])).map(|one| (one.old_start, one.start)),
    );
    sure.extend(
        pieces()
            .filter(|one| is_sure(one.quote, quotes[one.quote].len()))
            .map(|one| (one.old_start, quotes[one.quote].at(0).start(document))),
    );
    let together = together(drifted, held, &quotes, &places_of_held, document, goes_on)?;
    sure.extend(together.iter().map(|(one, place)| (one.old_start, quotes[one.quote].at(*place).start(document))));
    if sure.is_empty() {
        sure = held.iter().map(|one| (one.old_start, one.start)).collect();
    }
    sure.sort_unstable();
    sure.dedup();
    let mut map = in_step(&longest_in_order(&sure));

    let mut found: BTreeMap<Sought<'_>, usize> = together;
    for one in pieces().filter(|one| is_sure(one.quote, quotes[one.quote].len())) {
        let point = (one.old_start, quotes[one.quote].at(0).start(document));
        if map.binary_search(&point).is_ok() || moved_with_a_neighbour(&sure, point) {
            found.insert(one, 0);
        }
    }
    let byte = |chars: usize| document.bytes_from_chars(chars).unwrap_or(document.text().len());
    let mut occupied: BTreeSet<(&str, usize)> = held.iter().map(|one| (one.quote, byte(one.start))).collect();
    occupied.extend(found.iter().map(|(one, place)| (one.quote, quotes[one.quote].at(*place).bytes.start)));
    let mut open: BTreeSet<Sought<'_>> = pieces().filter(|one| !found.contains_key(one)).collect();
    let mut asked = open.clone();
    loop {
        let mut wanted: BTreeMap<(&str, usize), Vec<Sought<'_>>> = BTreeMap::new();
        for one in asked {
            let taken = |place: usize| occupied.contains(&(one.quote, quotes[one.quote].at(place).bytes.start));
            let places = &quotes[one.quote];
            let expected = expected_place(places, &near_on(&map, &open, one.old_start), document);
            // A passage that was doubled stands where each of the two says.
            let is_said_otherwise = |place: usize| {
                let elsewhere = |start: &usize| *start != places.at(place).start(document);
                let said = neighbours(one.old_start, &map).expected;
                said.iter().filter(|start| elsewhere(start)).any(|start| places.index_at(*start, document).is_some())
            };
            if let Some(place) = expected.filter(|place| !taken(*place) && !is_said_otherwise(*place)) {
                wanted.entry((one.quote, place)).or_default().push(one);
            }
        }
        // A place that several want is nobody's, as long as they all want it.
        let (alone, contested): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|(_, wanted)| wanted.len() == 1);
        asked = contested.into_iter().flat_map(|(_, wanted)| wanted).collect();
        let mut points: Map = Vec::with_capacity(alone.len());
        for ((quote, place), one) in
            alone.into_iter().flat_map(|(place, wanted)| wanted.into_iter().map(move |one| (place, one)))
        {
            let place_there = quotes[quote].at(place);
            occupied.insert((quote, place_there.bytes.start));
            points.push((one.old_start, place_there.start(document)));
            open.remove(&one);
            found.insert(one, place);
        }
        if points.is_empty() {
            break;
        }
        // Of the others only those can find a place now that have another neighbour.
        for gap in extend(&mut map, points) {
            let end = Sought { old_start: gap.end, quote: "" };
            asked.extend(open.range(Sought { old_start: gap.start, quote: "" }..end));
        }
    }
    let places = found.iter().map(|(one, place)| quotes[one.quote].at(*place).bytes);
    let places = places.chain(held.iter().map(|one| (byte(one.start), one.quote.len())).map(|(at, len)| at..at + len));
    let ends = places.map(|bytes| (bytes.start, bytes.end)).collect();
    let known = Known { found, occupied, ends, map };
    let all = drifted.len() as f32;
    let proposed = drifted.iter().enumerate().map(|(nth, one)| {
        let is_wanted =
            nth % TOLD_EACH != 0 || goes_on(SEARCHING + TOGETHER + (1.0 - SEARCHING - TOGETHER) * nth as f32 / all);
        is_wanted.then(|| proposal(one, &quotes, &known, document))
    });
    proposed.collect()
}

/// Those that moved together with others, with the index of the place of each.
fn together<'a>(
    drifted: &'a [Drifted],
    held: &[Settled<'a>],
    quotes: &BTreeMap<&str, Places>,
    places_of_held: &BTreeMap<&str, usize>,
    document: &Document,
    goes_on: &dyn Fn(f32) -> bool,
) -> Option<BTreeMap<Sought<'a>, usize>> {
    let mut all: Vec<(Sought<'a>, Option<usize>)> =
        drifted.iter().flat_map(|one| &one.pieces).map(|piece| (sought(piece), None)).collect();
    all.extend(held.iter().map(|one| (Sought { old_start: one.old_start, quote: one.quote }, Some(one.start))));
    all.sort_unstable();
    all.dedup();
    let member = |(one, start): &(Sought<'_>, Option<usize>)| {
        let old = one.old_start..one.old_start + one.quote.chars().count();
        let places = quotes.get(one.quote);
        let count = start.map_or(places.map_or(0, Places::len), |_| places_of_held[one.quote]);
        let few = match start {
            Some(start) => vec![*start],
            None => places.map_or_else(Vec::new, |places| {
                let here = document.bytes_from_chars(one.old_start).map_or(places.len(), |byte| places.before(byte));
                let from = here.saturating_sub(FEW_PLACES / 2).min(places.len().saturating_sub(FEW_PLACES));
                let near = from..places.len().min(from + FEW_PLACES);
                near.map(|index| places.at(index).start(document)).collect()
            }),
        };
        Member { old, count, few, is_open: start.is_none() }
    };
    let members: Vec<Member> = all.iter().map(member).collect();
    let places: Vec<Option<&Places>> = all.iter().map(|(one, _)| quotes.get(one.quote)).collect();
    let index_at = |at: usize, start: usize| places[at]?.index_at(start, document);
    let stands = |at: usize, start: usize| match all[at].1 {
        Some(held) => held == start,
        None => index_at(at, start).is_some(),
    };
    let count = members.len() as f32;
    let is_wanted =
        |done: usize| !done.is_multiple_of(TOLD_EACH) || goes_on(SEARCHING + TOGETHER * done as f32 / count);
    let went = moved_together(&members, document.chars_len(), &stands, &is_wanted)?;
    let had: BTreeSet<(&str, usize)> = held.iter().map(|one| (one.quote, one.start)).collect();
    let mut of_place: BTreeMap<(&str, usize), Vec<Sought<'a>>> = BTreeMap::new();
    let mut rivals: BTreeMap<Sought<'a>, usize> = BTreeMap::new();
    for (at, Together { start, rival }) in went.into_iter().enumerate().filter_map(|(at, went)| Some((at, went?))) {
        if let Some(index) = index_at(at, start) {
            of_place.entry((all[at].0.quote, index)).or_default().push(all[at].0);
            rivals.extend(rival.and_then(|rival| index_at(at, rival)).map(|index| (all[at].0, index)));
        }
    }
    // A passage that nothing was annotated in before is a copy, and which of the two is the copy cannot be told.
    let is_copy = |quote: &str, index: usize| {
        let start = quotes[quote].at(index).start(document);
        !of_place.contains_key(&(quote, index)) && !had.contains(&(quote, start))
    };
    let has_copy = |one: &Sought<'a>| rivals.get(one).is_some_and(|index| is_copy(one.quote, *index));
    // A place that several want is nobody's, nor is one that somebody has.
    let is_free = |quote: &str, index: usize| !had.contains(&(quote, quotes[quote].at(index).start(document)));
    let alone = of_place.iter().filter(|((quote, index), wanted)| wanted.len() == 1 && is_free(quote, *index));
    let alone = alone.flat_map(|((_, index), wanted)| wanted.iter().map(|one| (*one, *index)));
    Some(alone.filter(|(one, _)| !has_copy(one)).collect())
}

fn sought(piece: &Piece) -> Sought<'_> {
    Sought { old_start: piece.chars.start, quote: &piece.quote }
}

/// The neighbours of a place on the map, if they tell where it went: where many between are sought in vain, the text is another there.
fn near_on(map: &Map, open: &BTreeSet<Sought<'_>>, old_start: usize) -> Neighbours {
    let at = |old_start: usize| Sought { old_start, quote: "" };
    neighbours_that_tell(old_start, map, &|neighbour| {
        let between =
            if neighbour < old_start { neighbour..old_start } else { old_start + 1..neighbour.max(old_start + 1) };
        open.range(at(between.start)..at(between.end)).take(MOST_IN_VAIN + 1).count() <= MOST_IN_VAIN
    })
}

/// The index of the place that a quote must have by its neighbours on the map, if they leave one.
fn expected_place(places: &Places, neighbours: &Neighbours, document: &Document) -> Option<usize> {
    let Neighbours { first, last, ref expected, .. } = *neighbours;
    let before = |chars: usize| document.bytes_from_chars(chars).map_or(places.len(), |byte| places.before(byte));
    let first = before(first);
    let end = before(last.saturating_add(1));
    // Only the two that are nearest matter, and of those on one side of where it is expected the first two are the nearest.
    let around = |aim: &usize| {
        let at = before(*aim).clamp(first, end.max(first));
        at.saturating_sub(2).max(first)..(at + 2).min(end)
    };
    let distance = |index: usize| {
        let start = places.at(index).start(document);
        expected.iter().map(|at| at.abs_diff(start)).min()
    };
    let near = expected.iter().flat_map(around).filter_map(|index| Some((distance(index)?, index)));
    let near: BTreeSet<(usize, usize)> = near.collect();
    let mut near = near.into_iter();
    let nearest = match (near.next(), near.next()) {
        (None, _) => None,
        (Some(only), None) => Some(only),
        (Some(nearest), Some(second)) => (nearest.0 * NEARER < second.0).then_some(nearest),
    };
    let said = expected.iter().min().zip(expected.iter().max());
    // Blanks that were put in on both sides: both neighbours say nearly the same, and it stands between.
    let is_between =
        |start: usize| said.is_some_and(|(least, most)| most - least <= NEARLY && (*least..=*most).contains(&start));
    nearest.filter(|(away, index)| *away == 0 || is_between(places.at(*index).start(document))).map(|(_, index)| index)
}

fn proposal(one: &Drifted, quotes: &BTreeMap<&str, Places>, known: &Known<'_>, document: &Document) -> Proposal {
    let Known { found, occupied, map, .. } = known;
    let places_of = |piece: &Piece| &quotes[piece.quote.as_str()];
    let Some(first) = one.pieces.first().filter(|_| !one.pieces.iter().any(|piece| places_of(piece).is_empty())) else {
        let start = one.pieces.first().map_or(0, |piece| piece.chars.start);
        let placed = reworded(one, quotes, known, document);
        let outcome = if placed.is_some() { Outcome::Reworded } else { Outcome::Lost };
        let expected = expected_at(start, map, document);
        return Proposal { outcome, places: placed.into_iter().collect(), expected };
    };
    let taken: Option<Vec<Place>> =
        one.pieces.iter().map(|piece| found.get(&sought(piece)).map(|index| places_of(piece).at(*index))).collect();
    let moved = taken.and_then(|taken| placed(&taken, document));
    let outcome = match &moved {
        Some(_) => Outcome::Moved,
        None => Outcome::Ambiguous { places: one.pieces.iter().map(|piece| places_of(piece).len()).max().unwrap_or(0) },
    };
    // Words that are nearly the same where it stood are likelier than the same words elsewhere.
    let instead = || reworded(one, quotes, known, document);
    let mut places: Vec<Placed> = moved.or_else(instead).into_iter().collect();
    let is_taken = |place: &Place| occupied.contains(&(first.quote.as_str(), place.bytes.start));
    for start in likeliest(&sought(first), places_of(first), map, document, is_taken) {
        let others = one.pieces[1..].iter().map(|piece| (piece.chars.start - first.chars.start, places_of(piece)));
        let candidate = followed(start, others, document).and_then(|taken| placed(&taken, document));
        places.extend(candidate.filter(|candidate| !places.contains(candidate)));
    }
    Proposal { outcome, places, expected: expected_at(first.chars.start, map, document) }
}

/// Where an annotation may stand of which at least one piece is not found where it should be: there other words stand in its place.
fn reworded(
    one: &Drifted,
    quotes: &BTreeMap<&str, Places>,
    Known { found, ends, map, .. }: &Known<'_>,
    document: &Document,
) -> Option<Placed> {
    let end_of = |start: usize| ends.get(&start).copied().unwrap_or(start);
    let place = |piece: &Piece| {
        let places = &quotes[piece.quote.as_str()];
        if let Some(index) = found.get(&sought(piece)) {
            return Some(places.at(*index));
        }
        let near = neighbours(piece.chars.start, map).near();
        let before = |chars: usize| document.bytes_from_chars(chars).map_or(places.len(), |byte| places.before(byte));
        if before(*near.start()) < before(near.end().saturating_add(1)) {
            return None;
        }
        let gone = Gone { quote: &piece.quote, chars: piece.chars.clone() };
        let bytes = reworded::reworded(&gone, map, end_of, document)?;
        Some(Place { bytes, spelling: Spelling::Reworded })
    };
    let taken: Option<Vec<Place>> = one.pieces.iter().map(place).collect();
    placed(&taken?, document)
}

/// Places for all pieces of an annotation as one; none if they are not in their order.
pub(super) fn placed(taken: &[Place], document: &Document) -> Option<Placed> {
    let taken: Vec<Place> = taken.iter().map(|place| with_marks(place, document.text())).collect();
    let is_in_order = taken.is_sorted_by(|a, b| a.bytes.end <= b.bytes.start);
    let anchor = document.anchor(taken.iter().map(|place| place.bytes.clone())).ok().filter(|_| is_in_order)?;
    Some(Placed { anchor, spelling: taken.iter().map(|place| place.spelling).max()? })
}

/// A place with the marks that stand on its last letter now, and may not have stood there.
fn with_marks(place: &Place, text: &str) -> Place {
    let Place { bytes, spelling } = place.clone();
    if is_grapheme_boundary(text, bytes.end) {
        return Place { bytes, spelling };
    }
    Place { bytes: bytes.start..next_grapheme(text, bytes.end), spelling: spelling.max(Spelling::Other) }
}

/// The places of a quote: those that nobody has first, of these those between its neighbours, and then the nearest to where it
/// is expected.
fn likeliest(
    one: &Sought<'_>,
    places: &Places,
    map: &Map,
    document: &Document,
    is_taken: impl Fn(&Place) -> bool,
) -> Vec<Place> {
    let Neighbours { first, last, mut expected, .. } = neighbours(one.old_start, map);
    if expected.is_empty() {
        expected.push(one.old_start);
    }
    // A word may stand in thousands of places: only those around where it is expected can be among the first.
    let around = |aim: &usize| {
        let at = document.bytes_from_chars(*aim).map_or(places.len(), |byte| places.before(byte));
        at.saturating_sub(MOST_PLACES)..places.len().min(at + MOST_PLACES)
    };
    let near: BTreeSet<usize> = expected.iter().flat_map(around).collect();
    let mut near: Vec<Place> = near.into_iter().map(|index| places.at(index)).collect();
    near.sort_by_cached_key(|place| {
        let start = place.start(document);
        let is_outside = !(first..=last).contains(&start);
        (is_taken(place), is_outside, expected.iter().map(|aim| aim.abs_diff(start)).min())
    });
    near.truncate(MOST_PLACES);
    near
}

/// A place for the first piece with the nearest ones for those that follow, each so many code points after the first.
fn followed<'a>(
    start: Place,
    others: impl Iterator<Item = (usize, &'a Places)>,
    document: &Document,
) -> Option<Vec<Place>> {
    let first = start.start(document);
    let mut taken = vec![start];
    for (after, places) in others {
        let free = places.before(taken.last()?.bytes.end);
        let aim = first + after;
        let next = document.bytes_from_chars(aim).map_or(places.len(), |byte| places.before(byte)).max(free);
        let near = next.checked_sub(1).filter(|before| *before >= free).into_iter().chain([next]);
        let near = near.filter(|index| *index < places.len()).map(|index| places.at(index));
        taken.push(near.min_by_key(|place| place.start(document).abs_diff(aim))?);
    }
    Some(taken)
}

/// About where a place of the old text is now, in bytes.
fn expected_at(old_start: usize, map: &Map, document: &Document) -> usize {
    let expected = neighbours(old_start, map).expected.first().copied().unwrap_or(old_start);
    document.bytes_from_chars(expected).unwrap_or(document.text().len())
}

#[cfg(test)]
mod tests {
    use super::{Drifted, Outcome, Piece, Placed, Settled, Spelling, propose};
    use crate::model::annotation::{Anchor, Annotation};
    use crate::model::document::Document;
    use crate::model::id::{AnnotationId, DocumentId, LabelId};

    /// What becomes of quotes of the old text at these byte offsets (pieces of one annotation divided by `|`), in the new
    /// text: where they stand in code points (`~` if the spelling is another), `?` and the number of places, or `-`.
    fn check(old: &str, quotes: &[(usize, &str)], new: &str, expected: &[&str]) {
        let said = proposed(old, quotes, new).into_iter().map(|(outcome, places)| match outcome {
            Outcome::Lost => "-".to_owned(),
            Outcome::Reworded => format!("={}", places[0]),
            Outcome::Ambiguous { places } => format!("?{places}"),
            Outcome::Moved => places[0].clone(),
        });
        assert_eq!(said.collect::<Vec<_>>(), expected);
    }

    /// Where the last of the quotes may stand, the likeliest first.
    fn check_places(old: &str, quotes: &[(usize, &str)], new: &str, expected: &[&str]) {
        assert_eq!(proposed(old, quotes, new).pop().unwrap().1, expected);
    }

    fn proposed(old: &str, quotes: &[(usize, &str)], new: &str) -> Vec<(Outcome, Vec<String>)> {
        let (before, now) = (Document::new(DocumentId::new("d"), old), Document::new(DocumentId::new("d"), new));
        let (mut drifted, mut held) = (Vec::new(), Vec::new());
        for (number, (at, quote)) in quotes.iter().enumerate() {
            let annotation =
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
                held.extend(ranges.into_iter().map(|range| {
                    let start = now.chars_from_bytes(range.start);
                    Settled { old_start: start, start, quote: &old[range] }
                }));
                continue;
            }
            let piece = |range: std::ops::Range<usize>| Piece {
                chars: before.chars_from_span(before.span(range.clone()).unwrap()),
                quote: old[range].to_owned(),
            };
            drifted.push(Drifted { annotation, pieces: ranges.into_iter().map(piece).collect() });
        }
        let said = |Placed { anchor, spelling }: &Placed| {
            let spans = anchor.spans().iter().map(|span| now.chars_from_span(*span));
            let spans: Vec<_> = spans.map(|chars| format!("{}..{}", chars.start, chars.end)).collect();
            let mark = match spelling {
                Spelling::Same => "",
                Spelling::Other => "~",
                Spelling::Reworded => "!",
            };
            format!("{mark}{}", spans.join("|"))
        };
        let proposals = propose(&drifted, &held, &now, &|_| true).unwrap().into_iter();
        proposals.map(|one| (one.outcome, one.places.iter().map(said).collect())).collect()
    }

    #[test]
    fn a_quote_that_stands_once_moves_there() {
        check("ab Layla", &[(0, "Layla")], "قال ab Layla", &["7..12"]);
        check("xx ليلى", &[(0, "ليلى")], "ليلى", &["0..4"]);
    }

    #[test]
    fn a_quote_in_whose_place_other_words_stand_is_reworded_and_not_moved() {
        check("Layla in Haifa", &[(0, "Layla"), (0, "Haifa")], "So Laila in Haifa", &["=!3..8", "12..17"]);
        check("take it off, Omar", &[(0, "take|off"), (0, "Omar")], "taake it off, Omar", &["=!0..5|9..12", "14..18"]);
        check("take it off, Omar", &[(0, "take|off"), (0, "Omar")], "off taake, Omar", &["-", "11..15"]);
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
        check("Layla, Haifa, Layla", &[(0, "Layla"), (0, "Haifa"), (8, "Layla")], "Layla, Haifa, not Layla", &["?2"]);
        check_places(
            "Layla, Haifa, Layla",
            &[(0, "Layla"), (0, "Haifa"), (8, "Layla")],
            "Layla, Haifa, not Layla",
            &["18..23", "0..5"],
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
    fn the_same_name_elsewhere_is_not_taken_for_one_that_was_corrected() {
        let old = "On Monday Layla opened the fair in Haifa. There Layla met Omar";
        let new = "So On Monday Laila opened the fair in Haifa. There Layla met Omar";
        check(old, &[(0, "Monday"), (0, "Layla"), (0, "Omar")], new, &["6..12", "?1", "61..65"]);
        check_places(old, &[(0, "Monday"), (0, "Omar"), (0, "Layla")], new, &["!13..18", "51..56"]);
        check(
            old,
            &[(0, "Monday"), (0, "Layla"), (48, "Layla"), (0, "Omar")],
            new,
            &["6..12", "?1", "51..56", "61..65"],
        );
        // What is put in or taken out between two that are annotated moves what comes after it, and that is believed.
        let longer =
            "So On Monday morning at about half past ten Layla opened the fair in Haifa. There Layla met him, and Omar";
        check(old, &[(0, "Monday"), (0, "Layla opened"), (0, "Omar")], longer, &["6..12", "44..56", "101..105"]);
    }

    #[test]
    fn the_first_that_is_annotated_is_not_taken_for_the_same_words_in_a_headline() {
        let old = "Secretary in Haifa\nOn Monday the Secretary met Omar and Minh";
        let new = "Secretary in Haifa\nOn Monday the Sekretary met Omar and Minh, who stayed";
        check(old, &[(20, "Secretary"), (0, "Omar"), (0, "Minh")], &new.replace("Omar", "Omar A."), &["?1", "59..63"]);
    }

    #[test]
    fn of_a_passage_that_was_doubled_no_part_is_dealt_out_though_something_else_moved() {
        let old = "start aa bb cc dd ee ff end";
        let quotes = [(0, "start"), (0, "aa"), (0, "bb"), (0, "cc"), (0, "dd"), (0, "ee"), (0, "ff"), (0, "end")];
        let new = "xx start aa bb cc dd ee ff aa bb cc dd ee ff end";
        check(old, &quotes, new, &["3..8", "?2", "?2", "?2", "?2", "?2", "?2", "45..48"]);
    }

    #[test]
    fn of_a_doubled_passage_all_is_asked_also_where_each_copy_moved_with_the_passage_beside_it() {
        let words = |letter: char| (0..10).map(|nth| format!("{letter}{nth}")).collect::<Vec<_>>();
        let [before, doubled, after] = ['p', 'q', 'r'].map(words);
        let old = [&before[..], &doubled, &after].concat();
        let new = format!("xx {} {} {} {}", before.join(" "), doubled.join(" "), doubled.join(" "), after.join(" "));
        let quotes: Vec<(usize, &str)> = old.iter().map(|word| (0, word.as_str())).collect();
        let place = |word: &String| new.find(word.as_str()).map(|at| format!("{at}..{}", at + word.len())).unwrap();
        let expected: Vec<String> =
            old.iter().map(|word| if doubled.contains(word) { "?2".to_owned() } else { place(word) }).collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check(&old.join(" "), &quotes, &new, &expected);
    }

    #[test]
    fn a_place_ends_with_the_marks_of_its_last_letter_and_without_the_controls_behind_it() {
        check_places("x محمد هنا", &[(0, "محمد")], "قال محمدٌ هنا", &["~4..9"]);
        check_places("x Hà Nội", &[(0, "Hà Nội")], "x \u{2068}Ha\u{300} No\u{302}\u{323}i\u{2069}.", &["~3..12"]);
    }

    #[test]
    fn words_are_sought_beside_what_is_spelled_otherwise() {
        // The neighbour is longer now than it was, and ends elsewhere.
        check(
            "Đà Nẵng Hải ở Huế",
            &[(0, "Đà Nẵng"), (0, "Hải"), (0, "Huế")],
            "Đa\u{300} Na\u{306}\u{303}ng Ha\u{303}i ở Hue\u{302}\u{301}",
            &["~0..10", "=!11..15", "~18..23"],
        );
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

    #[test]
    fn places_are_proposed_from_the_likeliest_on() {
        check_places("Layla", &[(0, "Layla")], "x Layla Layla", &["2..7", "8..13"]);
        check_places(
            "ab Layla cd",
            &[(0, "ab"), (0, "cd"), (0, "Layla")],
            "Layla ab Layla x Layla cd Layla",
            &["9..14", "17..22", "0..5", "26..31"],
        );
        // The second of three that were two: the place of the first, which nothing moved, comes last.
        check_places("Layla x Layla", &[(0, "Layla"), (6, "Layla")], "Layla Layla Layla", &["6..11", "12..17", "0..5"]);
        check_places("take it off", &[(0, "take|off")], "take off take it off", &["0..4|5..8", "9..13|17..20"]);
        check_places("in Haifa", &[(0, "Haifa")], "in Acre", &[]);
    }
}
