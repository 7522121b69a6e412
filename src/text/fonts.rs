//! Faces: font files, what they cover, their metrics and outlines.

use crate::error::Error;

/// A face of a [`Faces`], by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FaceId(pub u16);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Weight {
    #[default]
    Regular,
    Bold,
}

/// Receives an outline in pixels, y down, origin on the baseline.
pub trait OutlineSink {
    fn move_to(&mut self, x: f32, y: f32);
    fn line_to(&mut self, x: f32, y: f32);
    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32);
    fn cubic_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32);
    fn close(&mut self);
}

/// The faces text is set in, in order of preference.
pub struct Faces {}

impl Faces {
    /// Noto Naskh Arabic and Noto Sans, regular and bold, chosen by script.
    #[must_use]
    pub fn bundled() -> Self {
        todo!()
    }

    /// The named faces, in fallback order by the CSS rule.
    pub fn named(_files: Vec<(String, Vec<u8>)>) -> Result<Self, Error> {
        todo!()
    }

    /// Draws one glyph's outline at `size` pixels per em into `sink`. A glyph without ink draws nothing.
    pub fn outline(&self, _face: FaceId, _glyph: u32, _size: f32, _sink: &mut dyn OutlineSink) {
        todo!()
    }
}
