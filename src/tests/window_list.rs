//! The list of documents in the window, where it is so long that it is filtered beside it.

use egui::{Key, Modifiers};

use super::news;
use super::window::Desk;
use crate::model::document::Document;
use crate::model::id::DocumentId;
use crate::session::state::Session;

/// More documents than are filtered at once.
const MANY: usize = 2_500;

#[test]
fn what_was_filtered_beside_the_window_is_drawn_though_nobody_touches_it() {
    let numbered = |number: usize| Document::new(DocumentId::new(&format!("d{number:04}")), "Layla");
    let session = Session::in_memory(news::project(), (0..MANY).map(numbered).collect(), "layla");
    let mut desk = Desk::on(session);
    desk.wait_until_idle().press_with(Modifiers::COMMAND, Key::P).type_text("filter-documents \"d0042\"");
    desk.harness.key_press(Key::Enter);
    for _ in 0..1_000 {
        let seen = desk.see(Session::revision);
        desk.harness.step();
        if desk.see(Session::shown_len) == 1 {
            assert!(desk.see(Session::revision) == seen || desk.harness.ctx.has_requested_repaint(), "it is not drawn");
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    panic!("it is never filtered");
}
