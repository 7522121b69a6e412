//! The formats that can be exported, and what each holds.

/// An export format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    Jsonl,
    Json,
    Ron,
}

impl Format {
    pub const ALL: [Format; 3] = [Format::Jsonl, Format::Json, Format::Ron];

    /// Its name in commands; also the file's extension.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Jsonl => "jsonl",
            Format::Json => "json",
            Format::Ron => "ron",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// What it is, in one line.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Format::Jsonl => "JSON lines, one document a line: for training and for `datasets`",
            Format::Json => "a JSON list of documents, indented",
            Format::Ron => "the same records as RON, for Rust",
        }
    }

    /// What it holds and what it cannot.
    #[must_use]
    pub fn holds(self) -> &'static str {
        match self {
            Format::Jsonl | Format::Json | Format::Ron => {
                "texts with metadata; entities, events with arguments, stances, relations and topics with attributes, \
                 identities with names, notes and confidence; zones to leave out, with what lies in them; spans with gaps; \
                 offsets in code points with quotes. Not the undo history, \
                 nor records that do not fit their text"
            }
        }
    }
}
