//! The inspector's lines on who or what the chosen mention is: its names, how often it is mentioned, and the ways from here.

use egui::Ui;

use crate::gui::brush::TextStyle;
use crate::gui::linking::mentioned;
use crate::gui::text::{self, Kit};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look, Width};
use crate::model::identity::{Identity, IdentityKind};
use crate::session::command::Command;
use crate::session::command::identity::IdentityCommand;
use crate::session::command::linking::LinkingCommand;
use crate::session::state::Session;
use crate::view::items::shown_key;

/// A button shows its key where there is so much room.
const WITH_KEY: f32 = 150.0;

/// Draws them; nothing for what mentions nobody.
pub fn identity_section(ui: &mut Ui, kit: &mut Kit, session: &Session, asked: &mut Vec<Command>) {
    let Some(chosen) = session.chosen() else { return };
    let kind = session.project().shape(&chosen.label).and_then(IdentityKind::of_shape);
    if kind.is_none() && chosen.identity.is_none() {
        return;
    }
    let title = kit.words.get("inspector-identity");
    text::label(ui, kit, &title, TextStyle::caption());
    // Whether there is a next mention is asked when the button is pressed: of thousands, that takes its time.
    let mut steps: Vec<(&str, Command)> = Vec::new();
    match (session.chosen_identity(), &chosen.identity) {
        (Some(identity), _) => {
            let language = session.document().map_or("", |document| document.language());
            let all = Identity { names: session.identities().names(&identity.id), ..Identity::clone(identity) };
            let name = all.name(language);
            let names = std::iter::once(name).chain(all.other_names(name));
            let shown = names.map(|name| format!("\u{2068}{name}\u{2069}")).collect::<Vec<_>>().join(" · ");
            let spoken = kit.words.say("inspector-show-identity", &[("name", name.into())]);
            let button = Button {
                text: &shown,
                name: Some(&spoken),
                look: Look::Framed,
                width: Width::Full,
                ..Button::default()
            };
            if widgets::button(ui, kit, button).clicked() {
                asked.push(IdentityCommand::Show(Some(identity.id.clone())).into());
            }
            let (mentions, documents) = session.mention_counts(&identity.id);
            let mentioned = mentioned(kit, mentions, documents);
            text::label(ui, kit, &mentioned, TextStyle::small());
            if mentions > 1 {
                steps.push(("inspector-previous-mention", IdentityCommand::PreviousMention.into()));
                steps.push(("inspector-next-mention", IdentityCommand::NextMention.into()));
            }
        }
        (None, Some(id)) => {
            let is_read = session.are_identities_read();
            let word = if is_read { "inspector-unknown-identity" } else { "inspector-unread-identity" };
            let unknown = kit.words.say(word, &[("id", id.as_str().into())]);
            text::paragraph(ui, kit, &unknown, TextStyle::small());
        }
        (None, None) => {}
    }
    let ask = Command::Linking(LinkingCommand::OrAsk);
    let (link, other) = match chosen.identity {
        Some(_) => (("inspector-relink", ask), ("inspector-unlink", IdentityCommand::Unlink.into())),
        None => {
            let new = IdentityCommand::New { id: None, name: None };
            (("inspector-link", ask), ("inspector-new-identity", new.into()))
        }
    };
    if !steps.is_empty() {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = SPACE;
            for (word, command) in steps {
                command_button(ui, kit, session, word, command, None, asked);
            }
        });
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = SPACE;
        for (word, command) in [link, other] {
            let refusal = session.refusal(&command);
            command_button(ui, kit, session, word, command, refusal, asked);
        }
    });
}

/// A button for a command, with its key if there is room; while the command is refused it cannot be pressed and says why.
pub fn command_button(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    word: &str,
    command: Command,
    refusal: Option<String>,
    asked: &mut Vec<Command>,
) {
    let text = kit.words.get(word);
    let key = session.keymap().chords(&command).first().map(shown_key);
    let key = key.as_deref().filter(|_| ui.available_width() >= WITH_KEY);
    let button = Button { text: &text, key, ..Button::default() };
    let response = ui.add_enabled_ui(refusal.is_none(), |ui| widgets::button(ui, kit, button)).inner;
    if response.clicked() {
        asked.push(command);
    }
    if let Some(refusal) = refusal {
        text::hint(response, kit, &refusal);
    }
}
