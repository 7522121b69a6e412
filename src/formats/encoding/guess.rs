//! Guessing an encoding: a byte order mark or valid UTF-8 decides; else every candidate reads the stretches that hold more
//! than ASCII, and the likeliest reading wins. How much likelier than the next it is, is the confidence.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::Encoding;
use super::likely::{Likelihood, likelihood};

/// From this on nobody need be asked.
const CERTAIN: f32 = 0.99;
/// A guess never says that it is no guess.
const SUREST: f32 = 0.999;
/// How many different stretches are looked at: more say nothing new.
const LOOKED_AT: usize = 600;
/// Longest stretch in bytes; what is longer holds no spaces and no words.
const LONGEST: usize = 200;
/// How many bytes tell whether a text is UTF-16.
const UTF16_LOOKED_AT: usize = 16 * 1024;
/// So many letters are not valid UTF-8 by chance.
const FEW: usize = 3;
/// The most that one stretch can say against a candidate: a name or a slip does not decide alone.
const MOST: f32 = 9.0;
/// At least so much of a text must be sound for the guess to be sure.
const SOUND_SHARE: f32 = 0.8;

/// What the encoding seems to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    pub encoding: Encoding,
    /// From 0 to 1.
    pub confidence: f32,
    /// What else it may be, if anything else fits at all.
    pub runner_up: Option<(Encoding, f32)>,
}

impl Guess {
    /// Whether nobody need be asked.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        self.confidence >= CERTAIN
    }

    /// Whether it is a Unicode encoding without doubt.
    #[must_use]
    pub fn is_utf(&self) -> bool {
        self.is_certain() && matches!(self.encoding, Encoding::Utf8 | Encoding::Utf16Le | Encoding::Utf16Be)
    }

    /// `("windows-1256", "99 %")`.
    #[must_use]
    pub fn said(&self) -> (String, String) {
        (self.encoding.to_string(), percent(self.confidence))
    }

    fn sure(encoding: Encoding) -> Self {
        Self { encoding, confidence: 1.0, runner_up: None }
    }
}

/// `87 %`: rounded down, so that it is all only where there is no doubt.
#[must_use]
pub fn percent(share: f32) -> String {
    format!("{:.0} %", (share * 100.0).floor())
}

/// Guesses the encoding of a text.
#[must_use]
pub fn guess(bytes: &[u8]) -> Guess {
    if let Some((encoding, _)) = Encoding::of_mark(bytes) {
        return Guess::sure(encoding);
    }
    if let Some(guess) = guess_utf16(bytes) {
        return guess;
    }
    let written = std::str::from_utf8(bytes).map(|text| text.chars().filter(|c| !c.is_ascii()).take(FEW).count());
    if written.is_ok_and(|count| count == 0 || count == FEW) {
        return Guess::sure(Encoding::Utf8);
    }
    let stretches = telling_stretches(bytes);
    let candidates: Vec<Encoding> = Encoding::OFFERED
        .into_iter()
        .filter(|encoding| !matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be))
        .collect();
    choose(&candidates, &stretches)
}

/// A text in UTF-16 without a mark has a control character or zero in every Latin or Arabic letter.
fn guess_utf16(bytes: &[u8]) -> Option<Guess> {
    let start = &bytes[..bytes.len().min(UTF16_LOOKED_AT)];
    let controls = start.iter().filter(|byte| **byte < 0x20 && !byte.is_ascii_whitespace()).count();
    if controls * 20 < start.len() || start.len() < 2 {
        return None;
    }
    let even = &start[..start.len() & !1];
    let stretches = [even];
    let guess = choose(&[Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Utf8], &stretches);
    (guess.encoding != Encoding::Utf8).then_some(guess)
}

/// Different stretches between ASCII white space that hold more than plain ASCII, spread over the text.
fn telling_stretches(bytes: &[u8]) -> Vec<&[u8]> {
    let is_telling = |byte: &u8| *byte >= 0x80 || (*byte < 0x20 && !byte.is_ascii_whitespace());
    let mut found: BTreeSet<&[u8]> = BTreeSet::new();
    for stretch in bytes.split(u8::is_ascii_whitespace) {
        let stretch = &stretch[..stretch.len().min(LONGEST)];
        if stretch.iter().any(is_telling) {
            found.insert(stretch);
        }
        if found.len() == LOOKED_AT {
            break;
        }
    }
    found.into_iter().collect()
}

/// What one candidate makes of the stretches.
struct Reading {
    encoding: Encoding,
    texts: Vec<String>,
    likelihoods: Vec<Likelihood>,
}

fn choose(candidates: &[Encoding], stretches: &[&[u8]]) -> Guess {
    let mut readings: Vec<Reading> = Vec::new();
    for encoding in candidates {
        let texts: Vec<String> = stretches.iter().map(|bytes| encoding.decode(bytes).text.into_owned()).collect();
        // Where two say the same it does not matter which it is.
        if readings.iter().all(|known| known.texts != texts) {
            let likelihoods = texts.iter().map(|text| of_words(text)).collect();
            readings.push(Reading { encoding: *encoding, texts, likelihoods });
        }
    }
    let best_of: Vec<f32> = (0..stretches.len())
        .map(|at| readings.iter().map(|reading| reading.likelihoods[at].log).fold(f32::NEG_INFINITY, f32::max))
        .collect();
    let score = |reading: &Reading| -> f32 {
        reading.likelihoods.iter().zip(&best_of).map(|(said, best)| (said.log - best).max(-MOST)).sum()
    };
    let mut scored: Vec<(f32, &Reading)> = readings.iter().map(|reading| (score(reading), reading)).collect();
    scored.sort_by(|a, b| b.0.partial_cmp(&a.0).unwrap_or(Ordering::Equal));
    let Some((top, best)) = scored.first().copied() else { return Guess::sure(Encoding::Utf8) };
    let weight = |score: f32| (score - top).exp();
    let whole: f32 = scored.iter().map(|(score, _)| weight(*score)).sum();
    let sound = best.likelihoods.iter().filter(|said| said.is_sound).count() as f32 / stretches.len().max(1) as f32;
    let trust = (sound / SOUND_SHARE).min(1.0);
    let runner_up = scored.get(1).map(|(score, reading)| (reading.encoding, trust * weight(*score) / whole));
    Guess { encoding: best.encoding, confidence: (trust / whole).min(SUREST), runner_up }
}

/// A stretch as a candidate reads it may have white space of its own.
fn of_words(text: &str) -> Likelihood {
    let words: Vec<Likelihood> = text.split_whitespace().map(likelihood).collect();
    let sound = words.iter().filter(|word| word.is_sound).count();
    Likelihood {
        log: words.iter().map(|word| word.log).sum(),
        is_sound: sound as f32 >= SOUND_SHARE * words.len() as f32,
    }
}
