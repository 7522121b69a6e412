//! What a file is that no format knows, as far as its first bytes tell, and what to do about it.

use super::bundle::File;
use super::catalogue::Format;

/// Why something cannot be read, and what helps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// As the end of a sentence about it: `it is UTF-16`.
    pub why: String,
    pub hint: String,
}

/// How packed files of other kinds than ours begin.
const PACKED: [(&[u8], &str); 6] = [
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "rar"),
];
const ZIP: &[u8] = b"PK\x03\x04";
const PDF: &[u8] = b"%PDF";
/// How a CAS ends its name that Java serialized, and how it begins.
const SERIALIZED: (&str, &[u8]) = (".ser", b"\xac\xed\x00\x05");
const UTF_16: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];

/// How many files are named.
const NAMED: usize = 4;

/// What is to be said of files that no format knows together; by how they begin. `None` if nothing is known about them.
#[must_use]
pub fn diagnosis(files: &[File]) -> Option<Diagnosis> {
    let said = |why: &str, hint: &str| Some(Diagnosis { why: why.to_owned(), hint: hint.to_owned() });
    let serialized = files.iter().filter(|file| is_serialized(file)).count();
    if serialized > 0 {
        let why = format!(
            "{} serialized CAS (`{}`), which only INCEpTION and WebAnno read themselves",
            if serialized == 1 {
                "it holds annotations as a".to_owned()
            } else {
                format!("its {serialized} files of annotations are")
            },
            SERIALIZED.0
        );
        let hint = "export the project there again with UIMA CAS XMI, UIMA CAS JSON or WebAnno TSV 3 as the secondary format, and \
                    bring in the archive that comes";
        return said(&why, hint);
    }
    match files {
        [] => said("there is no file in it", "name a file or a folder that has some"),
        [file] => of_one(file),
        files if files.iter().all(|file| file.bytes.is_empty()) => {
            said("all its files are empty", "name what has something in it")
        }
        files => {
            let look = |file: &File| {
                Format::recognised(std::slice::from_ref(file))
                    .map(|format| format!("{} like `{}`", file.path, format.name()))
            };
            let looks: Vec<String> = files.iter().filter_map(look).take(NAMED).collect();
            let why = format!("its files look like several formats: {}", looks.join(", "));
            (looks.len() > 1).then(|| Diagnosis {
                why,
                hint: "take each by itself, or name the format of those you mean".to_owned(),
            })
        }
    }
}

fn is_serialized(file: &File) -> bool {
    let (ending, beginning) = SERIALIZED;
    file.path.ends_with(ending) || file.bytes.starts_with(beginning)
}

fn of_one(file: &File) -> Option<Diagnosis> {
    let (bytes, path) = (file.bytes.as_slice(), &file.path);
    let said = |why: &str, hint: String| Some(Diagnosis { why: why.to_owned(), hint });
    if bytes.trim_ascii().is_empty() {
        return said("it is empty", "name what has something in it".to_owned());
    }
    if UTF_16.iter().any(|mark| bytes.starts_with(mark)) {
        return said(
            "it is UTF-16, and should be UTF-8",
            format!("save it as UTF-8, such as by `iconv -f UTF-16 -t UTF-8 {path} > utf-8-{path}`"),
        );
    }
    if let Some((_, kind)) = PACKED.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return said(&format!("it is packed with {kind}"), "unpack it first; only `.zip` is unpacked here".to_owned());
    }
    if bytes.starts_with(ZIP) {
        let hint = "of an archive, let the name end in `.zip`; save a document of an office program as text";
        return said("it is an archive, or a document of an office program", hint.to_owned());
    }
    if bytes.starts_with(PDF) {
        return said("it is PDF", "save its text as `.txt`".to_owned());
    }
    let invalid = std::str::from_utf8(bytes).err()?.valid_up_to();
    said(
        &format!("it is not UTF-8: byte {invalid}"),
        "save it as UTF-8; `hashiya add` takes texts of other encodings".to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::diagnosis;
    use crate::formats::bundle::File;

    #[test]
    fn what_cannot_be_read_is_named_with_what_helps() {
        let check = |bytes: &[u8], why: &str, hint: &str| {
            let found = diagnosis(&[File::new("x.json", bytes)]).unwrap();
            assert!(found.why.contains(why) && found.hint.contains(hint), "{found:?}");
        };
        check(b" \n", "it is empty", "name what has something");
        check(b"\xff\xfe{\0", "it is UTF-16", "iconv -f UTF-16 -t UTF-8 x.json");
        check(b"\x1f\x8b\x08", "packed with gzip", "unpack it first");
        check(b"PK\x03\x04", "an archive", "`.zip`");
        check(b"%PDF-1.4", "it is PDF", "as `.txt`");
        check(b"ab\xff", "it is not UTF-8: byte 2", "hashiya add");
        check(b"\xac\xed\0\x05sr", "as a serialized CAS (`.ser`)", "UIMA CAS XMI");
        assert_eq!(diagnosis(&[File::new("x", b"{}")]), None);
        assert_eq!(diagnosis(&[]).unwrap().why, "there is no file in it");
        let files = [File::new("a.txt", b"a"), File::new("b.csv", b"a,b\n"), File::new("c.md", b"")];
        let why = diagnosis(&files).unwrap().why;
        assert_eq!(why, "its files look like several formats: a.txt like `text`, b.csv like `csv`");
    }
}
