//! A page as SVG: letters are outlines, so that the picture looks the same wherever it is opened. Units are pixels.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::text::fonts::{FaceId, Faces, OutlineSink};
use crate::view::shapes::{Rect, Shape};
use crate::view::tones::{Ink, Rgb, Theme, colour};

/// A picture of `width` by `height` pixels with `margin` around the column that the shapes stand in. `title` is what a
/// screen reader says.
#[must_use]
pub fn svg(shapes: &[Shape], faces: &Faces, title: &str, size: Size, theme: Theme) -> String {
    let mut outlines = Outlines { faces, names: BTreeMap::new(), definitions: String::new() };
    let mut body = String::new();
    for shape in shapes {
        element(shape, theme, &mut outlines, &mut body);
    }
    let Size { width, height, margin } = size;
    let (paper, title) = (hex(Ink::Paper, theme), escaped(title));
    let definitions = outlines.definitions;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\">\n<title>{title}</title>\n<defs>\n{definitions}</defs>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{paper}\"/>\n<g transform=\"translate({margin} {margin})\">\n{body}</g>\n</svg>\n"
    )
}

/// A picture's size in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    pub width: f32,
    pub height: f32,
    pub margin: f32,
}

fn element(shape: &Shape, theme: Theme, outlines: &mut Outlines, out: &mut String) {
    // Writing into a String does not fail.
    let _ = match shape {
        Shape::Fill { rect, radius, ink } => {
            writeln!(out, "<rect {} rx=\"{radius:.2}\" fill=\"{}\"/>", place(*rect), hex(*ink, theme))
        }
        Shape::Frame { rect, radius, width, ink } => {
            let place = place(rect.grown(-width / 2.0, -width / 2.0));
            let radius = (radius - width / 2.0).max(0.0);
            let ink = hex(*ink, theme);
            writeln!(
                out,
                "<rect {place} rx=\"{radius:.2}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"{width:.2}\"/>"
            )
        }
        Shape::Line { points, width, ink } => {
            let points: Vec<String> = points.iter().map(|[x, y]| format!("{x:.2},{y:.2}")).collect();
            let (points, ink) = (points.join(" "), hex(*ink, theme));
            writeln!(out, "<polyline points=\"{points}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"{width:.2}\"/>")
        }
        Shape::Glyph { face, id, size, x, y, ink } => match outlines.name(*face, *id, *size) {
            Some(name) => {
                writeln!(out, "<use href=\"#{name}\" x=\"{x:.2}\" y=\"{y:.2}\" fill=\"{}\"/>", hex(*ink, theme))
            }
            None => Ok(()),
        },
    };
}

fn place(rect: Rect) -> String {
    let Rect { left, top, .. } = rect;
    format!("x=\"{left:.2}\" y=\"{top:.2}\" width=\"{:.2}\" height=\"{:.2}\"", rect.width(), rect.height())
}

fn hex(ink: Ink, theme: Theme) -> String {
    let Rgb([red, green, blue]) = colour(ink, theme);
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn escaped(text: &str) -> String {
    let allowed = text.chars().filter(|c| !c.is_control());
    allowed.fold(String::new(), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
        out
    })
}

/// Outlines that are written once and used where they stand.
struct Outlines<'a> {
    faces: &'a Faces,
    /// Nothing for a glyph without ink.
    names: BTreeMap<(FaceId, u32, u32), Option<String>>,
    definitions: String,
}

impl Outlines<'_> {
    fn name(&mut self, face: FaceId, id: u32, size: f32) -> Option<String> {
        let key = (face, id, size.to_bits());
        if let Some(name) = self.names.get(&key) {
            return name.clone();
        }
        let mut path = PathData::default();
        self.faces.outline(face, id, size, &mut path);
        let name = (!path.0.is_empty()).then(|| {
            let name = format!("g{}", self.names.len());
            let _ = writeln!(self.definitions, "<path id=\"{name}\" d=\"{}\"/>", path.0);
            name
        });
        self.names.insert(key, name.clone());
        name
    }
}

/// The `d` of a path.
#[derive(Default)]
struct PathData(String);

impl OutlineSink for PathData {
    fn move_to(&mut self, x: f32, y: f32) {
        let _ = write!(self.0, "M{x:.2} {y:.2}");
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let _ = write!(self.0, "L{x:.2} {y:.2}");
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let _ = write!(self.0, "Q{cx:.2} {cy:.2} {x:.2} {y:.2}");
    }

    fn cubic_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        let _ = write!(self.0, "C{ax:.2} {ay:.2} {bx:.2} {by:.2} {x:.2} {y:.2}");
    }

    fn close(&mut self) {
        self.0.push('Z');
    }
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_title_cannot_break_out_of_its_element() {
        assert_eq!(escaped("a<b> & \u{0}c"), "a&lt;b&gt; &amp; c");
    }
}
