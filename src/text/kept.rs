//! The words shaped before. Kept by their letters and by all else that their shape depends on, so that using one again changes
//! nothing but the time it takes.

use std::collections::HashMap;
use std::sync::Arc;

use icu_properties::props::Script;

use super::fonts::Weight;
use super::shaped::Word;

/// Words kept at most; then all are let go. A corpus of one language has some 100,000 forms.
const WORDS_KEPT: usize = 400_000;

/// A word longer than this, in bytes, is not kept.
const WORD_LENGTH_KEPT: usize = 160;

/// Everything a kept word's shape depends on, besides its letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Setting {
    pub is_rtl: bool,
    pub weight: Weight,
    /// The script of characters that have none of their own at its start.
    pub script: Script,
    /// Whether a space of the same run stands on each side.
    pub space_before: bool,
    pub space_after: bool,
}

type Words = HashMap<Box<str>, Arc<Word>, FastHash>;

/// Kept words, by setting and letters.
#[derive(Default)]
pub(super) struct KeptWords {
    settings: Vec<(Setting, Words)>,
    count: usize,
}

impl KeptWords {
    /// The index by which a setting's words are asked for.
    pub(super) fn index(&mut self, setting: Setting) -> usize {
        self.settings.iter().position(|(other, _)| *other == setting).unwrap_or_else(|| {
            self.settings.push((setting, Words::default()));
            self.settings.len() - 1
        })
    }

    pub(super) fn setting(&self, index: usize) -> Setting {
        self.settings[index].0
    }

    pub(super) fn get(&self, index: usize, text: &str) -> Option<&Arc<Word>> {
        self.settings[index].1.get(text)
    }

    /// Keeps a word, unless it is too long to come again.
    pub(super) fn keep(&mut self, index: usize, text: &str, word: Arc<Word>) {
        if text.len() > WORD_LENGTH_KEPT {
            return;
        }
        if self.count >= WORDS_KEPT {
            self.forget();
        }
        self.settings[index].1.insert(text.into(), word);
        self.count += 1;
    }

    pub(super) fn forget(&mut self) {
        self.settings.iter_mut().for_each(|(_, words)| words.clear());
        self.count = 0;
    }
}

/// FxHash: words are short and nobody attacks us with them.
#[derive(Default, Clone, Copy)]
pub(super) struct FastHash;

impl std::hash::BuildHasher for FastHash {
    type Hasher = FastHasher;
    fn build_hasher(&self) -> FastHasher {
        FastHasher(0)
    }
}

pub(super) struct FastHasher(u64);

impl std::hash::Hasher for FastHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut add = |word: u64| self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
        let (chunks, rest) = bytes.as_chunks::<8>();
        chunks.iter().for_each(|chunk| add(u64::from_le_bytes(*chunk)));
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        add(u64::from_le_bytes(last) ^ ((rest.len() as u64) << 56));
    }

    fn write_u8(&mut self, _: u8) {
        // `str` ends its hash with 0xff; lengths are already in it.
    }

    fn finish(&self) -> u64 {
        // The table takes the top bits for its tags and the low bits for its buckets.
        self.0 ^ (self.0 >> 32)
    }
}
