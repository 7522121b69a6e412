//! A review as plain values: who is compared, the list of cases, and the card of the one that is looked at, with what each of
//! them says there. Offsets are UTF-8 bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::annotation::{Annotation, Confidence};
use crate::model::decision::Verdict;
use crate::model::document::Document;
use crate::model::fates::Fate;
use crate::model::id::LabelId;
use crate::model::identity::Identities;
use crate::model::moment::Moment;
use crate::model::schema::{Project, Tone};
use crate::model::set::{AnnotationSet, Progress};
use crate::review::cases::Difference;
use crate::review::docket::Docket;
use crate::review::outcomes::{Item, State};
use crate::session::review::{Aim, Review};
use crate::session::state::Session;
use crate::view::frames::{Part, parts};
use crate::view::inspector::{called, reference};
use crate::view::mark::Form;
use crate::view::marks;
use crate::view::voices::{VoiceLook, VoiceMark};

/// The tones of people, those first that differ most.
const TONES: [&str; 8] = ["blue", "orange", "green", "purple", "red", "teal", "pink", "brown"];

/// Somebody whose set is compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// A letter while names are hidden.
    pub name: String,
    pub tone: Tone,
    /// Whether it is the one who decides.
    pub is_own: bool,
    pub progress: Progress,
}

/// How a page shows a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    /// Its place in the list.
    pub item: usize,
    /// Whether somebody says otherwise and nobody has decided yet.
    pub differs: bool,
    pub is_looked_at: bool,
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseLine {
    /// Its number, counted from 1.
    pub number: usize,
    pub title: String,
    pub tone: Tone,
    pub form: Form,
    /// Empty for what is about the document.
    pub quote: String,
    pub kinds: Vec<Difference>,
    pub state: State,
    pub verdict: Option<Verdict>,
    /// How sure a program is of what it suggests.
    pub confidence: Option<Confidence>,
    pub is_looked_at: bool,
}

/// The case that is looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// Counted from 1.
    pub number: usize,
    pub count: usize,
    pub state: State,
    pub kinds: Vec<Difference>,
    /// None where nobody says anything any longer.
    pub readings: Vec<ReadingRow>,
    /// What the set says of it now.
    pub standing: Vec<SaidRow>,
    /// The last decision.
    pub decided: Option<(Verdict, String, Moment)>,
}

/// What some people say.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadingRow {
    /// Places among the people.
    pub people: Vec<usize>,
    /// `None` if they say nothing there.
    pub said: Option<SaidRow>,
}

/// What an annotation says, in words.
#[derive(Debug, Clone, PartialEq)]
pub struct SaidRow {
    pub title: String,
    pub tone: Tone,
    pub form: Form,
    /// Empty for what is about the document.
    pub quote: String,
    pub parts: Vec<Part>,
    /// Questions and answers.
    pub attributes: Vec<(String, String)>,
    /// Whom it mentions.
    pub identity: Option<String>,
    pub confidence: Option<Confidence>,
    pub note: String,
}

/// What became of a program's suggestions with one label.
#[derive(Debug, Clone, PartialEq)]
pub struct FateRow {
    pub label: LabelId,
    pub title: String,
    pub tone: Tone,
    pub form: Form,
    /// In all documents that were read.
    pub fate: Fate,
    /// In this document.
    pub open: usize,
}

impl Card {
    /// Whether the readings differ in one of these.
    #[must_use]
    pub fn differs_in(&self, kinds: &[Difference]) -> bool {
        self.kinds.iter().any(|kind| kinds.contains(kind))
    }
}

/// Those who are compared.
#[must_use]
pub fn people(review: &Review) -> Vec<Person> {
    let last = review.voices().len().saturating_sub(1);
    let is_own = |at: usize| review.aim() == Aim::Suggestions && at == last;
    let person = |(at, voice): (usize, &crate::review::docket::Voice)| Person {
        name: match review.hides_names() && !is_own(at) {
            true => letters(at),
            false => voice.set.annotator().to_string(),
        },
        tone: if is_sole_program(review) { Tone::from_word("grey").unwrap_or(tone_of(at)) } else { tone_of(at) },
        is_own: is_own(at),
        progress: voice.set.progress(),
    };
    review.voices().iter().enumerate().map(person).collect()
}

/// A name for somebody whose own is hidden: A to Z, then AA, AB and so on.
fn letters(at: usize) -> String {
    let last = char::from(b'A' + (at % 26) as u8);
    let before = (at / 26).checked_sub(1).map(letters).unwrap_or_default();
    format!("{before}{last}")
}

/// The items that the list shows, by their places.
#[must_use]
pub fn shown(review: &Review) -> Vec<usize> {
    let items = review.items();
    // The one that is looked at stays in its place, whatever became of it.
    (0..items.len()).filter(|at| review.shows(&items[*at]) || review.at() == Some(*at)).collect()
}

/// The line of an item.
#[must_use]
pub fn line(session: &Session, at: usize) -> Option<CaseLine> {
    let (review, document) = (session.review()?, session.document()?);
    let item = review.items().get(at)?;
    let said = annotation_of(session, review, item)?;
    let reference = reference(session.project(), document, said);
    Some(CaseLine {
        number: at + 1,
        title: reference.label,
        tone: marks::tone(session.project(), &said.label),
        form: marks::form(session.project(), &said.label),
        quote: reference.quote,
        kinds: kinds(review, item),
        state: item.state,
        verdict: item.decision.as_ref().filter(|_| item.state == State::Decided).map(|decision| decision.verdict),
        confidence: said.confidence.filter(|_| review.aim() == Aim::Suggestions),
        is_looked_at: review.at() == Some(at),
    })
}

/// The card of the case that is looked at.
#[must_use]
pub fn card(session: &Session) -> Option<Card> {
    let (review, document) = (session.review()?, session.document()?);
    let (at, item) = (review.at()?, review.item()?);
    let (project, set) = (session.project(), session.set()?);
    let readings = match (review.case(item), review.docket()) {
        (Some(case), Some(docket)) => {
            let row = |reading: &crate::review::cases::Reading| {
                let voice = &docket.voices[reading.sets[0]];
                let said = reading.annotation.as_ref();
                let said = said.map(|said| said_row(project, document, &voice.set, &voice.identities, said));
                ReadingRow { people: reading.sets.clone(), said }
            };
            case.readings.iter().map(row).collect()
        }
        _ => Vec::new(),
    };
    let standing = item.standing.iter().filter_map(|id| set.get(*id));
    let standing = standing.map(|there| said_row(project, document, set, session.identities(), there)).collect();
    let decided = item.decision.as_ref().map(|made| (made.verdict, made.by.to_string(), made.time));
    let (number, count) = (at + 1, review.items().len());
    Some(Card { number, count, state: item.state, kinds: kinds(review, item), readings, standing, decided })
}

/// What became of each case of the docket, by its place there.
#[must_use]
pub fn stands(review: &Review, docket: &Docket) -> Vec<Option<Stand>> {
    let mut stands = vec![None; docket.cases.len()];
    for (at, item) in review.items().iter().enumerate() {
        let Some(case) = item.case else { continue };
        let differs = !docket.cases[case].differences.is_empty() && item.state.is_open();
        stands[case] = Some(Stand { item: at, differs, is_looked_at: review.at() == Some(at) });
    }
    stands
}

/// The stands of cases that nobody decides.
#[must_use]
pub fn undecided(docket: &Docket) -> Vec<Option<Stand>> {
    let differs = docket.cases.iter().map(|case| !case.differences.is_empty());
    differs.enumerate().map(|(item, differs)| Some(Stand { item, differs, is_looked_at: false })).collect()
}

/// The tone of a voice, by its place among those who are compared.
#[must_use]
pub fn tone_of(voice: usize) -> Tone {
    Tone::from_word(TONES[voice % TONES.len()]).unwrap_or(Tone::from_index(voice))
}

/// What each voice marked, for the page.
#[must_use]
pub fn voices(session: &Session) -> Vec<VoiceMark> {
    let Some((review, docket)) = session.review().and_then(|review| Some((review, review.docket()?))) else {
        return Vec::new();
    };
    // What one says oneself stands on the page as ever.
    let own = (review.aim() == Aim::Suggestions).then(|| docket.voices.len().saturating_sub(1));
    let project = session.project();
    match is_sole_program(review) {
        true => voice_marks(docket, &stands(review, docket), own, |_, said| marks::tone(project, &said.label)),
        false => voice_marks(docket, &stands(review, docket), own, |lane, _| tone_of(lane)),
    }
}

/// Whether only one program suggests something: then its lines have the tones of what they would be labelled.
fn is_sole_program(review: &Review) -> bool {
    review.aim() == Aim::Suggestions && review.voices().len() == 2
}

/// What each voice but one's own marked in the cases that are shown.
#[must_use]
pub fn voice_marks(
    docket: &Docket,
    stands: &[Option<Stand>],
    own: Option<usize>,
    tone: impl Fn(usize, &Annotation) -> Tone,
) -> Vec<VoiceMark> {
    let mut marks = Vec::new();
    for (case, stand) in stands.iter().enumerate() {
        let Some(stand) = stand else { continue };
        let look = match stand {
            Stand { is_looked_at: true, .. } => VoiceLook::LookedAt,
            Stand { differs: true, .. } => VoiceLook::Clear,
            _ => VoiceLook::Quiet,
        };
        for (lane, member) in docket.members(case).iter().enumerate().filter(|(lane, _)| Some(*lane) != own) {
            let Some(said) = member else { continue };
            let tone = tone(lane, said);
            let spans = said.anchor.spans().iter();
            marks.extend(spans.map(|span| VoiceMark { range: span.range(), lane, tone, look }));
        }
    }
    marks
}

/// What became of the suggestions of the programs that are compared, and how many are open here: the most frequent label first.
#[must_use]
pub fn fates(session: &Session) -> Vec<FateRow> {
    let Some(review) = session.review().filter(|review| review.aim() == Aim::Suggestions) else {
        return Vec::new();
    };
    let mut found: BTreeMap<&LabelId, (Fate, usize)> = BTreeMap::new();
    let others = review.voices().split_last().map_or(&[][..], |(_, others)| others);
    for (label, fate) in others.iter().flat_map(|voice| session.fates(voice.set.annotator())) {
        let sum = &mut found.entry(label).or_default().0;
        sum.accepted += fate.accepted;
        sum.corrected += fate.corrected;
        sum.rejected += fate.rejected;
    }
    for item in review.items().iter().filter(|item| item.state.is_open()) {
        if let Some(label) = review.label(item) {
            found.entry(label).or_default().1 += 1;
        }
    }
    let project = session.project();
    let row = |(label, (fate, open)): (&LabelId, (Fate, usize))| FateRow {
        label: label.clone(),
        title: project.label(label).map_or_else(|| label.label.to_string(), |label| label.title.clone()),
        tone: marks::tone(project, label),
        form: marks::form(project, label),
        fate,
        open,
    };
    let mut rows: Vec<FateRow> = found.into_iter().map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.fate.total() + row.open));
    rows
}

fn kinds(review: &Review, item: &Item) -> Vec<Difference> {
    // The heaviest first.
    review.case(item).map(|case| case.differences.iter().rev().copied().collect()).unwrap_or_default()
}

/// What stands for a case in a list: what the first says who says something, or what is left of it.
fn annotation_of<'a>(session: &'a Session, review: &'a Review, item: &Item) -> Option<&'a Arc<Annotation>> {
    let said = review.case(item).and_then(|case| case.readings.iter().find_map(|reading| reading.annotation.as_ref()));
    said.or_else(|| session.set()?.get(*item.standing.first()?))
}

fn said_row(
    project: &Project,
    document: &Document,
    set: &AnnotationSet,
    identities: &Identities,
    said: &Annotation,
) -> SaidRow {
    let reference = reference(project, document, said);
    let asked = project.label(&said.label).map(|label| label.attributes.as_slice()).unwrap_or_default();
    let title_of = |name: &String| {
        asked.iter().find(|asked| asked.name == *name).map_or_else(|| name.clone(), |asked| asked.title.clone())
    };
    SaidRow {
        title: reference.label,
        tone: marks::tone(project, &said.label),
        form: marks::form(project, &said.label),
        quote: reference.quote,
        parts: parts(project, document, set, identities, said),
        attributes: said.attributes.iter().map(|(name, value)| (title_of(name), value.clone())).collect(),
        identity: said.identity.as_ref().map(|id| called(identities, document, id)),
        confidence: said.confidence,
        note: said.note.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn names_are_hidden_behind_letters_however_many_they_are() {
        assert_eq!([0, 25, 26, 39, 701, 702].map(letters), ["A", "Z", "AA", "AN", "ZZ", "AAA"]);
    }
}
