//! The heading: what is said about the whole document (stances, relations, topics), as chips in rows above the text. Pixels;
//! y from the heading's top.

use crate::text::fonts::Weight;
use crate::text::shape::Engine;
use crate::view::chip::{SIGN_WIDTH, chip_ink, whole_name};
use crate::view::kept::Kept;
use crate::view::letters::Text;
use crate::view::mark::{Form, Mark};
use crate::view::measure::Measure;
use crate::view::shapes::Rect;

const TEXT: f32 = 0.62;
const HEIGHT: f32 = 0.96;
const PADDING: f32 = 0.26;
const GAP: f32 = 0.34;
/// Above the first row, and between rows: arcs run there.
const ROW_GAP: f32 = 0.5;
/// Below the last row.
const BELOW: f32 = 0.9;

/// Chips in rows.
#[derive(Default)]
pub struct Heading {
    pub(super) seats: Vec<Seat>,
    height: f32,
    is_rtl: bool,
}

/// A chip in its place.
pub(super) struct Seat {
    pub mark: usize,
    pub rect: Rect,
    pub text: Text,
}

impl Heading {
    /// The chips of the marks without spans, in the document's direction.
    #[must_use]
    pub fn new(kept: &mut Kept, engine: &mut Engine, measure: Measure, marks: &[Mark], is_rtl: bool) -> Self {
        let em = |factor: f32| measure.em(factor);
        let (mut seats, mut start, mut top) = (Vec::new(), 0.0, em(ROW_GAP));
        // In reading order they come first.
        for (index, mark) in marks.iter().enumerate().take_while(|(_, mark)| mark.spans.is_empty()) {
            let text = Text::small(kept, engine, &whole_name(mark), em(TEXT), Weight::Regular, chip_ink(mark));
            let sign = if matches!(mark.form, Form::Stance(Some(_))) { em(SIGN_WIDTH) } else { 0.0 };
            let width = (text.width() + sign + 2.0 * em(PADDING)).min(measure.width);
            if start > 0.0 && start + width > measure.width {
                (start, top) = (0.0, top + em(HEIGHT + ROW_GAP));
            }
            let left = if is_rtl { measure.width - start - width } else { start };
            let rect = Rect { left, top, right: left + width, bottom: top + em(HEIGHT) };
            let mut text = text;
            text.x += left + em(PADDING) + if is_rtl { 0.0 } else { sign };
            text.y = rect.bottom - em(HEIGHT - TEXT) * 0.5 - em(TEXT) * 0.16;
            seats.push(Seat { mark: index, rect, text });
            start += width + em(GAP);
        }
        let height = seats.last().map_or(0.0, |seat: &Seat| seat.rect.bottom + em(BELOW));
        Self { seats, height, is_rtl }
    }

    /// Nothing when there are no chips.
    #[must_use]
    pub fn height(&self) -> f32 {
        self.height
    }

    pub(super) fn is_rtl(&self) -> bool {
        self.is_rtl
    }
}
