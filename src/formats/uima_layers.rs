//! What layers, attributes and identities of ours are called in UIMA, and which of a layer's annotations are what there: a span,
//! a relation from one span to another, or something about the document. INCEpTION's own layers lie in the same package.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::model::annotation::{Anchor, Annotation, Argument, Filler};
use crate::model::id::{AnnotationId, IdentityId};
use crate::model::identity::{Identities, Identity, IdentityKind};
use crate::model::schema::{Project, Shape};
use crate::model::set::AnnotationSet;

use super::naming::{FROM, TO, shape_of};

/// The features of our types that are no attributes.
pub(super) const LABEL: &str = "label";
pub(super) const NOTE: &str = "note";
pub(super) const CONFIDENCE: &str = "confidence";
/// An address of whom or what it is about; INCEpTION's named entities have it too.
pub(super) const IDENTIFIER: &str = "identifier";
/// The spans of an annotation of several, as `0-5 16-23`.
pub(super) const PIECES: &str = "pieces";
pub(super) const ARGUMENTS: &str = "arguments";
/// Arguments that nothing in the text fills.
pub(super) const DOCUMENT_ARGUMENTS: &str = "documentArguments";
pub(super) const GOVERNOR: &str = "Governor";
pub(super) const DEPENDENT: &str = "Dependent";
/// The roles of a relation's ends, if they are not `from` and `to`.
pub(super) const GOVERNOR_ROLE: &str = "GovernorRole";
pub(super) const DEPENDENT_ROLE: &str = "DependentRole";

const RESERVED: [&str; 14] = [
    LABEL,
    NOTE,
    CONFIDENCE,
    IDENTIFIER,
    PIECES,
    ARGUMENTS,
    DOCUMENT_ARGUMENTS,
    GOVERNOR,
    DEPENDENT,
    GOVERNOR_ROLE,
    DEPENDENT_ROLE,
    "begin",
    "end",
    "sofa",
];

const PACKAGE: &str = "webanno.custom.";
const OWN_IDENTITY: &str = "hashiya:";

/// What an annotation is in UIMA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    Span,
    /// From one span to another.
    Relation,
    /// Without a span.
    Document,
}

/// What an annotation of a set is in UIMA.
pub(super) fn form(project: &Project, set: &AnnotationSet, annotation: &Annotation) -> Form {
    if annotation.anchor != Anchor::Document {
        return Form::Span;
    }
    let has_span = |id: &AnnotationId| set.get(*id).is_some_and(|other| other.anchor != Anchor::Document);
    let joins_spans = annotation.arguments.iter().all(|argument| match &argument.filler {
        Filler::Annotation(id) => has_span(id),
        Filler::Identity(_) => false,
    });
    match shape_of(project, annotation) == Shape::Relation && annotation.arguments.len() == 2 && joins_spans {
        true => Form::Relation,
        false => Form::Document,
    }
}

/// The arguments of a relation: where it comes from and where it goes, by name or in the order of its label's roles.
pub(super) fn ends<'a>(project: &Project, relation: &'a Annotation) -> Vec<&'a Argument> {
    let order = project.label(&relation.label).map(|label| &label.roles[..]).unwrap_or_default();
    let place = |role: &str| order.iter().position(|known| known.name == role).unwrap_or(order.len());
    let mut ends: Vec<&Argument> = relation.arguments.iter().collect();
    ends.sort_by_key(|end| (end.role != FROM, end.role == TO, place(&end.role)));
    ends
}

/// The type of a layer's annotations of a form.
pub(super) fn type_name(project: &Project, layer: &str, form: Form) -> String {
    let usual = match project.layer(layer).map(|layer| layer.shape) {
        Some(Shape::Relation) => Form::Relation,
        Some(Shape::Topic) => Form::Document,
        _ => Form::Span,
    };
    let ending = match form {
        _ if form == usual => "",
        Form::Span => ".span",
        Form::Relation => ".relation",
        Form::Document => ".document",
    };
    // WebAnno's tables divide names by `_`.
    format!("{PACKAGE}{}{ending}", encoded(layer, char::is_alphanumeric))
}

/// The type of links under a feature of a type.
pub(super) fn link_type(kind: &str, feature: &str) -> String {
    let (first, rest) = feature.split_at(1);
    format!("{kind}{}{rest}Link", first.to_uppercase())
}

pub(super) fn feature_name(attribute: &str) -> String {
    match RESERVED.contains(&attribute) {
        true => format!("{}{}", code(attribute.chars().next().unwrap_or('u')), &attribute[1..]),
        false => encoded(attribute, |c| c.is_alphanumeric() || c == '_'),
    }
}

/// The attribute that a feature says.
pub(super) fn attribute_name(feature: &str) -> String {
    decoded(feature)
}

/// The layers of types: what follows the package, or the whole name where two would be called the same.
pub(super) fn layers<'a>(types: impl Iterator<Item = &'a str>) -> BTreeMap<String, String> {
    let types: BTreeSet<&str> = types.collect();
    let own = |name: &str| {
        let name = name.strip_prefix(PACKAGE)?;
        let name =
            [".span", ".relation", ".document"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
        (!name.contains('.')).then(|| decoded(name))
    };
    let short = |name: &str| name.rsplit('.').next().unwrap_or(name).to_owned();
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    let taken: BTreeSet<String> = types.iter().filter_map(|name| own(name)).collect();
    for name in types.iter().filter(|name| own(name).is_none()) {
        *count.entry(short(name)).or_default() += 1;
    }
    let layer = |name: &str| {
        own(name).unwrap_or_else(|| match short(name) {
            one if count.get(&one) == Some(&1) && !taken.contains(&one) => one,
            _ => name.to_owned(),
        })
    };
    types.iter().map(|name| ((*name).to_owned(), layer(name))).collect()
}

/// What stands for an identity: its own address, if its id follows from that.
pub(super) fn identifier(known: Option<&Identities>, id: &IdentityId) -> String {
    let external =
        known.and_then(|known| known.get(id)).map(|identity| identity.external_id.clone()).unwrap_or_default();
    match !external.is_empty() && identity(&external, Shape::Entity).id == *id {
        true => external,
        false => format!("{OWN_IDENTITY}{id}"),
    }
}

/// The identity that an identifier names: `http://www.wikidata.org/entity/Q3` is `Q3`.
pub(super) fn identity(identifier: &str, shape: Shape) -> Identity {
    let kind = IdentityKind::of_shape(shape).unwrap_or(IdentityKind::Entity);
    if let Some(own) = identifier.strip_prefix(OWN_IDENTITY) {
        return Identity::new(IdentityId::new(own), kind);
    }
    let last = identifier.rsplit(['/', '#']).find(|part| !part.is_empty()).unwrap_or(identifier);
    let mut identity = Identity::new(IdentityId::new(last), kind);
    identifier.clone_into(&mut identity.external_id);
    identity
}

/// A name of letters and figures of ASCII that begins with a letter; anything else is `u`, its number in hexadecimal, and `u`.
fn encoded(name: &str, is_legal: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(name.len());
    for (at, c) in name.char_indices() {
        let is_first_figure = at == 0 && !c.is_ascii_alphabetic();
        let looks_like_code = c == 'u' && coded(&name[at..]).is_some();
        match c.is_ascii() && is_legal(c) && !is_first_figure && !looks_like_code {
            true => out.push(c),
            false => out.push_str(&code(c)),
        }
    }
    out
}

fn code(c: char) -> String {
    let mut out = String::new();
    let _ = write!(out, "u{:04X}u", u32::from(c));
    out
}

/// The character at the start of a name that is written as a number, and how long that is.
fn coded(name: &str) -> Option<(char, usize)> {
    let digits = name.strip_prefix('u')?.split_once('u')?.0;
    let is_code =
        (4..=6).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_digit() || (b'A'..=b'F').contains(&c));
    let c = u32::from_str_radix(digits, 16).ok().filter(|_| is_code).and_then(char::from_u32)?;
    Some((c, digits.len() + 2))
}

fn decoded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        let (c, length) = coded(rest).unwrap_or((c, c.len_utf8()));
        out.push(c);
        rest = &rest[length..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Form;
    use super::{attribute_name, feature_name, identifier, identity, layers, type_name};
    use crate::model::id::IdentityId;
    use crate::model::schema::{Project, Shape};

    #[test]
    fn any_name_is_a_name_of_uima_and_comes_back() {
        for (name, expected) in [
            ("entities", "entities"),
            ("my_layer", "myu005Fulayer"),
            ("given-name", "givenu002Duname"),
            ("كيان", "u0643uu064Auu0627uu0646u"),
            ("2nd", "u0032und"),
            ("menu00E9u", "menu0075u00E9u"),
        ] {
            let written = type_name(&Project::empty("x"), name, Form::Span);
            assert_eq!(written, format!("webanno.custom.{expected}"));
            assert_eq!(layers([written.as_str()].into_iter())[&written], name);
        }
        for name in ["news_value", "label", "note", "درجة", "a b"] {
            assert_eq!(attribute_name(&feature_name(name)), name);
        }
        assert_eq!(feature_name("news_value"), "news_value");
        assert_ne!(feature_name("label"), "label");
    }

    #[test]
    fn types_of_one_name_in_two_packages_stay_apart() {
        let types = ["webanno.custom.Span", "custom.Span", "a.Event", "b.Event", "a.Place"];
        let layers = layers(types.into_iter());
        let names: Vec<&str> = types.iter().map(|name| layers[*name].as_str()).collect();
        assert_eq!(names, ["Span", "custom.Span", "a.Event", "b.Event", "Place"]);
    }

    #[test]
    fn an_identifier_is_an_address_or_ours() {
        let known = identity("http://www.wikidata.org/entity/Q3", Shape::Entity);
        assert_eq!((known.id.as_str(), known.external_id.as_str()), ("Q3", "http://www.wikidata.org/entity/Q3"));
        assert_eq!(identity(&identifier(None, &IdentityId::new("بلينكن")), Shape::Entity).id.as_str(), "بلينكن");
    }
}
