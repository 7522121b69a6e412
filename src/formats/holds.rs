//! What a format can hold, as a value: from it come the loss report, the reduction before writing, and the README's table.

/// What formats do not hold in which documents are called as their files are.
const LONG_NAMES: &str = "names longer than a file's";

/// What of the text comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// Every character.
    Exact,
    /// Every character but the control characters that XML cannot write; in their place there is something else.
    Xml,
    /// Every character, but each line end is a line feed.
    LineFeeds,
    /// Words and sentences; what stands between them does not.
    Tokens,
}

/// Where the name of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// Within what is written.
    Inside,
    /// It is a path; what stands between `/` is a folder's name or a file's.
    Path,
    /// It is the name of one file or folder.
    File,
}

/// How spans may lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlap {
    Any,
    /// One inside another, to this depth; never crossing. With a depth of 0 there are none.
    Nested(usize),
}

/// What is kept of a label, which in a project belongs to a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labels {
    /// Layer and label.
    Layers,
    /// Its name, and whether it is of an entity, an event or a relation.
    Kinds,
    /// Its name.
    Names,
}

/// Arguments of events and stances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arguments {
    Roles,
    /// As relations from the frame to what fills the role, named after it.
    Edges,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attributes {
    Any,
    /// Values without spaces.
    Words,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identities {
    /// With names and all else, also as fillers of roles.
    Whole,
    /// Which mentions are of one.
    Links,
    None,
}

/// What a format can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holds {
    pub naming: Naming,
    pub text: Text,
    /// Whether it wants composed text (NFC). Other text is written as it is all the same, and told.
    pub wants_composed: bool,
    /// Whether a span may begin and end inside a token.
    pub inside_tokens: bool,
    /// Whether a span may reach over a line end.
    pub over_lines: bool,
    pub overlap: Overlap,
    /// Whether two annotations may have one span and one label.
    pub doubles: bool,
    /// Whether an annotation may have several spans.
    pub gaps: bool,
    pub labels: Labels,
    pub arguments: Arguments,
    pub relations: bool,
    /// Labels of the document.
    pub topics: bool,
    /// Frames without a span, and details of everything without a span.
    pub frames_of_documents: bool,
    pub attributes: Attributes,
    pub notes: bool,
    pub confidence: bool,
    pub identities: Identities,
    /// Whether one file holds the sets of several annotators.
    pub annotators: bool,
    pub progress: bool,
    /// Titles, languages and metadata of documents.
    pub metadata: bool,
}

impl Holds {
    /// Everything a project can say.
    pub const EVERYTHING: Self = Self {
        naming: Naming::Inside,
        text: Text::Exact,
        wants_composed: false,
        inside_tokens: true,
        over_lines: true,
        overlap: Overlap::Any,
        doubles: true,
        gaps: true,
        labels: Labels::Layers,
        arguments: Arguments::Roles,
        relations: true,
        topics: true,
        frames_of_documents: true,
        attributes: Attributes::Any,
        notes: true,
        confidence: true,
        identities: Identities::Whole,
        annotators: true,
        progress: true,
        metadata: true,
    };

    /// The text and labelled spans, anywhere, and nothing else.
    pub const SPANS: Self = Self {
        gaps: false,
        labels: Labels::Names,
        arguments: Arguments::None,
        relations: false,
        topics: false,
        frames_of_documents: false,
        attributes: Attributes::None,
        notes: false,
        confidence: false,
        identities: Identities::None,
        annotators: false,
        progress: false,
        metadata: false,
        ..Self::EVERYTHING
    };

    /// What it cannot hold, in the words of the README and of `hashiya help`; empty if it holds everything.
    #[must_use]
    pub fn cannot(&self) -> String {
        if self.overlap == Overlap::Nested(0) {
            return format!("annotations, {LONG_NAMES}, metadata");
        }
        let mut cannot: Vec<&str> = Vec::new();
        let mut say = |is_so: bool, what: &'static str| {
            if is_so {
                cannot.push(what);
            }
        };
        say(self.text == Text::Tokens, "what stands between words");
        say(self.text == Text::Xml, "control characters");
        say(self.text == Text::LineFeeds, "line ends other than line feeds");
        say(!self.inside_tokens, "borders inside tokens");
        say(!self.over_lines, "one span over a line end (it becomes several)");
        match self.overlap {
            Overlap::Any => {}
            Overlap::Nested(1) => say(true, "overlap"),
            Overlap::Nested(_) => say(true, "crossing spans"),
        }
        say(!self.doubles, "two equal marks");
        say(!self.gaps, "gaps");
        say(self.labels != Labels::Layers, "layers");
        match self.arguments {
            Arguments::Roles => {}
            Arguments::Edges => say(true, "roles (they become relations)"),
            Arguments::None => say(true, "roles"),
        }
        say(!self.relations, "relations");
        say(!self.topics, "document labels");
        say(!self.frames_of_documents, "frames without a span");
        match self.attributes {
            Attributes::Any => {}
            Attributes::Words => say(true, "attribute values with spaces"),
            Attributes::None => say(true, "attributes"),
        }
        say(!self.notes, "notes");
        say(!self.confidence, "confidence");
        match self.identities {
            Identities::Whole => {}
            Identities::Links => say(true, "what is known of identities, identities in roles"),
            Identities::None => say(true, "identities"),
        }
        say(!self.progress, "progress");
        say(!self.annotators, "several annotators in one file");
        say(self.naming != Naming::Inside, LONG_NAMES);
        say(!self.metadata, "metadata");
        cannot.join(", ")
    }
}
