//! How things are shown, as plain values: zoom, theme, what is visible. The window draws by them; commands change them.

use std::collections::BTreeMap;

use crate::model::id::DocumentId;
use crate::text::bidi::Direction;

use super::command::view::{Panel, Theme, ViewChange};

/// Zoom steps in percent.
const ZOOMS: [u16; 13] = [50, 60, 75, 90, 100, 110, 125, 150, 175, 200, 250, 300, 400];

/// How things are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewSettings {
    /// Percent.
    pub zoom: u16,
    pub theme: Theme,
    /// Whether invisible and direction characters are shown.
    pub lens: bool,
    /// Whether pointer selections grow to whole words.
    pub snap: bool,
    /// Whether `_` in word-segmented text is drawn as a light joiner.
    pub joiners: bool,
    /// Whether the status line shows how fast things are.
    pub speed: bool,
    /// Whether the arcs of all frames are seen, not only of the one that is looked at.
    pub frames: bool,
    /// Whether those who are compared stand side by side, not on one page.
    pub parallel: bool,
    /// Directions the person chose, overruling the documents' own.
    pub directions: BTreeMap<DocumentId, Direction>,
    pub documents: bool,
    pub cases: bool,
    pub inspector: bool,
    pub labels: bool,
    pub problems: bool,
    pub identities: bool,
    pub guidelines: bool,
    pub history: bool,
    /// Whether the schema editor stands in the page's place.
    pub schema: bool,
    pub palette: bool,
    pub help: bool,
    pub find: bool,
}

impl Default for ViewSettings {
    fn default() -> Self {
        Self {
            zoom: 100,
            theme: Theme::System,
            lens: false,
            snap: true,
            joiners: true,
            speed: false,
            frames: false,
            parallel: false,
            directions: BTreeMap::new(),
            documents: true,
            cases: true,
            inspector: true,
            labels: true,
            problems: false,
            identities: false,
            guidelines: false,
            history: false,
            schema: false,
            palette: false,
            help: false,
            find: false,
        }
    }
}

impl ViewSettings {
    #[must_use]
    pub fn shows(&self, panel: Panel) -> bool {
        match panel {
            Panel::Documents => self.documents,
            Panel::Cases => self.cases,
            Panel::Inspector => self.inspector,
            Panel::Labels => self.labels,
            Panel::Problems => self.problems,
            Panel::Identities => self.identities,
            Panel::Guidelines => self.guidelines,
            Panel::History => self.history,
        }
    }

    pub(super) fn set_zoom(&mut self, percent: u16) {
        self.zoom = percent.clamp(ZOOMS[0], ZOOMS[ZOOMS.len() - 1]);
    }

    /// What is on or off and stays so from one run to the next, by name.
    pub(super) fn kept_switches(&mut self) -> Vec<(&'static str, &mut bool)> {
        vec![
            ("documents", &mut self.documents),
            ("cases", &mut self.cases),
            ("inspector", &mut self.inspector),
            ("labels", &mut self.labels),
            ("problems", &mut self.problems),
            ("identities", &mut self.identities),
            ("guidelines", &mut self.guidelines),
            ("history", &mut self.history),
            ("lens", &mut self.lens),
            ("snap", &mut self.snap),
            ("joiners", &mut self.joiners),
            ("parallel", &mut self.parallel),
        ]
    }

    /// Applies a change. `document` is the one that is open, for its direction.
    pub(super) fn apply(&mut self, change: ViewChange, document: Option<&DocumentId>) {
        match change {
            ViewChange::ZoomIn => {
                self.zoom = ZOOMS.into_iter().find(|zoom| *zoom > self.zoom).unwrap_or(ZOOMS[ZOOMS.len() - 1]);
            }
            ViewChange::ZoomOut => {
                self.zoom = ZOOMS.into_iter().rev().find(|zoom| *zoom < self.zoom).unwrap_or(ZOOMS[0]);
            }
            ViewChange::Zoom(percent) => self.set_zoom(percent),
            ViewChange::Theme(theme) => self.theme = theme,
            ViewChange::Lens(switch) => switch.apply(&mut self.lens),
            ViewChange::Snap(switch) => switch.apply(&mut self.snap),
            ViewChange::Joiners(switch) => switch.apply(&mut self.joiners),
            ViewChange::Speed(switch) => switch.apply(&mut self.speed),
            ViewChange::Frames(switch) => switch.apply(&mut self.frames),
            ViewChange::Direction(direction) => {
                if let Some(document) = document {
                    match direction {
                        Some(direction) => self.directions.insert(document.clone(), direction),
                        None => self.directions.remove(document),
                    };
                }
            }
            ViewChange::Panel(panel, switch) => switch.apply(match panel {
                Panel::Documents => &mut self.documents,
                Panel::Cases => &mut self.cases,
                Panel::Inspector => &mut self.inspector,
                Panel::Labels => &mut self.labels,
                Panel::Problems => &mut self.problems,
                Panel::Identities => &mut self.identities,
                Panel::Guidelines => &mut self.guidelines,
                Panel::History => &mut self.history,
            }),
            ViewChange::Schema(switch) => switch.apply(&mut self.schema),
        }
    }
}
