//! What is not about one file: scripts, the command line, formats, random operations, conformance, and the tidiness of the house.

mod reanchor;
mod agreement;
pub mod scratch;
pub mod news;
mod scripts;
mod frames;
mod schema;
mod carrying_over;
mod carrying_samples;
mod command_line;
mod formats;
pub mod interchange;
mod converting;
mod tables;
mod inception;
mod corpora;
mod datasets;
pub mod random;
mod random_projects;
mod review;
mod board;
mod typing;
mod force;
mod force_files;
mod force_import;
mod force_renaming;
mod force_underneath;
mod force_stash;
mod identities;
mod json_schema;
mod samples;
mod adding;
mod importing;
mod long_work;
mod batches;
mod conformance;
mod encodings;
mod tidy;
#[cfg(feature = "gui")]
mod window;
#[cfg(feature = "gui")]
mod window_list;
#[cfg(feature = "gui")]
mod window_kept;
mod window_reanchor;
#[cfg(feature = "gui")]
mod window_unsaved;
#[cfg(feature = "gui")]
mod window_history;
#[cfg(feature = "gui")]
mod window_held;
#[cfg(feature = "gui")]
mod window_dataset;
#[cfg(feature = "gui")]
mod window_export;
#[cfg(feature = "gui")]
mod window_frames;
#[cfg(feature = "gui")]
mod window_import;
#[cfg(feature = "gui")]
mod window_schema;
#[cfg(feature = "gui")]
mod window_review;
#[cfg(feature = "gui")]
mod window_board;
#[cfg(feature = "gui")]
mod window_add;
#[cfg(feature = "gui")]
mod window_agreement;
#[cfg(feature = "gui")]
mod window_small;
mod layout;
mod page;
