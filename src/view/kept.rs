//! What one page leaves for the next: how far glyphs reach above and below their baseline, and short names as they are set.
//! Whoever draws page after page keeps one. Reaches are in em, up and down positive.

use std::collections::HashMap;
use std::sync::Arc;

use vello_cpu::kurbo::Shape as _;

use crate::text::bidi::Direction;
use crate::text::fonts::{FaceId, Faces, Weight};
use crate::text::layout::{Layout, Style};
use crate::text::shape::Engine;
use crate::view::outline;

/// Names that are kept; with more, all are set anew.
const NAMES: usize = 4096;
/// Pixels per em at which a glyph is measured.
const MEASURED_AT: f32 = 64.0;

/// Measures and names of earlier pages.
#[derive(Default)]
pub struct Kept {
    reaches: HashMap<(FaceId, u32), Reach>,
    /// By size in 1/64 pixel, then by text.
    names: HashMap<(u32, Weight), HashMap<Box<str>, Arc<Layout>>>,
    count: usize,
}

/// How far ink reaches from a baseline.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Reach {
    pub up: f32,
    pub down: f32,
}

impl Kept {
    /// The ink of a glyph; nothing for one without ink.
    pub fn reach(&mut self, faces: &Faces, face: FaceId, glyph: u32) -> Reach {
        *self.reaches.entry((face, glyph)).or_insert_with(|| {
            let path = outline::path(faces, face, glyph, MEASURED_AT);
            if path.elements().is_empty() {
                return Reach::default();
            }
            let ink = path.bounding_box();
            Reach { up: -ink.y0 as f32 / MEASURED_AT, down: ink.y1 as f32 / MEASURED_AT }
        })
    }

    /// A short text on a line of its own.
    pub fn name(&mut self, engine: &mut Engine, text: &str, size: f32, weight: Weight) -> Arc<Layout> {
        if self.count > NAMES {
            self.names.clear();
            self.count = 0;
        }
        let of_size = self.names.entry(((size * 64.0) as u32, weight)).or_default();
        if let Some(layout) = of_size.get(text) {
            return Arc::clone(layout);
        }
        let layout = Arc::new(Layout::new(engine, text, &plain_style(size, weight)));
        of_size.insert(text.into(), Arc::clone(&layout));
        self.count += 1;
        layout
    }
}

/// A line of text on its own, for names and messages.
#[must_use]
pub fn plain_style(size: f32, weight: Weight) -> Style {
    Style { weight, line_height: 1.4, direction: Direction::FirstStrong, ..Style::label(size) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Kept, Reach};
    use crate::text::fonts::{Faces, Weight};
    use crate::text::shape::Engine;

    #[test]
    fn ink_below_the_baseline_is_measured() {
        let mut engine = Engine::new(Arc::new(Faces::bundled()));
        let mut kept = Kept::default();
        let layout = kept.name(&mut engine, "ج", 20.0, Weight::Regular);
        let reaches: Vec<_> = layout.glyphs(0).map(|glyph| kept.reach(engine.faces(), glyph.face, glyph.id)).collect();
        let most = |of: fn(&Reach) -> f32| reaches.iter().map(of).fold(0.0, f32::max);
        let (up, down) = (most(|reach| reach.up), most(|reach| reach.down));
        assert!((0.2..0.6).contains(&up) && (0.2..0.6).contains(&down), "{reaches:?}");
    }

    #[test]
    fn a_name_is_set_once() {
        let mut engine = Engine::new(Arc::new(Faces::bundled()));
        let mut kept = Kept::default();
        let mut name = || kept.name(&mut engine, "Person", 9.5, Weight::Regular);
        assert!(Arc::ptr_eq(&name(), &name()));
    }
}
