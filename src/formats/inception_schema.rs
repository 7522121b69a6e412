//! What an exported project of INCEpTION says beside its documents, in `exportedproject.json`: layers with features and sets of
//! tags, which become schema, and who annotated which document how far. Names and forms are those of INCEpTION's
//! `ExportedAnnotationLayer`, `ExportedAnnotationFeature` and `ExportedTagSet`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::error::{Problem, Severity};
use crate::model::id::LabelId;
use crate::model::schema::{Attribute, Label, Layer, Role, RoleCount, Shape, Tone};
use crate::model::set::Progress;

use super::bundle::File;
use super::cas::{ANNOTATION, STRING};
use super::cas_machinery::is_machinery;
use super::documents::json_message;
use super::drafts::Drafts;
use super::foreign_json::{list, word};
use super::inception::{id_of, is_project};
use super::naming::{FROM, TO, plain_label, plain_layer};
use super::uima_draft::{LabelFeature, is_structural};
use super::uima_layers::{attribute_name, layers};

/// Of the layers that every project has, those of which people use the tags; the others are about words and their grammar, and
/// their hundreds of tags are only taken as far as they are used.
const BUILT_IN: [&str; 2] =
    ["de.tudarmstadt.ukp.dkpro.core.api.ner.type.", "de.tudarmstadt.ukp.dkpro.core.api.coref.type."];

const BOOLEAN: &str = "uima.cas.Boolean";
/// Features that name something of a knowledge base hold its address.
const OF_KNOWLEDGE_BASE: &str = "kb:";

/// What an exported project says; nothing if there is none.
#[derive(Debug, Default)]
pub(super) struct Exported {
    /// The layer of each type that the project declares.
    pub(super) names: BTreeMap<String, String>,
    /// The feature of each of these types that holds the label.
    pub(super) labels: BTreeMap<String, LabelFeature>,
    /// Who annotated each document, and how far.
    people: BTreeMap<String, Vec<(String, Progress)>>,
    /// How far each document is adjudicated.
    curated: BTreeMap<String, Progress>,
}

/// A tag with when it is to be used.
type Tag = (String, String);

impl Exported {
    /// Reads it among files, and declares its schema.
    pub(super) fn read(files: &[File], drafts: &mut Drafts) -> Self {
        let Some(file) = files.iter().find(|file| is_project(&file.path)) else {
            return Self::default();
        };
        let bytes = file.bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&file.bytes);
        let project: Value = match serde_json::from_slice(bytes) {
            Ok(project) => project,
            Err(error) => {
                let place = format!("{}:{}:{}", file.path, error.line(), error.column());
                let message = format!("layers and people are not taken from it: {}", json_message(&error));
                drafts.tell(Problem::new(Severity::Wrong, place, message).hint("export the project again"));
                return Self::default();
            }
        };
        let declared: Vec<&Value> = list(project.get("layers")).iter().filter(|layer| is_enabled(layer)).collect();
        let names =
            layers(declared.iter().filter_map(|layer| type_of(layer)).collect::<Vec<_>>().iter().map(String::as_str));
        let mut exported = Self { names, ..Self::default() };
        let tags: BTreeMap<&str, Vec<Tag>> = list(project.get("tag_sets"))
            .iter()
            .filter_map(|set| Some((set.get("name")?.as_str()?, tags(set))))
            .collect();
        let mut schema = Vec::new();
        for layer in declared {
            let Some(kind) = type_of(layer) else { continue };
            exported.labels.insert(kind.clone(), label_feature(layer));
            schema.extend(exported.layer(layer, &kind, &tags));
        }
        drafts.declare(schema);
        exported.learn_people(&project);
        exported
    }

    fn learn_people(&mut self, project: &Value) {
        for said in list(project.get("annotation_documents")) {
            if let (Some(document), Some(user)) = (word(said.get("name")), word(said.get("user"))) {
                let progress = progress(said, "FINISHED");
                self.people.entry(id_of(&document)).or_default().push((user, progress));
            }
        }
        for said in list(project.get("source_documents")) {
            if let Some(document) = word(said.get("name")) {
                self.curated.insert(id_of(&document), progress(said, "CURATION_FINISHED"));
            }
        }
    }

    /// How far a document is adjudicated.
    pub(super) fn curated(&self, document: &str) -> Progress {
        self.curated.get(document).copied().unwrap_or(Progress::Started)
    }

    /// Who is meant by the name of a file, and how far they are. INCEpTION writes files of some versions under the user's name, filled
    /// up to three characters with `_`, and a random number.
    pub(super) fn annotator(&self, document: &str, stem: &str) -> (String, Progress) {
        let people = self.people.get(document).map_or(&[][..], Vec::as_slice);
        let is_meant = |user: &str| {
            let rest = stem.strip_prefix(user).map(|rest| rest.trim_start_matches('_'));
            rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let same = people.iter().find(|(user, _)| user == stem);
        let found =
            same.or_else(|| people.iter().filter(|(user, _)| is_meant(user)).max_by_key(|(user, _)| user.len()));
        match found {
            Some((user, progress)) => (user.clone(), *progress),
            None => (without_number(stem).to_owned(), Progress::Started),
        }
    }

    /// The layer of a declared type; `None` if it is only taken as far as it is used.
    fn layer(&self, layer: &Value, kind: &str, tags: &BTreeMap<&str, Vec<Tag>>) -> Option<Layer> {
        let is_built_in = layer.get("built_in").and_then(Value::as_bool) == Some(true);
        let is_of_people = !is_built_in || BUILT_IN.iter().any(|package| kind.starts_with(package));
        if is_machinery(kind) || !is_of_people {
            return None;
        }
        let id = self.names.get(kind)?;
        let all = features(layer);
        let of_set = |feature: &Value| {
            let name = feature.get("tag_set").and_then(|set| set.get("name")).and_then(Value::as_str);
            name.and_then(|name| tags.get(name)).map_or(&[][..], Vec::as_slice)
        };
        let roles: Vec<Role> = match word(layer.get("type"))?.as_str() {
            "relation" => self.ends(layer)?,
            "span" => {
                all.iter().filter(|feature| is_link(feature)).flat_map(|link| self.roles(link, of_set(link))).collect()
            }
            "chain" | "document-metadata" => Vec::new(),
            _ => return None,
        };
        let shape = match word(layer.get("type"))?.as_str() {
            "relation" => Shape::Relation,
            "document-metadata" => Shape::Topic,
            "span" if all.iter().any(|feature| is_link(feature)) => Shape::Event,
            _ => Shape::Entity,
        };
        let label = label_feature(layer);
        let own = all.iter().find(|feature| word(feature.get("name")).as_deref() == label.name());
        let attributes: Vec<Attribute> = all
            .iter()
            .filter(|feature| !is_link(feature) && word(feature.get("name")).as_deref() != label.name())
            .filter_map(|feature| attribute(feature, of_set(feature)))
            .collect();
        let title = word(layer.get("uiName")).unwrap_or_else(|| id.clone());
        let mut made = plain_layer(id, &title, shape);
        let of_itself = [(id.clone(), word(layer.get("description")).unwrap_or_default())];
        let said: &[Tag] = own.map_or(&of_itself, |feature| of_set(feature));
        for (name, guideline) in said {
            let mut new: Label = plain_label(&LabelId::new(id, name));
            new.tone = Tone::from_index(made.labels.len());
            new.guideline.clone_from(guideline);
            (new.roles, new.attributes) = (roles.clone(), attributes.clone());
            if made.labels.iter().all(|known| known.id != new.id) {
                made.labels.push(new);
            }
        }
        Some(made)
    }

    /// The roles of a relation; `None` if it joins words, which are no annotations here.
    fn ends(&self, layer: &Value) -> Option<Vec<Role>> {
        let attached = layer.get("attach_type").and_then(|kind| word(kind.get("name")));
        if attached.as_ref().is_some_and(|kind| is_machinery(kind))
            || layer.get("attach_feature").is_some_and(Value::is_object)
        {
            return None;
        }
        let fillers: Vec<String> = attached.and_then(|kind| self.names.get(&kind).cloned()).into_iter().collect();
        let end = |name: &str| role(name, RoleCount::One, fillers.clone(), true);
        Some(vec![end(FROM), end(TO)])
    }

    /// The roles of a feature that links to others: those of its tags, or those that the project offers, or the feature itself.
    fn roles(&self, link: &Value, tags: &[Tag]) -> Vec<Role> {
        let target = word(link.get("type")).filter(|kind| kind != ANNOTATION);
        let fillers: Vec<String> = target.and_then(|kind| self.names.get(&kind).cloned()).into_iter().collect();
        let traits: Value =
            word(link.get("traits")).and_then(|traits| serde_json::from_str(&traits).ok()).unwrap_or_default();
        let offered = list(traits.get("defaultSlots")).iter().filter_map(|slot| word(slot.get("role")));
        let mut names: Vec<String> = tags.iter().map(|(name, _)| name.clone()).chain(offered).collect();
        if names.is_empty() {
            names.extend(word(link.get("name")));
        }
        names.iter().map(|name| role(name, RoleCount::Many, fillers.clone(), false)).collect()
    }
}

fn is_enabled(part: &Value) -> bool {
    part.get("enabled").and_then(Value::as_bool) != Some(false)
}

/// The type of a layer's annotations. Chains are links of one type that hang on heads of another.
fn type_of(layer: &Value) -> Option<String> {
    let name = word(layer.get("name"))?;
    Some(if word(layer.get("type")).as_deref() == Some("chain") { format!("{name}Link") } else { name })
}

fn features(layer: &Value) -> Vec<&Value> {
    list(layer.get("features")).iter().filter(|feature| is_enabled(feature)).collect()
}

fn is_link(feature: &Value) -> bool {
    word(feature.get("link_mode")).is_some_and(|mode| mode != "NONE")
}

/// The feature that holds the label: one that is usual, else the first with a set of tags, else the first that holds texts.
fn label_feature(layer: &Value) -> LabelFeature {
    let all = features(layer);
    let texts = all.iter().filter(|feature| !is_link(feature) && word(feature.get("type")).as_deref() == Some(STRING));
    let named = |feature: &&&Value| word(feature.get("name"));
    let (with_tags, without): (Vec<&&Value>, Vec<&&Value>) =
        texts.partition(|feature| feature.get("tag_set").is_some_and(Value::is_object));
    let names: Vec<String> = with_tags.iter().chain(&without).filter_map(named).collect();
    match LabelFeature::of(&names.iter().map(String::as_str).collect::<Vec<_>>()) {
        LabelFeature::Guessed(name) if !with_tags.is_empty() => LabelFeature::Known(name),
        found => found,
    }
}

fn tags(set: &Value) -> Vec<Tag> {
    let tag = |tag: &Value| {
        let name = word(tag.get("tag_name")).filter(|name| !name.trim().is_empty())?;
        let description = word(tag.get("tag_description")).unwrap_or_default().trim().to_owned();
        // Lists of tags that were pasted have the tag for a description.
        let description = if description == name.trim() { String::new() } else { description };
        Some((name, description))
    };
    list(set.get("tags")).iter().filter_map(tag).collect()
}

fn attribute(feature: &Value, tags: &[Tag]) -> Option<Attribute> {
    let (name, kind) = (word(feature.get("name"))?, word(feature.get("type"))?);
    if is_structural(&name) || !(kind.starts_with("uima.cas.") || kind.starts_with(OF_KNOWLEDGE_BASE)) {
        return None;
    }
    let values = match kind.as_str() {
        BOOLEAN => vec!["true".to_owned(), "false".to_owned()],
        _ => tags.iter().map(|(name, _)| name.clone()).collect(),
    };
    let name = attribute_name(&name);
    let title = word(feature.get("uiName")).filter(|title| !title.trim().is_empty()).unwrap_or_else(|| name.clone());
    Some(Attribute { name, title, key: None, values, default: None })
}

fn role(name: &str, count: RoleCount, fillers: Vec<String>, required: bool) -> Role {
    Role { name: name.to_owned(), title: name.to_owned(), key: None, count, fillers, required, offers: None }
}

fn progress(said: &Value, finished: &str) -> Progress {
    match word(said.get("state")).as_deref() == Some(finished) {
        true => Progress::Finished,
        false => Progress::Started,
    }
}

/// A user's name without the number that temporary files get, where no project says who there is: 64 bits in decimal.
fn without_number(stem: &str) -> &str {
    const SHORTEST: usize = 16;
    let name = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    if name.is_empty() || stem.len() - name.len() < SHORTEST {
        return stem;
    }
    match name.strip_suffix('_') {
        Some(short) if name.chars().count() == 3 && !short.is_empty() => short.trim_end_matches('_'),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::{Exported, without_number};
    use crate::formats::bundle::File;
    use crate::formats::doctor::Unit;
    use crate::formats::drafts::Drafts;
    use crate::model::schema::{Attribute, Layer, Role};
    use crate::model::set::Progress;

    const PROJECT: &str = r#"{"name": "news", "source_documents": [{"name": "a.txt", "state": "CURATION_FINISHED"}],
        "annotation_documents": [{"name": "a.txt", "user": "sm", "state": "FINISHED"}, {"name": "a.txt", "user": "sm2", "state": "IN_PROGRESS"}],
        "tag_sets": [{"name": "who", "tags": [{"tag_name": "PER", "tag_description": "A person"}, {"tag_name": "ORG", "tag_description": "ORG\r"}]},
          {"name": "roles", "tags": [{"tag_name": "who did it"}]}, {"name": "pos", "tags": [{"tag_name": "NN"}]}],
        "layers": [
          {"name": "custom.Span", "uiName": "Names", "type": "span", "features": [
            {"name": "why", "type": "uima.cas.String"}, {"name": "kind", "type": "uima.cas.String", "tag_set": {"name": "who"}},
            {"name": "sure", "uiName": "Sure?", "type": "uima.cas.Boolean"}, {"name": "old", "type": "uima.cas.String", "enabled": false}]},
          {"name": "webanno.custom.Act", "type": "span", "features": [
            {"name": "parts", "type": "custom.Span", "link_mode": "WITH_ROLE", "tag_set": {"name": "roles"}, "traits": "{\"defaultSlots\":[{\"role\":\"whom\"}]}"}]},
          {"name": "custom.Relation", "type": "relation", "attach_type": {"name": "custom.Span"}, "features": [
            {"name": "label", "type": "uima.cas.String", "tag_set": {"name": "who"}}]},
          {"name": "de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS", "built_in": true, "type": "span", "features": [
            {"name": "PosValue", "type": "uima.cas.String", "tag_set": {"name": "pos"}}]},
          {"name": "webanno.custom.Gone", "type": "span", "enabled": false, "features": []}]}"#;

    fn read(project: &str) -> (Exported, Vec<Layer>, Vec<String>) {
        let mut drafts = Drafts::new(Unit::Utf16);
        let files = [File::new("export/exportedproject.json", project)];
        let exported = Exported::read(&files, &mut drafts);
        let (bundle, told) = drafts.finish("x");
        (exported, bundle.project.layers, told.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn layers_and_tags_are_schema() {
        let (_, layers, told) = read(PROJECT);
        let attribute = |one: &Attribute| format!("{}={}", one.name, one.values.join("|"));
        let role = |one: &Role| format!("{} of {}", one.name, one.fillers.join("+"));
        let found: Vec<String> = layers
            .iter()
            .flat_map(|layer| layer.labels.iter().map(move |label| (layer, label)))
            .map(|(layer, label)| {
                let attributes: Vec<String> = label.attributes.iter().map(attribute).collect();
                let roles: Vec<String> = label.roles.iter().map(role).collect();
                format!("{} {} {:?} {attributes:?} {roles:?}", layer.shape.word(), label.id, label.guideline)
            })
            .collect();
        assert_eq!(
            found,
            [
                r#"entity Span/PER "A person" ["why=", "sure=true|false"] []"#,
                r#"entity Span/ORG "" ["why=", "sure=true|false"] []"#,
                r#"event Act/Act "" [] ["who-did-it of Span", "whom of Span"]"#,
                r#"relation Relation/PER "A person" [] ["from of Span", "to of Span"]"#,
                r#"relation Relation/ORG "" [] ["from of Span", "to of Span"]"#,
            ]
        );
        assert_eq!((layers[0].title.as_str(), layers[0].labels[0].attributes[1].title.as_str()), ("Names", "Sure?"));
        assert_eq!(told, ["x: note: `who did it` cannot be a name here; it is called `who-did-it`"]);
    }

    #[test]
    fn users_are_found_behind_the_numbers_of_their_files() {
        let (exported, _, _) = read(PROJECT);
        let user = |stem: &str| exported.annotator("a", stem);
        assert_eq!(user("sm_4343257511917352145"), ("sm".to_owned(), Progress::Finished));
        assert_eq!(user("sm24343257511917352145"), ("sm2".to_owned(), Progress::Started));
        assert_eq!(user("sm2"), ("sm2".to_owned(), Progress::Started));
        assert_eq!(user("yes8090299544098498525"), ("yes".to_owned(), Progress::Started));
        assert_eq!((exported.curated("a"), exported.curated("b")), (Progress::Finished, Progress::Started));
        for (stem, name) in [
            ("ab_4343257511917352145", "ab"),
            ("layla2026", "layla2026"),
            ("1234567890123456789", "1234567890123456789"),
        ] {
            assert_eq!(without_number(stem), name);
        }
    }

    #[test]
    fn what_is_damaged_or_empty_says_nothing() {
        let (exported, layers, told) = read("{\"layers\": [");
        assert!(exported.names.is_empty() && layers.is_empty());
        assert!(
            told[0].starts_with("export/exportedproject.json:1:12: wrong: layers and people are not taken from it"),
            "{told:?}"
        );
        assert_eq!(read("[]").2, Vec::<String>::new());
        assert_eq!(
            read(r#"{"layers": [{"name": 3, "features": {}}, {"name": "x", "type": "span"}], "tag_sets": 1}"#).2,
            Vec::<String>::new()
        );
    }
}
