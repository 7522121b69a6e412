//! A text being typed: what it holds, what is selected, what an input method is composing in it, and what can be taken back.
//! Knows no keys, fonts or screens: the caller says what was meant, and lends the text's [`Flow`] where a step goes by
//! sight. Offsets are UTF-8 bytes.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

use super::caret::{Caret, Selection, Sight};
use super::flow::Flow;
use super::segment;
use super::shape::Engine;
use super::steps::{Kind, Step, Steps};

/// How many lines a text may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lines {
    /// Line ends become spaces.
    One,
    Many,
}

/// Whether a move takes the selection along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extend {
    No,
    Yes,
}

/// Which side of the caret, in the text's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Before,
    After,
}

/// How much is meant at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Grapheme,
    Word,
    Paragraph,
}

/// What an input method is about to write. It stands in the text, but can still be all taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Composition {
    range: Range<usize>,
    /// The part that is being chosen, within `range`.
    active: Option<Range<usize>>,
    replaced: String,
    before: Selection,
}

/// A text being typed.
#[derive(Debug)]
pub struct Edit {
    text: Arc<str>,
    lines: Lines,
    selection: Selection,
    /// Where a row of ups and downs aims, in the flow's pixels.
    goal_x: Option<f32>,
    /// Whether a row of steps by word began where text reads right to left: it keeps its way through other paragraphs.
    row_is_rtl: Option<bool>,
    /// What a press of the pointer selected; a drag goes on from there by the same unit.
    pressed: (Range<usize>, Unit),
    composition: Option<Composition>,
    steps: Steps,
}

impl Edit {
    /// `text` with the caret at its end.
    #[must_use]
    pub fn new(text: &str, lines: Lines) -> Self {
        Self {
            text: text.into(),
            lines,
            selection: Selection::caret(Caret::after(text.len())),
            goal_x: None,
            row_is_rtl: None,
            pressed: (0..0, Unit::Grapheme),
            composition: None,
            steps: Steps::default(),
        }
    }

    /// All of it, with what is being composed.
    #[must_use]
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    #[must_use]
    pub fn lines(&self) -> Lines {
        self.lines
    }

    #[must_use]
    pub fn selection(&self) -> Selection {
        self.selection
    }

    #[must_use]
    pub fn selected(&self) -> &str {
        &self.text[self.selection.range()]
    }

    /// What is being composed, and the part of it that is being chosen.
    #[must_use]
    pub fn composition(&self) -> Option<(Range<usize>, Option<Range<usize>>)> {
        self.composition.as_ref().map(|composition| (composition.range.clone(), composition.active.clone()))
    }

    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.steps.can_undo()
    }

    // What changes the text.

    /// Types `text` in place of the selection.
    pub fn insert(&mut self, text: &str) {
        self.put(text, Kind::Typed);
    }

    /// Pastes `text` in place of the selection. The line ends around it stay away from a text of one line.
    pub fn paste(&mut self, text: &str) {
        let text = if self.lines == Lines::One { text.trim_matches(is_line_end) } else { text };
        self.put(text, Kind::Whole);
    }

    fn put(&mut self, text: &str, kind: Kind) {
        self.settle();
        let text = self.admitted(text);
        if !text.is_empty() {
            self.replace(self.selection.range(), &text, kind);
        }
    }

    /// Takes away the selection, or else what stands beside the caret: a word, or backwards the last mark of a letter or the
    /// letter, forwards the letter with its marks.
    pub fn erase(&mut self, side: Side, unit: Unit) {
        self.settle();
        let (range, here) = (self.selection.range(), self.selection.head.offset);
        let (range, kind) = match (side, unit) {
            _ if !range.is_empty() => (range, Kind::Whole),
            (Side::Before, Unit::Grapheme) => (erased_before(&self.text, here)..here, Kind::Erased),
            (Side::After, Unit::Grapheme) => (here..segment::next_grapheme(&self.text, here), Kind::Erased),
            (Side::Before, Unit::Word) => (segment::previous_word(&self.text, here)..here, Kind::Whole),
            (Side::After, Unit::Word) => (here..segment::next_word(&self.text, here), Kind::Whole),
            (Side::Before, Unit::Paragraph) => (segment::paragraph_at(&self.text, here).start..here, Kind::Whole),
            (Side::After, Unit::Paragraph) => (here..segment::paragraph_at(&self.text, here).end, Kind::Whole),
        };
        if !range.is_empty() {
            self.replace(range, "", kind);
        }
    }

    /// Makes the text another one, which can be taken back.
    pub fn replace_all(&mut self, text: &str) {
        self.settle();
        let text = self.admitted(text).into_owned();
        self.replace(0..self.text.len(), &text, Kind::Whole);
    }

    /// Takes back the last step.
    pub fn undo(&mut self) {
        self.settle();
        if let Some(Step { at, removed, inserted, before, .. }) = self.steps.undo().cloned() {
            self.splice(at..at + inserted.len(), &removed);
            self.select(before);
        }
    }

    /// Does the step again that was taken back last.
    pub fn redo(&mut self) {
        self.settle();
        if let Some(Step { at, removed, inserted, .. }) = self.steps.redo().cloned() {
            self.splice(at..at + removed.len(), &inserted);
            self.select(Selection::caret(Caret::after(at + inserted.len())));
        }
    }

    // What an input method does.

    /// Shows what is being composed, in place of the selection or of what was being composed before. `active_chars` is the part
    /// being chosen, in characters of `preedit`. An empty `preedit` takes all of it back.
    pub fn compose(&mut self, preedit: &str, active_chars: Option<Range<usize>>) {
        let before = self.composition.as_ref().map_or(self.selection, |composition| composition.before);
        self.cancel();
        let preedit = self.admitted(preedit).into_owned();
        if preedit.is_empty() {
            return;
        }
        let replaced = self.selected().to_owned();
        let start = self.selection.range().start;
        self.splice(self.selection.range(), &preedit);
        let byte = |chars: usize| preedit.char_indices().nth(chars).map_or(preedit.len(), |(byte, _)| byte);
        let active = active_chars.map(|chars| start + byte(chars.start)..start + byte(chars.end.max(chars.start)));
        let caret = active.as_ref().map_or(start + preedit.len(), |active| active.end);
        self.select(Selection::caret(Caret::after(caret)));
        let active = active.filter(|active| !active.is_empty());
        self.composition = Some(Composition { range: start..start + preedit.len(), active, replaced, before });
    }

    /// Writes what was composed.
    pub fn commit(&mut self, text: &str) {
        self.cancel();
        self.insert(text);
    }

    /// Takes away what stands around the caret, in characters, as an input method asks.
    pub fn erase_around(&mut self, before_chars: usize, after_chars: usize) {
        self.settle();
        let range = self.selection.range();
        let (before, after) = (&self.text[..range.start], &self.text[range.end..]);
        let start = match before_chars {
            0 => range.start,
            count => before.char_indices().rev().nth(count - 1).map_or(0, |(start, _)| start),
        };
        let end = range.end + after.char_indices().nth(after_chars).map_or(after.len(), |(end, _)| end);
        if start < end {
            self.replace(start..end, "", Kind::Whole);
        }
    }

    /// What is being composed stays as it stands: the field was left, or something else was done.
    pub fn settle(&mut self) {
        if let Some(Composition { range, replaced, before, .. }) = self.composition.take() {
            let inserted = self.text[range.clone()].to_owned();
            self.steps.push(Step { at: range.start, removed: replaced, inserted, before, kind: Kind::Typed });
        }
    }

    fn cancel(&mut self) {
        if let Some(Composition { range, replaced, before, .. }) = self.composition.take() {
            self.splice(range, &replaced);
            self.select(before);
        }
    }

    // What moves the caret.

    /// Puts the caret somewhere.
    pub fn place(&mut self, caret: Caret, extend: Extend) {
        self.settle();
        self.steps.close();
        let anchor = if extend == Extend::Yes { self.selection.anchor } else { caret };
        self.select(Selection { anchor, head: caret });
    }

    /// A step by sight. Up from the first line goes to the text's start, down from the last to its end, and a step aside from a
    /// selection to the side of it. `flow` is this text's.
    pub fn step(&mut self, engine: &mut Engine, flow: &mut Flow, sight: Sight, extend: Extend) {
        let head = self.selection.head;
        let goal = self.goal_x.unwrap_or_else(|| flow.caret_box(engine, head).x);
        let leaves_selection = extend == Extend::No && !self.selection.is_empty();
        let to = match sight {
            Sight::Left | Sight::Right if leaves_selection => self.edge(engine, flow, sight),
            _ => flow.step(engine, head, sight, goal),
        };
        let to = match sight {
            Sight::Up if to == head => Caret::before(0),
            Sight::Down if to == head => Caret::after(self.text.len()),
            _ => to,
        };
        self.place(to, extend);
        self.goal_x = matches!(sight, Sight::Up | Sight::Down).then_some(goal);
    }

    /// The end of the selection that one sees on the left or right.
    fn edge(&self, engine: &mut Engine, flow: &mut Flow, sight: Sight) -> Caret {
        let Selection { anchor, head } = self.selection;
        let (a, b) = (flow.caret_box(engine, anchor), flow.caret_box(engine, head));
        let anchor_is_left =
            if a.top == b.top { a.x < b.x } else { (a.top < b.top) != flow.is_rtl_at(engine, head.offset) };
        if anchor_is_left == (sight == Sight::Left) { anchor } else { head }
    }

    /// To where the caret's line starts or ends in the text: that is where one goes on typing, wherever it stands.
    pub fn to_line_edge(&mut self, engine: &mut Engine, flow: &mut Flow, side: Side, extend: Extend) {
        let line = flow.line_at(engine, self.selection.head);
        self.place(if side == Side::Before { Caret::before(line.start) } else { Caret::after(line.end) }, extend);
    }

    /// A word to the left or right, as the paragraph reads where a row of such steps began.
    pub fn step_by_word(&mut self, engine: &mut Engine, flow: &mut Flow, sight: Sight, extend: Extend) {
        let here = self.selection.head.offset;
        let is_rtl = self.row_is_rtl.unwrap_or_else(|| flow.is_rtl_at(engine, here));
        let is_forward = is_rtl == (sight == Sight::Left);
        let to = match is_forward {
            true => Caret::after(segment::next_word(&self.text, here)),
            false => Caret::before(segment::previous_word(&self.text, here)),
        };
        self.place(to, extend);
        self.row_is_rtl = Some(is_rtl);
    }

    /// To the text's start or end.
    pub fn to_edge(&mut self, side: Side, extend: Extend) {
        let caret = if side == Side::Before { Caret::before(0) } else { Caret::after(self.text.len()) };
        self.place(caret, extend);
    }

    pub fn select_all(&mut self) {
        self.to_edge(Side::Before, Extend::No);
        self.to_edge(Side::After, Extend::Yes);
    }

    /// The pointer pressed at `caret`: it goes there, or the word or paragraph there is selected.
    pub fn press(&mut self, caret: Caret, unit: Unit) {
        let range = self.unit_at(caret.offset, unit);
        self.place(if unit == Unit::Grapheme { caret } else { Caret::before(range.start) }, Extend::No);
        if unit != Unit::Grapheme {
            self.place(Caret::after(range.end), Extend::Yes);
        }
        self.pressed = (range, unit);
    }

    /// The pointer was drawn on from where it pressed: what it pressed stays selected, and it grows by the same unit.
    pub fn drag(&mut self, caret: Caret) {
        let (pressed, unit) = self.pressed.clone();
        if unit == Unit::Grapheme {
            self.place(caret, Extend::Yes);
            return;
        }
        let here = self.unit_at(caret.offset, unit);
        let (anchor, head) = if here.start < pressed.start {
            (Caret::after(pressed.end), Caret::before(here.start))
        } else {
            (Caret::before(pressed.start), Caret::after(here.end.max(pressed.end)))
        };
        self.place(anchor, Extend::No);
        self.place(head, Extend::Yes);
    }

    fn unit_at(&self, offset: usize, unit: Unit) -> Range<usize> {
        match unit {
            Unit::Grapheme => offset..offset,
            Unit::Word => segment::word_at(&self.text, offset),
            Unit::Paragraph => segment::paragraph_at(&self.text, offset),
        }
    }

    // The one place for each.

    fn select(&mut self, selection: Selection) {
        self.selection = selection;
        (self.goal_x, self.row_is_rtl) = (None, None);
    }

    fn replace(&mut self, range: Range<usize>, with: &str, kind: Kind) {
        let removed = self.text[range.clone()].to_owned();
        let (at, inserted, before) = (range.start, with.to_owned(), self.selection);
        self.splice(range, with);
        self.steps.push(Step { at, removed, inserted, before, kind });
        self.select(Selection::caret(Caret::after(at + with.len())));
    }

    fn splice(&mut self, range: Range<usize>, with: &str) {
        self.text = [&self.text[..range.start], with, &self.text[range.end..]].concat().into();
    }

    /// What of `text` this one takes: no control characters, and line ends as it has them.
    fn admitted<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if !text.contains(|c: char| c.is_control() || is_line_end(c)) {
            return text.into();
        }
        let text = text.replace("\r\n", "\n");
        let kept = text.chars().filter_map(|c| match (c, self.lines) {
            ('\t', Lines::Many) => Some('\t'),
            _ if is_line_end(c) && self.lines == Lines::Many => Some('\n'),
            _ if is_line_end(c) || c == '\t' => Some(' '),
            _ => (!c.is_control()).then_some(c),
        });
        kept.collect::<String>().into()
    }
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Where an erasure before `offset` begins. The marks of a letter (harakat, tones) go one by one, last first, as they were
/// typed; what only its parts together mean, an emoji or a flag, goes whole.
fn erased_before(text: &str, offset: usize) -> usize {
    let start = segment::previous_grapheme(text, offset);
    match text[start..offset].char_indices().next_back() {
        Some((last, c)) if last > 0 && is_letters_mark(c) => start + last,
        _ => start,
    }
}

fn is_letters_mark(c: char) -> bool {
    let is_variation = matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    !is_variation && matches!(category, GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Edit, Extend, Lines, Selection, Side, Unit};
    use crate::text::caret::{Caret, Sight};
    use crate::text::flow::Flow;
    use crate::text::fonts::Faces;
    use crate::text::layout::Style;
    use crate::text::shape::Engine;

    const RTL: &str = "ابتثجحخدذرزسشصضطظعغفقكمنهو";

    /// Capitals stand for letters that run right to left.
    fn from_capitals(text: &str) -> String {
        let letter = |c: char| RTL.chars().nth(c as usize - 'A' as usize).unwrap();
        text.chars().map(|c| if c.is_ascii_uppercase() { letter(c) } else { c }).collect()
    }

    fn to_capitals(text: &str) -> String {
        let capital = |c: char| RTL.chars().position(|rtl| rtl == c).map_or(c, |at| (b'A' + at as u8) as char);
        text.chars().map(capital).collect()
    }

    /// `ab|c` is a caret, `a[b|c` a selection from the bracket to the bar.
    fn edit(marked: &str) -> Edit {
        let offset = |mark: char| {
            let before = marked.split(mark).next().filter(|before| before.len() < marked.len())?;
            Some(from_capitals(&before.replace(['[', '|'], "")).len())
        };
        let head = offset('|').expect("a bar says where the caret is");
        let mut edit = Edit::new(&from_capitals(&marked.replace(['[', '|'], "")), Lines::Many);
        edit.place(Caret::after(offset('[').unwrap_or(head)), Extend::No);
        edit.place(Caret::after(head), Extend::Yes);
        edit
    }

    fn marked(edit: &Edit) -> String {
        let Selection { anchor, head } = edit.selection();
        let mut marks = vec![(head.offset, '|')];
        if anchor.offset != head.offset {
            marks.push((anchor.offset, '['));
        }
        marks.sort();
        let mut text = edit.text().to_string();
        for (offset, mark) in marks.into_iter().rev() {
            text.insert(offset, mark);
        }
        to_capitals(&text)
    }

    #[track_caller]
    fn check(before: &str, act: impl FnOnce(&mut Edit), after: &str) {
        let mut edit = edit(before);
        act(&mut edit);
        assert_eq!(marked(&edit), after);
    }

    /// For what goes by sight, in a column `width` pixels wide.
    #[track_caller]
    fn check_seen(width: f32, before: &str, act: impl FnOnce(&mut Edit, &mut Engine, &mut Flow), after: &str) {
        let mut engine = Engine::new(Arc::new(Faces::bundled()));
        check(
            before,
            |edit| {
                let style = Style { width, ..Style::label(16.0) };
                let mut flow = Flow::new(Arc::clone(edit.text()), style, 0.0).with_full_empty_lines();
                act(edit, &mut engine, &mut flow);
            },
            after,
        );
    }

    #[track_caller]
    fn check_steps(before: &str, sights: &[Sight], extend: Extend, after: &str) {
        let walk = |edit: &mut Edit, engine: &mut Engine, flow: &mut Flow| {
            sights.iter().for_each(|sight| edit.step(engine, flow, *sight, extend));
        };
        check_seen(f32::INFINITY, before, walk, after);
    }

    #[test]
    fn typing_takes_the_place_of_the_selection() {
        check("ab[cd|e", |edit| edit.insert("X1".to_lowercase().as_str()), "abx1|e");
        check("ab|cd[e", |edit| edit.insert("-"), "ab-|e");
    }

    #[test]
    fn arrows_go_by_sight_through_both_directions() {
        check_steps("car is |THE CAR now and then", &[Sight::Right], Extend::No, "car is THE CA|R now and then");
        check_steps("|ABC", &[Sight::Left], Extend::No, "A|BC");
        check_steps("A|BC", &[Sight::Right], Extend::No, "|ABC");
    }

    #[test]
    fn shift_and_arrows_select_across_both_directions() {
        check_steps("car |IS", &[Sight::Left, Sight::Left], Extend::Yes, "ca|r [IS");
        check_steps("|ABC def", &[Sight::Left; 2], Extend::Yes, "[AB|C def");
    }

    #[test]
    fn an_arrow_leaves_a_selection_on_its_side() {
        check_steps("a[bc|d", &[Sight::Left], Extend::No, "a|bcd");
        check_steps("a[bc|d", &[Sight::Right], Extend::No, "abc|d");
        check_steps("A[BC|D", &[Sight::Left], Extend::No, "ABC|D");
        check_steps("A[BC|D", &[Sight::Right], Extend::No, "A|BCD");
    }

    #[test]
    fn up_and_down_aim_at_one_column_and_end_at_the_texts_ends() {
        check_steps("abcdef|\nab\nabcdef", &[Sight::Down, Sight::Down], Extend::No, "abcdef\nab\nabcdef|");
        check_steps("ab|c", &[Sight::Up], Extend::No, "|abc");
        check_steps("ab|c", &[Sight::Down], Extend::Yes, "ab[c|");
        check_steps("ab\n\n|", &[Sight::Up, Sight::Up], Extend::No, "|ab\n\n");
    }

    #[test]
    fn words_go_as_the_paragraph_reads() {
        let left = |edit: &mut Edit, engine: &mut Engine, flow: &mut Flow| {
            edit.step_by_word(engine, flow, Sight::Left, Extend::No);
        };
        check_seen(f32::INFINITY, "one two| three", left, "one |two three");
        check_seen(f32::INFINITY, "|ABC DEF", left, "ABC| DEF");
    }

    #[test]
    fn home_and_end_go_where_the_lines_text_starts_and_ends() {
        let to = |side| {
            move |edit: &mut Edit, engine: &mut Engine, flow: &mut Flow| {
                edit.to_line_edge(engine, flow, side, Extend::No);
            }
        };
        check_seen(f32::INFINITY, "x\nABC DE|F gh", to(Side::Before), "x\n|ABC DEF gh");
        check_seen(f32::INFINITY, "ABC D|EF gh\nx", to(Side::After), "ABC DEF gh|\nx");
        check_seen(60.0, "aaaaaaaa bbbb|bbbb", to(Side::Before), "aaaaaaaa |bbbbbbbb");
    }

    #[test]
    fn backspace_takes_marks_one_by_one_and_emoji_whole() {
        let back = |edit: &mut Edit| edit.erase(Side::Before, Unit::Grapheme);
        check("A\u{651}\u{650}|", back, "A\u{651}|");
        check("e\u{302}\u{301}|", back, "e\u{302}|");
        check("ế|", back, "|");
        check("a👨‍👩‍👧|b", back, "a|b");
        check("a❤\u{fe0f}|", back, "a|");
        check("🇻🇳🇱🇧|", back, "🇻🇳|");
        check("\u{301}|", back, "|");
        check("|a", back, "|a");
    }

    #[test]
    fn delete_takes_a_letter_with_its_marks() {
        let delete = |edit: &mut Edit| edit.erase(Side::After, Unit::Grapheme);
        check("|A\u{651}\u{650}B", delete, "|B");
        check("a|\nb", delete, "a|b");
        check("a[bc|d", delete, "a|d");
    }

    #[test]
    fn words_are_erased_with_the_space_between() {
        check("one two |three", |edit| edit.erase(Side::Before, Unit::Word), "one |three");
        check("one| two three", |edit| edit.erase(Side::After, Unit::Word), "one| three");
        check("ABC DEF|", |edit| edit.erase(Side::Before, Unit::Word), "ABC |");
    }

    #[test]
    fn undo_takes_back_word_by_word_and_redo_brings_back() {
        let mut edit = edit("|");
        "one two".chars().for_each(|c| edit.insert(c.encode_utf8(&mut [0; 4])));
        edit.undo();
        assert_eq!(marked(&edit), "one |");
        edit.undo();
        assert_eq!(marked(&edit), "|");
        edit.redo();
        edit.redo();
        assert_eq!(marked(&edit), "one two|");
    }

    #[test]
    fn undo_gives_back_the_selection_that_was_typed_over() {
        check(
            "ab[cd|e",
            |edit| {
                edit.insert("x");
                edit.insert("y");
                edit.undo()
            },
            "ab[cd|e",
        );
    }

    #[test]
    fn a_row_of_backspaces_is_one_step_until_the_caret_moves() {
        let back = |edit: &mut Edit| edit.erase(Side::Before, Unit::Grapheme);
        check(
            "abc|d",
            |edit| {
                back(edit);
                back(edit);
                edit.undo()
            },
            "abc|d",
        );
        check(
            "abc|d",
            |edit| {
                back(edit);
                edit.place(Caret::after(1), Extend::No);
                back(edit);
                edit.undo()
            },
            "a|bd",
        );
    }

    #[test]
    fn what_is_composed_stands_in_the_text_and_can_be_all_taken_back() {
        check("ab[cd|e", |edit| edit.compose("xy", None), "abxy|e");
        check(
            "ab[cd|e",
            |edit| {
                edit.compose("xy", None);
                edit.compose("", None)
            },
            "ab[cd|e",
        );
        check("ab|", |edit| edit.compose("xyz", Some(1..2)), "abxy|z");
    }

    #[test]
    fn what_is_committed_is_one_step_whatever_was_composed_before() {
        let mut edit = edit("a[b|");
        for preedit in ["V", "Vi", "Vie", "Viê", "Việ", "Việt", ""] {
            edit.compose(preedit, None);
        }
        edit.commit("Việt");
        assert_eq!((&**edit.text(), edit.composition()), ("aViệt", None));
        edit.undo();
        assert_eq!(marked(&edit), "a[b|");
    }

    #[test]
    fn a_composition_that_is_left_stays_and_can_be_undone() {
        check(
            "a|",
            |edit| {
                edit.compose("xy", None);
                edit.place(Caret::before(0), Extend::No)
            },
            "|axy",
        );
        check(
            "a|",
            |edit| {
                edit.compose("xy", None);
                edit.undo()
            },
            "a|",
        );
    }

    #[test]
    fn an_input_method_may_erase_around_the_caret() {
        check("aệ|bc", |edit| edit.erase_around(1, 1), "a|c");
        check("a|b", |edit| edit.erase_around(9, 0), "|b");
    }

    #[test]
    fn line_ends_are_as_the_text_has_them_and_control_characters_stay_out() {
        let mut one = Edit::new("", Lines::One);
        one.paste("\r\na\tb\r\nc\u{0}\n");
        assert_eq!(&**one.text(), "a b c");
        check("|", |edit| edit.paste("a\r\nb\u{2028}c\u{7}\n"), "a\nb\nc\n|");
    }

    #[test]
    fn a_double_press_takes_the_word_and_a_drag_grows_by_words() {
        check("one two three|", |edit| edit.press(Caret::before(5), Unit::Word), "one [two| three");
        let drag = |to: usize| {
            move |edit: &mut Edit| {
                edit.press(Caret::before(5), Unit::Word);
                edit.drag(Caret::before(to));
            }
        };
        check("one two three|", drag(10), "one [two three|");
        check("one two three|", drag(1), "|one two[ three");
        check("a\nb c|\nd", |edit| edit.press(Caret::before(2), Unit::Paragraph), "a\n[b c|\nd");
    }
}
