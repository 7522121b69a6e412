//! What odd texts cost in the window: one word of 600,000 letters, marks without end, a million empty lines, and other texts that
//! nobody writes and somebody has. For each kind of work the longest that the window could not draw. Milliseconds.

use std::time::Duration;

use egui::{Event, Key, Modifiers, PointerButton, Pos2};

use crate::prepare::{fresh_folder, project};
use crate::window_without_screen::{PAGE, Screen, memory};

/// No frame should take longer, in milliseconds.
const FRAME: f64 = 16.0;

/// What is measured, by name: each text in one document.
pub fn texts() -> Vec<(&'static str, String)> {
    let records = |count: usize| {
        let record =
            |number: usize| format!("{{\"id\":{number},\"name\":\"Layla ليلى\",\"seen\":[{number},{number}.5]}}");
        format!("[{}]", (0..count).map(record).collect::<Vec<_>>().join(","))
    };
    vec![
        ("a word of 600,000 letters", "x".repeat(600_000)),
        ("a word of 600,000 Arabic letters", "بلينكن".repeat(100_000)),
        ("a letter with kasra and shadda 200,000 times", "ب\u{650}\u{651}".repeat(200_000)),
        ("a letter with 300,000 marks", format!("a{}", "\u{301}".repeat(300_000))),
        ("1,000,000 empty lines", "\n".repeat(1_000_000)),
        ("1,000,000 lines of a letter", "a\n".repeat(1_000_000)),
        ("600,000 emoji joined", vec!["👩"; 600_000].join("\u{200d}")),
        ("200,000 embeddings", "\u{202b}a".repeat(200_000)),
        ("600,000 digits in Arabic", format!("قال {} أمس", "٣7".repeat(300_000))),
        ("5 MB of JSON in a line", records(90_000)),
        ("600,000 soft hyphens", "\u{ad}".repeat(600_000)),
        ("600,000 controls", "\u{1}\u{7f}\u{85}".repeat(200_000)),
        ("600,000 NULs", "\0".repeat(600_000)),
        ("600,000 spaces", " ".repeat(600_000)),
        ("600,000 underscores", "_".repeat(600_000)),
        ("600,000 kana", "\u{30ab}".repeat(600_000)),
        ("300,000 flags", "🇻🇳".repeat(300_000)),
        ("200,000 letters of Hindi with their vowels", "कि\u{94d}".repeat(200_000)),
        ("600,000 syllables of Hangul", "각".repeat(600_000)),
        ("600,000 tabs", "\t".repeat(600_000)),
        ("600,000 word joiners", "\u{2060}".repeat(600_000)),
        ("a word before 600,000 full stops", format!("word {}", ".".repeat(600_000))),
        ("a sentence of 600,000 words", "a ".repeat(600_000)),
    ]
}

pub fn run() {
    let folder = &fresh_folder("odd");
    let chosen = std::env::var("ODD").unwrap_or_default();
    for (name, text) in texts().into_iter().filter(|(name, _)| name.contains(&chosen)) {
        println!(" {name}");
        let middle = text.chars().count() / 2;
        project(folder, &[("a-small-one", "Begin.".to_owned()), ("odd", text)]);
        let mut screen = Screen::open(folder);
        screen.settle();
        let worst = works(&mut screen, middle);
        let slow = worst.iter().filter(|(_, worst)| *worst > FRAME);
        let slow: Vec<String> = slow.map(|(what, worst)| format!("{what} {worst:.0}")).collect();
        let told: Vec<String> = worst.iter().map(|(what, worst)| format!("{what} {worst:.1}")).collect();
        println!("  {}", told.join("; "));
        println!(
            "  longer than a frame: {}; {}",
            if slow.is_empty() { "none".to_owned() } else { slow.join("; ") },
            memory()
        );
        screen.leave();
    }
    std::fs::remove_dir_all(folder).expect("the folder can be removed");
}

/// All kinds of work, each with the frame that took longest.
fn works(screen: &mut Screen, middle: usize) -> Vec<(&'static str, f64)> {
    const NONE: Modifiers = Modifiers::NONE;
    const CTRL: Modifiers = Modifiers::CTRL;
    let mut worst = vec![("open", screen.opened("open odd").1.max(screen.settle()))];
    let mut note = |what: &'static str, frame: f64| worst.push((what, frame));
    note("frame", most(screen.frames(20, |_| Vec::new())));
    note("scroll", most(screen.wheeled_frames(60, PAGE, |_| 120.0)).max(screen.settle()));
    for (what, key) in [("end", Key::End), ("start", Key::Home), ("end again", Key::End)] {
        note(what, screen.key(CTRL, key).max(screen.settle()));
    }
    note("middle", screen.settled(&format!("set-caret {middle}")).1);
    for (what, modifiers, key) in [
        ("letter back", NONE, Key::ArrowLeft),
        ("letter on", NONE, Key::ArrowRight),
        ("line up", NONE, Key::ArrowUp),
        ("line down", NONE, Key::ArrowDown),
        ("word on", CTRL, Key::ArrowRight),
        ("word back", CTRL, Key::ArrowLeft),
        ("sentence on", Modifiers::ALT, Key::ArrowDown),
        ("sentence back", Modifiers::ALT, Key::ArrowUp),
        ("page down", NONE, Key::PageDown),
        ("select letters", Modifiers::SHIFT, Key::ArrowLeft),
    ] {
        let frame = most((0..5).map(|_| screen.key(modifiers, key).max(screen.settle())));
        note(what, frame);
    }
    screen.settled(&format!("set-caret {middle}"));
    note("label", screen.key(NONE, Key::W).max(screen.settle()));
    note("undo", screen.key(CTRL, Key::Z).max(screen.settle()));
    note("select a letter", screen.settled(&format!("select {middle}..{}", middle + 1)).1);
    note("label it", screen.key(NONE, Key::W).max(screen.settle()));
    note("palette", screen.key(CTRL, Key::P).max(screen.settle()));
    let typed = ["l", "a", "b", "e", "l"].map(|letter| screen.frame(vec![Event::Text(letter.to_owned())]));
    note("type in it", most(typed).max(screen.settle()));
    note("leave it", screen.key(NONE, Key::Escape).max(screen.settle()));
    note("find", screen.settled("find a").1);
    note("next", screen.settled("find-next").1);
    for line in ["zoom 125", "zoom 100"] {
        note("zoom", screen.settled(line).1);
    }
    note("resize", most(screen.resized_frames(40)).max(screen.settle()));
    note("history", screen.settled("panel history").1);
    note("look back", screen.settled("look-back 0").1.max(screen.settled("look-back now").1));
    note("drag", drag(screen));
    for line in ["select-all", "select-none", "select-sentence", "select-paragraph", "select-word"] {
        note(line, screen.settled(line).1);
    }
    note("lens", screen.settled("lens on").1);
    note("away", screen.opened("open a-small-one").1);
    note("back", screen.opened("open odd").1.max(screen.settle()));
    worst
}

/// What is selected with the pointer, from one end of the page to the other.
fn drag(screen: &mut Screen) -> f64 {
    let press = |pos: Pos2, pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    let start = PAGE - egui::vec2(200.0, 200.0);
    let begun = screen.frame(vec![Event::PointerMoved(start), press(start, true)]);
    let at = |number: usize| start + egui::vec2(10.0, 10.0) * number as f32;
    let dragged = most(screen.frames(40, |number| vec![Event::PointerMoved(at(number))]));
    let ended = screen.frame(vec![press(at(39), false)]);
    begun.max(dragged).max(ended).max(screen.watched(Duration::from_millis(50)))
}

fn most(times: impl IntoIterator<Item = f64>) -> f64 {
    times.into_iter().fold(0.0, f64::max)
}
