//! Generated news that one person annotated, batch by batch: every twentieth word is somebody or some place, and every fifth of
//! these a visit by the one before.

use std::sync::Arc;

use hashiya::error::{Error, Problem};
use hashiya::formats::bundle::Bundle;
use hashiya::formats::documents::read_line;
use hashiya::model::annotation::{Annotation, Argument, Filler};
use hashiya::model::document::Document;
use hashiya::model::id::{AnnotationId, AnnotatorId, LabelId};
use hashiya::model::schema::Project;
use hashiya::model::set::{AnnotationSet, Progress};
use hashiya::records::project;
use hashiya::records::templates::NEWS;
use hashiya::store::batches::Source;
use hashiya::store::watch::Watch;
use hashiya::text::segment;

use crate::generator::Generator;
use crate::spent::Spent;

/// After how many words one is marked.
const WORDS_APART: usize = 20;
/// How many bytes of text are in a batch.
const TEXT_BYTES: usize = 512 << 10;

/// Generated news, annotated by one person.
pub struct News {
    generator: Generator,
    project: Project,
    /// How many bytes of text are to come.
    left: usize,
    number: usize,
    /// What it took to make them.
    pub making: Spent,
    document_bytes: usize,
}

impl News {
    /// So many bytes of text, in documents of so many.
    pub fn new(bytes: usize, document_bytes: usize) -> Self {
        let (project, _) = project::read(NEWS.schema, "news", "news").expect("the shipped schema can be read");
        let making = Spent::nothing();
        Self { generator: Generator::new(7), project, left: bytes, number: 0, making, document_bytes }
    }

    fn document(&mut self) -> (Document, AnnotationSet) {
        let line = self.generator.line(self.number, self.document_bytes);
        self.number += 1;
        let document = read_line(line.as_bytes()).ok().flatten().expect("a line that was made here can be read");
        let (mut annotations, mut start) = (Vec::new(), 0);
        for (nth, (end, _)) in segment::word_boundaries(document.text()).filter(|(_, is_word)| *is_word).enumerate() {
            start = document.text()[..end]
                .char_indices()
                .rev()
                .find(|(_, c)| c.is_whitespace())
                .map_or(start, |(at, c)| at + c.len_utf8());
            if nth % WORDS_APART != 0 {
                continue;
            }
            let number = annotations.len() as u32 + 1;
            let is_event = number.is_multiple_of(5);
            let (layer, label) =
                if is_event { ("events", "visit") } else { ("entities", ["person", "place"][nth / WORDS_APART % 2]) };
            let Ok(anchor) = document.anchor([start..end]) else { continue };
            let mut annotation = Annotation::new(AnnotationId(number), LabelId::new(layer, label), anchor);
            if is_event {
                let filler = Filler::Annotation(AnnotationId(number - 1));
                annotation.add_argument(Argument { role: "agent".to_owned(), filler });
            }
            annotations.push(annotation);
        }
        let set = AnnotationSet::new(AnnotatorId::new("layla"), document.id().clone());
        (document, set.with_records(Progress::Finished, annotations, Vec::new(), 1).0)
    }
}

impl Source for News {
    fn next(&mut self, _watch: &Watch) -> Result<Option<(Bundle, Vec<Problem>)>, Error> {
        if self.left == 0 {
            return Ok(None);
        }
        let start = Spent::in_thread();
        let mut bundle = Bundle { project: self.project.clone(), ..Bundle::empty("") };
        let mut bytes = 0;
        while bytes < TEXT_BYTES.min(self.left) {
            let (document, set) = self.document();
            bytes += document.text().len();
            bundle.documents.push(Arc::new(document));
            bundle.sets.push(set);
        }
        self.left = self.left.saturating_sub(bytes);
        let spent = Spent::in_thread().since(&start);
        self.making.elapsed += spent.elapsed;
        self.making.processor += spent.processor;
        Ok(Some((bundle, Vec::new())))
    }
}
