//! How likely it is that somebody wrote a text: its letters by how common they are in Arabic and Latin script, Vietnamese by
//! its syllables, and what cannot stand where it stands by a penalty. Likelihoods are natural logarithms, 0 is certain; they
//! compare what the same bytes say in different encodings and mean nothing else.

use super::syllable::is_syllable;

/// Some 6,000 syllables are used.
const SYLLABLE: f32 = -8.7;
const LATIN_LETTER: f32 = -3.0;
/// A letter with a mark in a word that is not Vietnamese, and one that West European languages hardly have.
const LATIN_MARKED: f32 = -5.5;
const LATIN_RARE: f32 = -9.0;
const OTHER_LETTER: f32 = -7.0;
const ODD_SIGN: f32 = -9.0;
/// A control character, or one that stands for what cannot be read.
const JUNK: f32 = -14.0;
/// For what cannot be so in Arabic: a mark without a letter, a final form inside a word.
const IMPOSSIBLE: f32 = -6.0;
/// Half of all long Arabic words begin with the article.
const ARTICLE: f32 = 2.5;

/// Arabic letters by how common they are, with their likelihoods in tenths.
const ARABIC: [(&str, i16); 12] = [
    ("ا", -20),
    ("ل", -21),
    ("يمنو", -28),
    ("رت", -30),
    ("بةعده", -34),
    ("سفقكأ", -36),
    ("حج", -40),
    ("شصطخىإ", -44),
    ("ضذزءئثغ", -49),
    ("آؤظ", -57),
    // Harakat and tatweel: some texts have many, most none.
    ("\u{64b}\u{64c}\u{64d}\u{64e}\u{64f}\u{650}\u{651}\u{652}\u{640}", -55),
    // Letters of Persian and Urdu, and of names in Arabic.
    ("پچژگکیے", -70),
];

/// Signs that all encodings of news have.
const USUAL_SIGNS: &str = "\u{a0}،؛؟…–—‘’“”«»•°€٪\u{200c}\u{200d}\u{200e}\u{200f}";
const USUAL_LATIN: &str = "àâäáãåæçèéêëìíîïñòóôöõøœùúûüýÿß";

/// What a stretch without white space is like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likelihood {
    pub log: f32,
    /// Whether everything in it is as one would write it.
    pub is_sound: bool,
}

impl Likelihood {
    fn add(&mut self, log: f32, is_sound: bool) {
        self.log += log;
        self.is_sound &= is_sound;
    }
}

/// How likely a stretch without white space is.
#[must_use]
pub fn likelihood(stretch: &str) -> Likelihood {
    let mut all = Likelihood { log: 0.0, is_sound: true };
    let mut word = String::new();
    for c in stretch.chars() {
        if is_of_word(c) {
            word.push(c);
        } else {
            add_word(&mut all, &word);
            word.clear();
            match c {
                '0'..='9' => all.add(-1.0, true),
                ' '..='~' => all.add(-2.0, true),
                _ if USUAL_SIGNS.contains(c) => all.add(-4.0, true),
                _ if is_junk(c) => all.add(JUNK, false),
                _ => all.add(ODD_SIGN, false),
            }
        }
    }
    add_word(&mut all, &word);
    all
}

fn is_of_word(c: char) -> bool {
    c.is_alphabetic() || is_arabic(c) || ('\u{300}'..='\u{36f}').contains(&c)
}

/// Letters and marks of the block, not its punctuation.
fn is_arabic(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{65f}' | '\u{66e}'..='\u{6d5}')
}

/// What no text holds: controls but for white space, private and unassigned characters, U+FFFD.
fn is_junk(c: char) -> bool {
    let is_private = matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{ffff}' | '\u{f0000}'..);
    (c.is_control() && !c.is_whitespace()) || is_private
}

fn add_word(all: &mut Likelihood, word: &str) {
    if word.is_empty() {
        return;
    }
    let is_latin = |c: char| c.is_ascii_alphabetic() || matches!(c, '\u{aa}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}');
    let (arabic, latin) =
        (word.chars().filter(|c| is_arabic(*c)).count(), word.chars().filter(|c| is_latin(*c)).count());
    let length = word.chars().count();
    let said = if arabic == length {
        arabic_word(word)
    } else if latin == length {
        latin_word(word)
    } else {
        // Scripts are not mixed within a word.
        let is_sound = arabic == 0 && latin == 0;
        Likelihood { log: OTHER_LETTER * length as f32, is_sound }
    };
    all.add(said.log, said.is_sound);
}

fn latin_word(word: &str) -> Likelihood {
    let small = word.to_lowercase();
    // Capitals inside a word are what a wrong table makes.
    let has_inner_capital = has_capital_after_small(word);
    if !has_inner_capital && is_syllable(&small) {
        return Likelihood { log: SYLLABLE, is_sound: true };
    }
    let (mut log, mut marked) = (0.0, 0);
    let mut is_sound = true;
    for c in small.chars() {
        if c.is_ascii() {
            log += LATIN_LETTER;
        } else if USUAL_LATIN.contains(c) {
            (log, marked) = (log + LATIN_MARKED, marked + 1);
        } else {
            (log, marked, is_sound) = (log + LATIN_RARE, marked + 1, false);
        }
    }
    let few = small.chars().count().div_ceil(3);
    let penalty = if has_inner_capital { IMPOSSIBLE } else { 0.0 };
    Likelihood { log: log + penalty, is_sound: is_sound && marked <= few && !has_inner_capital }
}

/// Whether a marked capital stands beside small letters, but for the first letter.
fn has_capital_after_small(word: &str) -> bool {
    let is_marked_capital = |c: char| c.is_uppercase() && !c.is_ascii();
    word.contains(char::is_lowercase) && word.chars().skip(1).any(is_marked_capital)
}

fn arabic_word(word: &str) -> Likelihood {
    let mut all = Likelihood { log: 0.0, is_sound: true };
    let is_mark = |c: char| matches!(c, '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}');
    let letters: Vec<char> = word.chars().filter(|c| !is_mark(*c)).collect();
    for c in word.chars() {
        let known = ARABIC.iter().find(|(group, _)| group.contains(c)).map(|(_, tenths)| f32::from(*tenths) / 10.0);
        all.add(known.unwrap_or(LATIN_RARE), known.is_some());
    }
    if word.starts_with(is_mark) {
        all.add(IMPOSSIBLE, false);
    }
    let last = letters.len().saturating_sub(1);
    for (at, letter) in letters.iter().enumerate() {
        let is_final_form = matches!(letter, 'ة' | 'ى') && at != last;
        let is_begun_wrongly = matches!(letter, 'ئ' | 'ؤ' | 'ى' | 'ة') && at == 0;
        let is_thrice = at >= 2 && letters[at - 1] == *letter && letters[at - 2] == *letter;
        // A hamza below the alef begins a word, or follows what is written together with it.
        let is_low = *letter == 'إ' && !letters[..at].iter().all(|before| "وفبكلا".contains(*before));
        if is_final_form || is_begun_wrongly || is_thrice || is_low {
            all.add(IMPOSSIBLE, false);
        }
    }
    let after_proclitic =
        letters.strip_prefix(&['و']).or(letters.strip_prefix(&['ف'])).or(letters.strip_prefix(&['ب']));
    let has_article = |letters: &[char]| letters.starts_with(&['ا', 'ل']) && letters.len() > 3;
    if has_article(&letters) || after_proclitic.is_some_and(has_article) || letters.starts_with(&['ل', 'ل']) {
        all.log += ARTICLE;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::likelihood;

    #[test]
    fn what_was_written_is_likelier_than_what_a_wrong_encoding_makes_of_it() {
        for (written, misread) in [
            ("السلام", "ÇáÓáÇã"),
            ("السلام", "افسفاك"),
            ("“Việt", "Ỏviệt"),
            ("Việt_Nam", "Vieät_Nam"),
            ("người", "ng\u{ad}êi"),
            ("café", "cafộ"),
        ] {
            let (right, wrong) = (likelihood(written), likelihood(misread));
            assert!(right.is_sound && right.log > wrong.log, "{written} {right:?}, {misread} {wrong:?}");
        }
    }

    #[test]
    fn what_cannot_be_is_not_sound() {
        for stretch in ["مدةرسة", "\u{64e}ب", "aب", "a\u{0}", "\u{fffd}", "viỆt", "ÇáÓáÇã"] {
            assert!(!likelihood(stretch).is_sound, "{stretch}");
        }
    }
}
