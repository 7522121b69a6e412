//! `hashiya new` and `hashiya run`: making a project, and working in one by script.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Problem, Severity, counted};
use crate::formats::names::file_name;
use crate::model::document::Document;
use crate::model::nearest::hint_for;
use crate::model::set::AnnotationSet;
use crate::records::templates::{NEWS, TEMPLATES, template};
use crate::session::script;
use crate::session::state::Session;
use crate::store::create::{self, Kind};
use crate::store::files;
use crate::store::user;

use super::arguments::Arguments;
use super::ending::{Exit, Failure, print};

/// `hashiya new DIR [--name NAME] [--template NAME]`
pub fn new(mut arguments: Arguments<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let name = arguments.option("--name")?;
    let template = match arguments.option("--template")? {
        None => NEWS,
        Some(wanted) => template(&wanted).ok_or_else(|| {
            let names = TEMPLATES.iter().map(|template| template.name);
            Error::new(format!("there is no template `{wanted}`")).hint(hint_for(&wanted, names))
        })?,
    };
    let folder = arguments.expect("DIR")?;
    arguments.end()?;
    let texts = match create::look(Path::new(&folder))? {
        Kind::Texts(1) => "with 1 text, which stays as it is".to_owned(),
        Kind::Texts(count) => format!("with {count} texts, which stay as they are"),
        Kind::Project | Kind::Nothing => "for texts in its folder `documents`".to_owned(),
    };
    Session::create_from(Path::new(&folder), name.as_deref(), template)?;
    print(out, &format!("made a project of {folder}, {texts}\n"))
}

/// `hashiya templates`
pub fn templates(arguments: Arguments<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    arguments.end()?;
    let lines: String = TEMPLATES.iter().map(|known| format!("{:<12}{}\n", known.name, known.title)).collect();
    print(out, &lines)
}

/// Why something is not on disk, with what becomes of it.
fn unsaved(session: &Session, error: Error) -> Error {
    match session.unsaved().map(|unsaved| unsaved.kept) {
        None => error,
        Some(Some(kept)) => error.hint(format!(
            "what was done is kept in {}, and put back when the project is opened again",
            kept.display()
        )),
        Some(None) => error.hint("what was done is lost"),
    }
}

/// What is wrong with the annotator's own files, or was lost of them.
fn own_problems(session: &Session) -> impl Iterator<Item = &Problem> {
    let name = file_name(session.annotator().as_str());
    let places = [format!("annotations/{name}/"), format!("{}/", session.annotator())];
    let is_own = move |problem: &&Problem| places.iter().any(|place| problem.place.starts_with(place));
    session.problems().iter().filter(|problem| problem.severity != Severity::Note).filter(is_own)
}

/// `hashiya run DIR SCRIPT [--as ANNOTATOR] [--take-over]`. That a file of the annotator's was damaged and had to be set
/// aside is told, and makes the exit code 1: the next opening tells no more of it.
pub fn run(mut arguments: Arguments<'_>, out: &mut dyn Write, told: &mut dyn Write) -> Result<Exit, Failure> {
    let annotator = arguments.option("--as")?;
    let takes_over = arguments.flag("--take-over");
    let folder = arguments.expect("DIR")?;
    let file = arguments.expect("SCRIPT")?;
    arguments.end()?;
    let (script, name) = if file == "-" {
        let mut script = String::new();
        let read = std::io::stdin().read_to_string(&mut script);
        read.map_err(|error| Error::new(format!("cannot read standard input: {error}")))?;
        (script, "standard input".to_owned())
    } else {
        (files::read_text(Path::new(&file))?, file)
    };
    let folder = Path::new(&folder);
    let mut session = if takes_over {
        Session::open_taking_over(folder, annotator.as_deref())?
    } else {
        Session::open(folder, annotator.as_deref())?
    };
    session.keep_unsaved_in(user::unsaved_folder());
    let done = script::run(&mut session, &script, &name);
    // What was done before a mistake stays done.
    session.flush().map_err(|error| unsaved(&session, error))?;
    let said = format!("{} done as {}", counted(done?, "command"), session.annotator());
    let holds = |(document, set): (&Arc<Document>, &AnnotationSet)| {
        format!("; {} on {}", counted(set.len(), "annotation"), document.id())
    };
    let here = session.document().zip(session.set()).map(holds).unwrap_or_default();
    print(out, &format!("{said}{here}\n"))?;
    if !session.has_set_aside() {
        return Ok(Exit::Done);
    }
    for problem in own_problems(&session) {
        writeln!(told, "hashiya: {problem}")
            .map_err(|error| Error::new(format!("cannot write what is wrong: {error}")))?;
    }
    Ok(Exit::Failed)
}
