//! Tables in a terminal: columns that stay aligned whatever letters stand in them. Widths are columns of the terminal.

use crate::text::bidi::Census;
use crate::text::segment;

/// A column of a table.
pub struct Column {
    head: String,
    is_number: bool,
}

impl Column {
    /// Its cells stand at the start.
    #[must_use]
    pub fn text(head: &str) -> Self {
        Self { head: head.to_owned(), is_number: false }
    }

    /// Its cells stand at the end, so that their digits are below each other.
    #[must_use]
    pub fn number(head: &str) -> Self {
        Self { head: head.to_owned(), is_number: true }
    }
}

/// A table with two spaces between its columns, each row a line.
#[must_use]
pub fn table(columns: &[Column], rows: &[Vec<String>]) -> String {
    let heads: Vec<String> = columns.iter().map(|column| column.head.clone()).collect();
    let all = || std::iter::once(&heads).chain(rows);
    let widths: Vec<usize> = (0..columns.len()).map(|at| all().map(|row| width(&row[at])).max().unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let mut line = String::new();
        for ((cell, column), column_width) in row.iter().zip(columns).zip(&widths) {
            let space = " ".repeat(column_width - width(cell));
            let cell = isolated(cell);
            line.push_str(&if column.is_number { format!("  {space}{cell}") } else { format!("  {cell}{space}") });
        }
        format!("{}\n", line.trim_end())
    };
    all().map(line).collect()
}

/// Text that runs right to left between isolates (UAX #9), so that a terminal which follows the algorithm does not draw the
/// columns after it to its other side; other text as it is.
#[must_use]
pub fn isolated(text: &str) -> String {
    if Census::of(text).has_right_to_left() { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() }
}

/// How many columns a text takes: one for each grapheme, none for those that are only signs of format.
fn width(text: &str) -> usize {
    let (mut count, mut start) = (0, 0);
    segment::for_each_grapheme(text, |end| {
        let is_seen = |c: char| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        count += usize::from(text[start..end].chars().any(is_seen));
        start = end;
    });
    count
}

#[cfg(test)]
mod tests {
    use super::{Column, table};

    #[test]
    fn columns_stay_aligned_with_arabic_and_vietnamese_names() {
        let columns = [Column::text("name"), Column::number("n"), Column::text("95 %")];
        let rows = [["ليلى حدّاد", "7", "0.1–0.2"], ["Hà", "12", ""], ["Hà", "1", "x"]]
            .map(|row| row.map(str::to_owned).to_vec());
        // Nine columns: the shadda takes none of its own.
        let expected =
            "  name        n  95 %\n  \u{2068}ليلى حدّاد\u{2069}   7  0.1–0.2\n  Hà         12\n  Hà          1  x\n";
        assert_eq!(table(&columns, &rows), expected);
    }
}
