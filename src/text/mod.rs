//! Strings, scripts, lines and carets. Knows nothing of annotations, projects, files or egui: it takes `&str` and font
//! bytes. Offsets are UTF-8 bytes everywhere; geometry is in pixels, x from the left edge of the column, y down.
//!
//! A paragraph goes through one pipeline, one file a step, one named value handed on:
//! text → [`bidi::Levels`] → [`shaped::Shaped`] (faces, glyphs, breaks; independent of width and size) →
//! [`lines::LineRange`]s → [`layout::Layout`] (positions) → [`flow::Flow`] (a whole document, laid out where seen).

pub mod span;
pub mod offsets;
pub mod runs;
pub mod segment;
pub mod clitics;
pub mod occurrences;
pub mod units;
pub mod fold;
pub mod speech;
pub mod spelling;
pub mod bidi;
mod script;
pub mod spaces;
pub mod fonts;
pub mod shaped;
mod kept;
mod cut;
mod items;
mod clusters;
mod breaks;
pub mod shape;
pub mod lines;
pub mod caret;
pub mod layout;
pub mod flow;
mod steps;
pub mod edit;
