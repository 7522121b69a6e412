//! Shaping: from a paragraph to glyphs, caret stops and line-break places, independent of width and size. Lengths are in em,
//! offsets in bytes of the paragraph (in a [`Word`]: of the word).
//!
//! Whole runs are shaped, never a part that somebody highlighted. A run is cut at spaces where the faces' own rules show
//! that nothing reaches across (see [`crate::text::spaces`]); the words between are kept and used again, which changes
//! nothing but the time it takes.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use harfrust::{GlyphBuffer, Language, ShapeOptions, ShapePlan, Shaper, UnicodeBuffer};
use icu_properties::CodePointMapData;
use icu_properties::props::{GraphemeClusterBreak, Script};

use super::bidi::{Census, Direction, Levels, VisualRun};
use super::fonts::{FaceId, Faces, Weight, needs_no_glyph};
use super::segment;

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
        self.words.iter_mut().for_each(|(_, words)| words.clear());
        self.words_kept = 0;
    }

    /// The index of a setting in `words`.
    fn setting(&mut self, setting: Setting) -> usize {
        self.words.iter().position(|(other, _)| *other == setting).unwrap_or_else(|| {
            self.words.push((setting, Words::default()));
            self.words.len() - 1
        })
    }

    fn keep(&mut self, setting: usize, text: &str, word: Arc<Word>) {
        if self.words_kept >= WORDS_KEPT {
            self.forget_words();
        }
        self.words[setting].1.insert(text.into(), word);
        self.words_kept += 1;
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
        let mut work = Work { engine: self, faces: &faces, shapers, text, weight: style.weight };
        let pieces = work.pieces(&levels);
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
}

/// A token of the paragraph: what is shaped at once and kept as one word.
struct Token {
    start: usize,
    end: usize,
    level: u8,
    word: Found,
}

/// A token's word, or which of the new words it is.
enum Found {
    Kept(Arc<Word>),
    New(usize),
}

/// A word not seen before.
struct NewWord {
    start: usize,
    end: usize,
    /// Which of the engine's settings it has; see [`Engine::words`].
    setting: usize,
    word: Option<Arc<Word>>,
}

impl<'a> Work<'a> {
    fn pieces(&mut self, levels: &Levels) -> Vec<Piece> {
        let (tokens, mut new_words) = self.tokens(levels);
        self.shape_new(&mut new_words);
        let mut x = 0.0;
        let place = |token: Token| {
            let word = match token.word {
                Found::Kept(word) => word,
                Found::New(index) => new_words[index].word.clone().expect("every new word was shaped"),
            };
            let piece = Piece { start: token.start, end: token.end, x, level: token.level, word };
            x += f64::from(piece.word.advance);
            piece
        };
        tokens.into_iter().map(place).collect()
    }

    /// Cuts the paragraph into tokens and looks each up.
    fn tokens(&mut self, levels: &Levels) -> (Vec<Token>, Vec<NewWord>) {
        let cuts_at_spaces = self.engine.keeps_words && self.faces.words_can_be_kept();
        let mut tokens = Vec::with_capacity(self.text.len() / 4 + 1);
        let mut new_words: Vec<NewWord> = Vec::new();
        let mut new_by_text: HashMap<(usize, &str), usize, FastHash> = HashMap::default();
        // What has no script of its own takes the base direction's, so that digits and brackets in an Arabic sentence
        // come from the Arabic face whichever level they have.
        let base_script = first_script(self.text, levels);
        for run in levels.runs() {
            let mut script = script_within(&self.text[run.start..run.end]).unwrap_or(base_script);
            let mut start = run.start;
            while start < run.end {
                let end = self.token_end(run, start, cuts_at_spaces);
                let space_at = |offset: usize| self.text.as_bytes().get(offset) == Some(&b' ');
                let setting = self.engine.setting(Setting {
                    is_rtl: run.is_rtl(),
                    weight: self.weight,
                    script,
                    space_before: start > run.start && space_at(start - 1),
                    space_after: end < run.end && space_at(end),
                });
                let text: &'a str = &self.text[start..end];
                let word = match self.engine.words[setting].1.get(text) {
                    Some(word) => {
                        script = word.script.unwrap_or(script);
                        Found::Kept(Arc::clone(word))
                    }
                    None => {
                        script = text.chars().rev().find_map(own_script).unwrap_or(script);
                        let index = *new_by_text.entry((setting, text)).or_insert(new_words.len());
                        if index == new_words.len() {
                            new_words.push(NewWord { start, end, setting, word: None });
                        }
                        Found::New(index)
                    }
                };
                tokens.push(Token { start, end, level: run.level, word });
                start = end;
            }
        }
        (tokens, new_words)
    }

    /// Shapes the words not seen before: those of one face and script many at a time, each between the neighbours it has in
    /// the text, since nothing reaches across these; the others one by one.
    fn shape_new(&mut self, new_words: &mut [NewWord]) {
        let mut batches: Vec<(Batch, Vec<usize>)> = Vec::new();
        for (index, new) in new_words.iter_mut().enumerate() {
            let text = &self.text[new.start..new.end];
            let setting = self.engine.words[new.setting].0;
            let is_whole_run = !self.engine.keeps_words || text == "\t";
            let batch = if is_whole_run { None } else { self.batch(text, setting) };
            let Some(batch) = batch else {
                new.word = Some(Arc::new(self.shape_word(text, setting)));
                continue;
            };
            match batches.iter_mut().find(|(other, _)| *other == batch) {
                Some((_, indices)) => indices.push(index),
                None => batches.push((batch, vec![index])),
            }
        }
        for (batch, indices) in batches {
            self.shape_batch(batch, &indices, new_words);
        }
        for new in new_words.iter() {
            let is_kept = self.engine.keeps_words && new.end - new.start <= WORD_LENGTH_KEPT;
            if let (true, Some(word)) = (is_kept, &new.word) {
                self.engine.keep(new.setting, &self.text[new.start..new.end], Arc::clone(word));
            }
        }
    }

    /// The batch a word can be shaped in, if it is one item and has spaces or nothing beside it.
    fn batch(&self, text: &str, setting: Setting) -> Option<Batch> {
        let item = self.single_item(text, setting.script)?;
        let neutral = self.faces.face(item.face).neutral_character()?;
        // Where the space beside it is of another face, this word's run ends before it.
        let sees_space = self.space_is_of(&item);
        Some(Batch { face: item.face, script: item.script, is_rtl: setting.is_rtl, sees_space, neutral })
    }

    fn shape_batch(&mut self, batch: Batch, indices: &[usize], new_words: &mut [NewWord]) {
        let mut buffer = self.engine.buffer.take().unwrap_or_default();
        // The clusters are offsets into the words written one after another, each between its neighbours.
        let mut offset = 0;
        let mut last: Option<(&str, char)> = None;
        let mut starts = Vec::with_capacity(indices.len());
        for &index in indices {
            let new = &new_words[index];
            let text = &self.text[new.start..new.end];
            let setting = self.engine.words[new.setting].0;
            let neighbour = |is_space: bool| if is_space && batch.sees_space { ' ' } else { batch.neutral };
            let before = neighbour(setting.space_before && setting.script == batch.script && !text.starts_with(' '));
            let after = neighbour(setting.space_after && !text.ends_with(' '));
            // One space serves two words unless a rule would look from one to the other past it.
            let is_shared = last.is_some_and(|(word, neighbour)| {
                neighbour == before && (before == batch.neutral || self.faces.may_cut(word, text))
            });
            if !is_shared {
                buffer.add(before, offset);
                offset += 1;
            }
            starts.push(offset);
            text.char_indices().for_each(|(within, c)| buffer.add(c, offset + within as u32));
            offset += text.len() as u32;
            buffer.add(after, offset);
            offset += 1;
            last = Some((text, after));
        }
        let shaped = self.run_shaper(buffer, batch.face, batch.script, batch.is_rtl);
        let mut clusters = Clusters::default();
        let units_per_em = self.faces.face(batch.face).units_per_em();
        let mut reader = GlyphReader::new(&shaped, batch.face, units_per_em, batch.is_rtl);
        for (&index, start) in indices.iter().zip(starts) {
            let new = &mut new_words[index];
            let text = &self.text[new.start..new.end];
            clusters.clear();
            reader.read(start..start + text.len() as u32, 0, &mut clusters);
            let own = text.chars().rev().find_map(own_script);
            new.word = Some(Arc::new(clusters.word(text, batch.is_rtl, self.faces, own)));
        }
        self.engine.buffer = Some(shaped.clear());
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

    /// Shapes one word by itself: faces by grapheme, items of one face and script, glyphs, stops.
    fn shape_word(&mut self, text: &str, setting: Setting) -> Word {
        let items = match self.single_item(text, setting.script) {
            Some(item) => vec![item],
            None => self.items(text, setting.script),
        };
        let script = items.iter().rev().find_map(|item| item.own_script);
        let mut clusters = Clusters::default();
        for (index, item) in items.iter().enumerate() {
            let sees_space = !text.starts_with(' ') && self.space_is_of(item);
            // The space before belongs to what precedes it if the script changes there.
            let before = index == 0 && setting.space_before && item.script == setting.script && sees_space;
            let after = index + 1 == items.len() && setting.space_after && !text.ends_with(' ') && sees_space;
            self.shape_item(text, item, setting.is_rtl, (before, after), &mut clusters);
        }
        if text == "\t" {
            let space = self.shape_word(" ", setting);
            clusters.set_blank(space.advance * TAB_SPACES);
        }
        clusters.word(text, setting.is_rtl, self.faces, script)
    }

    /// Whether the spaces beside an item are of its own face, and so shaped with it.
    fn space_is_of(&self, item: &Item) -> bool {
        self.face_of(" ", item.script, None) == item.face
    }

    /// The whole word as one item, if it is of one script and one face has all of it.
    fn single_item(&self, text: &str, script_before: Script) -> Option<Item> {
        let mut own = None;
        let mut leads = true;
        for c in text.chars() {
            match own_script(c) {
                None if own.is_none() => leads = false,
                None => {}
                // What leads without a script of its own takes the one before.
                Some(script) if own.is_none() && (leads || script == script_before) => own = Some(script),
                Some(script) if own == Some(script) => {}
                Some(_) => return None,
            }
        }
        let script = own.unwrap_or(script_before);
        let mut candidates = self.faces.candidates(script == Script::Arabic, self.weight);
        let face = if self.faces.keeps_words_whole() {
            candidates.find(|&face| self.faces.covers_each(face, text))
        } else {
            // By grapheme the first face that has it: only the first face of all is sure to be that for every one.
            candidates.next().filter(|&face| self.faces.covers_each(face, text))
        };
        Some(Item { start: 0, end: text.len(), face: face?, script, own_script: own })
    }

    /// Cuts a word where the script or the face changes.
    fn items(&self, text: &str, script_before: Script) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        let mut script = script_before;
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
        segment::for_each_grapheme(text, |end| {
            take(start..end);
            start = end;
        });
        items
    }

    /// The face that has all of a word, where words are not to mix faces and the word keeps to one script.
    fn face_of_whole(&self, text: &str, script_before: Script) -> Option<FaceId> {
        if !self.faces.keeps_words_whole() {
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

    /// Shapes one item and adds its clusters, in the text's order. A neighbouring space is shaped with it and then left out.
    fn shape_item(
        &mut self,
        text: &str,
        item: &Item,
        is_rtl: bool,
        (space_before, space_after): (bool, bool),
        clusters: &mut Clusters,
    ) {
        let mut buffer = self.engine.buffer.take().unwrap_or_default();
        buffer.set_pre_context(&text[..item.start]);
        // Clusters are offsets into a space, the item, a space.
        if space_before {
            buffer.add(' ', 0);
        }
        let item_text = &text[item.start..item.end];
        item_text.char_indices().for_each(|(offset, c)| buffer.add(c, 1 + offset as u32));
        let end = 1 + item_text.len() as u32;
        if space_after {
            buffer.add(' ', end);
        }
        buffer.set_post_context(&text[item.end..]);
        let shaped = self.run_shaper(buffer, item.face, item.script, is_rtl);
        let units_per_em = self.faces.face(item.face).units_per_em();
        GlyphReader::new(&shaped, item.face, units_per_em, is_rtl).read(1..end, item.start as u32, clusters);
        self.engine.buffer = Some(shaped.clear());
    }

    fn run_shaper(&mut self, mut buffer: UnicodeBuffer, face: FaceId, script: Script, is_rtl: bool) -> GlyphBuffer {
        let direction = if is_rtl { harfrust::Direction::RightToLeft } else { harfrust::Direction::LeftToRight };
        let iso_script = shaping_script(script);
        buffer.set_direction(direction);
        buffer.set_script(iso_script);
        let language = (script == Script::Arabic).then_some(&self.engine.arabic);
        if let Some(language) = language {
            buffer.set_language(language.clone());
        }
        let of = self.faces.face(face);
        let shaper = self.shapers[usize::from(face.0)].get_or_insert_with(|| of.shaper.shaper(&of.font()).build());
        let plans = &mut self.engine.plans;
        let known = plans.iter().position(|(id, of, rtl, _)| (*id, *of, *rtl) == (face, script, is_rtl));
        let plan = known.unwrap_or_else(|| {
            let plan = ShapePlan::new(shaper, direction, Some(iso_script), language, &[]);
            plans.push((face, script, is_rtl, plan));
            plans.len() - 1
        });
        shaper.shape(buffer, ShapeOptions::new().plan(Some(&plans[plan].3)))
    }
}

/// What words must share to be shaped in one go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Batch {
    face: FaceId,
    script: Script,
    is_rtl: bool,
    /// Whether spaces beside the words are of their face.
    sees_space: bool,
    /// What stands in for the end of a run.
    neutral: char,
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

/// Reads shaped glyphs cluster by cluster, in the text's order.
struct GlyphReader<'a> {
    shaped: &'a GlyphBuffer,
    face: FaceId,
    units_per_em: f32,
    is_rtl: bool,
    /// How many glyphs were read; right-to-left glyphs are stored from left to right and read from the back.
    read: usize,
}

impl<'a> GlyphReader<'a> {
    fn new(shaped: &'a GlyphBuffer, face: FaceId, units_per_em: f32, is_rtl: bool) -> Self {
        Self { shaped, face, units_per_em, is_rtl, read: 0 }
    }

    fn index(&self, read: usize) -> usize {
        if self.is_rtl { self.shaped.len() - 1 - read } else { read }
    }

    /// Reads the clusters within `range`, skips what stands before, and adds them to `clusters` as if the range began at
    /// `start` of the word.
    fn read(&mut self, range: Range<u32>, start: u32, clusters: &mut Clusters) {
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
    fn clear(&mut self) {
        self.list.clear();
        self.glyphs.clear();
    }

    /// Makes the word one blank cluster of a given advance.
    fn set_blank(&mut self, advance: f32) {
        self.glyphs.clear();
        self.list.truncate(1);
        if let Some(cluster) = self.list.first_mut() {
            (cluster.advance, cluster.glyphs) = (advance, (0, 0));
        }
    }

    fn word(&mut self, text: &str, is_rtl: bool, faces: &Faces, script: Option<Script>) -> Word {
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

/// The script of `c` if it has one of its own.
fn own_script(c: char) -> Option<Script> {
    if c.is_ascii() {
        return c.is_ascii_alphabetic().then_some(Script::Latin);
    }
    match CodePointMapData::<Script>::new().get(c) {
        Script::Common | Script::Inherited | Script::Unknown => None,
        script => Some(script),
    }
}

fn script_within(text: &str) -> Option<Script> {
    text.chars().find_map(own_script)
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
