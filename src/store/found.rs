//! Files that a person names to be read: found, recognised, opened. A folder stands for the files in it, an archive for those that are
//! packed in it. Nothing of them is in memory but what is being read.

use std::fs;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::error::{Error, Problem, Severity};
use crate::formats::archive::{Archive, LIMITS, Limits, Packed};
#[cfg(feature = "parquet")]
use crate::formats::beside::Records;
use crate::formats::beside::{Beside, Table, is_in_order};
use crate::formats::bundle::File;
use crate::formats::catalogue::{FORMATS, Format};
use crate::formats::diagnosis::{Diagnosis, diagnosis};
use crate::formats::mapped::is_of_whole_rows;
use crate::formats::options::Options;
use crate::formats::pieces::{Cutter, Pieces, Seekable, tables};
#[cfg(feature = "parquet")]
use crate::formats::row_groups::Groups;
use crate::records::sources::Original;

use super::files;
use super::staging::Staging;

/// How much of a file is looked at to recognise it, in bytes.
const HEAD: usize = 1 << 20;

/// How much of the files is looked at to recognise them, in bytes; of those after, the name.
const HEADS: u64 = 16 << 20;

/// A file of an archive that is larger, in bytes, is unpacked onto the disk.
const IN_MEMORY: u64 = 16 << 20;

/// How the folder begins in which files of archives are unpacked.
const UNPACKING: &str = ".hashiya-unpacking-";

/// How deep folders are followed.
const DEEPEST: usize = 16;

/// Files of other programs, found but not read.
pub struct Found {
    files: Vec<(String, Content)>,
    /// Their names, with how large they are.
    pub(super) sizes: Vec<(String, u64)>,
    /// As the person named them.
    named: String,
    archives: Vec<(PathBuf, Mutex<Archive<fs::File>>)>,
    /// How much is in archives, in bytes.
    unpacked: u64,
    pub problems: Vec<Problem>,
}

/// Tables that are read side by side.
pub(super) enum Tables {
    Records(Beside<Reading>),
    #[cfg(feature = "parquet")]
    Groups(Groups),
}

impl Tables {
    /// What the next batch has, of at least so many bytes of the first table; nothing at the end.
    pub(super) fn batch(&mut self, most: usize) -> io::Result<Vec<File>> {
        match self {
            Self::Records(records) => records.batch(most),
            #[cfg(feature = "parquet")]
            Self::Groups(groups) => groups.batch(most),
        }
    }
}

/// A file that is being read.
pub(super) type Reading = BufReader<Box<dyn Seekable>>;

enum Content {
    OnDisk(PathBuf),
    /// In one of the archives.
    Packed(usize, Packed),
}

impl Found {
    /// The files that are named, and those in the folders that are named: sorted, hidden ones left out. A link to a folder is not
    /// followed. An archive stands for the files in it; one in a folder, for a folder of its name.
    pub fn new(paths: &[PathBuf]) -> Result<Self, Error> {
        let named: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        let (files, sizes) = (Vec::new(), Vec::new());
        let (archives, named) = (Vec::new(), named.join(", "));
        let mut found = Self { files, sizes, named, archives, unpacked: 0, problems: Vec::new() };
        for path in paths {
            if path.is_dir() {
                found.folder(path, "", 0)?;
            } else {
                let name =
                    path.file_name().map_or_else(|| "file".to_owned(), |name| name.to_string_lossy().into_owned());
                found.file(path, name, "")?;
            }
        }
        Ok(found)
    }

    /// The files with the hashes of their bytes.
    pub fn originals(&self) -> Result<Vec<Original>, Error> {
        let original = |at: usize| {
            let (mut hasher, name) = (blake3::Hasher::new(), &self.files[at].0);
            let read = hasher.update_reader(self.open(at)?).map(drop);
            read.map_err(|error| files::failed("read", Path::new(name), &error))?;
            Ok(Original { file: name.clone(), hash: format!("blake3:{}", hasher.finalize().to_hex()) })
        };
        (0..self.files.len()).map(original).collect()
    }

    fn folder(&mut self, folder: &Path, prefix: &str, depth: usize) -> Result<(), Error> {
        if depth > DEEPEST {
            let message = format!("folders deeper than {DEEPEST} are not read");
            self.problems.push(Problem::new(Severity::Loss, prefix, message));
            return Ok(());
        }
        for name in super::files::list(folder)? {
            let path = folder.join(&name);
            let inside = format!("{prefix}{name}");
            if path.is_dir() && !path.is_symlink() {
                self.folder(&path, &format!("{inside}/"), depth + 1)?;
            } else if path.is_file() {
                let unpacked = format!("{inside}/");
                self.file(&path, inside, &unpacked)?;
            }
        }
        Ok(())
    }

    /// Adds a file, or what is in an archive under the path `unpacked`.
    fn file(&mut self, path: &Path, name: String, unpacked: &str) -> Result<(), Error> {
        if super::files::has_ending(&name, "zip") {
            let room = Limits { bytes: LIMITS.bytes - self.unpacked, ..LIMITS };
            let source = fs::File::open(path).map_err(|error| files::failed("read", path, &error))?;
            let (archive, problems) = Archive::open(&path.display().to_string(), source, room)?;
            self.problems.extend(problems);
            for file in archive.files() {
                let name = format!("{unpacked}{}", file.path);
                self.unpacked += file.size;
                self.sizes.push((name.clone(), file.size));
                self.files.push((name, Content::Packed(self.archives.len(), file.clone())));
            }
            self.archives.push((path.to_owned(), Mutex::new(archive)));
            return Ok(());
        }
        let size = fs::metadata(path).map_err(|error| files::failed("read", path, &error))?.len();
        self.sizes.push((name.clone(), size));
        self.files.push((name, Content::OnDisk(path.to_owned())));
        Ok(())
    }

    /// The format that is named, or else the one that the files look like.
    pub fn format(&self, named: Option<Format>) -> Result<Format, Error> {
        if let Some(format) = named {
            return Ok(format);
        }
        self.recognised()?.ok_or_else(|| self.unrecognised())
    }

    /// The format that the files look like by how they begin.
    pub fn recognised(&self) -> Result<Option<Format>, Error> {
        let (mut heads, mut looked_at) = (Vec::with_capacity(self.files.len()), 0);
        for (at, (name, size)) in self.sizes.iter().enumerate() {
            if looked_at > HEADS {
                heads.push(File::new(name.clone(), ""));
                continue;
            }
            looked_at += size.min(&(HEAD as u64));
            if *size <= HEAD as u64 {
                heads.push(self.whole(at)?);
                continue;
            }
            let mut pieces = self.cut(at, Pieces::Json, HEAD)?;
            let piece = pieces.next().unwrap_or_else(|| Ok(File::new(name.clone(), "")));
            let head = piece.map_err(|error| files::failed("read", Path::new(name), &error))?;
            heads.push(File { before: None, ..head });
        }
        Ok(Format::recognised(&heads))
    }

    /// That nobody knows which format the files are in, with what can be told of them.
    fn unrecognised(&self) -> Error {
        let what = format!("cannot tell which format {} is in", self.named);
        match self.diagnosis() {
            Some(found) => Error::new(format!("{what}: {}", found.why)).hint(found.hint),
            None => {
                let names: Vec<&str> = FORMATS.iter().map(|entry| entry.name).collect();
                Error::new(what).hint(format!("name it: {}", names.join(", ")))
            }
        }
    }

    /// That files hold no document of a format, with the first thing that was told of them.
    #[must_use]
    pub fn nothing(&self, format: Format, problems: &[Problem]) -> Error {
        let other = self.recognised().ok().flatten().filter(|other| *other != format);
        let what = format!("nothing in {} can be read as {}", self.named, format.name());
        // A reader that knows what helps knows more than the first bytes tell.
        let first = problems.iter().min_by_key(|problem| (problem.hint.is_none(), problem.severity));
        let diagnosis = if first.is_some_and(|first| first.hint.is_some()) { None } else { self.diagnosis() };
        match (other, diagnosis, first) {
            (Some(other), ..) => {
                Error::new(what).hint(format!("it looks like `{}`; leave the format out, or name that", other.name()))
            }
            (None, Some(found), _) => Error::new(format!("{what}: {}", found.why)).hint(found.hint),
            (None, None, Some(first)) => Error::new(format!("{what}: {first}")),
            (None, None, None) => Error::new(what),
        }
    }

    fn diagnosis(&self) -> Option<Diagnosis> {
        let head = |at: usize| {
            let mut head = Vec::new();
            self.open(at).ok()?.take(HEAD as u64).read_to_end(&mut head).ok()?;
            Some(File::new(self.sizes[at].0.clone(), head))
        };
        // As many as can be in memory; what they look like, the first of them show.
        let heads: Vec<File> = (0..self.files.len().min(HEADS as usize / HEAD)).filter_map(head).collect();
        diagnosis(&heads)
    }

    pub(super) fn whole(&self, at: usize) -> Result<File, Error> {
        let (name, content) = &self.files[at];
        let bytes = match content {
            Content::OnDisk(path) => files::read(path)?,
            Content::Packed(archive, file) => self.unpacked(*archive, file)?,
        };
        Ok(File::new(name.clone(), bytes))
    }

    fn unpacked(&self, archive: usize, file: &Packed) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        self.unpack(archive, file, &mut bytes)?;
        Ok(bytes)
    }

    fn unpack(&self, archive: usize, file: &Packed, out: &mut dyn Write) -> Result<(), Error> {
        self.archives[archive].1.lock().unwrap_or_else(PoisonError::into_inner).unpack(file, out)
    }

    pub(super) fn cut(&self, at: usize, pieces: Pieces, most: usize) -> Result<Cutter<Box<dyn Seekable>>, Error> {
        Ok(Cutter::new(&self.files[at].0, pieces, self.open(at)?, most))
    }

    /// A file from its beginning. What is large and packed lies on the disk while it is read.
    fn open(&self, at: usize) -> Result<Box<dyn Seekable>, Error> {
        Ok(match &self.files[at].1 {
            Content::OnDisk(path) => {
                Box::new(fs::File::open(path).map_err(|error| files::failed("read", path, &error))?)
            }
            Content::Packed(archive, file) if file.size <= IN_MEMORY => {
                Box::new(Cursor::new(self.unpacked(*archive, file)?))
            }
            Content::Packed(archive, file) => Box::new(Unpacked::new(|out| self.unpack(*archive, file, out))?),
        })
    }

    /// How the files can be cut: tables of one's own only where there is one, whose rows need nothing of each other.
    pub(super) fn pieces(&self, format: Format, options: &Options) -> Result<Pieces, Error> {
        let pieces = format.pieces(options);
        if pieces != Pieces::Rows {
            return Ok(pieces);
        }
        let [(name, _)] = &self.files[..] else { return Ok(Pieces::Whole) };
        let failed = |error| files::failed("read", Path::new(name), &error);
        match is_of_whole_rows(self.open(0)?, &options.map).map_err(failed)? {
            true => Ok(pieces),
            false => Ok(Pieces::Whole),
        }
    }

    /// Tables that can be read side by side, if that is what the files are.
    pub(super) fn beside(&self, pieces: Pieces) -> Result<Option<Tables>, Error> {
        let Some((records, first, others)) = tables(pieces, &self.sizes) else { return Ok(None) };
        #[cfg(feature = "parquet")]
        if records == Records::Groups {
            let table = |at: usize| Ok::<_, Error>((self.files[at].0.clone(), self.open(at)?));
            let others = others.iter().map(|at| table(*at)).collect::<Result<_, _>>()?;
            return Ok(Groups::new(table(first)?, others).map(Tables::Groups));
        }
        let table = |at: usize| {
            let (name, source) = (&self.files[at].0, BufReader::new(self.open(at)?));
            Table::new(name, records, source).map_err(|error| files::failed("read", Path::new(name), &error))
        };
        let all = || Ok::<_, Error>((table(first)?, others.iter().map(|at| table(*at)).collect::<Result<_, _>>()?));
        let (checked, others_checked): (_, Vec<_>) = all()?;
        let name = Path::new(&self.files[first].0);
        if !is_in_order(checked, others_checked).map_err(|error| files::failed("read", name, &error))? {
            return Ok(None);
        }
        let (first, others) = all()?;
        Ok(Some(Tables::Records(Beside::new(first, others))))
    }
}

/// A file that was unpacked onto the disk; it goes when it is closed.
struct Unpacked {
    file: fs::File,
    /// The folder in which it lies, which goes after it.
    _folder: Staging,
}

impl Unpacked {
    fn new(unpack: impl FnOnce(&mut dyn Write) -> Result<(), Error>) -> Result<Self, Error> {
        let folder = Staging::new(&std::env::temp_dir(), UNPACKING)?;
        let path = folder.path().join("file");
        let failed = |error| files::failed("write", &path, &error);
        let options = fs::File::options().read(true).write(true).create_new(true).open(&path);
        let mut file = options.map_err(failed)?;
        unpack(&mut file)?;
        file.rewind().map_err(failed)?;
        Ok(Self { file, _folder: folder })
    }
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer)
    }
}

impl Seek for Unpacked {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
