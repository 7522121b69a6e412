//! From shaped glyphs to a word: clusters, where their glyphs stand, and where carets may stop, inside ligatures too. Lengths are
//! in em, offsets bytes of the word.

use std::ops::Range;

use harfrust::GlyphBuffer;
use icu_properties::props::Script;

use super::fonts::{FaceId, Faces};
use super::segment;
use super::shaped::{Stop, Word, WordGlyph};

/// The smallest stretch of text that has glyphs of its own.
#[derive(Debug, Clone, Copy)]
struct Cluster {
    start: u32,
    advance: f32,
    /// Its glyphs, left to right, in [`Clusters::glyphs`]; their x is from the cluster's left edge.
    glyphs: (usize, usize),
}

/// A word's clusters, in the text's order.
#[derive(Default)]
pub(super) struct Clusters {
    list: Vec<Cluster>,
    glyphs: Vec<WordGlyph>,
}

/// Reads shaped glyphs cluster by cluster, in the text's order.
pub(super) struct GlyphReader<'a> {
    shaped: &'a GlyphBuffer,
    face: FaceId,
    units_per_em: f32,
    is_rtl: bool,
    /// How many glyphs were read; right-to-left glyphs are stored from left to right and read from the back.
    read: usize,
}

impl<'a> GlyphReader<'a> {
    pub(super) fn new(shaped: &'a GlyphBuffer, face: FaceId, units_per_em: f32, is_rtl: bool) -> Self {
        Self { shaped, face, units_per_em, is_rtl, read: 0 }
    }

    fn index(&self, read: usize) -> usize {
        if self.is_rtl { self.shaped.len() - 1 - read } else { read }
    }

    /// Reads the clusters within `range`, skips what stands before, and adds them to `clusters` as if the range began at
    /// `start` of the word.
    pub(super) fn read(&mut self, range: Range<u32>, start: u32, clusters: &mut Clusters) {
        let (infos, positions) = (self.shaped.glyph_infos(), self.shaped.glyph_positions());
        let first = clusters.list.len();
        while self.read < infos.len() && infos[self.index(self.read)].cluster < range.end {
            let cluster = infos[self.index(self.read)].cluster;
            let begin = self.read;
            while self.read < infos.len() && infos[self.index(self.read)].cluster == cluster {
                self.read += 1;
            }
            if cluster < range.start {
                continue;
            }
            let glyphs_begin = clusters.glyphs.len();
            let mut pen = 0.0;
            // A cluster's glyphs are wanted from left to right.
            let (left, right) = (self.index(begin), self.index(self.read - 1));
            for index in left.min(right)..=left.max(right) {
                let position = positions[index];
                let advance = position.x_advance as f32 / self.units_per_em;
                clusters.glyphs.push(WordGlyph {
                    face: self.face,
                    id: infos[index].glyph_id,
                    x: pen + position.x_offset as f32 / self.units_per_em,
                    y: -(position.y_offset as f32) / self.units_per_em,
                    advance,
                    start: start + cluster - range.start,
                    end: 0,
                });
                pen += advance;
            }
            let glyphs = (glyphs_begin, clusters.glyphs.len());
            clusters.list.push(Cluster { start: start + cluster - range.start, advance: pen, glyphs });
        }
        // Text that gave no glyph of its own keeps its place, without width.
        if clusters.list.get(first).is_none_or(|cluster| cluster.start != start) {
            let glyphs = (clusters.glyphs.len(), clusters.glyphs.len());
            clusters.list.insert(first, Cluster { start, advance: 0.0, glyphs });
        }
    }
}

impl Clusters {
    pub(super) fn clear(&mut self) {
        self.list.clear();
        self.glyphs.clear();
    }

    /// Makes the word one blank cluster of a given advance.
    pub(super) fn set_blank(&mut self, advance: f32) {
        self.glyphs.clear();
        self.list.truncate(1);
        if let Some(cluster) = self.list.first_mut() {
            (cluster.advance, cluster.glyphs) = (advance, (0, 0));
        }
    }

    pub(super) fn word(&mut self, text: &str, is_rtl: bool, faces: &Faces, script: Option<Script>) -> Word {
        let stops = self.stops(text, is_rtl, faces);
        // The same sum, or the pen would step back by a rounding where the next word begins.
        let advance = stops.last().map_or(0.0, |stop| stop.x);
        // Place the glyphs from the word's left edge.
        let mut pen = 0.0;
        let mut glyphs = Vec::with_capacity(self.glyphs.len());
        let count = self.list.len();
        for place in 0..count {
            let index = if is_rtl { count - 1 - place } else { place };
            let cluster = self.list[index];
            let end = self.list.get(index + 1).map_or(text.len() as u32, |next| next.start);
            for glyph in &self.glyphs[cluster.glyphs.0..cluster.glyphs.1] {
                glyphs.push(WordGlyph { x: glyph.x + pen, end, ..*glyph });
            }
            pen += cluster.advance;
        }
        Word { glyphs: glyphs.into(), stops: stops.into(), advance, script }
    }

    /// The caret stops: cluster borders that are grapheme borders, and places within a cluster of several graphemes.
    fn stops(&self, text: &str, is_rtl: bool, faces: &Faces) -> Vec<Stop> {
        let mut stops = Vec::with_capacity(self.list.len());
        let mut x = 0.0;
        let mut index = 0;
        let mut inner: Vec<u32> = Vec::new();
        let mut group_start = 0;
        let mut place = |boundary: u32| {
            // Clusters that end before the boundary, and whether one ends at it.
            let mut advance = 0.0;
            let mut last = index;
            let mut end = group_start;
            while end < boundary {
                advance += self.list[last].advance;
                last += 1;
                end = self.list.get(last).map_or(text.len() as u32, |cluster| cluster.start);
            }
            if end > boundary {
                inner.push(boundary);
                return;
            }
            if !inner.is_empty() {
                let carets = self.inner_carets(index..last, inner.len(), advance, is_rtl, faces);
                stops.extend(inner.drain(..).zip(carets).map(|(end, caret)| Stop { end, x: x + caret }));
            }
            x += advance;
            stops.push(Stop { end: boundary, x });
            index = last;
            group_start = end;
        };
        segment::for_each_grapheme(text, |boundary| place(boundary as u32));
        stops
    }

    /// Where the carets inside a ligature of `count + 1` graphemes stand, from its start in reading direction: where the font
    /// says, if that is sane, else evenly.
    fn inner_carets(
        &self,
        clusters: Range<usize>,
        count: usize,
        advance: f32,
        is_rtl: bool,
        faces: &Faces,
    ) -> Vec<f32> {
        let even = || (1..=count).map(|part| advance * part as f32 / (count + 1) as f32).collect();
        if clusters.len() != 1 {
            return even();
        }
        let (first, last) = self.list[clusters.start].glyphs;
        let mut carets = self.glyphs[first..last]
            .iter()
            .map(|glyph| faces.face(glyph.face).ligature_carets(glyph.id))
            .find(|carets| !carets.is_empty())
            .unwrap_or_default();
        if is_rtl {
            carets.iter_mut().for_each(|caret| *caret = advance - *caret);
            carets.reverse();
        }
        let grows = carets.windows(2).all(|pair| pair[0] < pair[1]);
        let is_inside = carets.iter().all(|&caret| caret > 0.0 && caret < advance);
        if carets.len() == count && grows && is_inside { carets } else { even() }
    }
}
