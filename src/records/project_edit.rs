//! Changing one thing in the text of a `project.ron`: everything else, comments and spacing included, stays as the person wrote
//! it. Offsets are bytes of the file.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use crate::error::Error;
use crate::model::nearest::hint_for;
use crate::model::schema::{Shape, Tone};
use crate::model::schema_path::{Part, SchemaPath};

use super::node::Node;
use super::ron_text::{self, RonError};

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// A new layer, label, role or attribute at the end of its list; `fields` are written after its name: `shape: "event"`.
    Add {
        fields: Vec<(String, Value)>,
    },
    Rename {
        to: String,
    },
    /// Writes a field, or with `None` takes it out.
    Set {
        field: &'static str,
        value: Option<Value>,
    },
    /// Changes places with its neighbour.
    Move(Direction),
    Remove,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Text(String),
    Texts(Vec<String>),
    Switch(bool),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Earlier,
    Later,
}

/// What adds a part of the schema: `details` are of a layer its shape, of a label its tone, of a role what may fill it, of an attribute
/// its values.
pub fn adding(path: &SchemaPath, details: &[String]) -> Result<Edit, Error> {
    let fields = match (&path.part, &path.label) {
        (Some(Part::Role(_)), _) if details.is_empty() => Vec::new(),
        (Some(Part::Role(_)), _) => vec![("fillers".to_owned(), Value::Texts(details.to_vec()))],
        (Some(Part::Attribute(_)), _) if details.is_empty() => Vec::new(),
        (Some(Part::Attribute(_)), _) => vec![("values".to_owned(), Value::Texts(details.to_vec()))],
        (None, Some(_)) => match details {
            [] => Vec::new(),
            [tone] if Tone::from_word(tone).is_some() => vec![("tone".to_owned(), Value::Text(tone.clone()))],
            [tone, ..] => {
                return Err(Error::new(format!("there is no tone `{tone}`")).hint(hint_for(tone, Tone::WORDS)));
            }
        },
        (None, None) => {
            let words = Shape::ALL.map(Shape::word);
            let shape = details.first().map_or("", String::as_str);
            let [_] = details else {
                return Err(Error::new("a new layer needs a shape").hint(hint_for(shape, words)));
            };
            if Shape::from_word(shape).is_none() {
                return Err(Error::new(format!("there is no shape `{shape}`")).hint(hint_for(shape, words)));
            }
            vec![("shape".to_owned(), Value::Text(shape.to_owned())), ("labels".to_owned(), Value::Texts(Vec::new()))]
        }
    };
    Ok(Edit::Add { fields })
}

/// The file with the change made. Fails if the part is not there, or is there already when it is added.
pub fn edited(text: &str, path: &SchemaPath, edit: &Edit) -> Result<String, Error> {
    let file = File::read(text)?;
    let mut replacements: Vec<(Range<usize>, String)> = Vec::new();
    match edit {
        Edit::Add { fields } => {
            if file.find(path).is_ok() {
                return Err(Error::new(format!("there is `{path}` already")));
            }
            let (owner, list) = file.owner(path)?;
            let mut written = vec![format!("{}: {}", name_field(path), ron_text::write(&path.name(), 0))];
            written.extend(fields.iter().map(|(name, value)| format!("{name}: {}", value.written())));
            replacements.push(file.added(owner, list, &format!("({})", written.join(", ")))?);
        }
        Edit::Rename { to } => {
            if file.find(&path.renamed(to)).is_ok() {
                return Err(Error::new(format!("there is `{}` already", path.renamed(to))));
            }
            let found = file.find(path)?;
            let named =
                if found.node.is_string() { Some(found.node) } else { file.field(found.node, name_field(path))? };
            let named = named.ok_or_else(|| Error::new(format!("`{path}` has no name")))?;
            replacements.push((named.range(), ron_text::write(&to, 0)));
            replacements.extend(match &path.part {
                None => file.renamed_fillers(path, to)?,
                Some(Part::Role(_)) => file.renamed_offers(path, to)?,
                Some(Part::Attribute(_)) => Vec::new(),
            });
        }
        Edit::Set { field: name, value } => {
            let found = file.find(path)?;
            replacements.push(match (file.field(found.node, name)?, value) {
                (Some(node), Some(value)) => (node.range(), value.written()),
                (None, None) => return Err(Error::new(format!("`{path}` has no `{name}`"))),
                (Some(node), None) => (without_field(text, node.range(), name), String::new()),
                (None, Some(value)) => file.inserted(found.node, path, &format!("{name}: {}", value.written()))?,
            });
        }
        Edit::Move(direction) => {
            let Found { node, siblings, at } = file.find(path)?;
            let other = match direction {
                Direction::Earlier => at.checked_sub(1),
                Direction::Later => Some(at + 1),
            };
            let other = other.and_then(|other| siblings.get(other)).ok_or_else(|| {
                let end = if *direction == Direction::Earlier { "first" } else { "last" };
                Error::new(format!("`{path}` is the {end} already"))
            })?;
            replacements.push((node.range(), other.written().to_owned()));
            replacements.push((other.range(), node.written().to_owned()));
        }
        Edit::Remove => {
            let Found { node, siblings, at } = file.find(path)?;
            let range = match (at.checked_sub(1).map(|at| siblings[at]), siblings.get(at + 1)) {
                (_, Some(next)) => node.range().start..next.range().start,
                (Some(previous), None) => previous.range().end..node.range().end,
                (None, None) => node.range().start..after_comma(text, node.range().end),
            };
            let rest = file.without_mentions(path)?;
            replacements.extend(rest.into_iter().filter(|(place, _)| !range.contains(&place.start)));
            replacements.push((range, String::new()));
        }
    }
    replacements.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut text = text.to_owned();
    for (range, with) in replacements {
        text.replace_range(range, &with);
    }
    Ok(text)
}

/// Whether the file has a part; not, if it cannot be understood.
#[must_use]
pub fn has(text: &str, path: &SchemaPath) -> bool {
    File::read(text).is_ok_and(|file| file.find(path).is_ok())
}

impl Value {
    fn written(&self) -> String {
        match self {
            Value::Text(text) => ron_text::write(text, 0),
            Value::Texts(texts) => ron_text::write(texts, 0),
            Value::Switch(is_on) => ron_text::write(is_on, 0),
        }
    }
}

/// The fields of a record, with what they hold.
type Fields<'a> = Rc<[(&'a str, Node<'a>)]>;

/// The file, and what was read of it: each record and list is parsed once, however often it is asked for.
struct File<'a> {
    text: &'a str,
    whole: Node<'a>,
    /// By where they stand.
    records: RefCell<HashMap<usize, Fields<'a>>>,
    lists: RefCell<HashMap<usize, Rc<[Node<'a>]>>>,
}

/// A part of the file, among those beside it.
struct Found<'a> {
    node: Node<'a>,
    siblings: Rc<[Node<'a>]>,
    at: usize,
}

impl<'a> File<'a> {
    fn read(text: &'a str) -> Result<Self, Error> {
        let whole = Node::file(text).map_err(broken)?;
        Ok(Self { text, whole, records: RefCell::default(), lists: RefCell::default() })
    }

    fn field(&self, record: Node<'a>, name: &str) -> Result<Option<Node<'a>>, Error> {
        if record.is_string() {
            return Ok(None);
        }
        let at = record.range().start;
        let known = self.records.borrow().get(&at).cloned();
        let fields = match known {
            Some(fields) => fields,
            None => {
                let fields: Rc<[_]> = record.fields().map_err(broken)?.rest().into();
                self.records.borrow_mut().insert(at, Rc::clone(&fields));
                fields
            }
        };
        Ok(fields.iter().find(|(field, _)| *field == name).map(|(_, node)| *node))
    }

    /// The parts of a list that is a field of a record; none if it has no such field.
    fn list(&self, record: Node<'a>, name: &str) -> Result<Rc<[Node<'a>]>, Error> {
        let Some(list) = self.field(record, name)? else { return Ok(Rc::default()) };
        let at = list.range().start;
        let known = self.lists.borrow().get(&at).cloned();
        if let Some(nodes) = known {
            return Ok(nodes);
        }
        let nodes: Rc<[_]> = list.list().map_err(broken)?.into();
        self.lists.borrow_mut().insert(at, Rc::clone(&nodes));
        Ok(nodes)
    }

    /// What a part is called; a role may be written as its name alone.
    fn name_of(&self, node: Node<'a>, path: &SchemaPath) -> String {
        let named = if node.is_string() { Some(node) } else { self.field(node, name_field(path)).ok().flatten() };
        named.and_then(|node| node.read().ok()).unwrap_or_default()
    }

    fn find(&self, path: &SchemaPath) -> Result<Found<'a>, Error> {
        let (owner, list) = self.owner(path)?;
        let siblings = self.list(owner, list)?;
        let names: Vec<String> = siblings.iter().map(|node| self.name_of(*node, path)).collect();
        let at = names.iter().position(|name| name == path.name()).ok_or_else(|| {
            Error::new(format!("there is no `{path}` in the project"))
                .hint(hint_for(path.name(), names.iter().map(String::as_str)))
        })?;
        Ok(Found { node: siblings[at], siblings, at })
    }

    /// The record that holds a part, and the name of its list.
    fn owner(&self, path: &SchemaPath) -> Result<(Node<'a>, &'static str), Error> {
        let list = match (&path.part, &path.label) {
            (Some(Part::Role(_)), _) => "roles",
            (Some(Part::Attribute(_)), _) => "attributes",
            (None, Some(_)) => "labels",
            (None, None) => return Ok((self.whole, "layers")),
        };
        let above =
            SchemaPath { part: None, label: path.label.clone().filter(|_| path.part.is_some()), ..path.clone() };
        Ok((self.find(&above)?.node, list))
    }

    /// The names of a layer or label in lists of what may fill a role.
    fn renamed_fillers(&self, path: &SchemaPath, to: &str) -> Result<Vec<(Range<usize>, String)>, Error> {
        let (old, new) = (path.to_string(), path.renamed(to).to_string());
        let mut found = Vec::new();
        for list in self.in_roles("fillers")? {
            for filler in list.list().map_err(broken)? {
                let name: String = filler.read().map_err(broken)?;
                if let Some(rest) = within(&name, &old) {
                    found.push((filler.range(), ron_text::write(&format!("{new}{rest}"), 0)));
                }
            }
        }
        Ok(found)
    }

    /// The name of a role where others offer their fillers to it, unless another role is called so too.
    fn renamed_offers(&self, path: &SchemaPath, to: &str) -> Result<Vec<(Range<usize>, String)>, Error> {
        let offers = self.offers_to(path)?;
        Ok(offers.into_iter().map(|name| (name.range(), ron_text::write(&to, 0))).collect())
    }

    /// The roles without the mention of a part that goes: what may fill them, and what they offer their fillers to.
    fn without_mentions(&self, path: &SchemaPath) -> Result<Vec<(Range<usize>, String)>, Error> {
        let mut found = Vec::new();
        if path.part.is_some() {
            for name in self.offers_to(path)? {
                found.push((without_field(self.text, name.range(), "offers"), String::new()));
            }
            return Ok(found);
        }
        let gone = path.to_string();
        for list in self.in_roles("fillers")? {
            let names: Vec<String> = list.read().map_err(broken)?;
            let rest: Vec<&String> = names.iter().filter(|name| within(name, &gone).is_none()).collect();
            if rest.len() < names.len() {
                found.push((list.range(), ron_text::write(&rest, 0)));
            }
        }
        Ok(found)
    }

    /// The roles that offer their fillers to the role `path` and to no other one: the names they give it.
    fn offers_to(&self, path: &SchemaPath) -> Result<Vec<Node<'a>>, Error> {
        let Some(Part::Role(name)) = &path.part else { return Ok(Vec::new()) };
        let roles = self.roles()?;
        if roles.iter().filter(|role| self.name_of(**role, path) == *name).count() > 1 {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for role in roles {
            if let Some(offers) = self.field(role, "offers")?
                && offers.read::<String>().map_err(broken)? == *name
            {
                found.push(offers);
            }
        }
        Ok(found)
    }

    /// A field of every role that has it.
    fn in_roles(&self, name: &str) -> Result<Vec<Node<'a>>, Error> {
        let found: Result<Vec<_>, Error> = self.roles()?.into_iter().map(|role| self.field(role, name)).collect();
        Ok(found?.into_iter().flatten().collect())
    }

    /// The roles of all layers and labels.
    fn roles(&self) -> Result<Vec<Node<'a>>, Error> {
        let mut roles = Vec::new();
        for layer in self.list(self.whole, "layers")?.iter() {
            roles.extend_from_slice(&self.list(*layer, "roles")?);
            for label in self.list(*layer, "labels")?.iter() {
                roles.extend_from_slice(&self.list(*label, "roles")?);
            }
        }
        Ok(roles)
    }

    /// A record at the end of a list, on a line of its own as the one before it; or the list itself, if there is none.
    fn added(&self, owner: Node<'a>, list: &'static str, record: &str) -> Result<(Range<usize>, String), Error> {
        let text = self.text;
        let Some(node) = self.field(owner, list)? else {
            let end = text[..owner.range().end].rfind(')').unwrap_or(owner.range().end);
            let before = text[..end].trim_end();
            let comma = if before.ends_with([',', '(']) { "" } else { "," };
            return Ok((before.len()..before.len(), format!("{comma} {list}: [{record}]")));
        };
        match self.list(owner, list)?.last() {
            None => Ok((node.range(), format!("[{record}]"))),
            Some(last) => {
                let line = text[..last.range().start].rfind('\n').map_or(0, |at| at + 1);
                let indent: String = text[line..].chars().take_while(|c| *c == ' ').collect();
                let is_on_its_line = text[line..last.range().start].trim().is_empty();
                let gap = if is_on_its_line { format!("\n{indent}") } else { " ".to_owned() };
                Ok((last.range().end..last.range().end, format!(",{gap}{record}")))
            }
        }
    }

    /// A field after the name of a record; a role that is its name alone becomes a record.
    fn inserted(&self, record: Node<'a>, path: &SchemaPath, written: &str) -> Result<(Range<usize>, String), Error> {
        if record.is_string() {
            return Ok((record.range(), format!("({}: {}, {written})", name_field(path), record.written())));
        }
        let named = self.field(record, name_field(path))?.ok_or_else(|| Error::new(format!("`{path}` has no name")))?;
        Ok((named.range().end..named.range().end, format!(", {written}")))
    }
}

/// What follows in `name` if it is the part called `whole`, or of it.
fn within<'n>(name: &'n str, whole: &str) -> Option<&'n str> {
    name.strip_prefix(whole).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn name_field(path: &SchemaPath) -> &'static str {
    if path.part.is_some() { "name" } else { "id" }
}

/// A field with its name and the comma after it, or else before.
fn without_field(text: &str, value: Range<usize>, name: &str) -> Range<usize> {
    let start = text[..value.start].rfind(name).unwrap_or(value.start);
    let end = after_comma(text, value.end);
    if end > value.end {
        return start..end + (text[end..].len() - text[end..].trim_start_matches(' ').len());
    }
    text[..start].trim_end().trim_end_matches(',').len()..end
}

fn after_comma(text: &str, end: usize) -> usize {
    let rest = text[end..].trim_start();
    if rest.starts_with(',') { text.len() - rest.len() + 1 } else { end }
}

fn broken(error: RonError) -> Error {
    Error::new(format!("project.ron:{}: {}", error.place, error.message)).hint("mend the file by hand first")
}

#[cfg(test)]
mod tests {
    use super::{Direction, Edit, Value, edited, has};

    const FILE: &str = "(format: 1, layers: [\n    // mine\n    (id: \"e\", shape: \"event\", roles: [\"at\"], labels: [\n        (id: \"a\", tone: \"red\", roles: [(name: \"x\", fillers: [\"e/b\"])]), // why\n        (id: \"b\"),\n    ]),\n])";

    fn check(path: &str, edit: Edit, old: &str, new: &str) {
        assert!(FILE.contains(old), "{old}");
        assert_eq!(edited(FILE, &path.parse().unwrap(), &edit).unwrap(), FILE.replacen(old, new, 1));
    }

    #[test]
    fn only_what_is_meant_changes() {
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        check("e/a", Edit::Set { field: "tone", value: text("blue") }, "\"red\"", "\"blue\"");
        check("e/b", Edit::Set { field: "key", value: text("P") }, "(id: \"b\")", "(id: \"b\", key: \"P\")");
        check("e/a", Edit::Set { field: "tone", value: None }, "tone: \"red\", ", "");
        check("e#at", Edit::Set { field: "key", value: text("P") }, "\"at\"", "(name: \"at\", key: \"P\")");
        check("e/a#x", Edit::Rename { to: "y".to_owned() }, "\"x\"", "\"y\"");
    }

    #[test]
    fn parts_come_go_and_change_places() {
        let added = |fields: &[(&str, &str)]| Edit::Add {
            fields: fields.iter().map(|(name, value)| ((*name).to_owned(), Value::Text((*value).to_owned()))).collect(),
        };
        check("e/c", added(&[("tone", "red")]), "(id: \"b\")", "(id: \"b\"),\n        (id: \"c\", tone: \"red\")");
        check("e/b#z", added(&[]), "(id: \"b\")", "(id: \"b\", roles: [(name: \"z\")])");
        check("e/a#z", added(&[]), "\"e/b\"])", "\"e/b\"]), (name: \"z\")");
        check("e#at", Edit::Remove, "[\"at\"]", "[]");
        let moved = edited(FILE, &"e/b".parse().unwrap(), &Edit::Move(Direction::Earlier)).unwrap();
        assert!(moved.find("\"b\"),").unwrap() < moved.find("// why").unwrap());
        let renamed = edited(FILE, &"e/b".parse().unwrap(), &Edit::Rename { to: "c".to_owned() }).unwrap();
        assert!(renamed.contains("(id: \"c\")") && renamed.contains("[\"e/c\"]"));
        let error = edited(FILE, &"e/d".parse().unwrap(), &Edit::Remove).unwrap_err();
        assert_eq!(error.message, "there is no `e/d` in the project");
    }

    #[test]
    fn what_a_file_has_is_known_by_its_path() {
        let found = |path: &str| has(FILE, &path.parse().unwrap());
        assert!(["e", "e/a", "e#at", "e/a#x"].into_iter().all(found));
        assert!(!["f", "e/c", "e#x", "e/a#at", "e/a@x"].into_iter().any(found));
        assert!(!has("(layers: [", &"e".parse().unwrap()));
    }

    #[test]
    fn what_goes_is_named_nowhere_any_more() {
        let file = "(layers: [(id: \"e\", labels: [(id: \"a\", roles: [(name: \"x\", fillers: [\"e/b\", \"e/c\"], offers: \"y\")]), (id: \"b\", roles: [\"y\"])])])";
        let after = |path: &str, edit: Edit| edited(file, &path.parse().unwrap(), &edit).unwrap();
        assert!(after("e/b", Edit::Remove).contains("fillers: [\"e/c\"]"));
        assert!(!after("e/b#y", Edit::Remove).contains("offers"));
        assert!(after("e/b#y", Edit::Rename { to: "z".to_owned() }).contains("offers: \"z\""));
        assert_eq!(after("e", Edit::Remove), "(layers: [])");
    }
}
