//! Making a dataset, step by step: whose word counts, which text is left out, what labels are called, what belongs together,
//! which part it goes to, and the files. Documents are read twice, and never are all in memory: what must be known of all before
//! the first is written is little. The order in which documents and sets come decides nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::error::{Error, Problem, Severity, counted};
use crate::formats::bundle::{Bundle, File};
use crate::formats::drafts::learn;
use crate::formats::export::Exported;
use crate::formats::naming::shape_of;
use crate::formats::parallel;
use crate::model::annotation::Annotation;
use crate::model::id::{AnnotatorId, LabelId};
use crate::model::nearest::hint_for;
use crate::model::schema::{FORMAT_VERSION, Project};
use crate::model::set::AnnotationSet;

use super::choose::{Account, Choice, Chosen, Noted, begun};
use super::datasheet::{DATASHEET, datasheet};
use super::gold::{GOLD, Rule};
use super::manifest::{
    CutsRecord, GroupRecord, GroupsFile, LeftOut, LinkRecord, MANIFEST_VERSION, Manifest, Member, Origin, PartFacts,
    hash,
};
use super::material::{Annotated, Material, Sets, batches};
use super::measure::{Agreements, Lengths, Nesting};
use super::outlet::{Files, Outlet};
use super::parts::Writing;
use super::pool::Pool;
use super::recipe::{By, Documents, Recipe};
use super::reprints::{Features, Groups, Reprints};
use super::split::{Group, Part, split};
use super::told;

/// The file that names documents that belong together, and the one that says where zones stood.
const GROUPS: &str = "groups.json";
const CUTS: &str = "cuts.jsonl";
/// What is called so in problems.
const GROUPS_PLACE: &str = "groups";
/// A group with more than one document in so many is worth a word.
const LARGE: usize = 5;
/// Characters of a paragraph that are quoted.
const QUOTED: usize = 60;

/// A dataset whose files are written and were read back, though not where they belong.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// It names all other files.
    pub manifest: Manifest,
    pub problems: Vec<Problem>,
}

/// What all documents say, when each was read once.
struct Survey {
    noted: Vec<Noted>,
    /// The schema with the labels that it lacks, so that a format calls them the same in each part.
    schema: Project,
    reprints: Reprints,
    agreements: Agreements,
    /// Who began something.
    annotators: BTreeSet<AnnotatorId>,
    account: Account,
}

/// What one document says.
struct Looked {
    annotators: Vec<AnnotatorId>,
    account: Account,
    taken: Option<Taken>,
}

struct Taken {
    noted: Noted,
    features: Features,
    /// Annotations of labels that the schema lacks.
    unknown: Vec<Annotation>,
}

/// Makes a dataset: reads all documents once to see what is in it, and once more to write them. Fails on a name that the project
/// lacks, if no document is left, and if what is read changes meanwhile.
pub fn make(material: &Material, sets: &dyn Sets, recipe: &Recipe, outlet: &mut dyn Outlet) -> Result<Dataset, Error> {
    check_names(&material.annotators, recipe)?;
    let relabel = recipe.labels.resolve(&material.project, used(sets, recipe)?)?;
    let pool = Pool::new(&material.identities);
    let choice = Choice { material, recipe, pool: &pool, relabel: &relabel };
    let Survey { noted, schema, reprints, agreements, annotators, account } = survey(&choice, sets)?;
    check_names(&annotators.into_iter().collect::<Vec<_>>(), recipe)?;
    let (rules, mut left_out, mut problems) = (account.rules, account.left_out, material.problems.clone());
    problems.extend(account.problems);
    left_out.documents = material.documents - noted.len();
    if noted.is_empty() {
        let hint = match recipe.documents {
            Documents::Finished => "finish documents, or choose those that were begun too",
            Documents::Begun => "annotate something first",
        };
        return Err(Error::new("no document can be taken").hint(hint));
    }
    let groups = reprints.groups();
    problems.extend(large_group(&groups, &noted, &choice, sets)?);
    let parts = parts(&groups, &noted, recipe);
    problems.extend(empty_parts(&parts, recipe));

    let mut manifest = describe(&choice, &noted, &parts, &groups, left_out);
    manifest.rules = rules.into_iter().map(|(label, tally)| (label.to_string(), tally)).collect();
    manifest.agreement = agreements.measured();
    let mut files = Files::new(outlet);
    let around = around(&choice, schema);
    manifest.losses = write_parts(&choice, sets, &around, &noted, &parts, &mut files, &mut problems)?;
    files.write(&groups_file(&groups, &noted, &parts))?;
    cuts_file(&noted, recipe).map_or(Ok(()), |file| files.write(&file))?;
    manifest.files = files.facts();
    let page = File::new(DATASHEET, datasheet(&manifest));
    files.write(&page)?;
    manifest.files = files.facts();
    Ok(Dataset { manifest, problems })
}

fn check_names(known: &[AnnotatorId], recipe: &Recipe) -> Result<(), Error> {
    let by = match &recipe.by {
        By::Annotator(annotator) => Some(annotator),
        By::Rules(_) => None,
    };
    for name in by.into_iter().chain(&recipe.of) {
        if !known.contains(name) {
            let words = Rule::ALL.map(Rule::word);
            let hint = hint_for(name.as_str(), known.iter().map(AnnotatorId::as_str).chain(words));
            return Err(Error::new(format!("`{name}` has annotated nothing")).hint(hint));
        }
    }
    Ok(())
}

/// What is made of every document, in their order, several batches at a time; `work` has one document, and its place.
fn for_each<T: Send>(
    sets: &dyn Sets,
    work: impl Fn(usize, Annotated) -> T + Sync,
    mut done: impl FnMut(T),
) -> Result<(), Error> {
    for together in batches(sets, sets.len(), |at| at).chunks(parallel::at_once()) {
        let one = |place: usize| sets.read(place).map(|annotated| work(place, annotated));
        let found = parallel::map(together.to_vec(), |batch| batch.map(&one).collect::<Result<Vec<T>, Error>>());
        for found in found {
            found?.into_iter().for_each(&mut done);
        }
    }
    Ok(())
}

/// The labels of all annotations, if it matters to a map which there are.
fn used(sets: &dyn Sets, recipe: &Recipe) -> Result<BTreeSet<LabelId>, Error> {
    let mut used = BTreeSet::new();
    if recipe.labels.is_empty() {
        return Ok(used);
    }
    let labels = |annotated: &Annotated| -> BTreeSet<LabelId> {
        let all = annotated.sets.iter().flat_map(AnnotationSet::in_reading_order);
        all.map(|annotation| annotation.label.clone()).collect()
    };
    for_each(sets, |_, annotated| labels(&annotated), |labels| used.extend(labels))?;
    Ok(used)
}

/// Reads all documents, and notes what has to be known of all before one is written.
fn survey(choice: &Choice<'_>, sets: &dyn Sets) -> Result<Survey, Error> {
    let schema = choice.relabel.project(&choice.material.project);
    let known: BTreeSet<LabelId> = schema.labels().map(|label| label.id.clone()).collect();
    let mut survey = Survey {
        noted: Vec::new(),
        schema,
        reprints: Reprints::default(),
        agreements: Agreements::default(),
        annotators: BTreeSet::new(),
        account: Account::default(),
    };
    let look = |place: usize, annotated: Annotated| {
        let mut account = Account { problems: annotated.problems.clone(), ..Account::default() };
        let taken = choice.choose(&annotated, &mut account).map(|chosen| Taken {
            noted: chosen.noted(place),
            features: Features::of(chosen.document.text()),
            unknown: chosen.unknown(|label| known.contains(label)),
        });
        Looked { annotators: begun(&annotated).cloned().collect(), account, taken }
    };
    for_each(sets, look, |looked| survey.add(looked))?;
    Ok(survey)
}

impl Survey {
    fn add(&mut self, Looked { annotators, mut account, taken }: Looked) {
        self.annotators.extend(annotators);
        account.heard.take().into_iter().for_each(|heard| self.agreements.add(heard));
        self.account.add(account);
        let Some(Taken { noted, features, unknown }) = taken else { return };
        self.noted.push(noted);
        self.reprints.add(features);
        for annotation in &unknown {
            if self.schema.label(&annotation.label).is_some() {
                continue;
            }
            let shape = shape_of(&self.schema, annotation);
            learn(&mut self.schema.layers, shape, annotation, &annotation.label.label);
        }
    }
}

/// What every batch has: the schema of all parts, and the identities of whom it is made.
fn around(choice: &Choice<'_>, project: Project) -> Bundle {
    let (annotator, identities) = match &choice.recipe.by {
        By::Annotator(annotator) => (annotator.clone(), choice.material.identities.get(annotator).cloned()),
        By::Rules(_) => (AnnotatorId::new(GOLD), Some(choice.pool.identities(&AnnotatorId::new(GOLD)))),
    };
    let identities = identities.map(|known| (annotator, known)).into_iter().collect();
    Bundle { project, identities, ..Bundle::empty("") }
}

/// Reads the documents of all parts again and writes them; what the format cannot hold of them is told.
fn write_parts(
    choice: &Choice<'_>,
    sets: &dyn Sets,
    around: &Bundle,
    noted: &[Noted],
    parts: &[Part],
    files: &mut Files<'_>,
    problems: &mut Vec<Problem>,
) -> Result<Vec<String>, Error> {
    let mut losses = Vec::new();
    for part in Part::ALL {
        let members: Vec<&Noted> = noted.iter().zip(parts).filter(|(_, of)| **of == part).map(|(one, _)| one).collect();
        if members.is_empty() {
            continue;
        }
        let mut writing = Writing::new(part, choice.recipe);
        let mut whole = around.clone();
        for together in batches(sets, members.len(), |at| members[at].place).chunks(parallel::at_once()) {
            let read = |batch: Range<usize>| again(choice, sets, around, &members[batch]);
            let read: Vec<Bundle> = parallel::map(together.to_vec(), read).into_iter().collect::<Result<_, _>>()?;
            match writing.is_whole() {
                true => read.into_iter().for_each(|batch| {
                    whole.documents.extend(batch.documents);
                    whole.sets.extend(batch.sets);
                }),
                false => writing.add(&read, files)?,
            }
        }
        if writing.is_whole() {
            writing.add(&[whole], files)?;
        }
        losses.extend(told_of_part(part, &writing.finish(files)?, problems));
    }
    let counts =
        Part::ALL.map(|part| files.paths().filter(|path| path.starts_with(&format!("{}/", part.word()))).count());
    if counts.iter().all(|count| *count <= 1) {
        // One file each needs no folder.
        files.rename(|path| match (path.split_once('/'), path.rsplit_once('.')) {
            (Some((part, _)), Some((_, ending))) => format!("{part}.{ending}"),
            _ => path.to_owned(),
        })?;
    }
    Ok(losses)
}

/// A batch of documents that were noted, read again.
fn again(choice: &Choice<'_>, sets: &dyn Sets, around: &Bundle, batch: &[&Noted]) -> Result<Bundle, Error> {
    let mut bundle = around.clone();
    for noted in batch {
        let chosen = chosen_again(choice, sets, noted)?;
        bundle.documents.push(chosen.document);
        bundle.sets.push(chosen.set);
    }
    Ok(bundle)
}

fn chosen_again(choice: &Choice<'_>, sets: &dyn Sets, noted: &Noted) -> Result<Chosen, Error> {
    let chosen = choice.choose(&sets.read(noted.place)?, &mut Account::default());
    chosen.filter(|chosen| chosen.noted(noted.place) == *noted).ok_or_else(|| {
        Error::new(format!("what is said about `{}` was changed meanwhile", noted.id))
            .hint("nothing was written; do it again")
    })
}

/// What is to be said of a group so large that it spoils the shares.
fn large_group(
    groups: &Groups,
    noted: &[Noted],
    choice: &Choice<'_>,
    sets: &dyn Sets,
) -> Result<Option<Problem>, Error> {
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    (0..groups.len()).for_each(|text| *sizes.entry(groups.of(text)).or_default() += 1);
    let Some(largest) = sizes.into_values().max().filter(|size| *size > 2 && size * LARGE > noted.len()) else {
        return Ok(None);
    };
    let message = format!("{largest} of {} belong together, and so are of one part", counted(noted.len(), "document"));
    let problem = Problem::new(Severity::Note, GROUPS_PLACE, message);
    Ok(Some(match &groups.widest {
        Some(shared) if shared.texts > 2 => {
            let chosen = chosen_again(choice, sets, &noted[shared.text])?;
            let paragraph = &chosen.document.text()[shared.range.clone()];
            let quote: String = paragraph.trim().chars().take(QUOTED).collect();
            problem.hint(format!(
                "{} share the paragraph ‘{quote}…’; if it is no part of the news, mark it as a zone",
                counted(shared.texts, "document")
            ))
        }
        _ => problem,
    }))
}

/// What is to be said of parts that are to have something and have nothing.
fn empty_parts(parts: &[Part], recipe: &Recipe) -> Option<Problem> {
    let is_empty = |part: &Part| recipe.shares.of(*part) > 0 && !parts.contains(part);
    let empty: Vec<&str> = Part::ALL.into_iter().filter(is_empty).map(Part::word).collect();
    let verb = if empty.len() == 1 { "stays" } else { "stay" };
    let are = if parts.len() == 1 { "is" } else { "are" };
    let message =
        format!("{} {verb} empty: there {are} only {} in all", empty.join(" and "), counted(parts.len(), "document"));
    (!empty.is_empty()).then(|| Problem::new(Severity::Note, GROUPS_PLACE, message))
}

/// The part of each document.
fn parts(groups: &Groups, noted: &[Noted], recipe: &Recipe) -> Vec<Part> {
    let mut by_first: BTreeMap<usize, Group> = BTreeMap::new();
    for (number, one) in noted.iter().enumerate() {
        let first = groups.of(number);
        let group = by_first.entry(first).or_insert_with(|| Group {
            name: noted[first].id.to_string(),
            documents: 0,
            strata: BTreeMap::new(),
        });
        group.documents += 1;
        *group.strata.entry(format!("language {}", one.language)).or_default() += 1;
        for (label, count) in &one.labels {
            *group.strata.entry(label.to_string()).or_default() += *count as usize;
        }
    }
    let (firsts, dealt): (Vec<usize>, Vec<Group>) = by_first.into_iter().unzip();
    let found: BTreeMap<usize, Part> = firsts.into_iter().zip(split(&dealt, &recipe.shares, recipe.seed)).collect();
    (0..noted.len()).map(|number| found[&groups.of(number)]).collect()
}

/// What the format cannot hold of a part; and what else was told.
fn told_of_part(part: Part, exported: &Exported, problems: &mut Vec<Problem>) -> Vec<String> {
    let mut losses = Vec::new();
    for problem in &exported.problems {
        let problem = Problem { place: format!("{}: {}", part.word(), problem.place), ..problem.clone() };
        if problem.severity == Severity::Loss {
            losses.push(problem.to_string());
        }
        problems.push(problem);
    }
    losses
}

fn groups_file(groups: &Groups, noted: &[Noted], parts: &[Part]) -> File {
    let id = |number: usize| noted[number].id.to_string();
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
fn cuts_file(noted: &[Noted], recipe: &Recipe) -> Option<File> {
    let mut text = String::new();
    for one in noted.iter().filter(|one| !one.cuts.is_empty()) {
        let record = CutsRecord {
            id: one.id.to_string(),
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
fn describe(choice: &Choice<'_>, noted: &[Noted], parts: &[Part], groups: &Groups, left_out: LeftOut) -> Manifest {
    let Choice { material, recipe, relabel, .. } = *choice;
    let mut labels: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    for (one, part) in noted.iter().zip(parts) {
        for (label, count) in &one.labels {
            labels.entry(label.to_string()).or_default()[*part as usize] += *count as usize;
        }
    }
    let member = |(number, one): (usize, &Noted)| Member {
        id: one.id.to_string(),
        part: parts[number].word().to_owned(),
        group: noted[groups.of(number)].id.to_string(),
        annotations: one.annotations,
        source_hash: one.source_hash.clone(),
    };
    let facts = |part: Part| {
        let members = || noted.iter().zip(parts).filter(|(_, found)| **found == part).map(|(one, _)| one);
        part_facts(part, recipe, &members().collect::<Vec<_>>())
    };
    Manifest {
        format: MANIFEST_VERSION,
        made_by: format!("hashiya {}", env!("CARGO_PKG_VERSION")),
        command: format!("hashiya dataset PROJECT OUT {recipe}"),
        project: Origin {
            name: material.project.name.clone(),
            schema_format: FORMAT_VERSION,
            schema_hash: hash(material.schema.as_bytes()),
            documents: material.documents,
        },
        documents: noted.len(),
        annotations: noted.iter().map(|one| one.annotations).sum(),
        parts: Part::ALL.map(facts).to_vec(),
        labels,
        map: relabel.merged(),
        rules: BTreeMap::new(),
        left_out,
        losses: Vec::new(),
        agreement: Vec::new(),
        members: noted.iter().enumerate().map(member).collect(),
        files: Vec::new(),
    }
}

fn part_facts(part: Part, recipe: &Recipe, members: &[&Noted]) -> PartFacts {
    let mut languages: BTreeMap<String, usize> = BTreeMap::new();
    let mut nesting = Nesting::default();
    let mut mentions: Vec<usize> = Vec::new();
    for one in members {
        *languages.entry(one.language.to_string()).or_default() += 1;
        nesting.join(&one.nesting);
        mentions.extend(one.mentions.iter().map(|length| *length as usize));
    }
    PartFacts {
        name: part.word().to_owned(),
        share: recipe.shares.of(part),
        documents: members.len(),
        annotations: members.iter().map(|one| one.annotations).sum(),
        languages,
        lengths: Lengths::of(members.iter().map(|one| one.length).collect()),
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
