//! A project on disk. It alone touches the file system; it knows no sessions and screens. Texts are never changed, only
//! added. Everything else is written whole and atomically, or line by line at its end, each file by its annotator only.

pub mod watch;
pub mod add;
pub mod adding;
pub mod there;
pub mod clock;
pub mod create;
pub mod dataset;
pub mod samples;
pub mod sources;
pub mod files;
pub mod fonts;
pub mod index;
pub mod corpus;
pub mod folder;
pub mod assignments;
pub mod added;
mod staging;
pub mod outgoing;
pub mod arriving;
pub mod survey;
pub mod importing;
pub mod found;
pub mod batches;
mod journal;
mod keep;
mod new_sets;
pub mod merge;
pub mod lock;
pub mod reader;
pub mod comparison;
pub mod board;
mod replay;
pub mod seen;
pub mod user;
pub mod writer;
