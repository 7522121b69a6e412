//! Glyph outlines as paths of the rasteriser that the window's letters and PNG pages share. Pixels, y down, origin on the
//! baseline.

use vello_cpu::kurbo::BezPath;

use crate::text::fonts::{FaceId, Faces, OutlineSink};

/// The outline of a glyph at `size` pixels per em; empty for one without ink.
#[must_use]
pub fn path(faces: &Faces, face: FaceId, glyph: u32, size: f32) -> BezPath {
    let mut pen = Pen(BezPath::new());
    faces.outline(face, glyph, size, &mut pen);
    pen.0
}

struct Pen(BezPath);

impl OutlineSink for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to((f64::from(x), f64::from(y)));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to((f64::from(x), f64::from(y)));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.0.quad_to((f64::from(cx), f64::from(cy)), (f64::from(x), f64::from(y)));
    }

    fn cubic_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.0.curve_to((f64::from(ax), f64::from(ay)), (f64::from(bx), f64::from(by)), (f64::from(x), f64::from(y)));
    }

    fn close(&mut self) {
        self.0.close_path();
    }
}
