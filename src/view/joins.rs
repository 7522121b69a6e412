//! From frames to their fillers: arcs in their places, with the names of what is out of sight. Pixels.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::schema::Tone;
use crate::view::arcs::{self, Course, End, Sheet, Side};
use crate::view::chip::{CHIP_HEIGHT, CHIP_PADDING};
use crate::view::letters::Text;
use crate::view::mark::{Form, FrameMark};
use crate::view::measure::Spacing;
use crate::view::scene::Scene;
use crate::view::shapes::Rect;
use crate::view::strip::Strip;
use crate::view::tones::Ink;

/// What is out of sight counts as this far away, in pixels.
const FAR: f32 = 1e6;
/// What is said of somebody out of sight has at most this many characters.
const QUOTE: usize = 24;

/// An arc in its place.
pub struct Arch {
    pub points: Vec<[f32; 2]>,
    /// Of the frame.
    pub tone: Tone,
    pub look: Look,
}

/// How much an arc is to be noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Its frame is looked at.
    Clear,
    /// It is there like the others.
    Quiet,
    /// Another frame is looked at.
    Faint,
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

/// A frame with its own end and those of its fillers.
struct Net<'a> {
    frame: &'a FrameMark,
    look: Look,
    ends: Vec<End>,
}

impl Strip<'_> {
    /// The arcs of the frames that are looked at, and of those that are seen all the time. Where one that is looked at leaves the
    /// page, its name is put into the margin, or into the column where the margin is too narrow for it.
    pub(super) fn arcs(
        &mut self,
        scene: Scene,
        visible: &Range<usize>,
        ends: &BTreeMap<usize, End>,
        tags: &mut Vec<Tag>,
    ) -> Vec<Arch> {
        let sheet = Sheet {
            em: self.measure.size,
            width: self.measure.width,
            height: (self.bottom - self.top) as f32,
            margin: scene.margin,
            lanes: match self.measure.spacing {
                Spacing::Chips => 2,
                Spacing::Arcs => 4,
            },
        };
        let nets = nets(scene, visible, ends, sheet);
        let of_nets: Vec<Vec<End>> = nets.iter().map(|net| net.ends.clone()).collect();
        let courses = arcs::courses(&of_nets, sheet);
        let mut found = Vec::new();
        let mut edges = Edges::default();
        // What is looked at lies above the rest.
        for (net, course) in nets.iter().zip(&courses).rev() {
            let tone = scene.marks[net.frame.mark].tone;
            let mut fillers = net.ends[1..].to_vec();
            fillers.dedup();
            let arcs = fillers.iter().filter_map(|filler| course.arc(net.ends[0], *filler, sheet));
            found.extend(arcs.map(|points| Arch { points, tone, look: net.look }));
            if net.look == Look::Clear {
                self.edge_names(scene, net, course, sheet, &mut edges, tags);
            }
        }
        found
    }

    /// The names of those ends of a frame that are out of sight. The frame itself is named once.
    fn edge_names(
        &mut self,
        scene: Scene,
        net: &Net,
        course: &Course,
        sheet: Sheet,
        edges: &mut Edges,
        tags: &mut Vec<Tag>,
    ) {
        let frame = net.ends[0];
        let is_seen = |end: End| matches!(end, End::At { .. });
        let mut cut: Vec<(End, usize, &str)> = Vec::new();
        if !is_seen(frame) && net.ends.iter().any(|end| is_seen(*end)) {
            cut.push((frame, net.frame.mark, &scene.marks[net.frame.mark].name));
        }
        let fillers = net.frame.joins.iter().zip(&net.ends[1..]).filter(|(_, end)| is_seen(frame) && !is_seen(**end));
        cut.extend(fillers.map(|(join, end)| (*end, join.mark, &*join.role)));
        let tone = scene.marks[net.frame.mark].tone;
        for (end, mark, role) in cut {
            let is_up = end == End::Above;
            let nth = if is_up { &mut edges.above } else { &mut edges.below };
            let middle = self.measure.em(CHIP_HEIGHT + (CHIP_HEIGHT + 0.1) * *nth);
            *nth += 1.0;
            let tip = [course.beside, if is_up { 0.0 } else { sheet.height }];
            let y = if is_up { middle } else { sheet.height - middle };
            let name = match quote(scene, mark) {
                // Each in its own direction, whatever the other's is.
                Some(quote) => format!("\u{2068}{role}\u{2069}: \u{2068}{quote}\u{2069}"),
                None => role.to_owned(),
            };
            let (rect, text) = self.edge_name(&name, tone, [tip[0], y], course.side, scene.margin);
            tags.push(Tag { mark, rect, tone, text: Some(text), arrow: Some(Arrow { tip, is_up }) });
        }
    }

    /// A name beside a place of the margin's line: outside where there is room, else inside.
    fn edge_name(&mut self, name: &str, tone: Tone, [x, y]: [f32; 2], side: Side, margin: f32) -> (Rect, Text) {
        let text = self.chip_text(name, Ink::Line(tone));
        let width = text.width() + 2.0 * self.measure.em(CHIP_PADDING);
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

/// How many names stand at the page's edges so far.
#[derive(Default)]
struct Edges {
    above: f32,
    below: f32,
}

/// The frames with an end in sight; those that are looked at come first, and the shorter before the longer.
fn nets<'a>(scene: Scene<'a>, visible: &Range<usize>, ends: &BTreeMap<usize, End>, sheet: Sheet) -> Vec<Net<'a>> {
    // A name that still shows counts as in sight.
    let above_edge = -sheet.em * CHIP_HEIGHT;
    let end = |mark: usize| match ends.get(&mark) {
        Some(End::At { y, .. }) if *y < above_edge => End::Above,
        Some(End::At { y, .. }) if *y > sheet.height => End::Below,
        Some(end) => *end,
        None if scene.marks[mark].spans.first().is_none_or(|span| span.start < visible.start) => End::Above,
        None => End::Below,
    };
    let net = |frame: &'a FrameMark, look: Look| {
        let ends: Vec<End> =
            std::iter::once(frame.mark).chain(frame.joins.iter().map(|join| join.mark)).map(end).collect();
        let is_seen = ends.iter().any(|end| matches!(end, End::At { .. }));
        is_seen.then_some(Net { frame, look, ends })
    };
    let looked_at = scene.focus.map(|focus| focus.frames).unwrap_or_default();
    let rest = if scene.focus.is_some() { Look::Faint } else { Look::Quiet };
    let others = scene.frames.iter().filter(|frame| looked_at.iter().all(|other| other.mark != frame.mark));
    let mut nets: Vec<Net> = looked_at.iter().filter_map(|frame| net(frame, Look::Clear)).collect();
    nets.extend(others.filter_map(|frame| net(frame, rest)));
    nets.sort_by(|a, b| (a.look != Look::Clear).cmp(&(b.look != Look::Clear)).then(extent(a).total_cmp(&extent(b))));
    nets
}

/// About how far a frame's arcs reach: a line further counts as much as a column's width.
fn extent(net: &Net) -> f32 {
    let places = net.ends.iter().map(|end| match end {
        End::At { x, y } => (*x, *y),
        End::Above => (0.0, -FAR),
        End::Below => (0.0, FAR),
    });
    let (mut low, mut high) = ((f32::MAX, f32::MAX), (f32::MIN, f32::MIN));
    for (x, y) in places {
        (low, high) = ((low.0.min(x), low.1.min(y)), (high.0.max(x), high.1.max(y)));
    }
    (high.1 - low.1) * 20.0 + (high.0 - low.0)
}

/// What a mark says, shortened; nothing for what is about the whole document.
fn quote(scene: Scene, mark: usize) -> Option<String> {
    let span = scene.marks[mark].spans.first()?;
    let said = scene.text.get(span.clone())?;
    Some(match said.char_indices().nth(QUOTE) {
        Some((cut, _)) => format!("{}…", said[..cut].trim_end()),
        None => said.to_owned(),
    })
}
