//! Several tables about the same documents, read side by side: a batch has some documents of the first table, and of each other
//! what is about these. So memory is bounded by a batch, as long as all tables tell of documents in one order, as ours do;
//! [`is_in_order`] says whether. A record is a line of JSON, or a row of CSV with the first row as its header. Knows no disk.

use std::collections::{HashMap, HashSet};
use std::io::{self, BufRead};

use serde::Deserialize;

use super::bundle::{Before, File};

/// What the records of tables are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Records {
    /// JSON lines; the field `id` names the document.
    Lines,
    /// Rows of CSV below a header; the first cell names the document.
    Rows,
    /// Groups of rows of Parquet, which `row_groups` reads.
    #[cfg(feature = "parquet")]
    Groups,
}

/// A table, record by record.
pub struct Table<R> {
    path: String,
    records: Records,
    source: R,
    /// The lines that are repeated before each piece.
    header: Vec<u8>,
    header_lines: usize,
    /// How many lines were read.
    lines: usize,
    /// The record that comes next.
    next: Option<Record>,
}

struct Record {
    bytes: Vec<u8>,
    /// How many lines stand before it.
    before: usize,
    /// Empty if it names none.
    document: String,
}

impl<R: BufRead> Table<R> {
    pub fn new(path: &str, records: Records, source: R) -> io::Result<Self> {
        let path = path.to_owned();
        let mut table = Self { path, records, source, header: Vec::new(), header_lines: 0, lines: 0, next: None };
        if records == Records::Rows {
            table.header = table.record()?.map(|record| record.bytes).unwrap_or_default();
            table.header_lines = table.lines;
        }
        table.next = table.record()?;
        Ok(table)
    }

    /// Takes the next record from the file; several lines where a line end is quoted. Empty lines are none.
    fn record(&mut self) -> io::Result<Option<Record>> {
        let (mut bytes, mut before) = (Vec::new(), self.lines);
        let mut is_quoted = false;
        loop {
            let from = bytes.len();
            if self.source.read_until(b'\n', &mut bytes)? == 0 {
                break;
            }
            self.lines += 1;
            if bytes.trim_ascii().is_empty() {
                bytes.clear();
                before = self.lines;
                continue;
            }
            // Two quotes in a row stand for one, and change nothing of this.
            is_quoted ^= bytes[from..].iter().filter(|byte| **byte == b'"').count() % 2 == 1;
            if self.records == Records::Lines || !is_quoted {
                break;
            }
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        Ok(Some(Record { document: document(self.records, &bytes), bytes, before }))
    }

    /// The next record, if it is about a document that `is_wanted`.
    fn next_if(&mut self, is_wanted: impl FnOnce(&str) -> bool) -> io::Result<Option<Record>> {
        if self.next.as_ref().is_none_or(|next| !is_wanted(&next.document)) {
            return Ok(None);
        }
        let following = self.record()?;
        Ok(std::mem::replace(&mut self.next, following))
    }

    /// Some of its records as a piece of the file.
    fn piece(&self, records: &[Record]) -> Option<File> {
        let lines = records.first()?.before.saturating_sub(self.header_lines);
        let mut bytes = self.header.clone();
        records.iter().for_each(|record| bytes.extend_from_slice(&record.bytes));
        Some(File { path: self.path.clone(), bytes, before: Some(Before { lines, records: 0 }) })
    }
}

/// The document that a record is about.
fn document(records: Records, bytes: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Named {
        id: String,
    }
    match records {
        Records::Lines => serde_json::from_slice(bytes).map(|Named { id }| id).unwrap_or_default(),
        Records::Rows => first_cell(bytes),
        #[cfg(feature = "parquet")]
        Records::Groups => String::new(),
    }
}

/// The first cell of a row of CSV (RFC 4180); empty if it is not UTF-8. A reader of CSV is not made for each row: that costs more
/// than the row.
fn first_cell(row: &[u8]) -> String {
    let mut cell = Vec::new();
    match row.strip_prefix(b"\"") {
        None => cell.extend(row.iter().take_while(|byte| !matches!(byte, b',' | b'\r' | b'\n'))),
        Some(quoted) => {
            let mut bytes = quoted.iter().copied().peekable();
            while let Some(byte) = bytes.next() {
                // Two quotes are one; one alone ends the cell.
                if byte == b'"' && bytes.next_if_eq(&b'"').is_none() {
                    break;
                }
                cell.push(byte);
            }
        }
    }
    String::from_utf8(cell).unwrap_or_default()
}

/// Tables that are read side by side.
pub struct Beside<R> {
    first: Table<R>,
    others: Vec<Table<R>>,
}

impl<R: BufRead> Beside<R> {
    #[must_use]
    pub fn new(first: Table<R>, others: Vec<Table<R>>) -> Self {
        Self { first, others }
    }

    /// At least `most` bytes of the first table, if it has so many, and what the others say about the documents in them. None at
    /// the end.
    pub fn batch(&mut self, most: usize) -> io::Result<Vec<File>> {
        let (mut records, mut bytes) = (Vec::new(), 0);
        let mut documents: HashSet<String> = HashSet::new();
        while let Some(record) = self.first.next_if(|document| bytes < most || documents.contains(document))? {
            bytes += record.bytes.len();
            if !documents.contains(&record.document) {
                documents.insert(record.document.clone());
            }
            records.push(record);
        }
        let mut files: Vec<File> = self.first.piece(&records).into_iter().collect();
        for other in &mut self.others {
            records.clear();
            while let Some(record) = other.next_if(|document| documents.contains(document))? {
                records.push(record);
            }
            files.extend(other.piece(&records));
        }
        Ok(files)
    }
}

/// Whether all tables tell of documents in the order of the first, which has each once, and of no others.
pub fn is_in_order<R: BufRead>(mut first: Table<R>, others: Vec<Table<R>>) -> io::Result<bool> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut last = String::new();
    while let Some(record) = first.next_if(|_| true)? {
        if (places.is_empty() || record.document != last)
            && places.insert(record.document.clone(), places.len()).is_some()
        {
            return Ok(false);
        }
        last = record.document;
    }
    for mut other in others {
        let mut reached = 0;
        while let Some(record) = other.next_if(|_| true)? {
            match places.get(&record.document) {
                Some(place) if *place >= reached => reached = *place,
                _ => return Ok(false),
            }
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::{Beside, Records, Table, first_cell, is_in_order};

    fn table(path: &'static str, text: &'static str) -> Table<&'static [u8]> {
        Table::new(path, Records::Rows, text.as_bytes()).unwrap()
    }

    #[test]
    fn a_batch_has_what_every_table_says_about_its_documents() {
        let first = table("d", "document,text\na,\"1\n2\"\n\"b\",3\n");
        let mut beside = Beside::new(first, vec![table("m", "document,id\nb,1\n\nb,2\n")]);
        let mut found = Vec::new();
        for _ in 0..3 {
            let batch = beside.batch(1).unwrap().into_iter();
            let told = batch.map(|file| (file.line(1), String::from_utf8(file.bytes).unwrap()));
            found.push(told.collect::<Vec<_>>());
        }
        let piece = |place: &str, text: &str| (place.to_owned(), text.to_owned());
        assert_eq!(
            found,
            [
                vec![piece("d:2", "document,text\na,\"1\n2\"\n")],
                vec![piece("d:4", "document,text\n\"b\",3\n"), piece("m:2", "document,id\nb,1\nb,2\n")],
                vec![],
            ]
        );
    }

    #[test]
    fn the_first_cell_is_read_as_csv_reads_it() {
        for row in
            ["news-1,b\n", "a", ",b\r\n", "\"a, b\",c\n", "\"say \"\"no\"\"\",1\n", "\"خبر\nثان\",x\n", "\"\",x\n"]
        {
            let read = csv::ReaderBuilder::new().has_headers(false).from_reader(row.as_bytes()).into_records().next();
            assert_eq!(first_cell(row.as_bytes()), &read.unwrap().unwrap()[0], "{row}");
        }
    }

    #[test]
    fn tables_in_another_order_or_about_other_documents_are_seen() {
        let check = |first, other| is_in_order(table("d", first), vec![table("m", other)]).unwrap();
        assert!(check("d\na\nb\nc\n", "d\na\na\nc\n"));
        assert!(!check("d\na\nb\n", "d\nb\na\n"));
        assert!(!check("d\na\nb\n", "d\nx\n"));
        assert!(!check("d\na\nb\na\n", "d\na\n"));
    }
}
