//! The window as a whole: hears keys, draws the panels around the page, runs what was asked for, and does what the session
//! asks of it. It needs egui only, no screen, so that tests drive it as a person would.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Context, Event, Frame, Margin, Panel, Ui, ViewportCommand};

use crate::error::Error;
use crate::gui::add::AddDialog;
use crate::gui::agreement::{AgreementView, agreement_ui};
use crate::gui::board::{self, BoardView, board_ui};
use crate::gui::brush::Brush;
use crate::gui::case_card::case_card_ui;
use crate::gui::cases::{CasesView, cases_ui};
use crate::gui::decision::Decision;
use crate::gui::dialogs::Dialog;
use crate::gui::documents::{DocumentList, documents_ui};
use crate::gui::export::ExportDialog;
use crate::gui::field_state::Fields;
use crate::gui::filling::{FillingView, filling_ui};
use crate::gui::find::{FindField, find_ui};
use crate::gui::guidelines::{GuidelinesView, guidelines_ui};
use crate::gui::help::help_ui;
use crate::gui::history::history_ui;
use crate::gui::identities::{IdentitiesView, identities_ui};
use crate::gui::import::ImportDialog;
use crate::gui::inspector::{Draft, inspector_ui};
use crate::gui::keys;
use crate::gui::labels::labels_ui;
use crate::gui::linking::{LinkingView, linking_ui};
use crate::gui::menu::{Wish, menu_ui};
use crate::gui::outline::{OutlineView, outline_ui};
use crate::gui::page::{PageView, lit_ranges, page_ui};
use crate::gui::palette::{Palette, palette_ui};
use crate::gui::problems::{ProblemsView, problems_ui};
use crate::gui::reanchor::{ReanchorView, reanchor_ui};
use crate::gui::schema::{self, SchemaView, schema_ui};
use crate::gui::start::start_ui;
use crate::gui::status::status_ui;
use crate::gui::text::Kit;
use crate::gui::theme;
use crate::gui::timings::{Heard, Speed};
use crate::gui::widgets::divider;
use crate::gui::words::Words;
use crate::model::id::DocumentId;
use crate::session::command::Command;
use crate::session::command::view;
use crate::session::keymap::{KeyPress, Reading};
use crate::session::preferences::Preferences;
use crate::session::review::Review;
use crate::session::state::{Request, Session};
use crate::store::create::Kind;
use crate::store::writer::{Saved, Waker};
use crate::text::fonts::Faces;
use crate::view::tones::Ink;

/// While work is being written, or something is read beside the drawing, the window looks this often what has been done.
const SAVING_SECONDS: f32 = 0.1;

/// What somebody prefers is written when it has stayed so for this long.
const SETTLED_SECONDS: f64 = 0.5;

/// A window narrower than this, in points, has no room for the documents beside the guidelines.
const TIGHT_WIDTH: f32 = 1160.0;

/// Everything that is drawn, and what it remembers between two frames.
pub struct Window {
    session: Option<Session>,
    annotator: Option<String>,
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
    problems: ProblemsView,
    cases: CasesView,
    filling: FillingView,
    linking: LinkingView,
    reanchor: ReanchorView,
    identities: IdentitiesView,
    schema: SchemaView,
    board: BoardView,
    agreement: AgreementView,
    guidelines: GuidelinesView,
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
    /// Asks for a frame when something was saved, or changed by somebody else.
    waker: Waker,
}

impl Window {
    /// A window on nothing yet. `annotator` is who works in what will be opened.
    #[must_use]
    pub fn new(context: &Context, faces: Arc<Faces>, annotator: Option<String>) -> Self {
        theme::install(context);
        // Zooming is a command of ours, and only the page's.
        context.options_mut(|options| options.zoom_with_keyboard = false);
        let largest_texture = context.input(|input| input.max_texture_side).clamp(1024, 4096);
        Self {
            session: None,
            annotator,
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
            problems: ProblemsView::default(),
            cases: CasesView::default(),
            filling: FillingView::default(),
            linking: LinkingView::default(),
            reanchor: ReanchorView::default(),
            identities: IdentitiesView::default(),
            schema: SchemaView::default(),
            board: BoardView::default(),
            agreement: AgreementView::default(),
            guidelines: GuidelinesView::default(),
            dialog: None,
            shown_title: String::new(),
            theme: None,
            document: None,
            heard: Heard::default(),
            speed: Speed::default(),
            was_typing: false,
            largest_texture,
            bundled: faces,
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
        Self { session: Some(session), ..Self::new(context, Arc::new(Faces::bundled()), None) }
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

    /// Opens a folder, or asks whether to make a project of it, or says in the dialog why not.
    pub fn open(&mut self, folder: &Path) {
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
        let mut session = Session::begin(folder, self.annotator.as_deref())?;
        session.wait_for_nothing();
        self.leave();
        session.wake(Arc::clone(&self.waker));
        if let Some(preferences) = &self.preferences {
            session.begin_as(preferences);
        }
        let faces = session.faces().unwrap_or(&self.bundled);
        if !Arc::ptr_eq(faces, self.kit.brush.engine.faces()) {
            self.kit.brush = Brush::new(Arc::clone(faces), self.largest_texture);
        }
        self.session = Some(session);
        (self.page, self.documents) = (PageView::default(), DocumentList::default());
        (self.outline, self.problems) = (OutlineView::default(), ProblemsView::default());
        (self.draft, self.dialog, self.schema) = (Draft::default(), None, SchemaView::default());
        self.board = BoardView::default();
        self.agreement = AgreementView::default();
        self.guidelines = GuidelinesView::default();
        // A panel that was open the last time does not take the keyboard.
        let was_shown = self.session.as_ref().is_some_and(|session| session.view().identities);
        self.identities = IdentitiesView::new(was_shown);
        Ok(())
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
        let Some(session) = &mut self.session else { return };
        for command in self.draft.take(session) {
            // What cannot be done is the session's message; nobody reads it any more.
            let _ = session.perform(&command);
        }
        for command in self.schema.take(session) {
            let _ = session.perform(&command);
        }
        let _ = session.flush();
        if let Some(preferences) = &mut self.preferences {
            // Settings that cannot be kept are no reason to hold anybody up.
            let _ = preferences.keep(session.view());
        }
    }

    /// Draws a frame and does what was asked for in it.
    pub fn ui(&mut self, ui: &mut Ui) {
        let context = ui.ctx().clone();
        self.follow_settings(&context);
        self.hear_dropped(&context);
        let is_free = self.dialog.is_none();
        if is_free {
            self.hear_keys(ui);
        }
        self.kit.brush.begin(&context, theme::theme_of(ui.visuals()));
        self.kit.fields.begin();
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
        self.keep_preferences(&context);
        if is_asked {
            context.request_repaint();
        }
        let is_busy = |session: &Session| {
            let needs_directory = session.view().identities || session.linking().is_some();
            let is_preparing = needs_directory && !session.is_directory_ready();
            let is_reading = session.reading().is_some() || !session.are_identities_read();
            session.saved() == Saved::Saving
                || is_reading
                || session.is_listing()
                || session.is_searching()
                || session.is_drifting()
                || session.is_opening()
                || session.is_reading_again()
                || session.renaming().is_some()
                || session.is_dealing()
                || session.board_progress().is_some()
                || session.is_measuring()
                || is_preparing
        };
        if self.session.as_ref().is_some_and(is_busy) {
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

    fn panels(&mut self, ui: &mut Ui, asked: &mut Vec<Command>) -> Option<Wish> {
        let Self { session, kit, page, documents, draft, palette, find, outline, cases, filling, .. } = self;
        let Self { linking, reanchor, identities, schema, board, agreement, guidelines, problems, speed, .. } = self;
        let side = |kit: &Kit| crate::gui::widgets::panel_frame(kit, Margin::symmetric(10, 8));
        let bar = |kit: &Kit| crate::gui::widgets::panel_frame(kit, Margin::symmetric(10, 4));
        let mut wish =
            Panel::top("menu").frame(bar(kit)).show(ui, |ui| menu_ui(ui, kit, session.as_ref(), asked)).inner;
        let Some(session) = session else {
            let frame = Frame::new().fill(kit.brush.color(Ink::Desk));
            egui::CentralPanel::default().frame(frame).show(ui, |ui| {
                if start_ui(ui, kit) {
                    wish = Some(Wish::OpenProject);
                }
            });
            return wish;
        };
        let (session, speed) = (&*session, &*speed);
        let reading = page.reading(&mut kit.brush.engine, session);
        Panel::bottom("status").frame(bar(kit)).show(ui, |ui| status_ui(ui, kit, session, reading, speed, asked));
        let view = session.view();
        let width = ui.ctx().content_rect().width();
        if view.problems {
            Panel::bottom("problems").frame(side(kit)).show(ui, |ui| problems_ui(ui, kit, session, problems));
        }
        if view.history {
            let panel = Panel::bottom("history").default_size(170.0).size_range(90.0..=400.0).frame(side(kit));
            panel.show(ui, |ui| history_ui(ui, kit, session, asked));
        }
        if let Some(agreeing) = session.shown_agreement().filter(|_| !view.schema) {
            agreement_ui(ui, kit, session, agreeing, agreement, asked);
            palette_ui(ui, kit, session, palette, asked);
            help_ui(ui, kit, session, asked);
            return wish;
        }
        let mut hovered = None;
        // While keys decide a case they label nothing.
        let is_deciding = session.review().is_some_and(Review::is_deciding);
        if view.labels && !is_deciding && session.board_part().is_none() {
            let mut clicked = Vec::new();
            let panel = Panel::bottom("labels").frame(bar(kit));
            hovered = panel.show(ui, |ui| labels_ui(ui, kit, session, &mut clicked)).inner;
            for command in clicked {
                match &command {
                    // While labels are edited, a click on one is about it, not about the text behind.
                    Command::Label(name) if view.schema => schema.choose_named(session, name, asked),
                    _ => asked.push(command),
                }
            }
        }
        if view.schema {
            schema_ui(ui, kit, session, schema, asked);
            palette_ui(ui, kit, session, palette, asked);
            help_ui(ui, kit, session, asked);
            return wish;
        }
        if let Some(part) = session.board_part() {
            board_ui(ui, kit, session, part, board, asked);
            palette_ui(ui, kit, session, palette, asked);
            help_ui(ui, kit, session, asked);
            return wish;
        }
        if view.identities {
            // Half of what the other bars leave.
            let height = ui.available_height();
            let panel = Panel::bottom("identities")
                .default_size(height * 0.5)
                .size_range(height.min(140.0)..=height * 0.8)
                .resizable(true)
                .frame(side(kit));
            panel.show(ui, |ui| identities_ui(ui, kit, session, identities, asked));
        }
        identities.was_shown = view.identities;
        // In a narrow window the guidelines stand in the documents' place, or nothing would be left of the page.
        let is_tight = view.guidelines && width < TIGHT_WIDTH;
        let open = session.review();
        let is_asking = documents.is_asking(ui);
        if let Some(open) = open.filter(|_| view.cases && !is_asking) {
            let panel = Panel::left("cases")
                .default_size(width.min(1240.0) * 0.24)
                .size_range(180.0..=width * 0.35)
                .frame(side(kit));
            panel.show(ui, |ui| cases_ui(ui, kit, session, open, cases, asked));
        } else if (view.documents && !is_tight) || is_asking {
            let panel = Panel::left("documents")
                .default_size(width.min(1240.0) * 0.21)
                .size_range(140.0..=width * 0.35)
                .frame(side(kit));
            panel.show(ui, |ui| documents_ui(ui, kit, session, documents, asked));
        }
        let asks = session.filling().is_some() || session.linking().is_some() || session.reanchoring().is_some();
        if view.inspector || open.is_some() || asks {
            let panel = Panel::right("inspector")
                .default_size(width.min(1240.0) * 0.24)
                .size_range(180.0..=width * 0.4)
                .frame(side(kit));
            panel.show(ui, |ui| {
                if let Some(now) = session.reanchoring() {
                    return reanchor_ui(ui, kit, session, now, reanchor, asked);
                }
                // The inspector takes what it needs, the outline the rest, which is never less than a third.
                let height = ui.available_height();
                if let Some(open) = open {
                    ui.scope(|ui| {
                        ui.set_max_height(height * 0.6);
                        case_card_ui(ui, kit, session, open, asked);
                    });
                    divider(ui, kit);
                    let (now, asks) = (session.filling(), session.linking());
                    return match (now, asks) {
                        (Some(now), _) => filling_ui(ui, kit, session, now, filling, asked),
                        (None, Some(now)) => linking_ui(ui, kit, session, now, linking, asked),
                        (None, None) => inspector_ui(ui, kit, session, draft, asked),
                    };
                }
                ui.scope(|ui| {
                    ui.set_max_height(height * 0.64);
                    match (session.filling(), session.linking()) {
                        (Some(now), _) => filling_ui(ui, kit, session, now, filling, asked),
                        (None, Some(now)) => linking_ui(ui, kit, session, now, linking, asked),
                        (None, None) => inspector_ui(ui, kit, session, draft, asked),
                    }
                });
                divider(ui, kit);
                outline_ui(ui, kit, session, outline, asked);
            });
        }
        if view.guidelines {
            let panel = Panel::right("guidelines")
                .default_size(width.min(1240.0) * 0.26)
                .size_range(180.0..=width * if is_tight { 0.34 } else { 0.4 })
                .frame(side(kit));
            panel.show(ui, |ui| guidelines_ui(ui, kit, session, guidelines, hovered.as_ref()));
        }
        find_ui(ui, kit, session, find, asked);
        egui::CentralPanel::no_frame().show(ui, |ui| {
            if session.document().is_none() {
                crate::gui::start::empty_ui(ui, kit, session);
            } else {
                page_ui(ui, kit, session, page, asked);
            }
        });
        palette_ui(ui, kit, session, palette, asked);
        help_ui(ui, kit, session, asked);
        wish
    }

    /// Keys become commands before anything is drawn, so that the frame shows what they did. A text field that has the
    /// keyboard keeps it, but for the keys that no field wants.
    fn hear_keys(&mut self, ui: &Ui) {
        let context = ui.ctx();
        let is_typing = self.kit.fields.is_typing(context) || self.was_typing || egui::Popup::is_any_open(context);
        let main = [PageView::id(), SchemaView::id(), BoardView::id(), AgreementView::id()];
        let is_main = |id: egui::Id| main.contains(&id);
        let on_page = context.memory(|memory| memory.focused().is_none_or(is_main));
        let events = ui.input(|input| input.events.clone());
        // The letter of a key that was a command comes after it as text, which then is nobody's.
        let mut is_letter_heard = false;
        let heard: Vec<Event> = events
            .into_iter()
            .filter(|event| match event {
                Event::Text(typed) if !is_typing => is_letter_heard || self.hear_text(typed),
                Event::Ime(egui::ImeEvent::Commit(typed)) if !is_typing => self.hear_text(typed),
                Event::Key { pressed: true, .. } => {
                    is_letter_heard = self.hear(event, is_typing, on_page);
                    is_letter_heard
                }
                _ => self.hear(event, is_typing, on_page),
            })
            .collect();
        if !heard.is_empty() {
            ui.input_mut(|input| input.events.retain(|event| !heard.contains(event)));
        }
    }

    /// Whether typed text was for us: while candidates are offered it narrows them.
    fn hear_text(&mut self, typed: &str) -> bool {
        let session = self.session.as_ref().filter(|session| !session.view().palette && !session.view().help);
        match session.and_then(|session| session.command_for_text(typed)) {
            Some(command) => {
                self.perform(&command);
                true
            }
            None => false,
        }
    }

    /// Whether an event was a key of ours; then it was done.
    fn hear(&mut self, event: &Event, is_typing: bool, on_page: bool) -> bool {
        let Some(press) = keys::press(event) else { return false };
        let Some(session) = &self.session else { return false };
        let view = session.view();
        if view.palette || view.help || (is_typing && !is_for_window(&press)) || (!on_page && is_for_widget(&press)) {
            return false;
        }
        if view.schema {
            return self.hear_in_schema(&press, is_typing, on_page);
        }
        if session.shown_agreement().is_some() {
            return self.hear_in_agreement(&press, is_typing, on_page);
        }
        if session.board_part().is_some() {
            return self.hear_in_board(&press, is_typing);
        }
        let engine = &mut self.kit.brush.engine;
        let reading = self.page.reading(engine, session);
        if let Some(command) = session.command_for(&press, reading) {
            self.page.forget_goal();
            self.perform(&command);
            return true;
        }
        match self.page.sight(engine, session, &press) {
            Some(command) => {
                self.perform_quietly(&command);
                true
            }
            None => false,
        }
    }

    /// Likewise while the schema editor stands in the page's place: keys of the page mean nothing.
    fn hear_in_schema(&mut self, press: &KeyPress, is_typing: bool, on_page: bool) -> bool {
        let Some(session) = &self.session else { return false };
        let focus = match (is_typing, on_page) {
            (true, _) => schema::Focus::Field,
            (false, true) => schema::Focus::Tree,
            (false, false) => schema::Focus::Widget,
        };
        let heard = self.schema.hear(session, press, focus);
        let is_ours = |command: &Command| schema::is_for_window(command) && is_for_window(press);
        let commands = heard.or_else(|| {
            let command = session.keymap().command(press, Reading::LeftToRight).filter(is_ours)?;
            Some(vec![command])
        });
        let Some(commands) = commands else { return false };
        for command in &commands {
            self.perform(command);
        }
        true
    }

    /// Likewise while the board does.
    fn hear_in_board(&mut self, press: &KeyPress, is_typing: bool) -> bool {
        let Some(session) = &self.session else { return false };
        let heard = if is_typing { None } else { self.board.hear(session, press) };
        let is_ours = |command: &Command| board::is_for_window(command) && is_for_window(press);
        let commands = heard.or_else(|| {
            let command = session.keymap().command(press, Reading::LeftToRight).filter(is_ours)?;
            Some(vec![command])
        });
        let Some(commands) = commands else { return false };
        for command in &commands {
            self.perform(command);
        }
        true
    }

    /// Likewise while agreement stands there.
    fn hear_in_agreement(&mut self, press: &KeyPress<'_>, is_typing: bool, on_page: bool) -> bool {
        let Some(session) = &self.session else { return false };
        let is_ours = |command: &Command| {
            let is_agreement = matches!(command, Command::Agreement(_) | Command::Review(_));
            is_for_window(press) && (is_agreement || schema::is_for_window(command))
        };
        let heard = if is_typing || !on_page { None } else { self.agreement.hear(session, press) };
        let commands = heard.or_else(|| {
            let command = session.keymap().command(press, Reading::LeftToRight).filter(is_ours)?;
            Some(vec![command])
        });
        let Some(commands) = commands else { return false };
        for command in &commands {
            self.perform(command);
        }
        true
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
        for command in typed {
            let _ = session.perform(&command);
        }
        // What cannot be done becomes the session's message, which the status line shows.
        let _ = session.perform(command);
        let line = command.to_string();
        self.heard.commands.push(line.split(' ').next().unwrap_or_default().to_owned());
    }

    fn decide(&mut self, context: &Context, decision: Decision) {
        match decision {
            Decision::Cancel => self.dialog = None,
            Decision::Open(folder) => {
                self.dialog = None;
                self.open(&folder);
            }
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
            Decision::Imported(answer) => {
                self.dialog = None;
                if let Some(session) = &mut self.session {
                    session.hear_imported(*answer);
                }
            }
            Decision::Exported(answer) => {
                self.dialog = None;
                if let Some(session) = &mut self.session {
                    session.hear_exported(answer);
                }
            }
        }
        if self.dialog.is_none() {
            context.memory_mut(|memory| memory.request_focus(PageView::id()));
        }
    }

    fn answer_requests(&mut self, context: &Context) {
        let Some(session) = &mut self.session else { return };
        for request in session.take_requests() {
            match request {
                Request::Copy(text) => context.copy_text(text),
                Request::Add => self.dialog = add_dialog(session, Vec::new()),
                Request::Export => self.dialog = Some(Dialog::Export(Box::new(ExportDialog::new(session)))),
                Request::Import => self.dialog = import_dialog(session),
                Request::Dataset => self.dialog = Dialog::dataset(session),
                Request::Reveal => {
                    self.page.reveal();
                    context.request_repaint();
                }
                Request::FilterDocuments => {
                    self.documents.ask();
                    context.request_repaint();
                }
                Request::Quit => context.send_viewport_cmd(ViewportCommand::Close),
            }
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

/// Keys that mean the window even while someone types: with Ctrl they are no letters, and function keys never are.
fn is_for_window(press: &KeyPress) -> bool {
    let is_function = press.key.starts_with('F') && press.key.len() > 1;
    // The field's own: select all, copy, cut, paste, undo, redo, moving by words.
    let is_fields =
        press.ctrl && matches!(press.key, "A" | "C" | "X" | "V" | "Z" | "Y" | "Backspace" | "Delete" | "Home" | "End");
    is_function || (press.ctrl && !is_fields && !press.key.starts_with("Arrow"))
}

/// Keys that a focused button or list wants for itself.
fn is_for_widget(press: &KeyPress) -> bool {
    let is_own = matches!(press.key, "Enter" | "Space" | "Tab" | "Escape") || press.key.starts_with("Arrow");
    is_own && !press.ctrl && !press.alt
}
