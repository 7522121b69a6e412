//! What is said of each of very many identities, a line each, in one text: to look through fifty thousand is to pass once over a
//! piece of memory. A line that goes leaves a gap; when there are too many the text is made anew. Knows no identities, only their ids, and
//! what it is to remember of each.

use std::collections::HashMap;

use memchr::memmem::Finder;

use super::id::IdentityId;

/// After every line, which has none itself.
const END: char = '\n';

/// The lines.
#[derive(Debug, Clone)]
pub struct SaidLines<T> {
    text: String,
    /// In the order of the text, which is that in which they came.
    lines: Vec<Line<T>>,
    /// Where in `lines` those of identities stand.
    places: HashMap<IdentityId, usize>,
}

#[derive(Debug, Clone)]
struct Line<T> {
    /// In bytes of the text.
    start: usize,
    /// Whose it is, with what is remembered of them; nobody's where it is gone.
    of: Option<(IdentityId, T)>,
}

impl<T> Default for SaidLines<T> {
    fn default() -> Self {
        Self { text: String::new(), lines: Vec::new(), places: HashMap::new() }
    }
}

impl<T: Copy> SaidLines<T> {
    /// Puts a line in, instead of the one that there was for the same identity, of which `also` is remembered.
    pub fn put(&mut self, id: &IdentityId, also: T, line: &str) {
        self.remove(id);
        self.places.insert(id.clone(), self.lines.len());
        self.lines.push(Line { start: self.text.len(), of: Some((id.clone(), also)) });
        self.text.extend(line.chars().filter(|c| *c != END));
        self.text.push(END);
    }

    pub fn remove(&mut self, id: &IdentityId) {
        if let Some(place) = self.places.remove(id) {
            self.lines[place].of = None;
        }
        if self.lines.len() > 2 * self.places.len() + 64 {
            self.close_gaps();
        }
    }

    /// The line of an identity.
    #[must_use]
    pub fn of(&self, id: &IdentityId) -> Option<&str> {
        self.places.get(id).map(|place| self.line(*place).trim_end_matches(END))
    }

    /// The identities whose lines hold every word, as a part of one too, in the order in which the lines came. All hold none.
    pub fn holding(&self, words: Vec<String>) -> impl Iterator<Item = (&IdentityId, T)> {
        // The longest is the rarest; the others are only looked for where it stands.
        let longest = words.iter().max_by_key(|word| word.len()).map(String::as_str).unwrap_or_default();
        let finder = Finder::new(longest).into_owned();
        let (mut place, mut from) = (0, 0);
        std::iter::from_fn(move || {
            while from < self.text.len() {
                let found = from + finder.find(&self.text.as_bytes()[from..])?;
                place += self.lines[place..].partition_point(|line| line.start <= found) - 1;
                let line = self.line(place);
                from = self.lines[place].start + line.len();
                if let Some((id, also)) = &self.lines[place].of
                    && words.iter().all(|word| line.contains(word.as_str()))
                {
                    return Some((id, *also));
                }
            }
            None
        })
    }

    fn line(&self, place: usize) -> &str {
        let end = self.lines.get(place + 1).map_or(self.text.len(), |next| next.start);
        &self.text[self.lines[place].start..end]
    }

    fn close_gaps(&mut self) {
        let before = std::mem::take(self);
        for (place, line) in before.lines.iter().enumerate() {
            if let Some((id, also)) = &line.of {
                self.put(id, *also, before.line(place));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::SaidLines;
    use crate::model::id::IdentityId;
    use crate::tests::random::Random;

    #[track_caller]
    fn check(lines: &SaidLines<()>, query: &str, expected: &[&str]) {
        let words = query.split_whitespace().map(str::to_owned).collect();
        let found: Vec<&str> = lines.holding(words).map(|(id, ())| id.as_str()).collect();
        assert_eq!(found, expected, "{query}");
    }

    #[test]
    fn lines_that_hold_every_word_are_found_each_once() {
        let mut lines = SaidLines::default();
        for (id, line) in [("a", "ha noi ha noi"), ("b", "noi vung"), ("c", "هانوي"), ("d", "")] {
            lines.put(&IdentityId::new(id), (), line);
        }
        check(&lines, "noi", &["a", "b"]);
        check(&lines, "ha noi", &["a"]);
        check(&lines, "vu noi", &["b"]);
        check(&lines, "نوي", &["c"]);
        check(&lines, "", &["a", "b", "c", "d"]);
        check(&lines, "i n", &["a", "b"]);
        lines.put(&IdentityId::new("a"), (), "hue");
        lines.remove(&IdentityId::new("b"));
        check(&lines, "noi", &[]);
        check(&lines, "hu", &["a"]);
        assert_eq!(lines.of(&IdentityId::new("a")), Some("hue"));
    }

    #[test]
    fn whatever_comes_and_goes_is_found_as_if_each_line_were_looked_at() {
        let (mut random, mut lines, mut all) = (Random::new(7), SaidLines::default(), BTreeMap::new());
        let word = |random: &mut Random| ["ha", "noi", "hue", "an", "a"][random.below(5)];
        for _ in 0..2_000 {
            let id = IdentityId::new(&random.below(40).to_string());
            if random.below(3) == 0 {
                lines.remove(&id);
                all.remove(&id);
            } else {
                let line = format!("{} {}", word(&mut random), word(&mut random));
                lines.put(&id, (), &line);
                all.insert(id, line);
            }
            let wanted = [word(&mut random), word(&mut random)];
            let found = lines.holding(wanted.map(str::to_owned).into());
            let mut found: Vec<&IdentityId> = found.map(|(id, ())| id).collect();
            found.sort();
            let is_wanted = |(_, line): &(&IdentityId, &String)| wanted.iter().all(|word| line.contains(word));
            assert_eq!(found, all.iter().filter(is_wanted).map(|(id, _)| id).collect::<Vec<_>>());
        }
    }
}
