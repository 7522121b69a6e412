//! The window's icon: the first letter of حاشية on the accent colour. Pixels.

use std::sync::Arc;

use vello_cpu::color::{AlphaColor, Srgb};
use vello_cpu::kurbo::{Affine, RoundedRect, Shape as _};
use vello_cpu::{Pixmap, RenderContext, Resources};

use crate::text::fonts::{Faces, Weight};
use crate::text::layout::Layout;
use crate::text::shape::Engine;
use crate::view::kept::plain_style;
use crate::view::outline;
use crate::view::tones::{Ink, Rgb, Theme, colour};

const SIDE: u16 = 64;

/// Draws the icon.
#[must_use]
pub fn icon(faces: &Arc<Faces>) -> egui::IconData {
    let (side, size) = (f64::from(SIDE), f32::from(SIDE) * 0.8);
    let paint = |ink: Ink| {
        let Rgb([red, green, blue]) = colour(ink, Theme::Light);
        AlphaColor::<Srgb>::from_rgba8(red, green, blue, u8::MAX)
    };
    let mut context = RenderContext::new(SIDE, SIDE);
    context.set_paint(paint(Ink::Accent));
    context.fill_path(&RoundedRect::new(0.0, 0.0, side, side, side * 0.2).to_path(0.1));
    let letter = Layout::new(&mut Engine::new(Arc::clone(faces)), "ح", &plain_style(size, Weight::Bold));
    context.set_paint(paint(Ink::OnAccent));
    for glyph in letter.glyphs(0) {
        let path = outline::path(faces, glyph.face, glyph.id, size);
        let middle = path.bounding_box().center();
        context.set_transform(Affine::translate((side / 2.0 - middle.x, side / 2.0 - middle.y)));
        context.fill_path(&path);
    }
    let mut pixels = Pixmap::new(SIDE, SIDE);
    context.render(&mut pixels, &mut Resources::new());
    let rgba =
        pixels.take_unpremultiplied().into_iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b, pixel.a]).collect();
    egui::IconData { rgba, width: u32::from(SIDE), height: u32::from(SIDE) }
}

#[cfg(test)]
mod tests {
    use super::icon;
    use crate::text::fonts::Faces;
    use std::sync::Arc;

    #[test]
    fn the_letter_stands_out_in_the_middle_of_the_icon() {
        let icon = icon(&Arc::new(Faces::bundled()));
        let shades: std::collections::BTreeSet<&[u8]> = icon.rgba.chunks_exact(4).collect();
        assert_eq!(icon.rgba.len(), 64 * 64 * 4);
        assert!(shades.len() > 10 && icon.rgba[3] == 0, "corners are clear");
    }
}
