//! Parallel pages: the same text once for each of several annotators, side by side, as plain values. What all say, or is
//! decided, stands back; what differs is seen, also in the columns of those who say nothing there. All columns are equally wide,
//! so that one layout of the text serves them all and a line stands at one height in each. Offsets are UTF-8 bytes.

use std::ops::Range;
use std::sync::Arc;

use crate::model::annotation::Annotation;
use crate::model::id::AnnotationId;
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;
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
    /// Of each mark whether it stands back; empty where none does.
    pub agreed: Vec<bool>,
    /// Of each mark the place of its case in the list.
    pub items: Vec<Option<usize>>,
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
    /// Shows what a voice says.
    pub fn follow_voice(&mut self, project: &Project, docket: &Docket, voice: usize, stands: &[Option<Stand>]) {
        self.drawn.follow(project, Some(&docket.voices[voice].set));
        self.begin();
        for (case, stand) in stands.iter().enumerate() {
            let Some(stand) = *stand else { continue };
            let members = docket.members(case);
            match &members[voice] {
                Some(said) => self.place(said.id, stand),
                None if stand.differs => self.absent.extend(spans_of(members.iter().flatten().next())),
                None => {}
            }
        }
    }

    /// Shows what the target says. What it lacks is still to be decided, and no difference.
    pub fn follow_target(&mut self, project: &Project, review: &Review, set: &AnnotationSet) {
        self.drawn.follow(project, Some(set));
        self.begin();
        for (at, item) in review.items().iter().enumerate() {
            let stand = Stand { item: at, differs: item.state.is_open(), is_looked_at: review.at() == Some(at) };
            item.standing.iter().for_each(|id| self.place(*id, stand));
        }
        // It is what one makes here: nothing of it stands back.
        self.agreed.clear();
    }

    /// The frame of the case that is looked at, if this one says that it joins something.
    #[must_use]
    pub fn looked_at(&self) -> Option<&FrameMark> {
        self.drawn.frames.iter().find(|frame| Some(frame.mark) == self.chosen)
    }

    fn begin(&mut self) {
        let count = self.drawn.marks.marks.len();
        self.agreed = vec![false; count];
        self.items = vec![None; count];
        self.absent.clear();
        self.chosen = None;
    }

    fn place(&mut self, id: AnnotationId, stand: Stand) {
        let Some(mark) = self.drawn.marks.position(id) else { return };
        self.agreed[mark] = !stand.differs && !stand.is_looked_at;
        self.items[mark] = Some(stand.item);
        if stand.is_looked_at {
            self.chosen = Some(mark);
        }
    }
}

fn spans_of(said: Option<&Arc<Annotation>>) -> Vec<Range<usize>> {
    said.map(|said| said.anchor.spans().iter().map(|span| span.range()).collect()).unwrap_or_default()
}
