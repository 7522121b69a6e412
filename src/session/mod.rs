//! What is open and what one can do: a headless session that runs commands. The window, scripts, the command line and tests
//! use this one path. It knows no egui, no colours, no points, and prints nothing. Offsets are UTF-8 bytes; in commands,
//! which people type, they are Unicode code points.

pub mod adding;
pub mod assign;
pub mod board;
pub mod dataset;
pub mod arguments;
pub mod catalogue;
pub mod command;
pub mod filling;
pub mod find;
mod search;
pub mod identities;
pub mod job;
pub mod exporting;
pub mod importing;
pub mod identify;
pub mod keymap;
pub mod linking;
pub mod past;
pub mod perform;
pub mod pieces;
pub mod plan;
pub mod preferences;
mod prepared;
pub mod reanchor;
pub mod drifting;
pub mod review;
pub mod agreement;
pub mod deciding;
mod sources;
pub mod schema;
pub mod renaming;
pub mod schema_field;
pub mod script;
pub mod selection;
pub mod settings;
pub mod state;
mod seat;
mod steps;
mod blind;
pub mod works;
pub mod opening;
pub mod listing;
pub mod suggestions;
pub mod underneath;
