//! Where many strings stand in a text, found in one pass over it: ten thousand of them cost hardly more than one. It knows
//! nothing of what they mean, and keeps nothing of what is found: a short word stands in thousands of places. Offsets are UTF-8
//! bytes.

use aho_corasick::AhoCorasick;

/// Whoever waits hears each time after so many bytes how far it is.
const TOLD_EACH: usize = 1 << 16;

/// Tells `found` of each place of some strings, by which string it is and where it begins; of one string in order and without
/// overlaps with itself, as `str::match_indices` finds it. An empty string stands nowhere. `goes_on` hears how many bytes are done;
/// once it says no, nothing more is looked for. Whether all was. Costs grow with the text, with the strings and with what is found.
pub fn each_of(
    text: &str,
    needles: &[&str],
    goes_on: &dyn Fn(usize) -> bool,
    found: &mut dyn FnMut(usize, usize),
) -> bool {
    let asked: Vec<usize> = (0..needles.len()).filter(|at| !needles[*at].is_empty()).collect();
    let Ok(automaton) = AhoCorasick::new(asked.iter().map(|at| needles[*at])) else {
        // More than an automaton can hold.
        return asked.iter().enumerate().all(|(nth, at)| {
            text.match_indices(needles[*at]).for_each(|(start, _)| found(*at, start));
            goes_on(text.len() * (nth + 1) / asked.len())
        });
    };
    // Where each of them ends that was found last, and when to tell how far it is.
    let (mut ends, mut told) = (vec![0; asked.len()], 0);
    for one in automaton.find_overlapping_iter(text) {
        let end: &mut usize = &mut ends[one.pattern().as_usize()];
        if *end <= one.start() {
            *end = one.end();
            found(asked[one.pattern().as_usize()], one.start());
        }
        if one.start() >= told + TOLD_EACH {
            told = one.start();
            if !goes_on(told) {
                return false;
            }
        }
    }
    goes_on(text.len())
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::{TOLD_EACH, each_of};

    fn starts_of(text: &str, needles: &[&str]) -> Vec<Vec<usize>> {
        let mut starts = vec![Vec::new(); needles.len()];
        assert!(each_of(text, needles, &|_| true, &mut |at, start| starts[at].push(start)));
        starts
    }

    #[test]
    fn all_are_found_as_each_alone_is() {
        let text = "aaaa ليلى، ليلى بنت ليلى aab";
        let needles = ["aa", "a", "", "ليلى", "ى", "لي", "b", "ليلى بنت", "aa", "nowhere"];
        let alone = needles.map(|needle| text.match_indices(needle).map(|(at, _)| at).collect::<Vec<_>>());
        let expected = needles.iter().zip(alone).map(|(needle, at)| if needle.is_empty() { Vec::new() } else { at });
        assert_eq!(starts_of(text, &needles), expected.collect::<Vec<_>>());
        assert_eq!(starts_of(text, &[]), Vec::<Vec<usize>>::new());
    }

    #[test]
    fn nothing_more_is_found_once_nobody_wants_to_know() {
        let (text, last) = ("a ".repeat(TOLD_EACH), Cell::new(0));
        let is_whole = each_of(&text, &["a"], &|done| done < TOLD_EACH, &mut |_, start| last.set(start));
        assert!(!is_whole && last.get() == TOLD_EACH, "{last:?}");
    }
}
