//! What is open and what one can do: a headless session that runs commands. The window, scripts, the command line and tests
//! use this one path. It knows no egui, no colours, no points, and prints nothing. Offsets are UTF-8 bytes; in commands,
//! which people type, they are Unicode code points.
//!
//! Its files stand in five floors, and none uses what stands below it in this list:
//!
//! | floor | what it is | does not know |
//! |---|---|---|
//! | commands | what can be asked, as words and as values | what is open |
//! | values | what the session holds of each subject, and what it would do: `effect` | `Session` |
//! | `state` | `Session`, and reading it | what commands do |
//! | subjects | what the session does of each subject: `plan_…`, `do_…`, `hear_…` | one another's insides |
//! | `plan`, `perform` | which subject plans and does what was asked | how |

// Commands.
pub mod arguments;
pub mod command;
pub mod catalogue;
pub mod schema_field;

// Values.
pub mod job;
mod prepared;
mod touched;
mod lazily;
pub mod preferences;
pub mod settings;
pub mod keymap;
pub mod selection;
mod past;
mod work;
mod said;
mod listed;
mod summaries;
mod ranks;
mod theirs;
pub mod listing;
pub mod find;
mod known;
pub mod openings;
mod rereadings;
pub mod reanchoring;
pub mod filling;
pub mod linking;
pub mod keeping;
mod steps;
mod awaiting;
mod filing;
mod rewriting;
mod assigned;
mod relisted;
mod boarding;
mod renamer;
mod renamed;
pub mod adder;
pub mod exporter;
pub mod importer;
pub mod maker;
pub mod working;
mod comparing;
pub mod review;
pub mod agreement;
mod agreed;
mod adopting;
mod many;
mod seating;
mod resumer;
mod sitting;
mod putting_off;
mod effect;

// What is open.
pub mod state;

// Subjects.
mod beginning;
mod hearing;
mod sitting_down;
mod resuming;
pub mod unsaved;
mod taking_over;
mod seat;
pub mod works;
mod going;
mod gone;
mod opening;
mod rereading;
mod reloading;
mod others;
mod taken_away;
pub mod underneath;
mod sorting;
mod keys;
mod selecting;
mod search;
mod quiet;
mod changing;
mod annotating;
mod relabelling;
mod pieces;
mod roles;
mod looking_back;
mod fill;
mod fillers;
mod retelling;
pub mod identities;
mod identify;
mod asking;
pub mod suggestions;
mod schema;
mod renaming;
mod finishing;
mod left_behind;
mod misfits;
mod reanchor;
mod drifting;
mod carrying;
mod kept;
mod reviewing;
mod blind;
mod sources;
mod deciding;
mod postponing;
pub mod beside;
mod agreeing;
mod board;
mod people;
mod assign;
mod assigning;
mod adding;
mod importing;
mod exporting;
mod long_work;
mod dataset;

// Which subject is asked.
mod plan;
mod perform;
mod expecting;
pub mod script;
