//! The window without a screen, driven as a person would: by keys, and by what a screen reader calls things.

mod typing;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use egui::{Event, Key, Modifiers, Pos2, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::gui::typesetter;
use crate::gui::window::Window;
use crate::model::annotation::Confidence;
use crate::model::document::Document;
use crate::model::id::{DocumentId, IdentityId};
use crate::model::schema::Attribute;
use crate::session::preferences::Preferences;
use crate::session::state::{Saved, Session};
use crate::tests::news;
use crate::tests::scratch::Scratch;
use crate::text::fonts::Faces;
use crate::text::segment;

const ARABIC: &str = "التقى وبلينكن نظيره في باريس (NATO) أمس";

fn faces() -> Arc<Faces> {
    Arc::new(Faces::bundled())
}

/// A window and the person before it.
pub struct Desk {
    pub harness: Harness<'static, Rc<RefCell<Option<Window>>>>,
}

impl Desk {
    pub fn on(session: Session) -> Self {
        Self::with(move |context| Window::on(context, session))
    }

    pub fn with(make: impl FnOnce(&egui::Context) -> Window + 'static) -> Self {
        let window = Rc::new(RefCell::new(None));
        let made = Rc::clone(&window);
        let builder = Harness::builder().with_size([1500.0, 900.0]).with_max_steps(12);
        let builder = builder.with_context_setup(move |context| *made.borrow_mut() = Some(make(context)));
        let ui = |ui: &mut egui::Ui, window: &mut Rc<RefCell<Option<Window>>>| {
            if let Some(window) = window.borrow_mut().as_mut() {
                window.ui(ui);
            }
        };
        let mut harness = builder.build_ui_state(ui, window);
        harness.run();
        Self { harness }
    }

    pub fn texts(texts: &[&str]) -> Self {
        let documents = texts.iter().enumerate();
        let documents = documents.map(|(i, text)| Document::new(DocumentId::new(&format!("news-{}", i + 1)), *text));
        Self::on(Session::in_memory(news::project(), documents.collect(), "layla"))
    }

    pub fn press(&mut self, key: Key) -> &mut Self {
        self.press_with(Modifiers::NONE, key)
    }

    pub fn press_with(&mut self, modifiers: Modifiers, key: Key) -> &mut Self {
        self.harness.key_press_modifiers(modifiers, key);
        self.harness.run();
        self
    }

    /// Presses a key whose letter comes as text too, as from a real keyboard.
    pub fn type_key(&mut self, key: Key) -> &mut Self {
        let event =
            Event::Key { key, physical_key: Some(key), pressed: true, repeat: false, modifiers: Modifiers::NONE };
        // Both in one frame, as the system sends them.
        self.harness.input_mut().events.extend([event, Event::Text(key.name().to_lowercase())]);
        self.harness.run();
        self
    }

    pub fn type_text(&mut self, text: &str) -> &mut Self {
        self.harness.event(Event::Text(text.to_owned()));
        self.harness.run();
        self
    }

    /// Presses keys and types letters that all come in one frame: a slow one, or a fast hand.
    pub fn all_at_once(&mut self, typed: &[(Modifiers, Key, &str)]) -> &mut Self {
        for (modifiers, key, text) in typed {
            let press = |pressed| Event::Key {
                key: *key,
                physical_key: Some(*key),
                pressed,
                repeat: false,
                modifiers: *modifiers,
            };
            let text = (!text.is_empty()).then(|| Event::Text((*text).to_owned()));
            let events = [Some(press(true)), text, Some(press(false))];
            self.harness.input_mut().events.extend(events.into_iter().flatten());
        }
        self.harness.run();
        self
    }

    /// Waits until something called so is there: work beside the window has brought it.
    #[track_caller]
    pub fn wait_for(&mut self, name: &str) -> &mut Self {
        self.wait(&format!("there is no `{name}`"), |desk| desk.harness.query_by_label(name).is_some())
    }

    /// Waits until something called so can be clicked.
    #[track_caller]
    pub fn wait_until_enabled(&mut self, name: &str) -> &mut Self {
        self.wait(&format!("`{name}` cannot be clicked"), |desk| {
            desk.harness.query_by_label(name).is_some_and(|node| !node.accesskit_node().is_disabled())
        })
    }

    /// Waits until nothing is called so any more.
    #[track_caller]
    pub fn wait_until_gone(&mut self, name: &str) -> &mut Self {
        self.wait(&format!("`{name}` is still there"), |desk| desk.harness.query_by_label(name).is_none())
    }

    /// Waits until all that was done is on disk.
    pub fn wait_until_saved(&mut self) -> &mut Self {
        self.wait_until("it is saved", |session| session.saved() == Saved::Saved)
    }

    /// Begins to review.
    pub fn review(&mut self) -> &mut Self {
        self.press_with(Modifiers::COMMAND, Key::R).wait_until_idle()
    }

    /// Waits until nothing is done beside the window.
    pub fn wait_until_idle(&mut self) -> &mut Self {
        self.wait_until("nothing is under way", |session| !session.is_busy())
    }

    /// Waits until something is so: work beside the window makes it so.
    #[track_caller]
    pub fn wait_until(&mut self, what: &str, mut is_so: impl FnMut(&Session) -> bool) -> &mut Self {
        self.wait(&format!("not so: {what}"), |desk| desk.see(&mut is_so))
    }

    /// Waits until something is drawn: work beside the window brings it.
    #[track_caller]
    pub fn wait_until_shown(&mut self, what: &str, is_so: impl FnMut(&Self) -> bool) -> &mut Self {
        self.wait(&format!("not so: {what}"), is_so)
    }

    #[track_caller]
    fn wait(&mut self, otherwise: &str, mut is_so: impl FnMut(&Self) -> bool) -> &mut Self {
        for _ in 0..1_000 {
            if is_so(self) {
                return self;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
            self.harness.run_ok();
        }
        panic!("{otherwise}");
    }

    pub fn click(&mut self, name: &str) -> &mut Self {
        self.harness.get_by_label(name).click();
        self.harness.run();
        self
    }

    pub fn see<T>(&self, look: impl FnOnce(&Session) -> T) -> T {
        look(self.harness.state().borrow().as_ref().and_then(Window::session).expect("a project is open"))
    }

    /// The annotations as `label: quote`, in reading order.
    pub fn annotations(&self) -> Vec<String> {
        self.see(|session| {
            let (document, set) = session.document().zip(session.set()).expect("a document is open");
            let quote = |annotation: &crate::model::annotation::Annotation| {
                annotation.anchor.spans().iter().map(|span| document.quote(*span)).collect::<String>()
            };
            set.in_reading_order().iter().map(|a| format!("{}: {}", a.label.label, quote(a))).collect()
        })
    }

    #[track_caller]
    pub fn expect(&self, annotations: &[&str]) {
        assert_eq!(self.annotations(), annotations);
    }
}

#[test]
fn one_key_labels_the_word_at_the_caret_and_undo_takes_it_back() {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    desk.press(Key::P).expect(&["person: Layla"]);
    desk.press_with(Modifiers::COMMAND, Key::Z).expect(&[]);
    desk.press_with(Modifiers::COMMAND, Key::Y).expect(&["person: Layla"]);
}

#[test]
fn a_long_paragraph_is_there_when_it_is_set_and_stays_where_it_is_in_another_size() {
    let long = "زارت ليلى Haifa أمس ".repeat(typesetter::AT_ONCE / 20);
    let mut desk = Desk::texts(&["Layla", &long]);
    desk.press_with(Modifiers::COMMAND, Key::PageDown);
    let until = |desk: &mut Desk, is_so: &dyn Fn(&Session) -> bool| {
        for _ in 0..400 {
            desk.press(Key::ArrowDown);
            if desk.see(is_so) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        panic!("it is not set");
    };
    until(&mut desk, &|session| session.selection().caret.offset > long.len() / 9);
    let scroll = |desk: &Desk| desk.harness.state().borrow().as_ref().map_or(0.0, Window::scroll);
    let (before, at) = (scroll(&desk), desk.see(|session| session.selection().caret.offset));
    desk.press_with(Modifiers::COMMAND, Key::Equals);
    for _ in 0..400 {
        if scroll(&desk) > before * 1.05 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
        desk.harness.run_ok();
    }
    assert!(scroll(&desk) > before * 1.05, "{before} {}", scroll(&desk));
    assert_eq!(desk.see(|session| session.selection().caret.offset), at);
}

#[test]
fn a_page_at_its_top_stays_there_in_another_size() {
    let mut desk = Desk::texts(&[&"Layla visited Haifa\n".repeat(80)]);
    let scroll = |desk: &Desk| desk.harness.state().borrow().as_ref().map_or(0.0, Window::scroll);
    let before = scroll(&desk);
    desk.press_with(Modifiers::COMMAND, Key::Equals);
    // The room above the first line grows with the letters.
    assert!(before < 0.0 && scroll(&desk) < before, "{before} {}", scroll(&desk));
}

#[test]
fn one_comes_back_to_a_long_paragraph_at_once() {
    let long = "زارت ليلى Haifa أمس ".repeat(typesetter::AT_ONCE / 20);
    let mut desk = Desk::texts(&["Layla", &long]);
    let is = |desk: &Desk, what: fn(&Window) -> bool| desk.harness.state().borrow().as_ref().is_some_and(what);
    desk.press_with(Modifiers::COMMAND, Key::PageDown);
    while is(&desk, Window::is_being_set) {
        std::thread::sleep(std::time::Duration::from_millis(5));
        desk.harness.run_ok();
    }
    desk.press_with(Modifiers::COMMAND, Key::PageUp);
    desk.harness.key_press_modifiers(Modifiers::COMMAND, Key::PageDown);
    desk.harness.step();
    desk.harness.step();
    assert_eq!(desk.see(|session| session.document().map(|document| document.text().len())), Some(long.len()));
    assert!(!is(&desk, Window::is_blank) && !is(&desk, Window::is_being_set));
}

#[test]
fn a_long_paragraph_further_down_is_gone_to_when_it_is_set() {
    let long = "زارت ليلى Haifa أمس ".repeat(typesetter::AT_ONCE / 20);
    let mut desk = Desk::texts(&[&format!("Layla\n{}\n{long}", "Haifa\n".repeat(200))]);
    desk.press_with(Modifiers::COMMAND, Key::End);
    let end = desk.see(|session| session.selection().caret.offset);
    for _ in 0..400 {
        desk.press(Key::ArrowUp);
        let is_blank = desk.harness.state().borrow().as_ref().is_some_and(Window::is_blank);
        assert!(!is_blank, "what was there stays until then");
        if desk.see(|session| session.selection().caret.offset) < end {
            let scroll = desk.harness.state().borrow().as_ref().map_or(0.0, Window::scroll);
            return assert!(scroll > 5_000.0, "{scroll}");
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    panic!("it is not set");
}

#[test]
fn arrows_with_shift_select_by_sight_and_a_name_after_its_prefix_is_labelled() {
    let mut desk = Desk::texts(&[ARABIC]);
    // Past the first word, its space and the prefix: leftwards, as Arabic reads.
    for _ in 0..7 {
        desk.press(Key::ArrowLeft);
    }
    for _ in 0..6 {
        desk.press_with(Modifiers::SHIFT, Key::ArrowLeft);
    }
    desk.press(Key::P).expect(&["person: بلينكن"]);
}

#[test]
fn the_right_arrow_moves_to_the_right_in_either_direction() {
    let mut desk = Desk::texts(&["ab", ARABIC]);
    desk.press(Key::ArrowRight);
    assert_eq!(desk.see(|session| session.selection().caret.offset), 1);
    desk.press_with(Modifiers::COMMAND, Key::PageDown)
        .press(Key::ArrowLeft)
        .press(Key::ArrowLeft)
        .press(Key::ArrowRight);
    assert_eq!(desk.see(|session| session.selection().caret.offset), "ا".len());
}

#[test]
fn steps_by_word_go_on_past_names_in_another_script_and_paragraphs_that_read_the_other_way() {
    let arabic =
        "Home وقالت Ingrid Solberg من معهد علوم البحار في بيروت X\nIngrid Solberg said in بيروت today\n\nوعاد Omar أمس";
    let latin = "Layla زارت Haifa\nقال Omar (Reuters) ذلك\nوعادت ليلى\nOmar left غزة";
    let caret = |desk: &Desk| desk.see(|session| session.selection().caret.offset);
    for (text, forward, back) in [(arabic, Key::ArrowLeft, Key::ArrowRight), (latin, Key::ArrowRight, Key::ArrowLeft)] {
        let mut desk = Desk::texts(&[text]);
        for (key, end) in [(forward, text.len()), (back, 0)] {
            for modifiers in [Modifiers::COMMAND, Modifiers::COMMAND | Modifiers::SHIFT] {
                desk.press_with(Modifiers::COMMAND, if end == 0 { Key::End } else { Key::Home });
                let anchor = caret(&desk);
                let mut selected = 0;
                for _ in 0..=segment::word_boundaries(text).filter(|(_, is_word)| *is_word).count() {
                    desk.press_with(modifiers, key);
                    let grown = caret(&desk).abs_diff(anchor);
                    assert!(grown > selected || caret(&desk) == end, "{key:?} at {} of {text:?}", caret(&desk));
                    selected = grown;
                    let kept = if modifiers.shift { anchor } else { caret(&desk) };
                    assert_eq!(desk.see(|session| session.selection().anchor), kept);
                }
                assert_eq!(caret(&desk), end, "{key:?} in {text:?}");
            }
        }
    }
}

#[test]
fn alt_and_a_key_give_the_chosen_annotation_another_label() {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    desk.press(Key::P).press_with(Modifiers::ALT, Key::G).expect(&["place: Layla"]);
}

#[test]
fn hotkeys_go_by_the_place_on_the_board() {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    desk.harness.event(Event::Key {
        key: Key::A,
        physical_key: Some(Key::P),
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    });
    desk.harness.run();
    desk.expect(&["person: Layla"]);
}

#[test]
fn the_palette_finds_a_command_by_a_few_letters() {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    desk.press(Key::P).press_with(Modifiers::COMMAND, Key::P).type_text("und").press(Key::Enter).expect(&[]);
    assert!(!desk.see(|session| session.view().palette));
}

#[test]
fn the_palette_takes_a_whole_command_line() {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    desk.press_with(Modifiers::COMMAND, Key::P).type_text("select \"visited\"").press(Key::Enter);
    assert_eq!(desk.see(|session| session.selected_text().to_owned()), "visited");
}

#[test]
fn what_is_typed_in_one_frame_with_the_key_that_opens_or_closes_the_palette_goes_where_it_belongs() {
    let (none, ctrl) = (Modifiers::NONE, Modifiers::COMMAND);
    let und = [(none, Key::U, "u"), (none, Key::N, "n"), (none, Key::D, "d")];
    let entered = [(none, Key::Enter, "")];
    let opened = [(ctrl, Key::P, "")];
    for is_at_once in [true, false] {
        let mut desk = Desk::texts(&["Layla visited Haifa"]);
        desk.press(Key::P).expect(&["person: Layla"]);
        if is_at_once {
            desk.all_at_once(&[&opened[..], &und, &entered].concat());
        } else {
            desk.all_at_once(&opened).all_at_once(&[&und[..], &entered].concat());
        }
        desk.expect(&[]);
        assert!(!desk.see(|session| session.view().palette));
        // After Enter the letter is the page's again.
        let again = [&opened[..], &[(none, Key::U, "u")], &[(none, Key::Escape, "")], &[(none, Key::P, "p")]];
        desk.all_at_once(&again.concat()).expect(&["person: Layla"]);
    }
}

#[test]
fn the_palette_labels_too() {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    desk.press_with(Modifiers::COMMAND, Key::P)
        .type_text("label as person")
        .press(Key::Enter)
        .expect(&["person: Layla"]);
}

#[test]
fn escape_closes_the_palette_and_the_keys_are_the_pages_again() {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    desk.press_with(Modifiers::COMMAND, Key::P).press(Key::Escape);
    assert!(!desk.see(|session| session.view().palette));
    desk.press(Key::P).expect(&["person: Layla"]);
}

#[test]
fn a_menu_has_every_command_with_its_key_and_escape_closes_it() {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    desk.press(Key::P).click("Edit");
    assert!(desk.harness.query_by_label("Redo").is_some());
    desk.press(Key::Escape);
    assert!(desk.harness.query_by_label("Redo").is_none());
    desk.click("Edit").click("Undo").expect(&[]);
}

#[test]
fn what_is_typed_into_a_field_is_no_command() {
    let mut desk = Desk::texts(&["Layla visited Haifa", "Omar left Gaza"]);
    desk.harness.get_by_label("Filter documents").focus();
    desk.harness.run();
    desk.press(Key::P).type_text("omar").expect(&[]);
    assert!(desk.harness.query_by_label("Layla visited Haifa").is_none());
    desk.click("Omar left Gaza");
    assert_eq!(desk.see(Session::current_index), Some(1));
}

#[test]
fn a_label_button_labels_the_selection() {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::ArrowRight).click("Visit");
    assert_eq!(desk.annotations().len(), 1);
}

#[test]
fn the_inspector_changes_label_and_borders_and_deletes() {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    desk.press(Key::P).click("Label: Person").click("Change label to Organization").expect(&["organization: Layla"]);
    desk.click("End: + word").expect(&["organization: Layla visited"]);
    desk.click("Delete annotation").expect(&[]);
}

#[test]
fn a_note_is_kept_when_its_field_is_left() {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    desk.press(Key::P);
    desk.harness.get_by_role_and_label(Role::MultilineTextInput, "Note").focus();
    desk.harness.run();
    desk.type_text("first name only").press(Key::Escape);
    assert_eq!(
        desk.see(|session| session.chosen().map(|chosen| chosen.note.clone())),
        Some("first name only".to_owned())
    );
}

#[test]
fn a_question_that_takes_any_text_is_answered_in_a_field_and_cleared_there() {
    let mut project = news::project();
    let (name, title) = ("source".to_owned(), "Source".to_owned());
    let question = Attribute { name, title, key: None, values: Vec::new(), default: None };
    project.layers[0].labels[0].attributes.push(question);
    let text = Document::new(DocumentId::new("news-1"), "Layla visited Haifa");
    let mut desk = Desk::on(Session::in_memory(project, vec![text], "layla"));
    let source = |desk: &Desk| desk.see(|session| session.chosen()?.attributes.get("source").cloned());
    let answer = |desk: &mut Desk, typed: &str| {
        desk.harness.get_by_role_and_label(Role::TextInput, "Source").focus();
        desk.harness.run();
        desk.press_with(Modifiers::COMMAND, Key::A).press(Key::Backspace).type_text(typed).press(Key::Enter);
    };
    desk.press(Key::P);
    answer(&mut desk, "وكالة 24");
    assert_eq!(source(&desk).as_deref(), Some("وكالة 24"));
    answer(&mut desk, "");
    assert_eq!(source(&desk), None);
}

#[test]
fn how_sure_one_is_is_said_by_key_or_click_and_taken_back() {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    let share = |desk: &Desk| desk.see(|session| session.chosen()?.confidence.map(Confidence::share));
    desk.press(Key::P).press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::Num2);
    assert_eq!(share(&desk), Some(0.5));
    desk.click("Confidence: 75 %");
    assert_eq!(share(&desk), Some(0.75));
    desk.click("Confidence: 75 %");
    assert_eq!(share(&desk), None);
    desk.press_with(Modifiers::COMMAND, Key::Z);
    assert_eq!(share(&desk), Some(0.75));
}

#[test]
fn clicking_a_highlight_chooses_it() {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    desk.press(Key::P).press(Key::Escape);
    assert_eq!(desk.see(Session::chosen_id), None);
    desk.click("Person: Layla");
    assert!(desk.see(Session::chosen_id).is_some());
}

#[test]
fn dragging_takes_whole_words_and_with_alt_single_letters() {
    let (from, to) = (19.0 * 1.2, 19.0 * 5.0);
    for (modifiers, expect) in [(Modifiers::NONE, "person: Layla visited"), (Modifiers::ALT, "person: yla visite")] {
        let mut desk = Desk::texts(&["Layla visited Haifa"]);
        let page = desk.harness.get_by_label("Page: Layla visited Haifa").rect();
        let left = page.center().x - 6.0 - 35.0 * 19.0 / 2.0;
        let line = page.top() + 45.0;
        desk.harness.event(Event::ModifiersChanged(modifiers));
        desk.harness.drag_at(Pos2::new(left + from, line));
        desk.harness.step();
        desk.harness.hover_at(Pos2::new(left + to, line));
        desk.harness.step();
        desk.harness.drop_at(Pos2::new(left + to, line));
        desk.harness.run();
        desk.harness.event(Event::ModifiersChanged(Modifiers::NONE));
        desk.press(Key::P).expect(&[expect]);
    }
}

#[test]
fn dragging_the_scroll_bar_selects_nothing() {
    let mut desk = Desk::texts(&["Layla visited Haifa\n".repeat(200).as_str()]);
    let page = desk.harness.get_by_label("Page: Layla visited Haifa").rect();
    let bar = |y: f32| Pos2::new(page.right() - 6.0, page.top() + y);
    desk.harness.drag_at(bar(20.0));
    desk.harness.step();
    desk.harness.hover_at(bar(200.0));
    desk.harness.step();
    desk.harness.drop_at(bar(200.0));
    desk.harness.run();
    assert!(desk.harness.state().borrow().as_ref().unwrap().scroll() > 100.0);
    assert!(desk.see(|session| session.selection().is_empty()));
}

#[test]
fn zoom_theme_and_lens_change_only_how_things_look() {
    let mut desk = Desk::texts(&[ARABIC]);
    desk.press(Key::P);
    let before = desk.annotations();
    desk.press_with(Modifiers::COMMAND, Key::Equals).press(Key::F8);
    assert_eq!(desk.see(|session| (session.view().zoom, session.view().lens)), (110, true));
    assert_eq!(desk.annotations(), before);
}

#[test]
fn a_folder_of_texts_becomes_a_project_when_one_says_yes() {
    let folder = Scratch::new("window-create");
    folder.write("one.txt", "Layla visited Haifa");
    let path = folder.path().to_owned();
    let mut desk = Desk::with(move |context| {
        let mut window = Window::new(context, faces(), Some("layla".to_owned())).with_patience(Duration::MAX);
        window.open(&path);
        window
    });
    assert!(desk.harness.query_by_label("Make a project of this folder?").is_some());
    desk.press(Key::Enter).press(Key::P).expect(&["person: Layla"]);
    assert_eq!(folder.read("one.txt"), "Layla visited Haifa");
}

#[test]
fn a_project_that_takes_long_is_opened_beside_the_window() {
    let folder = Scratch::new("window-opening");
    folder.write("documents/a.txt", "Layla visited Haifa");
    Session::create(folder.path(), None).unwrap();
    let open = |path: &std::path::Path| {
        let path = path.to_owned();
        Desk::with(move |context| {
            let window = Window::new(context, faces(), Some("layla".to_owned()));
            let mut window = window.with_patience(Duration::ZERO);
            window.open(&path);
            window
        })
    };
    let is_there =
        |desk: &Desk| desk.harness.state().borrow().as_ref().is_some_and(|window| window.session().is_some());
    let mut desk = open(folder.path());
    while !is_there(&desk) {
        assert!(desk.harness.query_by_label("Welcome to Hashiya").is_some());
        desk.harness.step();
    }
    desk.press(Key::P).expect(&["person: Layla"]);
    drop(desk);
    // What cannot be opened says why.
    folder.write("project.ron", [0xFF_u8, 0xFE, 0x00]);
    let mut desk = open(folder.path());
    while desk.harness.query_by_label_contains("cannot read").is_none() {
        assert!(!is_there(&desk));
        desk.harness.step();
    }
}

#[test]
fn a_folder_without_texts_is_told_and_another_can_be_typed() {
    let folder = Scratch::new("window-empty");
    let path = folder.path().to_owned();
    let desk = Desk::with(move |context| {
        let mut window = Window::new(context, faces(), None);
        window.open(&path);
        window
    });
    assert!(desk.harness.query_by_label_contains("there is no project and no text in").is_some());
    assert!(desk.harness.query_by_role_and_label(Role::TextInput, "Folder").is_some());
}

#[test]
fn the_page_follows_the_caret_to_the_end_and_back() {
    let text = "Layla visited Haifa\n".repeat(300);
    let mut desk = Desk::texts(&[&text]);
    let top = |desk: &Desk| desk.harness.state().borrow().as_ref().map(Window::scroll).expect("a page is shown");
    let start = top(&desk);
    desk.press_with(Modifiers::COMMAND, Key::End);
    assert!(top(&desk) > start + 5000.0);
    desk.press_with(Modifiers::COMMAND, Key::Home);
    assert!((top(&desk) - start).abs() < 40.0);
}

#[test]
fn tab_goes_to_the_panels_and_escape_back_to_the_page() {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    desk.press(Key::Tab);
    let page = |desk: &Desk| desk.harness.get_by_label("Page: Layla visited Haifa").is_focused();
    assert!(!page(&desk));
    desk.press(Key::Escape);
    assert!(page(&desk));
    desk.press(Key::P).expect(&["person: Layla"]);
}

#[test]
fn the_wheel_with_ctrl_zooms() {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    let page = desk.harness.get_by_label("Page: Layla visited Haifa").rect().center();
    desk.harness.hover_at(page);
    desk.harness.run();
    desk.harness.event(Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: egui::vec2(0.0, 1.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: Modifiers::COMMAND,
    });
    desk.harness.run();
    assert_eq!(desk.see(|session| session.view().zoom), 110);
}

#[test]
fn an_idle_window_asks_for_no_frame() {
    let mut desk = Desk::texts(&[ARABIC, "Layla visited Haifa"]);
    desk.press(Key::P);
    assert!(page_is_idle(&mut desk));
}

fn page_is_idle(desk: &mut Desk) -> bool {
    desk.harness.step();
    !desk.harness.ctx.has_requested_repaint()
}

#[test]
fn without_a_project_the_window_says_how_to_begin() {
    let mut desk = Desk::with(|context| Window::new(context, faces(), None));
    assert!(desk.harness.query_by_label("Welcome to Hashiya").is_some());
    desk.harness.get_all_by_label("Open project…").last().expect("there is a button").click();
    desk.harness.run();
    assert!(desk.harness.query_by_label("Browse…").is_some());
}

#[test]
fn documents_are_added_by_keyboard_and_show_how_they_read() {
    let scratch = Scratch::new("window-adding");
    scratch.write("p/documents/m.txt", "Layla in Haifa");
    scratch.write("in/few.txt", b"\xe4\xe4 \xe5");
    scratch.write("in/no.txt", b"\xe5\xe4 \xe4");
    scratch.write("in/m.txt", "another text");
    Session::create(&scratch.path().join("p"), None).unwrap();
    let session = Session::open(&scratch.path().join("p"), Some("layla")).unwrap();
    let mut desk = Desk::on(session);
    desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::A);
    desk.type_text(&scratch.path().join("in").to_string_lossy()).press(Key::Enter);
    desk.wait_for("few.txt");
    desk.harness.get_by_label("1 file is not added; 1 file is to be looked at first");
    desk.click("Another…").click("iso-8859-6");
    desk.wait_for("لل م");
    // What is doubtful is seen before it is added.
    desk.wait_until_enabled("Look at the next doubtful one, 1 left")
        .press(Key::Enter)
        .wait_until_enabled("Leave it out")
        .click("Leave it out");
    desk.wait_for("2 files are not added").press(Key::Enter);
    desk.wait_until("it is added", |session| session.documents_len() == 2);
    assert_eq!(scratch.read("p/documents/few.txt"), "لل م");
    desk.see(|session| assert_eq!(session.document().map(|document| document.id().to_string()), Some("m".to_owned())));
}

#[test]
fn theme_zoom_and_panels_are_as_one_left_them() {
    let folder = Scratch::new("window-settings");
    folder.write("documents/a.txt", "Layla visited Haifa");
    Session::create(folder.path(), None).unwrap();
    let open = |path: &std::path::Path| {
        let (path, settings) = (path.to_owned(), path.join("settings.ron"));
        Desk::with(move |context| {
            let window = Window::new(context, faces(), Some("layla".to_owned()));
            let window = window.with_patience(Duration::MAX);
            let mut window = window.with_preferences(Preferences::load(Some(settings)));
            window.open(&path);
            window
        })
    };
    let mut desk = open(folder.path());
    desk.press_with(Modifiers::COMMAND, Key::Equals).press_with(Modifiers::COMMAND, Key::Num6);
    desk.harness.state().borrow_mut().as_mut().unwrap().leave();
    let mut desk = open(folder.path());
    assert_eq!(desk.see(|session| (session.view().zoom, session.view().guidelines)), (110, true));
    // A window that is killed leaves nothing to be done.
    desk.press_with(Modifiers::COMMAND, Key::Equals);
    let is_written = || folder.read("settings.ron").contains("125");
    desk.wait_until("the settings are written", |_| is_written());
}

#[test]
fn the_guidelines_stand_beside_the_text_with_the_chosen_labels_rule_on_top() {
    let folder = Scratch::new("window-guidelines");
    folder.write("documents/a.txt", "Layla visited Haifa");
    folder.write("guidelines.md", "# قواعد\n\n- ضع العلامة على الاسم وحده\n\nGán nhãn **đúng** phần tên.");
    Session::create(folder.path(), None).unwrap();
    let mut desk = Desk::on(Session::open(folder.path(), Some("layla")).unwrap());
    desk.press_with(Modifiers::COMMAND, Key::Num6);
    for said in ["قواعد", "• ضع العلامة على الاسم وحده", "Gán nhãn đúng phần tên."] {
        assert!(desk.harness.query_by_label(said).is_some(), "{said}");
    }
    assert!(desk.harness.query_by_label("Ms Haddad flew to Tunis").is_none());
    desk.press(Key::P);
    assert!(desk.harness.query_by_label("Ms Haddad flew to Tunis").is_some());
}

#[test]
fn without_guidelines_the_panel_says_where_to_write_them() {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    desk.press_with(Modifiers::COMMAND, Key::Num6);
    assert!(desk.harness.query_by_label_contains("into a file guidelines.md beside project.ron").is_some());
}

/// Presses Ctrl and a key.
fn press_ctrl(desk: &mut Desk, key: Key) {
    desk.press_with(Modifiers::COMMAND, key);
}

fn linked_to(desk: &Desk) -> Option<String> {
    desk.see(|session| session.chosen_identity().map(|identity| identity.id.to_string()))
}

/// Blinken in two scripts, the first mention linked to an identity, the second chosen.
fn blinken() -> Desk {
    let mut desk = Desk::texts(&["Blinken met Macron", "بلينكن زار باريس", "Macron left Paris"]);
    desk.press(Key::P);
    press_ctrl(&mut desk, Key::I);
    press_ctrl(&mut desk, Key::PageDown);
    desk.press(Key::P);
    desk
}

#[test]
fn one_key_links_a_mention_and_the_inspector_leads_to_the_other_one() {
    let mut desk = blinken();
    press_ctrl(&mut desk, Key::K);
    assert_eq!(linked_to(&desk).as_deref(), Some("blinken"));
    desk.click("Previous");
    assert_eq!(desk.see(Session::current_index), Some(0));
    press_ctrl(&mut desk, Key::CloseBracket);
    assert_eq!(desk.see(Session::current_index), Some(1));
}

#[test]
fn a_mention_is_linked_by_a_digit_or_by_letters_and_enter() {
    let mut desk = blinken();
    desk.press_with(Modifiers::COMMAND | Modifiers::ALT, Key::K);
    assert!(desk.harness.query_by_label("Blinken: sounds alike").is_some());
    desk.type_key(Key::Num1);
    assert_eq!(linked_to(&desk).as_deref(), Some("blinken"));
    assert!(desk.harness.query_by_label("Who or what is this?").is_none());
    press_ctrl(&mut desk, Key::K);
    assert!(desk.harness.query_by_label("بلينكن: linked now").is_some());
    for key in [Key::R, Key::E, Key::Y, Key::E, Key::S] {
        desk.type_key(key);
    }
    desk.press(Key::Enter);
    assert_eq!(linked_to(&desk).as_deref(), Some("reyes"));
    press_ctrl(&mut desk, Key::Z);
    assert_eq!(linked_to(&desk).as_deref(), Some("blinken"));
    desk.expect(&["person: بلينكن"]);
}

#[test]
fn letters_and_enter_that_come_in_one_frame_take_what_the_letters_mean() {
    let mut desk = blinken();
    desk.press_with(Modifiers::COMMAND | Modifiers::ALT, Key::K);
    assert!(desk.harness.query_by_label("Blinken: sounds alike").is_some());
    let letters = [(Key::R, "r"), (Key::E, "e"), (Key::Y, "y"), (Key::E, "e"), (Key::S, "s"), (Key::Enter, "")];
    desk.all_at_once(&letters.map(|(key, letter)| (Modifiers::NONE, key, letter)));
    assert_eq!(linked_to(&desk).as_deref(), Some("reyes"));
}

#[test]
fn escape_leaves_the_offer_and_deleting_keys_do_not_touch_the_mention() {
    let mut desk = blinken();
    desk.press_with(Modifiers::COMMAND | Modifiers::ALT, Key::K);
    desk.press(Key::Backspace).press(Key::Delete).press(Key::Escape).expect(&["person: بلينكن"]);
    assert!(desk.see(|session| session.linking().is_none()));
}

#[test]
fn the_panel_is_searched_and_leads_to_a_mention_by_keys_alone() {
    let mut desk = blinken();
    press_ctrl(&mut desk, Key::K);
    press_ctrl(&mut desk, Key::PageDown);
    desk.press(Key::G);
    press_ctrl(&mut desk, Key::I);
    press_ctrl(&mut desk, Key::Num5);
    desk.type_text("blin").press(Key::ArrowDown);
    assert_eq!(desk.see(|session| session.shown_identity().map(|one| one.id.to_string())).as_deref(), Some("blinken"));
    assert!(desk.harness.query_by_label("Macron: 1 mention").is_none());
    desk.press(Key::Enter).press(Key::Enter);
    assert_eq!(desk.see(Session::current_index), Some(0));
    assert_eq!(linked_to(&desk).as_deref(), Some("blinken"));
}

#[test]
fn two_identities_are_merged_when_one_says_so_and_undo_parts_them() {
    let mut desk = Desk::texts(&["Blinken met Macron"]);
    desk.press(Key::P);
    press_ctrl(&mut desk, Key::I);
    press_ctrl(&mut desk, Key::End);
    desk.press(Key::ArrowLeft).press(Key::P);
    press_ctrl(&mut desk, Key::I);
    desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::I);
    desk.click("Merge into another…").press(Key::Escape);
    assert!(desk.harness.query_by_label("Cancel").is_none());
    desk.click("Merge into another…");
    desk.type_text("blink").press(Key::ArrowDown);
    let question = "Merge Macron (1 mention) into Blinken (1 mention)? All are then mentions of Blinken. \
        Undo takes it back, and so does splitting.";
    assert!(desk.harness.query_by_label(question).is_some());
    desk.press(Key::Enter).press(Key::Enter);
    assert_eq!(linked_to(&desk).as_deref(), Some("blinken"));
    assert!(desk.harness.query_by_label("Split Macron off again").is_some());
    press_ctrl(&mut desk, Key::Z);
    assert_eq!(linked_to(&desk).as_deref(), Some("macron"));
}

#[test]
fn names_are_added_made_main_and_taken_away_on_the_card() {
    let mut desk = blinken();
    press_ctrl(&mut desk, Key::K);
    desk.press_with(Modifiers::COMMAND | Modifiers::SHIFT, Key::I);
    desk.harness.get_by_role_and_label(Role::TextInput, "Add a name").focus();
    desk.harness.run();
    desk.type_text("أنتوني بلينكن").press(Key::Enter);
    let names = |desk: &Desk| desk.see(|session| session.identities().names(&IdentityId::new("blinken"))["ar"].clone());
    assert_eq!(names(&desk), ["بلينكن", "أنتوني بلينكن"]);
    desk.click("Show أنتوني بلينكن first in its language").click("Take the name بلينكن away");
    assert_eq!(names(&desk), ["أنتوني بلينكن"]);
    desk.harness.get_by_role_and_label(Role::TextInput, "External id").focus();
    desk.harness.run();
    desk.type_text("wikidata:Q1").press(Key::Tab);
    assert_eq!(
        desk.see(|session| session.shown_identity().map(|one| one.external_id.clone())).as_deref(),
        Some("wikidata:Q1")
    );
}

#[test]
fn the_history_brings_back_what_was_deleted_and_goes_back_to_a_moment_by_keys_alone() {
    let mut desk = Desk::texts(&["Layla visited Haifa"]);
    desk.press(Key::P).press(Key::Delete).expect(&[]);
    // The newest has the keyboard with the panel: what it deleted is next.
    desk.press_with(Modifiers::COMMAND, Key::Num7).press(Key::Tab).press(Key::Enter).expect(&["person: Layla"]);
    assert!(desk.harness.query_by_label("Restore “Layla”").is_none(), "it is there");
    desk.press_with(Modifiers::COMMAND, Key::Num7).press_with(Modifiers::COMMAND, Key::Num7);
    desk.press(Key::ArrowDown).press(Key::Enter).expect(&[]);
    desk.press(Key::Tab).press(Key::Enter).expect(&[]);
    assert!(desk.see(|session| session.looks_at().is_none()), "it went back for good");
    desk.press_with(Modifiers::COMMAND, Key::Z).expect(&["person: Layla"]);
}
