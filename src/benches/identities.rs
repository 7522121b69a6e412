//! How fast identities are indexed and searched, and candidates ranked for a mention, among fifty thousand identities with a
//! name in two or three languages.
//!
//! `cargo bench --bench identities`; each figure is the median and the slowest of many questions. Nothing here asserts a
//! time.

mod names;
mod random;

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hashiya::model::candidates::{Question, candidates};
use hashiya::model::directory::Directory;
use hashiya::model::id::{AnnotatorId, LabelId};
use hashiya::model::identity::{Identities, Identity, IdentityKind};
use hashiya::model::mentions::Mentions;

const IDENTITIES: usize = 50_000;
const QUESTIONS: usize = 400;

fn main() {
    let mut questions = Vec::new();
    let records: Vec<Identity> = names::identities(IDENTITIES)
        .enumerate()
        .map(|(number, (mut identity, arabic))| {
            if number % (IDENTITIES / QUESTIONS) == 0 {
                questions.push((arabic, identity.id.clone()));
            } else {
                identity.add_name("ar", &arabic);
            }
            identity
        })
        .collect();
    let started = Instant::now();
    let records: Vec<Arc<Identity>> = records.into_iter().map(Arc::new).collect();
    let directory = Directory::new(&records);
    println!("index {IDENTITIES} identities, beside the window: {:.1} ms", milliseconds(started.elapsed()));
    let mut times: Vec<Duration> = ["blin", "ماكرون", "ma-crông", "nobody at all"]
        .into_iter()
        .map(|query| {
            let started = Instant::now();
            black_box(directory.find(black_box(query)).count());
            started.elapsed()
        })
        .collect();
    times.sort();
    println!("search what is said of them: slowest {:.2} ms", milliseconds(times[times.len() - 1]));
    let names = directory.names();
    let records = records.iter().map(|identity| Identity::clone(identity));
    let identities = Identities::new(AnnotatorId::new("bench")).with_records(records, Vec::new());
    let (mentions, label) = (Mentions::default(), LabelId::new("entities", "person"));

    let (mut times, mut first, mut among_ten) = (Vec::new(), 0, 0);
    for (words, meant) in &questions {
        let question = Question { words, kind: IdentityKind::Entity, label: &label };
        let started = Instant::now();
        let found = black_box(candidates(black_box(question), &identities, names, &mentions, 10));
        times.push(started.elapsed());
        first += usize::from(found.first().is_some_and(|candidate| candidate.identity == *meant));
        among_ten += usize::from(found.iter().any(|candidate| candidate.identity == *meant));
    }
    times.sort();
    println!(
        "rank candidates for an Arabic mention known in Latin letters only: median {:.2} ms, slowest {:.2} ms",
        milliseconds(times[times.len() / 2]),
        milliseconds(times[times.len() - 1])
    );
    println!("the one meant is first for {first} of {} mentions, among the first ten for {among_ten}", questions.len());
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
