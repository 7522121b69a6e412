//! What the window remembers of the page: how it is set, where it is scrolled to, what is marked on it and what is looked at; and
//! what keys mean there by sight. Points; bytes of the document.

use std::ops::Range;
use std::sync::Arc;

use egui::{Context, Id};

use crate::gui::parallel::Columns;
use crate::gui::press::PointerState;
use crate::gui::typesetter::{self, InSight, Set, Setting, Typesetter};
use crate::model::document::Document;
use crate::model::id::AnnotationId;
use crate::session::command::{Command, Extend};
use crate::session::keymap::{KeyPress, Reading};
use crate::session::openings::Prepare;
use crate::session::state::Session;
use crate::text::caret::Sight;
use crate::text::flow::{CaretBox, Flow};
use crate::text::fonts::Faces;
use crate::text::segment;
use crate::text::shape::Engine;
use crate::view::body::visible_bytes;
use crate::view::drawn::Drawn;
use crate::view::heading::Heading;
use crate::view::kept::Kept;
use crate::view::mark::{FrameMark, Mark};
use crate::view::measure::Measure;
use crate::view::quiet::{Quiet, QuietKind};
use crate::view::voices::VoiceMarks;
use crate::view::{frames, review};

pub(super) const SCROLL_BAR: f32 = 12.0;
/// Quiet marks are found by reading the whole document, 100 kB in 10 ms: longer documents, in bytes, go without. `check` and the
/// keys of suggestions find them there too.
const LONGEST_READ: usize = 200_000;
/// What the window remembers of the page between two frames.
#[derive(Default)]
pub struct PageView {
    pub(super) flow: Option<Flow>,
    /// The document that `flow` was made of, and how it is set.
    pub(super) shown: Option<(Arc<Document>, Setting)>,
    pub(super) typesetter: Typesetter,
    /// What the set says.
    pub(super) own: Drawn,
    /// What others say, while they stand side by side with it.
    pub(super) columns: Columns,
    /// The revision and the columns for which these were made.
    pub(super) marked: Option<(u64, Vec<usize>)>,
    pub(super) quiet: Vec<Quiet>,
    /// What others marked in sight, while they are compared.
    pub(super) voices: VoiceMarks,
    /// The revision and the bytes in sight that the quiet marks and those of others were found for.
    pub(super) in_sight: Option<(u64, Range<usize>)>,
    pub(super) kept: Kept,
    /// The document's y at the window's top edge.
    pub(super) scroll: f64,
    pub(super) height: f32,
    /// Where it was scrolled to when it was drawn last, in the same setting.
    pub(super) drawn: Option<f64>,
    /// Whether it stays there for now: where it is to go has to be set first.
    pub(super) is_held_back: bool,
    pub(super) is_blank: bool,
    /// Of what is about the whole document, above the text.
    pub(super) heading: f32,
    /// What was chosen in the last frame.
    pub(super) chosen: Option<AnnotationId>,
    /// A paragraph in sight and its top, as they were last drawn: estimates above it that become true must not move it.
    pub(super) held: Option<(usize, f64)>,
    /// Where the caret was going before lines of other lengths drew it aside.
    pub(super) goal_x: Option<f32>,
    /// Which way a row of steps by word goes: it keeps that through paragraphs that read the other way.
    row: Option<Reading>,
    pub(super) pointer: PointerState,
    pub(super) is_reveal_due: bool,
    /// What is to be shown instead of the caret.
    pub(super) sought: Option<Sought>,
    pub(super) zoom_turned: f32,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Sought {
    /// In bytes.
    Offset(usize),
    /// What is about the whole document.
    Heading,
}

impl PageView {
    /// The identity of the page among egui's widgets, for the keyboard's focus.
    #[must_use]
    pub fn id() -> Id {
        Id::unique("page")
    }

    /// Shows the caret in the next frame, wherever it is.
    pub fn reveal(&mut self) {
        (self.is_reveal_due, self.sought) = (true, None);
    }

    /// Shows a place of the text in the next frame, in bytes.
    pub fn reveal_at(&mut self, offset: usize) {
        (self.is_reveal_due, self.sought) = (true, Some(Sought::Offset(offset)));
    }

    /// Shows the beginning of a mark in the next frame.
    pub(super) fn seek(&mut self, mark: &Mark) {
        let sought = mark.spans.first().map_or(Sought::Heading, |span| Sought::Offset(span.start));
        (self.is_reveal_due, self.sought) = (true, Some(sought));
    }

    /// The document's y at the top edge.
    #[must_use]
    pub fn scroll(&self) -> f64 {
        self.scroll
    }

    /// Forgets where a row of steps was going: another command came between.
    pub fn forget_goal(&mut self) {
        (self.goal_x, self.row) = (None, None);
    }

    /// The last command was a step by word: the next goes on the same way.
    pub fn go_on(&mut self, reading: Reading) {
        self.row = Some(reading);
    }

    /// What the arrows mean for commands in reading order: as the caret's paragraph reads, whatever runs the other way in it, and
    /// in a row of steps as where it began. By the text at the caret, or by each paragraph that is come to, a row would turn back
    /// at a name in another script and never leave it.
    #[must_use]
    pub fn reading_order(&mut self, engine: &mut Engine, session: &Session) -> Reading {
        if let Some(reading) = self.row {
            return reading;
        }
        let is_set = self.caret_box(engine, session).is_some();
        let caret = session.selection().caret;
        let is_rtl = self.flow.as_mut().is_some_and(|flow| match is_set {
            true => flow.is_rtl_at(engine, caret.offset),
            false => flow.is_rtl(),
        });
        if is_rtl { Reading::RightToLeft } else { Reading::LeftToRight }
    }

    /// Which way the text at the caret runs.
    #[must_use]
    pub fn reading(&mut self, engine: &mut Engine, session: &Session) -> Reading {
        match self.caret_box(engine, session) {
            Some(CaretBox { is_rtl: true, .. }) => Reading::RightToLeft,
            _ => Reading::LeftToRight,
        }
    }

    /// What a key means by sight: the command that puts the caret there.
    pub fn sight(&mut self, engine: &mut Engine, session: &Session, press: &KeyPress) -> Option<Command> {
        if press.ctrl || press.alt {
            return None;
        }
        let place = self.caret_box(engine, session)?;
        let flow = self.flow.as_mut()?;
        let is_rtl = flow.is_rtl_at(engine, session.selection().caret.offset);
        let goal = self.goal_x.unwrap_or(place.x);
        let caret = session.selection().caret;
        let page = f64::from(self.height) - (place.bottom - place.top);
        let middle = (place.top + place.bottom) / 2.0;
        let (caret, keeps_goal) = match press.key {
            "ArrowLeft" => (flow.step(engine, caret, Sight::Left, goal), false),
            "ArrowRight" => (flow.step(engine, caret, Sight::Right, goal), false),
            "ArrowUp" => (flow.step(engine, caret, Sight::Up, goal), true),
            "ArrowDown" => (flow.step(engine, caret, Sight::Down, goal), true),
            "Home" => (flow.step(engine, caret, if is_rtl { Sight::LineRight } else { Sight::LineLeft }, goal), false),
            "End" => (flow.step(engine, caret, if is_rtl { Sight::LineLeft } else { Sight::LineRight }, goal), false),
            "PageUp" => (flow.hit(engine, goal, middle - page), true),
            "PageDown" => (flow.hit(engine, goal, middle + page), true),
            _ => return None,
        };
        (self.goal_x, self.row) = (keeps_goal.then_some(goal), None);
        self.reveal();
        Some(session.set_caret_command(caret, if press.shift { Extend::Yes } else { Extend::No }))
    }

    /// The caret's place in the document, if one is shown and its paragraph is set, or can be within a frame.
    pub fn caret_box(&mut self, engine: &mut Engine, session: &Session) -> Option<CaretBox> {
        let (document, _) = self.shown.as_ref()?;
        let is_current = session.document().is_some_and(|current| Arc::ptr_eq(current, document));
        let caret = session.selection().caret;
        let is_set = |flow: &&mut Flow| flow.unset_at(caret.offset) <= typesetter::AT_ONCE;
        let flow = self.flow.as_mut().filter(|_| is_current).filter(is_set)?;
        Some(flow.caret_box(engine, caret))
    }

    /// Whether what is in sight is being set anew.
    #[must_use]
    pub fn is_being_set(&self) -> bool {
        self.typesetter.is_busy()
    }

    /// Whether nothing of the text could be drawn in the last frame, since it was not set.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.is_blank
    }

    /// What sets documents that are read, before they are shown.
    #[must_use]
    pub fn preparing(&self, faces: Arc<Faces>) -> Arc<dyn Prepare> {
        self.typesetter.preparing(faces)
    }

    /// Makes the flow that the session asks for, and says in what measure it is to be drawn: in that of before, as long as a long
    /// paragraph in sight is being set anew. None while there is nothing of the document to draw yet.
    pub(super) fn prepare(
        &mut self,
        context: &Context,
        engine: &mut Engine,
        (document, caret): (&Arc<Document>, usize),
        setting: Setting,
    ) -> Option<Measure> {
        if let Some(set) = self.typesetter.finished().filter(|set| Arc::ptr_eq(&set.document, document)) {
            self.put(engine, &set.document, set.setting, |_| set.flow);
        }
        self.typesetter.note(document, setting, self.height);
        let shown = self.shown.as_ref().filter(|(shown, _)| Arc::ptr_eq(shown, document)).map(|(_, setting)| *setting);
        if shown == Some(setting) {
            return Some(setting.measure);
        }
        let flow = self.flow.as_mut().filter(|_| shown.is_some());
        if flow.is_none()
            && let Some(flow) = self.typesetter.take(document, setting)
        {
            self.put(engine, document, setting, |_| flow);
            return Some(setting.measure);
        }
        let height = f64::from(self.height);
        let caret_bytes = segment::paragraph_at(document.text(), caret).len();
        let (bytes, top) = match &flow {
            Some(flow) => (flow.bytes_within(self.scroll, self.scroll + height), flow.first_byte_at(self.scroll)),
            None => (0, caret),
        };
        if bytes.max(caret_bytes) > typesetter::AT_ONCE {
            let (like, in_sight) = (flow.cloned(), InSight { top, caret, height: self.height });
            if self.typesetter.begin(context, Arc::clone(engine.faces()), document, setting, (like, in_sight)) {
                return shown.map(|shown| shown.measure);
            }
        }
        let is_there = shown.is_some();
        self.put(engine, document, setting, |flow| match flow.filter(|_| is_there) {
            Some(mut flow) => {
                flow.set_style(setting.style(), setting.measure.paragraph_gap());
                flow
            }
            None => setting.flow(document),
        });
        Some(setting.measure)
    }

    /// Has long paragraphs that come into sight set, and stays where it is until they are. Whether there is nothing to draw yet.
    pub(super) fn is_unset(
        &mut self,
        context: &Context,
        engine: &Engine,
        (document, caret): (&Arc<Document>, usize),
    ) -> bool {
        self.is_held_back = false;
        let (Some(flow), Some((_, setting))) = (&self.flow, &self.shown) else { return false };
        let (top, height) = (self.scroll.max(0.0), f64::from(self.height));
        let sought = match self.sought {
            Some(Sought::Offset(offset)) => offset,
            Some(Sought::Heading) | None => caret,
        };
        let unset = match self.is_reveal_due {
            true => flow.unset_at(sought),
            false => flow.unset_within(top, top + height),
        };
        let is_unset = unset > typesetter::AT_ONCE;
        // What is next to it is set before it is scrolled to.
        if !is_unset && flow.longest_unset_within(top - height, top + 2.0 * height) <= typesetter::AT_ONCE {
            return false;
        }
        let top = if self.is_reveal_due { sought } else { flow.first_byte_at(top) };
        let in_sight = InSight { top, caret, height: if is_unset { self.height } else { 2.0 * self.height } };
        let faces = Arc::clone(engine.faces());
        let comes = self.typesetter.begin(context, faces, document, *setting, (Some(flow.clone()), in_sight));
        if !(is_unset && comes) {
            return false;
        }
        let before = self.drawn.filter(|drawn| flow.unset_within(*drawn, drawn + height) <= typesetter::AT_ONCE);
        self.is_held_back = before.is_some();
        self.scroll = before.unwrap_or(self.scroll);
        !self.is_held_back
    }

    /// Shows a document from now on as `make` sets it, of the flow that was there. What is at the window's top stays there when the
    /// document stays.
    fn put(
        &mut self,
        engine: &mut Engine,
        document: &Arc<Document>,
        setting: Setting,
        make: impl FnOnce(Option<Flow>) -> Flow,
    ) {
        let shown = self.shown.as_ref().filter(|(shown, _)| Arc::ptr_eq(shown, document)).map(|(_, setting)| *setting);
        if shown == Some(setting) {
            // More of it was set.
            self.flow = Some(make(self.flow.take()));
            return;
        }
        let is_there = shown.is_some();
        // At the very top one stays there, whatever becomes of the first line.
        let is_at_top = is_there && self.scroll <= 0.0;
        let top = self.flow.as_mut().filter(|_| is_there && !is_at_top).map(|flow| {
            let top = flow.hit(engine, 0.0, self.scroll.max(0.0));
            let place = flow.caret_box(engine, top);
            (top, ((self.scroll - place.top) / (place.bottom - place.top).max(1.0)).clamp(-2.0, 1.0))
        });
        if let Some(((document, setting), flow)) =
            self.shown.take_if(|_| !is_there).zip(self.flow.take_if(|_| !is_there))
        {
            self.typesetter.keep(Set { document, setting, flow });
        }
        let mut flow = make(self.flow.take());
        self.drawn = None;
        if let Some((top, share)) = top {
            let place = flow.caret_box(engine, top);
            self.scroll = place.top + share * (place.bottom - place.top);
        } else {
            self.scroll = f64::NEG_INFINITY;
            if !is_there {
                self.pointer = PointerState::default();
                self.reveal();
            }
        }
        (self.flow, self.held) = (Some(flow), None);
        self.shown = Some((Arc::clone(document), setting));
    }

    /// Brings the marks up to date. `seated` are the voices that have columns of their own.
    pub(super) fn mark(&mut self, session: &Session, seated: Vec<usize>) {
        let wanted = (session.revision(), seated);
        if self.marked.as_ref() == Some(&wanted) {
            return;
        }
        self.own.follow(session.project(), session.set());
        self.columns.follow(session, wanted.1.clone());
        self.marked = Some(wanted);
        self.in_sight = None;
    }

    /// Brings the marks of others and the quiet ones up to date, for the lines in sight only.
    pub(super) fn mark_in_sight(&mut self, engine: &mut Engine, session: &Session) {
        let (top, bottom) = (self.scroll, self.scroll + f64::from(self.height));
        let Some(flow) = &mut self.flow else { return };
        let visible = visible_bytes(&flow.visible(engine, top, bottom), top, bottom);
        let wanted = Some((session.revision(), visible.clone()));
        if self.in_sight == wanted {
            return;
        }
        self.in_sight = wanted;
        self.mark_voices(session, &visible);
        self.quiet.clear();
        if session.document().is_none_or(|document| document.text().len() > LONGEST_READ) {
            return;
        }
        // Where others are compared, what the text seems to quote is not the question.
        let suggestions = if session.review().is_none() { session.suggestions(visible.clone()) } else { Vec::new() };
        for suggestion in suggestions {
            self.quiet.push(Quiet { range: suggestion.content, kind: QuietKind::Suggested });
            self.quiet.extend(suggestion.cue.map(|range| Quiet { range, kind: QuietKind::SuggestedCue }));
        }
        let touching = session.set().into_iter().flat_map(|set| set.touching(visible.clone()));
        let overreaching = touching.filter_map(|annotation| session.overreach(annotation));
        self.quiet.extend(overreaching.map(|found| Quiet { range: found.range, kind: QuietKind::Overreach }));
    }

    /// What others marked there, and how it stands in the columns.
    fn mark_voices(&mut self, session: &Session, visible: &Range<usize>) {
        let open = session.review().and_then(|review| Some((review, review.docket()?)));
        let stands = open.map(|(review, docket)| review::stands_near(review, docket, visible)).unwrap_or_default();
        self.columns.place(session, &stands);
        self.voices = review::voices(session, &stands, &self.columns.seated);
    }

    /// What is looked at: the chosen frame, or the one that is being filled, or those that the pointer rests on.
    pub(super) fn looked_at(&self, session: &Session) -> Option<Vec<FrameMark>> {
        let chosen = session.chosen_id().and_then(|id| self.own.marks.position(id));
        let of_chosen = chosen.and_then(|chosen| self.own.frames.iter().find(|frame| frame.mark == chosen).cloned());
        match (of_chosen, session.filling()) {
            (Some(frame), _) => Some(vec![frame]),
            (None, Some(_)) => Some(chosen.map(|mark| FrameMark { mark, joins: Vec::new() }).into_iter().collect()),
            (None, None) => {
                let mark = self.pointer.hover.looked_at().and_then(|id| self.own.marks.position(id))?;
                Some(frames::around(&self.own.frames, mark)).filter(|frames| !frames.is_empty())
            }
        }
    }

    /// What is about the whole document, in the direction of the document: of each column, or of the set alone.
    pub(super) fn headings(&mut self, engine: &mut Engine, measure: Measure) -> Vec<Heading> {
        let is_rtl = self.flow.as_ref().is_some_and(Flow::is_rtl);
        let mut heading = |drawn: &Drawn| Heading::new(&mut self.kept, engine, measure, &drawn.marks.marks, is_rtl);
        let drawn = self.columns.columns.iter().map(|column| &column.drawn).chain([&self.own]);
        let headings: Vec<Heading> = drawn.map(&mut heading).collect();
        let height = headings.iter().map(Heading::height).fold(0.0, f32::max);
        // Something above the text came or went: at the top one sees it.
        if f64::from(self.heading) != f64::from(height) && self.scroll <= 0.0 {
            self.scroll = f64::NEG_INFINITY;
        }
        self.heading = height;
        headings
    }

    /// What was just chosen and is about the whole document is brought into sight.
    pub(super) fn seek_heading(&mut self, session: &Session) {
        let chosen = session.chosen();
        let id = chosen.map(|chosen| chosen.id);
        if std::mem::replace(&mut self.chosen, id) != id
            && chosen.is_some_and(|chosen| chosen.anchor.spans().is_empty())
        {
            (self.is_reveal_due, self.sought) = (true, Some(Sought::Heading));
        }
    }

    /// From the window's top edge to the text when nothing is scrolled.
    pub(super) fn space_above(&self, measure: Measure) -> f32 {
        self.heading + measure.em(if self.heading > 0.0 { 0.5 } else { 1.5 })
    }

    /// Whether what is looked at was chosen, so that the pointer changes nothing about it.
    pub(super) fn is_settled(&self, session: &Session) -> bool {
        let chosen = session.chosen_id().and_then(|id| self.own.marks.position(id));
        session.filling().is_some() || self.own.frames.iter().any(|frame| Some(frame.mark) == chosen)
    }
}
