//! Typing into the window's fields: Arabic, Vietnamese and both in one line, by keys, pointer, clipboard and input methods.

use egui::{Event, ImeEvent, Key, Modifiers, OutputCommand, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::{Desk, page_is_idle};

/// A note to write: a person is labelled and chosen, and the note's field has the keyboard.
fn note() -> Desk {
    let mut desk = Desk::texts(&["Layla visited Haifa", "التقى بلينكن نظيره"]);
    desk.press(Key::P);
    desk.harness.get_by_role_and_label(Role::MultilineTextInput, "Note").focus();
    desk.harness.run();
    desk
}

impl Desk {
    fn event(&mut self, event: Event) -> &mut Self {
        self.harness.event(event);
        self.harness.run();
        self
    }

    fn compose(&mut self, preedit: &str) -> &mut Self {
        self.event(Event::Ime(ImeEvent::Preedit { text: preedit.to_owned(), active_range_chars: None }))
    }

    fn commit(&mut self, text: &str) -> &mut Self {
        self.event(Event::Ime(ImeEvent::Commit(text.to_owned())))
    }

    /// What the note's field holds now, as a screen reader has it.
    fn typed(&self) -> String {
        self.harness.get_by_role_and_label(Role::MultilineTextInput, "Note").value().unwrap_or_default()
    }

    /// What the note is when its field is left.
    fn kept(&mut self) -> String {
        self.press(Key::Escape);
        self.see(|session| session.chosen().map(|chosen| chosen.note.clone())).expect("something is chosen")
    }
}

#[test]
fn an_arabic_filter_finds_an_arabic_title() {
    let mut desk = note();
    desk.harness.get_by_label("Filter documents").focus();
    desk.harness.run();
    for letter in ["ب", "ل", "ي", "ن", "ك", "ن"] {
        desk.type_text(letter);
    }
    assert!(desk.harness.query_by_label("التقى بلينكن نظيره").is_some());
    assert!(desk.harness.query_by_label("Layla visited Haifa").is_none());
}

#[test]
fn shift_and_arrows_select_by_sight_over_both_directions() {
    let mut desk = note();
    desk.type_text("abc دزر");
    desk.press_with(Modifiers::SHIFT, Key::ArrowRight).press_with(Modifiers::SHIFT, Key::ArrowRight).type_text("!");
    assert_eq!(desk.typed(), "abc د!");
    desk.press_with(Modifiers::COMMAND, Key::Z);
    // Past the left edge of the Arabic word stand the space and the Latin word.
    desk.press(Key::End).press_with(Modifiers::SHIFT, Key::ArrowLeft).type_text("X");
    assert_eq!(desk.kept(), "abcX");
}

#[test]
fn the_left_arrow_goes_on_in_an_arabic_note() {
    let mut desk = note();
    desk.type_text("باريس").press(Key::Home).press(Key::ArrowLeft).press(Key::ArrowLeft).press(Key::Backspace);
    assert_eq!(desk.kept(), "بريس");
}

#[test]
fn backspace_takes_a_haraka_before_its_letter() {
    let mut desk = note();
    desk.type_text("كِتَ").press(Key::Backspace);
    assert_eq!(desk.typed(), "كِت");
    desk.press(Key::Backspace).press(Key::Backspace);
    assert_eq!(desk.kept(), "ك");
}

#[test]
fn undo_in_a_field_is_the_fields() {
    let mut desk = note();
    for letter in ["o", "n", "e", " ", "t", "w", "o"] {
        desk.type_text(letter);
    }
    desk.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(desk.typed(), "one ");
    desk.press_with(Modifiers::COMMAND, Key::Z).press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(desk.typed(), "");
    desk.expect(&["person: Layla"]);
    desk.press_with(Modifiers::COMMAND, Key::Y).press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(desk.kept(), "one two");
}

#[test]
fn what_an_input_method_composes_stands_in_the_field_until_it_is_written() {
    let mut desk = note();
    desk.type_text("sang ");
    for preedit in ["V", "Vi", "Viê", "Việ", "Việt"] {
        desk.compose(preedit);
        assert_eq!(desk.typed(), format!("sang {preedit}"));
    }
    // As X11 does it: the composition goes, the text comes.
    desk.compose("").commit("Việt ").compose("Nam").commit("Nam");
    assert_eq!(desk.typed(), "sang Việt Nam");
    desk.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(desk.kept(), "sang Việt ");
}

#[test]
fn an_input_method_is_told_where_the_caret_stands() {
    let mut desk = note();
    let caret = |desk: &Desk| desk.harness.output().platform_output.ime.expect("somebody types").cursor_rect;
    let empty = caret(&desk);
    desk.type_text("abc");
    assert!(caret(&desk).left() > empty.left() + 10.0);
    desk.press_with(Modifiers::COMMAND, Key::A).type_text("باريس");
    let field = desk.harness.get_by_role_and_label(Role::MultilineTextInput, "Note").rect();
    assert!(field.right() - caret(&desk).left() < 60.0, "an Arabic note begins at the right edge");
    desk.press(Key::Escape);
    assert!(desk.harness.output().platform_output.ime.is_none(), "keys are commands again");
}

#[test]
fn the_clipboard_takes_the_selection_and_gives_it_back() {
    let mut desk = note();
    desk.type_text("زار Blinken").press_with(Modifiers::COMMAND, Key::A).event(Event::Cut);
    assert_eq!(desk.typed(), "");
    let copied = desk.harness.output().platform_output.commands.clone();
    // The frame of the cut may be followed by others; the text is what counts.
    assert!(copied.iter().all(|command| matches!(command, OutputCommand::CopyText(text) if text == "زار Blinken")));
    desk.event(Event::Paste("زار Blinken\r\nباريس".to_owned()));
    assert_eq!(desk.kept(), "زار Blinken\nباريس");
}

#[test]
fn a_double_click_selects_the_word_under_the_pointer() {
    let mut desk = note();
    desk.type_text("one two");
    let field = desk.harness.get_by_role_and_label(Role::MultilineTextInput, "Note").rect();
    let place = egui::pos2(field.left() + 14.0, field.top() + 14.0);
    let button = |pressed: bool| {
        let (button, modifiers) = (egui::PointerButton::Primary, Modifiers::NONE);
        Event::PointerButton { pos: place, button, pressed, modifiers }
    };
    for _ in 0..2 {
        // A tap, pressed and released in one frame.
        desk.harness.input_mut().events.extend([Event::PointerMoved(place), button(true), button(false)]);
        desk.harness.step();
    }
    desk.type_text("1");
    assert_eq!(desk.kept(), "1 two");
}

#[test]
fn window_keys_work_while_one_types_and_letters_do_not() {
    let mut desk = note();
    desk.type_key(Key::G);
    desk.expect(&["person: Layla"]);
    assert_eq!(desk.typed(), "g");
    desk.press_with(Modifiers::COMMAND, Key::P);
    assert!(desk.see(|session| session.view().palette));
}

#[test]
fn a_field_with_the_keyboard_asks_for_no_frame() {
    let mut desk = note();
    desk.type_text("زار Blinken");
    assert!(page_is_idle(&mut desk));
}

#[test]
fn a_note_has_its_own_past() {
    let mut desk = note();
    desk.type_text("first").press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(desk.typed(), "");
    desk.press(Key::Escape)
        .press_with(Modifiers::COMMAND, Key::End)
        .press_with(Modifiers::COMMAND, Key::ArrowLeft)
        .press(Key::G);
    desk.harness.get_by_role_and_label(Role::MultilineTextInput, "Note").focus();
    desk.harness.run();
    desk.press_with(Modifiers::COMMAND, Key::Y);
    assert_eq!(desk.typed(), "", "what was typed of Layla is not said of Haifa");
}

#[test]
fn a_screen_reader_may_set_and_hear_a_field() {
    let mut desk = note();
    desk.harness.get_by_role_and_label(Role::MultilineTextInput, "Note").type_text("باريس Paris");
    desk.harness.run();
    assert_eq!(desk.typed(), "باريس Paris");
    let runs: Vec<String> =
        desk.harness.get_all_by_role(Role::TextRun).filter_map(|run| run.accesskit_node().value()).collect();
    assert!(runs.windows(2).any(|pair| pair == ["باريس ", "Paris"]), "{runs:?}");
}

#[test]
fn what_is_typed_right_before_escape_is_not_lost() {
    let mut desk = note();
    let escape =
        Event::Key { key: Key::Escape, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE };
    // All in one frame, as on a busy machine.
    desk.harness.input_mut().events.extend([Event::Text("p".to_owned()), Event::Text("s".to_owned()), escape]);
    desk.harness.run();
    assert_eq!(desk.see(|session| session.chosen().map(|chosen| chosen.note.clone())), Some("ps".to_owned()));
    desk.expect(&["person: Layla"]);
}

#[test]
fn the_second_button_offers_the_clipboard() {
    let mut desk = note();
    desk.type_text("one two");
    desk.harness.get_by_role_and_label(Role::MultilineTextInput, "Note").click_secondary();
    desk.harness.run();
    desk.click("Select all").type_text("x");
    assert_eq!(desk.kept(), "x");
}

#[test]
fn a_dialog_over_the_page_takes_the_keyboard() {
    let mut desk = note();
    desk.press(Key::Escape).press_with(Modifiers::COMMAND, Key::P).type_text("export").press(Key::Enter);
    desk.press_with(Modifiers::COMMAND, Key::A).type_text("أخبار.jsonl");
    let path = desk.harness.get_by_role_and_label(Role::TextInput, "File or folder").value();
    assert_eq!(path.as_deref(), Some("أخبار.jsonl"));
}
