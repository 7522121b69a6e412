//! Quiet marks: what of an annotation its label leaves out. All of a text is read for them, beside a window if it is long. Offsets
//! are UTF-8 bytes.

use std::sync::Arc;

use crate::model::annotation::Annotation;
use crate::model::policy::{Overreach, Words, overreach};

use super::state::Session;

/// A text of so many bytes is read within half a frame.
const READ_AT_ONCE: usize = 60_000;

impl Session {
    /// What of an annotation its label leaves out (bytes), for a quiet mark; the first call reads the whole document, or has it read
    /// beside a window, which [`Session::is_reading_text`] tells.
    #[must_use]
    pub fn overreach(&self, annotation: &Annotation) -> Option<Overreach> {
        let work = self.current_work()?;
        let label = self.project.label(&annotation.label).filter(|label| !label.without.is_empty())?;
        let text = work.document.text();
        let words = match self.reads_text_beside(text) {
            false => work.words.get(|| Words::of(text)),
            true => {
                let text = Arc::clone(text);
                work.words.get_soon(self.waker(), move || Words::of(&text))?
            }
        };
        overreach(label, text, words, annotation)
    }

    /// Whether the current document is being read for quiet marks.
    #[must_use]
    pub fn is_reading_text(&self) -> bool {
        self.current_work().is_some_and(|work| work.words.is_under_way() || work.speeches.is_under_way())
    }

    /// Whether reading all of a text takes so long that it is done beside the window.
    pub(super) fn reads_text_beside(&self, text: &str) -> bool {
        self.known.is_drawn && text.len() > READ_AT_ONCE
    }

    /// Hears what was found by reading a text.
    pub(super) fn hear_text(&mut self) {
        if self.current_work().is_some_and(|work| work.words.hear() | work.speeches.hear()) {
            self.revision += 1;
        }
    }
}
