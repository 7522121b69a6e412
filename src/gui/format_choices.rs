//! What can be said of a format in which something is written: what a token is, how tags are written, which field holds what, and
//! who opens a table. Only what means something in the format is asked.

use egui::Ui;

use crate::error::Error;
use crate::formats::catalogue::Format;
use crate::gui::dialog_parts::{caption, choose_ui, field_ui};
use crate::gui::text::Kit;
use crate::session::exporter::{Choice, Options, Scheme, Tokens};

/// What is chosen, for whichever format: what another one does not ask waits until one does.
#[derive(Default)]
pub struct FormatChoices {
    options: Options,
    /// The fields as they are typed.
    map: String,
}

impl FormatChoices {
    /// What means something in a format of what is chosen. Fails on fields that cannot be understood.
    pub fn of(&self, format: Format) -> Result<Options, Error> {
        let mut options = Choice::meant(format, &self.options);
        if Choice::written(format).contains(&Choice::Map) {
            options.set("--map", self.map.trim())?;
        }
        Ok(options)
    }

    /// Draws what a format lets one choose.
    pub fn ui(&mut self, ui: &mut Ui, kit: &mut Kit, format: Format) {
        let offered = Choice::written(format);
        let words = |kit: &Kit, key: &str| kit.words.get(key);
        if offered.contains(&Choice::Tokens) {
            caption(ui, kit, "export-tokens");
            let tokens = Tokens::ALL.map(|tokens| (words(kit, &format!("export-tokens-{}", tokens.word())), tokens));
            choose_ui(ui, kit, &tokens, &mut self.options.tokens);
        }
        if offered.contains(&Choice::Scheme) {
            caption(ui, kit, "export-scheme");
            let schemes = Scheme::ALL.map(|scheme| (words(kit, &format!("export-scheme-{}", scheme.word())), scheme));
            choose_ui(ui, kit, &schemes, &mut self.options.scheme);
        }
        if offered.contains(&Choice::Map) {
            field_ui(ui, kit, "import-map", "format map", "text=content,id=doc_id,spans=labels", &mut self.map);
        }
        if offered.contains(&Choice::Spreadsheet) {
            caption(ui, kit, "export-read-by");
            let readers = [("export-by-programs", false), ("export-by-spreadsheets", true)];
            let readers = readers.map(|(key, is_for)| (words(kit, key), is_for));
            choose_ui(ui, kit, &readers, &mut self.options.is_for_spreadsheets);
        }
    }
}
