//! What a label's mentions leave out: "person leaves out و". A clitic counts as one only where the document gives a reason to
//! think so, for many names begin with such a letter (واشنطن): the rest has the article, or stands elsewhere as a word of its
//! own. Offsets are UTF-8 bytes.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::text::clitics::{ENCLITICS, PROCLITICS, enclitic_start, proclitic_end};
use crate::text::fold::Folded;
use crate::text::segment;

use super::annotation::Annotation;
use super::schema::Label;

/// Written before an enclitic in a policy, as in grammars: `ـها`.
const TATWEEL: char = '\u{640}';

/// The words of a document, in any spelling: what a rest is looked up in.
#[derive(Debug, Clone, Default)]
pub struct Words(BTreeSet<String>);

/// A part of a mention that its label leaves out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overreach {
    pub range: Range<usize>,
    /// As the policy writes it.
    pub clitic: String,
}

impl Words {
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut start = 0;
        let mut words = BTreeSet::new();
        for (end, is_word) in segment::word_boundaries(text) {
            if is_word {
                words.insert(Folded::new(&text[start..end]).as_str().to_owned());
            }
            start = end;
        }
        Self(words)
    }

    fn holds(&self, word: &str) -> bool {
        self.0.contains(Folded::new(word).as_str())
    }
}

/// Whether a policy can say this: a proclitic, or an enclitic with a tatweel before it.
#[must_use]
pub fn is_clitic(written: &str) -> bool {
    match written.strip_prefix(TATWEEL) {
        Some(enclitic) => ENCLITICS.contains(&enclitic),
        None => PROCLITICS.contains(&written.trim_end_matches(TATWEEL)),
    }
}

/// What of an annotation its label leaves out, if anything.
#[must_use]
pub fn overreach(label: &Label, text: &str, words: &Words, annotation: &Annotation) -> Option<Overreach> {
    let (first, last) = (annotation.anchor.spans().first()?, annotation.anchor.spans().last()?);
    label.without.iter().find_map(|written| {
        let range = match written.strip_prefix(TATWEEL) {
            Some(enclitic) => enclitic_in(text, words, last.range(), enclitic),
            None => proclitic_in(text, words, first.range(), written.trim_end_matches(TATWEEL)),
        };
        range.map(|range| Overreach { range, clitic: written.clone() })
    })
}

fn proclitic_in(text: &str, words: &Words, span: Range<usize>, clitic: &str) -> Option<Range<usize>> {
    let word = segment::word_at(text, span.start);
    let end = proclitic_end(text, span.start, clitic).filter(|end| word.start == span.start && *end < span.end)?;
    let rest = &text[end..word.end];
    (rest.starts_with("ال") || words.holds(rest)).then_some(span.start..end)
}

fn enclitic_in(text: &str, words: &Words, span: Range<usize>, clitic: &str) -> Option<Range<usize>> {
    let start = enclitic_start(text, span.end, clitic).filter(|start| *start > span.start)?;
    let word = segment::word_at(text, start);
    let rest = &text[word.start.max(span.start)..start];
    // Before a pronoun ة is written ت.
    let ends_open = rest.strip_suffix('ت').is_some_and(|rest| words.holds(&format!("{rest}ة")));
    (word.end == span.end && (words.holds(rest) || ends_open)).then_some(start..span.end)
}

#[cfg(test)]
mod tests {
    use super::{Words, is_clitic, overreach};
    use crate::model::id::{AnnotationId, DocumentId, LabelId};
    use crate::model::schema::Label;
    use crate::model::{annotation::Annotation, document::Document};
    use crate::tests::news;

    fn left_out(text: &str, mention: &str, without: &[&str]) -> Option<String> {
        let project = news::project();
        let person = LabelId::new("entities", "person");
        let without = without.iter().map(|clitic| (*clitic).to_owned()).collect();
        let label = Label { without, ..project.label(&person).unwrap().clone() };
        let document = Document::new(DocumentId::new("d"), text);
        let start = text.find(mention).unwrap();
        let anchor = document.anchor([start..start + mention.len()]).unwrap();
        let annotation = Annotation::new(AnnotationId(1), person, anchor);
        overreach(&label, text, &Words::of(text), &annotation).map(|found| text[found.range].to_owned())
    }

    #[test]
    fn a_clitic_is_left_out_where_the_rest_is_a_word() {
        assert_eq!(left_out("قال بلينكن. وبلينكن هنا", "وبلينكن", &["و"]).as_deref(), Some("و"));
        assert_eq!(left_out("بيروت والقاهرة", "والقاهرة", &["و"]).as_deref(), Some("و"));
        assert_eq!(left_out("في واشنطن", "واشنطن", &["و"]), None);
        assert_eq!(left_out("قال بلينكن", "بلينكن", &["و"]), None);
        assert_eq!(left_out("زيارة حداد وزيارتها", "زيارتها", &["ـها"]).as_deref(), Some("ها"));
    }

    #[test]
    fn a_policy_names_clitics() {
        assert!(is_clitic("و") && is_clitic("وـ") && is_clitic("ـها"));
        assert!(!is_clitic("ها") && !is_clitic("x"));
    }
}
