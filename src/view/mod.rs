//! What to show, as plain values: it knows no egui and no files. Only [`tones`] says what a colour looks like; everyone
//! else says *tone 3*. Pixels, y down; what depends on a text's direction is called start and end.
//!
//! A document becomes a picture in three steps: [`marks`] (what the annotations look like) → [`page::Page`] (boxes, lines and
//! letters in their places) → [`draw`] (strokes of paint), which the window, [`svg`] and [`png`] put on their ground.

pub mod tones;
pub mod shapes;
pub mod context;
pub mod history;
pub mod reanchor;
pub mod versions;
pub mod inspector;
pub mod identities;
pub mod items;
pub mod schema;
pub mod guidelines;
pub mod lanes;
pub mod chip;
pub mod chips;
pub mod mark;
pub mod marks;
pub mod frames;
pub mod drawn;
pub mod arcs;
pub mod board;
pub mod board_page;
pub mod measure;
pub mod scene;
pub mod page;
pub mod kept;
pub mod strip;
pub mod letters;
pub mod body;
pub mod highlights;
pub mod heading;
pub mod names;
pub mod joins;
pub mod quiet;
pub mod voices;
pub mod review;
pub mod parallel;
pub mod titles;
pub mod agreement;
pub mod lens;
pub mod draw;
pub mod outline;
pub mod svg;
pub mod png;
