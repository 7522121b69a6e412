//! The documents of a `.jsonl` that is to be added, line by line: what becomes of each beside those that are known, and what is to
//! be told of those that are left out.

use crate::error::{Error, counted};
use crate::formats::documents::{Names, Unreadable, no_lines};
use crate::formats::mapping::{Mapping, Part};
use crate::formats::taking::{Taken, Taking};
use crate::model::id::DocumentId;

use super::candidate::Verdict;
use super::known::{Fate, Known, Seen};
use super::named::listed;
use super::steady::Steady;

/// How many lines are read before it is known which fields hold what, and how many bytes of them at most.
const FIRST_LINES: usize = 50;
const FIRST_BYTES: usize = 4 << 20;
/// How much of a file tells why it has no lines, in bytes.
const START: usize = 64 << 10;
/// No document is so long, in bytes: a longer line is left out, and not held.
const LONGEST_LINE: usize = 64 << 20;
/// How many of what is there already is named.
const NAMED: usize = 3;
/// How many fields are named, one of which may hold the text.
const FIELDS: usize = 12;

/// What was found in a file of lines.
pub(super) struct Found {
    pub verdict: Verdict,
    /// By which fields they were read.
    pub map: Mapping,
    pub documents: usize,
    pub there: usize,
    pub left_out: usize,
    pub doubts: Vec<String>,
    /// The first text.
    pub preview: String,
    pub seen: Seen,
}

/// Lines that are being read.
pub(super) struct ManyLines {
    said: Mapping,
    /// Before the ids that are made.
    stem: String,
    /// Nothing before the first lines tell.
    taking: Option<Taking>,
    first: Vec<First>,
    first_bytes: usize,
    /// How the file begins.
    start: String,
    /// A line of which the end is still to come.
    begun: String,
    /// Whether that line is too long already, so that what comes of it is not held.
    is_too_long: bool,
    /// How many lines have ended.
    number: usize,
    names: Names,
    seen: Seen,
    documents: usize,
    /// What is there already, as many as are named, and how many.
    there: (Vec<String>, usize),
    told: Told,
    preview: String,
}

/// One of the first lines, and its number.
struct First {
    line: String,
    number: usize,
}

impl AsRef<str> for First {
    fn as_ref(&self) -> &str {
        &self.line
    }
}

/// What is to be told of lines: how many, and the first of them.
#[derive(Default)]
struct Told {
    unread: Tally,
    long: Tally,
    empty: Tally,
    other: Tally,
    in_case: Tally,
    odd: Tally,
    named: Tally,
    doubles: Tally,
}

#[derive(Default)]
struct Tally {
    count: usize,
    first: String,
}

impl Tally {
    fn add(&mut self, first: impl FnOnce() -> String) {
        if self.count == 0 {
            self.first = first();
        }
        self.count += 1;
    }
}

impl ManyLines {
    /// By what is said about their fields, or by how they were read before.
    pub fn new(said: &Mapping, taking: Option<Taking>, stem: &str) -> Self {
        Self {
            said: said.clone(),
            stem: stem.to_owned(),
            taking,
            first: Vec::new(),
            first_bytes: 0,
            start: String::new(),
            begun: String::new(),
            is_too_long: false,
            number: 0,
            names: Names::default(),
            seen: Seen::default(),
            documents: 0,
            there: (Vec::new(), 0),
            told: Told::default(),
            preview: String::new(),
        }
    }

    /// Hears more of the file; what is to be added of it is written. Returns why it need not be read further.
    pub fn read(&mut self, text: &str, known: &Known, mut into: Option<&mut Steady>) -> Result<Option<String>, Error> {
        if self.start.len() < START {
            self.start.push_str(&text[..text.floor_char_boundary(START - self.start.len())]);
        }
        if self.start.trim_start().starts_with('[') {
            return Ok(no_lines(&self.start).map(|error| error.to_string()));
        }
        let mut rest = text;
        while let Some((line, after)) = rest.split_once('\n') {
            rest = after;
            let ended;
            let line = if self.begun.is_empty() && !self.is_too_long {
                Some(line)
            } else {
                self.begin(line);
                ended = self.end();
                ended.as_deref()
            };
            if let Err(refused) = self.line(line, known, into.as_deref_mut())? {
                return Ok(Some(refused));
            }
        }
        self.begin(rest);
        let is_cut_otherwise = self.number == 0 && self.begun.len() >= START && self.start.contains('\r');
        if is_cut_otherwise {
            return Ok(no_lines(&self.start).map(|error| error.to_string()));
        }
        Ok(None)
    }

    /// Holds more of a line of which the end is still to come, unless it is too long.
    fn begin(&mut self, part: &str) {
        self.is_too_long |= self.begun.len() + part.len() > LONGEST_LINE;
        if self.is_too_long {
            self.begun = String::new();
        } else {
            self.begun.push_str(part);
        }
    }

    /// The line that was begun, which ends here; `None` if it is too long.
    fn end(&mut self) -> Option<String> {
        let line = std::mem::take(&mut self.begun);
        (!std::mem::take(&mut self.is_too_long)).then_some(line)
    }

    /// A whole line, or `None` for one that is too long; or why it makes no sense to read any.
    fn line(
        &mut self,
        line: Option<&str>,
        known: &Known,
        into: Option<&mut Steady>,
    ) -> Result<Result<(), String>, Error> {
        self.number += 1;
        let number = self.number;
        let Some(line) = line else {
            self.told.long.add(|| format!("line {number}"));
            return Ok(Ok(()));
        };
        if let Some(taking) = self.taking.take() {
            let done = self.take(&taking, line, number, known, into);
            self.taking = Some(taking);
            return done.map(Ok);
        }
        self.first_bytes += line.len();
        self.first.push(First { line: line.to_owned(), number });
        if self.first.len() < FIRST_LINES && self.first_bytes < FIRST_BYTES {
            return Ok(Ok(()));
        }
        self.decide(known, into)
    }

    /// Finds out which fields hold what, and reads the first lines by that.
    fn decide(&mut self, known: &Known, mut into: Option<&mut Steady>) -> Result<Result<(), String>, Error> {
        let taking = match Taking::of(&self.said, &self.first, &self.stem) {
            Ok(taking) => taking,
            Err(error) => return Ok(Err(error.to_string())),
        };
        for First { line, number } in std::mem::take(&mut self.first) {
            self.take(&taking, &line, number, known, into.as_deref_mut())?;
        }
        self.taking = Some(taking);
        Ok(Ok(()))
    }

    fn take(
        &mut self,
        taking: &Taking,
        line: &str,
        number: usize,
        known: &Known,
        into: Option<&mut Steady>,
    ) -> Result<(), Error> {
        let Taken { line, scanned, is_named_here } = match taking.line(line, &mut self.names) {
            Ok(Some(taken)) => taken,
            Ok(None) => return Ok(()),
            Err(Unreadable { column, message, .. }) => {
                self.told.unread.add(|| format!("{number}:{column}: {message}"));
                return Ok(());
            }
        };
        let id = &scanned.summary.id;
        if !scanned.has_text {
            self.told.empty.add(|| format!("line {number}, `{id}`"));
            return Ok(());
        }
        match known.fate(&self.seen, id, &scanned.hash) {
            Fate::New => {}
            Fate::There => {
                self.is_there(id);
                return Ok(());
            }
            Fate::ThereAs(there) if is_named_here => {
                self.is_there(&there);
                return Ok(());
            }
            Fate::ThereAs(there) => self.told.doubles.add(|| format!("`{id}` is that of `{there}`")),
            Fate::Other(place) => {
                let place = place.map_or_else(String::new, |place| format!(", which is in {place}"));
                self.told.other.add(|| format!("line {number}, `{id}`{place}"));
                return Ok(());
            }
            Fate::InCase(there) => {
                self.told.in_case.add(|| format!("line {number}, `{id}` beside `{there}`"));
                return Ok(());
            }
        }
        if let Some(problem) = scanned.problems.first() {
            let hint = problem.hint.as_ref().map_or_else(String::new, |hint| format!("; {hint}"));
            self.told.odd.add(|| format!("line {number}: {}{hint}", problem.message));
        }
        if is_named_here {
            self.told.named.add(|| format!("`{id}`"));
        }
        if self.preview.is_empty() {
            // What is shown is what will be read.
            let document = crate::formats::documents::read_line(line.as_bytes()).ok().flatten();
            self.preview = document.map(|document| document.text().to_string()).unwrap_or_default();
        }
        self.seen.take(id, &scanned.hash);
        self.documents += 1;
        match into {
            Some(into) => into.add(&line).and_then(|()| into.add("\n")),
            None => Ok(()),
        }
    }

    fn is_there(&mut self, id: &DocumentId) {
        self.there.1 += 1;
        if self.there.0.len() < NAMED {
            self.there.0.push(id.to_string());
        }
    }

    /// After the last of the file.
    pub fn finish(mut self, known: &Known, mut into: Option<&mut Steady>) -> Result<Found, Error> {
        let mut refused = None;
        if !self.begun.is_empty() || self.is_too_long {
            let last = self.end();
            refused = self.line(last.as_deref(), known, into.as_deref_mut())?.err();
        }
        if self.taking.is_none() && refused.is_none() {
            refused = self.decide(known, into)?.err();
        }
        let (names, there) = &self.there;
        let (documents, there) = (self.documents, *there);
        let (doubts, left_out) = self.doubts();
        let verdict = match refused {
            Some(why) => Verdict::Refused(why),
            None if documents > 0 => Verdict::Add,
            None if left_out == 0 && there > 0 => {
                let more = there.saturating_sub(names.len());
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                Verdict::Known(format!("{}{more} {} there already", listed(names), is(there)))
            }
            None => {
                let why = no_lines(&self.start).filter(|_| there == 0).map(|error| error.to_string());
                let why = why.or_else(|| (!doubts.is_empty()).then(|| doubts.join("; ")));
                Verdict::Refused(why.unwrap_or_else(|| "there is no document in it".to_owned()))
            }
        };
        let doubts = if documents > 0 { doubts } else { Vec::new() };
        let map = self.taking.map_or(self.said, |taking| taking.map().clone());
        Ok(Found { verdict, map, documents, there, left_out, doubts, preview: self.preview, seen: self.seen })
    }

    /// What somebody should look at, and how many lines are left out.
    fn doubts(&self) -> (Vec<String>, usize) {
        let Told { unread, long, empty, other, in_case, odd, named, doubles } = &self.told;
        let are = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
        let out = |tally: &Tally| format!("{} left out", is(tally.count));
        let mut doubts = Vec::new();
        let read: Vec<(&str, &str)> = self.taking.iter().flat_map(Taking::others).collect();
        let is_guessed = |(ours, theirs): &(&str, &str)| {
            self.said.parts().all(|(part, name)| part.word() != *ours || name != *theirs)
        };
        let guessed: Vec<String> = read
            .into_iter()
            .filter(is_guessed)
            .map(|(ours, theirs)| format!("`{theirs}` is read as the {ours}"))
            .collect();
        if !guessed.is_empty() {
            doubts.push(format!("{}; `--map text=FIELD,id=FIELD` says otherwise", guessed.join(" and ")));
        }
        let mut tell = |tally: &Tally, said: &dyn Fn() -> String| {
            if tally.count > 0 {
                doubts.push(format!("{} {}", said(), tally.first));
            }
        };
        tell(unread, &|| format!("{} cannot be read and {}, the first:", counted(unread.count, "line"), out(unread)));
        tell(long, &|| {
            let (are, most) = (are(long.count, "line is", "lines are"), LONGEST_LINE >> 20);
            format!("{are} longer than {most} MB and {}, for each document is a line of its own; the first:", out(long))
        });
        // No field seems to be the text.
        let lacking = self.taking.iter().filter(|taking| taking.map().get(Part::Text).is_none());
        let fields: Vec<String> =
            lacking.flat_map(Taking::fields).take(FIELDS).map(|field| format!("`{field}`")).collect();
        if !fields.is_empty() {
            tell(&Tally { count: 1, first: fields.join(", ") }, &|| {
                "`--map text=FIELD` says in which field the text is, of".to_owned()
            });
        }
        tell(empty, &|| {
            let have = are(empty.count, "document has", "documents have");
            format!("{have} no text and {}, the first:", out(empty))
        });
        tell(other, &|| {
            let are = are(other.count, "document is", "documents are");
            let rule = "for nothing is overwritten; give new texts new ids";
            format!("{are} there with another text and {}, {rule}; the first:", out(other))
        });
        tell(in_case, &|| {
            let differ = are(in_case.count, "id differs", "ids differ");
            format!("{differ} from others in case only and {}; give them other ids; the first:", out(in_case))
        });
        tell(odd, &|| are(odd.count, "document says", "documents say") + " what is not understood, the first:");
        tell(named, &|| {
            let have = are(named.count, "document has no id and is", "documents have no id and are");
            format!("{have} called after the text, unless `--map id=FIELD` says where it is; the first:")
        });
        tell(doubles, &|| {
            let texts = counted(doubles.count, "text");
            format!("{texts} under another id already, the first:")
        });
        (doubts, unread.count + long.count + empty.count + other.count + in_case.count)
    }
}

fn is(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}
