//! Pages as a whole, over the samples: what is drawn between lines never meets their ink, whatever the script, the marks above
//! and below its letters and the size. Pixels.

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use vello_cpu::kurbo::Shape as _;

use crate::model::id::AnnotationId;
use crate::model::order::Order;
use crate::model::schema::Tone;
use crate::text::bidi::Direction;
use crate::text::flow::Flow;
use crate::text::fonts::Faces;
use crate::text::segment;
use crate::text::shape::Engine;
use crate::view::heading::Heading;
use crate::view::kept::Kept;
use crate::view::lanes::lanes;
use crate::view::mark::{Form, FrameMark, Join, Mark};
use crate::view::measure::{Measure, Spacing};
use crate::view::outline;
use crate::view::page::Page;
use crate::view::scene::Scene;
use crate::view::shapes::Rect;
use crate::view::strip::LANE_HEIGHT;

/// Every mark that letters carry below and above: fully pointed Arabic, and Vietnamese capitals with two marks and a dot.
const POINTED: &str = "بِحَجٍّ عِلْمِيٍّ يُجِيدُ الشَّيْخُ رِوَايَتِهِ عَلَيْهِمْ فِي الْحَيِّ، وَيَجِيءُ إِلَيْهِ النَّبِيُّ ";
const STACKED: &str = "ẪM ỆCH ẨN NẤP ẬU ỘT QUỴ Lập Nguyễn Ngọc Hiệp gặp ỷ lại, nghiệp dư; TRỊNH ỄNH ƯỠN. ";

fn sample(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/documents");
    fs::read_to_string(folder.join(name).with_extension("txt")).expect("the samples are part of the project")
}

/// Annotations on every word, nested six deep, of all forms: denser than any work.
fn dense(text: &str) -> Vec<Mark> {
    let mut words = Vec::new();
    let mut start = 0;
    for (end, is_word) in segment::word_boundaries(text) {
        if is_word {
            words.push(start..end);
        }
        start = end;
    }
    let forms = [Form::Entity, Form::Event, Form::Stance(None)];
    let mut marks = Vec::new();
    for length in 1..=6 {
        for (nth, some) in words.chunks(length).enumerate() {
            let (Some(first), Some(last)) = (some.first(), some.last()) else { continue };
            if text[first.start..last.end].contains('\n') {
                continue;
            }
            let (tone, form) = (Tone::from_index(nth % 11), forms[(nth + length) % 3]);
            let spans = vec![first.start..last.end];
            marks.push(Mark { spans, tone, form, name: "organization".into(), missing: "".into(), identity: None });
        }
    }
    marks.sort_by_key(|mark| (mark.spans[0].start, std::cmp::Reverse(mark.spans[0].end)));
    marks
}

/// The whole page of a text, and all its frames if there are any.
fn page_of(text: &str, marks: &[Mark], frames: &[FrameMark], size: f32, spacing: Spacing) -> (Page, Arc<Faces>) {
    let faces = Arc::new(Faces::bundled());
    let mut engine = Engine::new(Arc::clone(&faces));
    let mut kept = Kept::default();
    let measure = Measure { size, width: size * Measure::COLUMN_EM, spacing };
    let mut flow = Flow::new(text.into(), measure.style(Direction::Auto, true), measure.paragraph_gap());
    flow.visible(&mut engine, 0.0, f64::MAX);
    let height = flow.height();
    let spans: Vec<&[Range<usize>]> = marks.iter().map(|mark| mark.spans.as_slice()).collect();
    let lanes = lanes(&spans);
    let heading = Heading::new(&mut kept, &mut engine, measure, marks, flow.is_rtl());
    let ends = marks.iter().map(|mark| mark.spans.last().map_or(0, |span| span.end));
    let order = Order::of(&(1..).map(AnnotationId).zip(ends).collect::<Vec<_>>());
    let scene = Scene { frames, ..Scene::new(text, (marks, &lanes, &order), &heading, size * 2.0) };
    (Page::new(&mut flow, &mut engine, &mut kept, measure, scene, 0.0..height), faces)
}

/// The ink of every letter.
fn ink(page: &Page, faces: &Faces) -> Vec<Rect> {
    let mut ink = Vec::new();
    for text in &page.texts {
        for (row, line) in text.lines.clone().enumerate() {
            let baseline = f64::from(text.y + row as f32 * text.line_height);
            for glyph in text.layout.glyphs(line) {
                let path = outline::path(faces, glyph.face, glyph.id, text.size);
                if path.elements().is_empty() {
                    continue;
                }
                let (bounds, x) = (path.bounding_box(), f64::from(text.x + glyph.x));
                let y = baseline + f64::from(glyph.y);
                let [left, right] = [bounds.x0, bounds.x1].map(|of| (x + of) as f32);
                let [top, bottom] = [bounds.y0, bounds.y1].map(|of| (y + of) as f32);
                ink.push(Rect { left, top, right, bottom });
            }
        }
    }
    ink
}

fn meet(a: Rect, b: Rect) -> bool {
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

#[track_caller]
fn check(name: &str, text: &str) {
    let marks = dense(text);
    for (size, spacing) in
        [(14.25, Spacing::Chips), (19.0, Spacing::Chips), (38.0, Spacing::Chips), (19.0, Spacing::Arcs)]
    {
        let (page, faces) = page_of(text, &marks, &[], size, spacing);
        let mut ink = ink(&page, &faces);
        ink.sort_by(|a, b| a.top.total_cmp(&b.top));
        let tallest = ink.iter().map(|rect| rect.height()).fold(0.0, f32::max);
        let meets_ink = |rect: Rect| {
            let first = ink.partition_point(|letter| letter.top < rect.top - tallest);
            ink[first..]
                .iter()
                .take_while(|letter| letter.top < rect.bottom)
                .find(|letter| meet(rect, **letter))
                .copied()
        };
        for highlight in &page.highlights {
            for (on, &top) in highlight.boxes.iter().zip(&highlight.underlines) {
                let lane = Rect { top, bottom: top + size * LANE_HEIGHT, ..*on };
                assert_eq!(meets_ink(lane), None, "{name} at {size}: lane {} at {lane:?}", highlight.lane);
            }
        }
        for chip in &page.chips {
            assert_eq!(meets_ink(chip.rect), None, "{name} at {size}: a chip at {:?}", chip.rect);
        }
        assert!(page.chips.len() > marks.len() / 40, "{name}: {} chips of {}", page.chips.len(), marks.len());
    }
}

#[test]
fn lanes_and_chips_never_meet_the_dots_and_marks_of_arabic() {
    check("ar-visit", &sample("ar-visit"));
    check("pointed", &POINTED.repeat(12));
}

#[test]
fn lanes_and_chips_never_meet_the_stacked_marks_and_dots_of_vietnamese() {
    check("vi-visit-segmented", &sample("vi-visit-segmented"));
    check("vi-flood-nfd", &sample("vi-flood-nfd"));
    check("stacked", &STACKED.repeat(12));
}

#[test]
fn lanes_and_chips_never_meet_the_ink_of_mixed_lines() {
    check("mixed-bulletin", &sample("mixed-bulletin"));
}

#[test]
fn chips_of_one_line_never_cover_each_other_however_dense() {
    let text = sample("ar-visit");
    let (page, _) = page_of(&text, &dense(&text), &[], 19.0, Spacing::Chips);
    for (nth, chip) in page.chips.iter().enumerate() {
        let covered = page.chips[nth + 1..].iter().find(|other| meet(chip.rect, other.rect));
        assert!(covered.is_none(), "{:?} and {:?}", chip.rect, covered.map(|chip| chip.rect));
    }
}

#[test]
fn the_arcs_of_all_frames_run_between_the_lines_and_in_the_margins() {
    for name in ["ar-visit", "vi-visit", "mixed-bulletin"] {
        let text = sample(name);
        let marks: Vec<Mark> =
            dense(&text).into_iter().filter(|mark| !text[mark.spans[0].clone()].contains(' ')).collect();
        let fillers = |nth: usize| (1..4).map(move |by| Join { mark: nth + by * 3, role: "agent".into() });
        let frames: Vec<FrameMark> = (0..marks.len().saturating_sub(10))
            .step_by(7)
            .map(|mark| FrameMark { mark, joins: fillers(mark).collect() })
            .collect();
        let (page, faces) = page_of(&text, &marks, &frames, 19.0, Spacing::Arcs);
        let ink = ink(&page, &faces);
        assert!(page.arcs.len() >= frames.len() * 2, "{name}: {} arcs", page.arcs.len());
        for arc in &page.arcs {
            assert!(arc.points.iter().all(|[x, _]| (-38.0..=19.0 * 37.0).contains(x)), "{name}");
            // Steps between lines that go across: those cross letters nowhere.
            for step in arc.points.windows(2).filter(|step| (step[0][1] - step[1][1]).abs() < 0.1) {
                let [[a, y], [b, _]] = [step[0], step[1]];
                let line = Rect { left: a.min(b), right: a.max(b), top: y - 0.3, bottom: y + 0.3 };
                let met = ink.iter().find(|letter| meet(line, **letter));
                assert!(met.is_none(), "{name}: {line:?} crosses {met:?}");
            }
        }
    }
}
