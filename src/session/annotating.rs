//! Annotating: labelling what is selected, other borders for the chosen annotation, what is said about it, deleting it. Another label
//! is planned by `relabelling`, roles and attributes by `roles`, pieces by `pieces`. Offsets are UTF-8 bytes.

use std::ops::Range;
use std::sync::Arc;

use crate::error::Error;
use crate::model::annotation::{Anchor, Annotation};
use crate::model::change::{self, Change};
use crate::model::check::says_the_same;
use crate::model::id::{AnnotationId, LabelId};
use crate::model::marked::resolve_label;
use crate::model::schema::{Label, Shape};
use crate::model::set::Progress;
use crate::text::segment;

use super::command::words::LabelName;
use super::command::{Border, BorderUnit, Growth, Unit};
use super::effect::Effect;
use super::said::{said_by, shortened};
use super::selecting::bytes;
use super::selection::{unit_at, with_border};
use super::state::Session;
use super::work::Work;

impl Session {
    pub(super) fn plan_progress(&self, progress: Progress) -> Result<Effect, Error> {
        let work = self.work_to_change()?;
        let before = work.set.progress();
        if before == progress {
            return Err(Error::new(format!("the progress is `{}` already", progress.word())));
        }
        let transaction = vec![Change::Progress { before, after: progress }];
        Ok(Effect::Change {
            transaction,
            choose: self.chosen_id(),
            said: format!("this document is {}", progress.word()),
        })
    }

    /// Labels `anchor`, or else what is selected, or else the word at the caret.
    pub(super) fn plan_label(&self, name: &LabelName, anchor: Option<Anchor>) -> Result<Effect, Error> {
        let label = resolve_label(&self.project, &name.0)?;
        let shape = self.project.shape(&label).unwrap_or(Shape::Entity);
        if let Some(on_the_way) = anchor.is_none().then(|| self.plan_label_on_the_way(&label)).flatten() {
            return on_the_way;
        }
        let work = self.work_to_change()?;
        let anchor = match anchor {
            Some(anchor) => anchor,
            None if !shape.takes_spans() => Anchor::Document,
            None => self.anchor_here(work)?,
        };
        if anchor == Anchor::Document && !shape.takes_document() {
            return Err(Error::new(format!("`{label}` labels a span, not the document")));
        }
        let annotation = self.new_annotation(work.set.next_id(), &label, anchor);
        self.refuse_double(work, &annotation)?;
        let id = annotation.id;
        let said = format!("labelled `{}` {}", said_by(work, &annotation.anchor), annotation.label.label);
        let mut transaction = change::adding(annotation);
        if work.set.progress() == Progress::New {
            transaction.push(Change::Progress { before: Progress::New, after: Progress::Started });
        }
        Ok(Effect::Change { transaction, choose: Some(id), said })
    }

    /// An annotation with the answers that its label begins with.
    pub(super) fn new_annotation(&self, id: AnnotationId, label: &LabelId, anchor: Anchor) -> Annotation {
        let mut annotation = Annotation::new(id, label.clone(), anchor);
        annotation.attributes = self.project.label(label).map(Label::default_attributes).unwrap_or_default();
        annotation
    }

    pub(super) fn anchor_here(&self, work: &Work) -> Result<Anchor, Error> {
        let text = work.document.text();
        let range = if work.selection.is_empty() {
            unit_at(text, work.selection.caret.offset, Unit::Word)
                .ok_or_else(|| Error::new("nothing is selected, and there is no word at the caret"))?
        } else {
            segment::trimmed(text, work.selection.range())
        };
        work.document.anchor([range]).map_err(|_| Error::new("only spaces are selected"))
    }

    pub(super) fn with_anchor(
        &self,
        work: &Work,
        chosen: &Annotation,
        ranges: Vec<Range<usize>>,
    ) -> Result<Effect, Error> {
        let anchor = work.document.anchor(ranges).map_err(|error| Error::new(error.to_string()))?;
        if !self.project.shape(&chosen.label).is_none_or(Shape::takes_spans) {
            return Err(Error::new(format!("`{}` is about the document", chosen.label)));
        }
        let after = Annotation { anchor, ..chosen.clone() };
        if after == *chosen {
            return Err(Error::new("it has these borders already"));
        }
        self.refuse_double(work, &after)?;
        self.changed(work, chosen, after, "now covers")
    }

    pub(super) fn plan_border(&self, border: Border, change: Growth, by: BorderUnit) -> Result<Effect, Error> {
        let (work, chosen) = self.chosen_to_change()?;
        let Some(hull) = chosen.anchor.hull() else {
            return Err(Error::new("what is about the document has no borders"));
        };
        let spans = chosen.anchor.spans();
        let at = if border == Border::Start { 0 } else { spans.len() - 1 };
        let moved = with_border(work.document.text(), spans[at].range(), border, change, by).ok_or_else(|| {
            let said = work.document.text().get(hull).unwrap_or_default();
            Error::new(format!("the border of `{}` cannot be moved further", shortened(said)))
                .hint("an annotation keeps at least one character; `delete` deletes it")
        })?;
        let ranges = spans.iter().enumerate().map(|(i, span)| if i == at { moved.clone() } else { span.range() });
        self.with_anchor(work, chosen, ranges.collect())
    }

    /// The chosen annotation is to cover code points, or else what is selected.
    pub(super) fn plan_span(&self, chars: Option<&Range<usize>>) -> Result<Effect, Error> {
        let (work, chosen) = self.chosen_to_change()?;
        let range = match chars {
            Some(chars) => bytes(&work.document, chars)?,
            None => segment::trimmed(work.document.text(), work.selection.range()),
        };
        if range.is_empty() {
            return Err(Error::new("nothing is selected").hint("select what the annotation is to cover"));
        }
        self.with_anchor(work, chosen, vec![range])
    }

    pub(super) fn plan_deleting(&self) -> Result<Effect, Error> {
        let work = self.work_to_change()?;
        let id = match self.chosen() {
            Some(chosen) => chosen.id,
            None => {
                work.set
                    .at(work.selection.caret.offset)
                    .first()
                    .ok_or_else(|| Error::new("no annotation is chosen, and none is at the caret"))?
                    .id
            }
        };
        let said = format!("deleted {}", self.described(work, id));
        Ok(Effect::Change { transaction: change::deleting(&work.set, id), choose: None, said })
    }

    /// Changes the chosen annotation.
    pub(super) fn edit(
        &self,
        did: &str,
        edit: impl FnOnce(&mut Annotation) -> Result<(), Error>,
    ) -> Result<Effect, Error> {
        let (work, chosen) = self.chosen_to_change()?;
        let mut after = chosen.clone();
        edit(&mut after)?;
        self.changed(work, chosen, after, did)
    }

    /// The chosen annotation becomes `after`. Nothing is done, and nothing is to be undone, if it is that already.
    pub(super) fn changed(
        &self,
        work: &Work,
        chosen: &Annotation,
        after: Annotation,
        did: &str,
    ) -> Result<Effect, Error> {
        let said = format!("{did} `{}`", said_by(work, &after.anchor));
        let transaction = change::editing(&work.set, chosen.id, |annotation| *annotation = after);
        if transaction.is_empty() {
            return Ok(Effect::Nothing);
        }
        Ok(Effect::Change { transaction, choose: Some(chosen.id), said })
    }

    pub(super) fn refuse_double(&self, work: &Work, annotation: &Annotation) -> Result<(), Error> {
        let shape = self.project.shape(&annotation.label);
        let is_double = |other: &Arc<Annotation>| other.id != annotation.id && says_the_same(shape, annotation, other);
        if work.set.around(&annotation.anchor).any(is_double) {
            let said = said_by(work, &annotation.anchor);
            return Err(Error::new(format!("`{said}` is labelled `{}` already", annotation.label.label)));
        }
        Ok(())
    }

    /// An annotation in a few words: ``person `Layla` ``.
    fn described(&self, work: &Work, id: AnnotationId) -> String {
        work.shown()
            .get(id)
            .map(|annotation| format!("{} `{}`", annotation.label.label, said_by(work, &annotation.anchor)))
            .unwrap_or_default()
    }
}
