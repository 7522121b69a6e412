//! Zip archives: looked through and then unpacked a file at a time, within bounds, one archive inside another at most; and packed.
//! Knows no format and no disk; a name that would leave the archive is refused, and so is what unpacks to more than anybody means
//! to read. Sizes are bytes.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

use zip::read::ZipFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::error::{Error, Problem, Severity};

use super::bundle::File;

/// What is unpacked at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub entries: usize,
    /// Of all entries together.
    pub bytes: u64,
    /// How many bytes may come out of one; what is small is not held against it.
    pub ratio: u64,
}

/// What a project of annotations never reaches.
pub const LIMITS: Limits = Limits { entries: 200_000, bytes: 4 << 30, ratio: 250 };

/// Below this many bytes, a high ratio is no danger.
const SMALL: u64 = 1 << 20;

/// How an archive begins; an empty one begins with its end.
const BEGINNINGS: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// The record that ends an archive, without the comment that may follow: how it begins, how long it is, and how long the comment
/// may be.
const END: &[u8] = b"PK\x05\x06";
const END_BYTES: u64 = 22;
const MOST_COMMENT: u64 = u16::MAX as u64;

#[must_use]
pub fn is_archive(bytes: &[u8]) -> bool {
    BEGINNINGS.iter().any(|beginning| bytes.starts_with(beginning))
}

/// An archive that was looked through, of which no file is in memory but the archive inside that was read last.
pub struct Archive<R> {
    name: String,
    zip: ZipArchive<R>,
    inside: Option<(usize, ZipArchive<Cursor<Vec<u8>>>)>,
    files: Vec<Packed>,
}

/// A file in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// Inside the archive; what is in an archive inside lies in a folder of its name.
    pub path: String,
    /// How large it is unpacked.
    pub size: u64,
    /// The place of its entry, or of the archive inside that has it.
    entry: usize,
    inside: Option<Inside>,
}

/// Where a file is in an archive inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Inside {
    /// How long the path of that archive is.
    path_len: usize,
    entry: usize,
}

impl<R: Read + Seek> Archive<R> {
    /// Looks through an archive. Fails if it is damaged or encrypted, reaches over a limit by what it says of itself, or has an
    /// entry whose name leads out of it; also if an archive inside does.
    pub fn open(name: &str, mut source: R, limits: Limits) -> Result<(Self, Vec<Problem>), Error> {
        let mut room = Room { limits, entries: 0, bytes: 0, problems: Vec::new() };
        let said = Said::by(&mut source);
        let mut zip = opened(name, source)?;
        let listed = room.list(name, &mut zip, said, "")?;
        let mut files = Vec::new();
        for Listed { entry, path, size } in listed {
            let file = Packed { path, size, entry, inside: None };
            if !file.path.ends_with(".zip") {
                files.push(file);
                continue;
            }
            let unpacked = in_memory(name, &mut zip, &file)?;
            if !is_archive(&unpacked) {
                files.push(file);
                continue;
            }
            let (name, folder) = (format!("{name}/{}", file.path), format!("{}/", file.path));
            let mut source = Cursor::new(unpacked);
            let said = Said::by(&mut source);
            for Listed { entry, path, size } in room.list(&name, &mut opened(&name, source)?, said, &folder)? {
                if path.ends_with(".zip") {
                    let message = "an archive in an archive in an archive is not unpacked";
                    room.problems.push(Problem::new(Severity::Loss, path, message));
                } else {
                    let inside = Some(Inside { path_len: file.path.len(), entry });
                    files.push(Packed { path, size, entry: file.entry, inside });
                }
            }
        }
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok((Self { name: name.to_owned(), zip, inside: None, files }, room.problems))
    }

    /// The files, sorted, hidden ones left out.
    #[must_use]
    pub fn files(&self) -> &[Packed] {
        &self.files
    }

    /// Writes the bytes of a file. Fails if it is damaged: also where more or less comes out of it than the archive says.
    pub fn unpack(&mut self, file: &Packed, out: &mut dyn Write) -> Result<(), Error> {
        let Some(Inside { path_len, entry: place }) = file.inside else {
            return copy(&self.name, entry(&self.name, &mut self.zip, file.entry)?, file, out);
        };
        let outer = file.path.get(..path_len).unwrap_or_default();
        let name = format!("{}/{outer}", self.name);
        if self.inside.as_ref().is_none_or(|(known, _)| *known != file.entry) {
            let size = entry(&self.name, &mut self.zip, file.entry)?.size();
            let around = Packed { path: outer.to_owned(), size, entry: file.entry, inside: None };
            let unpacked = in_memory(&self.name, &mut self.zip, &around)?;
            self.inside = Some((file.entry, opened(&name, Cursor::new(unpacked))?));
        }
        match &mut self.inside {
            Some((_, zip)) => copy(&name, entry(&name, zip, place)?, file, out),
            None => Ok(()),
        }
    }
}

/// An entry that is to be read.
struct Listed {
    entry: usize,
    path: String,
    size: u64,
}

/// What may still come out of archives, and what is told of them.
struct Room {
    limits: Limits,
    entries: usize,
    bytes: u64,
    problems: Vec<Problem>,
}

impl Room {
    /// The entries of an archive which are files, hidden ones left out. `folder` is where they lie: nowhere, or the path of an
    /// archive inside an archive with a slash; `said` is what it says of itself.
    fn list<R: Read + Seek>(
        &mut self,
        name: &str,
        zip: &mut ZipArchive<R>,
        said: Said,
        folder: &str,
    ) -> Result<Vec<Listed>, Error> {
        let Limits { entries, bytes, ratio } = self.limits;
        self.entries += zip.len();
        if self.entries > entries {
            let message = format!("it has {} entries, at most {entries} are read", self.entries);
            return Err(refused(name, message).hint("unpack it yourself and import it in parts"));
        }
        let doubles = said.entries.map_or(0, |said| said.saturating_sub(zip.len()));
        if doubles > 0 {
            let message =
                format!("{doubles} of its entries have the name of another; of each name only the last is read");
            let hint = "unpack it yourself, and give each file a name of its own";
            self.problems.push(Problem::new(Severity::Loss, name, message).hint(hint));
        }
        let mut listed = Vec::new();
        for index in 0..zip.len() {
            let entry = entry(name, zip, index)?;
            let written = entry.name().map_err(|error| refused(name, format!("an entry has no name ({error})")))?;
            let written = written.replace('\\', "/");
            let path = inner_path(&written)
                .ok_or_else(|| refused(name, format!("the name of its entry `{written}` leads out of the archive")))?;
            if entry.is_symlink() {
                let message = "a link in an archive is not followed; it is left out";
                self.problems.push(Problem::new(Severity::Loss, format!("{folder}{path}"), message));
            }
            if entry.is_dir() || entry.is_symlink() || is_hidden(&path) {
                continue;
            }
            let size = entry.size();
            if size > entry.compressed_size().min(said.bytes).saturating_mul(ratio).max(SMALL) {
                let message = format!("its entry `{path}` is more than {ratio} times as large unpacked");
                return Err(refused(name, message).hint("no text is; unpack it yourself if you know what it is"));
            }
            self.bytes = self.bytes.saturating_add(size);
            if self.bytes > bytes {
                let message = format!("with its entry `{path}` it is more than {bytes} bytes");
                return Err(refused(name, message).hint("unpack it yourself and import it in parts"));
            }
            listed.push(Listed { entry: index, path: format!("{folder}{path}"), size });
        }
        Ok(listed)
    }
}

fn refused(name: &str, what: String) -> Error {
    Error::new(format!("cannot unpack `{name}`: {what}"))
}

fn opened<R: Read + Seek>(name: &str, source: R) -> Result<ZipArchive<R>, Error> {
    ZipArchive::new(source).map_err(|error| refused(name, format!("it is no archive that can be read ({error})")))
}

fn entry<'a, R: Read + Seek>(name: &str, zip: &'a mut ZipArchive<R>, index: usize) -> Result<ZipFile<'a, R>, Error> {
    let failed = |error| refused(name, format!("its entry number {} cannot be read ({error})", index + 1));
    zip.by_index(index).map_err(failed)
}

fn in_memory<R: Read + Seek>(name: &str, zip: &mut ZipArchive<R>, file: &Packed) -> Result<Vec<u8>, Error> {
    let mut unpacked = Vec::new();
    copy(name, entry(name, zip, file.entry)?, file, &mut unpacked)?;
    Ok(unpacked)
}

fn copy(name: &str, entry: impl Read, file: &Packed, out: &mut dyn Write) -> Result<(), Error> {
    let damaged = |why: String| refused(name, format!("its entry `{}` is damaged ({why})", file.path));
    // What an archive says about its sizes may be wrong: what comes out is counted.
    let copied =
        io::copy(&mut entry.take(file.size.saturating_add(1)), out).map_err(|error| damaged(error.to_string()))?;
    match copied == file.size {
        true => Ok(()),
        false => Err(damaged(format!("it should have {} bytes", file.size))),
    }
}

/// What is known of an archive before it is read.
#[derive(Debug, Clone, Copy, Default)]
struct Said {
    /// How large it is.
    bytes: u64,
    /// How many entries it says it has, in the record at its end; `None` if they are too many for that record, or it has none.
    entries: Option<usize>,
}

impl Said {
    /// What cannot be read is told by who reads the archive.
    fn by(source: &mut (impl Read + Seek)) -> Self {
        let bytes = source.seek(SeekFrom::End(0)).unwrap_or(0);
        let mut end = Vec::new();
        let from = SeekFrom::Start(bytes.saturating_sub(END_BYTES + MOST_COMMENT));
        let read = source.seek(from).and_then(|_| source.take(END_BYTES + MOST_COMMENT).read_to_end(&mut end));
        Self { bytes, entries: read.ok().and_then(|_| entries_by(&end)) }
    }
}

/// How many entries the record says with which an archive ends.
fn entries_by(end: &[u8]) -> Option<usize> {
    let at = end.windows(END.len()).rposition(|window| window == END)?;
    let count = end.get(at + 10..at + 12)?;
    let count = u16::from_le_bytes([count[0], count[1]]);
    (count != u16::MAX).then_some(usize::from(count))
}

/// The path of an entry inside its archive; `None` if it is absolute or climbs out.
fn inner_path(written: &str) -> Option<String> {
    let is_absolute = written.starts_with('/') || written.as_bytes().get(1) == Some(&b':');
    let parts: Vec<&str> = written.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let is_inside = !is_absolute && !written.contains('\0') && !parts.is_empty() && !parts.contains(&"..");
    is_inside.then(|| parts.join("/"))
}

/// What systems put beside what a person packed.
fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.') || part == "__MACOSX")
}

/// Packs files one after another; the same files give the same bytes.
pub struct Packer<W: Write + Seek> {
    writer: ZipWriter<W>,
}

impl<W: Write + Seek> Packer<W> {
    #[must_use]
    pub fn new(out: W) -> Self {
        Self { writer: ZipWriter::new(out) }
    }

    /// Adds a file. Fails if it cannot be written, or is there already.
    pub fn add(&mut self, file: &File) -> Result<(), Error> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .large_file(u32::try_from(file.bytes.len()).is_err());
        let failed = |error: &dyn std::fmt::Display| Error::new(format!("cannot pack `{}`: {error}", file.path));
        self.writer.start_file(file.path.as_str(), options).map_err(|error| failed(&error))?;
        self.writer.write_all(&file.bytes).map_err(|error| failed(&error))
    }

    /// What was written to.
    pub fn finish(self) -> Result<W, Error> {
        self.writer.finish().map_err(|error| Error::new(format!("cannot finish the archive: {error}")))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Cursor;

    use super::{Archive, LIMITS, Limits, Packer};
    use crate::error::{Error, Problem};
    use crate::formats::bundle::File;

    /// All files of an archive with their bytes.
    pub(crate) fn unpack(name: &str, bytes: &[u8], limits: Limits) -> Result<(Vec<File>, Vec<Problem>), Error> {
        let (mut archive, problems) = Archive::open(name, Cursor::new(bytes), limits)?;
        let files = archive.files().to_vec().into_iter().map(|file| {
            let mut unpacked = Vec::new();
            archive.unpack(&file, &mut unpacked).map(|()| File::new(file.path, unpacked))
        });
        Ok((files.collect::<Result<_, _>>()?, problems))
    }

    fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut packer = Packer::new(Cursor::new(Vec::new()));
        files.iter().for_each(|(path, bytes)| packer.add(&File::new(*path, *bytes)).unwrap());
        packer.finish().unwrap().into_inner()
    }

    fn paths(bytes: &[u8]) -> Vec<String> {
        unpack("a.zip", bytes, LIMITS).unwrap().0.into_iter().map(|file| file.path).collect()
    }

    fn refusal(bytes: &[u8], limits: Limits) -> String {
        unpack("a.zip", bytes, limits).unwrap_err().to_string()
    }

    #[test]
    fn what_is_packed_comes_out_again_and_hidden_files_do_not() {
        let bytes = archive(&[("b/خبر.txt", b"x"), ("a.txt", b"y"), (".x", b"z"), ("__MACOSX/a", b"z")]);
        assert_eq!(paths(&bytes), ["a.txt", "b/خبر.txt"]);
        assert_eq!(bytes, archive(&[("b/خبر.txt", b"x"), ("a.txt", b"y"), (".x", b"z"), ("__MACOSX/a", b"z")]));
    }

    #[test]
    fn an_archive_inside_is_a_folder_and_one_inside_that_is_told() {
        let innermost = archive(&[("x.txt", b"x")]);
        let inner = archive(&[("layla.xmi", b"x"), ("deep.zip", &innermost)]);
        let outer = archive(&[("annotation/d.txt/layla.zip", &inner)]);
        assert_eq!(paths(&outer), ["annotation/d.txt/layla.zip/layla.xmi"]);
        let told = unpack("a.zip", &outer, LIMITS).unwrap().1;
        assert_eq!(told[0].place, "annotation/d.txt/layla.zip/deep.zip");
    }

    #[test]
    fn names_that_lead_out_are_refused() {
        for name in ["../a", "/a", "C:/a", "b/../../a", "..\\a", "\\\\host\\a", ""] {
            // The writer of the archive normalizes no name.
            assert!(refusal(&archive(&[(name, b"x")]), LIMITS).contains("leads out of the archive"), "{name}");
        }
    }

    #[test]
    fn what_is_too_much_is_refused_with_the_limit() {
        let many = archive(&[("a", b"x"), ("b", b"x"), ("c", b"x")]);
        assert!(refusal(&many, Limits { entries: 2, ..LIMITS }).contains("it has 3 entries, at most 2 are read"));
        let large = archive(&[("a", &[7; 100]), ("b", &[7; 100])]);
        let told = refusal(&large, Limits { bytes: 150, ..LIMITS });
        assert!(told.contains("with its entry `b` it is more than 150 bytes"), "{told}");
        let bomb = archive(&[("zeros", &vec![0; 8 << 20])]);
        assert!(refusal(&bomb, LIMITS).contains("its entry `zeros` is more than 250 times as large unpacked"));
        // The limits count over the archives inside.
        let nested = archive(&[("in.zip", &large)]);
        assert!(refusal(&nested, Limits { bytes: 300, ..LIMITS }).contains("a.zip/in.zip"));
    }

    #[test]
    fn names_that_come_twice_and_links_are_told() {
        let mut twice = archive(&[("a.txt", b"one"), ("b.txt", b"two")]);
        let names: Vec<usize> = (0..twice.len()).filter(|at| twice[*at..].starts_with(b"b.txt")).collect();
        names.into_iter().for_each(|at| twice[at] = b'a');
        let told = unpack("a.zip", &twice, LIMITS).unwrap().1;
        assert!(told[0].message.starts_with("1 of its entries have the name of another"), "{told:?}");
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer.add_symlink("a.txt", "/etc/hosts", zip::write::SimpleFileOptions::default()).unwrap();
        let (files, told) = unpack("a.zip", &writer.finish().unwrap().into_inner(), LIMITS).unwrap();
        assert_eq!((files.len(), told[0].place.as_str()), (0, "a.txt"));
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        let whole = archive(&[("a.txt", b"some text"), ("b.txt", b"more text")]);
        for length in 0..whole.len() {
            assert!(unpack("a.zip", &whole[..length], LIMITS).is_err(), "{length}");
        }
    }
}
