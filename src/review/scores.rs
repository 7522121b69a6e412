//! F1 of two annotators, label by label: of spans (exact, up to clitics, with half credit), and of frames (what is aligned,
//! its arguments, and all of it). F1 is the same whoever of the two is held to be right. Counts add up over documents.
//! Everything goes by the alignment.

use std::collections::BTreeSet;
use std::ops::{Add, AddAssign};

use crate::model::annotation::Annotation;

use super::align::{Alignment, Match, Part};
use super::cases::{Difference, border};

/// How often two annotators say something, and how much of it both say.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tally {
    /// By the one and by the other, added.
    pub said: f64,
    /// Of what both say twice, or once where it agrees half.
    pub agreed: f64,
}

/// What there is to be counted of one label, or of several together.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Counts {
    /// Spans with the same borders and label, as in CoNLL-2003 (Tjong Kim Sang and De Meulder 2003) and seqeval.
    pub exact: Tally,
    /// Likewise, where borders may differ by spaces and by what is written onto an Arabic word.
    pub clitic: Tally,
    /// MUC-5 (Chinchor and Sundheim 1993, MUC-5 Evaluation Metrics): exact spans count whole, aligned ones with other borders half.
    pub partial: Tally,
    /// Whatever is aligned with the same label: the F1 of triggers, and of polarities.
    pub aligned: Tally,
    /// Arguments: the frames are aligned with the same label, the role is the same and so is who plays it, that is, the
    /// mentions are aligned (after ACE 2005; Li, Ji and Huang 2013, Joint Event Extraction, but aligned instead of exact).
    pub arguments: Tally,
    /// Whole frames: aligned, with the same label and just the same arguments. Of stances: polarity, holder and target.
    pub frames: Tally,
}

impl Tally {
    /// Twice what is agreed, of all that both say; `None` if nobody says anything.
    #[must_use]
    pub fn f1(self) -> Option<f64> {
        (self.said > 0.0).then(|| self.agreed / self.said)
    }

    /// How much is said that is not agreed on.
    #[must_use]
    pub fn open(self) -> f64 {
        self.said - self.agreed
    }

    #[must_use]
    pub fn is_open(self) -> bool {
        self.open() > 0.0
    }
}

/// How many numbers counts are.
pub const COUNTS: usize = 12;

impl Counts {
    /// As plain numbers, which add up.
    #[must_use]
    pub fn numbers(&self) -> [f64; COUNTS] {
        let Self { exact, clitic, partial, aligned, arguments, frames } = self;
        let mut numbers = [0.0; COUNTS];
        for (at, tally) in [exact, clitic, partial, aligned, arguments, frames].into_iter().enumerate() {
            (numbers[2 * at], numbers[2 * at + 1]) = (tally.said, tally.agreed);
        }
        numbers
    }

    /// How much is said that nobody else says so, by whatever is counted here; 0 where all is agreed.
    #[must_use]
    pub fn differing(&self) -> f64 {
        let Self { exact, aligned, arguments, frames, .. } = self;
        [exact, aligned, arguments, frames].into_iter().map(|tally| tally.open()).sum()
    }

    /// The other way round.
    #[must_use]
    pub fn from_numbers(numbers: [f64; COUNTS]) -> Self {
        let tally = |at: usize| Tally { said: numbers[2 * at], agreed: numbers[2 * at + 1] };
        Self {
            exact: tally(0),
            clitic: tally(1),
            partial: tally(2),
            aligned: tally(3),
            arguments: tally(4),
            frames: tally(5),
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let (one, other) = (self.numbers(), other.numbers());
        Self::from_numbers(std::array::from_fn(|at| one[at] + other[at]))
    }
}

/// An annotation with its arguments in terms of the alignment.
struct Said<'a> {
    annotation: &'a Annotation,
    parts: BTreeSet<(&'a str, Part)>,
}

/// What is said in one match, to be counted for any two of the sets.
pub struct Scored<'a> {
    text: &'a str,
    said: Vec<Option<Said<'a>>>,
}

impl<'a> Scored<'a> {
    #[must_use]
    pub fn new(text: &'a str, alignment: &'a Alignment, found: &'a Match) -> Self {
        let said = |(set, member): (usize, &'a Option<_>)| {
            let annotation: &'a Annotation = member.as_deref()?;
            Some(Said { annotation, parts: alignment.parts(set, annotation) })
        };
        Self { text, said: found.members.iter().enumerate().map(said).collect() }
    }

    /// What counts for two sets: under the label of what the first says, and under that of what the second says; of those
    /// with the same label all is under the first.
    #[must_use]
    pub fn counts(&self, first: usize, second: usize) -> (Counts, Counts) {
        let (mut of_first, mut of_second) = (Counts::default(), Counts::default());
        let (one, other) = (&self.said[first], &self.said[second]);
        if let Some(said) = one {
            said.add_to(&mut of_first);
        }
        let is_same_label =
            matches!((one, other), (Some(one), Some(other)) if one.annotation.label == other.annotation.label);
        if let Some(said) = other {
            said.add_to(if is_same_label { &mut of_first } else { &mut of_second });
        }
        if let (Some(one), Some(other), true) = (one, other, is_same_label) {
            self.agree(one, other, &mut of_first);
        }
        (of_first, of_second)
    }

    fn agree(&self, one: &Said<'_>, other: &Said<'_>, counts: &mut Counts) {
        counts.aligned.agreed += 2.0;
        if !one.annotation.anchor.spans().is_empty() && !other.annotation.anchor.spans().is_empty() {
            let border = border(self.text, &one.annotation.anchor, &other.annotation.anchor);
            counts.partial.agreed += 1.0;
            if matches!(border, None | Some(Difference::Space | Difference::Clitic)) {
                counts.clitic.agreed += 2.0;
            }
            if border.is_none() {
                counts.exact.agreed += 2.0;
                counts.partial.agreed += 1.0;
            }
        }
        let is_known = |part: &&(&str, Part)| !matches!(part.1, Part::Nobody(_));
        let both = one.parts.intersection(&other.parts).filter(is_known).count();
        counts.arguments.agreed += 2.0 * both as f64;
        if both == one.parts.len() && both == other.parts.len() {
            counts.frames.agreed += 2.0;
        }
    }
}

impl Said<'_> {
    fn add_to(&self, counts: &mut Counts) {
        if !self.annotation.anchor.spans().is_empty() {
            for tally in [&mut counts.exact, &mut counts.clitic, &mut counts.partial] {
                tally.said += 1.0;
            }
        }
        counts.aligned.said += 1.0;
        counts.frames.said += 1.0;
        counts.arguments.said += self.parts.len() as f64;
    }
}

#[cfg(test)]
mod tests {
    use super::{Counts, Scored};
    use crate::review::align::Alignment;
    use crate::tests::news;

    /// What counts for two sets in one layer, all labels together.
    fn counted(layer: &str, one: &str, other: &str) -> Counts {
        let (text, sets) = news::sets(&[one, other]);
        let alignment =
            Alignment::of(&news::project(), &[&sets[0], &sets[1]], |_, identity| identity.as_str().to_owned());
        let mut counts = Counts::default();
        for found in alignment.matches().iter().filter(|found| found.layer == layer) {
            let (first, second) = Scored::new(&text, &alignment, found).counts(0, 1);
            counts += first + second;
        }
        counts
    }

    /// Exact, up to clitics, with half credit.
    #[track_caller]
    fn check(one: &str, other: &str, expected: [f64; 3]) {
        let counts = counted("entities", one, other);
        assert_eq!([counts.exact, counts.clitic, counts.partial].map(|tally| tally.f1().unwrap()), expected);
    }

    #[test]
    fn borders_count_by_how_they_differ() {
        check("[person Layla] left", "[person Layla] left", [1.0, 1.0, 1.0]);
        check("قال [person وبلينكن]", "قال و[person بلينكن]", [0.0, 1.0, 0.5]);
        check("[person Layla Haddad] left", "[person Layla] Haddad left", [0.0, 0.0, 0.5]);
        check("[person Layla] left", "[place Layla] left", [0.0, 0.0, 0.0]);
        check("[person Layla] left [place Haifa]", "[person Layla] left Haifa", [2.0 / 3.0; 3]);
    }

    /// Triggers, arguments, whole frames.
    #[track_caller]
    fn check_frames(layer: &str, one: &str, other: &str, expected: [Option<f64>; 3]) {
        let counts = counted(layer, one, other);
        assert_eq!([counts.aligned, counts.arguments, counts.frames].map(super::Tally::f1), expected);
    }

    #[test]
    fn arguments_agree_where_their_mentions_are_aligned() {
        let (one, other) = ("قال [person#1 وبلينكن] انه", "قال و[person#1 بلينكن] انه");
        let visit = |begin: &str, rest: &str| format!("{begin} [visit{rest} زار] [place#3 حيفا]");
        let all = Some(1.0);
        check_frames("events", &visit(one, "{agent=1}"), &visit(other, "{agent=1}"), [all, all, all]);
        let (more, less) = (visit(one, "{agent=1, destination=3}"), visit(other, "{agent=1}"));
        check_frames("events", &more, &less, [all, Some(2.0 / 3.0), Some(0.0)]);
        check_frames("events", &visit(one, ""), &visit(other, ""), [all, None, all]);
    }

    #[test]
    fn a_stance_agrees_with_its_polarity_holder_and_target() {
        let stance = |polarity: &str, holder: &str| {
            format!("[person#1 Layla] and [person#2 Thu] [{polarity}{{holder={holder}, target=@dam}} welcomed] it")
        };
        let check = |other: &str, expected| {
            check_frames("stances", &stance("favour", "1"), other, expected);
        };
        check(&stance("favour", "1"), [Some(1.0), Some(1.0), Some(1.0)]);
        check(&stance("favour", "2"), [Some(1.0), Some(0.5), Some(0.0)]);
        check(&stance("against", "1"), [Some(0.0), Some(0.0), Some(0.0)]);
    }
}
