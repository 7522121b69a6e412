//! What the session knows of identities, which are read beside it, and what it tells of them: who the chosen mention may be, all
//! identities, and all their mentions in all documents. `identify` plans the changes. Offsets are UTF-8 bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use crate::error::Error;
use crate::model::annotation::Annotation;
use crate::model::candidates::{Candidate, Question, candidates};
use crate::model::document::Document;
use crate::model::id::{AnnotationId, DocumentId, IdentityId};
use crate::model::identity::{Identities, Identity, IdentityKind};
use crate::model::mentions::words_of;
use crate::store::folder::Purpose;
use crate::store::reader::{First, IdentityReader};

use super::state::Session;

/// An identity as a list shows it: with all that were merged into it.
#[derive(Debug, Clone)]
pub struct IdentityLine {
    /// Not merged into another.
    pub identity: Arc<Identity>,
    /// Those that were merged into it, directly or by way of others, by id.
    pub merged: Vec<Arc<Identity>>,
    /// The names of all of them by language, its own first.
    pub names: BTreeMap<String, Vec<String>>,
    /// How many mentions and roles name it, in how many documents.
    pub mentions: usize,
    pub documents: usize,
}

/// A mention as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MentionLine {
    pub document: DocumentId,
    /// The document's title.
    pub title: String,
    pub annotation: AnnotationId,
    /// The role the identity plays in the annotation; `None` where the annotation is itself a mention of it.
    pub role: Option<String>,
    /// What the annotation says; empty for one about the document.
    pub quote: String,
    /// In bytes; none for the document.
    pub spans: Vec<Range<usize>>,
}

/// All identities as they were at one time, with how often each was mentioned, to be gone through beside the window.
#[derive(Debug, Clone)]
pub struct CountedIdentities {
    identities: Identities,
    /// Of those that are mentioned, by id.
    counts: Vec<(IdentityId, usize)>,
}

impl CountedIdentities {
    /// Every identity that is not merged into another, by id, and how often it and those merged into it are mentioned.
    #[must_use]
    pub fn lines(&self) -> Vec<(Arc<Identity>, usize)> {
        let known = &self.identities;
        let mut counts = self.counts.iter().peekable();
        let mut merged = Vec::new();
        let mut lines: Vec<(Arc<Identity>, usize)> = Vec::with_capacity(known.len());
        // Both come by id, so that one pass tells how often each is mentioned.
        for identity in known.iter() {
            while counts.peek().is_some_and(|(id, _)| *id < identity.id) {
                counts.next();
            }
            let count = counts.next_if(|(id, _)| *id == identity.id).map_or(0, |(_, count)| *count);
            if identity.same_as.is_none() || known.root(&identity.id) == identity.id {
                lines.push((Arc::clone(identity), count));
            } else if count > 0 {
                merged.push((known.root(&identity.id), count));
            }
        }
        for (root, count) in merged {
            if let Ok(at) = lines.binary_search_by(|(identity, _)| identity.id.cmp(&root)) {
                lines[at].1 += count;
            }
        }
        lines
    }
}

impl Session {
    /// Begins to read the identities, instead of those that there are, and waits for them so long at most.
    pub(super) fn read_identities(&mut self, patience: Duration) {
        self.read_identities_after(patience, || Ok(Vec::new()));
    }

    /// Likewise once `first` is done, which may tell something.
    pub(super) fn read_identities_after(&mut self, patience: Duration, first: impl FnOnce() -> First + Send + 'static) {
        let Some(disk) = &mut self.disk else {
            return;
        };
        let (folder, annotator, before) = (Arc::clone(&disk.folder), self.annotator.clone(), disk.identities.take());
        let first = move || {
            // One that is still reading ends first.
            drop(before);
            first()
        };
        disk.identities = Some(IdentityReader::start(folder, annotator, disk.purpose, first));
        self.known.is_read = false;
        self.wait_for_identities(patience);
    }

    /// Waits so long at most until the identities have been read, and takes them.
    pub(super) fn wait_for_identities(&mut self, patience: Duration) {
        let Some(disk) = &mut self.disk else {
            return;
        };
        let Some((told, found)) = disk.identities.as_ref().and_then(|reader| reader.wait(patience)) else {
            return;
        };
        disk.identities = None;
        self.revision += 1;
        self.tell(told);
        let told = self.known.take_read(found);
        self.tell(told);
        self.catch_up_identities();
    }

    /// Lets the writer write identities whose journal has more than their file.
    pub(super) fn catch_up_identities(&self) {
        let Some(disk) = self.disk.as_ref().filter(|disk| disk.purpose == Purpose::Work) else {
            return;
        };
        if self.known.locked.is_none() && disk.folder.are_identities_behind(&self.annotator) {
            disk.writer.catch_up_identities(self.known.identities.clone());
        }
    }

    /// Whether the annotator's identities have been read; until then there are none, and what needs them is refused.
    #[must_use]
    pub fn are_identities_read(&self) -> bool {
        self.known.is_read
    }

    pub(super) fn refuse_unread_identities(&self) -> Result<(), Error> {
        if self.known.is_read {
            return Ok(());
        }
        Err(Error::new("your identities are still being read").hint("try again in a moment"))
    }

    /// The annotator's identities.
    #[must_use]
    pub fn identities(&self) -> &Identities {
        &self.known.identities
    }

    /// Why the identities cannot be changed, if so.
    #[must_use]
    pub fn identities_locked(&self) -> Option<&Error> {
        self.known.locked.as_ref()
    }

    /// What the chosen annotation is linked to, at the end of its links; `None` if it is not linked, or to somebody unknown.
    #[must_use]
    pub fn chosen_identity(&self) -> Option<&Arc<Identity>> {
        self.known.identities.resolved(self.chosen()?.identity.as_ref()?)
    }

    /// All that are one with what the chosen annotation mentions, itself too; none if it mentions nothing.
    #[must_use]
    pub fn chosen_group(&self) -> Vec<IdentityId> {
        let Some(id) = self.chosen().and_then(|chosen| chosen.identity.as_ref()) else {
            return Vec::new();
        };
        let group = self.known.identities.group(id);
        if group.is_empty() { vec![id.clone()] } else { group.iter().map(|member| member.id.clone()).collect() }
    }

    /// Who the chosen mention may be, the likeliest first, at most `limit`; nobody if what is chosen mentions nobody, or in a
    /// window whose identities are still being prepared. The ranks are those of the command `link`.
    #[must_use]
    pub fn candidates(&self, limit: usize) -> Vec<Candidate> {
        let (Some(document), Some(chosen)) = (self.document(), self.chosen()) else {
            return Vec::new();
        };
        self.candidates_for(document, chosen, limit)
    }

    pub(super) fn candidates_for(&self, document: &Document, mention: &Annotation, limit: usize) -> Vec<Candidate> {
        let Some(kind) = self.project.shape(&mention.label).and_then(IdentityKind::of_shape) else {
            return Vec::new();
        };
        let Some(directory) = self.known.directory() else {
            return Vec::new();
        };
        let question = Question { words: &words_of(document, mention), kind, label: &mention.label };
        candidates(question, &self.known.identities, directory.names(), &self.known.mentions, limit)
    }

    /// Whether candidates and searches know all identities already. Without a window they are waited for, so that this
    /// need not be asked.
    #[must_use]
    pub fn is_directory_ready(&self) -> bool {
        self.known.is_read && self.known.directory.is_ready()
    }

    /// Whether lists of identities and of what became of suggestions still follow what was done.
    #[must_use]
    pub fn is_following(&self) -> bool {
        self.known.is_following()
    }

    /// Says that somebody draws: what is still being prepared is then said to be, and not waited for.
    pub fn wait_for_nothing(&mut self) {
        self.known.is_drawn = true;
    }

    /// A number that is another after identities or their mentions changed.
    #[must_use]
    pub fn identities_revision(&self) -> u64 {
        self.known.touched.now()
    }

    /// The identities that changed, or are mentioned otherwise, since that number was `revision`, and those that they are one with;
    /// `None` if any may have.
    #[must_use]
    pub fn identities_touched_after(&self, revision: u64) -> Option<BTreeSet<IdentityId>> {
        let touched = self.known.touched.after(revision)?;
        let identities = &self.known.identities;
        Some(touched.into_iter().flat_map(|id| [id.clone(), identities.root(id)]).collect())
    }

    /// The language in which lists call identities where they can, a BCP 47 tag; empty if the project names none.
    #[must_use]
    pub fn language_of_lists(&self) -> &str {
        &self.known.language
    }

    /// The identity that the panel shows, at the end of its links.
    #[must_use]
    pub fn shown_identity(&self) -> Option<&Arc<Identity>> {
        self.known.identities.resolved(self.known.shown.as_ref()?)
    }

    /// The identities, of one kind or of any, whose id, names, external id or note hold every word of `query`, by id; those that are
    /// merged into another are found under it. An empty query finds all. Of very many `limit` are looked at.
    #[must_use]
    pub fn find_identities(&self, query: &str, kind: Option<IdentityKind>, limit: usize) -> Vec<IdentityId> {
        let Some(directory) = self.known.directory() else {
            return Vec::new();
        };
        let all = &self.known.identities;
        // Of fifty thousand few are linked, and only those are looked up.
        let found = directory.find(query).filter_map(|(id, found)| {
            let id = if found.is_linked { all.root(id) } else { id.clone() };
            let is_meant = |kind| match found.is_linked {
                true => all.get(&id).is_some_and(|root| root.kind == kind),
                false => found.kind == kind,
            };
            kind.is_none_or(is_meant).then_some(id)
        });
        let mut found: Vec<IdentityId> = found.take(limit).collect();
        found.sort();
        found.dedup();
        found
    }

    /// The identities with a name that sounds like `query`, also in another script, the most alike first; at most `limit`.
    #[must_use]
    pub fn identities_like(&self, query: &str, limit: usize) -> Vec<IdentityId> {
        let near = self.known.directory().map(|directory| directory.names().nearest(query, limit)).unwrap_or_default();
        let mut seen = BTreeSet::new();
        near.into_iter()
            .map(|near| self.known.identities.root(&near.identity))
            .filter(|id| seen.insert(id.clone()))
            .collect()
    }

    /// All identities as they are now, and how often each is mentioned.
    #[must_use]
    pub fn counted_identities(&self) -> CountedIdentities {
        let counts = self.known.mentions.counts().map(|(id, count)| (id.clone(), count)).collect();
        CountedIdentities { identities: self.known.identities.clone(), counts }
    }

    /// An identity that is not merged into another, and how often it and those merged into it are mentioned.
    #[must_use]
    pub fn counted_identity(&self, id: &IdentityId) -> Option<(Arc<Identity>, usize)> {
        let identity = self.known.identities.resolved(id).filter(|identity| identity.id == *id)?;
        Some((Arc::clone(identity), self.mention_counts(id).0))
    }

    /// Whether something that is said of an identity has a word that begins with `beginning`, which is plain.
    pub(super) fn has_word_beginning(&self, id: &IdentityId, beginning: &str) -> bool {
        self.known.directory().is_some_and(|directory| directory.has_word_beginning(id, beginning))
    }

    /// What a list shows of an identity.
    #[must_use]
    pub fn identity_line(&self, id: &IdentityId) -> Option<IdentityLine> {
        let known = &self.known.identities;
        let mut group = known.group(id).into_iter().cloned();
        let identity = group.next()?;
        let (mentions, documents) = self.mention_counts(id);
        Some(IdentityLine { merged: group.collect(), names: known.names(id), mentions, documents, identity })
    }

    /// How many mentions and roles name an identity or those merged with it, and in how many documents.
    #[must_use]
    pub fn mention_counts(&self, id: &IdentityId) -> (usize, usize) {
        self.known.mentions.count_of(self.known.identities.group(id).iter().map(|member| &member.id))
    }

    /// All mentions of an identity, and of those merged with it, in all documents, in reading order; roles that it plays
    /// count as mentions. `go-to DOCUMENT NUMBER` goes there.
    #[must_use]
    pub fn mentions(&self, id: &IdentityId) -> Vec<MentionLine> {
        let mut lines: Vec<(usize, MentionLine)> = Vec::new();
        for mention in self.known.mentions_of(id) {
            let Some(index) = self.position(&mention.document) else {
                continue;
            };
            let line = MentionLine {
                document: mention.document.clone(),
                title: self.listed[index].summary.title.to_string(),
                annotation: mention.annotation,
                role: mention.role.clone(),
                quote: mention.quote.to_string(),
                spans: mention.spans.iter().map(|span| span.range()).collect(),
            };
            lines.push((index, line));
        }
        lines.sort_by_key(|(index, line)| (*index, line.spans.first().map(|span| span.start), line.annotation));
        lines.into_iter().map(|(_, line)| line).collect()
    }
}
