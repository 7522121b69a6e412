//! Shaping.
use super::fonts::Faces;

/// Shapes text: faces, plans and the cache of shaped words. One per thread that lays out.
pub struct Engine {}

impl Engine {
    #[must_use]
    pub fn new(_faces: std::sync::Arc<Faces>) -> Self {
        todo!()
    }

    #[must_use]
    pub fn faces(&self) -> &std::sync::Arc<Faces> {
        todo!()
    }
}
