//! Making a dataset: whose word counts, which documents, zones, labels and shares; beside it what would be in it, label by label
//! and part by part, before anything is written. Reading, making and writing run beside the window. Sizes are points.

use std::sync::Arc;

use egui::{Align, Rect, Sense, Ui, pos2, vec2};

use crate::error::Error;
use crate::formats::catalogue::Format;
use crate::gui::browse::Browse;
use crate::gui::brush::TextStyle;
use crate::gui::decision::Decision;
use crate::gui::dialog_body::body_and_end;
use crate::gui::dialog_parts::{
    End, Ending, LOOK_AGAIN, PathField, caption, choose_ui, end_ui, failure_ui, field_ui, problems_ui, sheet,
};
use crate::gui::format_choices::FormatChoices;
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Cut, Look};
use crate::session::job::{Job, let_go};
use crate::session::maker::{By, Dataset, Documents, Made, Maker, Material, Recipe, Rule, Zones};
use crate::view::tones::Ink;

/// How wide the dialog is where the window has room.
pub const WIDTH: f32 = 940.0;
const FORM_WIDTH: f32 = 400.0;
/// In less room than this what is chosen stands above what comes of it.
const NARROW: f32 = 560.0;
const HEIGHT: f32 = 430.0;
const ROW: f32 = 22.0;
const NUMBER: f32 = 58.0;
/// Annotators that have a button of their own; the others are in a menu.
const SIDE_BY_SIDE: usize = 4;
/// Problems that are told one by one; the others are counted.
const TOLD: usize = 12;

/// The question, and what is known so far.
pub struct DatasetDialog {
    maker: Maker,
    /// What is chosen by buttons; what is typed is beside it.
    recipe: Recipe,
    shares: String,
    seed: String,
    labels: String,
    choices: FormatChoices,
    folder: PathField,
    /// Whether Enter was pressed there.
    is_entered: bool,
    material: Option<Arc<Material>>,
    /// What was made last, and how.
    made: Option<(Recipe, Result<Arc<Made>, Error>)>,
    work: Option<Work>,
    failure: Option<Error>,
}

impl Drop for DatasetDialog {
    /// What is known of tens of thousands of documents takes longer than a frame to be given back.
    fn drop(&mut self) {
        let_go((self.material.take(), self.made.take(), self.work.take()));
    }
}

/// What is done beside the window.
enum Work {
    Read(Job<Arc<Material>>),
    Make(Box<Recipe>, Job<Arc<Made>>),
    Write(Job<String>),
}

impl DatasetDialog {
    /// The folder is proposed beside where the person works from, never inside the project.
    #[must_use]
    pub fn new(maker: Maker, folder: String) -> Self {
        let recipe = Recipe::default();
        let (shares, seed, labels) = (recipe.shares.to_string(), recipe.seed.to_string(), String::new());
        let work = Some(Work::Read(maker.gather()));
        let (material, made, failure) = (None, None, None);
        let (choices, folder) = (FormatChoices::default(), PathField::new(folder));
        let is_entered = false;
        Self { maker, recipe, shares, seed, labels, choices, folder, is_entered, material, made, work, failure }
    }

    /// Draws it; returns what was decided, or that a dataset was written.
    pub fn ui(&mut self, ui: &mut Ui, kit: &mut Kit) -> Option<Decision> {
        if let Some(decision) = self.hear(ui) {
            return Some(decision);
        }
        let (title, about) = (kit.words.get("dataset-title"), kit.words.get("dataset-about"));
        text::label(ui, kit, &title, TextStyle::heading());
        let body = |dialog: &mut Self, ui: &mut Ui, kit: &mut Kit| {
            text::paragraph(ui, kit, &about, TextStyle::body());
            let form_ui = |dialog: &mut Self, ui: &mut Ui, kit: &mut Kit, width: f32| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing = vec2(SPACE * 1.5, SPACE * 1.5);
                dialog.form_ui(ui, kit);
            };
            let room = ui.available_width();
            if room < NARROW {
                ui.scope(|ui| form_ui(dialog, ui, kit, room));
                return dialog.preview_ui(ui, kit);
            }
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = SPACE * 5.0;
                ui.vertical(|ui| form_ui(dialog, ui, kit, FORM_WIDTH.min(room * 0.5)));
                ui.vertical(|ui| dialog.preview_ui(ui, kit));
            });
        };
        body_and_end(ui, kit, self, body, |dialog, ui, kit, ()| dialog.end_ui(ui, kit))
    }

    /// Leaves the dialog; not while a dataset is being written, which is soon done.
    pub fn leave(&mut self) -> Option<Decision> {
        match &self.work {
            Some(Work::Write(_)) => None,
            Some(Work::Read(job)) => {
                job.cancel();
                Some(Decision::Cancel)
            }
            Some(Work::Make(..)) | None => Some(Decision::Cancel),
        }
    }

    /// What is asked for, with what was typed.
    fn wanted(&self) -> Result<Recipe, Error> {
        let mut recipe = self.recipe.clone();
        recipe.set("--shares", &self.shares)?;
        recipe.set("--seed", self.seed.trim())?;
        recipe.set("--map", &self.labels)?;
        recipe.options = self.choices.of(recipe.format)?;
        Ok(recipe)
    }

    /// Hears what is done, and begins what is to be done next.
    fn hear(&mut self, ui: &Ui) -> Option<Decision> {
        match &self.work {
            Some(Work::Read(job)) => match job.answer() {
                Some(Ok(material)) => (self.material, self.work) = (Some(material), None),
                Some(Err(error)) => (self.failure, self.work) = (Some(error), None),
                None => {}
            },
            Some(Work::Make(recipe, job)) => {
                if let Some(answer) = job.answer() {
                    self.made = Some((Recipe::clone(recipe), answer));
                    self.work = None;
                }
            }
            Some(Work::Write(job)) => match job.answer() {
                Some(Ok(said)) => return Some(Decision::Told(said)),
                Some(Err(error)) => (self.failure, self.work) = (Some(error), None),
                None => {}
            },
            None => {}
        }
        if let (None, Some(material), Ok(recipe)) = (&self.work, &self.material, self.wanted())
            && self.made.as_ref().is_none_or(|(made, _)| *made != recipe)
        {
            let job = self.maker.make(material, &recipe);
            self.work = Some(Work::Make(Box::new(recipe), job));
        }
        if self.work.is_some() {
            ui.ctx().request_repaint_after(LOOK_AGAIN);
        }
        None
    }

    fn form_ui(&mut self, ui: &mut Ui, kit: &mut Kit) {
        self.by_ui(ui, kit);
        caption(ui, kit, "dataset-documents");
        let documents = [("dataset-finished", Documents::Finished), ("dataset-begun", Documents::Begun)]
            .map(|(key, one)| (kit.words.get(key), one));
        choose_ui(ui, kit, &documents, &mut self.recipe.documents);
        caption(ui, kit, "dataset-zones");
        let zones = [("dataset-cut", Zones::Cut), ("dataset-mask", Zones::Mask), ("dataset-keep", Zones::Keep)];
        let zones = zones.map(|(key, one)| (kit.words.get(key), one));
        choose_ui(ui, kit, &zones, &mut self.recipe.zones);
        ui.horizontal(|ui| {
            let half = (ui.available_width() - SPACE * 1.5) / 2.0;
            for (key, id, text) in [
                ("dataset-shares", "dataset shares", &mut self.shares),
                ("dataset-seed", "dataset seed", &mut self.seed),
            ] {
                ui.vertical(|ui| {
                    ui.set_width(half);
                    field_ui(ui, kit, key, id, "", text);
                });
            }
        });
        let hint = kit.words.get("dataset-labels-hint");
        field_ui(ui, kit, "dataset-labels", "dataset labels", &hint, &mut self.labels);
        self.format_ui(ui, kit);
        let name = kit.words.get("dataset-folder");
        self.is_entered = self.folder.ui(ui, kit, "dataset-folder", |context, _| Browse::folder(context, &name));
    }

    /// Rules, or one of those who annotated.
    fn by_ui(&mut self, ui: &mut Ui, kit: &mut Kit) {
        caption(ui, kit, "dataset-by");
        let names: Vec<_> =
            self.material.as_ref().map(|material| material.material.annotators.clone()).unwrap_or_default();
        let rules = kit.words.get("dataset-rules");
        let mut chosen: Option<By> = None;
        ui.horizontal_wrapped(|ui| {
            let is_selected = matches!(self.recipe.by, By::Rules(_));
            if widgets::button(ui, kit, Button { text: &rules, is_selected, ..Button::default() }).clicked()
                && !is_selected
            {
                chosen = Some(Recipe::default().by);
            }
            for name in names.iter().take(SIDE_BY_SIDE) {
                let is_selected = self.recipe.by == By::Annotator(name.clone());
                let button = Button { text: name.as_str(), is_selected, cut: Cut::Middle, ..Button::default() };
                if widgets::button(ui, kit, button).clicked() {
                    chosen = Some(By::Annotator(name.clone()));
                }
            }
            if names.len() > SIDE_BY_SIDE {
                let others = &names[SIDE_BY_SIDE..];
                let of_others = others.iter().find(|name| self.recipe.by == By::Annotator((*name).clone()));
                let more = of_others.map_or_else(|| kit.words.get("dataset-others"), ToString::to_string);
                let (is_selected, cut) = (of_others.is_some(), Cut::Middle);
                let button = Button { text: &more, is_selected, cut, ..Button::default() };
                let more = widgets::button(ui, kit, button);
                let others: Vec<(String, _)> = others.iter().map(|name| (name.to_string(), name)).collect();
                if let Some(name) = widgets::menu(kit, &more, &others) {
                    chosen = Some(By::Annotator(name.clone()));
                }
            }
        });
        if let By::Rules(rules) = &mut self.recipe.by {
            ui.horizontal_wrapped(|ui| {
                for (key, rule) in [
                    ("dataset-adjudicated", Rule::Adjudicated),
                    ("dataset-unanimous", Rule::Unanimous),
                    ("dataset-majority", Rule::Majority),
                ] {
                    let (name, about) = (kit.words.get(key), kit.words.get(&format!("{key}-about")));
                    let is_selected = rules.contains(&rule);
                    let button = Button { text: &name, is_selected, look: Look::Plain, ..Button::default() };
                    let clicked = widgets::button(ui, kit, button);
                    // One rule is always left.
                    if clicked.clicked() && !(is_selected && rules.len() == 1) {
                        rules.retain(|known| *known != rule);
                        rules.extend((!is_selected).then_some(rule));
                        rules.sort();
                    }
                    text::hint(clicked, kit, &about);
                }
            });
        }
        self.recipe.by = chosen.unwrap_or_else(|| self.recipe.by.clone());
    }

    fn format_ui(&mut self, ui: &mut Ui, kit: &mut Kit) {
        caption(ui, kit, "dataset-format");
        let format = self.recipe.format;
        let shown = format!("{}…", format.name());
        let name = kit.words.get("dataset-format");
        let button = widgets::button(ui, kit, Button { text: &shown, name: Some(&name), ..Button::default() });
        let button = text::hint(button, kit, format.title());
        let formats: Vec<(String, _)> = Format::all().map(|format| (format.name().to_owned(), format)).collect();
        if let Some(format) = widgets::menu(kit, &button, &formats) {
            self.recipe.format = format;
        }
        self.choices.ui(ui, kit, self.recipe.format);
    }

    /// What would be in it: documents, annotations and labels of each part, and what would not.
    fn preview_ui(&self, ui: &mut Ui, kit: &mut Kit) {
        sheet(ui, kit, "dataset preview", HEIGHT, |ui, kit| {
            ui.spacing_mut().item_spacing.y = 1.0;
            match (&self.wanted(), &self.made) {
                (Err(error), _) | (Ok(_), Some((_, Err(error)))) => failure_ui(ui, kit, Some(error)),
                (Ok(_), Some((_, Ok(made)))) => contents_ui(ui, kit, &made.dataset),
                (Ok(_), None) => {
                    let waiting = kit.words.get("dataset-counting");
                    text::label(ui, kit, &waiting, TextStyle::body().ink(Ink::Muted));
                }
            }
        });
    }

    /// What went wrong or is going on, and the buttons.
    fn end_ui(&mut self, ui: &mut Ui, kit: &mut Kit) -> Option<Decision> {
        failure_ui(ui, kit, self.failure.as_ref());
        let state = match &self.work {
            Some(Work::Read(job)) => {
                let (done, all) = job.progress();
                kit.words.say("dataset-reading", &[("done", done.into()), ("all", all.into())])
            }
            Some(Work::Make(..)) => kit.words.get("dataset-counting"),
            Some(Work::Write(_)) => kit.words.get("dataset-writing"),
            None => String::new(),
        };
        let made = match &self.made {
            Some((recipe, Ok(made))) if self.wanted().as_ref() == Ok(recipe) => Some(Arc::clone(made)),
            _ => None,
        };
        let is_ready = made.is_some() && self.work.is_none() && self.folder.is_named();
        let main = kit.words.get("dataset-do");
        let ending = Ending { main: &main, state: &state, is_ready, is_entered: self.is_entered };
        let (End::Do, Some(made)) = (end_ui(ui, kit, ending)?, made) else {
            return self.leave();
        };
        self.failure = None;
        self.work = Some(Work::Write(self.maker.write(&made, &self.folder.named())));
        ui.ctx().request_repaint();
        None
    }
}

/// The figures of a dataset.
fn contents_ui(ui: &mut Ui, kit: &mut Kit, made: &Dataset) {
    // What is lost is seen without scrolling.
    if made.told().next().is_some() {
        caption(ui, kit, "dialog-problems");
        problems_ui(ui, kit, made.told(), TOLD);
        ui.add_space(SPACE * 2.0);
    }
    let manifest = &made.manifest;
    let figures = |figure: &dyn Fn(usize) -> String| -> [String; 3] { std::array::from_fn(figure) };
    let of_part = |part: usize| manifest.parts.get(part);
    let name = |part: usize| of_part(part).map_or_else(String::new, |part| part.name.clone());
    row_ui(ui, kit, "", &figures(&name), TextStyle::caption());
    let documents = |part: usize| of_part(part).map_or(0, |part| part.documents).to_string();
    row_ui(ui, kit, &kit.words.get("dataset-row-documents"), &figures(&documents), TextStyle::body().bold());
    let annotations = |part: usize| of_part(part).map_or(0, |part| part.annotations).to_string();
    row_ui(ui, kit, &kit.words.get("dataset-row-annotations"), &figures(&annotations), TextStyle::body().bold());
    for (label, counts) in &manifest.labels {
        row_ui(ui, kit, label, &counts.map(|count| count.to_string()), TextStyle::body());
    }
    let left_out = made.left_out();
    if !left_out.is_empty() {
        ui.add_space(SPACE * 2.0);
        caption(ui, kit, "dataset-left-out");
        for line in left_out {
            text::paragraph(ui, kit, &line, TextStyle::small());
        }
    }
}

/// A name and a number for each part.
fn row_ui(ui: &mut Ui, kit: &mut Kit, name: &str, numbers: &[String; 3], style: TextStyle) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    // The numbers leave room for the bar that scrolls.
    let room = (rect.width() - 3.0 * NUMBER - SPACE * 2.0).max(0.0);
    let line = Line::new(&mut kit.brush, name, style.content(), room);
    line.paint(ui, &mut kit.brush, Rect::from_min_size(rect.min, vec2(room, ROW)), Align::Min);
    for (at, number) in numbers.iter().enumerate() {
        let cell = Rect::from_min_size(pos2(rect.left() + room + NUMBER * at as f32, rect.top()), vec2(NUMBER, ROW));
        let muted = if number == "0" { style.ink(Ink::Muted) } else { style };
        Line::new(&mut kit.brush, number, muted, NUMBER).paint(ui, &mut kit.brush, cell, Align::Max);
    }
    let spoken = format!("{name} {}", numbers.join(" "));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, crate::gui::words::spoken(&spoken)));
}
