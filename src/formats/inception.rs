//! Where INCEpTION puts what in an exported project: `annotation/DOCUMENT/ANNOTATOR.…`, or packed, and `curation/DOCUMENT/…` for
//! what was adjudicated. Documents there are called after their files, so that ours have `.txt` after their id.

use crate::model::id::{AnnotatorId, DocumentId};

use super::names::{file_name, name_from_file};

/// The folder of what was adjudicated, and who did that here.
pub(super) const CURATION: &str = "curation";
const REVIEWER: &str = "gold";
const ANNOTATION: &str = "annotation";
const SOURCE: &str = "source";

/// Who stands for nobody: the document as it was before anybody opened it.
const INITIAL: &str = "INITIAL_CAS";

const TEXT: &str = ".txt";

/// The file that says which types there are.
pub(super) const TYPES: &str = "TypeSystem.xml";

/// How the file begins that says which layers and people there are; some versions write a number after it.
const PROJECT: &str = "exportedproject";

/// What a path says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) document: String,
    /// `None` for the document as it was before anybody opened it.
    pub(super) annotator: Option<String>,
}

/// Whether a file says which layers and people there are.
pub(super) fn is_project(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let between = name.strip_prefix(PROJECT).and_then(|rest| rest.strip_suffix(".json"));
    between.is_some_and(|between| between.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What the path of a file says; `None` if it does not lie in such a folder.
pub(super) fn place(path: &str) -> Option<Place> {
    let parts: Vec<&str> = path.split('/').collect();
    let at = parts.iter().position(|part| [ANNOTATION, CURATION].contains(part))?;
    let [document, file, ..] = parts.get(at + 1..)? else {
        return None;
    };
    let name = file.rsplit_once('.').map_or(*file, |(name, _)| name);
    let annotator = match (parts[at], name) {
        (_, INITIAL) => None,
        (CURATION, _) => Some(REVIEWER.to_owned()),
        _ => Some(name_from_file(name)),
    };
    Some(Place { document: id_of(&name_from_file(document)), annotator })
}

/// The folder of a document, in which all that is said about it lies.
pub(super) fn folder_of(path: &str) -> Option<String> {
    place(path).map(|place| place.document).or_else(|| source(path)).map(|document| format!("{ANNOTATION}/{document}"))
}

/// The document whose text as it was imported is at a path.
pub(super) fn source(path: &str) -> Option<String> {
    let (folder, file) = path.rsplit_once('/')?;
    let is_source = folder == SOURCE || folder.ends_with(&format!("/{SOURCE}"));
    (is_source && file.ends_with(TEXT)).then(|| id_of(&name_from_file(file)))
}

/// The path of the types that are used in what is said about a document.
pub(super) fn types_path(document: &DocumentId) -> String {
    format!("{ANNOTATION}/{}{TEXT}/{TYPES}", file_name(document.as_str()))
}

/// The path of what an annotator said about a document; without one, of the document alone.
pub(super) fn path(document: &DocumentId, annotator: Option<&AnnotatorId>, ending: &str) -> String {
    let name = match annotator.map(|annotator| file_name(annotator.as_str())) {
        None => INITIAL.to_owned(),
        // Somebody may be called that.
        Some(name) if name == INITIAL => name.replacen('I', "%49", 1),
        Some(name) => name,
    };
    format!("{ANNOTATION}/{}{TEXT}/{name}.{ending}", file_name(document.as_str()))
}

/// The id of a document that is called after a file.
pub(super) fn id_of(name: &str) -> String {
    name.strip_suffix(TEXT).filter(|id| !id.is_empty()).unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{path, place};
    use crate::model::id::{AnnotatorId, DocumentId};

    fn said(path: &str) -> Option<(String, Option<String>)> {
        place(path).map(|place| (place.document, place.annotator))
    }

    #[test]
    fn paths_say_document_and_annotator() {
        let check = |path: &str, document: &str, annotator: Option<&str>| {
            assert_eq!(said(path), Some((document.to_owned(), annotator.map(str::to_owned))), "{path}");
        };
        check("annotation/news.txt/layla.xmi", "news", Some("layla"));
        check("export/annotation/news.txt/layla.zip/layla.xmi", "news", Some("layla"));
        check("annotation/page.html/INITIAL_CAS.zip/x.xmi", "page.html", None);
        check("curation/news.txt/CURATION_USER.tsv", "news", Some("gold"));
        assert_eq!(said("source/news.txt"), None);
        assert_eq!(said("annotation/news.txt"), None);
    }

    #[test]
    fn every_name_comes_back() {
        for (document, annotator) in [("خبر/1.txt", "ليلى 2"), ("a", "INITIAL_CAS"), ("curation", "a.b")] {
            let path = path(&DocumentId::new(document), Some(&AnnotatorId::new(annotator)), "xmi");
            assert_eq!(said(&path), Some((document.to_owned(), Some(annotator.to_owned()))), "{path}");
        }
    }
}
