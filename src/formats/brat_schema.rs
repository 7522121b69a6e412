//! The schema in brat's configuration, as it is read: `annotation.conf` with its types, their arguments and attributes, and
//! `visual.conf` with what they are called on the screen. What it forbids is not held against what the files say.

use std::collections::BTreeMap;

use crate::model::id::LabelId;
use crate::model::schema::{Attribute, Label, Layer, Role, RoleCount, Shape, Tone};

use super::naming::{ENTITIES, EVENTS, RELATIONS, plain_label, plain_layer};

/// A line of `annotation.conf`: how deep it is indented, its first word and what follows.
struct Line<'a> {
    depth: usize,
    name: &'a str,
    arguments: Vec<&'a str>,
}

/// An argument of a type: its name, how many it takes, and the types that may be it.
struct Argument<'a> {
    name: &'a str,
    count: RoleCount,
    is_required: bool,
    types: Vec<&'a str>,
}

/// The layers of a configuration; `visual` may be empty.
#[must_use]
pub fn read(annotation: &str, visual: &str) -> Vec<Layer> {
    let expanded = with_macros(annotation);
    let sections = sections(&expanded);
    let section = |name: &str| sections.get(name).map_or(&[][..], Vec::as_slice);
    let titles = titles(visual);
    let (entities, events) = (section("entities"), section("events"));
    let fillers = |types: &[&str]| fillers(types, entities, events);
    let layer = |id: &str, shape: Shape, lines: &[Line<'_>]| {
        let mut layer = plain_layer(id, id, shape);
        // `!Category` groups others and annotates nothing; `<OVERLAP>` is a rule.
        for line in lines.iter().filter(|line| !line.name.starts_with(['!', '<'])) {
            let mut label = plain_label(&LabelId::new(id, line.name));
            label.tone = Tone::from_index(layer.labels.len());
            label.title = titles.get(line.name).copied().unwrap_or(line.name).to_owned();
            if shape != Shape::Entity {
                label.roles = line
                    .arguments
                    .iter()
                    .filter_map(|written| argument(written))
                    .map(|one| role(&one, shape, &fillers(&one.types)))
                    .collect();
            }
            if layer.labels.iter().all(|known: &Label| known.id != label.id) {
                layer.labels.push(label);
            }
        }
        layer
    };
    let mut layers = vec![
        layer(ENTITIES, Shape::Entity, entities),
        layer(EVENTS, Shape::Event, events),
        layer(RELATIONS, Shape::Relation, section("relations")),
    ];
    for line in section("attributes") {
        add_attribute(line, entities, events, &mut layers);
    }
    layers.retain(|layer| !layer.labels.is_empty());
    layers
}

/// The text with its macros written out: a line `<NAME>=A|B` says what `<NAME>` stands for.
fn with_macros(text: &str) -> String {
    let is_macro = |line: &&str| line.starts_with('<') && line.contains(">=");
    let macros: Vec<(&str, &str)> = text.lines().filter(is_macro).filter_map(|line| line.split_once('=')).collect();
    let mut written: String = text.lines().filter(|line| !is_macro(line)).map(|line| format!("{line}\n")).collect();
    for (name, stands_for) in macros {
        written = written.replace(name, stands_for.trim());
    }
    written
}

/// The lines of each section, by its name.
fn sections(text: &str) -> BTreeMap<&str, Vec<Line<'_>>> {
    let mut sections: BTreeMap<&str, Vec<Line<'_>>> = BTreeMap::new();
    let mut section = "";
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') || trimmed.starts_with("--") {
            continue;
        }
        if let Some(name) = trimmed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name;
            continue;
        }
        let depth = line.len() - line.trim_start().len();
        let (name, rest) = trimmed.split_once(char::is_whitespace).unwrap_or((trimmed, ""));
        let arguments = rest.split(',').map(str::trim).filter(|argument| !argument.is_empty()).collect();
        sections.entry(section).or_default().push(Line { depth, name, arguments });
    }
    sections
}

/// What types are called: `Person | Person's name | P`.
fn titles(visual: &str) -> BTreeMap<&str, &str> {
    let labels = visual.lines().map(str::trim).skip_while(|line| *line != "[labels]").skip(1);
    let mut found = BTreeMap::new();
    for line in labels.take_while(|line| !line.starts_with('[')) {
        let mut parts = line.split('|').map(str::trim);
        if let (Some(name), Some(title)) = (parts.next(), parts.next().filter(|title| !title.is_empty())) {
            found.insert(name, title);
        }
    }
    found
}

/// `Target*:Person|Place`; `<…>:…` says something about the whole type.
fn argument(written: &str) -> Option<Argument<'_>> {
    let (name, types) = written.split_once(':')?;
    let bare = name.trim_end_matches(['?', '*', '+']);
    let (bare, times) = bare.split_once('{').map_or((bare, ""), |(bare, times)| (bare, times.trim_end_matches('}')));
    if bare.is_empty() || bare.starts_with('<') {
        return None;
    }
    let is_many = name.ends_with(['*', '+']) || !matches!(times, "" | "1" | "0-1");
    let is_optional = name.ends_with(['?', '*']) || times.starts_with('0');
    let count = if is_many { RoleCount::Many } else { RoleCount::One };
    Some(Argument { name: bare, count, is_required: !is_optional, types: types.split('|').map(str::trim).collect() })
}

fn role(argument: &Argument<'_>, shape: Shape, fillers: &[String]) -> Role {
    Role {
        name: argument.name.to_owned(),
        title: argument.name.to_owned(),
        key: None,
        count: argument.count,
        fillers: fillers.to_vec(),
        required: argument.is_required || shape == Shape::Relation,
        offers: None,
    }
}

/// The layers and labels that types stand for, with the types under them; none where every one may be.
fn fillers(types: &[&str], entities: &[Line<'_>], events: &[Line<'_>]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for written in types {
        match *written {
            "<ANY>" => return Vec::new(),
            "<ENTITY>" => found.push(ENTITIES.to_owned()),
            "<EVENT>" => found.push(EVENTS.to_owned()),
            name => {
                for (layer, lines) in [(ENTITIES, entities), (EVENTS, events)] {
                    found.extend(under(name, lines).map(|name| format!("{layer}/{name}")));
                }
            }
        }
    }
    found
}

/// A type and those that are indented under it.
fn under<'a>(name: &str, lines: &'a [Line<'a>]) -> impl Iterator<Item = &'a str> {
    let bare = |line: &Line<'a>| line.name.trim_start_matches('!');
    let at = lines.iter().position(|line| bare(line) == name).unwrap_or(lines.len());
    let depth = lines.get(at).map_or(0, |line| line.depth);
    let below = lines.iter().skip(at + 1).take_while(move |line| line.depth > depth);
    lines.iter().skip(at).take(1).chain(below).filter(|line| !line.name.starts_with('!')).map(|line| line.name)
}

/// `Certainty Arg:<EVENT>, Value:low|high`; without values it is a flag.
fn add_attribute(line: &Line<'_>, entities: &[Line<'_>], events: &[Line<'_>], layers: &mut [Layer]) {
    let said = |name: &str| {
        let found = line.arguments.iter().find_map(|written| written.split_once(':').filter(|(word, _)| *word == name));
        found.map_or(Vec::new(), |(_, list)| list.split('|').map(str::trim).collect())
    };
    let (types, values) = (said("Arg"), said("Value"));
    let about = fillers(&types, entities, events);
    let takes = |label: &Label| {
        let is_meant = |filler: &String| *filler == *label.id.layer || *filler == label.id.to_string();
        let is_relation = types.contains(&"<RELATION>") && *label.id.layer == *RELATIONS;
        types.contains(&"<ANY>") || is_relation || about.iter().any(is_meant)
    };
    let values: Vec<String> =
        if values.is_empty() { vec!["true".to_owned()] } else { values.into_iter().map(str::to_owned).collect() };
    for label in layers.iter_mut().flat_map(|layer| &mut layer.labels).filter(|label| takes(label)) {
        let (name, title) = (line.name.to_owned(), line.name.to_owned());
        label.attributes.push(Attribute { name, title, key: None, values: values.clone(), default: None });
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    const CONF: &str = "<WHO>=Person|Group\n[entities]\n!Actor\n\tPerson\n\tGroup\n\t\tTeam\nPlace\n[relations]\n<OVERLAP>\tArg1:<ENTITY>\n\
        LivesIn\tArg1:Actor, Arg2:Place, <REL-TYPE>:transitive\n[events]\nVisit\tAgent+:<WHO>, Place?:Place, Cause:<EVENT>\n\
        [attributes]\nNegated\tArg:<EVENT>\nHow\tArg:Group, Value:well|badly\n";

    #[test]
    fn a_configuration_says_types_arguments_and_attributes() {
        let layers = read(CONF, "[labels]\nPerson | A person | P\n[drawing]\nPlace | no title\n");
        let told: Vec<String> = layers
            .iter()
            .flat_map(|layer| &layer.labels)
            .map(|label| {
                let role = |role: &crate::model::schema::Role| {
                    format!("{} {} {}", role.name, role.count.word(), role.fillers.join("+"))
                };
                let roles: Vec<String> = label.roles.iter().map(role).collect();
                let attributes: Vec<String> =
                    label.attributes.iter().map(|one| format!("{}={}", one.name, one.values.join("|"))).collect();
                format!("{} {:?} {roles:?} {attributes:?}", label.id, label.title)
            })
            .collect();
        assert_eq!(
            told,
            [
                r#"entities/Person "A person" [] []"#,
                r#"entities/Group "Group" [] ["How=well|badly"]"#,
                r#"entities/Team "Team" [] ["How=well|badly"]"#,
                r#"entities/Place "Place" [] []"#,
                r#"events/Visit "Visit" ["Agent many entities/Person+entities/Group+entities/Team", "Place one entities/Place", "Cause one events"] ["Negated=true"]"#,
                r#"relations/LivesIn "LivesIn" ["Arg1 one entities/Person+entities/Group+entities/Team", "Arg2 one entities/Place"] []"#,
            ]
        );
    }

    #[test]
    fn what_is_no_configuration_says_nothing() {
        assert_eq!(read("<A>=\n[\n{}:,|\n[events]\n:\n\t!x\ny\t:,?:,{:}", "[labels]\n|"), read("[events]\n:\ny", ""));
    }
}
