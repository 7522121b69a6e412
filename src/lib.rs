//! # Hashiya
//!
//! Annotation of news corpora in Arabic, Vietnamese and anything else: people highlight entities, events and stances in
//! text that reads correctly in both directions, and export the labelled spans.
//!
//! ## The house, bottom to top
//!
//! A module uses what stands above it in this list, never what stands below.
//!
//! | module | what it is | does not know |
//! |---|---|---|
//! | [`error`] | what can go wrong, as values | anything |
//! | [`text`] | strings, scripts, lines, carets | annotations, projects, files, egui |
//! | [`model`] | what a project says | files, screens, commands, the clock, randomness, fonts |
//! | [`formats`] | other people's files: bytes in, values out | the disk, sessions, screens |
//! | [`store`] | a project on disk; it alone touches `std::fs` | sessions, screens |
//! | [`session`] | what is open and what one can do | egui, printing, colours, points |
//! | [`view`] | what to show, as plain values; it states the colours, in `tones` | egui, files |
//! | `gui` | the window: it draws and asks for commands | changing the model, formats, files |
//! | [`cli`] | subcommands and exit codes | egui |

pub mod error;
pub mod text;
pub mod model;
pub mod formats;
pub mod store;
pub mod session;
pub mod view;
#[cfg(feature = "gui")]
pub mod gui;
pub mod cli;

#[cfg(test)]
mod tests;
