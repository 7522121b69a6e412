//! Zones: stretches that labels with `leave_out` mark, such as related stories and photo credits, taken out of a text or
//! blanked, with the annotations carried along. Offsets are UTF-8 bytes; cuts are told in Unicode code points, as files count.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::model::annotation::{Anchor, Annotation, Filler};
use crate::model::document::Document;
use crate::model::id::{AnnotationId, LabelId};
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;

/// What is done with zones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zones {
    /// Their text is taken out; offsets are those of the text that is left.
    #[default]
    Cut,
    /// Their characters become spaces, line ends excepted; offsets in code points stay those of the document.
    Mask,
    /// They stay in the text, and as annotations.
    Keep,
}

impl Zones {
    pub const ALL: [Zones; 3] = [Zones::Cut, Zones::Mask, Zones::Keep];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Zones::Cut => "cut",
            Zones::Mask => "mask",
            Zones::Keep => "keep",
        }
    }
}

/// A document without its zones.
#[derive(Debug, Clone)]
pub struct Unzoned {
    pub document: Arc<Document>,
    pub set: AnnotationSet,
    /// What was taken out or blanked, in code points of the whole document; sorted, and none touches another.
    pub cuts: Vec<Range<usize>>,
    /// Annotations in a zone or over the border of one, by label.
    pub left_out: BTreeMap<LabelId, usize>,
    /// Arguments whose fillers were left out, by the label of the frame.
    pub arguments: BTreeMap<LabelId, usize>,
}

/// Leaves zones out. The zones themselves, and what touches one without holding all of it, are no annotations any more.
#[must_use]
pub fn without_zones(project: &Project, document: &Arc<Document>, set: &AnnotationSet, zones: Zones) -> Unzoned {
    let is_zone = |label: &LabelId| project.label(label).is_some_and(|label| label.leave_out);
    let spans = set.in_reading_order().iter().filter(|one| is_zone(&one.label)).flat_map(|one| one.anchor.spans());
    let anchor = document.anchor(spans.map(|span| span.range()));
    let (Ok(Anchor::Spans(cut)), Zones::Cut | Zones::Mask) = (anchor, zones) else {
        let (left_out, arguments) = (BTreeMap::new(), BTreeMap::new());
        return Unzoned { document: Arc::clone(document), set: set.clone(), cuts: Vec::new(), left_out, arguments };
    };
    let cut: Vec<Range<usize>> = cut.into_iter().map(|span| span.range()).collect();
    let remainder = Remainder::new(document.text(), &cut, zones);
    let bare = Document::new(document.id().clone(), remainder.text.as_str())
        .with_title(document.title())
        .with_language(document.language())
        .with_direction(document.direction())
        .with_metadata(document.metadata().clone());
    let (mut left_out, mut arguments) = (BTreeMap::new(), BTreeMap::new());
    let mut annotations: Vec<Annotation> = Vec::with_capacity(set.len());
    for annotation in set.in_reading_order().iter().filter(|one| !is_zone(&one.label)) {
        match moved(&bare, &remainder, annotation) {
            Some(anchor) => annotations.push(Annotation { anchor, ..Annotation::clone(annotation) }),
            None => *left_out.entry(annotation.label.clone()).or_default() += 1,
        }
    }
    let kept: BTreeSet<AnnotationId> = annotations.iter().map(|annotation| annotation.id).collect();
    for annotation in &mut annotations {
        let before = annotation.arguments.len();
        annotation.arguments.retain(|argument| match &argument.filler {
            Filler::Annotation(id) => kept.contains(id) || set.get(*id).is_none(),
            Filler::Identity(_) => true,
        });
        if annotation.arguments.len() < before {
            *arguments.entry(annotation.label.clone()).or_default() += before - annotation.arguments.len();
        }
    }
    let empty = AnnotationSet::new(set.annotator().clone(), set.document().clone());
    let (set, _) = empty.with_records(set.progress(), annotations, set.kept().to_vec(), set.next_id().0);
    let cuts = cut.iter().map(|range| document.chars_from_bytes(range.start)..document.chars_from_bytes(range.end));
    Unzoned { document: Arc::new(bare), set, cuts: cuts.collect(), left_out, arguments }
}

/// The anchor in the new text; `None` if a span begins or ends within a zone, or is no more than zones.
fn moved(document: &Document, remainder: &Remainder, annotation: &Annotation) -> Option<Anchor> {
    let spans = annotation.anchor.spans();
    if spans.is_empty() {
        return Some(Anchor::Document);
    }
    let ranges: Option<Vec<Range<usize>>> = spans.iter().map(|span| remainder.range(span.range())).collect();
    document.anchor(ranges?).ok()
}

/// What is left of a text.
struct Remainder<'a> {
    text: String,
    cut: &'a [Range<usize>],
    /// For each cut, how many bytes the new text is shorter after it.
    shorter: Vec<usize>,
}

impl<'a> Remainder<'a> {
    fn new(text: &str, cut: &'a [Range<usize>], zones: Zones) -> Self {
        let mut remainder = Self { text: String::with_capacity(text.len()), cut, shorter: Vec::new() };
        let mut from = 0;
        for range in cut {
            remainder.text.push_str(&text[from..range.start]);
            if zones == Zones::Mask {
                let blank = |c: char| if matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}') { c } else { ' ' };
                remainder.text.extend(text[range.clone()].chars().map(blank));
            }
            from = range.end;
            remainder.shorter.push(from - remainder.text.len());
        }
        remainder.text.push_str(&text[from..]);
        remainder
    }

    /// Where a range stands now; `None` if it shares something with a zone that it does not hold, or holds nothing else.
    fn range(&self, range: Range<usize>) -> Option<Range<usize>> {
        let first = self.cut.partition_point(|cut| cut.end <= range.start);
        let after = self.cut.partition_point(|cut| cut.start < range.end);
        let touched = self.cut.get(first..after).unwrap_or_default();
        let holds = |cut: &Range<usize>| range.start <= cut.start && cut.end <= range.end;
        let has_more = range.len() > touched.iter().map(ExactSizeIterator::len).sum();
        let shorter = |cuts: usize| cuts.checked_sub(1).map_or(0, |last| self.shorter[last]);
        let now = || range.start - shorter(first)..range.end - shorter(after);
        (has_more && touched.iter().all(holds)).then(now)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Zones, without_zones};
    use crate::model::document::Document;
    use crate::model::id::{AnnotatorId, DocumentId};
    use crate::model::marked;
    use crate::model::set::{AnnotationSet, Progress};
    use crate::tests::news;

    /// The text without zones, marked, and what was cut.
    fn check(written: &str, zones: Zones, expected: &str, cuts: &str) {
        let project = news::project();
        let read = marked::parse(written, &project).unwrap();
        let document = Arc::new(Document::new(DocumentId::new("d"), read.text.as_str()));
        let empty = AnnotationSet::new(AnnotatorId::new("a"), document.id().clone());
        let (set, _) = empty.with_records(Progress::Finished, read.annotations, Vec::new(), 1);
        let found = without_zones(&project, &document, &set, zones);
        let annotations: Vec<_> = found.set.in_reading_order().iter().map(AsRef::as_ref).collect();
        let whole = 0..found.document.text().len();
        assert_eq!(marked::print(&found.document, whole, annotations, &project), expected);
        let told: Vec<String> = found.cuts.iter().map(|cut| format!("{}-{}", cut.start, cut.end)).collect();
        assert_eq!(told.join(" "), cuts);
    }

    #[test]
    fn a_zone_is_cut_and_what_stands_behind_it_moves() {
        check(
            "قال [person#1 بلينكن] [boilerplate#2 صورة: [place#3 رويترز]] في [place#4 باريس]",
            Zones::Cut,
            "قال [person بلينكن]  في [place باريس]",
            "11-23",
        );
    }

    #[test]
    fn a_masked_zone_leaves_code_points_where_they_were() {
        check("[boilerplate#1 😀é\r\nx] in [place#2 Haifa]", Zones::Mask, "  \r\n  in [place Haifa]", "0-5");
    }

    #[test]
    fn what_crosses_a_border_goes_and_what_holds_a_zone_stays() {
        let written = "[quotation#1{source=3} He [boilerplate#2 by [person#3 Layla]] said]";
        check(written, Zones::Cut, "[quotation He  said]", "3-11");
        check("[quotation#1 He said [boilerplate#2 (photo)]]", Zones::Cut, "[quotation He said ]", "8-15");
        check("[organization#1 A [boilerplate#2 B]#1 C]#2", Zones::Cut, "A ", "2-5");
    }

    #[test]
    fn zones_that_are_kept_are_annotations() {
        let written = "[boilerplate Photo: [person Layla]]";
        check(written, Zones::Keep, written, "");
    }
}
