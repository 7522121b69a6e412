//! The house stays tidy: modules know only what the table in `lib.rs` lets them, and every file says what it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Every `.rs` file under `src`, sorted, with its text.
fn files() -> Vec<(PathBuf, String)> {
    fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).expect("the sources are there") {
            let path = entry.expect("the sources are there").path();
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("sources are UTF-8");
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    collect(&sources(), &mut found);
    found.sort();
    found
}

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The modules of `lib.rs`'s table in its order, the lowest first.
fn table() -> Vec<String> {
    let text = fs::read_to_string(sources().join("lib.rs")).expect("lib.rs is there");
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | "));
    let names = rows.filter_map(|row| row.split(" |").next()).map(|cell| cell.replace(['[', ']', '`'], ""));
    names.skip_while(|name| name == "module").collect()
}

/// The module a file belongs to: `src/text/span.rs` to `text`, `src/cli.rs` to `cli`.
fn module(path: &Path) -> String {
    let inside = path.strip_prefix(sources()).expect("it lies in src");
    let first = inside.components().next().expect("it has a name").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// A file without its comments, which are prose, and without its tests.
fn code(text: &str) -> String {
    let (code, _tests) = text.split_once("#[cfg(test)]").unwrap_or((text, ""));
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// What stands after `crate::` in the code, with the modules of a `crate::{…}`.
fn used(code: &str) -> Vec<String> {
    let name = |from: &str| from.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let after = &code[at + "crate::".len()..];
        match after.strip_prefix('{') {
            None => found.push(name(after)),
            Some(list) => found.extend(list[..list.find('}').unwrap_or(0)].split(',').map(|part| name(part.trim()))),
        }
    }
    found
}

/// Test helpers stand above everything; code of a test may use them.
const TESTS: &str = "tests";

/// What a file's `use` lines outside functions name: the paths, each brace written out.
fn imports(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for statement in code.split("\nuse ").skip(1) {
        let path: String = statement.split(';').next().unwrap_or_default().split_whitespace().collect();
        match path.split_once('{') {
            None => found.push(path),
            Some((before, names)) => {
                assert!(!names.contains('{'), "`use {path}` is told apart more easily in two lines");
                found.extend(names.trim_end_matches('}').split(',').map(|name| format!("{before}{name}")));
            }
        }
    }
    found
}

/// Where a file stands: `src/session/command/board.rs` at `session::command::board`, `src/session/mod.rs` at `session`.
fn place(path: &Path) -> Vec<String> {
    let inside = path.strip_prefix(sources()).expect("it lies in src").with_extension("");
    let names: Vec<String> = inside.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    names.strip_suffix(&["mod".to_owned()]).map(<[String]>::to_vec).unwrap_or(names)
}

/// The place that a path means in the file at `own`, with the names in it; `None` for another crate's.
fn meant(path: &str, own: &[String]) -> Option<Vec<String>> {
    let names: Vec<&str> = path.split("::").collect();
    let above = names.iter().take_while(|name| **name == "super").count();
    let (from, rest) = match names[0] {
        "crate" => (&own[..0], &names[1..]),
        "self" => (own, &names[1..]),
        "super" => (own.get(..own.len() - above)?, &names[above..]),
        _ => return None,
    };
    Some(from.iter().cloned().chain(rest.iter().map(|name| (*name).to_owned())).collect())
}

/// As far as `use` lines say: a child that is named by its path alone is not seen.
#[test]
fn no_file_uses_one_that_uses_it_by_way_of_others_either() {
    let files = files();
    let is_below = |path: &Path| ![TESTS, "benches"].contains(&module(path).as_str());
    let codes: BTreeMap<Vec<String>, String> =
        files.iter().filter(|(path, _)| is_below(path)).map(|(path, text)| (place(path), code(text))).collect();
    let file_of = |mut names: Vec<String>| {
        while !names.is_empty() && !codes.contains_key(&names) {
            names.pop();
        }
        Some(names).filter(|names| !names.is_empty())
    };
    let users = codes.iter().map(|(own, code)| {
        let used = imports(code).into_iter().filter_map(|path| file_of(meant(&path, own)?)).filter(|used| used != own);
        (own, used.collect::<BTreeSet<_>>())
    });
    // Who uses nobody but those that are gone goes, until only circles are left, and who uses them.
    let mut left: BTreeMap<_, _> = users.collect();
    assert!(left[&vec!["session".to_owned(), "perform".to_owned()]].len() > 5, "imports are read");
    loop {
        let count = left.len();
        let here: BTreeSet<Vec<String>> = left.keys().map(|own| (*own).clone()).collect();
        left.retain(|_, used| used.iter().any(|used| here.contains(used)));
        if left.len() == count {
            break;
        }
    }
    // The same from above, so that those who only use a circle are not named with it.
    loop {
        let used: BTreeSet<Vec<String>> = left.values().flatten().cloned().collect();
        let count = left.len();
        left.retain(|own, _| used.contains(*own));
        if left.len() == count {
            break;
        }
    }
    let circle: Vec<String> = left.keys().map(|own| own.join("::")).collect();
    assert_eq!(circle, Vec::<String>::new());
}

#[test]
fn modules_know_only_what_stands_above_them_in_the_table() {
    let table = table();
    assert!(table.len() >= 8, "{table:?}");
    let rank: BTreeMap<&str, usize> = table.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let mut wrong = Vec::new();
    for (path, text) in files() {
        let own = module(&path);
        let Some(own_rank) = rank.get(own.as_str()) else {
            assert!(["lib", "main", "benches", TESTS].contains(&own.as_str()), "`{own}` is not in the table of lib.rs");
            continue;
        };
        let code = code(&text);
        for name in used(&code) {
            match rank.get(name.as_str()) {
                Some(other) if other <= own_rank && !(own == "cli" && name == "gui") => {}
                _ => wrong.push(format!("{} uses crate::{name}", path.display())),
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn only_the_store_touches_files_and_only_the_window_knows_egui() {
    let mut wrong = Vec::new();
    for (path, text) in files() {
        let own = module(&path);
        let code = code(&text);
        for (word, home) in [("std::fs", "store"), ("egui::", "gui"), ("eframe::", "gui"), ("rfd::", "gui")] {
            if code.contains(word) && own != home && own != TESTS && own != "benches" {
                wrong.push(format!("{} uses {word}", path.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_file_says_what_it_is_and_imports_by_name() {
    for (path, text) in files() {
        assert!(text.starts_with("//! "), "{} does not begin with what it is", path.display());
        for line in code(&text).lines().map(str::trim) {
            assert!(!(line.starts_with("use ") && line.ends_with("::*;")), "{}: a glob import", path.display());
            assert!(!line.starts_with("pub use "), "{}: a re-export", path.display());
        }
    }
}

/// As far as keys are written out.
#[test]
#[cfg(feature = "gui")]
fn every_key_the_window_asks_for_has_words() {
    let words = crate::gui::words::Words::english();
    let mut missing = Vec::new();
    for (path, text) in files() {
        if module(&path) != "gui" {
            continue;
        }
        for call in ["words.get(\"", "words.say(\"", "words.say(\n            \""] {
            for rest in code(&text).split(call).skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                if words.get(key) == key {
                    missing.push(key.to_owned());
                }
            }
        }
    }
    assert!(missing.is_empty(), "no words for {missing:?}");
}

/// `view::tones` states the colours and `gui::theme` hands them to egui; nobody else may make one up.
#[test]
fn colours_are_stated_in_one_place() {
    let words = ["Color32::from_rgb", "hex_color!", "Color32::RED", "Color32::BLACK", "Rgb([0x"];
    let is_home = |path: &Path| ["view/tones.rs", "gui/theme.rs"].iter().any(|home| path.ends_with(home));
    let makes_one_up = |(path, text): &(PathBuf, String)| {
        let is_drawn = ["view", "gui"].contains(&module(path).as_str());
        is_drawn && !is_home(path) && words.iter().any(|word| code(text).contains(word))
    };
    let strays: Vec<PathBuf> = files().into_iter().filter(makes_one_up).map(|(path, _)| path).collect();
    assert!(strays.is_empty(), "{strays:?}");
}
