//! What menus and the palette offer: the catalogue's commands with their choices, and the project's labels, as plain values.

use crate::error::Error;
use crate::model::annotation::Filler;
use crate::model::key::Chord;
use crate::session::catalogue::entry::{Entry, Menu};
use crate::session::catalogue::{entries, entry};
use crate::session::command::Command;
use crate::session::command::board::BoardCommand;
use crate::session::command::listing::ListCommand;
use crate::session::command::review::ReviewCommand;
use crate::session::command::view::ViewChange;
use crate::session::command::words::LabelName;
use crate::session::review::Review;
use crate::session::state::Session;

/// Something to choose from a menu or the palette.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub menu: Menu,
    pub title: String,
    /// One sentence.
    pub help: &'static str,
    pub command: Command,
    /// Its keys as people read them, the first one first.
    pub keys: Vec<String>,
    /// Whether what it switches on is on.
    pub is_on: bool,
}

/// The catalogue's commands that need nothing typed, menu by menu. One that takes a choice is an item for each choice.
#[must_use]
pub fn items(session: &Session) -> Vec<Item> {
    let shown = entries().filter(|entry| entry.menu != Menu::Script);
    shown.flat_map(|entry| of_entry(session, entry)).collect()
}

/// What the palette adds: an item for each label.
#[must_use]
pub fn label_items(session: &Session) -> Vec<Item> {
    let item = |label: &crate::model::schema::Label| Item {
        menu: Menu::Annotate,
        title: label.title.clone(),
        help: "",
        command: Command::Label(LabelName(label.id.to_string())),
        keys: session.keymap().label_chord(&label.id).iter().map(shown_key).collect(),
        is_on: false,
    };
    session.project().labels().map(item).collect()
}

/// What the palette adds for a whole command line, such as `review layla minh`: the item that does it, or why it cannot be read.
/// `None` if what was typed begins with no command's name.
#[must_use]
pub fn typed_item(session: &Session, typed: &str) -> Option<Result<Item, Error>> {
    let line = typed.trim();
    let entry = entry(line.split_whitespace().next()?).filter(|entry| entry.menu != Menu::Script)?;
    let item = |command: Command| Item {
        menu: entry.menu,
        title: line.to_owned(),
        help: entry.help,
        keys: session.keymap().chords(&command).iter().map(shown_key).collect(),
        is_on: is_on(session, &command),
        command,
    };
    Some(Command::parse(line).map(item))
}

fn of_entry(session: &Session, entry: &'static Entry) -> Vec<Item> {
    let item = |argument: &&'static str| {
        let command = (entry.parse)(argument).ok()?;
        let title = match (*argument, &command) {
            ("", _) => entry.title.to_owned(),
            (_, Command::SetArgument { role, filler: Filler::Identity(id) }) => {
                let known = session.identities().get(id);
                let name = known.map_or(id.as_str(), |identity| identity.name(session.language_of_lists()));
                format!("Set the {role} to “{name}”")
            }
            (argument, _) => format!("{}: {}", entry.title, argument.replace('-', " ")),
        };
        let keys = session.keymap().chords(&command).iter().map(shown_key).collect();
        let is_on = is_on(session, &command);
        Some(Item { menu: entry.menu, title, help: entry.help, command, keys, is_on })
    };
    arguments(entry).iter().filter_map(item).collect()
}

/// Whether a command asks for what is so already, or would switch it off.
fn is_on(session: &Session, command: &Command) -> bool {
    let view = session.view();
    match command {
        Command::View(ViewChange::Theme(theme)) => view.theme == *theme,
        Command::View(ViewChange::Lens(_)) => view.lens,
        Command::View(ViewChange::Snap(_)) => view.snap,
        Command::View(ViewChange::Joiners(_)) => view.joiners,
        Command::View(ViewChange::Speed(_)) => view.speed,
        Command::View(ViewChange::Frames(_)) => view.frames,
        Command::View(ViewChange::Schema(_)) => view.schema,
        Command::Review(ReviewCommand::Parallel(_)) => view.parallel,
        Command::Review(ReviewCommand::HideNames(_)) => session.review().is_some_and(Review::hides_names),
        Command::View(ViewChange::Panel(panel, _)) => view.shows(*panel),
        Command::View(ViewChange::Direction(direction)) => {
            let document = session.document().map(|document| document.id());
            document.is_some_and(|document| view.directions.get(document) == direction.as_ref())
        }
        Command::List(ListCommand::Progress(progress)) => session.listing().progress() == *progress,
        Command::List(ListCommand::Assigned(whose)) => session.listing().assigned() == whose.as_ref(),
        Command::Board(BoardCommand::Toggle) => session.board_part().is_some(),
        Command::List(ListCommand::Sort(by, order)) => session.listing().sort() == (*by, *order),
        Command::SetProgress(progress) => session.set().is_some_and(|set| set.progress() == *progress),
        _ => false,
    }
}

/// What a command is offered with: the choices its usage lists (`system|light|dark`) or, without such a list, the arguments its
/// keys give. One that does something plain besides is offered plainly, unless keys say that a choice is usual.
fn arguments(entry: &Entry) -> Vec<&'static str> {
    let first = entry.usage.split(' ').next().unwrap_or_default();
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let listed: Vec<&str> = first.trim_matches(['[', ']']).split('|').collect();
    let listed = if listed.len() > 1 && listed.iter().all(|word| is_word(word)) { listed } else { Vec::new() };
    let mut given: Vec<&str> = entry.keys.iter().map(|(_, argument)| *argument).collect();
    let takes_choice = given.iter().any(|argument| !argument.is_empty());
    match (takes_choice, (entry.parse)("").is_ok()) {
        (false, true) => vec![""],
        _ if !listed.is_empty() => listed,
        _ => {
            let mut seen = std::collections::BTreeSet::new();
            given.retain(|argument| seen.insert(*argument));
            given
        }
    }
}

/// A key as people read it: what stands on the board.
#[must_use]
pub fn shown_key(chord: &Chord) -> String {
    let written = chord.to_string();
    let (held, key) = written.rsplit_once('+').map_or(("", written.as_str()), |(held, key)| (held, key));
    let key = match key {
        "BracketLeft" => "[",
        "BracketRight" => "]",
        "Semicolon" => ";",
        "Quote" => "'",
        "Backquote" => "`",
        "Backslash" => "\\",
        "Comma" => ",",
        "Period" => ".",
        "Slash" => "/",
        "Minus" => "−",
        "Equals" => "=",
        "PageUp" => "Page up",
        "PageDown" => "Page down",
        "Escape" => "Esc",
        key => key.strip_prefix("Arrow").unwrap_or(key),
    };
    if held.is_empty() { key.to_owned() } else { format!("{held}+{key}") }
}

/// How well what was typed fits a title: letters in order, better at the beginnings of words and side by side. `None` if a
/// letter is missing.
#[must_use]
pub fn fuzzy(typed: &str, title: &str) -> Option<i32> {
    let mut score = 0;
    let mut letters = title.char_indices().flat_map(|(at, c)| c.to_lowercase().map(move |c| (at, c))).peekable();
    let mut last = None;
    for wanted in typed.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase) {
        let (at, _) = letters.find(|(_, c)| *c == wanted)?;
        let begins_word = title[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        let follows =
            last.is_some_and(|last: usize| title[last..].chars().next().is_some_and(|c| last + c.len_utf8() == at));
        score += 1 + if begins_word { 6 } else { 0 } + if follows { 4 } else { 0 };
        last = Some(at);
    }
    // Of two that fit alike the shorter is meant.
    Some(score * 16 - title.chars().count().min(15) as i32)
}

#[cfg(test)]
mod tests {
    use super::{fuzzy, shown_key};

    #[test]
    fn keys_are_shown_as_they_stand_on_the_board() {
        let shown = |written: &str| shown_key(&written.parse().unwrap());
        assert_eq!(
            ["Ctrl+Alt+ArrowForward", "BracketLeft", "Shift+V"].map(shown),
            ["Ctrl+Alt+Forward", "[", "Shift+V"]
        );
    }

    /// The titles in the order the palette shows them for what was typed.
    fn order<'a>(typed: &str, titles: &[&'a str]) -> Vec<&'a str> {
        let mut found: Vec<(i32, &str)> =
            titles.iter().filter_map(|title| Some((fuzzy(typed, title)?, *title))).collect();
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        found.into_iter().map(|(_, title)| title).collect()
    }

    #[test]
    fn letters_in_order_are_enough() {
        assert_eq!(order("nxdo", &["Next document", "Undo"]), ["Next document"]);
    }

    #[test]
    fn beginnings_of_words_and_neighbours_come_first() {
        assert_eq!(order("un", &["Count", "Undo"]), ["Undo", "Count"]);
        assert_eq!(order("nd", &["Undo", "Next document"]), ["Next document", "Undo"]);
    }

    #[test]
    fn what_is_not_in_a_title_does_not_find_it() {
        assert_eq!(fuzzy("xyz", "Undo"), None);
    }

    #[test]
    fn arabic_titles_are_found_too() {
        assert!(fuzzy("شخص", "اسم شخص").is_some());
    }
}
