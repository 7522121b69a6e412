//! Reading a file that is to be added, piece by piece: by which encoding, which documents are in it, and what becomes of each beside
//! those that are known. What is in memory is a piece, or a line; never the file, but for a page.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use crate::error::{Error, counted};
use crate::formats::documents::no_lines;
use crate::formats::encoding::Encoding;
use crate::formats::encoding::guess::{Guess, Guessing, percent};
use crate::formats::encoding::stream::Decoding;
use crate::formats::html;
use crate::formats::mapping::Mapping;
use crate::formats::names::file_name;
use crate::formats::taking::Taking;
use crate::model::id::DocumentId;

use super::candidate::{Candidate, Verdict};
use super::files;
use super::known::{Fate, Known, Seen};
use super::many_lines::ManyLines;
use super::named::{Kind, kind_of};
use super::steady::Steady;
use super::watch::Watch;

/// How much is read at once.
const CHUNK: usize = 256 << 10;
/// How much of a text is shown before it is added, in characters.
const PREVIEW_CHARS: usize = 1200;
/// A page is read as a whole; no article is so long, in bytes.
const LONGEST_PAGE: usize = 64 << 20;

/// A file, and what is asked of it.
pub(super) struct Asked<'a> {
    pub path: &'a Path,
    pub name: &'a str,
    /// By which it is read, if somebody says so.
    pub encoding: Option<Encoding>,
    /// What is said about the fields of its lines.
    pub map: &'a Mapping,
    /// What is there, and what else is to be added.
    pub known: &'a Known,
}

/// A file that was read.
pub(super) struct Examined {
    pub candidate: Candidate,
    /// The documents of it that would be added.
    pub seen: Seen,
}

/// Reads a file as it would be added: once to guess its encoding, once by it. `watch` counts its bytes twice.
pub(super) fn examine(asked: &Asked<'_>, watch: &Watch) -> Result<Examined, Error> {
    let Asked { path, name, encoding: chosen, map, known } = *asked;
    let kind = kind_of(name).unwrap_or(Kind::Text);
    let guess = guess_of(path, kind, watch)?;
    let stem = stem_of(name);
    let ending = if kind == Kind::Text { "txt" } else { "jsonl" };
    let candidate = Candidate {
        path: path.to_owned(),
        name: name.to_owned(),
        kind,
        encoding: chosen.unwrap_or(guess.encoding),
        is_chosen: chosen.is_some(),
        has_mark: false,
        lost: 0,
        hash: blake3::hash(b""),
        map: map.clone(),
        id: DocumentId::new(&stem),
        file: format!("{stem}.{ending}"),
        is_in_place: false,
        is_replacing: false,
        verdict: Verdict::Add,
        documents: 0,
        there: 0,
        left_out: 0,
        doubts: Vec::new(),
        preview: String::new(),
        guess,
    };
    through(candidate, None, known, None, watch)
}

/// Reads a file once more, as it was looked at, and writes what is added of it.
pub(super) fn take(looked_at: &Candidate, known: &Known, into: &mut Steady, watch: &Watch) -> Result<Examined, Error> {
    let taking = Taking::by(&looked_at.map, &looked_at.id.to_string());
    let (doubts, preview) = (Vec::new(), String::new());
    // Whether it takes the place of another is found again.
    let (is_in_place, is_replacing) = (false, false);
    let candidate = Candidate {
        is_in_place,
        is_replacing,
        documents: 0,
        there: 0,
        left_out: 0,
        doubts,
        preview,
        verdict: Verdict::Add,
        ..looked_at.clone()
    };
    through(candidate, Some(taking), known, Some(into), watch)
}

/// How a file is called in the texts' folder, without an ending: folders' names come in front, so that `sport/1.txt` and
/// `trade/1.txt` stay apart.
fn stem_of(name: &str) -> String {
    let stem = name.rsplit_once('.').filter(|_| kind_of(name).is_some()).map_or(name, |(stem, _)| stem);
    file_name(&stem.replace('/', "-"))
}

/// What a file's bytes become.
enum Content {
    Text(Box<OneText>),
    Lines(Box<ManyLines>),
    Page(String),
}

/// A text, as far as it was read.
struct OneText {
    hasher: blake3::Hasher,
    zeros: usize,
    has_text: bool,
}

/// Reads a file through by the encoding of `candidate`, and writes what is to be added of it.
fn through(
    mut candidate: Candidate,
    taking: Option<Taking>,
    known: &Known,
    mut into: Option<&mut Steady>,
    watch: &Watch,
) -> Result<Examined, Error> {
    let mut content = match candidate.kind {
        Kind::Text => Content::Text(Box::new(OneText { hasher: blake3::Hasher::new(), zeros: 0, has_text: false })),
        Kind::Lines => Content::Lines(Box::new(ManyLines::new(&candidate.map, taking, candidate.id.as_str()))),
        Kind::Page => Content::Page(String::new()),
    };
    let mut decoding = Decoding::new(candidate.encoding);
    let mut text = String::new();
    let hash = pieces(&candidate.path, watch, |piece| {
        match piece {
            Some(bytes) => decoding.read(bytes, &mut text),
            None => decoding.finish(&mut text),
        }
        let refused = match &mut content {
            Content::Text(one) => one.read(&text, &mut candidate.preview, into.as_deref_mut())?,
            Content::Lines(lines) => lines.read(&text, known, into.as_deref_mut())?,
            Content::Page(page) if page.len() + text.len() > LONGEST_PAGE => {
                let most = LONGEST_PAGE >> 20;
                Some(format!("it is longer than {most} MB, and no page; copy the article's text into a .txt file"))
            }
            Content::Page(page) => {
                page.push_str(&text);
                None
            }
        };
        text.clear();
        Ok(refused)
    })?;
    (candidate.has_mark, candidate.lost) = (decoding.has_mark, decoding.lost);
    match hash {
        Ok(hash) => candidate.hash = hash,
        Err(why) => {
            candidate.verdict = Verdict::Refused(why);
            return Ok(Examined { candidate, seen: Seen::default() });
        }
    }
    candidate.doubts = doubts(&candidate);
    let mut seen = Seen::default();
    match content {
        Content::Text(one) => {
            if one.zeros > 0 {
                let zeros = counted(one.zeros, "zero character");
                candidate.doubts.push(format!("it holds {zeros}; is it a text?"));
            }
            if one.has_text {
                single(&mut candidate, &one.hasher.finalize(), known, &mut seen);
            } else {
                candidate.verdict = Verdict::Refused("there is no text in it".to_owned());
            }
        }
        Content::Page(page) => match html::article(&page) {
            Ok(article) => {
                add_preview(&mut candidate.preview, &article.text);
                single(&mut candidate, &blake3::hash(article.text.as_bytes()), known, &mut seen);
                if let Some(into) = into.filter(|_| candidate.is_added()) {
                    into.add(&article.line(candidate.id.as_str()))?;
                }
            }
            Err(error) => candidate.verdict = Verdict::Refused(error.to_string()),
        },
        Content::Lines(lines) => {
            let found = lines.finish(known, into)?;
            candidate.doubts.extend(found.doubts);
            (candidate.documents, candidate.there, candidate.left_out) = (found.documents, found.there, found.left_out);
            (candidate.verdict, candidate.map) = (found.verdict, found.map);
            add_preview(&mut candidate.preview, &found.preview);
            seen = found.seen;
        }
    }
    if candidate.is_added() {
        place(&mut candidate, known);
    }
    Ok(Examined { candidate, seen })
}

impl OneText {
    /// Hears more of the text, which is written as it is.
    fn read(&mut self, text: &str, preview: &mut String, into: Option<&mut Steady>) -> Result<Option<String>, Error> {
        self.hasher.update(text.as_bytes());
        self.zeros += text.bytes().filter(|byte| *byte == 0).count();
        self.has_text = self.has_text || !text.trim().is_empty();
        add_preview(preview, text);
        into.map_or(Ok(()), |into| into.add(text)).map(|()| None)
    }
}

/// Reads a file's bytes piece by piece, and tells when there are no more; returns their hash, or why it need not be read further.
fn pieces(
    path: &Path,
    watch: &Watch,
    mut hear: impl FnMut(Option<&[u8]>) -> Result<Option<String>, Error>,
) -> Result<Result<blake3::Hash, String>, Error> {
    let failed = |error: &_| files::failed("read", path, error);
    let mut file = File::open(path).map_err(|error| failed(&error))?;
    let mut left = files::size(path);
    let mut hasher = blake3::Hasher::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = file.read(&mut chunk).map_err(|error| failed(&error))?;
        let piece = (read > 0).then(|| &chunk[..read]);
        hasher.update(&chunk[..read]);
        watch.advance(read)?;
        left = left.saturating_sub(read);
        if let Some(why) = hear(piece)? {
            watch.advance(left)?;
            return Ok(Err(why));
        }
        if piece.is_none() {
            return Ok(Ok(hasher.finalize()));
        }
    }
}

/// A page may say its encoding; what is valid UTF-8 nevertheless is that.
fn guess_of(path: &Path, kind: Kind, watch: &Watch) -> Result<Guess, Error> {
    let mut guessing = Guessing::default();
    let mut page = Vec::new();
    // That it can be read to its end it does not say.
    let _ = pieces(path, watch, |piece| {
        let piece = piece.unwrap_or_default();
        guessing.read(piece);
        if kind == Kind::Page && page.len() < LONGEST_PAGE {
            page.extend_from_slice(piece);
        }
        Ok(None)
    })?;
    let guess = guessing.finish();
    let declared = if kind == Kind::Page && !guess.is_utf() { html::declared_encoding(&page) } else { None };
    Ok(match declared.filter(|declared| declared.decode(&page).lost == 0) {
        Some(encoding) => Guess { encoding, confidence: 1.0, runner_up: None },
        None => guess,
    })
}

/// What is doubtful about how a file is read.
fn doubts(candidate: &Candidate) -> Vec<String> {
    let mut doubts = Vec::new();
    let guess = &candidate.guess;
    if !candidate.is_chosen && !guess.is_certain() {
        let or = guess.runner_up.map_or_else(String::new, |(next, share)| format!(", or {next} ({})", percent(share)));
        doubts.push(format!("its encoding is not certain: {} ({}){or}", guess.encoding, percent(guess.confidence)));
    }
    if candidate.lost > 0 {
        let mean = if candidate.lost == 1 { "means" } else { "mean" };
        let places = counted(candidate.lost, "place");
        doubts.push(format!("{places} that {mean} nothing in {} would be lost", candidate.encoding));
    }
    if kind_of(&candidate.name).is_none() && begins_as_json(&candidate.preview) {
        let hint = no_lines(&candidate.preview).and_then(|error| error.hint);
        let hint = hint.unwrap_or_else(|| "if each line of it is a record, call it .jsonl".to_owned());
        doubts.push(format!("it is JSON, and its source would be the text; {hint}"));
    }
    doubts
}

/// Whether what begins so is a list or a record of JSON, and not a text that begins with a bracket.
fn begins_as_json(start: &str) -> bool {
    let start = start.strip_prefix('\u{feff}').unwrap_or(start).trim_start();
    match start.split_at_checked(1) {
        Some(("[", rest)) => rest.trim_start().starts_with(['{', '[', '"', ']']),
        Some(("{", rest)) => rest.trim_start().starts_with(['"', '}']),
        _ => false,
    }
}

fn add_preview(preview: &mut String, text: &str) {
    // A character is at most four bytes, so most of a long text need not be looked at.
    if preview.len() < PREVIEW_CHARS * 4 {
        let missing = PREVIEW_CHARS.saturating_sub(preview.chars().count());
        preview.extend(text.chars().take(missing));
    }
}

/// What becomes of a file that is one document.
fn single(candidate: &mut Candidate, text: &blake3::Hash, known: &Known, seen: &mut Seen) {
    let id = candidate.id.clone();
    let refused = |message: String| Verdict::Refused(message);
    candidate.verdict = match known.fate(seen, &id, text) {
        Fate::New => Verdict::Add,
        Fate::There => Verdict::Known(format!("`{id}` is there already")),
        Fate::ThereAs(there) => Verdict::Known(format!("the same text is there as `{there}`")),
        Fate::Other(_) => match known.replaceable(&id) {
            Ok(file) if candidate.kind == Kind::Text => {
                (candidate.file, candidate.is_in_place, candidate.is_replacing) = (file, true, true);
                Verdict::Add
            }
            Ok(_) => refused(format!("`{id}` is there with another text; only a .txt takes the place of one")),
            Err(why) => refused(format!("`{id}` is there with another text; {why}")),
        },
        Fate::InCase(there) => {
            refused(format!("its name differs from that of `{there}` in case only; give it another one"))
        }
    };
    match &candidate.verdict {
        Verdict::Add => {
            seen.take(&id, text);
            candidate.documents = 1;
        }
        Verdict::Known(_) => candidate.there = 1,
        Verdict::Refused(_) => {}
    }
}

/// Gives a file a name in the texts' folder. Where a file stands that is no document, because it cannot be read, only
/// that file itself may take its place; the original is then kept beside it.
fn place(candidate: &mut Candidate, known: &Known) {
    if candidate.is_in_place || !known.has_file(&candidate.file) {
        return;
    }
    let there = known.folder.join(&candidate.file);
    if fs::canonicalize(&candidate.path).is_ok_and(|path| fs::canonicalize(there).is_ok_and(|there| there == path)) {
        candidate.is_in_place = true;
    } else if candidate.kind == Kind::Text {
        let message = format!("a file {} is there that cannot be read; add that one first", candidate.file);
        candidate.verdict = Verdict::Refused(message);
    } else {
        let (stem, ending) = candidate.file.rsplit_once('.').unwrap_or((&candidate.file, "jsonl"));
        let free = (2..).map(|number| format!("{stem}-{number}.{ending}")).find(|name| !known.has_file(name));
        candidate.file = free.unwrap_or_default();
    }
}
