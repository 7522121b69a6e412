//! The page: what of a document is to be seen, with its annotations, as plain values. Knows no model, no colours and no
//! screen. Pixels; x from the column's left edge, y from the top of the strip that was asked for, down.

use std::ops::Range;

use crate::text::flow::Flow;
use crate::text::shape::Engine;
use crate::view::body::visible_bytes;
use crate::view::chip::Chip;
use crate::view::highlights::Highlight;
use crate::view::joins::{Arch, Tag};
use crate::view::kept::Kept;
use crate::view::lens::{Hidden, Lens};
use crate::view::letters::{Text, Unknown};
use crate::view::mark::Mark;
use crate::view::measure::Measure;
use crate::view::names::Names;
use crate::view::quiet::QuietBox;
use crate::view::scene::Scene;
use crate::view::shapes::Rect;
use crate::view::strip::Strip;
use crate::view::voices::VoiceLines;

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
    /// From frames to their fillers, the quiet ones first.
    pub arcs: Vec<Arch>,
    pub tags: Vec<Tag>,
    pub quiet: Vec<QuietBox>,
    pub voices: VoiceLines,
    /// Of the case that is looked at.
    pub case: Vec<Rect>,
    /// Of what others marked.
    pub absent: Vec<Rect>,
    /// Of what would be taken next.
    pub lit: Vec<Rect>,
    pub selection: Vec<Rect>,
    pub caret: Option<Rect>,
    pub hidden: Vec<Hidden>,
    pub unknown: Vec<Unknown>,
}

impl Page {
    /// What is to be seen of `flow` within a strip of the document's height.
    pub fn new(
        flow: &mut Flow,
        engine: &mut Engine,
        kept: &mut Kept,
        measure: Measure,
        scene: Scene,
        heights: Range<f64>,
    ) -> Self {
        let Range { start: top, end: bottom } = heights;
        let placed = flow.visible(engine, top, bottom);
        let visible = visible_bytes(&placed, top, bottom);
        let baseline = placed.first().map_or(0.0, |paragraph| paragraph.layout.baseline());
        let mut strip = Strip { flow, engine, kept, measure, top, bottom, baseline, lines: Vec::new() };
        let (texts, unknown) = strip.texts(&placed);
        let highlights = strip.highlights(scene, &visible);
        let Names { chips, mut tags, ends } = strip.names(scene, &visible, &highlights);
        let arcs = strip.arcs(scene, &visible, &ends, &mut tags);
        let quiet = strip.quiet(scene.quiet, &visible);
        let underlined = highlights.iter().flat_map(|highlight| highlight.boxes.iter().zip(&highlight.underlines));
        let underlined: Vec<(Rect, f32)> = underlined.map(|(rect, y)| (*rect, *y)).collect();
        let voices = scene.voices.map(|voices| strip.voices(voices, &visible, &underlined)).unwrap_or_default();
        let case = scene.case.iter().flat_map(|range| strip.boxes(range.clone())).collect();
        let is_near = |range: &&Range<usize>| range.start < visible.end && visible.start < range.end;
        let absent = scene.absent.iter().filter(is_near).flat_map(|range| strip.boxes(range.clone())).collect();
        let lit = scene.focus.map(|focus| focus.lit).unwrap_or_default();
        let lit = lit.iter().flat_map(|range| strip.boxes(range.clone())).collect();
        let selection = scene.selection.map(|(start, end)| strip.boxes(start..end)).unwrap_or_default();
        let caret = scene.caret.filter(|caret| visible.start <= caret.offset && caret.offset <= visible.end);
        let caret = caret.map(|caret| strip.caret(caret));
        let hidden = match scene.lens {
            Lens::On => strip.hidden(&placed),
            Lens::Off => Vec::new(),
        };
        Self {
            measure,
            top,
            visible,
            texts,
            highlights,
            chips,
            arcs,
            tags,
            quiet,
            voices,
            case,
            absent,
            lit,
            selection,
            caret,
            hidden,
            unknown,
        }
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

    /// The box of a mark, its chip or its role's name, that holds a point.
    #[must_use]
    pub fn rect_at(&self, mark: usize, x: f32, y: f32) -> Option<Rect> {
        let chips = self.chips.iter().filter(|chip| chip.mark == mark).map(|chip| chip.rect);
        let tags = self.tags.iter().filter(|tag| tag.mark == mark).map(|tag| tag.rect);
        let highlights = self.highlights.iter().filter(|highlight| highlight.mark == mark);
        let boxes = highlights.flat_map(|highlight| highlight.boxes.iter().copied());
        chips.chain(tags).chain(boxes).find(|rect| rect.contains(x, y))
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;
    use std::sync::Arc;

    use super::Page;
    use crate::model::id::{AnnotationId, IdentityId};
    use crate::model::order::Order;
    use crate::model::schema::{Sign, Tone};
    use crate::text::bidi::Direction;
    use crate::text::caret::Caret;
    use crate::text::flow::Flow;
    use crate::text::fonts::Faces;
    use crate::text::shape::Engine;
    use crate::view::heading::Heading;
    use crate::view::joins::Look;
    use crate::view::kept::Kept;
    use crate::view::lanes::lanes;
    use crate::view::lens::Lens;
    use crate::view::mark::{Form, FrameMark, Join, Mark};
    use crate::view::measure::{Measure, Spacing};
    use crate::view::quiet::{Quiet, QuietKind};
    use crate::view::scene::{Focus, Scene};
    use crate::view::voices::{VoiceLook, VoiceMark, VoiceMarks};

    const MEASURE: Measure = Measure { size: 20.0, width: 600.0, spacing: Spacing::Chips };

    fn mark(span: Range<usize>, form: Form) -> Mark {
        let (name, missing) = ("person".into(), "".into());
        Mark { spans: vec![span], tone: Tone::from_index(0), form, name, missing, identity: None }
    }

    /// What a scene has besides its marks.
    #[derive(Clone, Copy, Default)]
    struct Besides<'a> {
        voices: &'a [VoiceMark],
        chosen: Option<usize>,
        same: &'a [IdentityId],
        selection: Option<(usize, usize)>,
        caret: Option<Caret>,
        lens: Lens,
        frames: &'a [FrameMark],
        quiet: &'a [Quiet],
        focus: Option<Focus<'a>>,
    }

    fn in_order(marks: &[Mark]) -> Order {
        let ends = marks.iter().map(|mark| mark.spans.last().map_or(0, |span| span.end));
        Order::of(&(1..).map(AnnotationId).zip(ends).collect::<Vec<_>>())
    }

    fn page_in(heights: Range<f64>, text: &str, marks: &[Mark], besides: Besides) -> Page {
        let mut engine = Engine::new(Arc::new(Faces::bundled()));
        let mut flow = Flow::new(text.into(), MEASURE.style(Direction::Auto, true), MEASURE.paragraph_gap());
        let mut kept = Kept::default();
        let spans: Vec<&[Range<usize>]> = marks.iter().map(|mark| mark.spans.as_slice()).collect();
        let lanes = lanes(&spans);
        let heading = Heading::new(&mut kept, &mut engine, MEASURE, marks, flow.is_rtl());
        let Besides { voices, chosen, same, selection, caret, lens, frames, quiet, focus } = besides;
        let deepest = voices.iter().map(|mark| mark.lane).max().unwrap_or(0);
        let voices = VoiceMarks { marks: voices.to_vec(), deepest };
        let scene = Scene {
            text,
            marks,
            lanes: &lanes,
            order: &in_order(marks),
            heading: &heading,
            chosen,
            same,
            selection,
            caret,
            lens,
            margin: 40.0,
            frames,
            quiet,
            voices: Some(&voices),
            case: &[],
            agreed: &[],
            absent: &[],
            focus,
        };
        Page::new(&mut flow, &mut engine, &mut kept, MEASURE, scene, heights)
    }

    fn page_of(text: &str, marks: &[Mark], besides: Besides) -> Page {
        page_in(-200.0..2000.0, text, marks, besides)
    }

    fn page(text: &str, marks: &[Mark]) -> Page {
        page_of(text, marks, Besides::default())
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
        let page = page_of(
            "Layla visited Haifa",
            &[],
            Besides { selection: Some((0, 5)), caret: Some(Caret::after(5)), ..Besides::default() },
        );
        assert!((page.selection[0].right - page.caret.unwrap().right).abs() < 2.0);
    }

    #[test]
    fn the_lens_shows_where_a_direction_mark_stands() {
        let marked = page_of("ab\u{200F}c d", &[], Besides { lens: Lens::On, ..Besides::default() });
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

    /// The same, scrolled down.
    fn framed_from(top: f64, text: &str, marks: &[Mark]) -> Page {
        let joins: Vec<Join> = (1..marks.len()).map(|mark| Join { mark, role: "agent".into() }).collect();
        framed_in(top..top + 300.0, text, marks, &joins)
    }

    fn framed_by(text: &str, marks: &[Mark], joins: &[Join]) -> Page {
        framed_in(0.0..300.0, text, marks, joins)
    }

    fn framed_in(heights: Range<f64>, text: &str, marks: &[Mark], joins: &[Join]) -> Page {
        let frames = [FrameMark { mark: 0, joins: joins.to_vec() }];
        let focus = Some(Focus { frames: &frames, offered: &[], lit: &[] });
        page_in(heights, text, marks, Besides { chosen: Some(0), focus, ..Besides::default() })
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

    /// A mark about the whole document.
    fn document_mark(form: Form, missing: &str) -> Mark {
        Mark { spans: Vec::new(), missing: missing.into(), ..mark(0..0, form) }
    }

    #[test]
    fn what_is_about_the_document_stands_above_the_text_and_its_arc_starts_there() {
        let marks = [document_mark(Form::Stance(Some(Sign::Favour)), ""), mark(14..19, Form::Entity)];
        let frames = [FrameMark { mark: 0, joins: vec![Join { mark: 1, role: "target".into() }] }];
        let page = page_of(
            "Layla visited Haifa",
            &marks,
            Besides { focus: Some(Focus { frames: &frames, offered: &[], lit: &[] }), ..Besides::default() },
        );
        let (chip, [_, y]) = (&page.chips[0], page.arcs[0].points[0]);
        let text_top = page.texts[0].y - MEASURE.size;
        assert!(chip.mark == 0 && chip.rect.bottom < text_top && chip.rect.top == y, "{:?} {y}", chip.rect);
    }

    #[test]
    fn a_heading_that_was_scrolled_away_is_named_at_the_edge() {
        let text = "Layla visited Haifa\n".repeat(40);
        let marks = [document_mark(Form::Event, ""), mark(254..259, Form::Entity)];
        let page = framed_from(500.0, &text, &marks);
        let tag = page.tags.iter().find(|tag| tag.arrow.is_some()).unwrap();
        assert!(tag.mark == 0 && tag.arrow.unwrap().is_up);
    }

    #[test]
    fn who_is_out_of_sight_is_named_with_the_role_and_the_words() {
        let text = "زارت ليلى مدينة حيفا أمس\n".repeat(40);
        let last = text.rfind("حيفا").unwrap();
        let page = framed(&text, &[mark(span(&text, "زارت"), Form::Event), mark(last..last + 8, Form::Entity)]);
        let said = page.tags.iter().find(|tag| tag.arrow.is_some()).and_then(|tag| tag.text.as_ref()).unwrap();
        assert_eq!(said.layout.text().replace(['\u{2068}', '\u{2069}'], ""), "agent: حيفا");
    }

    #[test]
    fn a_filler_of_two_frames_says_what_it_plays_in_both() {
        let text = "Layla visited Haifa and left";
        let marks = [mark(0..5, Form::Entity), mark(6..13, Form::Event), mark(24..28, Form::Event)];
        let frame = |at, role: &str| FrameMark { mark: at, joins: vec![Join { mark: 0, role: role.into() }] };
        let frames = [frame(1, "guest"), frame(2, "mover")];
        let page = page_of(
            text,
            &marks,
            Besides { focus: Some(Focus { frames: &frames, offered: &[], lit: &[] }), ..Besides::default() },
        );
        assert_eq!((page.arcs.len(), page.tags.len(), page.chips.len()), (2, 1, 2));
        assert_eq!(&**page.tags[0].text.as_ref().unwrap().layout.text(), "guest · mover");
        assert!(page.highlights.iter().all(|highlight| !highlight.is_dimmed));
    }

    #[test]
    fn all_frames_are_seen_quietly_and_without_roles_and_the_one_looked_at_clearly() {
        let text = "Layla visited Haifa and left";
        let marks = [mark(0..5, Form::Entity), mark(6..13, Form::Event), mark(24..28, Form::Event)];
        let frame = |at| FrameMark { mark: at, joins: vec![Join { mark: 0, role: "agent".into() }] };
        let frames = [frame(1), frame(2)];
        let looks = |focus: Option<Focus>| {
            let page = page_of(text, &marks, Besides { frames: &frames, focus, ..Besides::default() });
            (page.arcs.iter().map(|arc| arc.look).collect::<Vec<_>>(), page.tags.len())
        };
        assert_eq!(looks(None), (vec![Look::Quiet, Look::Quiet], 0));
        let focus = Focus { frames: &frames[..1], offered: &[], lit: &[] };
        assert_eq!(looks(Some(focus)), (vec![Look::Faint, Look::Clear], 1));
    }

    #[test]
    fn a_frame_that_lacks_something_says_what_when_it_is_chosen() {
        let marks = [Mark { missing: "Target".into(), ..mark(6..13, Form::Stance(None)) }];
        let said = |chosen: Option<usize>| {
            let page = page_of("Layla praised Haifa", &marks, Besides { chosen, ..Besides::default() });
            (page.chips[0].is_incomplete, page.chips[0].text.as_ref().map(|text| text.layout.text().to_string()))
        };
        assert_eq!(said(None), (true, Some("person".to_owned())));
        assert_eq!(said(Some(0)), (true, Some("person · Target?".to_owned())));
    }

    #[test]
    fn an_empty_line_takes_no_room_from_the_chips_below_it() {
        let page = page_of("Layla\n\nHaifa", &[mark(7..12, Form::Entity)], Besides::default());
        assert!(page.chips[0].text.is_some());
    }

    #[test]
    fn the_caret_of_an_empty_line_stands_on_that_line() {
        let top = |offset: usize| {
            let caret = Some(Caret::before(offset));
            page_of("Layla\n\nHaifa", &[], Besides { caret, ..Besides::default() }).caret.unwrap().top
        };
        assert!(top(0) < top(6) && top(6) < top(7));
    }

    #[test]
    fn a_quiet_mark_stands_right_below_its_words() {
        let quiet = [Quiet { range: 14..19, kind: QuietKind::Suggested }];
        let page = page_of(
            "Layla visited Haifa",
            &[mark(14..19, Form::Entity)],
            Besides { quiet: &quiet, ..Besides::default() },
        );
        let (quiet, on) = (page.quiet[0], page.highlights[0].boxes[0]);
        assert_eq!((quiet.left, quiet.right, quiet.y), (on.left, on.right, on.bottom));
    }

    #[test]
    fn other_mentions_of_who_is_chosen_are_marked_and_those_merged_with_them_too() {
        let linked = |span, id: &str| Mark { identity: Some(IdentityId::new(id)), ..mark(span, Form::Entity) };
        let marks = [linked(0..5, "layla"), linked(14..19, "haifa"), linked(24..27, "her"), mark(28..31, Form::Entity)];
        let same = [IdentityId::new("layla"), IdentityId::new("her")];
        let marked = |same: &[IdentityId]| -> Vec<usize> {
            let besides = Besides { chosen: Some(0), same, ..Besides::default() };
            let page = page_of("Layla visited Haifa and she was", &marks, besides);
            page.highlights.iter().filter(|highlight| highlight.is_same).map(|highlight| highlight.mark).collect()
        };
        assert_eq!((marked(&same), marked(&[])), (vec![2], vec![]));
    }

    #[test]
    fn what_is_out_of_sight_is_not_built() {
        let text = "Layla visited Haifa\n".repeat(500);
        let marks: Vec<Mark> = (0..500).map(|line| mark(line * 20..line * 20 + 5, Form::Entity)).collect();
        let page = page(&text, &marks);
        assert!(page.highlights.len() < 60 && page.visible.end < 60 * 20);
    }

    #[test]
    fn voices_stand_below_the_text_in_lanes_of_their_own_with_their_borders_where_the_text_has_them() {
        let text = "قال وبلينكن Blinken";
        let voice =
            |part: &str, lane, look| VoiceMark { range: span(text, part), lane, tone: Tone::from_index(lane), look };
        let voices = [voice("وبلينكن", 0, VoiceLook::Clear), voice("بلينكن", 1, VoiceLook::Clear)];
        let seen = page_of(
            text,
            &[mark(span(text, "وبلينكن"), Form::Entity)],
            Besides { voices: &voices, ..Besides::default() },
        );
        let (lines, borders) = (&seen.voices.lines, &seen.voices.borders);
        assert_eq!((lines.len(), borders.len()), (2, 4));
        assert!(lines[0].y > seen.highlights[0].underlines[0] && lines[1].y > lines[0].y);
        // Arabic begins at the right: the prefix is what the second leaves out there.
        assert!(lines[0].right > lines[1].right + 1.0 && (lines[0].left - lines[1].left).abs() < 0.01);
        assert!((borders[0].left - lines[0].right).abs() < 1.0 && (borders[1].left - lines[0].left).abs() < 1.0);
        // Of many, all stand between this line and the next.
        let two_lines = "Haifa\nHaifa";
        let many: Vec<VoiceMark> = (0..40)
            .map(|lane| VoiceMark { range: 0..5, lane, tone: Tone::from_index(lane), look: VoiceLook::Clear })
            .collect();
        let second = [mark(6..11, Form::Entity)];
        let crowd = page_of(two_lines, &second, Besides { voices: &many, ..Besides::default() });
        assert!(crowd.voices.lines.iter().all(|line| line.y < crowd.highlights[0].boxes[0].top));
        let quiet = [voice("Blinken", 0, VoiceLook::Quiet)];
        let quiet = page_of(text, &[], Besides { voices: &quiet, ..Besides::default() });
        assert_eq!((quiet.voices.lines.len(), quiet.voices.borders.len()), (1, 0));
    }
}
