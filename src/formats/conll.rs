//! Columns of tokens and tags, one token a line, sentences divided by empty lines: CoNLL-2002 and 2003, with tags in BIO, IOB1,
//! IOBES or BILOU, nested entities in several tag columns. Which column holds what is seen from the content or said by the
//! person. The text that is read is the tokens with a space between them and a line for each sentence.

use std::collections::{BTreeMap, btree_map};
use std::iter::Peekable;
use std::ops::Range;

use crate::error::Problem;
use crate::model::document::Document;
use crate::model::id::DocumentId;
use crate::model::schema::Shape;
use crate::model::set::AnnotationSet;

use super::bundle::{Bundle, File};
use super::doctor::Unit;
use super::drafts::{Draft, Drafts, NOBODY, SetDraft};
use super::holds::{Holds, Naming, Overlap, Text};
use super::names::{file_name, name_from_file};
use super::naming::ENTITIES;
use super::options::{Columns, Options, Scheme};

pub const HOLDS_FLAT: Holds = Holds {
    naming: Naming::Path,
    text: Text::Tokens,
    inside_tokens: false,
    overlap: Overlap::Nested(1),
    ..Holds::SPANS
};

/// As many columns as Wojood has.
const COLUMNS: usize = 4;

pub const HOLDS_NESTED: Holds = Holds { overlap: Overlap::Nested(COLUMNS), ..HOLDS_FLAT };

/// The lines of a file as columns; an empty line divides sentences.
struct Table<'a> {
    rows: Vec<Row>,
    /// Of all rows, one after another.
    cells: Vec<&'a str>,
}

/// A line, counted from 1, and where its cells are.
#[derive(Clone, Copy)]
struct Row {
    number: usize,
    first: usize,
    end: usize,
}

impl<'a> Table<'a> {
    fn new(text: &'a str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let is_tabbed = text.contains('\t');
        let mut table = Self { rows: Vec::new(), cells: Vec::new() };
        for (number, line) in text.split('\n').enumerate() {
            let line = line.strip_suffix('\r').unwrap_or(line);
            // A comment, as some corpora have; a token `#` has a tab behind it.
            if line.starts_with("# ") && (is_tabbed || line.contains(" = ")) {
                continue;
            }
            let first = table.cells.len();
            if line.trim().is_empty() {
                // It has no cells.
            } else if is_tabbed {
                table.cells.extend(line.trim_end_matches('\t').split('\t'));
            } else {
                table.cells.extend(line.split(' ').filter(|column| !column.is_empty()));
            }
            table.rows.push(Row { number: number + 1, first, end: table.cells.len() });
        }
        table
    }

    fn cells(&self, row: Row) -> &[&'a str] {
        &self.cells[row.first..row.end]
    }

    /// Whether a document begins with a row.
    fn begins_document(&self, row: Row) -> bool {
        self.cells(row).first() == Some(&DOCUMENT_MARK)
    }

    fn tokens(&self) -> impl Iterator<Item = &[&'a str]> {
        self.rows.iter().filter(|row| row.first < row.end && !self.begins_document(**row)).map(|row| self.cells(*row))
    }

    /// Which column holds what, as the content shows.
    fn columns(&self) -> Option<Columns> {
        let width = self.tokens().map(<[_]>::len).max()?;
        let all = |at: usize, is_so: fn(&str) -> bool| {
            self.tokens().filter_map(|row| row.get(at)).all(|column| is_so(column))
        };
        // From the end, so that words that look like tags are not taken for them.
        let first_tag = (1..width).rev().take_while(|at| all(*at, |column| read_tag(column).is_some())).last()?;
        // CoNLL-2003 tags phrases in the same manner, in a column of their own before the names.
        let is_chunk =
            |column: &str| read_tag(column).is_some_and(|(_, label)| label.is_empty() || CHUNKS.contains(&label));
        let is_phrase = |at: usize| all(at, is_chunk) && !all(at, |column| column == "O");
        let is_named = |at: &usize| *at + 1 == width || !is_phrase(*at);
        let tags: Vec<usize> = (first_tag..width).filter(is_named).collect();
        let is_number = |column: &str| column.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let token = usize::from(first_tag > 1 && all(0, is_number));
        Some(Columns { token, tags })
    }
}

/// The line that begins a document in CoNLL-2003.
pub const DOCUMENT_MARK: &str = "-DOCSTART-";

/// The phrases of CoNLL-2000 and 2003.
const CHUNKS: [&str; 11] = ["NP", "VP", "PP", "ADVP", "ADJP", "SBAR", "PRT", "CONJP", "INTJ", "LST", "UCP"];

/// `O`, or a letter of a scheme and a label.
fn read_tag(tag: &str) -> Option<(char, &str)> {
    if tag == "O" {
        return Some(('O', ""));
    }
    let mut letters = tag.chars();
    let prefix = letters.next().filter(|letter| "BIESLUM".contains(*letter))?;
    let label = letters.as_str().strip_prefix(['-', '_'])?;
    (!label.is_empty()).then_some((prefix, label))
}

#[must_use]
pub fn recognises_flat(files: &[File]) -> bool {
    is_table(files, |tags| tags == 1)
}

#[must_use]
pub fn recognises_nested(files: &[File]) -> bool {
    is_table(files, |tags| tags > 1)
}

fn is_table(files: &[File], fits: impl Fn(usize) -> bool) -> bool {
    let (mut tables, mut others) = (0, 0);
    for file in files {
        let text = file.text_lossy();
        // CoNLL-U, whose last columns are something else.
        let is_conllu = text.lines().any(|line| line.split('\t').count() == 10);
        let table = Table::new(&text);
        match table.columns().filter(|_| !is_conllu) {
            Some(columns) if fits(columns.tags.len()) => tables += 1,
            None if text.trim().is_empty() => {}
            _ => others += 1,
        }
    }
    tables > 0 && others == 0
}

#[must_use]
pub fn read(files: &[File], options: &Options) -> (Bundle, Vec<Problem>) {
    let mut drafts = Drafts::new(Unit::Bytes);
    for file in files {
        let Some(text) = drafts.text(file) else {
            continue;
        };
        let table = Table::new(&text);
        let stem = file.path.rsplit_once('.').map_or(&*file.path, |(stem, _)| stem);
        let name = stem.split('/').map(name_from_file).collect::<Vec<_>>().join("/");
        let columns = options.columns.clone().or_else(|| table.columns());
        if columns.is_none() && table.tokens().next().is_some() {
            drafts.lose(&file.path, "no column holds tags such as `B-person` or `O`; say which with `--columns`");
            continue;
        }
        let columns = columns.unwrap_or(Columns { token: 0, tags: vec![1] });
        let starts: Vec<usize> = (0..table.rows.len()).filter(|at| table.begins_document(table.rows[*at])).collect();
        let is_one_of_many = starts.len() > 1 || file.before.is_some();
        let borders: Vec<usize> = if is_one_of_many { starts } else { vec![0] };
        let stray = &table.rows[..borders.first().copied().unwrap_or(table.rows.len())];
        if let Some(row) = stray.iter().find(|row| row.first < row.end) {
            drafts.lose(file.line(row.number - 1), "what stands before the first document is left out");
        }
        for (nth, start) in borders.iter().enumerate() {
            let end = borders.get(nth + 1).copied().unwrap_or(table.rows.len());
            let number = file.records_before() + nth + 1;
            let id = if is_one_of_many { format!("{name}-{number}") } else { name.clone() };
            let (text, set) = read_document(&table, *start..end, &columns, file, &mut drafts);
            drafts.push(Document::new(DocumentId::new(&id), text), vec![set]);
        }
    }
    drafts.finish("conll")
}

/// The tokens of a sentence in the text, with their tags.
#[derive(Default)]
struct Sentence<'a> {
    /// Each with where its tags are.
    tokens: Vec<(Range<usize>, Range<usize>)>,
    /// Of all tokens, one after another.
    tags: Vec<&'a str>,
}

impl<'a> Sentence<'a> {
    fn clear(&mut self) {
        self.tokens.clear();
        self.tags.clear();
    }

    /// The tokens, each with the tag that is chosen of its own.
    fn tagged<'s, C>(&'s self, choose: C) -> impl Iterator<Item = (Range<usize>, &'a str)> + use<'s, 'a, C>
    where
        C: Fn(&[&'a str]) -> Option<&'a str> + 's,
    {
        let tagged = move |(range, tags): &(Range<usize>, Range<usize>)| {
            (range.clone(), choose(&self.tags[tags.clone()]).unwrap_or("O"))
        };
        self.tokens.iter().map(tagged)
    }
}

fn read_document(
    table: &Table<'_>,
    rows: Range<usize>,
    columns: &Columns,
    file: &File,
    drafts: &mut Drafts,
) -> (String, SetDraft) {
    let mut set = SetDraft::new(NOBODY);
    let mut text = String::new();
    let mut sentence = Sentence::default();
    let mut first_line = 0;
    let last = columns.tags.last().copied().unwrap_or(0);
    for row in table.rows[rows].iter().filter(|row| !table.begins_document(**row)) {
        let (cells, line) = (table.cells(*row), row.number - 1);
        if cells.is_empty() {
            read_sentence(&sentence, columns, || file.line(first_line), &mut set);
            sentence.clear();
            continue;
        }
        let Some(token) = cells.get(columns.token).map(|token| token.trim()).filter(|token| !token.is_empty()) else {
            drafts.lose(file.line(line), "the line has no token; it is left out");
            continue;
        };
        if sentence.tokens.is_empty() {
            first_line = line;
        }
        if !text.is_empty() {
            text.push(if sentence.tokens.is_empty() { '\n' } else { ' ' });
        }
        let (start, first_tag) = (text.len(), sentence.tags.len());
        text.push_str(token);
        let own = columns.tags.iter().copied().chain(last + 1..cells.len());
        sentence.tags.extend(own.map(|at| cells.get(at).copied().unwrap_or("O")));
        let tags = first_tag..sentence.tags.len();
        if let Some(wrong) = sentence.tags[tags.clone()].iter().find(|tag| read_tag(tag).is_none()) {
            drafts.lose(file.line(line), format!("`{wrong}` is no tag; it is left out"));
        }
        sentence.tokens.push((start..text.len(), tags));
    }
    read_sentence(&sentence, columns, || file.line(first_line), &mut set);
    (text, set)
}

/// Adds the entities of a sentence. Where rows have different numbers of tags, columns mean nothing: as in Wojood, each
/// label then goes on by itself.
fn read_sentence(sentence: &Sentence<'_>, columns: &Columns, place: impl Fn() -> String, set: &mut SetDraft) {
    let width = sentence.tokens.iter().map(|(_, tags)| tags.len()).max().unwrap_or(0);
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    if width == columns.tags.len() {
        for column in 0..width {
            found.extend(entities(sentence.tagged(|tags| tags.get(column).copied())));
        }
    } else {
        let labels = sentence.tags.iter().filter_map(|tag| read_tag(tag)).map(|(_, label)| label);
        let mut seen: Vec<&str> = Vec::new();
        for label in labels.filter(|label| !label.is_empty()) {
            if seen.contains(&label) {
                continue;
            }
            seen.push(label);
            let own = |tag: &&&str| read_tag(tag).is_some_and(|(_, found)| found == label);
            found.extend(entities(sentence.tagged(|tags| tags.iter().find(own).copied())));
        }
    }
    found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let drafts = found.into_iter();
    set.annotations
        .extend(drafts.map(|(range, label)| Draft::new(ENTITIES, Shape::Entity, &label, place()).at(range, None)));
}

/// The entities that tags say, whichever scheme they are in: every scheme's letters mean the same in all that have them.
#[must_use]
pub fn entities<'a>(tags: impl IntoIterator<Item = (Range<usize>, &'a str)>) -> Vec<(Range<usize>, String)> {
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    let mut is_open = false;
    for (range, tag) in tags {
        let Some((prefix, label)) = read_tag(tag).filter(|(prefix, _)| *prefix != 'O') else {
            is_open = false;
            continue;
        };
        match found.last_mut() {
            Some((open, known)) if is_open && *known == *label && !matches!(prefix, 'B' | 'S' | 'U') => {
                open.end = range.end
            }
            _ => found.push((range, label.to_owned())),
        }
        is_open = !matches!(prefix, 'S' | 'U' | 'E' | 'L');
    }
    found
}

#[must_use]
pub fn write_flat(bundle: &Bundle, options: &Options) -> Vec<File> {
    write(bundle, options, 1)
}

#[must_use]
pub fn write_nested(bundle: &Bundle, options: &Options) -> Vec<File> {
    // In every file as many, whatever is in it.
    write(bundle, options, COLUMNS)
}

fn write(bundle: &Bundle, options: &Options, columns: usize) -> Vec<File> {
    let mut files = Vec::new();
    for (document, sets) in bundle.by_document() {
        let mut depths = sets.first().map(|set| by_depth(set)).unwrap_or_default();
        depths.resize_with(columns, Spans::new);
        let mut taggers: Vec<Tagger<'_>> = depths.iter().map(|spans| Tagger::new(spans, options.scheme)).collect();
        let mut out = String::with_capacity(document.text().len() * 2);
        let mut at = 0;
        for sentence in document.text().split('\n').filter(|_| !document.text().is_empty()) {
            for token in sentence.split(' ') {
                let range = at..at + token.len();
                at = range.end + 1;
                out.push_str(token);
                for tagger in &mut taggers {
                    out.push('\t');
                    tagger.tag(&range, &mut out);
                }
                out.push('\n');
            }
            out.push('\n');
        }
        let path = document.id().as_str().split('/').map(file_name).collect::<Vec<_>>().join("/") + ".conll";
        files.push(File::new(path, out));
    }
    files
}

/// Spans with their labels, by start.
pub type Spans = BTreeMap<usize, (usize, String)>;

/// The annotations by how many lie around them.
fn by_depth(set: &AnnotationSet) -> Vec<Spans> {
    let mut depths: Vec<Spans> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for annotation in set.in_reading_order() {
        let Some(hull) = annotation.anchor.hull() else {
            continue;
        };
        open.retain(|end| *end > hull.start);
        if depths.len() <= open.len() {
            depths.push(Spans::new());
        }
        depths[open.len()].insert(hull.start, (hull.end, annotation.label.label.to_string()));
        open.push(hull.end);
    }
    depths
}

/// Tags tokens, which come in order, by the spans they lie in.
pub struct Tagger<'a> {
    scheme: Scheme,
    coming: Peekable<btree_map::Iter<'a, usize, (usize, String)>>,
    /// The span that began last, and the one before it.
    current: Option<Labelled<'a>>,
    before: Option<Labelled<'a>>,
}

#[derive(Clone, Copy)]
struct Labelled<'a> {
    start: usize,
    end: usize,
    label: &'a str,
}

impl<'a> Tagger<'a> {
    #[must_use]
    pub fn new(spans: &'a Spans, scheme: Scheme) -> Self {
        Self { scheme, coming: spans.iter().peekable(), current: None, before: None }
    }

    /// Adds the tag of the next token.
    pub fn tag(&mut self, token: &Range<usize>, out: &mut String) {
        while let Some((start, (end, label))) = self.coming.next_if(|(start, _)| **start <= token.start) {
            self.before = self.current.replace(Labelled { start: *start, end: *end, label });
        }
        let Some(Labelled { start, end, label }) = self.current.filter(|current| current.end > token.start) else {
            out.push('O');
            return;
        };
        let (is_first, is_last) = (start == token.start, end == token.end);
        let touches_its_like = || self.before.is_some_and(|before| before.end + 1 >= start && before.label == label);
        out.push(match (self.scheme, is_first, is_last) {
            (Scheme::Iobes, true, true) => 'S',
            (Scheme::Bilou, true, true) => 'U',
            (Scheme::Iobes, false, true) => 'E',
            (Scheme::Bilou, false, true) => 'L',
            (Scheme::Iob1, true, _) if !touches_its_like() => 'I',
            (_, true, _) => 'B',
            (_, false, _) => 'I',
        });
        out.push('-');
        out.push_str(label);
    }
}

#[cfg(test)]
mod tests {
    use super::entities;

    /// The entities of tags divided by spaces, as token numbers.
    fn found(tags: &str) -> String {
        let tags = tags.split(' ').enumerate().map(|(nth, tag)| (nth..nth + 1, tag));
        let written =
            |(range, label): (std::ops::Range<usize>, String)| format!("{label} {}-{}", range.start, range.end);
        entities(tags).into_iter().map(written).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn every_scheme_says_the_same() {
        let expected = "P 0-2, P 2-3, L 4-5";
        assert_eq!(found("B-P I-P B-P O B-L"), expected);
        assert_eq!(found("I-P I-P B-P O I-L"), expected);
        assert_eq!(found("B-P E-P S-P O S-L"), expected);
        assert_eq!(found("B-P L-P U-P O U-L"), expected);
    }
}
