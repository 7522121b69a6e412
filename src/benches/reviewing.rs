//! What reviewing very large documents costs in the real window, drawn without a screen: two documents on which five annotators
//! have ten thousand annotations each, a third of them frames, and identities of their own. Of each step: how long until nothing
//! goes on beside the window any more, and the longest that it could not draw meanwhile.
//!
//! Milliseconds. Texts are generated; annotators agree on seven marks of ten, the others differ by border, label or presence.

use std::path::Path;
use std::time::Duration;

use egui::{Key, Modifiers};
use hashiya::model::annotation::{Annotation, Argument, Filler};
use hashiya::model::document::Document;
use hashiya::model::id::{AnnotationId, AnnotatorId, DocumentId, IdentityId, LabelId};
use hashiya::model::identity::{Identities, Identity, IdentityKind};
use hashiya::model::set::{AnnotationSet, Progress};
use hashiya::records::{identities, set};
use hashiya::text::segment;

use crate::generator::{Generator, Language};
use crate::prepare::{fresh_folder, project};
use crate::random::Random;
use crate::window_without_screen::{PAGE, Screen, memory, report};

const ANNOTATORS: usize = 5;
const ANNOTATIONS: usize = 10_000;
const TEXT_BYTES: usize = 1_500_000;
const STEPS: usize = 50;
/// What somebody else changed is seen and read within this time.
const UNDERNEATH: Duration = Duration::from_secs(5);

pub fn run() {
    let folder = &fresh_folder("reviewing");
    prepare(folder);
    gold(folder);
    suggestions(folder);
    std::fs::remove_dir_all(folder).expect("the folder can be removed");
}

/// Deciding between all in a set of its own.
fn gold(folder: &Path) {
    let mut screen = Screen::open(folder);
    screen.settle();
    let steps =
        ["open large", "review", "end-review", "open a-small-one", "review", "open large", "open other", "open large"];
    steps.iter().for_each(|line| tell(&mut screen, line));
    report("next case, by key", screen.keys(STEPS, Modifiers::NONE, Key::F5));
    report("previous case, by key", screen.keys(STEPS, Modifiers::SHIFT, Key::F5));
    report("a frame, nothing changed", screen.frames(STEPS, |_| Vec::new()));
    report("deciding a case, by key", screen.keys(STEPS, Modifiers::NONE, Key::Num1));
    report("undoing that", screen.keys(STEPS, Modifiers::CTRL, Key::Z));
    let steps = [
        "adopt 2",
        "undo",
        "redo",
        "filter-cases all differing",
        "filter-cases all exact-f1",
        "filter-cases open",
        "hide-names on",
        "hide-names off",
        "parallel-pages on",
    ];
    steps.iter().for_each(|line| tell(&mut screen, line));
    report("a frame, parallel pages", screen.frames(STEPS, |_| Vec::new()));
    report("scrolling parallel pages", screen.wheeled_frames(STEPS * 4, PAGE, |_| 120.0));
    report("deciding a case there, by key", screen.keys(STEPS, Modifiers::NONE, Key::Num1));
    screen.settle();
    tell(&mut screen, "parallel-pages off");
    let path = folder.join("annotations/annotator-1/large.ron");
    let text = std::fs::read_to_string(&path).expect("the set is there");
    std::fs::write(&path, text.replacen("entities/person", "entities/place", 1)).expect("the set can be written");
    let blocked = screen.watched(UNDERNEATH);
    println!("  a set was changed underneath      blocked {blocked:7.1} ms   {}", screen.said());
    ["agreement", "end-agreement", "agreement", "show-cases", "end-review"]
        .iter()
        .for_each(|line| tell(&mut screen, line));
    println!("  {}", memory());
    screen.leave();
}

/// Comparing another's with one's own.
fn suggestions(folder: &Path) {
    let mut screen = Screen::open(folder);
    screen.settle();
    ["open large", "review-suggestions annotator-0", "adopt 1"].iter().for_each(|line| tell(&mut screen, line));
    report("next case, by key", screen.keys(STEPS, Modifiers::NONE, Key::F5));
    tell(&mut screen, "undo");
    report("deciding a case, by key", screen.keys(STEPS, Modifiers::NONE, Key::Num1));
    screen.perform("deciding off");
    report("labels by key, while suggestions are looked at", screen.labels(STEPS / 2));
    tell(&mut screen, "end-review");
    screen.leave();
}

/// Does something and prints how long that took, and how long nothing could be drawn.
fn tell(screen: &mut Screen, line: &str) {
    let (whole, blocked) = screen.settled(line);
    println!("  {line:32}  blocked {blocked:7.1} ms   done after {whole:7.1} ms   {}", screen.said());
}

/// Two large documents and a small one, with what everybody says of the large ones.
fn prepare(folder: &Path) {
    let mut generator = Generator::new(9);
    let texts = ["large", "other"].map(|name| (name, generator.text(Language::Arabic, TEXT_BYTES)));
    let [large, other] = texts.clone();
    project(folder, &[("a-small-one", "Begin.".to_owned()), large, other]);
    for annotator in 0..ANNOTATORS {
        let name = AnnotatorId::new(&format!("annotator-{annotator}"));
        let place = folder.join("annotations").join(name.as_str());
        std::fs::create_dir_all(&place).expect("a folder can be made");
        for (id, text) in &texts {
            let document = Document::new(DocumentId::new(id), text.as_str());
            let written = set::write(&annotated(&document, annotator), &document);
            std::fs::write(place.join(id).with_extension("ron"), written).expect("the set can be written");
        }
        let known = (0..ANNOTATIONS).map(|number| {
            let mut identity = Identity::new(IdentityId::new(&format!("{name}-{number}")), IdentityKind::Entity);
            identity.external_id = format!("wikidata:Q{number}");
            identity.add_name("ar", &format!("هوية {number}"));
            identity
        });
        let known = Identities::new(name.clone()).with_records(known, Vec::new());
        std::fs::write(place.join("identities.ron"), identities::write(&known)).expect("they can be written");
    }
}

/// What an annotator says: of three marks two are mentions, each of somebody else, and the third is a frame that names both.
fn annotated(document: &Document, annotator: usize) -> AnnotationSet {
    let words: Vec<(usize, usize)> = words(document.text()).collect();
    let step = words.len() / ANNOTATIONS;
    let mut own = Random(annotator as u64 + 1);
    let labels = ["person", "place", "organization", "group"].map(|label| LabelId::new("entities", label));
    let annotations = (0..ANNOTATIONS).filter_map(|mark| {
        let (first, drawn) = (mark * step, own.below(20));
        let last = first + usize::from(drawn == 0);
        let id = |mark: usize| AnnotationId(mark as u32 + 1);
        let anchor = document.anchor([words[first].0..words[last].1]).ok()?;
        if mark % 3 == 2 {
            let mut frame = Annotation::new(id(mark), LabelId::new("events", "visit"), anchor);
            let fillers = [("agent", mark - 2), ("destination", mark - 1)];
            let fillers = if drawn == 1 { &fillers[..1] } else { &fillers[..] };
            fillers.iter().for_each(|(role, filler)| {
                frame.add_argument(Argument { role: (*role).to_owned(), filler: Filler::Annotation(id(*filler)) });
            });
            return (drawn != 2).then_some(frame);
        }
        let label = labels[(mark + usize::from(drawn == 1)) % labels.len()].clone();
        let mut mention = Annotation::new(id(mark), label, anchor);
        mention.identity = Some(IdentityId::new(&format!("annotator-{annotator}-{mark}")));
        Some(mention)
    });
    let name = AnnotatorId::new(&format!("annotator-{annotator}"));
    let annotations: Vec<Annotation> = annotations.collect();
    AnnotationSet::new(name, document.id().clone()).with_records(Progress::Finished, annotations, Vec::new(), 1).0
}

/// Words of a text, in bytes.
fn words(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut start = 0;
    segment::word_boundaries(text).filter_map(move |(end, is_word)| {
        let word = (std::mem::replace(&mut start, end), end);
        is_word.then_some(word)
    })
}
