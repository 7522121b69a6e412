//! How WebAnno's tables write what would be taken for a mark of the table: with a backslash before it. Texts and values are
//! escaped by different rules.

/// A line of text. Control characters but the vertical tab are escaped, and nothing else.
pub(super) fn escaped_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\u{c}' => out.push_str("\\f"),
            '\u{8}' => out.push_str("\\b"),
            '\u{b}' => out.push(c),
            '\0'..='\u{1f}' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

/// Also reads `\uXXXX`, which versions before 3.2 wrote.
pub(super) fn unescaped_text(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(c) = rest.chars().next() else {
            out.push('\\');
            break;
        };
        rest = &rest[c.len_utf8()..];
        match c {
            't' => out.push('\t'),
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            'f' => out.push('\u{c}'),
            'b' => out.push('\u{8}'),
            'u' => {
                let (units, length) = units(rest);
                match length {
                    0 => out.push('u'),
                    _ => out.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))),
                }
                rest = &rest[length..];
            }
            _ => out.push(c),
        }
    }
    out.push_str(rest);
    out
}

/// The units that stand as `XXXX\uXXXX…`, and how many bytes they take: two make one character beyond the first plane.
fn units(written: &str) -> (Vec<u16>, usize) {
    let (mut units, mut length) = (Vec::new(), 0);
    let mut rest = Some(written);
    while let Some(digits) =
        rest.and_then(|rest| rest.get(..4)).filter(|digits| digits.bytes().all(|c| c.is_ascii_hexdigit()))
    {
        units.extend(u16::from_str_radix(digits, 16));
        length += if units.len() > 1 { 6 } else { 4 };
        rest = written.get(length..).and_then(|rest| rest.strip_prefix("\\u"));
    }
    (units, length)
}

/// The value of a feature, in which nothing is left that means something.
pub(super) fn escaped_value(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for (at, c) in value.char_indices() {
        match c {
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            // Not one of the format's, but a carriage return as it is would end the line for Java.
            '\r' => out.push_str("\\r"),
            '\\' | '[' | ']' | '|' | '_' | ';' | '*' => out.extend(['\\', c]),
            '-' if value[at..].starts_with("->") => out.push_str("\\-"),
            _ => out.push(c),
        }
    }
    out
}

pub(super) fn unescaped_value(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let mut chars = written.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('t') => out.push('\t'),
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some(c) => out.push(c),
                None => out.push('\\'),
            },
            _ => out.push(c),
        }
    }
    out
}

/// The parts between marks that are not escaped.
pub(super) fn split(written: &str, mark: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut is_escaped) = (0, false);
    for (at, c) in written.char_indices() {
        if c == mark && !is_escaped {
            parts.push(&written[start..at]);
            start = at + c.len_utf8();
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    parts.push(&written[start..]);
    parts
}

/// What stands before a bracket at the end that is not escaped, and in it.
pub(super) fn bracket(written: &str) -> (&str, Option<&str>) {
    let parts = split(written, '[');
    let inside = parts.last().filter(|_| parts.len() > 1).and_then(|last| last.strip_suffix(']'));
    match inside {
        Some(inside) if !inside.ends_with('\\') => (&written[..written.len() - inside.len() - 2], Some(inside)),
        _ => (written, None),
    }
}

#[cfg(test)]
mod tests {
    use super::{bracket, escaped_text, escaped_value, split, unescaped_text, unescaped_value};

    #[test]
    fn texts_and_values_come_back() {
        for text in ["a\\tb", "a\tb\r\u{1}\u{b}\u{c}\u{8}", "\\", "\\\\n", "خبر_عاجل [x]"] {
            assert_eq!(unescaped_text(&escaped_text(text)), text);
            let value = escaped_value(text);
            assert_eq!(unescaped_value(&value), text);
            assert_eq!((split(&value, '|').len(), bracket(&value).1), (1, None));
        }
        assert_eq!(escaped_value("Hà_Nội->[1]|*;"), "Hà\\_Nội\\->\\[1\\]\\|\\*\\;");
        assert_eq!(unescaped_value("\\->"), "->");
        assert_eq!(unescaped_text("\\u0645\\uD83D\\uDE00\\u"), "م😀u");
    }

    #[test]
    fn marks_count_unless_they_are_escaped() {
        assert_eq!(split("a\\|b|c\\\\|", '|'), ["a\\|b", "c\\\\", ""]);
        assert_eq!(bracket("PER[12]"), ("PER", Some("12")));
        assert_eq!(bracket("a\\[1\\][3]"), ("a\\[1\\]", Some("3")));
        assert_eq!(bracket("a\\[1]"), ("a\\[1]", None));
    }
}
