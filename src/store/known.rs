//! What is known while texts are added: the documents of the project and those that were read to be added, and what becomes of
//! another one beside them. Of a text 128 bits of its hash are kept, by which no two are ever alike; the text itself is not.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::Error;
use crate::model::document::TextHash;
use crate::model::id::DocumentId;

use super::files::{self, Flush};
use super::folder::Folder;
use super::there::There;

/// The documents of a project and of what is to be added.
#[derive(Debug, Clone)]
pub(super) struct Known {
    there: Arc<There>,
    seen: Seen,
    /// The texts' folder, and the names in it without letter case.
    pub folder: PathBuf,
    files: BTreeSet<String>,
    /// The project in which a text may take the place of another that nobody has annotated, if somebody says so.
    pub replaceable_in: Option<PathBuf>,
}

/// Documents that are to be added.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// By the id without letter case, for on many file systems `A.ron` and `a.ron` are one file.
    ids: HashMap<u128, (DocumentId, u128)>,
    texts: HashMap<u128, DocumentId>,
}

/// What becomes of a document beside those that are known.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fate {
    New,
    /// It is there, with the same text.
    There,
    /// Its text is there, as another document.
    ThereAs(DocumentId),
    /// Another text has its id; where that lies, if it is in the project.
    Other(Option<String>),
    /// Its id differs from that of another in letter case only.
    InCase(DocumentId),
}

impl Known {
    /// The documents of a project whose texts lie in `folder`.
    pub fn of(there: There, folder: &Path) -> Result<Self, Error> {
        let files = files::list(folder)?.iter().map(|name| name.to_lowercase()).collect();
        let (seen, folder) = (Seen::default(), folder.to_owned());
        Ok(Self { there: Arc::new(there), seen, folder, files, replaceable_in: None })
    }

    /// These are to be added too, in a file that is called so.
    pub fn take(&mut self, seen: Seen, file: &str) {
        self.seen.ids.extend(seen.ids);
        self.seen.texts.extend(seen.texts);
        self.files.insert(file.to_lowercase());
    }

    /// What becomes of a document beside these, and beside `own` of its file.
    pub fn fate(&self, own: &Seen, id: &DocumentId, text: &blake3::Hash) -> Fate {
        let (key, short) = (by_letters(id), shortened(text));
        let to_come = own.ids.get(&key).or_else(|| self.seen.ids.get(&key));
        if let Some((known, of_known)) = to_come {
            return match (known == id, *of_known == short) {
                (true, true) => Fate::There,
                (true, false) => Fate::Other(None),
                (false, _) => Fate::InCase(known.clone()),
            };
        }
        let whole = || TextHash::from(*text);
        match self.there.alike(id) {
            Some(known) if known != id => return Fate::InCase(known.clone()),
            Some(_) if self.there.says(id, &whole()) => return Fate::There,
            Some(_) => return Fate::Other(self.there.place(id)),
            None => {}
        }
        let to_come = own.texts.get(&short).or_else(|| self.seen.texts.get(&short)).cloned();
        let same = to_come.or_else(|| self.there.with_text(&whole()).into_iter().next());
        same.map_or(Fate::New, Fate::ThereAs)
    }

    /// The file of a document whose text another one may take the place of; or why it may not.
    pub fn replaceable(&self, id: &DocumentId) -> Result<String, String> {
        let nothing = "nothing is overwritten";
        let Some(root) = &self.replaceable_in else {
            let hint = "`hashiya add --replace` takes this one instead, if nobody has annotated it";
            return Err(format!("{nothing}; {hint}"));
        };
        let Some(file) = self.there.file(id) else {
            return Err(format!("{nothing}, for it is one line of a file; change that line"));
        };
        let annotators = Folder::at(root, Flush::Now).annotators_of(id).map_err(|error| error.to_string())?;
        match annotators.first() {
            None => Ok(file.to_owned()),
            Some(first) => Err(format!(
                "{nothing}, for `{first}` has worked on it; put the text there by hand, and `hashiya reanchor` carries annotations over"
            )),
        }
    }

    /// Whether a file of the texts' folder has a name, in whatever case.
    pub fn has_file(&self, name: &str) -> bool {
        self.files.contains(&name.to_lowercase())
    }
}

impl Seen {
    pub fn take(&mut self, id: &DocumentId, text: &blake3::Hash) {
        self.ids.insert(by_letters(id), (id.clone(), shortened(text)));
        self.texts.entry(shortened(text)).or_insert_with(|| id.clone());
    }
}

fn by_letters(id: &DocumentId) -> u128 {
    shortened(&blake3::hash(id.as_str().to_lowercase().as_bytes()))
}

fn shortened(hash: &blake3::Hash) -> u128 {
    let (first, _) = hash.as_bytes().split_first_chunk::<16>().expect("a hash is 32 bytes");
    u128::from_be_bytes(*first)
}
