//! The offset doctor: in which unit, with which line ends, which normal form and which kind of end somebody else counted. All
//! combinations are tried until the quotes of a document match. Nothing is shifted to make a quote fit: what fits under no
//! combination is told and kept.

use std::fmt;
use std::ops::Range;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

use crate::text::segment;

/// What an offset counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// Unicode code points, as Python.
    CodePoints,
    /// As Java and JavaScript.
    Utf16,
    Bytes,
    /// What a person takes for a letter.
    Graphemes,
}

/// Whether the end is the offset after the last unit or of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ends {
    Exclusive,
    Inclusive,
}

/// How the text was when somebody counted in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    AsItIs,
    /// A carriage return and a line feed were one.
    LineFeeds,
    /// A line feed was a carriage return and a line feed.
    CarriageReturns,
    Composed,
    Decomposed,
    /// A byte order mark at its start was not there.
    WithoutMark,
    /// There was a byte order mark at its start.
    WithMark,
}

/// How offsets are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counting {
    pub unit: Unit,
    pub ends: Ends,
    pub form: Form,
}

/// A span as somebody else wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its pieces.
    pub pieces: Vec<Range<usize>>,
    /// What it is said to say, pieces joined with spaces; `None` if the file does not say.
    pub quote: Option<String>,
}

impl Counting {
    /// In a unit, the end exclusive, on the text as it is.
    #[must_use]
    pub fn plain(unit: Unit) -> Self {
        Self { unit, ends: Ends::Exclusive, form: Form::AsItIs }
    }
}

impl fmt::Display for Counting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.unit {
            Unit::CodePoints => "code points",
            Unit::Utf16 => "UTF-16 units",
            Unit::Bytes => "UTF-8 bytes",
            Unit::Graphemes => "graphemes",
        })?;
        f.write_str(match self.ends {
            Ends::Exclusive => "",
            Ends::Inclusive => ", the end included",
        })?;
        f.write_str(match self.form {
            Form::AsItIs => "",
            Form::LineFeeds => ", each line end counted as one",
            Form::CarriageReturns => ", each line end counted as two",
            Form::Composed => ", in the composed text (NFC)",
            Form::Decomposed => ", in the decomposed text (NFD)",
            Form::WithoutMark => ", without the byte order mark",
            Form::WithMark => ", after a byte order mark that is not there any more",
        })
    }
}

/// How to read the offsets of a document: as `declared`, unless more quotes match under another combination.
#[must_use]
pub fn examine(text: &str, declared: Counting, claims: &[&Claim]) -> Counting {
    let quoted: Vec<&Claim> = claims.iter().filter(|claim| claim.quote.is_some()).copied().collect();
    if quoted.is_empty() {
        return declared;
    }
    let matching = |counting: Counting| {
        let scale = Scale::new(text, counting);
        quoted.iter().filter(|claim| scale.fits(claim)).count()
    };
    let mut best = (matching(declared), declared);
    if best.0 == quoted.len() {
        return declared;
    }
    // The likelier first: graphemes are counted by nobody but doccano, and by it seldom.
    for units in [&[Unit::CodePoints, Unit::Utf16, Unit::Bytes][..], &[Unit::Graphemes]] {
        for form in forms(text) {
            for (ends, unit) in [Ends::Exclusive, Ends::Inclusive]
                .into_iter()
                .flat_map(|ends| units.iter().map(move |unit| (ends, *unit)))
            {
                let counting = Counting { unit, ends, form };
                let found = matching(counting);
                if found > best.0 {
                    best = (found, counting);
                }
                if found == quoted.len() {
                    return counting;
                }
            }
        }
    }
    best.1
}

/// The forms that make a difference for a text.
fn forms(text: &str) -> Vec<Form> {
    let mut forms = vec![Form::AsItIs];
    let has_mark = text.starts_with('\u{feff}');
    if has_mark {
        forms.push(Form::WithoutMark);
    }
    if text.contains("\r\n") {
        forms.push(Form::LineFeeds);
    }
    if text.contains('\n') {
        forms.push(Form::CarriageReturns);
    }
    if !ComposingNormalizerBorrowed::new_nfc().is_normalized(text) {
        forms.push(Form::Composed);
    }
    if !DecomposingNormalizerBorrowed::new_nfd().is_normalized(text) {
        forms.push(Form::Decomposed);
    }
    // Last, for everything that shifts offsets by one looks like it.
    if !has_mark {
        forms.push(Form::WithMark);
    }
    forms
}

/// Byte offsets of a text by the offsets of somebody else.
pub struct Scale<'a> {
    text: &'a str,
    ends: Ends,
    places: Places,
}

/// What the offsets of somebody else are in bytes.
enum Places {
    /// Just that.
    Same,
    /// At each offset the byte, or [`NOWHERE`] inside something that has no inside here.
    Table(Vec<usize>),
}

const NOWHERE: usize = usize::MAX;

impl<'a> Scale<'a> {
    #[must_use]
    pub fn new(text: &'a str, counting: Counting) -> Self {
        let places = match (counting.unit, counting.form) {
            (Unit::Bytes, Form::AsItIs) => Places::Same,
            (Unit::CodePoints, Form::AsItIs) => {
                let mut bytes = Vec::with_capacity(text.len() / 2 + 1);
                bytes.extend(text.char_indices().map(|(byte, _)| byte));
                bytes.push(text.len());
                Places::Table(bytes)
            }
            _ => Places::Table(Table::of(text, counting)),
        };
        Self { text, ends: counting.ends, places }
    }

    /// The bytes of a range; `None` if it is empty, outside, or begins or ends where there is nothing.
    #[must_use]
    pub fn range(&self, claimed: &Range<usize>) -> Option<Range<usize>> {
        let end = match self.ends {
            Ends::Exclusive => claimed.end,
            Ends::Inclusive => claimed.end.checked_add(1)?,
        };
        let byte = |offset: usize| match &self.places {
            Places::Same => Some(offset).filter(|byte| self.text.is_char_boundary(*byte)),
            Places::Table(bytes) => bytes.get(offset).copied().filter(|byte| *byte != NOWHERE),
        };
        let (start, end) = (byte(claimed.start)?, byte(end)?);
        (start < end).then_some(start..end)
    }

    /// Whether every piece of a claim is a range and they say what they should.
    #[must_use]
    pub fn fits(&self, claim: &Claim) -> bool {
        let said = |piece| self.range(piece).and_then(|range| self.text.get(range));
        match (&claim.pieces[..], &claim.quote) {
            ([piece], Some(quote)) => said(piece).is_some_and(|said| same(said, quote)),
            (pieces, None) => pieces.iter().all(|piece| self.range(piece).is_some()),
            (pieces, Some(quote)) => {
                let said: Option<Vec<&str>> = pieces.iter().map(said).collect();
                said.is_some_and(|said| same(&said.join(" "), quote))
            }
        }
    }
}

/// Makes the table of [`Places`].
struct Table {
    bytes: Vec<usize>,
}

impl Table {
    fn of(text: &str, counting: Counting) -> Vec<usize> {
        let Counting { unit, form, .. } = counting;
        let mut table = Self { bytes: Vec::with_capacity(text.len() + 1) };
        let mut at = 0;
        let mut rest = text;
        match form {
            Form::WithMark => table.push(unit, "\u{feff}", 0),
            Form::WithoutMark => {
                rest = rest.strip_prefix('\u{feff}').unwrap_or(rest);
                at = text.len() - rest.len();
            }
            _ => {}
        }
        if unit == Unit::Graphemes || matches!(form, Form::Composed | Form::Decomposed) {
            // Normal forms never reach over a grapheme.
            let (composer, decomposer) =
                (ComposingNormalizerBorrowed::new_nfc(), DecomposingNormalizerBorrowed::new_nfd());
            let mut from = 0;
            segment::for_each_grapheme(rest, |to| {
                let cluster = &rest[from..to];
                match form {
                    Form::Composed => table.push_changed(unit, cluster, &composer.normalize(cluster), at),
                    Form::Decomposed => table.push_changed(unit, cluster, &decomposer.normalize(cluster), at),
                    _ => table.push_changed(unit, cluster, with_line_ends(cluster, form), at),
                }
                at += cluster.len();
                from = to;
            });
        } else {
            let mut chars = rest.char_indices().peekable();
            while let Some((from, c)) = chars.next() {
                let is_pair = c == '\r' && chars.next_if(|(_, next)| *next == '\n').is_some();
                let cluster = &rest[from..from + c.len_utf8() + usize::from(is_pair)];
                table.push_changed(unit, cluster, with_line_ends(cluster, form), at);
                at += cluster.len();
            }
        }
        table.bytes.push(at);
        table.bytes
    }

    /// Something of the text that was another string when it was counted.
    fn push_changed(&mut self, unit: Unit, here: &str, counted: &str, at: usize) {
        if here == counted || unit == Unit::Graphemes {
            return self.push(unit, here, at);
        }
        self.bytes.push(at);
        self.bytes.extend(std::iter::repeat_n(NOWHERE, length(unit, counted).saturating_sub(1)));
    }

    fn push(&mut self, unit: Unit, part: &str, at: usize) {
        if unit == Unit::Graphemes {
            return self.bytes.push(at);
        }
        // An inserted byte order mark takes no place in the text.
        let is_there = part != "\u{feff}" || at > 0;
        for (inside, c) in part.char_indices() {
            self.bytes.push(at + if is_there { inside } else { 0 });
            self.bytes.extend(std::iter::repeat_n(NOWHERE, length(unit, c.encode_utf8(&mut [0; 4])) - 1));
        }
    }
}

pub(super) fn length(unit: Unit, text: &str) -> usize {
    match unit {
        Unit::CodePoints => text.chars().count(),
        Unit::Utf16 => text.chars().map(char::len_utf16).sum(),
        Unit::Bytes => text.len(),
        Unit::Graphemes => 1,
    }
}

fn with_line_ends(cluster: &str, form: Form) -> &str {
    match (form, cluster) {
        (Form::LineFeeds, "\r\n") => "\n",
        (Form::CarriageReturns, "\n") => "\r\n",
        _ => cluster,
    }
}

/// Whether two quotes are of one place: how much white space there is and normal forms do not count, for tools change them in
/// quotes. White space at an end does: there it would be a shifted border.
fn same(said: &str, quote: &str) -> bool {
    let plain = |text: &str| -> String {
        let mut plain = String::with_capacity(text.len());
        for c in ComposingNormalizerBorrowed::new_nfc().normalize(text).chars() {
            match c.is_whitespace() {
                true if plain.ends_with(' ') => {}
                true => plain.push(' '),
                false => plain.push(c),
            }
        }
        plain
    };
    said == quote || plain(said) == plain(quote)
}

#[cfg(test)]
mod tests {
    use super::{Claim, Counting, Ends, Form, Scale, Unit, examine};

    /// How `claims` on a text are found to be counted, and what they then say.
    fn check(text: &str, claims: &[(usize, usize, &str)], expected: Counting) {
        let claims: Vec<Claim> = claims
            .iter()
            .map(|(start, end, quote)| Claim { pieces: vec![*start..*end], quote: Some((*quote).to_owned()) })
            .collect();
        let found = examine(text, Counting::plain(Unit::CodePoints), &claims.iter().collect::<Vec<_>>());
        assert_eq!(found, expected);
        let scale = Scale::new(text, found);
        assert!(claims.iter().all(|claim| scale.fits(claim)));
    }

    const PLAIN: Counting = Counting { unit: Unit::CodePoints, ends: Ends::Exclusive, form: Form::AsItIs };

    #[test]
    fn what_is_declared_is_taken_if_it_fits() {
        check("وبلينكن في", &[(1, 7, "بلينكن")], PLAIN);
    }

    #[test]
    fn other_units_and_ends_are_found() {
        check("😀 Layla", &[(3, 8, "Layla")], Counting { unit: Unit::Utf16, ..PLAIN });
        check("و ليلى", &[(3, 11, "ليلى")], Counting { unit: Unit::Bytes, ..PLAIN });
        check("مُحَ ليلى", &[(3, 7, "ليلى")], Counting { unit: Unit::Graphemes, ..PLAIN });
        check("in Haifa", &[(3, 7, "Haifa")], Counting { ends: Ends::Inclusive, ..PLAIN });
    }

    #[test]
    fn other_line_ends_normal_forms_and_marks_are_found() {
        check("a\r\nLayla", &[(2, 7, "Layla")], Counting { form: Form::LineFeeds, ..PLAIN });
        check("a\nb\nLayla", &[(6, 11, "Layla")], Counting { form: Form::CarriageReturns, ..PLAIN });
        check("Vie\u{323}\u{302}t Nam", &[(5, 8, "Nam")], Counting { form: Form::Composed, ..PLAIN });
        check("Đã Nam", &[(4, 7, "Nam")], Counting { form: Form::Decomposed, ..PLAIN });
        check("\u{feff}Layla", &[(0, 5, "Layla")], Counting { form: Form::WithoutMark, ..PLAIN });
        check("Layla", &[(1, 6, "Layla")], Counting { form: Form::WithMark, ..PLAIN });
    }

    #[test]
    fn what_fits_nowhere_leaves_the_rest_as_declared() {
        let claims = [(0, 5, "Layla"), (9, 14, "Haifa"), (1, 3, "zz")];
        let claims: Vec<Claim> = claims
            .iter()
            .map(|(start, end, quote)| Claim { pieces: vec![*start..*end], quote: Some((*quote).to_owned()) })
            .collect();
        assert_eq!(examine("Layla in Haifa", PLAIN, &claims.iter().collect::<Vec<_>>()), PLAIN);
    }
}
