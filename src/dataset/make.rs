//! Making a dataset, step by step: whose word counts, which text is left out, what labels are called, what belongs together,
//! which part it goes to, and the files. Values in, values out; the order in which documents and sets come decides nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::error::{Error, Problem, Severity, counted};
use crate::formats::bundle::{Bundle, File};
use crate::formats::drafts::learn;
use crate::formats::export::Exported;
use crate::formats::naming::shape_of;
use crate::formats::relabel::Relabel;
use crate::model::document::Document;
use crate::model::id::{AnnotatorId, LabelId};
use crate::model::identity::Identities;
use crate::model::nearest::hint_for;
use crate::model::schema::{FORMAT_VERSION, Project};
use crate::model::set::{AnnotationSet, Progress};

use super::datasheet::{DATASHEET, datasheet};
use super::gold::{GOLD, Gold, Rule, Tally, gold};
use super::manifest::{
    CutsRecord, FileFacts, GroupRecord, GroupsFile, LeftOut, LinkRecord, MANIFEST_VERSION, Manifest, Member, Origin,
    PartFacts, hash,
};
use super::measure::{Agreements, Lengths, Nesting};
use super::parts::written;
use super::pool::Pool;
use super::recipe::{By, Documents, Recipe};
use super::reprints::{Groups, Reprints};
use super::split::{Group, Part, split};
use super::told;
use super::zones::without_zones;

/// The file that names documents that belong together, and the one that says where zones stood.
const GROUPS: &str = "groups.json";
const CUTS: &str = "cuts.jsonl";
/// What is called so in problems.
const GROUPS_PLACE: &str = "groups";
/// A group with more than one document in so many is worth a word.
const LARGE: usize = 5;
/// Characters of a paragraph that are quoted.
const QUOTED: usize = 60;

/// What a dataset is made of.
#[derive(Debug, Clone)]
pub struct Material {
    /// All documents on which somebody began, with all sets on them and everybody's identities.
    pub bundle: Bundle,
    /// The text of `project.ron`.
    pub schema: String,
    /// How many documents the project has.
    pub documents: usize,
    /// Annotators that are programs, which rules hear only by name.
    pub programs: BTreeSet<AnnotatorId>,
    /// What was wrong when it was read.
    pub problems: Vec<Problem>,
}

/// A dataset, read back and found to say what it should, but not written yet.
#[derive(Debug, Clone)]
pub struct Dataset {
    pub manifest: Manifest,
    /// The manifest is the last.
    pub files: Vec<File>,
    pub problems: Vec<Problem>,
}

/// A document that is in the dataset.
struct Chosen {
    document: Arc<Document>,
    set: AnnotationSet,
    source_hash: String,
    cuts: Vec<Range<usize>>,
}

/// What happened on the way.
#[derive(Default)]
struct Account {
    rules: BTreeMap<LabelId, Tally>,
    left_out: LeftOut,
    agreements: Agreements,
    problems: Vec<Problem>,
}

/// Makes a dataset. Fails on a name that the project lacks, and if no document is left.
pub fn make(material: &Material, recipe: &Recipe) -> Result<Dataset, Error> {
    let bundle = &material.bundle;
    check_names(bundle, recipe)?;
    let used = bundle.sets.iter().flat_map(AnnotationSet::in_reading_order).map(|annotation| annotation.label.clone());
    let relabel = recipe.labels.resolve(&bundle.project, used.collect())?;
    let pool = Pool::new(&bundle.identities);
    let mut account = Account { problems: material.problems.clone(), ..Account::default() };
    let mut chosen: Vec<Chosen> = Vec::new();
    for (document, sets) in sorted(bundle) {
        chosen.extend(choose(material, document, &sets, &pool, recipe, &relabel, &mut account));
    }
    account.left_out.documents = material.documents - chosen.len();
    if chosen.is_empty() {
        let hint = match recipe.documents {
            Documents::Finished => "finish documents, or take those that were begun with `--unfinished`",
            Documents::Begun => "annotate something first",
        };
        return Err(Error::new("no document can be taken").hint(hint));
    }
    let mut reprints = Reprints::default();
    chosen.iter().for_each(|one| reprints.add(one.document.text()));
    let groups = reprints.groups();
    account.problems.extend(large_group(&groups, &chosen));
    let parts = parts(&groups, &chosen, recipe);
    account.problems.extend(empty_parts(&parts, recipe));

    let project = schema(&relabel.project(&bundle.project), &chosen);
    let (annotator, identities) = match &recipe.by {
        By::Annotator(annotator) => (annotator.clone(), bundle.identities.get(annotator).cloned()),
        By::Rules(_) => (AnnotatorId::new(GOLD), Some(pool.identities(&AnnotatorId::new(GOLD)))),
    };
    let identities: BTreeMap<AnnotatorId, Identities> =
        identities.map(|known| (annotator, known)).into_iter().collect();
    let around = Bundle { project, identities, ..Bundle::empty("") };
    let mut manifest = describe(material, recipe, &relabel, &chosen, &parts, &groups, account.left_out);
    manifest.rules = account.rules.into_iter().map(|(label, tally)| (label.to_string(), tally)).collect();
    manifest.agreement = account.agreements.measured();
    let beside: Vec<File> =
        std::iter::once(groups_file(&groups, &chosen, &parts)).chain(cuts_file(&chosen, recipe)).collect();
    // What is written is not kept.
    let mut members: BTreeMap<Part, Vec<Chosen>> = BTreeMap::new();
    chosen.into_iter().zip(parts).for_each(|(one, part)| members.entry(part).or_default().push(one));
    let mut exports: Vec<(Part, Exported)> = Vec::new();
    for (part, members) in members {
        let documents = members.into_iter().map(|one| (one.document, one.set));
        exports.push((part, written(recipe, &around, documents)?));
    }
    manifest.losses = losses(&exports, &mut account.problems);
    let mut files = files(exports);
    files.extend(beside);
    files.sort_by(|one, other| one.path.cmp(&other.path));
    manifest.files = files.iter().map(FileFacts::of).collect();
    let page = File::new(DATASHEET, datasheet(&manifest));
    manifest.files.insert(0, FileFacts::of(&page));
    manifest.files.sort_by(|one, other| one.path.cmp(&other.path));
    files.push(page);
    files.push(manifest.write());
    Ok(Dataset { manifest, files, problems: account.problems })
}

/// The documents by id, each with its sets by annotator.
fn sorted(bundle: &Bundle) -> Vec<(&Arc<Document>, Vec<&AnnotationSet>)> {
    let mut sorted = bundle.by_document();
    sorted.sort_by(|(one, _), (other, _)| one.id().cmp(other.id()));
    for (_, sets) in &mut sorted {
        sets.sort_by(|one, other| one.annotator().cmp(other.annotator()));
    }
    sorted
}

fn check_names(bundle: &Bundle, recipe: &Recipe) -> Result<(), Error> {
    let by = match &recipe.by {
        By::Annotator(annotator) => Some(annotator),
        By::Rules(_) => None,
    };
    let known = bundle.annotators();
    for name in by.into_iter().chain(&recipe.of) {
        if !known.contains(name) {
            let words = Rule::ALL.map(Rule::word);
            let hint = hint_for(name.as_str(), known.iter().map(AnnotatorId::as_str).chain(words));
            return Err(Error::new(format!("`{name}` has annotated nothing")).hint(hint));
        }
    }
    Ok(())
}

/// What is taken of a document, if anything is.
fn choose(
    material: &Material,
    document: &Arc<Document>,
    sets: &[&AnnotationSet],
    pool: &Pool<'_>,
    recipe: &Recipe,
    relabel: &Relabel,
    account: &mut Account,
) -> Option<Chosen> {
    let project = &material.bundle.project;
    let is_ready = |set: &AnnotationSet| recipe.documents == Documents::Begun || set.progress() == Progress::Finished;
    let is_named = |set: &AnnotationSet| match &recipe.of[..] {
        [] => !material.programs.contains(set.annotator()),
        named => named.contains(set.annotator()),
    };
    let is_gold = |set: &AnnotationSet| set.annotator().as_str() == GOLD;
    let ready: Vec<&AnnotationSet> = sets.iter().copied().filter(|set| is_ready(set)).collect();
    let heard: Vec<&AnnotationSet> = ready.iter().copied().filter(|set| !is_gold(set) && is_named(set)).collect();
    account.agreements.add(document, &heard);
    let (found, asked) = match &recipe.by {
        By::Annotator(annotator) => {
            let set = ready.into_iter().find(|set| set.annotator() == annotator)?;
            (Gold::of(set), vec![set])
        }
        By::Rules(rules) => {
            let is_half = |set: &&AnnotationSet| is_gold(set) && set.has_begun() && !is_ready(set);
            account.left_out.half_adjudicated += usize::from(sets.iter().any(is_half));
            let asked: Vec<&AnnotationSet> = ready.into_iter().filter(|set| is_gold(set) || is_named(set)).collect();
            (gold(project, &asked, pool, rules)?, asked)
        }
    };
    account.problems.extend(asked.iter().filter_map(|set| kept_back(set)));
    for (label, count) in &found.strange {
        let lost = counted(*count, "annotation");
        let message =
            format!("the project has no layer `{}`; left out, for it cannot be compared: {lost}", label.layer);
        account.problems.push(Problem::new(Severity::Loss, document.id().as_str(), message));
    }
    for (label, tally) in &found.tally {
        *account.rules.entry(label.clone()).or_default() += *tally;
    }
    let unzoned = without_zones(project, document, &found.set, recipe.zones);
    let (set, told) = relabel.set(&unzoned.set);
    let left = &mut account.left_out;
    left.zones += unzoned.cuts.len();
    add(&mut left.in_zones, &unzoned.left_out);
    add(&mut left.arguments, &unzoned.arguments);
    add(&mut left.arguments, &told.arguments);
    add(&mut left.by_map, &told.left_out);
    add(&mut left.doubles, &told.doubles);
    add(&mut left.details, &found.details);
    let source_hash = document.hash().to_string();
    Some(Chosen { document: unzoned.document, set, source_hash, cuts: unzoned.cuts })
}

fn add(all: &mut BTreeMap<String, usize>, counts: &BTreeMap<LabelId, usize>) {
    for (label, count) in counts {
        *all.entry(label.to_string()).or_default() += count;
    }
}

/// Records that do not fit their text are in no dataset.
fn kept_back(set: &AnnotationSet) -> Option<Problem> {
    let message = match set.kept().len() {
        0 => return None,
        1 => "1 record does not fit the text and is left out".to_owned(),
        several => format!("{several} records do not fit the text and are left out"),
    };
    Some(Problem::new(Severity::Loss, format!("{}/{}", set.annotator(), set.document()), message))
}

/// What is to be said of a group so large that it spoils the shares.
fn large_group(groups: &Groups, chosen: &[Chosen]) -> Option<Problem> {
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    (0..groups.len()).for_each(|text| *sizes.entry(groups.of(text)).or_default() += 1);
    let largest = sizes.into_values().max().filter(|size| *size > 2 && size * LARGE > chosen.len())?;
    let message = format!("{largest} of {} belong together, and so are of one part", counted(chosen.len(), "document"));
    let problem = Problem::new(Severity::Note, GROUPS_PLACE, message);
    Some(match &groups.widest {
        Some(shared) if shared.texts > 2 => {
            let paragraph = &chosen[shared.text].document.text()[shared.range.clone()];
            let quote: String = paragraph.trim().chars().take(QUOTED).collect();
            problem.hint(format!(
                "{} share the paragraph ‘{quote}…’; if it is no part of the news, mark it as a zone",
                counted(shared.texts, "document")
            ))
        }
        _ => problem,
    })
}

/// What is to be said of parts that are to have something and have nothing.
fn empty_parts(parts: &[Part], recipe: &Recipe) -> Option<Problem> {
    let is_empty = |part: &Part| recipe.shares.of(*part) > 0 && !parts.contains(part);
    let empty: Vec<&str> = Part::ALL.into_iter().filter(is_empty).map(Part::word).collect();
    let message = format!("there is no document for {}, of only {}", empty.join(" and "), parts.len());
    (!empty.is_empty()).then(|| Problem::new(Severity::Note, GROUPS_PLACE, message))
}

/// The part of each document.
fn parts(groups: &Groups, chosen: &[Chosen], recipe: &Recipe) -> Vec<Part> {
    let mut by_first: BTreeMap<usize, Group> = BTreeMap::new();
    for (number, one) in chosen.iter().enumerate() {
        let first = groups.of(number);
        let group = by_first.entry(first).or_insert_with(|| Group {
            name: chosen[first].document.id().to_string(),
            documents: 0,
            strata: BTreeMap::new(),
        });
        group.documents += 1;
        *group.strata.entry(format!("language {}", one.document.language())).or_default() += 1;
        for annotation in one.set.in_reading_order() {
            *group.strata.entry(annotation.label.to_string()).or_default() += 1;
        }
    }
    let (firsts, dealt): (Vec<usize>, Vec<Group>) = by_first.into_iter().unzip();
    let found: BTreeMap<usize, Part> = firsts.into_iter().zip(split(&dealt, &recipe.shares, recipe.seed)).collect();
    (0..chosen.len()).map(|number| found[&groups.of(number)]).collect()
}

/// The schema of all parts: with the labels that the project lacks, so that a format calls them the same in each.
fn schema(project: &Project, chosen: &[Chosen]) -> Project {
    let mut project = project.clone();
    for annotation in chosen.iter().flat_map(|one| one.set.in_reading_order()) {
        if project.label(&annotation.label).is_none() {
            let shape = shape_of(&project, annotation);
            learn(&mut project.layers, shape, annotation, &annotation.label.label);
        }
    }
    project
}

/// What the format cannot hold, of all parts together; and what else was told.
fn losses(exports: &[(Part, Exported)], problems: &mut Vec<Problem>) -> Vec<String> {
    let mut losses: Vec<String> = Vec::new();
    for (part, exported) in exports {
        for problem in &exported.problems {
            let problem = Problem { place: format!("{}: {}", part.word(), problem.place), ..problem.clone() };
            if problem.severity == Severity::Loss {
                losses.push(problem.to_string());
            }
            problems.push(problem);
        }
    }
    losses
}

/// The files of all parts: one each, or a folder each where a format takes several.
fn files(exports: Vec<(Part, Exported)>) -> Vec<File> {
    let has_one = exports.iter().all(|(_, exported)| exported.files.len() == 1);
    let named = |part: Part, path: &str| match path.rsplit_once('.') {
        Some((_, ending)) if has_one => format!("{}.{ending}", part.word()),
        _ => format!("{}/{path}", part.word()),
    };
    let of_part = |(part, exported): (Part, Exported)| {
        exported.files.into_iter().map(move |file| File::new(named(part, &file.path), file.bytes))
    };
    exports.into_iter().flat_map(of_part).collect()
}

fn groups_file(groups: &Groups, chosen: &[Chosen], parts: &[Part]) -> File {
    let id = |number: usize| chosen[number].document.id().to_string();
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    (0..groups.len()).for_each(|number| members.entry(groups.of(number)).or_default().push(number));
    members.retain(|_, numbers| numbers.len() > 1);
    let record = |(first, numbers): (usize, Vec<usize>)| GroupRecord {
        name: id(first),
        part: parts[first].word(),
        documents: numbers.into_iter().map(id).collect(),
    };
    let written = GroupsFile {
        groups: members.into_iter().map(record).collect(),
        links: groups.links.iter().map(|link| LinkRecord::of(link, id)).collect(),
    };
    let text = serde_json::to_string_pretty(&written).expect("groups are structs, lists and strings");
    File::new(GROUPS, text + "\n")
}

/// Where zones stood, if any were left out.
fn cuts_file(chosen: &[Chosen], recipe: &Recipe) -> Option<File> {
    let mut text = String::new();
    for one in chosen.iter().filter(|one| !one.cuts.is_empty()) {
        let record = CutsRecord {
            id: one.document.id().to_string(),
            offset_unit: "code points",
            zones: recipe.zones.word(),
            source_hash: one.source_hash.clone(),
            cuts: one.cuts.iter().map(|cut| [cut.start, cut.end]).collect(),
        };
        text.push_str(&serde_json::to_string(&record).expect("cuts are structs, lists and numbers"));
        text.push('\n');
    }
    (!text.is_empty()).then(|| File::new(CUTS, text))
}

/// The manifest without what was counted on the way, and without files.
fn describe(
    material: &Material,
    recipe: &Recipe,
    relabel: &Relabel,
    chosen: &[Chosen],
    parts: &[Part],
    groups: &Groups,
    left_out: LeftOut,
) -> Manifest {
    let mut labels: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    for (one, part) in chosen.iter().zip(parts) {
        for annotation in one.set.in_reading_order() {
            labels.entry(annotation.label.to_string()).or_default()[*part as usize] += 1;
        }
    }
    let member = |(number, one): (usize, &Chosen)| Member {
        id: one.document.id().to_string(),
        part: parts[number].word().to_owned(),
        group: chosen[groups.of(number)].document.id().to_string(),
        annotations: one.set.len(),
        source_hash: one.source_hash.clone(),
    };
    let facts = |part: Part| {
        let members = || chosen.iter().zip(parts).filter(|(_, found)| **found == part).map(|(one, _)| one);
        part_facts(part, recipe, &members().collect::<Vec<_>>())
    };
    Manifest {
        format: MANIFEST_VERSION,
        made_by: format!("hashiya {}", env!("CARGO_PKG_VERSION")),
        command: format!("hashiya dataset PROJECT OUT {recipe}"),
        project: Origin {
            name: material.bundle.project.name.clone(),
            schema_format: FORMAT_VERSION,
            schema_hash: hash(material.schema.as_bytes()),
            documents: material.documents,
        },
        documents: chosen.len(),
        annotations: chosen.iter().map(|one| one.set.len()).sum(),
        parts: Part::ALL.map(facts).to_vec(),
        labels,
        map: relabel.merged(),
        rules: BTreeMap::new(),
        left_out,
        losses: Vec::new(),
        agreement: Vec::new(),
        members: chosen.iter().enumerate().map(member).collect(),
        files: Vec::new(),
    }
}

fn part_facts(part: Part, recipe: &Recipe, members: &[&Chosen]) -> PartFacts {
    let mut languages: BTreeMap<String, usize> = BTreeMap::new();
    let mut nesting = Nesting::default();
    let mut mentions: Vec<usize> = Vec::new();
    for one in members {
        *languages.entry(one.document.language().to_owned()).or_default() += 1;
        nesting.add(&one.set);
        let hulls = one.set.in_reading_order().iter().filter_map(|annotation| annotation.anchor.hull());
        let length =
            |hull: Range<usize>| one.document.chars_from_bytes(hull.end) - one.document.chars_from_bytes(hull.start);
        mentions.extend(hulls.map(length));
    }
    PartFacts {
        name: part.word().to_owned(),
        share: recipe.shares.of(part),
        documents: members.len(),
        annotations: members.iter().map(|one| one.set.len()).sum(),
        languages,
        lengths: Lengths::of(members.iter().map(|one| one.document.chars_len()).collect()),
        mentions: Lengths::of(mentions),
        nesting,
    }
}

impl Dataset {
    /// What is worth telling whoever makes it: `check` tells what readers of files only note.
    pub fn told(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(|problem| problem.severity != Severity::Note || problem.place == GROUPS_PLACE)
    }

    /// What of the project is not in it, though nothing went wrong, in lines.
    #[must_use]
    pub fn left_out(&self) -> Vec<String> {
        told::left_out(&self.manifest)
    }

    /// The first thing that is lost.
    #[must_use]
    pub fn first_lost(&self) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.severity == Severity::Loss)
    }
}
