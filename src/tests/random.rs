//! Random operations on a set, held against a dull reference: a plain list that is copied before every step.

use crate::error::Severity;
use crate::model::annotation::{Anchor, Annotation, Argument, Filler};
use crate::model::change::{self, Transaction};
use crate::model::check::check_set;
use crate::model::check_identities::check_mentions;
use crate::model::document::Document;
use crate::model::history::History;
use crate::model::id::{AnnotationId, AnnotatorId, DocumentId, LabelId};
use crate::model::identity::Identities;
use crate::model::marked;
use crate::model::moment::Moment;
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;
use crate::records::set::{self, Reading};
use crate::session::command::Command;

use super::news;

/// A small generator (SplitMix64): the same numbers on every machine.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit.max(1) as u64) as usize
    }

    pub fn choice<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.below(among.len())]
    }
}

/// How often something random is tried: the usual number of times, or as many times as often as `HASHIYA_ROUNDS` says.
pub fn rounds(usual: usize) -> usize {
    let times = std::env::var("HASHIYA_ROUNDS").ok().and_then(|times| times.parse().ok());
    usual * times.unwrap_or(1)
}

const NOW: Moment = Moment(0);
const TEXT: &str = "قال بلينكن إن Hà_Nội 😀 stays open.";

fn anchor(random: &mut Random, document: &Document) -> Anchor {
    if random.below(8) == 0 {
        return Anchor::Document;
    }
    let mut ranges = Vec::new();
    for _ in 0..1 + random.below(5) / 4 {
        let start = random.below(document.chars_len());
        let end = start + 1 + random.below(document.chars_len() - start);
        ranges.push(document.span_from_chars(start..end).expect("it is inside").range());
    }
    document.anchor(ranges).expect("ranges of the document are an anchor")
}

/// A transaction, and the same done to the reference.
fn step(random: &mut Random, document: &Document, set: &AnnotationSet, reference: &mut Vec<Annotation>) -> Transaction {
    let ids: Vec<AnnotationId> = set.in_reading_order().iter().map(|annotation| annotation.id).collect();
    if ids.is_empty() || random.below(3) == 0 {
        let label = LabelId::new("entities", ["person", "place"][random.below(2)]);
        let annotation = Annotation::new(set.next_id(), label, anchor(random, document));
        reference.push(annotation.clone());
        return change::adding(annotation);
    }
    let id = *random.choice(&ids);
    if random.below(4) == 0 {
        reference.retain(|annotation| annotation.id != id);
        for annotation in reference.iter_mut() {
            annotation.arguments.retain(|argument| argument.filler != Filler::Annotation(id));
        }
        return change::deleting(set, id);
    }
    let (anchor, filler) = (anchor(random, document), *random.choice(&ids));
    let edit: Box<dyn Fn(&mut Annotation)> = match random.below(3) {
        0 => Box::new(move |annotation| annotation.anchor = anchor.clone()),
        1 => Box::new(|annotation| annotation.note.push('x')),
        _ => Box::new(move |annotation| {
            annotation.add_argument(Argument { role: "agent".to_owned(), filler: Filler::Annotation(filler) });
        }),
    };
    reference.iter_mut().filter(|annotation| annotation.id == id).for_each(&edit);
    change::editing(set, id, edit)
}

/// Holds a set's answers against what a reader of the whole list would say.
fn compare(set: &AnnotationSet, reference: &[Annotation]) {
    let mut expected: Vec<&Annotation> = reference.iter().collect();
    expected.sort_by_key(|annotation| {
        let hull = annotation.anchor.hull();
        (hull.is_some(), hull.clone().map(|h| h.start), hull.map(|h| std::cmp::Reverse(h.end)), annotation.id)
    });
    let found: Vec<&Annotation> = set.in_reading_order().iter().map(AsRef::as_ref).collect();
    assert_eq!(found, expected);
    for offset in 0..=TEXT.len() {
        let range = offset..offset + 3;
        let touching: Vec<AnnotationId> = set.touching(range.clone()).map(|annotation| annotation.id).collect();
        let overlaps =
            |a: &&&Annotation| a.anchor.spans().iter().any(|s| s.start() < range.end && range.start < s.end());
        assert_eq!(touching, expected.iter().filter(overlaps).map(|annotation| annotation.id).collect::<Vec<_>>());
        let mut at: Vec<AnnotationId> = set.at(offset).iter().map(|annotation| annotation.id).collect();
        at.sort();
        let around = |a: &&&Annotation| a.anchor.spans().iter().any(|s| s.start() <= offset && offset <= s.end());
        let mut expected_at: Vec<AnnotationId> =
            expected.iter().filter(around).map(|annotation| annotation.id).collect();
        expected_at.sort();
        assert_eq!(at, expected_at);
        let next = expected.iter().find(|a| a.anchor.hull().is_some_and(|hull| hull.start >= offset));
        assert_eq!(set.first_from(offset).map(|a| a.id), next.map(|a| a.id));
    }
    for pair in expected.windows(2) {
        assert_eq!(set.next_after(pair[0].id).map(|a| a.id), Some(pair[1].id));
        assert_eq!(set.previous_before(pair[1].id).map(|a| a.id), Some(pair[0].id));
    }
}

#[test]
fn undoing_all_returns_to_the_start_and_redoing_all_to_the_end() {
    let document = Document::new(DocumentId::new("d"), TEXT);
    for seed in 0..30 {
        let mut random = Random::new(seed);
        let mut set = AnnotationSet::new(AnnotatorId::new("a"), document.id().clone());
        let mut history = History::default();
        let mut identities = Identities::new(set.annotator().clone());
        let mut states: Vec<Vec<Annotation>> = vec![Vec::new()];
        for _ in 0..40 {
            let mut reference = states.last().cloned().unwrap_or_default();
            let transaction = step(&mut random, &document, &set, &mut reference);
            if transaction.is_empty() {
                continue;
            }
            history.perform(&mut set, &mut identities, "step".to_owned(), transaction.into(), NOW).unwrap();
            compare(&set, &reference);
            states.push(reference);
        }
        for state in states.iter().rev().skip(1) {
            assert!(history.undo(&mut set, &mut identities, NOW).unwrap().is_some());
            compare(&set, state);
        }
        assert!(set.is_empty() && history.undo(&mut set, &mut identities, NOW).unwrap().is_none());
        for state in &states[1..] {
            assert!(history.redo(&mut set, &mut identities, NOW).unwrap().is_some());
            compare(&set, state);
        }
        assert!(history.redo(&mut set, &mut identities, NOW).unwrap().is_none());
    }
}

#[test]
fn a_transaction_that_does_not_fit_changes_nothing() {
    let document = Document::new(DocumentId::new("d"), TEXT);
    let mut set = AnnotationSet::new(AnnotatorId::new("a"), document.id().clone());
    let label = LabelId::new("entities", "person");
    let first = Annotation::new(AnnotationId(1), label.clone(), Anchor::Document);
    change::apply(&mut set, &change::adding(first)).unwrap();
    let before = set.clone();
    let second = Annotation::new(AnnotationId(2), label.clone(), Anchor::Document);
    let again = Annotation::new(AnnotationId(1), label, Anchor::Document);
    let transaction = [change::adding(second), change::adding(again)].concat();
    assert!(change::apply(&mut set, &transaction).is_err());
    assert_eq!(set.in_reading_order(), before.in_reading_order());
}

#[test]
fn a_random_set_is_written_read_printed_and_parsed_without_a_difference() {
    let document = Document::new(DocumentId::new("d"), TEXT);
    let project = news::project();
    for seed in 100..160 {
        let mut random = Random::new(seed);
        let mut set = AnnotationSet::new(AnnotatorId::new("a"), document.id().clone());
        for _ in 0..25 {
            let transaction = step(&mut random, &document, &set, &mut Vec::new());
            change::apply(&mut set, &transaction).unwrap();
        }
        let written = set::write(&set, &document);
        let Reading::Set(read, problems) = set::read(&written, "f", set.annotator(), &document) else {
            panic!("{written}")
        };
        assert_eq!((problems, set::write(&read, &document)), (Vec::new(), written));
        let print =
            |text: &Document, annotations: Vec<Annotation>| marked::print(text, 0..TEXT.len(), &annotations, &project);
        let printed = print(&document, set.in_reading_order().iter().map(|a| Annotation::clone(a)).collect());
        let parsed = marked::parse(&printed, &project).unwrap_or_else(|error| panic!("{error}\n{printed}"));
        assert_eq!((parsed.text.as_str(), print(&document, parsed.annotations)), (TEXT, printed));
    }
}

/// A random command on the text, of those that make and change frames. Many are refused, which is fine.
fn command(random: &mut Random, project: &Project, chars: usize, ids: u32) -> String {
    let (start, id) = (random.below(chars), 1 + random.below(ids as usize + 1));
    let labels = ["person", "place", "visit", "statement", "favour", "against", "quotation", "boilerplate"];
    match random.below(20) {
        0..=3 => format!("select {start}..{}", start + 1 + random.below(chars - start)),
        4 | 5 => format!("label {}", random.choice(&labels)),
        6 => format!("fill {}", random.choice(&["agent", "holder", "target", "speaker", "factuality", "source"])),
        7 => "fill-accept".to_owned(),
        8 => format!("choose {id}"),
        9 => "add-piece".to_owned(),
        10 => "remove-piece".to_owned(),
        11 => format!("{} clitic", random.choice(&["grow-start", "shrink-start", "grow-end", "shrink-end"])),
        12 => format!("set-argument {} {id}", random.choice(&["agent", "holder", "target", "topic"])),
        13 => (*random.choice(&["accept-suggestion", "next-suggestion", "set-confidence 0.5", "fill-next"])).to_owned(),
        14 => (*random.choice(&["delete", "label-document against", "set-attribute factuality planned"])).to_owned(),
        15 | 16 => {
            let all: Vec<&LabelId> = project.labels().map(|label| &label.id).collect();
            format!("relabel {}", random.choice(&all))
        }
        17 => {
            let id = random.choice(&["@one", "@two", "@writer"]);
            (*random.choice(&["unlink".to_owned(), format!("new-identity {id}"), format!("link {id}")])).clone()
        }
        18 => format!("{} {id}", random.choice(&["restore", "go-back"])),
        _ => (*random.choice(&["undo", "redo"])).to_owned(),
    }
}

#[test]
fn random_frames_never_dangle_and_all_is_undone_and_done_again() {
    let text = "قالت حداد: «جئنا لنتعلم» وبالقاهرة. Bà Hà_Nội nói: “a b c”.";
    for seed in 0..rounds(25) as u64 {
        let mut random = Random::new(seed);
        let mut session = news::session(text);
        for _ in 0..120 {
            let ids = session.set().unwrap().next_id().0;
            let line = command(&mut random, session.project(), text.chars().count(), ids);
            let command: Command = line.parse().unwrap();
            let refusal = session.refusal(&command);
            assert_eq!(session.perform(&command).err().map(|error| error.to_string()), refusal, "{line}");
            let (document, set) = (session.document().unwrap(), session.set().unwrap());
            for annotation in set.in_reading_order() {
                let again = document.anchor(annotation.anchor.spans().iter().map(|span| span.range()));
                assert!(annotation.anchor == Anchor::Document || again.as_ref() == Ok(&annotation.anchor), "{line}");
                for argument in &annotation.arguments {
                    let Filler::Annotation(filler) = argument.filler else { continue };
                    assert!(filler != annotation.id && set.get(filler).is_some(), "{line}: {annotation:?}");
                }
            }
            let mut wrong = check_set(session.project(), document, set);
            wrong.extend(check_mentions(session.project(), session.identities(), set));
            let wrong: Vec<_> = wrong.iter().filter(|problem| problem.severity != Severity::Note).collect();
            assert!(wrong.is_empty(), "{line}: {wrong:?}");
            if let Some(filling) = session.filling() {
                assert!(set.get(filling.frame).is_some() && filling.lit <= filling.candidates.len(), "{line}");
            }
        }
        while session.perform(&Command::Redo).is_ok() {}
        let last = session.set().unwrap().clone();
        while session.perform(&Command::Undo).is_ok() {}
        assert!(session.set().unwrap().is_empty(), "seed {seed}");
        while session.perform(&Command::Redo).is_ok() {}
        assert_eq!(session.set().unwrap().in_reading_order(), last.in_reading_order());
    }
}
