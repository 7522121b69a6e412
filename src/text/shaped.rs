//! A shaped paragraph: words of glyphs and caret stops, and the places where lines may end. Lengths are in em, so that one
//! shaped paragraph serves every width and size; offsets are bytes of the paragraph (in a [`Word`]: of the word).

use std::ops::Range;
use std::sync::Arc;

use icu_properties::props::Script;

use super::bidi::Levels;
use super::fonts::FaceId;

/// A glyph of a word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WordGlyph {
    pub face: FaceId,
    pub id: u32,
    /// Where the origin stands, in em from the word's left edge, y down from the baseline.
    pub x: f32,
    pub y: f32,
    pub advance: f32,
    /// The bytes of the word it stands for: a cluster.
    pub start: u32,
    pub end: u32,
}

/// A grapheme's end, in bytes of the word, and how far the pen has come there in the direction of reading, in em.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stop {
    pub end: u32,
    pub x: f32,
}

/// A shaped stretch of one level that nothing outside it changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// From left to right.
    pub glyphs: Box<[WordGlyph]>,
    /// In the text's order.
    pub stops: Box<[Stop]>,
    pub advance: f32,
    /// The script its last letter has, for what follows it. `None` if it has none of its own.
    pub(super) script: Option<Script>,
}

/// A [`Word`] in its place.
#[derive(Debug, Clone)]
pub struct Piece {
    pub start: usize,
    pub end: usize,
    /// The advances of all that precedes it in the text, in em.
    pub x: f64,
    pub level: u8,
    pub word: Arc<Word>,
}

/// A place where a line may end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Break {
    pub offset: usize,
    /// Advances of all before it, and of all before the spaces that hang at it, in em.
    pub x: f64,
    pub x_without_space: f64,
    /// Whether the line must end here.
    pub is_forced: bool,
}

/// A shaped paragraph.
#[derive(Debug, Clone)]
pub struct Shaped {
    pub len: usize,
    pub levels: Levels,
    /// In the text's order, without gaps.
    pub pieces: Vec<Piece>,
    /// In the text's order; the last is the end.
    pub breaks: Vec<Break>,
    /// Ends of pieces where no caret may stop, since a change of level cuts a grapheme in two there. Hardly ever any.
    pub(super) cut_graphemes: Vec<usize>,
}

impl Shaped {
    /// How far the pen has come at `offset` in the text's order, in em. Inside a grapheme: at its start.
    #[must_use]
    pub fn x(&self, offset: usize) -> f64 {
        let index = self.pieces.partition_point(|piece| piece.end <= offset);
        let Some(piece) = self.pieces.get(index) else { return self.advance() };
        let within = (offset - piece.start) as u32;
        let stop = piece.word.stops.partition_point(|stop| stop.end <= within);
        piece.x + if stop == 0 { 0.0 } else { f64::from(piece.word.stops[stop - 1].x) }
    }

    /// The grapheme boundary within `range` that is nearest to where the pen has come to `x`, in the text's order.
    #[must_use]
    pub fn offset_near(&self, range: Range<usize>, x: f64) -> usize {
        let index = self.pieces.partition_point(|piece| piece.x + f64::from(piece.word.advance) < x);
        let Some(piece) = self.pieces.get(index) else { return range.end };
        let stops = &piece.word.stops;
        let after = stops.partition_point(|stop| piece.x + f64::from(stop.x) < x);
        let (before_offset, before_x) = match after.checked_sub(1) {
            Some(before) => (piece.start + stops[before].end as usize, piece.x + f64::from(stops[before].x)),
            None => (piece.start, piece.x),
        };
        let nearest = match stops.get(after) {
            Some(stop) if piece.x + f64::from(stop.x) - x < x - before_x => piece.start + stop.end as usize,
            _ => before_offset,
        };
        self.stop_at_or_before(nearest.clamp(range.start, range.end))
    }

    /// `offset`, or where the grapheme begins that it stands in: runs may end in one.
    fn stop_at_or_before(&self, offset: usize) -> usize {
        let mut offset = offset;
        while !self.is_stop(offset) {
            let piece = &self.pieces[self.pieces.partition_point(|piece| piece.end < offset)];
            let before = piece.word.stops.partition_point(|stop| piece.start + (stop.end as usize) < offset);
            offset = piece.start + before.checked_sub(1).map_or(0, |before| piece.word.stops[before].end as usize);
        }
        offset
    }

    /// The sum of all advances, in em.
    #[must_use]
    pub fn advance(&self) -> f64 {
        self.pieces.last().map_or(0.0, |piece| piece.x + f64::from(piece.word.advance))
    }

    /// About how many bytes of memory it takes, without its words, which others share.
    #[must_use]
    pub fn weight(&self) -> usize {
        size_of_val(&*self.pieces) + size_of_val(&*self.breaks)
    }

    /// Whether a grapheme ends (or the text begins) at `offset`.
    #[must_use]
    pub fn is_stop(&self, offset: usize) -> bool {
        let index = self.pieces.partition_point(|piece| piece.end <= offset);
        match self.pieces.get(index) {
            Some(piece) if offset > piece.start => {
                piece.word.stops.binary_search_by_key(&((offset - piece.start) as u32), |stop| stop.end).is_ok()
            }
            _ => self.cut_graphemes.binary_search(&offset).is_err(),
        }
    }
}
