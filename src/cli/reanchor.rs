//! `hashiya reanchor`: carries annotations over to texts that were changed since. Without `--accept` it changes nothing.

use std::io::Write;
use std::path::Path;

use crate::error::{Error, counted};
use crate::model::document::Document;
use crate::model::id::{AnnotationId, AnnotatorId, DocumentId};
use crate::model::nearest::hint_for;
use crate::model::proposal::Outcome;
use crate::records::drift::{Counts, Drift, Record, chars};
use crate::session::command::Command;
use crate::session::command::reanchor::{Accepted, ReanchorCommand};
use crate::session::state::Session;
use crate::store::folder::{self, Opened, Purpose};
use crate::view::context::context;

use super::arguments::{Arguments, usage};
use super::ending::{Exit, Failure, print};
use super::onlooker::Onlooker;

/// Characters that are shown around a place.
const ROOM: usize = 60;

/// `hashiya reanchor DIR [DOCUMENT…] [--by NAME] [--as NAME] [--accept] [--reworded] [--only NUMBER[:NTH],…]`: fails as long as an annotation
/// does not fit its text. With `--only` what is accepted is these annotations of one document, each at its likeliest or NTH place;
/// with `--reworded` those too in whose place other words stand. Each set is carried over by a session of its annotator, whose action it
/// then is: a journal names nobody else. Where people work blind it looks at nothing that the one who asks may not
/// see.
pub fn reanchor(mut arguments: Arguments<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let by = arguments.option("--by")?;
    let only = arguments.option("--only")?.map(|list| wanted_of(&list)).transpose()?;
    let is_accepted = arguments.flag("--accept");
    let takes_new_words = arguments.flag("--reworded");
    let onlooker = Onlooker::take(&mut arguments)?;
    let root = arguments.expect("DIR")?;
    let mut names = Vec::new();
    while let Some(name) = arguments.plain() {
        names.push(name);
    }
    arguments.end()?;
    if only.is_some() && !(is_accepted && names.len() == 1) {
        return Err(usage("`--only` goes with `--accept` and one document"));
    }
    if takes_new_words && (only.is_some() || !is_accepted) {
        return Err(usage("`--reworded` goes with `--accept`, and not with `--only`"));
    }
    let root = Path::new(&root);
    let opened = folder::open(root)?;
    let wanted = names.iter().map(|name| place_of(&opened, name)).collect::<Result<Vec<usize>, Error>>()?;
    let annotators = annotators(&opened, root, by.as_deref())?;
    if let (Some(_), [_, _, ..]) = (&only, &annotators[..]) {
        return Err(usage("`--only` needs `--by`, for several people have annotated here"));
    }
    let mut counts = Counts::default();
    let (mut report, mut others, mut other_texts) = (String::new(), 0, 0);
    let mut is_any_accepted = false;
    for annotator in &annotators {
        let (mut places, _) = opened.folder.sets(annotator, &opened.corpus)?;
        places.retain(|place| wanted.is_empty() || wanted.contains(place));
        let mut to_accept = Vec::new();
        for place in places {
            let document = opened.corpus.load(place)?;
            if by.is_some() {
                onlooker.refuse_document(&opened.project, &opened.folder, &document, annotator)?;
            } else if !onlooker.sees(&opened.project, &opened.folder, &document, annotator)? {
                continue;
            }
            let (set, _) = opened.folder.read_set(annotator, &document, Purpose::Look)?;
            // What was carried over already tells where the others may stand.
            let (history, _) = opened.folder.read_history(annotator, &document, Purpose::Look).unwrap_or_default();
            let is_of_another_text = opened.folder.is_of_another_text(annotator, &document)?;
            let is_asked = is_of_another_text || Drift::count(&set) > 0;
            let texts = if is_asked { opened.folder.old_texts(annotator, &document, &history) } else { Vec::new() };
            let drift = Drift::of(&set, &document, &history, &texts);
            for record in &drift.records {
                report.push_str(&format!("{annotator}/{}#{}: ", document.id(), record.id()));
                report.push_str(&said(record, &document));
            }
            for doubt in drift.in_doubt.iter() {
                report.push_str(&format!("{annotator}/{}#{}: {doubt}\n", document.id(), doubt.id));
            }
            let here = drift.counts();
            let mut accepted = only.clone().unwrap_or_default();
            if only.is_none() && (here.moved > 0 || (is_of_another_text && drift.records.is_empty())) {
                accepted.push(Accepted::All);
            }
            if takes_new_words && here.reworded > 0 {
                accepted.push(Accepted::Reworded);
            }
            if !accepted.is_empty() {
                to_accept.push((document.id().clone(), accepted));
            }
            counts += drift.counts();
            others += drift.others;
            other_texts += usize::from(is_of_another_text);
        }
        if is_accepted && !to_accept.is_empty() {
            is_any_accepted = true;
            let mut session = Session::open(root, Some(annotator.as_str()))?;
            for (document, accepted) in to_accept {
                session.perform(&Command::Open(document))?;
                for accepted in accepted {
                    session.perform(&Command::Reanchor(ReanchorCommand::Accept(accepted)))?;
                }
            }
            session.flush()?;
        }
    }
    report.push_str(&format!("{counts}; {} of another text", counted(other_texts, "set")));
    if others > 0 {
        report.push_str(&format!("; {others} that cannot be understood or addressed, which `hashiya check` tells"));
    }
    let is_pending = counts.moved > 0 && !is_accepted;
    if counts.reworded > 0 && !takes_new_words && only.is_none() {
        report.push_str("; `--accept --reworded` takes the words that stand in place of others");
    }
    let new_words = if takes_new_words { counts.reworded } else { 0 };
    let carried = only.as_ref().map_or(counts.moved + new_words, Vec::len);
    let all = counts.moved + counts.ambiguous + counts.reworded + counts.lost;
    report.push_str(&match (&only, is_accepted, is_pending, other_texts) {
        (Some(only), ..) => {
            format!("; accepted: {} carried over, which can be undone", counted(only.len(), "annotation"))
        }
        (None, true, ..) if carried > 0 => {
            "; accepted: what has a place was carried over, and can be undone".to_owned()
        }
        (None, true, ..) if is_any_accepted => "; accepted: it is noted that the rest fits".to_owned(),
        (None, true, ..) if all > 0 => "; nothing was changed: what is left has no clear place".to_owned(),
        (None, true, ..) => "; there was nothing to be done".to_owned(),
        (None, false, true, _) => "; nothing was changed: `--accept` carries over what has a place".to_owned(),
        (None, false, false, 0) => String::new(),
        (None, false, false, _) => "; nothing was changed: `--accept` notes that the rest fits".to_owned(),
    });
    if !opened.project.shows_all_to(onlooker.name()) {
        report.push_str("; people work blind: of others only what you may see was looked at");
    }
    report.push('\n');
    print(out, &report)?;
    let is_whole = !is_pending && all <= carried;
    Ok(if is_whole { Exit::Done } else { Exit::Failed })
}

/// `3,7:2`: annotation 3 at its likeliest place, and 7 at its second.
fn wanted_of(list: &str) -> Result<Vec<Accepted>, Failure> {
    let one = |word: &str| {
        let (id, nth) = word.split_once(':').map_or((word, None), |(id, nth)| (id, Some(nth)));
        Some(Accepted::One(AnnotationId(id.parse().ok()?), nth.map(str::parse).transpose().ok()?))
    };
    let read = |word: &str| {
        one(word.trim()).ok_or_else(|| usage(format!("`{word}` is not an annotation's number, or NUMBER:NTH")))
    };
    list.split(',').map(read).collect()
}

/// What becomes of a record, and where it may stand if that is not clear.
fn said(record: &Record, document: &Document) -> String {
    let mut said = record.sentence(document) + "\n";
    let places = record.proposal.places.iter().filter(|_| record.proposal.outcome != Outcome::Moved);
    for (at, placed) in places.enumerate() {
        let spans: Vec<_> = placed.anchor.spans().iter().map(|span| span.range()).collect();
        let mut shown = String::new();
        if let Some(context) = context(document.text(), &spans, ROOM) {
            let mut from = 0;
            for mark in context.marks {
                shown += &format!("{}[{}]", &context.text[from..mark.start], &context.text[mark.clone()]);
                from = mark.end;
            }
            shown += &context.text[from..];
        }
        said.push_str(&format!("  place {}: {}: {shown}\n", at + 1, chars(&placed.anchor, document)));
    }
    said
}

fn annotators(opened: &Opened, root: &Path, by: Option<&str>) -> Result<Vec<AnnotatorId>, Error> {
    let mut annotators = opened.folder.annotators()?;
    let Some(by) = by else { return Ok(annotators) };
    let hint = hint_for(by, annotators.iter().map(AnnotatorId::as_str));
    annotators.retain(|annotator| annotator.as_str() == by);
    if annotators.is_empty() {
        return Err(Error::new(format!("`{by}` has annotated nothing in {}", root.display())).hint(hint));
    }
    Ok(annotators)
}

fn place_of(opened: &Opened, name: &str) -> Result<usize, Error> {
    opened.corpus.position(&DocumentId::new(name)).ok_or_else(|| {
        let hint = hint_for(name, opened.corpus.summaries().map(|summary| summary.id.as_str()));
        Error::new(format!("there is no document `{name}`")).hint(hint)
    })
}
