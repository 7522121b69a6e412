//! Datasets to train on: whose word counts, which text is left out, what labels are called, and which documents are trained,
//! tuned and tested on. Values in, pieces of files out: the same project gives the same bytes. Knows no disk, sessions or
//! screens. Offsets are UTF-8 bytes.

pub mod recipe;
pub mod material;
pub mod gold;
pub mod pool;
pub mod zones;
pub mod reprints;
pub mod split;
pub mod measure;
pub mod manifest;
pub mod told;
pub mod datasheet;
pub mod outlet;
mod choose;
mod parts;
pub mod make;
