//! What a page is painted with: filled boxes, frames, lines and glyphs, each in an ink. The window, SVG and PNG draw these
//! and nothing else, so that a form (a wave, a double line) is decided once. Pixels, y down.

use crate::text::fonts::FaceId;
use crate::view::tones::Ink;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
}

impl Rect {
    #[must_use]
    pub fn width(self) -> f32 {
        self.right - self.left
    }

    #[must_use]
    pub fn height(self) -> f32 {
        self.bottom - self.top
    }

    #[must_use]
    pub fn contains(self, x: f32, y: f32) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    #[must_use]
    pub fn moved(self, right: f32, down: f32) -> Self {
        let Self { left, top, right: end, bottom } = self;
        Self { left: left + right, top: top + down, right: end + right, bottom: bottom + down }
    }

    #[must_use]
    pub fn grown(self, x: f32, y: f32) -> Self {
        Self { left: self.left - x, top: self.top - y, right: self.right + x, bottom: self.bottom + y }
    }
}

/// One stroke of paint.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    Fill {
        rect: Rect,
        radius: f32,
        ink: Ink,
    },
    /// A line of `width` along the inner edge of `rect`.
    Frame {
        rect: Rect,
        radius: f32,
        width: f32,
        ink: Ink,
    },
    /// A line through points.
    Line {
        points: Vec<[f32; 2]>,
        width: f32,
        ink: Ink,
    },
    /// A glyph with its origin on the baseline at `x`, `y`, `size` pixels per em.
    Glyph {
        face: FaceId,
        id: u32,
        size: f32,
        x: f32,
        y: f32,
        ink: Ink,
    },
}

impl Shape {
    /// The same stroke somewhere else.
    #[must_use]
    pub fn moved(mut self, right: f32, down: f32) -> Self {
        match &mut self {
            Self::Fill { rect, .. } | Self::Frame { rect, .. } => *rect = rect.moved(right, down),
            Self::Line { points, .. } => {
                for [x, y] in points {
                    *x += right;
                    *y += down;
                }
            }
            Self::Glyph { x, y, .. } => {
                *x += right;
                *y += down;
            }
        }
        self
    }
}

/// How an annotation's line runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    Solid,
    Double,
    Wave,
}

/// A line of `pattern` from `left` to `right`, its top at `y`, at most `height` high.
pub fn line(pattern: Pattern, left: f32, right: f32, y: f32, height: f32, ink: Ink, paint: &mut impl FnMut(Shape)) {
    let mut bar = |top: f32, thickness: f32| {
        paint(Shape::Fill { rect: Rect { left, top, right, bottom: top + thickness }, radius: 0.0, ink });
    };
    match pattern {
        Pattern::Solid => bar(y, height * 0.6),
        Pattern::Double => {
            bar(y, height * 0.34);
            bar(y + height * 0.66, height * 0.34);
        }
        Pattern::Wave => paint(Shape::Line { points: wave(left, right, y, height), width: height * 0.42, ink }),
    }
}

/// A broken line of `width` along the inner edge of `rect`, in dashes about as long as the gaps between them.
pub fn dashes(rect: Rect, width: f32, dash: f32, ink: Ink, paint: &mut impl FnMut(Shape)) {
    let Rect { left, top, right, bottom } = rect;
    // An odd number of dashes and gaps, so that every corner has ink.
    let pieces = |length: f32| ((length / dash / 2.0).round().max(1.0) as usize) * 2 + 1;
    let mut fill = |left: f32, top: f32, right: f32, bottom: f32| {
        paint(Shape::Fill { rect: Rect { left, top, right, bottom }, radius: 0.0, ink });
    };
    let (across, down) = (pieces(rect.width()), pieces(rect.height()));
    let (wide, high) = (rect.width() / across as f32, rect.height() / down as f32);
    for nth in (0..across).step_by(2) {
        let from = left + wide * nth as f32;
        fill(from, top, from + wide, top + width);
        fill(from, bottom - width, from + wide, bottom);
    }
    for nth in (0..down).step_by(2) {
        let from = top + high * nth as f32;
        fill(left, from, left + width, from + high);
        fill(right - width, from, right, from + high);
    }
}

/// A wave between two heights. Its phase follows x, so that the boxes of one line look like one wave.
fn wave(left: f32, right: f32, top: f32, height: f32) -> Vec<[f32; 2]> {
    let (half, middle, swing) = (height * 0.95, top + height * 0.5, height * 0.36);
    let mut points = vec![[left, middle + swing * (left / half * std::f32::consts::PI).sin()]];
    let quarter = half / 2.0;
    let mut step = (left / quarter).floor() + 1.0;
    while step * quarter < right {
        let x = step * quarter;
        points.push([x, middle + swing * (x / half * std::f32::consts::PI).sin()]);
        step += 1.0;
    }
    points.push([right, middle + swing * (right / half * std::f32::consts::PI).sin()]);
    points
}

#[cfg(test)]
mod tests {
    use super::{Pattern, Rect, Shape, dashes, line, wave};
    use crate::model::schema::Tone;
    use crate::view::tones::Ink;

    fn count(pattern: Pattern) -> usize {
        let mut shapes: Vec<Shape> = Vec::new();
        line(pattern, 0.0, 40.0, 10.0, 4.0, Ink::Line(Tone::from_index(0)), &mut |shape| shapes.push(shape));
        shapes.len()
    }

    #[test]
    fn the_three_lines_differ_in_form() {
        assert_eq!([Pattern::Solid, Pattern::Double, Pattern::Wave].map(count), [1, 2, 1]);
    }

    #[test]
    fn dashes_stay_within_their_box_and_leave_gaps() {
        let rect = Rect { left: 3.0, top: 5.0, right: 43.0, bottom: 17.0 };
        let mut covered = 0.0;
        dashes(rect, 1.0, 4.0, Ink::Text, &mut |shape| {
            let Shape::Fill { rect: dash, .. } = shape else { panic!("{shape:?}") };
            assert!(rect.contains(dash.left, dash.top) && rect.contains(dash.right, dash.bottom), "{dash:?}");
            covered += dash.width() * dash.height();
        });
        assert!((40.0..70.0).contains(&covered), "about half of the edge, which is 104 long: {covered}");
    }

    #[test]
    fn a_wave_stays_within_its_height_and_reaches_both_ends() {
        let points = wave(3.0, 37.5, 10.0, 4.0);
        assert!(points.iter().all(|[_, y]| (10.0..=14.0).contains(y)));
        assert_eq!((points[0][0], points[points.len() - 1][0]), (3.0, 37.5));
    }
}
