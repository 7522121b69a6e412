//! A file of WebAnno TSV 3 as a table: which layers have which columns, and sentences with rows for tokens and parts of tokens.
//! What the cells mean is not known here. Offsets are as the file counts them.

use super::bundle::File;
use super::drafts::Drafts;
use super::webanno_escapes::unescaped_text;

/// How every file begins.
pub(super) const FORMAT: &str = "#FORMAT=WebAnno TSV 3";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Span,
    Relation,
    Chain,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    Feature(String),
    /// The roles of a slot feature; the next column is what fills them.
    Roles(String),
    Fillers {
        /// The type of the fillers.
        kind: String,
    },
    /// Where a relation comes from.
    Source {
        kind: String,
    },
    /// What the layer has if it has no features.
    Presence,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layer {
    pub(super) kind: Kind,
    /// The name of its type.
    pub(super) name: String,
    /// Where its first column is among the cells of a row.
    pub(super) first: usize,
    pub(super) columns: Vec<Column>,
}

/// A token or a part of one.
#[derive(Debug)]
pub(super) struct Row<'a> {
    /// `1-2`, or of a part `1-2.1`.
    pub(super) unit: &'a str,
    pub(super) begin: usize,
    pub(super) end: usize,
    pub(super) said: &'a str,
    pub(super) cells: Vec<&'a str>,
    pub(super) place: String,
}

#[derive(Debug, Default)]
pub(super) struct Sentence<'a> {
    pub(super) text: String,
    pub(super) rows: Vec<Row<'a>>,
}

#[derive(Debug, Default)]
pub(super) struct Table<'a> {
    pub(super) layers: Vec<Layer>,
    pub(super) sentences: Vec<Sentence<'a>>,
}

impl<'a> Table<'a> {
    /// The table in a file's text; lines that are none of it are told.
    pub(super) fn read(text: &'a str, file: &File, drafts: &mut Drafts) -> Self {
        let mut table = Self::default();
        // After rows or an empty line, a text begins another sentence.
        let mut is_in_header = false;
        let mut width = 0;
        for (number, line) in text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).enumerate() {
            let declared = [("#T_SP=", Kind::Span), ("#T_CH=", Kind::Chain), ("#T_RL=", Kind::Relation)]
                .into_iter()
                .find_map(|(mark, kind)| Some((kind, line.strip_prefix(mark)?)));
            if let (Some((kind, layer)), true) = (declared, table.sentences.is_empty()) {
                let layer = read_layer(kind, layer, width);
                width += layer.columns.len();
                table.layers.push(layer);
            } else if let Some(text) = line.strip_prefix("#Text=") {
                match table.sentences.last_mut().filter(|_| is_in_header) {
                    Some(sentence) => {
                        sentence.text.push('\n');
                        sentence.text.push_str(&unescaped_text(text));
                    }
                    None => table.sentences.push(Sentence { text: unescaped_text(text), rows: Vec::new() }),
                }
                is_in_header = true;
            } else if line.is_empty() || line.starts_with("#FORMAT=") || line.starts_with("#Sentence.id=") {
                is_in_header &= !line.is_empty();
            } else {
                is_in_header = false;
                match (read_row(line, width, || file.line(number)), table.sentences.last_mut()) {
                    (Some(row), Some(sentence)) => sentence.rows.push(row),
                    _ => drafts.lose(file.line(number), "the line is no row of the table; it is left out"),
                }
            }
        }
        table
    }
}

/// `type|feature|ROLE_type:feature_link|filler|…|BT_type`.
fn read_layer(kind: Kind, written: &str, first: usize) -> Layer {
    let mut parts = written.split('|').filter(|part| !part.is_empty());
    let name = parts.next().unwrap_or_default().to_owned();
    let mut columns: Vec<Column> = Vec::new();
    for part in parts {
        let column = match (columns.last(), part.strip_prefix("ROLE_"), part.strip_prefix("BT_")) {
            (_, _, Some(kind_of_end)) if kind == Kind::Relation => Column::Source { kind: kind_of_end.to_owned() },
            (_, Some(role), _) if kind == Kind::Span => {
                // A type with `_` in its name is the layer's own, as a rule.
                let feature = role.strip_prefix(name.as_str()).unwrap_or(role);
                let feature = feature.split_once(':').map_or(feature, |(_, feature)| feature);
                Column::Roles(feature.split('_').next().unwrap_or_default().to_owned())
            }
            (Some(Column::Roles(_)), ..) => Column::Fillers { kind: part.to_owned() },
            _ => Column::Feature(part.to_owned()),
        };
        columns.push(column);
    }
    if columns.is_empty() {
        columns.push(Column::Presence);
    }
    Layer { kind, name, first, columns }
}

fn read_row<'a>(line: &'a str, width: usize, place: impl Fn() -> String) -> Option<Row<'a>> {
    let mut fields = line.split('\t');
    let (unit, offsets, said) = (fields.next()?, fields.next()?, fields.next()?);
    let (begin, end) = offsets.split_once('-')?;
    let cells: Vec<&str> = fields.take(width).collect();
    let row = Row { unit, begin: begin.parse().ok()?, end: end.parse().ok()?, said, cells, place: place() };
    (row.cells.len() == width).then_some(row)
}
