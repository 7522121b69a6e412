//! The typesetter: sets long paragraphs on a thread of its own, for one of 600,000 characters takes longer than a frame. A document
//! that is being read is set before it is shown, as the last page was; those that were shown last are kept as they were set, so
//! that one comes back to them at once. In another size or width a page stays as it was until what is in sight has been set anew.
//! Knows neither marks nor commands. Pixels; offsets are bytes of the document.

use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;

use egui::Context;

use crate::model::document::Document;
use crate::session::openings::Prepare;
use crate::text::bidi::Direction;
use crate::text::caret::Caret;
use crate::text::flow::Flow;
use crate::text::fonts::Faces;
use crate::text::layout::Style;
use crate::text::segment;
use crate::text::shape::Engine;
use crate::view::measure::Measure;

/// Paragraphs of so many bytes, together, are set within half a frame.
pub const AT_ONCE: usize = 60_000;

/// A document of more paragraphs is not made ready to be set within half a frame, be they empty.
const PARAGRAPHS_AT_ONCE: usize = 200_000;

/// What is kept of documents that were shown or will be, in bytes of memory: three paragraphs of 600,000 Arabic characters.
const KEPT: usize = 40_000_000;

/// Sets documents beside the window.
#[derive(Default)]
pub struct Typesetter {
    shared: Arc<Shared>,
    under_way: Option<Receiver<Set>>,
}

/// What the threads that read documents know of the page, and what is kept for it.
#[derive(Default)]
struct Shared {
    page: Mutex<Option<LastPage>>,
    /// The one that was shown or set last comes last.
    kept: Mutex<Vec<Set>>,
}

/// What stood on the page last, how it was set, and how high the page was.
#[derive(Clone)]
struct LastPage {
    document: Weak<Document>,
    setting: Setting,
    height: f32,
}

impl Shared {
    fn page(&self) -> Option<LastPage> {
        self.page.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn kept(&self) -> MutexGuard<'_, Vec<Set>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what took long to set, and lets go of what was kept first as soon as it is too much.
    fn keep(&self, set: Set) {
        let mut kept = self.kept();
        kept.retain(|other| !Arc::ptr_eq(&other.document, &set.document));
        kept.push(set);
        let mut room = KEPT;
        let fits = |set: &&Set| room.checked_sub(set.flow.weight()).map(|left| room = left).is_some();
        // The last is kept whatever it takes, or it would have to be set while it is shown.
        let count = kept.iter().rev().take_while(fits).count().max(1);
        let excess = kept.len() - count;
        kept.drain(..excess);
    }

    /// A document as it was set, if it is as it is wanted.
    fn take(&self, document: &Arc<Document>, is_wanted: impl Fn(&Set) -> bool) -> Option<Flow> {
        let mut kept = self.kept();
        let at = kept.iter().position(|set| Arc::ptr_eq(&set.document, document) && is_wanted(set))?;
        Some(kept.remove(at).flow)
    }
}

/// Whether a text has too many paragraphs, or one at `offset` or beside it that is too long, to be set within half a frame.
fn is_long_at(text: &str, offset: usize) -> bool {
    if text.len() <= AT_ONCE {
        return false;
    }
    if segment::paragraph_count(text) > PARAGRAPHS_AT_ONCE {
        return true;
    }
    let here = segment::paragraph_at(text, text.floor_char_boundary(offset));
    let before = here.start.checked_sub(1).map_or(0..0, |end| segment::paragraph_at(text, end));
    let after = text[here.end..].find('\n').map_or(0..0, |at| segment::paragraph_at(text, here.end + at + 1));
    [before, here, after].iter().any(|paragraph| paragraph.len() > AT_ONCE)
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
    pub fn note(&self, document: &Arc<Document>, setting: Setting, height: f32) {
        let page = LastPage { document: Arc::downgrade(document), setting, height };
        *self.shared.page.lock().unwrap_or_else(PoisonError::into_inner) = Some(page);
    }

    /// What sets documents on the threads that read them.
    #[must_use]
    pub fn preparing(&self, faces: Arc<Faces>) -> Arc<dyn Prepare> {
        Arc::new(Preparing { shared: Arc::clone(&self.shared), faces })
    }

    /// Keeps a document that is left, if setting it took long.
    pub fn keep(&self, set: Set) {
        if set.flow.longest_set() > AT_ONCE || set.flow.paragraph_count() > PARAGRAPHS_AT_ONCE {
            self.shared.keep(set);
        }
    }

    /// A document that was set like this when it was shown last, or read.
    #[must_use]
    pub fn take(&self, document: &Arc<Document>, setting: Setting) -> Option<Flow> {
        self.shared.take(document, |set| set.setting == setting)
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
        let (context, document, shared) = (context.clone(), Arc::clone(document), Arc::clone(&self.shared));
        let (sender, under_way) = channel();
        let set = move || {
            let like = like.or_else(|| shared.take(&document, |_| true));
            let flow = set_in_sight(Engine::new(faces), &document, setting, like, in_sight);
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

/// Sets documents as the last page was set, before they are shown.
struct Preparing {
    shared: Arc<Shared>,
    faces: Arc<Faces>,
}

impl Preparing {
    fn setting(&self, document: &Document) -> Option<Setting> {
        self.shared.page().map(|page| Setting { direction: document.direction(), ..page.setting })
    }
}

impl Prepare for Preparing {
    fn is_ready(&self, document: &Arc<Document>, caret: usize) -> bool {
        if !is_long_at(document.text(), caret) {
            return true;
        }
        let is_shown = |page: &LastPage| page.document.as_ptr() == Arc::as_ptr(document);
        let (page, setting) = (self.shared.page(), self.setting(document));
        let is_set = |set: &Set| {
            Arc::ptr_eq(&set.document, document)
                && setting.is_none_or(|setting| set.setting == setting)
                && set.flow.unset_at(caret) <= AT_ONCE
        };
        page.is_none_or(|page| is_shown(&page)) || self.shared.kept().iter().any(is_set)
    }

    fn prepare(&self, document: &Arc<Document>, caret: usize) {
        let Some((page, setting)) = self.shared.page().zip(self.setting(document)) else { return };
        let caret = document.text().floor_char_boundary(caret);
        let in_sight = InSight { top: caret, caret, height: page.height };
        let like = self.shared.take(document, |_| true);
        let flow = set_in_sight(Engine::new(Arc::clone(&self.faces)), document, setting, like, in_sight);
        self.shared.keep(Set { document: Arc::clone(document), setting, flow });
    }
}

/// Sets a document, or the same as it was set before, around what is in sight and the caret.
fn set_in_sight(
    mut engine: Engine,
    document: &Document,
    setting: Setting,
    like: Option<Flow>,
    in_sight: InSight,
) -> Flow {
    let mut flow = like.unwrap_or_else(|| setting.flow(document));
    flow.set_style(setting.style(), setting.measure.paragraph_gap());
    let height = f64::from(in_sight.height);
    for offset in [in_sight.caret, in_sight.top] {
        let top = flow.caret_box(&mut engine, Caret::before(offset)).top;
        flow.visible(&mut engine, top - height, top + height);
    }
    flow
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use egui::Context;

    use super::{AT_ONCE, InSight, KEPT, Set, Setting, Typesetter};
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
        let preparing = setter.preparing(Arc::clone(&faces));
        preparing.prepare(&document, 0);
        assert!(setter.take(&document, setting(400.0)).is_none(), "no page was drawn yet");
        setter.note(&Arc::new(Document::new(DocumentId::new("other"), "Layla")), setting(400.0), HEIGHT);
        preparing.prepare(&document, 0);
        assert!(setter.take(&document, setting(300.0)).is_none());
        let is_taken = || setter.take(&document, setting(400.0)).is_some();
        assert_eq!([is_taken(), is_taken()], [true, false]);
    }

    /// A document of one long paragraph, as it was shown.
    fn long(setter: &Typesetter) -> Arc<Document> {
        let text = "Layla visited Haifa ".repeat(AT_ONCE / 20 + 1);
        let document = Arc::new(Document::new(DocumentId::new("long"), text));
        setter.note(&document, setting(400.0), HEIGHT);
        document
    }

    #[test]
    fn a_long_paragraph_that_was_left_is_kept_and_ready_in_the_setting_it_was_shown_in() {
        let (setter, short) = (Typesetter::default(), document());
        let long = long(&setter);
        let preparing = setter.preparing(Arc::new(Faces::bundled()));
        let is_ready = |document: &Arc<Document>, width| {
            setter.note(&short, setting(width), HEIGHT);
            preparing.is_ready(document, 0)
        };
        assert!(preparing.is_ready(&long, 0), "it is on the page");
        assert!(is_ready(&short, 400.0) && !is_ready(&long, 400.0));
        preparing.prepare(&long, 0);
        assert!(is_ready(&long, 400.0) && !is_ready(&long, 300.0));
        let flow = setter.take(&long, setting(400.0)).unwrap();
        assert!(!is_ready(&long, 400.0));
        setter.keep(Set { document: Arc::clone(&long), setting: setting(400.0), flow });
        assert!(is_ready(&long, 400.0));
    }

    #[test]
    fn what_was_kept_first_is_let_go_when_it_is_too_much() {
        let setter = Typesetter::default();
        let first = long(&setter);
        setter.preparing(Arc::new(Faces::bundled())).prepare(&first, 0);
        let flow = setter.shared.kept()[0].flow.clone();
        assert!(flow.weight() > 2 * first.text().len(), "{}", flow.weight());
        let room = KEPT / flow.weight();
        for _ in 0..room {
            setter.keep(Set { document: long(&setter), setting: setting(400.0), flow: flow.clone() });
        }
        assert_eq!(setter.shared.kept().len(), room);
        assert!(setter.take(&first, setting(400.0)).is_none());
    }
}
