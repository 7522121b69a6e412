//! What a project says: documents, the schema of layers and labels, annotations and how they change. Plain values: it knows
//! no files, screens, commands, clock, randomness or fonts. Offsets are UTF-8 bytes unless a name says `chars`.

pub mod annotation;
pub mod annotator;
pub mod assignment;
pub mod board;
pub mod change;
pub mod active_time;
pub mod additions;
pub mod decision;
pub mod fates;
pub mod check;
pub mod check_identities;
pub mod document;
pub mod summary;
pub mod identity;
pub mod mentions;
pub mod names;
pub mod directory;
pub mod candidates;
pub mod history;
pub mod id;
pub mod key;
pub mod language;
pub mod marked;
pub mod moment;
pub mod nearest;
pub mod policy;
pub mod quote;
mod moved;
pub mod reanchor;
pub mod remembered;
pub mod schema;
pub mod schema_path;
pub mod order;
pub mod set;
pub mod uses;
pub mod slots;
