//! `hashiya agree`: how annotators agree, as tables or JSON, and the cases behind the figures. It changes nothing on disk.

use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};

use crate::error::{Error, counted};
use crate::model::annotation::Annotation;
use crate::model::id::LabelId;
use crate::model::nearest::hint_for;
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;
use crate::review::agreement::Measure;
use crate::review::align::Alignment;
use crate::review::behind::disagreements;
use crate::review::cases::{Case, cases};
use crate::review::report::{Cell, LayerReport, Report, Said, SelectionReport, Wanted};
use crate::session::command::review::Kind;
use crate::store::comparison::{Compared, Comparison, Measured, Scope, Sets, Told};
use crate::store::folder;
use crate::store::watch::Watch;

use super::arguments::{Arguments, usage};
use super::columns::{Column, isolated, table};
use super::ending::{Exit, Failure, print};
use super::onlooker::Onlooker;

/// Cases of every kind.
const ANY: &str = "any";

/// How many rows of what is confused are printed; JSON has all.
const MOST_CONFUSED: usize = 12;

/// `hashiya agree DIR [--by A,B] [--document D]... [--finished] [--label L] [--gamma] [--draws N] [--seed N] [--json] [--cases]
/// [--kind K] [--as A]`
pub fn agree(mut arguments: Arguments<'_>, out: &mut dyn Write, told: &mut dyn Write) -> Result<Exit, Failure> {
    let by = arguments.options("--by")?;
    let by: Vec<String> = by.iter().flat_map(|names| names.split(',')).map(|name| name.trim().to_owned()).collect();
    let documents = arguments.options("--document")?;
    let default = Wanted::default();
    let wanted = Wanted {
        label: arguments.option("--label")?,
        draws: arguments.parsed("--draws")?.unwrap_or(default.draws),
        seed: arguments.parsed("--seed")?.unwrap_or(default.seed),
        gamma: arguments.flag("--gamma"),
    };
    let sets = if arguments.flag("--finished") { Sets::Finished } else { Sets::Begun };
    let is_json = arguments.flag("--json");
    let onlooker = Onlooker::take(&mut arguments)?;
    let kind = arguments.option("--kind")?;
    let shows_cases = arguments.flag("--cases") || kind.is_some();
    let root = arguments.expect("DIR")?;
    arguments.end()?;
    let kind = match kind.as_deref() {
        None => Some(Kind::Differing),
        Some(ANY) => None,
        Some(word) => Some(Kind::from_word(word).ok_or_else(|| {
            usage(format!("there is no kind `{word}`; {}", hint_for(word, Kind::all().map(Kind::word).chain([ANY]))))
        })?),
    };
    let opened = folder::open(Path::new(&root))?;
    onlooker.refuse_all(&opened.project)?;
    refuse_unknown(&opened.project, wanted.label.as_deref())?;
    let scope = Scope { by, documents, sets };
    let (comparison, begun) = Comparison::begin(&opened.project, &opened.folder, &opened.corpus, &scope)?;
    let watch = Watch::default();
    let (report, found) = if shows_cases {
        let (lines, found) =
            comparison.each(&watch, |compared| case_lines(&comparison, compared, &wanted, kind, is_json))?;
        (lines.concat(), found)
    } else {
        let Measured { agreement, days, told } = comparison.measure(&watch)?;
        let report = Report::of(&agreement, &days, &wanted, &|| true);
        let alone = begun.alone + told.alone;
        (if is_json { json_of(&report, &wanted, alone, &[&begun, &told]) } else { plain(&report, alone) }, told)
    };
    for problem in begun.problems.iter().chain(&found.problems) {
        // What was asked for is printed in any case.
        let _ = writeln!(told, "{problem}");
    }
    print(out, &report)
}

fn refuse_unknown(project: &Project, label: Option<&str>) -> Result<(), Error> {
    let Some(label) = label else { return Ok(()) };
    let is_layer = project.layers.iter().any(|layer| layer.id == label);
    if is_layer || project.labels().any(|known| is_named(&known.id, label)) {
        return Ok(());
    }
    let names =
        project.labels().map(|known| &*known.id.label).chain(project.layers.iter().map(|layer| layer.id.as_str()));
    Err(Error::new(format!("there is no label or layer `{label}`")).hint(hint_for(label, names)))
}

fn is_named(label: &LabelId, name: &str) -> bool {
    *label.label == *name || *label.layer == *name || label.to_string() == name
}

/// The head of a measure's column.
fn head(measure: Measure) -> &'static str {
    match measure {
        Measure::Exact => "exact F1",
        Measure::Clitic => "clitics F1",
        Measure::Partial => "partial F1",
        Measure::Aligned => "aligned F1",
        Measure::Arguments => "arguments F1",
        Measure::Frames => "frames F1",
        Measure::Cohen => "Cohen's κ",
        Measure::Fleiss => "Fleiss' κ",
        Measure::Alpha => "α",
        Measure::Unitizing => "u-α",
    }
}

fn plain(report: &Report, alone: usize) -> String {
    let names: Vec<&str> = report.annotators.iter().map(|annotator| annotator.as_str()).collect();
    let mut out = format!("{} of {}", counted(report.documents.len(), "document"), names.join(", "));
    out.push_str(&match alone {
        0 => "\n".to_owned(),
        alone => format!("; {alone} more begun by one of them only\n"),
    });
    for layer in &report.layers {
        out.push_str(&format!("\n{} ({})\n", layer.id, layer.shape.word()));
        out.push_str(&layer_table(layer));
        out.push_str(&pair_table(report, layer));
        out.push_str(&label_table(report, layer));
        out.push_str(&confused_table(report, layer));
    }
    out.push_str(&format!("\n{}", selection_table(report)));
    out
}

/// The measures of all annotators, one below the other; those of two alone among them.
fn layer_table(layer: &LayerReport) -> String {
    let columns = [Column::text("measure"), Column::number("value"), Column::text("95 %")];
    let [all, pairs @ ..] = layer.rows.as_slice() else { return String::new() };
    let only = if let [only] = pairs { Some(only) } else { None };
    let mut rows = Vec::new();
    for (at, measure) in layer.measures.iter().enumerate() {
        let cell = only.map(|only| only.cells[at]).filter(|_| *measure == Measure::Cohen).unwrap_or(all.cells[at]);
        if cell.value.is_some() {
            let interval = cell.interval.map_or(String::new(), |found| format!("{:.2} … {:.2}", found.low, found.high));
            rows.push(vec![head(*measure).to_owned(), figure(cell.value), interval]);
        }
    }
    if let Some(gamma) = all.gamma {
        let samples = format!("{} of {}", counted(gamma.samples, "sample"), counted(gamma.sampled_lines, "document"));
        let error = format!("± {:.3} by {samples}", gamma.error);
        rows.push(vec!["γ".to_owned(), figure(Some(gamma.value)), error]);
    }
    table(&columns, &rows)
}

/// The measures of each pair, a row each; nothing if there is only one.
fn pair_table(report: &Report, layer: &LayerReport) -> String {
    let [_, pairs @ ..] = layer.rows.as_slice() else { return String::new() };
    if pairs.len() < 2 {
        return String::new();
    }
    let measured: Vec<usize> =
        (0..layer.measures.len()).filter(|at| pairs.iter().any(|row| row.cells[*at].value.is_some())).collect();
    let has_gamma = pairs.iter().any(|row| row.gamma.is_some());
    let mut columns = vec![Column::text("annotators"), Column::number("documents")];
    columns.extend(measured.iter().map(|at| Column::number(head(layer.measures[*at]))));
    columns.extend(has_gamma.then(|| Column::number("γ")));
    let rows = pairs.iter().map(|row| {
        let mut cells = vec![who(report, row.pair), row.documents.to_string()];
        cells.extend(measured.iter().map(|at| figure(row.cells[*at].value)));
        cells.extend(has_gamma.then(|| match row.gamma {
            Some(gamma) => format!("{} ± {:.3}", figure(Some(gamma.value)), gamma.error),
            None => figure(None),
        }));
        cells
    });
    format!("\n{}", table(&columns, &rows.collect::<Vec<_>>()))
}

fn label_table(report: &Report, layer: &LayerReport) -> String {
    let is_told = |measure: &Measure| *measure != Measure::Aligned || !layer.shape.takes_spans();
    let measured: Vec<usize> = (0..layer.measures.len())
        .filter(|at| is_told(&layer.measures[*at]) && layer.labels.iter().any(|row| row.cells[*at].value.is_some()))
        .collect();
    let mut columns = vec![Column::text("label")];
    columns.extend(report.annotators.iter().map(|annotator| Column::number(annotator.as_str())));
    columns.extend(measured.iter().map(|at| Column::number(head(layer.measures[*at]))));
    let rows = layer.labels.iter().map(|row| {
        let mut cells = vec![row.label.as_ref().map_or("?".to_owned(), |label| label.label.to_string())];
        cells.extend(row.given.iter().map(usize::to_string));
        cells.extend(measured.iter().map(|at| figure(row.cells[*at].value)));
        cells
    });
    format!("\n{}", table(&columns, &rows.collect::<Vec<_>>()))
}

/// What one annotator calls otherwise than another, the most frequent first.
fn confused_table(report: &Report, layer: &LayerReport) -> String {
    let most = layer.confused.iter().take(MOST_CONFUSED);
    let rows: Vec<Vec<String>> = most
        .map(|confusion| vec![confusion.count.to_string(), word(&confusion.first), word(&confusion.second)])
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let (first, second) = match report.annotators.as_slice() {
        [first, second] => (first.as_str(), second.as_str()),
        _ => ("one", "another"),
    };
    format!("\n{}", table(&[Column::number("times"), Column::text(first), Column::text(second)], &rows))
}

fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"))
}

fn selection_table(report: &Report) -> String {
    let mut columns =
        vec![Column::text("document"), Column::text("day"), Column::number("cases"), Column::number("differing")];
    columns.extend(report.layers.iter().map(|layer| Column::number(&layer.id)));
    let by_day = report.days.iter().filter(|_| report.days.len() > 1);
    let rows = report.documents.iter().chain(by_day).map(|line| {
        let name = line.document.as_ref().map_or_else(|| counted(line.documents, "document"), ToString::to_string);
        let day = if line.day.is_empty() { "–".to_owned() } else { line.day.clone() };
        let mut cells = vec![name, day, line.cases.to_string(), line.differing.to_string()];
        cells.extend(line.by_layer.iter().map(|value| figure(*value)));
        cells
    });
    table(&columns, &rows.collect::<Vec<_>>())
}

fn who(report: &Report, pair: Option<(usize, usize)>) -> String {
    match pair {
        None => "all".to_owned(),
        Some((first, second)) => format!("{}, {}", report.annotators[first], report.annotators[second]),
    }
}

fn word(said: &Said) -> String {
    match said {
        Said::Label(label) => label.label.to_string(),
        Said::Unknown => "?".to_owned(),
        Said::Nothing => "–".to_owned(),
    }
}

fn json_of(report: &Report, wanted: &Wanted, alone: usize, told: &[&Told]) -> String {
    let names = |pair: Option<(usize, usize)>| match pair {
        None => report.annotators.iter().map(ToString::to_string).collect::<Vec<_>>(),
        Some((first, second)) => vec![report.annotators[first].to_string(), report.annotators[second].to_string()],
    };
    let said = |said: &Said| match said {
        Said::Label(label) => json!(label.label.to_string()),
        Said::Unknown => json!("?"),
        Said::Nothing => Value::Null,
    };
    let layers = report.layers.iter().map(|layer| {
        let rows = layer.rows.iter().map(|row| {
            json!({
                "annotators": names(row.pair), "documents": row.documents, "measures": measures(layer, &row.cells),
                "gamma": row.gamma.map(|gamma| json!({
                    "value": gamma.value, "error": gamma.error, "observed": gamma.observed,
                    "expected": gamma.expected, "samples": gamma.samples, "sampled_documents": gamma.sampled_lines,
                })),
            })
        });
        let labels = layer.labels.iter().map(|row| {
            let given: serde_json::Map<String, Value> =
                report.annotators.iter().map(ToString::to_string).zip(row.given.iter().map(|count| json!(count))).collect();
            let label = row.label.as_ref().map_or("?".to_owned(), |label| label.label.to_string());
            json!({"label": label, "given": given, "measures": measures(layer, &row.cells)})
        });
        let confused = layer.confused.iter().map(
            |confusion| json!({"first": said(&confusion.first), "second": said(&confusion.second), "count": confusion.count}),
        );
        json!({
            "layer": layer.id, "shape": layer.shape.word(), "rows": rows.collect::<Vec<_>>(),
            "labels": labels.collect::<Vec<_>>(), "confused": confused.collect::<Vec<_>>(),
        })
    });
    let layer_ids: Vec<&String> = report.layers.iter().map(|layer| &layer.id).collect();
    let selection = |line: &SelectionReport| {
        let by_layer: serde_json::Map<String, Value> =
            layer_ids.iter().map(|id| (*id).clone()).zip(line.by_layer.iter().map(|value| json!(value))).collect();
        json!({
            "document": line.document.as_ref().map(ToString::to_string), "day": line.day, "documents": line.documents,
            "cases": line.cases, "differing": line.differing, "layers": by_layer,
        })
    };
    let problems: Vec<String> = told.iter().flat_map(|told| &told.problems).map(ToString::to_string).collect();
    let all = json!({
        "annotators": names(None), "draws": wanted.draws, "seed": wanted.seed, "begun_by_one": alone,
        "layers": layers.collect::<Vec<_>>(),
        "documents": report.documents.iter().map(selection).collect::<Vec<_>>(),
        "days": report.days.iter().map(selection).collect::<Vec<_>>(),
        "problems": problems,
    });
    format!("{all:#}\n")
}

fn measures(layer: &LayerReport, cells: &[Cell]) -> Value {
    let given = layer.measures.iter().zip(cells).filter(|(_, cell)| cell.value.is_some());
    let measure = |(measure, cell): (&Measure, &Cell)| {
        let found = json!({
            "value": cell.value,
            "low": cell.interval.map(|interval| interval.low),
            "high": cell.interval.map(|interval| interval.high),
        });
        (measure.word().to_owned(), found)
    };
    Value::Object(given.map(measure).collect())
}

/// The cases of a document, one a line.
fn case_lines(
    comparison: &Comparison<'_>,
    compared: &Compared,
    wanted: &Wanted,
    kind: Option<Kind>,
    is_json: bool,
) -> String {
    let present: Vec<usize> = (0..compared.sets.len()).filter(|set| compared.sets[*set].has_begun()).collect();
    let sets: Vec<&AnnotationSet> = present.iter().map(|set| &compared.sets[*set]).collect();
    let alignment = Alignment::of(comparison.project, &sets, |set, id| comparison.name_of(present[set], id));
    let disagreements = match kind {
        Some(Kind::Measured(_)) => disagreements(compared.document.text(), &sets, &alignment),
        _ => Vec::new(),
    };
    let is_wanted = |case: &Case| {
        let labels =
            || case.readings.iter().filter_map(|reading| reading.annotation.as_ref()).map(|found| &found.label);
        let is_label = |label: &LabelId| wanted.label.as_ref().is_none_or(|wanted| is_named(label, wanted));
        let differs = |measure: Measure| {
            let mut found = disagreements[case.number].iter().filter(|found| is_label(&found.label));
            found.any(|found| found.measures.contains(&measure))
        };
        kind.is_none_or(|kind| kind.is_of(&case.differences, differs))
            && wanted.label.as_ref().is_none_or(|wanted| labels().any(|label| is_named(label, wanted)))
    };
    let line = |case: &Case| {
        let who = |sets: &[usize]| {
            sets.iter().map(|set| comparison.annotators[present[*set]].to_string()).collect::<Vec<_>>()
        };
        let kinds: Vec<&str> = case.differences.iter().map(|difference| difference.word()).collect();
        let told = if kinds.is_empty() { Kind::Agreed.word().to_owned() } else { kinds.join("+") };
        let chars = |at: usize| compared.document.chars_from_bytes(at);
        let place = case.place.clone().map(|place| (chars(place.start), chars(place.end)));
        let quote = |annotation: &Annotation| {
            let spans = annotation.anchor.spans().iter().map(|span| &compared.document.text()[span.range()]);
            spans.collect::<Vec<_>>().join(" … ")
        };
        if is_json {
            let readings = case.readings.iter().map(|reading| {
                let annotation = reading.annotation.as_ref();
                json!({
                    "annotators": who(&reading.sets),
                    "id": annotation.map(|found| found.id.0),
                    "label": annotation.map(|found| found.label.to_string()),
                    "quote": annotation.map(|found| quote(found)),
                    "arguments": annotation.map(|found| arguments(found)),
                })
            });
            let line = json!({
                "document": compared.document.id().as_str(), "start": place.map(|place| place.0), "end": place.map(|place| place.1),
                "layer": case.layer, "kinds": kinds, "readings": readings.collect::<Vec<_>>(),
            });
            return format!("{line}\n");
        }
        let place = place.map_or("–".to_owned(), |(start, end)| format!("{start}–{end}"));
        let mut line = format!("{} {place} {}\n", compared.document.id(), told);
        for reading in &case.readings {
            let said = reading.annotation.as_ref().map_or("–".to_owned(), |found| {
                let arguments = arguments(found).join(", ");
                let arguments = if arguments.is_empty() { String::new() } else { format!(" {{{arguments}}}") };
                format!("{}{arguments} “{}”", found.label.label, isolated(&quote(found).replace('\n', " ")))
            });
            line.push_str(&format!(
                "    {}: {said}\n",
                who(&reading.sets).iter().map(|name| isolated(name)).collect::<Vec<_>>().join(", ")
            ));
        }
        line
    };
    cases(compared.document.text(), &sets, &alignment).iter().filter(|case| is_wanted(case)).map(line).collect()
}

fn arguments(annotation: &Annotation) -> Vec<String> {
    annotation.arguments.iter().map(|argument| format!("{}={}", argument.role, argument.filler)).collect()
}
