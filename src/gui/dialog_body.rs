//! What a question in front of everything says and asks, above its end: that with the buttons always stays in sight, and what is
//! said above it scrolls where the window is too low for both. Sizes are points.

use egui::{Id, ScrollArea, Ui};

use crate::gui::text::Kit;

/// So much of what is asked is in sight in any window.
const LEAST: f32 = 72.0;

/// Draws what is asked in the room that its end leaves, and the end. Both act on `question`; the end hears what came of the other.
pub fn body_and_end<Q, B, E>(
    ui: &mut Ui,
    kit: &mut Kit,
    question: &mut Q,
    body: impl FnOnce(&mut Q, &mut Ui, &mut Kit) -> B,
    end: impl FnOnce(&mut Q, &mut Ui, &mut Kit, B) -> E,
) -> E {
    // The last frame knows how high the end is.
    let id = Id::unique("dialog end");
    let known: f32 = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let room = (ui.available_height() - known).max(LEAST);
    let area = ScrollArea::vertical().max_height(room).min_scrolled_height(room).auto_shrink([false, true]);
    let spacing = ui.spacing().item_spacing;
    let came = area.id_salt("dialog body").show(ui, |ui| {
        ui.spacing_mut().item_spacing = spacing;
        body(question, ui, kit)
    });
    let top = ui.cursor().top();
    let ended = end(question, ui, kit, came.inner);
    let height = ui.min_rect().bottom() - top + spacing.y;
    if height != known {
        ui.data_mut(|data| data.insert_temp(id, height));
        ui.request_repaint();
    }
    ended
}
