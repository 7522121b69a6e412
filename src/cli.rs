//! The command line: subcommands and their exit codes (0 done, 1 it did not happen or `check` found something wrong, 2 not
//! understood, or no display). It knows no egui: what opens the window is handed in by `main`.

pub mod ending;
pub mod add;
pub mod agree;
pub mod assign;
pub mod arguments;
pub mod board;
mod board_page;
pub mod check;
mod columns;
pub mod commands;
pub mod convert;
pub mod dataset;
pub mod export;
pub mod history;
pub mod import;
pub mod kept;
mod left;
pub mod progress;
mod spent;
pub mod layout;
pub mod merge;
mod onlooker;
pub mod project;
pub mod reanchor;
pub mod render;

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::model::nearest::nearest;
use crate::store::samples;

use self::arguments::Arguments;
use self::ending::{Exit, Failure, print};

/// What `hashiya help` prints.
const HELP: &str = "\
Hashiya: annotation of news in Arabic, Vietnamese and anything else.

  hashiya [DIR] [--as ANNOTATOR] [--take-over] [--timings FILE]
                                     opens a project in a window; without DIR, the samples
  hashiya new DIR [--name NAME] [--template NAME]
                                     makes a project of a folder; its texts are not touched
  hashiya add DIR FILE... [--encoding NAME] [--language TAG] [--map text=FIELD,id=FIELD|FILE.ron] [--replace] [--yes]
                                     copies texts, .jsonl, saved pages and folders of these into a project as UTF-8;
                                     what is doubtful or left out is told, and only done with --yes; with --replace a .txt
                                     takes the place of another text that nobody has annotated
  hashiya templates                  lists the schemas to begin with
  hashiya run DIR SCRIPT [--as ANNOTATOR] [--take-over]
                                     runs a script of commands (- is standard input); with --take-over also where
                                     another machine's note says that somebody works there who is gone
  hashiya export DIR --format FORMAT [--by ANNOTATOR] [--output FILE] [--strict]
                                     writes the annotations of one annotator, or of all
    where people work blind, export, dataset, history, agree, board, check, reanchor and render show what whoever asks may see:
    that is the machine's user, or --as ANNOTATOR
  hashiya dataset DIR OUT [--format FORMAT] [--by RULES|ANNOTATOR] [--of NAMES] [--shares 80,10,10] [--seed N]
                 [--zones cut|mask|keep] [--map person=PER,quotation=-|FILE.ron] [--fields text=FIELD,…|FILE.ron]
                 [--tokens KIND] [--scheme NAME] [--spreadsheet] [--unfinished] [--strict]
                                     makes gold data to train on, in parts for train, dev and test
  hashiya import DIR FILE... [--format FORMAT] [--as ANNOTATOR] [--labels PER=person,MISC=-] [--program] [--strict]
                                     brings in texts and annotations of other programs; with --labels theirs
                                     become the project's, or are left out; with --program what they say are
                                     suggestions, which people review
  hashiya convert IN OUT [--from FORMAT] [--to FORMAT] [--strict]
                                     from one format to another, without a project
  hashiya formats [--markdown]       lists the formats and what each cannot hold
    export, dataset, import and convert also take --tokens words|clitics|syllables,
    --scheme bio|iob1|iobes|bilou, --columns token,pos,tag, --encoding NAME,
    --map text=FIELD,id=FIELD,... or FILE.ron for records and csv, and --spreadsheet
  hashiya check DIR [--as ANNOTATOR] reads everything in a project and tells what is wrong
  hashiya reanchor DIR [DOCUMENT]... [--by NAME] [--as ANNOTATOR] [--accept [--reworded | --only NUMBER[:NTH],...]]
                                     carries annotations over to texts that were changed since: those of everybody, or
                                     --by one, each in whose name they are, as their history then says; with --reworded
                                     also onto words that stand in place of others
  hashiya merge FROM INTO            brings in what others did in another copy of a project
  hashiya kept DIR [FILE] [--by ANNOTATOR] [--put-back all|whole|NUMBER,...]
                                     lists what conflicts left beside annotations, how a FILE of these differs from
                                     what stands, and puts that back
  hashiya history DIR DOCUMENT [--by ANNOTATOR] [--json]
                                     tells what was done to a document's annotations, and when
  hashiya agree DIR [--by A,B,...] [--document DOCUMENT]... [--label LABEL] [--gamma] [--draws N] [--seed N] [--json]
                                     measures how annotators agree; --cases lists where they do not, --kind KIND some of it
                                     (clitic, label, …, or exact-f1, argument-f1, …: what is behind such a figure)
  hashiya assign DIR --annotators A,B,... [--per-document N] [--seed N] [--balance documents|characters]
                 [--document DOCUMENT]... [--dry-run]
                                     says who is to annotate what; what is assigned already stays
  hashiya board DIR [--json] [--html FILE]
                                     tells who got how far and when, with which labels, how people agree, what is wrong
                                     and what is to be done next; with --html as a page with plots
  hashiya commands [--markdown]      lists what one can do, in the window and in scripts
  hashiya layout FILE --width W --size S [--font A.ttf]... [--direction auto|first-strong|rtl|ltr]
                 [--span START-END]... --json
                                     prints lines, runs and boxes of a text
  hashiya render DIR DOCUMENT [--by ANNOTATOR] [--annotators A,B,... [--side-by-side]] [--width W] [--choose NUMBER]
                 [--frames] --output page.svg|page.png
                                     draws a page without a window
  hashiya help                       prints this
  hashiya --version                  prints the version
";

/// The words that are not a folder.
const COMMANDS: [&str; 21] = [
    "new",
    "add",
    "templates",
    "run",
    "export",
    "dataset",
    "import",
    "convert",
    "formats",
    "check",
    "reanchor",
    "merge",
    "kept",
    "history",
    "agree",
    "assign",
    "board",
    "commands",
    "layout",
    "render",
    "help",
];

/// What works without a display.
const HEADLESS: &str = "new, add, templates, run, export, dataset, import, convert, formats, check, reanchor, kept, merge, history, agree, assign, board, commands, layout and render work without one";

/// What a window is opened on.
#[derive(Debug, Clone, Default)]
pub struct Opening {
    /// The project's folder, if there is one to open.
    pub folder: Option<PathBuf>,
    /// Who works in it; the machine's user if none is named.
    pub annotator: Option<String>,
    /// A file that takes how long things took, as JSON lines.
    pub timings: Option<PathBuf>,
    /// Whether whoever left a note there is gone, as the person says.
    pub takes_over: bool,
}

/// What opens the window.
pub type OpenWindow<'a> = &'a dyn Fn(Opening) -> Result<(), Error>;

/// Runs `hashiya` with the words after its name. What was asked for goes to `out`, everything else to `told`.
pub fn run(words: &[String], open_window: OpenWindow<'_>, out: &mut dyn Write, told: &mut dyn Write) -> Exit {
    match dispatch(words, open_window, out, told) {
        Ok(exit) => exit,
        Err(failure) => {
            let (error, exit) = match failure {
                Failure::Usage(error) if error.hint.is_some() => (error, Exit::Unusable),
                Failure::Usage(error) => (error.hint("`hashiya help` lists what it knows"), Exit::Unusable),
                Failure::NoDisplay(error) => (error.hint(HEADLESS), Exit::Unusable),
                Failure::Error(error) => (error, Exit::Failed),
            };
            // When even this cannot be written there is nobody to tell.
            let _ = writeln!(told, "hashiya: {error}");
            exit
        }
    }
}

fn dispatch(
    words: &[String],
    open_window: OpenWindow<'_>,
    out: &mut dyn Write,
    told: &mut dyn Write,
) -> Result<Exit, Failure> {
    let rest = words.get(1..).unwrap_or_default();
    match words.first().map(String::as_str) {
        Some("new") => project::new(Arguments::new(rest), out),
        Some("add") => add::add(Arguments::new(rest), out, told),
        Some("templates") => project::templates(Arguments::new(rest), out),
        Some("run") => project::run(Arguments::new(rest), out, told),
        Some("export") => export::export(Arguments::new(rest), out, told),
        Some("dataset") => dataset::run(Arguments::new(rest), told),
        Some("import") => import::import(Arguments::new(rest), told),
        Some("convert") => convert::convert(Arguments::new(rest), out, told),
        Some("formats") => convert::formats(Arguments::new(rest), out),
        Some("check") => check::check(Arguments::new(rest), out),
        Some("reanchor") => reanchor::reanchor(Arguments::new(rest), out),
        Some("kept") => kept::kept(Arguments::new(rest), out),
        Some("merge") => merge::merge(Arguments::new(rest), out),
        Some("history") => history::history(Arguments::new(rest), out),
        Some("agree") => agree::agree(Arguments::new(rest), out, told),
        Some("assign") => assign::assign(Arguments::new(rest), out),
        Some("board") => board::board(Arguments::new(rest), out),
        Some("commands") => commands::commands(Arguments::new(rest), out),
        Some("layout") => layout::layout(Arguments::new(rest), out),
        Some("render") => render::render(Arguments::new(rest), out),
        Some("help" | "--help" | "-h") => print(out, &help()),
        Some("--version" | "-V") => print(out, &format!("hashiya {}\n", env!("CARGO_PKG_VERSION"))),
        _ => window(Arguments::new(words), open_window),
    }
}

/// The subcommands, and the export formats with what they hold, each said once.
fn help() -> String {
    let mut out = format!("{HELP}\nFormats:\n");
    out.push_str(&convert::listed());
    out
}

fn window(mut arguments: Arguments<'_>, open_window: OpenWindow<'_>) -> Result<Exit, Failure> {
    let annotator = arguments.option("--as")?;
    let timings = arguments.option("--timings")?.map(PathBuf::from);
    let takes_over = arguments.flag("--take-over");
    let named = arguments.plain();
    if let Some(word) = named.as_ref().filter(|word| !Path::new(word).exists()) {
        let message = format!("`{word}` is neither a command nor a folder");
        return Err(Failure::Usage(match nearest(word, COMMANDS) {
            Some(meant) => Error::new(message).hint(format!("did you mean `{meant}`?")),
            None => Error::new(message),
        }));
    }
    arguments.end()?;
    let folder = named.map(PathBuf::from).or_else(samples::find);
    if !has_display() {
        return Err(Failure::NoDisplay(Error::new(
            "there is no display to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set",
        )));
    }
    open_window(Opening { folder, annotator, timings, takes_over }).map_err(Failure::NoDisplay)?;
    Ok(Exit::Done)
}

/// Whether a window can be opened at all: on Linux and its like, whether a display server is named.
fn has_display() -> bool {
    let is_named = |variable: &str| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || is_named("DISPLAY") || is_named("WAYLAND_DISPLAY")
}
