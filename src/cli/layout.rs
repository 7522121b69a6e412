//! `hashiya layout`: how a text is laid out, told as JSON, so that people and other programs can compare it with other
//! engines. Offsets are UTF-8 bytes of the file, lengths pixels from the left edge of the column.

use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::model::document::{DIRECTION_WORDS, direction_from_word};
use crate::model::nearest::hint_for;
use crate::store::files;
use crate::text::bidi::{Census, Direction};
use crate::text::fonts::{Faces, Weight};
use crate::text::layout::{Layout, LineBox, Style};
use crate::text::lines::Overflow;
use crate::text::segment;
use crate::text::shape::Engine;

use super::arguments::{Arguments, usage};
use super::ending::{Exit, Failure, print};

/// What is asked of `layout`.
pub struct Question {
    pub width_px: f32,
    pub size_px: f32,
    pub direction: Direction,
    pub overflow: Overflow,
    /// Byte ranges whose boxes are asked for.
    pub spans: Vec<Range<usize>>,
}

#[derive(Serialize)]
pub struct Answer {
    paragraphs: Vec<ParagraphAnswer>,
    spans: Vec<SpanAnswer>,
}

#[derive(Serialize)]
struct ParagraphAnswer {
    start: usize,
    end: usize,
    rtl: bool,
    lines: Vec<LineAnswer>,
}

#[derive(Serialize)]
struct LineAnswer {
    start: usize,
    end: usize,
    /// Without the spaces that hang at the line's end.
    width: f32,
    runs: Vec<RunAnswer>,
}

#[derive(Serialize)]
struct RunAnswer {
    start: usize,
    end: usize,
    level: u8,
    x: f32,
    width: f32,
}

#[derive(Serialize)]
struct SpanAnswer {
    start: usize,
    end: usize,
    rects: Vec<RectAnswer>,
}

#[derive(Serialize)]
struct RectAnswer {
    /// Counted over the whole file, from 0.
    line: usize,
    x: f32,
    width: f32,
}

/// `hashiya layout FILE --width W --size S [--font A.ttf]… [--direction D] [--span START-END]… --json`
pub fn layout(mut arguments: Arguments<'_>, out: &mut dyn Write) -> std::result::Result<Exit, Failure> {
    let width_px = arguments.parsed("--width")?.ok_or_else(|| usage("`--width` is missing"))?;
    let size_px = arguments.parsed("--size")?.ok_or_else(|| usage("`--size` is missing"))?;
    let fonts = arguments.options("--font")?;
    let direction = match arguments.option("--direction")? {
        None => Direction::Auto,
        Some(word) => direction_from_word(&word)
            .ok_or_else(|| usage(format!("there is no direction `{word}` ({})", hint_for(&word, DIRECTION_WORDS))))?,
    };
    let mut spans = Vec::new();
    for written in arguments.options("--span")? {
        let range = written.split_once('-').and_then(|(start, end)| Some(start.parse().ok()?..end.parse().ok()?));
        spans.push(range.ok_or_else(|| usage(format!("`{written}` is not a span START-END in bytes")))?);
    }
    if !arguments.flag("--json") {
        return Err(usage("`--json` is missing: there is no other form yet"));
    }
    let file = arguments.expect("FILE")?;
    arguments.end()?;
    let is_length = |length: f32| length.is_finite() && length > 0.0;
    if !is_length(width_px) || !is_length(size_px) {
        return Err(usage("`--width` and `--size` are pixels, more than 0"));
    }
    let text = files::read_text(Path::new(&file))?;
    let faces = if fonts.is_empty() {
        Faces::bundled()
    } else {
        let read = |font: String| files::read(Path::new(&font)).map(|bytes| (font, bytes));
        Faces::named(fonts.into_iter().map(read).collect::<Result<_>>()?)?
    };
    let question = Question { width_px, size_px, direction, overflow: Overflow::Visible, spans };
    let answer = answer(&text, faces, &question)?;
    let json = serde_json::to_string(&answer).expect("an answer is structs, lists and finite numbers");
    print(out, &(json + "\n"))
}

/// Lays out `text` and answers.
///
/// # Errors
/// A span that is none of the text.
pub fn answer(text: &str, faces: Faces, question: &Question) -> Result<Answer> {
    for span in &question.spans {
        crate::text::span::Span::new(text, span.clone()).map_err(|error| {
            Error::new(format!("cannot show the span {}-{}: {error}", span.start, span.end))
                .hint("spans are UTF-8 bytes of the file, START-END, on character boundaries")
        })?;
    }
    let style = Style {
        size: question.size_px,
        width: question.width_px,
        weight: Weight::Regular,
        direction: question.direction,
        falls_back_to_rtl: Census::of(text).is_rtl(question.direction).unwrap_or(false),
        overflow: question.overflow,
        line_height: 1.7,
        joiners: false,
    };
    let mut engine = Engine::new(Arc::new(faces));
    let mut answer = Answer { paragraphs: Vec::new(), spans: Vec::new() };
    answer.spans.extend(question.spans.iter().map(|span| SpanAnswer {
        start: span.start,
        end: span.end,
        rects: Vec::new(),
    }));
    let mut lines_before = 0;
    for paragraph in segment::paragraphs(text) {
        let layout = Layout::new(&mut engine, &text[paragraph.clone()], &style);
        for span in &mut answer.spans {
            let within = |offset: usize| offset.saturating_sub(paragraph.start).min(paragraph.len());
            let mut boxes: Vec<LineBox> = Vec::new();
            layout.boxes(within(span.start)..within(span.end), &mut boxes);
            span.rects.extend(boxes.iter().map(|line_box| RectAnswer {
                line: lines_before + line_box.line,
                x: line_box.left,
                width: line_box.right - line_box.left,
            }));
        }
        lines_before += layout.lines().len();
        answer.paragraphs.push(paragraph_answer(&layout, paragraph));
    }
    Ok(answer)
}

fn paragraph_answer(layout: &Layout, paragraph: Range<usize>) -> ParagraphAnswer {
    let lines = layout.lines().iter().map(|line| LineAnswer {
        start: paragraph.start + line.start,
        end: paragraph.start + line.end,
        width: line.width,
        runs: line
            .runs
            .iter()
            .map(|run| RunAnswer {
                start: paragraph.start + run.start,
                end: paragraph.start + run.end,
                level: run.level,
                x: run.x,
                width: run.width,
            })
            .collect(),
    });
    ParagraphAnswer { start: paragraph.start, end: paragraph.end, rtl: layout.is_rtl(), lines: lines.collect() }
}
