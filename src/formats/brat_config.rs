//! brat's configuration beside the texts: `annotation.conf` says which types there are and what they take, `visual.conf` what
//! they are called on the screen.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::model::schema::{Label, RoleCount, Shape};

use super::bundle::{Bundle, File};

#[must_use]
pub fn write(bundle: &Bundle) -> Vec<File> {
    let labels = |shape: Shape| -> Vec<&Label> {
        bundle.project.layers.iter().filter(|layer| layer.shape == shape).flat_map(|layer| &layer.labels).collect()
    };
    let mut out = String::from("# Made by Hashiya.\n\n[entities]\n\n");
    for label in labels(Shape::Entity) {
        let _ = writeln!(out, "{}", label.id.label);
    }
    out.push_str("\n[relations]\n\n");
    for label in labels(Shape::Relation) {
        let roles: Vec<String> = label.roles.iter().map(|role| format!("{}:<ANY>", role.name)).collect();
        let arguments = if roles.len() == 2 { roles.join(", ") } else { "Arg1:<ANY>, Arg2:<ANY>".to_owned() };
        let _ = writeln!(out, "{}\t{arguments}", label.id.label);
    }
    out.push_str("\n[events]\n\n");
    for label in labels(Shape::Event) {
        let role = |role: &crate::model::schema::Role| {
            let count = if role.count == RoleCount::Many { "*" } else { "?" };
            format!("{}{count}:<ANY>", role.name)
        };
        let roles: Vec<String> = label.roles.iter().map(role).collect();
        let _ = writeln!(out, "{}\t{}", label.id.label, roles.join(", "));
    }
    out.push_str("\n[attributes]\n\n");
    for (name, values) in attributes(bundle) {
        let values: Vec<String> = values.into_iter().collect();
        let _ = writeln!(out, "{name}\tArg:<ANY>, Value:{}", values.join("|"));
    }
    let mut visual = String::from("[labels]\n\n");
    for label in bundle.project.labels() {
        let _ = writeln!(visual, "{} | {}", label.id.label, label.title);
    }
    visual.push_str("\n[drawing]\n\nSPAN_DEFAULT\tfgColor:black, bgColor:lightgreen, borderColor:darken\n");
    visual.push_str("ARC_DEFAULT\tcolor:black, arrowHead:triangle-5\n");
    [("annotation.conf", out), ("visual.conf", visual)].into_iter().map(|(path, text)| File::new(path, text)).collect()
}

/// Attributes with the values that the schema offers and those that are used.
fn attributes(bundle: &Bundle) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for attribute in bundle.project.labels().flat_map(|label| &label.attributes) {
        let words = attribute.values.iter().filter(|value| !value.contains(char::is_whitespace));
        found.entry(attribute.name.clone()).or_default().extend(words.cloned());
    }
    for annotation in bundle.sets.iter().flat_map(|set| set.in_reading_order()) {
        for (name, value) in &annotation.attributes {
            found.entry(name.clone()).or_default().insert(value.clone());
        }
    }
    found.retain(|_, values| !values.is_empty());
    found
}
