//! Commands: what a project takes in and gives out.

use std::path::PathBuf;

use crate::dataset::recipe::{self, FLAGS, Recipe};
use crate::error::Error;
use crate::formats::catalogue::{FORMATS, Format};
use crate::formats::encoding::Encoding;
use crate::formats::options::{self, Options, SPREADSHEET};
use crate::model::id::AnnotatorId;
use crate::session::arguments::Arguments;
use crate::session::command::Command;
use crate::session::command::adding::{AddCommand, Doubtful};
use crate::session::command::dataset::DatasetCommand;
use crate::session::command::exporting::{ExportCommand, ExportWanted, STRICT};
use crate::session::command::importing::{ImportCommand, ImportWanted, PROGRAM};
use crate::store::add::Wanted;

use super::entry::{Entry, Menu};
use super::reading::bare;

pub static TABLE: &[Entry] = &[
    Entry {
        name: "export",
        usage: "[FORMAT FILE [--tokens words|clitics|syllables] [--scheme bio|iob1|iobes|bilou] [--map FIELDS] [--spreadsheet] [--strict]]",
        title: "Export…",
        help: "Writes your annotations of all documents into a file, and reads it back before saying so; without arguments the window asks",
        menu: Menu::Project,
        keys: &[("Ctrl+Shift+E", "")],
        parse: parse_export,
        example: "export conll news.conll --tokens clitics --scheme iobes --strict",
    },
    Entry {
        name: "import",
        usage: "[FILE… [--format FORMAT] [--as NAME] [--labels MAP] [--program] [--strict] [--columns NAMES] [--encoding NAME] [--map FIELDS]]",
        title: "Import…",
        help: "Brings in texts and annotations of other programs, all or nothing, with whoever made them as annotators; without arguments the window asks and shows what would come; what it adds to the schema can be undone, the rest cannot",
        menu: Menu::Project,
        keys: &[("Ctrl+Alt+I", "")],
        parse: parse_import,
        example: "import news.conll --format conll --as layla --labels PER=person,MISC=-",
    },
    Entry {
        name: "dataset",
        usage: "[FOLDER [--format FORMAT] [--by RULES|ANNOTATOR] [--of NAMES] [--shares 80,10,10] [--seed N] [--zones cut|mask|keep] [--map LABELS] [--tokens KIND] [--scheme NAME] [--fields NAMES] [--spreadsheet] [--unfinished]]",
        title: "Make a dataset…",
        help: "Makes gold data to train on, in parts for train, dev and test, of what everybody annotated, and reads it back before saying so; without arguments the window asks",
        menu: Menu::Project,
        keys: &[("Ctrl+Shift+T", "")],
        parse: parse_dataset,
        example: "dataset gold --format jsonl --by adjudicated,unanimous,majority --shares 80,10,10 --seed 1 --zones cut",
    },
    Entry {
        name: "add-documents",
        usage: "[[--encoding ENCODING] [--language TAG] [--map FIELDS] [--replace] [--yes] FILE…]",
        title: "Add documents…",
        help: "Copies texts, .jsonl files, saved web pages and folders of these into the project as UTF-8; with `--replace` a text may take the place of another of its name that nobody annotated, and `--yes` adds what is doubtful too; without arguments the window asks; it cannot be undone here",
        menu: Menu::Project,
        keys: &[("Ctrl+Shift+A", "")],
        parse: parse_add,
        example: "add-documents --encoding windows-1256 news.txt",
    },
    Entry {
        name: "reload-project",
        usage: "",
        title: "Read the project's texts again",
        help: "Lists the texts as they are in the project's folder now, and reads those again that are open and were changed; a window does so by itself when it sees that somebody else changed them",
        menu: Menu::Project,
        keys: &[],
        parse: |arguments| bare(arguments, Command::Add(AddCommand::Reload)),
        example: "reload-project",
    },
    Entry {
        name: "put-back",
        usage: "FILE",
        title: "Put unsaved work back",
        help: "Puts back what could not be saved and was kept in a file: what goes on from what is here is added and can be undone, what does not is kept beside it",
        menu: Menu::Project,
        keys: &[],
        parse: parse_put_back,
        example: "put-back news-layla.unsaved.jsonl",
    },
    Entry {
        name: "take-over",
        usage: "",
        title: "Take over",
        help: "Where another machine's note alone says that somebody works here under your name, and they are gone: lets you change things; it cannot be undone",
        menu: Menu::Project,
        keys: &[],
        parse: |arguments| bare(arguments, Command::TakeOver),
        example: "take-over",
    },
    Entry {
        name: "quit",
        usage: "",
        title: "Quit",
        help: "Closes the window once everything is on disk",
        menu: Menu::Project,
        keys: &[("Ctrl+Q", "")],
        parse: |arguments| bare(arguments, Command::Quit),
        example: "quit",
    },
];

/// Reads the arguments of `put-back`.
fn parse_put_back(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    let file = arguments.word_or_path("a file")?;
    arguments.end(Command::PutBack(PathBuf::from(file)))
}

/// Reads the arguments of `dataset`.
fn parse_dataset(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    if arguments.is_empty() {
        return Ok(Command::Dataset(DatasetCommand::Ask));
    }
    let (mut made, mut folder) = (Box::new(Recipe::default()), None);
    while !arguments.is_empty() {
        let word = arguments.word_or_path("a folder")?;
        match word.as_str() {
            flag if FLAGS.contains(&flag) => made.switch(flag),
            option if option.starts_with("--") => {
                let is_known = recipe::OPTIONS.contains(&option);
                let value = if is_known { arguments.word(&format!("the value of `{option}`"))? } else { String::new() };
                made.set(option, &value)?;
            }
            path if folder.is_none() => folder = Some(PathBuf::from(path)),
            path => return Err(Error::new(format!("`{path}` is too much")).hint("a dataset is written to one folder")),
        }
    }
    let folder = folder.ok_or_else(|| Error::new("a folder is missing").hint("say where the dataset is to be"))?;
    arguments.end(Command::Dataset(DatasetCommand::Make { recipe: made, folder }))
}

/// Reads the arguments of `add-documents`.
fn parse_add(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    if arguments.is_empty() {
        return Ok(Command::Add(AddCommand::Ask));
    }
    let (mut wanted, mut doubtful) = (Wanted::default(), Doubtful::default());
    while !arguments.is_empty() {
        match arguments.word_or_path("a file")?.as_str() {
            "--replace" => wanted.is_replacing = true,
            "--yes" => doubtful = Doubtful::Added,
            "--encoding" => wanted.encoding = Some(Encoding::from_name(&arguments.word("an encoding")?)?),
            "--language" => wanted.language = Some(arguments.word("a language")?),
            "--map" => wanted.map = arguments.word("which fields hold what")?.parse()?,
            path => wanted.paths.push(path.into()),
        }
    }
    if wanted.paths.is_empty() {
        return Err(Error::new("a file or folder is missing"));
    }
    arguments.end(Command::Add(AddCommand::Files(wanted, doubtful)))
}

/// Reads the arguments of `export`.
fn parse_export(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    if arguments.is_empty() {
        return Ok(Command::Export(ExportCommand::Ask));
    }
    let format = arguments.one_of("a format", &FORMATS.map(|entry| (entry.name, entry.format)))?;
    let file = arguments.word_or_path("a file")?.into();
    let mut wanted = Box::new(ExportWanted { format, file, options: Options::default(), is_strict: false });
    while arguments.starts_with("--") {
        match arguments.word("an option")?.as_str() {
            STRICT => wanted.is_strict = true,
            option => take_option(option, &mut arguments, &mut wanted.options)?,
        }
    }
    arguments.end(Command::Export(ExportCommand::Write(wanted)))
}

/// Reads the arguments of `import`.
fn parse_import(arguments: &str) -> Result<Command, Error> {
    let mut arguments = Arguments::new(arguments);
    if arguments.is_empty() {
        return Ok(Command::Import(ImportCommand::Ask));
    }
    let mut wanted = Box::new(ImportWanted::default());
    while !arguments.is_empty() {
        match arguments.word_or_path("a file")?.as_str() {
            "--format" => wanted.format = Some(Format::from_name(&arguments.word("a format")?)?),
            "--as" => wanted.annotator = Some(AnnotatorId::new(&arguments.word("an annotator")?)),
            "--labels" => wanted.labels = arguments.word("what becomes of labels")?.parse()?,
            PROGRAM => wanted.is_program = true,
            STRICT => wanted.is_strict = true,
            option if option.starts_with("--") => take_option(option, &mut arguments, &mut wanted.options)?,
            path => wanted.paths.push(path.into()),
        }
    }
    if wanted.paths.is_empty() {
        return Err(Error::new("a file or folder is missing"));
    }
    arguments.end(Command::Import(ImportCommand::Files(wanted)))
}

/// Takes what is said of a format, with its value.
fn take_option(option: &str, arguments: &mut Arguments<'_>, options: &mut Options) -> Result<(), Error> {
    if option == SPREADSHEET {
        options.is_for_spreadsheets = true;
        return Ok(());
    }
    let is_known = options::OPTIONS.contains(&option);
    let value = if is_known { arguments.word(&format!("the value of `{option}`"))? } else { String::new() };
    options.set(option, &value)
}
