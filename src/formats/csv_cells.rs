//! Tables of comma-separated or tab-separated values: cells in, cells out. For a spreadsheet a table begins with a byte order
//! mark, and a cell that it would take for a formula has an apostrophe before it; a table with that mark is read without them.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord, WriterBuilder};
use encoding_rs::Encoding;

use crate::error::{Problem, Severity};

use super::bundle::File;

const MARK: &str = "\u{feff}";

/// What a spreadsheet takes for the beginning of a formula, or leaves out at the beginning of a cell.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\''];

/// A row, and the line on which it begins, from 0.
pub struct Row {
    pub index: usize,
    pub cells: StringRecord,
}

/// The rows of a file. What divides its cells is what its first line has most of: commas, tabs, or semicolons.
#[must_use]
pub fn rows(file: &File) -> (Vec<Row>, Vec<Problem>) {
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    let marked = Encoding::for_bom(&file.bytes).filter(|(encoding, _)| *encoding != encoding_rs::UTF_8);
    let text: Cow<'_, str> = match (marked, std::str::from_utf8(&file.bytes)) {
        // Spreadsheets write “Unicode text” so.
        (Some((encoding, mark)), _) => {
            problems.push(Problem::new(Severity::Note, &*file.path, format!("it is read as {}", encoding.name())));
            encoding.decode_without_bom_handling(&file.bytes[mark..]).0
        }
        (None, Ok(text)) => text.into(),
        (None, Err(error)) => {
            let message = format!("it is not UTF-8: byte {}; it is left out", error.valid_up_to());
            let problem = Problem::new(Severity::Loss, &*file.path, message);
            return (Vec::new(), vec![problem.hint("save it as “CSV UTF-8”")]);
        }
    };
    let is_for_spreadsheets = text.starts_with(MARK);
    let text = text.strip_prefix(MARK).unwrap_or(&text);
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(divider(text)).from_reader(text.as_bytes());
    for record in reader.records() {
        match record {
            Ok(record) => {
                let index = record.position().map_or(0, |place| usize::try_from(place.line()).unwrap_or(1) - 1);
                let cells = if is_for_spreadsheets { record.iter().map(unguarded).collect() } else { record };
                rows.push(Row { index, cells });
            }
            Err(error) => problems.push(Problem::new(Severity::Loss, &*file.path, format!("no row: {error}"))),
        }
    }
    (rows, problems)
}

/// What divides the cells of a text.
pub(super) fn divider(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |divider: &u8| first.bytes().filter(|byte| byte == divider).count();
    // Of equals the last is taken, so the usual one stands there.
    [b';', b'\t', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(cell)
}

/// Rows as a file, with a byte order mark and guarded cells if it is for a spreadsheet.
#[must_use]
pub fn file(path: &str, rows: impl IntoIterator<Item = Vec<String>>, is_for_spreadsheets: bool) -> File {
    let mut writer = WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        let guarded = row.iter().map(|cell| {
            if is_for_spreadsheets && cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.clone() }
        });
        writer.write_record(guarded).expect("memory takes every row");
    }
    let table = writer.into_inner().expect("memory takes every row");
    let mark = if is_for_spreadsheets { MARK.as_bytes() } else { &[] };
    File::new(path, [mark, &table].concat())
}

#[cfg(test)]
mod tests {
    use super::{file, rows};
    use crate::formats::bundle::File;

    fn read(bytes: &[u8]) -> Vec<Vec<String>> {
        let (rows, problems) = rows(&File::new("t.csv", bytes));
        assert!(problems.is_empty(), "{problems:?}");
        rows.into_iter().map(|row| row.cells.iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn every_cell_comes_back_for_programs_and_for_spreadsheets() {
        let row = ["=1+1", "'-x", "a\r\nb", "c\"d,e;f", " ", "", "خبر", "\u{feff}"].map(str::to_owned).to_vec();
        for is_for_spreadsheets in [false, true] {
            let written = file("t.csv", [row.clone(), vec![String::new()]], is_for_spreadsheets);
            assert_eq!(read(&written.bytes), [row.clone(), vec![String::new()]]);
        }
        let guarded = file("t.csv", [row], true);
        assert!(guarded.bytes.starts_with("\u{feff}'=1+1,''-x,".as_bytes()));
    }

    #[test]
    fn what_divides_cells_is_seen() {
        for text in ["a,b;c\n", "a\tb;c\n", "a;b,c;d\n"] {
            assert!(read(text.as_bytes())[0].len() > 1, "{text}");
        }
        assert_eq!(read(b"a\tb;c\n")[0], ["a", "b;c"]);
    }
}
