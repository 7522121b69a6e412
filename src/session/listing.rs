//! The list of documents as it is shown: what it is filtered for and sorted by, and which documents that leaves. It does not know
//! the session.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use crate::model::set::Progress;
use crate::model::summary::Summary;
use crate::text::fold::Folded;

use super::command::assign::AssignedTo;
use super::command::listing::{Order, SortBy};
use super::listed::Listed;
use super::ranks::Ranks;
use super::summaries::Summaries;
use super::theirs::Theirs;

/// Of more documents the words are folded beside the window, which takes longer than a frame.
pub(super) const FOLDED_AT_ONCE: usize = 2_000;

/// The list as it is shown.
#[derive(Default)]
pub struct Listing {
    pub(super) text: String,
    pub(super) language: Option<String>,
    pub(super) progress: Option<Progress>,
    pub(super) assigned: Option<AssignedTo>,
    pub(super) sort: (SortBy, Order),
    /// Places in the project's order; `None` shows all in that order.
    pub(super) shown: Option<Vec<usize>>,
    pub(super) words: Words,
    /// By what many are sorted, where that is a text.
    pub(super) ranks: Option<Ranks>,
    /// Whose documents the list shows, if not everybody's; and the annotator's own.
    pub(super) theirs: Option<Theirs>,
    pub(super) mine: Option<Theirs>,
    /// Whether `shown` waits for the words, the ranks, or whose documents are whose.
    pub(super) is_due: bool,
    pub(super) languages: Vec<Arc<str>>,
}

/// What is looked through of each document: title, name, source, date and address, folded.
#[derive(Default)]
pub(super) enum Words {
    #[default]
    None,
    Folding(JoinHandle<Vec<Box<str>>>),
    Folded(Vec<Box<str>>),
}

impl Listing {
    /// Of documents in these languages, sorted.
    pub(super) fn new(languages: Vec<Arc<str>>) -> Self {
        Self { languages, ..Self::default() }
    }

    /// What the documents are filtered for.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    #[must_use]
    pub fn progress(&self) -> Option<Progress> {
        self.progress
    }

    /// Whose documents are shown, if not everybody's.
    #[must_use]
    pub fn assigned(&self) -> Option<&AssignedTo> {
        self.assigned.as_ref()
    }

    #[must_use]
    pub fn sort(&self) -> (SortBy, Order) {
        self.sort
    }

    /// All languages of the corpus, sorted.
    #[must_use]
    pub fn languages(&self) -> &[Arc<str>] {
        &self.languages
    }

    /// For each document, in the project's order, whether it is assigned to the annotator; `None` while that is being found.
    pub(super) fn mine(&self) -> Option<&[bool]> {
        self.mine.as_ref().filter(|mine| mine.is_ready()).map(Theirs::get)
    }

    pub(super) fn is_filtered(&self) -> bool {
        !self.text.is_empty() || self.language.is_some() || self.progress.is_some() || self.assigned.is_some()
    }

    /// Sees to it that the words of all documents are folded, or will be.
    pub(super) fn fold(&mut self, summaries: impl Fn() -> Summaries) {
        if !matches!(self.words, Words::None) {
            return;
        }
        let summaries = Arc::new(summaries());
        if summaries.len() <= FOLDED_AT_ONCE {
            self.words = Words::Folded(folded(&summaries));
            return;
        }
        let for_thread = Arc::clone(&summaries);
        self.words = match thread::Builder::new().name("fold".to_owned()).spawn(move || folded(&for_thread)) {
            Ok(thread) => Words::Folding(thread),
            Err(_) => Words::Folded(folded(&summaries)),
        };
    }

    /// Waits for the words if they are being folded.
    pub(super) fn settle_words(&mut self) {
        self.words = match std::mem::take(&mut self.words) {
            // A panic of the thread was reported where it happened; then nothing is found.
            Words::Folding(thread) => Words::Folded(thread.join().unwrap_or_default()),
            settled => settled,
        };
    }

    /// The words of a document.
    pub(super) fn words_of(&self, index: usize) -> &str {
        match &self.words {
            Words::Folded(words) => words.get(index).map_or("", AsRef::as_ref),
            Words::None | Words::Folding(_) => "",
        }
    }

    /// How two documents stand to each other, by what is sorted by only.
    pub(super) fn compare(
        &self,
        listed: &[Listed],
        (a, b): (usize, usize),
        file_order: impl Fn(usize) -> (u32, u32),
    ) -> Ordering {
        let summary = |index: usize| &listed[index].summary;
        if let Some(ranks) = self.ranks.as_ref().filter(|ranks| ranks.by == self.sort.0) {
            return ranks.of(a).cmp(&ranks.of(b));
        }
        match self.sort.0 {
            SortBy::Name => Ordering::Equal,
            SortBy::File => file_order(a).cmp(&file_order(b)),
            SortBy::Title => self.words_of(a).cmp(self.words_of(b)),
            SortBy::Date => summary(a).date.cmp(&summary(b).date),
            SortBy::Source => summary(a).source.cmp(&summary(b).source),
            SortBy::Url => summary(a).url.cmp(&summary(b).url),
            SortBy::Language => summary(a).language.cmp(&summary(b).language),
            SortBy::Progress => listed[a].outline().progress.cmp(&listed[b].outline().progress),
        }
    }
}

/// The languages of documents, sorted.
pub(super) fn languages<'a>(documents: impl Iterator<Item = &'a Arc<Summary>>) -> Vec<Arc<str>> {
    let languages: BTreeSet<&Arc<str>> = documents.map(|summary| &summary.language).collect();
    languages.into_iter().map(Arc::clone).collect()
}

fn folded(summaries: &Summaries) -> Vec<Box<str>> {
    summaries.map(|Summary { title, id, source, date, url, .. }| {
        Folded::new(&format!("{title}\n{id}\n{source}\n{date}\n{url}")).as_str().into()
    })
}
