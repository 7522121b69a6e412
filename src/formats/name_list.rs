//! Names in a list that a person writes, such as `PER=person,"a, b"=place`: what divides it divides nothing inside double quotes,
//! and two quotes there are one, as in CSV (RFC 4180). Knows nothing of what the names are.

use std::borrow::Cow;

use crate::error::Error;

const QUOTE: char = '"';

/// What stands between dividers, without spaces around it; what is in quotes is not divided. At least one part, which may be empty.
#[must_use]
pub fn divided(written: &str, divider: char) -> Vec<&str> {
    let mut is_quoted = false;
    let is_divider = |c: char| {
        is_quoted ^= c == QUOTE;
        !is_quoted && c == divider
    };
    written.split(is_divider).map(str::trim).collect()
}

/// The name that is written in a part: as it stands, or what its quotes hold. Fails if a quote stands somewhere else.
pub fn name(part: &str) -> Result<Cow<'_, str>, Error> {
    let inside = part.strip_prefix(QUOTE).and_then(|rest| rest.strip_suffix(QUOTE));
    let is_name = match inside {
        // Of quotes inside there are only pairs.
        Some(inside) => inside.split("\"\"").all(|plain| !plain.contains(QUOTE)),
        None => !part.contains(QUOTE),
    };
    if !is_name {
        return Err(Error::new(format!("the quotes in `{part}` do not hold a whole name"))
            .hint("write `\"a, b\"`, and a quote inside as two"));
    }
    Ok(inside.map_or(Cow::Borrowed(part), |inside| Cow::Owned(inside.replace("\"\"", "\""))))
}

/// A name as it is written in a list with these dividers.
#[must_use]
pub fn written<'a>(name: &'a str, dividers: &[char]) -> Cow<'a, str> {
    let is_plain = !name.is_empty() && !name.contains(dividers) && !name.contains(QUOTE) && name.trim() == name;
    match is_plain {
        true => Cow::Borrowed(name),
        false => Cow::Owned(format!("\"{}\"", name.replace(QUOTE, "\"\""))),
    }
}

#[cfg(test)]
mod tests {
    use super::{divided, name, written};

    #[test]
    fn what_is_quoted_is_not_divided() {
        assert_eq!(divided(" a , \"b, c\"+d ,\"\",", ','), ["a", "\"b, c\"+d", "\"\"", ""]);
        assert_eq!(divided("\"a\"\",b\"=c,d", ','), ["\"a\"\",b\"=c", "d"]);
    }

    #[test]
    fn every_name_is_read_as_it_is_written() {
        for one in ["PER", "a, b", "R+D", "x=y", "say \"no\"", "\"", " خبر ", ""] {
            let all = [written(one, &[',', '=', '+']), "next".into()].join(",");
            let parts = divided(&all, ',');
            assert_eq!((parts.len(), name(parts[0]).unwrap().as_ref()), (2, one), "{all}");
        }
        assert_eq!(written("PER", &[',']), "PER");
    }

    #[test]
    fn quotes_that_hold_no_whole_name_are_refused() {
        for wrong in ["\"a", "a\"b\"", "\"a\"b", "\"a\"b\"", "\""] {
            assert!(name(wrong).unwrap_err().to_string().contains("do not hold a whole name"), "{wrong}");
        }
    }
}
