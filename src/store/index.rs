//! The index of a project's texts: which documents each file holds, where they begin and what a list says of them, without the
//! texts. A file is read through once; then `.hashiya/index` remembers, until the file has another size or date. That index
//! can be deleted at any time. Offsets are bytes of the file.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, Severity};
use crate::formats::documents::{self, Names, Scanned, Unreadable};
use crate::formats::encoding::Encoding;
use crate::formats::encoding::guess::{Guess, guess};
use crate::model::document::{Document, TextHash, direction_from_word, direction_word};
use crate::model::id::DocumentId;
use crate::model::summary::Summary;

use super::files;
use super::watch::Watch;

const FOLDER: &str = ".hashiya";
const FILE: &str = "index";
const FORMAT: u32 = 5;
/// A thread reads so many lines of an index at least.
const SHARE_LINES: usize = 8_000;
/// Fewer bytes of text are read again sooner than an index is written.
const KEPT_FROM: u64 = 4_000_000;
/// A file that changed this lately may change again without getting another date.
const SETTLED: Duration = Duration::from_secs(2);
/// A thread of its own reads at least this much.
const SHARE: u64 = 8_000_000;
const BUFFER: usize = 1 << 20;
/// Of one file, more problems are only counted.
const TOLD: usize = 1_000;
/// How much of a file tells why it has no documents, in bytes.
const START: u64 = 64 << 10;

/// What tells a file from a later one of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    pub bytes: u64,
    /// Since 1970, in nanoseconds; zero where the system does not say.
    pub modified_ns: u64,
}

/// A file with texts.
#[derive(Debug, PartialEq)]
pub struct TextFile {
    /// In the folder of the texts.
    pub name: String,
    pub stamp: Stamp,
    /// In the file's order.
    pub documents: Vec<Entry>,
    /// Their places are the file, and the line if it has lines.
    pub problems: Vec<Problem>,
}

/// A document in a file.
#[derive(Debug, PartialEq)]
pub struct Entry {
    pub summary: Arc<Summary>,
    pub start: u64,
    pub bytes: u64,
    /// From 1; zero if the document is the file.
    pub line: u32,
    /// The first bits of the hash of its text.
    pub hash: u64,
}

impl Stamp {
    /// The stamp of a file as it is now.
    pub fn of(path: &Path) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified_ns = modified.and_then(|time| u64::try_from(time.as_nanos()).ok()).unwrap_or(0);
        Ok(Self { bytes: metadata.len(), modified_ns })
    }

    fn is_settled(self, now: SystemTime) -> bool {
        let modified = UNIX_EPOCH + Duration::from_nanos(self.modified_ns);
        now.duration_since(modified).is_ok_and(|age| age > SETTLED)
    }
}

/// What was found in text files, what is wrong with them, and the bytes of a new index, if one is to be kept.
pub type Found = (Vec<TextFile>, Vec<Problem>, Option<Vec<u8>>);

/// Reads what the text files `names` in the folder `root`/`texts` hold, from the index where it still holds; `watch` counts the bytes
/// of the others. Fails only if it is to stop.
pub fn read(root: &Path, texts: &str, names: Vec<String>, watch: &Watch) -> Result<Found, Error> {
    let folder = root.join(texts);
    let mut known = read_kept(root, texts);
    let (mut found, mut problems, mut is_new) = (Vec::with_capacity(names.len()), Vec::new(), false);
    let stamped: Vec<(String, io::Result<Stamp>)> = names
        .into_iter()
        .map(|name| {
            let stamp = Stamp::of(&folder.join(&name));
            (name, stamp)
        })
        .collect();
    let is_known = |name: &str, stamp: &Stamp| known.get(name).is_some_and(|file| file.stamp == *stamp);
    let stamps = stamped.iter().filter_map(|(name, stamp)| Some((name, stamp.as_ref().ok()?)));
    let unknown = stamps.filter(|(name, stamp)| !is_known(name, stamp));
    watch.begin(unknown.map(|(_, stamp)| stamp.bytes as usize).sum());
    for (name, stamp) in stamped {
        let path = folder.join(&name);
        let place = place(texts, &name);
        let stamp = match stamp {
            Ok(stamp) => stamp,
            Err(error) => {
                problems.push(Problem::new(Severity::Loss, place, files::failed("read", &path, &error).message));
                continue;
            }
        };
        if let Some(file) = known.remove(&name).filter(|file| file.stamp == stamp) {
            found.push(file);
            continue;
        }
        is_new = true;
        let is_lines = super::files::has_ending(&name, "jsonl");
        let read = match is_lines {
            true => read_lines(root, &path, &place, stamp.bytes, watch),
            false => {
                watch.advance(stamp.bytes as usize)?;
                read_text(root, &path, &place, &name)
            }
        };
        watch.advance(0)?;
        match read {
            Ok((documents, problems)) => found.push(TextFile { name, stamp, documents, problems }),
            Err(error) => {
                problems.push(Problem::new(Severity::Loss, place, files::failed("read", &path, &error).message));
            }
        }
    }
    let is_large = found.iter().map(|file| file.stamp.bytes).sum::<u64>() >= KEPT_FROM;
    let kept = (is_large && (is_new || !known.is_empty())).then(|| write(texts, &found, SystemTime::now()));
    Ok((found, problems, kept))
}

/// Writes the index. It is a convenience: where it cannot be written, texts are read again.
pub fn keep(root: &Path, bytes: &[u8]) -> Result<(), Error> {
    let folder = root.join(FOLDER);
    files::make_folder(&folder)?;
    let ignore = folder.join(".gitignore");
    if !ignore.exists() {
        files::write(&ignore, b"# Hashiya makes these files again when they are not there.\n*\n")?;
    }
    files::write(&folder.join(FILE), bytes)
}

/// How problems call a text file.
pub fn place(texts: &str, name: &str) -> String {
    if texts == "." { name.to_owned() } else { format!("{texts}/{name}") }
}

/// The document of a `.txt`, which is called after it.
fn read_text(root: &Path, path: &Path, place: &str, name: &str) -> io::Result<(Vec<Entry>, Vec<Problem>)> {
    let bytes = fs::read(path)?;
    let length = bytes.len() as u64;
    Ok(match documents::text_from_bytes(bytes) {
        Ok(text) => {
            let hash = TextHash::short_of(&text);
            let empty = text.trim().is_empty().then(|| Problem::new(Severity::Note, place, NO_TEXT));
            let summary = Arc::new(Document::new(id_of_text(name), text).summary());
            (vec![Entry { summary, start: 0, bytes: length, line: 0, hash }], empty.into_iter().collect())
        }
        Err(error) => (Vec::new(), vec![no_utf8(root, place, &error.message, &guess(&fs::read(path)?))]),
    })
}

const NO_TEXT: &str = "there is no text in it, and so nothing to annotate";

/// What is told of a file in another encoding.
fn no_utf8(root: &Path, place: &str, message: &str, guess: &Guess) -> Problem {
    let (encoding, confidence) = guess.said();
    let add = format!("hashiya add {} {}", root.display(), root.join(place).display());
    Problem::new(Severity::Loss, place, message)
        .hint(format!("it seems to be {encoding} ({confidence}); `{add}` makes UTF-8 of it"))
}

/// Why no line of a `.jsonl` is a document, where all of them have one reason.
fn of_no_lines(root: &Path, path: &Path, place: &str) -> io::Result<Option<Problem>> {
    let mut start = Vec::new();
    File::open(path)?.take(START).read_to_end(&mut start)?;
    // A character may be cut in two.
    let text = match std::str::from_utf8(&start) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&start[..error.valid_up_to()]).ok(),
        Err(_) => None,
    };
    let guess = guess(&start);
    // Latin letters of UTF-16 are UTF-8 too, with zeros between them.
    if let Some(text) = text.filter(|_| guess.encoding == Encoding::Utf8) {
        let told = |error: Error| Problem { hint: error.hint, ..Problem::new(Severity::Loss, place, error.message) };
        return Ok(documents::no_lines(text).map(told));
    }
    Ok(Some(no_utf8(root, place, "it is not UTF-8", &guess)))
}

/// What the document of a `.txt` is called.
pub fn id_of_text(name: &str) -> DocumentId {
    DocumentId::new(name.rsplit_once('.').map_or(name, |(stem, _)| stem))
}

/// What one thread found in its part of a file.
#[derive(Default)]
struct Part {
    documents: Vec<Entry>,
    /// With the line, counted from the part's first as 1, and the column if there is one.
    problems: Vec<(u32, Option<usize>, Problem)>,
    lines: u32,
}

/// The documents of a `.jsonl`, whose parts are read side by side.
fn read_lines(
    root: &Path,
    path: &Path,
    place: &str,
    bytes: u64,
    watch: &Watch,
) -> io::Result<(Vec<Entry>, Vec<Problem>)> {
    let threads = thread::available_parallelism().map_or(1, |count| count.get() as u64).min(bytes / SHARE + 1);
    let cut = |number: u64| bytes * number / threads;
    let parts = thread::scope(|scope| {
        let readers: Vec<_> = (0..threads)
            .map(|number| scope.spawn(move || read_part(path, cut(number)..cut(number + 1), watch)))
            .collect();
        readers
            .into_iter()
            .map(|reader| reader.join().unwrap_or_else(|_| Err(io::Error::other("its reader stopped"))))
            .collect::<io::Result<Vec<Part>>>()
    })?;
    let (mut documents, mut problems, mut lines, mut untold) = (Vec::new(), Vec::new(), 0, 0);
    for part in parts {
        for entry in part.documents {
            documents.push(Entry { line: entry.line + lines, ..entry });
        }
        for (line, column, problem) in part.problems {
            if problems.len() == TOLD {
                untold += 1;
                continue;
            }
            let line = line + lines;
            let place = column.map_or(format!("{place}:{line}"), |column| format!("{place}:{line}:{column}"));
            problems.push(Problem { place, ..problem });
        }
        lines += part.lines;
    }
    if untold > 0 {
        problems.push(Problem::new(Severity::Loss, place, format!("{untold} more lines have problems like these")));
    }
    if documents.is_empty() && !problems.is_empty() {
        problems = of_no_lines(root, path, place)?.map_or(problems, |one| vec![one]);
    }
    Ok((documents, problems))
}

/// Reads the lines that begin in `part`, until it is to stop.
fn read_part(path: &Path, part: Range<u64>, watch: &Watch) -> io::Result<Part> {
    let mut file = BufReader::with_capacity(BUFFER, File::open(path)?);
    let mut line = Vec::new();
    let mut start = part.start;
    if start > 0 {
        // A line that begins before belongs to the part before.
        file.seek(SeekFrom::Start(start - 1))?;
        start += file.read_until(b'\n', &mut line)? as u64 - 1;
    }
    let (mut found, mut names) = (Part::default(), Names::default());
    while start < part.end {
        line.clear();
        let bytes = file.read_until(b'\n', &mut line)? as u64;
        if bytes == 0 {
            break;
        }
        watch.advance(bytes as usize).map_err(|error| io::Error::other(error.message))?;
        found.lines += 1;
        match documents::scan_line(&line, &mut names) {
            Ok(None) => {}
            Ok(Some(Scanned { summary, hash, has_text, problems })) => {
                let hash = TextHash::short_of_hash(&hash);
                if !has_text {
                    let message = format!("document `{}`: {NO_TEXT}", summary.id);
                    found.problems.push((found.lines, None, Problem::new(Severity::Note, "", message)));
                }
                let entry = Entry { summary: Arc::new(summary), start, bytes, line: found.lines, hash };
                found.documents.push(entry);
                found.problems.extend(problems.into_iter().map(|problem| (found.lines, None, problem)));
            }
            Err(Unreadable { column, message, .. }) => {
                found.problems.push((found.lines, Some(column), Problem::new(Severity::Loss, "", message)));
            }
        }
        start += bytes;
    }
    Ok(found)
}

/// The first line of an index.
#[derive(Serialize, Deserialize, PartialEq)]
struct Header {
    format: u32,
    /// The program that wrote it: another one may guess titles and languages otherwise.
    program: String,
    texts: String,
}

/// The line before the documents of a file.
#[derive(Serialize, Deserialize)]
struct FileLine {
    file: String,
    stamp: Stamp,
    documents: usize,
    problems: Vec<(String, String, String, Option<String>)>,
}

/// A document's line, in the order of an entry. A list is half as long as a record, and there are many.
#[derive(Serialize, Deserialize)]
struct EntryLine<'a>(
    #[serde(borrow)] Cow<'a, str>,
    #[serde(borrow)] Cow<'a, str>,
    &'a str,
    &'a str,
    #[serde(borrow)] Cow<'a, str>,
    #[serde(borrow)] Cow<'a, str>,
    #[serde(borrow)] Cow<'a, str>,
    u64,
    u64,
    u32,
    u64,
);

fn header(texts: &str) -> Header {
    Header { format: FORMAT, program: env!("CARGO_PKG_VERSION").to_owned(), texts: texts.to_owned() }
}

/// An index of the files that have settled.
fn write(texts: &str, files: &[TextFile], now: SystemTime) -> Vec<u8> {
    let mut out = Vec::new();
    add_line(&mut out, &header(texts));
    for file in files.iter().filter(|file| file.stamp.is_settled(now)) {
        let problem = |problem: &Problem| {
            let severity = problem.severity.word().to_owned();
            (severity, problem.place.clone(), problem.message.clone(), problem.hint.clone())
        };
        let line = FileLine {
            file: file.name.clone(),
            stamp: file.stamp,
            documents: file.documents.len(),
            problems: file.problems.iter().map(problem).collect(),
        };
        add_line(&mut out, &line);
        for entry in &file.documents {
            let Summary { id, title, language, direction, date, source, url } = &*entry.summary;
            let (id, title, date) = (id.as_str().into(), (**title).into(), (**date).into());
            let (source, url) = ((**source).into(), (**url).into());
            let direction = direction_word(*direction);
            let line = EntryLine(
                id,
                title,
                language,
                direction,
                date,
                source,
                url,
                entry.start,
                entry.bytes,
                entry.line,
                entry.hash,
            );
            add_line(&mut out, &line);
        }
    }
    out
}

fn add_line(out: &mut Vec<u8>, value: &impl Serialize) {
    serde_json::to_writer(&mut *out, value).expect("records and lists of texts and numbers can be written to memory");
    out.push(b'\n');
}

/// The files of the index by name, if there is one that this program wrote for this folder of texts.
fn read_kept(root: &Path, texts: &str) -> HashMap<String, TextFile> {
    let kept = fs::read_to_string(root.join(FOLDER).join(FILE)).ok();
    kept.and_then(|kept| files_of(&kept, texts)).unwrap_or_default()
}

/// `None` if anything in the index is not as it should be.
fn files_of(index: &str, texts: &str) -> Option<HashMap<String, TextFile>> {
    let mut lines = index.lines();
    if serde_json::from_str::<Header>(lines.next()?).ok()? != header(texts) {
        return None;
    }
    let mut files = HashMap::new();
    while let Some(line) = lines.next() {
        let FileLine { file, stamp, documents, problems } = serde_json::from_str(line).ok()?;
        let problem = |(severity, place, message, hint): (String, String, String, Option<String>)| {
            let severity = Severity::from_word(&severity)?;
            Some(Problem { hint, ..Problem::new(severity, place, message) })
        };
        let problems = problems.into_iter().map(problem).collect::<Option<_>>()?;
        let lines: Vec<&str> = lines.by_ref().take(documents).collect();
        let documents = entries_of(&lines).filter(|entries| entries.len() == documents)?;
        files.insert(file.clone(), TextFile { name: file, stamp, documents, problems });
    }
    Some(files)
}

/// What lines of the index say of documents; of very many, some threads read each a part.
fn entries_of(lines: &[&str]) -> Option<Vec<Entry>> {
    let threads = thread::available_parallelism().map_or(1, |count| count.get()).min(lines.len() / SHARE_LINES + 1);
    if threads == 1 {
        return entries_in(lines);
    }
    thread::scope(|scope| {
        let parts = lines.chunks(lines.len().div_ceil(threads));
        let parts: Vec<_> = parts.map(|part| scope.spawn(move || entries_in(part))).collect();
        let mut entries = Vec::with_capacity(lines.len());
        for part in parts {
            entries.extend(part.join().ok()??);
        }
        Some(entries)
    })
}

fn entries_in(lines: &[&str]) -> Option<Vec<Entry>> {
    let mut names = Names::default();
    let entry = |line: &&str| {
        let EntryLine(id, title, language, direction, date, source, url, start, bytes, line, hash) =
            serde_json::from_str(line).ok()?;
        let summary = Arc::new(Summary {
            id: DocumentId::new(&id),
            title: (*title).into(),
            language: names.shared(language),
            direction: direction_from_word(direction)?,
            date: (*date).into(),
            source: names.shared(&source),
            url: (*url).into(),
        });
        Some(Entry { summary, start, bytes, line, hash })
    };
    lines.iter().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::{Found, files_of, place, read, read_part, write};
    use crate::store::watch::Watch;
    use crate::tests::scratch::Scratch;

    const LINES: &str = "{\"id\":\"a\",\"text\":\"x\",\"date\":\"2024\"}\n\n{oops\n{\"id\":\"ب \\\"\",\"text\":\"\\u0628\\ny\",\"direction\":\"up\"}";

    fn all(scratch: &Scratch) -> Found {
        read(scratch.path(), ".", scratch.files(), &Watch::default()).unwrap()
    }

    #[test]
    fn how_much_is_read_is_counted_and_can_be_stopped() {
        let (scratch, watch) = (Scratch::new("index-watch"), Watch::default());
        scratch.write("a.jsonl", LINES);
        scratch.write("b.txt", "x");
        read(scratch.path(), ".", scratch.files(), &watch).unwrap();
        assert_eq!(watch.progress(), (LINES.len() + 1, LINES.len() + 1));
        watch.cancel();
        assert!(read(scratch.path(), ".", scratch.files(), &watch).is_err());
    }

    #[test]
    fn an_index_says_what_the_files_say() {
        let scratch = Scratch::new("index");
        scratch.write("a.jsonl", LINES);
        scratch.write("b.txt", "A line\nand more");
        scratch.write("c.txt", b"\xff");
        let (files, problems, kept) = all(&scratch);
        let told: Vec<&str> = files.iter().flat_map(|file| &file.problems).map(|problem| &*problem.place).collect();
        assert_eq!((told, problems, kept), (vec!["a.jsonl:3:2", "a.jsonl:4", "c.txt"], vec![], None));
        let later = SystemTime::now() + Duration::from_secs(60);
        let index = String::from_utf8(write(".", &files, later)).unwrap();
        let mut again: Vec<_> = files_of(&index, ".").unwrap().into_values().collect();
        again.sort_by(|a, b| a.name.cmp(&b.name));
        assert_eq!(again, files);
    }

    #[test]
    fn an_index_that_is_cut_or_of_another_folder_is_none() {
        let scratch = Scratch::new("index-cut");
        scratch.write("a.jsonl", LINES);
        let (files, ..) = all(&scratch);
        let index = String::from_utf8(write(".", &files, SystemTime::now() + Duration::from_secs(60))).unwrap();
        for end in (0..index.len() - 1).filter(|end| index.is_char_boundary(*end)) {
            let part = files_of(&index[..end], ".");
            assert!(part.is_none_or(|files| files.is_empty()), "{end}");
        }
        assert_eq!(files_of(&index, "documents"), None);
    }

    #[test]
    fn a_file_that_has_just_changed_is_not_in_the_index() {
        let scratch = Scratch::new("index-new");
        scratch.write("a.txt", "x");
        let (files, ..) = all(&scratch);
        let index = String::from_utf8(write(".", &files, SystemTime::now())).unwrap();
        assert_eq!(files_of(&index, ".").map(|files| files.len()), Some(0));
    }

    #[test]
    fn wherever_a_file_is_cut_for_two_readers_each_line_is_read_once() {
        let scratch = Scratch::new("index-parts");
        scratch.write("a.jsonl", LINES);
        let path = scratch.path().join("a.jsonl");
        let length = LINES.len() as u64;
        let whole = read_part(&path, 0..length, &Watch::default()).unwrap();
        for cut in 0..=length {
            let (before, after) = (
                read_part(&path, 0..cut, &Watch::default()).unwrap(),
                read_part(&path, cut..length, &Watch::default()).unwrap(),
            );
            assert_eq!((before.lines + after.lines, before.problems.len() + after.problems.len()), (4, 2), "{cut}");
            let starts: Vec<u64> = before.documents.iter().chain(&after.documents).map(|entry| entry.start).collect();
            assert_eq!(starts, whole.documents.iter().map(|entry| entry.start).collect::<Vec<_>>(), "{cut}");
        }
    }

    #[test]
    fn places_are_said_from_the_project() {
        assert_eq!(
            (place(".", "a.txt"), place("documents", "a.txt")),
            ("a.txt".to_owned(), "documents/a.txt".to_owned())
        );
    }
}
