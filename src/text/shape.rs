//! Shaping: from a paragraph to glyphs, caret stops and line-break places, independent of width and size. Lengths are in em,
//! offsets in bytes of the paragraph.
//!
//! Whole runs are shaped, never a part that somebody highlighted. A run is cut at spaces where the faces' own rules show
//! that nothing reaches across (see [`crate::text::spaces`]); the words between are kept and used again, and those not seen
//! before are shaped many at a time.

use std::collections::HashMap;
use std::sync::Arc;

use harfrust::{GlyphBuffer, Language, ShapeOptions, ShapePlan, Shaper, UnicodeBuffer};
use icu_properties::props::Script;

use super::bidi::{Census, Direction, Levels};
use super::breaks::breaks;
use super::clusters::{Clusters, GlyphReader};
use super::cut::{Cutter, begins_combining, cut_graphemes, is_blank};
use super::fonts::{FaceId, Faces, Weight};
use super::items::{Chooser, Item, last_script};
use super::kept::{FastHash, KeptWords, Setting};
use super::runs::LONGEST_GRAPHEME;
use super::script::is_rtl_script;
use super::segment;
use super::shaped::{Piece, Shaped, Word};

/// A tab is as wide as this many spaces, wherever it stands: columns of a table do not survive a change of direction.
const TAB_SPACES: f32 = 4.0;

/// Where marks have no end, so many are drawn of each piece of them.
const ENDLESS_MARKS_SHOWN: usize = 8;

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

/// Shapes text: faces, plans and the words shaped before. One per thread that lays out.
pub struct Engine {
    faces: Arc<Faces>,
    plans: Vec<(FaceId, Script, bool, ShapePlan)>,
    words: KeptWords,
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
            words: KeptWords::default(),
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
        self.words.forget();
    }

    /// Shapes one paragraph.
    #[must_use]
    pub fn shape(&mut self, text: &str, style: &ShapeStyle) -> Shaped {
        self.shape_all(&[text], style).pop().expect("one paragraph was asked for")
    }

    /// Shapes several paragraphs. Each comes out as if it were alone; the words not seen before are shaped together, which
    /// takes less time.
    #[must_use]
    pub fn shape_all(&mut self, texts: &[&str], style: &ShapeStyle) -> Vec<Shaped> {
        let faces = Arc::clone(&self.faces);
        let mut shapers: Vec<Option<Shaper<'_>>> = Vec::new();
        shapers.resize_with(faces.len(), || None);
        let chooser = Chooser { faces: &faces, weight: style.weight };
        let mut work = Work { engine: self, faces: &faces, shapers, chooser };
        let mut new_words = NewWords::default();
        let cut: Vec<_> = texts
            .iter()
            .map(|text| {
                let census = Census::of(text);
                let is_rtl = census.is_rtl(style.direction).unwrap_or(style.falls_back_to_rtl);
                let levels = Levels::resolve(text, &census, is_rtl);
                let tokens = work.tokens(text, &levels, &mut new_words);
                (levels, tokens)
            })
            .collect();
        work.shape_new(&mut new_words.list);
        let place = |(text, (levels, tokens)): (&&str, (Levels, Vec<Token>))| {
            let pieces = pieces(tokens, &new_words.list);
            let cut_graphemes = cut_graphemes(text, &levels);
            let mut shaped = Shaped { len: text.len(), levels, pieces, breaks: Vec::new(), cut_graphemes };
            shaped.breaks = breaks(text, &shaped, style.joiners);
            shaped
        };
        texts.iter().zip(cut).map(place).collect()
    }
}

/// Paragraphs being shaped.
struct Work<'a> {
    engine: &'a mut Engine,
    faces: &'a Faces,
    shapers: Vec<Option<Shaper<'a>>>,
    chooser: Chooser<'a>,
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
struct NewWord<'t> {
    text: &'t str,
    /// Which of the engine's settings it has; see [`KeptWords`].
    setting: usize,
    word: Option<Arc<Word>>,
}

/// The words not seen before, each once.
#[derive(Default)]
struct NewWords<'t> {
    list: Vec<NewWord<'t>>,
    by_text: HashMap<(usize, &'t str), usize, FastHash>,
}

/// Puts each token's word in its place.
fn pieces(tokens: Vec<Token>, new_words: &[NewWord<'_>]) -> Vec<Piece> {
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

impl<'a> Work<'a> {
    /// Cuts a paragraph into tokens and looks each up.
    fn tokens<'t>(&mut self, text: &'t str, levels: &Levels, new_words: &mut NewWords<'t>) -> Vec<Token> {
        let cuts_at_spaces = self.engine.keeps_words && self.faces.words_can_be_kept();
        let cuts = segment::cuts_of_long_graphemes(text);
        let cutter = Cutter { text, faces: self.faces, cuts_at_spaces, cuts: &cuts };
        let mut tokens = Vec::with_capacity(text.len() / 4 + 1);
        for (run, mut script) in cutter.stretches(levels) {
            let cutter = cutter.within(run, script);
            let mut start = run.start;
            while start < run.end {
                let end = cutter.token_end(run, start);
                let space_at = |offset: usize| text.as_bytes().get(offset) == Some(&b' ');
                let setting = self.engine.words.index(Setting {
                    is_rtl: run.is_rtl(),
                    weight: self.chooser.weight,
                    script,
                    space_before: start > run.start && space_at(start - 1),
                    space_after: end < run.end && space_at(end),
                });
                let token = &text[start..end];
                let word = match self.engine.words.get(setting, token) {
                    Some(word) => {
                        script = word.script.unwrap_or(script);
                        Found::Kept(Arc::clone(word))
                    }
                    None => {
                        script = last_script(token).unwrap_or(script);
                        let index = *new_words.by_text.entry((setting, token)).or_insert(new_words.list.len());
                        if index == new_words.list.len() {
                            new_words.list.push(NewWord { text: token, setting, word: None });
                        }
                        Found::New(index)
                    }
                };
                tokens.push(Token { start, end, level: run.level, word });
                start = end;
            }
        }
        tokens
    }

    /// Shapes the words not seen before: those of one face and script many at a time, each between the neighbours it has in
    /// the text, since nothing reaches across these; the others one by one.
    fn shape_new(&mut self, new_words: &mut [NewWord<'_>]) {
        let mut batches: Vec<(Batch, Vec<usize>)> = Vec::new();
        for (index, new) in new_words.iter_mut().enumerate() {
            let text = new.text;
            let setting = self.engine.words.setting(new.setting);
            let is_whole_run = !self.engine.keeps_words || is_blank(text);
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
        if self.engine.keeps_words {
            for new in new_words.iter() {
                if let Some(word) = &new.word {
                    self.engine.words.keep(new.setting, new.text, Arc::clone(word));
                }
            }
        }
    }

    /// The batch a word can be shaped in, if it is one item and has spaces or nothing beside it.
    fn batch(&self, text: &str, setting: Setting) -> Option<Batch> {
        let item = self.chooser.single_item(text, setting.script)?;
        // Which way text of a right-to-left script is shaped where it runs left to right hangs on what is in the buffer with
        // it (see [`Cutter::within`]), and a mark would combine with what stands before it there.
        if (is_rtl_script(item.script) && !setting.is_rtl) || begins_combining(text) {
            return None;
        }
        let neutral = self.faces.face(item.face).neutral_character()?;
        // Where the space beside it is of another face, this word's run ends before it.
        let sees_space = self.chooser.space_is_of(&item);
        Some(Batch { face: item.face, script: item.script, is_rtl: setting.is_rtl, sees_space, neutral })
    }

    fn shape_batch(&mut self, batch: Batch, indices: &[usize], new_words: &mut [NewWord<'_>]) {
        let mut buffer = self.engine.buffer.take().unwrap_or_default();
        // The clusters are offsets into the words written one after another, each between its neighbours.
        let mut offset = 0;
        let mut last: Option<(&str, char)> = None;
        let mut starts = Vec::with_capacity(indices.len());
        for &index in indices {
            let new = &new_words[index];
            let text = new.text;
            let setting = self.engine.words.setting(new.setting);
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
            let text = new.text;
            clusters.clear();
            reader.read(start..start + text.len() as u32, 0, &mut clusters);
            let own = last_script(text);
            new.word = Some(Arc::new(clusters.word(text, batch.is_rtl, self.faces, own)));
        }
        self.engine.buffer = Some(shaped.clear());
    }

    /// Shapes one word by itself: faces by grapheme, items of one face and script, glyphs, stops.
    fn shape_word(&mut self, text: &str, setting: Setting) -> Word {
        let items = match self.chooser.single_item(text, setting.script) {
            Some(item) => vec![item],
            None => self.chooser.items(text, setting.script),
        };
        let script = items.iter().rev().find_map(|item| item.own_script);
        let mut clusters = Clusters::default();
        for (index, item) in items.iter().enumerate() {
            let sees_space = !text.starts_with(' ') && self.chooser.space_is_of(item);
            // The space before belongs to what precedes it if the script changes there.
            let before = index == 0 && setting.space_before && item.script == setting.script && sees_space;
            let after = index + 1 == items.len() && setting.space_after && !text.ends_with(' ') && sees_space;
            self.shape_item(text, item, setting.is_rtl, (before, after), &mut clusters);
        }
        if is_blank(text) {
            let spaces = if text == "\t" { TAB_SPACES } else { 0.0 };
            clusters.set_blank(spaces * self.shape_word(" ", setting).advance);
        }
        clusters.word(text, setting.is_rtl, self.faces, script)
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
        // Of a grapheme without end, each piece after the first is marks alone.
        let is_endless = item_text.len() >= LONGEST_GRAPHEME / 2 && item_text.chars().all(segment::continues_grapheme);
        let shown = if is_endless { ENDLESS_MARKS_SHOWN } else { usize::MAX };
        item_text.char_indices().take(shown).for_each(|(offset, c)| buffer.add(c, 1 + offset as u32));
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
