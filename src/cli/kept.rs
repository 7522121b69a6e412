//! `hashiya kept`: what conflicts left beside annotations, how it differs from what stands, and putting it back.

use std::io::Write;
use std::path::Path;

use crate::error::{Error, counted};
use crate::model::annotation::Annotation;
use crate::model::document::Document;
use crate::model::id::AnnotatorId;
use crate::model::nearest::hint_for;
use crate::model::versions::{Difference, differences};
use crate::records::drift::{chars, said};
use crate::session::command::Command;
use crate::session::command::kept::{KeptCommand, Restored};
use crate::session::state::Session;
use crate::store::folder::{self, Opened, Purpose};
use crate::store::kept_beside::KeptFile;

use super::arguments::{Arguments, usage};
use super::ending::{Exit, Failure, print};
use super::onlooker::Onlooker;

/// `hashiya kept DIR [FILE] [--by ANNOTATOR] [--put-back all|whole|NUMBER,…] [--as ANNOTATOR]`: lists what is kept, or how one file
/// differs; fails as long as something in it is missing or otherwise.
pub fn kept(mut arguments: Arguments<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let by = arguments.option("--by")?;
    let restored = arguments.option("--put-back")?.map(|written| restored_of(&written)).transpose()?;
    let onlooker = Onlooker::take(&mut arguments)?;
    let root = arguments.expect("DIR")?;
    let file = arguments.plain();
    arguments.end()?;
    let root = Path::new(&root);
    let opened = folder::open(root)?;
    let all = all_kept(&opened, by.as_deref(), &onlooker)?;
    let Some(file) = file else {
        if restored.is_some() {
            return Err(usage("`--put-back` needs a FILE; without one all that is kept is listed"));
        }
        return list(&opened, &all, out);
    };
    let name = Path::new(&file).file_name().map_or_else(|| file.clone(), |name| name.to_string_lossy().into_owned());
    let is_meant = |kept: &&KeptFile| kept.name == name && opened.folder.shown_kept(kept).ends_with(&*file);
    let meant: Vec<&KeptFile> = all.iter().filter(is_meant).collect();
    let kept = match meant[..] {
        [only] => only,
        [] => {
            let hint = hint_for(&name, all.iter().map(|kept| &*kept.name));
            return Err(Error::new(format!("no `{file}` is kept in {}", root.display())).hint(hint).into());
        }
        _ => return Err(usage("several people have such a file: say whose with `--by`")),
    };
    if let Some(restored) = restored {
        let mut session = Session::open(root, Some(kept.annotator.as_str()))?;
        session.perform(&Command::Kept(KeptCommand::Look(Some(kept.name.clone()))))?;
        if session.keeping().is_some() {
            session.perform(&Command::Kept(KeptCommand::PutBack(restored)))?;
        }
        session.flush()?;
    }
    let (document, found) = compared(&opened, kept)?;
    let (mut report, lacking) = (report(&document, &found), lacking(&found));
    report += &match lacking {
        0 => format!("{}: all that it has stands\n", kept.name),
        _ => format!(
            "{}: {} missing or otherwise; `--put-back all`, or their numbers, puts them back\n",
            kept.name,
            counted(lacking, "annotation")
        ),
    };
    print(out, &report)?;
    Ok(if lacking == 0 { Exit::Done } else { Exit::Failed })
}

/// What is kept beside the sets of one annotator or of all, as far as whoever asks may see it.
fn all_kept(opened: &Opened, by: Option<&str>, onlooker: &Onlooker) -> Result<Vec<KeptFile>, Failure> {
    let mut all = Vec::new();
    let annotators = opened.folder.annotators()?;
    if let Some(by) = by.filter(|by| annotators.iter().all(|one| one.as_str() != *by)) {
        let hint = hint_for(by, annotators.iter().map(AnnotatorId::as_str));
        return Err(Error::new(format!("`{by}` has annotated nothing here")).hint(hint).into());
    }
    for annotator in annotators.iter().filter(|one| by.is_none_or(|by| one.as_str() == by)) {
        for kept in opened.folder.kept_beside(annotator, &opened.corpus)? {
            let document = document_of(opened, &kept)?;
            if onlooker.sees(&opened.project, &opened.folder, &document, annotator)? {
                all.push(kept);
            }
        }
    }
    Ok(all)
}

fn list(opened: &Opened, all: &[KeptFile], out: &mut dyn Write) -> Result<Exit, Failure> {
    let mut report = String::new();
    for kept in all {
        let told = match compared(opened, kept) {
            Ok((_, found)) => {
                let since = found.len() - lacking(&found);
                format!("{} missing or otherwise, {since} came since", lacking(&found))
            }
            Err(error) => error.to_string(),
        };
        // Why a file cannot be read may begin with its name.
        let name = opened.folder.shown_kept(kept);
        let told = told.strip_prefix(&name).map_or(&*told, |rest| rest.trim_start_matches([':', ' ']));
        report.push_str(&format!("{name}: {told}\n"));
    }
    if all.is_empty() {
        report.push_str("nothing is kept beside annotations\n");
    }
    print(out, &report)
}

fn compared(opened: &Opened, kept: &KeptFile) -> Result<(Document, Vec<Difference>), Error> {
    let document = document_of(opened, kept)?;
    let (now, _) = opened.folder.read_set(&kept.annotator, &document, Purpose::Look)?;
    let (then, _) = opened.folder.read_kept(kept, &document)?;
    let found = differences(&now, &then);
    Ok((document, found))
}

fn document_of(opened: &Opened, kept: &KeptFile) -> Result<Document, Error> {
    let place = opened.corpus.position(&kept.document);
    opened.corpus.load(place.ok_or_else(|| Error::new(format!("there is no document `{}`", kept.document)))?)
}

fn lacking(found: &[Difference]) -> usize {
    found.iter().filter(|difference| difference.is_lacking()).count()
}

/// A line for each, with what it says and where, in code points.
fn report(document: &Document, found: &[Difference]) -> String {
    let what = |one: &Annotation| {
        let quote = said(&one.anchor, document);
        if quote.is_empty() {
            one.label.to_string()
        } else {
            format!("{} \"{quote}\" {}", one.label, chars(&one.anchor, document))
        }
    };
    let line = |(at, difference): (usize, &Difference)| {
        let told = match difference {
            Difference::Missing(one) => format!("missing: {}", what(one)),
            Difference::Otherwise(stands, one) if what(stands) == what(one) => {
                format!("otherwise: {}, in its arguments or what else it says", what(one))
            }
            Difference::Otherwise(stands, one) => format!("otherwise: {}, stands as {}", what(one), what(stands)),
            Difference::Since(one) => format!("came since: {}", what(one)),
        };
        format!("{:>4}  {told}\n", at + 1)
    };
    found.iter().enumerate().map(line).collect()
}

/// `all`, `whole`, or `1,3`.
fn restored_of(written: &str) -> Result<Restored, Failure> {
    let numbers = || written.split(',').map(|number| number.trim().parse().ok()).collect::<Option<Vec<usize>>>();
    match written {
        "all" => Ok(Restored::Lacking),
        "whole" => Ok(Restored::Whole),
        _ => numbers()
            .map(Restored::These)
            .ok_or_else(|| usage(format!("`{written}` is not `all`, `whole` or numbers with commas between"))),
    }
}
