//! Where something of the old text went, told by comparing it with the new one. Offsets are bytes, `units` are places of units.

use std::ops::Range;

use super::compared::{Comparison, Stretch};
use super::document::Document;
use super::moved::Map;

/// So many units of what was put in or taken out beside a place are looked at for whether they say the same.
const REACH: usize = 2000;
/// Something at the edge of what both texts have is there for sure if it happens by chance at most once in so many times that it is
/// another that says the same.
const AT_EDGE: f64 = 50.0;

/// What a stretch has beyond a passage that stands elsewhere too tells which of the two it is, if it is so unlikely, as a logarithm.
const BEYOND: f64 = 14.0;
/// So many units around a place are looked at for a rare one, by which other passages are found that say the same.
const WINDOW: usize = 16;
/// Of one that stands more often than that in both texts no passages are looked for.
const MOST_ALIKE: usize = 2000;

/// Where something of the old text is now.
#[derive(Debug, Clone)]
pub(super) enum Went {
    /// It stands there.
    Surely(Range<usize>),
    /// It may stand there, if what both texts have in common there is not so by chance.
    Perhaps(Range<usize>),
    /// It may stand there; another passage of one of the texts says the same, and which one it is cannot be seen.
    OneOf(Range<usize>),
    /// Some of it is in neither text's common stretches.
    Changed(Changed),
    /// Nothing can be said of it: it has no words and signs.
    Unknown,
}

/// Why it is not sure where something went.
enum Rival {
    Chance,
    Other,
}

/// Where something was that is said otherwise now, or not at all.
#[derive(Debug, Clone)]
pub(super) struct Changed {
    /// What stands between its neighbours in the new text, if these are in order.
    pub room: Option<Range<usize>>,
    /// The same, if it is all that stood between them.
    pub exact: Option<Range<usize>>,
    /// How many times something that says the same as this would stand in the room by chance.
    pub by_chance: f64,
    /// The units beside it that both texts have, as where they stood and stand, in bytes.
    pub beside: Vec<(Range<usize>, Range<usize>)>,
    /// Where these begin, in code points.
    pub map: Map,
}

impl Comparison<'_> {
    /// The text that became another.
    pub(super) fn old_document(&self) -> &Document {
        self.old.document
    }

    /// Where a quote stood in the old text, in bytes, if it did.
    pub(super) fn place(&self, chars: &Range<usize>, quote: &str) -> Option<Range<usize>> {
        let start = self.old.document.bytes_from_chars(chars.start)?;
        let bytes = start..start + quote.len();
        (self.old.document.text().get(bytes.clone()) == Some(quote)).then_some(bytes)
    }

    /// Where a part of the old text went.
    pub(super) fn went(&self, part: Range<usize>) -> Went {
        let units = &self.old.units;
        let first = units.partition_point(|unit| unit.end <= part.start);
        let after = units.partition_point(|unit| unit.start < part.end);
        if first >= after {
            return Went::Unknown;
        }
        let last = after - 1;
        if let Some(stretch) = holding(&self.stretches, first, last) {
            return match self.image(&stretch, first, last, &part) {
                Some(image) => match self.rival(&stretch, first, last) {
                    None => Went::Surely(image),
                    Some(Rival::Chance) => Went::Perhaps(image),
                    Some(Rival::Other) => Went::OneOf(image),
                },
                None => self.changed(first, last, &part),
            };
        }
        let island = holding(&self.islands, first, last);
        match island.and_then(|island| self.image(&island, first, last, &part)) {
            Some(image) => Went::Perhaps(image),
            None => self.changed(first, last, &part),
        }
    }

    /// Where a part of a stretch stands now; `None` if it begins or ends within a word that is spelled otherwise.
    fn image(&self, stretch: &Stretch, first: usize, last: usize, part: &Range<usize>) -> Option<Range<usize>> {
        let to = |unit: usize| stretch.new + unit - stretch.old;
        let is_same = |unit: usize| {
            let (was, is) = (self.old.units[unit].clone(), self.new.units[to(unit)].clone());
            self.old.document.text()[was] == self.new.document.text()[is]
        };
        let within = part.start.saturating_sub(self.old.units[first].start);
        let left = self.old.units[last].end.saturating_sub(part.end);
        let is_known = (within == 0 || is_same(first)) && (left == 0 || is_same(last));
        is_known.then(|| self.new.units[to(first)].start + within..self.new.units[to(last)].end - left)
    }

    /// Why some units of a stretch may be others that say the same, if that can well be: what was put in or taken out beside them says
    /// it too, or another passage does.
    fn rival(&self, stretch: &Stretch, first: usize, last: usize) -> Option<Rival> {
        let at = self.stretches.partition_point(|one| one.old < stretch.old);
        let nth = self.by_new.partition_point(|at| self.stretches[*at].new < stretch.new);
        let of_new = |nth: usize| self.by_new.get(nth).map(|at| self.stretches[*at]);
        let old_before = at.checked_sub(1).map_or(0, |at| self.stretches[at].old_end())..stretch.old;
        let new_before = nth.checked_sub(1).and_then(of_new).map_or(0, |one| one.new_end())..stretch.new;
        let old_after = stretch.old_end()..self.stretches.get(at + 1).map_or(self.old.units.len(), |one| one.old);
        let new_after = stretch.new_end()..of_new(nth + 1).map_or(self.new.units.len(), |one| one.new);
        let (head, tail) = (stretch.old..last + 1, first..stretch.old_end());
        let new_tail = stretch.new + first - stretch.old;
        let is_said = self.is_said(&head, &self.old.words, near_end(&old_before).start..head.end - 1)
            || self.is_said(&head, &self.new.words, near_end(&new_before).start..stretch.new + head.len() - 1)
            || self.is_said(&tail, &self.old.words, first + 1..near_start(&old_after).end)
            || self.is_said(&tail, &self.new.words, new_tail + 1..near_start(&new_after).end);
        if is_said || !self.is_alone(stretch, first, last) {
            return Some(Rival::Other);
        }
        let is_by_chance = |part: Range<usize>, old: &Range<usize>, new: &Range<usize>| {
            let places = old.len().min(new.len()) as f64;
            places * (-self.odds(part)).exp() * AT_EDGE > 1.0
        };
        let is_chance = is_by_chance(head, &old_before, &new_before) || is_by_chance(tail, &old_after, &new_after);
        is_chance.then_some(Rival::Chance)
    }

    /// Whether no other passage of either text says nearly all of a stretch around some of its units, unless that passage has its place
    /// for sure. Of two that say the same one may be gone, and which one cannot be seen.
    fn is_alone(&self, stretch: &Stretch, first: usize, last: usize) -> bool {
        let (old, new) = (&self.old.words, &self.new.words);
        let is_firm = |of: &Stretch, from: usize, to: usize| {
            self.odds(of.old..from.max(of.old)) + self.odds(to.min(of.old_end())..of.old_end()) >= BEYOND
        };
        let near = stretch.old.max(first.saturating_sub(WINDOW))..stretch.old_end().min(last + 1 + WINDOW);
        // A passage that says nearly all of the stretch has what stands farther from its ends.
        let is_inner = |at: &usize| {
            (first..=last).contains(at)
                || (self.odds(stretch.old..*at) >= BEYOND && self.odds(*at + 1..stretch.old_end()) >= BEYOND)
        };
        let count = |at: &usize| self.old.places_of(old[*at]).len() + self.new.places_of(old[*at]).len();
        let Some(seed) = near.filter(is_inner).min_by_key(count).filter(|at| count(at) <= MOST_ALIKE) else {
            return true;
        };
        // How far what stands around the units says the same as around another place, as units of the old text.
        let alike = |words: &[u32], place: usize| {
            let other = (place + first).checked_sub(seed)?;
            let said = words.get(other..other + last + 1 - first)?;
            (said == &old[first..=last]).then_some(())?;
            let back = (1..=(first - stretch.old).min(other)).take_while(|by| old[first - by] == words[other - by]);
            let most = (stretch.old_end() - last - 1).min(words.len() - (other + last + 1 - first));
            let end = other + last + 1 - first;
            let on = (0..most).take_while(|by| old[last + 1 + by] == words[end + by]);
            Some((other, back.count(), on.count()))
        };
        let is_other_old = |place: &u32| {
            let Some((other, back, on)) = alike(old, *place as usize).filter(|(other, ..)| *other != first) else {
                return false;
            };
            let end = other + last + 1 - first;
            let is_held = holding(&self.stretches, other, end - 1)
                .is_some_and(|held| is_firm(&held, other - back.min(other), end + on));
            !is_firm(stretch, first - back, last + 1 + on) && !is_held
        };
        let own = stretch.new + first - stretch.old;
        let is_other_new = |place: &u32| {
            let Some((other, back, on)) = alike(new, *place as usize).filter(|(other, ..)| *other != own) else {
                return false;
            };
            let end = other + last + 1 - first;
            let next = self.by_new.partition_point(|at| self.stretches[*at].new <= other);
            let held = next.checked_sub(1).map(|nth| self.stretches[self.by_new[nth]]);
            let is_held = held.filter(|held| end <= held.new_end()).is_some_and(|held| {
                let to_old = |unit: usize| (unit + held.old).saturating_sub(held.new);
                is_firm(&held, to_old(other - back), to_old(end + on))
            });
            !is_firm(stretch, first - back, last + 1 + on) && !is_held
        };
        !self.old.places_of(old[seed]).iter().any(is_other_old)
            && !self.new.places_of(old[seed]).iter().any(is_other_new)
    }

    /// Whether what some units of the old text say is said within a range of either.
    fn is_said(&self, part: &Range<usize>, words: &[u32], within: Range<usize>) -> bool {
        let said = &self.old.words[part.clone()];
        // What is longer than all that was put in or taken out does not stand in it, but for what goes round and round.
        said.len() <= REACH
            && within.len() >= said.len()
            && words[within].windows(said.len()).any(|window| window == said)
    }

    fn changed(&self, first: usize, last: usize, part: &Range<usize>) -> Went {
        let (before, after) = (self.before(first), self.after(last));
        let new_before = before.map(|(_, new)| new);
        let new_after = after.map(|(_, new)| new);
        let end_before = new_before.map_or(0, |new| self.new.units[new].end);
        let start_after = new_after.map_or(self.new.document.text().len(), |new| self.new.units[new].start);
        let is_between = new_before.zip(new_after).is_none_or(|(before, after)| before < after);
        let room = is_between.then_some(end_before..start_after);
        let old_from = before.map_or(0, |(old, _)| old + 1);
        let old_to = after.map_or(self.old.units.len(), |(old, _)| old);
        let new_from = new_before.map_or(0, |new| new + 1);
        let new_to = new_after.unwrap_or(self.new.units.len());
        let is_whole = self.old.units[first].start >= part.start && self.old.units[last].end <= part.end;
        let fills = old_from == first && old_to == last + 1 && is_whole && new_from < new_to;
        let exact = (is_between && fills).then(|| self.new.bytes(new_from, new_to - 1));
        let places = (old_to - old_from) as f64 * new_to.saturating_sub(new_from) as f64;
        let by_chance = places * (-self.odds(first..last + 1)).exp();
        let beside = before.into_iter().chain(after);
        let beside: Vec<_> =
            beside.map(|(old, new)| (self.old.units[old].clone(), self.new.units[new].clone())).collect();
        let (old, new) = (self.old.document, self.new.document);
        let map = beside.iter().map(|(was, is)| (old.chars_from_bytes(was.start), new.chars_from_bytes(is.start)));
        let map = map.collect();
        Went::Changed(Changed { room, exact, by_chance, beside, map })
    }

    /// The last unit before one, in order, that both texts have, as where it stood and stands.
    fn before(&self, unit: usize) -> Option<(usize, usize)> {
        let next = self.stretches.partition_point(|one| one.old < unit);
        let stretch = self.stretches[..next].iter().rev().find(|one| one.is_in_order)?;
        let old = (stretch.old_end() - 1).min(unit - 1);
        Some((old, stretch.new + old - stretch.old))
    }

    fn after(&self, unit: usize) -> Option<(usize, usize)> {
        let next = self.stretches.partition_point(|one| one.old_end() <= unit + 1);
        let stretch = self.stretches[next..].iter().find(|one| one.is_in_order)?;
        let old = stretch.old.max(unit + 1);
        Some((old, stretch.new + old - stretch.old))
    }
}

/// The stretch that has some units of the old text.
fn holding(stretches: &[Stretch], first: usize, last: usize) -> Option<Stretch> {
    let next = stretches.partition_point(|one| one.old <= first);
    let stretch = stretches[..next].last()?;
    (last < stretch.old_end()).then_some(*stretch)
}

fn near_end(range: &Range<usize>) -> Range<usize> {
    range.start.max(range.end.saturating_sub(REACH))..range.end
}

fn near_start(range: &Range<usize>) -> Range<usize> {
    range.start..range.end.min(range.start + REACH)
}

#[cfg(test)]
mod tests {
    use super::Went;
    use crate::model::compared::Comparison;
    use crate::model::document::Document;
    use crate::model::id::DocumentId;

    /// Sentences of which no two words are the same, and some that are.
    const A: &str = "وصلت ليلى حدّاد إلى الميناء القديم صباح الاثنين.";
    const B: &str = "Fishermen of Đồ Sơn sold two hundred crabs before noon.";
    const C: &str = "The Secretary signed nothing, as Omar Farouk had hoped.";
    const D: &str = "Bão Én đổ bộ vào Đà Nẵng hôm qua, gió giật cấp mười.";

    /// Where what is in brackets in the old text went: `[there]`, `?[perhaps]`, `|[one of several]`, or the words in its place.
    #[track_caller]
    fn check(old: &str, new: &str, expected: &str) {
        let (start, end) = (old.find('[').unwrap(), old.find(']').unwrap() - 1);
        let [old, new] =
            [old.replace(['[', ']'], ""), new.to_owned()].map(|text| Document::new(DocumentId::new("d"), text));
        let compared = Comparison::of(&old, &new, &|_| true).unwrap();
        let around = |bytes: &std::ops::Range<usize>| {
            let text = new.text();
            let line = text[..bytes.start].rfind('\n').map_or(0, |at| at + 1);
            let end = text[bytes.end..].find('\n').map_or(text.len(), |at| bytes.end + at);
            format!("{}[{}]{}", &text[line..bytes.start], &text[bytes.clone()], &text[bytes.end..end])
        };
        let said = match compared.went(start..end) {
            Went::Surely(bytes) => around(&bytes),
            Went::Perhaps(bytes) => format!("?{}", around(&bytes)),
            Went::OneOf(bytes) => format!("|{}", around(&bytes)),
            Went::Changed(changed) => changed.exact.map_or("-".to_owned(), |bytes| new.text()[bytes].to_owned()),
            Went::Unknown => "!".to_owned(),
        };
        assert_eq!(said, expected);
    }

    #[test]
    fn what_stands_in_both_texts_goes_along() {
        check(
            &format!("{A}\n{B} [Omar] said.\n{C}"),
            &format!("{C}\n{A}\n{B} Omar said.\n{C}"),
            &format!("{B} [Omar] said."),
        );
        check(
            &format!("{A} [Omar], too. {B}"),
            &format!("Omar: {A}  Omar, too. {B}"),
            &format!("Omar: {A}  [Omar], too. {B}"),
        );
    }

    #[test]
    fn a_paragraph_or_a_sentence_that_was_put_elsewhere_takes_along_what_is_in_it() {
        let marked = |sentence: &str| sentence.replace("Omar", "[Omar]");
        check(&format!("{}\n{A}\n{B}\n{D}", marked(C)), &format!("{A}\n{B}\n{D}\n{C}"), &marked(C));
        check(
            &format!("{} {A} {B} {D}", marked(C)),
            &format!("{A} {B} {C} {D}"),
            &format!("{A} {B} {} {D}", marked(C)),
        );
    }

    #[test]
    fn harakat_and_composition_and_blanks_do_not_matter_and_other_letters_are_told_by_what_stands_around() {
        check(&format!("{A} [محمد] {B}"), &format!("x {A} مُحَمَّد {B}"), &format!("x {A} [مُحَمَّد] {B}"));
        check(
            &format!("{A} [Huế] {B}"),
            &format!("{A}\u{a0}\n Hue\u{302}\u{301} {B}"),
            &format!(" [Hue\u{302}\u{301}] {B}"),
        );
        check(&format!("{A} [Layla] {B}"), &format!("{A} Amal {B}"), "Amal");
        check(&format!("{A} [Layla] {B}"), &format!("{A} {B}"), "-");
        check(&format!("{A} [،] {B}"), &format!("{A} ؛ {B}"), "؛");
    }

    #[test]
    fn of_two_that_say_the_same_beside_each_other_neither_is_sure() {
        check(&format!("{A} [Omar] {B}"), &format!("{A} Omar and Omar {B}"), &format!("|{A} [Omar] and Omar {B}"));
        check(&format!("{A} Omar and [Omar] {B}"), &format!("{A} Omar {B}"), "-");
        check(
            &format!("{A} [Omar] left. {B}"),
            &format!("{A} Omar left. Omar left. {B}"),
            &format!("|{A} [Omar] left. Omar left. {B}"),
        );
    }

    #[test]
    fn of_two_passages_that_say_the_same_of_which_one_is_gone_neither_is_sure_unless_what_stands_around_tells() {
        let marked = C.replace("Omar", "[Omar]");
        let [x, y, z] = ["It rained.", "Snow fell, too.", "Wind came up."];
        check(&format!("{x} {marked} {y} {C} {z}"), &format!("Dry. {C} Hot."), &format!("|Dry. {marked} Hot."));
        check(&format!("{A} {marked} {D} {B} {C} {B}"), &format!("Now {A} {C} {D}"), &format!("Now {A} {marked} {D}"));
    }

    #[test]
    fn a_word_in_the_midst_of_what_was_rewritten_is_no_proof() {
        let old = format!("{A}\nIt rained for days, and [Omar] stayed at home with his books.\n{B}");
        let new = format!("{A}\nNobody knows where the money came from that Omar gave to them.\n{B}");
        let expected = "?Nobody knows where the money came from that [Omar] gave to them.";
        check(&old, &new, expected);
    }

    #[test]
    fn nothing_is_told_once_nobody_wants_to_know() {
        let text = Document::new(DocumentId::new("d"), A);
        assert!(Comparison::of(&text, &text, &|_| false).is_none());
        assert!(Comparison::of(&text, &text, &|share| share < 1.0).is_none());
    }
}
