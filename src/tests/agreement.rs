//! Measures of agreement against the packages that people take them from. `data/agreement/make.py` made the values.

use serde::Deserialize;

use crate::model::annotation::{Anchor, Annotation};
use crate::model::document::Document;
use crate::model::id::{AnnotationId, AnnotatorId, DocumentId, LabelId};
use crate::model::set::{AnnotationSet, Progress};
use crate::records::project;
use crate::review::agreement::{Agreement, Key, Measure};
use crate::review::align::Alignment;
use crate::review::codings::Codings;
use crate::review::disorder::Unit;
use crate::review::gamma::{Line, gamma};
use crate::review::observed::{Labels, Observed};
use crate::review::report::{Report, Wanted};

use super::news;

/// They compute in 64 bits, as we do.
const TOLERANCE: f64 = 1e-9;

/// pygamma-agreement computes disorders in 32 bits.
const TOLERANCE_OF_PYGAMMA: f64 = 1e-5;

/// The error of the expected disorder, of itself, that we ask for, with 95 %. pygamma-agreement decides by its first 30
/// samples how many it needs, so that its own error may be somewhat more than was asked for.
const PRECISION: f64 = 0.005;

#[derive(Deserialize)]
struct Values {
    codings: Vec<CodingsCase>,
    spans: Vec<SpansCase>,
    gamma: Vec<GammaCase>,
    /// Likewise, where a unit is a document and a code its topic.
    topics: Vec<CodingsCase>,
}

#[derive(Deserialize)]
struct CodingsCase {
    rows: Vec<String>,
    sklearn_cohen: f64,
    krippendorff_alpha: f64,
    nltk_alpha: f64,
    statsmodels_fleiss: Option<f64>,
    nltk_cohen: Option<f64>,
}

#[derive(Deserialize)]
struct SpansCase {
    words: usize,
    first: Vec<Vec<(usize, usize, String)>>,
    second: Vec<Vec<(usize, usize, String)>>,
    seqeval_f1: f64,
    seqeval_labels: std::collections::BTreeMap<String, f64>,
    /// Of the first document, and of all others.
    seqeval_days: [f64; 2],
}

#[derive(Deserialize)]
struct GammaCase {
    length: usize,
    rows: Vec<Vec<(usize, usize, String)>>,
    observed: f64,
    expected: f64,
    gamma: f64,
    samples: usize,
    /// The error of the expected disorder, of itself, that it was asked for, with 95 %.
    precision: f64,
}

fn values() -> Values {
    serde_json::from_str(include_str!("data/agreement/values.json")).expect("it is as `make.py` writes it")
}

#[track_caller]
fn check(found: Option<f64>, expected: f64, tolerance: f64) {
    assert!(found.is_some_and(|found| (found - expected).abs() <= tolerance), "{found:?} is not {expected}");
}

#[test]
fn coefficients_are_those_of_scikit_learn_statsmodels_krippendorff_and_nltk() {
    for case in values().codings {
        let mut codings = Codings::new(case.rows.len());
        for unit in 0..case.rows[0].len() {
            let code = |row: &String| Some(row.as_bytes()[unit]).filter(|code| *code != b'.').map(usize::from);
            codings.add(&case.rows.iter().map(code).collect::<Vec<_>>());
        }
        check(codings.cohen(0, 1), case.sklearn_cohen, TOLERANCE);
        check(codings.alpha(), case.krippendorff_alpha, TOLERANCE);
        check(codings.alpha(), case.nltk_alpha, TOLERANCE);
        if let Some(expected) = case.statsmodels_fleiss {
            check(codings.fleiss(), expected, TOLERANCE);
        }
        if let Some(expected) = case.nltk_cohen {
            check(codings.cohen(0, 1), expected, TOLERANCE);
        }
    }
}

#[test]
fn exact_f1_of_spans_is_seqevals() {
    for case in values().spans {
        let project = news::project();
        let labels = Labels::new(&project);
        let text: String = (0..case.words).map(|word| format!("w{word:03} ")).collect();
        let document = Document::new(DocumentId::new("d"), text);
        let set = |mentions: &Vec<(usize, usize, String)>| {
            let annotation = |(at, (start, end, label)): (usize, &(usize, usize, String))| {
                let anchor = document.anchor([5 * start..5 * end - 1]).expect("it is in the text");
                Annotation::new(AnnotationId(at as u32 + 1), LabelId::new("entities", label), anchor)
            };
            let annotations = mentions.iter().enumerate().map(annotation).collect();
            let set = AnnotationSet::new(AnnotatorId::new("somebody"), document.id().clone());
            set.with_records(Progress::Finished, annotations, Vec::new(), 1).0
        };
        let observed = |(first, second)| {
            let (first, second) = (set(first), set(second));
            let sets = [&first, &second];
            let alignment = Alignment::of(&project, &sets, |_, identity| identity.to_string());
            Observed::of(&labels, &document, &sets, &alignment)
        };
        let documents: Vec<Observed> = case.first.iter().zip(&case.second).map(observed).collect();
        let all: Vec<(usize, usize)> = (0..documents.len()).map(|document| (document, 1)).collect();
        let agreement = Agreement::new(vec![AnnotatorId::new("a"), AnnotatorId::new("b")], labels, documents);
        let layer = agreement.labels.layers.iter().position(|layer| layer.id == "entities").expect("it is there");
        let key = |label| Key { layer, pair: None, label, measure: Measure::Exact };
        check(agreement.values(&[key(None)], &all)[0], case.seqeval_f1, TOLERANCE);
        for (label, expected) in case.seqeval_labels {
            let number = agreement.labels.number(&LabelId::new("entities", &label));
            check(agreement.values(&[key(number)], &all)[0], expected, TOLERANCE);
        }
        let days: Vec<String> =
            all.iter().map(|(at, _)| if *at == 0 { "2026-11-21" } else { "2026-11-22" }.to_owned()).collect();
        let report = Report::of(&agreement, &days, &Wanted { draws: 0, ..Wanted::default() }, &|| true);
        for (day, expected) in report.days.iter().zip(case.seqeval_days) {
            check(day.by_layer[0], expected, TOLERANCE);
        }
    }
}

/// A layer of topics: the codes of the cases.
const TOPICS: &str = r#"(format: 1, name: "Topics", languages: ["en"], layers: [(id: "topics", title: "Topics", shape: "topic",
    labels: [(id: "a"), (id: "b"), (id: "c"), (id: "d"), (id: "e")])])"#;

#[test]
fn coefficients_of_document_labels_are_those_of_scikit_learn_statsmodels_and_krippendorff() {
    let (project, _) = project::read(TOPICS, "project.ron", "topics").expect("it reads");
    for case in values().topics {
        let labels = Labels::new(&project);
        let observed = |unit: usize| {
            let document = Document::new(DocumentId::new(&format!("d-{unit}")), "A text");
            let set = |row: &String| {
                let set = AnnotationSet::new(AnnotatorId::new("somebody"), document.id().clone());
                let topic = &row[unit..=unit];
                if topic == "." {
                    return set;
                }
                let topic = Annotation::new(AnnotationId(1), LabelId::new("topics", topic), Anchor::Document);
                set.with_records(Progress::Finished, vec![topic], Vec::new(), 2).0
            };
            let sets: Vec<AnnotationSet> = case.rows.iter().map(set).collect();
            let sets: Vec<&AnnotationSet> = sets.iter().collect();
            let alignment = Alignment::of(&project, &sets, |_, identity| identity.to_string());
            Observed::of(&labels, &document, &sets, &alignment)
        };
        let documents: Vec<Observed> = (0..case.rows[0].len()).map(observed).collect();
        let all: Vec<(usize, usize)> = (0..documents.len()).map(|document| (document, 1)).collect();
        let names = (0..case.rows.len()).map(|rater| AnnotatorId::new(&rater.to_string())).collect();
        let agreement = Agreement::new(names, labels, documents);
        let value = |pair, measure| agreement.values(&[Key { layer: 0, pair, label: None, measure }], &all)[0];
        check(value(Some((0, 1)), Measure::Cohen), case.sklearn_cohen, TOLERANCE);
        check(value(None, Measure::Alpha), case.krippendorff_alpha, TOLERANCE);
        if let Some(expected) = case.statsmodels_fleiss {
            check(value(None, Measure::Fleiss), expected, TOLERANCE);
        }
    }
}

#[test]
fn gamma_is_that_of_pygamma_agreement_within_both_errors() {
    for case in values().gamma {
        let units = case.rows.into_iter().map(|row| {
            let unit = |(start, end, label): (usize, usize, String)| Unit {
                start,
                end,
                label: label.len() + usize::from(label.as_bytes()[0]),
            };
            row.into_iter().map(unit).collect()
        });
        let line = Line { length: case.length, units: units.collect() };
        let found = gamma(&[line], PRECISION, 3, &|| true).expect("units are marked");
        check(Some(found.observed), case.observed, TOLERANCE_OF_PYGAMMA);
        // Errors of 95 % are passed now and then: twice the errors of both (about four deviations) find a bias, not bad luck.
        // In the first case pygamma's figure and ours are 1.5 % apart; 20,000 draws of its sampler lie between them.
        let error = 2.0 * (PRECISION + case.precision);
        assert!(found.samples > 30 && found.error <= PRECISION * (1.0 - found.value));
        assert!(case.samples >= 30);
        check(Some(found.expected), case.expected, error * case.expected);
        check(Some(found.value), case.gamma, error * (1.0 - case.gamma));
    }
}
