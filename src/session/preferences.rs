//! What a person prefers, kept from one run to the next beside all projects: theme, zoom, panels and switches of the view. The
//! window brings it to each session it opens and keeps what was changed there.

use std::path::PathBuf;

use crate::error::{Error, Problem};
use crate::records::settings::{self, SettingsFile};
use crate::store::files;
use crate::store::user;

use super::settings::{Theme, ViewSettings};

/// A person's settings and where they lie.
#[derive(Debug, Clone)]
pub struct Preferences {
    /// None if the system does not say where settings go: then they last as long as the window.
    file: Option<PathBuf>,
    kept: SettingsFile,
    /// What was wrong with the file.
    pub problem: Option<Problem>,
}

impl Preferences {
    /// Those of the person at the machine.
    #[must_use]
    pub fn of_user() -> Self {
        Self::load(user::settings_file())
    }

    /// Those in a file, which need not be there.
    #[must_use]
    pub fn load(file: Option<PathBuf>) -> Self {
        // A file that is not there, or cannot be read, says nothing; whether it can be written is told when it is.
        let text = file.as_ref().filter(|file| file.is_file()).and_then(|file| files::read_text(file).ok());
        let (kept, problem) = match (&text, &file) {
            (Some(text), Some(file)) => settings::read(text, &file.display().to_string()),
            _ => (SettingsFile::default(), None),
        };
        Self { file, kept, problem }
    }

    /// How the window looks without a session.
    #[must_use]
    pub fn theme(&self) -> Theme {
        let word = self.kept.theme.as_deref();
        Theme::WORDS.iter().find(|(known, _)| Some(*known) == word).map_or(Theme::System, |(_, theme)| *theme)
    }

    /// Lets a view begin as the last one ended.
    pub fn apply(&self, view: &mut ViewSettings) {
        view.theme = self.theme();
        if let Some(zoom) = self.kept.zoom {
            view.set_zoom(zoom);
        }
        for (name, switch) in view.kept_switches() {
            if let Some(is_on) = self.kept.shown.get(name) {
                *switch = *is_on;
            }
        }
    }

    /// Keeps how a view is now; writes nothing if nothing changed.
    pub fn keep(&mut self, view: &ViewSettings) -> Result<(), Error> {
        let mut view = view.clone();
        let theme = Theme::WORDS.iter().find(|(_, theme)| *theme == view.theme).map(|(word, _)| (*word).to_owned());
        let shown = view.kept_switches().into_iter().map(|(name, is_on)| (name.to_owned(), *is_on)).collect();
        let now = SettingsFile { theme, zoom: Some(view.zoom), shown };
        if now == self.kept {
            return Ok(());
        }
        if let Some(file) = &self.file {
            if let Some(folder) = file.parent() {
                files::make_folder(folder)?;
            }
            files::write(file, settings::write(&now).as_bytes())?;
        }
        self.kept = now;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Preferences;
    use crate::session::settings::{Theme, ViewSettings};
    use crate::tests::scratch::Scratch;

    #[test]
    fn a_view_begins_as_the_last_one_ended() {
        let scratch = Scratch::new("preferences");
        let file = scratch.path().join("new/settings.ron");
        let ended =
            ViewSettings { theme: Theme::Dark, zoom: 150, guidelines: true, labels: false, ..ViewSettings::default() };
        Preferences::load(Some(file.clone())).keep(&ended).unwrap();
        let mut begun = ViewSettings::default();
        Preferences::load(Some(file)).apply(&mut begun);
        assert_eq!(begun, ended);
    }

    #[test]
    fn what_is_open_for_a_moment_is_not_kept() {
        let scratch = Scratch::new("preferences-moment");
        let file = scratch.path().join("settings.ron");
        let ended = ViewSettings { palette: true, schema: true, find: true, ..ViewSettings::default() };
        Preferences::load(Some(file.clone())).keep(&ended).unwrap();
        let mut begun = ViewSettings::default();
        Preferences::load(Some(file)).apply(&mut begun);
        assert_eq!(begun, ViewSettings::default());
    }
}
