//! Another label for the chosen annotation. It is refused where something that is said of it, or that it plays in a frame, does not
//! fit the label: what that is, and the commands that take it away, are told, so that nothing goes unseen.

use crate::error::Error;
use crate::model::annotation::{Anchor, Annotation, Filler};
use crate::model::check::{check_filler, check_filler_label, takes};
use crate::model::check_identities::check_link_of;
use crate::model::marked::resolve_label;
use crate::model::nearest::allowed;
use crate::model::schema::{Label, RoleCount, Shape};

use super::command::words::LabelName;
use super::effect::Effect;
use super::said::said_by;
use super::state::Session;
use super::work::Work;

impl Session {
    pub(super) fn plan_relabel(&self, name: &LabelName) -> Result<Effect, Error> {
        let (work, chosen) = self.chosen_to_change()?;
        let label = resolve_label(&self.project, &name.0)?;
        let shape = self.project.shape(&label).unwrap_or(Shape::Entity);
        let fits = match chosen.anchor {
            Anchor::Spans(_) => shape.takes_spans(),
            Anchor::Document => shape.takes_document(),
        };
        if !fits {
            return Err(Error::new(format!("`{label}` cannot stand where `{}` stands", chosen.label)));
        }
        if chosen.label == label {
            return Err(Error::new(format!("it is labelled `{label}` already")));
        }
        let after = Annotation { label, ..chosen.clone() };
        let schema = self.schema_of(&after)?;
        self.refuse_misfit_fillers(work, &after, schema)?;
        refuse_misfit_answers(&after, schema)?;
        check_link_of(&self.project, &self.known.identities, &after)
            .map_err(|message| Error::new(message).hint("take the link away first: unlink"))?;
        self.refuse_misfit_parts(work, &after)?;
        self.refuse_double(work, &after)?;
        self.changed(work, chosen, after, "relabelled")
    }

    /// Refuses what has arguments that its label has no role for, or that may not fill it.
    fn refuse_misfit_fillers(&self, work: &Work, after: &Annotation, schema: &Label) -> Result<(), Error> {
        for argument in &after.arguments {
            let (name, filler) = (&argument.role, &argument.filler);
            let Some(role) = schema.roles.iter().find(|role| role.name == *name) else {
                return Err(Error::new(format!("`{}` has no role `{name}`, which is filled", after.label))
                    .hint(format!("clear it first: clear-argument {name}")));
            };
            check_filler(&self.project, &work.set, role, after, filler).map_err(|message| {
                Error::new(message).hint(format!("clear it first: clear-argument {name} {filler}"))
            })?;
            let players = after.fillers(name).count();
            if role.count == RoleCount::One && players > 1 {
                return Err(Error::new(format!("`{}` takes one `{name}`, and {players} play it", after.label))
                    .hint(format!("clear the others first: clear-argument {name} {filler}")));
            }
        }
        Ok(())
    }

    /// Refuses what plays a role in a frame that its label may not play.
    fn refuse_misfit_parts(&self, work: &Work, after: &Annotation) -> Result<(), Error> {
        for frame in work.set.referring_to(after.id) {
            let Some(schema) = self.project.label(&frame.label) else { continue };
            let its = Filler::Annotation(after.id);
            let played = schema.roles.iter().filter(|role| frame.fillers(&role.name).any(|filler| *filler == its));
            for role in played {
                if check_filler_label(&self.project, role, &after.label).is_err() {
                    let (id, name, of, label) = (after.id, &role.name, &frame.label.label, &after.label);
                    let said = said_by(work, &frame.anchor);
                    return Err(Error::new(format!("it is the `{name}` of {of} `{said}`, which `{label}` cannot be"))
                        .hint(format!("clear it first: choose {}, then clear-argument {name} {id}", frame.id)));
                }
            }
        }
        Ok(())
    }
}

/// Refuses what has attributes that its label does not ask, or answers to them that it does not take.
fn refuse_misfit_answers(after: &Annotation, schema: &Label) -> Result<(), Error> {
    for (name, value) in &after.attributes {
        let Some(attribute) = schema.attributes.iter().find(|attribute| attribute.name == *name) else {
            return Err(Error::new(format!("`{}` has no attribute `{name}`, which is set", after.label))
                .hint(format!("clear it first: clear-attribute {name}")));
        };
        if !takes(attribute, value) {
            let allowed = allowed(&attribute.values);
            return Err(Error::new(format!("the attribute `{name}` cannot be `{value}` ({allowed})"))
                .hint(format!("clear it first: clear-attribute {name}")));
        }
    }
    Ok(())
}
