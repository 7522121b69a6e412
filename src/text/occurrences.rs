//! Where many strings stand in a text, found in one pass over it: ten thousand of them cost hardly more than one. It knows
//! nothing of what they mean. Offsets are UTF-8 bytes.

use aho_corasick::AhoCorasick;

/// Where each of some strings begins in a text, in order and without overlaps with itself, as `str::match_indices` finds it; an
/// empty string stands nowhere. Costs grow with the text, with the strings and with what is found.
#[must_use]
pub fn starts_of(text: &str, needles: &[&str]) -> Vec<Vec<usize>> {
    let mut found = vec![Vec::new(); needles.len()];
    let asked: Vec<usize> = (0..needles.len()).filter(|at| !needles[*at].is_empty()).collect();
    let Ok(automaton) = AhoCorasick::new(asked.iter().map(|at| needles[*at])) else {
        // More than an automaton can hold.
        for at in asked {
            found[at].extend(text.match_indices(needles[at]).map(|(start, _)| start));
        }
        return found;
    };
    for one in automaton.find_overlapping_iter(text) {
        let starts: &mut Vec<usize> = &mut found[asked[one.pattern().as_usize()]];
        if starts.last().is_none_or(|last| last + one.len() <= one.start()) {
            starts.push(one.start());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::starts_of;

    #[test]
    fn all_are_found_as_each_alone_is() {
        let text = "aaaa ليلى، ليلى بنت ليلى aab";
        let needles = ["aa", "a", "", "ليلى", "ى", "لي", "b", "ليلى بنت", "aa", "nowhere"];
        let alone = needles.map(|needle| text.match_indices(needle).map(|(at, _)| at).collect::<Vec<_>>());
        let expected = needles.iter().zip(alone).map(|(needle, at)| if needle.is_empty() { Vec::new() } else { at });
        assert_eq!(starts_of(text, &needles), expected.collect::<Vec<_>>());
        assert_eq!(starts_of(text, &[]), Vec::<Vec<usize>>::new());
    }
}
