//! Writing what was looked at into a project, all or nothing: everything is written into a folder of its own first, then
//! moved to its place, with the record of where it came from last. What a crash leaves behind is finished or cleared away the
//! next time. Annotations are never touched.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::error::{Error, Problem, Severity, counted};
use crate::formats::taking::Taking;
use crate::records::sources::{self, Added, Source};

use super::add::Plan;
use super::candidate::{Candidate, Verdict};
use super::clock;
use super::examine::take;
use super::files::{self, MadeFolders};
use super::known::Known;
use super::named::Kind;
use super::sources::SOURCES;
use super::steady::Steady;
use super::user;
use super::watch::Watch;

/// How the folder begins in which texts are written before they are moved.
const STAGING: &str = ".adding-";
/// In that folder: held while somebody is at work in it.
const LOCK: &str = ".lock";
/// In that folder: the record, written when everything else is.
const RECORD: &str = ".record";

/// What was added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub documents: usize,
    pub files: usize,
    /// Documents that are there already, with the same text.
    pub there: usize,
    /// Lines that were left out for other reasons.
    pub left_out: usize,
    /// Files that were not added for other reasons.
    pub refused: usize,
    /// What was not added, and what else is to be told.
    pub problems: Vec<Problem>,
}

/// What a plan tells of what is not added by it.
#[must_use]
pub fn told(plan: &Plan) -> Vec<Problem> {
    plan.problems.iter().cloned().chain(plan.candidates.iter().flat_map(told_of)).collect()
}

/// What is told of a file.
fn told_of(candidate: &Candidate) -> Option<Problem> {
    let told = |severity, message: String| Some(Problem::new(severity, candidate.name.clone(), message));
    match &candidate.verdict {
        Verdict::Refused(why) => told(Severity::Loss, format!("not added: {why}")),
        Verdict::Known(why) => told(Severity::Note, format!("not added: {why}")),
        Verdict::Add if candidate.left_out > 0 => told(Severity::Loss, candidate.doubts.join("; ")),
        Verdict::Add if candidate.there > 0 => {
            let documents = counted(candidate.there, "document");
            told(Severity::Note, format!("not added again: {documents} that {} there already", is(candidate.there)))
        }
        Verdict::Add => None,
    }
}

fn is(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// A folder for texts on their way. It and what is left in it go when it is dropped.
struct Staging {
    path: PathBuf,
    /// Held open, and so locked, as long as somebody works here.
    lock: Option<File>,
}

/// A text that has come to its place.
struct Moved {
    target: PathBuf,
    /// Where the file is kept that stood there.
    aside: Option<PathBuf>,
}

/// Adds what a plan says can be added. If this fails or is cancelled, nothing is added.
pub fn add(plan: &Plan, watch: &Watch) -> Result<Report, Error> {
    let texts = plan.root.join(&plan.texts);
    let _made = MadeFolders::make(&texts)?;
    let mut report = Report { problems: finish_interrupted(&plan.root, &texts)?, ..Report::default() };
    report.problems.extend(plan.problems.iter().cloned());
    report.refused = plan.problems.iter().filter(|problem| problem.severity == Severity::Loss).count();
    let staging = Staging::new(&texts)?;
    let mut known = Known::clone(&plan.known);
    let mut placed = Vec::new();
    let wanted = plan.candidates.iter().filter(|candidate| candidate.is_added());
    watch.begin(wanted.map(|candidate| files::size(&candidate.path)).sum());
    for candidate in &plan.candidates {
        let candidate = staged(candidate, &staging, &mut known, watch)?;
        report.there += candidate.there;
        report.problems.extend(told_of(&candidate));
        match &candidate.verdict {
            Verdict::Add => {
                report.documents += candidate.documents;
                report.left_out += candidate.left_out;
                placed.push(candidate);
            }
            Verdict::Refused(_) => report.refused += 1,
            Verdict::Known(_) => {}
        }
    }
    report.files = placed.len();
    if placed.is_empty() {
        return Ok(report);
    }
    let sources = placed.iter().map(|candidate| source(candidate, plan.language.as_deref())).collect();
    let added = Added::new(clock::now().to_string(), user::name(), sources);
    files::write(&staging.path.join(RECORD), sources::write(&added).as_bytes())?;
    let in_place: Vec<(String, bool)> = placed.into_iter().map(|file| (file.file, file.is_in_place)).collect();
    staging.commit(&plan.root, &texts, &in_place, &record_name(&added.added))?;
    Ok(report)
}

/// Reads a file once more and writes what is added of it into the staging folder; what it is then.
fn staged(looked_at: &Candidate, staging: &Staging, known: &mut Known, watch: &Watch) -> Result<Candidate, Error> {
    if !looked_at.is_added() {
        return Ok(looked_at.clone());
    }
    let path = staging.path.join(&looked_at.file);
    let mut into = Steady::new(&path)?;
    let examined = take(looked_at, known, &mut into, watch)?;
    if examined.candidate.hash != looked_at.hash {
        return Err(
            Error::new(format!("{} has changed since it was looked at", looked_at.path.display())).hint("add it again")
        );
    }
    if !examined.candidate.is_added() {
        drop(into);
        files::remove(&path)?;
        return Ok(examined.candidate);
    }
    into.end()?;
    let named = staging.path.join(&examined.candidate.file);
    if named != path {
        files::rename(&path, &named)?;
    }
    known.take(examined.seen, &examined.candidate.file);
    Ok(examined.candidate)
}

fn source(candidate: &Candidate, language: Option<&str>) -> Source {
    let taking = Taking::by(&candidate.map, "");
    let others = taking.others().map(|(ours, theirs)| format!("{ours}={theirs}"));
    Source {
        file: candidate.file.clone(),
        document: (candidate.kind != Kind::Lines).then(|| candidate.id.to_string()),
        original: candidate.name.clone(),
        original_hash: format!("blake3:{}", candidate.hash.to_hex()),
        format: String::new(),
        encoding: candidate.encoding.to_string(),
        mark: candidate.has_mark,
        lost: candidate.lost,
        left_out: candidate.there + candidate.left_out,
        map: others.collect::<Vec<_>>().join(","),
        language: language.map(str::to_owned),
    }
}

/// A moment as the name of a file that every system allows.
pub fn record_name(moment: &str) -> String {
    moment.replace(':', "") + ".ron"
}

impl Staging {
    fn new(texts: &Path) -> Result<Self, Error> {
        let mut number = 1_u32;
        let path = loop {
            let path = texts.join(format!("{STAGING}{}-{number}", std::process::id()));
            match fs::create_dir(&path) {
                Ok(()) => break path,
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(files::failed("make the folder", &path, &error)),
            }
        };
        Self::locked(path.clone()).ok_or_else(|| Error::new(format!("cannot lock {}", path.display())))
    }

    /// The folder, if nobody else is at work in it.
    fn locked(path: PathBuf) -> Option<Self> {
        let lock = File::options().create(true).truncate(true).write(true).open(path.join(LOCK)).ok()?;
        lock.try_lock().ok()?;
        Some(Self { path, lock: Some(lock) })
    }

    /// Moves texts to their places and the record to its own; if one cannot be moved, those before it are taken back.
    fn commit(&self, root: &Path, texts: &Path, names: &[(String, bool)], record: &str) -> Result<(), Error> {
        let mut moved = Vec::new();
        let all_moved = names.iter().try_for_each(|(name, is_in_place)| {
            let target = texts.join(name);
            moved.push(self.move_to(name, target, *is_in_place)?);
            Ok(())
        });
        let recorded = all_moved.and_then(|()| {
            let folder = root.join(SOURCES);
            files::make_folder(&folder)?;
            files::rename(&self.path.join(RECORD), &folder.join(record))
        });
        recorded.inspect_err(|_| moved.iter().for_each(Moved::take_back))
    }

    fn move_to(&self, name: &str, target: PathBuf, is_in_place: bool) -> Result<Moved, Error> {
        let aside = match fs::read(&target) {
            Ok(original) if is_in_place => Some(files::keep_aside(&target, &original, "original")?),
            Ok(_) => return Err(Error::new(format!("somebody has put another {name} there meanwhile"))),
            Err(_) => None,
        };
        files::rename(&self.path.join(name), &target)?;
        Ok(Moved { target, aside })
    }
}

impl Moved {
    /// What stood there before stands there again. This is done when something else has failed, which is what is told.
    fn take_back(&self) {
        let _ = match &self.aside {
            Some(aside) => files::rename(aside, &self.target),
            None => files::remove(&self.target),
        };
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Without it nobody finishes what is to go.
        let _ = fs::remove_file(self.path.join(RECORD));
        // Where a folder does not go as long as a file in it is open.
        self.lock = None;
        // What stays behind is cleared away the next time.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Finishes or clears away what a crash left behind in the texts' folder of a project, and tells what was finished. Where nothing
/// can be changed, it stays.
#[must_use]
pub fn finish_left(root: &Path, texts: &str) -> Vec<Problem> {
    let told =
        |error: Error| vec![Problem { hint: error.hint, ..Problem::new(Severity::Note, SOURCES, error.message) }];
    finish_interrupted(root, &root.join(texts)).unwrap_or_else(told)
}

/// What a crash left behind: with a record, all texts were written, and what is not in its place yet gets there; without
/// one it goes.
fn finish_interrupted(root: &Path, texts: &Path) -> Result<Vec<Problem>, Error> {
    let mut problems = Vec::new();
    if !texts.is_dir() {
        return Ok(problems);
    }
    let entries = fs::read_dir(texts).map_err(|error| files::failed("read", texts, &error))?;
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with(STAGING) {
            continue;
        }
        let Some(staging) = Staging::locked(entry.path()) else { continue };
        let record = files::read_text(&staging.path.join(RECORD)).ok();
        let Some(added) = record.and_then(|text| sources::read(&text, &name).ok()) else { continue };
        let waiting: Vec<(String, bool)> = added
            .files
            .iter()
            .filter(|source| staging.path.join(&source.file).is_file())
            .map(|source| (source.file.clone(), texts.join(&source.file).is_file()))
            .collect();
        staging.commit(root, texts, &waiting, &record_name(&added.added))?;
        let message = format!("adding {} was interrupted on {}", counted(added.files.len(), "file"), added.added);
        problems.push(Problem::new(Severity::Note, SOURCES, message).hint("it is finished now"));
    }
    Ok(problems)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::{RECORD, add};
    use crate::error::Error;
    use crate::formats::encoding::Encoding;
    use crate::records::templates::NEWS;
    use crate::store::add::{Plan, Wanted, look};
    use crate::store::candidate::Verdict;
    use crate::store::watch::Watch;
    use crate::store::{create, folder};
    use crate::tests::scratch::Scratch;

    /// `مرحبا بكم في الميناء الجديد` in windows-1256.
    const PORT: &[u8] =
        b"\xe3\xd1\xcd\xc8\xc7 \xc8\xdf\xe3 \xdd\xed \xc7\xe1\xe3\xed\xe4\xc7\xc1 \xc7\xe1\xcc\xcf\xed\xcf";

    /// An empty project in `project`.
    fn project() -> Scratch {
        let scratch = Scratch::new("add");
        create::create(&scratch.path().join("project"), None, NEWS).unwrap();
        scratch
    }

    fn plan(scratch: &Scratch, names: &[&str]) -> Result<Plan, Error> {
        let paths: Vec<PathBuf> = names.iter().map(|name| scratch.path().join(name)).collect();
        look(&scratch.path().join("project"), &Wanted { paths, ..Wanted::default() }, &Watch::default())
    }

    /// Every file of the project by its name, hidden ones too.
    fn all(scratch: &Scratch) -> Vec<String> {
        fn collect(folder: &std::path::Path, inside: &str, found: &mut Vec<String>) {
            for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
                let name = format!("{inside}{}", entry.file_name().to_string_lossy());
                if entry.path().is_dir() {
                    collect(&entry.path(), &format!("{name}/"), found)
                } else {
                    found.push(name)
                }
            }
        }
        let mut found = Vec::new();
        collect(&scratch.path().join("project"), "", &mut found);
        found.retain(|name| name != "project.ron" && !name.starts_with("sources/"));
        found.sort();
        found
    }

    #[test]
    fn a_folder_is_added_as_utf8_with_a_record_of_what_it_was() {
        let scratch = project();
        scratch.write("in/b/port.txt", PORT);
        scratch.write("in/a.txt", "\u{feff}xin chào\r\n");
        scratch.write("in/n.jsonl", "{\"id\":\"n1\",\"text\":\"one\"}\n{\"id\":\"n2\",\"text\":\"two\"}");
        scratch.write("in/picture.png", "x");
        let report = add(&plan(&scratch, &["in"]).unwrap(), &Watch::default()).unwrap();
        assert_eq!((report.documents, report.files, report.problems.len()), (4, 3, 1));
        assert_eq!(all(&scratch), ["documents/a.txt", "documents/b-port.txt", "documents/n.jsonl"]);
        assert_eq!(scratch.read("project/documents/b-port.txt"), "مرحبا بكم في الميناء الجديد");
        assert_eq!(scratch.read("project/documents/a.txt"), "xin chào\r\n");
        let opened = folder::open(&scratch.path().join("project")).unwrap();
        let port = opened.corpus.load(1).unwrap();
        assert_eq!(port.id().as_str(), "b-port");
        let said = ["original_file", "original_encoding", "original_hash"].map(|name| port.metadata()[name].as_str());
        assert_eq!(said, ["b/port.txt", "windows-1256", &format!("blake3:{}", blake3::hash(PORT).to_hex())]);
        assert_eq!(opened.problems, []);
    }

    #[test]
    fn documents_that_are_lines_say_where_they_came_from_too() {
        let scratch = project();
        scratch.write("in/n.jsonl", "{\"id\":\"n1\",\"text\":\"one\"}\n{\"id\":\"n2\",\"text\":\"two\"}");
        add(&plan(&scratch, &["in"]).unwrap().with_language("fr "), &Watch::default()).unwrap();
        let opened = folder::open(&scratch.path().join("project")).unwrap();
        let second = opened.corpus.load(1).unwrap();
        assert_eq!((second.metadata()["original_file"].as_str(), second.language()), ("n.jsonl", "fr"));
        assert_eq!(&*opened.corpus.summaries().next().unwrap().language, "fr");
    }

    #[test]
    fn lines_whose_texts_are_there_under_other_ids_are_a_doubt() {
        let scratch = project();
        scratch.write("project/documents/a.txt", "one");
        scratch.write(
            "in/n.jsonl",
            "{\"id\":1,\"text\":\"one\"}\n{\"id\":2,\"text\":\"two\"}\n{\"id\":3,\"text\":\"two\"}",
        );
        let plan = plan(&scratch, &["in"]).unwrap();
        assert_eq!(plan.candidates[0].doubts, ["2 texts under another id already, the first: `1` is that of `a`"]);
    }

    #[test]
    fn what_is_there_is_told_and_never_overwritten() {
        let scratch = project();
        scratch.write("project/documents/a.txt", "one");
        scratch.write("project/documents/b.txt", "two");
        scratch.write("in/a.txt", "one");
        scratch.write("in/b.txt", "another");
        scratch.write("in/c.txt", "two");
        scratch.write("in/d.txt", "new");
        scratch.write("in/e.txt", "new");
        scratch.write("in/f.txt", " \n");
        scratch.write("in/g.jsonl", "{\"id\":\"B\",\"text\":\"x\"}");
        let plan = plan(&scratch, &["in"]).unwrap();
        let verdicts: Vec<String> = plan
            .candidates
            .iter()
            .map(|candidate| match &candidate.verdict {
                Verdict::Add => "add".to_owned(),
                Verdict::Known(why) => format!("known: {why}"),
                Verdict::Refused(why) => format!("refused: {why}"),
            })
            .collect();
        assert_eq!(
            verdicts,
            [
                "known: `a` is there already",
                "refused: `b` is there with another text; nothing is overwritten; `hashiya add --replace` takes this one \
                 instead, if nobody has annotated it",
                "known: the same text is there as `b`",
                "add",
                "known: the same text is there as `d`",
                "refused: there is no text in it",
                "refused: 1 id differs from others in case only and is left out; give them other ids; the first: \
                 line 1, `B` beside `b`",
            ]
        );
        let report = add(&plan, &Watch::default()).unwrap();
        assert_eq!((report.documents, report.problems.len()), (1, 6));
        assert_eq!((scratch.read("project/documents/b.txt").as_str(), all(&scratch).len()), ("two", 3));
    }

    #[test]
    fn a_failure_or_a_cancel_leaves_nothing() {
        let scratch = project();
        scratch.write("in/a.txt", "one");
        scratch.write("in/b.txt", "two");
        let cancelled = Watch::default();
        let looked = plan(&scratch, &["in"]).unwrap();
        cancelled.cancel();
        assert!(add(&looked, &cancelled).unwrap_err().message.contains("cancelled"));
        scratch.write("in/b.txt", "changed");
        assert!(add(&looked, &Watch::default()).unwrap_err().message.contains("has changed"));
        let looked = plan(&scratch, &["in"]).unwrap();
        scratch.write("project/documents/b.txt", "somebody else's");
        assert!(add(&looked, &Watch::default()).unwrap_err().message.contains("somebody has put another b.txt"));
        scratch.write("project/sources", "a file where the records go");
        fs::remove_file(scratch.path().join("project/documents/b.txt")).unwrap();
        assert!(add(&looked, &Watch::default()).is_err());
        fs::remove_file(scratch.path().join("project/sources")).unwrap();
        assert_eq!(all(&scratch), Vec::<String>::new());
    }

    #[test]
    fn what_a_crash_interrupted_is_finished_or_cleared_away() {
        let scratch = project();
        scratch.write("in/a.txt", "one");
        add(&plan(&scratch, &["in"]).unwrap(), &Watch::default()).unwrap();
        let record = fs::read_dir(scratch.path().join("project/sources")).unwrap().next().unwrap().unwrap().path();
        let text = fs::read_to_string(&record).unwrap().replace("a.txt", "b.txt").replace("\"a\"", "\"b\"");
        scratch.write(&format!("project/documents/.adding-1-1/{RECORD}"), text);
        scratch.write("project/documents/.adding-1-1/b.txt", "whole");
        scratch.write("project/documents/.adding-2-1/c.txt", "part of");
        scratch.write("in/d.txt", "four");
        let report = add(&plan(&scratch, &["in"]).unwrap(), &Watch::default()).unwrap();
        assert_eq!(report.documents, 1);
        assert_eq!(all(&scratch), ["documents/a.txt", "documents/b.txt", "documents/d.txt"]);
    }

    #[test]
    fn a_text_that_lies_there_unread_is_put_right_and_kept() {
        let scratch = project();
        scratch.write("project/documents/port.txt", PORT);
        let opened = folder::open(&scratch.path().join("project")).unwrap();
        let hint = opened.problems[0].hint.as_deref().unwrap_or_default();
        assert!(hint.contains("windows-1256") && hint.contains("hashiya add"), "{hint}");
        add(&plan(&scratch, &["project/documents/port.txt"]).unwrap(), &Watch::default()).unwrap();
        assert_eq!(all(&scratch), ["documents/port.txt", "documents/port.txt.original-1"]);
        assert_eq!(scratch.read("project/documents/port.txt"), "مرحبا بكم في الميناء الجديد");
        assert_eq!(fs::read(scratch.path().join("project/documents/port.txt.original-1")).unwrap(), PORT);
    }

    #[test]
    fn annotations_stay_byte_for_byte() {
        let scratch = project();
        scratch.write("project/documents/a.txt", "one");
        scratch.write("project/annotations/layla/a.ron", "(anything at all");
        scratch.write("in/b.txt", "two");
        let before = all(&scratch);
        add(&plan(&scratch, &["in"]).unwrap(), &Watch::default()).unwrap();
        assert_eq!(scratch.read("project/annotations/layla/a.ron"), "(anything at all");
        assert_eq!(all(&scratch).len(), before.len() + 1);
    }

    #[test]
    fn another_encoding_can_be_chosen_and_doubts_are_told() {
        let scratch = project();
        scratch.write("in/a.txt", b"\xe4\xe4 \xe5");
        let looked = plan(&scratch, &["in/a.txt"]).unwrap();
        assert!(looked.is_doubtful(), "{:?}", looked.candidates);
        let chosen = looked.with_encoding(0, Encoding::ISO_8859_6, &Watch::default()).unwrap();
        assert_eq!((chosen.candidates[0].preview.as_str(), chosen.is_doubtful()), ("لل م", false));
        add(&chosen, &Watch::default()).unwrap();
        assert_eq!(scratch.read("project/documents/a.txt"), "لل م");
    }

    #[test]
    fn a_corpus_is_copied_byte_for_byte_wherever_its_pieces_are_cut() {
        let scratch = project();
        let line = |number: usize| {
            format!("{{\"id\":{number},\"text\":\"{number} {}\"}}\n", "خبر từ Huế 😀 ".repeat(number % 90))
        };
        let lines: String = (0..1500).map(line).collect();
        assert!(lines.len() > 1 << 20);
        scratch.write("in/n.jsonl", format!("\u{feff}{lines}"));
        let report = add(&plan(&scratch, &["in"]).unwrap(), &Watch::default()).unwrap();
        assert_eq!((report.documents, report.problems), (1500, vec![]));
        assert!(scratch.read("project/documents/n.jsonl") == lines);
    }

    #[test]
    fn bytes_are_counted_and_a_cancel_is_heard_between_pieces() {
        let scratch = project();
        scratch.write("in/a.txt", "word ".repeat(200_000));
        let watch = Watch::default();
        let wanted = Wanted { paths: vec![scratch.path().join("in")], ..Wanted::default() };
        let looked = look(&scratch.path().join("project"), &wanted, &watch).unwrap();
        assert_eq!(watch.progress(), (2_000_000, 2_000_000));
        watch.cancel();
        assert!(add(&looked, &watch).is_err());
        assert!(watch.progress().0 <= 256 << 10, "{:?}", watch.progress());
        assert_eq!(all(&scratch), Vec::<String>::new());
    }

    #[test]
    fn ten_megabytes_are_read_at_once() {
        let scratch = project();
        let mut text = PORT.to_vec();
        while text.len() < 10_000_000 {
            text.push(b'\n');
            text.extend(PORT);
        }
        scratch.write("in/a.txt", &text);
        let started = std::time::Instant::now();
        let report = add(&plan(&scratch, &["in"]).unwrap(), &Watch::default()).unwrap();
        println!("10 MB of windows-1256 looked at and added in {:?}", started.elapsed());
        assert_eq!(report.documents, 1);
    }
}
