//! What is not about one file: scripts, formats, random operations, and the tidiness of the house.

mod conformance;
pub mod news;
pub mod scratch;
#[cfg(feature = "gui")]
mod window;
