//! The lens: names for characters one does not see, so that the page can show where they stand. A view; the text is untouched.

use std::ops::Range;

use crate::text::caret::Caret;
use crate::text::fonts::Weight;
use crate::view::letters::Text;
use crate::view::shapes::Rect;
use crate::view::strip::Strip;
use crate::view::tones::Ink;

/// Whether characters one does not see are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lens {
    #[default]
    Off,
    On,
}

/// A character one does not see, where it stands.
pub struct Hidden {
    /// The middle of its place.
    pub x: f32,
    pub top: f32,
    pub bottom: f32,
    /// Nothing for a plain space, which is a dot.
    pub text: Option<(Rect, Text)>,
}

impl Strip<'_> {
    pub(super) fn hidden(&mut self, text: &str, visible: &Range<usize>) -> Vec<Hidden> {
        let mut hidden: Vec<Hidden> = Vec::new();
        let size = self.measure.em(0.36);
        for (at, c) in text[visible.clone()].char_indices() {
            let offset = visible.start + at;
            let name = name(c);
            if name.is_none() && c != ' ' {
                continue;
            }
            let after = self.flow.boxes(self.engine, offset..offset + c.len_utf8(), self.top, self.bottom);
            let place = self.flow.caret_box(self.engine, Caret::before(offset));
            let x = after.first().map_or(place.x, |text_box| (text_box.left + text_box.right) / 2.0);
            let (top, bottom) = (self.y(place.top), self.y(place.bottom));
            let text = name.map(|name| {
                let mut text = self.small_text(name, size, Weight::Bold, Ink::Paper);
                let width = text.layout.lines()[0].width + size * 0.5;
                // Those that stand at one place are stacked.
                let before = hidden.iter().rev().take_while(|other| (other.x - x).abs() < width && other.top == top);
                let row = before.filter(|other| other.text.is_some()).count() as f32;
                let rect_bottom = bottom - row * size * 1.25;
                let rect = Rect {
                    left: x - width / 2.0,
                    top: rect_bottom - size * 1.15,
                    right: x + width / 2.0,
                    bottom: rect_bottom,
                };
                text.x += rect.left + size * 0.25;
                text.y = rect.bottom - size * 0.24;
                (rect, text)
            });
            hidden.push(Hidden { x, top, bottom, text });
        }
        hidden
    }
}

/// What the lens writes for a character, if it is one that leaves no mark of its own.
#[must_use]
pub fn name(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{0009}' => "TAB",
        '\u{000D}' => "CR",
        '\u{00A0}' => "NBSP",
        '\u{00AD}' => "SHY",
        '\u{034F}' => "CGJ",
        '\u{061C}' => "ALM",
        '\u{180E}' => "MVS",
        '\u{2007}' => "FSP",
        '\u{2009}' => "THSP",
        '\u{200A}' => "HSP",
        '\u{200B}' => "ZWSP",
        '\u{200C}' => "ZWNJ",
        '\u{200D}' => "ZWJ",
        '\u{200E}' => "LRM",
        '\u{200F}' => "RLM",
        '\u{2028}' => "LSEP",
        '\u{2029}' => "PSEP",
        '\u{202A}' => "LRE",
        '\u{202B}' => "RLE",
        '\u{202C}' => "PDF",
        '\u{202D}' => "LRO",
        '\u{202E}' => "RLO",
        '\u{202F}' => "NNBSP",
        '\u{2060}' => "WJ",
        '\u{2066}' => "LRI",
        '\u{2067}' => "RLI",
        '\u{2068}' => "FSI",
        '\u{2069}' => "PDI",
        '\u{3000}' => "IDSP",
        '\u{FE00}'..='\u{FE0F}' => "VS",
        '\u{FEFF}' => "BOM",
        '\u{FFFC}' => "OBJ",
        c if c.is_control() && c != '\n' => "CTRL",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn direction_characters_have_names_and_letters_have_none() {
        assert_eq!(
            "a\u{200F}ب\u{2067}\n".chars().map(name).collect::<Vec<_>>(),
            [None, Some("RLM"), None, Some("RLI"), None]
        );
    }
}
