//! Colours of other people's configurations, as tones: the tone whose hue is nearest. Which tone is which colour on the screen is
//! not known here. Channels are sRGB, 0 to 255.

use crate::model::schema::Tone;

/// The tones that have a hue, in degrees around the circle from red, as people call colours; more than one where a tone is wide.
const HUES: [(&str, i32); 16] = [
    ("red", 0),
    ("orange", 28),
    ("orange", 42),
    ("olive", 58),
    ("olive", 74),
    ("green", 105),
    ("green", 140),
    ("teal", 172),
    ("sky", 195),
    ("blue", 214),
    ("blue", 232),
    ("indigo", 250),
    ("purple", 275),
    ("purple", 295),
    ("pink", 325),
    ("red", 350),
];

/// Names of CSS that are no tones, and the tones that they are.
const NAMES: [(&str, &str); 17] = [
    ("aqua", "sky"),
    ("black", "grey"),
    ("crimson", "red"),
    ("cyan", "sky"),
    ("fuchsia", "pink"),
    ("gold", "olive"),
    ("gray", "grey"),
    ("lime", "green"),
    ("magenta", "pink"),
    ("maroon", "red"),
    ("navy", "blue"),
    ("salmon", "red"),
    ("silver", "grey"),
    ("skyblue", "sky"),
    ("violet", "purple"),
    ("white", "grey"),
    ("yellow", "olive"),
];

/// Below this spread of its channels a colour is grey.
const GREYEST: i32 = 24;
/// An orange darker than this, by its brightest channel, is brown.
const BROWNEST: i32 = 160;

/// The tone of a colour as CSS writes it, `#ffa39e`, `#fa9` or a name; `None` if it is none that is known here.
#[must_use]
pub fn tone(written: &str) -> Option<Tone> {
    let written = written.trim().to_ascii_lowercase();
    let Some(digits) = written.strip_prefix('#') else {
        let other = NAMES.iter().find(|(name, _)| *name == written).map(|(_, tone)| *tone);
        return Tone::from_word(other.unwrap_or(&written));
    };
    let digits: Vec<i32> =
        digits.chars().map(|digit| digit.to_digit(16).map(|digit| digit as i32)).collect::<Option<_>>()?;
    match digits[..] {
        [red, green, blue] | [red, green, blue, _] => Some(of_channels([red * 17, green * 17, blue * 17])),
        [r1, r2, g1, g2, b1, b2] | [r1, r2, g1, g2, b1, b2, _, _] => {
            Some(of_channels([r1 * 16 + r2, g1 * 16 + g2, b1 * 16 + b2]))
        }
        _ => None,
    }
}

/// A name under which CSS knows a colour of a tone.
#[must_use]
pub fn name(tone: Tone) -> &'static str {
    match tone.word() {
        "sky" => "skyblue",
        word => word,
    }
}

fn of_channels([red, green, blue]: [i32; 3]) -> Tone {
    let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
    let spread = most - least;
    let word = if spread < GREYEST {
        "grey"
    } else {
        let hue = match most {
            _ if most == red => 60 * (green - blue) / spread,
            _ if most == green => 120 + 60 * (blue - red) / spread,
            _ => 240 + 60 * (red - green) / spread,
        };
        let away = |other: i32| (hue - other).rem_euclid(360).min((other - hue).rem_euclid(360));
        let nearest = HUES.iter().min_by_key(|(_, other)| away(*other)).map_or("grey", |(word, _)| *word);
        if nearest == "orange" && most < BROWNEST { "brown" } else { nearest }
    };
    Tone::from_word(word).expect("hues are called as tones are")
}

#[cfg(test)]
mod tests {
    use super::{HUES, NAMES, name, tone};
    use crate::model::schema::Tone;

    #[test]
    fn a_colour_is_the_tone_that_people_call_it() {
        let check =
            |written: &str, expected: Option<&str>| assert_eq!(tone(written).map(Tone::word), expected, "{written}");
        // The palette that Label Studio gives out by itself.
        check("#FFA39E", Some("red"));
        check("#D4380D", Some("red"));
        check("#FFC069", Some("orange"));
        check("#AD8B00", Some("orange"));
        check("#D3F261", Some("olive"));
        check("#389E0D", Some("green"));
        check("#5CDBD3", Some("teal"));
        check("#096DD9", Some("blue"));
        check("#9254DE", Some("purple"));
        check("#F759AB", Some("pink"));
        check("#74491f", Some("brown"));
        check("#888", Some("grey"));
        check(" Gold ", Some("olive"));
        check("rgb(1, 2, 3)", None);
        check("#12", None);
        check("#ééé", None);
    }

    #[test]
    fn every_tone_has_a_name_that_leads_back_to_it() {
        for word in Tone::WORDS {
            let known = Tone::from_word(word).unwrap();
            assert_eq!(tone(name(known)), Some(known));
        }
        let words = HUES.iter().map(|(word, _)| *word).chain(NAMES.iter().map(|(_, word)| *word));
        assert!(words.into_iter().all(|word| Tone::from_word(word).is_some()));
    }
}
