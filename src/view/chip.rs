//! A chip: the name of an annotation in a box, with a sign if it is a stance. Pixels; constants are in em.

use std::borrow::Cow;

use crate::model::schema::Tone;
use crate::text::fonts::Weight;
use crate::view::letters::Text;
use crate::view::mark::{Form, Mark};
use crate::view::shapes::Rect;
use crate::view::strip::Strip;
use crate::view::tones::Ink;

pub(super) const CHIP_TEXT: f32 = 0.5;
pub(super) const CHIP_HEIGHT: f32 = 0.58;
pub(super) const CHIP_PADDING: f32 = 0.16;
/// The sign in a stance's chip, with the room around it.
pub const SIGN_WIDTH: f32 = 0.42;

/// A chip in its place.
pub struct Chip {
    pub mark: usize,
    pub rect: Rect,
    pub tone: Tone,
    pub form: Form,
    pub is_chosen: bool,
    /// Whether it stands back while something else is looked at.
    pub is_dimmed: bool,
    /// Whether nobody plays a role that it needs.
    pub is_incomplete: bool,
    pub is_rtl: bool,
    pub text: Option<Text>,
}

impl Strip<'_> {
    /// A name on an arc or in a chip, set as chips are.
    pub(super) fn chip_text(&mut self, name: &str, ink: Ink) -> Text {
        self.small_text(name, self.measure.em(CHIP_TEXT), Weight::Regular, ink)
    }

    /// Sets a chip's text into its box, beside the sign if it has one.
    pub(super) fn in_chip(&self, mut text: Text, rect: Rect, is_rtl: bool, form: Form) -> Text {
        let sign = if is_rtl { 0.0 } else { self.sign_width(form) };
        text.x += rect.left + sign + self.measure.em(CHIP_PADDING);
        text.y = rect.bottom - self.measure.em(0.16);
        text
    }

    /// What the sign of a form takes, if it has one.
    pub(super) fn sign_width(&self, form: Form) -> f32 {
        match form {
            Form::Stance(Some(_)) => self.measure.em(SIGN_WIDTH),
            Form::Stance(None) | Form::Entity | Form::Event => 0.0,
        }
    }
}

/// The name of a mark with what it lacks.
pub(super) fn whole_name(mark: &Mark) -> Cow<'_, str> {
    match &*mark.missing {
        "" => (&*mark.name).into(),
        missing => format!("{} · {missing}?", mark.name).into(),
    }
}

/// The ink of a chip's name. An event's chip is filled, unless the event lacks something.
pub(super) fn chip_ink(mark: &Mark) -> Ink {
    match mark.form {
        Form::Event if mark.missing.is_empty() => Ink::OnLine(mark.tone),
        Form::Event | Form::Entity | Form::Stance(_) => Ink::Text,
    }
}
