//! The identities panel as plain values: the list of all identities, searched, filtered and sorted, and the card of one with
//! its names and mentions. Fifty thousand are gone through only when something about them changed.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;

use crate::model::id::{DocumentId, IdentityId};
use crate::model::identity::{Identity, IdentityKind};
use crate::model::schema::Tone;
use crate::session::identities::MentionLine;
use crate::session::state::Session;
use crate::view::mark::Form;
use crate::view::marks;

/// Identities that only sound like what is searched, listed after those of which it is said.
const SOUNDING_ALIKE: usize = 20;

/// What the list is to show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Searches in ids, names, external ids and notes; empty finds all.
    pub query: String,
    pub sort: Sort,
    /// Both kinds if none is named.
    pub kind: Option<IdentityKind>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// The most often mentioned first, of equals by name.
    #[default]
    Mentions,
    Name,
}

/// The list.
#[derive(Debug, Default)]
pub struct Roster {
    /// By id.
    rows: Vec<RosterRow>,
    /// Places in `rows`, as they are sorted.
    order: Vec<usize>,
    /// Those of `order` that are shown.
    shown: Vec<usize>,
    /// What the rows are of: the identities' revision, and whether their sort keys were there.
    of: Option<(u64, bool)>,
    asked: Asked,
}

/// A line of the list.
#[derive(Debug, Clone)]
pub struct RosterRow {
    /// Not merged into another.
    pub identity: Arc<Identity>,
    pub mentions: usize,
    sort_key: Arc<str>,
}

/// What there is to know about one identity.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    pub id: IdentityId,
    pub kind: IdentityKind,
    /// The name it is called by in lists.
    pub title: String,
    /// The title of the label that its mentions usually have.
    pub label: Option<String>,
    pub look: Option<(Tone, Form)>,
    /// By language, the one that is shown first.
    pub names: Vec<NameRow>,
    pub external_id: String,
    pub note: String,
    /// Those that were merged into it, with their names.
    pub merged: Vec<(IdentityId, String)>,
    /// How many mentions and roles name it, in how many documents.
    pub mentions: usize,
    pub documents: usize,
    pub lines: Vec<CardLine>,
}

/// A name of an identity, or of one that was merged into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameRow {
    pub owner: IdentityId,
    /// A BCP 47 tag.
    pub language: String,
    pub name: String,
    /// Whether it is the one to show in its language.
    pub is_main: bool,
}

/// A line under the card: the mentions stand under their documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardLine {
    Document { id: DocumentId, title: String, mentions: usize },
    Mention(MentionLine),
}

impl Roster {
    /// Brings the list up to date; says whether something of it changed.
    pub fn follow(&mut self, session: &Session, asked: &Asked) -> bool {
        let now = (session.identities_revision(), session.is_directory_ready());
        let is_other = self.of != Some(now);
        let is_resorted = is_other || self.asked.sort != asked.sort;
        let before = self.of.filter(|(_, was_ready)| *was_ready == now.1 && self.asked.sort == asked.sort);
        match before.and_then(|(revision, _)| session.identities_touched_after(revision)) {
            Some(touched) => touched.iter().for_each(|id| self.bring_up_to_date(session, id, asked.sort)),
            None => {
                if is_other {
                    self.read(session);
                }
                self.sort(asked.sort);
            }
        }
        self.of = Some(now);
        let is_changed = is_resorted || self.asked != *asked;
        if is_changed {
            self.asked = asked.clone();
            self.choose(session);
        }
        is_changed
    }

    /// How many identities there are.
    #[must_use]
    pub fn all_len(&self) -> usize {
        self.rows.len()
    }

    /// How many are shown.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    #[must_use]
    pub fn row(&self, at: usize) -> Option<&RosterRow> {
        self.rows.get(*self.shown.get(at)?)
    }

    /// Where an identity stands.
    #[must_use]
    pub fn position(&self, id: &IdentityId) -> Option<usize> {
        let place = self.rows.binary_search_by(|row| row.identity.id.cmp(id)).ok()?;
        self.shown.iter().position(|shown| *shown == place)
    }

    fn read(&mut self, session: &Session) {
        let row = |(identity, mentions): (Arc<Identity>, usize)| RosterRow {
            sort_key: session.sort_key(&identity.id),
            identity,
            mentions,
        };
        self.rows = session.counted_identities().into_iter().map(row).collect();
    }

    /// One identity came, went, or is another, or is mentioned otherwise.
    fn bring_up_to_date(&mut self, session: &Session, id: &IdentityId, sort: Sort) {
        let place = self.rows.binary_search_by(|row| row.identity.id.cmp(id));
        if let Ok(at) = place {
            self.rows.remove(at);
            self.order.retain(|place| *place != at);
            self.order.iter_mut().filter(|place| **place > at).for_each(|place| *place -= 1);
        }
        let Some((identity, mentions)) = session.counted_identity(id) else {
            return;
        };
        let at = place.unwrap_or_else(|at| at);
        self.rows.insert(at, RosterRow { sort_key: session.sort_key(&identity.id), identity, mentions });
        self.order.iter_mut().filter(|place| **place >= at).for_each(|place| *place += 1);
        let rows = &self.rows;
        let nth = self.order.partition_point(|other| sort.compare(rows, *other, at).is_lt());
        self.order.insert(nth, at);
    }

    fn sort(&mut self, sort: Sort) {
        let rows = &self.rows;
        self.order = (0..rows.len()).collect();
        self.order.sort_by(|a, b| sort.compare(rows, *a, *b));
    }

    fn choose(&mut self, session: &Session) {
        let Asked { query, kind, .. } = &self.asked;
        let of_kind = |row: &RosterRow| kind.is_none_or(|kind| row.identity.kind == kind);
        if query.trim().is_empty() {
            self.shown = self.order.iter().copied().filter(|at| of_kind(&self.rows[*at])).collect();
            return;
        }
        let found: HashSet<IdentityId> = session.find_identities(query).into_iter().collect();
        let is_found = |row: &RosterRow| of_kind(row) && found.contains(&row.identity.id);
        self.shown = self.order.iter().copied().filter(|at| is_found(&self.rows[*at])).collect();
        for id in session.identities_like(query, SOUNDING_ALIKE).into_iter().filter(|id| !found.contains(id)) {
            let place = self.rows.binary_search_by(|row| row.identity.id.cmp(&id));
            self.shown.extend(place.ok().filter(|at| of_kind(&self.rows[*at])));
        }
    }
}

impl Sort {
    /// Which of two rows comes first. No two are equal.
    fn compare(self, rows: &[RosterRow], a: usize, b: usize) -> Ordering {
        let by_name = || rows[a].sort_key.cmp(&rows[b].sort_key).then(a.cmp(&b));
        match self {
            Sort::Name => by_name(),
            Sort::Mentions => rows[b].mentions.cmp(&rows[a].mentions).then_with(by_name),
        }
    }
}

impl RosterRow {
    /// The name in the language of lists, or else any, and the first names of the other languages.
    #[must_use]
    pub fn names<'a>(&'a self, language: &str) -> (&'a str, Vec<&'a str>) {
        let name = self.identity.name(language);
        (name, self.identity.other_names(name).collect())
    }
}

impl Card {
    /// The card of an identity, at the end of its links.
    #[must_use]
    pub fn of(session: &Session, id: &IdentityId) -> Option<Self> {
        let line = session.identity_line(id)?;
        let identity = &line.identity;
        let project = session.project();
        let label = identity.label.as_ref();
        let title_of = |identity: &Identity| identity.name(session.language_of_lists()).to_owned();
        Some(Self {
            id: identity.id.clone(),
            kind: identity.kind,
            title: title_of(identity),
            label: label.map(|id| project.label(id).map_or_else(|| id.label.to_string(), |label| label.title.clone())),
            look: label.map(|label| (marks::tone(project, label), marks::form(project, label))),
            names: std::iter::once(identity).chain(&line.merged).flat_map(|one| names(one)).collect(),
            external_id: identity.external_id.clone(),
            note: identity.note.clone(),
            merged: line.merged.iter().map(|one| (one.id.clone(), title_of(one))).collect(),
            mentions: line.mentions,
            documents: line.documents,
            lines: card_lines(session.mentions(id)),
        })
    }
}

fn names(identity: &Identity) -> Vec<NameRow> {
    let of_language = |(language, names): (&String, &Vec<String>)| {
        let row = |(at, name): (usize, &String)| NameRow {
            owner: identity.id.clone(),
            language: language.clone(),
            name: name.clone(),
            is_main: at == 0,
        };
        names.iter().enumerate().map(row).collect::<Vec<_>>()
    };
    identity.names.iter().flat_map(of_language).collect()
}

/// Mentions under their documents, in the order in which they come.
fn card_lines(mentions: Vec<MentionLine>) -> Vec<CardLine> {
    let mut lines: Vec<CardLine> = Vec::with_capacity(mentions.len());
    let mut heading = 0;
    for mention in mentions {
        match lines.get_mut(heading) {
            Some(CardLine::Document { id, mentions, .. }) if *id == mention.document => *mentions += 1,
            _ => {
                heading = lines.len();
                let (id, title) = (mention.document.clone(), mention.title.clone());
                lines.push(CardLine::Document { id, title, mentions: 1 });
            }
        }
        lines.push(CardLine::Mention(mention));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{Asked, Card, CardLine, Roster, Sort};
    use crate::model::document::Document;
    use crate::model::id::{DocumentId, IdentityId};
    use crate::model::identity::IdentityKind;
    use crate::session::script;
    use crate::session::state::Session;
    use crate::tests::news;

    /// Bilal twice and Hanoi once, in an Arabic and a Vietnamese text; the visit has no mention.
    const WORK: &str = "select \"بلال\"; label person; new-identity @bilal; select \"هانوي\"; label place; new-identity @hanoi; \
        open vi; select \"Bilal\"; label person; link @bilal; add-identity @visit event; ";

    fn session(more: &str) -> Session {
        let texts = [("ar", "زار بلال هانوي أمس.\nثم عاد."), ("vi", "Bilal thăm Hà Nội.")];
        let documents = texts.map(|(id, text)| Document::new(DocumentId::new(id), text).with_language(id));
        let mut session = Session::in_memory(news::project(), documents.into(), "layla");
        script::run(&mut session, &format!("{WORK}{more}").replace(';', "\n"), "script").unwrap();
        session
    }

    #[track_caller]
    fn check(more: &str, asked: Asked, expected: &[&str]) {
        let session = session(more);
        let mut roster = Roster::default();
        assert!(roster.follow(&session, &asked) && !roster.follow(&session, &asked));
        let row = |at| roster.row(at).map(|row| format!("{} {}", row.identity.id, row.mentions)).unwrap();
        assert_eq!((0..roster.len()).map(row).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_most_mentioned_come_first_or_all_by_name() {
        check("", Asked::default(), &["bilal 2", "hanoi 1", "visit 0"]);
        check("merge-identities @hanoi @bilal", Asked::default(), &["bilal 3", "visit 0"]);
        // By the names they are called by, Latin letters before Arabic ones.
        let by_name = || Asked { sort: Sort::Name, ..Asked::default() };
        check("set-main-name @hanoi ar \"الا\"", by_name(), &["visit 0", "hanoi 1", "bilal 2"]);
    }

    #[test]
    fn a_search_finds_what_is_said_and_then_what_sounds_alike() {
        let query = |query: &str| Asked { query: query.to_owned(), ..Asked::default() };
        check("", query("بِلال"), &["bilal 2"]);
        check("name-identity @visit en Belial", query("bilal"), &["bilal 2", "visit 0"]);
        check("", query("Hanoi"), &["hanoi 1"]);
        check("", query("xyz"), &[]);
        check("", Asked { kind: Some(IdentityKind::Event), ..Asked::default() }, &["visit 0"]);
    }

    #[test]
    fn a_list_follows_what_changes() {
        let mut session = session("");
        let mut roster = Roster::default();
        roster.follow(&session, &Asked::default());
        script::run(&mut session, "set-main-name @visit vi A\nlink @hanoi", "script").unwrap();
        assert!(roster.follow(&session, &Asked::default()));
        let ids: Vec<&str> = (0..3).map(|at| roster.row(at).unwrap().identity.id.as_str()).collect();
        assert_eq!((ids, roster.position(&IdentityId::new("visit"))), (vec!["hanoi", "bilal", "visit"], Some(2)));
        script::run(&mut session, "set-caret 3", "script").unwrap();
        assert!(!roster.follow(&session, &Asked::default()));
    }

    #[test]
    fn a_list_that_follows_each_change_is_as_one_that_is_made_anew() {
        let mut session = session("");
        let asked = |sort| Asked { sort, ..Asked::default() };
        let rows = |roster: &Roster| {
            let row = |at| roster.row(at).map(|row| (row.identity.id.clone(), row.mentions, row.sort_key.clone()));
            (0..roster.len()).map(row).collect::<Vec<_>>()
        };
        let mut following = [Sort::Mentions, Sort::Name].map(|sort| (Roster::default(), asked(sort)));
        let lines = "merge-identities @hanoi @bilal; split-identity @hanoi; add-identity @amal; name-identity @amal ar أمل; \
            merge-identities @bilal @amal; merge-identities @hanoi @bilal; split-identity @bilal; choose 1; unlink; undo; \
            set-main-name @amal vi Z; delete-identity @visit; undo; redo; choose 1; link @amal; delete";
        for line in lines.split("; ") {
            script::run(&mut session, line, "script").unwrap();
            for (roster, asked) in &mut following {
                roster.follow(&session, asked);
                let mut anew = Roster::default();
                anew.follow(&session, asked);
                assert_eq!(rows(roster), rows(&anew), "{line}");
            }
        }
    }

    #[test]
    fn a_card_has_names_by_language_and_mentions_under_their_documents() {
        let session = session("merge-identities @hanoi @bilal");
        let card = Card::of(&session, &IdentityId::new("hanoi")).unwrap();
        assert_eq!((card.id.as_str(), card.mentions, card.documents), ("bilal", 3, 2));
        assert_eq!(card.merged, [(IdentityId::new("hanoi"), "هانوي".to_owned())]);
        let names: Vec<String> =
            card.names.iter().map(|row| format!("{} {} {}", row.owner, row.language, row.name)).collect();
        assert_eq!(names, ["bilal ar بلال", "bilal vi Bilal", "hanoi ar هانوي"]);
        let lines: Vec<String> = card
            .lines
            .iter()
            .map(|line| match line {
                CardLine::Document { title, mentions, .. } => format!("{title}: {mentions}"),
                CardLine::Mention(mention) => mention.quote.clone(),
            })
            .collect();
        assert_eq!(lines, ["زار بلال هانوي أمس.: 2", "بلال", "هانوي", "Bilal thăm Hà Nội.: 1", "Bilal"]);
    }
}
