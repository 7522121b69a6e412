//! Names of documents and annotators as file names that Linux, macOS and Windows all allow: what one of them forbids is
//! written as `%` and two hexadecimal digits for each UTF-8 byte.

use std::fmt::Write as _;

/// Names that Windows keeps for devices, whatever follows the first dot. It takes raised digits for digits.
const DEVICES: [&str; 30] = [
    "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8",
    "COM9", "COM¹", "COM²", "COM³", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹",
    "LPT²", "LPT³",
];

/// Files of an annotator's folder that are not sets.
const OURS: [&str; 2] = ["annotator", "identities"];

/// Longest name in bytes: file systems allow 255, and `.ron.damaged-12` and a temporary file's ending come on top.
const LONGEST: usize = 180;

/// The file name for a document or annotator, without an ending. Different names get different file names, also where case
/// is kept but does not count, unless only their case differs.
#[must_use]
pub fn file_name(name: &str) -> String {
    let out = escaped(name);
    if out.is_empty() {
        "%".to_owned()
    } else if out.len() > LONGEST {
        let cut = out.floor_char_boundary(LONGEST - 18);
        format!("{}%~{}", &out[..cut], hash_of(name))
    } else {
        out
    }
}

/// The name itself if a file can bear the whole of it; else one that a file can, which begins likewise and ends with a hash of the
/// whole. What is called so in a file reads back as just that.
#[must_use]
pub fn bearable(name: &str) -> String {
    if escaped(name).len() <= LONGEST {
        return name.to_owned();
    }
    let hash = hash_of(name);
    let mut end = name.floor_char_boundary(LONGEST - 1 - hash.len());
    loop {
        let cut = format!("{}~{hash}", &name[..end]);
        match escaped(&cut).len().checked_sub(LONGEST) {
            Some(over @ 1..) => end = name.floor_char_boundary(end.saturating_sub(over.div_ceil(3))),
            _ => return cut,
        }
    }
}

fn hash_of(name: &str) -> String {
    blake3::hash(name.as_bytes()).to_hex()[..16].to_owned()
}

/// A name with what is forbidden in names of files written otherwise.
fn escaped(name: &str) -> String {
    let stem = name.split('.').next().unwrap_or(name);
    let is_reserved = DEVICES.iter().any(|device| device.eq_ignore_ascii_case(stem.trim_end()))
        || OURS.iter().any(|ours| ours.eq_ignore_ascii_case(name));
    let last = name.char_indices().next_back().map_or(0, |(at, _)| at);
    let mut out = String::with_capacity(name.len());
    for (at, c) in name.char_indices() {
        let is_forbidden = c.is_control() || "<>:\"/\\|?*%".contains(c);
        let is_forbidden_here = (at == 0 && (is_reserved || c == '.')) || (at == last && matches!(c, '.' | ' '));
        if is_forbidden || is_forbidden_here {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// The name a file name stands for. A name that was too long stays cut.
#[must_use]
pub fn name_from_file(file_name: &str) -> String {
    let mut bytes = Vec::with_capacity(file_name.len());
    let mut rest = file_name.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match code.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| file_name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{bearable, file_name, name_from_file};

    fn check(name: &str, expected: &str) {
        assert_eq!(file_name(name), expected);
        assert_eq!(name_from_file(expected), name);
    }

    #[test]
    fn ordinary_names_stay_as_they_are() {
        check("news-1", "news-1");
        check("خبر عاجل", "خبر عاجل");
    }

    #[test]
    fn what_some_system_forbids_is_escaped_and_comes_back() {
        check("https://a.b/c?d", "https%3A%2F%2Fa.b%2Fc%3Fd");
        check("..", "%2E%2E");
        check("nul.txt", "%6Eul.txt");
        check("Com².a", "%43om².a");
        check("conin$", "%63onin$");
        check("CON .x", "%43ON .x");
        check("100%", "100%25");
        check("annotator", "%61nnotator");
        check("end ", "end%20");
    }

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        let (a, b) = (format!("{}a", "خ".repeat(300)), format!("{}b", "خ".repeat(300)));
        assert!(file_name(&a).len() <= 180);
        assert_ne!(file_name(&a), file_name(&b));
    }

    #[test]
    fn a_name_that_a_file_can_bear_comes_back_from_it() {
        for name in ["خ".repeat(300), "?/".repeat(300), format!("CON.{}", "a".repeat(300))] {
            let borne = bearable(&name);
            assert!(borne != name && borne.starts_with(&name[..20]), "{borne}");
            assert_eq!(name_from_file(&file_name(&borne)), borne);
        }
        assert_eq!(bearable("خبر عاجل"), "خبر عاجل");
    }
}
