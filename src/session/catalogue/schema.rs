//! Commands: changing the schema.

use crate::error::Error;
use crate::model::schema_path::SchemaPath;
use crate::records::project_edit::Direction;
use crate::session::arguments::Arguments;
use crate::session::command::Command;
use crate::session::command::schema::{Confirmed, SchemaCommand};
use crate::session::command::view::ViewChange;
use crate::session::schema_field::SchemaField;

use super::entry::{Entry, Menu};
use super::reading::{bare, view_switch};

pub static TABLE: &[Entry] = &[
    Entry {
        name: "schema",
        usage: "[on|off]",
        title: "Layers and labels…",
        help: "Shows the schema to be changed: layers, labels, roles and attributes with their names, colours, keys and rules",
        menu: Menu::Project,
        keys: &[("Ctrl+Shift+L", "")],
        parse: |arguments| view_switch(arguments, ViewChange::Schema),
        example: "schema on",
    },
    Entry {
        name: "schema-add",
        usage: "PATH [SHAPE|TONE|FILLERS|VALUES]",
        title: "Add to the schema",
        help: "Adds a layer with its shape, a label with its colour, a role with what may fill it, or an attribute with its values",
        menu: Menu::Project,
        keys: &[],
        parse: parse_add,
        example: "schema-add events/visit#host entities/person entities/organization",
    },
    Entry {
        name: "schema-rename",
        usage: "PATH NAME [confirm]",
        title: "Rename in the schema",
        help: "Gives a layer, label, role or attribute another name, in your annotations of all documents too; after somebody else did, yours follow",
        menu: Menu::Project,
        keys: &[],
        parse: parse_rename,
        example: "schema-rename events/visit#agent visitor",
    },
    Entry {
        name: "schema-retitle",
        usage: "PATH TITLE",
        title: "Retitle in the schema",
        help: "Changes what the window calls a layer, label, role or attribute",
        menu: Menu::Project,
        keys: &[],
        parse: |arguments| parse_about(arguments, "a title", SchemaCommand::Retitle),
        example: "schema-retitle entities/person Human",
    },
    Entry {
        name: "schema-recolour",
        usage: "LABEL TONE",
        title: "Recolour a label",
        help: "Gives a label another colour of the palette",
        menu: Menu::Project,
        keys: &[],
        parse: |arguments| parse_about(arguments, "a tone", SchemaCommand::Recolour),
        example: "schema-recolour entities/person teal",
    },
    Entry {
        name: "schema-set",
        usage: "PATH FIELD [VALUE…]",
        title: "Set a field in the schema",
        help: "Writes a field of a label (sign, guideline, examples, without, leave_out, cues), of a role (fillers, count, required, offers) or of an attribute (values, default); without a value it is taken out",
        menu: Menu::Project,
        keys: &[],
        parse: parse_set,
        example: "schema-set events/visit#host fillers entities/person entities/organization",
    },
    Entry {
        name: "schema-rekey",
        usage: "PATH KEY|none",
        title: "Change a key",
        help: "Gives a label, role or attribute another key, or none",
        menu: Menu::Project,
        keys: &[],
        parse: parse_rekey,
        example: "schema-rekey entities/person Shift+B",
    },
    Entry {
        name: "schema-move",
        usage: "PATH earlier|later",
        title: "Move in the schema",
        help: "Lets a layer, label, role or attribute change places with its neighbour",
        menu: Menu::Project,
        keys: &[],
        parse: parse_move,
        example: "schema-move entities/person later",
    },
    Entry {
        name: "schema-remove",
        usage: "PATH [confirm]",
        title: "Remove from the schema",
        help: "Removes a layer, label, role or attribute; what is in use only if confirmed, and annotations stay as they are",
        menu: Menu::Project,
        keys: &[],
        parse: parse_remove,
        example: "schema-remove events/visit#agent confirm",
    },
    Entry {
        name: "schema-undo",
        usage: "",
        title: "Undo in the schema",
        help: "Takes back what you last changed in the schema",
        menu: Menu::Project,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Schema(SchemaCommand::Undo)),
        example: "schema-undo",
    },
    Entry {
        name: "schema-redo",
        usage: "",
        title: "Redo in the schema",
        help: "Does again what you last took back in the schema",
        menu: Menu::Project,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Schema(SchemaCommand::Redo)),
        example: "schema-redo",
    },
    Entry {
        name: "schema-stop",
        usage: "",
        title: "Stop renaming in the schema",
        help: "Stops a renaming that still goes on in your annotations of closed documents, and takes it back in all of them",
        menu: Menu::Project,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Schema(SchemaCommand::Stop)),
        example: "schema-stop",
    },
];

fn path(arguments: &mut Arguments<'_>) -> Result<SchemaPath, Error> {
    arguments.word("a layer, label, role or attribute")?.parse()
}

/// Reads the arguments of `schema-add`.
fn parse_add(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let path = path(&mut arguments)?;
    let mut details = Vec::new();
    while !arguments.is_empty() {
        details.push(arguments.word("a detail")?);
    }
    arguments.end(Command::Schema(SchemaCommand::Add(path, details)))
}

/// Reads the arguments of a command that names a part and says a word or text about it.
fn parse_about(
    arguments: &str,
    what: &str,
    command: fn(SchemaPath, String) -> SchemaCommand,
) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let path = path(&mut arguments)?;
    let word = arguments.word(what)?;
    arguments.end(Command::Schema(command(path, word)))
}

/// Reads the arguments of `schema-set`.
fn parse_set(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let path = path(&mut arguments)?;
    let field = arguments.one_of("a field", &SchemaField::WORDS)?;
    let mut said = Vec::new();
    while !arguments.is_empty() {
        said.push(arguments.word("a value")?);
    }
    arguments.end(Command::Schema(SchemaCommand::Set(path, field, said)))
}

/// Reads the arguments of `schema-rekey`.
fn parse_rekey(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let path = path(&mut arguments)?;
    let word = arguments.word("a key")?;
    let key = if word == "none" { None } else { Some(word.parse()?) };
    arguments.end(Command::Schema(SchemaCommand::Rekey(path, key)))
}

/// Reads the arguments of `schema-move`.
fn parse_move(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let path = path(&mut arguments)?;
    let words = [("earlier", Direction::Earlier), ("later", Direction::Later)];
    let direction = arguments.one_of("earlier or later", &words)?;
    arguments.end(Command::Schema(SchemaCommand::Move(path, direction)))
}

/// Reads the arguments of `schema-rename`.
fn parse_rename(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let path = path(&mut arguments)?;
    let to = arguments.word("a name")?;
    let confirmed = confirmed(&mut arguments)?;
    arguments.end(Command::Schema(SchemaCommand::Rename(path, to, confirmed)))
}

/// Reads the arguments of `schema-remove`.
fn parse_remove(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let path = path(&mut arguments)?;
    let confirmed = confirmed(&mut arguments)?;
    arguments.end(Command::Schema(SchemaCommand::Remove(path, confirmed)))
}

fn confirmed(arguments: &mut Arguments<'_>) -> Result<Confirmed, Error> {
    match arguments.is_empty() {
        true => Ok(Confirmed::No),
        false => arguments.one_of("`confirm`", &[("confirm", Confirmed::Yes)]),
    }
}
