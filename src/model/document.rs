//! A document: immutable text with its metadata. Its bytes are those of the file. It alone makes the spans that point into it.
//! Offsets are UTF-8 bytes; `chars` are Unicode code points.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::text::bidi::Direction;
use crate::text::offsets::Offsets;
use crate::text::span::{Span, SpanError};

use super::annotation::Anchor;
use super::id::DocumentId;
use super::language;
use super::summary::{DATE, SOURCE, Summary, URL};

/// Longest title in characters.
const TITLE_CHARS: usize = 80;

/// Immutable text with what is known about it.
pub struct Document {
    id: DocumentId,
    // Guessed when first asked for, unless somebody says them.
    title: OnceLock<String>,
    language: OnceLock<String>,
    direction: Direction,
    metadata: BTreeMap<String, String>,
    text: Arc<str>,
    // Counted when first asked for: a list of ten thousand documents needs neither.
    offsets: OnceLock<Offsets>,
    hash: OnceLock<TextHash>,
}

/// The BLAKE3 hash of a text's UTF-8 bytes, written `blake3:` and 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TextHash(String);

impl TextHash {
    #[must_use]
    pub fn of(text: &str) -> Self {
        blake3::hash(text.as_bytes()).into()
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first 64 bits: texts of which these differ are not the same.
    #[must_use]
    pub fn short_of(text: &str) -> u64 {
        Self::short_of_hash(&blake3::hash(text.as_bytes()))
    }

    /// [`TextHash::short_of`] the text that has this hash.
    #[must_use]
    pub fn short_of_hash(hash: &blake3::Hash) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = *hash.as_bytes();
        u64::from_be_bytes([a, b, c, d, e, f, g, h])
    }

    /// [`TextHash::short_of`] the text.
    #[must_use]
    pub fn short(&self) -> u64 {
        let digits = self.0.strip_prefix("blake3:").and_then(|digits| digits.get(..16));
        digits.and_then(|digits| u64::from_str_radix(digits, 16).ok()).expect("a hash is 64 hexadecimal digits")
    }
}

impl From<blake3::Hash> for TextHash {
    fn from(hash: blake3::Hash) -> Self {
        Self(format!("blake3:{}", hash.to_hex()))
    }
}

impl fmt::Display for TextHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Document {
    /// A document that is called after its first line and whose language is guessed by its letters.
    #[must_use]
    pub fn new(id: DocumentId, text: impl Into<Arc<str>>) -> Self {
        Self {
            id,
            title: OnceLock::new(),
            language: OnceLock::new(),
            direction: Direction::Auto,
            metadata: BTreeMap::new(),
            text: text.into(),
            offsets: OnceLock::new(),
            hash: OnceLock::new(),
        }
    }

    /// The same under another id.
    #[must_use]
    pub fn with_id(&self, id: DocumentId) -> Self {
        Self {
            id,
            // What it is called after its id stays so.
            title: OnceLock::from(self.title().to_owned()),
            language: self.language.clone(),
            direction: self.direction,
            metadata: self.metadata.clone(),
            text: Arc::clone(&self.text),
            offsets: OnceLock::new(),
            hash: self.hash.clone(),
        }
    }

    #[must_use]
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = OnceLock::from(title.into());
        self
    }

    #[must_use]
    pub fn with_language(mut self, tag: impl Into<String>) -> Self {
        self.language = OnceLock::from(tag.into());
        self
    }

    #[must_use]
    pub fn with_direction(mut self, direction: Direction) -> Self {
        self.direction = direction;
        self
    }

    #[must_use]
    pub fn with_metadata(mut self, metadata: BTreeMap<String, String>) -> Self {
        self.metadata = metadata;
        self
    }

    #[must_use]
    pub fn id(&self) -> &DocumentId {
        &self.id
    }

    #[must_use]
    pub fn title(&self) -> &str {
        self.title.get_or_init(|| title_of(&self.text).unwrap_or_else(|| self.id.to_string()))
    }

    /// A BCP 47 tag; `und` when unknown.
    #[must_use]
    pub fn language(&self) -> &str {
        self.language.get_or_init(|| language::guess(&self.text).to_owned())
    }

    #[must_use]
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// What else the document's source said about it: date, outlet, address.
    #[must_use]
    pub fn metadata(&self) -> &BTreeMap<String, String> {
        &self.metadata
    }

    /// What a list says of it.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let metadata = |name: &str| self.metadata.get(name).map(String::as_str).unwrap_or_default();
        Summary {
            id: self.id.clone(),
            title: self.title().into(),
            language: self.language().into(),
            direction: self.direction,
            date: metadata(DATE).into(),
            source: metadata(SOURCE).into(),
            url: metadata(URL).into(),
        }
    }

    #[must_use]
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    #[must_use]
    pub fn hash(&self) -> &TextHash {
        self.hash.get_or_init(|| TextHash::of(&self.text))
    }

    #[must_use]
    pub fn chars_len(&self) -> usize {
        self.offsets().chars_len()
    }

    /// Code points before `offset`, which is clamped to the text and to a character boundary.
    #[must_use]
    pub fn chars_from_bytes(&self, offset: usize) -> usize {
        self.offsets().chars_from_bytes(&self.text, self.text.floor_char_boundary(offset))
    }

    /// The byte offset after `chars` code points, or `None` past the end.
    #[must_use]
    pub fn bytes_from_chars(&self, chars: usize) -> Option<usize> {
        self.offsets().bytes_from_chars(&self.text, chars)
    }

    /// A range of bytes in code points.
    #[must_use]
    pub fn chars_from_span(&self, span: Span) -> Range<usize> {
        self.chars_from_bytes(span.start())..self.chars_from_bytes(span.end())
    }

    /// The span of a byte range.
    pub fn span(&self, range: Range<usize>) -> Result<Span, SpanError> {
        Span::new(&self.text, range)
    }

    /// The span of a range in code points, or `None` if it is empty or reaches past the end.
    #[must_use]
    pub fn span_from_chars(&self, chars: Range<usize>) -> Option<Span> {
        let range = self.bytes_from_chars(chars.start)?..self.bytes_from_chars(chars.end)?;
        self.span(range).ok()
    }

    /// An anchor on byte ranges: sorted, and those that overlap or touch become one.
    pub fn anchor(&self, ranges: impl IntoIterator<Item = Range<usize>>) -> Result<Anchor, SpanError> {
        let mut sorted: Vec<Range<usize>> = Vec::new();
        for range in ranges {
            sorted.push(self.span(range)?.range());
        }
        sorted.sort_by_key(|range| (range.start, range.end));
        let mut merged: Vec<Range<usize>> = Vec::new();
        for range in sorted {
            match merged.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        if merged.is_empty() {
            return Err(SpanError::Empty { start: 0, end: 0 });
        }
        merged.into_iter().map(|range| self.span(range)).collect::<Result<_, _>>().map(Anchor::Spans)
    }

    /// What a span says.
    #[must_use]
    pub fn quote(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    fn offsets(&self) -> &Offsets {
        self.offsets.get_or_init(|| Offsets::new(&self.text))
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({}, {} bytes)", self.id, self.text.len())
    }
}

/// What a document without a title is called: the first line that has something to read, cut at a word
/// where it is too long for a list.
#[must_use]
pub fn title_of(text: &str) -> Option<String> {
    let is_blank = |c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}';
    let line = text.lines().map(|line| line.trim_matches(is_blank)).find(|line| !line.is_empty())?;
    let Some((cut, _)) = line.char_indices().nth(TITLE_CHARS) else {
        return Some(line.to_owned());
    };
    let whole_words = line[..cut].rfind(char::is_whitespace).filter(|at| *at > cut / 2).unwrap_or(cut);
    Some(format!("{}…", line[..whole_words].trim_end()))
}

/// How a direction is written in files and commands.
#[must_use]
pub fn direction_word(direction: Direction) -> &'static str {
    match direction {
        Direction::Auto => "auto",
        Direction::FirstStrong => "first-strong",
        Direction::RightToLeft => "rtl",
        Direction::LeftToRight => "ltr",
    }
}

/// The words [`direction_from_word`] reads.
pub const DIRECTION_WORDS: [&str; 4] = ["auto", "first-strong", "rtl", "ltr"];

#[must_use]
pub fn direction_from_word(word: &str) -> Option<Direction> {
    [Direction::Auto, Direction::FirstStrong, Direction::RightToLeft, Direction::LeftToRight]
        .into_iter()
        .find(|direction| direction_word(*direction) == word)
}
