//! Lines: where a shaped paragraph is broken at a given width. Widths are in em, so that one paragraph is broken again at
//! another size without being shaped again. Offsets are bytes of the paragraph.

use std::ops::Range;

use super::breaks::hangs;
use super::runs::LONGEST_GRAPHEME;
use super::shaped::{Break, Shaped};

/// What happens to a word that is wider than the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Overflow {
    /// It sticks out.
    #[default]
    Visible,
    /// It is broken between graphemes; and so is what has no width, or hangs, without end (see [`BYTES_PER_EM`]).
    Anywhere,
}

/// A line's bytes; the white space that hangs at its end is part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineRange {
    pub start: usize,
    pub end: usize,
}

/// A line may be longer than the column by this much, in em: what sums of many advances are off by.
const TOLERANCE: f64 = 1e-6;

/// Where words may be broken anywhere, a line has no more bytes than this for each em of its width: soft hyphens, spaces or marks
/// without end would else be one line, whatever its length, of which each frame draws all. Letters with three marks each have less
/// than half as many.
pub const BYTES_PER_EM: f64 = 64.0;

/// However narrow the column, a line of so many bytes is not too long for that.
const SHORT: usize = 4 * LONGEST_GRAPHEME;

/// Breaks `shaped`, which is `text`, greedily at `width` em: each line takes all that fits without the spaces that hang at its end. There is at
/// least one line; a forced break at the very end opens no further one.
#[must_use]
pub fn break_lines(text: &str, shaped: &Shaped, width: f64, overflow: Overflow) -> Vec<LineRange> {
    let breaks = &shaped.breaks;
    let longest = match overflow {
        Overflow::Visible => usize::MAX,
        Overflow::Anywhere => ((width * BYTES_PER_EM) as usize).max(SHORT),
    };
    let mut lines = Vec::new();
    let (mut start, mut start_x) = (0_usize, 0.0);
    let mut next = 0;
    while next < breaks.len() {
        let limit = start_x + width + TOLERANCE;
        let last_end = start.saturating_add(longest);
        let fits = |place: &Break| place.x_without_space <= limit && place.offset <= last_end;
        let fitting = next + breaks[next..].partition_point(fits);
        let forced = first_forced(&breaks[next..fitting]).map(|index| next + index);
        let taken = match (forced, fitting.checked_sub(1).filter(|&last| last >= next)) {
            (Some(forced), _) => forced,
            (None, Some(last)) => last,
            (None, None) => {
                if overflow == Overflow::Anywhere
                    && let Some(end) = emergency_end(text, shaped, start..breaks[next].offset, (limit, last_end))
                {
                    lines.push(LineRange { start, end });
                    (start, start_x) = (end, shaped.x(end));
                    continue;
                }
                next
            }
        };
        let place = breaks[taken];
        lines.push(LineRange { start, end: place.offset });
        (start, start_x) = (place.offset, place.x);
        next = taken + 1;
    }
    lines
}

fn first_forced(breaks: &[Break]) -> Option<usize> {
    // The paragraph's end is forced too, so this looks at every break that fits once.
    breaks.iter().position(|place| place.is_forced)
}

/// The last grapheme border of `word` before `limit`, after at least one grapheme, and after the space that hangs there; none of
/// it beyond `last_end`. `None` if that is the end.
fn emergency_end(text: &str, shaped: &Shaped, word: Range<usize>, (limit, last_end): (f64, usize)) -> Option<usize> {
    let mut end = shaped.offset_near(word.clone(), limit);
    if shaped.x(end) > limit {
        end = previous_stop(shaped, word.start, end);
    }
    let last_end = text.floor_char_boundary(last_end.min(word.end));
    if end > last_end {
        end = previous_stop(shaped, word.start, last_end + 1);
    }
    if end <= word.start {
        end = next_stop(shaped, word.start, word.end);
    }
    if end < last_end {
        let after_space = last_end - text[end..last_end].trim_start_matches(hangs).len();
        if shaped.is_stop(after_space) {
            end = after_space;
        }
    }
    (end < word.end).then_some(end)
}

fn previous_stop(shaped: &Shaped, start: usize, offset: usize) -> usize {
    (start..offset).rev().find(|&offset| shaped.is_stop(offset)).unwrap_or(start)
}

fn next_stop(shaped: &Shaped, start: usize, end: usize) -> usize {
    (start + 1..end).find(|&offset| shaped.is_stop(offset)).unwrap_or(end)
}
