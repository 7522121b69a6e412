//! Words that were shaped before are used again; that must change nothing but the time it takes. Every layout with kept
//! words is held against one whose runs are shaped whole, glyph by glyph and stop by stop.

use std::sync::Arc;

use super::{Random, TROUBLE, graphemes, samples};
use crate::text::fonts::{Faces, Weight};
use crate::text::layout::{Glyph, Layout, Style};
use crate::text::shape::Engine;

/// Pixels that sums of single-precision advances in another order may differ by.
const TOLERANCE: f32 = 0.005;

const TOLERANCE_EM: f64 = 0.000_3;

/// Two engines with the same faces, of which one keeps words.
struct Pair {
    keeping: Engine,
    whole: Engine,
    glyphs: usize,
}

impl Pair {
    fn new(faces: Faces) -> Self {
        let faces = Arc::new(faces);
        Self { keeping: Engine::new(Arc::clone(&faces)), whole: Engine::without_kept_words(faces), glyphs: 0 }
    }

    /// Fails if `text` looks different with kept words.
    fn compare(&mut self, text: &str, style: &Style) {
        let kept = Layout::new(&mut self.keeping, text, style);
        let whole = Layout::new(&mut self.whole, text, style);
        let ranges = |layout: &Layout| layout.lines().iter().map(|line| (line.start, line.end)).collect::<Vec<_>>();
        assert_eq!(ranges(&kept), ranges(&whole), "lines of {text:?}");
        for index in 0..kept.lines().len() {
            let (found, expected) = (in_the_texts_order(&kept, index), in_the_texts_order(&whole, index));
            assert_eq!(found.len(), expected.len(), "{text:?}");
            for (found, expected) in found.iter().zip(&expected) {
                assert!(is_same(found, expected), "{text:?}: {found:?}, but shaped whole {expected:?}");
            }
            self.glyphs += found.len();
        }
        for boundary in graphemes(text) {
            assert_eq!(kept.shaped().is_stop(boundary), whole.shaped().is_stop(boundary), "{boundary} in {text:?}");
            let (found, expected) = (kept.shaped().x(boundary), whole.shaped().x(boundary));
            assert!(
                (found - expected).abs() < TOLERANCE_EM,
                "{boundary} in {text:?}: {found}, but shaped whole {expected}"
            );
        }
    }
}

/// A line's glyphs; which word is drawn first is of no consequence.
fn in_the_texts_order(layout: &Layout, line: usize) -> Vec<Glyph> {
    let mut glyphs: Vec<_> = layout.glyphs(line).collect();
    glyphs.sort_by_key(|glyph| glyph.start);
    glyphs
}

fn is_same(a: &Glyph, b: &Glyph) -> bool {
    let is_close = |a: f32, b: f32| (a - b).abs() < TOLERANCE;
    (a.face, a.id, a.start, a.end, a.kind) == (b.face, b.id, b.start, b.end, b.kind)
        && is_close(a.x, b.x)
        && is_close(a.y, b.y)
        && is_close(a.advance, b.advance)
}

#[test]
fn samples_look_the_same_with_and_without_kept_words() {
    let mut pair = Pair::new(Faces::bundled());
    for sample in samples() {
        for text in sample.paragraphs() {
            for weight in [Weight::Regular, Weight::Bold] {
                pair.compare(text, &Style { weight, width: 480.0, joiners: true, ..Style::label(18.0) });
            }
        }
    }
    assert!(pair.glyphs > 30_000, "{} glyphs", pair.glyphs);
}

#[test]
fn random_text_looks_the_same_with_and_without_kept_words() {
    let naskh = || ("naskh".to_owned(), include_bytes!("../../../assets/fonts/NotoNaskhArabic-Regular.ttf").to_vec());
    let sans = || ("sans".to_owned(), include_bytes!("../../../assets/fonts/NotoSans-Regular.ttf").to_vec());
    let faces =
        [Faces::bundled(), Faces::named(vec![naskh(), sans()]).unwrap(), Faces::named(vec![sans(), naskh()]).unwrap()];
    let mut random = Random(2);
    for faces in faces {
        let mut pair = Pair::new(faces);
        for _ in 0..1_000 {
            let text = random.text(TROUBLE, 40);
            let weight = if random.below(2) == 0 { Weight::Regular } else { Weight::Bold };
            let width = random.below(200) as f32;
            pair.compare(&text, &Style { weight, width, ..Style::label(16.0) });
        }
        assert!(pair.glyphs > 10_000, "{} glyphs", pair.glyphs);
    }
}
