//! The window's words, looked up by key. One locale is bundled; another one is another file with the same keys.

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

const ENGLISH: &str = include_str!("../../assets/locale/en.ftl");

/// The words of one language.
pub struct Words {
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// The bundled English ones.
    #[must_use]
    pub fn english() -> Self {
        let language = unic_langid::LanguageIdentifier::from_bytes(b"en").unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![language]);
        // A line that cannot be read is left out, and a test finds it.
        let resource = FluentResource::try_new(ENGLISH.to_owned()).unwrap_or_else(|(readable, _)| readable);
        // A key given twice keeps its first words; likewise.
        let _ = bundle.add_resource(resource);
        Self { bundle }
    }

    /// The words of `key`; the key itself if there are none.
    #[must_use]
    pub fn get(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The words of `key` with what they speak about put in. Put in texts are isolated, so that an Arabic name does not turn
    /// the sentence around it.
    #[must_use]
    pub fn say<'a>(&self, key: &str, about: &[(&'a str, FluentValue<'a>)]) -> String {
        let mut arguments = FluentArgs::new();
        for (name, value) in about {
            arguments.set(*name, value.clone());
        }
        self.format(key, Some(&arguments))
    }

    fn format(&self, key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let pattern = self.bundle.get_message(key).and_then(|message| message.value());
        let Some(pattern) = pattern else { return key.to_owned() };
        self.bundle.format_pattern(pattern, arguments, &mut Vec::new()).into_owned()
    }
}

/// Whether a text is of words of the window into which something was put: such a text runs as the window does, whatever was put in.
#[must_use]
pub fn has_put_in(text: &str) -> bool {
    text.contains(is_isolate)
}

fn is_isolate(c: char) -> bool {
    ('\u{2066}'..='\u{2069}').contains(&c)
}

/// A text as a screen reader and a test know it: without the isolates around what was put in.
#[must_use]
pub fn spoken(text: &str) -> Cow<'_, str> {
    if has_put_in(text) { Cow::Owned(text.replace(is_isolate, "")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::{ENGLISH, Words, has_put_in, spoken};
    use fluent_bundle::FluentResource;

    #[test]
    fn every_line_of_the_locale_can_be_read_and_no_key_comes_twice() {
        assert!(FluentResource::try_new(ENGLISH.to_owned()).is_ok());
        let mut keys: Vec<&str> =
            ENGLISH.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase())).collect();
        keys.iter_mut().for_each(|line| *line = line.split(' ').next().unwrap_or_default());
        let count = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), count);
    }

    #[test]
    fn what_is_put_in_is_isolated_and_spoken_plainly() {
        let said = Words::english().say("title-window", &[("project", "أخبار".into())]);
        assert!(said.contains('\u{2068}'));
        assert_eq!(spoken(&said), "أخبار – Hashiya");
        assert!(has_put_in(&said) && !has_put_in("أخبار"));
    }

    #[test]
    fn numbers_are_counted_in_words() {
        let words = Words::english();
        let count =
            |n: usize| spoken(&words.say("status-selected", &[("chars", n.into()), ("words", 1.into())])).into_owned();
        assert_eq!(count(1), "1 character, 1 word selected");
        assert_eq!(count(7), "7 characters, 1 word selected");
    }
}
