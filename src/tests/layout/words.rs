//! Steps by word over random mixed text: held against a dull reading of the whole text, they always go on, rest between graphemes,
//! come back to where a word began, and select what they pass. Offsets are UTF-8 bytes.

use std::ops::Range;
use std::sync::Arc;

use super::{Random, TROUBLE, graphemes};
use crate::session::command::{Border, BorderUnit, Command, Extend, Growth, Step};
use crate::session::selection::with_border;
use crate::session::state::Session;
use crate::tests::news;
use crate::text::caret::{Caret, Sight};
use crate::text::edit::{self, Edit, Lines};
use crate::text::flow::Flow;
use crate::text::fonts::Faces;
use crate::text::layout::Style;
use crate::text::segment::{self, next_word, previous_word};
use crate::text::shape::Engine;

/// How many random texts each property is tried on.
const TEXTS: usize = 1_000;

/// A step from one place to another.
type By = fn(&str, usize) -> usize;

/// Calls `check` with random texts of several paragraphs; in some of them something is repeated past all bounds of a word.
fn for_random_texts(seed: u64, mut check: impl FnMut(&str, &mut Random)) {
    let mut random = Random(seed);
    for _ in 0..TEXTS {
        let mut paragraphs: Vec<_> = (0..=random.below(4)).map(|_| random.text(TROUBLE, 12)).collect();
        if random.below(20) == 0 {
            paragraphs.push(random.text(TROUBLE, 3).repeat(1 + random.below(400)));
        }
        check(&paragraphs.join(random.one_of(&["\n", "\r\n", "\n\n"])), &mut random);
    }
}

/// All words of a text, read from its start.
fn words(text: &str) -> Vec<Range<usize>> {
    let (mut words, mut start) = (Vec::new(), 0);
    for (end, is_word) in segment::word_boundaries(text).skip(1) {
        if is_word {
            words.push(start..end);
        }
        start = end;
    }
    words
}

/// All places to which a row of steps comes, each further than the one before.
fn row(text: &str, from: usize, step: By, end: usize) -> Vec<usize> {
    let (mut at, mut places) = (from, Vec::new());
    while at != end {
        let next = step(text, at);
        assert!(at.abs_diff(end) > next.abs_diff(end), "from {at} to {next} in {text:?}");
        places.push(next);
        at = next;
    }
    assert_eq!(step(text, end), end, "{text:?}");
    places
}

#[test]
fn steps_by_word_always_go_on_to_the_ends_of_the_text_and_rest_between_graphemes() {
    let mut steps = 0;
    for_random_texts(21, |text, random| {
        let borders = graphemes(text);
        let from = borders[random.below(borders.len())];
        let places = [row(text, from, next_word, text.len()), row(text, from, previous_word, 0)].concat();
        for place in &places {
            assert!(borders.binary_search(place).is_ok(), "{place} is within a grapheme of {text:?}");
        }
        steps += places.len();
    });
    assert!(steps > 5_000, "{steps} steps");
}

#[test]
fn steps_by_word_find_what_is_found_from_the_start() {
    let mut found = 0;
    for_random_texts(22, |text, _| {
        // What is longer is taken for several words, on purpose.
        if text.len() > 1024 {
            return;
        }
        let words = words(text);
        let borders = graphemes(text);
        // Where Unicode ends a word within a grapheme, the grapheme is passed as a whole.
        let after = |at: usize| borders[borders.partition_point(|border| *border < at)];
        let before = |at: usize| borders[borders.partition_point(|border| *border <= at) - 1];
        for &offset in &borders {
            let next = words.iter().map(|word| after(word.end)).find(|end| *end > offset).unwrap_or(text.len());
            assert_eq!(next_word(text, offset), next, "after {offset} in {text:?}");
            let previous = words.iter().map(|word| before(word.start)).rfind(|start| *start < offset).unwrap_or(0);
            assert_eq!(previous_word(text, offset), previous, "before {offset} in {text:?}");
            found += usize::from(next != text.len());
        }
    });
    assert!(found > 5_000, "{found} words");
}

#[test]
fn a_step_to_the_next_word_and_back_comes_to_where_the_word_began() {
    let mut returned = 0;
    for_random_texts(23, |text, _| {
        // Among very many signs a step rests where there is no word, and what is longer than a word may be is cut.
        if text.len() > 1024 {
            return;
        }
        let (forth, back): (By, By) = (next_word, previous_word);
        for (step, back, last) in [(forth, back, text.len()), (back, forth, 0)] {
            for place in row(text, text.len() - last, step, last) {
                // At the very end there may be no word.
                if place != last {
                    let began = back(text, place);
                    assert_eq!(step(text, began), place, "by {began} in {text:?}");
                    returned += 1;
                }
            }
        }
    });
    assert!(returned > 5_000, "{returned} steps");
}

/// Does a command that is never refused.
fn perform(session: &mut Session, command: Command) {
    session.perform(&command).unwrap_or_else(|error| panic!("{command}: {error}"));
}

#[test]
fn extending_by_word_selects_just_what_moving_passes() {
    let mut selected = 0;
    for_random_texts(24, |text, random| {
        let (mut moving, mut extending) = (news::session(text), news::session(text));
        let borders = graphemes(text);
        let from = borders[random.below(borders.len())];
        let there = Command::SetCaret {
            offset: text[..from].chars().count(),
            affinity: Caret::before(from).affinity,
            extend: Extend::No,
        };
        [&mut moving, &mut extending].into_iter().for_each(|session| perform(session, there.clone()));
        for _ in 0..6 {
            let step = [Step::NextWord, Step::PreviousWord][random.below(2)];
            perform(&mut moving, Command::Move(step, Extend::No));
            perform(&mut extending, Command::Move(step, Extend::Yes));
            let at = moving.selection().caret.offset;
            assert_eq!(extending.selection().caret.offset, at, "{text:?}");
            assert_eq!(extending.selection().range(), from.min(at)..from.max(at), "{text:?}");
            assert_eq!(extending.selected_text(), &text[from.min(at)..from.max(at)]);
            selected += usize::from(from != at);
        }
    });
    assert!(selected > 2_000, "{selected} selections");
}

#[test]
fn a_row_of_steps_by_word_to_one_side_comes_to_an_end_of_the_text() {
    let mut engine = Engine::new(Arc::new(Faces::bundled()));
    for_random_texts(25, |text, random| {
        let mut edit = Edit::new(text, Lines::Many);
        let mut flow = Flow::new(Arc::clone(edit.text()), Style::label(16.0), 0.0);
        let borders = graphemes(text);
        for sight in [Sight::Left, Sight::Right] {
            let from = borders[random.below(borders.len())];
            edit.place(Caret::before(from), edit::Extend::No);
            // As the paragraph reads where the row begins, whatever others do.
            let is_forward = flow.is_rtl_at(&mut engine, from) == (sight == Sight::Left);
            let (step, end): (By, _) = if is_forward { (next_word, text.len()) } else { (previous_word, 0) };
            for place in row(text, from, step, end) {
                edit.step_by_word(&mut engine, &mut flow, sight, edit::Extend::Yes);
                assert_eq!(edit.selection().head.offset, place, "{sight:?} from {from} in {text:?}");
                assert_eq!(edit.selection().anchor.offset, from, "{text:?}");
            }
        }
    });
}

#[test]
fn borders_by_word_grow_to_the_whole_text_and_shrink_to_one_word() {
    let mut moved = 0;
    for_random_texts(26, |text, random| {
        let borders = graphemes(text);
        if borders.len() < 2 {
            return;
        }
        let start = random.range(&borders);
        let (grow, shrink) = (Growth::Grow, Growth::Shrink);
        for (border, change) in
            [(Border::Start, grow), (Border::End, grow), (Border::Start, shrink), (Border::End, shrink)]
        {
            let mut range = start.clone();
            while let Some(next) = with_border(text, range.clone(), border, change, BorderUnit::Word) {
                let is_further = match change {
                    Growth::Grow => next.start <= range.start && range.end <= next.end,
                    Growth::Shrink => range.start <= next.start && next.end <= range.end,
                };
                assert!(is_further && next != range && !next.is_empty(), "{range:?} to {next:?} in {text:?}");
                let is_whole = |at: usize| borders.binary_search(&at).is_ok();
                assert!(is_whole(next.start) && is_whole(next.end), "{next:?} in {text:?}");
                range = next;
                moved += 1;
            }
            if change == Growth::Grow {
                let end = if border == Border::Start { 0..start.end } else { start.start..text.len() };
                assert_eq!(range, end, "{text:?}");
            }
        }
    });
    assert!(moved > 5_000, "{moved} borders");
}
