//! Two texts compared, one of which became the other: the stretches of words and signs that both have, in order or moved elsewhere.
//! It knows no annotations. Paragraphs are compared first, and the words of those that differ; blanks count for nothing, and a word
//! in another spelling is the same word. Of what differs much any two texts have single words in common: a stretch is one only if it
//! is unlikely that both have it by chance. Places are units (see `text::units`), where nothing else is said.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use imara_diff::{Algorithm, Diff, Token};

use crate::text::fold::folded;
use crate::text::segment::paragraphs;
use crate::text::units::units;

use super::document::Document;

/// It happens once in so many times by chance that two texts have a stretch in common which is believed to be one.
const BY_CHANCE: f64 = 1000.0;
/// What moved elsewhere has so many units in a row that stand so once in each text.
const SEED: usize = 4;
/// It is told each time after so many bytes how far it is.
const TOLD_EACH: usize = 1 << 18;
/// So much of the work is reading both texts.
const READING: f32 = 0.6;

/// What two texts have in common.
pub struct Comparison<'a> {
    pub(super) old: Side<'a>,
    pub(super) new: Side<'a>,
    /// Sorted by where they stood; none overlaps another in either text.
    pub(super) stretches: Vec<Stretch>,
    /// Their places in the list, sorted by where they stand.
    pub(super) by_new: Vec<usize>,
    /// What stands in order too, though that may be by chance; likewise sorted.
    pub(super) islands: Vec<Stretch>,
    /// How unlikely the units of the old text are up to each, as logarithms that are added up.
    odds: Vec<f64>,
}

/// One of the two texts.
pub(super) struct Side<'a> {
    pub document: &'a Document,
    /// In bytes.
    pub units: Vec<Range<usize>>,
    /// What each is: the same number for the same word in any spelling.
    pub words: Vec<u32>,
    /// Where each word stands: the first `ends[word]` places without the first `ends[word - 1]`.
    places: Vec<u32>,
    ends: Vec<u32>,
    /// The lines with units in them: which text each is, and its first unit.
    lines: Vec<(u32, usize)>,
}

/// So many units that both texts have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub old: usize,
    pub new: usize,
    pub len: usize,
    /// Whether it stands in one order with the others that do.
    pub is_in_order: bool,
}

/// Numbers for words and lines, the same in both texts.
#[derive(Default)]
struct Numbers<'a> {
    words: HashMap<&'a str, u32>,
    letters: HashMap<String, u32>,
    lines: HashMap<&'a str, u32>,
}

impl<'a> Numbers<'a> {
    fn of_word(&mut self, word: &'a str) -> u32 {
        if let Some(number) = self.words.get(word) {
            return *number;
        }
        let letters = folded(word);
        let letters = if letters.trim().is_empty() { word.to_owned() } else { letters };
        let next = self.letters.len() as u32;
        let number = *self.letters.entry(letters).or_insert(next);
        self.words.insert(word, number);
        number
    }

    fn of_line(&mut self, line: &'a str) -> u32 {
        let next = self.lines.len() as u32;
        *self.lines.entry(line).or_insert(next)
    }
}

impl<'a> Side<'a> {
    /// `goes_on` hears how many bytes are read.
    fn read(document: &'a Document, numbers: &mut Numbers<'a>, goes_on: &dyn Fn(usize) -> bool) -> Option<Self> {
        let text: &'a str = document.text();
        let mut side = Self {
            document,
            units: Vec::new(),
            words: Vec::new(),
            places: Vec::new(),
            ends: Vec::new(),
            lines: Vec::new(),
        };
        let mut told = 0;
        for line in paragraphs(text) {
            let first = side.units.len();
            for unit in units(text, line.clone()) {
                if unit.start >= told + TOLD_EACH {
                    told = unit.start;
                    if !goes_on(told) {
                        return None;
                    }
                }
                side.words.push(numbers.of_word(&text[unit.clone()]));
                side.units.push(unit);
            }
            if side.units.len() > first {
                side.lines.push((numbers.of_line(&text[line]), first));
            }
        }
        goes_on(text.len()).then_some(side)
    }

    /// Notes where each of so many words stands.
    fn note_places(&mut self, count: usize) {
        let mut ends = vec![0_u32; count];
        self.words.iter().for_each(|word| ends[*word as usize] += 1);
        let mut sum = 0;
        for end in &mut ends {
            sum += *end;
            *end = sum;
        }
        let mut next = ends.clone();
        self.places = vec![0; self.words.len()];
        for (at, word) in self.words.iter().enumerate().rev() {
            next[*word as usize] -= 1;
            self.places[next[*word as usize] as usize] = at as u32;
        }
        self.ends = ends;
    }

    /// Where a word stands, in order.
    pub fn places_of(&self, word: u32) -> &[u32] {
        let word = word as usize;
        let from = word.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.places[from as usize..self.ends[word] as usize]
    }

    fn first_of_line(&self, line: u32) -> usize {
        self.lines.get(line as usize).map_or(self.units.len(), |(_, first)| *first)
    }

    /// The bytes from one unit to another, both included.
    pub fn bytes(&self, first: usize, last: usize) -> Range<usize> {
        self.units[first].start..self.units[last].end
    }
}

impl Stretch {
    pub fn old_end(&self) -> usize {
        self.old + self.len
    }

    pub fn new_end(&self) -> usize {
        self.new + self.len
    }
}

impl<'a> Comparison<'a> {
    /// Compares an old text with the new one. `goes_on` hears how large a share is done; once it says no, there is no answer.
    #[must_use]
    pub fn of(old: &'a Document, new: &'a Document, goes_on: &dyn Fn(f32) -> bool) -> Option<Self> {
        let mut numbers = Numbers::default();
        let all = (old.text().len() + new.text().len()).max(1) as f32;
        let share = |bytes: usize| READING * bytes as f32 / all;
        let mut before = Side::read(old, &mut numbers, &|done| goes_on(share(done)))?;
        let mut after = Side::read(new, &mut numbers, &|done| goes_on(share(old.text().len() + done)))?;
        let count = numbers.letters.len();
        before.note_places(count);
        after.note_places(count);
        let odds = odds(&before, &after, count);
        let in_order = in_order(&before, &after, count, &|done| goes_on(READING + (1.0 - READING) * done))?;
        let mut compared =
            Self { old: before, new: after, stretches: Vec::new(), by_new: Vec::new(), islands: Vec::new(), odds };
        let is_believed = compared.believed(&in_order);
        let (believed, islands): (Vec<_>, Vec<_>) =
            in_order.into_iter().zip(is_believed).partition(|(_, is_believed)| *is_believed);
        compared.stretches = believed.into_iter().map(|(stretch, _)| stretch).collect();
        let moved = compared.moved();
        let is_free = |island: &Stretch| {
            let meets = |one: &Stretch| {
                (one.old < island.old_end() && island.old < one.old_end())
                    || (one.new < island.new_end() && island.new < one.new_end())
            };
            !moved.iter().any(meets)
        };
        compared.islands = islands.into_iter().map(|(island, _)| island).filter(is_free).collect();
        compared.stretches.extend(moved);
        compared.stretches.sort_unstable_by_key(|stretch| stretch.old);
        compared.by_new = (0..compared.stretches.len()).collect();
        compared.by_new.sort_unstable_by_key(|at| compared.stretches[*at].new);
        goes_on(1.0).then_some(compared)
    }

    /// How unlikely some units of the old text stand in a place by chance, as a logarithm.
    pub(super) fn odds(&self, units: Range<usize>) -> f64 {
        self.odds[units.end] - self.odds[units.start]
    }

    /// Which of some stretches, which stand in order, are unlikely to do so by chance between those around that are believed.
    fn believed(&self, stretches: &[Stretch]) -> Vec<bool> {
        let odds = |at: usize| self.odds(stretches[at].old..stretches[at].old_end());
        let mut heaviest: Vec<usize> = (0..stretches.len()).collect();
        heaviest.sort_by(|one, other| odds(*other).total_cmp(&odds(*one)));
        let mut believed: BTreeMap<usize, ()> = BTreeMap::new();
        // Once those around it are believed, less may do.
        for _ in 0..2 {
            for at in &heaviest {
                if believed.contains_key(at) {
                    continue;
                }
                let before = believed.range(..at).next_back().map(|(at, ())| stretches[*at]);
                let after = believed.range(at..).next().map(|(at, ())| stretches[*at]);
                let from = before.map_or((0, 0), |one| (one.old_end(), one.new_end()));
                let to = after.map_or((self.old.units.len(), self.new.units.len()), |one| (one.old, one.new));
                if odds(*at) >= by_chance(to.0 - from.0, to.1 - from.1) {
                    believed.insert(*at, ());
                }
            }
        }
        (0..stretches.len()).map(|at| believed.contains_key(&at)).collect()
    }

    /// What stands elsewhere, of what is in no stretch.
    fn moved(&self) -> Vec<Stretch> {
        let mut is_taken = (vec![false; self.old.units.len()], vec![false; self.new.units.len()]);
        for one in &self.stretches {
            is_taken.0[one.old..one.old_end()].fill(true);
            is_taken.1[one.new..one.new_end()].fill(true);
        }
        let (old_left, new_left) =
            (is_taken.0.iter().filter(|is| !**is).count(), is_taken.1.iter().filter(|is| !**is).count());
        if old_left < SEED || new_left < SEED {
            return Vec::new();
        }
        let places = |words: &[u32], is_taken: &[bool]| {
            let mut places: HashMap<[u32; SEED], Option<usize>> = HashMap::new();
            for (at, seed) in words.array_windows::<SEED>().enumerate() {
                if !is_taken[at..at + SEED].contains(&true) {
                    places.entry(*seed).and_modify(|place| *place = None).or_insert(Some(at));
                }
            }
            places
        };
        let here = places(&self.new.words, &is_taken.1);
        let there = places(&self.old.words, &is_taken.0);
        let mut seeds: Vec<(usize, usize)> =
            there.into_iter().filter_map(|(seed, old)| Some((old?, (*here.get(&seed)?)?))).collect();
        seeds.sort_unstable();
        let (old, new) = (&self.old.words, &self.new.words);
        let mut moved = Vec::new();
        for (at, to) in seeds {
            let is_free = |at: usize, to: usize| !is_taken.0[at] && !is_taken.1[to] && old[at] == new[to];
            if !(0..SEED).all(|nth| is_free(at + nth, to + nth)) {
                continue;
            }
            let back = (1..=at.min(to)).take_while(|by| is_free(at - by, to - by)).count();
            let most = (old.len() - at).min(new.len() - to);
            let on = (0..most).take_while(|by| is_free(at + by, to + by)).count();
            let stretch = Stretch { old: at - back, new: to - back, len: back + on, is_in_order: false };
            if self.odds(stretch.old..stretch.old_end()) >= by_chance(old_left, new_left) {
                is_taken.0[stretch.old..stretch.old_end()].fill(true);
                is_taken.1[stretch.new..stretch.new_end()].fill(true);
                moved.push(stretch);
            }
        }
        moved
    }
}

/// How unlikely something in common must be so that it is not there by chance, among so many places of each text.
fn by_chance(old: usize, new: usize) -> f64 {
    (old.max(1) as f64 * new.max(1) as f64 * BY_CHANCE).ln()
}

fn odds(old: &Side<'_>, new: &Side<'_>, count: usize) -> Vec<f64> {
    let mut counts = vec![0_u32; count];
    old.words.iter().chain(&new.words).for_each(|word| counts[*word as usize] += 1);
    let all = (old.words.len() + new.words.len()) as f64;
    let mut sum = 0.0;
    let mut odds = Vec::with_capacity(old.words.len() + 1);
    odds.push(sum);
    for word in &old.words {
        sum += (all / f64::from(counts[*word as usize])).ln();
        odds.push(sum);
    }
    odds
}

/// What both texts have in one order, as much as there is, or nearly.
fn in_order(old: &Side<'_>, new: &Side<'_>, count: usize, goes_on: &dyn Fn(f32) -> bool) -> Option<Vec<Stretch>> {
    let tokens = |side: &Side<'_>| side.lines.iter().map(|(line, _)| Token(*line)).collect::<Vec<_>>();
    let (before, after) = (tokens(old), tokens(new));
    let lines = before.iter().chain(&after).map(|line| line.0 + 1).max().unwrap_or(0);
    let mut diff = Diff::default();
    diff.compute_with(Algorithm::Histogram, &before, &after, lines);
    let mut found: Vec<Stretch> = Vec::new();
    let mut local = Local { number: vec![0; count], of: vec![0; count], round: 0 };
    let (mut old_at, mut new_at) = (0, 0);
    let ends = diff.hunks().map(|hunk| {
        let of = |side: &Side<'_>, lines: Range<u32>| side.first_of_line(lines.start)..side.first_of_line(lines.end);
        (of(old, hunk.before), of(new, hunk.after))
    });
    let last = (old.units.len()..old.units.len(), new.units.len()..new.units.len());
    for (changed, became) in ends.chain([last]) {
        add(&mut found, Stretch { old: old_at, new: new_at, len: changed.start - old_at, is_in_order: true });
        local.words_in_order(old, new, changed.clone(), became.clone(), &mut found);
        (old_at, new_at) = (changed.end, became.end);
        if !goes_on(old_at as f32 / old.units.len().max(1) as f32) {
            return None;
        }
    }
    Some(found)
}

/// Adds a stretch, to the one before it where it goes on.
fn add(found: &mut Vec<Stretch>, stretch: Stretch) {
    match found.last_mut() {
        _ if stretch.len == 0 => {}
        Some(last) if (last.old_end(), last.new_end()) == (stretch.old, stretch.new) => last.len += stretch.len,
        _ => found.push(stretch),
    }
}

/// Numbers of the words of a small part: what is compared by its words costs by its own length, not by that of all words.
struct Local {
    number: Vec<u32>,
    /// For which part a word has its number.
    of: Vec<u32>,
    round: u32,
}

impl Local {
    fn words_in_order(
        &mut self,
        old: &Side<'_>,
        new: &Side<'_>,
        changed: Range<usize>,
        became: Range<usize>,
        found: &mut Vec<Stretch>,
    ) {
        if changed.is_empty() || became.is_empty() {
            return;
        }
        self.round += 1;
        let mut next = 0;
        let mut token = |word: &u32| {
            let word = *word as usize;
            if self.of[word] != self.round {
                (self.of[word], self.number[word]) = (self.round, next);
                next += 1;
            }
            Token(self.number[word])
        };
        let before: Vec<Token> = old.words[changed.clone()].iter().map(&mut token).collect();
        let after: Vec<Token> = new.words[became.clone()].iter().map(&mut token).collect();
        let mut diff = Diff::default();
        diff.compute_with(Algorithm::Histogram, &before, &after, next);
        let (mut old_at, mut new_at) = (changed.start, became.start);
        let hunks = diff.hunks().map(|hunk| {
            let from = |range: &Range<u32>, start: usize| start + range.start as usize..start + range.end as usize;
            (from(&hunk.before, changed.start), from(&hunk.after, became.start))
        });
        for (removed, added) in hunks.chain([(changed.end..changed.end, became.end..became.end)]) {
            add(found, Stretch { old: old_at, new: new_at, len: removed.start - old_at, is_in_order: true });
            (old_at, new_at) = (removed.end, added.end);
        }
    }
}
