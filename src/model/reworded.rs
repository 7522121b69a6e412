//! What a text says now where a quote stood that is nowhere any more: one letter was corrected, a space put in, or a name replaced
//! by another. What stands between the same neighbours as before is proposed, or what is written nearly alike beside them. Places
//! are code points where they are called so, else bytes of the new text.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::text::clitics::{self, End};
use crate::text::fold::folded;
use crate::text::segment;

use super::document::Document;
use super::moved::Map;
use super::nearest::distance;

/// A neighbour counts up to so many code points away: what is farther tells little of what stands here.
const REACH: usize = 300;
/// What is written nearly alike is looked for so many code points around the place where it should be.
const NEAR: usize = 60;
/// Of a longer quote, in code points, nothing is looked for that is written nearly alike.
const LONGEST_ALIKE: usize = 120;
/// One letter in so many may be another.
const LETTERS_PER_MISTAKE: usize = 4;

/// A quote that stands nowhere any more, by where it stood in the old text, in code points.
pub(super) struct Gone<'a> {
    pub quote: &'a str,
    pub chars: Range<usize>,
}

/// Where something stands between its neighbours in the new text.
struct Between {
    /// Where it begins if nothing changed since the neighbour before it, and where it ends if nothing did up to the one after it.
    start: Option<usize>,
    end: Option<usize>,
    /// Neither neighbour is part of it.
    room: Range<usize>,
}

/// The words that stand where `gone` stood; `None` if that is not clear. `map` has the neighbours, `end_of` where the one ends that
/// begins at a byte of the new text.
pub(super) fn reworded(
    gone: &Gone<'_>,
    map: &Map,
    end_of: impl Fn(usize) -> usize,
    document: &Document,
) -> Option<Range<usize>> {
    let between = between(gone, map, end_of, document)?;
    let text = document.text();
    let exact = between.start.zip(between.end).map(|(start, end)| start..end);
    let exact = exact.filter(|range| is_in_place(text, gone.quote, range));
    let alike = alike(text, gone.quote, &between);
    match (exact, alike) {
        (Some(exact), Some(alike)) if is_alike(&text[exact.clone()], gone.quote) || alike == exact => Some(exact),
        (exact, alike) => alike.or(exact),
    }
}

fn between(gone: &Gone<'_>, map: &Map, end_of: impl Fn(usize) -> usize, document: &Document) -> Option<Between> {
    let (old_start, old_end) = (gone.chars.start, gone.chars.end);
    let next = map.partition_point(|(old, _)| *old < old_start);
    let before = next.checked_sub(1).map(|at| map[at]).filter(|(old, _)| old_start - old <= REACH);
    let after = map[next..].iter().find(|(old, _)| *old >= old_end).filter(|(old, _)| old - old_end <= REACH);
    // Its place must be held by at least one of them; where nothing stands before it, the text's beginning does.
    before.or(after.copied())?;
    let is_first = next == 0 && old_start <= REACH;
    let start = before.or(is_first.then_some((0, 0))).and_then(|(old, new)| (old_start + new).checked_sub(old));
    let end = after.and_then(|(old, new)| (old_end + new).checked_sub(*old));
    let byte = |chars: usize| document.bytes_from_chars(chars).unwrap_or(document.text().len());
    let room =
        before.map_or(0, |(_, new)| end_of(byte(new)))..after.map_or(document.text().len(), |(_, new)| byte(*new));
    (room.start <= room.end).then(|| Between { start: start.map(byte), end: end.map(byte), room })
}

/// Whether as many words stand there as the quote has, whole and on one line.
fn is_in_place(text: &str, quote: &str, range: &Range<usize>) -> bool {
    let Some(said) = text.get(range.clone()) else { return false };
    let words = |text: &str| segment::word_boundaries(text).filter(|(_, is_word)| *is_word).count();
    let (starts, ends) = borders(text, range.clone());
    words(quote) > 0
        && words(said) == words(quote)
        && !said.contains('\n')
        && starts.contains(&range.start)
        && ends.contains(&range.end)
}

/// The one place near by that is written most like the quote; of several as like, the one that stands as its neighbours say.
fn alike(text: &str, quote: &str, between: &Between) -> Option<Range<usize>> {
    let (length, letters) = (quote.chars().count(), folded(quote));
    if length > LONGEST_ALIKE {
        return None;
    }
    let from = between.start.or(between.end.map(|end| end.saturating_sub(quote.len())))?;
    let to = between.end.unwrap_or(from + quote.len());
    let reach =
        |at: usize, chars: &mut dyn Iterator<Item = char>| at + chars.take(NEAR).map(char::len_utf8).sum::<usize>();
    let from = text.floor_char_boundary(from.clamp(between.room.start, between.room.end));
    let to = text.ceil_char_boundary(to.clamp(from, between.room.end));
    let lowest = from - (reach(0, &mut text[between.room.start..from].chars().rev()));
    let highest = reach(to, &mut text[to..between.room.end].chars());
    let (starts, ends) = borders(text, lowest..highest);
    let allowed = allowed(&letters);
    let mut best: Option<((usize, usize), Range<usize>)> = None;
    let mut is_tied = false;
    for start in starts {
        let longest = text[start..].char_indices().nth(length + allowed + 1).map_or(text.len(), |(at, _)| start + at);
        for end in ends.range(start + 1..=longest.max(start + 1)).copied() {
            let said = &text[start..end];
            if said.chars().count() + allowed + 1 < length || said.contains('\n') {
                continue;
            }
            let mistakes = distance(&folded(said), &letters);
            if mistakes > allowed {
                continue;
            }
            let away =
                [between.start != Some(start), between.end != Some(end)].into_iter().filter(|away| *away).count();
            let rank = (mistakes, away);
            match best.as_ref().map(|(least, _)| rank.cmp(least)) {
                None | Some(std::cmp::Ordering::Less) => (best, is_tied) = (Some((rank, start..end)), false),
                Some(std::cmp::Ordering::Equal) => is_tied = true,
                Some(std::cmp::Ordering::Greater) => {}
            }
        }
    }
    best.filter(|_| !is_tied).map(|(_, range)| range)
}

/// How many letters may be others in a quote of these.
fn allowed(letters: &str) -> usize {
    letters.chars().count() / LETTERS_PER_MISTAKE
}

fn is_alike(said: &str, quote: &str) -> bool {
    let letters = folded(quote);
    distance(&folded(said), &letters) <= allowed(&letters)
}

/// Where what is proposed may begin and end: at words, signs, and the clitics of a word that stand within a range.
pub(super) fn borders(text: &str, range: Range<usize>) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let (mut starts, mut ends) = (BTreeSet::new(), BTreeSet::new());
    // Words that reach out of the range are read whole, so that none is taken for less than it is.
    let whole = segment::word_at(text, range.start).start..segment::word_at(text, range.end).end.max(range.end);
    let mut start = whole.start;
    for (end, is_word) in
        segment::word_boundaries(&text[whole.clone()]).skip(1).map(|(end, is)| (whole.start + end, is))
    {
        if !text[start..end].trim().is_empty() {
            starts.insert(start);
            ends.insert(end);
        }
        if is_word {
            starts.extend(clitics::joints(text, start, End::Start));
            ends.extend(clitics::joints(text, start, End::End));
        }
        start = end;
    }
    starts.retain(|at| range.start <= *at && *at < range.end);
    ends.retain(|at| range.start < *at && *at <= range.end);
    (starts, ends)
}

#[cfg(test)]
mod tests {
    use super::{Gone, reworded};
    use crate::model::document::Document;
    use crate::model::id::DocumentId;

    /// What is proposed for the quote in brackets, whose neighbours `|…|` stand in both texts.
    fn check(old: &str, new: &str, expected: Option<&str>) {
        let (mut plain, mut quote, mut points) = (String::new(), 0..0, Vec::new());
        for part in old.split_inclusive(['[', ']', '|']) {
            plain.push_str(part.trim_end_matches(['[', ']', '|']));
            match part.chars().next_back() {
                Some('[') => quote.start = plain.len(),
                Some(']') => quote.end = plain.len(),
                Some('|') => points.push(plain.len()),
                _ => {}
            }
        }
        let [before, now] = [plain.as_str(), new].map(|text| Document::new(DocumentId::new("d"), text));
        let neighbours: Vec<&str> = points.chunks_exact(2).map(|pair| &plain[pair[0]..pair[1]]).collect();
        let place = |document: &Document, said: &str| document.chars_from_bytes(document.text().find(said).unwrap());
        let map = neighbours.iter().map(|said| (place(&before, said), place(&now, said))).collect();
        let end_of = |start: usize| {
            let said = neighbours.iter().find(|said| new[start..].starts_with(**said));
            start + said.map_or(0, |said| said.len())
        };
        let chars = before.chars_from_bytes(quote.start)..before.chars_from_bytes(quote.end);
        let gone = Gone { quote: &plain[quote], chars };
        assert_eq!(reworded(&gone, &map, end_of, &now).map(|range| &new[range]), expected, "{old} -> {new}");
    }

    #[test]
    fn small_corrections_are_proposed_where_a_neighbour_stands() {
        check("[Layla] visited |Haifa|", "Laila visited Haifa", Some("Laila"));
        check(
            "|Today| she paid [€18 million] to |Haifa|",
            "Today she paid € 18 million to Haifa",
            Some("€ 18 million"),
        );
        check("|Today| she paid [€18 million]", "Today she paid € 18 million.", Some("€ 18 million"));
        check("the [Leage of Cities] in |Haifa|", "And now the League of Cities in Haifa", Some("League of Cities"));
        check("|قال| [بلينكين] في |القاهرة|", "قال بلينكن في القاهرة", Some("بلينكن"));
        check("|قال| و[بلينكين] في |القاهرة|", "قال وبلينكن في القاهرة", Some("بلينكن"));
        check("زارت [ليلى حدّاد] |حيفا|", "وزارت ليلا حداد حيفا", Some("ليلا حداد"));
        check("|bão| [Én] đổ bộ vào |Đà Nẵng|", "bão Yagi đổ bộ vào Đà Nẵng", Some("Yagi"));
        check("[Én] đổ bộ vào |Đà Nẵng|", "Yagi đổ bộ vào Đà Nẵng", Some("Yagi"));
        check("ở [Hà_Nôị] hôm |qua|", "ở Hà_Nội hôm qua", Some("Hà_Nội"));
        check("|قال| [Reyes] أمس في |تونس|", "قال Reyez أمس في تونس", Some("Reyez"));
    }

    #[test]
    fn nothing_is_proposed_where_the_words_around_it_do_not_stand_or_several_would_do() {
        check("in [Haifa]", "in Haiffa", None);
        check("[Layla] met |Omar|", "Laila, Leyla met Omar", None);
        check("|Layla| [visited] |Haifa|", "Layla, at Haifa", None);
        check("|Layla| [visited] |Haifa|", "Layla Haifa", None);
        check("|Layla| saw the [harbour] of |Haifa|", "Layla saw nothing of what there was in all of Haifa", None);
        check("|زارت| [ليلى] مدينة |حيفا|", "زارت الوفود الثلاثة حيفا", None);
        check("đê [sông Hồng] |hôm qua|", "đê chắn sóng ở |hôm qua|", None);
        check("[Én] vào |Đà Nẵng|", "Một cơn bão rất mạnh vừa vào Đà Nẵng", None);
    }
}
