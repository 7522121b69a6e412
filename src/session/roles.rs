//! The roles and attributes of the chosen annotation, filled and cleared by name. By keyboard, and with what may fill them, that is
//! `fill`.

use crate::error::{Error, counted};
use crate::model::annotation::{Annotation, Argument, Filler};
use crate::model::check::{check_filler, takes, unknown_role};
use crate::model::id::LabelId;
use crate::model::nearest::{allowed, hint_for};
use crate::model::schema::{Label, RoleCount};

use super::effect::Effect;
use super::said::shortened;
use super::state::Session;
use super::work::Work;

impl Session {
    pub(super) fn plan_argument(&self, role: &str, filler: &Filler) -> Result<Effect, Error> {
        let (work, chosen) = self.chosen_to_change()?;
        let label = self.schema_of(chosen)?;
        let Some(schema) = label.roles.iter().find(|known| known.name == role) else {
            let problem = unknown_role(label, role);
            return Err(Error { message: problem.message, hint: problem.hint });
        };
        check_filler(&self.project, &work.set, schema, chosen, filler).map_err(Error::new)?;
        let made = self.making_filler(schema, filler)?;
        let argument = Argument { role: role.to_owned(), filler: filler.clone() };
        if chosen.arguments.contains(&argument) {
            return Err(Error::new(format!("`{role}` is filled by {filler} already")));
        }
        let mut after = chosen.clone();
        if schema.count == RoleCount::One {
            after.arguments.retain(|argument| argument.role != role);
        }
        after.add_argument(argument);
        Ok(self.changed(work, chosen, after, "filled a role of")?.with_identities(made))
    }

    /// The annotation that says `quote` and may play `role` in the chosen one.
    pub(super) fn filler_saying(&self, role: &str, quote: &str, occurrence: Option<usize>) -> Result<Filler, Error> {
        let (work, chosen) = self.chosen_to_change()?;
        let fillers = self.fillers_saying(work, chosen, role, quote);
        match (fillers.as_slice(), occurrence) {
            ([], _) => Err(Error::new(format!("no annotation that says `{}` can be the {role}", shortened(quote)))
                .hint("label it first")),
            ([only], None) => Ok(only.clone()),
            (several, None) => Err(Error::new(format!("`{}` is annotated {} times", shortened(quote), several.len()))
                .hint("say which with a number after it, counted in reading order")),
            (several, Some(nth)) => nth.checked_sub(1).and_then(|at| several.get(at)).cloned().ok_or_else(|| {
                let times = counted(several.len(), "time");
                Error::new(format!("`{}` is annotated {times}, not {nth}", shortened(quote)))
            }),
        }
    }

    /// The annotations that say `quote` and may play `role` in a frame, in reading order.
    pub(super) fn fillers_saying(&self, work: &Work, frame: &Annotation, role: &str, quote: &str) -> Vec<Filler> {
        let schema = self.schema_of(frame).ok().and_then(|label| label.roles.iter().find(|known| known.name == role));
        let may_fill = |filler: &Filler| {
            schema.is_none_or(|schema| check_filler(&self.project, &work.set, schema, frame, filler).is_ok())
        };
        let says = |found: &Annotation| found.anchor.spans().iter().map(|span| work.document.quote(*span)).eq([quote]);
        let saying = work.set.in_reading_order().iter().filter(|found| says(found));
        saying.map(|found| Filler::Annotation(found.id)).filter(may_fill).collect()
    }

    /// What fills a role plays it no more: everything, or one filler.
    pub(super) fn plan_clearing(&self, role: &str, filler: Option<&Filler>) -> Result<Effect, Error> {
        self.edit("cleared", |annotation| {
            let count = annotation.arguments.len();
            annotation
                .arguments
                .retain(|argument| argument.role != role || filler.is_some_and(|filler| argument.filler != *filler));
            if annotation.arguments.len() < count {
                return Ok(());
            }
            let filled =
                allowed(annotation.arguments.iter().map(|argument| format!("{}={}", argument.role, argument.filler)));
            Err(Error::new(format!("nothing like that fills `{role}`")).hint(filled.replace("allowed:", "filled:")))
        })
    }

    pub(super) fn plan_attribute(&self, name: &str, value: &str) -> Result<Effect, Error> {
        let (work, chosen) = self.chosen_to_change()?;
        let label = self.schema_of(chosen)?;
        let Some(attribute) = label.attributes.iter().find(|attribute| attribute.name == name) else {
            let names = label.attributes.iter().map(|attribute| attribute.name.as_str());
            return Err(
                Error::new(format!("`{}` has no attribute `{name}`", label.id.label)).hint(hint_for(name, names))
            );
        };
        if !takes(attribute, value) {
            return Err(
                Error::new(format!("the attribute `{name}` cannot be `{value}`")).hint(allowed(&attribute.values))
            );
        }
        let mut after = chosen.clone();
        after.attributes.insert(name.to_owned(), value.to_owned());
        self.changed(work, chosen, after, "answered about")
    }

    pub(super) fn plan_clearing_attribute(&self, name: &str) -> Result<Effect, Error> {
        self.edit("cleared", |annotation| {
            let removed = annotation.attributes.remove(name);
            removed.map(drop).ok_or_else(|| Error::new(format!("the attribute `{name}` is not set")))
        })
    }

    pub(super) fn schema_of(&self, annotation: &Annotation) -> Result<&Label, Error> {
        let label: &LabelId = &annotation.label;
        self.project.label(label).ok_or_else(|| Error::new(format!("there is no label `{label}` in the project")))
    }
}
