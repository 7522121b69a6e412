//! A reviewer's decision, as files of sets and journals have it: `made` are numbers in the set, `id` those of the source.
//!
//! ```ron
//! (verdict: "taken", by: "rana", time: "2026-11-22T02:26:11.482Z", made: [1], sources: [
//!     (annotator: "layla"),
//!     (annotator: "minh", id: 4, label: "entities/person", seen: "4f3a90b1c2d3e4f5", taken: true),
//! ])
//! ```

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::model::decision::{Decision, Said, Seen, Source, Verdict};
use crate::model::id::{AnnotationId, AnnotatorId, LabelId};
use crate::model::nearest::allowed;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DecisionRecord {
    verdict: String,
    by: String,
    time: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    made: Vec<u32>,
    sources: Vec<SourceRecord>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceRecord {
    annotator: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<u32>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    label: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    seen: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    taken: bool,
}

/// The record that says a decision.
pub(super) fn record(decision: &Decision) -> DecisionRecord {
    let source = |source: &Source| SourceRecord {
        annotator: source.annotator.to_string(),
        id: source.said.as_ref().map(|said| said.id.0),
        label: source.said.as_ref().map(|said| said.label.to_string()).unwrap_or_default(),
        seen: source.said.as_ref().map(|said| said.seen.to_string()).unwrap_or_default(),
        taken: source.is_taken,
    };
    DecisionRecord {
        verdict: decision.verdict.word().to_owned(),
        by: decision.by.to_string(),
        time: decision.time.to_string(),
        made: decision.made.iter().map(|id| id.0).collect(),
        sources: decision.sources.iter().map(source).collect(),
    }
}

/// The decision that a record says.
pub(super) fn decision_from(record: DecisionRecord) -> Result<Decision, Error> {
    let verdict = Verdict::from_word(&record.verdict).ok_or_else(|| {
        Error::new(format!("there is no verdict `{}`", record.verdict)).hint(allowed(Verdict::ALL.map(Verdict::word)))
    })?;
    let time = record.time.parse().map_err(|()| Error::new(format!("`{}` is no time", record.time)))?;
    let decision = Decision {
        verdict,
        by: AnnotatorId::new(&record.by),
        time,
        sources: record.sources.into_iter().map(source_from).collect::<Result<_, _>>()?,
        made: record.made.into_iter().map(AnnotationId).collect(),
    };
    match decision.key() {
        Some(_) => Ok(decision),
        None => Err(Error::new("none of its sources says anything")),
    }
}

fn source_from(record: SourceRecord) -> Result<Source, Error> {
    let said = match record.id {
        None => None,
        Some(id) => {
            let label = record.label.split_once('/');
            let (layer, label) = label.ok_or_else(|| Error::new(format!("`{}` is not a label", record.label)))?;
            let seen: Result<Seen, ()> = record.seen.parse();
            let seen = seen.map_err(|()| Error::new(format!("`{}` is not what was seen", record.seen)))?;
            Some(Said { id: AnnotationId(id), label: LabelId::new(layer, label), seen })
        }
    };
    Ok(Source { annotator: AnnotatorId::new(&record.annotator), said, is_taken: record.taken })
}

#[cfg(test)]
mod tests {
    use super::{DecisionRecord, decision_from, record};
    use crate::model::decision::Verdict;
    use crate::records::ron_text;

    const WRITTEN: &str = "(verdict: \"taken\", by: \"rana\", time: \"2026-11-22T02:26:11.482Z\", made: [1], \
        sources: [(annotator: \"layla\"), (annotator: \"minh\", id: 4, label: \"entities/person\", \
        seen: \"4f3a90b1c2d3e4f5\", taken: true)])";

    fn read(written: &str) -> Result<crate::model::decision::Decision, String> {
        let record: DecisionRecord = ron_text::read(written, written).map_err(|error| error.message)?;
        decision_from(record).map_err(|error| error.message)
    }

    #[test]
    fn a_decision_is_read_and_written_as_it_stood() {
        let decision = read(WRITTEN).unwrap();
        assert_eq!((decision.verdict, decision.by.as_str()), (Verdict::Taken, "rana"));
        assert_eq!(ron_text::write(&record(&decision), 0), WRITTEN);
    }

    #[test]
    fn what_is_no_decision_is_refused_with_the_reason() {
        assert_eq!(read(&WRITTEN.replace("taken\"", "took\"")).unwrap_err(), "there is no verdict `took`");
        assert_eq!(read(&WRITTEN.replace("4f3a", "")).unwrap_err(), "`90b1c2d3e4f5` is not what was seen");
        let nobody = WRITTEN.replace("id: 4, ", "");
        assert_eq!(read(&nobody).unwrap_err(), "none of its sources says anything");
    }
}
