//! Carrying annotations over where the text is known that was annotated: what stands in both texts goes where it is, and what is said
//! otherwise onto the words that stand between the same neighbours. What the comparison does not tell is told from quotes, as by
//! `reanchor`, and is only believed where the comparison does not say otherwise. It proposes and changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::text::fold::has_same_letters;

use super::compared::Comparison;
use super::document::Document;
use super::doubted;
use super::found::Place;
use super::proposal::{Drifted, Outcome, Piece, Placed, Proposal, Settled, Spelling};
use super::reanchor;
use super::reworded::{Gone, borders, reworded};
use super::went::{Changed, Went};

/// What a quote tells is believed if it happens by chance at most once in so many times.
const BY_CHANCE: f64 = 50.0;
/// So much of the work is done once the quotes are looked for.
const COMPARED: f32 = 0.3;
/// It is told each time after so many annotations how far it is.
const TOLD_EACH: usize = 64;
/// Other words stand in place of a quote if they have at most so many times as many letters, and so many more.
const LONGER: usize = 3;
const MORE: usize = 20;

/// One of which the comparison does not tell for sure where it is.
struct Open<'a> {
    drifted: &'a Drifted,
    went: Vec<Went>,
    /// Where it stands as the comparison says, or would.
    place: Option<Placed>,
}

/// One proposal for each of `drifted`. `held` are the quotes of which both places are known, `texts` the comparisons of texts that were
/// annotated with `document`, the last one first. `goes_on` hears how large a share is done; once it says no, nothing is proposed.
#[must_use]
pub fn propose(
    drifted: &[Drifted],
    held: &[Settled<'_>],
    texts: &[Comparison<'_>],
    document: &Document,
    goes_on: &dyn Fn(f32) -> bool,
) -> Option<Vec<Proposal>> {
    if texts.is_empty() {
        return reanchor::propose(drifted, held, document, goes_on);
    }
    let mut taken = Taken::by(held, document);
    let (mut proposals, mut open): (Vec<Option<Proposal>>, Vec<Open<'_>>) = (Vec::new(), Vec::new());
    for (nth, one) in drifted.iter().enumerate() {
        if nth % TOLD_EACH == 0 && !goes_on(COMPARED * nth as f32 / drifted.len() as f32) {
            return None;
        }
        let went = went(one, texts);
        let images = one.pieces.iter().zip(&went).map(|(piece, went)| image(piece, went, document));
        let place = images.collect::<Option<Vec<Place>>>().and_then(|images| reanchor::placed(&images, document));
        let is_sure = went.iter().all(|went| matches!(went, Went::Surely(_)));
        let sure = place.as_ref().filter(|place| is_sure && taken.is_free(one, place));
        proposals.push(sure.map(|place| {
            let outcome = if place.spelling == Spelling::Reworded { Outcome::Reworded } else { Outcome::Moved };
            if outcome == Outcome::Moved {
                taken.take(one, place);
            }
            Proposal { outcome, expected: start_of(place), places: vec![place.clone()] }
        }));
        if proposals.last().is_some_and(Option::is_none) {
            open.push(Open { drifted: one, went, place });
        }
    }
    let known = known(drifted, &proposals, document);
    let rest: Vec<Drifted> = open.iter().map(|open| open.drifted.clone()).collect();
    let beside = beside(&open, texts, document);
    let settled = held.iter().filter(|one| stays(one, texts, document) != Some(false)).cloned();
    let mut settled: Vec<Settled<'_>> = settled.chain(known).chain(beside).collect();
    settled.sort_unstable_by_key(|one| (one.old_start, one.start, one.quote));
    settled.dedup();
    let is_wanted = |share: f32| goes_on(COMPARED + (1.0 - COMPARED) * share);
    let told = reanchor::propose(&rest, &settled, document, &is_wanted)?;
    let mut told = open.iter().zip(told).map(|(open, told)| held_against(open, told, &mut taken, document));
    let all = proposals.into_iter().map(|proposal| proposal.or_else(|| told.next()));
    all.collect()
}

/// Of quotes that stand where they stood those that belong elsewhere: each as its place among `held`, and that other place. `moved` has
/// the others, as where they stood and stand. What the comparison does not tell, a neighbour may.
#[must_use]
pub fn in_doubt(
    held: &[Settled<'_>],
    moved: &[(usize, usize)],
    texts: &[Comparison<'_>],
    document: &Document,
) -> Vec<(usize, usize)> {
    let surely = |one: &Settled<'_>| match of_settled(one, texts)? {
        Went::Surely(bytes) => Some(document.chars_from_bytes(bytes.start)),
        _ => None,
    };
    let surely: Vec<Option<usize>> = held.iter().map(surely).collect();
    let told = doubted::in_doubt(held, moved, document).into_iter().filter(|(at, _)| surely[*at].is_none());
    let staying = held.iter().enumerate().filter(|(_, one)| one.old_start == one.start);
    let elsewhere = staying.filter_map(|(at, one)| Some((at, surely[at].filter(|start| *start != one.start)?)));
    let all: BTreeMap<usize, usize> = told.chain(elsewhere).collect();
    all.into_iter().collect()
}

/// Whether what is held stands where the comparison says, if that tells.
fn stays(one: &Settled<'_>, texts: &[Comparison<'_>], document: &Document) -> Option<bool> {
    match of_settled(one, texts)? {
        Went::Surely(bytes) => Some(document.chars_from_bytes(bytes.start) == one.start),
        // Nothing is told by a quote that stands where its words went from.
        Went::Changed(_) => Some(false),
        Went::Perhaps(_) | Went::OneOf(_) | Went::Unknown => None,
    }
}

fn of_settled(one: &Settled<'_>, texts: &[Comparison<'_>]) -> Option<Went> {
    let chars = one.old_start..one.old_start + one.quote.chars().count();
    texts.iter().find_map(|text| Some(text.went(text.place(&chars, one.quote)?)))
}

/// Where each piece of an annotation went, by the last text in which all of them stand.
fn went(one: &Drifted, texts: &[Comparison<'_>]) -> Vec<Went> {
    let by = |text: &Comparison<'_>| {
        let place = |piece: &Piece| Some(text.went(text.place(&piece.chars, &piece.quote)?));
        one.pieces.iter().map(place).collect::<Option<Vec<Went>>>()
    };
    texts.iter().find_map(by).unwrap_or_else(|| vec![Went::Unknown; one.pieces.len()])
}

fn image(piece: &Piece, went: &Went, document: &Document) -> Option<Place> {
    let (Went::Surely(bytes) | Went::Perhaps(bytes) | Went::OneOf(bytes)) = went else { return None };
    let said = document.text().get(bytes.clone()).filter(|said| !said.is_empty())?;
    Some(Place { bytes: bytes.clone(), spelling: spelling(&piece.quote, said) })
}

fn spelling(quote: &str, said: &str) -> Spelling {
    match quote == said {
        true => Spelling::Same,
        false if has_same_letters(quote, said) => Spelling::Other,
        false => Spelling::Reworded,
    }
}

fn start_of(place: &Placed) -> usize {
    place.anchor.spans().first().map_or(0, |span| span.start())
}

/// What was found for sure, for what is not: where quotes stood and stand that are written as they were.
fn known<'a>(drifted: &'a [Drifted], proposals: &[Option<Proposal>], document: &Document) -> Vec<Settled<'a>> {
    let mut known = Vec::new();
    for (one, proposal) in drifted.iter().zip(proposals) {
        let Some(Proposal { outcome: Outcome::Moved, places, .. }) = proposal else { continue };
        for (piece, span) in one.pieces.iter().zip(places[0].anchor.spans()) {
            if document.quote(*span) == piece.quote {
                let start = document.chars_from_bytes(span.start());
                known.push(Settled { old_start: piece.chars.start, start, quote: &piece.quote });
            }
        }
    }
    known
}

/// The words beside what is sought that both texts have, likewise.
fn beside<'a>(open: &[Open<'_>], texts: &'a [Comparison<'_>], document: &Document) -> Vec<Settled<'a>> {
    let mut known = Vec::new();
    for open in open {
        let Some(text) = text_of(open.drifted, texts) else { continue };
        let changed = open.went.iter().filter_map(|went| match went {
            Went::Changed(changed) => Some(&changed.beside),
            _ => None,
        });
        for (was, is) in changed.flatten() {
            let quote = &text.old_document().text()[was.clone()];
            if document.text()[is.clone()] == *quote {
                let old_start = text.old_document().chars_from_bytes(was.start);
                known.push(Settled { old_start, start: document.chars_from_bytes(is.start), quote });
            }
        }
    }
    known
}

fn text_of<'a, 'b>(one: &Drifted, texts: &'a [Comparison<'b>]) -> Option<&'a Comparison<'b>> {
    let stands =
        |text: &&Comparison<'_>| one.pieces.iter().all(|piece| text.place(&piece.chars, &piece.quote).is_some());
    texts.iter().find(stands)
}

/// What is told from quotes, as far as the comparison does not say otherwise.
fn held_against(open: &Open<'_>, told: Proposal, taken: &mut Taken, document: &Document) -> Proposal {
    let Open { drifted, went, place } = open;
    let agrees = |told: &Placed| {
        let is_whole = told.anchor.spans().len() == went.len();
        is_whole && told.anchor.spans().iter().zip(went).all(|(span, went)| fits(went, &span.range(), document))
    };
    let moved = told.places.first().filter(|_| told.outcome == Outcome::Moved);
    if let Some(moved) = moved.filter(|moved| agrees(moved) && taken.is_free(drifted, moved)) {
        taken.take(drifted, moved);
        return told;
    }
    let first = place.clone().or_else(|| in_place(drifted, went, document));
    let count = match told.outcome {
        Outcome::Ambiguous { places } => places,
        _ => told.places.len().max(1),
    };
    let is_reworded = first.as_ref().is_some_and(|first| first.spelling == Spelling::Reworded);
    let outcome = match (told.outcome, &first) {
        (Outcome::Lost | Outcome::Reworded, Some(_)) if is_reworded => Outcome::Reworded,
        (Outcome::Moved | Outcome::Ambiguous { .. }, _) | (Outcome::Lost | Outcome::Reworded, Some(_)) => {
            Outcome::Ambiguous { places: count }
        }
        (outcome, None) => outcome,
    };
    let mut places: Vec<Placed> = first.into_iter().collect();
    let is_all = outcome == Outcome::Reworded && !places.is_empty();
    for other in told.places.into_iter().filter(|_| !is_all) {
        if !places.iter().any(|place| place.anchor == other.anchor) {
            places.push(other);
        }
    }
    let expected = places.first().map_or(told.expected, start_of);
    Proposal { outcome, places, expected }
}

/// Whether a quote that stands somewhere may be what is meant.
fn fits(went: &Went, span: &Range<usize>, document: &Document) -> bool {
    match went {
        Went::Surely(bytes) | Went::Perhaps(bytes) => bytes == span,
        Went::Changed(Changed { room, by_chance, .. }) => {
            let is_there = room.as_ref().is_some_and(|room| room.start <= span.start && span.end <= room.end);
            // What became part of another word was respelled, unless that is a particle before it.
            let is_start = borders(document.text(), span.clone()).0.contains(&span.start);
            let is_whole = is_start && !document.text()[span.end..].starts_with(char::is_alphanumeric);
            is_there && is_whole && by_chance * BY_CHANCE <= 1.0
        }
        // Whatever quotes tell, it may be the other one.
        Went::OneOf(_) => false,
        Went::Unknown => true,
    }
}

/// The words that stand in place of an annotation's.
fn in_place(one: &Drifted, went: &[Went], document: &Document) -> Option<Placed> {
    let place = |(piece, went): (&Piece, &Went)| match went {
        Went::Changed(changed) => instead(piece, changed, document),
        _ => image(piece, went, document),
    };
    let places: Option<Vec<Place>> = one.pieces.iter().zip(went).map(place).collect();
    reanchor::placed(&places?, document)
}

fn instead(piece: &Piece, changed: &Changed, document: &Document) -> Option<Place> {
    let text = document.text();
    let end_of = |start: usize| {
        let unit = changed.beside.iter().find(|(_, is)| is.start == start);
        unit.map_or(start, |(_, is)| is.end)
    };
    let gone = Gone { quote: &piece.quote, chars: piece.chars.clone() };
    let alike = changed.room.as_ref().and_then(|_| reworded(&gone, &changed.map, end_of, document));
    let most = piece.quote.chars().count() * LONGER + MORE;
    let is_like_it = |range: &Range<usize>| {
        let said = &text[range.clone()];
        !said.contains('\n') && said.chars().take(most + 1).count() <= most
    };
    let bytes = alike.or_else(|| changed.exact.clone().filter(is_like_it))?;
    let spelling = spelling(&piece.quote, &text[bytes.clone()]).max(Spelling::Other);
    Some(Place { bytes, spelling })
}

/// Which places annotations have, and where those stood.
struct Taken(BTreeMap<(usize, usize), BTreeSet<usize>>);

impl Taken {
    fn by(held: &[Settled<'_>], document: &Document) -> Self {
        let mut taken: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
        for one in held {
            if let Some(start) = document.bytes_from_chars(one.start) {
                taken.entry((start, start + one.quote.len())).or_default().insert(one.old_start);
            }
        }
        Self(taken)
    }

    /// Whether nothing else was carried there, or stands there.
    fn is_free(&self, one: &Drifted, place: &Placed) -> bool {
        let mut spans = place.anchor.spans().iter().zip(&one.pieces);
        spans.all(|(span, piece)| {
            let from = self.0.get(&(span.start(), span.end()));
            from.is_none_or(|from| from.iter().all(|old| *old == piece.chars.start))
        })
    }

    fn take(&mut self, one: &Drifted, place: &Placed) {
        for (span, piece) in place.anchor.spans().iter().zip(&one.pieces) {
            self.0.entry((span.start(), span.end())).or_default().insert(piece.chars.start);
        }
    }
}
