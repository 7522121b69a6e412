//! A page as PNG, painted by the processor. Pixels. Painted in bands, so that a long page needs no more memory than a short one.

use std::collections::BTreeMap;

use vello_cpu::color::{AlphaColor, Srgb};
use vello_cpu::kurbo::{self, Affine, BezPath, RoundedRect, Stroke};
use vello_cpu::{Pixmap, RenderContext, Resources};

use crate::error::Error;
use crate::text::fonts::{FaceId, Faces};
use crate::view::outline;
use crate::view::shapes::{Rect, Shape};
use crate::view::svg::Size;
use crate::view::tones::{Ink, Rgb, Theme, colour};

const BAND_HEIGHT: u16 = 1024;

/// A picture of the shapes, as the bytes of a PNG file. `scale`: picture pixels per pixel of the shapes.
///
/// # Errors
/// When the picture would be wider than 65,535 or higher than 4,294,967,295 pixels.
pub fn png(shapes: &[Shape], faces: &Faces, size: Size, scale: f32, theme: Theme) -> Result<Vec<u8>, Error> {
    let (width, height) = ((size.width * scale).ceil(), (size.height * scale).ceil());
    if !(1.0..=f32::from(u16::MAX)).contains(&width) || !(1.0..=u32::MAX as f32).contains(&height) {
        let message = format!("cannot make a picture of {width} × {height} pixels");
        return Err(Error::new(message).hint("a PNG is at most 65535 pixels wide; choose another width or .svg"));
    }
    let (width, height) = (width as u16, height as u32);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, u32::from(width), height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let failed = |error: png::EncodingError| Error::new(format!("cannot write the picture: {error}"));
    let mut writer = encoder.write_header().map_err(failed)?;
    let mut stream = writer.stream_writer().map_err(failed)?;
    let mut painter = Painter { faces, paths: BTreeMap::new(), theme };
    let mut top = 0;
    while top < height {
        let rows = u32::from(BAND_HEIGHT).min(height - top) as u16;
        let band = Band { margin: size.margin, scale, top: top as f32, width, rows };
        let pixels = painter.band(shapes, &band);
        let rgb: Vec<u8> =
            pixels.data_as_u8_slice().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        std::io::Write::write_all(&mut stream, &rgb)
            .map_err(|error| Error::new(format!("cannot write the picture: {error}")))?;
        top += u32::from(rows);
    }
    stream.finish().map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(file)
}

/// Rows of the picture that are painted at once.
struct Band {
    margin: f32,
    scale: f32,
    /// Of its first row, in picture pixels.
    top: f32,
    width: u16,
    rows: u16,
}

struct Painter<'a> {
    faces: &'a Faces,
    paths: BTreeMap<(FaceId, u32, u32), BezPath>,
    theme: Theme,
}

impl Painter<'_> {
    fn band(&mut self, shapes: &[Shape], band: &Band) -> Pixmap {
        let mut context = RenderContext::new(band.width, band.rows);
        context.set_paint(paint(Ink::Paper, self.theme));
        context.fill_rect(&kurbo::Rect::new(0.0, 0.0, f64::from(band.width), f64::from(band.rows)));
        let (margin, scale) = (f64::from(band.margin), f64::from(band.scale));
        let page =
            Affine::translate((0.0, -f64::from(band.top))) * Affine::scale(scale) * Affine::translate((margin, margin));
        let seen =
            (band.top / band.scale - band.margin)..((band.top + f32::from(band.rows)) / band.scale - band.margin);
        for shape in shapes.iter().filter(|shape| {
            let (top, bottom) = reach(shape);
            top < seen.end && seen.start < bottom
        }) {
            self.shape(shape, page, &mut context);
        }
        let mut pixels = Pixmap::new(band.width, band.rows);
        context.render(&mut pixels, &mut Resources::new());
        pixels
    }

    fn shape(&mut self, shape: &Shape, page: Affine, context: &mut RenderContext) {
        context.set_transform(page);
        match shape {
            Shape::Fill { rect, radius, ink } => {
                context.set_paint(paint(*ink, self.theme));
                context.fill_path(&rounded(*rect, *radius));
            }
            Shape::Frame { rect, radius, width, ink } => {
                context.set_paint(paint(*ink, self.theme));
                context.set_stroke(Stroke::new(f64::from(*width)));
                context.stroke_path(&rounded(rect.grown(-width / 2.0, -width / 2.0), (radius - width / 2.0).max(0.0)));
            }
            Shape::Line { points, width, ink } => {
                let mut path = BezPath::new();
                for (i, &[x, y]) in points.iter().enumerate() {
                    let point = (f64::from(x), f64::from(y));
                    if i == 0 { path.move_to(point) } else { path.line_to(point) }
                }
                context.set_paint(paint(*ink, self.theme));
                context.set_stroke(Stroke::new(f64::from(*width)));
                context.stroke_path(&path);
            }
            Shape::Glyph { face, id, size, x, y, ink } => {
                let key = (*face, *id, size.to_bits());
                let path = self.paths.entry(key).or_insert_with(|| outline::path(self.faces, *face, *id, *size));
                context.set_paint(paint(*ink, self.theme));
                context.set_transform(page * Affine::translate((f64::from(*x), f64::from(*y))));
                context.fill_path(path);
            }
        }
    }
}

/// The heights between which a shape can leave ink; a glyph's outline stays within two em of its baseline.
fn reach(shape: &Shape) -> (f32, f32) {
    match shape {
        Shape::Fill { rect, .. } | Shape::Frame { rect, .. } => (rect.top, rect.bottom),
        Shape::Line { points, width, .. } => {
            let heights = points.iter().map(|[_, y]| *y);
            (heights.clone().fold(f32::INFINITY, f32::min) - width, heights.fold(f32::NEG_INFINITY, f32::max) + width)
        }
        Shape::Glyph { y, size, .. } => (y - 2.0 * size, y + 2.0 * size),
    }
}

fn rounded(rect: Rect, radius: f32) -> BezPath {
    let [left, top, right, bottom] = [rect.left, rect.top, rect.right, rect.bottom].map(f64::from);
    kurbo::Shape::to_path(&RoundedRect::new(left, top, right, bottom, f64::from(radius)), 0.05)
}

fn paint(ink: Ink, theme: Theme) -> AlphaColor<Srgb> {
    let Rgb([red, green, blue]) = colour(ink, theme);
    AlphaColor::from_rgba8(red, green, blue, 255)
}

#[cfg(test)]
mod tests {
    use super::{Theme, png};
    use crate::text::fonts::Faces;
    use crate::view::shapes::{Rect, Shape};
    use crate::view::svg::Size;
    use crate::view::tones::{Ink, Rgb, colour};

    #[test]
    fn a_picture_longer_than_a_band_is_painted_to_its_end() {
        let rect = Rect { left: 0.0, top: 1400.0, right: 8.0, bottom: 1410.0 };
        let shapes = [Shape::Fill { rect, radius: 0.0, ink: Ink::Caret }];
        let size = Size { width: 10.0, height: 1500.0, margin: 1.0 };
        let file = png(&shapes, &Faces::bundled(), size, 1.0, Theme::Light).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let pixel = |x: usize, y: usize| Rgb([0, 1, 2].map(|channel| pixels[(y * 10 + x) * 3 + channel]));
        assert_eq!(pixel(4, 1405), colour(Ink::Caret, Theme::Light));
        assert_eq!(pixel(4, 1390), colour(Ink::Paper, Theme::Light));
    }

    #[test]
    fn a_picture_that_is_too_wide_is_refused() {
        let size = Size { width: 70_000.0, height: 10.0, margin: 0.0 };
        assert!(png(&[], &Faces::bundled(), size, 1.0, Theme::Light).is_err());
    }
}
