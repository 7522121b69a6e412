//! A review as plain values: who is compared, the list of cases, and the card of the one that is looked at, with what each of
//! them says there. Offsets are UTF-8 bytes.

use std::collections::BTreeMap;
use std::ops::Range;
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
use crate::view::voices::{VoiceLook, VoiceMark, VoiceMarks};

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

/// The cases that touch a range of the text or are about all of it, by their places in the docket, each with how it is shown.
#[must_use]
pub fn stands_near(review: &Review, docket: &Docket, range: &Range<usize>) -> Vec<(usize, Stand)> {
    let stand = |case: usize| {
        let item = review.item_of(case)?;
        let differs = !docket.cases[case].differences.is_empty() && review.items()[item].state.is_open();
        Some((case, Stand { item, differs, is_looked_at: review.at() == Some(item) }))
    };
    docket.near(None).chain(docket.near(Some(range.clone()))).filter_map(stand).collect()
}

/// All cases, which nobody decides.
#[must_use]
pub fn undecided(docket: &Docket) -> Vec<(usize, Stand)> {
    let differs = docket.cases.iter().map(|case| !case.differences.is_empty());
    differs.enumerate().map(|(item, differs)| (item, Stand { item, differs, is_looked_at: false })).collect()
}

/// The tone of a voice, by its place among those who are compared.
#[must_use]
pub fn tone_of(voice: usize) -> Tone {
    Tone::from_word(TONES[voice % TONES.len()]).unwrap_or(Tone::from_index(voice))
}

/// What the voices marked in some cases, for the page; without one's own words, which stand there as ever, and without those who are
/// `seated` on pages of their own.
#[must_use]
pub fn voices(session: &Session, stands: &[(usize, Stand)], seated: &[usize]) -> VoiceMarks {
    let Some((review, docket)) = session.review().and_then(|review| Some((review, review.docket()?))) else {
        return VoiceMarks::default();
    };
    let own = (review.aim() == Aim::Suggestions).then(|| docket.voices.len().saturating_sub(1));
    let is_shown = |lane: usize| Some(lane) != own && !seated.contains(&lane);
    let project = session.project();
    match is_sole_program(review) {
        true => voice_marks(docket, stands, is_shown, |_, said| marks::tone(project, &said.label)),
        false => voice_marks(docket, stands, is_shown, |lane, _| tone_of(lane)),
    }
}

/// Whether only one program suggests something: then its lines have the tones of what they would be labelled.
fn is_sole_program(review: &Review) -> bool {
    review.aim() == Aim::Suggestions && review.voices().len() == 2
}

/// What the voices that are shown marked in some cases.
#[must_use]
pub fn voice_marks(
    docket: &Docket,
    stands: &[(usize, Stand)],
    is_shown: impl Fn(usize) -> bool,
    tone: impl Fn(usize, &Annotation) -> Tone,
) -> VoiceMarks {
    let says_something = |lane: &usize| is_shown(*lane) && !docket.voices[*lane].set.is_empty();
    let deepest = (0..docket.voices.len()).rev().find(says_something).unwrap_or(0);
    let mut marks = Vec::new();
    for (case, stand) in stands {
        let look = match stand {
            Stand { is_looked_at: true, .. } => VoiceLook::LookedAt,
            Stand { differs: true, .. } => VoiceLook::Clear,
            _ => VoiceLook::Quiet,
        };
        for (lane, member) in docket.members(*case).iter().enumerate().filter(|(lane, _)| is_shown(*lane)) {
            let Some(said) = member else { continue };
            let tone = tone(lane, said);
            let spans = said.anchor.spans().iter();
            marks.extend(spans.map(|span| VoiceMark { range: span.range(), lane, tone, look }));
        }
    }
    VoiceMarks { marks, deepest }
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
    use std::ops::Range;

    use super::{letters, stands_near, voices};
    use crate::model::annotation::Annotation;
    use crate::model::document::Document;
    use crate::model::id::{AnnotationId, AnnotatorId, DocumentId, LabelId};
    use crate::model::set::{AnnotationSet, Progress};
    use crate::records::set;
    use crate::session::script;
    use crate::session::state::Session;
    use crate::tests::random::Random;
    use crate::tests::scratch::Scratch;
    use crate::view::parallel::Column;

    #[test]
    fn names_are_hidden_behind_letters_however_many_they_are() {
        assert_eq!([0, 25, 26, 39, 701, 702].map(letters), ["A", "Z", "AA", "AN", "ZZ", "AAA"]);
    }

    const WORDS: usize = 60;

    /// What somebody says of words at random, some of them together, and of the document.
    fn random_set(random: &mut Random, document: &Document, name: &str) -> AnnotationSet {
        let label = |random: &mut Random| LabelId::new("entities", ["person", "place"][random.below(2)]);
        let mut annotations: Vec<Annotation> = Vec::new();
        for word in 0..WORDS {
            if random.below(3) > 0 {
                let end = (word + 1 + random.below(8) / 6).min(WORDS);
                let anchor = document.anchor([word * 5..end * 5 - 1]).unwrap();
                annotations.push(Annotation::new(AnnotationId(word as u32 + 1), label(random), anchor));
            }
        }
        let empty = AnnotationSet::new(AnnotatorId::new(name), document.id().clone());
        empty.with_records(Progress::Finished, annotations, Vec::new(), 1).0
    }

    #[test]
    fn what_is_in_sight_of_a_review_is_as_if_all_of_it_were_looked_through() {
        let (mut random, scratch) = (Random::new(5), Scratch::new("stands-near"));
        let text = "word ".repeat(WORDS);
        scratch.write("a.txt", &text);
        Session::create(scratch.path(), None).unwrap();
        let document = Document::new(DocumentId::new("a"), text);
        for name in ["layla", "minh", "omar"] {
            let said = random_set(&mut random, &document, name);
            scratch.write(&format!("annotations/{name}/a.ron"), set::write(&said, &document));
        }
        let mut session = Session::open(scratch.path(), Some("rana")).unwrap();
        script::run(&mut session, "review\nadopt 2\ngo-to-case 9", "s").unwrap();
        let mut near = Column::default();
        for _ in 0..40 {
            let choice = ["decide first", "next-case", "decide neither", "undo", "filter-cases all"][random.below(5)];
            // Whether it can be done is not the question.
            let _ = script::run(&mut session, choice, "s");
            let review = session.review().unwrap();
            let docket = review.docket().unwrap();
            let start = random.below(WORDS * 5);
            let range = start..start + 1 + random.below(40);
            let touches = |other: &Range<usize>| other.start < range.end && range.start < other.end;

            let (all, some) = (stands_near(review, docket, &(0..WORDS * 5)), stands_near(review, docket, &range));
            assert_eq!(all.len(), review.items().iter().filter(|item| item.case.is_some()).count());
            let (mut whole, part) = (voices(&session, &all, &[1]), voices(&session, &some, &[1]));
            whole.marks.retain(|mark| touches(&mark.range));
            let seen: Vec<_> = part.marks.into_iter().filter(|mark| touches(&mark.range)).collect();
            assert_eq!((seen, part.deepest), (whole.marks, 2));

            let (voice, looked_at) = (random.below(3), review.item().and_then(|item| item.case));
            let mut far = Column::default();
            for (column, stands) in [(&mut far, &all), (&mut near, &some)] {
                column.draw(session.project(), docket, voice);
                column.place(docket, voice, stands, looked_at);
            }
            let of = |column: &Column| {
                let marks = column.drawn.marks.marks.iter().enumerate();
                let seen = marks.filter(|(_, mark)| mark.spans.iter().any(touches));
                let seen: Vec<_> = seen.map(|(at, _)| (at, column.agreed[at], column.items[at])).collect();
                let absent: Vec<_> = column.absent.iter().filter(|range| touches(range)).cloned().collect();
                (seen, absent, column.chosen)
            };
            assert_eq!(of(&near), of(&far));
        }
    }
}
