//! What a person prefers, kept from one run to the next beside all projects: theme, zoom, panels and switches of the view. The
//! window brings it to each session it opens and keeps what was changed there.

use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};

use crate::error::{Error, Problem};
use crate::records::settings::{self, SettingsFile};
use crate::store::files;
use crate::store::user;

use super::command::view::Theme;
use super::settings::ViewSettings;

/// A person's settings and where they lie.
#[derive(Debug)]
pub struct Preferences {
    /// None if the system does not say where settings go: then they last as long as the window.
    file: Option<PathBuf>,
    kept: SettingsFile,
    /// Writes what is kept, beside the window.
    writing: Option<JoinHandle<Result<(), Error>>>,
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
        Self { file, kept, writing: None, problem }
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

    /// Whether a view is not as it was last kept.
    #[must_use]
    pub fn is_other(&self, view: &ViewSettings) -> bool {
        said(view) != self.kept
    }

    /// Keeps how a view is now without waiting until it is written; so that a window that is killed begins as it was.
    pub fn keep_beside(&mut self, view: &ViewSettings) {
        // What is still being written must not be written over by what is older.
        if self.writing.as_ref().is_some_and(|writing| !writing.is_finished()) || !self.is_other(view) {
            return;
        }
        let (file, now) = (self.file.clone(), said(view));
        self.kept = now.clone();
        self.writing =
            thread::Builder::new().name("settings".to_owned()).spawn(move || write(file.as_deref(), &now)).ok();
    }

    /// Keeps how a view is now, and waits until it is written; writes nothing if nothing changed.
    pub fn keep(&mut self, view: &ViewSettings) -> Result<(), Error> {
        let is_written = self.writing.take().is_none_or(|writing| matches!(writing.join(), Ok(Ok(()))));
        let now = said(view);
        if is_written && now == self.kept {
            return Ok(());
        }
        write(self.file.as_deref(), &now)?;
        self.kept = now;
        Ok(())
    }
}

/// What is kept of a view.
fn said(view: &ViewSettings) -> SettingsFile {
    let mut view = view.clone();
    let theme = Theme::WORDS.iter().find(|(_, theme)| *theme == view.theme).map(|(word, _)| (*word).to_owned());
    let shown = view.kept_switches().into_iter().map(|(name, is_on)| (name.to_owned(), *is_on)).collect();
    SettingsFile { theme, zoom: Some(view.zoom), shown }
}

fn write(file: Option<&Path>, settings: &SettingsFile) -> Result<(), Error> {
    let Some(file) = file else { return Ok(()) };
    if let Some(folder) = file.parent() {
        files::make_folder(folder)?;
    }
    files::write(file, settings::write(settings).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::Preferences;
    use crate::session::command::view::Theme;
    use crate::session::settings::ViewSettings;
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
