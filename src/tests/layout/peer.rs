//! Our layout held against parley's: where lines end, and where the boxes of random spans stand. Both get the same single
//! face, language, base direction and width.

use std::ops::Range;
use std::sync::Arc;

use parley::fontique::{Blob, Collection, CollectionOptions};
use parley::{
    Alignment, AlignmentOptions, BaseDirection, FontContext, FontFamily, Language, LayoutContext, OverflowWrap,
    StyleProperty,
};

use super::{Random, graphemes, samples};
use crate::text::fonts::Faces;
use crate::text::layout::{Layout, Line, LineBox, Style};
use crate::text::lines::Overflow;
use crate::text::shape::Engine;

const NASKH: &[u8] = include_bytes!("../../../assets/fonts/NotoNaskhArabic-Regular.ttf");
const SANS: &[u8] = include_bytes!("../../../assets/fonts/NotoSans-Regular.ttf");

/// The narrowest breaks words, too.
const WIDTHS: [f32; 7] = [45.0, 200.0, 317.0, 450.0, 600.0, 733.0, 900.0];
const SIZE: f32 = 17.0;

/// Spans whose boxes are compared in each paragraph at each width.
const SPANS: usize = 8;

/// Pixels that two sums of the same advances may differ by.
const TOLERANCE: f32 = 0.02;

/// parley with one face and no other.
struct Peer {
    fonts: FontContext,
    layouts: LayoutContext<()>,
    family: String,
    language: Option<Language>,
}

impl Peer {
    fn new(face: &[u8], language: Option<&str>) -> Self {
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        let families = collection.register_fonts(Blob::from(face.to_vec()), None);
        let family = collection.family_name(families[0].0).unwrap().to_owned();
        let fonts = FontContext { collection, ..FontContext::default() };
        let language = language.map(|language| Language::parse(language).unwrap());
        Self { fonts, layouts: LayoutContext::new(), family, language }
    }

    fn lay_out(&mut self, text: &str, width: f32, is_rtl: bool) -> parley::Layout<()> {
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(FontFamily::named(&self.family));
        builder.push_default(StyleProperty::FontSize(SIZE));
        builder.push_default(StyleProperty::Locale(self.language));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        builder.set_base_direction(if is_rtl { BaseDirection::Rtl } else { BaseDirection::Ltr });
        let mut layout = builder.build(text);
        layout.break_all_lines(Some(width));
        layout.align(Alignment::Start, AlignmentOptions::default());
        layout
    }
}

/// What was compared.
#[derive(Default, Debug)]
struct Tally {
    paragraphs: usize,
    lines: usize,
    spans: usize,
    boxes: usize,
    /// Boxes of which only the sum was compared, for the reason that [`space_is_reset`] gives.
    boxes_in_reset_lines: usize,
}

/// The boxes of `span` as parley sets it, from its clusters: its own `Selection::geometry` loses the last line of a span
/// that ends where a right-to-left line wraps.
fn their_boxes(layout: &parley::Layout<()>, span: &Range<usize>) -> Vec<LineBox> {
    let mut boxes: Vec<LineBox> = Vec::new();
    for (index, line) in layout.lines().enumerate() {
        let mut left = line.metrics().offset + line.metrics().inline_min_coord;
        for cluster in line.runs().flat_map(|run| run.visual_clusters().collect::<Vec<_>>()) {
            let right = left + cluster.advance();
            if span.contains(&cluster.text_range().start) {
                match boxes.last_mut() {
                    Some(last) if last.line == index && left - last.right < TOLERANCE => last.right = right,
                    _ => boxes.push(LineBox { line: index, left, right }),
                }
            }
            left = right;
        }
    }
    boxes
}

/// Whether UAX #9 L1 moves the spaces at this line's end, because they stood in a run of another level than the paragraph's.
/// parley leaves out L1 where a line wraps, and says so; there the letters beside them stand a space's width off.
fn space_is_reset(layout: &Layout, line: &Line) -> bool {
    let levels = &layout.shaped().levels;
    let content_end = layout.text()[..line.end].trim_end_matches(' ').len().max(line.start);
    levels.runs().any(|run| run.level != levels.base() && run.start < line.end && run.end > content_end)
}

fn sum(boxes: &[LineBox]) -> f32 {
    boxes.iter().map(|line_box| line_box.right - line_box.left).sum()
}

/// Compares one paragraph at one width: its lines, and the boxes of some spans.
fn compare(ours: &Layout, theirs: &parley::Layout<()>, random: &mut Random, tally: &mut Tally) {
    let text = ours.text();
    let their_lines: Vec<_> = theirs.lines().map(|line| line.text_range()).collect();
    let our_lines: Vec<_> = ours.lines().iter().map(|line| line.start..line.end).collect();
    assert_eq!(our_lines, their_lines, "lines of {text:?} at {}", ours.column());
    tally.paragraphs += 1;
    tally.lines += our_lines.len();
    let boundaries = graphemes(text);
    for _ in 0..SPANS {
        let span = random.range(&boundaries);
        let (mut found, expected) = (Vec::new(), their_boxes(theirs, &span));
        ours.boxes(span.clone(), &mut found);
        tally.spans += 1;
        for (index, line) in ours.lines().iter().enumerate() {
            let of_line =
                |boxes: &[LineBox]| boxes.iter().copied().filter(|other| other.line == index).collect::<Vec<_>>();
            let (found, expected) = (of_line(&found), of_line(&expected));
            let is_close = |a: f32, b: f32| (a - b).abs() < TOLERANCE;
            let is_same = if space_is_reset(ours, line) {
                tally.boxes_in_reset_lines += found.len();
                is_close(sum(&found), sum(&expected))
            } else {
                tally.boxes += found.len();
                let pairs = || found.iter().zip(&expected);
                found.len() == expected.len()
                    && pairs().all(|(a, b)| is_close(a.left, b.left) && is_close(a.right, b.right))
            };
            assert!(is_same, "{:?} at {}: {found:?}, parley has {expected:?}", &text[span], ours.column());
        }
    }
}

#[test]
fn lines_and_boxes_are_those_of_parley() {
    let (mut random, mut tally) = (Random(1), Tally::default());
    let samples = samples();
    for sample in &samples {
        let (bytes, language) = if sample.is_arabic() { (NASKH, Some("ar")) } else { (SANS, None) };
        let faces = Faces::named(vec![("face".to_owned(), bytes.to_vec())]).unwrap();
        let (mut engine, mut peer) = (Engine::new(Arc::new(faces)), Peer::new(bytes, language));
        for text in sample.paragraphs() {
            for width in WIDTHS {
                let ours = Layout::new(
                    &mut engine,
                    text,
                    &Style { width, overflow: Overflow::Anywhere, ..Style::label(SIZE) },
                );
                let theirs = peer.lay_out(text, width, ours.is_rtl());
                compare(&ours, &theirs, &mut random, &mut tally);
            }
        }
    }
    let paragraphs: usize = samples.iter().map(|sample| sample.paragraphs().count()).sum();
    assert_eq!((tally.paragraphs, tally.spans), (paragraphs * WIDTHS.len(), paragraphs * WIDTHS.len() * SPANS));
    assert!(tally.lines > 2_000 && tally.boxes > 8_000, "{tally:?}");
    assert!(tally.boxes_in_reset_lines * 20 < tally.boxes, "{tally:?}");
}
