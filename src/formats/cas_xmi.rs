//! A CAS as XMI, with its type system as XML: how UIMA writes one. The text is an attribute, in which line ends and tabs are
//! character references, so that it comes back as it was; control characters cannot be written in XML 1.0 at all.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use roxmltree::{Document as Xml, Node};

use super::cas::{Cas, FS_ARRAY, INITIAL_VIEW, SOFA, Structure, Type, TypeSystem, Value};

const XMI: &str = "http://www.omg.org/XMI";
const RESOURCES: &str = "http://uima.apache.org/resourceSpecifier";

/// Features that name other structures in every type system, if none is there to ask.
const KNOWN_REFERENCES: [&str; 6] = ["Governor", "Dependent", "target", "first", "next", "elements"];

/// Whether XML 1.0 can hold a character.
#[must_use]
pub fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// Whether bytes look like XMI, without reading them whole.
#[must_use]
pub fn is_xmi(bytes: &[u8]) -> bool {
    let beginning = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    beginning.contains(XMI) && beginning.contains("XMI")
}

#[must_use]
pub fn is_type_system(bytes: &[u8]) -> bool {
    String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).contains("typeSystemDescription")
}

/// The text of an XML file. UIMA also writes XML 1.1, of which only the control characters are more.
fn xml_text(bytes: &[u8]) -> Result<String, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| format!("it is not UTF-8: byte {}", error.valid_up_to()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(match text.split_once("?>") {
        Some((declaration, rest)) if declaration.starts_with("<?xml") && declaration.contains("1.1") => rest.to_owned(),
        _ => text.to_owned(),
    })
}

/// The CAS of an XMI file. `types` says which features name structures; without it, that is guessed. Fails if it is no XMI.
pub fn read(bytes: &[u8], types: TypeSystem) -> Result<Cas, String> {
    let text = xml_text(bytes)?;
    let xml = Xml::parse(&text).map_err(|error| format!("it is no XML that can be read: {error}"))?;
    let root = xml.root_element();
    if root.tag_name().namespace() != Some(XMI) {
        return Err("it is no XMI".to_owned());
    }
    let id_of = |node: &Node<'_, '_>| node.attribute((XMI, "id")).and_then(|id| id.parse::<u64>().ok());
    let elements = || root.children().filter(Node::is_element);
    let ids: BTreeSet<u64> = elements().filter_map(|node| id_of(&node)).collect();
    let mut cas = Cas { types, ..Cas::default() };
    let texts: Vec<Node<'_, '_>> =
        elements().filter(|node| kind(node) == SOFA && node.has_attribute("sofaString")).collect();
    let initial = texts.iter().find(|sofa| sofa.attribute("sofaID") == Some(INITIAL_VIEW));
    let sofa = initial.or(texts.first()).ok_or("it has no text")?;
    sofa.attribute("sofaString").unwrap_or_default().clone_into(&mut cas.text);
    cas.sofa = id_of(sofa).unwrap_or_default();
    let mut seen = BTreeSet::new();
    for node in elements() {
        let kind = kind(&node);
        if kind == "uima.cas.View" {
            if node.attribute("sofa").and_then(|id| id.parse().ok()) == Some(cas.sofa) {
                cas.members = Some(
                    numbers(node.attribute("members").unwrap_or_default()).unwrap_or_default().into_iter().collect(),
                );
            }
            continue;
        }
        let Some(id) = id_of(&node).filter(|id| kind != SOFA && kind != "uima.cas.NULL" && seen.insert(*id)) else {
            continue;
        };
        let structure = structure(&node, id, &kind, &cas.types, &ids);
        cas.structures.push(structure);
    }
    Ok(cas)
}

/// `custom:Span` of `http:///webanno/custom.ecore` is `webanno.custom.Span`.
fn kind(node: &Node<'_, '_>) -> String {
    let name = node.tag_name();
    let package = name.namespace().unwrap_or_default();
    let package = package.trim_start_matches("http:///").trim_end_matches(".ecore").replace('/', ".");
    match package.as_str() {
        "" | "uima.noNamespace" => name.name().to_owned(),
        _ => format!("{package}.{}", name.name()),
    }
}

fn structure(node: &Node<'_, '_>, id: u64, kind: &str, types: &TypeSystem, ids: &BTreeSet<u64>) -> Structure {
    let mut structure = Structure::new(id, kind);
    for attribute in node.attributes().filter(|attribute| attribute.namespace().is_none()) {
        let (name, written) = (attribute.name(), attribute.value());
        let is_there = |found: &Vec<u64>| !found.is_empty() && found.iter().all(|id| ids.contains(id));
        let is_reference = match types.feature(kind, name) {
            Some(feature) => !types.is_primitive(&feature.range),
            None => {
                KNOWN_REFERENCES.contains(&name) && (kind == FS_ARRAY || name != "elements")
                    // Several numbers are hardly something that a person would choose as a value.
                    || written.contains(' ') && numbers(written).is_some_and(|found| is_there(&found))
            }
        };
        let value = match numbers(written).filter(|found| is_reference && name != "sofa" && is_there(found)) {
            Some(ids) => Value::References(ids),
            None => Value::Text(written.to_owned()),
        };
        structure.features.push((name.to_owned(), value));
    }
    // Texts of an array stand in elements, for they may hold spaces.
    let mut texts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for child in node.children().filter(Node::is_element) {
        texts.entry(child.tag_name().name()).or_default().push(child.text().unwrap_or_default().to_owned());
    }
    structure.features.extend(texts.into_iter().map(|(name, texts)| (name.to_owned(), Value::Texts(texts))));
    structure
}

fn numbers(written: &str) -> Option<Vec<u64>> {
    written.split_ascii_whitespace().map(|number| number.parse().ok()).collect()
}

/// The types of a type system file. Fails if it is none.
pub fn read_types(bytes: &[u8]) -> Result<TypeSystem, String> {
    let text = xml_text(bytes)?;
    let xml = Xml::parse(&text).map_err(|error| format!("it is no XML that can be read: {error}"))?;
    let root = xml.root_element();
    if root.tag_name().name() != "typeSystemDescription" {
        return Err("it is no type system".to_owned());
    }
    let said = |node: &Node<'_, '_>, name: &str| {
        let child = node.children().find(|child| child.tag_name().name() == name);
        child.and_then(|child| child.text()).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let mut types = TypeSystem::default();
    for node in root.descendants().filter(|node| node.tag_name().name() == "typeDescription") {
        let Some(name) = said(&node, "name") else {
            continue;
        };
        let mut kind = Type { supertype: said(&node, "supertypeName").unwrap_or_default(), features: Vec::new() };
        for feature in node.descendants().filter(|node| node.tag_name().name() == "featureDescription") {
            let (name, range) = (said(&feature, "name"), said(&feature, "rangeTypeName"));
            if let (Some(name), Some(range)) = (name, range) {
                kind.add(&name, &range, said(&feature, "elementType").as_deref());
            }
        }
        types.learn(TypeSystem { types: BTreeMap::from([(name, kind)]) });
    }
    Ok(types)
}

#[must_use]
pub fn write_types(types: &TypeSystem) -> String {
    let mut out =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<typeSystemDescription xmlns=\"{RESOURCES}\">\n<types>\n");
    for (name, kind) in &types.types {
        let (name, supertype) = (escaped(name), escaped(&kind.supertype));
        let _ = writeln!(
            out,
            "<typeDescription>\n<name>{name}</name>\n<description/>\n<supertypeName>{supertype}</supertypeName>"
        );
        if !kind.features.is_empty() {
            out.push_str("<features>\n");
            for feature in &kind.features {
                let (name, range) = (escaped(&feature.name), escaped(&feature.range));
                let _ = write!(
                    out,
                    "<featureDescription><name>{name}</name><description/><rangeTypeName>{range}</rangeTypeName>"
                );
                if let Some(element) = &feature.element {
                    let element = escaped(element);
                    let _ = write!(
                        out,
                        "<elementType>{element}</elementType><multipleReferencesAllowed>false</multipleReferencesAllowed>"
                    );
                }
                out.push_str("</featureDescription>\n");
            }
            out.push_str("</features>\n");
        }
        out.push_str("</typeDescription>\n");
    }
    out.push_str("</types>\n</typeSystemDescription>\n");
    out
}

/// All of a CAS whose texts XML can hold.
#[must_use]
pub fn write(cas: &Cas) -> String {
    let packages: BTreeSet<&str> = cas.structures.iter().map(|structure| package(&structure.kind).0).collect();
    let mut prefixes: BTreeMap<&str, String> = BTreeMap::from([("uima.cas", "cas".to_owned())]);
    for package in packages {
        let last = package.rsplit('.').next().filter(|last| !last.is_empty()).unwrap_or("noNamespace");
        let mut free = last.to_owned();
        let mut number = 1;
        while prefixes.values().any(|used| *used == free) || free == "xmi" {
            number += 1;
            free = format!("{last}{number}");
        }
        prefixes.entry(package).or_insert(free);
    }
    let mut out = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xmi:XMI xmlns:xmi=\"{XMI}\"");
    for (package, prefix) in &prefixes {
        let path = if package.is_empty() { "uima/noNamespace".to_owned() } else { package.replace('.', "/") };
        let _ = write!(out, " xmlns:{prefix}=\"http:///{path}.ecore\"");
    }
    out.push_str(" xmi:version=\"2.0\">\n<cas:NULL xmi:id=\"0\"/>\n");
    for structure in &cas.structures {
        let (package, name) = package(&structure.kind);
        let prefix = prefixes.get(package).map_or("cas", String::as_str);
        let _ = write!(out, "<{prefix}:{name} xmi:id=\"{}\"", structure.id);
        for (name, value) in &structure.features {
            let written = match value {
                Value::Text(text) => escaped(text),
                Value::Number(number) => number.clone(),
                Value::References(ids) => spaced(ids),
                Value::Texts(_) => continue,
            };
            let _ = write!(out, " {name}=\"{written}\"");
        }
        out.push_str("/>\n");
    }
    let (sofa, text) = (cas.sofa, escaped(&cas.text));
    let _ = writeln!(
        out,
        "<cas:Sofa xmi:id=\"{sofa}\" sofaNum=\"1\" sofaID=\"{INITIAL_VIEW}\" mimeType=\"text/plain\" sofaString=\"{text}\"/>"
    );
    let members: Vec<u64> = cas.members.iter().flatten().copied().collect();
    let _ = writeln!(out, "<cas:View sofa=\"{sofa}\" members=\"{}\"/>\n</xmi:XMI>", spaced(&members));
    out
}

fn package(kind: &str) -> (&str, &str) {
    kind.rsplit_once('.').unwrap_or(("", kind))
}

fn spaced(ids: &[u64]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// As an attribute or in an element. White space but a plain space would be taken for one, so it is written by number.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#9;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            _ => out.push(c),
        }
    }
    out
}
