//! Text that is hard to set, each case by name: what a page of Arabic or Vietnamese news, or bad input, may bring. Offsets
//! are UTF-8 bytes, lengths pixels.

use std::ops::Range;
use std::sync::Arc;

use super::{Random, TROUBLE};
use crate::text::bidi::Direction;
use crate::text::caret::Caret;
use crate::text::flow::Flow;
use crate::text::fonts::Faces;
use crate::text::layout::{Glyph, GlyphKind, Layout, LineBox, Style};
use crate::text::lines::{BYTES_PER_EM, Overflow};
use crate::text::runs;
use crate::text::segment;
use crate::text::shape::Engine;

const NASKH: &[u8] = include_bytes!("../../../assets/fonts/NotoNaskhArabic-Regular.ttf");

/// Pixels per em, so that lengths are in the units of the bundled faces.
const SIZE: f32 = 1000.0;

fn bundled() -> Engine {
    Engine::new(Arc::new(Faces::bundled()))
}

/// `text` in one line.
fn one_line(text: &str) -> Layout {
    Layout::new(&mut bundled(), text, &Style { falls_back_to_rtl: false, ..Style::label(SIZE) })
}

fn in_column(text: &str, width: f32, overflow: Overflow) -> Layout {
    Layout::new(&mut bundled(), text, &Style { width, overflow, ..Style::label(16.0) })
}

fn lines(layout: &Layout) -> Vec<&str> {
    layout.lines().iter().map(|line| &layout.text()[line.start..line.end]).collect()
}

fn glyphs(layout: &Layout) -> Vec<Glyph> {
    layout.glyphs(0).collect()
}

/// The boxes of `range` in the first line, as left and right edges.
fn edges(layout: &Layout, range: Range<usize>) -> Vec<(f32, f32)> {
    let mut boxes: Vec<LineBox> = Vec::new();
    layout.boxes(range, &mut boxes);
    boxes.iter().map(|line_box| (line_box.left.round(), line_box.right.round())).collect()
}

/// Where the stops in the first line stand, in the text's order, from its right edge.
fn stops_from_the_right(layout: &Layout, offsets: &[usize]) -> Vec<f32> {
    let right = layout.caret(Caret::before(0)).x;
    offsets.iter().map(|&offset| (right - layout.caret(Caret::before(offset)).x).round()).collect()
}

#[test]
fn a_range_is_two_boxes_where_it_is_split_by_direction() {
    // Shown: `one ` and then the Arabic from right to left: ل ا ق stands as قال, its first letter at its right.
    let layout = one_line("one قال two");
    let all = |range: Range<usize>| edges(&layout, range);
    let [(one_left, _)] = all(0..1)[..] else { panic!() };
    let (qaf, alef, lam) = (all(4..6)[0], all(6..8)[0], all(8..10)[0]);
    assert_eq!((lam.1, alef.1), (alef.0, qaf.0));
    assert_eq!(one_left, 0.0);
    assert_eq!(all(4..10), [(lam.0, qaf.1)]);
    // From within `one` into the Arabic: up to the space, and the letter at the far right.
    let space = all(3..4)[0];
    assert_eq!(all(1..6), [(all(1..2)[0].0, space.1), qaf]);
    // From within the Arabic to the end: its left part, and all that follows.
    assert_eq!(all(6..13), [(lam.0, alef.1), (qaf.1, all(12..13)[0].1)]);
}

#[test]
fn a_latin_name_in_an_arabic_line_splits_a_range_too() {
    let layout = one_line("قال Blinken أمس للصحفيين");
    let (name, before, after) = (edges(&layout, 7..14)[0], edges(&layout, 6..7)[0], edges(&layout, 14..15)[0]);
    assert_eq!((after.1, name.1), (name.0, before.0));
    let first_letters = edges(&layout, 0..9);
    assert_eq!(first_letters.len(), 2);
    assert_eq!((first_letters[0].0, first_letters[1].0), (name.0, before.0));
}

#[test]
fn letters_join_across_the_border_of_a_span() {
    // The name after the prefix: its first letter is not the isolated one, and the span borders on the prefix.
    let layout = one_line("وبلينكن");
    let alone = glyphs(&one_line("ب"));
    let within: Vec<_> = glyphs(&layout).into_iter().filter(|glyph| (glyph.start, glyph.end) == (2, 4)).collect();
    // (Its dot is a glyph of its own, and always the same.)
    assert!(within.iter().any(|glyph| alone.iter().all(|other| other.id != glyph.id)));
    let (prefix, name) = (edges(&layout, 0..2)[0], edges(&layout, 2..14)[0]);
    assert_eq!((name.0, name.1), (0.0, prefix.0));
}

#[test]
fn carets_stand_in_a_ligature_where_the_face_says() {
    // Naskh draws اللّٰه as one glyph 1190 wide, with carets at 453, 692 and 960 from its left.
    let layout = one_line("الل\u{651}\u{670}ه");
    assert_eq!(glyphs(&layout).len(), 1);
    assert_eq!(stops_from_the_right(&layout, &[2, 4, 10]), [1190.0 - 960.0, 1190.0 - 692.0, 1190.0 - 453.0]);
    assert_eq!(edges(&layout, 2..10), [(453.0, 960.0)]);
    // And Sans `ffi`, at 315 and 631.
    let layout = one_line("ffi");
    assert_eq!(glyphs(&layout).len(), 1);
    assert_eq!((edges(&layout, 0..1), edges(&layout, 1..2)), (vec![(0.0, 315.0)], vec![(315.0, 631.0)]));
}

#[test]
fn carets_divide_a_ligature_evenly_where_the_face_is_silent() {
    let faces = Faces::named(vec![("silent".to_owned(), without_ligature_carets(NASKH))]).unwrap();
    let layout = Layout::new(&mut Engine::new(Arc::new(faces)), "الل\u{651}\u{670}ه", &Style::label(SIZE));
    assert_eq!(glyphs(&layout).len(), 1);
    assert_eq!(stops_from_the_right(&layout, &[2, 4, 10]), [298.0, 595.0, 893.0]);
    // A span that begins inside covers the glyph's left part.
    assert_eq!(edges(&layout, 4..12), [(0.0, 595.0)]);
}

/// The face with its GDEF table's list of ligature carets left out.
fn without_ligature_carets(face: &[u8]) -> Vec<u8> {
    let mut face = face.to_vec();
    let number = |at: usize| u32::from_be_bytes(*face[at..].first_chunk().unwrap()) as usize;
    let tables = number(4) >> 16;
    let record = (0..tables).map(|index| 12 + 16 * index).find(|at| &face[*at..at + 4] == b"GDEF").unwrap();
    let gdef = number(record + 8);
    face[gdef + 8..gdef + 10].fill(0);
    face
}

#[test]
fn a_caption_that_begins_in_latin_reads_by_its_majority() {
    let reads_rtl = |text: &str| one_line(text).is_rtl();
    assert!(reads_rtl("Topshot - الأمينة العامة ليلى حداد في هايفونغ"));
    assert!(reads_rtl("(AFP) قال وزير الخارجية أنتوني Blinken"));
    assert!(!reads_rtl("The minister said “نعم” and left"));
    let first_strong = Style { direction: Direction::FirstStrong, ..Style::label(SIZE) };
    assert!(!Layout::new(&mut bundled(), "Topshot - الأمينة العامة", &first_strong).is_rtl());
}

#[test]
fn a_paragraph_without_letters_follows_its_document() {
    let flow = |text: &str| {
        let (mut flow, mut engine) = (Flow::new(text.into(), Style::label(16.0), 0.0), bundled());
        let paragraphs = flow.visible(&mut engine, 0.0, f64::INFINITY);
        paragraphs.iter().map(|paragraph| paragraph.layout.is_rtl()).collect::<Vec<_>>()
    };
    assert_eq!(flow("خبر\n17 - 0\n\nabc"), [true, true, true, false]);
    assert_eq!(flow("abc\n17 - 0\n\nخبر"), [false, false, false, true]);
}

#[test]
fn spaces_hang_at_a_lines_end_and_break_nothing() {
    let four = one_line("abcd").lines()[0].width * 16.0 / SIZE;
    let layout = in_column("abcd     efgh", four + 1.0, Overflow::Visible);
    assert_eq!(lines(&layout), ["abcd     ", "efgh"]);
    assert!((layout.lines()[0].width - four).abs() < 0.01);
    // To the right of what is aligned left, to the left of what is aligned right.
    assert!(layout.lines()[0].runs[0].width > four + 5.0 && layout.lines()[0].runs[0].x == 0.0);
    let layout = in_column("قالوا     نعم", 40.0, Overflow::Visible);
    assert_eq!(lines(&layout), ["قالوا     ", "نعم"]);
    let line = &layout.lines()[0];
    assert!((line.left + line.width - 40.0).abs() < 0.01 && line.runs[0].x < line.left - 5.0);
    // Nor after a word that is broken itself.
    assert_eq!(lines(&in_column("abc   d", 0.0, Overflow::Anywhere)), ["a", "b", "c   ", "d"]);
}

#[test]
fn what_hangs_takes_the_direction_of_its_line() {
    // UAX #9 L1: the space between two Latin words, where the line ends between them, stands to the left of the first.
    let layout = in_column("قال إن Layla Haddad قالت نعم", 95.0, Overflow::Visible);
    assert_eq!(lines(&layout), ["قال إن Layla ", "Haddad قالت ", "نعم"]);
    let (space, name) = (&layout.lines()[0].runs[0], &layout.lines()[0].runs[1]);
    assert_eq!((space.level, name.level), (1, 2));
    assert_eq!(&layout.text()[space.start..space.end], " ");
}

#[test]
fn an_empty_paragraph_is_one_line_with_a_caret_at_its_start() {
    let layout = in_column("", 300.0, Overflow::Visible);
    assert_eq!((layout.lines().len(), layout.caret(Caret::before(0)).x), (1, 0.0));
    let rtl = Style { width: 300.0, falls_back_to_rtl: true, ..Style::label(16.0) };
    assert_eq!(Layout::new(&mut bundled(), "", &rtl).caret(Caret::before(0)).x, 300.0);
}

#[test]
fn a_carriage_return_before_a_line_feed_is_seen_by_nobody() {
    let (mut flow, mut engine) = (Flow::new("ab\r\nc".into(), Style::label(16.0), 0.0), bundled());
    let placed = flow.visible(&mut engine, 0.0, f64::INFINITY);
    assert_eq!(placed.iter().map(|it| (it.start, it.layout.text().len())).collect::<Vec<_>>(), [(0, 2), (4, 1)]);
    // A caret between the two stands where the paragraph ends.
    assert_eq!(flow.caret_box(&mut engine, Caret::before(3)), flow.caret_box(&mut engine, Caret::before(2)));
}

#[test]
fn line_separators_end_lines_and_leave_no_mark() {
    for separator in ["\u{2028}", "\u{2029}", "\u{b}", "\u{c}", "\u{85}", "\r"] {
        let layout = in_column(&format!("a{separator}b"), 300.0, Overflow::Visible);
        assert_eq!(lines(&layout), [format!("a{separator}"), "b".to_owned()]);
        assert_eq!(layout.glyphs(0).count(), 1);
        assert_eq!(layout.lines()[0].runs[0].width, layout.lines()[0].width);
    }
}

#[test]
fn a_tab_is_as_wide_as_four_spaces() {
    let space = edges(&one_line("a b"), 1..2)[0];
    let tab = edges(&one_line("a\tb"), 1..2)[0];
    assert_eq!(tab.1 - tab.0, 4.0 * (space.1 - space.0));
}

#[test]
fn a_lone_mark_can_be_selected_and_stood_beside() {
    for text in ["\u{301}", "\u{64e}", " \u{64e}", "\u{200d}", "\u{fe0f}"] {
        let layout = one_line(text);
        assert_eq!(layout.gaps(0).len(), 2, "{text:?}");
        assert_eq!(edges(&layout, 0..text.len()).len(), 1, "{text:?}");
    }
}

#[test]
fn a_character_no_face_has_is_shown_by_its_code() {
    let kinds = |text: &str| glyphs(&one_line(text)).iter().map(|glyph| glyph.kind).collect::<Vec<_>>();
    assert_eq!(kinds("a\u{13080}"), [GlyphKind::Ink, GlyphKind::Unknown('\u{13080}')]);
    assert_eq!(kinds("\u{1}a"), [GlyphKind::Unknown('\u{1}'), GlyphKind::Ink]);
    assert!(glyphs(&one_line("\u{13080}"))[0].advance > 0.0);
}

#[test]
fn composed_and_decomposed_vietnamese_are_as_wide() {
    let composed = "Nguyễn Thị Ánh Tuyết, Đặng Quốc Khánh: “Ế Ề Ể Ễ Ệ, ự ữ ử ừ ứ, hoà ước”";
    let decomposed: String = icu_normalizer::DecomposingNormalizerBorrowed::new_nfd().normalize(composed).into_owned();
    assert!(decomposed.len() > composed.len() + 20);
    assert_eq!(one_line(composed).lines()[0].width, one_line(&decomposed).lines()[0].width);
    let ids = |text: &str| glyphs(&one_line(text)).iter().map(|glyph| glyph.id).collect::<Vec<_>>();
    assert_eq!(ids(composed), ids(&decomposed));
}

#[test]
fn a_word_never_mixes_the_bundled_faces() {
    // Naskh has the Latin letters of English, but not all of Vietnamese.
    let layout = one_line("قال الرئيس Nguyễn Xuân Phúc في Washington");
    let of_latin = |glyph: &&Glyph| layout.text().as_bytes()[glyph.start].is_ascii_alphabetic();
    let faces: Vec<_> = glyphs(&layout).iter().filter(of_latin).map(|glyph| glyph.face).collect();
    assert!(faces.len() > 15 && faces.iter().all(|face| *face == faces[0]));
}

#[test]
fn deep_embeddings_are_set() {
    for control in ["\u{202b}", "\u{202a}", "\u{202e}", "\u{2067}", "\u{2068}"] {
        let text = format!("a{}قال b", control.repeat(200));
        let layout = one_line(&text);
        assert!(layout.gaps(0).len() > 200);
        assert!(glyphs(&layout).iter().filter(|glyph| glyph.kind == GlyphKind::Ink).count() >= 5);
    }
}

#[test]
fn six_hundred_thousand_characters_without_a_space_are_set() {
    // A word; and what would take hours if any step looked back from each place to the beginning.
    for part in ["ب", "a\u{3000}", "\u{2028}", "\u{600}1"] {
        let text = part.repeat(600_000 / part.chars().count());
        let layout = in_column(&text, 600.0, Overflow::Anywhere);
        assert_eq!(layout.lines().last().unwrap().end, text.len());
        assert!(layout.lines().iter().all(|line| line.width <= 600.0), "{part:?}");
        // So far from the start, letters still stand one beside the other.
        let of_line: Vec<_> = layout.glyphs(layout.lines().len() / 2).filter(|glyph| glyph.advance > 0.0).collect();
        let worst = |pair: &[Glyph]| (pair[0].x + pair[0].advance - pair[1].x).abs();
        let worst = of_line.windows(2).map(worst).fold(0.0, f32::max);
        assert!(worst < 0.5, "{part:?} {worst}");
    }
}

#[test]
fn marks_and_joined_emoji_without_end_are_several_graphemes_of_few_glyphs_each() {
    for part in ["\u{301}", "👩\u{200d}", "\u{200d}", "\u{64e}\u{651}", "क\u{94d}"] {
        let text = format!("ab{}", part.repeat(20_000 / part.len()));
        let layout = in_column(&text, 600.0, Overflow::Anywhere);
        let mut at = 0;
        while at < text.len() {
            let end = segment::next_grapheme(&text, at);
            assert!(end - at <= runs::LONGEST_GRAPHEME + 8, "{part:?} {at}..{end}");
            assert!(
                layout.shaped().is_stop(end) && segment::previous_grapheme(&text, end) == at,
                "{part:?} {at}..{end}"
            );
            at = end;
        }
        let drawn: usize = (0..layout.lines().len()).map(|line| layout.glyphs(line).count()).sum();
        assert!(drawn <= text.len() / 2 && layout.lines().iter().all(|line| line.width <= 600.0), "{part:?} {drawn}");
    }
    // What somebody may have meant is drawn whole.
    let piled = format!("a{}", "\u{301}".repeat(100));
    assert_eq!((glyphs(&one_line(&piled)).len(), one_line(&piled).gaps(0).len()), (100, 2));
}

#[test]
fn nothing_fails_at_any_width() {
    let mut engine = bundled();
    let mut random = Random(11);
    for round in 0..600 {
        let text = if round % 2 == 0 {
            random.text(TROUBLE, 30)
        } else if round % 15 == 1 {
            let endless = random.one_of(TROUBLE).repeat(random.below(400));
            random.text(TROUBLE, 6) + &endless + &random.text(TROUBLE, 6)
        } else {
            let bytes: Vec<u8> = (0..random.below(120)).map(|_| random.below(256) as u8).collect();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        for width in [0.0, 1.0, 33.3, 700.0, 1e9, f32::INFINITY] {
            for overflow in [Overflow::Visible, Overflow::Anywhere] {
                let style = Style { width, overflow, joiners: round % 3 == 0, ..Style::label(15.0) };
                let layout = Layout::new(&mut engine, &text, &style);
                let ends: Vec<_> = layout.lines().iter().map(|line| line.end).collect();
                assert!(ends.is_sorted() && ends.last() == Some(&text.len()), "{ends:?} of {text:?}");
                let numbers = layout.lines().iter().flat_map(|line| [line.left, line.width]);
                assert!(numbers.chain([layout.height(), layout.baseline()]).all(f32::is_finite), "{text:?}");
                let mut runs = layout.lines().iter().flat_map(|line| &line.runs);
                assert!(runs.all(|run| run.width >= 0.0), "the pen steps back in {text:?}");
                assert!((0..ends.len()).all(|line| layout.glyphs(line).all(|it| it.x.is_finite())), "{text:?}");
                assert!(layout.hit(random.below(900) as f32, random.below(90) as f32).offset <= text.len());
            }
        }
    }
}

#[test]
fn what_has_no_width_or_hangs_without_end_is_several_lines() {
    const SIZE: f32 = 16.0;
    let most = 600.0 / f64::from(SIZE) * BYTES_PER_EM;
    for part in
        ["\u{ad}", " ", "\0", "\u{200b}", "\u{2060}", "\t", "\u{202b}", "\u{301}", " \u{301}", "\u{2060}\u{ad} "]
    {
        for before in ["", "قال ", "said "] {
            let text = format!("{before}{} end", part.repeat(30_000 / part.len()));
            let layout = in_column(&text, 600.0, Overflow::Anywhere);
            let lines = layout.lines();
            let longest = lines.iter().map(|line| line.end - line.start).max().unwrap_or_default();
            assert!(
                longest as f64 <= most && lines.len() >= 13,
                "{part:?} after {before:?}: {longest}, {}",
                lines.len()
            );
            assert!(lines.iter().all(|line| layout.shaped().is_stop(line.end) && line.width <= 600.0), "{part:?}");
            // Only where one may ask for it: what is not to be broken is one line still.
            let whole = in_column(&text, 600.0, Overflow::Visible);
            assert!(part == "\u{200b}" || whole.lines().len() < 4, "{part:?}: {}", whole.lines().len());
        }
    }
}

#[test]
fn letters_with_all_their_marks_fill_their_lines() {
    for text in ["اَّ".repeat(2_000), "i\u{301}\u{323}".repeat(2_000), "ب\u{650}\u{651}\u{670}".repeat(2_000)] {
        let layout = in_column(&text, 600.0, Overflow::Anywhere);
        let (_, full) = layout.lines().split_last().unwrap();
        assert!(full.len() > 5 && full.iter().all(|line| line.width > 580.0), "{:?}", full.last());
    }
}
