//! How fast identities are indexed and searched, and candidates ranked for a mention, among fifty thousand identities with a
//! name in two or three languages.
//!
//! `cargo bench --bench identities`; each figure is the median and the slowest of many questions. Nothing here asserts a
//! time. The names are made of syllables by a small generator, the same on every machine, with the letters that Arabic,
//! English and Vietnamese write them in, so that consonants cluster as they do in names.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hashiya::model::candidates::{Question, candidates};
use hashiya::model::directory::Directory;
use hashiya::model::id::{AnnotatorId, IdentityId, LabelId};
use hashiya::model::identity::{Identities, Identity, IdentityKind};
use hashiya::model::mentions::Mentions;

const IDENTITIES: usize = 50_000;
const QUESTIONS: usize = 400;

/// A syllable in English, Vietnamese and Arabic letters.
const SYLLABLES: [(&str, &str, &str); 24] = [
    ("ba", "ba", "با"),
    ("blin", "blin", "بلين"),
    ("ken", "ken", "كن"),
    ("ma", "ma", "ما"),
    ("cron", "crông", "كرون"),
    ("pu", "pu", "بو"),
    ("tin", "tin", "تين"),
    ("sha", "sa", "شا"),
    ("rif", "ríp", "ريف"),
    ("mo", "mô", "مو"),
    ("ham", "ham", "حم"),
    ("med", "mét", "مد"),
    ("wa", "oa", "وا"),
    ("lid", "lít", "ليد"),
    ("jor", "gioóc", "جور"),
    ("dan", "đan", "دان"),
    ("kha", "kha", "خا"),
    ("lil", "lin", "ليل"),
    ("sen", "xen", "سن"),
    ("bru", "bru", "برو"),
    ("fel", "phen", "فل"),
    ("nor", "no", "نور"),
    ("ga", "ga", "غا"),
    ("vo", "vô", "فو"),
];

/// The same numbers on every machine (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }

    /// A name of one to three words in English, Vietnamese and Arabic.
    fn name(&mut self) -> [String; 3] {
        let mut names = [const { Vec::new() }; 3];
        for _ in 0..1 + self.below(3) {
            let syllables: Vec<_> = (0..2 + self.below(2)).map(|_| SYLLABLES[self.below(SYLLABLES.len())]).collect();
            names[0].push(syllables.iter().map(|syllable| syllable.0).collect::<String>());
            names[1].push(syllables.iter().map(|syllable| syllable.1).collect::<Vec<_>>().join("-"));
            names[2].push(syllables.iter().map(|syllable| syllable.2).collect::<String>());
        }
        names.map(|words| words.join(" "))
    }
}

fn main() {
    let mut random = Random(1);
    let mut questions = Vec::new();
    let records: Vec<Identity> = (0..IDENTITIES)
        .map(|number| {
            let mut identity = Identity::new(IdentityId::new(&format!("identity-{number}")), IdentityKind::Entity);
            let [english, vietnamese, arabic] = random.name();
            if number % (IDENTITIES / QUESTIONS) == 0 {
                questions.push((arabic.clone(), identity.id.clone()));
            } else {
                identity.add_name("ar", &arabic);
            }
            identity.add_name("en", &english);
            identity.add_name("vi", &vietnamese);
            identity
        })
        .collect();
    let started = Instant::now();
    let records: Vec<Arc<Identity>> = records.into_iter().map(Arc::new).collect();
    let directory = Directory::new(&records, "en");
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
