//! Zip archives: unpacked within bounds, one archive inside another at most, and packed. Knows no format; a name that would leave
//! the archive is refused, and so is what unpacks to more than anybody means to read.

use std::io::{Cursor, Read, Seek, Write};

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

#[must_use]
pub fn is_archive(bytes: &[u8]) -> bool {
    BEGINNINGS.iter().any(|beginning| bytes.starts_with(beginning))
}

/// The files of an archive, sorted, hidden ones left out; those of an archive inside lie in a folder of its name. Fails if it is
/// damaged or encrypted, reaches over a limit, or has an entry whose name leads out of it.
pub fn unpack(name: &str, bytes: &[u8], limits: Limits) -> Result<(Vec<File>, Vec<Problem>), Error> {
    let mut unpacker = Unpacker { limits, entries: 0, bytes: 0, files: Vec::new(), problems: Vec::new() };
    unpacker.archive(name, bytes, "")?;
    unpacker.files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok((unpacker.files, unpacker.problems))
}

struct Unpacker {
    limits: Limits,
    entries: usize,
    bytes: u64,
    files: Vec<File>,
    problems: Vec<Problem>,
}

impl Unpacker {
    /// `folder` is where its files lie: empty, or the path of an archive inside an archive with a slash.
    fn archive(&mut self, name: &str, bytes: &[u8], folder: &str) -> Result<(), Error> {
        let refused = |what: String| Error::new(format!("cannot unpack `{name}`: {what}"));
        let mut archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| refused(format!("it is no archive that can be read ({error})")))?;
        self.entries += archive.len();
        if self.entries > self.limits.entries {
            let message = format!("it has {} entries, at most {} are read", self.entries, self.limits.entries);
            return Err(refused(message).hint("unpack it yourself and import it in parts"));
        }
        let doubles = entries(bytes).map_or(0, |entries| entries.saturating_sub(archive.len()));
        if doubles > 0 {
            let message =
                format!("{doubles} of its entries have the name of another; of each name only the last is read");
            let hint = "unpack it yourself, and give each file a name of its own";
            self.problems.push(Problem::new(Severity::Loss, name, message).hint(hint));
        }
        for index in 0..archive.len() {
            let entry = archive
                .by_index(index)
                .map_err(|error| refused(format!("its entry number {} cannot be read ({error})", index + 1)))?;
            let written = entry.name().map_err(|error| refused(format!("an entry has no name ({error})")))?;
            let written = written.replace('\\', "/");
            let path = inner_path(&written)
                .ok_or_else(|| refused(format!("the name of its entry `{written}` leads out of the archive")))?;
            if entry.is_symlink() {
                let message = "a link in an archive is not followed; it is left out";
                self.problems.push(Problem::new(Severity::Loss, format!("{folder}{path}"), message));
            }
            if entry.is_dir() || entry.is_symlink() || is_hidden(&path) {
                continue;
            }
            let packed = entry.compressed_size().min(bytes.len() as u64);
            let unpacked =
                self.entry(entry, packed, &path).map_err(|error| error.context(format!("cannot unpack `{name}`")))?;
            let path = format!("{folder}{path}");
            match is_archive(&unpacked) && path.ends_with(".zip") {
                false => self.files.push(File::new(path, unpacked)),
                true if folder.is_empty() => {
                    let inside = format!("{name}/{path}");
                    self.archive(&inside, &unpacked, &format!("{path}/"))?;
                }
                true => {
                    let message = "an archive in an archive in an archive is not unpacked";
                    self.problems.push(Problem::new(Severity::Loss, path, message));
                }
            }
        }
        Ok(())
    }

    /// The bytes of an entry, of which the archive says that it takes `packed` bytes in it.
    fn entry(&mut self, entry: impl Read, packed: u64, path: &str) -> Result<Vec<u8>, Error> {
        let by_ratio = packed.saturating_mul(self.limits.ratio).max(SMALL);
        let room = self.limits.bytes - self.bytes;
        let most = by_ratio.min(room);
        let mut unpacked = Vec::new();
        // What an archive says about its sizes may be wrong: what comes out is counted.
        entry
            .take(most.saturating_add(1))
            .read_to_end(&mut unpacked)
            .map_err(|error| Error::new(format!("its entry `{path}` is damaged ({error})")))?;
        let size = unpacked.len() as u64;
        if size > room {
            let message = format!("with its entry `{path}` it is more than {} bytes", self.limits.bytes);
            return Err(Error::new(message).hint("unpack it yourself and import it in parts"));
        }
        if size > by_ratio {
            let message = format!("its entry `{path}` is more than {} times as large unpacked", self.limits.ratio);
            return Err(Error::new(message).hint("no text is; unpack it yourself if you know what it is"));
        }
        self.bytes += size;
        Ok(unpacked)
    }
}

/// How many entries an archive says it has, in the record at its end; `None` if they are too many for that record.
fn entries(bytes: &[u8]) -> Option<usize> {
    const END: &[u8] = b"PK\x05\x06";
    let end = bytes.windows(END.len()).rposition(|window| window == END)?;
    let count = bytes.get(end + 10..end + 12)?;
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
mod tests {
    use std::io::Cursor;

    use super::{LIMITS, Limits, Packer, unpack};
    use crate::formats::bundle::File;

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
