//! Datasets of random projects: each document once, no group split, shares kept as far as groups allow, the same bytes however
//! documents and sets are ordered; and `hashiya dataset` as a person meets it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::cli::ending::Exit;
use crate::dataset::datasheet::DATASHEET;
use crate::dataset::make::make;
use crate::dataset::manifest::{FileFacts, Manifest, hash};
use crate::dataset::material::{Annotated, Material, Sets};
use crate::dataset::outlet::Outlet;
use crate::dataset::recipe::{Documents, Recipe};
use crate::dataset::split::Part;
use crate::error::Error;
use crate::formats::bundle::File;
use crate::formats::catalogue::Format;
use crate::formats::options::Options;
use crate::model::annotation::{Annotation, Argument, Filler};
use crate::model::document::Document;
use crate::model::id::{AnnotationId, AnnotatorId, DocumentId, LabelId};
use crate::model::set::{AnnotationSet, Progress};
use crate::text::fold::folded;

use super::command_line::run;
use super::news;
use super::random::Random;
use super::scratch::Scratch;

const WORDS: [&str; 16] = [
    "وصلت",
    "مدينة",
    "Hải",
    "Phòng",
    "harbour",
    "الميناء",
    "người",
    "summit",
    "قال",
    "thành",
    "phố",
    "wheat",
    "أسعار",
    "của",
    "two",
    "وزير",
];
const PARAGRAPHS: [&str; 3] = [
    "وَصَلَت ليلى حدّاد إلى الميناء القديم صباح أمس في زيارة تستغرق ثلاثة أيام",
    "Bà Nguyễn Thu Hà đến thăm cảng Hải Phòng vào sáng hôm qua và nói rằng",
    "The harbour will be closed until Sunday, the port authority said in a statement",
];

/// Documents of random words, some with a paragraph that others have in other letters.
fn document(random: &mut Random, number: usize) -> Arc<Document> {
    let mut text = String::new();
    for _ in 0..8 + random.below(30) {
        text.push_str(WORDS[random.below(WORDS.len())]);
        text.push(if random.below(6) == 0 { '\n' } else { ' ' });
    }
    if random.below(4) == 0 {
        let normalizer = icu_normalizer::DecomposingNormalizerBorrowed::new_nfd();
        let paragraph = PARAGRAPHS[random.below(PARAGRAPHS.len())];
        let bare = paragraph.replace(['\u{64e}', '\u{651}'], "");
        let other = match random.below(4) {
            0 => normalizer.normalize(paragraph).into_owned(),
            1 => bare,
            2 => paragraph.replace(' ', "_"),
            _ => paragraph.to_uppercase(),
        };
        text.push_str(&format!("\r\n{other}\n"));
    }
    let language = ["ar", "vi", "en"][random.below(3)];
    Arc::new(Document::new(DocumentId::new(&format!("d{number:03}")), text).with_language(language))
}

fn set(random: &mut Random, document: &Document, annotator: &str) -> AnnotationSet {
    let mut annotations: Vec<Annotation> = Vec::new();
    for number in 1..=random.below(7) as u32 {
        let start = random.below(document.chars_len() - 1);
        let end = start + 1 + random.below((document.chars_len() - start).min(12));
        let span = document.span_from_chars(start..end.min(document.chars_len())).expect("it is inside");
        let label = [("entities", "person"), ("entities", "place"), ("events", "visit"), ("entities", "boilerplate")];
        let (layer, label) = label[random.below(13) / 4];
        let anchor = document.anchor([span.range()]).expect("it is a span");
        let mut annotation = Annotation::new(AnnotationId(number), LabelId::new(layer, label), anchor);
        if let (true, Some(filler)) = (layer == "events", annotations.first()) {
            annotation.add_argument(Argument { role: "agent".to_owned(), filler: Filler::Annotation(filler.id) });
        }
        annotations.push(annotation);
    }
    let progress = if random.below(5) == 0 { Progress::Started } else { Progress::Finished };
    let empty = AnnotationSet::new(AnnotatorId::new(annotator), document.id().clone());
    empty.with_records(progress, annotations, Vec::new(), 1).0
}

/// A project in memory.
#[derive(Clone)]
struct InMemory {
    material: Material,
    documents: Vec<Annotated>,
}

impl Sets for InMemory {
    fn len(&self) -> usize {
        self.documents.len()
    }

    fn bytes(&self, place: usize) -> u64 {
        self.documents[place].document.text().len() as u64
    }

    fn read(&self, place: usize) -> Result<Annotated, Error> {
        Ok(self.documents[place].clone())
    }
}

/// A dataset with its files, the manifest last.
struct Made {
    manifest: Manifest,
    files: Vec<File>,
}

#[derive(Default)]
struct Written(BTreeMap<String, Vec<u8>>);

impl Outlet for Written {
    fn add(&mut self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        self.0.entry(path.to_owned()).or_default().extend_from_slice(bytes);
        Ok(())
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), Error> {
        let bytes = self.0.remove(from).expect("it was written");
        assert_eq!(self.0.insert(to.to_owned(), bytes), None);
        Ok(())
    }
}

fn made(project: &InMemory, recipe: &Recipe) -> Result<Made, Error> {
    let mut written = Written::default();
    let manifest = make(&project.material, project, recipe, &mut written)?.manifest;
    let files = written.0.into_iter().map(|(path, bytes)| File::new(path, bytes));
    let files = files.chain([manifest.write()]).collect();
    Ok(Made { manifest, files })
}

fn material(random: &mut Random) -> InMemory {
    let mut all = Vec::new();
    for number in 0..3 + random.below(40) {
        let document = document(random, number);
        let first = set(random, &document, "a");
        let mut sets = Vec::new();
        for annotator in ["b", "c", "gold"] {
            match random.below(4) {
                // Who agrees, who says something else, and who has not begun.
                0 => {
                    let annotations = first.in_reading_order().iter().map(|one| Annotation::clone(one)).collect();
                    let empty = AnnotationSet::new(AnnotatorId::new(annotator), document.id().clone());
                    sets.push(empty.with_records(Progress::Finished, annotations, Vec::new(), 1).0);
                }
                1 => sets.push(set(random, &document, annotator)),
                _ => {}
            }
        }
        sets.push(first);
        sets.sort_by(|one, other| one.annotator().cmp(other.annotator()));
        all.push(Annotated { document, sets, problems: Vec::new() });
    }
    let material = Material {
        project: news::project(),
        schema: "layers".to_owned(),
        documents: all.len(),
        annotators: ["a", "b", "c", "gold"].map(AnnotatorId::new).to_vec(),
        programs: BTreeSet::new(),
        identities: BTreeMap::new(),
        problems: Vec::new(),
    };
    InMemory { material, documents: all }
}

fn recipe(random: &mut Random) -> Recipe {
    let mut recipe = Recipe { seed: random.below(1000) as u64, documents: Documents::Begun, ..Recipe::default() };
    recipe.set("--shares", ["80,10,10", "1,1,1", "9,0,1", "60,20,20"][random.below(4)]).unwrap();
    recipe.set("--by", ["rule", "a", "unanimous,majority", "majority"][random.below(4)]).unwrap();
    recipe.set("--zones", ["cut", "mask", "keep"][random.below(3)]).unwrap();
    recipe.set("--map", ["", "person=PER,place=-", "person+place=NAME", "visit=GO,*=-"][random.below(4)]).unwrap();
    recipe.set("--format", ["jsonl", "json", "brat", "label-studio"][random.below(4)]).unwrap();
    recipe
}

/// The texts that a dataset's files hold, by document, with the part.
fn texts(made: &Made, format: Format) -> Vec<(String, Part, String)> {
    let mut found = Vec::new();
    for part in Part::ALL {
        let begins = |path: &str| {
            path.starts_with(&format!("{}.", part.word())) || path.starts_with(&format!("{}/", part.word()))
        };
        let files: Vec<File> = made
            .files
            .iter()
            .filter(|file| begins(&file.path))
            .cloned()
            .map(|file| {
                let path = file.path.strip_prefix(&format!("{}/", part.word())).unwrap_or(&file.path).to_owned();
                File { path, ..file }
            })
            .collect();
        if !files.is_empty() {
            let (bundle, _) = (format.entry().read)(&files, &Options::default());
            found.extend(
                bundle.documents.iter().map(|document| (document.id().to_string(), part, document.text().to_string())),
            );
        }
    }
    found.sort();
    found
}

/// The letters of each paragraph that is long enough to tell.
fn paragraphs(text: &str) -> BTreeSet<String> {
    let letters = |line: &str| folded(line).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    text.lines().map(letters).filter(|line| line.chars().count() >= 40).collect()
}

#[test]
fn each_document_is_once_in_it_and_no_repeated_paragraph_is_in_two_parts() {
    for seed in 0..40 {
        let mut random = Random::new(seed);
        let (material, recipe) = (material(&mut random), recipe(&mut random));
        let made = made(&material, &recipe).unwrap();
        let manifest = &made.manifest;
        let found = texts(&made, recipe.format);
        let written: Vec<(&str, &str)> = found.iter().map(|(id, part, _)| (id.as_str(), part.word())).collect();
        let members: Vec<(&str, &str)> =
            manifest.members.iter().map(|member| (member.id.as_str(), member.part.as_str())).collect();
        assert_eq!(written, members, "{seed}: {recipe}");
        assert_eq!(manifest.left_out.documents + members.len(), material.documents.len());
        let mut part_of: BTreeMap<String, Part> = BTreeMap::new();
        for (id, part, text) in &found {
            for paragraph in paragraphs(text) {
                let before = part_of.insert(paragraph, *part);
                assert!(
                    before.is_none_or(|before| before == *part),
                    "{seed}: {id} repeats a paragraph of another part"
                );
            }
        }
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        manifest.members.iter().for_each(|member| *sizes.entry(&member.group).or_default() += 1);
        let largest = sizes.into_values().max().unwrap_or_default();
        let sum: usize = Part::ALL.map(|part| usize::from(recipe.shares.of(part))).iter().sum();
        for part in Part::ALL {
            let share = usize::from(recipe.shares.of(part));
            let documents = manifest.parts[part as usize].documents;
            assert!(documents * sum < share * members.len() + largest * sum, "{seed}: {part:?} of {}", recipe.shares);
        }
    }
}

/// A project whose texts come in other batches.
struct Cut<'a> {
    project: &'a InMemory,
    bytes: u64,
}

impl Sets for Cut<'_> {
    fn len(&self) -> usize {
        self.project.len()
    }

    fn bytes(&self, _place: usize) -> u64 {
        self.bytes
    }

    fn read(&self, place: usize) -> Result<Annotated, Error> {
        self.project.read(place)
    }
}

#[test]
fn where_batches_are_cut_changes_no_byte() {
    for seed in 0..20 {
        let mut random = Random::new(seed);
        let (project, recipe) = (material(&mut random), recipe(&mut random));
        let whole = made(&project, &recipe).unwrap();
        for (facts, file) in whole.manifest.files.iter().zip(sorted(&whole.files)) {
            let of_file = FileFacts { path: file.path.clone(), bytes: file.bytes.len(), hash: hash(&file.bytes) };
            assert_eq!(*facts, of_file);
        }
        for bytes in [200_000, 1 << 30] {
            let mut written = Written::default();
            make(&project.material, &Cut { project: &project, bytes }, &recipe, &mut written).unwrap();
            let files: Vec<File> = written.0.into_iter().map(|(path, bytes)| File::new(path, bytes)).collect();
            assert!(files.iter().eq(sorted(&whole.files)), "{seed}: {recipe}");
        }
    }
}

/// A project in which somebody annotates while a dataset is made of it.
struct Changing<'a> {
    project: &'a InMemory,
    reads: AtomicUsize,
}

impl Sets for Changing<'_> {
    fn len(&self) -> usize {
        self.project.len()
    }

    fn bytes(&self, place: usize) -> u64 {
        self.project.bytes(place)
    }

    fn read(&self, place: usize) -> Result<Annotated, Error> {
        let mut read = self.project.read(place)?;
        if self.reads.fetch_add(1, Ordering::Relaxed) >= self.len() {
            read.sets
                .iter_mut()
                .for_each(|set| *set = AnnotationSet::new(set.annotator().clone(), set.document().clone()));
        }
        Ok(read)
    }
}

#[test]
fn what_changes_while_a_dataset_is_made_is_noticed() {
    let project = material(&mut Random::new(4));
    let recipe = Recipe { documents: Documents::Begun, ..Recipe::default() };
    let changing = Changing { project: &project, reads: AtomicUsize::new(0) };
    let error = make(&project.material, &changing, &recipe, &mut Written::default()).unwrap_err();
    assert!(error.message.contains("was changed meanwhile"), "{error}");
}

/// The files but for the manifest, by path.
fn sorted(files: &[File]) -> Vec<&File> {
    let mut sorted: Vec<&File> = files.iter().filter(|file| file.path != "manifest.json").collect();
    sorted.sort_by(|one, other| one.path.cmp(&other.path));
    sorted
}

/// A project of news on two subjects by two people and a reviewer, its texts in one file in an order.
fn project(name: &str, is_reversed: bool) -> Scratch {
    let scratch = Scratch::new(name);
    let mut lines: Vec<String> = (0..10)
        .map(|number| {
            format!("{{\"id\": \"n{number}\", \"outlet\": \"Coast\", \"text\": \"Layla x{number} Haifa x{number} y{number} z{number}\"}}\n")
        })
        .collect();
    if is_reversed {
        lines.reverse();
    }
    scratch.write("project/documents/news.jsonl", lines.concat());
    assert_eq!(run(&scratch, "new DIR/project --name News").0, Exit::Done);
    for (annotator, label) in [("layla", "person"), ("minh", "person"), ("omar", "organization"), ("gold", "place")] {
        let documents = if annotator == "gold" { 1 } else { 9 };
        let mut script = String::new();
        for number in 0..documents {
            script.push_str(&format!(
                "open n{number}\nselect \"Layla\"\nlabel {label}\nselect \"Haifa\"\nlabel place\nset-progress finished\n"
            ));
        }
        scratch.write("script", script);
        assert_eq!(run(&scratch, &format!("run DIR/project DIR/script --as {annotator}")).0, Exit::Done);
    }
    scratch
}

#[test]
fn a_dataset_is_made_told_and_the_same_for_the_same_project() {
    let scratch = project("dataset", false);
    let (exit, out, told) = run(&scratch, "dataset DIR/project DIR/gold --shares 8,1,1 --map person=PER");
    assert_eq!((exit, out.as_str()), (Exit::Done, ""), "{told}");
    let expected = "\
        entities/organization: left out: 8 outvoted\n\
        entities/person: 8 by majority\n\
        entities/place: 2 adjudicated, 8 unanimous\n\
        left out: 1 document that nobody whose word counts has finished\n\
        made a dataset of 9 documents with 18 annotations: train 7, dev 1, test 1; written to DIR/gold, read back and compared\n";
    assert_eq!(told, expected);
    let manifest = Manifest::read(scratch.read("gold/manifest.json").as_bytes()).unwrap();
    assert_eq!(manifest.labels["entities/PER"].iter().sum::<usize>(), 8);
    assert!(scratch.read("gold/DATASHEET.md").contains("| `entities/PER` |"));
    let other = project("dataset-reversed", true);
    assert_eq!(run(&other, "dataset DIR/project DIR/elsewhere --shares 8,1,1 --map person=PER").0, Exit::Done);
    for file in manifest.files.iter().map(|file| file.path.as_str()).chain(["manifest.json"]) {
        let (one, another) = (scratch.read(&format!("gold/{file}")), other.read(&format!("elsewhere/{file}")));
        assert_eq!(one, another, "{file}");
        assert!(!one.contains(&*scratch.path().to_string_lossy()));
    }
}

#[test]
fn labels_may_stand_in_a_file_and_who_repeats_others_is_told() {
    let scratch = Scratch::new("dataset-file");
    for name in ["a", "b", "c"] {
        let text = if name == "c" { "Layla elsewhere" } else { "Layla went to Haifa with nine others of the port" };
        scratch.write(&format!("p/{name}.txt"), text);
    }
    run(&scratch, "new DIR/p");
    let script: String = ["a", "b", "c"]
        .map(|name| format!("open {name}\nselect \"Layla\"\nlabel person\nset-progress finished\n"))
        .concat();
    scratch.write("script", script);
    assert_eq!(run(&scratch, "run DIR/p DIR/script --as layla").0, Exit::Done);
    scratch.write("labels.ron", "{\"PER\": [\"person\"]}");
    let (exit, _, told) =
        run(&scratch, "dataset DIR/p DIR/gold --map DIR/labels.ron --format csv --spreadsheet --fields text=body");
    assert!(
        told.contains(
            "2 documents repeat others, in 1 group, the largest that of `a` with 2; `groups.json` names them"
        ),
        "{told}"
    );
    assert_eq!(exit, Exit::Done, "{told}");
    let manifest = Manifest::read(scratch.read("gold/manifest.json").as_bytes()).unwrap();
    assert!(manifest.command.ends_with("--map person=PER --fields text=body --spreadsheet"), "{}", manifest.command);
    assert!(
        scratch.read("gold/train.csv").starts_with("\u{feff}id,") && scratch.read("gold/train.csv").contains(",body")
    );
    scratch.write("labels.ron", "{\"PER\": \"person\"}");
    let (exit, _, told) = run(&scratch, "dataset DIR/p DIR/gold --map DIR/labels.ron");
    assert!(exit == Exit::Failed && told.contains("labels.ron:1:9: "), "{told}");
}

#[test]
fn another_dataset_replaces_the_first_and_nothing_else_is_written_over() {
    let scratch = project("dataset-again", false);
    assert_eq!(run(&scratch, "dataset DIR/project DIR/gold --format brat").0, Exit::Failed);
    assert!(scratch.path().join("gold/train/annotation.conf").exists());
    assert_eq!(run(&scratch, "dataset DIR/project DIR/gold --shares 1,0,0").0, Exit::Done);
    let mut files = scratch.files_below("gold");
    files.sort();
    assert_eq!(files, ["gold/DATASHEET.md", "gold/groups.json", "gold/manifest.json", "gold/train.jsonl"]);
    let (exit, _, told) = run(&scratch, "dataset DIR/project DIR/project");
    assert_eq!(exit, Exit::Failed);
    assert!(told.contains("it holds something that is no dataset of ours"), "{told}");
}

#[test]
fn what_would_be_lost_or_makes_no_sense_is_refused() {
    let scratch = project("dataset-refused", false);
    let refused = |line: &str| {
        let (exit, _, told) = run(&scratch, &format!("dataset DIR/project DIR/gold {line}"));
        assert!(!scratch.path().join("gold").exists());
        (exit, told)
    };
    let (exit, told) = refused("--format brat --strict");
    assert_eq!(
        (exit, told.starts_with("hashiya: nothing was written, for something would be lost: train: brat")),
        (Exit::Failed, true),
        "{told}"
    );
    let slips = [
        (
            "--by layal",
            Exit::Failed,
            "hashiya: cannot make a dataset of DIR/project: `layal` has annotated nothing; did you mean `layla`?\n",
        ),
        (
            "--map persn=PER",
            Exit::Failed,
            "hashiya: cannot make a dataset of DIR/project: there is no label `persn`; did you mean `person`?\n",
        ),
        ("--zones cutt", Exit::Unusable, "hashiya: zones cannot be `cutt`; did you mean `cut`?\n"),
    ];
    for (line, exit, told) in slips {
        assert_eq!(refused(line), (exit, told.to_owned()));
    }
}

#[test]
fn programs_are_heard_by_name_alone() {
    let mut material = material(&mut Random::new(4));
    material.material.programs.insert(AnnotatorId::new("b"));
    let counts = |option: &str, names: &str| {
        let mut recipe = Recipe { documents: Documents::Begun, ..Recipe::default() };
        recipe.set(option, names).unwrap();
        made(&material, &recipe).unwrap().manifest.rules
    };
    assert_eq!(counts("--by", "rule"), counts("--of", "a,c"));
    assert_ne!(counts("--by", "rule"), counts("--of", "a,b,c"));
}

#[test]
fn a_script_makes_a_dataset_of_what_was_just_done() {
    let scratch = project("dataset-script", false);
    let gold = scratch.path().join("gold").display().to_string();
    scratch.write("script", format!("open n9\nset-progress finished\ndataset \"{gold}\" --by layla --shares 1,1,1\n"));
    let (exit, out, told) = run(&scratch, "run DIR/project DIR/script --as layla");
    assert_eq!((exit, told.as_str()), (Exit::Done, ""), "{out}");
    let manifest = Manifest::read(scratch.read("gold/manifest.json").as_bytes()).unwrap();
    assert_eq!((manifest.documents, manifest.rules.len()), (10, 0));
    assert!(manifest.command.ends_with("--by layla --shares 1,1,1 --seed 1 --zones cut"), "{}", manifest.command);
}

/// The hash of all that is in datasets of random projects, but for the version of this program.
fn everything() -> String {
    let mut hasher = blake3::Hasher::new();
    for seed in 0..40 {
        let mut random = Random::new(seed);
        let (material, recipe) = (material(&mut random), recipe(&mut random));
        let made = made(&material, &recipe).unwrap();
        let mut manifest = made.manifest.clone();
        manifest.made_by.clear();
        manifest.files.retain(|facts| facts.path != DATASHEET);
        hasher.update(&manifest.write().bytes);
        for file in sorted(&made.files).into_iter().filter(|file| file.path != DATASHEET) {
            hasher.update(file.path.as_bytes()).update(&file.bytes);
        }
    }
    hasher.finalize().to_string()
}

#[test]
fn the_same_projects_give_the_same_bytes_from_version_to_version() {
    // Another hash is to be expected only if a format, the rules or the manifest changed on purpose.
    assert_eq!(everything(), "990a316b5f9c09f3ff14f3e7d919f7fd36a2fb3a86eda6ee350a4d033ebb5109");
}
