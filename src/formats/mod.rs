//! Bytes in, values out: our own files and exports, and what each can hold. Knows no disk, sessions or screens. Offsets in
//! files are Unicode code points; inside the program they are UTF-8 bytes, and each reader and writer converts once.
//! Readers never fail on content: what cannot be used is told as a problem, with its place.

pub mod annotator;
pub mod catalogue;
pub mod documents;
pub mod encoding;
pub mod export;
pub mod html;
pub mod held;
pub mod identities;
pub mod identity_record;
pub mod journal;
pub mod node;
pub mod project;
pub mod project_edit;
pub mod record;
pub mod ron_text;
pub mod set;
pub mod sources;
pub mod settings;
pub mod templates;
