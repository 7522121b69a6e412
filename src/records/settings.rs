//! A person's settings, from one run of the program to the next: how things are shown, in words. Nothing in it is worth an
//! error: what cannot be read is told and stands for what the program begins with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Problem, Severity};

use super::ron_text;

/// What the file holds. What it does not say stays as the program begins.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsFile {
    /// `system`, `light` or `dark`.
    pub theme: Option<String>,
    /// Percent.
    pub zoom: Option<u16>,
    /// What is on and what is off, by name: panels, and switches of the view.
    pub shown: BTreeMap<String, bool>,
}

/// Reads a settings file; `file` is what a problem calls it.
#[must_use]
pub fn read(text: &str, file: &str) -> (SettingsFile, Option<Problem>) {
    match ron_text::read_file(text) {
        Ok(settings) => (settings, None),
        Err(error) => {
            let message = format!("settings could not be read: {}", error.message);
            let problem = Problem::new(Severity::Note, format!("{file}:{}", error.place), message);
            (SettingsFile::default(), Some(problem.hint("the file is written anew when the window is closed")))
        }
    }
}

#[must_use]
pub fn write(settings: &SettingsFile) -> String {
    ron_text::write(settings, 1) + "\n"
}

#[cfg(test)]
mod tests {
    use super::{SettingsFile, read, write};
    use std::collections::BTreeMap;

    #[test]
    fn settings_are_read_as_they_were_written() {
        let shown = BTreeMap::from([("labels".to_owned(), false)]);
        let settings = SettingsFile { theme: Some("dark".to_owned()), zoom: Some(125), shown };
        assert_eq!(read(&write(&settings), "s"), (settings, None));
    }

    #[test]
    fn what_is_missing_or_broken_is_as_the_program_begins() {
        assert_eq!(read("(zoom: 150)", "s").0.zoom, Some(150));
        let (settings, problem) = read("(zoom: \"big\")", "settings.ron");
        assert_eq!(settings, SettingsFile::default());
        assert!(problem.unwrap().to_string().starts_with("settings.ron:1:"));
    }
}
