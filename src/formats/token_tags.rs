//! The tokens of a text with a tag each, for tables of tokens: a layer at a time, in BIO or another scheme. A token has one tag, so
//! of mentions that overlap the longest is tagged; one that begins or ends inside a token is not, nor one of several pieces.
//! Offsets are UTF-8 bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::model::annotation::Annotation;
use crate::model::document::Document;
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;

use super::conll::{Spans, Tagger, entities};
use super::options::{Options, Scheme};
use super::record::DocumentRecord;
use super::tokens::tokens;

/// The tokens of a document with the tags of one layer.
pub struct Tagged {
    pub tokens: Vec<(Range<usize>, String)>,
    /// How many annotations of the layer have no tag.
    pub left_out: usize,
}

/// The tokens with tags of these annotations, which are in reading order.
fn tagged(document: &Document, annotations: &[&Annotation], options: &Options) -> Tagged {
    let found = tokens(document.text(), options.tokens);
    let starts: Vec<usize> = found.iter().map(|token| token.start).collect();
    let ends: Vec<usize> = found.iter().map(|token| token.end).collect();
    let mut fitting: Vec<(Range<usize>, &str)> = Vec::new();
    for annotation in annotations {
        let [span] = annotation.anchor.spans() else { continue };
        if starts.binary_search(&span.start()).is_ok() && ends.binary_search(&span.end()).is_ok() {
            fitting.push((span.range(), &annotation.label.label));
        }
    }
    // The longest first; of equals the one that comes first.
    fitting.sort_by_key(|(span, _)| (std::cmp::Reverse(span.len()), span.start));
    let mut spans: Spans = BTreeMap::new();
    for (span, label) in fitting {
        let before = spans.range(..span.end).next_back();
        if before.is_none_or(|(_, (end, _))| *end <= span.start) {
            spans.insert(span.start, (span.end, label.to_owned()));
        }
    }
    let with_span = annotations.iter().filter(|annotation| !annotation.anchor.spans().is_empty()).count();
    let left_out = with_span - spans.len();
    // Whether two of one label touch shows only without the spaces between them: `B-` wherever one begins.
    let scheme = if options.scheme == Scheme::Iob1 { Scheme::Bio } else { options.scheme };
    let mut tagger = Tagger::new(&spans, scheme);
    let tagged = |token: Range<usize>| {
        let mut tag = String::new();
        tagger.tag(&token, &mut tag);
        (token, tag)
    };
    Tagged { tokens: found.into_iter().map(tagged).collect(), left_out }
}

/// The layers of a set that have tags: those of the schema that take spans, then others that it uses.
#[must_use]
pub fn layers(project: &Project, set: &AnnotationSet) -> Vec<String> {
    let mut layers: Vec<String> =
        project.layers.iter().filter(|layer| layer.shape.takes_spans()).map(|layer| layer.id.clone()).collect();
    for annotation in set.in_reading_order().iter().filter(|one| !one.anchor.spans().is_empty()) {
        if layers.iter().all(|layer| **layer != *annotation.label.layer) {
            layers.push(annotation.label.layer.to_string());
        }
    }
    layers
}

/// The tags of one layer of a set.
#[must_use]
pub fn of_layer(document: &Document, set: &AnnotationSet, layer: &str, options: &Options) -> Tagged {
    let own: Vec<&Annotation> =
        set.in_reading_order().iter().map(AsRef::as_ref).filter(|one| *one.label.layer == *layer).collect();
    tagged(document, &own, options)
}

/// A token as a table has it, in code points.
pub struct Said<'a> {
    pub chars: Range<usize>,
    pub text: &'a str,
    pub tag: &'a str,
}

/// Holds the tokens of a layer against the record of their set: each stands where it says, and each stretch that is tagged is an
/// annotation of the layer. The first that is not so, in a sentence.
#[must_use]
pub fn mistake(record: &DocumentRecord, layer: &str, tokens: &[Said<'_>]) -> Option<String> {
    let chars: Vec<char> = record.text.chars().collect();
    let is_there = |token: &&Said<'_>| {
        chars.get(token.chars.clone()).is_some_and(|said| said.iter().copied().eq(token.text.chars()))
    };
    if let Some(token) = tokens.iter().find(|token| !is_there(token)) {
        return Some(format!("the token `{}` is not at {}..{}", token.text, token.chars.start, token.chars.end));
    }
    let entities_said = record.entities.iter().map(|one| (&one.layer, &one.label, one.start, one.end));
    let events = record.events.iter().map(|one| (&one.layer, &one.kind, one.trigger.start, one.trigger.end));
    let stances = record.stances.iter().filter_map(|one| {
        one.evidence.as_ref().map(|evidence| (&one.layer, &one.polarity, evidence.start, evidence.end))
    });
    let known: BTreeSet<(&str, usize, usize)> = entities_said
        .chain(events)
        .chain(stances)
        .filter(|(of, ..)| **of == layer)
        .map(|(_, label, start, end)| (label.as_str(), start, end))
        .collect();
    let tags = tokens.iter().map(|token| (token.chars.clone(), token.tag));
    let unknown = entities(tags).into_iter().find(|(range, label)| !known.contains(&(label, range.start, range.end)));
    unknown.map(|(range, label)| {
        format!("the tokens say `{label}` at {}..{}, and nothing else does", range.start, range.end)
    })
}

#[cfg(test)]
mod tests {
    use super::tagged;
    use crate::formats::options::Options;
    use crate::model::annotation::Annotation;
    use crate::model::document::Document;
    use crate::model::id::{AnnotationId, DocumentId, LabelId};

    #[test]
    fn the_longest_is_tagged_and_the_others_counted() {
        let document = Document::new(DocumentId::new("d"), "UBND Hà Nội và Huế");
        let one = |id, label, range: std::ops::Range<usize>| {
            let anchor = document.anchor(vec![range]).unwrap();
            Annotation::new(AnnotationId(id), LabelId::new("entities", label), anchor)
        };
        let text = document.text();
        let at = |said: &str| text.find(said).map(|start| start..start + said.len()).unwrap();
        let all = [one(1, "org", at("UBND Hà Nội")), one(2, "place", at("Hà Nội")), one(3, "place", at("Hu"))];
        let found = tagged(&document, &all.iter().collect::<Vec<_>>(), &Options::default());
        let tags: Vec<&str> = found.tokens.iter().map(|(_, tag)| tag.as_str()).collect();
        assert_eq!((tags.join(" ").as_str(), found.left_out), ("B-org I-org I-org O O", 2));
    }
}
