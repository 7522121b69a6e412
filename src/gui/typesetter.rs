//! The typesetter: sets long paragraphs on a thread of its own, for one of 600,000 characters takes longer than a frame. A document
//! that is being read is set before it is shown, as the last page was. In another size or width a page stays as it was until what
//! is in sight has been set anew. Knows neither marks nor commands. Pixels; offsets are bytes of the document.

use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use egui::Context;

use crate::model::document::Document;
use crate::session::openings::Prepare;
use crate::text::bidi::Direction;
use crate::text::caret::Caret;
use crate::text::flow::Flow;
use crate::text::fonts::Faces;
use crate::text::layout::Style;
use crate::text::shape::Engine;
use crate::view::measure::Measure;

/// Paragraphs of so many bytes, together, are set within half a frame.
pub const AT_ONCE: usize = 60_000;

/// Sets documents beside the window.
#[derive(Default)]
pub struct Typesetter {
    shared: Arc<Shared>,
    under_way: Option<Receiver<Set>>,
}

/// What the threads that read documents know of the page, and what they made for it.
#[derive(Default)]
struct Shared {
    /// How the last page was set, and how high it was.
    last: Mutex<Option<(Setting, f32)>>,
    ready: Mutex<Option<Set>>,
}

/// How a document is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    pub measure: Measure,
    pub direction: Direction,
    /// Whether a `_` between letters is a joiner.
    pub joiners: bool,
}

impl Setting {
    #[must_use]
    pub fn style(self) -> Style {
        self.measure.style(self.direction, self.joiners)
    }

    /// A document set so, with nothing laid out yet.
    #[must_use]
    pub fn flow(self, document: &Document) -> Flow {
        Flow::new(Arc::clone(document.text()), self.style(), self.measure.paragraph_gap())
    }
}

/// A document as it was set.
pub struct Set {
    pub document: Arc<Document>,
    pub setting: Setting,
    pub flow: Flow,
}

/// What is to be laid out of it.
#[derive(Debug, Clone, Copy)]
pub struct InSight {
    /// What stands at the top of the page.
    pub top: usize,
    pub caret: usize,
    pub height: f32,
}

impl Typesetter {
    /// Notes how a page was set, so that the next one is set likewise before it is there.
    pub fn note(&self, setting: Setting, height: f32) {
        *self.shared.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((setting, height));
    }

    /// What sets a document that was just read, on the thread that read it.
    #[must_use]
    pub fn preparing(&self, faces: Arc<Faces>) -> Prepare {
        let shared = Arc::clone(&self.shared);
        Arc::new(move |document: &Arc<Document>| {
            let Some((last, height)) = *shared.last.lock().unwrap_or_else(PoisonError::into_inner) else { return };
            let setting = Setting { direction: document.direction(), ..last };
            let mut flow = setting.flow(document);
            flow.visible(&mut Engine::new(Arc::clone(&faces)), 0.0, f64::from(height));
            let set = Set { document: Arc::clone(document), setting, flow };
            *shared.ready.lock().unwrap_or_else(PoisonError::into_inner) = Some(set);
        })
    }

    /// A document that was set when it was read, if it is to be set like that.
    pub fn take_prepared(&self, document: &Arc<Document>, setting: Setting) -> Option<Flow> {
        let ready = self.shared.ready.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        (Arc::ptr_eq(&ready.document, document) && ready.setting == setting).then_some(ready.flow)
    }

    /// Begins to set a document, unless one is being set. `like` is the same as it was set before. Whether something will come.
    #[must_use]
    pub fn begin(
        &mut self,
        context: &Context,
        faces: Arc<Faces>,
        document: &Arc<Document>,
        setting: Setting,
        (like, in_sight): (Option<Flow>, InSight),
    ) -> bool {
        if self.under_way.is_some() {
            return true;
        }
        let (context, document) = (context.clone(), Arc::clone(document));
        let (sender, under_way) = channel();
        let set = move || {
            let mut engine = Engine::new(faces);
            let mut flow = like.unwrap_or_else(|| setting.flow(&document));
            flow.set_style(setting.style(), setting.measure.paragraph_gap());
            let height = f64::from(in_sight.height);
            for offset in [in_sight.caret, in_sight.top] {
                let top = flow.caret_box(&mut engine, Caret::before(offset)).top;
                flow.visible(&mut engine, top - height, top + height);
            }
            // Nobody hears it any more if the window was closed.
            let _ = sender.send(Set { document, setting, flow });
            context.request_repaint();
        };
        self.under_way = thread::Builder::new().name("typesetter".to_owned()).spawn(set).ok().map(|_| under_way);
        self.under_way.is_some()
    }

    /// Whether something is being set.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.under_way.is_some()
    }

    /// What was set since this was last asked.
    pub fn finished(&mut self) -> Option<Set> {
        let answer = self.under_way.as_ref()?.try_recv();
        if !matches!(answer, Err(TryRecvError::Empty)) {
            self.under_way = None;
        }
        answer.ok()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use egui::Context;

    use super::{InSight, Setting, Typesetter};
    use crate::model::document::Document;
    use crate::model::id::DocumentId;
    use crate::text::bidi::Direction;
    use crate::text::flow::Flow;
    use crate::text::fonts::Faces;
    use crate::text::shape::Engine;
    use crate::view::measure::{Measure, Spacing};

    const HEIGHT: f32 = 300.0;

    fn setting(width: f32) -> Setting {
        let measure = Measure { size: 16.0, width, spacing: Spacing::Chips };
        Setting { measure, direction: Direction::Auto, joiners: false }
    }

    fn document() -> Arc<Document> {
        let text = format!("{}\nزارت ليلى Haifa أمس", "Layla visited Haifa ".repeat(50));
        Arc::new(Document::new(DocumentId::new("d"), text))
    }

    /// Where the lines of the first page end.
    fn ends(flow: &mut Flow, faces: &Arc<Faces>) -> Vec<usize> {
        let placed = flow.visible(&mut Engine::new(Arc::clone(faces)), 0.0, f64::from(HEIGHT));
        placed.iter().flat_map(|placed| placed.layout.lines().iter().map(|line| placed.start + line.end)).collect()
    }

    #[test]
    fn what_is_set_beside_is_as_if_it_were_set_here_anew_or_in_another_width() {
        let (faces, document, mut setter) = (Arc::new(Faces::bundled()), document(), Typesetter::default());
        let here = |width: f32| ends(&mut setting(width).flow(&document), &faces);
        let mut beside = |width: f32, like: Option<Flow>| {
            let in_sight = InSight { top: 0, caret: 1_005, height: HEIGHT };
            assert!(setter.begin(&Context::default(), Arc::clone(&faces), &document, setting(width), (like, in_sight)));
            std::iter::repeat_with(|| setter.finished()).find_map(|set| set.map(|set| set.flow)).unwrap()
        };
        let mut wide = beside(400.0, None);
        assert_eq!(ends(&mut wide, &faces), here(400.0));
        assert_eq!(ends(&mut beside(200.0, Some(wide)), &faces), here(200.0));
        assert!(here(200.0).len() > here(400.0).len());
    }

    #[test]
    fn a_document_that_was_read_is_set_as_the_last_page_was_and_taken_once_if_that_is_wanted() {
        let (faces, document, setter) = (Arc::new(Faces::bundled()), document(), Typesetter::default());
        let prepare = setter.preparing(Arc::clone(&faces));
        prepare(&document);
        assert!(setter.take_prepared(&document, setting(400.0)).is_none(), "no page was drawn yet");
        setter.note(setting(400.0), HEIGHT);
        prepare(&document);
        assert!(setter.take_prepared(&document, setting(300.0)).is_none());
        prepare(&document);
        let is_taken = || setter.take_prepared(&document, setting(400.0)).is_some();
        assert_eq!([is_taken(), is_taken()], [true, false]);
    }
}
