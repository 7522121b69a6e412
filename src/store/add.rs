//! Looking at files that are to be added to a project: what each is, by which encoding it is read, and whether it can be
//! added. Nothing is written here; see [`super::adding`].

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Problem, Severity};
use crate::formats::encoding::Encoding;
use crate::formats::mapping::Mapping;
use crate::formats::taking::check_map;

use super::candidate::{Candidate, Verdict};
use super::examine::{Asked, examine};
use super::files;
use super::folder;
use super::known::Known;
use super::named::collect;
use super::there::There;
use super::watch::Watch;

/// What somebody wants to add.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Files, and folders with all that lies in them.
    pub paths: Vec<PathBuf>,
    /// By which all of them are read; guessed for each if it is not said.
    pub encoding: Option<Encoding>,
    /// A BCP 47 tag.
    pub language: Option<String>,
    /// Which fields of a `.jsonl` hold the text, the id, the title and the language, as far as it is said.
    pub map: Mapping,
    /// Whether a `.txt` may take the place of another text of its name that nobody has annotated.
    pub is_replacing: bool,
}

/// What would be added.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(super) root: PathBuf,
    /// The folder of the texts, from the project's.
    pub(super) texts: String,
    pub(super) language: Option<String>,
    pub(super) map: Mapping,
    pub(super) known: Arc<Known>,
    /// In the order of their names.
    pub candidates: Vec<Candidate>,
    pub problems: Vec<Problem>,
}

impl Plan {
    /// How many documents would be added.
    #[must_use]
    pub fn documents(&self) -> usize {
        self.candidates.iter().filter(|candidate| candidate.is_added()).map(|candidate| candidate.documents).sum()
    }

    /// Whether somebody should look before anything is added.
    #[must_use]
    pub fn is_doubtful(&self) -> bool {
        self.doubtful().next().is_some()
    }

    /// The same plan with another word about the language of all of it, a BCP 47 tag; empty says nothing.
    #[must_use]
    pub fn with_language(&self, language: &str) -> Self {
        let language = Some(language.trim().to_owned()).filter(|language| !language.is_empty());
        Self { language, ..self.clone() }
    }

    /// The same plan without one of its files; read by an encoding that is chosen, it is back.
    #[must_use]
    pub fn leaving_out(&self, index: usize) -> Self {
        let mut plan = self.clone();
        if let Some(candidate) = plan.candidates.get_mut(index) {
            candidate.verdict = Verdict::Refused("you left it out".to_owned());
        }
        plan
    }

    /// The files that somebody should look at before they are added.
    pub fn doubtful(&self) -> impl Iterator<Item = usize> {
        let is_doubtful = |candidate: &Candidate| candidate.is_added() && !candidate.doubts.is_empty();
        self.candidates.iter().enumerate().filter(move |(_, candidate)| is_doubtful(candidate)).map(|(index, _)| index)
    }

    /// The same plan with one file read by another encoding.
    pub fn with_encoding(&self, index: usize, encoding: Encoding, watch: &Watch) -> Result<Self, Error> {
        let mut plan = self.clone();
        if let Some(candidate) = plan.candidates.get_mut(index) {
            watch.begin(2 * files::size(&candidate.path));
            let asked = Asked {
                path: &candidate.path,
                name: &candidate.name,
                encoding: Some(encoding),
                map: &self.map,
                // With what else is to be added it is compared when it is written.
                known: &self.known,
            };
            *candidate = examine(&asked, watch)?.candidate;
        }
        Ok(plan)
    }
}

/// Looks at what is wanted. Fails if the project cannot be read, or nothing that could be added is named.
pub fn look(root: &Path, wanted: &Wanted, watch: &Watch) -> Result<Plan, Error> {
    check_map(&wanted.map)?;
    let opened = folder::open(root)?;
    let texts = opened.project.texts.clone();
    let mut known = Known::of(There::of(Arc::clone(&opened.corpus)), &root.join(&texts))?;
    known.replaceable_in = wanted.is_replacing.then(|| root.to_owned());
    let mut problems = Vec::new();
    let files = collect(&wanted.paths, &mut problems)?;
    if files.is_empty() {
        let named: Vec<String> = wanted.paths.iter().map(|path| format!("`{}`", path.display())).collect();
        return Err(Error::new(format!("there is no text in {}", named.join(", ")))
            .hint("texts are .txt, .jsonl, .html and .htm files, and folders of these"));
    }
    // Each is read once to know its encoding, and once by it.
    watch.begin(2 * files.iter().map(|(path, _)| files::size(path)).sum::<usize>());
    let (known, mut so_far) = (Arc::new(known.clone()), known);
    let mut candidates = Vec::new();
    for (path, name) in files {
        let asked = Asked { path: &path, name: &name, encoding: wanted.encoding, map: &wanted.map, known: &so_far };
        match examine(&asked, watch) {
            Ok(examined) => {
                if examined.candidate.is_added() {
                    so_far.take(examined.seen, &examined.candidate.file);
                }
                candidates.push(examined.candidate);
            }
            Err(error) if watch.is_cancelled() => return Err(error),
            Err(error) => {
                problems.push(Problem { hint: error.hint, ..Problem::new(Severity::Loss, name, error.message) });
            }
        }
    }
    let (language, map) = (wanted.language.clone(), wanted.map.clone());
    Ok(Plan { root: root.to_owned(), texts, language, map, known, candidates, problems })
}
