//! Schemas to begin a project with. Each is a list of layers as `project.ron` has it, with comments that go along.

/// A schema with its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// As `hashiya new --template` takes it.
    pub name: &'static str,
    /// What it is for, in one line.
    pub title: &'static str,
    /// The layers, in RON; comments before them say how they are meant.
    pub schema: &'static str,
}

/// The default: entities, events, stances, quotations and zones of news.
pub const NEWS: Template = Template {
    name: "news",
    title: "News: entities, events, stances, quotations and zones (the default)",
    schema: include_str!("../../assets/schemas/news.ron"),
};

pub const TEMPLATES: [Template; 5] = [
    NEWS,
    Template {
        name: "ace",
        title: "Events and relations in the manner of ACE 2005",
        schema: include_str!("../../assets/schemas/ace.ron"),
    },
    Template {
        name: "ontonotes",
        title: "Entities in the manner of OntoNotes and Wojood, nested",
        schema: include_str!("../../assets/schemas/ontonotes.ron"),
    },
    Template {
        name: "mawqif",
        title: "Stance in the manner of Mawqif: favour, against or none for fixed targets",
        schema: include_str!("../../assets/schemas/mawqif.ron"),
    },
    Template {
        name: "quotations",
        title: "Quotations with source and cue, and the stances in them",
        schema: include_str!("../../assets/schemas/quotations.ron"),
    },
];

/// The template called `name`.
#[must_use]
pub fn template(name: &str) -> Option<Template> {
    TEMPLATES.into_iter().find(|template| template.name == name)
}

#[cfg(test)]
mod tests {
    use super::TEMPLATES;
    use crate::model::check::check_project;
    use crate::records::project;
    use crate::session::keymap::Keymap;

    #[test]
    fn every_template_is_read_without_a_problem_and_without_clashing_keys() {
        for template in TEMPLATES {
            let text = project::write_from(template, "x", &[], "documents");
            let (project, problems) = project::read(&text, template.name, "x").unwrap();
            assert_eq!(problems, [], "{}", template.name);
            assert_eq!(check_project(&project), [], "{}", template.name);
            assert_eq!(Keymap::new(&project).1, [], "{}", template.name);
        }
    }
}
