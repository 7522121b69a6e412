//! What the commands about identities would do, or why they cannot. Planning changes nothing.

use std::collections::HashSet;

use crate::error::Error;
use crate::model::annotation::{Annotation, Filler};
use crate::model::change;
use crate::model::history::Changes;
use crate::model::id::{AnnotationId, DocumentId, IdentityId};
use crate::model::identity::{self, Identities, Identity, IdentityChange, IdentityKind, PREDEFINED_IDS, predefined};
use crate::model::language::of_name;
use crate::model::marked::resolve_label;
use crate::model::mentions::words_of;
use crate::model::nearest::{allowed, hint_for, slip};
use crate::model::schema::{Role, Shape};
use crate::store::folder::Purpose;

use super::command::identity::{IdentityCommand, LinkTo};
use super::command::words::LabelName;
use super::effect::Effect;
use super::identities::MentionLine;
use super::state::Session;
use super::work::Work;

/// Which of the mentions of one identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Other {
    Next,
    Previous,
}

impl Session {
    pub(super) fn identify(&self, command: &IdentityCommand) -> Result<Effect, Error> {
        match command {
            IdentityCommand::Link(to) => self.link(to),
            IdentityCommand::Unlink => {
                let (work, chosen) = self.chosen_to_change()?;
                let id = chosen.identity.clone().ok_or_else(|| Error::new("what is chosen is not linked"))?;
                let transaction = change::editing(&work.set, chosen.id, |annotation| annotation.identity = None);
                let said = format!("unlinked `{}` from @{id}", words_of(&work.document, chosen));
                Ok(Effect::Identify { changes: transaction.into(), choose: Some(chosen.id), said })
            }
            IdentityCommand::New { id, name } => self.new_identity(id.as_ref(), name.as_deref()),
            IdentityCommand::Add { id, kind } => {
                self.refuse_taken(id)?;
                let made = identity::adding(Identity::new(id.clone(), *kind));
                self.changed_identities(made, format!("made @{id}"))
            }
            IdentityCommand::SplitMention { name } => self.split_mention(name.as_deref()),
            IdentityCommand::SetMainName { id, language, name } => self.edit_identity(id, |identity| {
                let before = identity.names.clone();
                identity.set_main_name(language, name);
                if identity.names == before {
                    return Err(Error::new(format!("@{id} is shown as `{name}` in `{language}` already")));
                }
                Ok(format!("@{id} is shown as `{name}`"))
            }),
            IdentityCommand::Show(id) => {
                let id = match id {
                    Some(id) => self.known_identity(id)?.id.clone(),
                    None => self.chosen_identity().map(|identity| identity.id.clone()).ok_or_else(|| {
                        Error::new("what is chosen is not linked").hint("choose a mention that is, or name an identity")
                    })?,
                };
                Ok(Effect::ShowIdentity(id))
            }
            IdentityCommand::AddName { id, language, name } => self.edit_identity(id, |identity| {
                let before = identity.names.clone();
                identity.add_name(language, name);
                if identity.names == before {
                    return Err(Error::new(format!("@{id} is called `{name}` already in `{language}`")));
                }
                Ok(format!("@{id} is also called `{name}`"))
            }),
            IdentityCommand::RemoveName { id, language, name } => self.edit_identity(id, |identity| {
                if identity.remove_name(language, name) {
                    return Ok(format!("@{id} is no longer called `{name}`"));
                }
                let names = identity.names.get(language).map(Vec::as_slice).unwrap_or_default();
                Err(Error::new(format!("@{id} is not called `{name}` in `{language}`")).hint(allowed(names)))
            }),
            IdentityCommand::SetKind { id, kind, label } => self.set_identity_kind(id, *kind, label.as_ref()),
            IdentityCommand::SetExternalId { id, external_id } => self.edit_identity(id, |identity| {
                identity.external_id = external_id.trim().to_owned();
                Ok(format!("others call @{id} `{external_id}`"))
            }),
            IdentityCommand::SetNote { id, note } => self.edit_identity(id, |identity| {
                identity.note.clone_from(note);
                Ok(format!("noted to @{id}"))
            }),
            IdentityCommand::Merge(id, other) => self.merge(id, other),
            IdentityCommand::Split(id) => self.split(id),
            IdentityCommand::Delete(id) => {
                let identity = self.known_identity(id)?;
                let changes = vec![IdentityChange { before: Some(identity.clone().into()), after: None }];
                self.changed_identities(changes, format!("deleted @{id}"))
            }
            IdentityCommand::GoTo(document, annotation) => self.go_to(document, *annotation),
            IdentityCommand::NextMention => self.other_mention(Other::Next),
            IdentityCommand::PreviousMention => self.other_mention(Other::Previous),
        }
    }

    pub(super) fn link(&self, to: &LinkTo) -> Result<Effect, Error> {
        let (work, mention, kind) = self.mention()?;
        let words = words_of(&work.document, mention);
        let id = match to {
            LinkTo::Identity(id) => id.clone(),
            LinkTo::Candidate(_) if self.known.is_drawn && !self.is_directory_ready() => {
                return Err(
                    Error::new("the names of your identities are still being read").hint("try again in a moment")
                );
            }
            LinkTo::Candidate(rank) => {
                let found = self.candidates_for(&work.document, mention, *rank);
                let candidate = found.get(rank - 1).ok_or_else(|| match found.len() {
                    0 => Error::new(format!("no identity is spelt like `{words}`"))
                        .hint("`new-identity` makes one of it"),
                    1 => Error::new(format!("only one identity is like `{words}`")),
                    count => Error::new(format!("only {count} identities are like `{words}`")),
                })?;
                candidate.identity.clone()
            }
        };
        let all = self.identities_to_change()?;
        let mut identities = self.making_predefined(&id)?;
        let made = identities.first().and_then(|made| made.after.as_deref());
        let other = made.map_or_else(|| self.known_identity(&id), Ok)?.kind;
        if other != kind {
            return Err(Error::new(format!(
                "@{id} is {}, and `{}` labels {}",
                other.with_article(),
                mention.label.label,
                kind.with_article()
            ))
            .hint(match made {
                Some(_) => "link it to something else, or make a new one: new-identity".to_owned(),
                None => format!("set-identity-kind @{id} {} makes it one", kind.word()),
            }));
        }
        if identities.is_empty() {
            if mention.identity.as_ref().is_some_and(|linked| all.root(linked) == all.root(&id)) {
                return Err(Error::new(format!("`{words}` is linked to @{id} already")));
            }
            // Somebody without a name in this language gets one, so that the next mention is recognized by it.
            let language = work.document.language();
            if !all.names(&id).contains_key(language) {
                identities = identity::editing(all, &all.root(&id), |identity| {
                    identity.add_name(language, &as_name(&words));
                });
            }
        }
        let transaction = change::editing(&work.set, mention.id, |annotation| annotation.identity = Some(id.clone()));
        let called = all.resolved(&id).map_or(id.as_str(), |identity| identity.name(work.document.language()));
        let said = format!("linked `{words}` to {called} (@{id})");
        Ok(Effect::Identify { changes: Changes { identities, transaction }, choose: Some(mention.id), said })
    }

    /// Makes an identity of the chosen mention. It is called `name`, in the language of its letters, or else after the words
    /// of the mention, which become a name in the document's language in any case.
    fn new_identity(&self, id: Option<&IdentityId>, name: Option<&str>) -> Result<Effect, Error> {
        let (work, mention, kind) = self.mention()?;
        if let Some(linked) = &mention.identity {
            let words = words_of(&work.document, mention);
            return Err(Error::new(format!("`{words}` is linked to @{linked} already")).hint("`unlink` it first"));
        }
        self.with_new_identity(work, mention, kind, id, name)
    }

    fn split_mention(&self, name: Option<&str>) -> Result<Effect, Error> {
        let (work, mention, kind) = self.mention()?;
        if mention.identity.is_none() {
            return Err(Error::new("what is chosen is not linked").hint("`new-identity` makes an identity of it"));
        }
        self.with_new_identity(work, mention, kind, None, name)
    }

    fn with_new_identity(
        &self,
        work: &Work,
        mention: &Annotation,
        kind: IdentityKind,
        id: Option<&IdentityId>,
        name: Option<&str>,
    ) -> Result<Effect, Error> {
        let all = self.identities_to_change()?;
        let words = as_name(&words_of(&work.document, mention));
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        let id = match id {
            None => all.free_id(name.unwrap_or(&words), kind),
            Some(id) => {
                self.refuse_taken(id)?;
                id.clone()
            }
        };
        let mut made = Identity::new(id.clone(), kind);
        made.label = Some(mention.label.clone());
        let language = work.document.language();
        if let Some(name) = name {
            made.add_name(of_name(name, language), name);
        }
        if !made.names.contains_key(language) {
            made.add_name(language, &words);
        }
        let identities = identity::adding(made);
        let transaction = change::editing(&work.set, mention.id, |annotation| annotation.identity = Some(id.clone()));
        let said = format!("made @{id} of `{words}`");
        Ok(Effect::Identify { changes: Changes { identities, transaction }, choose: Some(mention.id), said })
    }

    fn refuse_taken(&self, id: &IdentityId) -> Result<(), Error> {
        match self.identities_to_change()?.get(id).is_none() && predefined(id).is_none() {
            true => Ok(()),
            false => Err(Error::new(format!("there is an identity @{id} already"))),
        }
    }

    fn set_identity_kind(
        &self,
        id: &IdentityId,
        kind: IdentityKind,
        label: Option<&LabelName>,
    ) -> Result<Effect, Error> {
        let label = label.map(|name| resolve_label(&self.project, &name.0)).transpose()?;
        if let Some(label) = &label
            && self.project.shape(label).and_then(IdentityKind::of_shape) != Some(kind)
        {
            return Err(Error::new(format!("`{label}` does not label {}", kind.with_article())));
        }
        let before = self.known_identity(id)?;
        if before.kind != kind {
            let mentioned = self.mentions(id).into_iter().find(|mention| mention.role.is_none());
            if let Some(MentionLine { document, quote, .. }) = mentioned {
                return Err(Error::new(format!(
                    "@{id} cannot become {}: `{quote}` in `{document}` mentions it as {}",
                    kind.with_article(),
                    before.kind.with_article()
                ))
                .hint("unlink its mentions first"));
            }
            if self.known.identities.group(id).len() > 1 {
                return Err(Error::new(format!("@{id} is merged with others")).hint("split it first"));
            }
        }
        self.edit_identity(id, |identity| {
            (identity.kind, identity.label) = (kind, label);
            Ok(format!("@{id} is {}", kind.with_article()))
        })
    }

    fn merge(&self, id: &IdentityId, other: &IdentityId) -> Result<Effect, Error> {
        let all = self.identities_to_change()?;
        let (from, into) = (self.known_identity(id)?, self.known_identity(other)?);
        if from.kind != into.kind {
            return Err(Error::new(format!(
                "@{id} is {}, and @{other} is {}",
                from.kind.with_article(),
                into.kind.with_article()
            )));
        }
        let changes = identity::merging(all, id, other);
        if changes.is_empty() {
            return Err(Error::new(format!("@{id} and @{other} are one already")));
        }
        self.changed_identities(changes, format!("@{id} and @{other} are one now"))
    }

    fn split(&self, id: &IdentityId) -> Result<Effect, Error> {
        let all = self.identities_to_change()?;
        let identity = self.known_identity(id)?;
        let Some(other) = &identity.same_as else {
            let merged = all.merged_into(id);
            let error = Error::new(format!("@{id} was not merged into another"));
            return Err(match merged {
                [] => error,
                merged => {
                    let names: Vec<String> = merged.iter().map(|id| format!("`split-identity @{id}`")).collect();
                    error.hint(format!("others were merged into it: {}", names.join(", ")))
                }
            });
        };
        self.changed_identities(identity::splitting(all, id), format!("@{id} and @{other} are two again"))
    }

    fn go_to(&self, document: &DocumentId, id: AnnotationId) -> Result<Effect, Error> {
        let index = self.known_position(document)?;
        if self.work_at(index).is_none() && self.opens_beside(index) {
            // Whether it is there is seen when the document is.
            return Ok(Effect::GoTo(index, id));
        }
        match self.read_work(index, Purpose::Look)?.set.get(id) {
            Some(_) => Ok(Effect::GoTo(index, id)),
            None => Err(Error::new(format!("there is no annotation {id} in `{document}`"))),
        }
    }

    fn other_mention(&self, which: Other) -> Result<Effect, Error> {
        let (document, chosen) = self
            .document()
            .zip(self.chosen())
            .ok_or_else(|| Error::new("no annotation is chosen").hint("choose a mention that is linked"))?;
        let id = chosen.identity.as_ref().ok_or_else(|| Error::new("what is chosen is not linked"))?;
        let places: Vec<MentionLine> = self.mentions(id).into_iter().filter(|mention| mention.role.is_none()).collect();
        let here = places.iter().position(|one| one.document == *document.id() && one.annotation == chosen.id);
        let there = here.and_then(|here| match which {
            Other::Next => places.get(here + 1),
            Other::Previous => here.checked_sub(1).and_then(|before| places.get(before)),
        });
        let there = there.ok_or_else(|| {
            let side = if which == Other::Next { "after" } else { "before" };
            Error::new(format!("there is no mention of @{id} {side} this"))
        })?;
        self.go_to(&there.document, there.annotation)
    }

    /// The chosen annotation, if it can be a mention, and of what.
    pub(super) fn mention(&self) -> Result<(&Work, &Annotation, IdentityKind), Error> {
        let (work, chosen) = self.chosen_to_change()?;
        let label = &chosen.label;
        let shape = self.project.shape(label);
        let shape = shape.ok_or_else(|| Error::new(format!("there is no label `{label}` in the project")))?;
        let kind = IdentityKind::of_shape(shape)
            .ok_or_else(|| Error::new(format!("a {} is no mention of anybody", shape.word())))?;
        Ok((work, chosen, kind))
    }

    /// The identities, if they may be changed.
    pub(super) fn identities_to_change(&self) -> Result<&Identities, Error> {
        self.not_held()?;
        self.refuse_unread_identities()?;
        self.refuse_while_changing()?;
        self.refuse_while_changing_seat()?;
        match &self.known.locked {
            Some(error) => Err(error.clone().context("your identities cannot be changed")),
            None => Ok(&self.known.identities),
        }
    }

    fn known_identity(&self, id: &IdentityId) -> Result<&Identity, Error> {
        let all = self.identities_to_change()?;
        all.get(id).map(AsRef::as_ref).ok_or_else(|| {
            let ids = all.iter().map(|identity| identity.id.as_str()).chain(PREDEFINED_IDS);
            let hint = match all.len() {
                0 => "`new-identity` makes one of the chosen mention".to_owned(),
                _ => hint_for(id.as_str(), ids),
            };
            Error::new(format!("there is no identity @{id}")).hint(hint)
        })
    }

    /// What must be made before `id` can be named: a predefined identity on its first use, else nothing.
    fn making_predefined(&self, id: &IdentityId) -> Result<Vec<IdentityChange>, Error> {
        match predefined(id) {
            Some(identity) if self.known.identities.get(id).is_none() => {
                self.identities_to_change()?;
                Ok(identity::adding(identity))
            }
            _ => Ok(Vec::new()),
        }
    }

    /// What must be made before `filler` can fill `role`: an identity on its first use, an event where only events may stand.
    /// An id that is that of a known identity but for a slip is refused, since it would make a second one in silence.
    pub(super) fn making_filler(&self, role: &Role, filler: &Filler) -> Result<Vec<IdentityChange>, Error> {
        let Filler::Identity(id) = filler else {
            return Ok(Vec::new());
        };
        if self.known.identities.get(id).is_some() {
            return Ok(Vec::new());
        }
        let all = self.identities_to_change()?;
        if let Some(identity) = predefined(id) {
            return Ok(identity::adding(identity));
        }
        let ids = all.iter().map(|identity| identity.id.as_str()).chain(PREDEFINED_IDS);
        if let Some(meant) = slip(id.as_str(), ids) {
            return Err(Error::new(format!("there is no identity @{id}"))
                .hint(format!("did you mean `@{meant}`? if it is another one, first: add-identity @{id}")));
        }
        let is_event = |filler: &String| {
            let layer = filler.split('/').next().unwrap_or(filler);
            self.project.layer(layer).is_some_and(|layer| layer.shape == Shape::Event)
        };
        let takes_events = !role.fillers.is_empty() && role.fillers.iter().all(is_event);
        let kind = if takes_events { IdentityKind::Event } else { IdentityKind::Entity };
        Ok(identity::adding(Identity::new(id.clone(), kind)))
    }

    fn edit_identity(
        &self,
        id: &IdentityId,
        edit: impl FnOnce(&mut Identity) -> Result<String, Error>,
    ) -> Result<Effect, Error> {
        let all = self.identities_to_change()?;
        let mut after = self.known_identity(id)?.clone();
        let said = edit(&mut after)?;
        self.changed_identities(identity::editing(all, id, |identity| *identity = after), said)
    }

    fn changed_identities(&self, identities: Vec<IdentityChange>, said: String) -> Result<Effect, Error> {
        self.work_to_change()?;
        if identities.is_empty() {
            return Ok(Effect::Nothing);
        }
        let changes = Changes { identities, transaction: Vec::new() };
        self.refuse_stranding(&changes)?;
        Ok(Effect::Identify { changes, choose: self.chosen_id(), said })
    }

    /// Refuses changes of the current document after which a mention elsewhere, or a link, would name an identity that is no
    /// longer there.
    pub(super) fn refuse_stranding(&self, changes: &Changes) -> Result<(), Error> {
        let current = self.document().map(|document| document.id());
        let ids = changes.transaction.iter().filter_map(|change| Some(change.subject()?.id));
        let ids: HashSet<AnnotationId> = ids.collect();
        let is_changed = |id: AnnotationId| ids.contains(&id);
        for change in changes.identities.iter().filter(|change| change.after.is_none()) {
            let Some(id) = change.id() else { continue };
            let mut left = self
                .known
                .mentions
                .of(id)
                .filter(|mention| Some(&mention.document) != current || !is_changed(mention.annotation));
            if let Some(mention) = left.next() {
                let count = 1 + left.count();
                let mentions = if count == 1 { "is a mention".to_owned() } else { format!("are {count} mentions") };
                return Err(Error::new(format!("@{id} cannot go: there {mentions} of it, in `{}`", mention.document))
                    .hint("unlink its mentions first"));
            }
            if let [merged, ..] = self.known.identities.merged_into(id) {
                return Err(Error::new(format!("@{id} cannot go: @{merged} was merged into it"))
                    .hint(format!("first: split-identity @{merged}")));
            }
        }
        Ok(())
    }
}

/// Words of a text as a name: `Hà_Nội` of word-segmented text is called Hà Nội.
fn as_name(words: &str) -> String {
    words.replace('_', " ")
}
