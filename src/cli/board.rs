//! `hashiya board`: how the work on a project stands, as tables or JSON. It changes nothing on disk.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::error::counted;
use crate::model::board::{Board, DayWork, NextBy, OpenDocument, Person};
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::moment::Date;
use crate::store::board::board as read;
use crate::store::folder;

use super::arguments::Arguments;
use super::board_page;
use super::columns::{Column, isolated, table};
use super::ending::{Exit, Failure, print};
use super::onlooker::Onlooker;
use super::progress::watched;
use super::spent::time;

/// How many rows of long lists are printed; JSON has all.
const ROWS: usize = 20;

/// `hashiya board DIR [--as ANNOTATOR] [--json | --html FILE]`
pub fn board(mut arguments: Arguments<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let is_json = arguments.flag("--json");
    let page = arguments.option("--html")?;
    let onlooker = Onlooker::take(&mut arguments)?;
    let root = arguments.expect("DIR")?;
    arguments.end()?;
    if let Some(page) = page {
        board_page::write(Path::new(&root), onlooker.name(), Path::new(&page))?;
        return print(out, &format!("drew the board of {root} to {page}\n"));
    }
    let opened = folder::open(Path::new(&root))?;
    let mut board = watched("reading", |watch| read(&opened, watch))?;
    let is_blind = !opened.project.shows_all_to(onlooker.name());
    if is_blind {
        board = board.blind_for(onlooker.name());
    }
    if is_json {
        return print(out, &format!("{:#}\n", json_of(&board)));
    }
    let mut said = plain(&board);
    if is_blind {
        let name = onlooker.name();
        said.push_str(&format!(
            "\npeople work blind: how others labelled what `{name}` has not finished is left out\n"
        ));
    }
    print(out, &said)
}

fn plain(board: &Board) -> String {
    let mut out = format!(
        "{}, {}, {}\n\n",
        counted(board.documents, "document"),
        counted(board.people.len(), "annotator"),
        counted(board.works.len(), "set")
    );
    out.push_str(&people(board));
    section(&mut out, "days (UTC)", &days(board));
    section(&mut out, "time per document, the longest first", &times(board));
    section(&mut out, "labels and roles", &labels(board));
    for layer in &board.agreement {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for pair in &layer.pairs {
            let value = pair.value.map_or("–".to_owned(), |value| format!("{value:.3}"));
            let least = pair.least.as_ref().map_or(String::new(), ToString::to_string);
            rows.push(vec![pair.first.to_string(), pair.second.to_string(), pair.documents.to_string(), value, least]);
        }
        let columns = [
            Column::text("agreement"),
            Column::text(""),
            Column::number("documents"),
            Column::number(layer.measure),
            Column::text("least on"),
        ];
        section(&mut out, &layer.layer, &table(&columns, &rows));
    }
    for (by, title) in [
        (NextBy::Assigned, "next: assigned and not finished"),
        (NextBy::Unfinished, "next: begun and not finished"),
        (NextBy::Fewest, "next: fewest annotators"),
    ] {
        section(&mut out, title, &next(&board.next(by)));
    }
    let differing: Vec<Vec<String>> = board
        .differing
        .iter()
        .take(ROWS)
        .map(|found| vec![found.document.to_string(), found.differing.to_string(), found.cases.to_string()])
        .collect();
    let columns = [Column::text("document"), Column::number("differing"), Column::number("cases")];
    section(&mut out, "next: most disagreement", &cut(table(&columns, &differing), board.differing.len()));
    out.push('\n');
    let problems: String = board.findings.iter().take(ROWS).map(|found| format!("{}\n", found.problem)).collect();
    out.push_str(&cut(problems, board.findings.len()));
    out.push_str(&if board.findings.is_empty() {
        "nothing is wrong\n".to_owned()
    } else {
        format!("{} told by reading and checking everything\n", counted(board.findings.len(), "finding"))
    });
    out
}

/// A table with its title, if it says anything.
fn section(out: &mut String, title: &str, table: &str) {
    if table.lines().count() > 1 {
        out.push_str(&format!("\n{title}\n{table}"));
    }
}

/// Says how many rows are left out.
fn cut(mut table: String, all: usize) -> String {
    if all > ROWS {
        table.push_str(&format!("  … and {} more; `--json` has all\n", all - ROWS));
    }
    table
}

fn people(board: &Board) -> String {
    let row = |person: &Person| {
        vec![
            person.annotator.to_string(),
            person.finished.to_string(),
            person.started.to_string(),
            person.new.to_string(),
            person.assigned.to_string(),
            person.annotations.to_string(),
            time(person.active_ms),
        ]
    };
    let columns = [
        Column::text("annotator"),
        Column::number("finished"),
        Column::number("started"),
        Column::number("not begun"),
        Column::number("assigned"),
        Column::number("annotations"),
        Column::number("time"),
    ];
    table(&columns, &board.people.iter().map(row).collect::<Vec<_>>())
}

fn days(board: &Board) -> String {
    let mut rows = Vec::new();
    for day in board.days() {
        for person in &board.people {
            if let Some(work) = person.days.get(&day) {
                let DayWork { actions, finished, active_ms } = work;
                let name = person.annotator.to_string();
                rows.push(vec![day.to_string(), name, actions.to_string(), finished.to_string(), time(*active_ms)]);
            }
        }
    }
    let columns = [
        Column::text("day"),
        Column::text("annotator"),
        Column::number("actions"),
        Column::number("finished"),
        Column::number("time"),
    ];
    let all = rows.len();
    rows.truncate(ROWS);
    cut(table(&columns, &rows), all)
}

fn times(board: &Board) -> String {
    let mut works: Vec<_> = board.works.iter().filter(|work| work.active_ms > 0).collect();
    works.sort_by(|a, b| (b.active_ms, &a.document).cmp(&(a.active_ms, &b.document)));
    let all = works.len();
    let rows = works.iter().take(ROWS).map(|work| {
        let (document, name) = (work.document.to_string(), work.annotator.to_string());
        vec![document, name, work.progress.word().to_owned(), work.annotations.to_string(), time(work.active_ms)]
    });
    let columns = [
        Column::text("document"),
        Column::text("annotator"),
        Column::text("progress"),
        Column::number("annotations"),
        Column::number("time"),
    ];
    cut(table(&columns, &rows.collect::<Vec<_>>()), all)
}

/// A row a label, and below it one for each of its roles; a column a person.
fn labels(board: &Board) -> String {
    let mut counts: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (at, person) in board.people.iter().enumerate() {
        let mut count = |key: (String, String), count: usize| {
            counts.entry(key).or_insert_with(|| vec![0; board.people.len()])[at] += count;
        };
        person.labels.iter().for_each(|(label, found)| count((label.to_string(), String::new()), *found));
        person.roles.iter().for_each(|((label, role), found)| count((label.to_string(), role.clone()), *found));
    }
    let row = |((label, role), counts): (&(String, String), &Vec<usize>)| {
        let name = if role.is_empty() { label.clone() } else { format!("    {role}") };
        std::iter::once(name).chain(counts.iter().map(ToString::to_string)).collect()
    };
    let heads = board.people.iter().map(|person| Column::number(person.annotator.as_str()));
    let columns: Vec<Column> = std::iter::once(Column::text("label")).chain(heads).collect();
    table(&columns, &counts.iter().map(row).collect::<Vec<Vec<String>>>())
}

fn next(open: &[&OpenDocument]) -> String {
    let names = |names: &std::collections::BTreeSet<AnnotatorId>| {
        names.iter().map(|name| isolated(name.as_str())).collect::<Vec<_>>().join(", ")
    };
    let row = |open: &&OpenDocument| {
        vec![open.document.to_string(), open.begun.to_string(), names(&open.waiting_for), names(&open.started)]
    };
    let columns =
        [Column::text("document"), Column::number("annotators"), Column::text("waits for"), Column::text("begun by")];
    cut(table(&columns, &open.iter().take(ROWS).map(row).collect::<Vec<_>>()), open.len())
}

fn json_of(board: &Board) -> Value {
    let day = |(day, work): (&Date, &DayWork)| json!({"day": day.to_string(), "actions": work.actions, "finished": work.finished, "active_seconds": seconds(work.active_ms)});
    let days = |days: &BTreeMap<Date, DayWork>| days.iter().map(day).collect::<Vec<_>>();
    let people = board.people.iter().map(|person| {
        let roles = person
            .roles
            .iter()
            .map(|((label, role), count)| json!({"label": label.to_string(), "role": role, "count": count}));
        let labels: Map<String, Value> =
            person.labels.iter().map(|(label, count)| (label.to_string(), json!(count))).collect();
        json!({
            "annotator": person.annotator.as_str(), "kind": person.kind.word(), "assigned": person.assigned,
            "new": person.new, "started": person.started, "finished": person.finished,
            "annotations": person.annotations, "active_seconds": seconds(person.active_ms), "days": days(&person.days),
            "labels": labels, "roles": roles.collect::<Vec<_>>(),
        })
    });
    let works = board.works.iter().map(|work| {
        json!({
            "annotator": work.annotator.as_str(), "document": work.document.as_str(), "progress": work.progress.word(),
            "annotations": work.annotations, "active_seconds": seconds(work.active_ms), "days": days(&work.days),
        })
    });
    let agreement = board.agreement.iter().map(|layer| {
        let pairs = layer.pairs.iter().map(|pair| {
            json!({
                "annotators": [pair.first.as_str(), pair.second.as_str()], "value": pair.value,
                "documents": pair.documents, "least": pair.least.as_ref().map(DocumentId::as_str),
            })
        });
        json!({"layer": layer.layer, "measure": layer.measure, "pairs": pairs.collect::<Vec<_>>()})
    });
    let open = board.open.iter().map(|open| {
        let names = |names: &std::collections::BTreeSet<AnnotatorId>| {
            names.iter().map(|name| json!(name.as_str())).collect::<Vec<_>>()
        };
        json!({
            "document": open.document.as_str(), "waiting_for": names(&open.waiting_for),
            "started": names(&open.started), "annotators": open.begun,
        })
    });
    let differing = board
        .differing
        .iter()
        .map(|found| json!({"document": found.document.as_str(), "cases": found.cases, "differing": found.differing}));
    let problems = board.findings.iter().map(|found| {
        json!({
            "severity": found.problem.severity.word(), "place": found.problem.place, "message": found.problem.message,
            "hint": found.problem.hint, "annotator": found.annotator.as_ref().map(AnnotatorId::as_str),
            "document": found.document.as_ref().map(DocumentId::as_str),
        })
    });
    json!({
        "documents": board.documents, "annotators": people.collect::<Vec<_>>(), "sets": works.collect::<Vec<_>>(),
        "agreement": agreement.collect::<Vec<_>>(), "differing": differing.collect::<Vec<_>>(),
        "open": open.collect::<Vec<_>>(), "problems": problems.collect::<Vec<_>>(),
    })
}

/// To the tenth of a second.
fn seconds(ms: u64) -> f64 {
    (ms / 100) as f64 / 10.0
}
