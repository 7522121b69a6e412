//! Which language a text is in, guessed by its letters: good enough to choose a reading direction and a word list, and the
//! project file or a document's own metadata overrule it. Tags are BCP 47 (`ar`, `vi`, `en`); `und` is unknown.

/// Characters looked at; news tell their language in the first lines.
const LOOKED_AT: usize = 1024;

/// Letters that Vietnamese has and its Latin neighbours do not.
const VIETNAMESE: &str = "ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ";
/// Marks that, decomposed, only Vietnamese puts on vowels: hook above, horn, dot below.
const VIETNAMESE_MARKS: [char; 3] = ['\u{309}', '\u{31b}', '\u{323}'];
const PERSIAN: &str = "پچژگکی";
const URDU: &str = "ٹڈڑںےہ";

/// The language of `text` by its letters.
#[must_use]
pub fn guess(text: &str) -> &'static str {
    let (mut latin, mut arabic, mut cyrillic, mut hebrew, mut han) = (0, 0, 0, 0, 0);
    let (mut vietnamese, mut persian, mut urdu) = (0, 0, 0);
    for c in text.chars().take(LOOKED_AT) {
        match c {
            // Most characters are these; no list below need be asked about them.
            'A'..='Z' | 'a'..='z' => {
                latin += 1;
                continue;
            }
            '\u{620}'..='\u{64a}' => {
                arabic += 1;
                continue;
            }
            '\0'..='\u{bf}' => continue,
            '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => latin += 1,
            '\u{66e}'..='\u{6d3}' => arabic += 1,
            '\u{400}'..='\u{4ff}' => cyrillic += 1,
            '\u{5d0}'..='\u{5ea}' => hebrew += 1,
            '\u{4e00}'..='\u{9fff}' => han += 1,
            _ => {}
        }
        let lower = c.to_lowercase().next().unwrap_or(c);
        vietnamese += usize::from(VIETNAMESE.contains(lower) || VIETNAMESE_MARKS.contains(&c));
        persian += usize::from(PERSIAN.contains(c));
        urdu += usize::from(URDU.contains(c));
    }
    let most = latin.max(arabic).max(cyrillic).max(hebrew).max(han);
    if most == 0 {
        "und"
    } else if most == arabic {
        // One letter in fifty that Arabic does not have: names in Arabic news borrow a few.
        match (urdu * 50 > arabic, persian * 50 > arabic) {
            (true, _) => "ur",
            (_, true) => "fa",
            _ => "ar",
        }
    } else if most == latin {
        if vietnamese * 50 > latin { "vi" } else { "en" }
    } else if most == cyrillic {
        "ru"
    } else if most == hebrew {
        "he"
    } else {
        "zh"
    }
}

/// The language of a name that somebody gives where `language` is written: what its letters say only if that is written in
/// others. A name is too short to tell languages of one script apart.
#[must_use]
pub fn of_name<'a>(name: &str, language: &'a str) -> &'a str {
    let guessed = guess(name);
    if guessed == "und" || script(guessed) == script(language) { language } else { guessed }
}

/// Any one language for each script: enough to compare.
fn script(language: &str) -> &str {
    match language.split('-').next().unwrap_or_default() {
        "ar" | "fa" | "ur" => "ar",
        other @ ("ru" | "he" | "zh") => other,
        _ => "en",
    }
}

#[cfg(test)]
mod tests {
    use super::{guess, of_name};

    #[test]
    fn a_name_is_of_the_language_around_it_unless_its_letters_are_others() {
        assert_eq!((of_name("Lloyd", "ar"), of_name("Lloyd", "vi"), of_name("Hà Nội", "en-GB")), ("en", "vi", "en-GB"));
        assert_eq!((of_name("بلال", "fa"), of_name("بلال", "vi"), of_name("1975", "ar")), ("fa", "ar", "ar"));
    }

    #[test]
    fn news_are_told_apart_by_their_letters() {
        assert_eq!(guess("Topshot - التقى الوزير نظيره الفرنسي (L) في باريس"), "ar");
        assert_eq!(guess("Chuyến thăm diễn_ra ở Hà Nội"), "vi");
        assert_eq!(guess("Chuye\u{302}\u{301}n tha\u{306}m die\u{302}\u{303}n ra, Vie\u{323}\u{302}t Nam"), "vi");
        assert_eq!(guess("The minister went to Huế on Monday and spoke with the governor about trade"), "en");
        assert_eq!(guess("12-04-2024"), "und");
    }
}
