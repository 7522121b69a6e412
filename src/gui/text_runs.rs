//! What a screen reader is told of a field's lines: each stretch of one direction as a run of characters (graphemes) with their
//! places, and where in them the selection is. Offsets are UTF-8 bytes; sizes are points.

use egui::accesskit::{Node, Rect as NodeRect, Role, TextDirection, TextPosition, TextSelection};
use egui::{Id, Pos2, Rect, Sense, Ui, UiBuilder, pos2};

use crate::text::caret::Selection;
use crate::text::flow::Placed;
use crate::text::layout::Layout;
use crate::text::segment;

/// AccessKit counts the characters of a run in a byte, and one may be a line end.
const LONGEST: usize = 254;

/// Characters that follow each other in the text and on the screen.
struct Run {
    id: Id,
    start: usize,
    /// The ends of the characters, in bytes from `start`.
    ends: Vec<usize>,
    /// How far from the run's reading start each begins, and the last ends.
    xs: Vec<f32>,
    /// Which characters begin a word.
    word_starts: Vec<u8>,
    direction: TextDirection,
    /// From the text's top left corner.
    rect: Rect,
    /// Whether it goes on in the line of the run before it.
    goes_on: bool,
}

/// All runs of a field, in the text's order; good until its text is laid out anew.
pub struct Runs(Vec<Run>);

impl Runs {
    /// The runs of the field `id`, which holds `text`, laid out in `placed`.
    #[must_use]
    pub fn of(id: Id, text: &str, placed: &[Placed]) -> Self {
        let mut runs = Vec::new();
        for paragraph in placed {
            let first = runs.len();
            for line in 0..paragraph.layout.lines().len() {
                collect_line(&mut runs, id, paragraph, line);
            }
            let end = paragraph.start + paragraph.layout.text().len();
            let line_end = segment::next_grapheme(text, end) - end;
            if let Some(last) = runs[first..].last_mut().filter(|_| line_end > 0) {
                last.ends.push(end - last.start + line_end);
                last.xs.extend(last.xs.last().copied());
            }
        }
        for run in &mut runs {
            run.find_words(text);
        }
        Self(runs)
    }

    /// Tells of the runs and of what is selected, with the text's top left corner at `origin`.
    pub fn tell(&self, ui: &mut Ui, id: Id, text: &str, selection: Selection, origin: Pos2) {
        let Self(runs) = self;
        ui.scope_builder(UiBuilder::new().accessibility_parent(id), |ui| {
            for (index, run) in runs.iter().enumerate() {
                let rect = run.rect.translate(origin.to_vec2());
                ui.interact(rect, run.id, Sense::hover());
                let next = runs.get(index + 1).filter(|next| next.goes_on);
                let previous = index.checked_sub(1).and_then(|index| runs.get(index)).filter(|_| run.goes_on);
                ui.ctx().accesskit_node_builder(run.id, |node| {
                    run.tell(node, text, rect);
                    next.into_iter().for_each(|next| node.set_next_on_line(next.id.accesskit_id()));
                    previous.into_iter().for_each(|previous| node.set_previous_on_line(previous.id.accesskit_id()));
                });
            }
        });
        let selected = position(runs, selection.anchor.offset).zip(position(runs, selection.head.offset));
        if let Some((anchor, focus)) = selected {
            ui.ctx().accesskit_node_builder(id, |node| node.set_text_selection(TextSelection { anchor, focus }));
        }
    }
}

/// The runs of a line in the text's order. A line without any has one that is empty.
fn collect_line(runs: &mut Vec<Run>, id: Id, placed: &Placed, line: usize) {
    let layout: &Layout = &placed.layout;
    let top = placed.top as f32 + line as f32 * layout.line_height();
    let (em, first) = (f64::from(layout.size()), runs.len());
    let mut stretches: Vec<_> =
        layout.lines()[line].runs.iter().map(|run| (run.start..run.end, run.is_rtl(), run.x, run.width)).collect();
    stretches.sort_by_key(|(range, ..)| range.start);
    if stretches.is_empty() {
        let start = layout.lines()[line].start;
        let x = if layout.is_rtl() { layout.column() } else { 0.0 };
        stretches.push((start..start, layout.is_rtl(), x, 0.0));
    }
    for (range, is_rtl, left, width) in stretches {
        let mut borders = vec![range.start];
        segment::for_each_grapheme(&layout.text()[range.clone()], |end| borders.push(range.start + end));
        let x = |offset: usize| ((layout.shaped().x(offset) - layout.shaped().x(range.start)) * em) as f32;
        // Neighbours share a border.
        let pieces = (0..borders.len().max(2) - 1).step_by(LONGEST);
        for piece in pieces.map(|at| &borders[at..(at + LONGEST + 1).min(borders.len())]) {
            let (start, from, to) = (piece[0], x(piece[0]), x(*piece.last().unwrap_or(&piece[0])));
            let (min, max) = if is_rtl { (left + width - to, left + width - from) } else { (left + from, left + to) };
            runs.push(Run {
                id: id.with(("run", runs.len())),
                start: placed.start + start,
                ends: piece[1..].iter().map(|end| end - start).collect(),
                xs: piece.iter().map(|offset| x(*offset) - from).collect(),
                word_starts: Vec::new(),
                direction: if is_rtl { TextDirection::RightToLeft } else { TextDirection::LeftToRight },
                rect: Rect::from_min_max(pos2(min, top), pos2(max, top + layout.line_height())),
                goes_on: runs.len() > first,
            });
        }
    }
}

impl Run {
    fn end(&self) -> usize {
        self.start + self.ends.last().copied().unwrap_or(0)
    }

    fn find_words(&mut self, text: &str) {
        let mut start = 0;
        for (end, is_word) in segment::word_boundaries(&text[self.start..self.end()]).skip(1) {
            if is_word {
                self.word_starts.extend(u8::try_from(self.ends.partition_point(|end| *end <= start)));
            }
            start = end;
        }
    }

    fn tell(&self, node: &mut Node, text: &str, rect: Rect) {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let lengths = starts.zip(&self.ends).map(|(start, end)| u8::try_from(end - start).unwrap_or(u8::MAX));
        node.set_role(Role::TextRun);
        node.set_text_direction(self.direction);
        let Rect { min, max } = rect;
        node.set_bounds(NodeRect { x0: min.x.into(), y0: min.y.into(), x1: max.x.into(), y1: max.y.into() });
        node.set_value(&text[self.start..self.end()]);
        node.set_character_lengths(lengths.collect::<Vec<u8>>());
        node.set_character_positions(self.xs[..self.ends.len()].to_vec());
        node.set_character_widths(self.xs.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<f32>>());
        node.set_word_starts(self.word_starts.clone());
    }
}

/// Where `offset` is: in the run that begins there rather than in the one that ends.
fn position(runs: &[Run], offset: usize) -> Option<TextPosition> {
    let run = runs[..runs.partition_point(|run| run.start <= offset)].last()?;
    let character_index = run.ends.partition_point(|end| run.start + end <= offset);
    Some(TextPosition { node: run.id.accesskit_id(), character_index })
}
