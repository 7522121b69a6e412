//! Asking who a mention may be: the likeliest are lined up first and a new identity last, letters search among all identities in any
//! script, and taking a line is the command that it stands for. The lines are `linking`'s.

use crate::error::Error;
use crate::model::annotation::Annotation;
use crate::model::candidates::{Candidate, Why, certain};
use crate::model::id::IdentityId;
use crate::model::identity::{Identity, IdentityKind};
use crate::model::mentions::words_of;
use crate::text::spelling::{SAME, plain};

use super::command::Command;
use super::command::identity::{IdentityCommand, LinkTo};
use super::command::linking::LinkingCommand;
use super::command::offer::{OfferCommand, Place};
use super::effect::Effect;
use super::keymap::{KeyPress, Reading, is_typed};
use super::linking::{Ask, LinkChoice, LinkLine, Linking, Reason};
use super::said::shortened;
use super::state::Session;
use super::work::Work;

/// Identities offered at most, besides the new one.
const OFFERED: usize = 30;

/// Identities that a search ranks at most.
const RANKED: usize = 1000;

impl Session {
    /// Who the chosen mention may be, if that is being asked.
    #[must_use]
    pub fn linking(&self) -> Option<&Linking> {
        self.linking.as_ref().map(|(_, linking)| linking)
    }

    /// The command that a choice stands for: `link @blinken` where the first of an offer is taken, or where only one can be
    /// meant. That is what is undone, and what the history tells.
    pub(super) fn meant_by(&self, command: &Command) -> Option<Command> {
        match command {
            Command::Linking(LinkingCommand::OrAsk) => {
                let (work, mention, _) = self.mention().ok()?;
                // Who is linked already is asked about: the link is to become another.
                let candidates = match mention.identity {
                    None => self.candidates_for(&work.document, mention, OFFERED),
                    Some(_) => Vec::new(),
                };
                let id = certain(&words_of(&work.document, mention), &candidates)?.identity.clone();
                Some(IdentityCommand::Link(LinkTo::Identity(id)).into())
            }
            Command::Linking(LinkingCommand::Offer(OfferCommand::Accept(nth))) => {
                let linking = self.linking()?;
                let at = OfferCommand::taken(*nth, linking.lit, linking.lines.len())?;
                Some(linking.command_of(&linking.lines[at]))
            }
            _ => None,
        }
    }

    pub(super) fn plan_linking(&self, command: &LinkingCommand) -> Result<Effect, Error> {
        match command {
            LinkingCommand::OrAsk | LinkingCommand::Ask => {
                let (_, mention, _) = self.mention()?;
                Ok(Effect::Linking(Some(Ask { mention: mention.id, place: Place::default() })))
            }
            LinkingCommand::Offer(OfferCommand::Accept(nth)) => {
                let (_, linking) = self.asked()?;
                match self.meant_by(&Command::Linking(command.clone())) {
                    Some(meant) => self.plan(&meant),
                    None => Err(Error::new(format!(
                        "{} identities are offered, not {}",
                        linking.lines.len(),
                        nth.unwrap_or_default()
                    ))),
                }
            }
            LinkingCommand::Offer(OfferCommand::Cancel) => self.asked().map(|_| Effect::Linking(None)),
            LinkingCommand::Offer(command) => {
                let (ask, linking) = self.asked()?;
                let place = ask.place.after(command, linking.lit, linking.lines.len());
                Ok(Effect::Linking(Some(Ask { place, ..ask.clone() })))
            }
        }
    }

    pub(super) fn begin_linking(&mut self, ask: Ask) {
        let revision = self.identities_revision();
        if let Some((before, linking)) = &mut self.linking
            && (before.mention == ask.mention && before.place.filter == ask.place.filter)
            && (linking.of == revision && !linking.is_preparing)
            && let Some(lit) = ask.place.lit
        {
            // Only another line of the same offer is lit.
            linking.lit = lit.min(linking.lines.len() - 1);
            *before = ask;
            return;
        }
        self.linking = self.work().ok().and_then(|work| self.line_up(work, &ask)).map(|linking| (ask, linking));
    }

    /// What a command that was done leaves of the offer.
    pub(super) fn keep_linking(&mut self, command: &Command) {
        let stays = matches!(
            command,
            Command::Linking(_)
                | Command::Copy
                | Command::View(_)
                | Command::Palette
                | Command::Help
                | Command::Expect(_)
                | Command::ExpectRefused(_)
        );
        if !stays {
            self.linking = None;
        }
    }

    /// Offers more when the names of all identities were read meanwhile.
    pub(super) fn follow_directory(&mut self) {
        let is_due = self.linking().is_some_and(|linking| linking.is_preparing) && self.is_directory_ready();
        if let Some((ask, _)) = self.linking.take_if(|_| is_due) {
            self.begin_linking(ask);
            self.revision += 1;
        }
    }

    /// What a key press asks for while identities are offered.
    pub(super) fn command_while_linking(&self, press: &KeyPress<'_>, reading: Reading) -> Option<Command> {
        let linking = self.linking()?;
        if press.ctrl || press.alt {
            return self.keymap().command(press, reading);
        }
        match (linking.command(press), is_typed(press.key)) {
            (Some(command), _) if !press.shift => Some(Command::Linking(command)),
            (_, true) => None,
            _ => self.keymap().command(press, reading),
        }
    }

    /// What typed text asks for while identities are offered: it searches.
    pub(super) fn command_for_text_while_linking(&self, typed: &str) -> Option<Command> {
        let linking = self.linking()?;
        OfferCommand::of_text(typed, &linking.filter).map(|search| Command::Linking(LinkingCommand::Offer(search)))
    }

    fn asked(&self) -> Result<(&Ask, &Linking), Error> {
        let asked = self.linking.as_ref().map(|(ask, linking)| (ask, linking));
        asked.ok_or_else(|| Error::new("no identities are offered").hint("choose a mention and run `link-ask`"))
    }

    fn line_up(&self, work: &Work, ask: &Ask) -> Option<Linking> {
        let mention = work.set.get(ask.mention)?;
        let kind = self.project.shape(&mention.label).and_then(IdentityKind::of_shape)?;
        let words = words_of(&work.document, mention);
        let language = work.document.language();
        let searched = ask.place.filter.trim();
        let found = if searched.is_empty() {
            let candidates = self.candidates_for(&work.document, mention, OFFERED);
            candidates.iter().map(|candidate| (candidate.identity.clone(), reason(candidate))).collect()
        } else {
            self.searched(searched, kind, mention)
        };
        let mut lines: Vec<LinkLine> =
            found.into_iter().filter_map(|(id, reason)| self.link_line(&id, reason, language)).collect();
        let linked = mention.identity.as_ref().map(|id| LinkChoice::Identity(self.identities().root(id)));
        for line in lines.iter_mut().filter(|line| linked.as_ref() == Some(&line.choice)) {
            line.reason = Reason::Linked;
        }
        let name = if searched.is_empty() { shortened(&words).replace('_', " ") } else { searched.to_owned() };
        lines.push(LinkLine {
            choice: LinkChoice::New(name.clone()),
            name,
            others: Vec::new(),
            label: Some(mention.label.clone()),
            kind,
            mentions: 0,
            documents: 0,
            reason: Reason::New,
        });
        // Enter never takes a good link away for a new identity unless one goes there.
        let other = lines.iter().position(|line| !matches!(line.reason, Reason::Linked | Reason::New));
        let first = other.unwrap_or_default();
        Some(Linking {
            mention: ask.mention,
            words,
            is_linked: mention.identity.is_some(),
            filter: ask.place.filter.clone(),
            lit: ask.place.lit.unwrap_or(first).min(lines.len() - 1),
            lines,
            is_preparing: !self.is_directory_ready(),
            of: self.identities_revision(),
        })
    }

    /// The identities of which `searched` is said, those with a word that begins with it first and then those with the most
    /// mentions, and after them those that sound like it.
    fn searched(&self, searched: &str, kind: IdentityKind, mention: &Annotation) -> Vec<(IdentityId, Reason)> {
        let all = self.identities();
        let of_kind = |id: &IdentityId| all.get(id).is_some_and(|identity| identity.kind == kind);
        let beginning = plain(searched);
        let rank = |id: &IdentityId| {
            let has_label = all.get(id).is_some_and(|identity| identity.label.as_ref() == Some(&mention.label));
            (!self.has_word_beginning(id, &beginning), !has_label, std::cmp::Reverse(self.mention_counts(id).0))
        };
        // Of very many all fit alike; more letters tell them apart.
        let mut found = self.find_identities(searched, Some(kind), RANKED);
        found.sort_by_cached_key(rank);
        found.truncate(OFFERED);
        // Who only sounds like it comes after them, where there is room.
        let room = OFFERED - found.len();
        let near = if room > 0 { self.identities_like(searched, OFFERED) } else { Vec::new() };
        let near: Vec<IdentityId> = near.into_iter().filter(|id| of_kind(id) && !found.contains(id)).collect();
        let found = found.into_iter().map(|id| (id, Reason::Found));
        let near = near.into_iter().map(|id| (id, Reason::SoundsAlike(String::new())));
        found.chain(near.take(room)).collect()
    }

    fn link_line(&self, id: &IdentityId, reason: Reason, language: &str) -> Option<LinkLine> {
        let line = self.identity_line(id)?;
        let shown = Identity { names: line.names, ..Identity::clone(&line.identity) };
        let name = shown.name(language).to_owned();
        Some(LinkLine {
            choice: LinkChoice::Identity(shown.id.clone()),
            others: shown.other_names(&name).map(str::to_owned).collect(),
            name,
            label: shown.label,
            kind: shown.kind,
            mentions: line.mentions,
            documents: line.documents,
            reason,
        })
    }
}

/// The strongest of what speaks for a candidate.
fn reason(candidate: &Candidate) -> Reason {
    let Why { name, earlier_links, .. } = &candidate.why;
    match (earlier_links, name) {
        (1.., _) => Reason::LinkedBefore(*earlier_links),
        (_, Some(near)) if near.likeness == SAME => Reason::SameName,
        (_, Some(near)) => Reason::SoundsAlike(near.name.clone()),
        (_, None) => Reason::Found,
    }
}
