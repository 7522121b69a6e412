//! Spelling across scripts: how alike two names sound, whether Arabic, Latin or Vietnamese letters write them. ماكرون, Macron
//! and Ma-crông are one name; so are بروكسل, Brúc-xen and Brussels. Knows letters, not who is called so. A likeness is in
//! thousandths: 1000 is the same word, 0 has nothing in common.
//!
//! A name becomes a sketch: its folded letters as sounds, in classes that the scripts can tell apart. Arabic has one letter
//! for b and p and leaves short vowels out; Vietnamese respells foreign names by syllable, ends none of them in l, r or s,
//! and joins the syllables with hyphens. So vowels weigh little, endings less than beginnings, and the usual replacements
//! (l for n, s for sh) cost less than others.

use std::sync::LazyLock;

use super::fold::Folded;

/// The likeness of the same word.
pub const SAME: u16 = 1000;

/// The likeness of names that only sound the same.
const SOUNDS_THE_SAME: u16 = 980;

/// Longest sketch that is compared; the rest of a longer name is left out.
const LONGEST: usize = 48;

/// A class of sounds. Digits stand for themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Sound {
    /// Open vowels: a, ا.
    A,
    /// Front vowels and y: e, i, ي.
    I,
    /// Round vowels and w: o, u, و.
    U,
    /// h, kh, ه, ح, خ.
    H,
    /// b, p, ب.
    B,
    /// f, v, ph, ف.
    F,
    /// k, hard c and g, q, ك, ق, غ.
    K,
    /// j, soft g, ج.
    J,
    /// s, z, soft c, x, س, ز, ص.
    S,
    /// sh, ch, ش.
    Sh,
    /// t, d, th, ت, د, ط.
    T,
    L,
    R,
    M,
    N,
    Digit(u8),
}

/// What a consonant weighs, and what one costs that has no counterpart.
const CONSONANT: u16 = 20;
const VOWEL: u16 = 4;

impl Sound {
    fn weight(self) -> u16 {
        match self {
            Sound::A | Sound::I | Sound::U => VOWEL,
            Sound::H => 8,
            _ => CONSONANT,
        }
    }

    /// What it costs that one name has this sound where the other has `other`.
    fn instead_of(self, other: Sound) -> u16 {
        if self == other {
            return 0;
        }
        let (first, second) = if self < other { (self, other) } else { (other, self) };
        match (first, second) {
            (Sound::A | Sound::I | Sound::U, Sound::I | Sound::U) => 3,
            (Sound::U, Sound::F) | (Sound::B, Sound::F) | (Sound::S, Sound::Sh) | (Sound::J, Sound::Sh) => 6,
            (Sound::L, Sound::N) => 7,
            (Sound::H, Sound::K) | (Sound::K, Sound::J) | (Sound::J, Sound::S) => 8,
            (Sound::L, Sound::R) | (Sound::M, Sound::N) => 8,
            (Sound::K, Sound::Sh) | (Sound::Sh, Sound::T) => 12,
            (Sound::S, Sound::T) => 14,
            _ => (first.weight() + second.weight()).min(CONSONANT),
        }
    }

    /// Its row in [`REPLACED`].
    fn index(self) -> usize {
        match self {
            Sound::A => 0,
            Sound::I => 1,
            Sound::U => 2,
            Sound::H => 3,
            Sound::B => 4,
            Sound::F => 5,
            Sound::K => 6,
            Sound::J => 7,
            Sound::S => 8,
            Sound::Sh => 9,
            Sound::T => 10,
            Sound::L => 11,
            Sound::R => 12,
            Sound::M => 13,
            Sound::N => 14,
            Sound::Digit(digit) => 15 + usize::from(digit % 10),
        }
    }

    /// Every sound, in the order of [`Sound::index`].
    fn all() -> impl Iterator<Item = Self> {
        let letters = [
            Sound::A,
            Sound::I,
            Sound::U,
            Sound::H,
            Sound::B,
            Sound::F,
            Sound::K,
            Sound::J,
            Sound::S,
            Sound::Sh,
            Sound::T,
            Sound::L,
            Sound::R,
            Sound::M,
            Sound::N,
        ];
        letters.into_iter().chain((0..10).map(Sound::Digit))
    }

    /// Which part of a [`Sketch::signature`] counts it. What is often replaced by another is counted with it or not at all.
    fn signature_class(self) -> Option<u32> {
        match self {
            Sound::A | Sound::I | Sound::U | Sound::H | Sound::Digit(_) => None,
            Sound::B => Some(0),
            Sound::F => Some(1),
            Sound::K => Some(2),
            Sound::J | Sound::S | Sound::Sh => Some(3),
            Sound::T => Some(4),
            Sound::L => Some(5),
            Sound::R => Some(6),
            Sound::M => Some(7),
            Sound::N => Some(8),
        }
    }
}

/// How many sounds there are.
const SOUNDS: usize = 25;

/// What [`Sound::instead_of`] says of every two sounds: looked up, it makes comparing names twice as fast.
static REPLACED: LazyLock<[[u16; SOUNDS]; SOUNDS]> = LazyLock::new(|| {
    let mut costs = [[0; SOUNDS]; SOUNDS];
    for (row, sound) in costs.iter_mut().zip(Sound::all()) {
        for (cost, other) in row.iter_mut().zip(Sound::all()) {
            *cost = sound.instead_of(other);
        }
    }
    costs
});

/// How a name sounds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sketch {
    sounds: Box<[Sound]>,
}

impl Sketch {
    /// The sketch of a whole name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self::of_words(&words(name))
    }

    /// The sketch of a whole name, and those of its words that say enough to be recognized alone; none of them if the name
    /// has one word only.
    #[must_use]
    pub fn with_parts(name: &str) -> (Self, Vec<Self>) {
        let words = words(name);
        let whole = Self::of_words(&words);
        if words.len() < 2 {
            return (whole, Vec::new());
        }
        let sketches = words.iter().map(|word| Self::of_words(std::slice::from_ref(word)));
        (whole, sketches.filter(|sketch| sketch.weight() >= 2 * CONSONANT).collect())
    }

    fn of_words(words: &[Vec<Sound>]) -> Self {
        let mut sounds: Vec<Sound> = Vec::new();
        for sound in words.iter().flatten() {
            if sounds.last() != Some(sound) {
                sounds.push(*sound);
            }
        }
        sounds.truncate(LONGEST);
        Self { sounds: sounds.into() }
    }

    /// Whether nothing of the name could be read as a sound: it is in a script that is not known here.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sounds.is_empty()
    }

    /// How often each consonant occurs, as runs of bits: two names differ in at least as many consonants as
    /// half the bits in which their signatures differ.
    #[must_use]
    pub fn signature(&self) -> u32 {
        let mut signature = 0_u32;
        for class in self.sounds.iter().filter_map(|sound| sound.signature_class()) {
            let counted = (signature >> (class * SIGNATURE_RUN)) & ((1 << SIGNATURE_RUN) - 1);
            signature |= ((counted << 1) | 1) << (class * SIGNATURE_RUN)
                & (((1 << SIGNATURE_RUN) - 1) << (class * SIGNATURE_RUN));
        }
        signature
    }

    /// How alike two names sound, in thousandths.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> u16 {
        self.likeness_from(other, 0).unwrap_or(0)
    }

    /// How alike two names sound, if at least `least`: names that are not are told apart sooner.
    #[must_use]
    pub fn likeness_from(&self, other: &Self, least: u16) -> Option<u16> {
        let heaviest = self.weight().max(other.weight());
        if heaviest == 0 {
            return None;
        }
        let most = u32::from(heaviest) * u32::from(SOUNDS_THE_SAME.saturating_sub(least)) / u32::from(SOUNDS_THE_SAME);
        let cost = self.distance(other, most as u16)?;
        let alike = (u32::from(SOUNDS_THE_SAME) * u32::from(heaviest - cost) / u32::from(heaviest)) as u16;
        Some(alike).filter(|alike| *alike >= least)
    }

    fn weight(&self) -> u16 {
        self.sounds.iter().map(|sound| sound.weight()).sum()
    }

    /// What it costs that the sound at `at` has no counterpart in the other name.
    fn cost_without(&self, at: usize) -> u16 {
        let sound = self.sounds[at];
        match (sound, self.sounds.get(at + 1)) {
            // Brussels has no k, Brúc-xen and بروكسل have one.
            (Sound::K, Some(Sound::S)) => 12,
            // French leaves last consonants silent, Vietnamese has few: Paris, Pa-ri.
            (sound, None) if sound.weight() == CONSONANT && at > 0 => CONSONANT / 2,
            (sound, _) => sound.weight(),
        }
    }

    /// What the cheapest way to make one name of the other costs, if at most `most`.
    fn distance(&self, other: &Self, most: u16) -> Option<u16> {
        let width = other.sounds.len();
        let mut without = [0_u16; LONGEST];
        let mut others = [0_usize; LONGEST];
        let mut row = [0_u16; LONGEST + 1];
        for at in 0..width {
            without[at] = other.cost_without(at);
            others[at] = other.sounds[at].index();
            row[at + 1] = row[at] + without[at];
        }
        for (at, sound) in self.sounds.iter().enumerate() {
            let own = self.cost_without(at);
            let replaced_by = &REPLACED[sound.index()];
            let mut diagonal = row[0];
            row[0] += own;
            let mut cheapest = row[0];
            for column in 0..width {
                let replaced = diagonal + replaced_by[others[column]];
                diagonal = row[column + 1];
                row[column + 1] = replaced.min(diagonal + own).min(row[column] + without[column]);
                cheapest = cheapest.min(row[column + 1]);
            }
            // Whatever follows only adds.
            if cheapest > most {
                return None;
            }
        }
        Some(row[width]).filter(|cost| *cost <= most)
    }
}

/// Bits for each class of a signature.
const SIGNATURE_RUN: u32 = 3;

/// A name as one looks it up: folded, hyphens and other punctuation left out, one space between words.
#[must_use]
pub fn plain(name: &str) -> String {
    let folded = Folded::new(name);
    let kept = folded.as_str().chars().filter(|c| c.is_alphanumeric() || c.is_whitespace()).collect::<String>();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The sounds of each word, without articles.
fn words(name: &str) -> Vec<Vec<Sound>> {
    let mut words = Vec::new();
    for word in name.split(|c: char| c.is_whitespace() || c == '_') {
        let folded = Folded::new(without_arabic_article(word));
        let letters: Vec<char> = without_latin_article(folded.as_str()).chars().collect();
        let sounds = if letters.iter().any(|c| is_arabic(*c)) { arabic(&letters) } else { latin(&letters) };
        if !sounds.is_empty() {
            words.push(sounds);
        }
    }
    words
}

/// Before folding, which makes أل of ألمانيا look like an article.
fn without_arabic_article(word: &str) -> &str {
    word.strip_prefix("ال").filter(|rest| rest.chars().count() >= 3).unwrap_or(word)
}

fn without_latin_article(word: &str) -> &str {
    match word {
        "al" | "el" | "the" => "",
        word => word.strip_prefix("al-").or_else(|| word.strip_prefix("el-")).unwrap_or(word),
    }
}

fn is_arabic(c: char) -> bool {
    ('\u{620}'..='\u{6ff}').contains(&c)
}

/// Folded Arabic letters as sounds.
fn arabic(letters: &[char]) -> Vec<Sound> {
    let mut sounds = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        let sound = match letter {
            'ا' => Sound::A,
            'ي' => Sound::I,
            'و' => Sound::U,
            // Folding makes ه of ة; at a word's end both are a vowel.
            'ه' if at > 1 && at + 1 == letters.len() => Sound::A,
            'ه' | 'ح' | 'خ' => Sound::H,
            'ب' | 'پ' => Sound::B,
            'ف' | 'ڤ' => Sound::F,
            'ك' | 'ق' | 'غ' | 'گ' => Sound::K,
            'ج' | 'ژ' => Sound::J,
            'س' | 'ص' | 'ز' | 'ذ' | 'ظ' => Sound::S,
            'ش' | 'چ' => {
                // تشيلي is Chile.
                if sounds.last() == Some(&Sound::T) {
                    sounds.pop();
                }
                Sound::Sh
            }
            'ت' | 'ط' | 'د' | 'ض' | 'ث' => Sound::T,
            'ل' => Sound::L,
            'ر' => Sound::R,
            'م' => Sound::M,
            'ن' => Sound::N,
            other => match other.to_digit(10) {
                Some(digit) => Sound::Digit(digit as u8),
                None => continue,
            },
        };
        sounds.push(sound);
    }
    sounds
}

/// Folded Latin letters as sounds, English and Vietnamese letter groups read as such.
fn latin(letters: &[char]) -> Vec<Sound> {
    let mut sounds = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let rest = &letters[at..];
        let next = rest.get(1).copied().unwrap_or(' ');
        let after = rest.get(2).copied().unwrap_or(' ');
        let is_soft = matches!(next, 'e' | 'i' | 'y');
        let (read, length): (&[Sound], usize) = match (rest[0], next, after) {
            ('s', 'c', 'h') | ('t', 'c', 'h') => (&[Sound::Sh], 3),
            ('s' | 'c', 'h', _) | ('c', 'z', _) => (&[Sound::Sh], 2),
            ('p', 'h', _) => (&[Sound::F], 2),
            ('t', 'h', _) => (&[Sound::T], 2),
            ('k', 'h', _) => (&[Sound::H], 2),
            ('g', 'h', _) => (&[Sound::K], 2),
            ('z', 'h', _) | ('d', 'j', _) => (&[Sound::J], 2),
            ('n', 'h', _) => (&[Sound::N], 2),
            // Ma-crông ends like Macron; Angola has a g.
            ('n', 'g', after) if is_latin_vowel(after) && at > 0 => (&[Sound::N, Sound::K], 2),
            ('n', 'g', _) => (&[Sound::N], 2),
            ('c' | 'q', 'k' | 'q', _) => (&[Sound::K], 2),
            ('c', ..) if is_soft => (&[Sound::S], 1),
            ('g', ..) if is_soft => (&[Sound::J], 1),
            // A Vietnamese syllable begins with x as an English one with s.
            ('x', ..) if at == 0 || !letters[at - 1].is_alphabetic() => (&[Sound::S], 1),
            ('x', ..) => (&[Sound::K, Sound::S], 1),
            ('a', ..) => (&[Sound::A], 1),
            ('e' | 'i' | 'y', ..) => (&[Sound::I], 1),
            ('o' | 'u' | 'w', ..) => (&[Sound::U], 1),
            ('h', ..) if at + 1 == letters.len() => (&[], 1),
            ('h', ..) => (&[Sound::H], 1),
            ('b' | 'p', ..) => (&[Sound::B], 1),
            ('f' | 'v', ..) => (&[Sound::F], 1),
            ('c' | 'k' | 'g' | 'q', ..) => (&[Sound::K], 1),
            ('j', ..) => (&[Sound::J], 1),
            ('s' | 'z', ..) => (&[Sound::S], 1),
            ('t' | 'd', ..) => (&[Sound::T], 1),
            ('l', ..) => (&[Sound::L], 1),
            ('r', ..) => (&[Sound::R], 1),
            ('m', ..) => (&[Sound::M], 1),
            ('n', ..) => (&[Sound::N], 1),
            (other, ..) => {
                sounds.extend(other.to_digit(10).map(|digit| Sound::Digit(digit as u8)));
                (&[], 1)
            }
        };
        sounds.extend_from_slice(read);
        at += length;
    }
    sounds
}

fn is_latin_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

#[cfg(test)]
mod tests {
    use super::{SAME, SOUNDS, Sketch, Sound, plain};

    fn likeness(a: &str, b: &str) -> u16 {
        Sketch::new(a).likeness(&Sketch::new(b))
    }

    /// Every two of these are the same name: alike, and either way round.
    fn check_alike(names: &[&str]) {
        for a in names {
            for b in names {
                let alike = likeness(a, b);
                assert!(alike >= 640, "{a} ~ {b}: {alike}");
                assert_eq!(alike, likeness(b, a), "{a} ~ {b}");
            }
        }
    }

    fn check_different(a: &str, b: &str) {
        assert!(likeness(a, b) < 600, "{a} ~ {b}: {}", likeness(a, b));
    }

    #[test]
    fn names_are_recognized_in_the_other_script() {
        check_alike(&["Macron", "Ma-crông", "ماكرون", "MACRON"]);
        check_alike(&["Blinken", "Blin-ken", "بلينكن", "Blin-cân"]);
        check_alike(&["Brussels", "Brúc-xen", "بروكسل", "Bruxelles"]);
        check_alike(&["Antony Blinken", "أنتوني بلينكن", "An-tô-ni Blin-ken"]);
        check_alike(&["Washington", "واشنطن", "Oa-sinh-tơn"]);
        check_alike(&["Hanoi", "Hà Nội", "Hà_Nội", "هانوي"]);
        check_alike(&["Putin", "بوتين", "Pu-tin"]);
        check_alike(&["Paris", "باريس", "Pa-ri"]);
        check_alike(&["Chile", "تشيلي", "Chi-lê"]);
        check_alike(&["al-Sisi", "السيسي", "El-Sisi"]);
        check_alike(&["Việt Nam", "فيتنام", "Vietnam"]);
    }

    #[test]
    fn other_names_are_not() {
        check_different("Macron", "بلينكن");
        check_different("Putin", "باريس");
        check_different("Brussels", "واشنطن");
        check_different("Tô Lâm", "Hà Nội");
        check_different("Brúc-xen", "Putin");
        check_different("F-16", "F-35");
    }

    #[test]
    fn letters_that_are_not_known_sound_like_nothing() {
        assert!(Sketch::new("北京").is_empty() && Sketch::new("…").is_empty() && Sketch::new("").is_empty());
        assert_eq!((likeness("北京", "北京"), likeness("", "")), (0, 0));
        assert!(likeness("Macron", "Macron") < SAME);
    }

    #[test]
    fn every_sound_has_its_row() {
        assert!(Sound::all().enumerate().all(|(row, sound)| sound.index() == row) && Sound::all().count() == SOUNDS);
    }

    #[test]
    fn names_that_are_not_alike_enough_have_no_likeness() {
        let (macron, other) = (Sketch::new("Macron"), Sketch::new("Ma-crông"));
        let alike = macron.likeness(&other);
        assert_eq!(macron.likeness_from(&other, alike), Some(alike));
        assert_eq!(macron.likeness_from(&other, alike + 1), None);
        assert_eq!(macron.likeness_from(&Sketch::new("باريس"), 600), None);
    }

    #[test]
    fn the_words_of_a_name_stand_for_it_if_they_say_enough() {
        let parts = |name: &str| Sketch::with_parts(name).1;
        assert_eq!(parts("Antony Blinken"), [Sketch::new("Antony"), Sketch::new("Blinken")]);
        assert_eq!(parts("Tô Lâm"), [Sketch::new("Lâm")]);
        assert!(parts("Blinken").is_empty());
    }

    #[test]
    fn a_signature_counts_consonants() {
        let differ = |a: &str, b: &str| (Sketch::new(a).signature() ^ Sketch::new(b).signature()).count_ones();
        assert_eq!((differ("Blinken", "بلينكن"), differ("Blinken", "Blin"), differ("papapapapa", "pa")), (0, 2, 2));
    }

    #[test]
    fn a_plain_name_has_neither_case_marks_nor_punctuation() {
        assert_eq!(plain(" Ma-crông  (EU)"), "macrong eu");
        assert_eq!(plain("أحمد"), plain("احمَد"));
    }
}
