//! A project on disk. It alone touches the file system; it knows no sessions and screens. Texts are never changed, only added. Everything
//! else is written whole and atomically, each file by its annotator only.

pub mod add;
pub mod added;
pub mod create;
pub mod samples;
pub mod sources;
pub mod files;
pub mod fonts;
pub mod index;
pub mod corpus;
pub mod folder;
pub mod names;
pub mod reader;
pub mod user;
pub mod writer;
