//! What was typed in one frame after a key that opened or closed something, such as the palette: it belongs to what stands there
//! in the next frame, and waits for that. A slow frame, or a fast hand, brings many keys at once. Knows no commands.

use egui::{Context, Event, Id};

/// What was held back in the frame before, and then what came in this one.
#[must_use]
pub fn with_held(context: &Context, came: Vec<Event>) -> Vec<Event> {
    let mut events: Vec<Event> = context.data_mut(|data| data.remove_temp(id())).unwrap_or_default();
    events.extend(came);
    events
}

/// Holds back what of `events` is typed until the next frame; returns the others.
#[must_use]
pub fn without_typed(context: &Context, events: impl Iterator<Item = Event>) -> Vec<Event> {
    let (typed, others): (Vec<Event>, Vec<Event>) = events.partition(is_typed);
    if !typed.is_empty() {
        context.data_mut(|data| data.get_temp_mut_or_default::<Vec<Event>>(id()).extend(typed));
        context.request_repaint();
    }
    others
}

fn is_typed(event: &Event) -> bool {
    matches!(event, Event::Key { .. } | Event::Text(_) | Event::Ime(_) | Event::Paste(_) | Event::Copy | Event::Cut)
}

fn id() -> Id {
    Id::unique("typed too early")
}
