//! The window as a whole: hears keys, draws the panels around the page, runs what was asked for, and does what the session
//! asks of it. It needs egui only, no screen, so that tests drive it as a person would.

mod hearing;
mod heights;
mod leaving;
mod panels;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use egui::{Context, Event, Ui, ViewportCommand};

use crate::error::Error;
use crate::gui::add::AddDialog;
use crate::gui::agreement::AgreementView;
use crate::gui::board::BoardView;
use crate::gui::brush::Brush;
use crate::gui::cases::CasesView;
use crate::gui::decision::{Decision, Leaving};
use crate::gui::dialogs::Dialog;
use crate::gui::documents::DocumentList;
use crate::gui::export::ExportDialog;
use crate::gui::field_state::Fields;
use crate::gui::filling::FillingView;
use crate::gui::find::FindField;
use crate::gui::guidelines::GuidelinesView;
use crate::gui::history::HistoryView;
use crate::gui::identities::IdentitiesView;
use crate::gui::import::ImportDialog;
use crate::gui::inspector::Draft;
use crate::gui::kept::KeptView;
use crate::gui::linking::LinkingView;
use crate::gui::menu::Wish;
use crate::gui::opening::OpeningDialog;
use crate::gui::outline::OutlineView;
use crate::gui::page::lit_ranges;
use crate::gui::page_view::PageView;
use crate::gui::palette::Palette;
use crate::gui::problems::ProblemsView;
use crate::gui::reanchor::ReanchorView;
use crate::gui::schema::SchemaView;
use crate::gui::text::{self, Kit};
use crate::gui::theme;
use crate::gui::timings::{Heard, Speed};
use crate::gui::words::Words;
use crate::gui::working::WorkingDialog;
use crate::memory;
use crate::model::id::DocumentId;
use crate::session::command::{Command, view};
use crate::session::preferences::Preferences;
use crate::session::state::{Request, Session};
use crate::store::create::Kind;
use crate::store::watch::Waker;
use crate::text::fonts::Faces;

/// While work is being written, or something is read beside the drawing, the window looks this often what has been done.
const SAVING_SECONDS: f32 = 0.1;

/// How long a project is waited for while nothing is drawn yet, and without missing a frame.
const BEFORE_ANYTHING: Duration = Duration::from_millis(150);
const A_MOMENT: Duration = Duration::from_millis(5);

/// What somebody prefers is written when it has stayed so for this long.
const SETTLED_SECONDS: f64 = 0.5;

/// Everything that is drawn, and what it remembers between two frames.
pub struct Window {
    session: Option<Session>,
    annotator: Option<String>,
    /// Where what cannot be saved is kept; none keeps it nowhere.
    rescues: Option<PathBuf>,
    /// Whether whoever left a note in the first project is gone.
    takes_over: bool,
    /// Whether the project has not been drawn yet.
    is_new: bool,
    /// Whether the person answered that the window may be closed.
    is_left: bool,
    /// None keeps nothing.
    preferences: Option<Preferences>,
    /// The revision for which it was last seen whether they changed, and when they are to be written, in egui's time.
    preferences_seen: u64,
    preferences_due: Option<f64>,
    kit: Kit,
    page: PageView,
    documents: DocumentList,
    draft: Draft,
    palette: Palette,
    find: FindField,
    outline: OutlineView,
    cases: CasesView,
    filling: FillingView,
    linking: LinkingView,
    reanchor: ReanchorView,
    kept: KeptView,
    identities: IdentitiesView,
    history: HistoryView,
    schema: SchemaView,
    board: BoardView,
    agreement: AgreementView,
    guidelines: GuidelinesView,
    problems: ProblemsView,
    /// How high the labels were in the last frame, in points.
    labels_height: f32,
    dialog: Option<Dialog>,
    shown_title: String,
    theme: Option<view::Theme>,
    document: Option<DocumentId>,
    /// What was done since somebody asked, to be measured.
    heard: Heard,
    speed: Speed,
    /// Whether a text field had the keyboard when the last frame ended: the key that leaves it is still the field's.
    was_typing: bool,
    /// Side of the largest texture the graphics card takes, in pixels.
    largest_texture: usize,
    /// The faces of a project without its own.
    bundled: Arc<Faces>,
    /// How long projects are waited for, if somebody said it.
    patience: Option<Duration>,
    is_drawn: bool,
    /// Asks for a frame when something was saved, or changed by somebody else.
    waker: Waker,
}

impl Window {
    /// A window on nothing yet. `annotator` is who works in what will be opened.
    #[must_use]
    pub fn new(context: &Context, faces: Arc<Faces>, annotator: Option<String>) -> Self {
        memory::give_back_beside();
        theme::install(context);
        // Zooming is a command of ours, and only the page's.
        context.options_mut(|options| options.zoom_with_keyboard = false);
        let largest_texture = context.input(|input| input.max_texture_side).clamp(1024, 4096);
        Self {
            session: None,
            annotator,
            rescues: None,
            takes_over: false,
            is_new: false,
            is_left: false,
            preferences: None,
            preferences_seen: 0,
            preferences_due: None,
            kit: Kit {
                brush: Brush::new(Arc::clone(&faces), largest_texture),
                words: Words::english(),
                fields: Fields::default(),
            },
            page: PageView::default(),
            documents: DocumentList::default(),
            draft: Draft::default(),
            palette: Palette::default(),
            find: FindField::default(),
            outline: OutlineView::default(),
            cases: CasesView::default(),
            filling: FillingView::default(),
            linking: LinkingView::default(),
            reanchor: ReanchorView::default(),
            kept: KeptView::default(),
            identities: IdentitiesView::default(),
            history: HistoryView::default(),
            schema: SchemaView::default(),
            board: BoardView::default(),
            agreement: AgreementView::default(),
            guidelines: GuidelinesView::default(),
            problems: ProblemsView::default(),
            labels_height: 0.0,
            dialog: None,
            shown_title: String::new(),
            theme: None,
            document: None,
            heard: Heard::default(),
            speed: Speed::default(),
            was_typing: false,
            largest_texture,
            bundled: faces,
            patience: None,
            is_drawn: false,
            waker: {
                let context = context.clone();
                Arc::new(move || context.request_repaint())
            },
        }
    }

    /// A window on a session.
    #[must_use]
    pub fn on(context: &Context, mut session: Session) -> Self {
        session.wait_for_nothing();
        let window = Self::new(context, Arc::new(Faces::bundled()), None);
        session.prepare_with(window.page.preparing(Arc::clone(&window.bundled)));
        Self { session: Some(session), ..window }
    }

    /// Waits for projects so long, and no longer.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience: Some(patience), ..self }
    }

    /// Begins as the person left it, and keeps how they leave it.
    #[must_use]
    pub fn with_preferences(self, preferences: Preferences) -> Self {
        Self { preferences: Some(preferences), ..self }
    }

    #[must_use]
    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// Whether the page waits until what is in sight has been set.
    #[must_use]
    pub fn is_being_set(&self) -> bool {
        self.page.is_being_set()
    }

    /// Whether nothing of the text could be drawn in the last frame, since it was not set.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.page.is_blank()
    }

    /// How far the page is scrolled down, in points of the document.
    #[must_use]
    pub fn scroll(&self) -> f64 {
        self.page.scroll()
    }

    /// Whether the status line shows how fast things are.
    #[must_use]
    pub fn shows_speed(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.view().speed)
    }

    /// Gives the status line its figures.
    pub fn set_speed(&mut self, speed: &Speed) {
        self.speed.clone_from(speed);
    }

    /// What was done since this was last asked.
    pub fn take_heard(&mut self) -> Heard {
        std::mem::take(&mut self.heard)
    }

    /// Keeps what cannot be saved in this folder, and puts back what is kept there.
    #[must_use]
    pub fn with_rescues(self, rescues: Option<PathBuf>) -> Self {
        Self { rescues, ..self }
    }

    /// Takes over where a note alone says that somebody works there: the person says that they are gone.
    #[must_use]
    pub fn taking_over(self) -> Self {
        Self { takes_over: true, ..self }
    }

    /// Opens a folder, or asks whether to make a project of it, or says in the dialog why not.
    pub fn open(&mut self, folder: &Path) {
        if self.asks_about_unsaved(Leaving::Open(folder.to_owned())) {
            return;
        }
        let opened = match Session::look(folder) {
            Ok(Kind::Project) => self.open_project(folder),
            Ok(Kind::Texts(texts)) => {
                self.dialog = Some(Dialog::Create { folder: folder.to_owned(), texts, failure: None });
                return;
            }
            Ok(Kind::Nothing) => Err(Error::new(format!("there is no project and no text in `{}`", folder.display()))
                .hint("choose a folder with a project.ron, or with .txt files")),
            Err(error) => Err(error),
        };
        if let Err(error) = opened {
            let path = folder.display().to_string();
            self.dialog = Some(Dialog::not_opened(path, Some(error)));
        }
    }

    fn open_project(&mut self, folder: &Path) -> Result<(), Error> {
        if self.session.as_ref().is_some_and(|session| session.is_on(folder)) {
            // It must let go of its files before another can have them.
            self.leave();
            self.session = None;
        }
        let job = Session::begin_beside(folder, self.annotator.as_deref(), Arc::clone(&self.waker));
        match job.answer_within(self.patience()) {
            Some(session) => self.show(session?),
            None => self.dialog = Some(Dialog::Opening(Box::new(OpeningDialog::new(folder, job)))),
        }
        Ok(())
    }

    /// A project that is there within this time is shown without a word.
    fn patience(&self) -> Duration {
        self.patience.unwrap_or(if self.is_drawn { A_MOMENT } else { BEFORE_ANYTHING })
    }

    /// Shows a project in the place of the one that was shown.
    fn show(&mut self, mut session: Session) {
        session.wait_for_nothing();
        self.leave();
        session.wake(Arc::clone(&self.waker));
        if std::mem::take(&mut self.takes_over) && session.held().is_some() {
            // Why not is the session's message.
            let _ = session.perform(&Command::TakeOver);
        }
        session.keep_unsaved_in(self.rescues.clone());
        if let Some(preferences) = &self.preferences {
            session.begin_as(preferences);
        }
        let faces = session.faces().unwrap_or(&self.bundled);
        if !Arc::ptr_eq(faces, self.kit.brush.engine.faces()) {
            self.kit.brush = Brush::new(Arc::clone(faces), self.largest_texture);
        }
        (self.page, self.documents) = (PageView::default(), DocumentList::default());
        session.prepare_with(self.page.preparing(Arc::clone(self.kit.brush.engine.faces())));
        self.session = Some(session);
        self.is_new = true;
        self.outline = OutlineView::default();
        (self.draft, self.dialog, self.schema) = (Draft::default(), None, SchemaView::default());
        self.board = BoardView::default();
        self.agreement = AgreementView::default();
        (self.guidelines, self.problems) = (GuidelinesView::default(), ProblemsView::default());
        // A panel that was open the last time does not take the keyboard.
        let was_shown = self.session.as_ref().is_some_and(|session| session.view().identities);
        self.identities = IdentitiesView::new(was_shown);
        self.history = HistoryView::new(self.session.as_ref().is_some_and(|session| session.view().history));
    }

    fn create(&mut self, folder: &Path) {
        if let Err(error) = Session::create(folder, None).and_then(|()| self.open_project(folder))
            && let Some(Dialog::Create { failure, .. }) = &mut self.dialog
        {
            *failure = Some(error);
        }
    }

    /// Keeps what is still being typed and waits until it is on disk.
    pub fn leave(&mut self) {
        self.save();
        let Some(session) = &mut self.session else { return };
        if let Some(preferences) = &mut self.preferences {
            // Settings that cannot be kept are no reason to hold anybody up.
            let _ = preferences.keep(session.view());
        }
    }

    /// Draws a frame and does what was asked for in it.
    pub fn ui(&mut self, ui: &mut Ui) {
        let context = ui.ctx().clone();
        self.is_drawn = true;
        text::hush_hints(&context);
        self.follow_settings(&context);
        self.hear_dropped(&context);
        let is_free = self.dialog.is_none();
        if is_free {
            self.hear_keys(ui);
        }
        self.kit.brush.begin(&context, theme::theme_of(ui.visuals()));
        self.kit.fields.begin();
        let drawn = self.session.as_ref().map(Session::revision);
        let mut asked = Vec::new();
        let wish = self.panels(ui, &mut asked);
        let session = self.session.as_ref();
        let decision = self.dialog.as_mut().and_then(|dialog| dialog.ui(ui, &mut self.kit, session));
        self.kit.brush.finish(&context);

        self.was_typing = self.kit.fields.is_typing(&context);
        let is_asked = !asked.is_empty() || decision.is_some() || wish.is_some();
        for command in &asked {
            self.perform(command);
        }
        if wish == Some(Wish::OpenProject) {
            self.dialog = Some(Dialog::open());
        }
        if let Some(decision) = decision {
            self.decide(&context, decision);
        }
        if ui.input(|input| input.events.contains(&Event::WindowFocused(true)))
            && let Some(session) = &self.session
        {
            session.look_now();
        }
        self.answer_requests(&context);
        self.hear_closing(&context);
        self.keep_preferences(&context);
        // What became ready after it was drawn is not shown yet.
        if is_asked || self.session.as_ref().map(Session::revision) != drawn {
            context.request_repaint();
        }
        if self.session.as_ref().is_some_and(Session::is_busy) || self.page.is_being_set() {
            context.request_repaint_after_secs(SAVING_SECONDS);
        }
    }

    /// Writes theme, zoom and panels soon after they changed; not at each step of a zoom.
    fn keep_preferences(&mut self, context: &Context) {
        let (Some(preferences), Some(session)) = (&mut self.preferences, &self.session) else { return };
        let now = context.input(|input| input.time);
        if self.preferences_seen != session.revision() {
            self.preferences_seen = session.revision();
            self.preferences_due = preferences.is_other(session.view()).then_some(now + SETTLED_SECONDS);
        }
        let Some(due) = self.preferences_due else { return };
        if now < due {
            context.request_repaint_after_secs((due - now) as f32);
            return;
        }
        preferences.keep_beside(session.view());
        self.preferences_due = preferences.is_other(session.view()).then_some(now + SETTLED_SECONDS);
    }

    /// Files that are dropped on the window are to be added.
    fn hear_dropped(&mut self, context: &Context) {
        let dropped = context.input(|input| input.raw.dropped_files.clone());
        let paths: Vec<PathBuf> = dropped.iter().map(|file| file.path().to_owned()).collect();
        if let Some(Dialog::Import(dialog)) = &mut self.dialog {
            return dialog.name(paths);
        }
        if let (false, None, Some(session)) = (paths.is_empty(), &self.dialog, &self.session) {
            self.dialog = add_dialog(session, paths);
        }
    }

    /// Does what was asked for, and shows the caret where it went; the pointer's own commands leave it in sight.
    pub fn perform(&mut self, command: &Command) {
        let caret = |session: &Option<Session>| session.as_ref().map(|session| session.selection().caret);
        let before = caret(&self.session);
        self.page.forget_goal();
        self.perform_quietly(command);
        let is_pointers = matches!(command, Command::SetCaret { .. } | Command::SelectUnit(_));
        if caret(&self.session) != before && !is_pointers {
            self.page.reveal();
        }
        if matches!(command, Command::Fill(_)) {
            self.reveal_filling();
        }
    }

    /// Shows the candidate that would be taken, or else the frame.
    fn reveal_filling(&mut self) {
        let Some((session, filling)) = self.session.as_ref().and_then(|session| Some((session, session.filling()?)))
        else {
            return;
        };
        let frame = session.set().and_then(|set| set.get(filling.frame)).and_then(|frame| frame.anchor.hull());
        let place = lit_ranges(session, filling).into_iter().next().or(frame);
        if let Some(place) = place {
            self.page.reveal_at(place.start);
        }
    }

    /// Without forgetting where a row of ups and downs aims.
    fn perform_quietly(&mut self, command: &Command) {
        let Some(session) = &mut self.session else { return };
        let acts_on_chosen = !matches!(command, Command::SetNote(_));
        let typed = if acts_on_chosen { self.draft.take(session) } else { Vec::new() };
        session.keep_typed(&typed);
        // What cannot be done becomes the session's message, which the status line shows.
        let _ = session.perform(command);
        let line = command.to_string();
        self.heard.commands.push(line.split(' ').next().unwrap_or_default().to_owned());
    }

    fn decide(&mut self, context: &Context, decision: Decision) {
        match decision {
            Decision::Cancel => self.dialog = None,
            Decision::Unsaved(remains, leaving) => self.leave_unsaved(context, remains, leaving),
            Decision::Open(folder) => {
                self.dialog = None;
                self.open(&folder);
            }
            Decision::Opened(folder, session) => match *session {
                Ok(session) => self.show(session),
                Err(error) => self.dialog = Some(Dialog::not_opened(folder.display().to_string(), Some(error))),
            },
            Decision::Create(folder) => self.create(&folder),
            Decision::Added(added) => {
                self.dialog = None;
                if let Some(session) = &mut self.session {
                    session.hear_added(added);
                }
            }
            Decision::Told(said) => {
                self.dialog = None;
                if let Some(session) = &mut self.session {
                    session.hear_said(Ok(said));
                }
            }
            Decision::Worked(worked) => {
                self.dialog = None;
                if let Some(session) = &mut self.session {
                    session.hear_worked(worked);
                }
            }
            Decision::Working(working) => self.dialog = Some(Dialog::Working(WorkingDialog::new(working))),
        }
        if self.dialog.is_none() {
            context.memory_mut(|memory| memory.request_focus(PageView::id()));
        }
    }

    fn answer_requests(&mut self, context: &Context) {
        let Some(session) = &mut self.session else { return };
        if session.is_about_to_leave() {
            session.keep_typed(&self.draft.take(session));
        }
        let mut is_quitting = false;
        for request in session.take_requests() {
            // It comes after what was drawn in this frame.
            context.request_repaint();
            match request {
                Request::Copy(text) => context.copy_text(text),
                Request::Add => self.dialog = add_dialog(session, Vec::new()),
                Request::Export => self.dialog = Some(Dialog::Export(Box::new(ExportDialog::new(session)))),
                Request::Import => self.dialog = import_dialog(session),
                Request::Working => self.dialog = session.take_working().map(WorkingDialog::new).map(Dialog::Working),
                Request::Dataset => self.dialog = Dialog::dataset(session),
                Request::Reveal => self.page.reveal(),
                Request::FilterDocuments => self.documents.ask(),
                Request::Quit => is_quitting = true,
            }
        }
        if is_quitting {
            self.close(context);
        }
    }

    /// The theme and the window's title, when they changed.
    fn follow_settings(&mut self, context: &Context) {
        let preferred = self.preferences.as_ref().map(Preferences::theme);
        let theme = self.session.as_ref().map(|session| session.view().theme).or(preferred).unwrap_or_default();
        if self.theme != Some(theme) {
            self.theme = Some(theme);
            context.set_theme(theme::preference(theme));
        }
        let Some(session) = &self.session else { return };
        if std::mem::take(&mut self.is_new) {
            self.heard.listed = Some(session.documents_len());
        }
        let name = session.project().name.as_str();
        let title = self.kit.words.say("title-window", &[("project", name.into())]);
        if self.shown_title != title {
            context.send_viewport_cmd(ViewportCommand::Title(crate::gui::words::spoken(&title).into_owned()));
            self.shown_title = title;
        }
        let document = session.document().map(|document| document.id().clone());
        if self.document != document {
            self.heard.opened = document.as_ref().map(ToString::to_string);
            self.document = document;
            self.page.reveal();
        }
    }
}

/// The question which documents to add, if the project lies in a folder.
fn add_dialog(session: &Session, dropped: Vec<PathBuf>) -> Option<Dialog> {
    session.adder().map(|adder| Dialog::Add(Box::new(AddDialog::new(adder, dropped))))
}

/// The question what to import, if something can be.
fn import_dialog(session: &Session) -> Option<Dialog> {
    session.importer().ok().map(|importer| Dialog::Import(Box::new(ImportDialog::new(importer))))
}
