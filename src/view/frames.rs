//! Frames: an event, stance or relation with who plays which part, as a line of a list and as what its arcs join.

use std::sync::Arc;

use crate::model::annotation::{Annotation, Argument, Filler};
use crate::model::document::Document;
use crate::model::id::IdentityId;
use crate::model::identity::Identities;
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;
use crate::view::inspector::{called, reference};
use crate::view::mark::{FrameMark, Join};
use crate::view::marks::Marks;

/// A role's title and who plays it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub title: String,
    pub quote: String,
    /// Of somebody known who plays it, as `quote` may not tell who that is.
    pub identity: Option<IdentityId>,
}

/// Who plays which part, in the order of the label's roles; what no role explains comes last.
#[must_use]
pub fn parts(
    project: &Project,
    document: &Document,
    set: &AnnotationSet,
    identities: &Identities,
    frame: &Annotation,
) -> Vec<Part> {
    let part = |(argument, title): (&Argument, &str)| {
        let (quote, identity) = match &argument.filler {
            Filler::Annotation(id) => {
                let other = set.get(*id);
                (other.map_or_else(|| format!("#{id}"), |other| reference(project, document, other).quote), None)
            }
            Filler::Identity(id) => (called(identities, document, id), Some(id.clone())),
        };
        Part { title: title.to_owned(), quote, identity }
    };
    in_order(project, frame).into_iter().map(part).collect()
}

/// Every frame of a set that joins something, in reading order.
#[must_use]
pub fn all(project: &Project, set: &AnnotationSet, marks: &Marks) -> Vec<FrameMark> {
    let annotations = set.in_reading_order();
    let frames = marks.frames().iter().filter_map(|place| annotations.get(*place));
    frames.filter_map(|frame| frame_mark(project, marks, frame)).collect()
}

/// Of all frames those to show when somebody looks at a mark: itself, or else those in which it plays a part.
#[must_use]
pub fn around(frames: &[FrameMark], mark: usize) -> Vec<FrameMark> {
    let own = frames.iter().filter(|frame| frame.mark == mark);
    let of = frames.iter().filter(|frame| frame.joins.iter().any(|join| join.mark == mark));
    let own: Vec<FrameMark> = own.cloned().collect();
    if own.is_empty() { of.cloned().collect() } else { own }
}

/// Whether a mark is a frame or plays a part in one.
#[must_use]
pub fn is_in_any(frames: &[FrameMark], mark: usize) -> bool {
    frames.iter().any(|frame| frame.mark == mark || frame.joins.iter().any(|join| join.mark == mark))
}

/// A frame that joins something.
fn frame_mark(project: &Project, marks: &Marks, frame: &Annotation) -> Option<FrameMark> {
    let joins = joins(project, marks, frame);
    let mark = marks.position(frame.id).filter(|_| !joins.is_empty())?;
    Some(FrameMark { mark, joins })
}

/// What the arcs of a frame join it to: the annotations that fill it. A filler with several roles is joined once.
#[must_use]
pub fn joins(project: &Project, marks: &Marks, frame: &Annotation) -> Vec<Join> {
    let mut joins: Vec<(usize, String)> = Vec::new();
    for (argument, title) in in_order(project, frame) {
        let Filler::Annotation(id) = &argument.filler else { continue };
        let Some(mark) = marks.position(*id).filter(|_| *id != frame.id) else { continue };
        match joins.iter_mut().find(|(there, _)| *there == mark) {
            Some((_, roles)) => *roles = format!("{roles} · {title}"),
            None => joins.push((mark, title.to_owned())),
        }
    }
    joins.into_iter().map(|(mark, roles)| Join { mark, role: Arc::from(roles) }).collect()
}

/// The arguments in the order of the label's roles, each with its role's title.
fn in_order<'a>(project: &'a Project, frame: &'a Annotation) -> Vec<(&'a Argument, &'a str)> {
    let roles = project.label(&frame.label).map(|label| label.roles.as_slice()).unwrap_or_default();
    let role_of = |argument: &Argument| roles.iter().position(|role| role.name == argument.role);
    let mut arguments: Vec<(usize, &Argument, &str)> = frame
        .arguments
        .iter()
        .map(|argument| match role_of(argument) {
            Some(role) => (role, argument, roles[role].title.as_str()),
            None => (roles.len(), argument, argument.role.as_str()),
        })
        .collect();
    arguments.sort_by_key(|(role, ..)| *role);
    arguments.into_iter().map(|(_, argument, title)| (argument, title)).collect()
}

#[cfg(test)]
mod tests {
    use super::{all, around, joins, parts};
    use crate::model::document::Document;
    use crate::model::id::AnnotationId;
    use crate::session::script;
    use crate::tests::news;
    use crate::view::marks::Marks;

    #[test]
    fn a_frame_says_who_plays_which_part_in_the_order_of_its_roles() {
        let mut session = news::session("Layla visited Haifa");
        let script = "select \"Layla\"\nlabel person\nselect \"Haifa\"\nlabel place\nselect \"visited\"\nlabel visit\n\
                      fill agent\nfill-accept\nfill destination\nfill-accept";
        script::run(&mut session, script, "test").unwrap();
        let (document, set) = session.document().zip(session.set()).unwrap();
        let frame = session.chosen().unwrap();
        let parts = parts(session.project(), document, set, session.identities(), frame);
        assert_eq!(parts.iter().map(|part| part.quote.as_str()).collect::<Vec<_>>(), ["Layla", "Haifa"]);
        let joins = joins(session.project(), &Marks::of(session.project(), set), frame);
        assert_eq!(joins.iter().map(|join| join.mark).collect::<Vec<_>>(), [0, 2]);
    }

    #[test]
    fn somebody_known_is_called_by_name_and_told_apart_by_id() {
        let mut session = news::session("Layla praised Haifa");
        let script = "select \"praised\"\nlabel favour\nset-argument holder @writer\nadd-identity @city entity\n\
                      set-argument target @city\nset-main-name @city vi Haifa";
        script::run(&mut session, script, "test").unwrap();
        let (document, set) = session.document().zip(session.set()).unwrap();
        let document = Document::new(document.id().clone(), document.text().clone()).with_language("vi");
        let frame = session.chosen().unwrap();
        let parts = parts(session.project(), &document, set, session.identities(), frame);
        let said = |part: &super::Part| format!("{} @{}", part.quote, part.identity.as_ref().unwrap());
        assert_eq!(parts.iter().map(said).collect::<Vec<_>>(), ["người viết @writer", "Haifa @city"]);
    }

    #[test]
    fn who_looks_at_a_filler_sees_the_frames_it_plays_a_part_in() {
        let mut session = news::session("Layla visited Haifa and left");
        let script = "select \"Layla\"\nlabel person\nselect \"visited\"\nlabel visit\nset-argument agent 1\nselect \"left\"\n\
                      label meet\nset-argument participant 1\nlabel-document favour\nset-argument target 2";
        script::run(&mut session, script, "test").unwrap();
        let (project, set) = session.set().map(|set| (session.project(), set)).unwrap();
        let marks = Marks::of(project, set);
        let frames = all(project, set, &marks);
        let seen = |id: u32| -> Vec<usize> {
            let mark = marks.position(AnnotationId(id)).unwrap();
            around(&frames, mark).iter().map(|frame| frame.mark).collect()
        };
        // The stance on the document comes first in reading order.
        assert_eq!((seen(1), seen(2), seen(4)), (vec![2, 3], vec![2], vec![0]));
        assert_eq!(frames.len(), 3);
    }
}
