//! Changing what can be annotated: layers, labels, roles and attributes come, go, get other names, colours, keys and places,
//! with an undo of their own. `project.ron` is rewritten in the one place meant, so that comments stay. Renaming carries the
//! annotator's annotations in all documents along; what others annotated is theirs, and `check` tells what it says.

use std::sync::Arc;

use crate::error::{Error, Problem, counted};
use crate::model::check::check_project;
use crate::model::moment::Moment;
use crate::model::nearest::hint_for;
use crate::model::schema::{Project, Tone};
use crate::model::schema_path::{Renaming, SchemaPath, is_name};
use crate::records::project;
use crate::records::project_edit::{Edit, Value, adding, edited};
use crate::store::folder::PROJECT_FILE;

use super::command::schema::{Confirmed, SchemaCommand};
use super::effect::Effect;
use super::job::Job;
use super::keymap::Keymap;
use super::lazily::Lazily;
use super::renamed::RenamedOpen;
use super::rewriting::{Rewriting, SchemaEffect, Waiting, Writing};
use super::state::{Message, Session};
use super::steps::{Step, Steps, Way};

/// Where there may be nothing to undo.
const PLACE: &str = "in the schema";

impl Session {
    /// What `schema-undo` would take back, as its command line.
    #[must_use]
    pub fn schema_undo_title(&self) -> Option<&str> {
        self.schema.steps.undo_title()
    }

    /// What `schema-redo` would do again, as its command line.
    #[must_use]
    pub fn schema_redo_title(&self) -> Option<&str> {
        self.schema.steps.redo_title()
    }

    /// How many annotations of this annotator, in all documents, use a part of the schema.
    #[must_use]
    pub fn schema_uses(&self, path: &SchemaPath) -> usize {
        self.known.uses.of(path)
    }

    pub(super) fn plan_schema(&self, command: &SchemaCommand) -> Result<Effect, Error> {
        self.not_held()?;
        self.refuse_while_beginning_to_rename()?;
        let (way, (step, said)) = match command {
            SchemaCommand::Undo => (Way::Undo, self.schema.steps.undoing(PLACE)?),
            SchemaCommand::Redo => (Way::Redo, self.schema.steps.redoing(PLACE)?),
            // A renaming that goes on is what was done last.
            SchemaCommand::Stop if self.way_of_renaming()? == Way::Undo => {
                (Way::Redo, self.schema.steps.redoing(PLACE)?)
            }
            SchemaCommand::Stop => (Way::Undo, self.schema.steps.undoing(PLACE)?),
            _ => (Way::Do, self.schema_step(command)?),
        };
        if step.change.renaming.is_some() && *command != SchemaCommand::Stop {
            self.refuse_while_reading()?;
            self.refuse_while_renaming()?;
            self.refuse_while_opening()?;
            self.refuse_while_reading_any_again()?;
            if let Some(error) = self.listed.iter().find_map(|listed| listed.locked.as_deref()) {
                return Err(error.clone().context("a document's annotations cannot be changed"));
            }
        }
        let text = if way == Way::Undo { &step.change.before } else { &step.change.after };
        let (project, wrong) = self.read_schema(text)?;
        let is_stopping = *command == SchemaCommand::Stop;
        Ok(Effect::Schema(Box::new(SchemaEffect { project, wrong, step, way, said, is_stopping })))
    }

    /// What a command makes of the file, and what is to be said.
    fn schema_step(&self, command: &SchemaCommand) -> Result<(Step<Rewriting>, String), Error> {
        let before = self.schema.text();
        let before =
            before.ok_or_else(|| Error::new("this project lies in no folder, so that its schema cannot change"))?;
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        let mut renaming = None;
        let (path, edit, said) = match command {
            SchemaCommand::Rename(path, to, confirmed) if self.is_left_behind(path, to) => {
                return self.following(command, &Renaming { path: path.clone(), to: to.clone() }, *confirmed, before);
            }
            SchemaCommand::Add(path, details) => (path, adding(path, details)?, format!("added `{path}`")),
            SchemaCommand::Rename(path, to, _) => {
                if !is_name(to) {
                    return Err(Error::new(format!("`{to}` is no name"))
                        .hint("names have no spaces and none of / # { } [ ] @ \" \\"));
                }
                let taken = self.schema_uses(&path.renamed(to));
                if taken > 0 {
                    return Err(Error::new(format!("{taken} annotations use `{}` already", path.renamed(to)))
                        .hint("they could not be told apart afterwards; relabel them first"));
                }
                renaming = Some(Renaming { path: path.clone(), to: to.clone() });
                let count = self.schema_uses(path);
                let said =
                    format!("renamed `{path}` to `{to}`, with {count} annotations; those of others keep their name");
                (path, Edit::Rename { to: to.clone() }, said)
            }
            SchemaCommand::Retitle(path, title) => {
                (path, Edit::Set { field: "title", value: text(title) }, format!("`{path}` is called `{title}`"))
            }
            SchemaCommand::Recolour(path, tone) => {
                if Tone::from_word(tone).is_none() {
                    return Err(Error::new(format!("there is no tone `{tone}`")).hint(hint_for(tone, Tone::WORDS)));
                }
                only_a_label(path, "colour")?;
                (path, Edit::Set { field: "tone", value: text(tone) }, format!("`{path}` is {tone}"))
            }
            SchemaCommand::Set(path, field, said) => {
                let value = field.value(path, said)?;
                let now = if said.is_empty() { "says nothing".to_owned() } else { format!("says {}", said.join(", ")) };
                let said = format!("`{}` of `{path}` {now}", field.word());
                (path, Edit::Set { field: field.word(), value }, said)
            }
            SchemaCommand::Rekey(path, key) => {
                if path.part.is_none() {
                    only_a_label(path, "key")?;
                }
                let said = key.map_or(format!("`{path}` has no key"), |key| format!("`{path}` has the key `{key}`"));
                (path, Edit::Set { field: "key", value: key.map(|key| Value::Text(key.to_string())) }, said)
            }
            SchemaCommand::Move(path, direction) => (path, Edit::Move(*direction), format!("moved `{path}`")),
            SchemaCommand::Remove(path, confirmed) => {
                self.refuse_while_reading()?;
                self.refuse_while_renaming()?;
                let count = self.schema_uses(path);
                if count > 0 && *confirmed == Confirmed::No {
                    return Err(Error::new(format!("{count} annotations use `{path}`")).hint(format!(
                        "`schema-remove {path} confirm` removes it; they stay, and `check` tells of them"
                    )));
                }
                (path, Edit::Remove, format!("removed `{path}`; {count} annotations that use it stay as they are"))
            }
            SchemaCommand::Undo | SchemaCommand::Redo | SchemaCommand::Stop => {
                return Err(Error::new("undoing is no change of its own"));
            }
        };
        let after = edited(before, path, &edit)?.into();
        let change = Rewriting { before: Arc::clone(before), after, renaming, is_joining: false };
        Ok((Step { title: command.to_string(), change }, said))
    }

    /// Whether the schema has no such part any more, but one of the new name, as after somebody else renamed it; one's annotations
    /// were left behind.
    fn is_left_behind(&self, path: &SchemaPath, to: &str) -> bool {
        !path.is_in(&self.project) && path.renamed(to).is_in(&self.project) && self.schema_uses(path) > 0
    }

    /// Renames in one's annotations what the schema calls so already.
    fn following(
        &self,
        command: &SchemaCommand,
        renaming: &Renaming,
        confirmed: Confirmed,
        text: &Arc<str>,
    ) -> Result<(Step<Rewriting>, String), Error> {
        let Renaming { path, to } = renaming;
        let now = path.renamed(to);
        let (count, there) = (counted(self.schema_uses(path), "annotation"), self.schema_uses(&now));
        if there > 0 && confirmed == Confirmed::No {
            let there = counted(there, "annotation");
            let message = format!("you call {there} `{now}` already, from which {count} could not be told apart then");
            return Err(Error::new(message).hint(format!(
                "`schema-rename {path} {to} confirm` makes all of them `{now}`, which cannot be undone"
            )));
        }
        let (before, after) = (Arc::clone(text), Arc::clone(text));
        let change = Rewriting { before, after, renaming: Some(renaming.clone()), is_joining: there > 0 };
        Ok((Step { title: command.to_string(), change }, format!("`{path}` is `{now}` now in {count} of yours")))
    }

    /// The schema a text says, if it says it without a mistake that the present one does not have; with those that both have.
    fn read_schema(&self, text: &str) -> Result<(Project, Vec<String>), Error> {
        let read = |text: &str| -> Result<_, Error> {
            let (project, mut problems) = project::read(text, PROJECT_FILE, &self.project.name)?;
            problems.extend(check_project(&project));
            problems.extend(Keymap::new(&project).1);
            Ok((project, problems))
        };
        let messages = |problems: Vec<Problem>| problems.into_iter().map(|problem| problem.message).collect();
        // What is open can be read.
        let known = self.schema.wrong(|now| read(now).map(|(_, problems)| messages(problems)).unwrap_or_default());
        let (mut project, problems) = read(text)?;
        if let Some(problem) = problems.iter().find(|problem| !known.contains(&problem.message)) {
            let error = Error::new(problem.message.clone());
            return Err(match &problem.hint {
                Some(hint) => error.hint(hint.clone()),
                None => error,
            });
        }
        project.texts.clone_from(&self.project.texts);
        Ok((project, messages(problems)))
    }

    /// Changes what is in memory and has the file written. Without a window that is waited for: if it cannot be written, nothing has
    /// happened. A renaming begins once the file says it.
    pub(super) fn change_schema(&mut self, effect: SchemaEffect) -> Result<String, Error> {
        let (waker, now) = (self.waker(), (self.clock)());
        let renaming = effect.renaming();
        if let Some(disk) = &self.disk {
            let begun = match &renaming {
                Some(_) if effect.is_stopping => self.begun_taking_back(),
                Some(renaming) => self.begun_renaming(renaming, &effect.step.title, now),
                None => None,
            };
            let writing = Writing { text: Arc::clone(effect.after()), begun };
            self.schema.filing.add(writing, &disk.folder, waker);
            if !self.known.is_drawn {
                self.schema.filing.finish()?;
            } else if let Some(renaming) = renaming {
                let (open, waker) = (self.open_to_rename(), self.waker());
                let preparing = Job::start_waking(waker, move |_| Ok(open.renamed(&renaming)));
                self.schema.waiting = Some(Waiting { effect, now, preparing });
                return Ok(format!("writing {PROJECT_FILE}"));
            }
        }
        Ok(self.take_schema_step(effect, now, None))
    }

    /// Changes what is in memory; `prepared` is what is open as it is called then. Returns what is to be said.
    fn take_schema_step(&mut self, effect: SchemaEffect, now: Moment, prepared: Option<RenamedOpen>) -> String {
        let to = Arc::clone(effect.after());
        let renaming = effect.renaming();
        let SchemaEffect { project, wrong, step, way, said, is_stopping } = effect;
        for work in self.listed.iter_mut().filter_map(|listed| listed.work.as_mut()) {
            work.speeches = Lazily::default();
        }
        match &renaming {
            Some(back) if is_stopping => self.rename_back(back, &step.title, now, prepared),
            Some(renaming) => {
                self.forget_left_behind(&renaming.path);
                self.rename(renaming, &step.title, now, prepared);
            }
            None => {}
        }
        self.keymap = Keymap::new(&project).0;
        self.project = project;
        self.schema.set(to, wrong);
        if step.change.is_joining {
            return said;
        }
        self.schema.steps.gone(step, way);
        if let Some(beside) = self.renaming.as_mut().filter(|_| renaming.is_some()) {
            beside.step = Some((self.schema.steps.taken(), way));
        }
        said
    }

    /// Whether `project.ron` does not hold yet what the schema says, or is about to say.
    #[must_use]
    pub fn is_writing_schema(&self) -> bool {
        self.schema.filing.is_busy() || self.schema.waiting.is_some()
    }

    /// What is about to get another name, and that: as soon as `project.ron` says it.
    #[must_use]
    pub fn renaming_to_come(&self) -> Option<(SchemaPath, SchemaPath)> {
        let Renaming { path, to } = self.schema.waiting.as_ref()?.effect.renaming()?;
        let renamed = path.renamed(&to);
        Some((path, renamed))
    }

    pub(super) fn refuse_while_writing_schema(&self) -> Result<(), Error> {
        match self.is_writing_schema() {
            true => Err(Error::new(format!("{PROJECT_FILE} is still being written")).hint("try again in a moment")),
            false => Ok(()),
        }
    }

    fn refuse_while_beginning_to_rename(&self) -> Result<(), Error> {
        if self.schema.waiting.is_some() { self.refuse_while_writing_schema() } else { Ok(()) }
    }

    /// Hears what became of `project.ron` that is written beside the window; then a renaming begins that waits for it, unless
    /// sets are being read in which it would be missing.
    pub(super) fn hear_schema_filing(&mut self) {
        let waker = self.waker();
        let filed = self.schema.filing.hear(waker);
        self.take_schema_filed(filed);
        let may_rename = self.refuse_while_reading().and(self.refuse_while_opening());
        if may_rename.and(self.refuse_while_reading_any_again()).is_ok()
            && !self.schema.filing.is_busy()
            && let Some(prepared) = self.schema.waiting.as_ref().and_then(|waiting| waiting.preparing.answer())
        {
            self.begin_to_rename(|_| prepared);
        }
    }

    /// What could not be prepared is made now.
    fn begin_to_rename(&mut self, prepared: impl FnOnce(Job<RenamedOpen>) -> Result<RenamedOpen, Error>) {
        if let Some(Waiting { effect, now, preparing }) = self.schema.waiting.take() {
            self.revision += 1;
            let said = self.take_schema_step(effect, now, prepared(preparing).ok());
            self.message = Some(Message::Done(said));
        }
    }

    /// Waits until `project.ron` is written.
    pub(super) fn wait_for_schema(&mut self) -> Result<(), Error> {
        let filed = self.schema.filing.finish();
        self.take_schema_filed(filed.clone());
        if self.schema.waiting.is_some() {
            self.wait_for_readers();
            self.wait_for_rereadings();
            if !self.schema.filing.is_busy() {
                self.begin_to_rename(Job::wait);
            }
        }
        filed
    }

    /// What could not be written is not so: what the file held before is.
    fn take_schema_filed(&mut self, filed: Result<(), Error>) {
        let Err(error) = filed else {
            return;
        };
        self.revision += 1;
        (self.schema.waiting, self.schema.steps) = (None, Steps::default());
        let held = Arc::clone(self.schema.filing.held());
        // It was read before.
        if let Ok((mut project, _)) = project::read(&held, PROJECT_FILE, &self.project.name) {
            project.texts.clone_from(&self.project.texts);
            self.take_schema(project, held);
        }
        self.message = Some(Message::Failed(error));
    }

    /// Takes the schema as its file has it, with the text of that.
    pub(super) fn take_schema(&mut self, project: Project, text: Arc<str>) {
        self.keymap = Keymap::new(&project).0;
        self.project = project;
        self.schema.hold(text);
    }

    /// Remembers that the schema became what it is by something that was done from here, so that it can be taken back. If the
    /// file was not as it is known, what was done before cannot be taken back any more.
    pub(super) fn remember_schema(&mut self, title: String, before: &str, known: Option<&str>) {
        if known != Some(before) {
            self.schema.steps = Steps::default();
        }
        let after = self.schema.text().cloned().unwrap_or_default();
        if *after != *before {
            let change = Rewriting { before: before.into(), after, renaming: None, is_joining: false };
            self.schema.steps.gone(Step { title, change }, Way::Do);
        }
    }
}

fn only_a_label(path: &SchemaPath, what: &str) -> Result<(), Error> {
    match (&path.label, &path.part) {
        (Some(_), None) => Ok(()),
        _ => Err(Error::new(format!("`{path}` has no {what}; labels have")).hint("write `layer/label`")),
    }
}
