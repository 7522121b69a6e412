//! Comparing what several annotators say about one text. Sets are told apart by their place in the list that was handed in,
//! so that people, programs and gold are compared alike. Plain values: it knows no files, sessions and screens. Offsets are
//! UTF-8 bytes.

pub mod align;
pub mod cases;
pub mod codings;
pub mod unitizing;
pub mod docket;
pub mod adopt;
