//! What the pointer rests on: an annotation is looked at after a moment, and let go a moment after the pointer left it, so that
//! nothing flickers while one reads along with the pointer. Knows no window; seconds, and pixels of the page.

use crate::model::id::AnnotationId;
use crate::view::shapes::Rect;

/// How long the pointer rests before something happens.
const REST_SECONDS: f64 = 0.22;

/// What is looked at, and what may be next.
#[derive(Default)]
pub struct Hover {
    shown: Option<Held>,
    /// What is under the pointer instead, and since when.
    next: Option<(Option<AnnotationId>, f64)>,
}

struct Held {
    id: AnnotationId,
    /// Where the pointer found it: names move when other things stand back, and must not slip from under the pointer.
    rect: Rect,
    /// The document's y at the page's top then.
    scroll: f64,
}

/// When to look again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wake {
    Never,
    Now,
    After(f64),
}

impl Hover {
    #[must_use]
    pub fn looked_at(&self) -> Option<AnnotationId> {
        self.shown.as_ref().map(|held| held.id)
    }

    /// Follows the pointer: where it is on the page, and what is there with its box.
    pub fn follow(
        &mut self,
        now: f64,
        scroll: f64,
        place: Option<[f32; 2]>,
        under: Option<(AnnotationId, Rect)>,
    ) -> Wake {
        let is_held = |held: &&Held| held.scroll == scroll && place.is_some_and(|[x, y]| held.rect.contains(x, y));
        let held = self.shown.as_ref().filter(is_held).map(|held| held.id);
        let id = held.or(under.map(|(id, _)| id));
        if id == self.looked_at() {
            self.next = None;
            return Wake::Never;
        }
        match self.next {
            Some((next, since)) if next == id && now - since >= REST_SECONDS => {
                self.shown = under.filter(|(under, _)| Some(*under) == id).map(|(id, rect)| Held { id, rect, scroll });
                self.next = None;
                Wake::Now
            }
            Some((next, since)) if next == id => Wake::After(REST_SECONDS - (now - since)),
            _ => {
                self.next = Some((id, now));
                Wake::After(REST_SECONDS)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Hover, REST_SECONDS, Wake};
    use crate::model::id::AnnotationId;
    use crate::view::shapes::Rect;

    const BOX: Rect = Rect { left: 10.0, top: 10.0, right: 30.0, bottom: 20.0 };
    const VISIT: Option<(AnnotationId, Rect)> = Some((AnnotationId(1), BOX));
    const CALL: Option<(AnnotationId, Rect)> = Some((AnnotationId(2), BOX));
    const INSIDE: Option<[f32; 2]> = Some([15.0, 15.0]);
    const OUTSIDE: Option<[f32; 2]> = Some([50.0, 15.0]);

    /// A pointer that rests on a visit.
    fn resting() -> Hover {
        let mut hover = Hover::default();
        hover.follow(0.0, 0.0, INSIDE, VISIT);
        assert_eq!(hover.follow(REST_SECONDS, 0.0, INSIDE, VISIT), Wake::Now);
        hover
    }

    #[test]
    fn a_pointer_that_passes_shows_nothing() {
        let mut hover = Hover::default();
        assert_eq!(hover.follow(0.0, 0.0, INSIDE, VISIT), Wake::After(REST_SECONDS));
        hover.follow(0.1, 0.0, OUTSIDE, None);
        hover.follow(0.2, 0.0, INSIDE, CALL);
        assert_eq!(hover.looked_at(), None);
    }

    #[test]
    fn a_pointer_that_rests_asks_for_one_more_frame_and_then_for_none() {
        let mut hover = resting();
        assert_eq!(hover.looked_at(), Some(AnnotationId(1)));
        assert_eq!(hover.follow(9.0, 0.0, INSIDE, VISIT), Wake::Never);
    }

    #[test]
    fn a_name_that_moved_away_from_under_the_pointer_is_still_looked_at() {
        let mut hover = resting();
        assert_eq!(hover.follow(9.0, 0.0, INSIDE, None), Wake::Never);
        hover.follow(10.0, 0.0, OUTSIDE, None);
        assert_eq!(hover.follow(11.0, 0.0, OUTSIDE, None), Wake::Now);
        assert_eq!(hover.looked_at(), None);
    }

    #[test]
    fn what_was_scrolled_away_is_let_go() {
        let mut hover = resting();
        hover.follow(9.0, 40.0, INSIDE, None);
        hover.follow(10.0, 40.0, INSIDE, None);
        assert_eq!(hover.looked_at(), None);
    }
}
