//! Our own files as values: a project's files in RON, text in and out. Knows no disk, sessions or screens. Offsets in files are
//! Unicode code points; inside the program they are UTF-8 bytes, and each reader and writer converts once.

pub mod ron_text;
pub mod node;
pub mod templates;
pub mod project;
pub mod project_edit;
pub mod annotator;
pub mod assignments;
pub mod decision;
pub mod set;
pub mod stand_in;
pub mod drift;
pub mod held;
pub mod identities;
pub mod identity_record;
pub mod journal;
pub mod rescue;
pub mod sources;
pub mod settings;
