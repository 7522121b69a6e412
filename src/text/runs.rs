//! Runs of graphemes: stretches of a text of which two characters at a time tell that a grapheme begins at their borders, whatever
//! stands around them. A question about a place so reads only its run; and a run without end (marks, joined emoji, flags) is cut
//! at fixed places, or nothing in it could be found without reading all of it. Offsets are UTF-8 bytes.

use std::ops::Range;

use icu_properties::props::{ExtendedPictographic, GraphemeClusterBreak, IndicConjunctBreak};
use icu_properties::{CodePointMapData, CodePointSetData};

/// A run of more than twice as many bytes is cut into pieces of about so many. No grapheme of any language is nearly so long (UAX
/// #15 calls text with more than 30 marks in a row unsafe).
pub const LONGEST_GRAPHEME: usize = 256;

/// A run of more bytes is cut.
const LONGEST_RUN: usize = 2 * LONGEST_GRAPHEME;

/// Further than this from where it would be, no cut stands: at the next character, or after the joiner there.
const SHIFT: usize = 8;

const JOINER: char = '\u{200d}';

/// The run that holds the character after `offset`, or the piece of a long one. Where nothing follows, nothing.
pub(super) fn run_at(text: &str, offset: usize) -> Range<usize> {
    if offset == text.len() {
        return offset..offset;
    }
    let start = start_near(text, offset);
    let limit = start.map_or(offset + LONGEST_GRAPHEME + SHIFT, |start| start + LONGEST_RUN);
    let end = end_near(text, offset, limit);
    if let (Some(start), Some(end)) = (start, end) {
        return start..end;
    }
    // Cuts are counted from the paragraph's start, so that they are the same where it stands alone.
    let paragraph = paragraph_start(text, offset);
    let nth = (offset - paragraph) / LONGEST_GRAPHEME;
    let cuts = (nth.saturating_sub(1)..=nth + 2).map(|nth| cut(text, paragraph, nth));
    let (mut from, mut to) = (start.unwrap_or(paragraph), end.unwrap_or(text.len()));
    for cut in cuts {
        if cut <= offset {
            from = from.max(cut);
        } else {
            to = to.min(cut);
        }
    }
    from..to
}

/// Where the runs of a text are cut that are too long: hardly ever anywhere.
pub(super) fn cuts(text: &str) -> Vec<usize> {
    let mut cuts = Vec::new();
    let bytes = text.as_bytes();
    // A run ends before each ASCII character, but for one after a prepended sign, which is hardly ever there.
    let mut last = 0;
    let borders = bytes.iter().enumerate().filter(|(_, byte)| byte.is_ascii()).map(|(at, _)| at);
    for border in borders.chain([bytes.len()]) {
        if border - last > LONGEST_RUN {
            cuts_within(text, last..border, &mut cuts);
        }
        last = border;
    }
    cuts
}

/// Adds the cuts of the runs that touch `range`, which begins at a character.
fn cuts_within(text: &str, range: Range<usize>, cuts: &mut Vec<usize>) {
    let mut start = range.start;
    while start < range.end {
        let Some(end) = end_near(text, start, usize::MAX) else { break };
        if end - start > LONGEST_RUN {
            let paragraph = paragraph_start(text, start);
            let nth = (start - paragraph) / LONGEST_GRAPHEME..=(end - paragraph) / LONGEST_GRAPHEME;
            let after = cuts.last().copied().unwrap_or(0).max(start);
            cuts.extend(nth.map(|nth| cut(text, paragraph, nth)).filter(|cut| after < *cut && *cut < end));
        }
        start = end;
    }
}

fn paragraph_start(text: &str, offset: usize) -> usize {
    text[..offset].rfind('\n').map_or(0, |line_feed| line_feed + 1)
}

/// Where a run that holds the place is cut, `nth` times [`LONGEST_GRAPHEME`] from the paragraph's start.
fn cut(text: &str, paragraph: usize, nth: usize) -> usize {
    let cut = text.ceil_char_boundary((paragraph + nth * LONGEST_GRAPHEME).min(text.len()));
    // After a joiner, or what it joins would be another grapheme if the piece stood alone.
    cut + if text[cut..].starts_with(JOINER) { JOINER.len_utf8() } else { 0 }
}

/// Where the run begins that holds the character after `offset`; `None` if that is too far away.
fn start_near(text: &str, offset: usize) -> Option<usize> {
    let mut after = text[offset..].chars().next()?;
    let mut border = offset;
    for (start, before) in text[..offset].char_indices().rev() {
        if surely_begins(before, after) {
            return Some(border);
        }
        if offset - start > LONGEST_RUN {
            return None;
        }
        (after, border) = (before, start);
    }
    Some(0)
}

/// The first place after `offset` where a run ends, if that is not beyond `limit`.
fn end_near(text: &str, offset: usize, limit: usize) -> Option<usize> {
    let mut chars = text[offset..].char_indices();
    let (_, mut before) = chars.next()?;
    for (at, after) in chars {
        let border = offset + at;
        if border > limit {
            return None;
        }
        if surely_begins(before, after) {
            return Some(border);
        }
        before = after;
    }
    (text.len() <= limit).then_some(text.len())
}

/// Whether no two characters of this kind ever share a grapheme: letters, digits and signs of Latin, Vietnamese and Arabic, without
/// marks, prepended signs or carriage returns.
pub(super) fn is_grapheme_by_itself(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{a8}' | '\u{aa}' | '\u{ab}' | '\u{af}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}'
        | '\u{60b}'..='\u{60f}' | '\u{61d}'..='\u{64a}' | '\u{660}'..='\u{66f}' | '\u{671}'..='\u{6d5}'
        | '\u{2018}'..='\u{2026}')
}

/// Whether UAX #29 has a boundary between two characters whatever stands around them.
fn surely_begins(before: char, after: char) -> bool {
    use GraphemeClusterBreak as Class;
    if is_grapheme_by_itself(before) && is_grapheme_by_itself(after) {
        return true;
    }
    let classes = CodePointMapData::<Class>::new();
    let is_control = |class: Class| matches!(class, Class::Control | Class::CR | Class::LF);
    match (classes.get(before), classes.get(after)) {
        (Class::CR, Class::LF) => false,
        (one, other) if is_control(one) || is_control(other) => true,
        (Class::Prepend, _) | (_, Class::Extend | Class::SpacingMark | Class::ZWJ) => false,
        // GB9c and GB11 ask what stands before the mark or joiner; GB12 and GB13 how many flags' letters there are.
        (Class::Extend | Class::SpacingMark | Class::ZWJ, _) if is_joined_across_marks(after) => false,
        (Class::RegionalIndicator, Class::RegionalIndicator) => false,
        (Class::L, Class::L | Class::V | Class::LV | Class::LVT) => false,
        (Class::LV | Class::V, Class::V | Class::T) | (Class::LVT | Class::T, Class::T) => false,
        // The signs that are prepended to these are not all known to the properties, which are of an earlier Unicode.
        _ if is_consonant_of_conjuncts(after) => is_grapheme_by_itself(before) || is_consonant_of_conjuncts(before),
        _ => true,
    }
}

/// Whether `c` may belong to the grapheme of what stands before the marks before it.
fn is_joined_across_marks(c: char) -> bool {
    is_consonant_of_conjuncts(c) || CodePointSetData::new::<ExtendedPictographic>().contains(c)
}

fn is_consonant_of_conjuncts(c: char) -> bool {
    CodePointMapData::<IndicConjunctBreak>::new().get(c) == IndicConjunctBreak::Consonant
}

#[cfg(test)]
mod tests {
    use icu_segmenter::GraphemeClusterSegmenter;

    use super::{LONGEST_GRAPHEME, SHIFT, cuts, run_at, surely_begins};

    /// One character of each kind that the rules know, and of some scripts.
    const KINDS: &str = "a1 \r\n\0\u{ad}\u{301}\u{200d}\u{200c}\u{600}\u{903}\u{94d}कक़अ🇻👩☺\u{1100}\u{1161}\u{11a8}가각ب\u{64e}ア漢ไทย\u{1f3fb}©";

    #[test]
    fn where_two_characters_tell_it_a_grapheme_begins_whatever_stands_around_them() {
        let kinds = || KINDS.chars();
        for (one, other) in kinds().flat_map(|one| kinds().map(move |other| (one, other))) {
            if !surely_begins(one, other) {
                continue;
            }
            for (ahead, behind) in kinds().flat_map(|ahead| kinds().map(move |behind| (ahead, behind))) {
                let text: String = [ahead, '\u{94d}', ahead, one, other, behind].iter().collect();
                let border = text.len() - other.len_utf8() - behind.len_utf8();
                let mut borders = GraphemeClusterSegmenter::new_neo().segment_str(&text);
                assert!(borders.any(|at| at == border), "{text:?} at {border}");
            }
        }
    }

    #[test]
    fn a_run_without_end_is_cut_alike_from_wherever_one_looks_in_it() {
        for unit in ["\u{301}", "👩\u{200d}", "🇻🇳", "\u{200d}", "क\u{94d}", "\u{1100}", "\u{600}", "\u{64e}\u{1f3fb}"]
        {
            for before in ["", "a", "مر ", "\r"] {
                let paragraph = format!("{before}{}y", unit.repeat(2000 / unit.len()));
                let (all, start) = (cuts(&paragraph), "first\n".len());
                assert!(all.len() > 5, "{unit:?} after {before:?}: {all:?}");
                let text = format!("first\n{paragraph}\nlast");
                for (at, _) in paragraph.char_indices() {
                    let run = run_at(&text, start + at);
                    let (from, to) = (run.start - start, run.end - start);
                    assert!(
                        from <= at && at < to && run.len() <= LONGEST_GRAPHEME + SHIFT,
                        "{unit:?}: {run:?} at {at}"
                    );
                    let next = all.iter().find(|cut| **cut > at).copied();
                    assert!(next.is_none_or(|next| to <= next), "{unit:?} after {before:?}: {run:?} at {at}");
                    let before = text.floor_char_boundary(run.start - 1);
                    assert_eq!(run_at(&text, before).end, run.start, "{unit:?} after {before:?}");
                }
                // Where a piece stands alone it is not cut again.
                assert!(all.windows(2).all(|pair| cuts(&paragraph[pair[0]..pair[1]]).is_empty()), "{unit:?}");
            }
        }
        assert!(cuts(&"قال بلينكن ".repeat(500)).is_empty() && cuts(&"\u{600}1".repeat(2000)).is_empty());
        assert!(cuts(&"カタカナ".repeat(500)).is_empty() && cuts(&"بلينكن".repeat(500)).is_empty());
    }
}
