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
//! | [`memory`] | when memory goes back to the system | anything |
//! | [`text`] | strings, scripts, lines, carets | annotations, projects, files, egui |
//! | [`model`] | what a project says | files, screens, commands, the clock, randomness, fonts |
//! | [`review`] | comparing sets: aligning, cases, agreement | files, sessions, screens |
//! | [`records`] | our own files: text in, values out, and back | the disk, sessions, screens |
//! | [`formats`] | other people's files: bytes in, values out | the disk, sessions, screens |
//! | [`dataset`] | gold to train on: whose word counts, and which documents train, tune and test | the disk, sessions, screens |
//! | [`store`] | a project on disk; it alone touches `std::fs` | sessions, screens |
//! | [`session`] | what is open and what one can do | egui, printing, colours, points |
//! | [`view`] | what to show, as plain values; it states the colours, in `tones` | egui, files |
//! | `gui` | the window: it draws and asks for commands | changing the model, formats, files |
//! | [`cli`] | subcommands and exit codes | egui |
//!
//! ## Words
//!
//! A *document* is immutable text; a *span* a non-empty range of it in UTF-8 bytes. A *layer* is a family of *labels* with one
//! *shape* (entity, event, stance, relation, topic). An *annotation* is the one record for all of them: label, *anchor* (spans or
//! the document), *arguments* (role → filler), attributes, *identity* (somebody or something known across documents), note. An
//! *annotator*'s annotations on a document are a *set*; everybody who has an opinion is an annotator. A *transaction* is what
//! changes a set and can be taken back. A *command* is anything one can ask; the headless *session* answers. A *page* is what to
//! show, as plain values. A *problem* is a finding about data that does not stop us.
//!
//! ## Where to begin
//!
//! - How text is set: [`text`], then [`text::shape`], [`text::lines`], [`text::layout`], [`text::flow`], in that order.
//! - How text is typed: [`text::edit`], and `gui::text_field` around it.
//! - What is said about text: [`model::annotation`], [`model::change`], [`model::set`].
//! - How annotations follow a text that was changed: [`model::compared`], [`model::carried`], then `records::drift`; without the old
//!   text, `model::reanchor`.
//! - How annotators are compared and decided between: [`review::align`], [`review::cases`], [`review::docket`],
//!   [`review::adopt`], and `session::review` around them.
//! - How agreement is measured: [`review::observed`], [`review::ledger`], [`review::agreement`], [`review::report`]; and which cases
//!   are behind a figure: [`review::behind`].
//! - What one can do: [`session::catalogue`], then `plan` and `perform` beside it; on which floors what is open stands, [`session`] tells.
//! - Where annotations belong whose text was changed: [`model::compared`], [`model::carried`], then [`records::drift`].
//! - What a project's files say: [`records::project`], [`records::set`], [`records::identities`], [`records::journal`].
//! - What other people's files say: [`formats::bundle`], [`formats::catalogue`], [`formats::reduce`], [`formats::doctor`].
//! - How files of any size pass through: [`formats::pieces`], [`formats::batches`], [`store::batches`], [`store::importing`].
//! - What a training set is made of: [`dataset::recipe`], then [`dataset::make`], which reads as the pipeline.
//! - How the work stands, and who is assigned what: [`model::board`], [`model::assignment`], then [`store::board`], [`view::board`].
//! - What one sees: [`view::page`], and `gui::window` for the panels around it.
//! - What is held against all of this: `src/tests`.

/// Ours instead of the system's: long work beside the window makes and gives back millions of small parts, which glibc keeps for the
/// thread that made them, and sometimes puts together while something is drawn. Not in large pages, `Cargo.toml` tells why.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub mod error;
pub mod memory;
pub mod text;
pub mod model;
pub mod review;
pub mod records;
pub mod formats;
pub mod dataset;
pub mod store;
pub mod session;
pub mod view;
#[cfg(feature = "gui")]
pub mod gui;
pub mod cli;

#[cfg(test)]
mod tests;
