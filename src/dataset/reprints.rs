//! Reprints: which texts share a paragraph or are nearly the same, so that none is trained on and tested on at once. Harakat,
//! tatweel, the spelling of alef and hamza, the marks of Vietnamese and their composition, `_`, case and punctuation make no
//! other text. Knows no projects. Time and memory grow with the corpus, not with its pairs. Offsets are UTF-8 bytes.
//!
//! Paragraphs are compared whole, by a hash. Texts are compared by how many sequences of `SHINGLE` words they share (their
//! Jaccard index), which is estimated by one-permutation min-hashing (Li, Owen and Zhang 2012, One Permutation Hashing), empty
//! bins filled as by Shrivastava (2017, Optimal Densification for Fast and Accurate Minwise Hashing); locality-sensitive hashing
//! finds whom to compare. The hashes are our own and not those of a library, so that groups stay the same for ever.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

use crate::text::fold::folded;
use crate::text::segment;

/// Words of a shingle.
const SHINGLE: usize = 4;
/// Numbers of a sketch: with as many the likeness is known to within 0.05 two times in three.
const BINS: usize = 128;
/// Numbers that two texts must share in one band to be compared: in one of 32 bands of 4, two texts of likeness 0.5 do so in 87
/// of 100 cases, of 0.6 in 99, of 0.2 in 5.
const ROWS: usize = 4;
/// How alike two texts are that are called one.
const LIKENESS: f64 = 0.5;
/// Letters and digits of a paragraph that is worth comparing: bylines and datelines come again in every text.
const PARAGRAPH_LETTERS: usize = 40;
/// Texts of one band that a further one is compared with. Texts that are one are compared once, so that as many differ.
const COMPARED: usize = 64;

/// What a text is compared by: in each bin the least hash of its shingles.
type Sketch = [u32; BINS];

/// Why two texts are in one group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Why {
    Paragraph,
    /// With their likeness, from 0 to 1, as estimated.
    Likeness(f64),
}

/// Two texts of one group, by their numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    pub first: usize,
    pub second: usize,
    pub why: Why,
}

/// A paragraph that several texts share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// The first text that has it, and where.
    pub text: usize,
    pub range: Range<usize>,
    /// How many texts have it.
    pub texts: usize,
}

/// What a text is compared by, made of it alone.
#[derive(Debug, Clone)]
pub struct Features {
    /// The hash and the place of each paragraph that is worth comparing.
    paragraphs: Vec<(u64, Range<u32>)>,
    sketch: Option<Box<Sketch>>,
}

/// Texts as they are added, one after the other.
#[derive(Default)]
pub struct Reprints {
    sketches: Vec<Option<Box<Sketch>>>,
    /// By hash.
    paragraphs: HashMap<u64, Paragraph>,
    groups: Groups,
}

/// A paragraph where it came first. There are many, so that each is small.
struct Paragraph {
    text: u32,
    /// The last text that has it.
    last: u32,
    range: Range<u32>,
    texts: u32,
}

/// Which texts belong together.
#[derive(Debug, Clone, Default)]
pub struct Groups {
    /// For each text another one of its group with a lower number, or itself.
    before: Vec<usize>,
    /// In the order in which they were found; as many as it takes to hold the groups together.
    pub links: Vec<Link>,
    /// The paragraph that most texts share, if any do.
    pub widest: Option<Shared>,
}

impl Features {
    /// Of a text. Of what stands behind its first four gigabytes no paragraph is compared.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let (mut shingles, mut paragraphs) = (Shingles::default(), Vec::new());
        for range in segment::paragraphs(text) {
            let (mut hash, mut letters) = (0, 0);
            for_each_word(&folded(&text[range.clone()]), |word, length| {
                hash = joined(hash, word);
                letters += length;
                shingles.add(word);
            });
            if letters >= PARAGRAPH_LETTERS
                && let (Ok(start), Ok(end)) = (u32::try_from(range.start), u32::try_from(range.end))
            {
                paragraphs.push((hash, start..end));
            }
        }
        Self { paragraphs, sketch: shingles.sketch().map(Box::new) }
    }
}

impl Reprints {
    /// Adds a text; the first has number 0, and there are fewer than 2³².
    pub fn add(&mut self, text: Features) {
        let number = self.groups.before.len();
        self.groups.before.push(number);
        for (hash, range) in text.paragraphs {
            self.add_paragraph(hash, number, range);
        }
        self.sketches.push(text.sketch);
    }

    fn add_paragraph(&mut self, hash: u64, number: usize, range: Range<u32>) {
        let text = number as u32;
        match self.paragraphs.entry(hash) {
            Entry::Vacant(place) => drop(place.insert(Paragraph { text, last: text, range, texts: 1 })),
            Entry::Occupied(mut place) => {
                let paragraph = place.get_mut();
                if paragraph.last != text {
                    (paragraph.last, paragraph.texts) = (text, paragraph.texts + 1);
                    self.groups.join(paragraph.text as usize, number, Why::Paragraph);
                }
            }
        }
    }

    /// The groups of all texts that were added.
    #[must_use]
    pub fn groups(mut self) -> Groups {
        // Of as many, the one that comes first: the map's order decides nothing.
        let widest = self.paragraphs.into_values().filter(|paragraph| paragraph.texts > 1);
        let widest = widest.max_by_key(|paragraph| {
            (paragraph.texts, std::cmp::Reverse(paragraph.text), std::cmp::Reverse(paragraph.range.start))
        });
        self.groups.widest = widest.map(|Paragraph { text, range, texts, .. }| Shared {
            text: text as usize,
            range: range.start as usize..range.end as usize,
            texts: texts as usize,
        });
        let mut buckets: HashMap<u64, Vec<usize>> = HashMap::with_capacity(self.sketches.len());
        for band in 0..BINS / ROWS {
            buckets.clear();
            for (number, sketch) in self.sketches.iter().enumerate() {
                let Some(sketch) = sketch else { continue };
                let rows = &sketch[band * ROWS..(band + 1) * ROWS];
                let key = rows.iter().fold(0, |key, row| joined(key, u64::from(*row)));
                let bucket = buckets.entry(key).or_default();
                let mut is_met = false;
                for other in bucket.iter() {
                    is_met |= self.groups.of(*other) == self.groups.of(number);
                    let likeness =
                        if is_met { 1.0 } else { self.sketches[*other].as_ref().map_or(0.0, |o| likeness(o, sketch)) };
                    if !is_met && likeness >= LIKENESS {
                        self.groups.join(*other, number, Why::Likeness(likeness));
                        is_met = true;
                    }
                    if is_met {
                        break;
                    }
                }
                if !is_met && bucket.len() < COMPARED {
                    bucket.push(number);
                }
            }
        }
        self.groups
    }
}

impl Groups {
    #[must_use]
    pub fn len(&self) -> usize {
        self.before.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.before.is_empty()
    }

    /// The group of a text, by the number of its first text.
    #[must_use]
    pub fn of(&self, mut text: usize) -> usize {
        while self.before[text] != text {
            text = self.before[text];
        }
        text
    }

    fn join(&mut self, one: usize, other: usize, why: Why) {
        let (one_root, other_root) = (self.of(one), self.of(other));
        if one_root != other_root {
            self.links.push(Link { first: one.min(other), second: one.max(other), why });
            self.before[one_root.max(other_root)] = one_root.min(other_root);
            // What was walked is walked no more.
            for text in [one, other] {
                self.before[text] = self.of(text);
            }
        }
    }
}

/// The share of bins in which two texts agree, an estimate of their Jaccard index.
fn likeness(one: &Sketch, other: &Sketch) -> f64 {
    one.iter().zip(other).filter(|(one, other)| one == other).count() as f64 / BINS as f64
}

/// The shingles of a text, as they come.
struct Shingles {
    /// The hashes of the last words; the newest last.
    words: [u64; SHINGLE],
    count: usize,
    least: [Option<u32>; BINS],
}

impl Default for Shingles {
    fn default() -> Self {
        Self { words: [0; SHINGLE], count: 0, least: [None; BINS] }
    }
}

impl Shingles {
    fn add(&mut self, word: u64) {
        self.words.rotate_left(1);
        self.words[SHINGLE - 1] = word;
        self.count += 1;
        if self.count >= SHINGLE {
            self.add_shingle();
        }
    }

    fn add_shingle(&mut self) {
        let hash = mixed(self.words.iter().fold(0, |hash, word| joined(hash, *word)));
        let (bin, value) = (hash as usize % BINS, (hash >> 32) as u32);
        let least = &mut self.least[bin];
        *least = Some(least.map_or(value, |least| least.min(value)));
    }

    /// `None` for a text without words. A shorter one than a shingle is one shingle.
    fn sketch(mut self) -> Option<Sketch> {
        match self.count {
            0 => return None,
            1..SHINGLE => self.add_shingle(),
            _ => {}
        }
        let mut sketch = [0; BINS];
        for (bin, value) in sketch.iter_mut().enumerate() {
            // An empty bin takes from another one, the same for all texts that have something there.
            let asked = (0_u64..).map(|attempt| match attempt {
                0 => bin,
                _ => mixed((bin as u64) << 32 | attempt) as usize % BINS,
            });
            *value = asked.filter_map(|bin| self.least[bin]).next().unwrap_or_default();
        }
        Some(sketch)
    }
}

/// Calls `found` with the hash and the length in characters of each word of a folded text. Ideographs are words by themselves.
fn for_each_word(text: &str, mut found: impl FnMut(u64, usize)) {
    let (mut hash, mut length) = (0, 0);
    for c in text.chars() {
        let is_ideograph = matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}');
        if length > 0 && (is_ideograph || !c.is_alphanumeric()) {
            found(hash, length);
            (hash, length) = (0, 0);
        }
        if is_ideograph {
            found(joined(0, u64::from(c)), 1);
        } else if c.is_alphanumeric() {
            (hash, length) = (joined(hash, u64::from(c)), length + 1);
        }
    }
    if length > 0 {
        found(hash, length);
    }
}

/// A hash of a sequence and of what comes after it.
fn joined(hash: u64, next: u64) -> u64 {
    (hash.rotate_left(5) ^ next.wrapping_add(1)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// SplitMix64's last step: each bit depends on all.
fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::{Features, Groups, Reprints, Why};

    fn groups(texts: &[&str]) -> Groups {
        let mut reprints = Reprints::default();
        texts.iter().for_each(|text| reprints.add(Features::of(text)));
        reprints.groups()
    }

    /// The groups as numbers: `0 0 2` are two texts of one group and another.
    fn grouped(texts: &[&str]) -> String {
        let groups = groups(texts);
        (0..groups.len()).map(|text| groups.of(text).to_string()).collect::<Vec<_>>().join(" ")
    }

    const ARABIC: &str =
        "وصلت ليلى حداد إلى الميناء القديم صباح أمس في زيارة تستغرق ثلاثة أيام وقالت إن المدينة تستعد للمهرجان";
    const VOWELLED: &str =
        "وَصَلَت ليلى حدّاد الى الميناء القديم صباحَ أمسِ في زيارة تستغرق ثلاثة أيّام وقالت إنّ المدينة تستعدّ للمهرجـــان";
    const VIETNAMESE: &str =
        "Bà Nguyễn Thu Hà đến thăm cảng Hải Phòng vào sáng hôm qua và nói rằng thành phố đang chuẩn bị cho lễ hội";

    #[test]
    fn other_harakat_make_no_other_text() {
        assert_eq!(grouped(&[ARABIC, "شيء آخر تماما عن أسعار القمح", VOWELLED]), "0 1 0");
    }

    #[test]
    fn decomposed_and_segmented_vietnamese_is_the_same_text() {
        let normalizer = icu_normalizer::DecomposingNormalizerBorrowed::new_nfd();
        let decomposed = normalizer.normalize(VIETNAMESE).into_owned();
        let segmented = VIETNAMESE.replace("Thu Hà", "Thu_Hà").replace("Hải Phòng", "Hải_Phòng");
        assert_ne!(decomposed, VIETNAMESE);
        assert_eq!(grouped(&[VIETNAMESE, &decomposed, &segmented, ARABIC]), "0 0 0 3");
    }

    #[test]
    fn a_repeated_paragraph_joins_and_a_byline_does_not() {
        let (first, second) = (format!("Coast Wire\n\nOne.\n{ARABIC}\r\nTwo."), format!("Coast Wire\n\n{VOWELLED}."));
        let found = groups(&[&first, "Coast Wire\n\nThree.", &second, "Four."]);
        assert_eq!((found.of(2), found.of(1), found.of(3)), (0, 1, 3));
        assert_eq!(found.links[0].why, Why::Paragraph);
        let widest = found.widest.unwrap();
        assert_eq!((widest.text, widest.texts, &first[widest.range]), (0, 2, ARABIC));
    }

    #[test]
    fn an_edited_reprint_is_near_and_a_text_on_the_same_matter_is_not() {
        let words: Vec<String> = (0..300).map(|number| format!("w{}", number * 7919 % 1009)).collect();
        let edited: Vec<String> = words
            .iter()
            .enumerate()
            .map(|(at, word)| if at % 25 == 7 { "other".to_owned() } else { word.clone() })
            .collect();
        let shuffled: Vec<String> = (0..300).map(|at| words[at * 77 % 300].clone()).collect();
        let found = groups(&[&words.join(" "), &edited.join(" "), &shuffled.join(" ")]);
        assert_eq!((found.of(1), found.of(2)), (0, 2));
        // 12 of 300 words changed, each in four of the 297 shingles: 249 of 345 are shared.
        let [link] = &found.links[..] else { panic!("{:?}", found.links) };
        assert!(matches!(link.why, Why::Likeness(found) if (found - 249.0 / 345.0).abs() < 0.12), "{link:?}");
    }

    #[test]
    fn texts_without_words_belong_to_nobody_and_short_ones_to_their_likes() {
        assert_eq!(grouped(&["", "…", "Layla Haddad", "layla_HADDAD!", "Layla"]), "0 1 2 2 4");
    }
}
