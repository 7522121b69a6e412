//! Encodings of text that is not UTF-8 yet: which there are, what they are called, and reading bytes by them. What is read
//! stays as the encoding has it: a tone that windows-1258 writes as a mark of its own stays one, and line ends are kept.

pub mod guess;
pub mod likely;
pub mod stream;
pub mod syllable;
pub mod tables;

use std::borrow::Cow;
use std::fmt;

use crate::error::Error;
use crate::model::nearest::hint_for;

/// A way to write text as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
    /// Vietnamese TCVN 5712 VN3, which the ABC fonts (`.VnTime`) made common. It has no capitals with a tone: the fonts of
    /// capitals (`.VnTimeH`) have these in the place of the small letters, which is what is read.
    Tcvn3,
    /// The whole of TCVN 5712 (VN1), with capitals in the places of controls.
    Tcvn5712,
    Viscii,
    /// Vietnamese as the VNI fonts for Windows have it: a letter, then a byte for its marks.
    Vni,
    /// One that browsers know (the Encoding Standard).
    Web(&'static encoding_rs::Encoding),
}

/// What bytes say in an encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// Whether a byte order mark stood before the text; it is not part of it.
    pub has_mark: bool,
    /// How many places mean nothing in the encoding. Each is U+FFFD in the text.
    pub lost: usize,
}

/// U+FFFD, which stands for what cannot be read.
const LOST: char = '\u{fffd}';

impl Encoding {
    pub const WINDOWS_1252: Self = Self::Web(encoding_rs::WINDOWS_1252);
    pub const WINDOWS_1256: Self = Self::Web(encoding_rs::WINDOWS_1256);
    pub const ISO_8859_6: Self = Self::Web(encoding_rs::ISO_8859_6);
    pub const WINDOWS_1258: Self = Self::Web(encoding_rs::WINDOWS_1258);

    /// Those that are guessed at and offered. Of several by which bytes say the same, the first is meant.
    pub const OFFERED: [Self; 13] = [
        Self::Utf8,
        Self::WINDOWS_1252,
        Self::WINDOWS_1256,
        Self::ISO_8859_6,
        Self::WINDOWS_1258,
        Self::Tcvn3,
        Self::Tcvn5712,
        Self::Viscii,
        Self::Vni,
        Self::Utf16Le,
        Self::Utf16Be,
        Self::Utf32Le,
        Self::Utf32Be,
    ];

    /// Its name in commands and files, in small letters.
    #[must_use]
    pub fn name(self) -> Cow<'static, str> {
        match self {
            Self::Utf8 => "utf-8".into(),
            Self::Utf16Le => "utf-16le".into(),
            Self::Utf16Be => "utf-16be".into(),
            Self::Utf32Le => "utf-32le".into(),
            Self::Utf32Be => "utf-32be".into(),
            Self::Tcvn3 => "tcvn3".into(),
            Self::Tcvn5712 => "tcvn5712-1".into(),
            Self::Viscii => "viscii".into(),
            Self::Vni => "vni".into(),
            Self::Web(web) => web.name().to_ascii_lowercase().into(),
        }
    }

    /// The encoding of a name; the labels of the Encoding Standard are known too (`cp1256`, `shift_jis`).
    pub fn from_name(name: &str) -> Result<Self, Error> {
        let wanted = name.trim().to_ascii_lowercase();
        let ours = match wanted.as_str() {
            "utf-16" => Some(Self::Utf16Le),
            "utf-32" | "ucs-4" => Some(Self::Utf32Le),
            "abc" | "tcvn" => Some(Self::Tcvn3),
            "tcvn5712" => Some(Self::Tcvn5712),
            "vni-win" | "vni-windows" => Some(Self::Vni),
            known => Self::OFFERED.into_iter().find(|encoding| encoding.name() == known),
        };
        let web = || match encoding_rs::Encoding::for_label(wanted.as_bytes()) {
            Some(web) if web == encoding_rs::UTF_8 => Some(Self::Utf8),
            Some(web) if web == encoding_rs::REPLACEMENT => None,
            web => web.map(Self::Web),
        };
        ours.or_else(web).ok_or_else(|| {
            let names = Self::OFFERED.map(Self::name);
            Error::new(format!("there is no encoding `{name}`"))
                .hint(hint_for(&wanted, names.iter().map(|name| &**name)))
        })
    }

    /// The encoding that a byte order mark says, and the mark's length in bytes.
    #[must_use]
    pub fn of_mark(bytes: &[u8]) -> Option<(Self, usize)> {
        match bytes {
            [0xef, 0xbb, 0xbf, ..] => Some((Self::Utf8, 3)),
            // UTF-16 would have a zero character first, which no text has.
            [0xff, 0xfe, 0, 0, ..] => Some((Self::Utf32Le, 4)),
            [0, 0, 0xfe, 0xff, ..] => Some((Self::Utf32Be, 4)),
            [0xff, 0xfe, ..] => Some((Self::Utf16Le, 2)),
            [0xfe, 0xff, ..] => Some((Self::Utf16Be, 2)),
            _ => None,
        }
    }

    /// Reads bytes. Never fails: what means nothing becomes U+FFFD and is counted.
    #[must_use]
    pub fn decode(self, bytes: &[u8]) -> Decoded<'_> {
        let mark = Self::of_mark(bytes).filter(|(encoding, _)| *encoding == self).map_or(0, |(_, length)| length);
        let (text, lost) = self.decode_unmarked(&bytes[mark..]);
        Decoded { text, has_mark: mark > 0, lost }
    }

    fn decode_unmarked(self, bytes: &[u8]) -> (Cow<'_, str>, usize) {
        match self {
            Self::Utf8 => utf8(bytes),
            Self::Utf16Le => utf16(bytes, u16::from_le_bytes),
            Self::Utf16Be => utf16(bytes, u16::from_be_bytes),
            Self::Utf32Le => utf32(bytes, u32::from_le_bytes),
            Self::Utf32Be => utf32(bytes, u32::from_be_bytes),
            Self::Tcvn3 => (tables::tcvn3(bytes).into(), 0),
            Self::Tcvn5712 => (tables::tcvn5712(bytes).into(), 0),
            Self::Viscii => (tables::viscii(bytes).into(), 0),
            Self::Vni => (tables::vni(bytes).into(), 0),
            Self::Web(web) => {
                let (text, has_errors) = web.decode_without_bom_handling(bytes);
                let lost = if has_errors { text.matches(LOST).count() } else { 0 };
                (text, lost)
            }
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

fn utf8(bytes: &[u8]) -> (Cow<'_, str>, usize) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.into(), 0),
        Err(_) => {
            let lost = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
            (String::from_utf8_lossy(bytes), lost)
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (Cow<'_, str>, usize) {
    let (pairs, rest) = bytes.as_chunks::<2>();
    // A file that was cut off ends in half a unit.
    let mut lost = rest.len();
    let read = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)));
    let mut text: String = read
        .map(|read| {
            read.unwrap_or_else(|_| {
                lost += 1;
                LOST
            })
        })
        .collect();
    text.extend(rest.iter().map(|_| LOST));
    (text.into(), lost)
}

fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> (Cow<'_, str>, usize) {
    let (fours, rest) = bytes.as_chunks::<4>();
    let mut lost = usize::from(!rest.is_empty());
    let mut text: String = fours
        .iter()
        .map(|four| {
            char::from_u32(unit(*four)).unwrap_or_else(|| {
                lost += 1;
                LOST
            })
        })
        .collect();
    text.extend((!rest.is_empty()).then_some(LOST));
    (text.into(), lost)
}

#[cfg(test)]
mod tests {
    use super::Encoding;

    fn check(bytes: &[u8], encoding: Encoding, text: &str, lost: usize) {
        let decoded = encoding.decode(bytes);
        assert_eq!((&*decoded.text, decoded.lost), (text, lost));
    }

    #[test]
    fn marks_are_told_and_no_part_of_the_text() {
        check(b"\xef\xbb\xbfa", Encoding::Utf8, "a", 0);
        check(b"\xff\xfea\0", Encoding::Utf16Le, "a", 0);
        check(b"\xfe\xff\0a", Encoding::Utf16Be, "a", 0);
        check(b"\xff\xfe\0\0a\0\0\0", Encoding::Utf32Le, "a", 0);
        check(b"\0\0\xfe\xff\0\x01\xf6\0", Encoding::Utf32Be, "\u{1f600}", 0);
        assert!(Encoding::Utf16Be.decode(b"\xfe\xff").has_mark);
        check(b"", Encoding::Utf16Le, "", 0);
    }

    #[test]
    fn what_means_nothing_is_counted_and_never_dropped() {
        check(b"\xc7\xe1a", Encoding::Utf8, "\u{fffd}\u{fffd}a", 2);
        check(b"a\0\x3d\xd8b", Encoding::Utf16Le, "a\u{fffd}\u{fffd}", 2);
        check(b"\xc7\xfe", Encoding::ISO_8859_6, "ا\u{fffd}", 1);
        check(b"\0\xd8\0\0a\0", Encoding::Utf32Le, "\u{fffd}\u{fffd}", 2);
    }

    #[test]
    fn windows_1258_keeps_its_marks_apart() {
        check(b"Vi\xea\xf2t", Encoding::WINDOWS_1258, "Viê\u{323}t", 0);
    }

    #[test]
    fn names_come_back_and_those_of_browsers_are_known() {
        for encoding in Encoding::OFFERED {
            assert_eq!(Encoding::from_name(&encoding.name()), Ok(encoding));
        }
        assert_eq!(Encoding::from_name("CP1256"), Ok(Encoding::WINDOWS_1256));
        assert_eq!(Encoding::from_name("utf8"), Ok(Encoding::Utf8));
        let error = Encoding::from_name("windows-1265").unwrap_err();
        assert!(error.hint.as_ref().is_some_and(|hint| hint.contains("windows-1256")), "{error}");
    }
}
