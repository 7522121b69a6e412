//! Carets, boxes and points by sight, over random mixed text in narrow columns: each is the other's inverse, and a step back
//! undoes a step forth.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::{Random, TROUBLE, graphemes};
use crate::text::caret::{Caret, Sight};
use crate::text::flow::Flow;
use crate::text::fonts::Faces;
use crate::text::layout::{Layout, Line, LineBox, Style};
use crate::text::lines::Overflow;
use crate::text::segment;
use crate::text::shape::Engine;

/// Pixels that rounding may cost.
const TOLERANCE: f32 = 0.02;

/// How many random texts each property is tried on.
const TEXTS: usize = 1_000;

fn is_close(a: f32, b: f32) -> bool {
    (a - b).abs() < TOLERANCE
}

/// Calls `check` with layouts of random texts.
fn for_random_layouts(seed: u64, mut check: impl FnMut(&Layout, &mut Random)) {
    let mut engine = Engine::new(Arc::new(Faces::bundled()));
    let mut random = Random(seed);
    for _ in 0..TEXTS {
        let text = random.text(TROUBLE, 20);
        let overflow = if random.below(2) == 0 { Overflow::Visible } else { Overflow::Anywhere };
        let width = random.below(160) as f32;
        let layout = Layout::new(&mut engine, &text, &Style { width, overflow, ..Style::label(16.0) });
        check(&layout, &mut random);
    }
}

/// Calls `check` with random documents of several paragraphs.
fn for_random_flows(seed: u64, mut check: impl FnMut(&mut Flow, &mut Engine, &mut Random)) {
    let mut engine = Engine::new(Arc::new(Faces::bundled()));
    let mut random = Random(seed);
    for _ in 0..TEXTS {
        let paragraphs: Vec<_> = (0..=random.below(4)).map(|_| random.text(TROUBLE, 12)).collect();
        let width = random.below(160) as f32;
        let style = Style { width, overflow: Overflow::Anywhere, ..Style::label(16.0) };
        let mut flow = Flow::new(paragraphs.join("\n").into(), style, 4.0);
        // Estimates become true heights before anything is measured.
        flow.visible(&mut engine, 0.0, f64::INFINITY);
        check(&mut flow, &mut engine, &mut random);
    }
}

fn boxes(layout: &Layout, range: Range<usize>) -> Vec<LineBox> {
    let mut boxes = Vec::new();
    layout.boxes(range, &mut boxes);
    boxes
}

/// `boxes` from left to right by line, with those that touch made one.
fn united(mut boxes: Vec<LineBox>) -> Vec<LineBox> {
    boxes.sort_by(|a, b| a.line.cmp(&b.line).then(a.left.total_cmp(&b.left)).then(a.right.total_cmp(&b.right)));
    let mut united: Vec<LineBox> = Vec::new();
    for line_box in boxes {
        match united.last_mut() {
            Some(last) if last.line == line_box.line && line_box.left - last.right < TOLERANCE => {
                last.right = last.right.max(line_box.right);
            }
            _ => united.push(line_box),
        }
    }
    united
}

fn right_edge(line: &Line) -> f32 {
    line.runs.last().map_or(line.left, |run| run.x + run.width)
}

#[test]
fn a_caret_is_hit_where_it_stands() {
    let mut hits = 0;
    for_random_layouts(3, |layout, _| {
        if cuts_a_grapheme(layout) {
            return;
        }
        for line in 0..layout.lines().len() {
            let gaps = layout.gaps(line);
            for &gap in &gaps {
                let x = layout.caret(gap).x;
                let hit = layout.hit_line(line, x);
                // Where directions meet, and beside what has no width, one place has several offsets.
                let is_alone = gaps.iter().filter(|other| is_close(layout.caret(**other).x, x)).count() == 1
                    && !layout.lines()[line]
                        .runs
                        .iter()
                        .any(|run| is_close(run.x, x) || is_close(run.x + run.width, x));
                let text = layout.text();
                assert!(is_close(layout.caret(hit).x, x), "{gap:?} at {x} in {text:?} hits {hit:?}");
                assert!(hit.offset == gap.offset || !is_alone, "{gap:?} in line {line} of {text:?} hits {hit:?}");
                hits += 1;
            }
        }
    });
    assert!(hits > 10_000, "{hits} hits");
}

/// Whether a change of level tears a grapheme apart, as it may a number sign and its number: it is then hit at its start,
/// wherever its end stands.
fn cuts_a_grapheme(layout: &Layout) -> bool {
    let mut runs = layout.lines().iter().flat_map(|line| &line.runs);
    runs.any(|run| !segment::is_grapheme_boundary(layout.text(), run.start))
}

#[test]
fn every_point_hits_a_grapheme_boundary_of_its_line() {
    for_random_layouts(4, |layout, random| {
        for _ in 0..20 {
            let (x, y) = (random.below(400) as f32 - 120.0, random.below(400) as f32 - 50.0);
            let hit = layout.hit(x, y);
            let line = (y / layout.line_height()).floor().clamp(0.0, (layout.lines().len() - 1) as f32) as usize;
            let text = layout.text();
            assert!(segment::is_grapheme_boundary(text, hit.offset), "{hit:?} in {text:?}");
            assert_eq!(layout.caret(hit).line, line, "{hit:?} in {text:?}");
        }
    });
}

#[test]
fn gaps_of_a_line_stand_from_left_to_right_and_miss_no_grapheme() {
    for_random_layouts(5, |layout, _| {
        let text = layout.text();
        let mut met: Vec<usize> = Vec::new();
        for line in 0..layout.lines().len() {
            let gaps = layout.gaps(line);
            let places: Vec<_> = gaps.iter().map(|gap| layout.caret(*gap).x).collect();
            assert!(places.is_sorted_by(|a, b| a < &(b + TOLERANCE)), "{places:?} in line {line} of {text:?}");
            assert!(gaps.iter().all(|gap| layout.caret(*gap).line == line), "line {line} of {text:?}");
            met.extend(gaps.iter().map(|gap| gap.offset));
        }
        met.sort_unstable();
        met.dedup();
        // Where directions meet, one gap on the screen has two offsets; only one of them is stepped on.
        let skipped: Vec<_> = graphemes(text).into_iter().filter(|offset| met.binary_search(offset).is_err()).collect();
        let is_border = |offset: &usize| {
            layout.lines().iter().flat_map(|line| &line.runs).any(|run| run.start == *offset || run.end == *offset)
        };
        assert!(skipped.iter().all(is_border), "{skipped:?} of {text:?} are never stepped on");
        assert!(met.iter().all(|&offset| segment::is_grapheme_boundary(text, offset)), "{met:?} in {text:?}");
    });
}

#[test]
fn the_boxes_of_a_spans_graphemes_are_the_spans_boxes() {
    for_random_layouts(6, |layout, random| {
        let boundaries = graphemes(layout.text());
        let span = random.range(&boundaries);
        let within = boundaries.windows(2).filter(|pair| span.start <= pair[0] && pair[1] <= span.end);
        let parts = united(within.flat_map(|pair| boxes(layout, pair[0]..pair[1])).collect());
        let whole = united(boxes(layout, span.clone()));
        let is_same = parts.len() == whole.len()
            && parts
                .iter()
                .zip(&whole)
                .all(|(a, b)| a.line == b.line && is_close(a.left, b.left) && is_close(a.right, b.right));
        assert!(is_same, "{span:?} of {:?}: {parts:?}, as one {whole:?}", layout.text());
    });
}

#[test]
fn boxes_of_adjacent_spans_cover_each_line_once() {
    for_random_layouts(7, |layout, random| {
        let mut cuts: Vec<_> = graphemes(layout.text()).into_iter().filter(|_| random.below(3) == 0).collect();
        cuts.extend([0, layout.text().len()]);
        cuts.sort_unstable();
        for (index, line) in layout.lines().iter().enumerate() {
            let parts = cuts.windows(2).flat_map(|pair| boxes(layout, pair[0]..pair[1]));
            let parts: Vec<_> = parts.filter(|part| part.line == index).collect();
            let sum: f32 = parts.iter().map(|part| part.right - part.left).sum();
            let left = line.runs.first().map_or(line.left, |run| run.x);
            let whole = united(parts.clone());
            let (text, right) = (layout.text(), right_edge(line));
            assert!(is_close(sum, right - left), "{parts:?} in {left}..{right} of {text:?}");
            assert!(whole.iter().all(|part| part.left > left - TOLERANCE && part.right < right + TOLERANCE));
            assert!(whole.len() <= 1 || is_close(sum, 0.0), "{whole:?} of {text:?} leave a hole");
        }
    });
}

#[test]
fn glyphs_belong_to_their_line_and_stand_within_it() {
    for_random_layouts(8, |layout, _| {
        for (index, line) in layout.lines().iter().enumerate() {
            for glyph in layout.glyphs(index) {
                let text = layout.text();
                assert!(line.start <= glyph.start && glyph.start < line.end, "{glyph:?} in {line:?} of {text:?}");
                // Marks may stand beside the letter that carries them, but not far away.
                let left = line.runs.first().map_or(0.0, |run| run.x);
                let is_near = glyph.x > left - 24.0 && glyph.x + glyph.advance < right_edge(line) + 24.0;
                assert!(is_near, "{glyph:?} in {line:?} of {text:?}");
            }
        }
    });
}

/// All carets that steps to the right visit in one line, from its left end on.
fn walk_line(flow: &mut Flow, engine: &mut Engine, start: Caret) -> Vec<Caret> {
    let line_top = flow.caret_box(engine, start).top;
    let mut caret = flow.step(engine, start, Sight::LineLeft, 0.0);
    let mut carets = vec![caret];
    loop {
        let next = flow.step(engine, caret, Sight::Right, 0.0);
        if next == caret || flow.caret_box(engine, next).top != line_top {
            return carets;
        }
        assert!(carets.len() <= flow.text().len(), "{carets:?} of {:?} never end", flow.text());
        carets.push(next);
        caret = next;
    }
}

#[test]
fn a_step_left_undoes_a_step_right_and_the_other_way_round() {
    let mut undone = 0;
    for_random_flows(9, |flow, engine, random| {
        let (x, y) = (random.below(200) as f32 - 20.0, random.below(200) as f64);
        let start = flow.hit(engine, x, y);
        for caret in walk_line(flow, engine, start) {
            for (forth, back) in [(Sight::Right, Sight::Left), (Sight::Left, Sight::Right)] {
                let beside = flow.step(engine, caret, forth, 0.0);
                let returned = flow.step(engine, beside, back, 0.0);
                if beside == caret {
                    continue;
                }
                assert_eq!(returned, caret, "{forth:?} and back by {beside:?} in {:?}", flow.text());
                undone += 1;
            }
        }
    });
    assert!(undone > 5_000, "{undone} steps");
}

#[test]
fn steps_aside_always_go_on_and_come_past_no_place_twice() {
    let mut steps = 0;
    for_random_flows(18, |flow, engine, random| {
        for sight in [Sight::Left, Sight::Right] {
            let (x, y) = (random.below(200) as f32 - 20.0, random.below(200) as f64);
            let mut caret = flow.hit(engine, x, y);
            let mut met = BTreeSet::from([caret]);
            let last = loop {
                let next = flow.step(engine, caret, sight, 0.0);
                if next == caret {
                    break next;
                }
                assert!(met.insert(next), "{next:?} is met twice going {sight:?} in {:?}", flow.text());
                (caret, steps) = (next, steps + 1);
            };
            let is_end = flow.is_rtl() == (sight == Sight::Left);
            let paragraphs = flow.visible(engine, 0.0, f64::INFINITY);
            let edge = if is_end { paragraphs.last() } else { paragraphs.first() }.map_or(0, |edge| edge.start);
            let length = flow.text()[edge..].find('\n').unwrap_or(flow.text().len() - edge);
            assert!((edge..=edge + length).contains(&last.offset), "{last:?} in {:?}", flow.text());
        }
    });
    assert!(steps > 5_000, "{steps} steps");
}

#[test]
fn home_and_end_stay_where_they_went() {
    for_random_flows(19, |flow, engine, random| {
        let start = flow.hit(engine, random.below(200) as f32, random.below(200) as f64);
        for sight in [Sight::LineLeft, Sight::LineRight] {
            let there = flow.step(engine, start, sight, 0.0);
            assert_eq!(flow.step(engine, there, sight, 0.0), there, "{sight:?} from {start:?} in {:?}", flow.text());
            assert_eq!(flow.caret_box(engine, there).top, flow.caret_box(engine, start).top, "{:?}", flow.text());
        }
    });
}

#[test]
fn steps_down_visit_every_line_once_and_steps_up_return() {
    for_random_flows(10, |flow, engine, _| {
        let goal_x = 30.0;
        let mut caret = Caret::before(0);
        let mut tops = vec![flow.caret_box(engine, caret).top];
        loop {
            let next = flow.step(engine, caret, Sight::Down, goal_x);
            if next == caret {
                break;
            }
            let top = flow.caret_box(engine, next).top;
            assert!(top > tops[tops.len() - 1], "{next:?} below {caret:?} in {:?}", flow.text());
            assert!(next.offset <= flow.text().len());
            tops.push(top);
            caret = next;
        }
        let lines: usize = flow.visible(engine, 0.0, f64::INFINITY).iter().map(|it| it.layout.lines().len()).sum();
        assert_eq!(tops.len(), lines, "{:?}", flow.text());
        for top in tops.iter().rev().skip(1) {
            caret = flow.step(engine, caret, Sight::Up, goal_x);
            assert_eq!(flow.caret_box(engine, caret).top, *top, "{:?}", flow.text());
        }
    });
}

#[test]
fn a_text_typed_into_is_laid_out_as_if_it_were_new() {
    for_random_flows(17, |flow, engine, random| {
        let typed = random.text(&["x", "ب", "\n", "1", " "], 3);
        let borders = graphemes(flow.text());
        let range = random.range(&[&borders[..], &[flow.text().len() + 1]].concat());
        let (start, end) = (range.start, range.end.min(flow.text().len()));
        let text: Arc<str> = [&flow.text()[..start], &typed, &flow.text()[end..]].concat().into();
        let mut fresh = Flow::new(Arc::clone(&text), *flow.style(), 4.0);
        let mut kept = Flow::new(Arc::clone(flow.text()), *flow.style(), 4.0);
        kept.visible(engine, 0.0, f64::INFINITY);
        let mut kept = kept.with_text(Arc::clone(&text));
        let lines = |flow: &mut Flow, engine: &mut Engine| -> Vec<(usize, f64, Vec<Line>)> {
            let placed = flow.visible(engine, 0.0, f64::INFINITY);
            placed.into_iter().map(|at| (at.start, at.top, at.layout.lines().to_vec())).collect()
        };
        // What is seen first is estimated below; seen again, it is measured.
        lines(&mut fresh, engine);
        lines(&mut kept, engine);
        assert_eq!(lines(&mut kept, engine), lines(&mut fresh, engine), "{text:?}");
        assert_eq!(kept.height(), fresh.height());
    });
}
