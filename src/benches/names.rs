//! Identities in any quantity, for benchmarks, the same on every machine. Names are made of syllables with the letters that
//! Arabic, English and Vietnamese write them in, so that consonants cluster as they do in names.

use hashiya::model::id::IdentityId;
use hashiya::model::identity::{Identity, IdentityKind};

use crate::random::Random;

/// A syllable in English, Vietnamese and Arabic letters.
const SYLLABLES: [(&str, &str, &str); 24] = [
    ("ba", "ba", "با"),
    ("blin", "blin", "بلين"),
    ("ken", "ken", "كن"),
    ("ma", "ma", "ما"),
    ("cron", "crông", "كرون"),
    ("pu", "pu", "بو"),
    ("tin", "tin", "تين"),
    ("sha", "sa", "شا"),
    ("rif", "ríp", "ريف"),
    ("mo", "mô", "مو"),
    ("ham", "ham", "حم"),
    ("med", "mét", "مد"),
    ("wa", "oa", "وا"),
    ("lid", "lít", "ليد"),
    ("jor", "gioóc", "جور"),
    ("dan", "đan", "دان"),
    ("kha", "kha", "خا"),
    ("lil", "lin", "ليل"),
    ("sen", "xen", "سن"),
    ("bru", "bru", "برو"),
    ("fel", "phen", "فل"),
    ("nor", "no", "نور"),
    ("ga", "ga", "غا"),
    ("vo", "vô", "فو"),
];

/// A name of one to three words in English, Vietnamese and Arabic.
fn name(random: &mut Random) -> [String; 3] {
    let mut names = [const { Vec::new() }; 3];
    for _ in 0..1 + random.below(3) {
        let syllables: Vec<_> = (0..2 + random.below(2)).map(|_| SYLLABLES[random.below(SYLLABLES.len())]).collect();
        names[0].push(syllables.iter().map(|syllable| syllable.0).collect::<String>());
        names[1].push(syllables.iter().map(|syllable| syllable.1).collect::<Vec<_>>().join("-"));
        names[2].push(syllables.iter().map(|syllable| syllable.2).collect::<String>());
    }
    names.map(|words| words.join(" "))
}

/// So many identities with names in English and Vietnamese, and each with its Arabic name beside it.
pub fn identities(count: usize) -> impl Iterator<Item = (Identity, String)> {
    let mut random = Random(1);
    (0..count).map(move |number| {
        let mut identity = Identity::new(IdentityId::new(&format!("identity-{number}")), IdentityKind::Entity);
        let [english, vietnamese, arabic] = name(&mut random);
        identity.add_name("en", &english);
        identity.add_name("vi", &vietnamese);
        (identity, arabic)
    })
}
