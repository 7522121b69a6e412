//! Quiet marks: what the text seems to hold and nobody accepted yet, and what an annotation holds though its label leaves it
//! out. They say so without asking for attention. Offsets are UTF-8 bytes, geometry is in pixels.

use std::ops::Range;

use crate::view::shapes::Rect;
use crate::view::strip::Strip;

/// A quiet mark of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quiet {
    pub range: Range<usize>,
    pub kind: QuietKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuietKind {
    /// What would be labelled: what somebody seems to say.
    Suggested,
    /// What would be labelled with it: the word of saying.
    SuggestedCue,
    /// What should be left out.
    Overreach,
}

/// A quiet mark below one stretch of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuietBox {
    pub kind: QuietKind,
    pub left: f32,
    pub right: f32,
    /// Right below the ink of the line.
    pub y: f32,
}

impl Strip<'_> {
    pub(super) fn quiet(&mut self, quiet: &[Quiet], visible: &Range<usize>) -> Vec<QuietBox> {
        let mut found = Vec::new();
        for quiet in quiet.iter().filter(|q| q.range.start < visible.end && visible.start < q.range.end) {
            let boxes: Vec<Rect> = self.boxes(quiet.range.clone());
            let kind = quiet.kind;
            found.extend(boxes.iter().map(|rect| QuietBox {
                kind,
                left: rect.left,
                right: rect.right,
                y: rect.bottom,
            }));
        }
        found
    }
}
