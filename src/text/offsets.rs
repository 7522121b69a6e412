//! Units of offsets: UTF-8 bytes (inside the program), Unicode code points (in files; what Python slices) and UTF-16 units
//! (Java and JavaScript). An `Offsets` answers in O(1) steps of at most `STRIDE` bytes, whatever the text's length.

/// Bytes between two marks of the index: a look-up scans at most this much.
const STRIDE: usize = 256;

/// An index over one text that converts its offsets. 16 bytes per `STRIDE` bytes of text.
#[derive(Debug, Clone, Default)]
pub struct Offsets {
    /// At the first character boundary at or after `i * STRIDE` bytes: what was counted before it.
    marks: Vec<Mark>,
    length: Mark,
}

#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    bytes: usize,
    chars: usize,
    utf16: usize,
}

impl Mark {
    fn step(self, c: char) -> Self {
        Self { bytes: self.bytes + c.len_utf8(), chars: self.chars + 1, utf16: self.utf16 + c.len_utf16() }
    }

    /// Behind a whole stretch of text, which is counted by its bytes.
    fn after(self, text: &str) -> Self {
        let chars = count(text, |byte| byte & 0xc0 != 0x80);
        // Characters of four bytes are the ones of two units.
        let wide = count(text, |byte| byte >= 0xf0);
        Self { bytes: self.bytes + text.len(), chars: self.chars + chars, utf16: self.utf16 + chars + wide }
    }
}

/// How many bytes are of a kind: sixteen at once, as compilers do where a sum is no wider than what is summed up.
fn count(text: &str, is_counted: impl Fn(u8) -> bool) -> usize {
    const SUMMED_AT_ONCE: usize = u8::MAX as usize;
    let of = |bytes: &[u8]| usize::from(bytes.iter().map(|byte| u8::from(is_counted(*byte))).sum::<u8>());
    text.as_bytes().chunks(SUMMED_AT_ONCE).map(of).sum()
}

impl Offsets {
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut marks = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut mark = Mark::default();
        while mark.bytes < text.len() {
            marks.push(mark);
            let next = text.ceil_char_boundary((marks.len() * STRIDE).min(text.len()));
            mark = mark.after(&text[mark.bytes..next]);
        }
        Self { marks, length: mark }
    }

    /// Length of the text in code points.
    #[must_use]
    pub fn chars_len(&self) -> usize {
        self.length.chars
    }

    /// Code points before byte `offset`. `text` is the indexed text and `offset` one of its character boundaries.
    #[must_use]
    pub fn chars_from_bytes(&self, text: &str, offset: usize) -> usize {
        self.at_byte(text, offset).chars
    }

    /// The byte offset after `chars` code points, or `None` past the end.
    #[must_use]
    pub fn bytes_from_chars(&self, text: &str, chars: usize) -> Option<usize> {
        (chars <= self.length.chars).then(|| self.find(text, chars, |mark| mark.chars).bytes)
    }

    /// UTF-16 units before byte `offset`.
    #[must_use]
    pub fn utf16_from_bytes(&self, text: &str, offset: usize) -> usize {
        self.at_byte(text, offset).utf16
    }

    /// The byte offset after `units` UTF-16 units, or `None` past the end or inside a surrogate pair.
    #[must_use]
    pub fn bytes_from_utf16(&self, text: &str, units: usize) -> Option<usize> {
        if units > self.length.utf16 {
            return None;
        }
        let mark = self.find(text, units, |mark| mark.utf16);
        (mark.utf16 == units).then_some(mark.bytes)
    }

    fn at_byte(&self, text: &str, offset: usize) -> Mark {
        let before = self.marks.get(offset / STRIDE).filter(|mark| mark.bytes <= offset);
        let before = before.or_else(|| self.marks.get((offset / STRIDE).checked_sub(1)?));
        let mark = before.copied().unwrap_or_default();
        mark.after(&text[mark.bytes..offset])
    }

    fn find(&self, text: &str, wanted: usize, unit: impl Fn(&Mark) -> usize) -> Mark {
        let after = self.marks.partition_point(|mark| unit(mark) <= wanted);
        let mut mark = if after == 0 { Mark::default() } else { self.marks[after - 1] };
        for c in text[mark.bytes..].chars() {
            if unit(&mark) >= wanted {
                break;
            }
            mark = mark.step(c);
        }
        mark
    }
}

#[cfg(test)]
mod tests {
    use super::Offsets;

    #[test]
    fn every_boundary_of_a_long_mixed_text_converts_and_returns() {
        let text = "وبلينكن 😀 Ma-crông\u{301} ".repeat(60);
        let offsets = Offsets::new(&text);
        let (mut chars, mut utf16) = (0, 0);
        for (byte, c) in text.char_indices() {
            assert_eq!(offsets.chars_from_bytes(&text, byte), chars);
            assert_eq!(offsets.utf16_from_bytes(&text, byte), utf16);
            assert_eq!(offsets.bytes_from_chars(&text, chars), Some(byte));
            assert_eq!(offsets.bytes_from_utf16(&text, utf16), Some(byte));
            chars += 1;
            utf16 += c.len_utf16();
        }
        assert_eq!(offsets.bytes_from_chars(&text, chars), Some(text.len()));
        assert_eq!(offsets.bytes_from_chars(&text, chars + 1), None);
    }

    #[test]
    fn long_stretches_of_one_kind_are_counted_whole() {
        for (part, units) in [("a", 1), ("ب", 1), ("漢", 1), ("😀", 2)] {
            let text = part.repeat(1000);
            let offsets = Offsets::new(&text);
            assert_eq!(offsets.chars_from_bytes(&text, text.len()), 1000);
            assert_eq!(offsets.utf16_from_bytes(&text, text.len() - part.len()), 999 * units);
        }
    }

    #[test]
    fn inside_a_surrogate_pair_there_is_no_offset() {
        assert_eq!(Offsets::new("a😀b").bytes_from_utf16("a😀b", 2), None);
        assert_eq!(Offsets::new("a😀b").bytes_from_utf16("a😀b", 3), Some(5));
    }
}
