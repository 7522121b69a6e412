//! What a table of WebAnno TSV 3 says: the text, put together from its sentences, and drafts of annotations. A number in brackets
//! joins the rows of one annotation; slots, relations and chains name their ends by unit and number. Offsets stay as they are.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::error::counted;
use crate::model::id::IdentityId;
use crate::model::identity::{Identity, IdentityKind};
use crate::model::schema::Shape;

use super::doctor::{Claim, Counting, Scale, Unit, length};
use super::drafts::{Drafts, SetDraft, Target};
use super::inception_schema::Exported;
use super::naming::{FROM, TO};
use super::uima_draft::{self, LabelFeature};
use super::uima_layers::{DEPENDENT_ROLE, GOVERNOR_ROLE, layers};
use super::webanno_escapes::{bracket, escaped_text, split, unescaped_value};
use super::webanno_table::{Column, Kind, Layer, Row, Sentence, Table};

/// More than any text has between two sentences, in its own units.
const WIDEST_GAP: usize = 1 << 20;

/// In a cell: no annotation; an annotation without a value.
const NOTHING: &str = "_";
const NO_VALUE: &str = "*";

/// The units of which one makes the tokens fit, the declared one first.
const UNITS: [Unit; 3] = [Unit::Utf16, Unit::CodePoints, Unit::Bytes];

/// The unit in which the offsets of the rows fit what the rows say: the declared one, unless another does better.
pub(super) fn unit(table: &Table<'_>) -> Unit {
    let all: usize = table.sentences.iter().map(|sentence| sentence.rows.len()).sum();
    let mut best = (0, Unit::Utf16);
    for unit in UNITS {
        let fits = |sentence: &Sentence<'_>| {
            let scale = Scale::new(&sentence.text, Counting::plain(unit));
            let start = sentence.rows.first().map_or(0, |row| row.begin);
            sentence.rows.iter().filter(|row| row_fits(&sentence.text, &scale, row, start)).count()
        };
        let fitting: usize = table.sentences.iter().map(fits).sum();
        if fitting > best.0 {
            best = (fitting, unit);
        }
        if fitting == all {
            break;
        }
    }
    best.1
}

fn row_fits(text: &str, scale: &Scale<'_>, row: &Row<'_>, start: usize) -> bool {
    let Some(range) = row.begin.checked_sub(start).zip(row.end.checked_sub(start)) else {
        return false;
    };
    let there = scale.range(&(range.0..range.1)).and_then(|range| text.get(range)).unwrap_or_default();
    // White space in a token is not written as it is.
    there == row.said || escaped_text(there) == row.said
}

/// The text that a table is about: `source` if all its sentences are in it where they should be, else what the sentences say.
/// Between two of them there is at most a line feed and spaces, for that is not in the table.
pub(super) fn text(table: &Table<'_>, unit: Unit, source: Option<&str>, path: &str, drafts: &mut Drafts) -> String {
    if let Some(source) = source.filter(|source| holds(source, table, unit)) {
        return source.to_owned();
    }
    let mut text = String::new();
    let mut end = 0;
    for (nth, sentence) in table.sentences.iter().enumerate() {
        let begin = sentence.rows.first().map_or(end + usize::from(nth > 0), |row| row.begin);
        let gap = begin.saturating_sub(end);
        if gap > WIDEST_GAP {
            let place = sentence.rows.first().map_or(path, |row| &row.place);
            drafts.lose(place, format!("{gap} characters are said to stand before it, which are not in the file"));
        } else {
            let line_feeds = usize::from(nth > 0 && gap > 0);
            text.push_str(&"\n"[..line_feeds]);
            text.extend(std::iter::repeat_n(' ', gap - line_feeds));
            end += gap;
        }
        text.push_str(&sentence.text);
        end += length(unit, &sentence.text);
    }
    text
}

fn holds(source: &str, table: &Table<'_>, unit: Unit) -> bool {
    let scale = Scale::new(source, Counting::plain(unit));
    table.sentences.iter().all(|sentence| {
        let begin = sentence.rows.first().map(|row| row.begin);
        let range = begin.and_then(|begin| Some(begin..begin.checked_add(length(unit, &sentence.text))?));
        range.and_then(|range| source.get(scale.range(&range)?)) == Some(&sentence.text)
    })
}

/// An annotation as far as its rows were read.
struct Found {
    layer: usize,
    /// Its rows, of all there are.
    first: usize,
    last: usize,
    features: Vec<(String, String)>,
    /// The roles and what fills them, as cells say it.
    slots: Vec<(String, End)>,
    /// Of a relation: where it comes from and goes to.
    ends: Option<(End, End)>,
    chain: Option<u64>,
    place: String,
}

/// An annotation as another names it: by its unit and number, and the type that it has.
#[derive(Debug, Clone)]
struct End {
    unit: String,
    number: Option<u64>,
    kind: String,
}

impl Found {
    /// Found in one row, with nothing said about it yet.
    fn in_row(layer: usize, index: usize, row: &Row<'_>) -> Self {
        Self {
            layer,
            first: index,
            last: index,
            features: Vec::new(),
            slots: Vec::new(),
            ends: None,
            chain: None,
            place: row.place.clone(),
        }
    }
}

struct Reader<'a, 'b> {
    table: &'b Table<'a>,
    found: Vec<Found>,
    /// By layer and number.
    numbered: BTreeMap<(usize, u64), usize>,
    /// By layer, chain and link.
    links: BTreeMap<(usize, u64, u64), usize>,
    /// The first of a layer in a unit.
    at: BTreeMap<(usize, &'a str), usize>,
}

/// What a table is about: the text, how the table counts in it, who annotated it, and what the document is called.
pub(super) struct About<'a> {
    pub(super) text: &'a str,
    pub(super) unit: Unit,
    pub(super) annotator: &'a str,
    /// For what its chains are called.
    pub(super) document: &'a str,
}

/// What a table says as a set. Layers and labels are as the project has them that it was exported with.
pub(super) fn set(table: &Table<'_>, about: &About<'_>, exported: &Exported, drafts: &mut Drafts) -> SetDraft {
    let mut reader =
        Reader { table, found: Vec::new(), numbered: BTreeMap::new(), links: BTreeMap::new(), at: BTreeMap::new() };
    let rows: Vec<&Row<'_>> = table.sentences.iter().flat_map(|sentence| &sentence.rows).collect();
    for (index, row) in rows.iter().enumerate() {
        for layer in 0..table.layers.len() {
            reader.row(layer, index, row);
        }
    }
    reader.set(&rows, about, exported, drafts)
}

impl<'a> Reader<'a, '_> {
    /// Reads the cells of a layer in a row: several annotations there are divided by `|` in each column.
    fn row(&mut self, layer: usize, index: usize, row: &Row<'a>) {
        let Layer { kind, first, columns, .. } = &self.table.layers[layer];
        let cells: Vec<Vec<&str>> =
            row.cells[*first..first + columns.len()].iter().map(|cell| split(cell, '|')).collect();
        if cells.iter().all(|values| *values == [NOTHING] || *values == [""]) {
            return;
        }
        let stacked = cells.iter().map(Vec::len).max().unwrap_or_default();
        for nth in 0..stacked {
            let values: Vec<&str> = cells.iter().map(|values| values.get(nth).copied().unwrap_or(NO_VALUE)).collect();
            let values: Vec<(&Column, &str)> = columns.iter().zip(values).collect();
            match kind {
                Kind::Span => self.span(layer, index, row, &values),
                Kind::Relation => self.relation(layer, index, row, &values),
                Kind::Chain => self.link(layer, index, row, &values),
            }
        }
    }

    fn span(&mut self, layer: usize, index: usize, row: &Row<'a>, values: &[(&Column, &str)]) {
        let not_fillers = values.iter().filter(|(column, _)| !matches!(column, Column::Fillers { .. }));
        let number = not_fillers.filter_map(|(_, value)| bracket(value).1).find_map(|inside| inside.parse().ok());
        if let Some(at) = number.and_then(|number| self.numbered.get(&(layer, number)).copied()) {
            self.found[at].last = index;
            self.at.entry((layer, row.unit)).or_insert(at);
            return;
        }
        let mut found = Found::in_row(layer, index, row);
        let mut roles: (&str, Vec<&str>) = ("", Vec::new());
        for (column, value) in values {
            let plain = bracket(value).0;
            match column {
                Column::Feature(name) => found.features.extend(said(plain).map(|said| (name.clone(), said))),
                Column::Roles(feature) => {
                    roles = (feature, if plain == NOTHING { Vec::new() } else { split(plain, ';') });
                }
                Column::Fillers { kind } => {
                    for (nth, filler) in split(value, ';').into_iter().enumerate() {
                        if filler != NO_VALUE && filler != NOTHING {
                            let role =
                                roles.1.get(nth).and_then(|role| said(role)).unwrap_or_else(|| roles.0.to_owned());
                            let (unit, number) = bracket(filler);
                            let number = number.and_then(|number| number.parse().ok());
                            found.slots.push((role, End { unit: unit.to_owned(), number, kind: kind.clone() }));
                        }
                    }
                }
                Column::Source { .. } | Column::Presence => {}
            }
        }
        let at = self.found.len();
        self.numbered.extend(number.map(|number| ((layer, number), at)));
        self.at.entry((layer, row.unit)).or_insert(at);
        self.found.push(found);
    }

    fn relation(&mut self, layer: usize, index: usize, row: &Row<'a>, values: &[(&Column, &str)]) {
        let mut found = Found::in_row(layer, index, row);
        for (column, value) in values {
            match column {
                Column::Source { kind } => {
                    let (unit, numbers) = bracket(value);
                    let (source, target) = numbers.and_then(|numbers| numbers.split_once('_')).unwrap_or_default();
                    let end = |unit: &str, number: &str| End {
                        unit: unit.to_owned(),
                        // Nothing is numbered 0: it stands where there is nothing to tell apart.
                        number: number.parse().ok().filter(|number| *number > 0),
                        kind: kind.clone(),
                    };
                    found.ends = Some((end(unit, source), end(row.unit, target)));
                }
                Column::Feature(name) => {
                    found.features.extend(said(bracket(value).0).map(|said| (name.clone(), said)));
                }
                Column::Roles(_) | Column::Fillers { .. } | Column::Presence => {}
            }
        }
        self.found.push(found);
    }

    /// `coref->1-2`, the second link of the first chain, beside `pr[1]`.
    fn link(&mut self, layer: usize, index: usize, row: &Row<'a>, values: &[(&Column, &str)]) {
        let link = values.iter().find_map(|(_, value)| {
            let (value, place) = value.rsplit_once("->").filter(|(value, _)| !value.ends_with('\\'))?;
            let (chain, link) = place.split_once('-')?;
            Some((value, chain.parse::<u64>().ok()?, link.parse::<u64>().ok()?))
        });
        let known = link.and_then(|(_, chain, link)| self.links.get(&(layer, chain, link)).copied());
        if let Some(at) = known {
            self.found[at].last = index;
            return;
        }
        let mut found = Found::in_row(layer, index, row);
        let at = self.found.len();
        found.chain = link.map(|(_, chain, _)| chain);
        self.links.extend(link.map(|(_, chain, link)| ((layer, chain, link), at)));
        for (column, value) in values {
            let plain = match link {
                Some((before, ..))
                    if value.starts_with(before)
                        && value.len() > before.len()
                        && value[before.len()..].starts_with("->") =>
                {
                    before
                }
                _ => bracket(value).0,
            };
            if let Column::Feature(name) = column {
                found.features.extend(said(plain).map(|said| (name.clone(), said)));
            }
        }
        self.found.push(found);
    }

    /// The annotation that another names.
    fn at(&self, end: &End) -> Option<usize> {
        let of_kind = self.table.layers.iter().position(|layer| layer.name == end.kind);
        let others = (0..self.table.layers.len()).filter(|layer| Some(*layer) != of_kind);
        let mut layers = of_kind.into_iter().chain(others);
        match end.number {
            Some(number) => layers.find_map(|layer| self.numbered.get(&(layer, number)).copied()),
            None => layers.find_map(|layer| self.at.get(&(layer, end.unit.as_str())).copied()),
        }
    }

    fn set(&self, rows: &[&Row<'_>], about: &About<'_>, exported: &Exported, drafts: &mut Drafts) -> SetDraft {
        let &About { text, unit, annotator, document: name } = about;
        let scale = &Scale::new(text, Counting::plain(unit));
        let mut set = SetDraft::new(annotator);
        let kinds = self.table.layers.iter().map(|layer| layer.name.as_str());
        let mut names = layers(kinds.chain(exported.names.keys().map(String::as_str)));
        names.extend(exported.names.clone());
        let label = |layer: &Layer| exported.labels.get(&layer.name).cloned().unwrap_or_else(|| label_feature(layer));
        let labels: Vec<LabelFeature> = self.table.layers.iter().map(label).collect();
        for (layer, label) in self.table.layers.iter().zip(&labels) {
            if let Some(told) = label.told(&layer.name) {
                drafts.note(name, told);
            }
        }
        let mut identities: BTreeMap<IdentityId, Identity> = BTreeMap::new();
        let mut lost = 0;
        // Where each of those found is in the set; a relation without its ends is in none.
        let ends: Vec<Option<(usize, usize)>> = self
            .found
            .iter()
            .map(|found| found.ends.as_ref().and_then(|(from, to)| self.at(from).zip(self.at(to))))
            .collect();
        let mut places = Vec::with_capacity(self.found.len());
        let mut kept = 0;
        for (found, ends) in self.found.iter().zip(&ends) {
            let is_kept = self.table.layers[found.layer].kind != Kind::Relation || ends.is_some();
            places.push(is_kept.then_some(kept));
            kept += usize::from(is_kept);
        }
        for (nth, found) in self.found.iter().enumerate().filter(|(nth, _)| places[*nth].is_some()) {
            let layer = &self.table.layers[found.layer];
            let has_slots = layer.columns.iter().any(|column| matches!(column, Column::Roles(_)));
            let shape = match layer.kind {
                Kind::Relation => Shape::Relation,
                Kind::Span if has_slots => Shape::Event,
                Kind::Span | Kind::Chain => Shape::Entity,
            };
            let layer_name = names.get(&layer.name).unwrap_or(&layer.name);
            let (mut draft, named) =
                uima_draft::draft(layer_name, shape, &labels[found.layer], &found.features, found.place.clone());
            if layer.kind != Kind::Relation {
                draft.claim = Some(claim(&rows[found.first..=found.last], text, scale));
            }
            let chain = found.chain.map(|chain| IdentityId::new(&format!("{name}-chain-{chain}")));
            let named = named.or(chain.map(|id| Identity::new(id, IdentityKind::Entity)));
            if let Some(identity) = named {
                draft.identity = Some(identity.id.clone());
                identities.entry(identity.id.clone()).or_insert(identity);
            }
            let feature =
                |name: &str| found.features.iter().find(|(known, _)| known == name).map(|(_, said)| said.clone());
            if let Some((from, to)) = ends[nth].and_then(|(from, to)| places[from].zip(places[to])) {
                let (governor, dependent) = (feature(GOVERNOR_ROLE), feature(DEPENDENT_ROLE));
                draft.arguments.push((governor.unwrap_or_else(|| FROM.to_owned()), Target::Draft(from)));
                draft.arguments.push((dependent.unwrap_or_else(|| TO.to_owned()), Target::Draft(to)));
            }
            for (role, end) in &found.slots {
                match self.at(end).and_then(|at| places[at]) {
                    Some(filler) => draft.arguments.push((role.clone(), Target::Draft(filler))),
                    None => drafts.lose(
                        &*found.place,
                        format!("what fills `{role}` is not at `{}`; the role is left empty", end.unit),
                    ),
                }
            }
            set.annotations.push(draft);
        }
        lost += places.iter().filter(|place| place.is_none()).count();
        if lost > 0 {
            let message = format!("{} between what is no annotation is not read", counted(lost, "relation"));
            drafts.lose(name, message);
        }
        set.identities.extend(identities.into_values());
        set
    }
}

/// What a cell says; `None` if it says nothing.
fn said(cell: &str) -> Option<String> {
    (cell != NO_VALUE && cell != NOTHING).then(|| unescaped_value(cell))
}

fn label_feature(layer: &Layer) -> LabelFeature {
    let names = layer.columns.iter().filter_map(|column| match column {
        Column::Feature(name) => Some(name.as_str()),
        _ => None,
    });
    LabelFeature::of(&names.collect::<Vec<_>>())
}

/// Where rows stand. It says what the text says there, if each row does.
fn claim(rows: &[&Row<'_>], text: &str, scale: &Scale<'_>) -> Claim {
    let ends: Vec<&Row<'_>> = rows.iter().copied().take(1).chain(rows.last().copied()).collect();
    let range: Range<usize> = rows.first().map_or(0, |row| row.begin)..rows.last().map_or(0, |row| row.end);
    let there = scale.range(&range).and_then(|range| text.get(range)).map(str::to_owned);
    let fits = ends.iter().all(|row| row_fits(text, scale, row, 0));
    let quote = match there.filter(|_| fits) {
        Some(quote) => quote,
        None => rows.iter().map(|row| row.said).collect::<Vec<_>>().join(" "),
    };
    Claim { pieces: vec![range], quote: Some(quote) }
}
