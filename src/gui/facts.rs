//! What is known of the document that is open: who published it, when and where it was found, and what else its source said.

use egui::{ScrollArea, Ui};

use crate::formats::names::name_from_file;
use crate::gui::brush::TextStyle;
use crate::gui::text::{self, Kit};
use crate::gui::theme::SPACE;
use crate::model::document::Document;
use crate::model::id::AnnotatorId;
use crate::model::summary::{DATE, SOURCE, URL};
use crate::session::state::Session;

/// What the record of where a text came from says, and how it is called, in the order in which it is shown.
const OURS: [(&str, &str); 5] = [
    ("original_file", "facts-original-file"),
    ("original_format", "facts-original-format"),
    ("original_encoding", "facts-original-encoding"),
    ("original_hash", "facts-original-hash"),
    ("added", "facts-added"),
];

/// Draws the facts, each with its name above it.
pub fn facts_ui(ui: &mut Ui, kit: &mut Kit, session: &Session, document: &Document) {
    let title = kit.words.get("facts-title");
    text::label(ui, kit, &title, TextStyle::caption());
    ScrollArea::vertical().min_scrolled_height(0.0).auto_shrink([false, true]).id_salt("facts").show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = SPACE;
        let assigned: Vec<&str> = session.assignments().of(document.id()).map(AnnotatorId::as_str).collect();
        if !assigned.is_empty() {
            let key = kit.words.get("facts-assigned");
            fact_ui(ui, kit, &key, &assigned.join("\n"));
        }
        let metadata = document.metadata();
        for (name, key) in [(SOURCE, "facts-source"), (DATE, "facts-date"), (URL, "facts-url")] {
            if let Some(said) = metadata.get(name) {
                let key = kit.words.get(key);
                fact_ui(ui, kit, &key, said);
            }
        }
        let name = kit.words.get("facts-name");
        let readable = name_from_file(document.id().as_str());
        fact_ui(ui, kit, &name, &readable);
        if readable != document.id().as_str() {
            let name = kit.words.get("facts-name-in-files");
            fact_ui(ui, kit, &name, document.id().as_str());
        }
        let language = kit.words.get("facts-language");
        fact_ui(ui, kit, &language, document.language());
        let is_known = |name: &str| [SOURCE, DATE, URL].contains(&name) || OURS.iter().any(|(ours, _)| *ours == name);
        for (name, said) in metadata.iter().filter(|(name, _)| !is_known(name)) {
            fact_ui(ui, kit, name, said);
        }
        for (name, key) in OURS {
            if let Some(said) = metadata.get(name) {
                let name = kit.words.get(key);
                fact_ui(ui, kit, &name, said);
            }
        }
    });
}

fn fact_ui(ui: &mut Ui, kit: &mut Kit, name: &str, said: &str) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        text::label(ui, kit, name, TextStyle::small());
        text::paragraph(ui, kit, said, TextStyle::body().content());
    });
}
