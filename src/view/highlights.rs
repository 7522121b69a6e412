//! Highlights: the boxes and underlines of the annotations in sight. Pixels.

use std::ops::Range;

use crate::model::schema::Tone;
use crate::view::page::{Form, Mark, Scene};
use crate::view::shapes::Rect;
use crate::view::strip::{DESCENT, LANE_STEP, LAST_LANE, Strip};

#[derive(Debug, Clone, PartialEq)]
pub struct Highlight {
    /// Which of the scene's marks.
    pub mark: usize,
    pub tone: Tone,
    pub form: Form,
    pub lane: usize,
    pub is_chosen: bool,
    /// Whether it stands back while something else is looked at.
    pub is_dimmed: bool,
    /// The tint's boxes, line by line, left to right.
    pub boxes: Vec<Rect>,
    /// Top of the underline of each box.
    pub underlines: Vec<f32>,
}

impl Strip<'_> {
    pub(super) fn highlights(&mut self, scene: Scene, visible: &Range<usize>) -> Vec<Highlight> {
        let mut highlights = Vec::new();
        for (mark, annotation) in scene.marks.iter().enumerate() {
            let mut boxes = Vec::new();
            let mut underlines = Vec::new();
            let lane = scene.lanes[mark].min(LAST_LANE);
            for span in annotation.spans.iter().filter(|span| span.start < visible.end && visible.start < span.end) {
                for text_box in self.flow.boxes(self.engine, span.clone(), self.top, self.bottom) {
                    boxes.push(self.tint_box(text_box, lane));
                    let first_lane = self.y(text_box.baseline) + self.measure.em(DESCENT);
                    underlines.push(first_lane + self.measure.em(LANE_STEP) * lane as f32);
                }
            }
            if !boxes.is_empty() {
                let Mark { tone, form, .. } = *annotation;
                let is_chosen = scene.chosen == Some(mark);
                let is_dimmed = !is_chosen && scene.focus.is_some_and(|focus| !focus.holds(mark));
                let lane = scene.lanes[mark];
                highlights.push(Highlight { mark, tone, form, lane, is_chosen, is_dimmed, boxes, underlines });
            }
        }
        // The outer ones are painted first, so that what is inside stays to be seen.
        highlights.sort_by_key(|highlight| (std::cmp::Reverse(highlight.lane), highlight.mark));
        highlights
    }
}
