//! Which of many documents comes before which, by title, date, source, address or language: found beside the window, for comparing sixty thousand texts
//! takes longer than a frame, and comparing numbers does not.

use crate::model::summary::Summary;
use crate::text::fold::folded;

use super::command::listing::SortBy;
use super::prepared::Prepared;
use super::summaries::Summaries;

/// For each document, in the project's order, how many different things come before what it is sorted by.
pub(super) struct Ranks {
    pub by: SortBy,
    found: Prepared<Vec<u32>, ()>,
}

impl Ranks {
    /// Begins to find them; none for what is compared at once.
    pub fn begin(by: SortBy, summaries: Summaries) -> Option<Self> {
        let key: fn(&Summary) -> String = match by {
            SortBy::Title => |summary| folded(&summary.title),
            SortBy::Date => |summary| summary.date.to_string(),
            SortBy::Source => |summary| summary.source.to_string(),
            SortBy::Url => |summary| summary.url.to_string(),
            SortBy::Language => |summary| summary.language.to_string(),
            SortBy::Name | SortBy::File | SortBy::Progress => return None,
        };
        Some(Self { by, found: Prepared::beside(move || ranks(&summaries, key), |_, _| {}) })
    }

    /// Whether [`Ranks::of`] need not wait.
    pub fn are_found(&self) -> bool {
        self.found.is_ready()
    }

    /// That of a document; it waits until they are found.
    pub fn of(&self, index: usize) -> u32 {
        self.found.get().get(index).copied().unwrap_or_default()
    }
}

fn ranks(summaries: &Summaries, key: fn(&Summary) -> String) -> Vec<u32> {
    let mut keyed: Vec<(String, usize)> = summaries.map(key).into_iter().zip(0..).collect();
    keyed.sort_unstable();
    let mut ranks = vec![0; keyed.len()];
    let mut rank = 0;
    for (nth, (key, index)) in keyed.iter().enumerate() {
        rank += u32::from(nth > 0 && keyed[nth - 1].0 != *key);
        ranks[*index] = rank;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Ranks;
    use crate::model::document::Document;
    use crate::model::id::DocumentId;
    use crate::session::command::listing::SortBy;
    use crate::session::summaries::Summaries;

    #[test]
    fn what_is_equal_has_one_rank() {
        let summary = |title: &str| Arc::new(Document::new(DocumentId::new("d"), "").with_title(title).summary());
        let summaries = ["Hà_Nội", "أحمد", "A harbour", "ha noi"].map(summary);
        let ranks = Ranks::begin(SortBy::Title, Summaries::Given(summaries.to_vec())).unwrap();
        assert_eq!([0, 1, 2, 3].map(|index| ranks.of(index)), [1, 2, 0, 1]);
        assert!(Ranks::begin(SortBy::Progress, Summaries::Given(Vec::new())).is_none());
    }
}
