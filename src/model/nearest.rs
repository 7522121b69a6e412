//! The word somebody probably meant: `agnet` was `agent`. Knows nothing of what the words are for.

use std::fmt::Display;

/// The candidate nearest to `word`, if it is near enough to be a slip: a third of the letters wrong at most.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = |word: &str| word.chars().flat_map(char::to_lowercase).count();
    let (allowed, own) = (word.chars().count().div_ceil(3), letters(word));
    candidates
        .into_iter()
        // One letter more or less is one wrong at least: of many thousand words few are looked at more closely.
        .filter(|candidate| letters(candidate).abs_diff(own) <= allowed)
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// The candidate that `word` is but for a slip of the hand: one letter wrong in five, at most two. Stricter than [`nearest`],
/// for where `word` may well mean something new: short words and other numbers are no slips.
#[must_use]
pub fn slip<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = word.chars().count();
    let allowed = (letters / 5).min(2);
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let meant = digits(word);
    candidates
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(letters) <= allowed && digits(candidate) == meant)
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// A hint about a word that is none of the candidates: the one that was probably meant, or else all of them.
#[must_use]
pub fn hint_for<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    match nearest(word, candidates.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => allowed(candidates),
    }
}

/// How many words a list names before it only counts the others.
const LISTED: usize = 24;

/// A list of what is allowed.
#[must_use]
pub fn allowed<T: Display>(candidates: impl IntoIterator<Item = T>) -> String {
    let mut candidates = candidates.into_iter();
    let named: Vec<String> = candidates.by_ref().take(LISTED).map(|candidate| format!("`{candidate}`")).collect();
    match (named.len(), candidates.count()) {
        (0, _) => "none is allowed".to_owned(),
        (_, 0) => format!("allowed: {}", named.join(", ")),
        (_, more) => format!("allowed: {} and {more} more", named.join(", ")),
    }
}

/// Letters to insert, delete, replace or swap with their neighbour to make `a` of `b`; case does not count.
pub(super) fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().flat_map(char::to_lowercase).collect();
    let b: Vec<char> = b.chars().flat_map(char::to_lowercase).collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before_last[j - 2] + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{hint_for, nearest, slip};

    #[test]
    fn a_slip_is_understood() {
        assert_eq!(nearest("agnet", ["target", "agent", "place"]), Some("agent"));
        assert_eq!(nearest("xyz", ["target", "agent", "place"]), None);
    }

    #[test]
    fn another_word_or_number_is_no_slip() {
        let known = ["ports-summit", "iran", "summit-2023"];
        assert_eq!(slip("port-summit", known), Some("ports-summit"));
        assert_eq!((slip("iraq", known), slip("summit-2024", known), slip("fleet-summit", known)), (None, None, None));
    }

    #[test]
    fn what_is_not_understood_gets_the_list() {
        assert_eq!(hint_for("xyz", ["blue", "red"]), "allowed: `blue`, `red`");
        let many: Vec<String> = (0..30).map(|number| format!("word-{number}")).collect();
        assert!(hint_for("xyz", many.iter().map(String::as_str)).ends_with("`word-23` and 6 more"));
        assert_eq!(hint_for("xyz", []), "none is allowed");
    }
}
