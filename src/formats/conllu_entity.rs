//! `Entity=` in the last column of CoNLL-U: brackets around mentions, as CorefUD and GUM write them. `(e1-person-1-layla` opens a
//! mention, `e1)` closes it, `(e1-person)` is one word; of a mention in pieces each is `(e1[1/2]-…` and `e1[1/2])`. Which field
//! is which a comment says: `# global.Entity = eid-etype-head-identity`. Words are counted from 0 through a document.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use super::names::name_from_file;

/// The comment that names the fields.
pub const HEADER: &str = "global.Entity";

/// What we write. CorefUD asks for the head, and readers of it for mentions in pieces fail without: where nobody parsed the text,
/// it is the first word.
pub const FIELDS: &str = "eid-etype-head-identity";

const HEAD: usize = 1;

/// A mention by words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Its pieces, in order.
    pub words: Vec<Range<usize>>,
    pub label: String,
    /// What names it in the file; mentions of one thing share it.
    pub entity: String,
    /// Somebody or something known beyond the file; empty without one.
    pub identity: String,
}

/// Reads the values of a document, word by word.
#[derive(Default)]
pub struct Brackets {
    /// Places of the fields; `None` until a comment says it.
    fields: Option<Fields>,
    open: Vec<Open>,
    /// Mentions in pieces that are not whole yet, by entity.
    in_pieces: BTreeMap<String, usize>,
    found: Vec<Mention>,
    /// What closes nothing.
    pub stray: Vec<String>,
}

#[derive(Clone)]
struct Fields {
    entity: usize,
    label: Option<usize>,
    identity: Option<usize>,
}

struct Open {
    /// What stands before the first `-`, with `[1/2]` if there is such.
    name: String,
    /// All that stands in the bracket; older files close with that.
    whole: String,
    start: usize,
    mention: Mention,
}

impl Brackets {
    /// For the next document of the file, where the comment still holds.
    #[must_use]
    pub fn next(&self) -> Self {
        Self { fields: self.fields.clone(), ..Self::default() }
    }

    /// Takes the value of the comment [`HEADER`].
    pub fn name_fields(&mut self, value: &str) {
        let names: Vec<&str> = value.trim().split('-').collect();
        let place = |wanted: &[&str]| names.iter().position(|name| wanted.contains(name));
        let entity = place(&["eid", "GRP"]).unwrap_or(0);
        self.fields = Some(Fields { entity, label: place(&["etype", "entity"]), identity: place(&["identity"]) });
    }

    /// Takes what a word has, such as `e4)(e5-person`.
    pub fn take(&mut self, word: usize, value: &str) {
        let mut rest = value;
        while !rest.is_empty() {
            let is_opening = rest.starts_with('(');
            let inside = rest.strip_prefix('(').unwrap_or(rest);
            let end = inside.find(['(', ')']).unwrap_or(inside.len());
            let (said, after) = inside.split_at(end);
            let after_close = after.strip_prefix(')');
            if is_opening {
                self.open(word, said);
                if after_close.is_some() {
                    self.close_last(word);
                }
            } else if after_close.is_some() {
                self.close(word, said);
            } else {
                self.stray.push(said.to_owned());
            }
            rest = after_close.unwrap_or(after);
        }
    }

    fn open(&mut self, word: usize, said: &str) {
        let parts: Vec<&str> = said.split('-').collect();
        let of_old = Fields { entity: 1, label: Some(0), identity: None };
        let of_new = Fields { entity: 0, label: Some(1), identity: None };
        // Without the comment: `(person-3` is of GUM as it began, `(e3-person` of what came later.
        let first = parts[0].trim_start_matches('e');
        let is_new = first.starts_with(|c: char| c.is_ascii_digit());
        let fields = self.fields.as_ref().unwrap_or(if is_new { &of_new } else { &of_old });
        let part = |at: usize| parts.get(at).copied().unwrap_or_default();
        let name = part(fields.entity).to_owned();
        let label = name_from_file(fields.label.map_or("", part));
        let label = if label.is_empty() { "entity".to_owned() } else { label };
        let entity = name.split('[').next().unwrap_or(&name).to_owned();
        let identity = name_from_file(fields.identity.map_or("", part));
        let mention = Mention { words: Vec::new(), label, entity, identity };
        self.open.push(Open { name, whole: said.to_owned(), start: word, mention });
    }

    fn close(&mut self, word: usize, said: &str) {
        match self.open.iter().rposition(|open| open.name == said || open.whole == said) {
            Some(at) => self.finish(at, word),
            None => self.stray.push(said.to_owned() + ")"),
        }
    }

    fn close_last(&mut self, word: usize) {
        if let Some(last) = self.open.len().checked_sub(1) {
            self.finish(last, word);
        }
    }

    fn finish(&mut self, at: usize, word: usize) {
        let Open { name, start, mut mention, .. } = self.open.remove(at);
        let piece = start..word + 1;
        let numbers = name.split_once('[').and_then(|(_, rest)| rest.strip_suffix(']')?.split_once('/'));
        if let Some((nth, all)) = numbers {
            if nth != "1"
                && let Some(first) = self.in_pieces.get(&mention.entity).and_then(|at| self.found.get_mut(*at))
            {
                first.words.push(piece);
                if nth == all {
                    self.in_pieces.remove(&mention.entity);
                }
                return;
            }
            self.in_pieces.insert(mention.entity.clone(), self.found.len());
        }
        mention.words.push(piece);
        self.found.push(mention);
    }

    /// The mentions in the order in which they begin; what was never closed is among the strays.
    #[must_use]
    pub fn end(mut self) -> (Vec<Mention>, Vec<String>) {
        self.stray.extend(self.open.into_iter().map(|open| format!("({}", open.whole)));
        self.found.sort_by_key(|mention| {
            (mention.words.first().map(|piece| piece.start), Reverse(mention.words.last().map(|piece| piece.end)))
        });
        (self.found, self.stray)
    }
}

/// What each word has as its `Entity=`, for mentions in reading order.
#[must_use]
pub fn written(mentions: &[Mention]) -> BTreeMap<usize, String> {
    let mut pieces: Vec<(&Range<usize>, String, String)> = Vec::new();
    for mention in mentions {
        let all = mention.words.len();
        for (nth, words) in mention.words.iter().enumerate() {
            let part = if all > 1 { format!("[{}/{all}]", nth + 1) } else { String::new() };
            let name = format!("{}{part}", mention.entity);
            let label = escaped(&mention.label);
            let identity = if mention.identity.is_empty() { String::new() } else { escaped(&mention.identity) };
            pieces.push((words, format!("({name}-{label}-{HEAD}-{identity}"), format!("{name})")));
        }
    }
    let mut values: BTreeMap<usize, String> = BTreeMap::new();
    // What began before closes first, what began last foremost.
    pieces.sort_by_key(|(words, ..)| (words.end, Reverse(words.start)));
    for (words, _, close) in pieces.iter().filter(|(words, ..)| words.len() > 1) {
        values.entry(words.end - 1).or_default().push_str(close);
    }
    // The longer opens first.
    pieces.sort_by_key(|(words, ..)| (words.start, Reverse(words.end)));
    for (words, open, _) in &pieces {
        let value = values.entry(words.start).or_default();
        value.push_str(open);
        if words.len() == 1 {
            value.push(')');
        }
    }
    values
}

/// A name without what divides fields; each such byte is `%` and two hexadecimal digits.
fn escaped(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_whitespace() || c.is_control() || "%-()|[],".contains(c) {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Brackets, written};

    /// Values by word, `_` for none, as `label words identity`.
    fn read(header: Option<&str>, values: &str) -> String {
        let mut brackets = Brackets::default();
        header.into_iter().for_each(|header| brackets.name_fields(header));
        let values = values.split(' ').enumerate().filter(|(_, value)| *value != "_");
        values.for_each(|(word, value)| brackets.take(word, value));
        let (found, stray) = brackets.end();
        let piece = |words: &std::ops::Range<usize>| format!("{}-{}", words.start, words.end);
        let told: Vec<String> = found
            .iter()
            .map(|one| {
                format!("{} {} {}", one.label, one.words.iter().map(piece).collect::<Vec<_>>().join("+"), one.entity)
            })
            .chain(stray.into_iter().map(|stray| format!("? {stray}")))
            .collect();
        told.join(", ")
    }

    #[test]
    fn brackets_are_read_as_corefud_gum_and_old_gum_write_them() {
        let corefud = Some("eid-etype-head-other");
        assert_eq!(read(corefud, "(e1-person-1-(e2-place-1-) _ e1)(e3-x)"), "person 0-3 e1, place 0-1 e2, x 2-3 e3");
        assert_eq!(read(corefud, "(e1[1/2]-person-1-) _ (e1[2/2]-person-1-)"), "person 0-1+2-3 e1");
        assert_eq!(read(Some("GRP-etype-infstat"), "(1-person-new 1)"), "person 0-2 1");
        assert_eq!(read(None, "(person-3 _ person-3)"), "person 0-3 3");
        assert_eq!(read(None, "(e3-person e3)"), "person 0-2 e3");
        assert_eq!(read(corefud, "e9) (e1-x"), "? e9), ? (e1-x");
    }

    #[test]
    fn crossing_brackets_are_written_and_read() {
        let mut brackets = Brackets::default();
        brackets.name_fields(super::FIELDS);
        let values = ["(e1-a%2Db-1-(e2-c-1-", "(e3-d-1-", "e1)", "e3)e2)(e4-e-1-q%28)"];
        values.iter().enumerate().for_each(|(word, value)| brackets.take(word, value));
        let (found, _) = brackets.end();
        assert_eq!(found[0].label, "c");
        assert_eq!(found[1].label, "a-b");
        assert_eq!(found[3].identity, "q(");
        let again = written(&found).into_values().collect::<Vec<_>>();
        assert_eq!(again, ["(e2-c-1-(e1-a%2Db-1-", "(e3-d-1-", "e1)", "e3)e2)(e4-e-1-q%28)"]);
    }
}
