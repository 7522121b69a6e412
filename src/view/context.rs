//! What stands around a passage of a text, for lists that show many. Offsets are UTF-8 bytes.

use std::ops::Range;

/// What a passage says, with what stands around it in its paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    pub text: String,
    /// Bytes of `text`: the passage's own.
    pub marks: Vec<Range<usize>>,
}

/// What stands around `spans` (bytes) in their paragraph of `text`, about `room` characters in all and whole words only. `None`
/// if there are none.
#[must_use]
pub fn context(text: &str, spans: &[Range<usize>], room: usize) -> Option<Context> {
    let (first, last) = (spans.first()?, spans.last()?);
    let (before, after) = (text.get(..first.start)?, text.get(last.end..)?);
    let reached = |chars: &mut dyn Iterator<Item = char>, reach: usize| {
        let in_line = |c: &char| !matches!(c, '\n' | '\r' | '\u{2029}');
        let taken: Vec<char> = chars.take_while(in_line).take(reach + 1).collect();
        let is_cut = taken.len() > reach;
        // What would be cut in the middle of a word ends before that word.
        let space = taken.iter().rposition(|c| c.is_whitespace()).filter(|_| is_cut);
        let whole = space.unwrap_or(if is_cut { 0 } else { taken.len() });
        let bytes: usize = taken[..whole].iter().map(|c| c.len_utf8()).sum();
        (taken.len().min(reach), bytes, is_cut)
    };
    // What one side does not need, the other has.
    let (behind, _, _) = reached(&mut after.chars(), room.div_ceil(2));
    let (ahead, taken_before, is_cut_before) = reached(&mut before.chars().rev(), room.saturating_sub(behind));
    let (_, taken_after, is_cut_after) = reached(&mut after.chars(), room.saturating_sub(ahead));
    let (start, end) = (first.start - taken_before, last.end + taken_after);
    let mut shown = if is_cut_before { "… ".to_owned() } else { String::new() };
    let moved = |offset: usize| offset - start + shown.len();
    let marks = spans.iter().map(|span| moved(span.start)..moved(span.end)).collect();
    shown.push_str(&text[start..end]);
    if is_cut_after {
        shown.push_str(" …");
    }
    Some(Context { text: shown, marks })
}

#[cfg(test)]
mod tests {
    use super::context;

    #[test]
    fn a_passage_is_shown_within_its_paragraph_and_what_is_cut_is_told() {
        let text = "قال.\nزار بلال هانوي أمس.";
        let start = text.find("هانوي").unwrap();
        let shown = |room| {
            let context = context(text, &[start..start + "هانوي".len()], room).unwrap();
            let marked: Vec<&str> = context.marks.iter().map(|mark| &context.text[mark.clone()]).collect();
            (context.text.clone(), marked.concat())
        };
        assert_eq!(shown(99), ("زار بلال هانوي أمس.".to_owned(), "هانوي".to_owned()));
        assert_eq!(shown(12), ("… بلال هانوي أمس.".to_owned(), "هانوي".to_owned()));
        assert_eq!(shown(4), ("… هانوي …".to_owned(), "هانوي".to_owned()));
    }
}
