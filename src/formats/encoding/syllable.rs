//! Which letters make a Vietnamese syllable: a beginning, a rhyme, and a tone that the rhyme can bear. Nearly all that are
//! written are listed by rule; a text read by a wrong encoding has few.

use std::collections::HashSet;
use std::sync::LazyLock;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

const BEGINNINGS: [&str; 28] = [
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "qu",
    "r", "s", "t", "th", "tr", "v", "x",
];

/// Rhymes without their tone, by vowel.
const RHYMES: &str = "\
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây \
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu êng \
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu \
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot \
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt \
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh uyt uyu uyp \
    ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu \
    y yêm yên yêng yêt yêu ych ynh yt yn";

static KNOWN_RHYMES: LazyLock<HashSet<&str>> = LazyLock::new(|| RHYMES.split(' ').collect());
/// `nghiêng` has the most letters; decomposed there are marks besides.
const LONGEST_BYTES: usize = 24;

const ACUTE: char = '\u{301}';
const DOT: char = '\u{323}';
/// Grave, acute, tilde, hook above, dot below.
const TONES: [char; 5] = ['\u{300}', ACUTE, '\u{303}', '\u{309}', DOT];

/// Whether small letters, composed or not, spell a syllable.
#[must_use]
pub fn is_syllable(word: &str) -> bool {
    if word.len() > LONGEST_BYTES {
        return false;
    }
    let mut tones = Vec::new();
    let apart = DecomposingNormalizerBorrowed::new_nfd().normalize(word);
    let toneless: String = apart
        .chars()
        .filter(|c| {
            !TONES.contains(c) || {
                tones.push(*c);
                false
            }
        })
        .collect();
    let letters = ComposingNormalizerBorrowed::new_nfc().normalize(&toneless);
    if tones.len() > 1 {
        return false;
    }
    BEGINNINGS.iter().any(|beginning| {
        let Some(rhyme) = letters.strip_prefix(beginning) else { return false };
        // The i of gi may be that of the rhyme: gì, gìn.
        let is_known = KNOWN_RHYMES.contains(rhyme) || (*beginning == "gi" && rhyme.is_empty());
        is_known && bears(rhyme, tones.first().copied())
    })
}

/// What ends in a stop has one of two tones.
fn bears(rhyme: &str, tone: Option<char>) -> bool {
    let is_stopped = rhyme.ends_with(['c', 'p', 't']) || rhyme.ends_with("ch");
    !is_stopped || matches!(tone, Some(ACUTE | DOT))
}

#[cfg(test)]
mod tests {
    use super::is_syllable;

    #[test]
    fn what_is_written_is_a_syllable_and_what_is_misread_is_not() {
        for word in "người việt ở hà nội đã khuỷu quốc gì giếng nghiêng xoong thuyền ye\u{302}\u{301}u".split(' ')
        {
            assert!(is_syllable(word), "{word}");
        }
        for word in "vi®t ngừơp khot việtt bộc̀ ctrên aâ café zalo".split(' ') {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
