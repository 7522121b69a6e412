//! What can be asked about importing.

use std::fmt;
use std::path::PathBuf;

use crate::formats::catalogue::Format;
use crate::formats::options::Options;
use crate::formats::relabel::LabelMap;
use crate::model::id::AnnotatorId;
use crate::session::arguments::as_word;

use super::exporting::STRICT;

/// Said to make suggestions of what comes.
pub const PROGRAM: &str = "--program";

/// What can be asked about importing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportCommand {
    /// Lets the window ask.
    Ask,
    Files(Box<ImportWanted>),
}

/// What is to be brought in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportWanted {
    pub paths: Vec<PathBuf>,
    /// Otherwise it is recognised.
    pub format: Option<Format>,
    /// Who made that of which the files do not say it.
    pub annotator: Option<AnnotatorId>,
    /// Whether those who made it are programs.
    pub is_program: bool,
    /// What becomes of the files' labels.
    pub labels: LabelMap,
    pub options: Options,
    /// Whether nothing comes if something would be lost.
    pub is_strict: bool,
}

impl fmt::Display for ImportCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("import")?;
        let ImportCommand::Files(wanted) = self else { return Ok(()) };
        let ImportWanted { paths, format, annotator, is_program, labels, options, is_strict } = &**wanted;
        paths.iter().try_for_each(|path| write!(f, " {}", as_word(&path.to_string_lossy())))?;
        if let Some(format) = format {
            write!(f, " --format {}", format.name())?;
        }
        if let Some(annotator) = annotator {
            write!(f, " --as {}", as_word(annotator.as_str()))?;
        }
        if !labels.is_empty() {
            write!(f, " --labels {}", as_word(&labels.to_string()))?;
        }
        write!(f, "{options}")?;
        for (is_said, word) in [(*is_program, PROGRAM), (*is_strict, STRICT)] {
            if is_said {
                write!(f, " {word}")?;
            }
        }
        Ok(())
    }
}
