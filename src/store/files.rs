//! Reading and writing whole files. A write is atomic: whoever looks, also after a power cut, finds the old file or the new
//! one, never a part.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::str::Utf8Error;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::formats::documents::text_from_bytes;

use super::process;

/// When what is written is flushed to disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flush {
    Now,
    /// By whoever moves the folder to its place.
    Later,
}

/// A temporary file so old is nobody's any more.
const LEFT: Duration = Duration::from_secs(3600);

/// So long, and with such pauses, a file is tried that somebody else has open.
const PATIENCE: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(10);

/// Reads a UTF-8 file; the first byte that is not UTF-8 is named.
pub fn read_text(path: &Path) -> Result<String, Error> {
    text_from_bytes(read(path)?).map_err(|error| error.context(format!("cannot read {}", path.display())))
}

/// Reads one of our own UTF-8 files, without a mark that an editor put at its start.
pub fn read_our_text(path: &Path) -> Result<String, Error> {
    our_text(read(path)?, path)
}

/// What the bytes of one of our own files say, likewise.
pub(super) fn our_text(bytes: Vec<u8>, path: &Path) -> Result<String, Error> {
    let mut text = text_from_bytes(bytes).map_err(|error| error.context(format!("cannot read {}", path.display())))?;
    if text.starts_with(MARK) {
        text.drain(..MARK.len());
    }
    Ok(text)
}

/// Reads a file's bytes.
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|error| failed("read", path, &error))
}

/// What stands first in a file that some editors save.
pub(super) const MARK: &str = "\u{feff}";

/// The text of one of our own files as we write them: without a mark at its start, and with the line ends that git or an editor may
/// have changed. Ours write no return character into any text.
pub(super) fn as_written(bytes: &[u8]) -> Result<Cow<'_, str>, Utf8Error> {
    let text = std::str::from_utf8(bytes)?;
    let text = text.strip_prefix(MARK).unwrap_or(text);
    Ok(if text.contains("\r\n") { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) })
}

/// What git writes before the first of two sides that it could not bring together.
const CONFLICT: &str = "<<<<<<< ";

/// Whether git's conflict begins with a line.
pub(super) fn is_conflict(line: &str) -> bool {
    line.starts_with(CONFLICT)
}

/// Refuses a file in which git left both sides, from a line on.
pub(super) fn conflict(name: &str, line: usize) -> Error {
    Error::new(format!("{name}:{line}: git left both sides of a conflict in it")).hint(
        "take one side of it and of the file beside it, as `git checkout --ours` or `--theirs` does, and open the project again; \
         nothing was changed",
    )
}

/// Where a file or folder is, without links where they can be followed: so two names of one place are compared.
pub(super) fn whole(path: &Path) -> PathBuf {
    let whole = fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned());
    whole.to_str().and_then(as_written_by_people).map_or(whole.clone(), PathBuf::from)
}

/// A path of Windows without the mark that it puts before a path which is whole; `None` if there is none.
fn as_written_by_people(path: &str) -> Option<String> {
    let rest = path.strip_prefix(r"\\?\")?;
    match rest.strip_prefix(r"UNC\") {
        Some(share) => Some(format!(r"\\{share}")),
        // What is neither a share nor on a drive has no other name.
        None => rest.as_bytes().get(1).is_some_and(|second| *second == b':').then(|| rest.to_owned()),
    }
}

/// How many bytes a file has; none if that cannot be told.
#[must_use]
pub fn size(path: &Path) -> usize {
    fs::metadata(path).map_or(0, |about| usize::try_from(about.len()).unwrap_or(usize::MAX))
}

/// Reads the beginning of a UTF-8 file, at most so many bytes.
pub fn read_head(path: &Path, most: usize) -> Result<String, Error> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(most as u64).read_to_end(&mut bytes));
    read.map_err(|error| failed("read", path, &error))?;
    // A character may be cut in two.
    let valid = std::str::from_utf8(&bytes).map_or_else(|error| error.valid_up_to(), str::len);
    bytes.truncate(valid);
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

/// Writes a file atomically: a temporary file in the same folder, flushed to disk, then renamed; then the folder is
/// flushed, so that the new name is on disk too.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write_io(path, bytes).map_err(|error| failed("write", path, &error))
}

/// Likewise; what is flushed later need not be whole before.
pub(super) fn write_for(path: &Path, bytes: &[u8], flush: Flush) -> Result<(), Error> {
    match flush {
        Flush::Now => write(path, bytes),
        Flush::Later => fs::write(path, bytes).map_err(|error| failed("write", path, &error)),
    }
}

/// Adds to the end of a file, which is made if it is not there. For what may be lost: it is not flushed to disk.
pub fn append(path: &Path, text: &str) -> Result<(), Error> {
    let mut file =
        File::options().create(true).append(true).open(path).map_err(|error| failed("write", path, &error))?;
    file.write_all(text.as_bytes()).map_err(|error| failed("write", path, &error))
}

/// Makes a folder and those it lies in, for good: what is saved in a new folder is not lost with its name.
pub fn make_folder(path: &Path) -> Result<(), Error> {
    let made: Vec<&Path> = path.ancestors().take_while(|folder| !folder.exists()).collect();
    fs::create_dir_all(path)
        .and_then(|()| {
            made.iter().filter(|folder| folder.file_name().is_some()).try_for_each(|made| flush_folder(made))
        })
        .map_err(|error| failed("make the folder", path, &error))
}

/// Folders that are made for something which may fail: as long as that is not kept, those that are empty go again.
#[derive(Debug, Default)]
pub(super) struct MadeFolders(Vec<PathBuf>);

impl MadeFolders {
    /// Makes a folder and those it lies in.
    pub fn make(path: &Path) -> Result<Self, Error> {
        let mut made = Self::default();
        made.add(path).map(|()| made)
    }

    /// Makes another.
    pub fn add(&mut self, path: &Path) -> Result<(), Error> {
        let new: Vec<PathBuf> = path.ancestors().take_while(|one| !one.exists()).map(Path::to_owned).collect();
        self.0.extend(new.into_iter().rev());
        make_folder(path)
    }

    /// It succeeded: they stay.
    pub fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for MadeFolders {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            // One that has something in it by now stays.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Fails if no file can be made in a folder.
pub(super) fn try_writing(folder: &Path) -> Result<(), Error> {
    let path = folder.join(format!(".writing.{}-0.tmp", std::process::id()));
    let made = File::create(&path).map_err(|error| failed("write in", folder, &error))?;
    drop(made);
    fs::remove_file(&path).map_err(|error| failed("write in", folder, &error))
}

/// Who may be writing in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writers {
    /// Processes of this machine: they have its lock.
    OfThisMachine,
    OfAnyMachine,
}

/// Takes away what is left in a folder of attempts to write that were killed: temporary files of processes that have ended, or which
/// nobody has written to for an hour.
pub(super) fn sweep(folder: &Path, writers: Writers) {
    let is_old = |entry: &fs::DirEntry| {
        let age = entry.metadata().and_then(|about| about.modified()).ok().and_then(|at| at.elapsed().ok());
        age.is_some_and(|age| age >= LEFT)
    };
    let is_left = |writer: u32| writers == Writers::OfThisMachine && process::has_ended(writer);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let writer = writer_of_temporary(&entry.file_name().to_string_lossy());
        if writer.is_some_and(|writer| is_left(writer) || is_old(&entry)) {
            // One that stays harms nobody: no name that begins with a dot is looked at.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The process that writes a file with a name as [`Staged`] gives them: `.news-1.ron.4711-3.tmp`.
fn writer_of_temporary(name: &str) -> Option<u32> {
    let (_, numbers) = name.strip_prefix('.')?.strip_suffix(".tmp")?.rsplit_once('.')?;
    let (process, count) = numbers.split_once('-')?;
    count.parse::<u64>().ok()?;
    process.parse().ok()
}

/// Copies what a file held beside it, as `<name>.<word>-1` or the next free number, and says where. If such a copy is there
/// already, no other is made.
pub fn keep_aside(path: &Path, bytes: &[u8], word: &str) -> Result<PathBuf, Error> {
    let mut copies = aside(path, word);
    loop {
        let Some(copy) = copies.next() else {
            return Err(Error::new(format!("no name is free beside {}", path.display())));
        };
        match fs::read(&copy) {
            Ok(there) if there == bytes => return Ok(copy),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return write(&copy, bytes).map(|()| copy),
            Err(error) => return Err(failed("read", &copy, &error)),
        }
    }
}

/// The names under which what a file held is kept beside it, the oldest first.
pub(super) fn aside(path: &Path, word: &str) -> impl Iterator<Item = PathBuf> {
    (1_u32..).map(move |number| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{word}-{number}"));
        path.with_file_name(name)
    })
}

/// Takes a file away, for good once the folder is on disk.
pub fn remove(path: &Path) -> Result<(), Error> {
    fs::remove_file(path).and_then(|()| flush_folder(path)).map_err(|error| failed("remove", path, &error))
}

/// `cannot read news.txt: permission denied`.
#[must_use]
pub fn failed(doing: &str, path: &Path, error: &io::Error) -> Error {
    let failed = Error::new(format!("cannot {doing} {}: {}", path.display(), plain(error)));
    match remedy(error.kind()).or(is_held(error).then_some("another program has it open: close it there")) {
        Some(remedy) => failed.hint(remedy),
        None => failed,
    }
}

/// What one can do, where the system's words do not say it.
fn remedy(kind: io::ErrorKind) -> Option<&'static str> {
    match kind {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some("make room on that disk, and it can go on"),
        io::ErrorKind::PermissionDenied if cfg!(windows) => Some(
            "another program may have it open: close it there; or ask whoever owns it for leave to do that, or work on a copy of \
             your own",
        ),
        io::ErrorKind::PermissionDenied => {
            Some("ask whoever owns it for leave to do that, or work on a copy of your own")
        }
        io::ErrorKind::ReadOnlyFilesystem => Some("that disk can only be read: work on a copy elsewhere"),
        _ => None,
    }
}

/// What the system says, without its number, and without the period that Windows ends it with.
fn plain(error: &io::Error) -> String {
    let message = error.to_string();
    let message = message.split(" (os error").next().unwrap_or(&message).trim_end_matches('.');
    let mut letters = message.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn write_io(path: &Path, bytes: &[u8]) -> io::Result<()> {
    Staged::new(path, bytes, Flush::Now)?.place()?;
    flush_folder(path)
}

/// Writes a file whole or not at all, for what may be lost: it is not flushed to disk, and a power cut may leave it cut off.
pub(super) fn place(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let staged = Staged::new(path, bytes, Flush::Later);
    staged.and_then(Staged::place).map_err(|error| failed("write", path, &error))
}

/// A file that is on disk under another name, and has its own as soon as it is placed; otherwise it goes.
pub(super) struct Staged<'a> {
    path: &'a Path,
    temporary: Option<PathBuf>,
}

/// Writes what a file is to hold beside it, and flushes that to disk.
pub(super) fn stage<'a>(path: &'a Path, bytes: &[u8]) -> Result<Staged<'a>, Error> {
    Staged::new(path, bytes, Flush::Now).map_err(|error| failed("write", path, &error))
}

impl<'a> Staged<'a> {
    fn new(path: &'a Path, bytes: &[u8], flush: Flush) -> io::Result<Self> {
        // Two windows of one annotator must not write into one temporary file.
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let mut name = std::ffi::OsString::from(".");
        name.push(path.file_name().ok_or_else(|| io::Error::other("it has no file name"))?);
        name.push(format!(".{}-{}.tmp", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
        let temporary = path.with_file_name(name);
        let mut file = File::create_new(&temporary)?;
        let staged = Self { path, temporary: Some(temporary) };
        file.write_all(bytes)?;
        if flush == Flush::Now {
            file.sync_all()?;
        }
        Ok(staged)
    }

    /// Gives it its name, in place of what had that. The name is on disk once the folder is flushed.
    pub fn place(mut self) -> io::Result<()> {
        self.temporary.take().map_or(Ok(()), |temporary| {
            rename_io(&temporary, self.path).inspect_err(|_| self.temporary = Some(temporary))
        })
    }
}

impl Drop for Staged<'_> {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            // What is left of the attempt is of no use; that it cannot be removed adds nothing to the error.
            let _ = fs::remove_file(temporary);
        }
    }
}

/// Gives a file or folder another name.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), Error> {
    rename_io(from, to).map_err(|error| failed("write", to, &error))
}

fn rename_io(from: &Path, to: &Path) -> io::Result<()> {
    patiently(may_be_held, || fs::rename(from, to))
}

/// Does what fails as long as somebody looks at a file, once that is over: programs that search what is new, for viruses or for
/// words, open it for a moment.
fn patiently(is_held: impl Fn(&io::Error) -> bool, mut attempt: impl FnMut() -> io::Result<()>) -> io::Result<()> {
    let started = Instant::now();
    loop {
        match attempt() {
            Err(error) if is_held(&error) && started.elapsed() < PATIENCE => thread::sleep(PAUSE),
            other => return other,
        }
    }
}

/// Whether somebody may have a file open that is to have another name, or to give way to another: Windows refuses that, often with
/// the words with which it refuses what one has no right to.
fn may_be_held(error: &io::Error) -> bool {
    cfg!(windows) && (is_held(error) || error.kind() == io::ErrorKind::PermissionDenied)
}

/// Whether Windows says that somebody else has a file open.
fn is_held(error: &io::Error) -> bool {
    const SHARING_VIOLATION: i32 = 32;
    const LOCK_VIOLATION: i32 = 33;
    cfg!(windows) && matches!(error.raw_os_error(), Some(SHARING_VIOLATION | LOCK_VIOLATION))
}

#[cfg(unix)]
pub(super) fn flush_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

/// Windows has no handle of a folder to flush: NTFS journals the rename itself.
#[cfg(not(unix))]
pub(super) fn flush_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

pub(super) fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, found)| !stem.is_empty() && found.eq_ignore_ascii_case(ending))
}

/// The names in a folder, sorted, hidden ones left out; none if there is no such folder.
pub(super) fn list(folder: &Path) -> Result<Vec<String>, Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed("read", folder, &error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| failed("read", folder, &error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;
    use std::time::{Duration, SystemTime};

    use super::{LEFT, Writers, as_written_by_people, failed, keep_aside, make_folder, patiently, sweep, write};
    use crate::tests::scratch::Scratch;

    #[test]
    fn a_write_replaces_the_file_and_leaves_nothing_else() {
        let scratch = Scratch::new("atomic");
        let path = scratch.path().join("a.ron");
        write(&path, b"one").unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(scratch.files(), ["a.ron"]);
    }

    #[test]
    fn a_write_that_fails_leaves_the_old_file_and_no_temporary_one() {
        let scratch = Scratch::new("atomic-fails");
        let path = scratch.path().join("folder");
        std::fs::create_dir_all(path.join("not-empty")).unwrap();
        assert!(write(&path, b"x").unwrap_err().message.starts_with("cannot write"));
        assert_eq!(scratch.files(), ["folder"]);
    }

    #[test]
    fn what_somebody_has_open_for_a_moment_is_waited_for_and_nothing_else() {
        let attempts = |outcomes: Vec<Result<(), ErrorKind>>| {
            let (mut left, mut count) = (outcomes.into_iter(), 0);
            let done = patiently(
                |error| error.kind() == ErrorKind::ResourceBusy,
                || {
                    count += 1;
                    left.next().unwrap().map_err(Into::into)
                },
            );
            (done.map_err(|error| error.kind()), count)
        };
        assert_eq!(attempts(vec![Err(ErrorKind::ResourceBusy), Err(ErrorKind::ResourceBusy), Ok(())]), (Ok(()), 3));
        assert_eq!(attempts(vec![Err(ErrorKind::NotFound)]), (Err(ErrorKind::NotFound), 1));
    }

    #[cfg(windows)]
    #[test]
    fn what_another_program_keeps_open_stays_and_it_is_said_so() {
        use std::os::windows::fs::OpenOptionsExt as _;
        const FILE_SHARE_READ: u32 = 1;
        let scratch = Scratch::new("atomic-held");
        let path = scratch.path().join("a.ron");
        write(&path, b"one").unwrap();
        let held = std::fs::File::options().read(true).share_mode(FILE_SHARE_READ).open(&path).unwrap();
        let error = write(&path, b"two").unwrap_err();
        assert!(error.hint.unwrap().contains("another program may have it open"));
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        drop(held);
        write(&path, b"two").unwrap();
        assert_eq!((std::fs::read(&path).unwrap(), scratch.files()), (b"two".to_vec(), vec!["a.ron".to_owned()]));
    }

    #[test]
    fn what_killed_attempts_left_goes_and_nothing_else() {
        let scratch = Scratch::new("sweep");
        let names = [".a.ron.12-0.tmp", ".b.ron.12-1.tmp", ".c.tmp", "d.ron.12-0.tmp", ".e.ron.12-x.tmp", "f.ron"];
        names.iter().for_each(|name| scratch.write(name, "x"));
        for name in names.into_iter().filter(|name| !name.contains("12-1")) {
            let file = std::fs::File::options().write(true).open(scratch.path().join(name)).unwrap();
            file.set_modified(SystemTime::now() - LEFT - Duration::from_secs(1)).unwrap();
        }
        sweep(scratch.path(), Writers::OfAnyMachine);
        assert_eq!(scratch.files(), [".b.ron.12-1.tmp", ".c.tmp", ".e.ron.12-x.tmp", "d.ron.12-0.tmp", "f.ron"]);
        sweep(&scratch.path().join("nowhere"), Writers::OfAnyMachine);
    }

    /// Elsewhere it goes when it is old.
    #[cfg(unix)]
    #[test]
    fn what_a_process_of_this_machine_left_that_has_ended_goes_at_once() {
        let scratch = Scratch::new("sweep-ended");
        let mut ended = std::process::Command::new("true").spawn().unwrap();
        ended.wait().unwrap();
        let (left, ours) = (format!(".a.ron.{}-0.tmp", ended.id()), format!(".a.ron.{}-0.tmp", std::process::id()));
        [&left, &ours].into_iter().for_each(|name| scratch.write(name, "x"));
        sweep(scratch.path(), Writers::OfAnyMachine);
        assert_eq!(scratch.files().len(), 2);
        sweep(scratch.path(), Writers::OfThisMachine);
        assert_eq!(scratch.files(), [ours]);
    }

    #[test]
    fn folders_are_made_with_those_they_lie_in_and_may_be_there() {
        let scratch = Scratch::new("folders");
        let path = scratch.path().join("a/b/c");
        (0..2).for_each(|_| make_folder(&path).unwrap());
        assert!(path.is_dir());
        scratch.write("file", "x");
        assert!(make_folder(&scratch.path().join("file/a")).unwrap_err().message.starts_with("cannot make the folder"));
    }

    #[test]
    fn a_whole_path_of_windows_is_told_as_people_write_it() {
        let check = |path: &str, expected: Option<&str>| assert_eq!(as_written_by_people(path).as_deref(), expected);
        check(r"\\?\C:\خبر\a.txt", Some(r"C:\خبر\a.txt"));
        check(r"\\?\UNC\server\share\a", Some(r"\\server\share\a"));
        check(r"\\?\Volume{b75e2c83}\a", None);
        check(r"C:\a", None);
        check("/a/b", None);
    }

    #[test]
    fn a_full_disk_and_a_refusal_name_a_remedy() {
        let told = |kind: std::io::ErrorKind| failed("write", "a.ron".as_ref(), &kind.into()).hint;
        assert!(told(std::io::ErrorKind::StorageFull).unwrap().contains("make room"));
        assert!(told(std::io::ErrorKind::PermissionDenied).unwrap().contains("a copy of your own"));
        assert_eq!(told(std::io::ErrorKind::NotFound), None);
    }

    #[test]
    fn what_is_kept_aside_is_kept_once() {
        let scratch = Scratch::new("aside");
        let path = scratch.path().join("a.ron");
        for bytes in [b"x", b"x", b"y"] {
            keep_aside(&path, bytes, "damaged").unwrap();
        }
        assert_eq!(scratch.files(), ["a.ron.damaged-1", "a.ron.damaged-2"]);
    }
}
