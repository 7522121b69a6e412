//! Finding text in the current document, and going from place to place. In a document so long that it takes longer than a frame a
//! window has it looked for beside itself and goes there when it is found; another search, or another document, lets go of the one
//! before. Without a window it is waited for. Offsets are UTF-8 bytes.

use std::ops::Range;
use std::sync::Arc;

use crate::error::Error;

use super::effect::Effect;
use super::find::{Find, Search, Then};
use super::job::Job;
use super::said::shortened;
use super::selection::Selection;
use super::state::{Message, Request, Session};

/// A text of so many bytes is searched within a frame; 10 MB take a third of a second.
const AT_ONCE: usize = 300_000;

impl Session {
    pub(super) fn plan_find(&self, query: &str) -> Result<Effect, Error> {
        let work = self.work()?;
        if self.searches_beside() {
            return Ok(Effect::Search(query.to_owned()));
        }
        let find = Find::new(query, work.document.text());
        let found = self.first_found(&find)?;
        Ok(Effect::Find(find, found))
    }

    /// Goes from what is selected to another place of what was looked for.
    pub(super) fn find_again(
        &self,
        place: impl Fn(&Find, Range<usize>) -> Option<Range<usize>>,
    ) -> Result<Effect, Error> {
        let work = self.work()?;
        if self.is_searching() {
            return Err(Error::new("what was asked for is still being looked for").hint("try again in a moment"));
        }
        if self.find.query.is_empty() {
            return Err(Error::new("nothing was looked for yet").hint("press Ctrl+F"));
        }
        let found = place(&self.find, work.selection.range());
        let found =
            found.ok_or_else(|| Error::new(format!("`{}` is not in this document", shortened(&self.find.query))))?;
        Ok(Effect::Found(found))
    }

    /// Whether something is being looked for beside the window.
    #[must_use]
    pub fn is_searching(&self) -> bool {
        self.search.is_some()
    }

    /// Whether the current document is searched beside the window.
    pub(super) fn searches_beside(&self) -> bool {
        self.known.is_drawn && self.document().is_some_and(|document| document.text().len() > AT_ONCE)
    }

    /// Begins to look for `query` in the current document.
    pub(super) fn begin_search(&mut self, query: &str, then: Then) {
        self.search = self.document().map(|document| {
            let (text, query) = (Arc::clone(document.text()), query.to_owned());
            let found = Job::start_waking(self.waker(), move |_| Ok(Find::new(&query, &text)));
            Search { found, document: document.id().clone(), then }
        });
    }

    /// Takes what was found beside the window.
    pub(super) fn hear_search(&mut self) {
        let Some(answer) = self.search.as_ref().and_then(|search| search.found.answer()) else {
            return;
        };
        let Some(Search { document, then, .. }) = self.search.take() else {
            return;
        };
        self.revision += 1;
        if self.document().is_none_or(|now| *now.id() != document) {
            return;
        }
        let done = answer.and_then(|find| {
            let place = (then == Then::Go).then(|| self.first_found(&find)).transpose()?;
            self.find = find;
            Ok(place.map(|place| self.go_to_found(place)))
        });
        match done {
            Ok(said) => self.message = said.map(Message::Done).or(self.message.take()),
            Err(error) => self.message = Some(Message::Failed(error)),
        }
    }

    /// Where one goes with what was found. Asked again it goes on; a longer query may still mean the place that is selected.
    pub(super) fn first_found(&self, find: &Find) -> Result<Range<usize>, Error> {
        let selected = self.selection().range();
        let is_again = find.query == self.find.query && find.found.contains(&selected);
        let found = find.next_from(if is_again { selected.end } else { selected.start });
        found.ok_or_else(|| Error::new(format!("`{}` is not in this document", shortened(&find.query))))
    }

    /// Selects a place that was found; returns which it is.
    pub(super) fn go_to_found(&mut self, found: Range<usize>) -> String {
        let before = self.find.found.partition_point(|range| range.start < found.start);
        self.select(Selection::of(found));
        self.requests.push(Request::Reveal);
        format!("{} of {}", before + 1, self.find.found.len())
    }

    /// Looks in the document that was just opened for what was looked for before.
    pub(super) fn find_here(&mut self) {
        self.search = None;
        let query = self.find.query.clone();
        if !query.is_empty() && self.searches_beside() {
            self.begin_search(&query, Then::Stay);
            self.find = Find { query, found: Vec::new() };
        } else if let Some(document) = self.document() {
            self.find = Find::new(&query, document.text());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::AT_ONCE;
    use crate::session::command::Command;
    use crate::session::state::Message;
    use crate::tests::news;

    #[test]
    fn a_long_document_is_searched_beside_the_window_which_goes_there_when_it_is_found() {
        let mut session = news::session(&format!("{}Haifa", "Layla ".repeat(AT_ONCE / 6)));
        session.wait_for_nothing();
        let mut find = |query: &str| {
            session.perform(&Command::parse(&format!("find {query}")).unwrap()).unwrap();
            assert!(session.is_searching() && session.selected_text() != query);
            let refused = session.perform(&Command::parse("find-next").unwrap()).unwrap_err();
            assert!(refused.to_string().contains("still being looked for"), "{refused}");
            while session.is_searching() {
                std::thread::yield_now();
                session.take_requests();
            }
            (session.selected_text().to_owned(), session.message().cloned())
        };
        assert_eq!(find("haifa"), ("Haifa".to_owned(), Some(Message::Done("1 of 1".to_owned()))));
        let (selected, told) = find("Paris");
        assert!(selected == "Haifa" && matches!(told, Some(Message::Failed(_))));
    }
}
