//! What conflicts and damages leave beside an annotator's files: `news-1.ron.mine-1`, `news-1.journal.other-1`. They are found, and
//! read as sets; nobody writes or removes one here.

use std::borrow::Cow;
use std::path::Path;

use crate::error::{Error, Problem};
use crate::formats::names::{file_name, name_from_file};
use crate::model::document::Document;
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::set::AnnotationSet;
use crate::records::held::{self, Sum};
use crate::records::set;

use super::corpus::Corpus;
use super::files;
use super::folder::Folder;
use super::journal;
use super::old_text::Redoing;

/// What such a file is called for: what was shown, what stood there, what cannot be read in full.
const WORDS: [LeftWord; 3] = [LeftWord::Mine, LeftWord::Other, LeftWord::Damaged];
const STATE: &str = ".ron.";
const JOURNAL: &str = ".journal.";

/// A file that was left beside a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    pub annotator: AnnotatorId,
    pub document: DocumentId,
    /// Without folders.
    pub name: String,
}

/// Whatever lies beside an annotator's files and is none of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftFile {
    /// Of whose set it is; none of what is about no document that is there.
    pub document: Option<DocumentId>,
    /// Without folders.
    pub name: String,
    /// What it is called for.
    pub word: LeftWord,
}

/// What such a file is called for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftWord {
    /// It was shown, or could not be saved, and something else stands.
    Mine,
    /// It stood there, and does not belong to what does now.
    Other,
    /// It cannot be read in full.
    Damaged,
    /// It came with an import, and fits nowhere in the text.
    Misfit,
}

impl LeftWord {
    const ALL: [Self; 4] = [Self::Mine, Self::Other, Self::Damaged, Self::Misfit];

    fn word(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Other => "other",
            Self::Damaged => "damaged",
            Self::Misfit => "misfit",
        }
    }

    /// That of the file with this name.
    fn of(name: &str) -> Option<Self> {
        let (word, number) = name.rsplit_once('.')?.1.rsplit_once('-')?;
        number.parse::<u32>().ok()?;
        Self::ALL.into_iter().find(|known| known.word() == word)
    }
}

/// The stem of a file of a set if this is what such a file is called, and what stands between.
fn parts(name: &str) -> Option<(&str, &str)> {
    let kind = [STATE, JOURNAL].into_iter().find(|kind| name.contains(kind))?;
    let (stem, ending) = name.rsplit_once(kind)?;
    let is_whole = !ending.contains('.');
    LeftWord::of(name).filter(|word| is_whole && WORDS.contains(word)).map(|_| (stem, kind))
}

/// The name of such a file, if words that are told speak of one.
#[must_use]
pub fn named_in(told: &str) -> Option<&str> {
    let names = told.split(|c: char| c.is_whitespace() || matches!(c, '/' | '`' | ';' | ',' | ':' | '"'));
    names.filter(|name| !name.starts_with("identities.")).find(|name| parts(name).is_some())
}

/// The document whose files have this stem, if it is there.
fn document_of(stem: &str, corpus: &Corpus) -> Option<DocumentId> {
    let id = DocumentId::new(&name_from_file(stem));
    let is_long = || corpus.summaries().find(|summary| file_name(summary.id.as_str()) == stem);
    match corpus.position(&id) {
        Some(_) if file_name(id.as_str()) == stem => Some(id),
        // A long name cannot be read back from its file's.
        _ => is_long().map(|summary| summary.id.clone()),
    }
}

impl Folder {
    /// What is kept beside the sets of `annotator`, by document and name.
    pub fn kept_beside(&self, annotator: &AnnotatorId, corpus: &Corpus) -> Result<Vec<KeptFile>, Error> {
        let names = files::list(&self.annotator_path(annotator))?;
        let kept = names.into_iter().filter_map(|name| {
            let (stem, _) = parts(&name)?;
            let document = document_of(stem, corpus)?;
            Some(KeptFile { annotator: annotator.clone(), document, name })
        });
        Ok(kept.collect())
    }

    /// Whatever was left beside the files of `annotator`, by name.
    pub fn left_beside(&self, annotator: &AnnotatorId, corpus: &Corpus) -> Result<Vec<LeftFile>, Error> {
        let names = files::list(&self.annotator_path(annotator))?;
        let left = names.into_iter().filter_map(|name| {
            let word = LeftWord::of(&name)?;
            let stem = [STATE, JOURNAL].into_iter().find_map(|kind| Some(name.rsplit_once(kind)?.0));
            let document = stem.and_then(|stem| document_of(stem, corpus));
            Some(LeftFile { document, name, word })
        });
        Ok(left.collect())
    }

    /// What problems call such a file.
    #[must_use]
    pub fn shown_kept(&self, kept: &KeptFile) -> String {
        self.shown(&self.annotator_path(&kept.annotator).join(&kept.name))
    }

    /// What problems call a file that was left beside the files of `annotator`.
    #[must_use]
    pub fn shown_left(&self, annotator: &AnnotatorId, left: &LeftFile) -> String {
        self.shown(&self.annotator_path(annotator).join(&left.name))
    }

    /// What such a file holds, as a set on its document, and what is wrong with that.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or goes on from a file that is not there.
    pub fn read_kept(&self, kept: &KeptFile, document: &Document) -> Result<(AnnotationSet, Vec<Problem>), Error> {
        let path = self.annotator_path(&kept.annotator).join(&kept.name);
        let place = self.shown(&path);
        let bytes = files::read(&path)?;
        if kept.name.contains(JOURNAL) {
            return self.read_kept_journal(kept, document, bytes, &path).map_err(|error| error.context(place));
        }
        let text = files::as_written(&bytes).map_err(|_| Error::new(format!("{place} is not UTF-8")))?;
        match set::read(&text, &place, &kept.annotator, document) {
            set::Reading::Set(set, problems) => Ok((set, problems)),
            set::Reading::Damaged(problem) => Err(Error::new(problem.to_string())),
            set::Reading::Refused(error) => Err(error),
        }
    }

    fn read_kept_journal(
        &self,
        kept: &KeptFile,
        document: &Document,
        bytes: Vec<u8>,
        path: &Path,
    ) -> Result<(AnnotationSet, Vec<Problem>), Error> {
        let journal = journal::read_bytes(bytes, None).map_err(|_| Error::new("its first line is damaged"))?;
        let base = journal.header.base().unwrap_or(Sum::NOTHING);
        let state = if base == Sum::NOTHING { None } else { Some(self.state_with(path, &kept.name, base)?) };
        let empty = || AnnotationSet::new(kept.annotator.clone(), kept.document.clone());
        let begun = match state.as_deref().map(|text| set::read(text, "", &kept.annotator, document)) {
            Some(set::Reading::Set(set, _)) => set,
            _ => empty(),
        };
        let mut redoing = Redoing::of(state.as_deref(), begun, document, true);
        (0..journal.lines().len()).try_for_each(|index| redoing.redo(&journal, index))?;
        let redone = redoing.finish(&self.shown(path));
        Ok((redone.set, redone.told.unwrap_or_default()))
    }

    /// The text of the state that a journal goes on from, if it lies beside it still.
    fn state_with(&self, journal: &Path, name: &str, base: Sum) -> Result<String, Error> {
        let folder = journal.parent().map(Path::to_owned).unwrap_or_default();
        let stem = parts(name).map_or("", |(stem, _)| stem);
        let names = files::list(&folder)?;
        let is_state = |name: &&String| name.strip_prefix(stem).is_some_and(|rest| rest.starts_with(".ron"));
        let states = names.iter().filter(is_state).filter_map(|name| {
            let bytes = files::read(&folder.join(name)).ok()?;
            files::as_written(&bytes).ok().map(Cow::into_owned)
        });
        let mut states = states.filter(|text| held::find(text).1 == base);
        states.next().ok_or_else(|| Error::new("it goes on from a file that is not there any more"))
    }
}

#[cfg(test)]
mod tests {
    use super::named_in;

    #[test]
    fn what_is_told_names_the_file() {
        let told = "yours is kept as annotations/layla/ar-visit.ron.mine-2; the journal is not";
        assert_eq!(named_in(told), Some("ar-visit.ron.mine-2"));
        assert_eq!(named_in("kept as annotations/layla/n.1.journal.other-1"), Some("n.1.journal.other-1"));
        assert_eq!(named_in("annotations/layla/identities.ron.mine-1 and a.ron"), None);
    }
}
