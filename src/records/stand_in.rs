//! A stand-in for a text that is no longer there: the quotes that stood in it stand where they stood, and between them something that
//! nobody wrote. What was said of the old text can be understood on it as it was meant. Offsets are code points of the old text.

use std::collections::BTreeMap;

use crate::model::document::Document;
use crate::model::id::DocumentId;
use crate::model::proposal::Piece;

/// U+001A SUBSTITUTE stands for a character that is not known.
const UNKNOWN: char = '\u{1a}';

/// No text is longer; whoever says so wrote it by hand, and a stand-in would fill the memory.
const LONGEST: usize = 1 << 26;

/// The stand-in of a document's old text. Of what cannot both have stood there, the first is believed.
#[must_use]
pub fn of(id: &DocumentId, pieces: impl IntoIterator<Item = Piece>) -> Document {
    let mut known: BTreeMap<usize, char> = BTreeMap::new();
    for Piece { chars, quote } in pieces.into_iter().filter(|piece| piece.chars.end <= LONGEST) {
        let stands_there = |(nth, said): (usize, char)| known.get(&(chars.start + nth)).is_none_or(|one| *one == said);
        if quote.chars().enumerate().all(stands_there) {
            known.extend(quote.chars().enumerate().map(|(nth, said)| (chars.start + nth, said)));
        }
    }
    let mut text = String::new();
    let mut next = 0;
    for (at, said) in known {
        text.extend(std::iter::repeat_n(UNKNOWN, at - next));
        text.push(said);
        next = at + 1;
    }
    Document::new(id.clone(), text)
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::model::id::DocumentId;
    use crate::model::proposal::Piece;

    #[test]
    fn quotes_stand_where_they_stood_and_what_contradicts_them_does_not() {
        let piece =
            |start: usize, quote: &str| Piece { chars: start..start + quote.chars().count(), quote: quote.to_owned() };
        let pieces = [piece(4, "حيفا"), piece(0, "Đà"), piece(5, "يف"), piece(3, "Acre"), piece(usize::MAX - 4, "far")];
        assert_eq!(&**of(&DocumentId::new("d"), pieces).text(), "Đà\u{1a}\u{1a}حيفا");
        assert_eq!(&**of(&DocumentId::new("d"), []).text(), "");
    }
}
