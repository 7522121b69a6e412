//! What the session knows of identities, and what it tells of them: who the chosen mention may be, all identities, and all
//! their mentions in all documents. Reading only; `identify` plans the changes. Offsets are UTF-8 bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::error::Error;
use crate::model::annotation::Annotation;
use crate::model::candidates::{Candidate, Question, candidates};
use crate::model::document::Document;
use crate::model::history::Changes;
use crate::model::id::{AnnotationId, AnnotatorId, DocumentId, IdentityId};
use crate::model::identity::{Identities, Identity, IdentityKind};
use crate::model::mentions::{Mention, Mentions, words_of};
use crate::model::names::Names;
use crate::model::set::AnnotationSet;
use crate::model::uses::Uses;
use crate::text::spelling::plain;

use super::state::Session;

/// The annotator's identities with their indexes.
pub(super) struct Known {
    pub identities: Identities,
    pub mentions: Mentions,
    pub uses: Uses,
    /// Made when candidates are first asked for.
    names: OnceLock<Names>,
    /// Why they must not be changed: their file cannot be read, or is newer than this program.
    pub locked: Option<Error>,
}

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

impl Known {
    pub fn new(annotator: AnnotatorId) -> Self {
        Self {
            identities: Identities::new(annotator),
            mentions: Mentions::default(),
            uses: Uses::default(),
            names: OnceLock::new(),
            locked: None,
        }
    }

    /// Takes the identities that were read.
    pub fn with(mut self, identities: Identities) -> Self {
        self.replace(identities);
        self
    }

    /// Takes identities that were read instead of those before.
    pub fn replace(&mut self, identities: Identities) {
        self.identities = identities;
        self.names = OnceLock::new();
    }

    /// Follows changes that were made, to the identities and to the set on `document`.
    pub fn follow(&mut self, document: &Document, changes: &Changes) {
        if let Some(names) = self.names.get_mut() {
            names.follow(&changes.identities);
        }
        self.mentions.follow(document, &changes.transaction);
        self.uses.follow(&changes.transaction);
    }

    /// Adds what a set says that was not added yet.
    pub fn add_set(&mut self, document: &Document, set: &AnnotationSet) {
        self.mentions.add_set(document, set);
        self.uses.add_set(set);
    }

    /// Forgets what the sets say: all are about to be added again.
    pub fn forget_sets(&mut self) {
        (self.mentions, self.uses) = (Mentions::default(), Uses::default());
    }

    fn names(&self) -> &Names {
        self.names.get_or_init(|| {
            let mut names = Names::default();
            self.identities.iter().for_each(|identity| names.add(identity));
            names
        })
    }

    /// The mentions of all that are one with `id`, by document and number.
    fn mentions_of(&self, id: &IdentityId) -> Vec<&Mention> {
        let group = self.identities.group(id);
        let mut found: Vec<&Mention> = match group.as_slice() {
            // It may be mentioned without being known.
            [] => self.mentions.of(id).collect(),
            group => group.iter().flat_map(|member| self.mentions.of(&member.id)).collect(),
        };
        found.sort();
        found
    }
}

impl Session {
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

    /// Who the chosen mention may be, the likeliest first, at most `limit`; nobody if what is chosen mentions nobody. The
    /// ranks are those of the command `link`.
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
        let question = Question { words: &words_of(document, mention), kind, label: &mention.label };
        candidates(question, &self.known.identities, self.known.names(), &self.known.mentions, limit)
    }

    /// The identities whose id, names, external id or note hold every word of `query`, by id; those that are merged into
    /// another are found under it. An empty query finds all.
    #[must_use]
    pub fn find_identities(&self, query: &str) -> Vec<IdentityId> {
        let query = plain(query);
        let words: Vec<&str> = query.split(' ').filter(|word| !word.is_empty()).collect();
        let known = &self.known.identities;
        let holds = |identity: &Identity| {
            let mut all = format!("{} {} {}", identity.id, identity.external_id, identity.note);
            identity.all_names().for_each(|(_, name)| {
                all.push(' ');
                all.push_str(name);
            });
            let all = plain(&all);
            words.iter().all(|word| all.contains(word))
        };
        let found: BTreeSet<IdentityId> = known
            .iter()
            .filter(|identity| words.is_empty() || holds(identity))
            .map(|identity| known.root(&identity.id))
            .collect();
        found.into_iter().collect()
    }

    /// What a list shows of an identity.
    #[must_use]
    pub fn identity_line(&self, id: &IdentityId) -> Option<IdentityLine> {
        let known = &self.known.identities;
        let mut group = known.group(id).into_iter().cloned();
        let identity = group.next()?;
        let mentions = self.known.mentions_of(id);
        let documents: BTreeSet<&DocumentId> = mentions.iter().map(|mention| &mention.document).collect();
        Some(IdentityLine {
            merged: group.collect(),
            names: known.names(id),
            mentions: mentions.len(),
            documents: documents.len(),
            identity,
        })
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
