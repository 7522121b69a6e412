//! A set as it is drawn: its marks and its frames, brought up to date with what was changed since. Annotations are shared, not
//! copied, so that the same pointers say the same.

use std::sync::Arc;

use crate::model::annotation::Annotation;
use crate::model::schema::{Layer, Project};
use crate::model::set::AnnotationSet;
use crate::view::frames;
use crate::view::mark::FrameMark;
use crate::view::marks::Marks;

/// What of a set stands on a page.
#[derive(Default)]
pub struct Drawn {
    pub marks: Marks,
    /// The frames among them.
    pub frames: Vec<FrameMark>,
    /// What they were made of.
    annotations: Vec<Arc<Annotation>>,
    layers: Vec<Layer>,
}

impl Drawn {
    /// Draws a set as it is now; without one, nothing. Of ten thousand annotations an action changes a few that stand together,
    /// and only those are made anew.
    pub fn follow(&mut self, project: &Project, set: Option<&AnnotationSet>) {
        let now = set.map(|set| set.in_reading_order()).unwrap_or_default();
        let is_same_schema = self.layers == project.layers;
        let before = if is_same_schema { self.annotations.as_slice() } else { &[] };
        let is_same = |(a, b): &(&Arc<Annotation>, &Arc<Annotation>)| Arc::ptr_eq(a, b);
        let ahead = now.iter().zip(before).take_while(is_same).count();
        let behind = now[ahead..].iter().rev().zip(before[ahead..].iter().rev()).take_while(is_same).count();
        if ahead == now.len() && ahead == before.len() && is_same_schema {
            return;
        }
        let stale = if is_same_schema { ahead..before.len() - behind } else { 0..self.marks.marks.len() };
        let fresh = &now[ahead..now.len() - behind];
        self.marks.replace(project, stale.clone(), fresh);
        if is_same_schema {
            self.annotations.splice(stale, fresh.iter().cloned());
        } else {
            self.annotations = now.to_vec();
            self.layers.clone_from(&project.layers);
        }
        self.frames = set.map(|set| frames::all(project, set, &self.marks)).unwrap_or_default();
    }
}
