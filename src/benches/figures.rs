//! What a text looks like in figures, so that generated news can be held beside real ones. Lengths are code points.

use std::collections::BTreeSet;
use std::path::PathBuf;

use hashiya::text::bidi::{Census, Direction, Levels};
use hashiya::text::segment;

use crate::generator::{Generator, Language};

/// Bytes of a generated text.
const TEXT_BYTES: usize = 6_600;
/// Words of which the different ones are counted.
const WINDOW: usize = 250;

/// Prints the figures of generated texts and of those in folders.
pub fn compare(folders: &[&str]) {
    let mut generator = Generator::new(1);
    for language in [Language::Arabic, Language::Vietnamese, Language::Segmented] {
        let mut figures = Figures::default();
        (0..200).for_each(|_| figures.add(&generator.text(language, TEXT_BYTES)));
        println!("{language:10?} {}", figures.line());
    }
    for folder in folders {
        let mut names: Vec<PathBuf> = std::fs::read_dir(folder)
            .expect("the folder can be read")
            .map(|entry| entry.expect("an entry can be read").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
            .collect();
        names.sort();
        for path in names {
            let mut figures = Figures::default();
            figures.add(&std::fs::read_to_string(&path).expect("the text is UTF-8"));
            println!("{} {}", path.display(), figures.line());
        }
    }
}

/// Counted over some texts.
#[derive(Debug, Default)]
struct Figures {
    chars: usize,
    letters: usize,
    arabic: usize,
    digits: usize,
    harakat: usize,
    words: usize,
    word_chars: usize,
    /// Of each window of words, how many were different.
    different: Vec<usize>,
    paragraphs: usize,
    paragraph_chars: usize,
    runs: usize,
}

impl Figures {
    /// Adds a text.
    fn add(&mut self, text: &str) {
        let is_arabic = |c: char| ('\u{600}'..='\u{6ff}').contains(&c);
        for c in text.chars() {
            self.chars += 1;
            self.letters += usize::from(c.is_alphabetic());
            self.arabic += usize::from(c.is_alphabetic() && is_arabic(c));
            self.digits += usize::from(c.is_ascii_digit());
            self.harakat += usize::from(('\u{64b}'..='\u{652}').contains(&c));
        }
        for paragraph in segment::paragraphs(text).map(|range| &text[range]).filter(|text| !text.trim().is_empty()) {
            self.paragraphs += 1;
            self.paragraph_chars += paragraph.chars().count();
            let census = Census::of(paragraph);
            let levels = Levels::resolve(paragraph, &census, census.is_rtl(Direction::Auto).unwrap_or(false));
            self.runs += levels.visual_runs(paragraph, 0..paragraph.len()).len();
        }
        let mut start = 0;
        let mut words: Vec<&str> = Vec::new();
        for (end, is_word) in segment::word_boundaries(text) {
            if is_word {
                words.push(&text[start..end]);
            }
            start = end;
        }
        self.words += words.len();
        self.word_chars += words.iter().map(|word| word.chars().count()).sum::<usize>();
        self.different.extend(words.chunks_exact(WINDOW).map(|window| window.iter().collect::<BTreeSet<_>>().len()));
    }

    /// Says them on one line.
    fn line(&self) -> String {
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        format!(
            "Arabic letters {:5.1} %   word {:.2}   different in {WINDOW} {:3.0}   paragraph {:5.1}   runs {:.2}   digits {:.2} %   harakat {:.2} %",
            share(self.arabic, self.letters) * 100.0,
            share(self.word_chars, self.words),
            share(self.different.iter().sum(), self.different.len()),
            share(self.paragraph_chars, self.paragraphs),
            share(self.runs, self.paragraphs),
            share(self.digits, self.chars) * 100.0,
            share(self.harakat, self.chars) * 100.0,
        )
    }
}
