//! The schema as the editor shows it, as plain values: a tree of layers, labels, roles and attributes, and for the chosen one
//! a sheet of what can be said of it, each with the command that says it.

use std::collections::BTreeSet;

use crate::model::key::Chord;
use crate::model::schema::{Attribute, Label, Layer, Project, Role, RoleCount, Shape, Sign, Tone};
use crate::model::schema_path::{Part, SchemaPath};
use crate::model::slots::slots;
use crate::session::command::Command;
use crate::session::command::schema::{Confirmed, SchemaCommand};
use crate::session::schema_field::SchemaField;
use crate::session::state::Session;
use crate::view::items::shown_key;
use crate::view::mark::Form;
use crate::view::marks;

/// What a part of the schema is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Layer(Shape),
    Label,
    Role,
    Attribute,
}

/// A line of the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct TreeRow {
    pub path: SchemaPath,
    pub kind: Kind,
    pub title: String,
    /// 0 for layers.
    pub depth: usize,
    /// Of labels.
    pub swatch: Option<(Tone, Form)>,
    /// As people read it.
    pub key: Option<String>,
    /// Of layers: whether their labels are shown.
    pub is_open: Option<bool>,
    /// How many labels a layer has.
    pub len: usize,
}

/// Everything that can be said of one part.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    pub path: SchemaPath,
    pub kind: Kind,
    pub title: String,
    pub swatch: Option<(Tone, Form)>,
    /// Annotations of this annotator that use it.
    pub uses: usize,
    /// Whether it is the first, and the last, of those beside it.
    pub is_at_end: [bool; 2],
    pub entries: Vec<Entry>,
}

/// Something that can be said, and what is said now.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub field: Field,
    pub control: Control,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    Title,
    Tone,
    Key,
    Of(SchemaField),
    /// Last, for after it nothing is called as before.
    Name,
}

/// How it is said.
#[derive(Debug, Clone, PartialEq)]
pub enum Control {
    Text(String),
    /// A text of a sentence or more.
    Prose(String),
    Tone(Tone),
    /// The key that the project gives, and the one that it has without.
    Key {
        given: Option<String>,
        otherwise: Option<String>,
    },
    Switch(bool),
    /// One of a few; the first says nothing if it is empty.
    Choice {
        value: String,
        choices: Vec<String>,
    },
    List(Vec<String>),
    Fillers {
        allowed: Vec<String>,
        offered: Vec<FillerGroup>,
    },
}

/// A layer with its labels, as what may fill a role.
#[derive(Debug, Clone, PartialEq)]
pub struct FillerGroup {
    pub layer: Filler,
    pub labels: Vec<Filler>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Filler {
    /// As `fillers` lists it.
    pub name: String,
    pub title: String,
    pub swatch: Option<(Tone, Form)>,
    pub is_allowed: bool,
}

impl Field {
    /// The command that says something of a part: a text, several, or with none nothing any more.
    #[must_use]
    pub fn command(self, path: &SchemaPath, said: Vec<String>) -> Option<Command> {
        let first = said.first().cloned();
        Some(Command::Schema(match self {
            Field::Name => SchemaCommand::Rename(path.clone(), first?, Confirmed::No),
            Field::Title => SchemaCommand::Retitle(path.clone(), first?),
            Field::Tone => SchemaCommand::Recolour(path.clone(), first?),
            Field::Key => SchemaCommand::Rekey(path.clone(), first.and_then(|key| key.parse::<Chord>().ok())),
            Field::Of(field) => SchemaCommand::Set(path.clone(), field, said),
        }))
    }
}

/// The tree. Layers whose names are in `closed` hide their labels; roles and attributes are shown of what is chosen.
#[must_use]
pub fn tree(session: &Session, closed: &BTreeSet<String>, chosen: Option<&SchemaPath>) -> Vec<TreeRow> {
    let project = session.project();
    let mut rows = Vec::new();
    for layer in &project.layers {
        let is_open = !closed.contains(&layer.id);
        let path = SchemaPath { layer: layer.id.clone(), label: None, part: None };
        let is_chosen = chosen.is_some_and(|chosen| chosen.layer == layer.id && chosen.label.is_none());
        rows.push(TreeRow {
            kind: Kind::Layer(layer.shape),
            title: layer.title.clone(),
            depth: 0,
            swatch: None,
            key: None,
            is_open: Some(is_open),
            len: layer.labels.len(),
            path: path.clone(),
        });
        if !is_open {
            continue;
        }
        if is_chosen {
            rows.extend(parts(&path, 1, &layer.roles, &layer.attributes));
        }
        for label in &layer.labels {
            let path = SchemaPath { label: Some(label.id.label.to_string()), ..path.clone() };
            rows.push(TreeRow {
                kind: Kind::Label,
                title: label.title.clone(),
                depth: 1,
                swatch: Some((label.tone, marks::form(project, &label.id))),
                key: session.keymap().label_chord(&label.id).map(|chord| shown_key(&chord)),
                is_open: None,
                len: 0,
                path: path.clone(),
            });
            if chosen.is_some_and(|chosen| chosen.layer == path.layer && chosen.label == path.label) {
                rows.extend(parts(&path, 2, layer.own_roles(label), layer.own_attributes(label)));
            }
        }
    }
    rows
}

fn parts(owner: &SchemaPath, depth: usize, roles: &[Role], attributes: &[Attribute]) -> Vec<TreeRow> {
    let row = |kind, part, title: &str, key: Option<Chord>| TreeRow {
        path: SchemaPath { part: Some(part), ..owner.clone() },
        kind,
        title: title.to_owned(),
        depth,
        swatch: None,
        key: key.map(|key| shown_key(&key)),
        is_open: None,
        len: 0,
    };
    let roles = roles.iter().map(|role| row(Kind::Role, Part::Role(role.name.clone()), &role.title, role.key));
    let asked = attributes.iter();
    let asked = asked.map(|asked| row(Kind::Attribute, Part::Attribute(asked.name.clone()), &asked.title, asked.key));
    roles.chain(asked).collect()
}

/// What can be said of a part, if the project has it.
#[must_use]
pub fn sheet(session: &Session, path: &SchemaPath) -> Option<Sheet> {
    let project = session.project();
    let layer = project.layer(&path.layer)?;
    let label = match &path.label {
        Some(name) => Some(layer.labels.iter().find(|label| *label.id.label == **name)?),
        None => None,
    };
    // A label that shows which keys the parts of a layer have: any will do.
    let shown_by = label.or(layer.labels.first());
    let (kind, title, entries) = match (&path.part, label) {
        (None, None) => (Kind::Layer(layer.shape), &layer.title, named(path, &layer.title)),
        (None, Some(label)) => (Kind::Label, &label.title, label_entries(session, path, layer, label)),
        (Some(Part::Role(name)), label) => {
            let roles = label.map_or(layer.roles.as_slice(), |label| layer.own_roles(label));
            let role = roles.iter().find(|role| role.name == *name)?;
            (Kind::Role, &role.title, role_entries(project, path, shown_by, role))
        }
        (Some(Part::Attribute(name)), label) => {
            let attributes = label.map_or(layer.attributes.as_slice(), |label| layer.own_attributes(label));
            let attribute = attributes.iter().find(|attribute| attribute.name == *name)?;
            (Kind::Attribute, &attribute.title, attribute_entries(path, shown_by, attribute))
        }
    };
    let swatch = label.filter(|_| path.part.is_none()).map(|label| (label.tone, marks::form(project, &label.id)));
    Some(Sheet {
        path: path.clone(),
        kind,
        title: title.clone(),
        swatch,
        uses: session.schema_uses(path),
        is_at_end: ends(project, layer, label, path),
        entries,
    })
}

/// Whether a part is the first, and the last, of those beside it.
fn ends(project: &Project, layer: &Layer, label: Option<&Label>, path: &SchemaPath) -> [bool; 2] {
    let of_roles = |roles: &[Role], name: &str| (roles.iter().position(|role| role.name == name), roles.len());
    let of_attributes =
        |asked: &[Attribute], name: &str| (asked.iter().position(|asked| asked.name == name), asked.len());
    let (at, len) = match (&path.part, label) {
        (None, None) => (project.layers.iter().position(|other| other.id == layer.id), project.layers.len()),
        (None, Some(label)) => (layer.labels.iter().position(|other| other.id == label.id), layer.labels.len()),
        (Some(Part::Role(name)), None) => of_roles(&layer.roles, name),
        (Some(Part::Role(name)), Some(label)) => of_roles(layer.own_roles(label), name),
        (Some(Part::Attribute(name)), None) => of_attributes(&layer.attributes, name),
        (Some(Part::Attribute(name)), Some(label)) => of_attributes(layer.own_attributes(label), name),
    };
    [at == Some(0), at.map(|at| at + 1) == Some(len)]
}

fn named(path: &SchemaPath, title: &str) -> Vec<Entry> {
    vec![
        entry(Field::Title, Control::Text(title.to_owned())),
        entry(Field::Name, Control::Text(path.name().to_owned())),
    ]
}

fn entry(field: Field, control: Control) -> Entry {
    Entry { field, control }
}

fn of(field: SchemaField, control: Control) -> Entry {
    entry(Field::Of(field), control)
}

fn label_entries(session: &Session, path: &SchemaPath, layer: &Layer, label: &Label) -> Vec<Entry> {
    let mut entries = named(path, &label.title);
    entries.push(entry(Field::Tone, Control::Tone(label.tone)));
    let given = session.keymap().label_chord(&label.id).map(|chord| shown_key(&chord));
    entries.push(entry(Field::Key, Control::Key { given, otherwise: None }));
    if layer.shape == Shape::Stance {
        let choices = std::iter::once(String::new()).chain(Sign::ALL.map(|sign| sign.word().to_owned())).collect();
        let value = label.sign.map(|sign| sign.word().to_owned()).unwrap_or_default();
        entries.push(of(SchemaField::Sign, Control::Choice { value, choices }));
    }
    entries.push(of(SchemaField::Guideline, Control::Prose(label.guideline.clone())));
    entries.push(of(SchemaField::Examples, Control::List(label.examples.clone())));
    if layer.shape.takes_spans() {
        entries.push(of(SchemaField::Without, Control::List(label.without.clone())));
    }
    match layer.shape {
        Shape::Entity => entries.push(of(SchemaField::LeaveOut, Control::Switch(label.leave_out))),
        Shape::Event => entries.push(of(SchemaField::Cues, Control::List(label.cues.clone()))),
        Shape::Stance | Shape::Relation | Shape::Topic => {}
    }
    entries
}

fn role_entries(project: &Project, path: &SchemaPath, shown_by: Option<&Label>, role: &Role) -> Vec<Entry> {
    let mut entries = named(path, &role.title);
    entries.push(key_entry(shown_by, &role.name, role.key));
    let filler = |name: String, title: &str, swatch| Filler {
        is_allowed: role.fillers.contains(&name),
        name,
        title: title.to_owned(),
        swatch,
    };
    let offered = project.layers.iter().filter(|layer| !matches!(layer.shape, Shape::Relation | Shape::Topic));
    let group = |layer: &Layer| FillerGroup {
        layer: filler(layer.id.clone(), &layer.title, None),
        labels: layer
            .labels
            .iter()
            .map(|label| {
                filler(label.id.to_string(), &label.title, Some((label.tone, marks::form(project, &label.id))))
            })
            .collect(),
    };
    let offered = offered.map(group).collect();
    entries.push(of(SchemaField::Fillers, Control::Fillers { allowed: role.fillers.clone(), offered }));
    let counts = [RoleCount::One, RoleCount::Many].map(|count| count.word().to_owned()).into();
    entries.push(of(SchemaField::Count, Control::Choice { value: role.count.word().to_owned(), choices: counts }));
    entries.push(of(SchemaField::Required, Control::Switch(role.required)));
    let names: BTreeSet<&String> = project
        .labels()
        .flat_map(|label| &label.roles)
        .map(|role| &role.name)
        .filter(|name| **name != role.name)
        .collect();
    let choices = std::iter::once(String::new()).chain(names.into_iter().cloned()).collect();
    entries.push(of(SchemaField::Offers, Control::Choice { value: role.offers.clone().unwrap_or_default(), choices }));
    entries
}

fn attribute_entries(path: &SchemaPath, shown_by: Option<&Label>, attribute: &Attribute) -> Vec<Entry> {
    let mut entries = named(path, &attribute.title);
    entries.push(key_entry(shown_by, &attribute.name, attribute.key));
    entries.push(of(SchemaField::Values, Control::List(attribute.values.clone())));
    let value = attribute.default.clone().unwrap_or_default();
    let default = match attribute.values.as_slice() {
        [] => Control::Text(value),
        values => {
            Control::Choice { value, choices: std::iter::once(String::new()).chain(values.iter().cloned()).collect() }
        }
    };
    entries.push(of(SchemaField::Default, default));
    entries
}

/// A role or attribute always has a key while a frame is filled: a letter of its name, unless the project gives it one.
fn key_entry(shown_by: Option<&Label>, name: &str, given: Option<Chord>) -> Entry {
    let slot = shown_by.and_then(|label| slots(label).into_iter().find(|slot| slot.name == name)?.key);
    let otherwise = slot.filter(|_| given.is_none()).map(|key| shown_key(&key));
    entry(Field::Key, Control::Key { given: given.map(|key| shown_key(&key)), otherwise })
}

/// What may be added beside or below a part: its kind, and its path but for the name.
#[must_use]
pub fn additions(project: &Project, chosen: Option<&SchemaPath>) -> Vec<(Addition, SchemaPath)> {
    let new_layer = SchemaPath { layer: String::new(), label: None, part: None };
    let mut found = vec![(Addition::Layer, new_layer)];
    let Some((chosen, layer)) = chosen.and_then(|chosen| Some((chosen, project.layer(&chosen.layer)?))) else {
        return found;
    };
    let owner = SchemaPath { part: None, ..chosen.clone() };
    found.push((Addition::Label, SchemaPath { label: Some(String::new()), ..owner.clone() }));
    if !matches!(layer.shape, Shape::Entity | Shape::Topic) {
        found.push((Addition::Role, SchemaPath { part: Some(Part::Role(String::new())), ..owner.clone() }));
    }
    found.push((Addition::Attribute, SchemaPath { part: Some(Part::Attribute(String::new())), ..owner }));
    found
}

/// Which part a change of the schema is about, before it and after.
#[must_use]
pub fn subject(command: &SchemaCommand) -> Option<(SchemaPath, SchemaPath)> {
    match command {
        SchemaCommand::Rename(path, to, _) => Some((path.clone(), path.renamed(to))),
        SchemaCommand::Add(path, _)
        | SchemaCommand::Retitle(path, _)
        | SchemaCommand::Recolour(path, _)
        | SchemaCommand::Set(path, ..)
        | SchemaCommand::Rekey(path, _)
        | SchemaCommand::Move(path, _)
        | SchemaCommand::Remove(path, _) => Some((path.clone(), path.clone())),
        SchemaCommand::Undo | SchemaCommand::Redo | SchemaCommand::Stop => None,
    }
}

/// The part nearest to a path that the project has: itself, or else what it would be of, or else the first layer.
#[must_use]
pub fn nearest(project: &Project, path: &SchemaPath) -> Option<SchemaPath> {
    let Some(layer) = project.layer(&path.layer) else {
        let first = project.layers.first()?;
        return Some(SchemaPath { layer: first.id.clone(), label: None, part: None });
    };
    let label = path.label.as_ref().map(|name| layer.labels.iter().find(|label| *label.id.label == **name));
    let (roles, attributes) = match label {
        Some(None) => return Some(SchemaPath { layer: layer.id.clone(), label: None, part: None }),
        Some(Some(label)) => (layer.own_roles(label), layer.own_attributes(label)),
        None => (layer.roles.as_slice(), layer.attributes.as_slice()),
    };
    let is_there = match &path.part {
        None => true,
        Some(Part::Role(name)) => roles.iter().any(|role| role.name == *name),
        Some(Part::Attribute(name)) => attributes.iter().any(|attribute| attribute.name == *name),
    };
    Some(if is_there { path.clone() } else { SchemaPath { part: None, ..path.clone() } })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addition {
    Layer,
    Label,
    Role,
    Attribute,
}

/// A name for the files made of what a person typed: `Event name` becomes `event-name`.
#[must_use]
pub fn name_from(typed: &str) -> String {
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    words.join("-").chars().filter(|c| !c.is_control() && !"/#{}[]@\"\\".contains(*c)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Control, Field, Kind, name_from, nearest, sheet, tree};
    use crate::model::schema_path::SchemaPath;
    use crate::session::schema_field::SchemaField;
    use crate::session::state::Session;
    use crate::tests::news;

    fn session() -> Session {
        Session::in_memory(news::project(), Vec::new(), "layla")
    }

    fn path(written: &str) -> SchemaPath {
        written.parse().unwrap()
    }

    fn titles(chosen: &str, closed: &[&str]) -> String {
        let closed: BTreeSet<String> = closed.iter().map(|layer| (*layer).to_owned()).collect();
        let rows = tree(&session(), &closed, Some(&path(chosen)));
        rows.iter().map(|row| format!("{}{}, ", "-".repeat(row.depth), row.title)).collect()
    }

    #[test]
    fn the_tree_shows_the_parts_of_what_is_chosen() {
        let others = ["entities", "events", "quotations", "cues", "zones"];
        assert_eq!(
            titles("stances", &others),
            "Entities, Events, Stances, -Holder, -Target, -Intensity, -Kind, -In favour, -Against, -Neutral, Quotations, Cues, Zones, "
        );
        let visit = titles("events/visit#agent", &[]);
        assert!(visit.contains("-Visit, --Agent, --Destination, -Call or write, "), "{visit}");
        assert!(!visit.contains("-Time, "));
    }

    fn control(at: &str, field: Field) -> Option<Control> {
        let sheet = sheet(&session(), &path(at))?;
        sheet.entries.into_iter().find(|entry| entry.field == field).map(|entry| entry.control)
    }

    #[test]
    fn a_sheet_asks_what_the_shape_can_say() {
        let of = |at: &str, field| control(at, Field::Of(field));
        assert!(
            of("stances/favour", SchemaField::Sign).is_some() && of("entities/person", SchemaField::Sign).is_none()
        );
        assert_eq!(of("zones/boilerplate", SchemaField::LeaveOut), Some(Control::Switch(true)));
        assert_eq!(of("quotations/quotation#source", SchemaField::Required), Some(Control::Switch(true)));
        assert_eq!(sheet(&session(), &path("events#place")).map(|sheet| sheet.kind), Some(Kind::Role));
        assert_eq!(sheet(&session(), &path("events/visit#place")), None, "it is the layer's");
    }

    #[test]
    fn the_first_and_the_last_know_that_they_are() {
        let ends = |at: &str| sheet(&session(), &path(at)).unwrap().is_at_end;
        assert_eq!(
            [ends("entities"), ends("stances/neutral"), ends("events#time")],
            [[true, false], [false, true], [false, true]]
        );
        assert_eq!(ends("zones/boilerplate"), [true, true]);
    }

    #[test]
    fn a_part_of_a_frame_has_a_key_without_being_given_one() {
        let key = control("events/visit#agent", Field::Key);
        assert_eq!(key, Some(Control::Key { given: None, otherwise: Some("A".to_owned()) }));
    }

    #[test]
    fn what_is_gone_leaves_its_owner_chosen() {
        let near = |at: &str| nearest(&news::project(), &path(at)).unwrap().to_string();
        assert_eq!(near("events/visit#nobody"), "events/visit");
        assert_eq!(near("events/nothing#agent"), "events");
        assert_eq!(near("nothing/at-all"), "entities");
    }

    #[test]
    fn what_is_typed_becomes_a_name() {
        assert_eq!(name_from("  Chức danh / nghề "), "chức-danh--nghề");
        assert_eq!(name_from("اسم شخص"), "اسم-شخص");
    }
}
