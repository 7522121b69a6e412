//! Cutting a file of any size into pieces that can be read one after another, so that memory is bounded by a piece and not by the
//! file. A piece is read like a file of its own; it only knows what of the file stands before it. Sizes are bytes. Knows no
//! disk: what is cut comes from any [`Read`].

use std::collections::BTreeMap;
use std::io::{self, Read, Seek};

use serde::de::IgnoredAny;

use super::beside::Records;
use super::bundle::{Before, File};
use super::csv_cells::divider;
use super::inception;

/// How big a piece is, at least, unless somebody wants another size: big enough that its fixed costs do not count.
pub const PIECE_BYTES: usize = 1 << 20;

/// How much is read from a file at once.
const CHUNK: usize = 256 << 10;

/// How far it is looked for the end of the first line, to see whether a file is a list or lines.
const HEAD: usize = 1 << 20;

/// The mark with which UTF-8 may begin.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Files that say something about all documents beside them, and so are read with each piece.
const SHARED: [&str; 3] = ["annotation.conf", "visual.conf", inception::TYPES];

/// The ending of what says something about all records of the files of JSON beside it.
const BESIDE_JSON: &str = ".xml";

/// What can be read from any place.
pub trait Seekable: Read + Seek + Send {}

impl<T: Read + Seek + Send> Seekable for T {}

/// How the files of a format can be cut, and what is written in it joined again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pieces {
    /// Each line of a file is read by itself.
    Lines,
    /// Likewise each member of a list, where a file of JSON is one. What lies beside in XML is read with each piece.
    Json,
    /// Each member of a list of RON is read by itself.
    Ron,
    /// Each row of a table is read by itself, with the header.
    Rows,
    /// A document begins with a line that begins so; without any, a file is one.
    Sections(&'static str),
    /// A document has files of its own, of one name but for their endings, or in a folder as INCEpTION has them.
    Files,
    /// Several tables tell of the same documents. The one whose path ends so says which there are.
    Beside(&'static str, Records),
    /// What a format has to say only makes sense together.
    Whole,
}

/// The place of the table that says which documents there are, and those of the others; none if that is not so.
#[must_use]
pub fn tables(pieces: Pieces, files: &[(String, u64)]) -> Option<(Records, usize, Vec<usize>)> {
    let Pieces::Beside(name, records) = pieces else { return None };
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let (firsts, others): (Vec<usize>, Vec<usize>) = (0..files.len())
        .filter(|at| files[*at].0.rsplit_once('.').is_some_and(|(_, found)| found == ending))
        .partition(|at| files[*at].0.ends_with(name));
    match firsts[..] {
        [first] => Some((records, first, others)),
        _ => None,
    }
}

/// The files that are read together, by their places in a list of names with sizes: as many as make up a piece, those of one
/// document together, after those about all documents. In the order of the names. Of a format whose files are cut, the last of
/// them is the one to cut, and the others are read with each of its pieces.
#[must_use]
pub fn together(pieces: Pieces, files: &[(String, u64)], most: usize) -> Vec<Vec<usize>> {
    match pieces {
        // Where tables are not in one order; else they are read side by side.
        Pieces::Whole | Pieces::Beside(..) => vec![(0..files.len()).collect()],
        Pieces::Files => {
            let mut by_stem: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            let is_shared = |at: &usize| {
                let name = files[*at].0.as_str();
                let is_named = SHARED.contains(&name.rsplit('/').next().unwrap_or_default());
                (is_named || inception::is_project(name)) && inception::folder_of(name).is_none()
            };
            let (shared, own): (Vec<usize>, Vec<usize>) = (0..files.len()).partition(is_shared);
            for at in own {
                let name = files[at].0.as_str();
                let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
                by_stem.entry(inception::folder_of(name).unwrap_or_else(|| stem.to_owned())).or_default().push(at);
            }
            let mut batches: Vec<Vec<usize>> = Vec::new();
            let mut bytes = u64::MAX;
            if by_stem.is_empty() && !shared.is_empty() {
                return vec![shared];
            }
            for document in by_stem.into_values() {
                if bytes >= most as u64 {
                    batches.push(shared.clone());
                    bytes = 0;
                }
                bytes += document.iter().map(|at| files[*at].1).sum::<u64>();
                if let Some(last) = batches.last_mut() {
                    last.extend(document);
                }
            }
            batches
        }
        Pieces::Json => {
            let is_beside = |at: &usize| files[*at].0.ends_with(BESIDE_JSON);
            let (beside, own): (Vec<usize>, Vec<usize>) = (0..files.len()).partition(is_beside);
            match own.is_empty() {
                true => beside.into_iter().map(|at| vec![at]).collect(),
                false => own.into_iter().map(|at| [&beside[..], &[at]].concat()).collect(),
            }
        }
        Pieces::Lines | Pieces::Ron | Pieces::Rows | Pieces::Sections(_) => {
            (0..files.len()).map(|at| vec![at]).collect()
        }
    }
}

/// Cuts one file; gives its pieces in order.
pub struct Cutter<R> {
    path: String,
    source: R,
    pieces: Pieces,
    most: usize,
    cut: Cut,
    /// What was read and is in no piece yet, and how much of it was looked at.
    buffer: Vec<u8>,
    scanned: usize,
    is_at_end: bool,
    before: Before,
    /// Whether a piece was given already.
    is_begun: bool,
}

/// What a file turned out to be.
enum Cut {
    Unknown,
    /// It is not cut.
    Nowhere,
    Lines,
    List(List),
    Rows(Rows),
    Sections(&'static str),
}

/// How far a table was looked at.
struct Rows {
    divider: u8,
    cell: Cell,
    /// What is repeated before each piece, once it is known.
    header: Vec<u8>,
    header_lines: usize,
}

/// Where one is in a cell (RFC 4180).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    Start,
    Plain,
    Quoted,
    /// After a quote in a quoted cell, which ends it unless another follows.
    AfterQuote,
}

impl Cell {
    fn step(self, byte: u8, divider: u8) -> Self {
        match (self, byte) {
            (Cell::Quoted, b'"') => Cell::AfterQuote,
            (Cell::Quoted, _) | (Cell::Start | Cell::AfterQuote, b'"') => Cell::Quoted,
            (_, b'\n' | b'\r') => Cell::Start,
            (_, byte) if byte == divider => Cell::Start,
            _ => Cell::Plain,
        }
    }
}

/// How far a list was looked at.
struct List {
    nesting: Nesting,
    /// Where its first member begins in the file; only the first piece has what stands before.
    start: usize,
    /// The last comma between members in the buffer, and how many there were since the last piece.
    comma: Option<usize>,
    commas: usize,
    is_closed: bool,
}

impl<R: Read> Cutter<R> {
    /// Of pieces of at least `most` bytes, but for the last.
    #[must_use]
    pub fn new(path: &str, pieces: Pieces, source: R, most: usize) -> Self {
        Self {
            path: path.to_owned(),
            source,
            pieces,
            most: most.max(1),
            cut: Cut::Unknown,
            buffer: Vec::new(),
            scanned: 0,
            is_at_end: false,
            before: Before::default(),
            is_begun: false,
        }
    }

    /// The next piece; `None` when there is none any more. An empty file is one piece.
    fn piece(&mut self) -> io::Result<Option<File>> {
        if matches!(self.cut, Cut::Unknown) {
            while self.buffer.len() < HEAD && !self.buffer.contains(&b'\n') && !self.is_at_end {
                self.fill()?;
            }
            self.cut = self.look();
        }
        loop {
            if let Some(at) = self.border() {
                return Ok(Some(self.cut_at(at)));
            }
            if self.is_at_end {
                return Ok(self.rest());
            }
            self.fill()?;
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        let read = (&mut self.source).take(CHUNK as u64).read_to_end(&mut self.buffer)?;
        self.is_at_end = read < CHUNK;
        Ok(())
    }

    /// What the file is, by its head.
    fn look(&self) -> Cut {
        let mark = usize::from(self.buffer.starts_with("\u{feff}".as_bytes())) * '\u{feff}'.len_utf8();
        let text = self.buffer[mark..].trim_ascii_start();
        let start = self.buffer.len() - text.len() + 1;
        let list = |is_ron| {
            let nesting = Nesting::new(is_ron);
            Cut::List(List { nesting, start, comma: None, commas: 0, is_closed: false })
        };
        match (self.pieces, text.first()) {
            (Pieces::Lines, _) => Cut::Lines,
            (Pieces::Sections(mark), _) => Cut::Sections(mark),
            // What is not UTF-8 is read as a whole, to be understood or told.
            (Pieces::Rows, _) if encoding_rs::Encoding::for_bom(&self.buffer).is_none_or(|(_, mark)| mark == 3) => {
                let head = String::from_utf8_lossy(&self.buffer[mark..]);
                Cut::Rows(Rows { divider: divider(&head), cell: Cell::Start, header: Vec::new(), header_lines: 0 })
            }
            (Pieces::Ron, Some(b'[')) => list(true),
            (Pieces::Json, Some(first)) => {
                let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
                match serde_json::from_slice::<IgnoredAny>(line) {
                    // A list on one line is a list, unless another line follows.
                    Ok(_) if *first == b'[' && text[line.len()..].trim_ascii().is_empty() => list(false),
                    Err(_) if *first == b'[' => list(false),
                    Err(error) if error.is_eof() => Cut::Nowhere,
                    _ => Cut::Lines,
                }
            }
            _ => Cut::Nowhere,
        }
    }

    /// The first border in the buffer behind which there is more, at `most` or later.
    fn border(&mut self) -> Option<usize> {
        match &mut self.cut {
            Cut::Unknown | Cut::Nowhere => {
                self.scanned = self.buffer.len();
                None
            }
            Cut::Lines => {
                let from = self.scanned.max(self.most - 1).min(self.buffer.len());
                let found = self.buffer[from..].iter().position(|byte| *byte == b'\n').map(|at| from + at + 1);
                self.scanned = found.map_or(self.buffer.len(), |end| end - 1);
                found.filter(|end| *end < self.buffer.len())
            }
            Cut::Sections(mark) => {
                let mark = mark.as_bytes();
                let mut from = self.scanned.max(self.most - 1).min(self.buffer.len());
                while let Some(end) = self.buffer[from..].iter().position(|byte| *byte == b'\n').map(|at| from + at) {
                    self.scanned = end;
                    let rest = &self.buffer[end + 1..];
                    if rest.len() < mark.len() {
                        return None;
                    }
                    if rest.starts_with(mark) {
                        return Some(end + 1);
                    }
                    from = end + 1;
                }
                self.scanned = self.buffer.len();
                None
            }
            Cut::Rows(rows) => {
                let mark = if self.buffer.starts_with(MARK) && !self.is_begun { MARK.len() } else { 0 };
                self.scanned = self.scanned.max(mark);
                while let Some(byte) = self.buffer.get(self.scanned) {
                    rows.cell = rows.cell.step(*byte, rows.divider);
                    self.scanned += 1;
                    if *byte != b'\n' || rows.cell != Cell::Start {
                        continue;
                    }
                    if rows.header.is_empty() {
                        rows.header = self.buffer[..self.scanned].to_vec();
                        rows.header_lines = rows.header.iter().filter(|byte| **byte == b'\n').count();
                    } else if self.scanned >= self.most && self.scanned < self.buffer.len() {
                        return Some(self.scanned);
                    }
                }
                None
            }
            Cut::List(list) => {
                if !self.is_begun && self.scanned == 0 {
                    self.scanned = list.start;
                    list.nesting.depth = 1;
                }
                while let Some(byte) = self.buffer.get(self.scanned).filter(|_| !list.is_closed) {
                    let met = list.nesting.step(*byte);
                    self.scanned += 1;
                    match met {
                        Met::Comma => {
                            list.comma = Some(self.scanned - 1);
                            list.commas += 1;
                            if self.scanned > self.most {
                                return list.comma;
                            }
                        }
                        Met::End => list.is_closed = true,
                        Met::Other => {}
                    }
                }
                // Of a list that is cut off, the members that are whole are read.
                if self.is_at_end && !list.is_closed { list.comma } else { None }
            }
        }
    }

    /// The bytes up to a border as a piece.
    fn cut_at(&mut self, at: usize) -> File {
        let mut before = self.before;
        let rest = self.buffer.split_off(at);
        let mut bytes = std::mem::replace(&mut self.buffer, rest);
        self.before.lines += bytes.iter().filter(|byte| **byte == b'\n').count();
        self.scanned = self.scanned.saturating_sub(at);
        match &mut self.cut {
            Cut::List(list) => {
                // What stood before the list stands before the first piece of it.
                if self.is_begun {
                    bytes.insert(0, b'[');
                }
                bytes.push(b']');
                self.buffer.remove(0);
                self.scanned = self.scanned.saturating_sub(1);
                self.before.records += std::mem::take(&mut list.commas);
                list.comma = None;
            }
            Cut::Sections(mark) => self.before.records += marks(&bytes, mark),
            Cut::Rows(rows) if self.is_begun => {
                bytes.splice(0..0, rows.header.iter().copied());
                before.lines = before.lines.saturating_sub(rows.header_lines);
            }
            Cut::Rows(_) | Cut::Lines | Cut::Unknown | Cut::Nowhere => {}
        }
        self.is_begun = true;
        File { path: self.path.clone(), bytes, before: Some(before) }
    }

    /// What is left, as the last piece.
    fn rest(&mut self) -> Option<File> {
        let mut bytes = std::mem::take(&mut self.buffer);
        if !self.is_begun {
            self.is_begun = true;
            return Some(File::new(self.path.clone(), bytes));
        }
        if bytes.is_empty() {
            return None;
        }
        let mut before = self.before;
        match &self.cut {
            Cut::List(_) => bytes.insert(0, b'['),
            Cut::Rows(rows) => {
                bytes.splice(0..0, rows.header.iter().copied());
                before.lines = before.lines.saturating_sub(rows.header_lines);
            }
            Cut::Unknown | Cut::Nowhere | Cut::Lines | Cut::Sections(_) => {}
        }
        Some(File { path: self.path.clone(), bytes, before: Some(before) })
    }
}

impl<R: Read> Iterator for Cutter<R> {
    type Item = io::Result<File>;

    fn next(&mut self) -> Option<io::Result<File>> {
        self.piece().transpose()
    }
}

/// How many documents begin in some lines.
fn marks(bytes: &[u8], mark: &str) -> usize {
    bytes.split(|byte| *byte == b'\n').filter(|line| line.starts_with(mark.as_bytes())).count()
}

/// Where one is in brackets and texts, of JSON or of RON.
struct Nesting {
    is_ron: bool,
    depth: usize,
    inside: Inside,
    previous: u8,
    /// In RON, how many `#` stand after an `r` that may begin a raw text.
    hashes: Option<usize>,
}

#[derive(Clone, Copy)]
enum Inside {
    Nothing,
    Text {
        is_escaped: bool,
    },
    /// Ends with a quote and as many `#`; how many of them were met.
    RawText {
        hashes: usize,
        met: Option<usize>,
    },
    LineComment,
    BlockComment,
}

/// What a byte is for a list.
enum Met {
    /// Between two of its members.
    Comma,
    End,
    Other,
}

impl Nesting {
    fn new(is_ron: bool) -> Self {
        Self { is_ron, depth: 0, inside: Inside::Nothing, previous: 0, hashes: None }
    }

    fn step(&mut self, byte: u8) -> Met {
        let previous = std::mem::replace(&mut self.previous, byte);
        match &mut self.inside {
            Inside::Nothing => return self.step_outside(byte, previous),
            Inside::Text { is_escaped } => match byte {
                _ if *is_escaped => *is_escaped = false,
                b'\\' => *is_escaped = true,
                b'"' => self.inside = Inside::Nothing,
                _ => {}
            },
            Inside::RawText { hashes, met } => {
                *met = match (byte, *met) {
                    (b'"', _) => Some(0),
                    (b'#', Some(found)) => Some(found + 1),
                    _ => None,
                };
                if *met == Some(*hashes) {
                    self.inside = Inside::Nothing;
                }
            }
            Inside::LineComment if byte == b'\n' => self.inside = Inside::Nothing,
            Inside::BlockComment if previous == b'*' && byte == b'/' => self.inside = Inside::Nothing,
            Inside::LineComment | Inside::BlockComment => {}
        }
        Met::Other
    }

    fn step_outside(&mut self, byte: u8, previous: u8) -> Met {
        let raw = self.hashes.take();
        match byte {
            b'"' => {
                self.inside = match raw {
                    Some(hashes) => Inside::RawText { hashes, met: None },
                    None => Inside::Text { is_escaped: false },
                };
            }
            b'[' | b'{' | b'(' => self.depth += 1,
            b']' | b'}' | b')' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    return Met::End;
                }
            }
            b',' if self.depth == 1 => return Met::Comma,
            b'/' if self.is_ron && previous == b'/' => self.inside = Inside::LineComment,
            b'*' if self.is_ron && previous == b'/' => self.inside = Inside::BlockComment,
            b'r' if self.is_ron && !previous.is_ascii_alphanumeric() && previous != b'_' => self.hashes = Some(0),
            b'#' => self.hashes = raw.map(|hashes| hashes + 1),
            _ => {}
        }
        Met::Other
    }
}

#[cfg(test)]
mod tests {
    use super::{Cutter, Pieces, together};
    use crate::formats::bundle::Before;

    /// The pieces of a file, each with lines and records before it, where it is cut as often as it can be.
    fn check(pieces: Pieces, file: &str, expected: &[(&str, usize, usize)]) {
        for most in [1, 2, file.len() + 1] {
            let found: Vec<_> = Cutter::new("f", pieces, file.as_bytes(), most).map(Result::unwrap).collect();
            if most == 1 {
                let found: Vec<_> = found
                    .iter()
                    .map(|piece| {
                        let Before { lines, records } = piece.before.unwrap_or_default();
                        (std::str::from_utf8(&piece.bytes).unwrap(), lines, records)
                    })
                    .collect();
                assert_eq!(found, expected);
            } else if most > file.len() && !file.starts_with("[1,[") {
                assert_eq!((found.len(), found[0].bytes.as_slice(), found[0].before), (1, file.as_bytes(), None));
            }
        }
    }

    #[test]
    fn lines_are_cut_at_their_ends() {
        check(Pieces::Lines, "a\n\nb", &[("a\n", 0, 0), ("\n", 1, 0), ("b", 2, 0)]);
        check(Pieces::Lines, "a\n", &[("a\n", 0, 0)]);
        check(Pieces::Lines, "", &[("", 0, 0)]);
    }

    #[test]
    fn lists_are_cut_between_members() {
        check(
            Pieces::Json,
            " [1,\n{\"a,]\\\"\":[2,3]},4]\n",
            &[(" [1]", 0, 0), ("[\n{\"a,]\\\"\":[2,3]}]", 0, 1), ("[4]\n", 1, 2)],
        );
        check(
            Pieces::Ron,
            "[(a: r#\"],\"#), // ],\n\"x\", /* , */]",
            &[("[(a: r#\"],\"#)]", 0, 0), ("[ // ],\n\"x\"]", 0, 1), ("[ /* , */]", 1, 2)],
        );
        check(Pieces::Ron, "(a: 1, b: 2)", &[("(a: 1, b: 2)", 0, 0)]);
    }

    #[test]
    fn of_a_list_that_is_cut_off_the_whole_members_are_read() {
        check(Pieces::Json, "[1,[2", &[("[1]", 0, 0), ("[[2", 0, 1)]);
    }

    #[test]
    fn json_lines_are_told_from_lists_and_from_one_record() {
        check(Pieces::Json, "[\"a\",{}]\n[\"b\",{}]\n", &[("[\"a\",{}]\n", 0, 0), ("[\"b\",{}]\n", 1, 0)]);
        check(Pieces::Json, "{}\n{\n", &[("{}\n", 0, 0), ("{\n", 1, 0)]);
        check(Pieces::Json, "{\n\"a\":1}\n", &[("{\n\"a\":1}\n", 0, 0)]);
    }

    #[test]
    fn rows_are_cut_at_their_ends_and_each_piece_has_the_header() {
        check(
            Pieces::Rows,
            "a;\"b\nc\"\n1;\"x\n\"\"y\"\n2;5\" z\r\n3;",
            &[("a;\"b\nc\"\n1;\"x\n\"\"y\"\n", 0, 0), ("a;\"b\nc\"\n2;5\" z\r\n", 2, 0), ("a;\"b\nc\"\n3;", 3, 0)],
        );
        check(Pieces::Rows, "a,b\n", &[("a,b\n", 0, 0)]);
        check(Pieces::Rows, "\u{feff}a\n1\n2\n", &[("\u{feff}a\n1\n", 0, 0), ("\u{feff}a\n2\n", 1, 0)]);
    }

    #[test]
    fn sections_begin_with_their_mark() {
        let file = "-DOCSTART- O\n\na O\n-DOCSTART-\nb O\n";
        check(Pieces::Sections("-DOCSTART-"), file, &[("-DOCSTART- O\n\na O\n", 0, 0), ("-DOCSTART-\nb O\n", 3, 1)]);
        check(Pieces::Sections("-DOCSTART-"), "a O\n\nb O\n", &[("a O\n\nb O\n", 0, 0)]);
    }

    #[test]
    fn files_of_one_document_stay_together() {
        let files = ["a.ann", "a.txt", "b.txt", "a/b.txt", "b.ann"].map(|name| (name.to_owned(), 3));
        assert_eq!(together(Pieces::Files, &files, 1), [vec![0, 1], vec![3], vec![2, 4]]);
        assert_eq!(together(Pieces::Files, &files, 9), [vec![0, 1, 3], vec![2, 4]]);
        let files = ["a.txt", "annotation.conf", "b.txt"].map(|name| (name.to_owned(), 3));
        assert_eq!(together(Pieces::Files, &files, 1), [vec![1, 0], vec![1, 2]]);
        assert_eq!(together(Pieces::Files, &files[1..2], 1), [vec![0]]);
        assert_eq!(together(Pieces::Whole, &files, 1), [vec![0, 1, 2]]);
        let files = ["a.json", "b.xml", "c.json"].map(|name| (name.to_owned(), 3));
        assert_eq!(together(Pieces::Json, &files, 9), [vec![1, 0], vec![1, 2]]);
        assert_eq!(together(Pieces::Json, &files[1..2], 9), [vec![0]]);
    }
}
