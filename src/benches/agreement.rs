//! How fast five annotators' sets on a thousand documents of two hundred annotations each are aligned, and how fast every figure of
//! their agreement is made of it, with intervals; then γ, by its usual sampling; then how fast the board is read of the same on disk.
//!
//! `cargo bench --bench agreement`. Nothing here asserts a time. The texts are words of two alphabets by a small generator,
//! the same on every machine; annotators agree on seven marks of ten, the others differ by border, label or presence.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use hashiya::error::{Error, Problem};
use hashiya::formats::bundle::Bundle;
use hashiya::model::annotation::{Annotation, Argument, Filler};
use hashiya::model::document::Document;
use hashiya::model::id::{AnnotationId, AnnotatorId, DocumentId, LabelId};
use hashiya::model::schema::{Project, Shape};
use hashiya::model::set::{AnnotationSet, Progress};
use hashiya::records::project;
use hashiya::records::templates::NEWS;
use hashiya::review::agreement::Agreement;
use hashiya::review::align::Alignment;
use hashiya::review::chance::Chance;
use hashiya::review::gamma::PRECISION;
use hashiya::review::observed::{Labels, Observed};
use hashiya::review::report::{self, Report};
use hashiya::store::batches::Source;
use hashiya::store::board::board;
use hashiya::store::importing::{Import, Wanted};
use hashiya::store::watch::Watch;
use hashiya::store::{create, folder};

const ANNOTATORS: usize = 5;
const DOCUMENTS: usize = 1000;
const ANNOTATIONS: usize = 200;
const WORDS: [&str; 8] = ["وبلينكن", "الميناء", "زارت", "Hà_Nội", "Thu", "والقاهرة", "harbour", "hôm"];

fn main() {
    let text = project::write_from(NEWS, "News", &["ar".to_owned()], "documents");
    let (project, _) = project::read(&text, "project.ron", "news").expect("it is the shipped one");
    let corpus: Vec<(Document, Vec<AnnotationSet>)> =
        (0..DOCUMENTS).map(|number| generated(&project, number)).collect();
    let annotations: usize = corpus.iter().flat_map(|(_, sets)| sets).map(AnnotationSet::len).sum();
    println!("{ANNOTATORS} annotators, {DOCUMENTS} documents, {annotations} annotations");

    let started = Instant::now();
    let alignments = each(&corpus, |_, sets| Alignment::of(&project, sets, |_, identity| identity.to_string()));
    println!("aligned in {:.2} s", started.elapsed().as_secs_f64());

    let labels = Labels::new(&project);
    let started = Instant::now();
    let next: Vec<&Alignment> = alignments.iter().collect();
    let observed =
        each_with(&corpus, &next, |document, sets, alignment| Observed::of(&labels, document, sets, alignment));
    println!("counted in {:.2} s", started.elapsed().as_secs_f64());

    let begun = Instant::now();
    let names = (0..ANNOTATORS).map(|annotator| AnnotatorId::new(&format!("annotator-{annotator}")));
    let agreement = Agreement::new(names.collect(), labels, observed);
    println!("    of these, put together in {:.2} s", begun.elapsed().as_secs_f64());
    let keys = agreement.keys();
    let begun = Instant::now();
    let figures = agreement.figures(&keys, 0, 1, &|| true);
    println!("    {} figures in {:.2} s", figures.len(), begun.elapsed().as_secs_f64());
    let days = vec![String::new(); DOCUMENTS];
    let report = Report::of(&agreement, &days, &report::Wanted::default(), &|| true);
    println!(
        "measured in {:.2} s since it was aligned, with intervals; {} layers",
        started.elapsed().as_secs_f64(),
        report.layers.len()
    );

    let begun = Instant::now();
    let report = Report::of(&agreement, &days, &report::Wanted { gamma: true, ..report::Wanted::default() }, &|| true);
    let rows = report.layers.iter().flat_map(|layer| &layer.rows).filter(|row| row.gamma.is_some()).count();
    println!(
        "measured again in {:.2} s, with γ of everybody and of each pair: {rows} times",
        begun.elapsed().as_secs_f64()
    );

    let begun = Instant::now();
    if let Some(gamma) = agreement.gamma(0, Some((0, 1)), PRECISION, 1, &|| true) {
        let took = begun.elapsed().as_secs_f64();
        println!(
            "γ of a pair in {took:.2} s: {:.3} ± {:.3} by {} samples of {} documents",
            gamma.value, gamma.error, gamma.samples, gamma.sampled_lines
        );
    }
    let begun = Instant::now();
    if let Some(gamma) = agreement.gamma(0, None, PRECISION, 1, &|| true) {
        let took = begun.elapsed().as_secs_f64();
        println!(
            "γ of all in {took:.2} s: {:.3} ± {:.3} by {} samples of {} documents",
            gamma.value, gamma.error, gamma.samples, gamma.sampled_lines
        );
    }
    if let Err(error) = read_board(project, corpus) {
        println!("the board cannot be read: {error}");
    }
}

/// Generated documents on their way into a project, some at a time.
struct Arriving {
    project: Project,
    corpus: Vec<(Document, Vec<AnnotationSet>)>,
}

impl Source for Arriving {
    fn next(&mut self, _watch: &Watch) -> Result<Option<(Bundle, Vec<Problem>)>, Error> {
        let rest = self.corpus.split_off(self.corpus.len().min(20));
        let some = std::mem::replace(&mut self.corpus, rest);
        let mut bundle = Bundle { project: self.project.clone(), ..Bundle::empty("") };
        for (document, sets) in some {
            bundle.documents.push(Arc::new(document));
            bundle.sets.extend(sets);
        }
        Ok((!bundle.documents.is_empty()).then_some((bundle, Vec::new())))
    }
}

/// Reads the board of a corpus from a temporary folder, where every set has its journal.
fn read_board(project: Project, corpus: Vec<(Document, Vec<AnnotationSet>)>) -> Result<(), Error> {
    let folder = std::env::temp_dir().join(format!("hashiya-bench-agreement-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder can be made");
    create::create(&folder, None, NEWS)?;
    let wanted = Wanted { stem: "news".to_owned(), ..Wanted::default() };
    let watch = Watch::default();
    Import::make(&folder, &mut Arriving { project, corpus }, wanted, &watch)?.commit()?;
    let begun = Instant::now();
    let board = board(&folder::open(&folder)?, &watch)?;
    println!("the board read from disk in {:.2} s: {} sets", begun.elapsed().as_secs_f64(), board.works.len());
    std::fs::remove_dir_all(&folder).expect("the temporary folder can be removed");
    Ok(())
}

/// Looks at every document, by as many threads as there are processors.
fn each<T: Send>(
    corpus: &[(Document, Vec<AnnotationSet>)],
    look: impl Fn(&Document, &[&AnnotationSet]) -> T + Sync,
) -> Vec<T> {
    each_with(corpus, &vec![(); corpus.len()], |document, sets, ()| look(document, sets))
}

fn each_with<A: Copy + Sync, T: Send>(
    corpus: &[(Document, Vec<AnnotationSet>)],
    also: &[A],
    look: impl Fn(&Document, &[&AnnotationSet], A) -> T + Sync,
) -> Vec<T> {
    let (next, look) = (&AtomicUsize::new(0), &look);
    let work = move || {
        let mut found = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some((document, sets)) = corpus.get(at) else { break found };
            found.push((at, look(document, &sets.iter().collect::<Vec<_>>(), also[at])));
        }
    };
    let mut all: Vec<(usize, T)> = thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("it does not panic")).collect()
    });
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, found)| found).collect()
}

/// A document with what everybody says of it: three of four marks are mentions, the others frames that name the one before.
fn generated(project: &Project, number: usize) -> (Document, Vec<AnnotationSet>) {
    let mut chance = Chance::of_part(1, number as u64);
    let mut text = String::new();
    let words: Vec<(usize, usize)> = (0..4 * ANNOTATIONS)
        .map(|_| {
            let start = text.len();
            text.push_str(WORDS[chance.below(WORDS.len())]);
            let end = text.len();
            text.push(' ');
            (start, end)
        })
        .collect();
    let document = Document::new(DocumentId::new(&format!("d-{number:04}")), text);
    let labels = |shape: Shape| -> Vec<LabelId> {
        let layers = project.layers.iter().filter(|layer| layer.shape == shape);
        layers.flat_map(|layer| &layer.labels).map(|label| label.id.clone()).collect()
    };
    let of_shape = [Shape::Entity, Shape::Event, Shape::Stance].map(labels);
    let marks: Vec<(usize, usize, usize, usize)> = (0..ANNOTATIONS)
        .map(|mark| {
            let shape = [0, 0, 0, 1, 0, 0, 0, 2][mark % 8];
            (4 * mark, 4 * mark + 1 + chance.below(3), shape, chance.below(of_shape[shape].len()))
        })
        .collect();
    let sets = (0..ANNOTATORS).map(|annotator| {
        let annotations = marks.iter().enumerate().filter_map(|(mark, &(first, last, shape, label))| {
            let (mut last, mut label) = (last, label);
            match chance.below(10) {
                0 => last = first + 1,
                1 => label = chance.below(of_shape[shape].len()),
                2 => return None,
                _ => {}
            }
            let anchor = document.anchor([words[first].0..words[last - 1].1]).ok()?;
            let mut annotation = Annotation::new(AnnotationId(mark as u32 + 1), of_shape[shape][label].clone(), anchor);
            if shape > 0 {
                let role = if shape == 1 { "agent" } else { "holder" };
                annotation.add_argument(Argument {
                    role: role.to_owned(),
                    filler: Filler::Annotation(AnnotationId(mark as u32)),
                });
            }
            Some(annotation)
        });
        let annotations = annotations.collect();
        let set = AnnotationSet::new(AnnotatorId::new(&format!("annotator-{annotator}")), document.id().clone());
        set.with_records(Progress::Finished, annotations, Vec::new(), 1).0
    });
    let sets = sets.collect();
    (document, sets)
}
