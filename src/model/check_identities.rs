//! What cannot be right about one annotator's identities and their mentions, though it can be read: links that lead nowhere
//! or in a circle, mentions of nobody, identities that nobody mentions. Nothing is changed. Places are
//! `annotator/document#number` or `annotator/identities@id`.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Problem, Severity};

use super::annotation::Annotation;
use super::id::IdentityId;
use super::identity::{Identities, Identity, IdentityKind, PREDEFINED_IDS};
use super::mentions::Mentions;
use super::nearest::hint_for;
use super::schema::Project;
use super::set::AnnotationSet;

/// What is wrong with the identities of one annotator, by id. `mentions` are those of all their sets.
#[must_use]
pub fn check_identities(project: &Project, identities: &Identities, mentions: &Mentions) -> Vec<Problem> {
    let place = |id: &IdentityId| format!("{}/identities@{id}", identities.annotator());
    let wrong = |id: &IdentityId, message: String| Problem::new(Severity::Wrong, place(id), message);
    let mut problems = Vec::new();
    let mut by_external: BTreeMap<&str, IdentityId> = BTreeMap::new();
    for identity in identities.iter() {
        let id = &identity.id;
        problems.extend(check_link(identities, identity).map(|message| wrong(id, message).hint(SPLIT)));
        if let Some(label) = &identity.label
            && project.label(label).and_then(|_| project.shape(label)).and_then(IdentityKind::of_shape)
                != Some(identity.kind)
        {
            let kind = identity.kind.with_article();
            problems.push(wrong(id, format!("its label `{label}` is none of the project for {kind}")));
        }
        let root = identities.root(id);
        if !identity.external_id.is_empty() {
            let first = by_external.entry(&identity.external_id).or_insert_with(|| root.clone());
            if *first != root {
                let message = format!("`{}` is also the external id of @{first}", identity.external_id);
                let hint = format!("if they are one: merge-identities @{root} @{first}");
                problems.push(Problem::new(Severity::Note, place(id), message).hint(hint));
            }
        }
        let is_mentioned = || identities.group(id).iter().any(|member| mentions.of(&member.id).next().is_some());
        if root == *id && !is_mentioned() {
            let message = "nobody mentions it".to_owned();
            problems.push(Problem::new(Severity::Note, place(id), message));
        }
    }
    problems
}

/// Mentions in a set of what is not known, or of the other kind, in reading order.
#[must_use]
pub fn check_mentions(project: &Project, identities: &Identities, set: &AnnotationSet) -> Vec<Problem> {
    let mut problems = Vec::new();
    for annotation in set.in_reading_order() {
        let place = format!("{}/{}#{}", set.annotator(), set.document(), annotation.id);
        let mut wrong = |message: String, hint: Option<String>| {
            problems.push(Problem { hint, ..Problem::new(Severity::Wrong, &*place, message) });
        };
        let in_roles = annotation.arguments.iter().filter_map(|argument| match &argument.filler {
            super::annotation::Filler::Identity(id) => Some(id),
            super::annotation::Filler::Annotation(_) => None,
        });
        let named: BTreeSet<&IdentityId> = annotation.identity.iter().chain(in_roles).collect();
        for id in named.into_iter().filter(|id| identities.get(id).is_none()) {
            let known = identities.iter().map(|identity| identity.id.as_str()).chain(PREDEFINED_IDS);
            wrong(format!("there is no identity @{id}"), Some(hint_for(id.as_str(), known)));
        }
        if let Err(message) = check_link_of(project, identities, annotation) {
            wrong(message, None);
        }
    }
    problems
}

/// Whether an annotation may be linked to whom it is linked to, if it is; if not, the reason in one sentence. Of an identity or a
/// label that is not known nothing is said.
pub fn check_link_of(project: &Project, identities: &Identities, annotation: &Annotation) -> Result<(), String> {
    let Some(id) = &annotation.identity else { return Ok(()) };
    match (project.shape(&annotation.label).map(IdentityKind::of_shape), identities.resolved(id)) {
        (Some(None), _) => Err(format!("`{}` is no mention, and is linked to @{id}", annotation.label)),
        (Some(Some(kind)), Some(identity)) if identity.kind != kind => {
            Err(format!("it mentions {}, and @{id} is {}", kind.with_article(), identity.kind.with_article()))
        }
        _ => Ok(()),
    }
}

const SPLIT: &str = "`split-identity` takes the link away";

/// What is wrong with the link of an identity. A circle is told once, at its first id.
fn check_link(identities: &Identities, identity: &Identity) -> Option<String> {
    let other = identity.same_as.as_ref()?;
    let Some(known) = identities.get(other) else {
        return Some(format!("it is the same as @{other}, which does not exist"));
    };
    if identities.root(&identity.id) == identity.id {
        return Some(format!("it is the same as @{other}, which is the same as itself in the end"));
    }
    (known.kind != identity.kind).then(|| {
        format!("it is {}, and the same as @{other}, {}", identity.kind.with_article(), known.kind.with_article())
    })
}

#[cfg(test)]
mod tests {
    use super::{check_identities, check_mentions};
    use crate::model::change;
    use crate::model::document::Document;
    use crate::model::id::{AnnotatorId, DocumentId, IdentityId, LabelId};
    use crate::model::identity::{Identities, Identity, IdentityKind};
    use crate::model::marked;
    use crate::model::mentions::Mentions;
    use crate::model::set::AnnotationSet;
    use crate::tests::news;

    /// Identities as `id[:label][>same as]`, a capital for an event, and marked text; what is told.
    fn check(written: &str, text: &str, expected: &[&str]) {
        let records = written.split_whitespace().map(|word| {
            let (word, link) = word.split_once('>').map_or((word, None), |(word, link)| (word, Some(link)));
            let (id, label) = word.split_once(':').map_or((word, None), |(id, label)| (id, Some(label)));
            let is_event = id.starts_with(char::is_uppercase);
            let kind = if is_event { IdentityKind::Event } else { IdentityKind::Entity };
            let mut identity = Identity::new(IdentityId::new(id), kind);
            identity.same_as = link.map(IdentityId::new);
            identity.label = label.map(|label| LabelId::new("entities", label));
            if id.starts_with('q') {
                identity.external_id = "Q1".to_owned();
            }
            identity
        });
        let identities = Identities::new(AnnotatorId::new("a")).with_records(records, Vec::new());
        let marked = marked::parse(text, &news::project()).unwrap();
        let document = Document::new(DocumentId::new("d"), marked.text);
        let mut set = AnnotationSet::new(AnnotatorId::new("a"), document.id().clone());
        for annotation in marked.annotations {
            change::apply(&mut set, &change::adding(annotation)).unwrap();
        }
        let mut mentions = Mentions::default();
        mentions.add_set(&document, &set);
        let mut told = check_identities(&news::project(), &identities, &mentions);
        told.extend(check_mentions(&news::project(), &identities, &set));
        assert_eq!(told.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_is_right_is_not_told() {
        check("x:person y>x V", "[person{@y} a] [visit{@V, agent=@x} b] [against{holder=@x} c]", &[]);
    }

    #[test]
    fn links_that_lead_nowhere_or_in_a_circle_are_told() {
        let text = "[person{@x} a]";
        let split = "; `split-identity` takes the link away";
        check(
            "x y>z",
            text,
            &[
                &format!("a/identities@y: wrong: it is the same as @z, which does not exist{split}"),
                "a/identities@y: note: nobody mentions it",
            ],
        );
        check(
            "x>y y>x",
            text,
            &[&format!("a/identities@x: wrong: it is the same as @y, which is the same as itself in the end{split}")],
        );
        check(
            "x V>x",
            text,
            &[&format!("a/identities@V: wrong: it is an event, and the same as @x, an entity{split}")],
        );
    }

    #[test]
    fn mentions_of_nobody_and_of_the_other_kind_are_told() {
        check(
            "mary",
            "[person{@mar} a] [visit{agent=@wrter} b]",
            &[
                "a/identities@mary: note: nobody mentions it",
                "a/d#1: wrong: there is no identity @mar; did you mean `mary`?",
                "a/d#2: wrong: there is no identity @wrter; did you mean `writer`?",
            ],
        );
        check(
            "x",
            "[visit{@x} a] [neutral{@x} b]",
            &[
                "a/d#1: wrong: it mentions an event, and @x is an entity",
                "a/d#2: wrong: `stances/neutral` is no mention, and is linked to @x",
            ],
        );
    }

    #[test]
    fn labels_the_project_has_not_and_external_ids_of_two_are_told() {
        check(
            "x:perso",
            "[person{@x} a]",
            &["a/identities@x: wrong: its label `entities/perso` is none of the project for an entity"],
        );
        check(
            "q1 q2 q3>q1",
            "[person{@q1} a] [place{@q2} b]",
            &["a/identities@q2: note: `Q1` is also the external id of @q1; if they are one: merge-identities @q2 @q1"],
        );
    }
}
