//! `hashiya reanchor`: carries annotations over to texts that were changed since. Without `--accept` it changes nothing.

use std::io::Write;
use std::path::Path;

use crate::error::{Error, counted};
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::nearest::hint_for;
use crate::records::drift::{Counts, Drift};
use crate::session::command::Command;
use crate::session::reanchor::ReanchorCommand;
use crate::session::state::Session;
use crate::store::folder::{self, Opened, Purpose};

use super::arguments::Arguments;
use super::{Exit, Failure, print};

/// `hashiya reanchor DIR [DOCUMENT…] [--by NAME] [--accept]`: fails as long as an annotation does not fit its text.
pub fn reanchor(mut arguments: Arguments<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let by = arguments.option("--by")?;
    let is_accepted = arguments.flag("--accept");
    let root = arguments.expect("DIR")?;
    let mut names = Vec::new();
    while let Some(name) = arguments.plain() {
        names.push(name);
    }
    arguments.end()?;
    let root = Path::new(&root);
    let opened = folder::open(root)?;
    let wanted = names.iter().map(|name| place_of(&opened, name)).collect::<Result<Vec<usize>, Error>>()?;
    let mut annotators = opened.folder.annotators()?;
    if let Some(by) = &by {
        let hint = hint_for(by, annotators.iter().map(AnnotatorId::as_str));
        annotators.retain(|annotator| annotator.as_str() == by);
        if annotators.is_empty() {
            return Err(Error::new(format!("`{by}` has annotated nothing in {}", root.display())).hint(hint).into());
        }
    }
    let mut counts = Counts::default();
    let (mut report, mut others, mut other_texts) = (String::new(), 0, 0);
    for annotator in &annotators {
        let (mut places, _) = opened.folder.sets(annotator, &opened.corpus)?;
        places.retain(|place| wanted.is_empty() || wanted.contains(place));
        let mut to_accept = Vec::new();
        for place in places {
            let document = opened.corpus.load(place)?;
            let (set, _) = opened.folder.read_set(annotator, &document, Purpose::Look)?;
            let drift = Drift::of(&set, &document);
            let is_of_another_text = opened.folder.is_of_another_text(annotator, &document)?;
            for record in &drift.records {
                let number = record.drifted.annotation.id;
                report.push_str(&format!("{annotator}/{}#{number}: {}\n", document.id(), record.sentence(&document)));
            }
            if drift.counts().moved > 0 || (is_of_another_text && drift.records.is_empty()) {
                to_accept.push(document.id().clone());
            }
            counts += drift.counts();
            others += drift.others;
            other_texts += usize::from(is_of_another_text);
        }
        if is_accepted && !to_accept.is_empty() {
            let mut session = Session::open(root, Some(annotator.as_str()))?;
            for document in to_accept {
                session.perform(&Command::Open(document))?;
                session.perform(&Command::Reanchor(ReanchorCommand::Accept))?;
            }
            session.flush()?;
        }
    }
    report.push_str(&format!("{counts}; {} of another text", counted(other_texts, "set")));
    if others > 0 {
        report.push_str(&format!("; {others} that cannot be understood or addressed, which `hashiya check` tells"));
    }
    let is_pending = counts.moved > 0 && !is_accepted;
    report.push_str(match (is_accepted, is_pending, other_texts) {
        (true, ..) => "; accepted: what has a place was carried over, and can be undone\n",
        (false, true, _) => "; nothing was changed: `--accept` carries over what has a place\n",
        (false, false, 0) => "\n",
        (false, false, _) => "; nothing was changed: `--accept` notes that the rest fits\n",
    });
    print(out, &report)?;
    let is_whole = !is_pending && counts.ambiguous + counts.lost == 0;
    Ok(if is_whole { Exit::Done } else { Exit::Failed })
}

fn place_of(opened: &Opened, name: &str) -> Result<usize, Error> {
    opened.corpus.position(&DocumentId::new(name)).ok_or_else(|| {
        let hint = hint_for(name, opened.corpus.summaries().map(|summary| summary.id.as_str()));
        Error::new(format!("there is no document `{name}`")).hint(hint)
    })
}
