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
        self.is_certain() && (self.encoding == Encoding::Utf8 || is_wide(self.encoding))
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

/// Whether its letters are two or four bytes.
fn is_wide(encoding: Encoding) -> bool {
    matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be | Encoding::Utf32Le | Encoding::Utf32Be)
}

/// Guesses the encoding of a text.
#[must_use]
pub fn guess(bytes: &[u8]) -> Guess {
    let mut guessing = Guessing::default();
    guessing.read(bytes);
    guessing.finish()
}

/// A guess at a text of any size that comes in pieces; what is kept of it is small.
#[derive(Default)]
pub struct Guessing {
    start: Vec<u8>,
    utf8: Validity,
    /// The stretch that is being read, as far as it is looked at.
    stretch: Vec<u8>,
    /// Different ones that hold more than plain ASCII.
    stretches: BTreeSet<Vec<u8>>,
}

/// Whether what was read is UTF-8 so far.
#[derive(Default)]
struct Validity {
    is_broken: bool,
    /// A character of which the end is still to come.
    begun: Vec<u8>,
    /// How many were not ASCII, counted up to [`FEW`].
    wide: usize,
}

impl Guessing {
    /// The next piece of the text.
    pub fn read(&mut self, piece: &[u8]) {
        let missing = UTF16_LOOKED_AT - self.start.len();
        self.start.extend_from_slice(&piece[..missing.min(piece.len())]);
        self.utf8.read(piece);
        let mut stretches = piece.split(u8::is_ascii_whitespace).peekable();
        while let Some(stretch) = stretches.next().filter(|_| self.stretches.len() < LOOKED_AT) {
            let room = LONGEST - self.stretch.len();
            self.stretch.extend_from_slice(&stretch[..room.min(stretch.len())]);
            if stretches.peek().is_some() {
                self.end_stretch();
            }
        }
    }

    fn end_stretch(&mut self) {
        let is_telling = |byte: &u8| *byte >= 0x80 || (*byte < 0x20 && !byte.is_ascii_whitespace());
        if self.stretches.len() < LOOKED_AT && self.stretch.iter().any(is_telling) {
            self.stretches.insert(self.stretch.clone());
        }
        self.stretch.clear();
    }

    /// What it seems to be, once all of it was read.
    #[must_use]
    pub fn finish(mut self) -> Guess {
        self.end_stretch();
        if let Some((encoding, _)) = Encoding::of_mark(&self.start) {
            return Guess::sure(encoding);
        }
        if let Some(guess) = guess_utf32(&self.start).or_else(|| guess_utf16(&self.start)) {
            return guess;
        }
        let Validity { is_broken, begun, wide } = &self.utf8;
        if !is_broken && begun.is_empty() && (*wide == 0 || *wide == FEW) {
            return Guess::sure(Encoding::Utf8);
        }
        let candidates: Vec<Encoding> = Encoding::OFFERED.into_iter().filter(|encoding| !is_wide(*encoding)).collect();
        let stretches: Vec<&[u8]> = self.stretches.iter().map(Vec::as_slice).collect();
        choose(&candidates, &stretches)
    }
}

impl Validity {
    fn read(&mut self, piece: &[u8]) {
        if self.is_broken || (self.begun.is_empty() && piece.is_ascii()) {
            return;
        }
        let joined: Vec<u8>;
        let bytes = if self.begun.is_empty() {
            piece
        } else {
            joined = [&self.begun, piece].concat();
            &joined
        };
        let (valid, rest) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, &[][..]),
            Err(error) if error.error_len().is_none() => {
                let (valid, rest) = bytes.split_at(error.valid_up_to());
                (std::str::from_utf8(valid).unwrap_or_default(), rest)
            }
            Err(_) => {
                self.is_broken = true;
                return;
            }
        };
        self.wide += valid.chars().filter(|c| !c.is_ascii()).take(FEW - self.wide).count();
        self.begun = rest.to_vec();
    }
}

/// A text in UTF-32 without a mark: nothing else has a character in every four bytes.
fn guess_utf32(start: &[u8]) -> Option<Guess> {
    let (fours, rest) = start.as_chunks::<4>();
    let is_text =
        |unit: fn([u8; 4]) -> u32| fours.iter().all(|four| char::from_u32(unit(*four)).is_some_and(|c| c != '\0'));
    let is_whole = fours.len() > 1 && rest.is_empty();
    let found =
        [(Encoding::Utf32Le, u32::from_le_bytes as fn([u8; 4]) -> u32), (Encoding::Utf32Be, u32::from_be_bytes)];
    let found = found.into_iter().find(|(_, unit)| is_whole && is_text(*unit));
    found.map(|(encoding, _)| Guess::sure(encoding))
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
