//! The identities panel as plain values: the list of all identities, searched, filtered and sorted, and the card of one with
//! its names and mentions. Fifty thousand are gone through only when any of them may have changed, and then beside the window.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::model::id::{DocumentId, IdentityId};
use crate::model::identity::{Identity, IdentityKind};
use crate::model::schema::Tone;
use crate::session::identities::{CountedIdentities, MentionLine};
use crate::session::job::{Job, let_go};
use crate::session::state::Session;
use crate::text::spelling::plain;
use crate::view::mark::Form;
use crate::view::marks;

/// Identities that only sound like what is searched, listed after those of which it is said.
const SOUNDING_ALIKE: usize = 20;
/// Where so many are found nobody looks behind them for who only sounds alike.
const FOUND_ENOUGH: usize = 1_000;
/// A list of more is made beside the window: to count and sort fifty thousand takes longer than a frame.
const AT_ONCE: usize = 2_000;

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
#[derive(Default)]
pub struct Roster {
    made: Made,
    /// Places in the rows of those that are shown, in their order.
    shown: Vec<usize>,
    /// What is made is of identities with this number, in this order.
    of: Option<(u64, Sort)>,
    /// What is being made beside the window, and takes the place of what is there.
    making: Option<((u64, Sort), Job<Made>)>,
    /// What is shown, and whether searches knew all identities then.
    asked: Asked,
    was_ready: bool,
}

/// All rows in their order.
#[derive(Default)]
struct Made {
    /// By id.
    rows: Vec<RosterRow>,
    /// Places in `rows`, as they are sorted.
    order: Vec<usize>,
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq)]
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
    /// Brings the list up to date, or has it made beside the window and shows what it showed meanwhile; says whether something of it
    /// changed.
    pub fn follow(&mut self, session: &Session, asked: &Asked) -> bool {
        self.follow_within(session, asked, AT_ONCE)
    }

    /// The same with so many made at once at most.
    fn follow_within(&mut self, session: &Session, asked: &Asked, at_once: usize) -> bool {
        let now = (session.identities_revision(), asked.sort);
        let mut is_other = self.take_made(session);
        let touched = self.of.filter(|(_, sort)| *sort == asked.sort);
        match touched.and_then(|(revision, _)| session.identities_touched_after(revision)) {
            Some(touched) => {
                let language = session.language_of_lists();
                touched.iter().for_each(|id| self.made.bring_up_to_date(session, id, language, asked.sort));
                is_other |= self.of != Some(now);
                self.of = Some(now);
            }
            None if session.identities().len() <= at_once => {
                self.made = Made::of(&session.counted_identities(), session.language_of_lists(), asked.sort);
                (self.of, self.making, is_other) = (Some(now), None, true);
            }
            None if self.making.as_ref().is_none_or(|((_, sort), _)| *sort != asked.sort) => {
                let (counted, language) = (session.counted_identities(), session.language_of_lists().to_owned());
                let sort = asked.sort;
                self.making = Some((now, session.beside(move || Made::of(&counted, &language, sort))));
            }
            None => {}
        }
        let is_ready = session.is_directory_ready();
        let is_changed = is_other || self.was_ready != is_ready || self.asked != *asked;
        if is_changed {
            (self.asked, self.was_ready) = (asked.clone(), is_ready);
            self.choose(session);
        }
        is_changed
    }

    /// Whether another list is being made beside the window.
    #[must_use]
    pub fn is_being_made(&self) -> bool {
        self.making.is_some()
    }

    /// How many identities there are.
    #[must_use]
    pub fn all_len(&self) -> usize {
        self.made.rows.len()
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
        self.made.rows.get(*self.shown.get(at)?)
    }

    /// Where an identity stands.
    #[must_use]
    pub fn position(&self, id: &IdentityId) -> Option<usize> {
        let place = self.made.place(id).ok()?;
        self.shown.iter().position(|shown| *shown == place)
    }

    /// Takes what was made beside the window; whether something was.
    fn take_made(&mut self, session: &Session) -> bool {
        let Some((of, answer)) = self.making.as_ref().and_then(|(of, making)| Some((*of, making.answer()?))) else {
            return false;
        };
        let (of, made) = answer.map_or_else(
            // Without a thread it is made here.
            |_| {
                let now = (session.identities_revision(), of.1);
                (now, Made::of(&session.counted_identities(), session.language_of_lists(), of.1))
            },
            |made| (of, made),
        );
        let_go((std::mem::replace(&mut self.made, made), std::mem::take(&mut self.shown)));
        (self.of, self.making) = (Some(of), None);
        true
    }

    fn choose(&mut self, session: &Session) {
        let Asked { query, kind, .. } = &self.asked;
        let Made { rows, order } = &self.made;
        let of_kind = |at: &usize| kind.is_none_or(|kind| rows[*at].identity.kind == kind);
        if query.trim().is_empty() {
            self.shown = order.iter().copied().filter(of_kind).collect();
            return;
        }
        let found = session.find_identities(query, *kind, usize::MAX);
        // Both come by id, so that one pass tells which rows are found.
        let (mut is_found, mut at) = (vec![false; rows.len()], 0);
        for id in &found {
            while rows.get(at).is_some_and(|row| row.identity.id < *id) {
                at += 1;
            }
            if rows.get(at).is_some_and(|row| row.identity.id == *id) {
                is_found[at] = true;
            }
        }
        self.shown = order.iter().copied().filter(|at| is_found[*at]).collect();
        if self.shown.len() < FOUND_ENOUGH {
            let alike = session.identities_like(query, SOUNDING_ALIKE);
            let places = alike.iter().filter_map(|id| self.made.place(id).ok());
            self.shown.extend(places.filter(|at| !is_found[*at] && of_kind(at)));
        }
    }
}

impl Made {
    fn of(counted: &CountedIdentities, language: &str, sort: Sort) -> Self {
        let row = |(identity, mentions)| RosterRow::new(identity, mentions, language);
        let rows: Vec<RosterRow> = counted.lines().into_iter().map(row).collect();
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by(|a, b| sort.compare(&rows, *a, *b));
        Self { rows, order }
    }

    /// Where the row of an identity stands, or would stand.
    fn place(&self, id: &IdentityId) -> Result<usize, usize> {
        self.rows.binary_search_by(|row| row.identity.id.cmp(id))
    }

    /// One identity came, went, or is another, or is mentioned otherwise.
    fn bring_up_to_date(&mut self, session: &Session, id: &IdentityId, language: &str, sort: Sort) {
        let place = self.place(id);
        if let Ok(at) = place {
            self.rows.remove(at);
            self.order.retain(|place| *place != at);
            self.order.iter_mut().filter(|place| **place > at).for_each(|place| *place -= 1);
        }
        let Some((identity, mentions)) = session.counted_identity(id) else {
            return;
        };
        let at = place.unwrap_or_else(|at| at);
        self.rows.insert(at, RosterRow::new(identity, mentions, language));
        self.order.iter_mut().filter(|place| **place >= at).for_each(|place| *place += 1);
        let rows = &self.rows;
        let nth = self.order.partition_point(|other| sort.compare(rows, *other, at).is_lt());
        self.order.insert(nth, at);
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
    fn new(identity: Arc<Identity>, mentions: usize, language: &str) -> Self {
        Self { sort_key: plain(identity.name(language)).into(), identity, mentions }
    }

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
    use super::{Asked, Card, CardLine, Roster, RosterRow, Sort};
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

    /// The rows as they are shown.
    fn rows(roster: &Roster) -> Vec<RosterRow> {
        (0..roster.len()).map(|at| roster.row(at).unwrap().clone()).collect()
    }

    const CHANGES: &str = "merge-identities @hanoi @bilal; split-identity @hanoi; add-identity @amal; name-identity @amal ar أمل; \
        merge-identities @bilal @amal; merge-identities @hanoi @bilal; split-identity @bilal; choose 1; unlink; undo; \
        set-main-name @amal vi Z; delete-identity @visit; undo; redo; choose 1; link @amal; delete";

    #[test]
    fn a_list_that_follows_each_change_is_as_one_that_is_made_anew() {
        let mut session = session("");
        let asked = |sort| Asked { sort, ..Asked::default() };
        let mut following = [Sort::Mentions, Sort::Name].map(|sort| (Roster::default(), asked(sort)));
        for line in CHANGES.split("; ") {
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
    fn a_list_that_is_made_beside_the_window_follows_what_changes_meanwhile() {
        let mut session = session("");
        let asked = |query: &str, sort| Asked { query: query.to_owned(), sort, ..Asked::default() };
        let mut roster = Roster::default();
        for (nth, line) in CHANGES.split("; ").enumerate() {
            let asked = asked(["", "a", "bilal"][nth % 3], [Sort::Mentions, Sort::Name][nth % 2]);
            // Another order has it made anew, and what is done then is not in it.
            roster.follow_within(&session, &asked, 0);
            script::run(&mut session, line, "script").unwrap();
            while roster.follow_within(&session, &asked, 0) || roster.is_being_made() {
                std::thread::yield_now();
            }
            let mut anew = Roster::default();
            anew.follow(&session, &asked);
            assert_eq!(rows(&roster), rows(&anew), "{line}");
        }
    }

    #[test]
    fn a_search_shows_nobody_of_the_one_before_while_another_order_is_being_made() {
        let session = session("");
        let asked = |query: &str, sort| Asked { query: query.to_owned(), sort, ..Asked::default() };
        let mut roster = Roster::default();
        roster.follow(&session, &asked("bilal", Sort::Mentions));
        roster.follow_within(&session, &asked("hanoi", Sort::Name), 0);
        assert_eq!(rows(&roster).iter().map(|row| row.identity.id.as_str()).collect::<Vec<_>>(), ["hanoi"]);
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
