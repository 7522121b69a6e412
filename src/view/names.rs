//! Names on a page: the chips of the annotations that begin in sight, set line by line, and of what is looked at the roles. A
//! chip gives way to the text and the underlines above it: it becomes low and nameless, and at last it is left out. Pixels.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::schema::Tone;
use crate::text::caret::Caret;
use crate::text::fonts::Weight;
use crate::view::arcs::End;
use crate::view::chip::{CHIP_HEIGHT, CHIP_PADDING, CHIP_TEXT, Chip, chip_ink, whole_name};
use crate::view::chips::{self, Name, Wish};
use crate::view::highlights::Highlight;
use crate::view::joins::Tag;
use crate::view::letters::Text;
use crate::view::mark::Form;
use crate::view::scene::{Focus, Scene};
use crate::view::shapes::Rect;
use crate::view::strip::{LANE_HEIGHT, Strip};
use crate::view::tones::Ink;

/// A chip without a name that has little room.
const LOW_HEIGHT: f32 = 0.26;
/// How far from an annotation's start edge an arc lands.
const LANDING: f32 = 0.3;

/// The names of a page's annotations, and where arcs to them land.
#[derive(Default)]
pub(super) struct Names {
    pub chips: Vec<Chip>,
    pub tags: Vec<Tag>,
    /// By mark.
    pub ends: BTreeMap<usize, End>,
}

/// A name that wants to stand on a line.
struct Wanted<'a> {
    highlight: &'a Highlight,
    /// Of the line on which the annotation begins.
    baseline: f32,
    wish: Wish,
    /// The whole and its beginning.
    texts: [Text; 2],
    /// The frame's, where the name is that of a role.
    role_tone: Option<Tone>,
}

impl Strip<'_> {
    /// The chips of the annotations that begin in the strip and those of the heading. Of what is looked at a frame has its chip
    /// and a filler the name of its role instead; the others give way to the arcs.
    pub(super) fn names(&mut self, scene: Scene, visible: &Range<usize>, highlights: &[Highlight]) -> Names {
        let roles = scene.focus.map(|focus| roles(scene, focus)).unwrap_or_default();
        let mut wanted = Vec::new();
        for highlight in highlights.iter().filter(|highlight| !highlight.is_dimmed) {
            let mark = &scene.marks[highlight.mark];
            let Some(start) = mark.spans.first().map(|span| span.start) else { continue };
            if !visible.contains(&start) {
                continue;
            }
            let edge = self.flow.caret_box(self.engine, Caret::before(start));
            let role = roles.get(&highlight.mark);
            let (texts, widths) = match role {
                Some((role, tone)) => self.chip_names(role, Form::Entity, Ink::Line(*tone)),
                None => {
                    let is_looked_at = scene.focus.is_some_and(|focus| focus.is_frame(highlight.mark));
                    let name =
                        if highlight.is_chosen || is_looked_at { whole_name(mark) } else { (&*mark.name).into() };
                    self.chip_names(&name, mark.form, chip_ink(mark))
                }
            };
            let wish = Wish { edge: edge.x, is_rtl: edge.is_rtl, widths, is_first: highlight.is_chosen };
            let baseline = self.y(edge.top) + self.baseline;
            wanted.push(Wanted { highlight, baseline, wish, texts, role_tone: role.map(|(_, tone)| *tone) });
        }
        wanted.sort_by(|a, b| {
            let (of_a, of_b) = (a.highlight, b.highlight);
            a.baseline.total_cmp(&b.baseline).then(of_b.lane.cmp(&of_a.lane)).then(of_a.mark.cmp(&of_b.mark))
        });
        let mut named = self.heading_names(scene);
        for line in wanted.chunk_by(|a, b| (a.baseline - b.baseline).abs() < 0.5) {
            let wishes: Vec<Wish> = line.iter().map(|wanted| wanted.wish).collect();
            let places = chips::place(&wishes, self.measure.em(0.08), self.measure.em(0.9));
            for (wanted, place) in line.iter().zip(places) {
                self.put(wanted, place, scene, highlights, &mut named);
            }
        }
        named
    }

    /// Puts a name in its place as far as there is room for it.
    fn put(&self, wanted: &Wanted, place: chips::Place, scene: Scene, highlights: &[Highlight], named: &mut Names) {
        let Highlight { mark, tone, form, is_chosen, lane, .. } = *wanted.highlight;
        let bottom = self.line(wanted.baseline).top();
        let is_rtl = wanted.wish.is_rtl;
        let rect = |width: f32, height: f32| {
            let width = width.min(place.right - place.left);
            let (left, right) =
                if is_rtl { (place.right - width, place.right) } else { (place.left, place.left + width) };
            Rect { left, top: bottom - self.measure.em(height), right, bottom }
        };
        // Crowded off the paper it would say nothing about its annotation.
        let beyond = scene.margin;
        let is_free = |rect: Rect| {
            let is_in_column = -beyond <= rect.left && rect.right <= self.measure.width + beyond;
            is_in_column && !self.meets_line_above(rect, wanted.baseline, highlights, is_chosen)
        };
        let [_, beginning, nothing] = wanted.wish.widths;
        let mut forms = vec![(rect(f32::INFINITY, CHIP_HEIGHT), place.name)];
        if place.name == Name::Whole {
            forms.push((rect(beginning, CHIP_HEIGHT), Name::Beginning));
        }
        forms.extend([CHIP_HEIGHT, LOW_HEIGHT].map(|height| (rect(nothing, height), Name::None)));
        let landing = |rect: Rect| {
            let inset = self.measure.em(LANDING).min(rect.width() / 2.0);
            if is_rtl { rect.right - inset } else { rect.left + inset }
        };
        let Some((rect, name)) = forms.iter().copied().find(|(rect, _)| is_free(*rect)) else {
            let end = End::At { x: landing(forms[0].0), y: bottom - self.outset(lane) };
            named.ends.insert(mark, end);
            return;
        };
        let text = match name {
            Name::Whole => Some(&wanted.texts[0]),
            Name::Beginning => Some(&wanted.texts[1]),
            Name::None => None,
        };
        named.ends.insert(mark, End::At { x: landing(rect), y: rect.top });
        match wanted.role_tone {
            Some(tone) => {
                let text = text.map(|text| self.in_chip(text.clone(), rect, is_rtl, Form::Entity));
                named.tags.push(Tag { mark, rect, tone, text, arrow: None });
            }
            None => {
                let text = text.map(|text| self.in_chip(text.clone(), rect, is_rtl, form));
                let is_incomplete = !scene.marks[mark].missing.is_empty();
                named.chips.push(Chip {
                    mark,
                    rect,
                    tone,
                    form,
                    is_chosen,
                    is_dimmed: false,
                    is_incomplete,
                    is_rtl,
                    text,
                });
            }
        }
    }

    /// Whether a chip would cover letters of the line above, or underlines of it. The chosen one's covers underlines.
    fn meets_line_above(&self, chip: Rect, baseline: f32, highlights: &[Highlight], is_chosen: bool) -> bool {
        let Some(above) = self.line_before(baseline) else { return false };
        if chip.top < above.bottom() {
            return true;
        }
        let height = self.measure.em(LANE_HEIGHT);
        let meets = |rect: &Rect, y: f32| {
            y >= above.bottom() - 0.5
                && y < chip.bottom
                && chip.top < y + height
                && rect.left < chip.right
                && chip.left < rect.right
        };
        let of =
            |highlight: &Highlight| highlight.boxes.iter().zip(&highlight.underlines).any(|(rect, y)| meets(rect, *y));
        !is_chosen && highlights.iter().any(of)
    }

    /// The chips of the heading, which all have their places.
    fn heading_names(&self, scene: Scene) -> Names {
        let mut named = Names::default();
        let (heading, top) = (scene.heading, self.y(0.0) - scene.heading.height());
        if top + heading.height() < 0.0 {
            let out_of_sight = heading.seats.iter().map(|seat| (seat.mark, End::Above));
            named.ends.extend(out_of_sight);
            return named;
        }
        for seat in &heading.seats {
            let mark = &scene.marks[seat.mark];
            let rect = Rect { top: seat.rect.top + top, bottom: seat.rect.bottom + top, ..seat.rect };
            let is_chosen = scene.chosen == Some(seat.mark);
            let is_dimmed = !is_chosen && scene.stands_back(seat.mark);
            let mut text = Text { y: seat.text.y + top, ..seat.text.clone() };
            if is_dimmed || !mark.missing.is_empty() {
                text.ink = if is_dimmed { Ink::Muted } else { Ink::Text };
            }
            let x = rect.left + rect.width() / 2.0;
            named.ends.insert(seat.mark, End::At { x, y: rect.top });
            named.chips.push(Chip {
                mark: seat.mark,
                rect,
                tone: mark.tone,
                form: mark.form,
                is_chosen,
                is_dimmed,
                is_incomplete: !mark.missing.is_empty(),
                is_rtl: heading.is_rtl(),
                text: Some(text),
            });
        }
        named
    }

    /// A chip's text in whole and cut short, and the widths of the three chips these make.
    fn chip_names(&mut self, name: &str, form: Form, ink: Ink) -> ([Text; 2], [f32; 3]) {
        let beginning = name.char_indices().nth(3).map_or(name, |(end, _)| &name[..end]);
        let size = self.measure.em(CHIP_TEXT);
        let texts = [name, beginning].map(|name| self.small_text(name, size, Weight::Regular, ink));
        let around = 2.0 * self.measure.em(CHIP_PADDING) + self.sign_width(form);
        let [whole, short] = [0, 1].map(|i: usize| texts[i].width() + around);
        (texts, [whole, short, self.measure.em(CHIP_HEIGHT * 0.7) + self.sign_width(form)])
    }
}

/// What the fillers play in the frames that are looked at, with the tone of the first of these. Frames keep their own names.
fn roles(scene: Scene, focus: Focus) -> BTreeMap<usize, (String, Tone)> {
    let mut roles: BTreeMap<usize, (String, Tone)> = BTreeMap::new();
    for frame in focus.frames {
        for join in frame.joins.iter().filter(|join| !focus.is_frame(join.mark)) {
            let tone = scene.marks[frame.mark].tone;
            let played = roles.entry(join.mark).or_insert_with(|| (String::new(), tone));
            if !played.0.is_empty() {
                played.0.push_str(" · ");
            }
            played.0.push_str(&join.role);
        }
    }
    roles
}
