//! Scripts: which script each character of a paragraph is shaped in. Spaces, digits and punctuation have none of their own;
//! here they get one by the rules that browsers follow. Offsets are bytes of the paragraph.

use icu_properties::CodePointMapData;
use icu_properties::props::{BidiMirroringGlyph, BidiPairedBracketType, Script};
use icu_properties::script::ScriptWithExtensions;

use super::segment;

/// The script of `c` if it has one of its own.
pub(super) fn own_script(c: char) -> Option<Script> {
    if c.is_ascii() {
        return c.is_ascii_alphabetic().then_some(Script::Latin);
    }
    match CodePointMapData::<Script>::new().get(c) {
        Script::Common | Script::Inherited | Script::Unknown => None,
        script => Some(script),
    }
}

/// Whether letters of `script` run right to left.
pub(super) fn is_rtl_script(script: Script) -> bool {
    matches!(script, Script::Arabic | Script::Hebrew | Script::Syriac | Script::Thaana | Script::Nko)
}

/// Whether any character of `text` is of a script whose letters run right to left.
pub(super) fn holds_rtl_script(text: &str) -> bool {
    // These begin the UTF-8 of all such characters, and of none in Vietnamese or English.
    let may_hold = text.bytes().any(|byte| matches!(byte, 0xd6..=0xe0 | 0xef));
    may_hold && text.chars().filter_map(own_script).any(is_rtl_script)
}

/// The first script in `text` that a character has of its own.
pub(super) fn script_within(text: &str) -> Option<Script> {
    text.chars().find_map(own_script)
}

/// The stretches of one script: where each ends, and its script. What has no script of its own goes with what precedes it,
/// the start of the text with the first letter, a closing bracket with its opening one (UAX #24 5.1), and what is used with
/// some scripts only with one of these. `default` is the script of a text without letters.
pub(super) fn script_runs(text: &str, default: Script) -> Vec<(usize, Script)> {
    let mut runs: Vec<(usize, Script)> = Vec::new();
    let mut script = script_within(text).unwrap_or(default);
    let mut brackets = Brackets::default();
    for (offset, c) in text.char_indices() {
        // What combines is of one script with its base, whatever script it is made for.
        if offset == 0 || !segment::continues_grapheme(c) {
            script =
                own_script(c).or_else(|| brackets.script_at(c, script)).unwrap_or_else(|| script_beside(c, script));
        }
        let end = offset + c.len_utf8();
        match runs.last_mut() {
            Some((last_end, last)) if *last == script => *last_end = end,
            _ => runs.push((end, script)),
        }
    }
    runs
}

/// The script of a `c` that has none of its own, beside text in `script`.
fn script_beside(c: char, script: Script) -> Script {
    if c.is_ascii() {
        return script;
    }
    let used_with = ScriptWithExtensions::new().get_script_extensions_val(c);
    let is_used_everywhere =
        used_with.iter().all(|other| matches!(other, Script::Common | Script::Inherited | Script::Unknown));
    if is_used_everywhere || used_with.contains(&script) {
        return script;
    }
    // Of several others Arabic comes first, so that its comma and its digits are Arabic beside Latin letters too.
    if used_with.contains(&Script::Arabic) { Script::Arabic } else { used_with.iter().next().unwrap_or(script) }
}

/// Brackets remembered at most; of more, the outer are forgotten. Browsers remember as many.
const OPEN_BRACKETS: usize = 32;

/// The brackets that are open, innermost last: what closes each, and the script it stands in.
#[derive(Default)]
struct Brackets(Vec<(char, Script)>);

impl Brackets {
    /// Opens and closes by `c`; a bracket that closes one is of that one's script.
    fn script_at(&mut self, c: char, script: Script) -> Option<Script> {
        if c.is_ascii() && !matches!(c, '(' | ')' | '[' | ']' | '{' | '}') {
            return None;
        }
        let bracket = CodePointMapData::<BidiMirroringGlyph>::new().get(c);
        match bracket.paired_bracket_type {
            BidiPairedBracketType::Open => {
                if self.0.len() == OPEN_BRACKETS {
                    self.0.remove(0);
                }
                self.0.push((bracket.mirroring_glyph?, script));
            }
            BidiPairedBracketType::Close => {
                let opened = self.0.iter().rposition(|(closing, _)| *closing == c)?;
                return self.0.drain(opened..).next().map(|(_, script)| script);
            }
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::script_runs;
    use icu_properties::props::Script;

    /// One letter for each character's script.
    fn scripts(text: &str) -> String {
        let runs = script_runs(text, Script::Latin);
        let script_at = |offset: usize| runs[runs.partition_point(|(end, _)| *end <= offset)].1;
        let letter = |script: Script| match script {
            Script::Arabic => 'A',
            Script::Latin => 'L',
            _ => '?',
        };
        text.char_indices().map(|(offset, _)| letter(script_at(offset))).collect()
    }

    #[test]
    fn what_has_no_script_goes_with_what_precedes_it() {
        assert_eq!(scripts("- قال X. قال"), "AAAAAALLLAAA");
        assert_eq!(scripts("12 : 3"), "LLLLLL");
        assert_eq!(scripts(""), "");
    }

    #[test]
    fn a_closing_bracket_goes_with_its_opening_one() {
        assert_eq!(scripts("قال (AFP). ثم"), "AAAAALLLAAAAA");
        assert_eq!(scripts("قال (A[B) c]."), "AAAAALLLAALLL");
        assert_eq!(scripts("ab) قال"), "LLLLAAA");
    }

    #[test]
    fn the_arabic_comma_and_harakat_are_arabic_beside_latin_letters() {
        assert_eq!(scripts("ab ، cd"), "LLLAALL");
        assert_eq!(scripts("a\u{301}b"), "LLL");
    }
}
