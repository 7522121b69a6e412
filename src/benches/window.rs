//! What the window costs: the real one, on real folders, drawn by egui without a screen. Commands are done, state is handed to
//! the writer, pages are built, shapes are tessellated; what the graphics card does is not counted.
//!
//! `cargo bench --bench window` measures everything, each part in a process of its own so that memory is its own too; with
//! `-- PART…` only these; with `-- compare FOLDER…` how generated texts compare with the `.txt` files there. Milliseconds.
//! Nothing here asserts a time.

mod corpus;
mod dense;
mod every_command;
mod figures;
mod generator;
mod growth;
mod large;
mod leading;
mod names;
mod odd;
mod prepare;
mod random;
mod reviewing;
mod window_without_screen;

use std::path::Path;

/// What is measured, by name.
const PARTS: [(&str, fn()); 14] = [
    ("dense", dense::run),
    ("ten-megabytes", large::ten_megabytes),
    ("one-paragraph", large::one_paragraph),
    ("many-annotations", large::many),
    ("commands", large::commands),
    ("reanchoring", large::reanchoring),
    ("underneath", large::underneath),
    ("switching", large::switching),
    ("reviewing", reviewing::run),
    ("corpus", corpus::run),
    ("leading", leading::run),
    ("odd", odd::run),
    ("every-command", every_command::run),
    ("growth", growth::run),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["compare", folders @ ..] => figures::compare(folders),
        ["--part", name] => part(name)(),
        ["--open", folder] => corpus::open(Path::new(folder)),
        ["--grown", what, times] => growth::measure(what, times.parse().expect("a number")),
        [] => PARTS.iter().for_each(|(name, _)| run(name)),
        names => names.iter().for_each(|name| run(name)),
    }
}

fn run(name: &str) {
    let _ = part(name);
    println!("{name}");
    print!("{}", prepare::again(&["--part", name]));
}

fn part(name: &str) -> fn() {
    let known = || PARTS.map(|(name, _)| name).join(", ");
    let found = PARTS.iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("there is no part `{name}`; there are {}", known())).1
}
