//! Importing: which files, in which format, who made them, and what becomes of each of their labels; beside it what would come and
//! what would be lost, with a passage for each label, or the first documents as they will be. Looking and bringing in run beside
//! the window. Sizes are points.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Align, Sense, Ui, vec2};

use crate::error::Error;
use crate::formats::catalogue::Format;
use crate::gui::brush::TextStyle;
use crate::gui::decision::Decision;
use crate::gui::dialog_body::body_and_end;
use crate::gui::dialog_parts::{
    End, Ending, FilesField, LOOK_AGAIN, caption, choose_ui, end_ui, failure_ui, field_ui, pair_ui, problems_ui, sheet,
};
use crate::gui::import_page::ImportPage;
use crate::gui::passage;
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look};
use crate::model::annotator::AnnotatorKind;
use crate::model::id::{AnnotatorId, LabelId};
use crate::session::command::importing::ImportWanted;
use crate::session::exporter::{Choice, Options};
use crate::session::importer::{Coming, Importer, LEFT_OUT, LabelLine, LabelMap, Preview, Survey};
use crate::session::job::Job;
use crate::session::state::Session;
use crate::session::working::Working;
use crate::view::tones::Ink;

/// How wide the dialog is where the window has room.
pub const WIDTH: f32 = 980.0;
const FORM_WIDTH: f32 = 320.0;
const HEIGHT: f32 = 440.0;
const PASSAGE: f32 = 24.0;
/// Room for what becomes of a label.
const FATE: f32 = 190.0;
/// Files that are named one by one; the others are counted.
const NAMED: usize = 4;
/// Problems that are told one by one; the others are counted.
const TOLD: usize = 12;

/// The question, and what is known so far.
pub struct ImportDialog {
    importer: Importer,
    files: FilesField,
    /// What is chosen by buttons; what is typed is beside it.
    wanted: ImportWanted,
    annotator: String,
    columns: String,
    encoding: String,
    map: String,
    shown: Shown,
    page: ImportPage,
    /// What was looked at last, and what came of it.
    seen: Option<(ImportWanted, Result<Arc<Preview>, Error>)>,
    /// What is being looked at beside the window.
    look: Option<(Box<ImportWanted>, Job<Arc<Preview>>)>,
    failure: Option<Error>,
}

/// What is shown of what would come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Summary,
    Pages,
}

impl ImportDialog {
    #[must_use]
    pub fn new(importer: Importer) -> Self {
        let nothing = String::new;
        let (annotator, columns, encoding, map) = (nothing(), nothing(), nothing(), nothing());
        Self {
            importer,
            files: FilesField::default(),
            wanted: ImportWanted::default(),
            annotator,
            columns,
            encoding,
            map,
            shown: Shown::Summary,
            page: ImportPage::default(),
            seen: None,
            look: None,
            failure: None,
        }
    }

    /// Names more files.
    pub fn name(&mut self, paths: Vec<PathBuf>) {
        for path in paths {
            if !self.wanted.paths.contains(&path) {
                self.failure = None;
                self.wanted.paths.push(path);
            }
        }
    }

    /// Draws it; returns what was decided.
    pub fn ui(&mut self, ui: &mut Ui, kit: &mut Kit, session: Option<&Session>) -> Option<Decision> {
        self.hear(ui);
        let title = kit.words.get("import-title");
        text::label(ui, kit, &title, TextStyle::heading());
        body_and_end(ui, kit, self, Self::body_ui, |dialog, ui, kit, ()| dialog.end_ui(ui, kit, session))
    }

    /// Which files, how they are read, and what would come.
    fn body_ui(&mut self, ui: &mut Ui, kit: &mut Kit) {
        let (title, about) = (kit.words.get("import-title"), kit.words.get("import-about"));
        text::paragraph(ui, kit, &about, TextStyle::body());
        let named = self.files.ui(ui, kit, "import path", &title);
        self.name(named);
        if !self.wanted.paths.is_empty() {
            self.named_ui(ui, kit);
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = SPACE * 5.0;
                ui.vertical(|ui| {
                    ui.set_width(FORM_WIDTH.min(ui.available_width() * 0.4));
                    ui.spacing_mut().item_spacing = vec2(SPACE * 1.5, SPACE * 1.5);
                    self.form_ui(ui, kit);
                });
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing = vec2(SPACE * 1.5, SPACE * 1.5);
                    self.preview_ui(ui, kit);
                });
            });
        }
    }

    /// Leaves the question.
    pub fn leave(&self) -> Decision {
        if let Some((_, job)) = &self.look {
            job.cancel();
        }
        Decision::Cancel
    }

    /// What is asked for, with what was typed.
    fn asked(&self) -> Result<ImportWanted, Error> {
        let mut options = Options::default();
        for (option, value) in [("--columns", &self.columns), ("--encoding", &self.encoding), ("--map", &self.map)] {
            if !value.trim().is_empty() {
                options.set(option, value.trim())?;
            }
        }
        let name = self.annotator.trim();
        let annotator = (!name.is_empty()).then(|| AnnotatorId::new(name));
        Ok(ImportWanted { annotator, options, ..self.wanted.clone() })
    }

    /// The format as it is known now.
    fn format(&self) -> Option<Format> {
        let seen = self.seen.as_ref().and_then(|(_, seen)| seen.as_ref().ok());
        self.wanted.format.or(seen.map(|seen| seen.format))
    }

    /// Hears what was seen, and begins to look at what is asked for now.
    fn hear(&mut self, ui: &Ui) {
        if let Some((asked, job)) = &self.look {
            let is_wanted = self.asked().as_ref() == Ok(&**asked);
            match job.answer() {
                Some(answer) if is_wanted => {
                    self.seen = Some((ImportWanted::clone(asked), answer));
                    self.look = None;
                }
                // What is asked for now is looked at; until then what was seen before stays.
                Some(_) => self.look = None,
                None if !is_wanted => job.cancel(),
                None => {}
            }
        }
        if let (None, Ok(mut asked)) = (&self.look, self.asked())
            && !asked.paths.is_empty()
            && self.seen.as_ref().is_none_or(|(seen, _)| *seen != asked)
        {
            // What is read otherwise may have other labels.
            let reads = |wanted: &ImportWanted| (wanted.paths.clone(), wanted.format, wanted.options.clone());
            if self.seen.as_ref().is_some_and(|(seen, _)| reads(seen) != reads(&asked)) {
                (self.wanted.labels, asked.labels) = (LabelMap::default(), LabelMap::default());
            }
            let job = self.importer.look(asked.clone());
            self.look = Some((Box::new(asked), job));
        }
        if self.look.is_some() {
            ui.ctx().request_repaint_after(LOOK_AGAIN);
        }
    }

    /// The files that were named, and a way to name others.
    fn named_ui(&mut self, ui: &mut Ui, kit: &mut Kit) {
        let mut is_cleared = false;
        ui.horizontal(|ui| {
            let paths = &self.wanted.paths;
            let name = |path: &PathBuf| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            let mut said = paths.iter().take(NAMED).map(name).collect::<Vec<_>>().join(", ");
            if paths.len() > NAMED {
                let more = kit.words.say("dialog-more", &[("count", (paths.len() - NAMED).into())]);
                said = format!("{said}, {more}");
            }
            let clear = kit.words.get("import-clear");
            let button = Button { text: &clear, look: Look::Dense, ..Button::default() };
            is_cleared = widgets::button(ui, kit, button).clicked();
            text::label(ui, kit, &said, TextStyle::body().bold());
        });
        if is_cleared {
            *self = Self::new(self.importer.clone());
        }
    }

    fn form_ui(&mut self, ui: &mut Ui, kit: &mut Kit) {
        self.format_ui(ui, kit);
        let reads = self.format().map(Choice::read).unwrap_or_default();
        for (choice, key, id, hint, text) in [
            (Choice::Columns, "import-columns", "import columns", "token,pos,tag", &mut self.columns),
            (Choice::Encoding, "import-encoding", "import encoding", "windows-1256", &mut self.encoding),
            (Choice::Map, "import-map", "import map", "text=content,id=doc_id,spans=labels", &mut self.map),
        ] {
            if reads.contains(&choice) {
                field_ui(ui, kit, key, id, hint, text);
            }
        }
        self.annotator_ui(ui, kit);
        ui.add_space(SPACE);
        caption(ui, kit, "import-kind");
        let kinds = [("import-people", false), ("import-programs", true)].map(|(key, is)| (kit.words.get(key), is));
        choose_ui(ui, kit, &kinds, &mut self.wanted.is_program);
        ui.add_space(SPACE);
        caption(ui, kit, "dialog-if-lost");
        let fates = [("import-lenient", false), ("dialog-strict", true)]
            .map(|(key, is_strict)| (kit.words.get(key), is_strict));
        choose_ui(ui, kit, &fates, &mut self.wanted.is_strict);
    }

    /// The format that the files look like, or another one.
    fn format_ui(&mut self, ui: &mut Ui, kit: &mut Kit) {
        caption(ui, kit, "import-format");
        let (name, unknown) = (kit.words.get("import-format"), kit.words.get("import-unknown"));
        let format = self.format();
        let shown = match (self.wanted.format, format) {
            (Some(format), _) => format.name().to_owned(),
            (None, Some(seen)) => kit.words.say("import-recognised", &[("format", seen.name().into())]),
            (None, None) => unknown,
        };
        let button = widgets::button(ui, kit, Button { text: &shown, name: Some(&name), ..Button::default() });
        let as_seen = kit.words.get("import-as-seen");
        let formats = Format::all().map(|format| (format.name().to_owned(), Some(format)));
        let formats: Vec<(String, Option<Format>)> = std::iter::once((as_seen, None)).chain(formats).collect();
        if let Some(chosen) = widgets::menu(kit, &button, &formats) {
            self.wanted.format = chosen;
        }
        if let Some(format) = format {
            text::paragraph(ui, kit, format.title(), TextStyle::small());
        }
    }

    /// Who made it: a new name, or one of those that are there.
    fn annotator_ui(&mut self, ui: &mut Ui, kit: &mut Kit) {
        ui.add_space(SPACE);
        let hint = kit.words.get("import-as-hint");
        field_ui(ui, kit, "import-as", "import annotator", &hint, &mut self.annotator);
        let survey = self.seen.as_ref().and_then(|(_, seen)| seen.as_ref().ok());
        let known = survey.map(|seen| seen.survey.known.clone()).unwrap_or_default();
        if known.is_empty() {
            return;
        }
        let of_project = kit.words.get("import-known");
        let button = Button { text: &of_project, look: Look::Dense, ..Button::default() };
        let button = widgets::button(ui, kit, button);
        let known: Vec<(String, &AnnotatorId)> = known.iter().map(|known| (known.to_string(), known)).collect();
        if let Some(chosen) = widgets::menu(kit, &button, &known) {
            self.annotator = chosen.to_string();
        }
    }

    /// What would come.
    fn preview_ui(&mut self, ui: &mut Ui, kit: &mut Kit) {
        let asked = self.asked();
        let mut chosen = None;
        let kinds = [("import-summary", Shown::Summary), ("import-pages", Shown::Pages)];
        choose_ui(ui, kit, &kinds.map(|(key, shown)| (kit.words.get(key), shown)), &mut self.shown);
        if let (Shown::Pages, Ok(_), Some((_, Ok(seen)))) = (self.shown, &asked, &self.seen) {
            let page = &mut self.page;
            // It scrolls by itself.
            sheet(ui, kit, "import pages", HEIGHT, |ui, kit| page.ui(ui, kit, seen, HEIGHT));
            return;
        }
        sheet(ui, kit, "import preview", HEIGHT, |ui, kit| {
            ui.spacing_mut().item_spacing.y = SPACE * 0.5;
            match (&asked, &self.seen) {
                (Err(error), _) => failure_ui(ui, kit, Some(error)),
                (Ok(asked), Some((seen, Err(error)))) if seen == asked => failure_ui(ui, kit, Some(error)),
                (Ok(_), Some((_, Ok(seen)))) => chosen = contents_ui(ui, kit, &seen.survey, &self.wanted),
                (Ok(_), Some((_, Err(_))) | None) => {
                    let waiting = kit.words.get("import-looking");
                    text::label(ui, kit, &waiting, TextStyle::body().ink(Ink::Muted));
                }
            }
        });
        if let Some((label, to)) = chosen {
            self.wanted.labels = std::mem::take(&mut self.wanted.labels).with(&label.to_string(), to.as_deref());
        }
    }

    /// What went wrong or is going on, and the buttons.
    fn end_ui(&mut self, ui: &mut Ui, kit: &mut Kit, session: Option<&Session>) -> Option<Decision> {
        failure_ui(ui, kit, self.failure.as_ref());
        let asked = self.asked().ok();
        let seen = self.seen.as_ref().filter(|(seen, _)| asked.as_ref() == Some(seen));
        let preview = seen.and_then(|(_, seen)| seen.as_ref().ok()).cloned();
        let reading = |(_, job): &(_, Job<_>)| {
            let (done, all) = job.progress();
            kit.words.say("import-reading", &[("percent", (done * 100 / all.max(1)).into())])
        };
        let state = self.look.as_ref().map(reading).unwrap_or_default();
        let refused = self.wanted.is_strict && preview.as_ref().is_some_and(|seen| seen.survey.is_lossy());
        if refused {
            let message = kit.words.get("import-refused");
            text::paragraph(ui, kit, &message, TextStyle::body().ink(Ink::Failure));
        }
        let main = match preview.as_ref().map(|seen| seen.survey.added) {
            Some(count) => kit.words.say("import-do", &[("count", count.into())]),
            None => kit.words.get("import-do-nothing"),
        };
        let is_ready = preview.is_some() && self.look.is_none() && !refused && !self.files.is_typing();
        let end = end_ui(ui, kit, Ending { main: &main, state: &state, is_ready, is_entered: false })?;
        let (End::Do, Some(asked), Some(session)) = (end, asked, session) else {
            return Some(self.leave());
        };
        match session.begin_import(asked) {
            Ok(job) => return Some(Decision::Working(Working::Import(job))),
            Err(error) => self.failure = Some(error),
        }
        ui.ctx().request_repaint();
        None
    }
}

/// What became of a label by a person's choice: nothing said, or another label, or [`LEFT_OUT`].
type Chosen = (LabelId, Option<String>);

/// The figures of a survey; what was chosen for a label now.
fn contents_ui(ui: &mut Ui, kit: &mut Kit, survey: &Survey, wanted: &ImportWanted) -> Option<Chosen> {
    // What is lost is seen without scrolling.
    if !survey.problems.is_empty() {
        caption(ui, kit, "dialog-problems");
        problems_ui(ui, kit, survey.problems.iter(), TOLD);
        ui.add_space(SPACE * 2.0);
    }
    let documents = survey.documents;
    let numbers =
        [("new", documents.new.into()), ("there", documents.there.into()), ("refused", documents.refused.into())];
    let said = kit.words.say("import-documents-said", &numbers);
    pair_ui(ui, kit, &kit.words.get("dataset-row-documents"), &said, TextStyle::body());
    let numbers = [("new", survey.added.into()), ("there", survey.there.into())];
    let said = kit.words.say("import-annotations-said", &numbers);
    pair_ui(ui, kit, &kit.words.get("dataset-row-annotations"), &said, TextStyle::body());
    ui.add_space(SPACE * 2.0);
    if !survey.annotators.is_empty() {
        caption(ui, kit, "import-annotators");
        for coming in &survey.annotators {
            coming_ui(ui, kit, coming);
        }
        ui.add_space(SPACE * 2.0);
    }
    let mut chosen = None;
    if !survey.labels.is_empty() {
        caption(ui, kit, "import-labels");
        for line in &survey.labels {
            ui.push_id(&line.label, |ui| chosen = label_ui(ui, kit, line, wanted).or(chosen.take()));
        }
        ui.add_space(SPACE * 2.0);
    }
    let added: Vec<String> = survey.missing.iter().map(|one| one.path.to_string()).collect();
    if !added.is_empty() {
        caption(ui, kit, "import-added");
        text::paragraph(ui, kit, &added.join(", "), TextStyle::small());
    }
    chosen
}

/// Somebody whose annotations come.
fn coming_ui(ui: &mut Ui, kit: &mut Kit, coming: &Coming) {
    let kind = match (coming.kind, coming.is_new) {
        (AnnotatorKind::Person, true) => "import-new-person",
        (AnnotatorKind::Person, false) => "import-person",
        (AnnotatorKind::Program, true) => "import-new-program",
        (AnnotatorKind::Program, false) => "import-program",
    };
    let numbers = [
        ("kind", kit.words.get(kind).into()),
        ("annotations", coming.annotations.into()),
        ("documents", coming.sets.into()),
    ];
    let said = kit.words.say("import-coming", &numbers);
    pair_ui(ui, kit, coming.annotator.as_str(), &said, TextStyle::body());
}

/// A label of the files with a passage, and what becomes of it.
fn label_ui(ui: &mut Ui, kit: &mut Kit, line: &LabelLine, wanted: &ImportWanted) -> Option<Chosen> {
    let name = line.label.to_string();
    let (add, leave) = (kit.words.get("import-add-label"), kit.words.get("import-leave-label"));
    let said = wanted.labels.each().find(|(from, _)| *from == name).map(|(_, to)| to.to_owned());
    let becomes = match said.as_deref() {
        Some(LEFT_OUT) => leave.clone(),
        Some(to) => to.to_owned(),
        None if line.is_known => line.meant.to_string(),
        None => add.clone(),
    };
    let mut chosen = None;
    ui.horizontal(|ui| {
        let count =
            kit.words.say("import-label", &[("label", name.as_str().into()), ("count", line.annotations.into())]);
        let room = (ui.available_width() - FATE).max(80.0);
        let height = ui.spacing().interact_size.y;
        let (rect, response) = ui.allocate_exact_size(vec2(room, height), Sense::hover());
        Line::new(&mut kit.brush, &count, TextStyle::body(), room).paint(ui, &mut kit.brush, rect, Align::Min);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, crate::gui::words::spoken(&count)));
        let is_new = said.is_none() && !line.is_known;
        let shown = format!("{becomes}…");
        let title =
            kit.words.say("import-becomes", &[("label", name.as_str().into()), ("to", becomes.as_str().into())]);
        let button = Button { text: &shown, name: Some(&title), is_selected: is_new, ..Button::default() };
        let button = widgets::button(ui, kit, button);
        let usual = if line.is_known { line.meant.to_string() } else { add };
        let mut choices: Vec<(String, usize)> = vec![(usual, 0), (leave, 1)];
        let others = line.may_be.iter().enumerate().filter(|(_, label)| !line.is_known || **label != line.meant);
        choices.extend(others.map(|(at, label)| (label.to_string(), at + 2)));
        chosen = widgets::menu(kit, &button, &choices).map(|at| match at {
            0 => None,
            1 => Some(LEFT_OUT.to_owned()),
            at => line.may_be.get(at - 2).map(ToString::to_string),
        });
    });
    if let Some(example) = &line.example {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), PASSAGE), Sense::hover());
        if let Some(context) = passage::fitting(kit, &example.text, &example.marks, rect.width()) {
            passage::paint(ui, kit, &context, rect);
        }
    }
    chosen.map(|to| (line.label.clone(), to))
}
