//! A page's sizes. Pixels; em is the size of its letters.

use crate::text::bidi::Direction;
use crate::text::fonts::Weight;
use crate::text::layout::Style;
use crate::text::lines::Overflow;

/// A page's sizes, all in proportion to its letters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    /// Pixels per em.
    pub size: f32,
    /// The column's width.
    pub width: f32,
    pub spacing: Spacing,
}

/// What there is room for between two lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spacing {
    /// Chips and underlines.
    #[default]
    Chips,
    /// And the arcs of several frames.
    Arcs,
}

impl Measure {
    /// A comfortable column, where there is room for it.
    pub const COLUMN_EM: f32 = 35.0;

    #[must_use]
    pub fn style(self, direction: Direction, joiners: bool) -> Style {
        Style {
            size: self.size,
            width: self.width,
            weight: Weight::Regular,
            direction,
            falls_back_to_rtl: false,
            overflow: Overflow::Anywhere,
            line_height: match self.spacing {
                Spacing::Chips => 2.3,
                Spacing::Arcs => 2.75,
            },
            joiners,
        }
    }

    #[must_use]
    pub fn paragraph_gap(self) -> f32 {
        self.em(0.35)
    }

    #[must_use]
    pub fn em(self, factor: f32) -> f32 {
        self.size * factor
    }
}
