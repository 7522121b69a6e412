//! Random typing, held against a dull reference: a list of characters and two numbers. What is composed, taken back and done
//! again ends where it began.

use std::sync::Arc;

use crate::tests::random::Random;
use crate::text::caret::{Caret, Sight};
use crate::text::edit::{Edit, Extend, Lines, Side, Unit};
use crate::text::flow::Flow;
use crate::text::fonts::Faces;
use crate::text::layout::Style;
use crate::text::lines::Overflow;
use crate::text::segment;
use crate::text::shape::Engine;

const ROUNDS: usize = 300;
const STEPS: usize = 60;
const PIECES: &[&str] = &[
    "a",
    "b",
    " ",
    ".",
    "ب",
    "ل",
    "ا",
    "\u{64e}",
    "\u{651}",
    "é",
    "e\u{302}",
    "😀",
    "👨‍👩‍👧",
    "🇻🇳",
    "\n",
    "word ",
    "كتب ",
];

/// A text, the anchor and the head, in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reference {
    chars: Vec<char>,
    anchor: usize,
    head: usize,
}

impl Reference {
    fn text(&self) -> String {
        self.chars.iter().collect()
    }

    fn byte(&self, char: usize) -> usize {
        self.chars[..char].iter().map(|c| c.len_utf8()).sum()
    }

    fn replace(&mut self, from: usize, to: usize, with: &str) {
        self.chars.splice(from..to, with.chars());
        self.head = from + with.chars().count();
        self.anchor = self.head;
    }

    fn selected(&self) -> (usize, usize) {
        (self.anchor.min(self.head), self.anchor.max(self.head))
    }

    /// Every border of graphemes, in characters, and every border of words with whether a word ends there.
    fn graphemes(&self) -> Vec<usize> {
        let text = self.text();
        let mut borders = vec![0];
        segment::for_each_grapheme(&text, |end| borders.push(text[..end].chars().count()));
        borders
    }

    fn words(&self) -> Vec<(usize, usize)> {
        let text = self.text();
        let (mut words, mut start) = (Vec::new(), 0);
        for (end, is_word) in segment::word_boundaries(&text).skip(1) {
            if is_word {
                words.push((text[..start].chars().count(), text[..end].chars().count()));
            }
            start = end;
        }
        words
    }

    fn erase(&mut self, side: Side, unit: Unit) {
        let (from, to) = self.selected();
        let head = self.head;
        let (from, to) = match (side, unit) {
            _ if from != to => (from, to),
            (Side::Before, Unit::Grapheme) => {
                let start = self.graphemes().into_iter().rfind(|border| *border < head).unwrap_or(0);
                let has_mark = head > start + 1 && matches!(self.chars[head - 1], '\u{64e}' | '\u{651}' | '\u{302}');
                (if has_mark { head - 1 } else { start }, head)
            }
            (Side::After, Unit::Grapheme) => {
                (head, self.graphemes().into_iter().find(|border| *border > head).unwrap_or(head))
            }
            (Side::Before, _) => {
                (self.words().into_iter().map(|word| word.0).rfind(|start| *start < head).unwrap_or(0), head)
            }
            (Side::After, _) => {
                let end = self.words().into_iter().map(|word| word.1).find(|end| *end > head);
                (head, end.unwrap_or(self.chars.len()))
            }
        };
        self.replace(from, to, "");
    }

    #[track_caller]
    fn check(&self, edit: &Edit) {
        assert_eq!(**edit.text(), self.text());
        let selection = edit.selection();
        let (anchor, head) = (selection.anchor.offset, selection.head.offset);
        assert_eq!((anchor, head), (self.byte(self.anchor), self.byte(self.head)), "in {:?}", self.text());
    }
}

/// One thing that can be done, on both.
fn act(random: &mut Random, edit: &mut Edit, reference: &mut Reference) {
    let (from, to) = reference.selected();
    match random.below(10) {
        0..=3 => {
            let piece = *random.choice(PIECES);
            edit.insert(piece);
            reference.replace(from, to, piece);
        }
        4 => {
            let (side, unit) = (Side::Before, *random.choice(&[Unit::Grapheme, Unit::Grapheme, Unit::Word]));
            edit.erase(side, unit);
            reference.erase(side, unit);
        }
        5 => {
            let (side, unit) = (Side::After, *random.choice(&[Unit::Grapheme, Unit::Word]));
            edit.erase(side, unit);
            reference.erase(side, unit);
        }
        6 => {
            edit.select_all();
            (reference.anchor, reference.head) = (0, reference.chars.len());
        }
        7 => {
            let (piece, composed) = (*random.choice(PIECES), *random.choice(PIECES));
            edit.compose(composed, None);
            edit.commit(piece);
            reference.replace(from, to, piece);
        }
        8 => {
            let composed = *random.choice(PIECES);
            edit.compose(composed, None);
            edit.compose("", None);
        }
        _ => {
            let head = *random.choice(&reference.graphemes());
            let extend = *random.choice(&[Extend::No, Extend::Yes]);
            edit.place(Caret::before(reference.byte(head)), extend);
            reference.head = head;
            reference.anchor = if extend == Extend::Yes { reference.anchor } else { head };
        }
    }
}

#[test]
fn typing_does_what_a_list_of_characters_does_and_undo_leads_back_to_the_start() {
    for seed in 0..ROUNDS {
        let mut random = Random::new(seed as u64);
        let mut edit = Edit::new("كتب one", Lines::Many);
        let chars: Vec<char> = edit.text().chars().collect();
        let mut reference = Reference { anchor: chars.len(), head: chars.len(), chars };
        let mut seen = vec![reference.text()];
        for _ in 0..STEPS {
            act(&mut random, &mut edit, &mut reference);
            reference.check(&edit);
            seen.push(reference.text());
        }
        let last = seen.last().cloned();
        while edit.can_undo() {
            edit.undo();
            // Backwards through what was, in its order.
            let at = seen.iter().rposition(|text| **text == **edit.text());
            seen.truncate(at.expect("undo shows nothing that never was") + 1);
        }
        assert_eq!(&**edit.text(), "كتب one");
        (0..STEPS).for_each(|_| edit.redo());
        assert_eq!(Some(edit.text().to_string()), last);
    }
}

/// What has no place of its own, joins its neighbours or turns direction round.
const TROUBLE: &[&str] = &[
    "a", "ب", "لا", " ", "1", "٣", "(", "\u{301}", "\u{651}", "\u{200d}", "\u{200f}", "\u{202e}", "\u{2067}",
    "\u{2069}", "\u{ad}", "\n", "👩", "🇻", "\u{600}", "e\u{302}",
];

#[test]
fn a_walk_by_sight_through_what_was_just_typed_stays_in_the_text_and_comes_to_its_ends() {
    let mut engine = Engine::new(Arc::new(Faces::bundled()));
    let sights = [Sight::Left, Sight::Right, Sight::Up, Sight::Down];
    for seed in 0..ROUNDS {
        let mut random = Random::new(seed as u64);
        let mut edit = Edit::new("", Lines::Many);
        let style = Style { width: 60.0, overflow: Overflow::Anywhere, ..Style::label(16.0) };
        let mut flow = Flow::new(Arc::clone(edit.text()), style, 0.0).with_full_empty_lines();
        for _ in 0..STEPS {
            let extend = *random.choice(&[Extend::No, Extend::No, Extend::Yes]);
            match random.below(6) {
                0 | 1 => {
                    let piece = *random.choice(TROUBLE);
                    edit.insert(piece);
                }
                2 => edit.erase(*random.choice(&[Side::Before, Side::After]), Unit::Grapheme),
                3 => edit.to_line_edge(&mut engine, &mut flow, *random.choice(&[Side::Before, Side::After]), extend),
                4 => edit.step_by_word(&mut engine, &mut flow, sights[random.below(2)], extend),
                _ => edit.step(&mut engine, &mut flow, *random.choice(&sights), extend),
            }
            flow = flow.with_text(Arc::clone(edit.text()));
            assert!(edit.text().is_char_boundary(edit.selection().head.offset), "seed {seed}");
            assert!(flow.caret_box(&mut engine, edit.selection().head).x.is_finite());
        }
        for (sight, end) in [(Sight::Up, 0), (Sight::Down, edit.text().len())] {
            let lines = edit.text().chars().count() + 2;
            (0..lines).for_each(|_| edit.step(&mut engine, &mut flow, sight, Extend::No));
            assert_eq!(edit.selection().head.offset, end, "seed {seed}: {:?}", edit.text());
        }
    }
}
