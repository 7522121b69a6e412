//! Comparing what several annotators say about one text. Sets are told apart by their place in the list that was handed in,
//! so that people, programs and gold are compared alike. Plain values: it knows no files, sessions and screens. Offsets are
//! UTF-8 bytes.

pub mod align;
pub mod cases;
pub mod chance;
pub mod bootstrap;
pub mod scores;
pub mod codings;
pub mod tokens;
pub mod unitizing;
pub mod matching;
pub mod disorder;
pub mod gamma;
pub mod observed;
pub mod ledger;
pub mod agreement;
pub mod behind;
pub mod report;
pub mod docket;
pub mod outcomes;
pub mod adopt;
