//! Layout as a whole, over the samples and over made-up text: what every reader of a page relies on. Offsets are UTF-8
//! bytes, lengths pixels.

mod carets;
mod hard;
mod kept;
mod peer;
mod words;

use std::fs;
use std::ops::Range;
use std::path::Path;

use crate::text::segment;

/// A sample document.
struct Sample {
    name: String,
    text: String,
}

impl Sample {
    fn is_arabic(&self) -> bool {
        self.name.starts_with("ar-")
    }

    /// Its paragraphs that hold anything, as texts.
    fn paragraphs(&self) -> impl Iterator<Item = &str> {
        segment::paragraphs(&self.text).map(|range| &self.text[range]).filter(|paragraph| !paragraph.is_empty())
    }
}

/// The sample project's documents, by name.
fn samples() -> Vec<Sample> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/documents");
    let mut samples: Vec<_> = fs::read_dir(folder)
        .expect("the samples are part of the project")
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            Sample { text: fs::read_to_string(entry.path()).unwrap(), name }
        })
        .filter(|sample| sample.name.ends_with(".txt"))
        .collect();
    samples.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(samples.len() >= 9, "the samples are there");
    samples
}

/// Numbers without pattern, the same in every run (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit as u64) as usize
    }

    fn one_of<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }

    /// Up to `length` parts, each one of `parts`.
    fn text(&mut self, parts: &[&str], length: usize) -> String {
        (0..=self.below(length)).map(|_| self.one_of(parts)).collect()
    }

    /// A non-empty range between two of `boundaries`, which grow.
    fn range(&mut self, boundaries: &[usize]) -> Range<usize> {
        let start = self.below(boundaries.len() - 1);
        let end = start + 1 + self.below(boundaries.len() - 1 - start);
        boundaries[start]..boundaries[end]
    }
}

/// Parts of text that make trouble where they meet: letters that join, marks, digits and spaces that rules look past, what
/// has no width, what turns direction round, what ends lines, and what no face has.
#[rustfmt::skip] // One kind a line.
const TROUBLE: &[&str] = &[
    "ا", "ل", "لا", "لله", "الله", "ب", "ي", "ه", "ة", "و", "بلينكن", "كتاب", "ـ", "ء", "ﷺ", "پ", "ک",
    "\u{64e}", "\u{651}", "\u{670}", "\u{6d6}", "\u{600}", "\u{200c}", "\u{200d}",
    "1", "4", "02-04-2024", "٣", "۴", "12%", "$9.8",
    " ", " ", " ", " ", "  ", "\t", "\u{a0}", "\u{2003}", "\u{3000}", "\u{200b}",
    ".", "،", ":", "؟", "(", ")", "[", "«", "»", "“", "”", "-", "/", "_", "…",
    "a", "AV", "fi", "Macron", "đầu_tiên_ông", "ế", "e\u{302}\u{301}", "o\u{31b}", "\u{301}", "d\u{323}",
    "\u{200e}", "\u{200f}", "\u{61c}", "\u{202a}", "\u{202b}", "\u{202c}", "\u{202d}", "\u{202e}",
    "\u{2066}", "\u{2067}", "\u{2068}", "\u{2069}",
    "\r", "\u{b}", "\u{85}", "\u{2028}", "\u{2029}", "\u{0}", "\u{ad}", "\u{2060}", "\u{feff}", "\u{fffd}",
    "😀", "👨‍👩‍👧", "🇻🇳", "漢字", "कि", "क्षि", "가", "\u{13080}", "\u{10ffff}", "ש", "я",
];

/// Every grapheme boundary of `text`, 0 and its length included.
fn graphemes(text: &str) -> Vec<usize> {
    let mut boundaries = vec![0];
    segment::for_each_grapheme(text, |boundary| boundaries.push(boundary));
    boundaries
}
