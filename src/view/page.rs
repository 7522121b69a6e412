//! The page: what of a document is to be seen, with its annotations, as plain values. Knows no model, no colours and no
//! screen. Pixels; x from the column's left edge, y from the top of the strip that was asked for, down.

use std::ops::Range;
use std::sync::Arc;

use crate::model::schema::Tone;
use crate::text::bidi::Direction;
use crate::text::caret::Caret;
use crate::text::flow::Flow;
use crate::text::fonts::Weight;
use crate::text::layout::Style;
use crate::text::lines::Overflow;
use crate::text::shape::Engine;
use crate::view::highlights::Highlight;
use crate::view::joins::{Arch, Tag};
use crate::view::lens::Hidden;
use crate::view::letters::{Text, Unknown, visible_bytes};
use crate::view::names::{Chip, Names};
use crate::view::shapes::Rect;
use crate::view::strip::Strip;

/// A page's sizes, all in proportion to its letters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    /// Pixels per em.
    pub size: f32,
    /// The column's width.
    pub width: f32,
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
            line_height: 2.3,
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

/// How an annotation is told from others without its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// A tint, a solid line, a round chip.
    Entity,
    /// A tint in a frame, a double line, a square filled chip.
    Event,
    /// A wave, an open chip with a sign if the polarity has one.
    Stance(Option<Sign>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    Favour,
    Against,
    Neutral,
}

/// An annotation of the document, ready to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Byte ranges of the document, in order.
    pub spans: Vec<Range<usize>>,
    pub tone: Tone,
    pub form: Form,
    /// The label's short name.
    pub name: Arc<str>,
}

/// What there is to show besides the text.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    pub text: &'a str,
    pub marks: &'a [Mark],
    /// Of each mark, from [`crate::view::lanes::lanes`].
    pub lanes: &'a [usize],
    /// A position in `marks`.
    pub chosen: Option<usize>,
    pub selection: Option<(usize, usize)>,
    pub caret: Option<Caret>,
    pub lens: Lens,
    /// What is looked at, while the rest stands back.
    pub focus: Option<Focus<'a>>,
}

/// A frame that is looked at. The frame itself is the scene's chosen mark.
#[derive(Debug, Clone, Copy)]
pub struct Focus<'a> {
    pub joins: &'a [Join],
    /// Marks that may become fillers, which stand back no more than the fillers.
    pub offered: &'a [usize],
    /// Byte ranges of what would be taken next.
    pub lit: &'a [Range<usize>],
    /// Pixels beside the column that names may take.
    pub margin: f32,
}

/// A filler of the frame that is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    /// A position in the scene's marks.
    pub mark: usize,
    /// What it plays.
    pub role: Arc<str>,
}

/// Whether characters one does not see are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lens {
    #[default]
    Off,
    On,
}

/// What is to be seen between two heights.
pub struct Page {
    pub measure: Measure,
    /// The height in the document where y = 0.
    pub top: f64,
    /// Bytes of the document that were laid out for it.
    pub visible: Range<usize>,
    pub texts: Vec<Text>,
    /// Outermost first.
    pub highlights: Vec<Highlight>,
    pub chips: Vec<Chip>,
    /// From the frame that is looked at to its fillers.
    pub arcs: Vec<Arch>,
    pub tags: Vec<Tag>,
    /// Of what would be taken next.
    pub lit: Vec<Rect>,
    pub selection: Vec<Rect>,
    pub caret: Option<Rect>,
    pub hidden: Vec<Hidden>,
    pub unknown: Vec<Unknown>,
}

impl Page {
    /// What is to be seen of `flow` between `top` and `bottom`.
    pub fn new(flow: &mut Flow, engine: &mut Engine, measure: Measure, scene: Scene, top: f64, bottom: f64) -> Self {
        let placed = flow.visible(engine, top, bottom);
        let visible = visible_bytes(&placed, top, bottom);
        let baseline = placed.first().map_or(0.0, |paragraph| paragraph.layout.baseline());
        let mut strip = Strip { flow, engine, measure, top, bottom, baseline };
        let (texts, unknown) = strip.texts(&placed);
        let highlights = strip.highlights(scene, &visible);
        let Names { chips, mut tags, ends } = strip.chips(scene, &visible, &highlights);
        let arcs = strip.arcs(scene, &visible, &ends, &mut tags);
        let lit = scene.focus.map(|focus| focus.lit).unwrap_or_default();
        let lit = lit.iter().flat_map(|range| strip.boxes(range.clone())).collect();
        let selection = scene.selection.map(|(start, end)| strip.boxes(start..end)).unwrap_or_default();
        let caret = scene.caret.filter(|caret| visible.start <= caret.offset && caret.offset <= visible.end);
        let caret = caret.map(|caret| strip.caret(caret));
        let hidden = match scene.lens {
            Lens::On => strip.hidden(scene.text, &visible),
            Lens::Off => Vec::new(),
        };
        Self { measure, top, visible, texts, highlights, chips, arcs, tags, lit, selection, caret, hidden, unknown }
    }

    /// The marks at a point, the smallest first: what a click chooses, and what further clicks choose next.
    #[must_use]
    pub fn marks_at(&self, x: f32, y: f32, marks: &[Mark]) -> Vec<usize> {
        let chips = self.chips.iter().filter(|chip| chip.rect.contains(x, y)).map(|chip| chip.mark);
        let tags = self.tags.iter().filter(|tag| tag.rect.contains(x, y)).map(|tag| tag.mark);
        let mut found: Vec<usize> = chips.chain(tags).collect();
        if found.is_empty() {
            let boxes = self.highlights.iter().filter(|h| h.boxes.iter().any(|rect| rect.contains(x, y)));
            found = boxes.map(|highlight| highlight.mark).collect();
            let length = |mark: usize| marks[mark].spans.iter().map(|span| span.end - span.start).sum::<usize>();
            found.sort_by_key(|&mark| (length(mark), mark));
        }
        found
    }
}

impl Focus<'_> {
    /// Whether a mark does not stand back.
    pub(super) fn holds(&self, mark: usize) -> bool {
        self.joins.iter().any(|join| join.mark == mark) || self.offered.contains(&mark)
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;
    use std::sync::Arc;

    use super::{Focus, Form, Join, Lens, Mark, Measure, Page, Scene};
    use crate::model::schema::Tone;
    use crate::text::bidi::Direction;
    use crate::text::caret::Caret;
    use crate::text::flow::Flow;
    use crate::text::fonts::Faces;
    use crate::text::shape::Engine;
    use crate::view::lanes::lanes;

    const MEASURE: Measure = Measure { size: 20.0, width: 600.0 };

    fn mark(span: Range<usize>, form: Form) -> Mark {
        Mark { spans: vec![span], tone: Tone::from_index(0), form, name: "person".into() }
    }

    fn page_of(text: &str, marks: &[Mark], change: impl FnOnce(&mut Scene<'_>)) -> Page {
        let mut engine = Engine::new(Arc::new(Faces::bundled()));
        let mut flow = Flow::new(text.into(), MEASURE.style(Direction::Auto, true), MEASURE.paragraph_gap());
        let spans: Vec<&[Range<usize>]> = marks.iter().map(|mark| mark.spans.as_slice()).collect();
        let lanes = lanes(&spans);
        let mut scene = Scene {
            text,
            marks,
            lanes: &lanes,
            chosen: None,
            selection: None,
            caret: None,
            lens: Lens::Off,
            focus: None,
        };
        change(&mut scene);
        Page::new(&mut flow, &mut engine, MEASURE, scene, 0.0, 2000.0)
    }

    fn page(text: &str, marks: &[Mark]) -> Page {
        page_of(text, marks, |_| {})
    }

    /// The byte range of `part` in `text`.
    fn span(text: &str, part: &str) -> Range<usize> {
        let start = text.find(part).unwrap();
        start..start + part.len()
    }

    #[test]
    fn a_chip_stands_at_the_left_edge_of_latin_text() {
        let page = page("Layla visited Haifa", &[mark(14..19, Form::Entity)]);
        let (chip, highlight) = (&page.chips[0], &page.highlights[0]);
        assert!((chip.rect.left - highlight.boxes[0].left).abs() < 0.01 && !chip.is_rtl);
        assert!(chip.rect.bottom <= highlight.boxes[0].top);
    }

    #[test]
    fn a_chip_stands_at_the_right_edge_of_arabic_text() {
        let text = "زارت ليلى مدينة حيفا أمس";
        let page = page(text, &[mark(span(text, "حيفا"), Form::Entity)]);
        let (chip, highlight) = (&page.chips[0], &page.highlights[0]);
        assert!((chip.rect.right - highlight.boxes[0].right).abs() < 0.01 && chip.is_rtl);
    }

    #[test]
    fn a_latin_name_in_arabic_text_has_its_chip_at_its_left_edge() {
        let text = "قال Blinken إن";
        let page = page(text, &[mark(span(text, "Blinken"), Form::Entity)]);
        assert!((page.chips[0].rect.left - page.highlights[0].boxes[0].left).abs() < 0.01);
    }

    #[test]
    fn a_span_inside_a_word_leaves_the_letters_as_they_were() {
        let text = "وبلينكن";
        let glyphs = |page: &Page| page.texts[0].layout.glyphs(0).map(|glyph| (glyph.id, glyph.x)).collect::<Vec<_>>();
        let marked = page(text, &[mark(2..text.len(), Form::Entity)]);
        assert_eq!(glyphs(&marked), glyphs(&page(text, &[])));
        assert!(marked.highlights[0].boxes[0].right < 600.0 - 1.0, "the prefix is left out");
    }

    #[test]
    fn a_range_of_two_directions_is_several_boxes() {
        let text = "abc زارت حيفا";
        let page = page(text, &[mark(1..span(text, "زارت").end, Form::Entity)]);
        assert_eq!(page.highlights[0].boxes.len(), 2);
    }

    #[test]
    fn outer_annotations_are_painted_first_and_underlined_lowest() {
        let marks = [mark(0..19, Form::Event), mark(0..5, Form::Entity), mark(14..19, Form::Entity)];
        let page = page("Layla visited Haifa", &marks);
        assert_eq!(page.highlights.iter().map(|h| (h.mark, h.lane)).collect::<Vec<_>>(), [(0, 1), (1, 0), (2, 0)]);
        assert!(page.highlights[0].underlines[0] > page.highlights[1].underlines[0]);
    }

    #[test]
    fn a_click_chooses_the_smallest_and_then_the_next() {
        let marks = [mark(0..19, Form::Event), mark(14..19, Form::Entity)];
        let page = page("Layla visited Haifa", &marks);
        let inner = page.highlights[1].boxes[0];
        assert_eq!(page.marks_at(inner.left + 3.0, (inner.top + inner.bottom) / 2.0, &marks), [1, 0]);
        assert_eq!(page.marks_at(3.0, (inner.top + inner.bottom) / 2.0, &marks), [0]);
    }

    #[test]
    fn chips_that_begin_at_one_place_do_not_cover_each_other() {
        let marks = [mark(0..19, Form::Event), mark(0..13, Form::Entity), mark(0..5, Form::Entity)];
        let mut chips: Vec<_> = page("Layla visited Haifa", &marks).chips.iter().map(|chip| chip.rect).collect();
        chips.sort_by(|a, b| a.left.total_cmp(&b.left));
        assert!(chips.len() == 3 && chips.windows(2).all(|pair| pair[0].right <= pair[1].left));
    }

    #[test]
    fn the_selection_and_the_caret_have_boxes() {
        let page = page_of("Layla visited Haifa", &[], |scene| {
            scene.selection = Some((0, 5));
            scene.caret = Some(Caret::after(5));
        });
        assert!((page.selection[0].right - page.caret.unwrap().right).abs() < 2.0);
    }

    #[test]
    fn the_lens_shows_where_a_direction_mark_stands() {
        let marked = page_of("ab\u{200F}c d", &[], |scene| scene.lens = Lens::On);
        assert_eq!(marked.hidden.iter().map(|hidden| hidden.text.is_some()).collect::<Vec<_>>(), [true, false]);
        assert!(page("ab\u{200F}c d", &[]).hidden.is_empty());
    }

    #[test]
    fn a_character_without_a_face_is_a_box_with_its_code() {
        let page = page("a\u{10400}b", &[]);
        assert_eq!(page.unknown.len(), 1);
        assert_eq!(page.unknown[0].rows.len(), 2);
    }

    /// The page on which the first mark is a frame and the others play a part in it.
    fn framed(text: &str, marks: &[Mark]) -> Page {
        let joins: Vec<Join> = (1..marks.len()).map(|mark| Join { mark, role: "agent".into() }).collect();
        framed_by(text, marks, &joins)
    }

    fn framed_by(text: &str, marks: &[Mark], joins: &[Join]) -> Page {
        let mut engine = Engine::new(Arc::new(Faces::bundled()));
        let mut flow = Flow::new(text.into(), MEASURE.style(Direction::Auto, true), MEASURE.paragraph_gap());
        let focus = Focus { joins, offered: &[], lit: &[], margin: 40.0 };
        let lanes = vec![0; marks.len()];
        let scene = Scene {
            text,
            marks,
            lanes: &lanes,
            chosen: Some(0),
            selection: None,
            caret: None,
            lens: Lens::Off,
            focus: Some(focus),
        };
        Page::new(&mut flow, &mut engine, MEASURE, scene, 0.0, 300.0)
    }

    #[test]
    fn an_arc_ends_at_the_box_where_a_span_of_two_directions_begins() {
        let text = "abc زارت حيفا";
        let filler = mark(1..span(text, "زارت").end, Form::Entity);
        let page = framed(text, &[mark(span(text, "حيفا"), Form::Event), filler]);
        let ([x, y], boxes) = (*page.arcs[0].points.last().unwrap(), &page.highlights[1].boxes);
        let latin = boxes.iter().max_by(|a, b| a.left.total_cmp(&b.left)).unwrap();
        assert!(boxes.len() == 2 && latin.left <= x && x <= latin.right && y < latin.top, "{x} of {boxes:?}");
    }

    #[test]
    fn the_role_stands_where_the_arc_ends() {
        let page = framed("Layla visited Haifa", &[mark(6..13, Form::Event), mark(14..19, Form::Entity)]);
        let ([x, y], rect) = (*page.arcs[0].points.last().unwrap(), page.tags[0].rect);
        assert!(rect.contains(x, y) && page.chips.len() == 1);
    }

    #[test]
    fn a_filler_out_of_sight_is_named_at_the_edge() {
        let text = "Layla visited Haifa\n".repeat(40);
        let page = framed(&text, &[mark(6..13, Form::Event), mark(760..765, Form::Entity)]);
        let arrow = page.tags[0].arrow.unwrap();
        assert!(!arrow.is_up && arrow.tip[1] == 300.0 && page.tags[0].rect.bottom < 300.0);
    }

    #[test]
    fn what_plays_no_part_stands_back() {
        let text = "Layla visited Haifa\nLayla visited Haifa";
        let joins = [Join { mark: 1, role: "agent".into() }];
        let marks = [mark(6..13, Form::Event), mark(0..5, Form::Entity), mark(14..19, Form::Entity)];
        let page = framed_by(text, &marks, &joins);
        let dimmed: Vec<usize> = page.highlights.iter().filter(|h| h.is_dimmed).map(|h| h.mark).collect();
        assert_eq!(dimmed, [2]);
    }

    #[test]
    fn what_is_out_of_sight_is_not_built() {
        let text = "Layla visited Haifa\n".repeat(500);
        let marks: Vec<Mark> = (0..500).map(|line| mark(line * 20..line * 20 + 5, Form::Entity)).collect();
        let page = page(&text, &marks);
        assert!(page.highlights.len() < 60 && page.visible.end < 60 * 20);
    }
}
