//! What can be annotated: a project's layers, their labels, roles and attributes. Read from `project.ron` by
//! `records::project`. Colours are tones, by number; keys are physical.

use std::collections::BTreeMap;

use crate::text::bidi::Direction;

use super::id::{AnnotatorId, DocumentId, LabelId};
use super::key::Chord;

/// The version of the folder's format that this program writes; it reads this one and older ones.
pub const FORMAT_VERSION: u32 = 1;

/// What a project says, apart from its texts and annotations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    pub name: String,
    /// Languages of the corpus, as BCP 47 tags.
    pub languages: Vec<String>,
    /// The folder with the texts, relative to the project; `.` when they lie beside `project.ron`.
    pub texts: String,
    /// Whether an annotator sees nothing of what other people did on a document until they have finished their own.
    pub blind: bool,
    /// Who sees what others do all the same, and decides what is gold.
    pub reviewers: Vec<AnnotatorId>,
    pub layers: Vec<Layer>,
    /// What the project says about single documents.
    pub documents: BTreeMap<DocumentId, DocumentSettings>,
}

/// What the project file says about one document, overruling what was guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentSettings {
    pub title: Option<String>,
    pub language: Option<String>,
    pub direction: Option<Direction>,
}

/// A family of labels with one shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    pub id: String,
    pub title: String,
    pub shape: Shape,
    /// The roles that each of its labels begins with.
    pub roles: Vec<Role>,
    /// The attributes that each of its labels begins with.
    pub attributes: Vec<Attribute>,
    pub labels: Vec<Label>,
}

/// What an anchor means and which arguments are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// The anchor is the mention; no arguments.
    Entity,
    /// The anchor is the trigger; arguments by role.
    Event,
    /// The label is the polarity, the anchor the evidence or the document; holder and target.
    Stance,
    /// Two roles; the anchor is the document.
    Relation,
    /// A label of the document.
    Topic,
}

/// A choice in a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub id: LabelId,
    pub title: String,
    pub tone: Tone,
    pub key: Option<Chord>,
    /// When to use it, in a sentence or more; empty if the project does not say.
    pub guideline: String,
    /// Passages as they would be annotated, in words for people.
    pub examples: Vec<String>,
    /// What a polarity says about the target; only labels of stances have one.
    pub sign: Option<Sign>,
    /// Those of its layer first, then its own.
    pub roles: Vec<Role>,
    /// Those of its layer first, then its own.
    pub attributes: Vec<Attribute>,
    /// Whether exports tell that its text is to be left out: a zone of boilerplate.
    pub leave_out: bool,
    /// What its mentions leave out: proclitics (`و`), and enclitics with a tatweel before them (`ـها`).
    pub without: Vec<String>,
    /// Words of saying that make a quotation be suggested under this label; none suggest nothing.
    pub cues: Vec<String>,
}

/// A part that a filler can play.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    pub name: String,
    pub title: String,
    /// The key that chooses it while a frame is filled, if the project gives it one.
    pub key: Option<Chord>,
    /// How many fillers it takes.
    pub count: RoleCount,
    /// Layers or labels (`entities`, `entities/person`) that may fill it; empty allows every one.
    pub fillers: Vec<String>,
    /// Whether a frame without it is not complete.
    pub required: bool,
    /// The role of other frames inside this one for which its fillers are offered first: the source of a quotation is
    /// offered as the holder of a stance in it.
    pub offers: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleCount {
    One,
    Many,
}

/// A question an annotator answers about an annotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    pub name: String,
    pub title: String,
    /// The key that chooses it while a frame is filled, if the project gives it one.
    pub key: Option<Chord>,
    /// The answers to choose from; empty takes any text.
    pub values: Vec<String>,
    /// The answer that a new annotation begins with.
    pub default: Option<String>,
}

/// Which side a polarity takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    Favour,
    Against,
    Neutral,
}

impl Sign {
    pub const ALL: [Sign; 3] = [Sign::Favour, Sign::Against, Sign::Neutral];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Sign::Favour => "favour",
            Sign::Against => "against",
            Sign::Neutral => "neutral",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sign| sign.word() == word)
    }
}

impl Layer {
    /// The roles that a label of this layer has of its own.
    #[must_use]
    pub fn own_roles<'a>(&self, label: &'a Label) -> &'a [Role] {
        label.roles.get(self.roles.len()..).unwrap_or_default()
    }

    /// The attributes that a label of this layer has of its own.
    #[must_use]
    pub fn own_attributes<'a>(&self, label: &'a Label) -> &'a [Attribute] {
        label.attributes.get(self.attributes.len()..).unwrap_or_default()
    }
}

impl Label {
    /// The answers that a new annotation with this label begins with.
    #[must_use]
    pub fn default_attributes(&self) -> BTreeMap<String, String> {
        let begun = |attribute: &Attribute| Some((attribute.name.clone(), attribute.default.clone()?));
        self.attributes.iter().filter_map(begun).collect()
    }
}

impl RoleCount {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            RoleCount::One => "one",
            RoleCount::Many => "many",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [RoleCount::One, RoleCount::Many].into_iter().find(|count| count.word() == word)
    }
}

/// A colour of the view's palette, by number: an index into [`Tone::WORDS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tone(u8);

impl Tone {
    /// What the project file calls the tones, in their order.
    pub const WORDS: [&'static str; 12] =
        ["blue", "orange", "green", "purple", "sky", "red", "teal", "brown", "pink", "olive", "indigo", "grey"];

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().position(|known| *known == word).map(Self::from_index)
    }

    /// The tone numbered `index`, counting around.
    #[must_use]
    pub fn from_index(index: usize) -> Self {
        Self((index % Self::WORDS.len()) as u8)
    }

    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS[self.index()]
    }
}

impl Shape {
    pub const ALL: [Shape; 5] = [Shape::Entity, Shape::Event, Shape::Stance, Shape::Relation, Shape::Topic];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Shape::Entity => "entity",
            Shape::Event => "event",
            Shape::Stance => "stance",
            Shape::Relation => "relation",
            Shape::Topic => "topic",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.word() == word)
    }

    /// Whether its annotations may stand on spans of the text.
    #[must_use]
    pub fn takes_spans(self) -> bool {
        matches!(self, Shape::Entity | Shape::Event | Shape::Stance)
    }

    /// Whether a frame of this shape needs the role `name`, unless the project says otherwise.
    #[must_use]
    pub fn needs_role(self, name: &str) -> bool {
        match self {
            Shape::Stance => matches!(name, "holder" | "target"),
            Shape::Relation => true,
            Shape::Entity | Shape::Event | Shape::Topic => false,
        }
    }

    /// Whether its annotations may be about the whole document.
    #[must_use]
    pub fn takes_document(self) -> bool {
        matches!(self, Shape::Stance | Shape::Relation | Shape::Topic)
    }
}

impl Project {
    /// Whether somebody sees what everybody did on all documents, finished or not: people work openly, or this is a reviewer.
    #[must_use]
    pub fn shows_all_to(&self, person: &AnnotatorId) -> bool {
        !self.blind || self.reviewers.contains(person)
    }

    /// A project without layers: what is left when `project.ron` cannot be read.
    #[must_use]
    pub fn empty(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            languages: Vec::new(),
            texts: "documents".to_owned(),
            layers: Vec::new(),
            blind: false,
            reviewers: Vec::new(),
            documents: BTreeMap::new(),
        }
    }

    #[must_use]
    pub fn layer(&self, id: &str) -> Option<&Layer> {
        self.layers.iter().find(|layer| layer.id == id)
    }

    #[must_use]
    pub fn label(&self, id: &LabelId) -> Option<&Label> {
        self.layer(&id.layer)?.labels.iter().find(|label| label.id == *id)
    }

    /// The shape of a label's layer.
    #[must_use]
    pub fn shape(&self, id: &LabelId) -> Option<Shape> {
        self.layer(&id.layer).map(|layer| layer.shape)
    }

    /// All labels, layer by layer, in the project's order.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        self.layers.iter().flat_map(|layer| &layer.labels)
    }
}
