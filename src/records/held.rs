//! What a state file says of its journal: up to which line it holds it, and a sum of its own text, so that a file that was
//! edited by hand, or comes from another journal, is known for that.
//!
//! ```ron
//!     journal: "12 4f3a90b1c2d3e4f5 9b1c33f07a6e5d4c",
//! ```
//!
//! The number of the last line that is held, that line's sum, and the sum of the file without this line.

use std::fmt;
use std::str::FromStr;

/// The first 64 bits of a BLAKE3 hash, written as 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum(pub u64);

/// Up to where a state holds its journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub number: u64,
    /// Of the journal's line with that number.
    pub line: Sum,
    /// Of the state's own text, without this statement.
    pub text: Sum,
}

impl Sum {
    /// Of nothing, as where there is no file.
    pub const NOTHING: Sum = Sum(0);

    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(part);
        }
        let mut first = [0; 8];
        first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        Self(u64::from_be_bytes(first))
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for Sum {
    type Err = ();

    fn from_str(written: &str) -> Result<Self, ()> {
        let is_form = written.len() == 16 && written.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if is_form { u64::from_str_radix(written, 16).map(Self).map_err(|_| ()) } else { Err(()) }
    }
}

const BEFORE: &str = "    journal: \"";
const AFTER: &str = "\",\n";

/// Says in a state's `text`, at byte `at`, that it holds the journal up to the line `number` with the sum `line`. Returns the
/// sum of the text as it was.
pub fn insert(text: &mut String, at: usize, number: u64, line: Sum) -> Sum {
    let sum = Sum::of(&[text.as_bytes()]);
    text.insert_str(at, &format!("{BEFORE}{number} {line} {sum}{AFTER}"));
    sum
}

/// What a state's text says of its journal, if it does, and the sum of the text without that.
#[must_use]
pub fn find(text: &str) -> (Option<Held>, Sum) {
    // Everything of the file's own stands before its list; what comes there are records.
    let list = ["\n    annotations: [", "\n    identities: ["].into_iter().find_map(|list| text.find(list));
    let head = list.map_or(text, |list| &text[..=list]);
    let found = head.find(&format!("\n{BEFORE}")).and_then(|feed| {
        let start = feed + 1;
        let end = start + head[start..].find(AFTER)? + AFTER.len();
        let mut words = text[start + BEFORE.len()..end - AFTER.len()].split(' ');
        let held = Held {
            number: words.next()?.parse().ok()?,
            line: words.next()?.parse().ok()?,
            text: words.next()?.parse().ok()?,
        };
        words.next().is_none().then_some((held, start..end))
    });
    match found {
        Some((held, range)) => (Some(held), Sum::of(&[&text.as_bytes()[..range.start], &text.as_bytes()[range.end..]])),
        None => (None, Sum::of(&[text.as_bytes()])),
    }
}

#[cfg(test)]
mod tests {
    use super::{Held, Sum, find, insert};

    const STATE: &str = "(\n    format: 1,\n    annotations: [\n    ],\n)\n";

    #[test]
    fn what_is_said_is_found_and_the_rest_keeps_its_sum() {
        let mut text = STATE.to_owned();
        let sum = insert(&mut text, "(\n    format: 1,\n".len(), 12, Sum(7));
        assert_eq!(find(&text), (Some(Held { number: 12, line: Sum(7), text: sum }), sum));
        assert_eq!(find(STATE), (None, sum));
        assert_ne!(find(&text.replace("1,", "2,")).1, sum);
    }

    #[test]
    fn what_is_no_statement_is_none() {
        for line in ["12 x y", "12", "12 0000000000000007 0000000000000007 1"] {
            let text = STATE.replace("    annotations", &format!("    journal: \"{line}\",\n    annotations"));
            assert_eq!(find(&text).0, None, "{line}");
        }
    }
}
