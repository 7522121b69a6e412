//! Reading how the work on a project stands: every set and every journal, by several threads, each looked at and let go again.
//! Nothing on disk is changed.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::error::{Error, Problem, Severity};
use crate::model::annotator::AnnotatorKind;
use crate::model::assignment::Assignments;
use crate::model::board::{Action, Board, Differing, Finding, LayerAgreement, Pair, Seen};
use crate::model::check::{check_project, check_set_but};
use crate::model::check_identities::check_mentions;
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::identity::Identities;
use crate::model::left_behind::LeftBehind;
use crate::model::schema::Shape;
use crate::model::uses::Uses;
use crate::records::journal::action_in;
use crate::review::agreement::{Agreement, Key, Measure};
use crate::review::observed::Labels;

use super::assignments::ASSIGNMENTS_FILE;
use super::comparison::{Comparison, Scope};
use super::folder::{Opened, Purpose};
use super::journal;
use super::watch::Watch;

/// Everything of a document that the board is made of.
struct Read {
    seen: Vec<Seen>,
    findings: Vec<Finding>,
    /// What each annotator's set uses of the schema.
    uses: Vec<(AnnotatorId, Uses)>,
}

/// What is known of the people whose sets are read.
#[derive(Default)]
struct People<'a> {
    identities: BTreeMap<&'a AnnotatorId, Identities>,
    left_behind: BTreeMap<&'a AnnotatorId, Vec<LeftBehind>>,
}

/// How the work on a project stands. Sets that cannot be read are among what is found wrong.
pub fn board(opened: &Opened, watch: &Watch) -> Result<Board, Error> {
    let (folder, corpus, project) = (&opened.folder, &opened.corpus, &opened.project);
    let annotators = folder.annotators()?;
    let mut told = check_project(project);
    told.extend(opened.problems.iter().cloned());
    let documents: Vec<DocumentId> = corpus.summaries().map(|summary| summary.id.clone()).collect();
    let assignments = match folder.read_assignments() {
        Ok((assignments, _)) => {
            told.extend(assignments.check(ASSIGNMENTS_FILE, &documents.iter().collect::<Vec<_>>(), &annotators));
            assignments
        }
        Err(error) => {
            told.push(Problem::new(Severity::Wrong, ASSIGNMENTS_FILE, error.to_string()));
            Assignments::default()
        }
    };
    let renamings = folder.renamings(&annotators, watch)?;
    let (mut places, mut kinds, mut people) = (Vec::new(), BTreeMap::new(), People::default());
    for annotator in &annotators {
        told.extend(folder.check_annotator(annotator));
        kinds.insert(annotator.clone(), folder.annotator_kind(annotator));
        let (found, strays) = folder.sets(annotator, corpus)?;
        told.extend(strays);
        people.left_behind.insert(annotator, renamings.left_behind(project, annotator));
        places.extend(found.into_iter().map(|place| (place, annotator)));
        match folder.read_identities(annotator, Purpose::Look) {
            Ok((known, problems)) => {
                told.extend(problems);
                people.identities.insert(annotator, known);
            }
            Err(error) => {
                told.push(Problem::new(Severity::Wrong, format!("{annotator}/identities"), error.to_string()));
            }
        }
    }
    places.sort();
    let of_documents: Vec<&[(usize, &AnnotatorId)]> = places.chunk_by(|(one, _), (other, _)| one == other).collect();
    watch.begin(places.len());
    let read = in_threads(&of_documents, |sets| read_document(opened, sets, &people, watch))?;
    let whole_project = |problem| Finding { problem, annotator: None, document: None, annotation: None };
    let mut findings: Vec<Finding> = told.into_iter().map(whole_project).collect();
    let mut seen = Vec::new();
    let mut uses: BTreeMap<AnnotatorId, Uses> = BTreeMap::new();
    for Read { seen: of_document, findings: found, uses: of_sets } in read {
        seen.extend(of_document);
        findings.extend(found);
        for (annotator, of_set) in of_sets {
            uses.entry(annotator).or_default().join(&of_set);
        }
    }
    for (annotator, uses) in uses {
        let told = renamings.check(project, &annotator, &uses);
        let finding =
            |problem| Finding { problem, annotator: Some(annotator.clone()), document: None, annotation: None };
        findings.extend(told.into_iter().map(finding));
    }
    findings.sort_by_key(|found| found.problem.severity);
    let mut board = Board::of(&documents, seen, &assignments, &kinds);
    board.findings = findings;
    (board.agreement, board.differing) = agreement(opened, &kinds, watch)?;
    Ok(board)
}

/// What `look` finds, in order; fails as the first that fails.
fn in_threads<T: Sync, R: Send>(all: &[T], look: impl Fn(&T) -> Result<R, Error> + Sync) -> Result<Vec<R>, Error> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            match all.get(at) {
                Some(one) => found.push((at, look(one)?)),
                None => return Ok(found),
            }
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let parts: Vec<Result<Vec<(usize, R)>, Error>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().expect("reading does not panic")).collect()
    });
    let mut found = Vec::with_capacity(all.len());
    for part in parts {
        found.extend(part?);
    }
    found.sort_by_key(|(at, _)| *at);
    Ok(found.into_iter().map(|(_, found)| found).collect())
}

fn read_document(
    opened: &Opened,
    sets: &[(usize, &AnnotatorId)],
    people: &People<'_>,
    watch: &Watch,
) -> Result<Read, Error> {
    let Opened { folder, corpus, project, .. } = opened;
    let mut read = Read { seen: Vec::new(), findings: Vec::new(), uses: Vec::new() };
    let Some((place, _)) = sets.first() else {
        return Ok(read);
    };
    let document = match corpus.load(*place) {
        Ok(document) => document,
        Err(error) => {
            watch.advance(sets.len())?;
            let document = corpus.summaries().nth(*place).map(|summary| summary.id.clone());
            let name = document.as_ref().map_or("documents", DocumentId::as_str);
            let problem = Problem::new(Severity::Loss, name, error.to_string());
            read.findings.push(Finding { problem, annotator: None, document, annotation: None });
            return Ok(read);
        }
    };
    for (_, annotator) in sets {
        watch.step()?;
        match folder.read_set(annotator, &document, Purpose::Look) {
            Ok((set, mut problems)) => {
                let left_behind = people.left_behind.get(annotator).map(Vec::as_slice).unwrap_or_default();
                problems.extend(check_set_but(project, &document, &set, left_behind));
                if !left_behind.is_empty() {
                    let mut uses = Uses::default();
                    uses.add_set(&set);
                    read.uses.push(((*annotator).clone(), uses));
                }
                problems.extend(
                    people.identities.get(annotator).iter().flat_map(|known| check_mentions(project, known, &set)),
                );
                let finding = |problem| Finding::of_set(problem, annotator, document.id());
                read.findings.extend(problems.into_iter().map(finding));
                if set.has_begun() {
                    let state = folder.set_path(annotator, document.id());
                    read.seen.push(Seen::of(&set, actions(&journal::path_of(&state))));
                }
            }
            Err(error) => {
                let problem =
                    Problem::new(Severity::Wrong, format!("{annotator}/{}", document.id()), error.to_string());
                read.findings.push(Finding::of_set(problem, annotator, document.id()));
            }
        }
    }
    Ok(read)
}

/// What was done, as far as the journal's sums are right. A journal that is not there or is damaged is told where its set is read.
fn actions(path: &Path) -> Vec<Action> {
    let Ok(Some(Ok(journal))) = journal::read(path) else {
        return Vec::new();
    };
    journal.lines().filter_map(|(body, _)| action_in(body)).collect()
}

/// How people agree two by two, and on which documents they differ most. Programs are compared too.
fn agreement(
    opened: &Opened,
    kinds: &BTreeMap<AnnotatorId, AnnotatorKind>,
    watch: &Watch,
) -> Result<(Vec<LayerAgreement>, Vec<Differing>), Error> {
    let mut names = Vec::new();
    for annotator in kinds.keys() {
        if !opened.folder.sets(annotator, &opened.corpus)?.0.is_empty() {
            names.push(annotator.to_string());
        }
    }
    if names.len() < 2 {
        return Ok((Vec::new(), Vec::new()));
    }
    // What is wrong with what is read has been found already.
    let scope = Scope { by: names, ..Scope::default() };
    let (comparison, _) = Comparison::begin(&opened.project, &opened.folder, &opened.corpus, &scope)?;
    let labels = Labels::new(&opened.project);
    let (observed, _) = comparison.observe(&labels, watch)?;
    let observed: Vec<_> = observed.into_iter().map(|(observed, _)| observed).collect();
    let differs = observed.iter().filter(|observed| observed.differing > 0);
    let mut differing: Vec<Differing> = differs
        .map(|observed| Differing {
            document: observed.document.clone(),
            cases: observed.cases,
            differing: observed.differing,
        })
        .collect();
    differing.sort_by(|a, b| (b.differing, &a.document).cmp(&(a.differing, &b.document)));
    let agreement = Agreement::new(comparison.annotators.clone(), labels, observed);
    Ok((layers(&agreement, watch)?, differing))
}

fn layers(agreement: &Agreement, watch: &Watch) -> Result<Vec<LayerAgreement>, Error> {
    let wanted = |key: &Key| {
        let measure = measure_of(agreement.labels.layers[key.layer].shape);
        key.pair.is_some() && key.label.is_none() && key.measure == measure
    };
    let keys: Vec<Key> = agreement.keys().into_iter().filter(wanted).collect();
    let documents: Vec<(usize, usize)> = (0..agreement.documents().len()).map(|at| (at, 1)).collect();
    let values = agreement.values(&keys, &documents);
    let mut least: Vec<Option<(f64, usize)>> = vec![None; keys.len()];
    watch.begin(documents.len());
    for at in 0..documents.len() {
        watch.step()?;
        for (least, value) in least.iter_mut().zip(agreement.values(&keys, &[(at, 1)])) {
            if let Some(value) = value.filter(|value| least.is_none_or(|(lowest, _)| *value < lowest)) {
                *least = Some((value, at));
            }
        }
    }
    let mut found: Vec<LayerAgreement> = Vec::new();
    for ((key, value), least) in keys.iter().zip(values).zip(least) {
        let (layer, Some((first, second))) = (&agreement.labels.layers[key.layer], key.pair) else {
            continue;
        };
        let pair = Pair {
            first: agreement.annotators[first].clone(),
            second: agreement.annotators[second].clone(),
            value,
            documents: agreement.shared_documents(key.pair),
            least: least.map(|(_, at)| agreement.documents()[at].document.clone()),
        };
        match found.last_mut().filter(|last| last.layer == layer.id) {
            Some(last) => last.pairs.push(pair),
            None => {
                let (layer, measure) = (layer.id.clone(), key.measure.word());
                found.push(LayerAgreement { layer, measure, pairs: vec![pair] });
            }
        }
    }
    Ok(found)
}

/// Mentions, triggers and polarities are compared with their borders, relations with their arguments, and labels of documents with
/// chance taken out.
fn measure_of(shape: Shape) -> Measure {
    match shape {
        Shape::Entity | Shape::Event | Shape::Stance => Measure::Exact,
        Shape::Relation => Measure::Frames,
        Shape::Topic => Measure::Cohen,
    }
}
