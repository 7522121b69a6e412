//! What is not about one file: scripts, formats, random operations, conformance, and the tidiness of the house.

pub mod scratch;
pub mod news;
mod conformance;
mod layout;
