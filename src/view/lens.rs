//! The lens: names for characters one does not see, so that the page can show where they stand. A view; the text is untouched.

/// What the lens writes for a character, if it is one that leaves no mark of its own.
#[must_use]
pub fn name(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{0009}' => "TAB",
        '\u{000D}' => "CR",
        '\u{00A0}' => "NBSP",
        '\u{00AD}' => "SHY",
        '\u{034F}' => "CGJ",
        '\u{061C}' => "ALM",
        '\u{180E}' => "MVS",
        '\u{2007}' => "FSP",
        '\u{2009}' => "THSP",
        '\u{200A}' => "HSP",
        '\u{200B}' => "ZWSP",
        '\u{200C}' => "ZWNJ",
        '\u{200D}' => "ZWJ",
        '\u{200E}' => "LRM",
        '\u{200F}' => "RLM",
        '\u{2028}' => "LSEP",
        '\u{2029}' => "PSEP",
        '\u{202A}' => "LRE",
        '\u{202B}' => "RLE",
        '\u{202C}' => "PDF",
        '\u{202D}' => "LRO",
        '\u{202E}' => "RLO",
        '\u{202F}' => "NNBSP",
        '\u{2060}' => "WJ",
        '\u{2066}' => "LRI",
        '\u{2067}' => "RLI",
        '\u{2068}' => "FSI",
        '\u{2069}' => "PDI",
        '\u{3000}' => "IDSP",
        '\u{FE00}'..='\u{FE0F}' => "VS",
        '\u{FEFF}' => "BOM",
        '\u{FFFC}' => "OBJ",
        c if c.is_control() && c != '\n' => "CTRL",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn direction_characters_have_names_and_letters_have_none() {
        assert_eq!(
            "a\u{200F}ب\u{2067}\n".chars().map(name).collect::<Vec<_>>(),
            [None, Some("RLM"), None, Some("RLI"), None]
        );
    }
}
