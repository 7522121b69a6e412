//! Joints inside words, where a border may stand: after the proclitics and before the enclitics of an Arabic word, between the
//! syllables of a segmented Vietnamese one (`Hà_Nội`). By letters alone, without a lexicon: a joint is a place to step to,
//! not a claim (بلينكن has one after its ب). Offsets are UTF-8 bytes.

use std::ops::Range;

use super::segment;

/// Conjunctions, prepositions and the future's س, as single letters.
const CONJUNCTIONS: [char; 2] = ['و', 'ف'];
const PREPOSITIONS: [char; 4] = ['ب', 'ك', 'ل', 'س'];

/// Pronouns that are written onto a word.
pub const ENCLITICS: [&str; 12] = ["ه", "ها", "هم", "هن", "هما", "نا", "ك", "كم", "كن", "كما", "ي", "ني"];

/// What may stand before a word, alone; combinations are written one after the other.
pub const PROCLITICS: [&str; 7] = ["و", "ف", "ب", "ك", "ل", "س", "ال"];

/// Letters that must be left when a clitic is taken off.
const STEM: usize = 2;

/// Which end of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Start,
    End,
}

/// The places in the word around `offset` where a border may stand, in order: the starts of its parts, or their ends. A
/// word's own start or end is among them. Nothing among spaces and punctuation.
#[must_use]
pub fn joints(text: &str, offset: usize, end: End) -> Vec<usize> {
    joints_in(text, segment::word_at(text, offset), end)
}

/// The next place after `offset` where a border may stand, in its word or a later one; `None` at the end, or where there is no word
/// for long.
#[must_use]
pub fn next_joint(text: &str, offset: usize, end: End) -> Option<usize> {
    let mut at = offset;
    loop {
        let word_end = segment::next_word(text, at);
        let word = segment::previous_word(text, word_end)..word_end;
        if let Some(joint) = joints_in(text, word, end).into_iter().find(|joint| *joint > offset) {
            return Some(joint);
        }
        if word_end <= at || word_end == text.len() || word_end - offset > segment::WORDLESS {
            return None;
        }
        at = word_end;
    }
}

/// The last place before `offset` where a border may stand, in its word or an earlier one; `None` at the start, or where there is no
/// word for long.
#[must_use]
pub fn previous_joint(text: &str, offset: usize, end: End) -> Option<usize> {
    let mut at = offset;
    loop {
        let word_start = segment::previous_word(text, at);
        let word_end = segment::next_word(text, word_start);
        let word = segment::previous_word(text, word_end)..word_end;
        if let Some(joint) = joints_in(text, word, end).into_iter().rfind(|joint| *joint < offset) {
            return Some(joint);
        }
        if word_start >= at || word_start == 0 || offset - word_start > segment::WORDLESS {
            return None;
        }
        at = word_start;
    }
}

/// Where the proclitic `clitic` of the word that starts at `start` ends, counting those before it: in وبالقاهرة, و ends after
/// و and ال after وبال. `None` if the word does not begin so.
#[must_use]
pub fn proclitic_end(text: &str, start: usize, clitic: &str) -> Option<usize> {
    let word = segment::word_at(text, start);
    let (mut from, word_end) = (word.start, word.end);
    for joint in joints_in(text, word, End::Start).into_iter().skip(1) {
        let part: String = text[from..joint].chars().filter(|c| !is_mark(*c)).collect();
        // After ل the alef of the article is not written.
        let is_article = part == "ل" && from > 0 && text[..from].ends_with('ل') && clitic == "ال";
        if part == clitic || is_article {
            return Some(joint).filter(|joint| *joint < word_end);
        }
        from = joint;
    }
    None
}

/// Where the enclitic `clitic` of the word that ends at `end` starts; `None` if the word does not end so.
#[must_use]
pub fn enclitic_start(text: &str, end: usize, clitic: &str) -> Option<usize> {
    let word = segment::word_at(text, end.checked_sub(text[..end].chars().next_back()?.len_utf8())?);
    let word_end = word.end;
    let ends = joints_in(text, word, End::End);
    ends.into_iter().find(|start| text[*start..word_end].chars().filter(|c| !is_mark(*c)).eq(clitic.chars()))
}

/// Whether `between` is just what is written onto an Arabic word, at its start or at its end: borders that differ by it mean
/// the same word with and without its clitics.
#[must_use]
pub fn are_joined(text: &str, between: Range<usize>, end: End) -> bool {
    let joints = joints(text, between.start, end);
    text[between.clone()].chars().all(|c| is_arabic(c) || is_mark(c))
        && joints.contains(&between.start)
        && joints.contains(&between.end)
}

fn joints_in(text: &str, word: Range<usize>, end: End) -> Vec<usize> {
    let said = &text[word.clone()];
    if !said.chars().any(char::is_alphanumeric) {
        return Vec::new();
    }
    let mut joints = if said.chars().any(is_arabic) {
        match end {
            End::Start => after_proclitics(said),
            End::End => before_enclitics(said),
        }
    } else {
        match end {
            End::Start => syllables(said).map(|syllable| syllable.start).collect(),
            End::End => syllables(said).map(|syllable| syllable.end).collect(),
        }
    };
    joints.push(if end == End::Start { 0 } else { said.len() });
    joints.sort_unstable();
    joints.dedup();
    joints.into_iter().map(|joint| word.start + joint).collect()
}

/// One conjunction, one preposition (or the future's س), the article, in this order and each of them optional. Where nothing
/// would be left of the word there is no joint.
fn after_proclitics(word: &str) -> Vec<usize> {
    let letters = letters(word);
    let letter = |at: usize| letters.get(at).map(|(_, c)| *c);
    let mut joints = Vec::new();
    let mut at = 0;
    let step = |at: &mut usize, by: usize, joints: &mut Vec<usize>| {
        if letters.len() >= *at + by + STEM {
            *at += by;
            joints.push(letters[*at].0);
        }
    };
    if letter(0).is_some_and(|c| CONJUNCTIONS.contains(&c)) {
        step(&mut at, 1, &mut joints);
    }
    let before = at;
    if letter(at).is_some_and(|c| PREPOSITIONS.contains(&c)) {
        step(&mut at, 1, &mut joints);
    }
    let follows_lam = at > before && letter(before) == Some('ل');
    if letter(at) == Some('ا') && letter(at + 1) == Some('ل') {
        step(&mut at, 2, &mut joints);
    } else if follows_lam && letter(at) == Some('ل') {
        step(&mut at, 1, &mut joints);
    }
    joints
}

/// Before each pronoun that the word may end with.
fn before_enclitics(word: &str) -> Vec<usize> {
    let letters = letters(word);
    let said: Vec<char> = letters.iter().map(|(_, c)| *c).collect();
    let mut joints = Vec::new();
    for clitic in ENCLITICS {
        let clitic: Vec<char> = clitic.chars().filter(|c| !is_mark(*c)).collect();
        if said.len() >= clitic.len() + STEM && said.ends_with(&clitic) {
            joints.push(letters[said.len() - clitic.len()].0);
        }
    }
    joints
}

/// The letters of a word with their offsets, without harakat and tatweel.
fn letters(word: &str) -> Vec<(usize, char)> {
    word.char_indices().filter(|(_, c)| !is_mark(*c)).map(|(at, c)| (at, if c == 'ٱ' { 'ا' } else { c })).collect()
}

/// The parts of a word between its joiners.
fn syllables(word: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    word.split('_')
        .map(move |part| {
            let range = start..start + part.len();
            start = range.end + 1;
            range
        })
        .filter(|range| !range.is_empty())
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{621}'..='\u{64a}' | '\u{671}'..='\u{6d3}')
}

/// Harakat, small signs and tatweel, which are no letters.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}')
}

#[cfg(test)]
mod tests {
    use super::{End, are_joined, enclitic_start, joints, next_joint, previous_joint, proclitic_end};

    /// The word with a bar at each joint.
    fn barred(word: &str, end: End) -> String {
        let joints = joints(word, 0, end);
        let bar = |at: usize| if joints.contains(&at) { "|" } else { "" };
        let letters: String = word.char_indices().map(|(at, c)| format!("{}{c}", bar(at))).collect();
        letters + bar(word.len())
    }

    #[test]
    fn arabic_words_have_joints_after_proclitics() {
        assert_eq!(barred("وبلينكن", End::Start), "|و|ب|لينكن");
        assert_eq!(barred("والقاهرة", End::Start), "|و|ال|قاهرة");
        assert_eq!(barred("وبالقاهرة", End::Start), "|و|ب|ال|قاهرة");
        assert_eq!(barred("للرئيس", End::Start), "|ل|ل|رئيس");
        assert_eq!(barred("سيلتقي", End::Start), "|س|يلتقي");
        assert_eq!(barred("وَالقاهرة", End::Start), "|وَ|ال|قاهرة");
        assert_eq!(barred("هم", End::Start), "|هم");
    }

    #[test]
    fn arabic_words_have_joints_before_pronouns() {
        assert_eq!(barred("منازلها", End::End), "منازل|ها|");
        assert_eq!(barred("بيتهم", End::End), "بيت|هم|");
        assert_eq!(barred("بيتهما", End::End), "بيت|هما|");
        assert_eq!(barred("نصائحنا", End::End), "نصائح|نا|");
        assert_eq!(barred("حداد", End::End), "حداد|");
    }

    #[test]
    fn vietnamese_words_have_joints_between_syllables() {
        assert_eq!(barred("Nguyễn_Thu_Hà", End::Start), "|Nguyễn_|Thu_|Hà");
        assert_eq!(barred("Nguyễn_Thu_Hà", End::End), "Nguyễn|_Thu|_Hà|");
    }

    #[test]
    fn joints_are_stepped_through_across_words() {
        let text = "ông Hà_Nội, ạ";
        let starts = ["ông".len() + 1, "ông Hà_".len(), "ông Hà_Nội, ".len()];
        assert_eq!(next_joint(text, 0, End::Start), Some(starts[0]));
        assert_eq!(next_joint(text, starts[0], End::Start), Some(starts[1]));
        assert_eq!(next_joint(text, starts[1], End::Start), Some(starts[2]));
        assert_eq!(next_joint(text, starts[2], End::Start), None);
        assert_eq!(previous_joint(text, starts[2], End::Start), Some(starts[1]));
        assert_eq!(previous_joint(text, starts[0], End::Start), Some(0));
        assert_eq!(previous_joint(text, 0, End::Start), None);
    }

    #[test]
    fn a_clitic_is_found_behind_others() {
        let end = |word: &str, clitic| proclitic_end(word, 0, clitic).map(|end| word[end..].to_owned());
        assert_eq!(end("وبلينكن", "و").as_deref(), Some("بلينكن"));
        assert_eq!(end("وبالقاهرة", "ب").as_deref(), Some("القاهرة"));
        assert_eq!(end("للرئيس", "ال").as_deref(), Some("رئيس"));
        assert_eq!(end("قال", "و"), None);
        assert_eq!(enclitic_start("قال منازلها", "قال منازلها".len(), "ها"), Some("قال منازل".len()));
    }

    #[test]
    fn what_is_written_onto_a_word_joins_its_borders() {
        let joined = |text: &str, part: &str, end| {
            let start = text.find(part).unwrap();
            are_joined(text, start..start + part.len(), end)
        };
        assert!(joined("وبلينكن", "و", End::Start) && joined("زيارتها", "ها", End::End));
        assert!(joined("للأمم", "ل", End::Start) && joined("وبالقاهرة", "وبال", End::Start));
        assert!(!joined("بلينكن", "بلي", End::Start) && !joined("Hà_Nội", "Hà_", End::Start));
    }
}
