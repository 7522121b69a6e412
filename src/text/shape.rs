//! Shaping: from a paragraph to glyphs, caret stops and line-break places, independent of width and size. Lengths are in em,
//! offsets in bytes of the paragraph (in a [`Word`]: of the word).
//!
//! Whole runs are shaped, never a part that somebody highlighted. A run is cut at spaces where the faces' own rules show
//! that nothing reaches across (see [`crate::text::spaces`]); the words between are kept and used again, which changes
//! nothing but the time it takes.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use harfrust::{Language, ShapeOptions, ShapePlan, Shaper, UnicodeBuffer};
use icu_properties::CodePointMapData;
use icu_properties::props::{GraphemeClusterBreak, Script};

use super::bidi::{Census, Direction, Levels, VisualRun};
use super::fonts::{FaceId, Faces, Weight, needs_no_glyph};
use super::script::{is_rtl_script, own_script, script_runs, script_within};
use super::segment;
use super::spaces::SpaceRole;

/// A tab is as wide as this many spaces, wherever it stands: columns of a table do not survive a change of direction.
const TAB_SPACES: f32 = 4.0;

/// Words kept at most; then all are let go. A corpus of one language has some 100,000 forms.
const WORDS_KEPT: usize = 400_000;

/// A word longer than this, in bytes, is not kept.
const WORD_LENGTH_KEPT: usize = 160;

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
    script: Option<Script>,
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

/// How a paragraph is shaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ShapeStyle {
    pub weight: Weight,
    pub direction: Direction,
    /// Whether the paragraph reads right to left if nothing in it says so.
    pub falls_back_to_rtl: bool,
    /// Whether a line may end after a `_` between letters, as in word-segmented Vietnamese.
    pub joiners: bool,
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
        nearest.clamp(range.start, range.end)
    }

    /// The sum of all advances, in em.
    #[must_use]
    pub fn advance(&self) -> f64 {
        self.pieces.last().map_or(0.0, |piece| piece.x + f64::from(piece.word.advance))
    }

    /// Whether a grapheme ends (or the text begins) at `offset`.
    #[must_use]
    pub fn is_stop(&self, offset: usize) -> bool {
        let index = self.pieces.partition_point(|piece| piece.end <= offset);
        match self.pieces.get(index) {
            Some(piece) if offset > piece.start => {
                piece.word.stops.binary_search_by_key(&((offset - piece.start) as u32), |stop| stop.end).is_ok()
            }
            _ => true,
        }
    }
}

/// Everything a kept word's shape depends on, besides its letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Setting {
    is_rtl: bool,
    weight: Weight,
    /// The script of characters that have none of their own at its start.
    script: Script,
    /// Whether a space of the same run stands on each side.
    space_before: bool,
    space_after: bool,
}

type Words = HashMap<Box<str>, Arc<Word>, FastHash>;

/// Shapes text: faces, plans and the words shaped before. One per thread that lays out.
pub struct Engine {
    faces: Arc<Faces>,
    plans: Vec<(FaceId, Script, bool, ShapePlan)>,
    words: Vec<(Setting, Words)>,
    words_kept: usize,
    keeps_words: bool,
    buffer: Option<UnicodeBuffer>,
    arabic: Language,
}

impl Engine {
    #[must_use]
    pub fn new(faces: Arc<Faces>) -> Self {
        Self {
            faces,
            plans: Vec::new(),
            words: Vec::new(),
            words_kept: 0,
            keeps_words: true,
            buffer: Some(UnicodeBuffer::new()),
            arabic: "ar".parse().expect("`ar` is a language tag"),
        }
    }

    /// One that shapes whole runs and keeps nothing: what the kept words are held against.
    #[must_use]
    pub fn without_kept_words(faces: Arc<Faces>) -> Self {
        Self { keeps_words: false, ..Self::new(faces) }
    }

    #[must_use]
    pub fn faces(&self) -> &Arc<Faces> {
        &self.faces
    }

    /// Lets go of all kept words.
    pub fn forget_words(&mut self) {
        self.words.clear();
        self.words_kept = 0;
    }

    /// Shapes one paragraph.
    #[must_use]
    pub fn shape(&mut self, text: &str, style: &ShapeStyle) -> Shaped {
        let census = Census::of(text);
        let is_rtl = census.is_rtl(style.direction).unwrap_or(style.falls_back_to_rtl);
        let levels = Levels::resolve(text, &census, is_rtl);
        let faces = Arc::clone(&self.faces);
        let mut shapers: Vec<Option<Shaper<'_>>> = Vec::new();
        shapers.resize_with(faces.len(), || None);
        let mut work =
            Work { engine: self, faces: &faces, shapers, text, weight: style.weight, pieces: Vec::new(), x: 0.0 };
        work.pieces.reserve(text.len() / 4 + 1);
        work.shape_runs(&levels);
        let pieces = work.pieces;
        let mut shaped = Shaped { len: text.len(), levels, pieces, breaks: Vec::new() };
        shaped.breaks = breaks(text, &shaped, style.joiners);
        shaped
    }
}

/// One paragraph being shaped.
struct Work<'a> {
    engine: &'a mut Engine,
    faces: &'a Faces,
    shapers: Vec<Option<Shaper<'a>>>,
    text: &'a str,
    weight: Weight,
    pieces: Vec<Piece>,
    x: f64,
}

impl<'a> Work<'a> {
    fn shape_runs(&mut self, levels: &Levels) {
        let cuts_at_spaces = self.engine.keeps_words && self.faces.words_can_be_kept();
        // What has no script of its own takes the base direction's, so that digits and brackets in an Arabic sentence
        // come from the Arabic face whichever level they have.
        let base_script = first_script(self.text, levels);
        for (run, script) in self.stretches(levels, base_script) {
            let mut script = script;
            let mut start = run.start;
            let cuts_at_spaces = cuts_at_spaces && !self.is_turned_by_what_it_holds(run, script);
            while start < run.end {
                let end = self.token_end(run, start, cuts_at_spaces);
                let space_at = |offset: usize| self.text.as_bytes().get(offset) == Some(&b' ');
                let setting = Setting {
                    is_rtl: run.is_rtl(),
                    weight: self.weight,
                    script,
                    space_before: start > run.start && space_at(start - 1),
                    space_after: end < run.end && space_at(end),
                };
                let word = self.word(start..end, setting);
                script = word.script.unwrap_or(script);
                self.pieces.push(Piece { start, end, x: self.x, level: run.level, word: Arc::clone(&word) });
                self.x += f64::from(word.advance);
                start = end;
            }
        }
    }

    /// The runs that are shaped apart, with the script at their start. Where the script chooses the face, a run's own letters
    /// speak for what stands beside them; where the caller named the faces, runs are cut by script as browsers cut them.
    fn stretches(&self, levels: &Levels, base_script: Script) -> Vec<(VisualRun, Script)> {
        if self.faces.order_is_by_script() {
            let script_of = |run: &VisualRun| script_within(&self.text[run.start..run.end]).unwrap_or(base_script);
            return levels.runs().map(|run| (run, script_of(&run))).collect();
        }
        let scripts = script_runs(self.text, base_script);
        let mut stretches = Vec::with_capacity(scripts.len());
        for run in levels.runs() {
            let mut start = run.start;
            for &(end, script) in &scripts[scripts.partition_point(|(end, _)| *end <= run.start)..] {
                if start >= run.end {
                    break;
                }
                let end = end.min(run.end);
                stretches.push((VisualRun { start, end, ..run }, script));
                start = end;
            }
        }
        stretches
    }

    /// Whether `run` holds text of a right-to-left script that runs left to right, as numbers in Arabic do. HarfBuzz shapes that
    /// in one or the other direction by whether there are digits and letters in all of it, so its words say too little.
    fn is_turned_by_what_it_holds(&self, run: VisualRun, script: Script) -> bool {
        // At level 0 no letter of such a script stands, only what goes with one.
        let holds = || self.text[run.start..run.end].chars().filter_map(own_script).any(is_rtl_script);
        !run.is_rtl() && (is_rtl_script(script) || (run.level > 0 && holds()))
    }

    /// The end of the stretch from `start` that is shaped at once: a tab, spaces, or all up to the next of these.
    fn token_end(&self, run: VisualRun, start: usize, cuts_at_spaces: bool) -> usize {
        let bytes = self.text.as_bytes();
        if bytes[start] == b'\t' {
            return start + 1;
        }
        let rest = &bytes[start..run.end];
        let tab = |rest: &[u8]| rest.iter().position(|&byte| byte == b'\t').unwrap_or(rest.len());
        if !cuts_at_spaces {
            return start + tab(rest);
        }
        if bytes[start] == b' ' {
            let length = rest.iter().take_while(|&&byte| byte == b' ').count();
            // What combines with the last space is shaped with it.
            return match (length, self.combines(start + length, run.end)) {
                (1, true) => self.next_cut(run, start + 1),
                (length, true) => start + length - 1,
                (length, false) => start + length,
            };
        }
        self.next_cut(run, start)
    }

    /// The next place at or after `start` where a word ends: a tab, or a space at which shaping may be cut.
    fn next_cut(&self, run: VisualRun, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = start;
        while at < run.end {
            match bytes[at] {
                b'\t' => return at,
                b' ' => {
                    let after = at + bytes[at..run.end].iter().take_while(|&&byte| byte == b' ').count();
                    let is_single = after == at + 1;
                    let blocks = (is_single && !self.faces.may_cut(&self.text[start..at], &self.text[after..run.end]))
                        || (is_single && self.combines(after, run.end));
                    if !blocks {
                        return at;
                    }
                    at = after;
                }
                _ => at += 1,
            }
        }
        run.end
    }

    /// Whether the character at `offset` belongs to the grapheme of what precedes it.
    fn combines(&self, offset: usize, end: usize) -> bool {
        self.text[offset..end].chars().next().is_some_and(|c| {
            !c.is_ascii()
                && matches!(
                    CodePointMapData::<GraphemeClusterBreak>::new().get(c),
                    GraphemeClusterBreak::Extend | GraphemeClusterBreak::SpacingMark | GraphemeClusterBreak::ZWJ
                )
        })
    }

    fn word(&mut self, range: Range<usize>, setting: Setting) -> Arc<Word> {
        let text = &self.text[range.clone()];
        if !self.engine.keeps_words || text.len() > WORD_LENGTH_KEPT {
            return Arc::new(self.shape_word(range, setting));
        }
        let words = &mut self.engine.words;
        let index = match words.iter().position(|(other, _)| *other == setting) {
            Some(index) => index,
            None => {
                words.push((setting, Words::default()));
                words.len() - 1
            }
        };
        if let Some(word) = words[index].1.get(text) {
            return Arc::clone(word);
        }
        let word = Arc::new(self.shape_word(range, setting));
        if self.engine.words_kept >= WORDS_KEPT {
            self.engine.words.iter_mut().for_each(|(_, words)| words.clear());
            self.engine.words_kept = 0;
        }
        self.engine.words[index].1.insert(text.into(), Arc::clone(&word));
        self.engine.words_kept += 1;
        word
    }

    /// Shapes one word: faces by grapheme, items of one face and script, glyphs, stops.
    fn shape_word(&mut self, range: Range<usize>, setting: Setting) -> Word {
        let text = &self.text[range.clone()];
        let items = self.items(text, setting);
        let script = items.iter().rev().find_map(|item| item.own_script);
        let is_tab = text == "\t";
        let mut clusters = Clusters::default();
        let last = items.len().saturating_sub(1);
        for (index, item) in items.iter().enumerate() {
            let neighbours = (
                index == 0 && setting.space_before && item.script == setting.script,
                index == last && setting.space_after && self.space_follows(text),
            );
            self.shape_item(text, item, setting.is_rtl, neighbours, &mut clusters);
        }
        if is_tab {
            let space = self.shape_space(setting);
            clusters.set_blank(space * TAB_SPACES);
        }
        clusters.into_word(text, setting.is_rtl, self.faces, script)
    }

    /// Whether the space after a word takes part in shaping it. (After spaces there is none.)
    fn space_follows(&self, text: &str) -> bool {
        !text.ends_with(' ')
    }

    fn shape_space(&mut self, setting: Setting) -> f32 {
        let mut clusters = Clusters::default();
        for item in self.items(" ", setting) {
            self.shape_item(" ", &item, setting.is_rtl, (false, false), &mut clusters);
        }
        clusters.list.iter().map(|cluster| cluster.advance).sum()
    }

    /// Cuts a word where the script or the face changes.
    fn items(&self, text: &str, setting: Setting) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        let mut script = setting.script;
        let mut start = 0;
        // The face of the word that the current grapheme belongs to, and where that word ends.
        let mut whole = (None, 0);
        let mut take = |grapheme: Range<usize>| {
            let own = text[grapheme.clone()].chars().find_map(own_script);
            if grapheme.start >= whole.1 {
                let length =
                    text[grapheme.start..].find(' ').map_or(text.len() - grapheme.start, |length| length.max(1));
                let end = grapheme.end.max(grapheme.start + length);
                whole = (self.face_of_whole(&text[grapheme.start..end], script), end);
            }
            script = own.unwrap_or(script);
            let face = whole
                .0
                .unwrap_or_else(|| self.face_of(&text[grapheme.clone()], script, items.last().map(|item| item.face)));
            match items.last_mut() {
                Some(item) if item.face == face && item.script == script => {
                    item.end = grapheme.end;
                    item.own_script = own.or(item.own_script);
                }
                _ => items.push(Item { start: grapheme.start, end: grapheme.end, face, script, own_script: own }),
            }
        };
        if text.is_ascii() && !text.contains('\r') {
            (0..text.len()).for_each(|at| take(at..at + 1));
        } else {
            segment::for_each_grapheme(text, |end| {
                take(start..end);
                start = end;
            });
        }
        items
    }

    /// The face that has all of a word, where words are not to mix faces and the word keeps to one script.
    fn face_of_whole(&self, text: &str, script_before: Script) -> Option<FaceId> {
        if !self.faces.order_is_by_script() {
            return None;
        }
        let mut script = None;
        for own in text.chars().filter_map(own_script) {
            if *script.get_or_insert(own) != own {
                return None;
            }
        }
        let is_arabic = script.unwrap_or(script_before) == Script::Arabic;
        self.faces.candidates(is_arabic, self.weight).find(|&face| self.faces.covers(face, text))
    }

    /// The first face that has all of a grapheme. What needs no glyph stays with the face before it.
    fn face_of(&self, grapheme: &str, script: Script, before: Option<FaceId>) -> FaceId {
        let mut candidates = self.faces.candidates(script == Script::Arabic, self.weight);
        if let (true, Some(before)) = (grapheme.chars().all(needs_no_glyph), before) {
            return before;
        }
        candidates
            .find(|&face| self.faces.covers(face, grapheme))
            .or_else(|| self.faces.candidates(script == Script::Arabic, self.weight).next())
            .expect("there is at least one face")
    }

    /// Shapes one item and adds its clusters, in the text's order. With a neighbouring space on a side, the space is shaped
    /// with it and then left out, if the same face has it.
    fn shape_item(
        &mut self,
        text: &str,
        item: &Item,
        is_rtl: bool,
        (space_before, space_after): (bool, bool),
        clusters: &mut Clusters,
    ) {
        let face = self.faces.face(item.face);
        let minds_spaces = face.space_role() == SpaceRole::Neighbour
            && !text.starts_with(' ')
            && self.face_of(" ", item.script, None) == item.face;
        let (space_before, space_after) = (space_before && minds_spaces, space_after && minds_spaces);
        let mut buffer = self.engine.buffer.take().unwrap_or_default();
        buffer.set_pre_context(&text[..item.start]);
        if space_before {
            buffer.add(' ', u32::MAX - 1);
        }
        for (offset, c) in text[item.start..item.end].char_indices() {
            buffer.add(c, (item.start + offset) as u32);
        }
        if space_after {
            buffer.add(' ', u32::MAX);
        }
        buffer.set_post_context(&text[item.end..]);
        let direction = if is_rtl { harfrust::Direction::RightToLeft } else { harfrust::Direction::LeftToRight };
        let script = shaping_script(item.script);
        buffer.set_direction(direction);
        buffer.set_script(script);
        let is_arabic = item.script == Script::Arabic;
        if is_arabic {
            buffer.set_language(self.engine.arabic.clone());
        }
        let shaper =
            self.shapers[usize::from(item.face.0)].get_or_insert_with(|| face.shaper.shaper(&face.font()).build());
        let plans = &mut self.engine.plans;
        let known = plans.iter().position(|(id, of, rtl, _)| (*id, *of, *rtl) == (item.face, item.script, is_rtl));
        let plan = known.unwrap_or_else(|| {
            let language = is_arabic.then_some(&self.engine.arabic);
            let plan = ShapePlan::new(shaper, direction, Some(script), language, &[]);
            plans.push((item.face, item.script, is_rtl, plan));
            plans.len() - 1
        });
        let shaped = shaper.shape(buffer, ShapeOptions::new().plan(Some(&plans[plan].3)));
        clusters.add(&shaped, item, face.units_per_em(), is_rtl);
        self.engine.buffer = Some(shaped.clear());
    }
}

/// A stretch of a word of one face and script. Offsets are bytes of the word.
struct Item {
    start: usize,
    end: usize,
    face: FaceId,
    script: Script,
    own_script: Option<Script>,
}

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
struct Clusters {
    list: Vec<Cluster>,
    glyphs: Vec<WordGlyph>,
}

impl Clusters {
    fn add(&mut self, shaped: &harfrust::GlyphBuffer, item: &Item, units_per_em: f32, is_rtl: bool) {
        let first = self.list.len();
        let (infos, positions) = (shaped.glyph_infos(), shaped.glyph_positions());
        let mut index = 0;
        while index < infos.len() {
            let start = infos[index].cluster;
            let begin = self.glyphs.len();
            let mut pen = 0.0;
            while index < infos.len() && infos[index].cluster == start {
                let position = positions[index];
                let advance = position.x_advance as f32 / units_per_em;
                self.glyphs.push(WordGlyph {
                    face: item.face,
                    id: infos[index].glyph_id,
                    x: pen + position.x_offset as f32 / units_per_em,
                    y: -(position.y_offset as f32) / units_per_em,
                    advance,
                    start,
                    end: 0,
                });
                pen += advance;
                index += 1;
            }
            // The neighbouring spaces were only there to be seen.
            if start >= u32::MAX - 1 {
                self.glyphs.truncate(begin);
                continue;
            }
            self.list.push(Cluster { start, advance: pen, glyphs: (begin, self.glyphs.len()) });
        }
        if is_rtl {
            self.list[first..].reverse();
        }
        // A marked character that a rule drew to its neighbour space may have taken the space's cluster: never lose text.
        if self.list.get(first).is_none_or(|cluster| cluster.start as usize != item.start) {
            let cluster =
                Cluster { start: item.start as u32, advance: 0.0, glyphs: (self.glyphs.len(), self.glyphs.len()) };
            self.list.insert(first, cluster);
        }
    }

    /// Makes the word one blank cluster of a given advance.
    fn set_blank(&mut self, advance: f32) {
        self.glyphs.clear();
        self.list.truncate(1);
        if let Some(cluster) = self.list.first_mut() {
            (cluster.advance, cluster.glyphs) = (advance, (0, 0));
        }
    }

    fn into_word(mut self, text: &str, is_rtl: bool, faces: &Faces, script: Option<Script>) -> Word {
        let stops = self.stops(text, is_rtl, faces);
        let advance: f32 = self.list.iter().map(|cluster| cluster.advance).sum();
        // Place the glyphs from the word's left edge.
        let mut pen = 0.0;
        let mut glyphs = Vec::with_capacity(self.glyphs.len());
        let count = self.list.len();
        for place in 0..count {
            let index = if is_rtl { count - 1 - place } else { place };
            let cluster = self.list[index];
            let end = self.list.get(index + 1).map_or(text.len() as u32, |next| next.start);
            for glyph in &mut self.glyphs[cluster.glyphs.0..cluster.glyphs.1] {
                glyph.x += pen;
                glyph.end = end;
                glyphs.push(*glyph);
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
        if text.is_ascii() && !text.contains('\r') {
            (1..=text.len()).for_each(|boundary| place(boundary as u32));
        } else {
            segment::for_each_grapheme(text, |boundary| place(boundary as u32));
        }
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

/// The script of the first letter that runs in the paragraph's base direction, else of any letter.
fn first_script(text: &str, levels: &Levels) -> Script {
    levels
        .runs()
        .filter(|run| run.is_rtl() == levels.is_rtl())
        .find_map(|run| script_within(&text[run.start..run.end]))
        .or_else(|| script_within(text))
        .unwrap_or(if levels.is_rtl() { Script::Arabic } else { Script::Latin })
}

fn shaping_script(script: Script) -> harfrust::Script {
    use icu_properties::PropertyNamesShort;
    match script {
        Script::Arabic => harfrust::script::ARABIC,
        Script::Latin => harfrust::script::LATIN,
        other => PropertyNamesShort::<Script>::new()
            .get(other)
            .and_then(|name| harfrust::Script::from_iso15924_tag(harfrust::Tag::new(name.as_bytes().first_chunk()?)))
            .unwrap_or(harfrust::script::COMMON),
    }
}

/// The places where lines may end, with the advances up to them.
fn breaks(text: &str, shaped: &Shaped, joiners: bool) -> Vec<Break> {
    let mut breaks = Vec::with_capacity(text.len() / 6 + 1);
    let mut pen = Pen { shaped, piece: 0, stop: 0 };
    let mut add = |offset: usize| {
        let kept = without_hanging_space(text, offset);
        let x_without_space = pen.x(kept);
        let Some(x) = pen.x(offset) else { return };
        let is_forced = offset == text.len() || text[..offset].chars().next_back().is_some_and(forces_break);
        breaks.push(Break { offset, x, x_without_space: x_without_space.unwrap_or(x), is_forced });
    };
    let mut joiner = 0;
    segment::for_each_line_break(text, |offset| {
        if joiners {
            let bytes = text.as_bytes();
            for at in joiner..offset {
                if bytes[at] == b'_' && is_joiner(text, at) && at + 1 < offset {
                    add(at + 1);
                }
            }
            joiner = offset;
        }
        add(offset);
    });
    if breaks.is_empty() {
        breaks.push(Break { offset: 0, x: 0.0, x_without_space: 0.0, is_forced: true });
    }
    breaks
}

/// Whether the `_` at `offset` joins the syllables of one word.
#[must_use]
pub fn is_joiner(text: &str, offset: usize) -> bool {
    text[..offset].chars().next_back().is_some_and(char::is_alphanumeric)
        && text[offset + 1..].chars().next().is_some_and(char::is_alphanumeric)
}

fn forces_break(c: char) -> bool {
    (c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) && segment::forces_line_break(c)
}

/// Where the white space that ends `text[..offset]` begins. It hangs past the line's edge and forces no break.
#[must_use]
pub fn without_hanging_space(text: &str, offset: usize) -> usize {
    text[..offset]
        .trim_end_matches(|c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}'))
        .len()
}

/// Walks stops forward only.
struct Pen<'a> {
    shaped: &'a Shaped,
    piece: usize,
    stop: usize,
}

impl Pen<'_> {
    /// How far the pen has come at `offset`, or `None` inside a grapheme. Offsets may fall back by a few spaces.
    fn x(&mut self, offset: usize) -> Option<f64> {
        let pieces = &self.shaped.pieces;
        while self.piece > 0 && pieces[self.piece].start > offset {
            self.piece -= 1;
            self.stop = 0;
        }
        while let Some(piece) = pieces.get(self.piece) {
            if offset < piece.end || (offset == piece.end && self.piece + 1 == pieces.len()) {
                break;
            }
            if self.piece + 1 == pieces.len() {
                break;
            }
            self.piece += 1;
            self.stop = 0;
        }
        let Some(piece) = pieces.get(self.piece) else { return Some(0.0) };
        let within = (offset - piece.start) as u32;
        if within == 0 {
            return Some(piece.x);
        }
        if offset == piece.end {
            return Some(piece.x + f64::from(piece.word.advance));
        }
        let stops = &piece.word.stops;
        if self.stop >= stops.len() || stops[self.stop].end > within {
            self.stop = 0;
        }
        while stops[self.stop].end < within {
            self.stop += 1;
        }
        (stops[self.stop].end == within).then(|| piece.x + f64::from(stops[self.stop].x))
    }
}

/// FxHash: words are short and nobody attacks us with them.
#[derive(Default, Clone, Copy)]
struct FastHash;

impl std::hash::BuildHasher for FastHash {
    type Hasher = FastHasher;
    fn build_hasher(&self) -> FastHasher {
        FastHasher(0)
    }
}

struct FastHasher(u64);

impl std::hash::Hasher for FastHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut add = |word: u64| self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
        let (chunks, rest) = bytes.as_chunks::<8>();
        chunks.iter().for_each(|chunk| add(u64::from_le_bytes(*chunk)));
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        add(u64::from_le_bytes(last) ^ ((rest.len() as u64) << 56));
    }

    fn write_u8(&mut self, _: u8) {
        // `str` ends its hash with 0xff; lengths are already in it.
    }

    fn finish(&self) -> u64 {
        // The table takes the top bits for its tags and the low bits for its buckets.
        self.0 ^ (self.0 >> 32)
    }
}
