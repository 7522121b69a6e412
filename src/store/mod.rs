//! A project on disk. It alone touches the file system; it knows no sessions and screens. Texts are never written. Everything
//! else is written whole and atomically, each file by its annotator only.

pub mod create;
pub mod samples;
pub mod files;
pub mod fonts;
pub mod index;
pub mod corpus;
pub mod folder;
pub mod incoming;
pub mod reader;
pub mod user;
pub mod writer;
