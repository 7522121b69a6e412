//! From a frame to its fillers: arcs in their places, with the names of what is out of sight. Pixels.

use std::ops::Range;

use crate::model::schema::Tone;
use crate::text::fonts::Weight;
use crate::view::arcs::{self, End, Sheet, Side};
use crate::view::letters::Text;
use crate::view::names::{CHIP_HEIGHT, CHIP_PADDING, CHIP_TEXT};
use crate::view::page::{Form, Scene};
use crate::view::shapes::Rect;
use crate::view::strip::Strip;
use crate::view::tones::Ink;

/// An arc in its place.
pub struct Arch {
    pub points: Vec<[f32; 2]>,
    /// Of the frame.
    pub tone: Tone,
}

/// A role's name on an arc: over its filler, or where the arc leaves the page.
pub struct Tag {
    /// Which of the scene's marks it leads to.
    pub mark: usize,
    pub rect: Rect,
    /// Of the frame.
    pub tone: Tone,
    pub text: Option<Text>,
    /// The end that is out of sight, where the arc is cut.
    pub arrow: Option<Arrow>,
}

/// Which way to what is out of sight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arrow {
    pub tip: [f32; 2],
    pub is_up: bool,
}

impl Strip<'_> {
    /// The arcs of the frame that is looked at. Where one leaves the page, its name is put into the margin, or into the column
    /// where the margin is too narrow for it.
    pub(super) fn arcs(
        &mut self,
        scene: Scene,
        visible: &Range<usize>,
        ends: &[(usize, End)],
        tags: &mut Vec<Tag>,
    ) -> Vec<Arch> {
        let Some((focus, chosen)) = scene.focus.zip(scene.chosen) else { return Vec::new() };
        let sheet = Sheet { em: self.measure.size, width: self.measure.width, height: (self.bottom - self.top) as f32 };
        // A name that still shows counts as in sight.
        let above_edge = -self.measure.em(CHIP_HEIGHT);
        let end = |mark: usize| match ends.iter().find(|(named, _)| *named == mark) {
            Some((_, End::At { y, .. })) if *y < above_edge => End::Above,
            Some((_, End::At { y, .. })) if *y > sheet.height => End::Below,
            Some((_, end)) => *end,
            None if scene.marks[mark].spans.first().is_some_and(|span| span.start < visible.start) => End::Above,
            None => End::Below,
        };
        let frame = end(chosen);
        let side = Side::of(focus.joins.iter().map(|join| end(join.mark)).chain([frame]), sheet);
        let tone = scene.marks[chosen].tone;
        let (mut arcs, mut above, mut below) = (Vec::new(), 0.0, 0.0);
        for join in focus.joins {
            let filler = end(join.mark);
            let Some(points) = arcs::arc(frame, filler, side, sheet) else { continue };
            arcs.push(Arch { points, tone });
            // Who is out of sight is named at the edge: the filler by its role, or the frame itself, once.
            let (cut, mark, name) = match (frame, filler) {
                (_, End::Above | End::Below) => (filler, join.mark, &join.role),
                (End::Above | End::Below, _) if above + below == 0.0 => (frame, chosen, &scene.marks[chosen].name),
                _ => continue,
            };
            let is_up = cut == End::Above;
            let nth = if is_up { &mut above } else { &mut below };
            let step = self.measure.em(CHIP_HEIGHT + 0.1);
            let middle = self.measure.em(CHIP_HEIGHT) + step * *nth;
            *nth += 1.0;
            let tip = [side.x(sheet), if is_up { 0.0 } else { sheet.height }];
            let y = if is_up { middle } else { sheet.height - middle };
            let (rect, text) = self.edge_name(name, tone, [tip[0], y], side, focus.margin);
            tags.push(Tag { mark, rect, tone, text: Some(text), arrow: Some(Arrow { tip, is_up }) });
        }
        arcs
    }

    /// A name beside a place of the margin's line: outside where there is room, else inside.
    pub(super) fn edge_name(
        &mut self,
        name: &str,
        tone: Tone,
        [x, y]: [f32; 2],
        side: Side,
        margin: f32,
    ) -> (Rect, Text) {
        let text = self.small_text(name, self.measure.em(CHIP_TEXT), Weight::Regular, Ink::Line(tone));
        let width = text.layout.lines()[0].width + 2.0 * self.measure.em(CHIP_PADDING);
        let (gap, half) = (self.measure.em(0.2), self.measure.em(CHIP_HEIGHT) / 2.0);
        let is_outside = match side {
            Side::Left => x - gap - width >= -margin,
            Side::Right => x + gap + width <= self.measure.width + margin,
        };
        let left = if is_outside == (side == Side::Left) { x - gap - width } else { x + gap };
        let rect = Rect { left, top: y - half, right: left + width, bottom: y + half };
        let text = self.in_chip(text, rect, false, Form::Entity);
        (rect, text)
    }
}
