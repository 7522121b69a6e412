//! Assigning on the board: the rule by which the documents of the list are dealt out, what can be taken back, and whose number is
//! whose. It asks; who is assigned what, the session keeps.

use egui::{Align, Id, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::cases::paint_person;
use crate::gui::text::{self, Kit, Line};
use crate::gui::text_field;
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look};
use crate::model::assignment::{Balance, Rule};
use crate::model::board::Board;
use crate::model::id::AnnotatorId;
use crate::model::schema::Tone;
use crate::session::command::Command;
use crate::session::command::assign::AssignCommand;
use crate::session::state::Session;
use crate::view::board::assignable;
use crate::view::tones::Ink;

/// How wide fields for names and for numbers are.
const LONG_FIELD: f32 = 460.0;
const SHORT_FIELD: f32 = 60.0;

/// What is being typed of a rule.
#[derive(Default)]
pub struct AssignForm {
    /// Names with commas between; `None` until somebody types, and then those are proposed who are there.
    names: Option<String>,
    per_document: String,
    seed: String,
    balance: Balance,
}

impl AssignForm {
    /// The rule that is typed, or why it is none yet.
    fn rule(&self, proposed: &str) -> Option<Rule> {
        let names = self.names.as_deref().unwrap_or(proposed).split([',', '،']).map(str::trim);
        let number = |typed: &str| if typed.trim().is_empty() { Some(1) } else { typed.trim().parse::<u64>().ok() };
        Some(Rule {
            annotators: names.filter(|name| !name.is_empty()).map(AnnotatorId::new).collect(),
            per_document: usize::try_from(number(&self.per_document)?).ok()?,
            seed: number(&self.seed)?,
            balance: self.balance,
        })
    }
}

/// Draws the rule, what can be taken back, and whose number is whose.
pub fn assign_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    board: &Board,
    form: &mut AssignForm,
    asked: &mut Vec<Command>,
) {
    let people = assignable(session, board);
    let proposed = people.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
    ui.horizontal(|ui| {
        let mut names = form.names.clone().unwrap_or_else(|| proposed.clone());
        let title = kit.words.get("assign-names");
        if field(ui, kit, "assign names", &title, LONG_FIELD, &mut names) {
            form.names = Some(names);
        }
    });
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = SPACE * 2.0;
        let title = kit.words.get("assign-per-document");
        field(ui, kit, "assign per document", &title, SHORT_FIELD, &mut form.per_document);
        let title = kit.words.get("assign-seed");
        field(ui, kit, "assign seed", &title, SHORT_FIELD, &mut form.seed);
        for (balance, key) in
            [(Balance::Documents, "assign-by-documents"), (Balance::Characters, "assign-by-characters")]
        {
            let text = kit.words.get(key);
            let is_selected = form.balance == balance;
            let button = Button { text: &text, look: Look::Dense, is_selected, ..Button::default() };
            if widgets::button(ui, kit, button).clicked() {
                form.balance = balance;
            }
        }
    });
    let rule = form.rule(&proposed);
    let refusal = match &rule {
        Some(rule) => rule.check().err().map(|error| error.to_string()),
        None => Some(kit.words.get("assign-numbers")),
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = SPACE * 2.0;
        let deal = kit.words.say("assign-deal", &[("count", session.shown_len().into())]);
        let is_idle = session.assigning().is_none();
        let is_possible = refusal.is_none() && is_idle;
        let button = Button { text: &deal, look: Look::Main, ..Button::default() };
        let response = ui.add_enabled_ui(is_possible, |ui| widgets::button(ui, kit, button)).inner;
        if let Some(rule) = rule.filter(|_| response.clicked()) {
            asked.push(Command::Assign(AssignCommand::Distribute(rule)));
        }
        let undo = kit.words.get("schema-undo");
        let title = session.assign_undo_title().map(str::to_owned);
        let button = Button { text: &undo, key: Some("Ctrl+Z"), ..Button::default() };
        let response = ui.add_enabled_ui(title.is_some() && is_idle, |ui| widgets::button(ui, kit, button)).inner;
        if response.clicked() {
            asked.push(Command::Assign(AssignCommand::Undo));
        }
        if let Some(title) = title {
            text::hint(response, kit, &title);
        }
        if let Some(refusal) = refusal {
            text::label(ui, kit, &refusal, TextStyle::small().ink(Ink::Warning));
        }
    });
    ui.add_space(SPACE);
    legend_ui(ui, kit, &people, Some(Numbers));
}

/// Says that people in a legend have numbers.
pub struct Numbers;

/// Who is who: a line in everybody's tone, and with `numbers` the key that ticks their box.
pub fn legend_ui(ui: &mut Ui, kit: &mut Kit, people: &[(AnnotatorId, Tone)], numbers: Option<Numbers>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(SPACE * 3.0, SPACE);
        for (at, (name, tone)) in people.iter().enumerate() {
            let number = numbers.as_ref().map(|_| (at + 1).to_string());
            let cap = number.as_ref().map_or(0.0, |number| widgets::key_cap_width(kit, number) + SPACE);
            let line = Line::new(&mut kit.brush, name.as_str(), TextStyle::small().ink(Ink::Text).content(), 150.0);
            let (rect, response) = ui.allocate_exact_size(vec2(cap + 20.0 + line.size().x, 20.0), Sense::hover());
            if let Some(number) = &number {
                widgets::key_cap_at(ui, kit, number, rect);
            }
            paint_person(ui, kit, pos2(rect.left() + cap + 7.0, rect.center().y), *tone);
            line.paint(ui, &mut kit.brush, rect.with_min_x(rect.left() + cap + 18.0), Align::Min);
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, name.as_str()));
            text::hint(response, kit, name.as_str());
        }
    });
}

/// A field with its name before it, at most so wide; whether somebody typed.
fn field(ui: &mut Ui, kit: &mut Kit, id: &'static str, name: &str, width: f32, typed: &mut String) -> bool {
    text::label(ui, kit, name, TextStyle::small());
    ui.scope(|ui| {
        ui.set_max_width(width.min(ui.available_width()));
        text_field::field(ui, kit, Id::unique(id), name, "1", typed).changed()
    })
    .inner
}
