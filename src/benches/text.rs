//! How fast text is laid out, beside parley on the same paragraphs, faces and widths in the same run. Lengths in pixels.
//!
//! `cargo bench --bench text` measures the samples; `cargo bench --bench text -- DIR…` the `.txt` files of other folders.
//! Each figure is the median of several rounds, in each of which all are measured in turn; a ratio is the median of the
//! rounds' ratios. Nothing here asserts a time.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use hashiya::text::bidi::Direction;
use hashiya::text::fonts::{Faces, Weight};
use hashiya::text::layout::{Layout, LineBox, Style};
use hashiya::text::lines::Overflow;
use hashiya::text::segment;
use hashiya::text::shape::Engine;
use hashiya::text::shaped::Shaped;
use parley::fontique::{Blob, Collection, CollectionOptions, SourceCache};
use parley::{Alignment, AlignmentOptions, FontContext, FontFamily, FontFamilyName, LayoutContext, StyleProperty};

const SIZE: f32 = 18.0;
const WIDTH: f32 = 640.0;
const RUNS: usize = 15;

struct Corpus {
    name: &'static str,
    documents: Vec<String>,
}

impl Corpus {
    fn bytes(&self) -> usize {
        self.documents.iter().map(String::len).sum()
    }
}

fn main() {
    let folders: Vec<PathBuf> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).map(Into::into).collect();
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join("documents");
    let mut arabic = Corpus { name: "Arabic", documents: Vec::new() };
    let mut vietnamese = Corpus { name: "Vietnamese", documents: Vec::new() };
    for folder in if folders.is_empty() { vec![own] } else { folders } {
        let mut paths: Vec<_> =
            std::fs::read_dir(&folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "txt")) {
            let text = std::fs::read_to_string(path).expect("UTF-8 text");
            let count = |range: std::ops::RangeInclusive<char>| text.chars().filter(|c| range.contains(c)).count();
            if count('\u{600}'..='\u{6ff}') * 3 > text.chars().count() {
                arabic.documents.push(text);
            } else if count('\u{1ea0}'..='\u{1eff}') * 40 > text.chars().count() || text.contains('\u{323}') {
                vietnamese.documents.push(text);
            }
        }
    }
    for corpus in [&arabic, &vietnamese] {
        println!("{}: {} documents, {} kB", corpus.name, corpus.documents.len(), corpus.bytes() / 1000);
        if !corpus.documents.is_empty() {
            compare(corpus);
        }
    }
}

fn compare(corpus: &Corpus) {
    let faces = Arc::new(Faces::bundled());
    let style = style();
    let mut theirs = Peer::new();
    let mut engine = Engine::new(Arc::clone(&faces));
    let mut whole = Engine::without_kept_words(Arc::clone(&faces));
    // All are measured in turn in every round, so that what else the machine does falls on all alike.
    let mut times: [Vec<Duration>; 6] = Default::default();
    for _ in 0..RUNS {
        let mut round = Vec::new();
        round.push(time(|| corpus.documents.iter().for_each(|text| theirs.lay_out(text))));
        // Empty caches once, then the whole corpus.
        engine.forget_words();
        round.push(time(|| corpus.documents.iter().for_each(|text| lay_out(&mut engine, text, &style))));
        // Empty caches for each document.
        let mut sum = Duration::ZERO;
        for text in &corpus.documents {
            engine.forget_words();
            sum += time(|| lay_out(&mut engine, text, &style));
        }
        round.push(sum);
        // Each document after the others were seen, not itself.
        let mut sum = Duration::ZERO;
        for (index, text) in corpus.documents.iter().enumerate() {
            engine.forget_words();
            let others = corpus.documents.iter().enumerate().filter(|(other, _)| *other != index);
            others.for_each(|(_, other)| lay_out(&mut engine, other, &style));
            sum += time(|| lay_out(&mut engine, text, &style));
        }
        round.push(sum);
        // What remains when every word is known: direction, breaks, look-ups, lines.
        corpus.documents.iter().for_each(|text| lay_out(&mut engine, text, &style));
        round.push(time(|| corpus.documents.iter().for_each(|text| lay_out(&mut engine, text, &style))));
        round.push(time(|| corpus.documents.iter().for_each(|text| lay_out(&mut whole, text, &style))));
        times.iter_mut().zip(round).for_each(|(times, time)| times.push(time));
    }
    let names = [
        "parley",
        "first sight of the corpus",
        "first sight of each document",
        "other documents were seen before",
        "every word known",
        "shaping whole runs, keeping nothing",
    ];
    for (name, own) in names.iter().zip(&times) {
        let rate = corpus.bytes() as f64 / 1e6 / middle(own.clone()).as_secs_f64();
        let ratios = own.iter().zip(&times[0]).map(|(own, parley)| parley.as_secs_f64() / own.as_secs_f64());
        println!("  {name:40}{rate:8.2} MB/s   {:5.2} x parley", middle(ratios.collect()));
    }

    // The same paragraphs at another width.
    let paragraphs: Vec<(Arc<str>, Arc<Shaped>)> = corpus
        .documents
        .iter()
        .flat_map(|text| segment::paragraphs(text).map(|range| Arc::<str>::from(&text[range])))
        .map(|text| {
            let shaped = Arc::new(engine.shape(&text, &style.shape_style()));
            (text, shaped)
        })
        .collect();
    let narrow = Style { width: WIDTH * 0.7, ..style };
    let again = median(|| {
        time(|| {
            for (text, shaped) in &paragraphs {
                black_box(Layout::of_shaped(&faces, Arc::clone(text), Arc::clone(shaped), &narrow));
            }
        })
    });
    let first = middle(times[2].clone());
    println!(
        "  {:40}{:8.2} x the first layout",
        "broken again at another width",
        first.as_secs_f64() / again.as_secs_f64()
    );

    // Hit tests and boxes of a span in the longest paragraph.
    let (text, shaped) = paragraphs.iter().max_by_key(|(text, _)| text.len()).expect("a paragraph");
    let layout = Layout::of_shaped(&faces, Arc::clone(text), Arc::clone(shaped), &style);
    let rounds = 20_000;
    let height = layout.height();
    let hits = median(|| {
        time(|| {
            for round in 0..rounds {
                let at = round as f32 / rounds as f32;
                black_box(layout.hit(WIDTH * (at * 37.0).fract(), height * at));
            }
        })
    });
    let mut boxes: Vec<LineBox> = Vec::new();
    let spans = median(|| {
        time(|| {
            for round in 0..rounds {
                let start = text.floor_char_boundary(text.len() * round / rounds);
                let end = text.floor_char_boundary((start + 60).min(text.len()));
                boxes.clear();
                layout.boxes(start..end, &mut boxes);
                black_box(&boxes);
            }
        })
    });
    let each = |time: Duration| time.as_secs_f64() * 1e6 / rounds as f64;
    println!("  a hit test {:.2} µs; boxes of a span {:.2} µs ({} bytes of text)", each(hits), each(spans), text.len());
}

fn style() -> Style {
    Style {
        size: SIZE,
        width: WIDTH,
        weight: Weight::Regular,
        direction: Direction::Auto,
        falls_back_to_rtl: false,
        overflow: Overflow::Visible,
        line_height: 1.7,
        joiners: false,
    }
}

fn lay_out(engine: &mut Engine, text: &str, style: &Style) {
    let paragraphs: Vec<&str> = segment::paragraphs(text).map(|range| &text[range]).collect();
    let shaped = engine.shape_all(&paragraphs, &style.shape_style());
    let faces = Arc::clone(engine.faces());
    for (text, shaped) in paragraphs.into_iter().zip(shaped) {
        black_box(Layout::of_shaped(&faces, text.into(), Arc::new(shaped), style));
    }
}

/// parley with the same faces; its own caches stay warm throughout.
struct Peer {
    fonts: FontContext,
    context: LayoutContext<()>,
}

impl Peer {
    fn new() -> Self {
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        let faces: [&'static [u8]; 2] = [
            include_bytes!("../../assets/fonts/NotoNaskhArabic-Regular.ttf"),
            include_bytes!("../../assets/fonts/NotoSans-Regular.ttf"),
        ];
        for face in faces {
            collection.register_fonts(Blob::new(Arc::new(face)), None);
        }
        let fonts = FontContext { collection, source_cache: SourceCache::default() };
        Self { fonts, context: LayoutContext::new() }
    }

    fn lay_out(&mut self, text: &str) {
        let is_arabic = text.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c));
        let mut families = [FontFamilyName::named("Noto Naskh Arabic"), FontFamilyName::named("Noto Sans")];
        if !is_arabic {
            families.reverse();
        }
        for paragraph in segment::paragraphs(text) {
            let text = &text[paragraph];
            let mut builder = self.context.ranged_builder(&mut self.fonts, text, 1.0, false);
            builder.push_default(StyleProperty::FontFamily(FontFamily::List(families.to_vec().into())));
            builder.push_default(StyleProperty::FontSize(SIZE));
            let mut layout: parley::Layout<()> = builder.build(text);
            layout.break_all_lines(Some(WIDTH));
            layout.align(Alignment::Start, AlignmentOptions::default());
            black_box(&layout);
        }
    }
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn median(mut run: impl FnMut() -> Duration) -> Duration {
    run();
    middle((0..RUNS).map(|_| run()).collect())
}

fn middle<T: PartialOrd + Copy>(mut values: Vec<T>) -> T {
    values.sort_by(|a, b| a.partial_cmp(b).expect("times and ratios are numbers"));
    values[values.len() / 2]
}
