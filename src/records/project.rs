//! `project.ron`: name, format version, languages, where the texts lie, whether annotators work blind (`blind: true`) and who reviews, layers
//! with labels, roles and attributes.
//!
//! A mistake is told with line and column, what was found and what is allowed; what it touches is left out and the rest is
//! read. Roles and attributes of a layer belong to each of its labels. The text of the shipped schema is written into a new
//! project as it stands, comments included.

use crate::error::{Error, Problem, Severity};
use crate::model::document::{DIRECTION_WORDS, direction_from_word};
use crate::model::id::{AnnotatorId, DocumentId, LabelId};
use crate::model::key::Chord;
use crate::model::nearest::{allowed, hint_for};
use crate::model::schema::{
    Attribute, DocumentSettings, FORMAT_VERSION, Label, Layer, Project, Role, RoleCount, Shape, Sign, Tone,
};

use super::node::{Fields, Node, problem};
use super::ron_text::{self, RonError};
use super::templates::Template;

/// Reads a project file. `file` is what problems call it; `fallback_name` names the project if the file does not.
/// Fails only on a project of a newer version, which must stay as it is.
pub fn read(text: &str, file: &str, fallback_name: &str) -> Result<(Project, Vec<Problem>), Error> {
    let mut reader = Reader { file, problems: Vec::new() };
    let mut project = Project::empty(fallback_name);
    let fields = Node::file(text).and_then(|node| node.fields());
    let mut fields = match fields {
        Ok(fields) => fields,
        Err(error) => {
            // A newer version may write what this one cannot read at all.
            refuse_newer(file, version_in(text))?;
            let told =
                problem(file, Severity::Loss, error.place, format!("no labels could be read: {}", error.message))
                    .hint("mend the file and open the project again; texts and annotations are not touched");
            return Ok((project, vec![told]));
        }
    };
    let place = fields.place();
    match fields.take("format").map(|node| reader.value::<u32>(node, "a version number")) {
        Some(Some(version)) => refuse_newer(file, Some(version))?,
        Some(None) => {}
        None => reader.wrong(place, format!("`format` is missing; read as version {FORMAT_VERSION}")),
    }
    if let Some(name) = fields.take("name").and_then(|node| reader.string(node)) {
        project.name = name;
    }
    if let Some(languages) = fields.take("languages") {
        project.languages = reader.strings(languages);
    }
    if let Some(texts) = fields.take("texts").and_then(|node| reader.string(node)) {
        project.texts = texts;
    }
    project.blind = reader.switch(&mut fields, "blind").unwrap_or(false);
    let reviewers = fields.take("reviewers").map(|node| reader.strings(node)).unwrap_or_default();
    project.reviewers = reviewers.iter().map(|name| AnnotatorId::new(name)).collect();
    for node in fields.take("layers").map(|node| reader.list(node)).unwrap_or_default() {
        project.layers.extend(reader.layer(node));
    }
    if let Some(node) = fields.take("documents") {
        for (id, settings) in reader.told(node.map()).unwrap_or_default() {
            project.documents.insert(DocumentId::new(&id), reader.document_settings(settings));
        }
    }
    reader
        .unknown_fields(fields, &["format", "name", "languages", "texts", "blind", "reviewers", "layers", "documents"]);
    Ok((project, reader.problems))
}

/// The text of a new project's file, with the layers of a template and its comments.
#[must_use]
pub fn write_from(template: Template, name: &str, languages: &[String], texts: &str) -> String {
    let schema = template.schema.trim_end().lines().collect::<Vec<_>>();
    let comments = schema.iter().take_while(|line| line.starts_with("//")).count();
    let (head, layers) = schema.split_at(comments);
    format!(
        "// A project of Hashiya. What is written here is what the window offers; labels, keys and colours are yours to change.\n\
         (\n    format: {FORMAT_VERSION},\n    name: {},\n    languages: {},\n    texts: {},\n{}    layers: {},\n)\n",
        ron_text::write(&name, 0),
        ron_text::write(&languages, 0),
        ron_text::write(&texts, 0),
        head.iter().map(|line| format!("    {line}\n")).collect::<String>(),
        layers.join("\n    "),
    )
}

fn refuse_newer(file: &str, version: Option<u32>) -> Result<(), Error> {
    match version {
        Some(version) if version > FORMAT_VERSION => Err(Error::new(format!(
            "{file} has format version {version}, and this program knows versions up to {FORMAT_VERSION}"
        ))
        .hint("open it with a newer Hashiya; nothing was changed")),
        _ => Ok(()),
    }
}

/// The version in a file that cannot be read otherwise.
fn version_in(text: &str) -> Option<u32> {
    let after = text.split_once("format:")?.1.trim_start();
    after[..after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len())].parse().ok()
}

/// What a label can say, in the order in which it is written.
const LABEL_FIELDS: [&str; 12] = [
    "id",
    "title",
    "tone",
    "key",
    "sign",
    "guideline",
    "examples",
    "roles",
    "attributes",
    "leave_out",
    "without",
    "cues",
];

struct Reader<'a> {
    file: &'a str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn layer(&mut self, node: Node<'_>) -> Option<Layer> {
        let mut fields = self.told(node.fields())?;
        let place = fields.place();
        let Some(id) = fields.take("id").and_then(|node| self.string(node)) else {
            self.loss(place, "a layer without an `id` is left out");
            return None;
        };
        let title = self.title(&mut fields, &id);
        let shape = match fields.take("shape") {
            Some(node) => self.word(node, "shape", &Shape::ALL.map(Shape::word), Shape::from_word),
            None => {
                let words = Shape::ALL.map(Shape::word);
                self.problems.push(
                    problem(
                        self.file,
                        Severity::Wrong,
                        place,
                        format!("the layer `{id}` has no `shape`; taken for entity"),
                    )
                    .hint(allowed(words)),
                );
                None
            }
        };
        let shape = shape.unwrap_or(Shape::Entity);
        let roles = self.roles(&mut fields, shape);
        let attributes = self.attributes(&mut fields);
        let mut labels = Vec::new();
        for node in fields.take("labels").map(|node| self.list(node)).unwrap_or_default() {
            labels.extend(self.label(node, (&id, shape), labels.len(), &roles, &attributes));
        }
        self.unknown_fields(fields, &["id", "title", "shape", "roles", "attributes", "labels"]);
        Some(Layer { id, title, shape, roles, attributes, labels })
    }

    fn label(
        &mut self,
        node: Node<'_>,
        (layer, shape): (&str, Shape),
        index: usize,
        roles: &[Role],
        attributes: &[Attribute],
    ) -> Option<Label> {
        let mut fields = self.told(node.fields())?;
        let place = fields.place();
        let Some(id) = fields.take("id").and_then(|node| self.string(node)) else {
            self.loss(place, format!("a label of `{layer}` without an `id` is left out"));
            return None;
        };
        if id.is_empty() || id.contains(|c: char| c.is_whitespace() || "/#{}[]@\"\\".contains(c)) {
            self.loss(
                place,
                format!("the label `{id}` is left out: a label's id has no spaces and none of / # {{ }} [ ] @ \" \\"),
            );
            return None;
        }
        let tone = fields.take("tone").and_then(|node| self.word(node, "tone", &Tone::WORDS, Tone::from_word));
        let label = Label {
            title: self.title(&mut fields, &id),
            tone: tone.unwrap_or(Tone::from_index(index)),
            key: fields.take("key").and_then(|node| self.key(node)),
            sign: fields.take("sign").and_then(|node| self.sign(node, shape)),
            guideline: fields.take("guideline").and_then(|node| self.string(node)).unwrap_or_default(),
            examples: fields.take("examples").map(|node| self.strings(node)).unwrap_or_default(),
            roles: [roles, &self.roles(&mut fields, shape)].concat(),
            attributes: [attributes, &self.attributes(&mut fields)].concat(),
            leave_out: self.switch(&mut fields, "leave_out").unwrap_or(false),
            without: fields.take("without").map(|node| self.strings(node)).unwrap_or_default(),
            cues: fields.take("cues").map(|node| self.strings(node)).unwrap_or_default(),
            id: LabelId::new(layer, &id),
        };
        self.unknown_fields(fields, &LABEL_FIELDS);
        Some(label)
    }

    fn sign(&mut self, node: Node<'_>, shape: Shape) -> Option<Sign> {
        if shape != Shape::Stance {
            self.wrong(
                node.place(),
                format!("only labels of stances have a `sign`, not those of shape {}", shape.word()),
            );
        }
        self.word(node, "sign", &Sign::ALL.map(Sign::word), Sign::from_word).filter(|_| shape == Shape::Stance)
    }

    fn key(&mut self, node: Node<'_>) -> Option<Chord> {
        let written = self.string(node)?;
        match written.parse::<Chord>() {
            Ok(chord) => Some(chord),
            Err(error) => {
                let mut told = problem(self.file, Severity::Wrong, node.place(), error.message);
                told.hint = error.hint;
                self.problems.push(told);
                None
            }
        }
    }

    /// Roles are names, or `(name: …, title: …, key: …, count: "many", fillers: […], required: true, offers: …)`.
    fn roles(&mut self, fields: &mut Fields<'_>, shape: Shape) -> Vec<Role> {
        let nodes = fields.take("roles").map(|node| self.list(node)).unwrap_or_default();
        nodes.into_iter().filter_map(|node| self.role(node, shape)).collect()
    }

    fn role(&mut self, node: Node<'_>, shape: Shape) -> Option<Role> {
        if node.is_string() {
            let name = self.string(node)?;
            return Some(Role {
                title: title_from(&name),
                key: None,
                count: RoleCount::One,
                fillers: Vec::new(),
                required: shape.needs_role(&name),
                offers: None,
                name,
            });
        }
        let mut fields = self.told(node.fields())?;
        let Some(name) = fields.take("name").and_then(|node| self.string(node)) else {
            self.loss(fields.place(), "a role without a `name` is left out");
            return None;
        };
        let count =
            fields.take("count").and_then(|node| self.word(node, "count", &["one", "many"], RoleCount::from_word));
        let role = Role {
            title: self.title(&mut fields, &name),
            key: fields.take("key").and_then(|node| self.key(node)),
            count: count.unwrap_or(RoleCount::One),
            fillers: fields.take("fillers").map(|node| self.strings(node)).unwrap_or_default(),
            required: self.switch(&mut fields, "required").unwrap_or(shape.needs_role(&name)),
            offers: fields.take("offers").and_then(|node| self.string(node)),
            name,
        };
        self.unknown_fields(fields, &["name", "title", "key", "count", "fillers", "required", "offers"]);
        Some(role)
    }

    fn attributes(&mut self, fields: &mut Fields<'_>) -> Vec<Attribute> {
        let nodes = fields.take("attributes").map(|node| self.list(node)).unwrap_or_default();
        nodes.into_iter().filter_map(|node| self.attribute(node)).collect()
    }

    fn attribute(&mut self, node: Node<'_>) -> Option<Attribute> {
        let mut fields = self.told(node.fields())?;
        let Some(name) = fields.take("name").and_then(|node| self.string(node)) else {
            self.loss(fields.place(), "an attribute without a `name` is left out");
            return None;
        };
        let attribute = Attribute {
            title: self.title(&mut fields, &name),
            key: fields.take("key").and_then(|node| self.key(node)),
            name,
            values: fields.take("values").map(|node| self.strings(node)).unwrap_or_default(),
            default: fields.take("default").and_then(|node| self.string(node)),
        };
        self.unknown_fields(fields, &["name", "title", "key", "values", "default"]);
        Some(attribute)
    }

    fn document_settings(&mut self, node: Node<'_>) -> DocumentSettings {
        let Some(mut fields) = self.told(node.fields()) else {
            return DocumentSettings::default();
        };
        let settings = DocumentSettings {
            title: fields.take("title").and_then(|node| self.string(node)),
            language: fields.take("language").and_then(|node| self.string(node)),
            direction: fields
                .take("direction")
                .and_then(|node| self.word(node, "direction", &DIRECTION_WORDS, direction_from_word)),
        };
        self.unknown_fields(fields, &["title", "language", "direction"]);
        settings
    }

    fn title(&mut self, fields: &mut Fields<'_>, id: &str) -> String {
        fields.take("title").and_then(|node| self.string(node)).unwrap_or_else(|| title_from(id))
    }

    /// One of a few words.
    fn word<T>(&mut self, node: Node<'_>, what: &str, words: &[&str], from: impl Fn(&str) -> Option<T>) -> Option<T> {
        let written = self.string(node)?;
        let found = from(&written);
        if found.is_none() {
            let message = format!("there is no {what} `{written}`");
            let hint = match hint_for(&written, words.iter().copied()) {
                hint if hint.starts_with("did you mean") => format!("{hint} {}", allowed(words)),
                hint => hint,
            };
            self.problems.push(problem(self.file, Severity::Wrong, node.place(), message).hint(hint));
        }
        found
    }

    fn switch(&mut self, fields: &mut Fields<'_>, name: &str) -> Option<bool> {
        fields.take(name).and_then(|node| self.value(node, "true or false"))
    }

    fn string(&mut self, node: Node<'_>) -> Option<String> {
        self.value(node, "text in double quotes")
    }

    fn strings(&mut self, node: Node<'_>) -> Vec<String> {
        self.list(node).into_iter().filter_map(|node| self.string(node)).collect()
    }

    fn list<'a>(&mut self, node: Node<'a>) -> Vec<Node<'a>> {
        self.told(node.list()).unwrap_or_default()
    }

    fn value<T: serde::de::DeserializeOwned>(&mut self, node: Node<'_>, expected: &str) -> Option<T> {
        match ron_text::read(node.source(), node.written()) {
            Ok(value) => Some(value),
            Err(RonError { place, .. }) => {
                let message = format!("found `{}` where {expected} was expected", shortened(node.written()));
                self.problems.push(problem(self.file, Severity::Wrong, place, message));
                None
            }
        }
    }

    fn told<T>(&mut self, read: Result<T, RonError>) -> Option<T> {
        read.map_err(|error| self.problems.push(problem(self.file, Severity::Loss, error.place, error.message))).ok()
    }

    fn unknown_fields(&mut self, fields: Fields<'_>, known: &[&str]) {
        for (name, node) in fields.rest() {
            let is_double = known.contains(&name);
            let message = if is_double {
                format!("`{name}` stands here twice")
            } else {
                format!("there is no field `{name}` here")
            };
            let told = problem(self.file, Severity::Loss, node.place(), message);
            self.problems.push(if is_double { told } else { told.hint(hint_for(name, known.iter().copied())) });
        }
    }

    fn loss(&mut self, place: ron_text::Place, message: impl Into<String>) {
        self.problems.push(problem(self.file, Severity::Loss, place, message));
    }

    fn wrong(&mut self, place: ron_text::Place, message: impl Into<String>) {
        self.problems.push(problem(self.file, Severity::Wrong, place, message));
    }
}

/// `event-name` is shown as `Event name`.
fn title_from(id: &str) -> String {
    let spaced = id.replace(['-', '_'], " ");
    let mut letters = spaced.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Enough of what was written to find it again.
fn shortened(written: &str) -> String {
    match written.char_indices().nth(40) {
        Some((cut, _)) => format!("{}…", &written[..cut]),
        None => written.to_owned(),
    }
}
