//! Names on a page: the chips of the annotations that begin in sight, set line by line. Pixels.

use std::ops::Range;

use crate::model::schema::Tone;
use crate::text::caret::Caret;
use crate::text::fonts::Weight;
use crate::view::arcs::End;
use crate::view::chips::{self, Name, Wish};
use crate::view::highlights::Highlight;
use crate::view::joins::Tag;
use crate::view::letters::Text;
use crate::view::page::{Form, Mark, Scene};
use crate::view::shapes::Rect;
use crate::view::strip::{LAST_LANE, Strip};
use crate::view::tones::Ink;

pub(super) const CHIP_TEXT: f32 = 0.5;
pub(super) const CHIP_HEIGHT: f32 = 0.62;
pub(super) const CHIP_PADDING: f32 = 0.16;
/// The sign in a stance's chip, with the room around it.
pub const SIGN_WIDTH: f32 = 0.42;
/// How far from an annotation's start edge an arc lands.
const LANDING: f32 = 0.3;

pub struct Chip {
    pub mark: usize,
    pub rect: Rect,
    pub tone: Tone,
    pub form: Form,
    pub is_chosen: bool,
    pub is_rtl: bool,
    pub text: Option<Text>,
}

/// The names of a page's annotations, and where arcs to them land.
#[derive(Default)]
pub(super) struct Names {
    pub chips: Vec<Chip>,
    pub tags: Vec<Tag>,
    /// By mark.
    pub ends: Vec<(usize, End)>,
}

impl Strip<'_> {
    /// The chips of the annotations that begin in the strip, set line by line. Of what is looked at the frame has its chip and
    /// a filler the name of its role instead; the others give way to the arcs.
    pub(super) fn chips(&mut self, scene: Scene, visible: &Range<usize>, highlights: &[Highlight]) -> Names {
        let mut wanted: Vec<(f32, &Highlight, Wish, [Option<Text>; 2])> = Vec::new();
        let frame = scene.chosen.filter(|_| scene.focus.is_some()).map(|chosen| &scene.marks[chosen]);
        let joined = |mark: usize| scene.focus.and_then(|focus| focus.joins.iter().find(|join| join.mark == mark));
        for highlight in highlights {
            if highlight.is_dimmed {
                continue;
            }
            let mark = &scene.marks[highlight.mark];
            let Some(start) = mark.spans.first().map(|span| span.start) else { continue };
            if !visible.contains(&start) {
                continue;
            }
            let edge = self.flow.caret_box(self.engine, Caret::before(start));
            let (names, widths) = match (joined(highlight.mark), frame) {
                (Some(join), Some(frame)) => self.chip_names(&join.role, Form::Entity, Ink::Line(frame.tone)),
                _ => self.chip_names(&mark.name, mark.form, chip_ink(mark)),
            };
            let wish = Wish { edge: edge.x, is_rtl: edge.is_rtl, widths, is_first: highlight.is_chosen };
            wanted.push((self.y(edge.top), highlight, wish, names));
        }
        wanted
            .sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.lane.cmp(&b.1.lane).reverse()).then(a.1.mark.cmp(&b.1.mark)));

        let mut named = Names::default();
        let mut rest = wanted.into_iter().peekable();
        while let Some(first) = rest.next() {
            let line_top = first.0;
            let mut line = vec![first];
            while let Some(next) = rest.next_if(|next| (next.0 - line_top).abs() < 0.5) {
                line.push(next);
            }
            let wishes: Vec<Wish> = line.iter().map(|(_, _, wish, _)| *wish).collect();
            let places = chips::place(&wishes, self.measure.em(0.08), self.measure.em(0.9));
            for ((_, highlight, wish, names), place) in line.into_iter().zip(places) {
                let bottom = highlight.boxes.iter().map(|rect| rect.top).fold(f32::INFINITY, f32::min);
                let bottom = bottom + self.measure.em(0.035 * highlight.lane.min(LAST_LANE) as f32);
                let rect =
                    Rect { left: place.left, top: bottom - self.measure.em(CHIP_HEIGHT), right: place.right, bottom };
                let [whole, beginning] = names;
                let text = match place.name {
                    Name::Whole => whole,
                    Name::Beginning => beginning,
                    Name::None => None,
                };
                let Highlight { mark, tone, form, is_chosen, .. } = *highlight;
                let is_rtl = wish.is_rtl;
                let inset = self.measure.em(LANDING).min(rect.width() / 2.0);
                let x = if is_rtl { rect.right - inset } else { rect.left + inset };
                named.ends.push((mark, End::At { x, y: rect.top }));
                match (joined(mark), frame) {
                    (Some(_), Some(frame)) => {
                        let text = text.map(|text| self.in_chip(text, rect, is_rtl, Form::Entity));
                        named.tags.push(Tag { mark, rect, tone: frame.tone, text, arrow: None });
                    }
                    _ => {
                        let text = text.map(|text| self.in_chip(text, rect, is_rtl, form));
                        named.chips.push(Chip { mark, rect, tone, form, is_chosen, is_rtl, text });
                    }
                }
            }
        }
        named
    }

    /// A chip's text in whole and cut short, and the widths of the three chips these make.
    pub(super) fn chip_names(&mut self, name: &str, form: Form, ink: Ink) -> ([Option<Text>; 2], [f32; 3]) {
        let beginning: String = name.chars().take(3).collect();
        let size = self.measure.em(CHIP_TEXT);
        let names = [name, &beginning].map(|name| self.small_text(name, size, Weight::Regular, ink));
        let around = 2.0 * self.measure.em(CHIP_PADDING) + self.sign_width(form);
        let [whole, short] = [0, 1].map(|i| names[i].layout.lines()[0].width + around);
        (names.map(Some), [whole, short, self.measure.em(CHIP_HEIGHT * 0.7) + self.sign_width(form)])
    }

    /// Sets a chip's text into its box, beside the sign if it has one.
    pub(super) fn in_chip(&self, mut text: Text, rect: Rect, is_rtl: bool, form: Form) -> Text {
        let sign = if is_rtl { 0.0 } else { self.sign_width(form) };
        text.x += rect.left + sign + self.measure.em(CHIP_PADDING);
        text.y = rect.bottom - self.measure.em(0.17);
        text
    }

    pub(super) fn sign_width(&self, form: Form) -> f32 {
        match form {
            Form::Stance(Some(_)) => self.measure.em(SIGN_WIDTH),
            Form::Stance(None) | Form::Entity | Form::Event => 0.0,
        }
    }
}

fn chip_ink(mark: &Mark) -> Ink {
    match mark.form {
        Form::Event => Ink::OnLine(mark.tone),
        Form::Entity | Form::Stance(_) => Ink::Text,
    }
}
