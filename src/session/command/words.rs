//! Words that several kinds of command are said with.

/// A label as a person writes it: `person`, or `entities/person` where layers share a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LabelName(pub String);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    On,
    Off,
    Toggle,
}

impl Switch {
    pub const WORDS: [(&'static str, Switch); 3] =
        [("on", Switch::On), ("off", Switch::Off), ("toggle", Switch::Toggle)];

    pub fn apply(self, value: &mut bool) {
        *value = match self {
            Switch::On => true,
            Switch::Off => false,
            Switch::Toggle => !*value,
        };
    }
}

/// The word of a value in a table that has all of them.
pub fn word_of<T: Copy + PartialEq>(words: &[(&'static str, T)], value: T) -> &'static str {
    words.iter().find(|(_, known)| *known == value).map_or("", |(word, _)| word)
}
