//! Reading a text of any size by an encoding, piece by piece: together the pieces say what [`Encoding::decode`] says of the whole,
//! wherever they are cut. What waits between two is a few bytes.

use encoding_rs::Decoder;

use super::{Encoding, LOST, tables};

/// The longest mark, in bytes.
const MARK: usize = 4;

/// A text that is being read.
pub struct Decoding {
    encoding: Encoding,
    /// Some of those that browsers know remember more than bytes.
    web: Option<Decoder>,
    /// Bytes that mean something only with those that follow.
    waiting: Vec<u8>,
    is_begun: bool,
    /// Whether a byte order mark stood before the text.
    pub has_mark: bool,
    /// How many places meant nothing so far.
    pub lost: usize,
}

impl Decoding {
    #[must_use]
    pub fn new(encoding: Encoding) -> Self {
        let web = match encoding {
            Encoding::Web(web) => Some(web.new_decoder_without_bom_handling()),
            _ => None,
        };
        Self { encoding, web, waiting: Vec::new(), is_begun: false, has_mark: false, lost: 0 }
    }

    /// Adds to `text` what the next bytes say.
    pub fn read(&mut self, bytes: &[u8], text: &mut String) {
        self.waiting.extend_from_slice(bytes);
        if !self.is_begun && self.waiting.len() < MARK {
            return;
        }
        self.skip_mark();
        let end = self.encoding.whole(&self.waiting);
        self.decode(end, false, text);
    }

    /// Adds what the last bytes say, after which there are none.
    pub fn finish(&mut self, text: &mut String) {
        self.skip_mark();
        self.decode(self.waiting.len(), true, text);
    }

    fn skip_mark(&mut self) {
        if !std::mem::replace(&mut self.is_begun, true) {
            let mark = Encoding::of_mark(&self.waiting).filter(|(encoding, _)| *encoding == self.encoding);
            self.has_mark = mark.is_some();
            self.waiting.drain(..mark.map_or(0, |(_, length)| length));
        }
    }

    fn decode(&mut self, end: usize, is_last: bool, text: &mut String) {
        let bytes = &self.waiting[..end];
        if let Some(decoder) = &mut self.web {
            let room = decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3);
            let before = text.len();
            text.reserve(room);
            let (.., has_errors) = decoder.decode_to_string(bytes, text, is_last);
            self.lost += if has_errors { text[before..].matches(LOST).count() } else { 0 };
        } else {
            let (said, lost) = self.encoding.decode_unmarked(bytes);
            text.push_str(&said);
            self.lost += lost;
        }
        self.waiting.drain(..end);
    }
}

impl Encoding {
    /// How many of these bytes can be read without those that follow.
    fn whole(self, bytes: &[u8]) -> usize {
        let length = bytes.len();
        match self {
            // A character is at most four bytes, and only its first is none of those that go on.
            Self::Utf8 => match bytes.iter().rev().take(4).position(|byte| byte & 0xc0 != 0x80) {
                Some(after) if bytes[length - 1 - after] >= 0xc0 => length - 1 - after,
                _ => length,
            },
            Self::Utf16Le | Self::Utf16Be => {
                let even = length & !1;
                let high = even.checked_sub(if self == Self::Utf16Le { 1 } else { 2 }).map(|at| bytes[at]);
                let is_half = high.is_some_and(|high| (0xd8..0xdc).contains(&high));
                if is_half { even - 2 } else { even }
            }
            Self::Utf32Le | Self::Utf32Be => length & !3,
            Self::Vni => length - usize::from(bytes.last().is_some_and(|byte| tables::begins_vni_pair(*byte))),
            Self::Tcvn3 | Self::Tcvn5712 | Self::Viscii | Self::Web(_) => length,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Decoding;
    use crate::formats::encoding::Encoding;

    /// Whatever the bytes, however they are cut.
    fn check(bytes: &[u8], encoding: Encoding) {
        let whole = encoding.decode(bytes);
        for size in 1..=bytes.len().max(1) {
            let (mut decoding, mut text) = (Decoding::new(encoding), String::new());
            bytes.chunks(size).for_each(|piece| decoding.read(piece, &mut text));
            decoding.finish(&mut text);
            let read = (&*text, decoding.has_mark, decoding.lost);
            assert_eq!(read, (&*whole.text, whole.has_mark, whole.lost), "{encoding} {size} {bytes:?}");
        }
    }

    #[test]
    fn wherever_a_text_is_cut_it_says_the_same() {
        let written = [
            &b"\xef\xbb\xbfa\xd9\x85\xf0\x9f\x98\x80\xe1\xba"[..],
            b"\xe1\xba\xe1\xba\xbf \xff\x80\x80\x80\x80 \xf0\x9f\xc7",
            b"\xff\xfea\0\x3d\xd8\0\xde\x3d\xd8b\0c",
            b"\xfe\xff\0a\xd8\x3d\xde\0\xd8",
            b"\xff\xfe\0\0a\0\0\0\0\xd8\0\0\x01",
            b"\0\0\xfe\xff\0\0\0a\0\x01\xf6\0",
            b"Ng\xf6\xf4\xf8i Vie\xe4t \xd1A\xd5 \xf1e\xe1n, ky\xf5",
            b"\xe3\xd1\xcd\xc8\xc7 \xc8\xdf\xe3",
            b"\x1b$B4A;z\x1b(B x \x82\xa0",
            b"",
        ];
        let others =
            ["shift_jis", "iso-2022-jp", "gb18030", "windows-1251"].map(|name| Encoding::from_name(name).unwrap());
        for bytes in written {
            Encoding::OFFERED.into_iter().chain(others).for_each(|encoding| check(bytes, encoding));
        }
    }
}
