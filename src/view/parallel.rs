//! Parallel pages: the same text once for each of several annotators, side by side, as plain values. What all say, or is
//! decided, stands back; what differs is seen, also in the columns of those who say nothing there. All columns are equally wide,
//! so that one layout of the text serves them all and a line stands at one height in each. Offsets are UTF-8 bytes.

use std::ops::Range;
use std::sync::Arc;

use crate::model::annotation::Annotation;
use crate::model::id::AnnotationId;
use crate::model::schema::Project;
use crate::review::docket::Docket;
use crate::session::review::{Aim, MOST_COLUMNS, Review};
use crate::view::drawn::Drawn;
use crate::view::mark::FrameMark;
use crate::view::review::Stand;

/// Whose words a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// A voice of the docket, by its place.
    Voice(usize),
    /// The set that is decided in.
    Target,
}

/// What one annotator says, ready for a page.
#[derive(Default)]
pub struct Column {
    pub drawn: Drawn,
    /// Of each mark whether it stands back.
    pub agreed: Vec<bool>,
    /// Of each mark the place of its case in the list, where that is in sight.
    pub items: Vec<Option<usize>>,
    /// The marks of which these two say something.
    placed: Vec<usize>,
    /// What others mark and this one does not, though nobody has decided it.
    pub absent: Vec<Range<usize>>,
    /// What this one says in the case that is looked at, by its mark.
    pub chosen: Option<usize>,
}

/// The voices that have a column of their own, with room for `most` columns: those that the reviewer named, else the first. What
/// the target says has the last column, and below it stand the lines of whoever has none.
#[must_use]
pub fn seated(review: &Review, most: usize) -> Vec<usize> {
    let voices = review.voices();
    let others = match review.aim() {
        Aim::Gold => voices.len(),
        Aim::Suggestions => voices.len().saturating_sub(1),
    };
    let place = |name| voices[..others].iter().position(|voice| voice.set.annotator() == name);
    let named: Vec<usize> = review.columns().iter().filter_map(place).collect();
    let all = if named.is_empty() { (0..others).collect() } else { named };
    all.into_iter().take(most.saturating_sub(1).clamp(1, MOST_COLUMNS)).collect()
}

impl Column {
    /// Draws what a voice says.
    pub fn draw(&mut self, project: &Project, docket: &Docket, voice: usize) {
        self.drawn.follow(project, Some(&docket.voices[voice].set));
    }

    /// Shows how what was drawn of a voice stands in some cases: those in sight. `looked_at` is the case that is looked at, wherever
    /// it is.
    pub fn place(&mut self, docket: &Docket, voice: usize, stands: &[(usize, Stand)], looked_at: Option<usize>) {
        self.begin();
        for (case, stand) in stands {
            let members = docket.members(*case);
            match &members[voice] {
                Some(said) => self.place_one(said.id, *stand),
                None if stand.differs => self.absent.extend(spans_of(members.iter().flatten().next())),
                None => {}
            }
        }
        let said = looked_at.and_then(|case| docket.members(case)[voice].as_ref());
        self.chosen = said.and_then(|said| self.drawn.marks.position(said.id));
    }

    /// The frame of the case that is looked at, if this one says that it joins something.
    #[must_use]
    pub fn looked_at(&self) -> Option<&FrameMark> {
        self.drawn.frames.iter().find(|frame| Some(frame.mark) == self.chosen)
    }

    /// Forgets the cases that were shown before.
    fn begin(&mut self) {
        for mark in self.placed.drain(..) {
            (self.agreed[mark], self.items[mark]) = (false, None);
        }
        let count = self.drawn.marks.marks.len();
        self.agreed.resize(count, false);
        self.items.resize(count, None);
        self.absent.clear();
    }

    fn place_one(&mut self, id: AnnotationId, stand: Stand) {
        let Some(mark) = self.drawn.marks.position(id) else { return };
        self.agreed[mark] = !stand.differs && !stand.is_looked_at;
        self.items[mark] = Some(stand.item);
        self.placed.push(mark);
    }
}

fn spans_of(said: Option<&Arc<Annotation>>) -> Vec<Range<usize>> {
    said.map(|said| said.anchor.spans().iter().map(|span| span.range()).collect()).unwrap_or_default()
}
