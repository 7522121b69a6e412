//! Random typing, held against a dull reference: a list of characters and two numbers. What is composed, taken back and done
//! again ends where it began.

use crate::tests::random::Random;
use crate::text::caret::Caret;
use crate::text::edit::{Edit, Extend, Lines, Side, Unit};
use crate::text::segment;

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
