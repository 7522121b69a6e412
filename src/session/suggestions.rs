//! Quotations that the text seems to hold, as unaccepted marks: what is between quotation marks or told in other words, the
//! word of saying and the nearest who may have said it. Accepting one makes annotations of it. Offsets are UTF-8 bytes.

use std::ops::Range;
use std::sync::Arc;

use crate::error::Error;
use crate::model::annotation::{Argument, Filler};
use crate::model::change::{self, Change};
use crate::model::check::check_filler_label;
use crate::model::id::{AnnotationId, LabelId};
use crate::model::schema::{Label, Project, Role};
use crate::model::set::Progress;
use crate::text::segment;
use crate::text::speech::{Manner, Speech, speeches};

use super::command::suggestion::SuggestionCommand;
use super::effect::Effect;
use super::said::said_by;
use super::selection::Selection;
use super::state::Session;
use super::work::Work;

/// The roles of a quotation that are filled when it is accepted.
const SOURCE: &str = "source";
const CUE: &str = "cue";

/// A quotation that nobody accepted yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The label it would get.
    pub label: LabelId,
    /// What is said, without its marks.
    pub content: Range<usize>,
    /// The word of saying.
    pub cue: Option<Range<usize>>,
    /// Who said it: the nearest annotation in the paragraph that may.
    pub source: Option<AnnotationId>,
    pub manner: Manner,
}

/// What the text of a document seems to say, label by label: found once, whatever is annotated.
fn speeches_of(project: &Project, text: &str) -> Vec<(LabelId, Speech)> {
    let mut found: Vec<(LabelId, Speech)> = Vec::new();
    for label in project.labels().filter(|label| !label.cues.is_empty()) {
        found.extend(speeches(text, &label.cues).into_iter().map(|speech| (label.id.clone(), speech)));
    }
    found.sort_by_key(|(_, speech)| (speech.content.start, speech.content.end));
    found
}

impl Session {
    /// Quotations that the current document seems to hold within a range of bytes and that are neither annotated nor let go,
    /// in reading order. The first call reads the whole document, or has it read beside a window.
    #[must_use]
    pub fn suggestions(&self, within: Range<usize>) -> Vec<Suggestion> {
        let Ok(work) = self.work() else {
            return Vec::new();
        };
        let Some(all) = self.speeches(work) else {
            return Vec::new();
        };
        // Contents may hold each other, but none is longer than its paragraph.
        let from = segment::paragraph_at(work.document.text(), within.start.min(work.document.text().len())).start;
        let first = all.partition_point(|(_, speech)| speech.content.start < from);
        let near = all[first..].iter().take_while(|(_, speech)| speech.content.start < within.end);
        near.filter(|(_, speech)| within.start < speech.content.end)
            .filter_map(|(label, speech)| self.suggestion(work, label, speech))
            .collect()
    }

    pub(super) fn plan_suggestion(&self, command: SuggestionCommand) -> Result<Effect, Error> {
        let work = self.work()?;
        match command {
            SuggestionCommand::Next => {
                let next =
                    self.suggestion_from(work, work.selection.range().end.max(work.selection.range().start + 1))?;
                Ok(Effect::SelectFound(Selection::of(next.content)))
            }
            SuggestionCommand::Accept => {
                self.accept_suggestion(self.suggestion_from(work, work.selection.range().start)?)
            }
            SuggestionCommand::Reject => {
                let found = self.suggestion_from(work, work.selection.range().start)?;
                Ok(Effect::Reject(found.content))
            }
        }
    }

    /// What the text of a document seems to say; none while it is being read for that beside a window.
    fn speeches<'a>(&'a self, work: &'a Work) -> Option<&'a [(LabelId, Speech)]> {
        let text = work.document.text();
        if !self.reads_text_beside(text) {
            return Some(work.speeches.get(|| speeches_of(&self.project, text)));
        }
        let (project, text) = (self.project.clone(), Arc::clone(text));
        work.speeches.get_soon(self.waker(), move || speeches_of(&project, &text)).map(Vec::as_slice)
    }

    fn suggestion(&self, work: &Work, label: &LabelId, speech: &Speech) -> Option<Suggestion> {
        if work.rejected.contains(&(speech.content.start, speech.content.end)) {
            return None;
        }
        let mut there = work.set.touching(speech.content.clone());
        if there.any(|annotation| annotation.label == *label) {
            return None;
        }
        let role = role(self.project.label(label)?, SOURCE);
        Some(Suggestion {
            label: label.clone(),
            content: speech.content.clone(),
            cue: speech.cue.clone(),
            source: role.and_then(|role| self.source(work, role, speech)),
            manner: speech.manner,
        })
    }

    /// Who may have said it: by the distance to the word of saying, or else to what is said, which does not hold it.
    fn source(&self, work: &Work, role: &Role, speech: &Speech) -> Option<AnnotationId> {
        let paragraph = segment::paragraph_at(work.document.text(), speech.content.start);
        let at = speech.cue.as_ref().unwrap_or(&speech.content);
        let gap = |range: Range<usize>| range.start.max(at.start).saturating_sub(range.end.min(at.end));
        work.set
            .touching(paragraph)
            .filter(|other| check_filler_label(&self.project, role, &other.label).is_ok())
            .filter_map(|other| Some((other.anchor.hull()?, other.id)))
            .filter(|(hull, _)| hull.end <= speech.content.start || speech.content.end <= hull.start)
            .min_by_key(|(hull, id)| (gap(hull.clone()), *id))
            .map(|(_, id)| id)
    }

    /// The suggestion that holds or follows an offset; after the last the first again.
    fn suggestion_from(&self, work: &Work, offset: usize) -> Result<Suggestion, Error> {
        let Some(all) = self.speeches(work) else {
            return Err(
                Error::new("quotations are still being looked for in this document").hint("try again in a moment")
            );
        };
        let first = all.partition_point(|(_, speech)| speech.content.end < offset);
        let around = all[first..].iter().chain(&all[..first]);
        let mut found = around.filter_map(|(label, speech)| self.suggestion(work, label, speech));
        found.next().ok_or_else(|| {
            let hint = if self.project.labels().all(|label| label.cues.is_empty()) {
                "no label of the project has `cues`; the template `quotations` shows how"
            } else {
                "what is annotated or was let go is not suggested again"
            };
            Error::new("no quotation is suggested in this document").hint(hint)
        })
    }

    /// The quotation with its cue, its source and how it is told, in one step.
    fn accept_suggestion(&self, suggestion: Suggestion) -> Result<Effect, Error> {
        let work = self.work_to_change()?;
        let label = self.project.label(&suggestion.label).ok_or_else(|| Error::new("its label is gone"))?;
        let not_a_span = |error: crate::text::span::SpanError| Error::new(error.to_string());
        let mut next = work.set.next_id();
        let mut transaction = Vec::new();
        let anchor = work.document.anchor([suggestion.content]).map_err(not_a_span)?;
        let mut quotation = self.new_annotation(next, &label.id, anchor);
        let mut argue = |role: &str, id: AnnotationId| {
            quotation.add_argument(Argument { role: role.to_owned(), filler: Filler::Annotation(id) });
        };
        if let Some(source) = suggestion.source {
            argue(SOURCE, source);
        }
        let cue_label = role(label, CUE).and_then(|role| self.first_filler(role));
        if let (Some(range), Some(cue_label)) = (suggestion.cue, cue_label) {
            let anchor = work.document.anchor([range.clone()]).map_err(not_a_span)?;
            let there = work.set.touching(range).find(|other| other.label == cue_label && other.anchor == anchor);
            match there {
                Some(there) => argue(CUE, there.id),
                None => {
                    next.0 += 1;
                    argue(CUE, next);
                    transaction.extend(change::adding(self.new_annotation(next, &cue_label, anchor)));
                }
            }
        }
        let manner = suggestion.manner.word();
        if let Some(asked) = label.attributes.iter().find(|asked| asked.values.iter().any(|value| value == manner)) {
            quotation.attributes.insert(asked.name.clone(), manner.to_owned());
        }
        let (id, said) = (quotation.id, format!("quoted `{}`", said_by(work, &quotation.anchor)));
        transaction.extend(change::adding(quotation));
        if work.set.progress() == Progress::New {
            transaction.push(Change::Progress { before: Progress::New, after: Progress::Started });
        }
        Ok(Effect::Change { transaction, choose: Some(id), said })
    }

    /// The first label that may play a role and stands on a span.
    fn first_filler(&self, role: &Role) -> Option<LabelId> {
        let layers = self.project.layers.iter().filter(|layer| layer.shape.takes_spans());
        let mut labels = layers.flat_map(|layer| &layer.labels).map(|label| &label.id);
        labels.find(|label| check_filler_label(&self.project, role, label).is_ok()).cloned()
    }
}

fn role<'a>(label: &'a Label, name: &str) -> Option<&'a Role> {
    label.roles.iter().find(|role| role.name == name)
}

#[cfg(test)]
mod tests {
    use crate::session::command::Command;
    use crate::tests::news;

    #[test]
    fn a_long_text_is_read_for_quotations_beside_the_window_which_then_has_them() {
        let mut session = news::session(&format!("{}قالت حداد: «جئنا لنتعلم»", "so it goes\n".repeat(7_000)));
        session.wait_for_nothing();
        let next = Command::parse("next-suggestion").unwrap();
        let refused = session.perform(&next).unwrap_err();
        assert!(refused.message.contains("still being looked for") && session.is_reading_text(), "{refused}");
        let before = session.revision();
        while session.is_reading_text() || session.revision() == before {
            std::thread::yield_now();
            session.take_requests();
        }
        session.perform(&next).unwrap();
        assert_eq!(session.selected_text(), "جئنا لنتعلم");
    }
}
