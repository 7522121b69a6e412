//! Annotators: everybody who has an opinion, be it a person or a program.

/// What an annotator is. A reviewer's set, such as gold, is a person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum AnnotatorKind {
    #[default]
    Person,
    /// What it says are suggestions: people see them before they have finished, and take them or not.
    Program,
}

impl AnnotatorKind {
    pub const ALL: [AnnotatorKind; 2] = [AnnotatorKind::Person, AnnotatorKind::Program];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            AnnotatorKind::Person => "person",
            AnnotatorKind::Program => "program",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}
