//! Items: the stretches of a word that are of one face and one script, and which face that is. Offsets are bytes of the word.

use std::iter;
use std::ops::Range;

use icu_properties::props::Script;

use super::fonts::{FaceId, Faces, Weight, needs_no_glyph};
use super::script::own_script;
use super::segment;

/// The script that `text` leaves to what follows it: that of the last grapheme with one of its own.
pub(super) fn last_script(text: &str) -> Option<Script> {
    let mut scripts = text.chars().rev().filter_map(own_script);
    let mut last = Some(scripts.next()?);
    if !scripts.all(|script| last == Some(script)) {
        let mut start = 0;
        segment::for_each_grapheme(text, |end| {
            last = text[start..end].chars().find_map(own_script).or(last);
            start = end;
        });
    }
    last
}

/// A stretch of a word of one face and script. Offsets are bytes of the word.
pub(super) struct Item {
    pub start: usize,
    pub end: usize,
    pub face: FaceId,
    pub script: Script,
    pub own_script: Option<Script>,
}

/// Chooses faces of one weight.
#[derive(Clone, Copy)]
pub(super) struct Chooser<'a> {
    pub faces: &'a Faces,
    pub weight: Weight,
}

impl Chooser<'_> {
    /// Whether the spaces beside an item are of its own face, and so shaped with it.
    pub(super) fn space_is_of(&self, item: &Item) -> bool {
        self.face_of(" ", item.script, None) == item.face
    }

    /// The whole word as one item, if it is of one script and one face has all of it.
    pub(super) fn single_item(&self, text: &str, script_before: Script) -> Option<Item> {
        // Several words choose their faces each for itself.
        if self.faces.order_is_by_script() && text.contains(' ') && text != " " {
            return None;
        }
        let mut own = None;
        let mut leads = true;
        for c in text.chars() {
            match own_script(c) {
                None if own.is_none() => leads = false,
                None => {}
                // What leads without a script of its own takes the one before.
                Some(script) if own.is_none() && (leads || script == script_before) => own = Some(script),
                Some(script) if own == Some(script) => {}
                Some(_) => return None,
            }
        }
        let script = own.unwrap_or(script_before);
        let face = if self.faces.order_is_by_script() {
            self.face_of_word(text, script).filter(|&face| self.faces.covers_each(face, text))
        } else {
            let mut candidates = self.faces.candidates(script == Script::Arabic, self.weight);
            // By grapheme the first face that has it: only the first face of all is sure to be that for every one.
            candidates.next().filter(|&face| self.faces.covers_each(face, text))
        };
        Some(Item { start: 0, end: text.len(), face: face?, script, own_script: own })
    }

    /// Cuts a word where the script or the face changes.
    pub(super) fn items(&self, text: &str, script_before: Script) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        let mut script = script_before;
        let mut start = 0;
        // The face of the word that the current grapheme belongs to, and where that word ends.
        let mut whole = (None, 0);
        let mut take = |grapheme: Range<usize>| {
            let own = text[grapheme.clone()].chars().find_map(own_script);
            let begins_word = grapheme.start >= whole.1;
            if begins_word {
                let length =
                    text[grapheme.start..].find(' ').map_or(text.len() - grapheme.start, |length| length.max(1));
                let end = grapheme.end.max(grapheme.start + length);
                whole = (self.face_of_whole(&text[grapheme.start..end], script), end);
            }
            script = own.unwrap_or(script);
            let before = items.last().filter(|_| !begins_word).map(|item| item.face);
            let face = whole.0.filter(|&face| self.faces.covers(face, &text[grapheme.clone()]));
            let face = face.unwrap_or_else(|| self.face_of(&text[grapheme.clone()], script, before));
            match items.last_mut() {
                Some(item) if item.face == face && item.script == script => {
                    item.end = grapheme.end;
                    item.own_script = own.or(item.own_script);
                }
                _ => items.push(Item { start: grapheme.start, end: grapheme.end, face, script, own_script: own }),
            }
        };
        segment::for_each_grapheme(text, |end| {
            take(start..end);
            start = end;
        });
        items
    }

    /// The first face that has all letters of a word, or all of it if it has none: an Arabic comma does not turn the Latin
    /// letters before it into those of the Arabic face.
    fn face_of_word(&self, text: &str, script: Script) -> Option<FaceId> {
        let mut candidates = self.faces.candidates(script == Script::Arabic, self.weight);
        let first = candidates.next()?;
        if self.faces.covers_each(first, text) {
            return Some(first);
        }
        let has_letters = text.chars().any(|c| own_script(c).is_some());
        let covers = |face: FaceId| {
            let (mut start, mut is_covered) = (0, true);
            segment::for_each_grapheme(text, |end| {
                let grapheme = &text[start..end];
                let counts = !has_letters || grapheme.chars().any(|c| own_script(c).is_some());
                is_covered &= !counts || self.faces.covers(face, grapheme);
                start = end;
            });
            is_covered
        };
        iter::once(first).chain(candidates).find(|&face| covers(face))
    }

    /// The face of a word, where words are not to mix faces and the word keeps to one script.
    fn face_of_whole(&self, text: &str, script_before: Script) -> Option<FaceId> {
        if !self.faces.order_is_by_script() {
            return None;
        }
        let mut script = None;
        for own in text.chars().filter_map(own_script) {
            if *script.get_or_insert(own) != own {
                return None;
            }
        }
        self.face_of_word(text, script.unwrap_or(script_before))
    }

    /// The first face that has all of a grapheme. What needs no glyph stays with the face before it in its word.
    fn face_of(&self, grapheme: &str, script: Script, before: Option<FaceId>) -> FaceId {
        let mut candidates = self.faces.candidates(script == Script::Arabic, self.weight);
        if let (true, Some(before)) = (grapheme.chars().all(needs_no_glyph), before) {
            return before;
        }
        candidates
            .find(|&face| self.faces.covers(face, grapheme))
            .or_else(|| self.faces.candidates(script == Script::Arabic, self.weight).next())
            .expect("there is at least one face")
    }
}

#[cfg(test)]
mod tests {
    use icu_properties::props::Script;

    use super::{Chooser, Faces, Weight};

    /// The items of a word as `face: text`.
    fn items(word: &str) -> Vec<String> {
        let faces = Faces::bundled();
        let chooser = Chooser { faces: &faces, weight: Weight::Regular };
        let items = match chooser.single_item(word, Script::Arabic) {
            Some(item) => vec![item],
            None => chooser.items(word, Script::Arabic),
        };
        items.iter().map(|item| format!("{}: {}", faces.face(item.face).name(), &word[item.start..item.end])).collect()
    }

    #[test]
    fn punctuation_of_another_script_does_not_change_the_face_of_letters() {
        assert_eq!(items("Paris،"), ["Noto Sans: Paris", "Noto Naskh Arabic: ،"]);
        assert_eq!(items("Paris,"), ["Noto Sans: Paris,"]);
        assert_eq!(items("باريس،"), ["Noto Naskh Arabic: باريس،"]);
        assert_eq!(items("Huế؟»"), ["Noto Sans: Huế", "Noto Naskh Arabic: ؟", "Noto Sans: »"]);
    }
}
