//! Where quotes stand in a text: as they are written or, where they stand nowhere so, in another spelling of the same letters. All are
//! looked for at once. Offsets are UTF-8 bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::text::fold::{Folded, has_same_letters};
use crate::text::fonts::needs_no_glyph;
use crate::text::occurrences;

use super::document::Document;
use super::proposal::{Settled, Spelling};

/// So much of the work is finding them as they were written, and folding the text to find them in other spellings.
const WRITTEN: f32 = 0.3;
const FOLDING: f32 = 0.4;

/// The places of a quote in the new text, in order. A short word has thousands, so that little is kept of each.
pub(super) enum Places {
    /// It stands there as it was written, in so many bytes each.
    Same { starts: Vec<usize>, len: usize },
    /// It stands nowhere so, but in another spelling.
    Other(Vec<Range<usize>>),
}

/// Where a quote stands in the new text.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub bytes: Range<usize>,
    pub spelling: Spelling,
}

impl Places {
    pub fn len(&self) -> usize {
        match self {
            Places::Same { starts, .. } => starts.len(),
            Places::Other(ranges) => ranges.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn at(&self, index: usize) -> Place {
        match self {
            Places::Same { starts, len } => {
                Place { bytes: starts[index]..starts[index] + len, spelling: Spelling::Same }
            }
            Places::Other(ranges) => Place { bytes: ranges[index].clone(), spelling: Spelling::Other },
        }
    }

    /// How many of them begin before a byte.
    pub fn before(&self, byte: usize) -> usize {
        match self {
            Places::Same { starts, .. } => starts.partition_point(|start| *start < byte),
            Places::Other(ranges) => ranges.partition_point(|range| range.start < byte),
        }
    }

    /// The one that begins at a code point.
    pub fn index_at(&self, start: usize, document: &Document) -> Option<usize> {
        let byte = document.bytes_from_chars(start)?;
        Some(self.before(byte)).filter(|index| *index < self.len() && self.at(*index).bytes.start == byte)
    }
}

impl Place {
    /// In code points.
    pub fn start(&self, document: &Document) -> usize {
        document.chars_from_bytes(self.bytes.start)
    }
}

/// Where quotes stand in the new text.
pub(super) struct Found<'a> {
    /// Of those that drifted: as it is written or, if it stands nowhere so, in another spelling of the same letters.
    pub places: BTreeMap<&'a str, Places>,
    /// Of those that hold, in how many places.
    pub places_of_held: BTreeMap<&'a str, usize>,
}

/// Looks for all quotes in one pass over the text, and for those that were not found in one over the folded text.
pub(super) fn find_quotes<'a>(
    drifted: impl Iterator<Item = &'a str>,
    held: &[Settled<'a>],
    document: &Document,
    goes_on: &dyn Fn(f32) -> bool,
) -> Option<Found<'a>> {
    let drifted: BTreeSet<&str> = drifted.collect();
    let held: BTreeSet<&str> = held.iter().map(|one| one.quote).collect();
    let quotes: Vec<&str> = drifted.union(&held).copied().collect();
    let text = document.text();
    let share = |done: usize, of: usize| done as f32 / of.max(1) as f32;
    let is_drifted: Vec<bool> = quotes.iter().map(|quote| drifted.contains(quote)).collect();
    let (mut counts, mut starts) = (vec![0; quotes.len()], vec![Vec::new(); quotes.len()]);
    let is_whole =
        occurrences::each_of(text, &quotes, &|done| goes_on(WRITTEN * share(done, text.len())), &mut |at, start| {
            counts[at] += 1;
            if is_drifted[at] {
                starts[at].push(start);
            }
        });
    let places_of_held = quotes.iter().copied().zip(counts).filter(|(quote, _)| held.contains(quote)).collect();
    let found = quotes.iter().copied().zip(starts).filter(|(quote, _)| drifted.contains(quote));
    let mut places: BTreeMap<&str, Places> =
        found.map(|(quote, starts)| (quote, Places::Same { starts, len: quote.len() })).collect();
    let missing = places.iter().filter(|(quote, places)| places.is_empty() && !quote.is_empty());
    let missing: Vec<&str> = missing.map(|(quote, _)| *quote).collect();
    if is_whole && !missing.is_empty() {
        let needles: Vec<Folded<'_>> = missing.iter().map(|quote| Folded::new(quote)).collect();
        let needles: Vec<&str> = needles.iter().map(Folded::as_str).collect();
        let folded = Folded::watched(text, &|done| goes_on(WRITTEN + FOLDING * share(done, text.len())))?;
        let mut others: Vec<Vec<Range<usize>>> = vec![Vec::new(); missing.len()];
        let rest = 1.0 - WRITTEN - FOLDING;
        let is_wanted = |done: usize| goes_on(WRITTEN + FOLDING + rest * share(done, folded.as_str().len()));
        let is_whole = folded.each_of(&needles, &is_wanted, &mut |at, bytes| {
            let seen = text[bytes.clone()].trim_end_matches(needs_no_glyph);
            if has_same_letters(seen, missing[at]) {
                others[at].push(bytes.start..bytes.start + seen.len());
            }
        });
        places.extend(missing.into_iter().zip(others.into_iter().map(Places::Other)));
        return is_whole.then_some(Found { places, places_of_held });
    }
    is_whole.then_some(Found { places, places_of_held })
}
