//! What finding reprints costs, and how many it finds: generated news of which one in ten is a reprint of an earlier text, edited
//! and in other letters (without harakat, decomposed, segmented), its paragraphs joined so that none repeats. Then the same for
//! ten times as many, which must take ten times as long.
//!
//! `cargo bench --bench dataset`. Nothing here asserts a time.

#[expect(dead_code, reason = "each benchmark uses a part of it")]
mod generator;
mod random;

use std::time::Instant;

use generator::{Generator, Language};
use hashiya::dataset::reprints::{Features, Reprints};
use icu_normalizer::DecomposingNormalizerBorrowed;
use random::Random;

const SIZES: [usize; 3] = [650, 6_500, 65_000];
const TEXT_BYTES: usize = 3_300;
/// One text in so many is a reprint.
const PLANTED: usize = 10;
/// Of so many words of a reprint one is another, in turns.
const EDITS: [usize; 4] = [100, 30, 20, 15];

fn main() {
    for size in SIZES {
        measure(size);
    }
}

fn measure(size: usize) {
    let mut generator = Generator::new(size as u64);
    let mut random = Random(size as u64);
    let mut texts: Vec<String> = Vec::with_capacity(size);
    // Of each reprint the text it is made of, and how many words were left.
    let mut planted: Vec<(usize, usize, usize)> = Vec::new();
    for number in 0..size {
        if number > PLANTED && number % PLANTED == 0 {
            let edits = EDITS[number / PLANTED % EDITS.len()];
            let original = random.below(number);
            planted.push((original, number, edits));
            texts.push(reprint(&texts[original], edits, number / PLANTED, &mut random));
        } else {
            let language = [Language::Arabic, Language::Vietnamese, Language::Segmented][number % 3];
            texts.push(generator.text(language, TEXT_BYTES));
        }
    }
    let bytes: usize = texts.iter().map(String::len).sum();
    let start = Instant::now();
    let mut reprints = Reprints::default();
    texts.iter().for_each(|text| reprints.add(Features::of(text)));
    let sketched = start.elapsed();
    let groups = reprints.groups();
    let all = start.elapsed();
    print!(
        "{size} texts, {} MB: sketched in {:.2} s, grouped after {:.2} s;",
        bytes / 1_000_000,
        sketched.as_secs_f64(),
        all.as_secs_f64()
    );
    for edits in EDITS {
        let of_kind: Vec<_> = planted.iter().filter(|(.., kind)| *kind == edits).collect();
        let found = of_kind.iter().filter(|(one, other, _)| groups.of(*one) == groups.of(*other)).count();
        print!(" one word in {edits}: {found} of {};", of_kind.len());
    }
    // What no planting explains.
    let mut joined: Vec<usize> = (0..size).collect();
    for (original, number, _) in &planted {
        joined[*number] = joined[*original];
    }
    let wrong = groups.links.iter().filter(|link| joined[link.first] != joined[link.second]).count();
    println!(" joined without a reason: {wrong}");
}

/// A text with some words replaced, written another way, as one paragraph.
fn reprint(text: &str, edits: usize, kind: usize, random: &mut Random) -> String {
    let words = text.split_whitespace().map(|word| if random.below(edits) == 0 { "khác" } else { word });
    let joined = words.collect::<Vec<_>>().join(" ");
    match kind / EDITS.len() % 3 {
        0 => joined.chars().filter(|c| !('\u{64b}'..='\u{652}').contains(c)).collect(),
        1 => DecomposingNormalizerBorrowed::new_nfd().normalize(&joined).into_owned(),
        _ => joined.replace('_', " ").to_uppercase(),
    }
}
