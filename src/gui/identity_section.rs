//! The inspector's lines on who or what the chosen mention is: its names, how often it is mentioned, and the ways from here.

use egui::{Ui, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::linking::mentioned;
use crate::gui::text::{self, Kit};
use crate::gui::theme::SPACE;
use crate::gui::widgets::{self, Button, Look, Width};
use crate::model::identity::IdentityKind;
use crate::session::command::Command;
use crate::session::identity_command::IdentityCommand;
use crate::session::linking::LinkingCommand;
use crate::session::state::Session;
use crate::view::items::shown_key;

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
            let names = session.identities().names(&identity.id);
            let first = names.get(language).or_else(|| names.values().next()).and_then(|names| names.first());
            let name = first.map_or(identity.id.as_str(), String::as_str);
            let others = names.values().filter_map(|names| names.first()).filter(|other| *other != name);
            let shown =
                others.fold(format!("\u{2068}{name}\u{2069}"), |all, other| format!("{all} · \u{2068}{other}\u{2069}"));
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
            let unknown = kit.words.say("inspector-unknown-identity", &[("id", id.as_str().into())]);
            text::paragraph(ui, kit, &unknown, TextStyle::small());
        }
        (None, None) => {}
    }
    let link = Command::Linking(LinkingCommand::OrAsk);
    let other = match chosen.identity {
        Some(_) => ("inspector-unlink", IdentityCommand::Unlink.into()),
        None => ("inspector-new-identity", IdentityCommand::New { id: None, name: None }.into()),
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(SPACE, SPACE);
        for (word, command) in steps {
            command_button(ui, kit, session, word, command, None, asked);
        }
        for (word, command) in [("inspector-link", link), other] {
            let refusal = session.refusal(&command);
            command_button(ui, kit, session, word, command, refusal, asked);
        }
    });
}

/// A button for a command, with its key if it has one; while the command is refused it cannot be pressed and says why.
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
    let button = Button { text: &text, key: key.as_deref(), ..Button::default() };
    let response = ui.add_enabled_ui(refusal.is_none(), |ui| widgets::button(ui, kit, button)).inner;
    if response.clicked() {
        asked.push(command);
    }
    if let Some(refusal) = refusal {
        text::hint(response, kit, &refusal);
    }
}
