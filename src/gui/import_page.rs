//! The first documents of an import as their pages will look, one at a time: the text with the marks that come, in the schema that
//! will be. One reads and steps; nothing is changed. Sizes are points.

use std::sync::Arc;

use egui::{Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::text::{self, Kit};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button};
use crate::gui::words::spoken;
use crate::model::document::Document;
use crate::model::id::AnnotatorId;
use crate::model::set::AnnotationSet;
use crate::session::importer::{Preview, Specimen};
use crate::text::flow::Flow;
use crate::view::draw;
use crate::view::drawn::Drawn;
use crate::view::heading::Heading;
use crate::view::kept::Kept;
use crate::view::measure::{Measure, Spacing};
use crate::view::page::Page;
use crate::view::scene::Scene;

/// Pixels per em: smaller than where one works, for the sheet is.
const SIZE: f32 = 16.0;
/// Beside the text, in em: room for names and arcs.
const MARGIN: f32 = 1.6;

/// Which document is shown, and whose marks.
#[derive(Default)]
pub struct ImportPage {
    nth: usize,
    annotator: Option<AnnotatorId>,
    /// What was drawn last, of which document, and how wide.
    shown: Option<(Arc<Preview>, usize, f32)>,
    flow: Option<Flow>,
    drawn: Drawn,
    kept: Kept,
}

impl ImportPage {
    /// Draws the steps through the documents, and the page of one below them, `height` points high.
    pub fn ui(&mut self, ui: &mut Ui, kit: &mut Kit, preview: &Arc<Preview>, height: f32) {
        let documents = &preview.specimens.documents;
        let Some(last) = documents.len().checked_sub(1) else {
            let nothing = kit.words.get("import-no-page");
            text::label(ui, kit, &nothing, TextStyle::body());
            return;
        };
        self.nth = self.nth.min(last);
        let top = ui.cursor().top();
        ui.horizontal(|ui| self.steps_ui(ui, kit, documents));
        let Some(specimen) = documents.get(self.nth) else { return };
        let Some(set) = set_of(specimen, self.annotator.as_ref()) else { return };
        let left = (height - (ui.cursor().top() - top)).max(SIZE * 6.0);
        self.page_ui(ui, kit, preview, &specimen.document, set, left);
    }

    /// Which document, whose marks, and the ways to the others.
    fn steps_ui(&mut self, ui: &mut Ui, kit: &mut Kit, documents: &[Specimen]) {
        ui.spacing_mut().item_spacing.x = SPACE * 1.5;
        for (key, step) in [("import-page-before", -1), ("import-page-after", 1)] {
            let name = kit.words.get(key);
            let to = self.nth.checked_add_signed(step).filter(|to| *to < documents.len());
            ui.add_enabled_ui(to.is_some(), |ui| {
                let clicked = widgets::button(ui, kit, Button { text: &name, ..Button::default() }).clicked();
                self.nth = to.filter(|_| clicked).unwrap_or(self.nth);
            });
        }
        let Some(specimen) = documents.get(self.nth) else { return };
        let numbers = [("nth", (self.nth + 1).into()), ("all", documents.len().into())];
        let said = kit.words.say("import-page-nth", &numbers);
        text::label(ui, kit, &said, TextStyle::small());
        ui.add_space(SPACE);
        text::label(ui, kit, specimen.document.id().as_str(), TextStyle::body().bold().content());
        ui.add_space(SPACE);
        let Some(set) = set_of(specimen, self.annotator.as_ref()) else { return };
        if specimen.sets.len() == 1 {
            text::label(ui, kit, set.annotator().as_str(), TextStyle::small().content());
            return;
        }
        let (shown, name) = (format!("{}…", set.annotator()), kit.words.get("import-page-whose"));
        let button = widgets::button(ui, kit, Button { text: &shown, name: Some(&name), ..Button::default() });
        let choices: Vec<(String, &AnnotatorId)> =
            specimen.sets.iter().map(|set| (set.annotator().to_string(), set.annotator())).collect();
        if let Some(chosen) = widgets::menu(kit, &button, &choices) {
            self.annotator = Some(chosen.clone());
        }
    }

    fn page_ui(
        &mut self,
        ui: &mut Ui,
        kit: &mut Kit,
        preview: &Arc<Preview>,
        document: &Arc<Document>,
        set: &AnnotationSet,
        height: f32,
    ) {
        let margin = (SIZE * MARGIN).round();
        let width = (ui.available_width() - 2.0 * margin - ui.spacing().scroll.bar_width).max(SIZE * 4.0).floor();
        let measure = Measure { size: SIZE, width, spacing: Spacing::Chips };
        let is_same = |(shown, nth, wide): &(Arc<Preview>, usize, f32)| {
            Arc::ptr_eq(shown, preview) && *nth == self.nth && *wide == width
        };
        if !self.shown.as_ref().is_some_and(is_same) {
            let style = measure.style(document.direction(), true);
            self.flow = Some(Flow::new(Arc::clone(document.text()), style, measure.paragraph_gap()));
            self.shown = Some((Arc::clone(preview), self.nth, width));
        }
        self.drawn.follow(&preview.specimens.project, Some(set));
        let Some(flow) = &mut self.flow else { return };
        let marks = &self.drawn.marks;
        let heading = Heading::new(&mut self.kept, &mut kit.brush.engine, measure, &marks.marks, flow.is_rtl());
        let above = heading.height() + SPACE;
        let scene = Scene::new(document.text(), marks.shown(), &heading, margin);
        let area = ScrollArea::vertical().max_height(height).min_scrolled_height(height).auto_shrink(false);
        area.id_salt(("import page", self.nth)).show_viewport(ui, |ui, seen| {
            let whole = vec2(ui.available_width(), above + flow.height() as f32 + SPACE);
            let (rect, response) = ui.allocate_exact_size(whole, Sense::hover());
            let top = f64::from(seen.top() - above);
            let page = Page::new(
                flow,
                &mut kit.brush.engine,
                &mut self.kept,
                measure,
                scene,
                top..top + f64::from(seen.height()),
            );
            let origin = pos2(rect.left() + margin, rect.top() + seen.top());
            let painter = ui.painter_at(Rect::from_min_size(rect.min + seen.min.to_vec2(), seen.size()));
            kit.brush.strokes(&painter, origin, |paint| draw::draw(&page, &mut |shape| paint(shape)));
            let name = kit.words.say("page-name", &[("title", document.title().into())]);
            response.widget_info(|| WidgetInfo::labeled(Role::Document, true, spoken(&name)));
        });
    }
}

/// What the annotator said whom one chose, or else the first.
fn set_of<'a>(specimen: &'a Specimen, annotator: Option<&AnnotatorId>) -> Option<&'a AnnotationSet> {
    let chosen = specimen.sets.iter().find(|set| Some(set.annotator()) == annotator);
    chosen.or(specimen.sets.first())
}
