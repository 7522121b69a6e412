//! A CAS as JSON, version 0.4: `%TYPES`, `%FEATURE_STRUCTURES` and `%VIEWS`. References stand under `@name`, arrays by
//! themselves, and numbers that JSON cannot write under `#name`.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use super::cas::{Cas, DOUBLE, FS_ARRAY, INITIAL_VIEW, SOFA, Structure, Type, TypeSystem, Value};
use super::documents::json_message;
use super::foreign_json::{list, word};

const STRUCTURES: &str = "%FEATURE_STRUCTURES";
const TYPES: &str = "%TYPES";
const VIEWS: &str = "%VIEWS";

/// Whether bytes look like a CAS, without reading them whole: its first key is one of the three.
#[must_use]
pub fn is_cas(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes).trim_ascii_start();
    let Some(inside) = text.strip_prefix(b"{") else {
        return false;
    };
    let inside = inside.trim_ascii_start();
    [TYPES, STRUCTURES, VIEWS]
        .iter()
        .any(|key| inside.strip_prefix(b"\"").is_some_and(|rest| rest.starts_with(key.as_bytes())))
}

/// The CAS of a JSON file. Fails if it is none.
pub fn read(bytes: &[u8]) -> Result<Cas, String> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let json: Json = serde_json::from_slice(bytes).map_err(|error| {
        format!(
            "it is no JSON that can be read: {} (line {}, column {})",
            json_message(&error),
            error.line(),
            error.column()
        )
    })?;
    let written = structures(json.get(STRUCTURES).unwrap_or(&Json::Null));
    let sofas: Vec<&(u64, &Map<String, Json>)> = written
        .iter()
        .filter(|(_, fields)| word(fields.get("%TYPE")).as_deref() == Some(SOFA) && fields.get("sofaString").is_some())
        .collect();
    let named = |name: &str| sofas.iter().find(|(_, fields)| fields.get("sofaID").and_then(Json::as_str) == Some(name));
    let (sofa, fields) = named(INITIAL_VIEW).or(sofas.first()).ok_or("it has no text")?;
    let view = fields.get("sofaID").and_then(Json::as_str).unwrap_or(INITIAL_VIEW);
    let members = json.get(VIEWS).and_then(|views| views.get(view)).and_then(|view| view.get("%MEMBERS"));
    let mut cas = Cas {
        types: types(json.get(TYPES).unwrap_or(&Json::Null)),
        text: word(fields.get("sofaString")).unwrap_or_default(),
        sofa: *sofa,
        structures: Vec::new(),
        members: members.map(|members| list(Some(members)).iter().filter_map(Json::as_u64).collect()),
    };
    let mut seen = BTreeSet::new();
    for (id, fields) in &written {
        let kind = word(fields.get("%TYPE")).unwrap_or_default();
        if kind != SOFA && seen.insert(*id) {
            cas.structures.push(structure(*id, &kind, fields));
        }
    }
    Ok(cas)
}

/// Numbered objects: a list with `%ID`, or as an older version had it an object by number.
fn structures(json: &Json) -> Vec<(u64, &Map<String, Json>)> {
    match json {
        Json::Array(list) => {
            list.iter().filter_map(|one| Some((one.get("%ID")?.as_u64()?, one.as_object()?))).collect()
        }
        Json::Object(by_id) => {
            by_id.iter().filter_map(|(id, one)| Some((id.parse().ok()?, one.as_object()?))).collect()
        }
        _ => Vec::new(),
    }
}

fn structure(id: u64, kind: &str, fields: &Map<String, Json>) -> Structure {
    let mut structure = Structure::new(id, kind);
    for (name, value) in fields {
        let numbers = |value: &Json| match value {
            Json::Array(list) => list.iter().filter_map(Json::as_u64).collect::<Vec<u64>>(),
            one => one.as_u64().into_iter().collect(),
        };
        let (name, value) = match (name.as_str(), value) {
            (_, Json::Null) => continue,
            ("%ELEMENTS", Json::Array(list)) if list.iter().all(Json::is_u64) => {
                ("elements", Value::References(numbers(value)))
            }
            ("%ELEMENTS", Json::Array(list)) => {
                ("elements", Value::Texts(list.iter().filter_map(|one| word(Some(one))).collect()))
            }
            (name, _) if name.starts_with(['%', '^']) => continue,
            (name, value) => match (name.strip_prefix('@'), name.strip_prefix('#')) {
                (Some(name), _) => (name, Value::References(numbers(value))),
                (_, Some(name)) => (name, Value::Number(word(Some(value)).unwrap_or_default())),
                _ => match value {
                    Json::String(text) => (name, Value::Text(text.clone())),
                    Json::Array(list) => (name, Value::Texts(list.iter().filter_map(|one| word(Some(one))).collect())),
                    other => (name, Value::Number(other.to_string())),
                },
            },
        };
        structure.features.push((name.to_owned(), value));
    }
    structure
}

fn types(json: &Json) -> TypeSystem {
    let mut types = TypeSystem::default();
    for (name, fields) in json.as_object().into_iter().flatten() {
        let mut kind = Type { supertype: word(fields.get("%SUPER_TYPE")).unwrap_or_default(), features: Vec::new() };
        for (name, feature) in fields.as_object().into_iter().flatten().filter(|(name, _)| !name.starts_with('%')) {
            let range = word(feature.get("%RANGE")).unwrap_or_default();
            match range.strip_suffix("[]") {
                Some(element) => kind.add(name, FS_ARRAY, Some(element)),
                None => kind.add(name, &range, word(feature.get("%ELEMENT_TYPE")).as_deref()),
            }
        }
        types.types.insert(name.clone(), kind);
    }
    types
}

#[must_use]
pub fn write(cas: &Cas) -> String {
    let mut types = Map::new();
    for (name, kind) in &cas.types.types {
        let mut fields = Map::new();
        fields.insert("%NAME".to_owned(), json!(name));
        fields.insert("%SUPER_TYPE".to_owned(), json!(kind.supertype));
        for feature in &kind.features {
            let range =
                feature.element.as_ref().map_or_else(|| feature.range.clone(), |element| format!("{element}[]"));
            fields.insert(feature.name.clone(), json!({"%NAME": feature.name, "%RANGE": range}));
        }
        types.insert(name.clone(), Json::Object(fields));
    }
    let mut structures = vec![json!({
        "%ID": cas.sofa, "%TYPE": SOFA, "sofaNum": 1, "sofaID": INITIAL_VIEW, "mimeType": "text/plain", "sofaString": cas.text,
    })];
    let mut next = cas.structures.iter().map(|structure| structure.id).max().unwrap_or_default().max(cas.sofa) + 1;
    for structure in &cas.structures {
        let mut fields = Map::new();
        fields.insert("%ID".to_owned(), json!(structure.id));
        fields.insert("%TYPE".to_owned(), json!(structure.kind));
        for (name, value) in &structure.features {
            let range = cas.types.feature(&structure.kind, name);
            let is_array = range.is_some_and(|feature| feature.element.is_some());
            match value {
                Value::Text(text) => drop(fields.insert(name.clone(), json!(text))),
                Value::Number(number) if name == "sofa" => drop(fields.insert("@sofa".to_owned(), number_of(number))),
                Value::Number(number) => {
                    let is_double = range.is_some_and(|feature| feature.range == DOUBLE);
                    let value = number.parse::<f64>().ok().filter(|_| is_double).map(|number| json!(number));
                    fields.insert(name.clone(), value.unwrap_or_else(|| number_of(number)));
                }
                Value::References(ids) if is_array => {
                    structures.push(json!({"%ID": next, "%TYPE": FS_ARRAY, "%ELEMENTS": ids}));
                    fields.insert(format!("@{name}"), json!(next));
                    next += 1;
                }
                Value::References(ids) => drop(fields.insert(format!("@{name}"), json!(ids.first()))),
                Value::Texts(texts) => drop(fields.insert(name.clone(), json!(texts))),
            }
        }
        structures.push(Json::Object(fields));
    }
    let members: Vec<u64> = cas.members.iter().flatten().copied().collect();
    let views = json!({INITIAL_VIEW: {"%SOFA": cas.sofa, "%MEMBERS": members}});
    let mut out = Map::new();
    out.insert(TYPES.to_owned(), Json::Object(types));
    out.insert(STRUCTURES.to_owned(), Json::Array(structures));
    out.insert(VIEWS.to_owned(), views);
    serde_json::to_string_pretty(&Json::Object(out)).expect("values are writable") + "\n"
}

fn number_of(written: &str) -> Json {
    written.parse::<u64>().map_or_else(|_| json!(written), |number| json!(number))
}
