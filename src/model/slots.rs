//! The slots of a frame: the roles and attributes of a label, each with the key that chooses it while the frame is filled.
//! Keys are physical and stand for themselves here: while a frame is filled, labels do not answer to theirs.

use super::key::Chord;
use super::schema::Label;

/// What a slot takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotKind {
    /// Annotations and identities.
    Role,
    /// A word or a text.
    Attribute,
}

/// A role or an attribute of a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot<'a> {
    pub kind: SlotKind,
    pub name: &'a str,
    pub title: &'a str,
    /// None if every letter and digit belongs to another slot.
    pub key: Option<Chord>,
}

/// The slots of a label, roles first, in the project's order. A slot has the key that the project gives it, else the first
/// letter of its name that is free, else the first free letter or digit of all.
#[must_use]
pub fn slots(label: &Label) -> Vec<Slot<'_>> {
    let roles = label.roles.iter().map(|role| (SlotKind::Role, &role.name, &role.title, role.key));
    let attributes = label.attributes.iter().map(|asked| (SlotKind::Attribute, &asked.name, &asked.title, asked.key));
    let mut slots: Vec<Slot<'_>> =
        roles.chain(attributes).map(|(kind, name, title, key)| Slot { kind, name, title, key }).collect();
    let mut taken: Vec<Chord> = Vec::new();
    for slot in &mut slots {
        // Of two slots with one key the earlier has it.
        slot.key = slot.key.filter(|key| !taken.contains(key));
        taken.extend(slot.key);
    }
    for slot in slots.iter_mut().filter(|slot| slot.key.is_none()) {
        let own = slot.name.chars().chain('a'..='z').chain('0'..='9');
        let mut keys = own.filter(char::is_ascii_alphanumeric).filter_map(|c| Chord::key(c.encode_utf8(&mut [0; 4])));
        slot.key = keys.find(|key| !taken.contains(key));
        taken.extend(slot.key);
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::slots;
    use crate::model::id::LabelId;
    use crate::tests::news;

    fn keys(label: &str) -> String {
        let project = news::project();
        let (layer, label) = label.split_once('/').unwrap();
        let label = project.label(&LabelId::new(layer, label)).unwrap();
        slots(label).iter().map(|slot| format!("{}={} ", slot.name, slot.key.unwrap())).collect()
    }

    #[test]
    fn a_slot_has_the_first_free_letter_of_its_name() {
        assert_eq!(keys("events/visit"), "place=P time=T agent=A destination=D factuality=F ");
        assert_eq!(keys("stances/against"), "holder=H target=T intensity=I kind=K ");
        assert_eq!(keys("events/statement"), "place=P time=T speaker=S addressee=A topic=O factuality=F ");
    }
}
