//! What can be asked of the schema.

use std::fmt;

use crate::model::key::Chord;
use crate::model::schema_path::SchemaPath;
use crate::records::project_edit::Direction;
use crate::session::arguments::as_word;
use crate::session::schema_field::SchemaField;

/// What can be asked of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaCommand {
    /// A layer of a shape, a label, a role with what may fill it, an attribute with its values.
    Add(SchemaPath, Vec<String>),
    /// Gives it another name; or calls one's own what somebody else renamed.
    Rename(SchemaPath, String, Confirmed),
    /// What the window calls it.
    Retitle(SchemaPath, String),
    Recolour(SchemaPath, String),
    /// Writes what a field holds; nothing takes it out.
    Set(SchemaPath, SchemaField, Vec<String>),
    /// Gives it a key; `None` takes it away.
    Rekey(SchemaPath, Option<Chord>),
    Move(SchemaPath, Direction),
    Remove(SchemaPath, Confirmed),
    Undo,
    Redo,
    /// Stops a renaming that goes on in closed documents, and takes it back.
    Stop,
}

/// Whether the person knows that it is in use, or that it cannot be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    No,
    Yes,
}

impl fmt::Display for SchemaCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = |path: &SchemaPath| as_word(&path.to_string());
        match self {
            SchemaCommand::Add(to, details) => {
                write!(f, "schema-add {}", path(to))?;
                details.iter().try_for_each(|detail| write!(f, " {}", as_word(detail)))
            }
            SchemaCommand::Rename(of, to, confirmed) => {
                write!(f, "schema-rename {} {}", path(of), as_word(to))?;
                if *confirmed == Confirmed::Yes { f.write_str(" confirm") } else { Ok(()) }
            }
            SchemaCommand::Retitle(of, title) => write!(f, "schema-retitle {} {}", path(of), as_word(title)),
            SchemaCommand::Recolour(of, tone) => write!(f, "schema-recolour {} {}", path(of), as_word(tone)),
            SchemaCommand::Set(of, field, said) => {
                write!(f, "schema-set {} {}", path(of), field.word())?;
                said.iter().try_for_each(|said| write!(f, " {}", as_word(said)))
            }
            SchemaCommand::Rekey(of, Some(key)) => write!(f, "schema-rekey {} {key}", path(of)),
            SchemaCommand::Rekey(of, None) => write!(f, "schema-rekey {} none", path(of)),
            SchemaCommand::Move(of, Direction::Earlier) => write!(f, "schema-move {} earlier", path(of)),
            SchemaCommand::Move(of, Direction::Later) => write!(f, "schema-move {} later", path(of)),
            SchemaCommand::Remove(of, Confirmed::No) => write!(f, "schema-remove {}", path(of)),
            SchemaCommand::Remove(of, Confirmed::Yes) => write!(f, "schema-remove {} confirm", path(of)),
            SchemaCommand::Undo => f.write_str("schema-undo"),
            SchemaCommand::Redo => f.write_str("schema-redo"),
            SchemaCommand::Stop => f.write_str("schema-stop"),
        }
    }
}
