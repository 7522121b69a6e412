//! Which documents the list shows, and in which order; that is also the order in which one goes through them. It is made
//! when somebody asks for another, and stays as it is while one works: a document that is finished does not jump away.

use std::sync::Arc;

use crate::error::Error;
use crate::model::assignment::AssignmentChange;
use crate::model::id::AnnotatorId;
use crate::model::nearest::hint_for;
use crate::text::fold::Folded;

use super::assigned::MOST_AT_ONCE;
use super::command::assign::AssignedTo;
use super::command::listing::{ListCommand, Order, SortBy};
use super::effect::Effect;
use super::job::let_go;
use super::listing::{FOLDED_AT_ONCE, Listing, Words};
use super::ranks::Ranks;
use super::state::{Request, Session};
use super::summaries::Summaries;
use super::theirs::{Theirs, Whose};

impl Session {
    /// How the list is filtered and sorted.
    #[must_use]
    pub fn listing(&self) -> &Listing {
        &self.listing
    }

    /// How many documents the list shows.
    #[must_use]
    pub fn shown_len(&self) -> usize {
        self.listing.shown.as_ref().map_or(self.listed.len(), Vec::len)
    }

    /// Which document, in the project's order, the list shows in a row.
    #[must_use]
    pub fn shown_at(&self, row: usize) -> Option<usize> {
        match &self.listing.shown {
            Some(shown) => shown.get(row).copied(),
            None => (row < self.listed.len()).then_some(row),
        }
    }

    /// In which row the list shows the document that is open.
    #[must_use]
    pub fn current_row(&self) -> Option<usize> {
        let current = self.current?;
        match &self.listing.shown {
            Some(shown) => shown.iter().position(|index| *index == current),
            None => Some(current),
        }
    }

    pub(super) fn plan_list(&self, command: &ListCommand) -> Result<Effect, Error> {
        if let ListCommand::Language(Some(language)) = command
            && !self.listing.languages.iter().any(|known| **known == **language)
        {
            let known = self.listing.languages.iter().map(AsRef::as_ref);
            return Err(Error::new(format!("no document is in `{language}`")).hint(hint_for(language, known)));
        }
        if let ListCommand::Assigned(Some(AssignedTo::Annotator(annotator))) = command
            && !self.people().contains(annotator)
        {
            let people = self.people();
            let known = people.iter().map(AnnotatorId::as_str);
            return Err(Error::new(format!("nothing is assigned to `{annotator}`"))
                .hint(hint_for(annotator.as_str(), known.chain(["me", "nobody", "any"]))));
        }
        Ok(Effect::List(command.clone()))
    }

    /// Returns what is to be said.
    pub(super) fn list(&mut self, command: ListCommand) -> Option<String> {
        match command {
            ListCommand::Ask => {
                self.requests.push(Request::FilterDocuments);
                return None;
            }
            ListCommand::Filter(text) => self.listing.text = text,
            ListCommand::Language(language) => self.listing.language = language,
            ListCommand::Progress(progress) => self.listing.progress = progress,
            ListCommand::Assigned(whose) => {
                self.listing.theirs = whose.as_ref().map(|whose| self.theirs(whose));
                self.listing.assigned = whose;
            }
            ListCommand::Sort(by, order) => self.listing.sort = (by, order),
        }
        self.begin_list();
        None
    }

    /// Other documents are in the project now, in these languages: the list shows those that fit what it is filtered for.
    pub(super) fn list_anew(&mut self, languages: Vec<Arc<str>>) {
        let before = std::mem::replace(&mut self.listing, Listing::new(languages));
        let Listing { text, language, progress, assigned, sort, shown, words, ranks, theirs, mine, .. } = before;
        let_go((shown, words, ranks, theirs, mine));
        (self.listing.text, self.listing.language, self.listing.progress) = (text, language, progress);
        (self.listing.assigned, self.listing.sort) = (assigned, sort);
        self.find_theirs();
        self.begin_list();
    }

    /// These documents are assigned to others now. It costs much only if they are many, and then beside the window.
    pub(super) fn list_assigned(&mut self, changes: &[AssignmentChange]) {
        if changes.len() > MOST_AT_ONCE {
            return self.list_assigned_anew();
        }
        let places: Vec<Option<usize>> = changes.iter().map(|change| self.position(&change.document)).collect();
        let Listing { theirs, mine, .. } = &mut self.listing;
        for theirs in theirs.iter_mut().chain(mine) {
            theirs.follow(places.iter().zip(changes).filter_map(|(place, change)| Some(((*place)?, change))));
        }
        if self.listing.assigned.is_some() {
            self.begin_list();
        }
    }

    /// All documents may be assigned to others now.
    pub(super) fn list_assigned_anew(&mut self) {
        self.find_theirs();
        if self.listing.assigned.is_some() {
            self.begin_list();
        }
    }

    /// Sees to it that it is known, or will be, whose documents are whose.
    pub(super) fn find_theirs(&mut self) {
        self.listing.mine = Some(self.theirs(&AssignedTo::Me));
        self.listing.theirs = self.listing.assigned.as_ref().map(|whose| self.theirs(whose));
    }

    fn theirs(&self, whose: &AssignedTo) -> Theirs {
        let whose = match whose {
            AssignedTo::Me => Whose::Annotator(self.annotator.clone()),
            AssignedTo::Annotator(annotator) => Whose::Annotator(annotator.clone()),
            AssignedTo::Nobody => Whose::Nobody,
        };
        match &self.disk {
            Some(disk) if self.listed.len() > FOLDED_AT_ONCE => {
                Theirs::beside(whose, Arc::clone(&disk.corpus), Arc::clone(&self.assigned.now))
            }
            _ => Theirs::at_once(whose, self.listed.iter().map(|listed| &listed.summary), &self.assigned.now),
        }
    }

    fn begin_list(&mut self) {
        let by = self.listing.sort.0;
        let is_long = self.listed.len() > FOLDED_AT_ONCE;
        let Self { listing, listed, disk, .. } = self;
        let (listed, disk) = (&*listed, &*disk);
        let summaries = || match disk {
            Some(disk) => Summaries::Of(Arc::clone(&disk.corpus)),
            None => Summaries::Given(listed.iter().map(|listed| Arc::clone(&listed.summary)).collect()),
        };
        if !listing.text.is_empty() || (by == SortBy::Title && !is_long) {
            listing.fold(summaries);
        }
        if is_long && listing.ranks.as_ref().is_none_or(|ranks| ranks.by != by) {
            listing.ranks = Ranks::begin(by, summaries());
        }
        self.listing.is_due = true;
        self.follow_listing();
    }

    /// Makes the list anew if that is due and can be done without waiting.
    pub(super) fn follow_listing(&mut self) {
        let is_folding = matches!(&self.listing.words, Words::Folding(thread) if !thread.is_finished());
        let is_ranking = self.listing.ranks.as_ref().is_some_and(|ranks| !ranks.are_found());
        let is_finding = self.listing.theirs.as_ref().is_some_and(|theirs| !theirs.is_ready());
        if self.listing.is_due && !is_folding && !is_ranking && !is_finding {
            self.make_list();
        }
    }

    /// The same for a command that goes through the list: it waits until the list is right, and known which documents are the
    /// annotator's.
    pub(super) fn settle_listing(&mut self) {
        if self.listing.is_due {
            self.make_list();
        }
        let _ = self.listing.mine.as_ref().map(Theirs::get);
    }

    /// Whether the list is about to change.
    #[must_use]
    pub fn is_listing(&self) -> bool {
        self.listing.is_due
    }

    pub(super) fn make_list(&mut self) {
        self.revision += 1;
        self.listing.is_due = false;
        let (by, order) = self.listing.sort;
        if !self.listing.is_filtered() && (by, order) == (SortBy::Name, Order::Ascending) {
            self.listing.shown = None;
            return;
        }
        // An empty text or another order needs no words; settling those that are there costs nothing.
        self.listing.settle_words();
        let Self { listing, listed, disk, .. } = self;
        let needle = Folded::new(listing.text.trim());
        let are_theirs = listing.theirs.as_ref().map(Theirs::get);
        let fits = |index: &usize| {
            let one = &listed[*index];
            listing.words_of(*index).contains(needle.as_str())
                && listing.language.as_deref().is_none_or(|language| *one.summary.language == *language)
                && listing.progress.is_none_or(|progress| one.outline().progress == progress)
                && are_theirs.is_none_or(|are_theirs| are_theirs.get(*index) == Some(&true))
        };
        let mut shown: Vec<usize> = (0..listed.len()).filter(fits).collect();
        let file_order = |index: usize| disk.as_ref().map_or((0, 0), |disk| disk.corpus.file_order(index));
        // What is equal stays in the order of names, also when the order is turned round.
        shown.sort_by(|a, b| {
            let ordering = listing.compare(listed, (*a, *b), file_order);
            if order == Order::Descending { ordering.reverse() } else { ordering }
        });
        if (by, order) == (SortBy::Name, Order::Descending) {
            shown.reverse();
        }
        listing.shown = Some(shown);
    }
}

#[cfg(test)]
mod tests {
    use super::FOLDED_AT_ONCE;
    use crate::model::document::Document;
    use crate::model::id::DocumentId;
    use crate::session::command::listing::{ListCommand, Order, SortBy};
    use crate::session::script;
    use crate::session::state::Session;
    use crate::tests::news;

    #[test]
    fn many_are_sorted_beside_the_window_and_in_the_same_order() {
        let numbered = |number: usize| {
            let title = format!("ميناء {:04}", number * 7_919 % 3_001);
            Document::new(DocumentId::new(&format!("d{number:04}")), "Layla").with_title(title)
        };
        let mut session = Session::in_memory(news::project(), (0..FOLDED_AT_ONCE + 1).map(numbered).collect(), "layla");
        session.wait_for_nothing();
        session.list(ListCommand::Sort(SortBy::Title, Order::Descending));
        while session.is_listing() {
            std::thread::yield_now();
            session.take_requests();
        }
        let shown = (0..session.shown_len()).filter_map(|row| session.document_line(session.shown_at(row)?));
        let titles: Vec<String> = shown.map(|line| line.summary.title.to_string()).collect();
        assert!(titles.len() == FOLDED_AT_ONCE + 1 && titles.is_sorted_by(|a, b| a > b), "{:?}", &titles[..9]);
    }

    fn session() -> Session {
        let document = |id: &str, title: &str, language: &str, date: &str, source: &str| {
            let url = format!("https://{}.example/{id}", if source == "Wire" { "wire" } else { "cang" });
            let metadata = [("date", date), ("source", source), ("url", &url)];
            let metadata = metadata.map(|(name, value)| (name.to_owned(), value.to_owned()));
            Document::new(DocumentId::new(id), "Layla visited.")
                .with_title(title)
                .with_language(language)
                .with_metadata(metadata.into())
        };
        let documents = vec![
            document("a", "زيارة أحمد", "ar", "2024-05-02", "Wire"),
            document("b", "Chuyến thăm Hà_Nội", "vi", "2024-05-01", "Báo Cảng"),
            document("c", "A harbour", "en", "2024-05-03", "Wire"),
        ];
        Session::in_memory(news::project(), documents, "layla")
    }

    /// The names that the list shows after some commands.
    fn check(commands: &str, expected: &str) {
        let mut session = session();
        script::run(&mut session, commands, "s").unwrap();
        let shown = (0..session.shown_len()).filter_map(|row| session.document_line(session.shown_at(row)?));
        assert_eq!(shown.map(|line| line.summary.id.to_string()).collect::<String>(), expected, "{commands}");
    }

    #[test]
    fn the_list_is_filtered_in_any_spelling_and_sorted_by_what_one_asks() {
        check("", "abc");
        check("filter-documents \"ha noi\"", "b");
        check("filter-documents \"احمد\"", "a");
        check("filter-documents \"wire\"", "ac");
        check("filter-documents \"cang.example\"", "b");
        check("filter-documents \"2024-05-0\"", "abc");
        check("filter-documents \"05-02\"", "a");
        check("filter-documents \"wire\"\nfilter-documents \"\"", "abc");
        check("filter-language vi", "b");
        check("filter-language vi\nfilter-language any", "abc");
        check("expect-refused filter-language fr", "abc");
        check("sort-documents date", "bac");
        check("sort-documents source descending", "acb");
        check("sort-documents name descending", "cba");
        check("sort-documents url", "bac");
        check("sort-documents language descending", "bca");
        check("sort-documents title", "cba");
        check("open b\nset-progress finished\nfilter-progress finished", "b");
    }

    #[test]
    fn one_goes_through_the_documents_as_the_list_shows_them() {
        let mut session = session();
        let walk = "sort-documents date\nopen b\nnext-document\nset-progress started\nnext-document\nexpect-refused next-document\nprevious-document";
        script::run(&mut session, walk, "s").unwrap();
        assert_eq!(session.document().unwrap().id().as_str(), "a");
        script::run(&mut session, "filter-progress new\nnext-document", "s").unwrap();
        assert_eq!(session.document().unwrap().id().as_str(), "b");
    }
}
