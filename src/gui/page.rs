//! The page in the window: scrolling, selecting and choosing on it, and what arrow keys mean by sight. Points; the page
//! itself is `view::page`, whose pixels are our points.

use std::ops::Range;
use std::sync::Arc;

use egui::{Align2, Context, Event, Id, MouseWheelUnit, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::gui::parallel::{self, Columns, Sheets};
use crate::gui::pointer::{PointerState, Seen, pointer};
use crate::gui::text::Kit;
use crate::gui::theme;
use crate::gui::typesetter::{self, InSight, Setting, Typesetter};
use crate::model::document::Document;
use crate::model::id::AnnotationId;
use crate::session::command::view::ViewChange;
use crate::session::command::{Command, Extend};
use crate::session::filling::{Choice, Filling};
use crate::session::keymap::{KeyPress, Reading};
use crate::session::opening::Prepare;
use crate::session::state::Session;
use crate::text::caret::{Caret, Sight};
use crate::text::flow::{CaretBox, Flow};
use crate::text::fonts::Faces;
use crate::text::segment;
use crate::text::shape::Engine;
use crate::view::body::visible_bytes;
use crate::view::draw;
use crate::view::drawn::Drawn;
use crate::view::frames;
use crate::view::heading::Heading;
use crate::view::kept::Kept;
use crate::view::lens::Lens;
use crate::view::mark::{FrameMark, Mark};
use crate::view::marks::Marks;
use crate::view::measure::{Measure, Spacing};
use crate::view::page::Page;
use crate::view::quiet::{Quiet, QuietKind};
use crate::view::review;
use crate::view::scene::{Focus, Scene};
use crate::view::tones::Ink;
use crate::view::voices::VoiceMark;

pub(super) const SCROLL_BAR: f32 = 12.0;
/// Quiet marks are found by reading the whole document, 100 kB in 10 ms: longer documents, in bytes, go without. `check` and the
/// keys of suggestions find them there too.
const LONGEST_READ: usize = 200_000;
/// Wheel turns for one step of the zoom.
const ZOOM_TURN: f32 = 1.0;

/// What the window remembers of the page between two frames.
#[derive(Default)]
pub struct PageView {
    pub(super) flow: Option<Flow>,
    /// The document that `flow` was made of, and how it is set.
    shown: Option<(Arc<Document>, Setting)>,
    typesetter: Typesetter,
    /// What the set says.
    pub(super) own: Drawn,
    /// What others say, while they stand side by side with it.
    columns: Columns,
    /// The revision and the columns for which these were made.
    marked: Option<(u64, Vec<usize>)>,
    quiet: Vec<Quiet>,
    /// What others marked, while they are compared.
    voices: Vec<VoiceMark>,
    /// The revision and the bytes that the quiet marks were found for.
    quiet_of: Option<(u64, Range<usize>)>,
    kept: Kept,
    /// The document's y at the window's top edge.
    pub(super) scroll: f64,
    height: f32,
    /// Of what is about the whole document, above the text.
    heading: f32,
    /// What was chosen in the last frame.
    chosen: Option<AnnotationId>,
    /// A paragraph in sight and its top, as they were last drawn: estimates above it that become true must not move it.
    held: Option<(usize, f64)>,
    /// Where the caret was going before lines of other lengths drew it aside.
    pub(super) goal_x: Option<f32>,
    pub(super) pointer: PointerState,
    is_reveal_due: bool,
    /// What is to be shown instead of the caret.
    sought: Option<Sought>,
    zoom_turned: f32,
}

#[derive(Debug, Clone, Copy)]
enum Sought {
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

    /// Forgets the goal of a row of ups and downs: another command came between.
    pub fn forget_goal(&mut self) {
        self.goal_x = None;
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
        let is_rtl = self.paragraph_is_rtl(engine, session);
        let flow = self.flow.as_mut()?;
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
        self.goal_x = keeps_goal.then_some(goal);
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

    fn paragraph_is_rtl(&mut self, engine: &mut Engine, session: &Session) -> bool {
        let Some((document, _)) = &self.shown else { return false };
        let paragraph = segment::paragraph_at(document.text(), session.selection().caret.offset);
        // The place before the first character is at the edge where the paragraph begins.
        let Some(flow) = &mut self.flow else { return false };
        let place = flow.caret_box(engine, Caret::before(paragraph.start));
        let placed = flow.visible(engine, place.top, place.top + 1.0);
        placed.iter().find(|placed| placed.start == paragraph.start).is_some_and(|placed| placed.layout.is_rtl())
    }

    /// Whether what is in sight is being set anew.
    #[must_use]
    pub fn is_being_set(&self) -> bool {
        self.typesetter.is_busy()
    }

    /// What sets documents that are read, before they are shown.
    #[must_use]
    pub fn preparing(&self, faces: Arc<Faces>) -> Prepare {
        self.typesetter.preparing(faces)
    }

    /// Makes the flow that the session asks for, and says in what measure it is to be drawn: in that of before, as long as a long
    /// paragraph in sight is being set anew. None while there is nothing of the document to draw yet.
    fn prepare(
        &mut self,
        context: &Context,
        engine: &mut Engine,
        (document, caret): (&Arc<Document>, usize),
        setting: Setting,
    ) -> Option<Measure> {
        if let Some(set) = self.typesetter.finished().filter(|set| Arc::ptr_eq(&set.document, document)) {
            self.put(engine, &set.document, set.setting, |_| set.flow);
        }
        self.typesetter.note(setting, self.height);
        let shown = self.shown.as_ref().filter(|(shown, _)| Arc::ptr_eq(shown, document)).map(|(_, setting)| *setting);
        if shown == Some(setting) {
            return Some(setting.measure);
        }
        let flow = self.flow.as_mut().filter(|_| shown.is_some());
        if flow.is_none()
            && let Some(flow) = self.typesetter.take_prepared(document, setting)
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

    /// Whether a long paragraph that comes into sight has to be set before anything can be drawn; that begins then.
    fn is_unset(&mut self, context: &Context, engine: &Engine, (document, caret): (&Arc<Document>, usize)) -> bool {
        let (Some(flow), Some((_, setting))) = (&self.flow, &self.shown) else { return false };
        let top = self.scroll.max(0.0);
        let sought = match self.sought {
            Some(Sought::Offset(offset)) => offset,
            Some(Sought::Heading) | None => caret,
        };
        let unset = match self.is_reveal_due {
            true => flow.unset_at(sought),
            false => flow.unset_within(top, top + f64::from(self.height)),
        };
        if unset <= typesetter::AT_ONCE {
            return false;
        }
        let top = if self.is_reveal_due { sought } else { flow.first_byte_at(top) };
        let in_sight = InSight { top, caret, height: self.height };
        let faces = Arc::clone(engine.faces());
        self.typesetter.begin(context, faces, document, *setting, (Some(flow.clone()), in_sight))
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
        let top = self.flow.as_mut().filter(|_| is_there).map(|flow| {
            let top = flow.hit(engine, 0.0, self.scroll.max(0.0));
            let place = flow.caret_box(engine, top);
            (top, ((self.scroll - place.top) / (place.bottom - place.top).max(1.0)).clamp(-2.0, 1.0))
        });
        let mut flow = make(self.flow.take());
        if let Some((top, share)) = top {
            let place = flow.caret_box(engine, top);
            self.scroll = place.top + share * (place.bottom - place.top);
        } else {
            self.scroll = f64::NEG_INFINITY;
            self.pointer = PointerState::default();
            self.reveal();
        }
        (self.flow, self.held) = (Some(flow), None);
        self.shown = Some((Arc::clone(document), setting));
    }

    /// Brings the marks up to date. `seated` are the voices that have columns of their own.
    fn mark(&mut self, session: &Session, seated: Vec<usize>) {
        let wanted = (session.revision(), seated);
        if self.marked.as_ref() == Some(&wanted) {
            return;
        }
        self.own.follow(session.project(), session.set());
        self.columns.follow(session, wanted.1.clone());
        self.voices = review::voices(session);
        self.voices.retain(|voice| !self.columns.seated.contains(&voice.lane));
        self.marked = Some(wanted);
    }

    /// Brings the quiet marks up to date, for the lines in sight only.
    fn mark_quietly(&mut self, engine: &mut Engine, session: &Session) {
        let (top, bottom) = (self.scroll, self.scroll + f64::from(self.height));
        let Some(flow) = &mut self.flow else { return };
        let visible = visible_bytes(&flow.visible(engine, top, bottom), top, bottom);
        let wanted = Some((session.revision(), visible.clone()));
        if self.quiet_of == wanted {
            return;
        }
        self.quiet_of = wanted;
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

    /// What is looked at: the chosen frame, or the one that is being filled, or those that the pointer rests on.
    fn looked_at(&self, session: &Session) -> Option<Vec<FrameMark>> {
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
    fn headings(&mut self, engine: &mut Engine, measure: Measure) -> Vec<Heading> {
        let is_rtl = self.flow.as_ref().is_some_and(Flow::is_rtl);
        let drawn = match self.columns.is_parallel() {
            true => self.columns.columns.iter().map(|column| &column.drawn).collect(),
            false => vec![&self.own],
        };
        let mut heading = |drawn: &Drawn| Heading::new(&mut self.kept, engine, measure, &drawn.marks.marks, is_rtl);
        let headings: Vec<Heading> = drawn.into_iter().map(&mut heading).collect();
        let height = headings.iter().map(Heading::height).fold(0.0, f32::max);
        // Something above the text came or went: at the top one sees it.
        if f64::from(self.heading) != f64::from(height) && self.scroll <= 0.0 {
            self.scroll = f64::NEG_INFINITY;
        }
        self.heading = height;
        headings
    }

    /// What was just chosen and is about the whole document is brought into sight.
    fn seek_heading(&mut self, session: &Session) {
        let chosen = session.chosen();
        let id = chosen.map(|chosen| chosen.id);
        if std::mem::replace(&mut self.chosen, id) != id
            && chosen.is_some_and(|chosen| chosen.anchor.spans().is_empty())
        {
            (self.is_reveal_due, self.sought) = (true, Some(Sought::Heading));
        }
    }

    /// From the window's top edge to the text when nothing is scrolled.
    fn space_above(&self, measure: Measure) -> f32 {
        self.heading + measure.em(if self.heading > 0.0 { 0.5 } else { 1.5 })
    }

    /// Whether what is looked at was chosen, so that the pointer changes nothing about it.
    pub(super) fn is_settled(&self, session: &Session) -> bool {
        let chosen = session.chosen_id().and_then(|id| self.own.marks.position(id));
        session.filling().is_some() || self.own.frames.iter().any(|frame| Some(frame.mark) == chosen)
    }
}

/// Draws the page, or the pages side by side, and hears what the pointer does there.
pub fn page_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, page: &mut PageView, asked: &mut Vec<Command>) {
    let whole = ui.available_rect_before_wrap();
    ui.painter().rect_filled(whole, 0.0, kit.brush.color(Ink::Desk));
    let size = theme::PAGE * f32::from(session.view().zoom) / 100.0;
    let seated = Columns::seats(session, Sheets::room(whole, size, SCROLL_BAR));
    let sheets = match seated.len() {
        0 => Sheets::one(whole, size, SCROLL_BAR),
        others => Sheets::several(whole, others + 1, size, SCROLL_BAR),
    };
    let area = sheets.area;
    let response = ui.interact(area, PageView::id(), Sense::click_and_drag());
    let Some(document) = session.document() else { return };

    let is_roomy = session.view().frames || session.review().is_some();
    let spacing = if is_roomy { Spacing::Arcs } else { Spacing::Chips };
    let wanted = Measure { size, width: sheets.width, spacing };
    let setting = Setting { measure: wanted, direction: session.direction(), joiners: session.view().joiners };
    page.height = area.height();
    let at = (document, session.selection().caret.offset);
    let Some(measure) = page.prepare(ui.ctx(), &mut kit.brush.engine, at, setting) else {
        sheets.sheets.iter().for_each(|sheet| parallel::paint_sheet(ui, kit, *sheet, area));
        return keep_focus(ui, &response);
    };
    page.mark(session, seated);
    let headings = page.headings(&mut kit.brush.engine, measure);
    page.seek_heading(session);
    sheets.sheets.iter().for_each(|sheet| parallel::paint_sheet(ui, kit, *sheet, area));

    scroll(ui, &response, page, measure, asked);
    if page.is_unset(ui.ctx(), &kit.brush.engine, at) {
        return keep_focus(ui, &response);
    }
    settle(page, &mut kit.brush.engine, session, measure);
    page.mark_quietly(&mut kit.brush.engine, session);

    let mut places = sheets.sheets.clone();
    // The first column stands where one begins to read.
    if page.flow.as_ref().is_some_and(Flow::is_rtl) {
        places.reverse();
    }
    let painter = ui.painter_at(area);
    let mut panes = Vec::new();
    for (nth, (place, heading)) in places.iter().zip(&headings).enumerate() {
        let Some(seen) =
            pane(&mut kit.brush.engine, session, page, Pane { nth, heading, measure, margin: sheets.margin })
        else {
            return;
        };
        let origin = pos2(place.left() + sheets.margin, area.top());
        let clipped = painter.with_clip_rect(place.intersect(area));
        kit.brush.strokes(&clipped, origin, |paint| draw::draw(&seen, &mut |shape| paint(shape)));
        panes.push((seen, origin));
    }
    let columns = std::mem::take(&mut page.columns);
    if columns.is_parallel() {
        parallel::titles_ui(ui, kit, session, &columns, &places, asked);
    }
    let nth = page.pointer.pane(ui, &places);
    if let Some((seen, origin)) = panes.get(nth) {
        let other = columns.columns.get(nth).filter(|_| nth < columns.seated.len());
        let seen = Seen { session, document, page: seen, origin: *origin, nth, other };
        pointer(ui, &seen, page, &mut kit.brush.engine, &response, asked);
    }
    page.columns = columns;
    scroll_bar(ui, kit, page, measure, area);
    keep_focus(ui, &response);
    let name = kit.words.say("page-name", &[("title", document.title().into())]);
    response.widget_info(|| WidgetInfo::labeled(Role::Document, true, crate::gui::words::spoken(&name)));
}

/// One of the sheets that are drawn.
#[derive(Clone, Copy)]
struct Pane<'a> {
    /// Which column, in the order of reading.
    nth: usize,
    heading: &'a Heading,
    measure: Measure,
    margin: f32,
}

/// What is to be seen on a sheet: of the set itself, or of another's.
fn pane(engine: &mut Engine, session: &Session, page: &mut PageView, pane: Pane<'_>) -> Option<Page> {
    let document = session.document()?;
    let looked_at = page.looked_at(session);
    let (offered, lit) = offer(session, &page.own.marks);
    let same = session.chosen_group();
    let case: Vec<Range<usize>> =
        session.review().and_then(|review| review.item()?.place.clone()).into_iter().collect();
    let PageView { flow, kept, own, columns, quiet, voices, .. } = page;
    let column = columns.columns.get(pane.nth);
    let other = column.filter(|_| pane.nth < columns.seated.len());
    let drawn = other.map_or(&*own, |other| &other.drawn);
    let selection = session.selection();
    let chosen = session.chosen_id().and_then(|id| own.marks.position(id));
    let frames = match other {
        Some(other) => other.looked_at().cloned().map(|frame| vec![frame]),
        None => looked_at,
    };
    let focus = frames.as_deref().map(|frames| match other {
        Some(_) => Focus { frames, offered: &[], lit: &[] },
        None => Focus { frames, offered: &offered, lit: &lit },
    });
    let scene = Scene {
        text: document.text(),
        marks: &drawn.marks.marks,
        lanes: &drawn.marks.lanes,
        order: &drawn.marks.order,
        heading: pane.heading,
        chosen: other.map_or(chosen, |other| other.chosen),
        same: if other.is_some() { &[] } else { &same },
        selection: (!selection.is_empty()).then(|| (selection.range().start, selection.range().end)),
        caret: Some(selection.caret).filter(|_| other.is_none()),
        lens: if session.view().lens { Lens::On } else { Lens::Off },
        margin: pane.margin,
        frames: if session.view().frames { &drawn.frames } else { &[] },
        quiet: if other.is_some() { &[] } else { quiet },
        voices: if other.is_some() { &[] } else { voices },
        case: case.as_slice(),
        agreed: column.map(|column| column.agreed.as_slice()).unwrap_or_default(),
        absent: column.map(|column| column.absent.as_slice()).unwrap_or_default(),
        focus,
    };
    let flow = flow.as_mut()?;
    let heights = page.scroll..page.scroll + f64::from(page.height);
    Some(Page::new(flow, engine, kept, pane.measure, scene, heights))
}

/// The marks that may fill the open slot, and the bytes of the one that would be taken.
fn offer(session: &Session, marks: &Marks) -> (Vec<usize>, Vec<Range<usize>>) {
    let Some(filling) = session.filling() else { return Default::default() };
    let annotations = filling.candidates.iter().filter_map(|candidate| match candidate.choice {
        Choice::Annotation(id) => marks.position(id),
        Choice::Fresh(_) | Choice::Identity(_) | Choice::Answer(_) => None,
    });
    (annotations.collect(), lit_ranges(session, filling))
}

/// Where the candidate stands that would be taken, in bytes; nothing for what is not in the text.
#[must_use]
pub fn lit_ranges(session: &Session, filling: &Filling) -> Vec<Range<usize>> {
    let candidate = filling.candidates.get(filling.lit);
    match candidate.map(|candidate| &candidate.choice) {
        Some(Choice::Annotation(id)) => {
            let annotation = session.set().and_then(|set| set.get(*id));
            let spans = annotation.map(|annotation| annotation.anchor.spans()).unwrap_or_default();
            spans.iter().map(|span| span.range()).collect()
        }
        Some(Choice::Fresh(_)) => {
            let selection = session.selection();
            match session.document() {
                Some(document) if selection.is_empty() => {
                    vec![segment::word_at(document.text(), selection.caret.offset)]
                }
                _ => vec![selection.range()],
            }
        }
        Some(Choice::Identity(_) | Choice::Answer(_)) | None => Vec::new(),
    }
}

/// The page keeps the arrow keys and Escape to itself while it has the keyboard; Tab goes on to the panels, and Escape there
/// comes back.
fn keep_focus(ui: &Ui, response: &Response) {
    let filter = egui::EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: true };
    ui.memory_mut(|memory| {
        // Behind a question it would take from Tab where to begin.
        if memory.focused().is_none() && memory.top_modal_layer().is_none() {
            memory.request_focus(response.id);
        }
        if memory.has_focus(response.id) {
            memory.set_focus_lock_filter(response.id, filter);
        }
    });
}

fn scroll(ui: &Ui, response: &Response, page: &mut PageView, measure: Measure, asked: &mut Vec<Command>) {
    if !response.contains_pointer() {
        return;
    }
    let turns = ui.input(|input| {
        let turns = input.events.iter().filter_map(|event| match event {
            Event::MouseWheel { unit, delta, modifiers, .. } if modifiers.command || modifiers.ctrl => {
                Some(match unit {
                    MouseWheelUnit::Point => delta.y / 50.0,
                    MouseWheelUnit::Line | MouseWheelUnit::Page => delta.y,
                })
            }
            _ => None,
        });
        turns.sum::<f32>()
    });
    page.zoom_turned += turns;
    if page.zoom_turned.abs() >= ZOOM_TURN {
        asked.push(Command::View(if page.zoom_turned > 0.0 { ViewChange::ZoomIn } else { ViewChange::ZoomOut }));
        page.zoom_turned = 0.0;
    }
    let delta = ui.input(|input| input.smooth_scroll_delta().y);
    page.scroll -= f64::from(delta);
    // A drag that leaves the page pulls it along.
    let is_dragging = page.pointer.is_dragging();
    if let Some(pointer) = ui.input(|input| input.pointer.latest_pos()).filter(|_| is_dragging) {
        let beyond = (pointer.y - response.rect.bottom()).max(0.0) + (pointer.y - response.rect.top()).min(0.0);
        if beyond != 0.0 {
            page.scroll += f64::from(beyond.clamp(-measure.size, measure.size) * 0.5);
            ui.request_repaint();
        }
    }
}

/// Where the page stands after what happened to it, with everything in sight laid out.
fn settle(page: &mut PageView, engine: &mut Engine, session: &Session, measure: Measure) {
    let lay_out = |page: &mut PageView, engine: &mut Engine| {
        clamp_scroll(page, measure);
        let (top, bottom) = (page.scroll, page.scroll + f64::from(page.height));
        if let Some(flow) = &mut page.flow {
            flow.visible(engine, top, bottom);
        }
    };
    if page.is_reveal_due {
        page.is_reveal_due = false;
        // What comes into sight by this can have other heights than were estimated, so once more when they are known.
        for _ in 0..2 {
            reveal_caret(page, engine, session, measure);
            lay_out(page, engine);
        }
    } else {
        lay_out(page, engine);
        if let Some(((paragraph, top), flow)) = page.held.zip(page.flow.as_ref()) {
            page.scroll += flow.paragraph_top(paragraph) - top;
        }
    }
    clamp_scroll(page, measure);
    page.held = page.flow.as_ref().map(|flow| {
        let paragraph = flow.paragraph_at((page.scroll + f64::from(page.height) / 2.0).max(0.0));
        (paragraph, flow.paragraph_top(paragraph))
    });
}

/// Scrolls so that the line of the caret, or of what is sought, is in sight, with another one around it.
fn reveal_caret(page: &mut PageView, engine: &mut Engine, session: &Session, measure: Measure) {
    if let Some(Sought::Heading) = page.sought {
        page.scroll = f64::NEG_INFINITY;
        return;
    }
    let sought = page.sought.zip(page.flow.as_mut());
    let sought = sought.and_then(|(sought, flow)| match sought {
        Sought::Offset(offset) => Some(flow.caret_box(engine, Caret::before(offset))),
        Sought::Heading => None,
    });
    let Some(place) = sought.or_else(|| page.caret_box(engine, session)) else { return };
    let around = f64::from(measure.em(2.0));
    let (top, bottom) = (place.top - around, place.bottom + around);
    let height = f64::from(page.height);
    if page.scroll == f64::NEG_INFINITY && bottom < height - f64::from(page.heading) {
        page.scroll = -around - f64::from(page.heading);
    } else if top < page.scroll || bottom - top > height {
        page.scroll = top;
    } else if bottom > page.scroll + height {
        page.scroll = bottom - height;
    }
}

fn clamp_scroll(page: &mut PageView, measure: Measure) {
    let Some(flow) = &page.flow else { return };
    let space = f64::from(page.space_above(measure));
    let last = (flow.height() + f64::from(page.height) * 0.4 - f64::from(page.height)).max(-space);
    page.scroll = page.scroll.clamp(-space, last);
}

/// A bar at the end side; its handle can be dragged.
fn scroll_bar(ui: &Ui, kit: &Kit, page: &mut PageView, measure: Measure, area: Rect) {
    let Some(flow) = &page.flow else { return };
    let (height, seen) = (flow.height() + f64::from(page.height) * 0.4, f64::from(area.height()));
    if height <= seen {
        return;
    }
    let bar = Align2::RIGHT_TOP.align_size_within_rect(vec2(SCROLL_BAR, area.height()), area);
    let response = ui.interact(bar, PageView::id().with("scroll bar"), Sense::click_and_drag());
    let handle_height = (area.height() * (seen / height) as f32).max(32.0);
    let room = f64::from(area.height() - handle_height);
    if let Some(pointer) = response.interact_pointer_pos() {
        let share = (f64::from(pointer.y - area.top() - handle_height / 2.0) / room).clamp(0.0, 1.0);
        page.scroll = share * (height - seen);
        clamp_scroll(page, measure);
        ui.request_repaint();
    }
    let top = area.top() + ((page.scroll / (height - seen)).clamp(0.0, 1.0) * room) as f32;
    let handle = Rect::from_min_size(pos2(bar.left() + 3.0, top), vec2(SCROLL_BAR - 6.0, handle_height));
    let ink = if response.hovered() || response.dragged() { Ink::Muted } else { Ink::Border };
    ui.painter().rect_filled(handle, 3.0, kit.brush.color(ink));
}
