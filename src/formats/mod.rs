//! Bytes in, values out: other people's files, our exports, and what each can hold. Knows no disk, sessions or screens. Offsets in
//! files are Unicode code points; inside the program they are UTF-8 bytes, and each reader and writer converts once.
//! Readers never fail on content: what cannot be used is told as a problem, with its place.

pub mod bundle;
pub mod holds;
pub mod options;
pub mod pieces;
pub mod catalogue;
pub mod reduce;
mod retext;
pub mod naming;
pub mod tokens;
pub mod doctor;
pub mod drafts;
pub mod export;
pub mod joining;
pub mod batches;
pub mod merge;
pub mod ours;
pub mod record;
pub mod brat;
pub mod brat_config;
mod brat_schema;
pub mod doccano;
pub mod label_studio;
pub mod prodigy;
pub mod spacy;
pub mod conll;
pub mod muc;
pub mod foreign_json;
pub mod documents;
pub mod encoding;
pub mod html;
pub mod names;
