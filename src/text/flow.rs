//! A whole document as a column of paragraphs (split at line feeds), laid out where it is seen. What was not yet laid out has
//! an estimated height. Offsets are bytes of the document; geometry is in pixels, y from the document's top, x from the
//! column's left edge.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::ops::Range;
use std::sync::Arc;

use super::bidi::{Census, Direction};
use super::caret::{Caret, Sight};
use super::layout::{Layout, LineBox, Style};
use super::segment;
use super::shape::Engine;
use super::shaped::Shaped;

/// Of a document whose direction is asked for, this much of its beginning, in bytes, is counted.
const CENSUS_LENGTH: usize = 1 << 16;

/// Paragraphs are shaped together up to this many bytes.
const SHAPED_TOGETHER: usize = 1 << 16;

/// Paragraphs that are kept as they were shaped and laid out while scrolling through a long document.
const KEPT: usize = 4096;

/// An empty paragraph is this part of a line high: texts from the web are full of them.
const EMPTY_SHARE: f32 = 0.4;

/// A document's paragraphs, with the layouts of those that were needed so far. Cloning it shares these.
#[derive(Clone)]
pub struct Flow {
    text: Arc<str>,
    style: Style,
    /// Pixels between paragraphs.
    gap: f32,
    /// The part of a line's height that an empty paragraph has.
    empty_share: f32,
    paragraphs: Arc<[Paragraph]>,
    heights: Heights,
    /// Of those paragraphs that were needed, what is kept.
    set: HashMap<usize, SetParagraph>,
    /// The paragraphs that are kept shaped, the one that was shaped first in front.
    kept: VecDeque<usize>,
}

/// Bytes of the document. There may be a million, so that nothing else is kept of each.
#[derive(Clone, Copy)]
struct Paragraph {
    start: usize,
    end: usize,
}

#[derive(Clone)]
struct SetParagraph {
    shaped: Arc<Shaped>,
    layout: Option<Arc<Layout>>,
}

/// A rectangle over text of one line. Top and bottom are the line's, not the ink's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextBox {
    pub left: f32,
    pub right: f32,
    pub top: f64,
    pub bottom: f64,
    pub baseline: f64,
}

/// Where a caret is drawn, over the line's whole height.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CaretBox {
    pub x: f32,
    pub top: f64,
    pub bottom: f64,
    /// Whether the character the caret clings to runs right to left.
    pub is_rtl: bool,
}

/// A laid-out paragraph in its place.
#[derive(Debug, Clone)]
pub struct Placed {
    /// Its first byte and the y of its top, in the document.
    pub start: usize,
    pub top: f64,
    pub layout: Arc<Layout>,
}

impl Placed {
    /// The lines that touch the strip from `top` to `bottom`, in the document's y.
    #[must_use]
    pub fn lines_within(&self, top: f64, bottom: f64) -> Range<usize> {
        let line_height = f64::from(self.layout.line_height());
        let count = self.layout.lines().len();
        let first = ((top - self.top) / line_height).floor().clamp(0.0, count as f64) as usize;
        let end = ((bottom - self.top) / line_height).ceil().clamp(0.0, count as f64) as usize;
        first..end.max(first)
    }

    fn text_box(&self, line_box: &LineBox) -> TextBox {
        let top = self.top + line_box.line as f64 * f64::from(self.layout.line_height());
        TextBox {
            left: line_box.left,
            right: line_box.right,
            top,
            bottom: top + f64::from(self.layout.line_height()),
            baseline: top + f64::from(self.layout.baseline()),
        }
    }
}

impl Flow {
    /// The document `text`, set in `style`, with `gap` pixels between paragraphs. A paragraph with no strong character follows
    /// the document's direction; `style.falls_back_to_rtl` speaks only for a document without any.
    #[must_use]
    pub fn new(text: Arc<str>, style: Style, gap: f32) -> Self {
        let mut paragraphs = Vec::with_capacity(segment::paragraph_count(&text));
        paragraphs.extend(segment::paragraphs(&text).map(|range| Paragraph { start: range.start, end: range.end }));
        let (empty_share, heights, set, kept) = (EMPTY_SHARE, Heights::default(), HashMap::new(), VecDeque::new());
        let mut flow = Self { text, style, gap, empty_share, paragraphs: paragraphs.into(), heights, set, kept };
        flow.style = flow.with_fallback(style);
        flow.estimate();
        flow
    }

    /// The same with empty paragraphs as high as any line, as where one types.
    #[must_use]
    pub fn with_full_empty_lines(self) -> Self {
        let mut flow = Self { empty_share: 1.0, ..self };
        flow.estimate();
        flow
    }

    /// The same for `text`, which somebody types: paragraphs that are as they were, before and after what changed, keep their
    /// layouts.
    #[must_use]
    pub fn with_text(mut self, text: Arc<str>) -> Self {
        let mut flow = Self::new(text, self.style, self.gap);
        flow.empty_share = self.empty_share;
        flow.estimate();
        if flow.style == self.style {
            let (old, new) = (self.paragraphs.len(), flow.paragraphs.len());
            let most = old.min(new);
            let same = |(a, b): &(usize, usize)| self.paragraph_text(*a) == flow.paragraph_text(*b);
            let before = (0..most).map(|index| (index, index)).take_while(same).count();
            let after = (1..=most - before).map(|back| (old - back, new - back)).take_while(same).count();
            let kept = (0..before).map(|index| (index, index)).chain((1..=after).map(|back| (old - back, new - back)));
            for (from, to) in kept {
                if let Some(SetParagraph { shaped, layout }) = self.set.remove(&from) {
                    flow.keep_shaped(to, shaped);
                    layout.into_iter().for_each(|layout| flow.keep_layout(to, layout));
                }
            }
        }
        flow
    }

    /// Another width, size or direction. What was shaped is kept where it still holds.
    pub fn set_style(&mut self, style: Style, gap: f32) {
        let style = self.with_fallback(style);
        if style == self.style && gap == self.gap {
            return;
        }
        let reshape = style.shape_style() != self.style.shape_style();
        (self.style, self.gap) = (style, gap);
        self.set.values_mut().for_each(|set| set.layout = None);
        if reshape {
            self.set.clear();
            self.kept.clear();
        }
        self.estimate();
    }

    fn with_fallback(&self, style: Style) -> Style {
        let head = self.text.floor_char_boundary(CENSUS_LENGTH);
        let direction = if style.direction == Direction::FirstStrong { style.direction } else { Direction::Auto };
        let own = Census::of(&self.text[..head]).is_rtl(direction);
        Style { falls_back_to_rtl: own.unwrap_or(style.falls_back_to_rtl), ..style }
    }

    #[must_use]
    pub fn style(&self) -> &Style {
        &self.style
    }

    /// Whether the document as a whole runs right to left.
    #[must_use]
    pub fn is_rtl(&self) -> bool {
        match self.style.direction {
            Direction::RightToLeft => true,
            Direction::LeftToRight => false,
            Direction::Auto | Direction::FirstStrong => self.style.falls_back_to_rtl,
        }
    }

    #[must_use]
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Pixels, partly an estimate until everything was seen.
    #[must_use]
    pub fn height(&self) -> f64 {
        (self.heights.total() - f64::from(self.gap)).max(0.0)
    }

    /// How far the document's top has moved against what is at `y` is told by comparing [`Flow::paragraph_top`] of
    /// [`Flow::paragraph_at`] before and after: estimates above become true heights.
    #[must_use]
    pub fn paragraph_at(&self, y: f64) -> usize {
        self.heights.find(y).min(self.paragraphs.len() - 1)
    }

    #[must_use]
    pub fn paragraph_top(&self, paragraph: usize) -> f64 {
        self.heights.before(paragraph)
    }

    /// Where the line that stands at `y` begins, as far as it was laid out; else its paragraph.
    #[must_use]
    pub fn first_byte_at(&self, y: f64) -> usize {
        let paragraph = self.paragraph_at(y.max(0.0));
        let line = self.layout_of(paragraph).and_then(|layout| {
            let line = ((y - self.heights.before(paragraph)).max(0.0) / f64::from(layout.line_height())) as usize;
            layout.lines().get(line)
        });
        self.paragraphs[paragraph].start + line.map_or(0, |line| line.start)
    }

    /// The paragraphs that touch the strip from `top` to `bottom`, laid out.
    pub fn visible(&mut self, engine: &mut Engine, top: f64, bottom: f64) -> Vec<Placed> {
        let first = self.paragraph_at(top.max(0.0));
        self.shape_within(engine, first, bottom);
        let mut placed = Vec::new();
        for index in first..self.paragraphs.len() {
            if self.heights.before(index) > bottom {
                break;
            }
            placed.push(self.placed(engine, index));
        }
        self.forget_first();
        placed
    }

    /// How many bytes the paragraphs have that touch the strip from `top` to `bottom`: laying them out takes as long as that.
    #[must_use]
    pub fn bytes_within(&self, top: f64, bottom: f64) -> usize {
        self.touching(top, bottom).map(|index| self.bytes_of(index)).sum()
    }

    /// How many of these bytes were not laid out yet.
    #[must_use]
    pub fn unset_within(&self, top: f64, bottom: f64) -> usize {
        self.touching(top, bottom).map(|index| self.unset(index)).sum()
    }

    /// How many bytes the longest of these paragraphs has that was not laid out yet.
    #[must_use]
    pub fn longest_unset_within(&self, top: f64, bottom: f64) -> usize {
        self.touching(top, bottom).map(|index| self.unset(index)).max().unwrap_or(0)
    }

    /// How many bytes the paragraph has that holds `offset`, if it was not laid out yet; else 0.
    #[must_use]
    pub fn unset_at(&self, offset: usize) -> usize {
        self.unset(self.paragraph_of(offset))
    }

    /// How many bytes the longest paragraph has that is laid out.
    #[must_use]
    pub fn longest_set(&self) -> usize {
        let laid_out = self.set.iter().filter(|(_, set)| set.layout.is_some());
        laid_out.map(|(index, _)| self.bytes_of(*index)).max().unwrap_or(0)
    }

    /// About how many bytes of memory it takes, without the text and the words that others share.
    #[must_use]
    pub fn weight(&self) -> usize {
        let set = self.set.values();
        let kept = set.map(|set| set.shaped.weight() + set.layout.as_ref().map_or(0, |layout| layout.weight()));
        self.paragraphs.len() * (size_of::<Paragraph>() + size_of::<f32>()) + kept.sum::<usize>()
    }

    /// How many paragraphs there are.
    #[must_use]
    pub fn paragraph_count(&self) -> usize {
        self.paragraphs.len()
    }

    fn touching(&self, top: f64, bottom: f64) -> impl Iterator<Item = usize> {
        let first = self.paragraph_at(top.max(0.0));
        (first..self.paragraphs.len()).take_while(move |index| self.heights.before(*index) <= bottom)
    }

    fn bytes_of(&self, index: usize) -> usize {
        self.paragraphs[index].end - self.paragraphs[index].start
    }

    /// How many bytes a paragraph has that was not laid out.
    fn unset(&self, index: usize) -> usize {
        if self.layout_of(index).is_none() { self.bytes_of(index) } else { 0 }
    }

    fn layout_of(&self, index: usize) -> Option<&Arc<Layout>> {
        self.set.get(&index)?.layout.as_ref()
    }

    /// Shapes together what will probably be laid out down to `bottom`.
    fn shape_within(&mut self, engine: &mut Engine, first: usize, bottom: f64) {
        let mut length = 0;
        let end = (first..self.paragraphs.len())
            .find(|&index| {
                length += self.bytes_of(index);
                length > SHAPED_TOGETHER || self.heights.before(index) > bottom
            })
            .unwrap_or(self.paragraphs.len());
        let missing: Vec<usize> = (first..end).filter(|index| !self.set.contains_key(index)).collect();
        let texts: Vec<&str> = missing.iter().map(|&index| self.paragraph_text(index)).collect();
        let shaped = engine.shape_all(&texts, &self.style.shape_style());
        for (index, shaped) in missing.into_iter().zip(shaped) {
            self.keep_shaped(index, Arc::new(shaped));
        }
    }

    fn paragraph_text(&self, index: usize) -> &str {
        &self.text[self.paragraphs[index].start..self.paragraphs[index].end]
    }

    /// Lets go of those that were shaped first. There are about as many as were just shaped, so that no frame pays for others.
    fn forget_first(&mut self) {
        let excess = self.kept.len().saturating_sub(KEPT);
        for index in self.kept.drain(..excess) {
            self.set.remove(&index);
        }
    }

    fn placed(&mut self, engine: &mut Engine, index: usize) -> Placed {
        let layout = self.layout(engine, index);
        Placed { start: self.paragraphs[index].start, top: self.heights.before(index), layout }
    }

    fn layout(&mut self, engine: &mut Engine, index: usize) -> Arc<Layout> {
        if let Some(layout) = self.layout_of(index) {
            return Arc::clone(layout);
        }
        let text = self.paragraph_text(index);
        let shaped = match self.set.get(&index) {
            Some(set) => Arc::clone(&set.shaped),
            None => Arc::new(engine.shape(text, &self.style.shape_style())),
        };
        let layout = Arc::new(Layout::of_shaped(engine.faces(), text.into(), Arc::clone(&shaped), &self.style));
        self.keep_shaped(index, shaped);
        self.keep_layout(index, Arc::clone(&layout));
        layout
    }

    fn keep_shaped(&mut self, index: usize, shaped: Arc<Shaped>) {
        match self.set.entry(index) {
            Entry::Occupied(mut set) => set.get_mut().shaped = shaped,
            Entry::Vacant(place) => {
                place.insert(SetParagraph { shaped, layout: None });
                self.kept.push_back(index);
            }
        }
    }

    fn keep_layout(&mut self, index: usize, layout: Arc<Layout>) {
        let height = if layout.shaped().len == 0 { self.empty_share * layout.height() } else { layout.height() };
        self.heights.set(index, height + self.gap);
        if let Some(set) = self.set.get_mut(&index) {
            set.layout = Some(layout);
        }
    }

    /// The paragraph that holds a caret at `offset`. One on a line end belongs to the paragraph before it.
    fn paragraph_of(&self, offset: usize) -> usize {
        self.paragraphs.partition_point(|paragraph| paragraph.start <= offset).saturating_sub(1)
    }

    /// The boxes of a byte range, line by line and left to right; only those of paragraphs within the strip.
    pub fn boxes(&mut self, engine: &mut Engine, range: Range<usize>, top: f64, bottom: f64) -> Vec<TextBox> {
        let mut boxes = Vec::new();
        let mut line_boxes = Vec::new();
        let first = self.paragraph_of(range.start).max(self.paragraph_at(top.max(0.0)));
        for index in first..self.paragraphs.len() {
            if self.paragraphs[index].start >= range.end || self.heights.before(index) > bottom {
                break;
            }
            let placed = self.placed(engine, index);
            let within = |offset: usize| offset.saturating_sub(placed.start).min(placed.layout.shaped().len);
            // Of a range over very many lines only those count that are within the strip or touch it.
            let seen = placed.lines_within(top, bottom);
            let lines =
                &placed.layout.lines()[seen.start.saturating_sub(1)..(seen.end + 1).min(placed.layout.lines().len())];
            let (Some(first), Some(last)) = (lines.first(), lines.last()) else { continue };
            line_boxes.clear();
            let seen = within(range.start).max(first.start)..within(range.end).min(last.end);
            placed.layout.boxes(seen, &mut line_boxes);
            boxes.extend(line_boxes.iter().map(|line_box| placed.text_box(line_box)));
        }
        boxes.retain(|text_box| text_box.bottom >= top && text_box.top <= bottom);
        boxes
    }

    /// The caret nearest to a point.
    #[must_use]
    pub fn hit(&mut self, engine: &mut Engine, x: f32, y: f64) -> Caret {
        let placed = self.placed(engine, self.paragraph_at(y.max(0.0)));
        shifted(placed.layout.hit(x, (y - placed.top) as f32), placed.start)
    }

    #[must_use]
    pub fn caret_box(&mut self, engine: &mut Engine, caret: Caret) -> CaretBox {
        let placed = self.placed(engine, self.paragraph_of(caret.offset));
        let place = placed.layout.caret(within(&placed, caret));
        let line_height = f64::from(placed.layout.line_height());
        let top = placed.top + place.line as f64 * line_height;
        CaretBox { x: place.x, top, bottom: top + line_height, is_rtl: place.is_rtl }
    }

    /// Whether the paragraph that holds `offset` reads right to left.
    #[must_use]
    pub fn is_rtl_at(&mut self, engine: &mut Engine, offset: usize) -> bool {
        let index = self.paragraph_of(offset);
        self.layout(engine, index).is_rtl()
    }

    /// The bytes of the line that holds a caret.
    #[must_use]
    pub fn line_at(&mut self, engine: &mut Engine, caret: Caret) -> Range<usize> {
        let placed = self.placed(engine, self.paragraph_of(caret.offset));
        let line = &placed.layout.lines()[placed.layout.line_of(within(&placed, caret))];
        placed.start + line.start..placed.start + line.end
    }

    /// The caret one step away by sight; the same where there is none. `goal_x` is where ups and downs aim, kept by the caller
    /// over a row of them. A step right undoes a step left. Steps aside follow the document from paragraph to paragraph, and each
    /// paragraph within it, so that a row of them comes through all of them and past each place once.
    #[must_use]
    pub fn step(&mut self, engine: &mut Engine, caret: Caret, sight: Sight, goal_x: f32) -> Caret {
        let index = self.paragraph_of(caret.offset);
        let placed = self.placed(engine, index);
        let here = within(&placed, caret);
        let place = placed.layout.caret(here);
        match sight {
            Sight::Left | Sight::Right => self.step_aside(engine, index, here, sight),
            Sight::Up if place.line > 0 => shifted(placed.layout.hit_line(place.line - 1, goal_x), placed.start),
            Sight::Down if place.line + 1 < placed.layout.lines().len() => {
                shifted(placed.layout.hit_line(place.line + 1, goal_x), placed.start)
            }
            Sight::Up if index > 0 => {
                let above = self.placed(engine, index - 1);
                shifted(above.layout.hit_line(above.layout.lines().len() - 1, goal_x), above.start)
            }
            Sight::Down if index + 1 < self.paragraphs.len() => {
                let below = self.placed(engine, index + 1);
                shifted(below.layout.hit_line(0, goal_x), below.start)
            }
            Sight::Up | Sight::Down => caret,
            Sight::LineLeft | Sight::LineRight => {
                let gaps = line_gaps(&placed.layout, place.line);
                let end = if sight == Sight::LineLeft { gaps.first() } else { gaps.last() };
                end.map_or(caret, |&end| shifted(end, placed.start))
            }
        }
    }

    fn step_aside(&mut self, engine: &mut Engine, index: usize, caret: Caret, sight: Sight) -> Caret {
        let placed = self.placed(engine, index);
        let place = placed.layout.caret(caret);
        let gaps = line_gaps(&placed.layout, place.line);
        let x_of = |gap: &Caret| placed.layout.caret(*gap).x;
        // The gap by identity, else by sight: a caret from a click may cling to the other side of it.
        let at = gaps.iter().position(|gap| *gap == caret).unwrap_or_else(|| {
            let nearest = |(_, a): &(usize, f32), (_, b): &(usize, f32)| a.total_cmp(b);
            let distances = gaps.iter().map(|gap| (x_of(gap) - place.x).abs());
            distances.enumerate().min_by(nearest).map_or(0, |(at, _)| at)
        });
        let beside = if sight == Sight::Left { at.checked_sub(1) } else { Some(at + 1) };
        if let Some(&gap) = beside.and_then(|beside| gaps.get(beside)) {
            return shifted(gap, placed.start);
        }
        // Past the line's edge: forward in the text where the edge is the line's end.
        let is_forward = placed.layout.is_rtl() == (sight == Sight::Left);
        let next = if is_forward { place.line.checked_add(1) } else { place.line.checked_sub(1) };
        let (placed, line) = match next {
            Some(line) if line < placed.layout.lines().len() => (placed, line),
            _ => {
                let is_down = self.is_rtl() == (sight == Sight::Left);
                let beside = if is_down { Some(index + 1) } else { index.checked_sub(1) };
                let Some(beside) = beside.filter(|&beside| beside < self.paragraphs.len()) else {
                    return shifted(caret, placed.start);
                };
                let placed = self.placed(engine, beside);
                // It may read the other way: then what goes forward here goes back there.
                let is_forward = placed.layout.is_rtl() == (sight == Sight::Left);
                let line = if is_forward { 0 } else { placed.layout.lines().len() - 1 };
                (placed, line)
            }
        };
        // The other line is entered at the side that the step comes from.
        let gaps = line_gaps(&placed.layout, line);
        let entry = if sight == Sight::Right { gaps.first() } else { gaps.last() };
        entry.map_or(shifted(caret, placed.start), |&gap| shifted(gap, placed.start))
    }

    fn estimate(&mut self) {
        let em_per_byte = if self.style.falls_back_to_rtl { 0.26 } else { 0.45 };
        let line_height = self.style.line_height * self.style.size;
        let heights = self.paragraphs.iter().map(|paragraph| {
            let width = (paragraph.end - paragraph.start) as f32 * em_per_byte * self.style.size;
            // However narrow the column, a line holds a letter.
            let lines = (width / self.style.width.max(self.style.size)).ceil().max(1.0);
            let share = if paragraph.start == paragraph.end { self.empty_share } else { 1.0 };
            share * lines * line_height + self.gap
        });
        self.heights = Heights::new(heights.collect());
    }
}

/// The gaps of a line that carets stop at. Where a line wraps, its end is the next line's start and only that is one.
fn line_gaps(layout: &Layout, line: usize) -> Vec<Caret> {
    let mut gaps = layout.gaps(line);
    if line + 1 < layout.lines().len() && gaps.len() > 1 {
        if layout.is_rtl() {
            gaps.remove(0);
        } else {
            gaps.pop();
        }
    }
    gaps
}

fn shifted(caret: Caret, by: usize) -> Caret {
    Caret { offset: caret.offset + by, ..caret }
}

fn within(placed: &Placed, caret: Caret) -> Caret {
    Caret { offset: (caret.offset - placed.start).min(placed.layout.shaped().len), ..caret }
}

/// So many heights are added up one by one: a million are made ready in less than a frame, and a sum of a few is no work.
const BLOCK: usize = 64;

/// Heights with their running sums: of each block of [`BLOCK`] in O(log n) (a Fenwick tree), within it one by one.
#[derive(Clone, Default)]
struct Heights {
    own: Vec<f32>,
    sums: Vec<f64>,
}

impl Heights {
    fn new(own: Vec<f32>) -> Self {
        let mut sums = Vec::with_capacity(own.len().div_ceil(BLOCK) + 1);
        sums.push(0.0);
        sums.extend(own.chunks(BLOCK).map(sum));
        for node in 1..sums.len() {
            let parent = node + (node & node.wrapping_neg());
            if parent < sums.len() {
                sums[parent] += sums[node];
            }
        }
        Self { own, sums }
    }

    fn set(&mut self, index: usize, height: f32) {
        let change = f64::from(height) - f64::from(std::mem::replace(&mut self.own[index], height));
        let mut node = index / BLOCK + 1;
        while node < self.sums.len() {
            self.sums[node] += change;
            node += node & node.wrapping_neg();
        }
    }

    /// The sum of those before `index`.
    fn before(&self, index: usize) -> f64 {
        let block = index / BLOCK;
        let (mut node, mut before) = (block, sum(&self.own[block * BLOCK..index]));
        while node > 0 {
            before += self.sums[node];
            node -= node & node.wrapping_neg();
        }
        before
    }

    fn total(&self) -> f64 {
        self.before(self.own.len())
    }

    /// The index at whose height `y` falls.
    fn find(&self, y: f64) -> usize {
        let mut node = 0;
        let mut left = y;
        let mut step = self.sums.len().next_power_of_two() / 2;
        while step > 0 {
            if node + step < self.sums.len() && self.sums[node + step] <= left {
                node += step;
                left -= self.sums[node];
            }
            step /= 2;
        }
        let block = self.own.iter().enumerate().skip(node * BLOCK);
        let beyond = block.map(|(index, height)| (index, f64::from(*height))).find(|(_, height)| {
            let is_here = *height > left;
            left -= height;
            is_here
        });
        beyond.map_or(self.own.len(), |(index, _)| index)
    }
}

fn sum(heights: &[f32]) -> f64 {
    heights.iter().copied().map(f64::from).sum()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{BLOCK, Flow, Heights, KEPT};
    use crate::text::bidi::Direction;
    use crate::text::fonts::Faces;
    use crate::text::layout::Style;
    use crate::text::shape::Engine;

    #[test]
    fn long_scrolling_lets_go_of_as_many_paragraphs_as_it_lays_out() {
        let mut engine = Engine::new(Arc::new(Faces::bundled()));
        let text = "a\n".repeat(KEPT + 300);
        let style = Style { direction: Direction::LeftToRight, ..Style::label(10.0) };
        let mut flow = Flow::new(text.into(), style, 0.0);
        let mut most = 0;
        for step in 0..(KEPT + 300) / 10 {
            let laid_out = |flow: &Flow| flow.set.values().filter(|set| set.layout.is_some()).count();
            let before = laid_out(&flow);
            let top = step as f64 * 170.0;
            let seen = flow.visible(&mut engine, top, top + 170.0).len();
            most = most.max((before + seen).saturating_sub(laid_out(&flow)));
        }
        assert!(most < 30, "{most} in one step");
        assert!(!flow.set.contains_key(&0) && flow.kept.len() == KEPT);
    }

    #[test]
    fn heights_find_what_they_sum() {
        let mut heights = Heights::new(vec![1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(heights.before(3), 6.0);
        assert_eq!((heights.find(0.0), heights.find(2.9), heights.find(3.0), heights.find(99.0)), (0, 1, 2, 5));
        heights.set(1, 10.0);
        assert_eq!((heights.before(2), heights.total(), heights.find(10.5)), (11.0, 23.0, 1));
    }

    #[test]
    fn many_heights_sum_up_as_one_by_one() {
        for count in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK + 7] {
            let mut heights = Heights::new((0..count).map(|index| (index % 7) as f32 + 0.5).collect());
            (0..count).step_by(5).for_each(|index| heights.set(index, 2.25));
            let mut sum = 0.0;
            for index in 0..count {
                assert_eq!((heights.before(index), heights.find(sum), heights.find(sum + 0.25)), (sum, index, index));
                sum += f64::from(heights.own[index]);
            }
            assert_eq!((heights.total(), heights.find(sum)), (sum, count));
        }
    }
}
