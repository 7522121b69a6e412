//! The texts that were annotated, each once, in files that are called by their hashes: `.hashiya/texts/5a31…`. Should a text be changed
//! underneath, where its annotations belong is told by comparing the two. They are kept for that only: one that is not there, or not what
//! its name says, is done without, and all of them can be deleted at any time. None goes by itself: looking back may ask for any, and
//! there are no more of them than versions of texts that somebody annotated here.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use crate::error::Error;
use crate::model::document::{Document, TextHash};
use crate::model::history::History;
use crate::model::id::{AnnotatorId, DocumentId};
use crate::records::set;

use super::files::{self, Writers};
use super::folder::Folder;
use super::private::{self, private_folder};

const TEXTS: &str = "texts";
/// How hashes are written, and how long they are without this.
const HASH: &str = "blake3:";
const DIGITS: usize = 64;
/// So much of a state, in bytes, says which text it is about.
const HEAD: usize = 4096;
/// Annotations may have been left behind in so many texts, one after the other.
const MOST: usize = 4;

impl Folder {
    /// Keeps the text of a document, unless it is kept.
    pub(super) fn keep_text(&self, document: &Document) {
        // What cannot be kept is done without: what was done is saved.
        let _ = self.try_keeping(document);
    }

    fn try_keeping(&self, document: &Document) -> Result<(), Error> {
        let (Some(name), text) = (name(document.hash().as_str()), document.text()) else { return Ok(()) };
        let path = self.texts_path().join(name);
        // One of another length was cut off when the power failed.
        let is_there = fs::metadata(&path).is_ok_and(|about| about.len() == text.len() as u64);
        if is_there || text.is_empty() {
            return Ok(());
        }
        private_folder(self.root())?;
        files::make_folder(&self.texts_path())?;
        files::place(&path, text.as_bytes())
    }

    /// The text that has a hash, as one of this document, if it is kept.
    pub(super) fn kept_text(&self, hash: &str, id: &DocumentId) -> Option<Document> {
        let bytes = fs::read(self.texts_path().join(name(hash)?)).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        (TextHash::of(&text).as_str() == hash).then(|| Document::new(id.clone(), text))
    }

    /// The texts that a set was about before its document had the one that it has now, the last one first, as far as they are kept.
    /// `history` is that of the set.
    #[must_use]
    pub fn old_texts(&self, annotator: &AnnotatorId, document: &Document, history: &History) -> Vec<Arc<Document>> {
        let mut hashes: Vec<String> = history.texts().iter().rev().cloned().collect();
        hashes.extend(self.text_of_state(annotator, document.id()));
        let mut asked: Vec<String> = Vec::new();
        for hash in hashes {
            if hash != document.hash().as_str() && !asked.contains(&hash) {
                asked.push(hash);
            }
        }
        asked.iter().take(MOST).filter_map(|hash| self.kept_text(hash, document.id())).map(Arc::new).collect()
    }

    /// The hash of the text that the state of a set is about.
    pub(super) fn text_of_state(&self, annotator: &AnnotatorId, document: &DocumentId) -> Option<String> {
        let path = self.set_path(annotator, document);
        let head = files::read_head(&path, HEAD).ok()?;
        let in_head = head.split_once(HASH).and_then(|(_, after)| Some(format!("{HASH}{}", after.get(..DIGITS)?)));
        // As we write it, it is said before anything else is.
        match in_head.filter(|hash| name(hash).is_some()) {
            Some(hash) => Some(hash),
            None => set::text_hash(&files::read_our_text(&path).ok()?),
        }
    }

    /// Takes away what is left of attempts to keep a text that were killed.
    pub(super) fn sweep_texts(&self) {
        files::sweep(&self.texts_path(), Writers::OfAnyMachine);
    }

    fn texts_path(&self) -> PathBuf {
        self.root().join(private::FOLDER).join(TEXTS)
    }
}

/// What the file of a text is called; none if that is no hash.
fn name(hash: &str) -> Option<&str> {
    let digits = hash.strip_prefix(HASH)?;
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    (digits.len() == DIGITS && digits.bytes().all(is_digit)).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::name;
    use crate::model::document::Document;
    use crate::model::history::History;
    use crate::model::id::{AnnotatorId, DocumentId};
    use crate::store::files::Flush;
    use crate::store::folder::Folder;
    use crate::tests::scratch::Scratch;

    fn document(text: &str) -> Document {
        Document::new(DocumentId::new("d"), text)
    }

    fn file_of(document: &Document) -> String {
        format!(".hashiya/texts/{}", name(document.hash().as_str()).unwrap())
    }

    #[test]
    fn a_text_is_kept_once_under_its_hash_and_found_by_it() {
        let scratch = Scratch::new("texts");
        let (folder, text) = (Folder::at(scratch.path(), Flush::Now), document("وصلت ليلى\r\n"));
        assert!(folder.kept_text(text.hash().as_str(), text.id()).is_none());
        folder.keep_text(&text);
        let path = scratch.path().join(file_of(&text));
        let date = || std::fs::metadata(&path).unwrap().modified().unwrap();
        let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(long_ago).unwrap();
        folder.keep_text(&text);
        assert_eq!(date(), long_ago);
        let found = folder.kept_text(text.hash().as_str(), text.id()).unwrap();
        assert_eq!((found.text(), found.id()), (text.text(), text.id()));
        assert_eq!(scratch.read(".hashiya/.gitignore"), "*\n");
        assert_eq!(scratch.files_below(".hashiya/texts").len(), 1);
    }

    #[test]
    fn what_is_not_what_its_name_says_is_not_used_and_what_was_cut_off_is_written_again() {
        let scratch = Scratch::new("texts-damaged");
        let (folder, text) = (Folder::at(scratch.path(), Flush::Now), document("Layla met Omar"));
        let found = || folder.kept_text(text.hash().as_str(), text.id()).map(|found| found.text().to_string());
        for damaged in [&b"Layla met Amal"[..], b"Layla met", b"\xff\xfe"] {
            folder.keep_text(&text);
            scratch.write(&file_of(&text), damaged);
            assert_eq!(found(), None);
        }
        folder.keep_text(&text);
        assert_eq!(found().as_deref(), Some("Layla met Omar"));
        for hash in ["", "blake3:", "blake3:../../project.ron", "sha1:00"] {
            assert!(folder.kept_text(hash, text.id()).is_none());
        }
    }

    #[test]
    fn nothing_is_told_where_a_text_cannot_be_kept() {
        let scratch = Scratch::new("texts-not");
        // In place of the folder lies a file.
        scratch.write(".hashiya/texts", "x");
        scratch.write(".hashiya/.gitignore", "*\n");
        let (folder, text) = (Folder::at(scratch.path(), Flush::Now), document("Layla"));
        folder.keep_text(&text);
        assert!(folder.kept_text(text.hash().as_str(), text.id()).is_none());
        assert_eq!(scratch.files_below(".hashiya").len(), 2);
    }

    #[test]
    fn the_text_of_a_state_is_told_by_its_head_and_texts_of_the_history_come_first() {
        let scratch = Scratch::new("texts-old");
        let folder = Folder::at(scratch.path(), Flush::Now);
        let (layla, texts) = (AnnotatorId::new("layla"), ["one", "two", "three"].map(document));
        texts.iter().for_each(|text| folder.keep_text(text));
        let [one, two, three] = &texts;
        let state = |text: &str| {
            format!("(format: 1, unit: \"code points\", document: \"d\", text: \"{text}\", annotations: [])")
        };
        scratch.write("annotations/layla/d.ron", state(one.hash().as_str()));
        let said = |history: &History| {
            let found = folder.old_texts(&layla, three, history);
            found.iter().map(|text| text.text().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(said(&History::default()), ["one"]);
        let mut history = History::default();
        history.note_texts([one, two, three].map(|text| text.hash().to_string()).to_vec());
        assert_eq!(said(&history), ["two", "one"]);
        scratch.write("annotations/layla/d.ron", state("none"));
        assert_eq!(said(&History::default()), Vec::<String>::new());
    }
}
