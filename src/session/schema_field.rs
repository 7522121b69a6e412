//! The fields of a schema that `schema-set` writes: which part has them, and what they hold.

use crate::error::Error;
use crate::model::nearest::hint_for;
use crate::model::schema_path::{Part, SchemaPath};
use crate::records::project_edit::Value;

/// What can be said of a label, a role or an attribute besides its name, title, colour and key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SchemaField {
    // Of a label.
    Sign,
    Guideline,
    Examples,
    Without,
    LeaveOut,
    Cues,
    // Of a role.
    Fillers,
    Count,
    Required,
    Offers,
    // Of an attribute.
    Values,
    Default,
}

/// What has a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Label,
    Role,
    Attribute,
}

impl SchemaField {
    /// As `project.ron` and commands write them.
    pub const WORDS: [(&'static str, SchemaField); 12] = [
        ("sign", SchemaField::Sign),
        ("guideline", SchemaField::Guideline),
        ("examples", SchemaField::Examples),
        ("without", SchemaField::Without),
        ("leave_out", SchemaField::LeaveOut),
        ("cues", SchemaField::Cues),
        ("fillers", SchemaField::Fillers),
        ("count", SchemaField::Count),
        ("required", SchemaField::Required),
        ("offers", SchemaField::Offers),
        ("values", SchemaField::Values),
        ("default", SchemaField::Default),
    ];

    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, field)| *field == self).map_or("", |(word, _)| word)
    }

    /// What is written to the file: nothing takes the field out.
    pub(super) fn value(self, path: &SchemaPath, said: &[String]) -> Result<Option<Value>, Error> {
        self.check_owner(path)?;
        if said.is_empty() {
            return Ok(None);
        }
        match self {
            Self::Examples | Self::Without | Self::Cues | Self::Fillers | Self::Values => {
                Ok(Some(Value::Texts(said.to_vec())))
            }
            Self::LeaveOut | Self::Required => match said {
                [word] if word == "true" => Ok(Some(Value::Switch(true))),
                [word] if word == "false" => Ok(Some(Value::Switch(false))),
                [word, ..] => Err(Error::new(format!("`{}` is true or false, not `{word}`", self.word()))),
                [] => Ok(None),
            },
            Self::Sign | Self::Guideline | Self::Count | Self::Offers | Self::Default => match said {
                [text] => Ok(Some(Value::Text(text.clone()))),
                _ => Err(Error::new(format!("`{}` holds one text", self.word())).hint("put it in double quotes")),
            },
        }
    }

    fn owner(self) -> Owner {
        match self {
            Self::Sign | Self::Guideline | Self::Examples | Self::Without | Self::LeaveOut | Self::Cues => Owner::Label,
            Self::Fillers | Self::Count | Self::Required | Self::Offers => Owner::Role,
            Self::Values | Self::Default => Owner::Attribute,
        }
    }

    fn check_owner(self, path: &SchemaPath) -> Result<(), Error> {
        let found = match (&path.part, &path.label) {
            (Some(Part::Role(_)), _) => Some(Owner::Role),
            (Some(Part::Attribute(_)), _) => Some(Owner::Attribute),
            (None, Some(_)) => Some(Owner::Label),
            (None, None) => None,
        };
        if found == Some(self.owner()) {
            return Ok(());
        }
        let of_it = Self::WORDS.iter().filter(|(_, field)| Some(field.owner()) == found).map(|(word, _)| *word);
        Err(Error::new(format!("`{path}` has no `{}`", self.word())).hint(hint_for(self.word(), of_it)))
    }
}
