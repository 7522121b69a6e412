//! One writer: who works in an annotator's folder holds a lock of the system on `.hashiya/<annotator>.lock` in the project, which ends
//! with the process, however that ends, and a note beside it, `<annotator>.holder`, that says who they are. On network folders such
//! locks may lie, and a lock's file can be deleted underneath: so whoever finds the lock free asks the note too, which its holder
//! touches every minute. Both are made anew when they vanish. Version control passes over the folder by its own `.gitignore`.

use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime};

use crate::error::Error;
use crate::formats::names::file_name;
use crate::model::id::AnnotatorId;

use super::clock;
use super::files;
use super::folder::{ANNOTATIONS, PROJECT_FILE};
use super::private::private_folder;
use super::process;
use super::user;
use super::watch::Waker;

/// Whether lock and note are still ours is looked at this often.
const LOOK: Duration = Duration::from_secs(2);
/// The note is touched this often.
const BEAT: Duration = Duration::from_secs(60);
/// A note that was not touched for so long names somebody who is gone.
const STALE: Duration = Duration::from_secs(240);

/// The right to write what an annotator does. Dropping it lets others.
#[derive(Debug)]
pub struct Lock {
    shared: Arc<Shared>,
    keeper: Option<JoinHandle<()>>,
}

/// Why there is no lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoLock {
    /// Somebody works there, and has the system's lock.
    Held(Error),
    /// A note names somebody who works there, though the system's lock is free: a person may know that they are gone.
    Noted(Error),
    /// Nothing can be written there.
    Closed(Error),
    /// Nothing can be locked here: a file system without locks.
    Unable(Error),
}

impl NoLock {
    #[must_use]
    pub fn why(&self) -> &Error {
        match self {
            NoLock::Held(error) | NoLock::Noted(error) | NoLock::Closed(error) | NoLock::Unable(error) => error,
        }
    }
}

/// Whose note is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notes {
    /// Everybody's.
    Heard,
    /// Nobody's: the person says that whoever it names is gone.
    PassedOver,
}

#[derive(Debug)]
struct Shared {
    root: PathBuf,
    annotator: AnnotatorId,
    path: PathBuf,
    holder: PathBuf,
    /// What our note says.
    note: String,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// Held as long as it is open.
    file: File,
    touched: Instant,
    /// Why it is ours no more.
    ousted: Option<NoLock>,
    is_over: bool,
    waker: Option<Waker>,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").field("ousted", &self.ousted).finish_non_exhaustive()
    }
}

impl Lock {
    /// Takes the lock of `annotator` in the project at `root`, or says who holds it.
    pub fn take(root: &Path, annotator: &AnnotatorId) -> Result<Self, NoLock> {
        Self::take_hearing(root, annotator, &user::name(), Notes::Heard)
    }

    /// The same for a person who is to work under another name than their own, as a reviewer does: the note says who that is.
    pub fn take_for(root: &Path, annotator: &AnnotatorId, person: &AnnotatorId) -> Result<Self, NoLock> {
        if person == annotator {
            return Self::take(root, annotator);
        }
        Self::take_hearing(root, annotator, person.as_str(), Notes::Heard)
    }

    /// The same, where the person says that whoever left a note is gone. A lock of the system is not taken from anybody.
    pub fn take_over(root: &Path, annotator: &AnnotatorId) -> Result<Self, NoLock> {
        Self::take_hearing(root, annotator, &user::name(), Notes::PassedOver)
    }

    fn take_hearing(root: &Path, annotator: &AnnotatorId, who: &str, notes: Notes) -> Result<Self, NoLock> {
        refuse_unwritable(root, annotator).map_err(NoLock::Closed)?;
        let folder = private_folder(root).map_err(NoLock::Unable)?;
        let path = folder.join(file_name(annotator.as_str()) + ".lock");
        let holder = path.with_extension("holder");
        let file = open(&path).map_err(NoLock::Unable)?;
        let failed = |error: &io::Error| NoLock::Unable(files::failed("lock", &path, error));
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(NoLock::Held(held(annotator, &read_note(&holder)))),
            Err(TryLockError::Error(error)) => return Err(failed(&error)),
        }
        let there = read_note(&holder);
        if notes == Notes::Heard && is_living(&there, &holder, &file) {
            return Err(NoLock::Noted(held(annotator, &there).hint(format!(
                "if that one is gone, wait {} minutes, take over by `take-over` or `--take-over`, or work under another name with `--as`",
                STALE.as_secs() / 60
            ))));
        }
        let note = format!(
            "{who} on {}, process {}, since {} UTC\n",
            user::machine(),
            std::process::id(),
            clock::now().to_minutes()
        );
        // Without it the lock holds all the same; only its holder has no name.
        let _ = fs::write(&holder, &note);
        let state = State { file, touched: Instant::now(), ousted: None, is_over: false, waker: None };
        let shared = Arc::new(Shared {
            root: root.to_owned(),
            annotator: annotator.clone(),
            path,
            holder,
            note,
            state: Mutex::new(state),
            changed: Condvar::new(),
        });
        let kept = Arc::clone(&shared);
        // Without a thread it holds as long as nobody deletes it.
        let keeper = thread::Builder::new().name("lock".to_owned()).spawn(move || kept.keep()).ok();
        Ok(Self { shared, keeper })
    }

    /// Who works here instead, if somebody took over.
    #[must_use]
    pub fn ousted(&self) -> Option<NoLock> {
        self.shared.lock().ousted.clone()
    }

    /// Who is called, from another thread, when somebody took over.
    pub fn wake(&self, waker: Waker) {
        self.shared.lock().waker = Some(waker);
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.shared.lock().is_over = true;
        self.shared.changed.notify_all();
        if let Some(keeper) = self.keeper.take() {
            // A panic of it was reported where it happened.
            let _ = keeper.join();
        }
        if read_note(&self.shared.holder) == self.shared.note {
            // What stays behind names a holder who is gone, and goes stale.
            let _ = fs::remove_file(&self.shared.holder);
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks after lock and note until it is over or somebody else has them.
    fn keep(&self) {
        let mut state = self.lock();
        loop {
            state = self.changed.wait_timeout(state, LOOK).unwrap_or_else(PoisonError::into_inner).0;
            if state.is_over {
                return;
            }
            state.ousted = self.look_after(&mut state);
            if state.ousted.is_some() {
                let waker = state.waker.clone();
                drop(state);
                if let Some(wake) = waker {
                    wake();
                }
                return;
            }
        }
    }

    /// Makes anew what vanished of lock and note; why they are somebody else's, if they are.
    fn look_after(&self, state: &mut State) -> Option<NoLock> {
        // A project that is away keeps its lock; what is made there would stand in its way when it comes back.
        if !self.root.join(PROJECT_FILE).exists() {
            return None;
        }
        if !is_at(&state.file, &self.path) {
            let file = private_folder(&self.root).and_then(|_| open(&self.path)).ok()?;
            match file.try_lock() {
                Ok(()) => state.file = file,
                Err(TryLockError::WouldBlock) => {
                    return Some(NoLock::Held(held(&self.annotator, &read_note(&self.holder))));
                }
                Err(TryLockError::Error(_)) => return None,
            }
        }
        let is_due = state.touched.elapsed() >= BEAT;
        match fs::read_to_string(&self.holder) {
            Ok(there) if there == self.note => {
                if is_due && touch(&self.holder, &self.note).is_ok() {
                    state.touched = Instant::now();
                }
                None
            }
            Ok(there) if there.trim().is_empty() => fs::write(&self.holder, &self.note).err().and(None),
            Ok(there) => Some(NoLock::Noted(held(&self.annotator, &there))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::write(&self.holder, &self.note).err().and(None)
            }
            // It cannot be read now; perhaps the next time.
            Err(_) => None,
        }
    }
}

/// Writes the same over what is there, so that it is never seen without.
fn touch(path: &Path, text: &str) -> io::Result<()> {
    File::options().write(true).open(path)?.write_all(text.as_bytes())
}

/// Whether an open file is the one at `path`.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let same = |one: &Metadata, other: &Metadata| (one.dev(), one.ino()) == (other.dev(), other.ino());
    fs::metadata(path).is_ok_and(|there| file.metadata().is_ok_and(|ours| same(&ours, &there)))
}

/// Likewise: nobody deletes or renames what is open here, as [`bind`] asks for.
#[cfg(not(unix))]
fn is_at(_file: &File, path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|there: Metadata| there.is_file())
}

/// Whether a note beside a lock that is free names somebody who works there all the same.
fn is_living(note: &str, holder: &Path, lock: &File) -> bool {
    let named = note.trim().rsplit_once(", since ").and_then(|(who, _)| who.rsplit_once(", process "));
    let Some((who, process)) = named else {
        // It says nothing that we can hold against anything.
        return false;
    };
    let is_of_here = who.rsplit_once(" on ").is_some_and(|(_, machine)| machine == user::machine());
    if is_of_here && is_gone(process) {
        return false;
    }
    let touched = fs::metadata(holder).and_then(|about| about.modified());
    let age = touched.ok().and_then(|touched| now_of(lock).duration_since(touched).ok());
    // One from the future was just touched by a machine whose clock is ahead.
    age.is_none_or(|age| age < STALE)
}

/// Whether a process of this machine has ended, where the system tells; elsewhere its note goes stale. What this one left behind,
/// in a project that was moved away, it has ended too: its own locks the system tells apart. On Windows whoever asks has the lock,
/// whose file stays in its place as long as somebody else of this machine holds it.
fn is_gone(process: &str) -> bool {
    cfg!(windows) || process.parse().is_ok_and(|number| number == std::process::id() || process::has_ended(number))
}

/// The present moment by the clock of whoever keeps the file, which on a network is another machine's.
fn now_of(mut lock: &File) -> SystemTime {
    let written = lock.write_all(b"\n").and_then(|()| lock.metadata()).and_then(|about| about.modified());
    written.unwrap_or_else(|_| SystemTime::now())
}

/// Fails if nothing can be written where the work of an annotator goes.
fn refuse_unwritable(root: &Path, annotator: &AnnotatorId) -> Result<(), Error> {
    let annotations = root.join(ANNOTATIONS);
    let folders = [annotations.join(file_name(annotator.as_str())), annotations, root.to_owned()];
    let Some(folder) = folders.iter().find(|folder| folder.exists()) else { return Ok(()) };
    files::try_writing(folder)
        .map_err(|error| error.hint("ask whoever owns it for the right to write, or work in a copy of the project"))
}

fn open(path: &Path) -> Result<File, Error> {
    let mut options = File::options();
    bind(options.read(true).write(true).create(true).truncate(false));
    options.open(path).map_err(|error| files::failed("write", path, &error))
}

/// Elsewhere than on Windows nothing hinders anybody from deleting an open file.
#[cfg(not(windows))]
fn bind(_options: &mut OpenOptions) {}

/// Lets nobody delete or rename what will be open: others may read and write it.
#[cfg(windows)]
fn bind(options: &mut OpenOptions) {
    use std::os::windows::fs::OpenOptionsExt as _;
    const FILE_SHARE_READ: u32 = 1;
    const FILE_SHARE_WRITE: u32 = 2;
    options.share_mode(FILE_SHARE_READ | FILE_SHARE_WRITE);
}

/// What a note says; nothing if there is none.
fn read_note(holder: &Path) -> String {
    fs::read_to_string(holder).unwrap_or_default()
}

fn held(annotator: &AnnotatorId, note: &str) -> Error {
    let who = if note.trim().is_empty() { "another window" } else { note.trim() };
    Error::new(format!("`{annotator}` is at work in this project already: {who}"))
        .hint("close that window or wait for that command, or work under another name with `--as`")
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;
    use std::time::{Duration, SystemTime};

    use super::{Lock, NoLock, STALE};
    use crate::model::id::AnnotatorId;
    use crate::store::user;
    use crate::tests::scratch::Scratch;

    fn layla() -> AnnotatorId {
        AnnotatorId::new("layla")
    }

    fn note(scratch: &Scratch) -> PathBuf {
        scratch.path().join(".hashiya/layla.holder")
    }

    #[track_caller]
    fn refused(scratch: &Scratch) -> String {
        match Lock::take(scratch.path(), &layla()) {
            Err(no_lock @ (NoLock::Held(_) | NoLock::Noted(_))) => no_lock.why().to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_second_is_told_who_the_first_is_until_it_goes() {
        let scratch = Scratch::new("lock");
        let first = Lock::take(scratch.path(), &layla()).unwrap();
        assert!(refused(&scratch).contains(&format!("process {}", std::process::id())));
        assert!(Lock::take(scratch.path(), &AnnotatorId::new("omar")).is_ok());
        drop(first);
        assert!(Lock::take(scratch.path(), &layla()).is_ok());
    }

    #[test]
    fn a_note_of_another_machine_is_believed_until_it_is_stale_or_somebody_says_that_they_are_gone() {
        let scratch = Scratch::new("lock-elsewhere");
        let elsewhere = "omar on elsewhere, process 4711, since 2026-11-22 02:26 UTC\n";
        scratch.write(".hashiya/layla.holder", elsewhere);
        assert!(refused(&scratch).contains("omar on elsewhere"));
        assert_eq!(fs::read_to_string(note(&scratch)).unwrap(), elsewhere, "it is theirs");
        assert!(Lock::take_over(scratch.path(), &layla()).is_ok());
        scratch.write(".hashiya/layla.holder", elsewhere);
        let file = fs::File::options().write(true).open(note(&scratch)).unwrap();
        file.set_modified(SystemTime::now() - STALE - Duration::from_secs(5)).unwrap();
        assert!(Lock::take(scratch.path(), &layla()).is_ok());
    }

    /// Windows is told not to, below.
    #[cfg(unix)]
    #[test]
    fn a_process_of_this_machine_holds_it_while_it_lives_though_its_lock_was_deleted() {
        let scratch = Scratch::new("lock-deleted");
        let of = |process| format!("layla on {}, process {process}, since 2026-11-22 02:26 UTC\n", user::machine());
        scratch.write(".hashiya/layla.holder", of("1"));
        assert!(refused(&scratch).contains("process 1,"));
        scratch.write(".hashiya/layla.holder", of("999999999"));
        assert!(Lock::take(scratch.path(), &layla()).is_ok());
    }

    #[cfg(windows)]
    #[test]
    fn nobody_deletes_or_renames_the_lock_that_somebody_holds_so_that_a_killed_ones_note_says_nothing() {
        let scratch = Scratch::new("lock-bound");
        let first = Lock::take(scratch.path(), &layla()).unwrap();
        let path = scratch.path().join(".hashiya/layla.lock");
        assert!(fs::remove_file(&path).is_err() && fs::rename(&path, path.with_extension("away")).is_err());
        assert!(refused(&scratch).contains("is at work"));
        drop(first);
        scratch.write(
            ".hashiya/layla.holder",
            format!("layla on {}, process 4, since 2026-11-22 02:26 UTC", user::machine()),
        );
        assert!(Lock::take(scratch.path(), &layla()).is_ok());
    }

    fn until(is_so: &dyn Fn() -> bool) -> bool {
        (0..800).any(|_| {
            std::thread::sleep(Duration::from_millis(10));
            is_so()
        })
    }

    fn held() -> (Scratch, Lock) {
        let scratch = Scratch::new("lock-anew");
        scratch.write("project.ron", "(format: 1, name: \"p\")");
        let lock = Lock::take(scratch.path(), &layla()).unwrap();
        (scratch, lock)
    }

    /// Windows lets nobody delete a lock that is held.
    #[cfg(unix)]
    #[test]
    fn what_is_deleted_underneath_is_made_anew() {
        let (scratch, _first) = held();
        fs::remove_dir_all(scratch.path().join(".hashiya")).unwrap();
        assert!(until(&|| note(&scratch).exists()));
        assert!(refused(&scratch).contains("is at work"));
    }

    #[test]
    fn a_note_that_is_deleted_is_written_anew_and_who_is_overtaken_hears_it() {
        let (scratch, first) = held();
        fs::remove_file(note(&scratch)).unwrap();
        assert!(until(&|| note(&scratch).exists()));
        scratch.write(".hashiya/layla.holder", "omar on elsewhere, process 4711, since 2026-11-22 02:26 UTC\n");
        assert!(until(&|| first.ousted().is_some_and(|no_lock| no_lock.why().message.contains("omar on elsewhere"))));
        drop(first);
        assert!(note(&scratch).exists(), "it is theirs");
    }

    #[test]
    fn where_nothing_can_be_written_it_is_said_why() {
        let scratch = Scratch::new("lock-closed");
        scratch.write("annotations/layla", "no folder");
        assert!(matches!(Lock::take(scratch.path(), &layla()), Err(NoLock::Closed(_))));
    }
}
