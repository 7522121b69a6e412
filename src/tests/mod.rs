//! What is not about one file.

mod conformance;
mod layout;
