//! Highlights: the boxes and underlines of the annotations in sight. Pixels.

use std::ops::Range;

use crate::model::schema::Tone;
use crate::view::mark::{Form, Mark};
use crate::view::marks::near;
use crate::view::scene::Scene;
use crate::view::shapes::Rect;
use crate::view::strip::{LAST_LANE, Strip};

#[derive(Debug, Clone, PartialEq)]
pub struct Highlight {
    /// Which of the scene's marks.
    pub mark: usize,
    pub tone: Tone,
    pub form: Form,
    pub lane: usize,
    pub is_chosen: bool,
    /// Whether it mentions what the chosen one mentions.
    pub is_same: bool,
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
        // Of each box the line it stands on, and of each line its deepest lane.
        let mut lines: Vec<Vec<usize>> = Vec::new();
        let mut deepest = vec![0; self.lines.len()];
        for mark in near(scene.marks, scene.order, visible) {
            let annotation = &scene.marks[mark];
            let lane = scene.lanes[mark].min(LAST_LANE);
            let (mut boxes, mut on_lines) = (Vec::new(), Vec::new());
            for span in annotation.spans.iter().filter(|span| span.start < visible.end && visible.start < span.end) {
                for text_box in self.flow.boxes(self.engine, span.clone(), self.top, self.bottom) {
                    let line = self.line_at(self.y(text_box.baseline));
                    if let Some(deepest) = deepest.get_mut(line) {
                        *deepest = lane.max(*deepest);
                    }
                    on_lines.push(line);
                    boxes.push(self.tint_box(text_box, lane));
                }
            }
            if !boxes.is_empty() {
                let Mark { tone, form, .. } = *annotation;
                let is_chosen = scene.chosen == Some(mark);
                let is_same = !is_chosen && annotation.identity.as_ref().is_some_and(|id| scene.same.contains(id));
                let is_dimmed = !is_chosen && scene.stands_back(mark);
                let (lane, underlines) = (scene.lanes[mark], Vec::new());
                highlights.push(Highlight { mark, tone, form, lane, is_chosen, is_same, is_dimmed, boxes, underlines });
                lines.push(on_lines);
            }
        }
        for (highlight, on_lines) in highlights.iter_mut().zip(lines) {
            let lane = highlight.lane.min(LAST_LANE);
            let tops = on_lines.into_iter().map(|line| {
                let deepest = deepest.get(line).copied().unwrap_or_default();
                self.lane_top(line, lane, deepest)
            });
            highlight.underlines = tops.collect();
        }
        // The outer ones are painted first, so that what is inside stays to be seen.
        highlights.sort_by_key(|highlight| (std::cmp::Reverse(highlight.lane), highlight.mark));
        highlights
    }
}
