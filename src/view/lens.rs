//! The lens: names for characters one does not see, so that the page can show where they stand. A view; the text is untouched.

use crate::text::caret::Caret;
use crate::text::flow::Placed;
use crate::text::fonts::Weight;
use crate::view::body::visible_lines;
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

/// In a line so many are shown for each em of its width: more than fit beside each other. Others stand where these stand.
const SHOWN_PER_EM: f32 = 5.0;

/// Of those that stand at one place so many are stacked.
const STACKED: usize = 6;

impl Strip<'_> {
    pub(super) fn hidden(&mut self, placed: &[Placed]) -> Vec<Hidden> {
        let mut hidden: Vec<Hidden> = Vec::new();
        let most = (self.measure.width / self.measure.size * SHOWN_PER_EM) as usize;
        let mut boxes = Vec::new();
        for paragraph in placed {
            let layout = &paragraph.layout;
            let line_height = f64::from(layout.line_height());
            for nth in visible_lines(paragraph, self.top, self.bottom) {
                let line = &layout.lines()[nth];
                let top = self.y(paragraph.top + nth as f64 * line_height);
                let bottom = top + layout.line_height();
                let of_line = hidden.len();
                let chars = layout.text()[line.start..line.end].char_indices();
                let unseen =
                    chars.filter_map(|(at, c)| Some((line.start + at, c, name(c).or((c == ' ').then_some(""))?)));
                for (offset, c, name) in unseen.take(most) {
                    boxes.clear();
                    layout.boxes(offset..offset + c.len_utf8(), &mut boxes);
                    let place = || layout.caret(Caret::before(offset)).x;
                    let x = boxes.first().map_or_else(place, |found| (found.left + found.right) / 2.0);
                    if name.is_empty() {
                        hidden.push(Hidden { x, top, bottom, text: None });
                    } else if let Some(text) = self.name_at(x, bottom, name, &hidden[of_line..]) {
                        hidden.push(Hidden { x, top, bottom, text: Some(text) });
                    }
                }
            }
        }
        hidden
    }

    /// A character's name below its place in a line that ends at `bottom`, above those that stand there; none where too many do.
    fn name_at(&mut self, x: f32, bottom: f32, name: &str, before: &[Hidden]) -> Option<(Rect, Text)> {
        let size = self.measure.em(0.36);
        let mut text = self.small_text(name, size, Weight::Bold, Ink::Paper);
        let width = text.layout.lines()[0].width + size * 0.5;
        let here = before.iter().rev().take_while(|other| (other.x - x).abs() < width);
        let row = here.filter(|other| other.text.is_some()).take(STACKED).count();
        if row == STACKED {
            return None;
        }
        let rect_bottom = bottom - row as f32 * size * 1.25;
        let rect =
            Rect { left: x - width / 2.0, top: rect_bottom - size * 1.15, right: x + width / 2.0, bottom: rect_bottom };
        text.x += rect.left + size * 0.25;
        text.y = rect.bottom - size * 0.24;
        Some((rect, text))
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
