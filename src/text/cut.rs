//! Where a paragraph is cut into what is shaped at once: at changes of level and script, and at spaces where nothing that the
//! faces' rules look at stands beyond them. Offsets are bytes of the paragraph.

use icu_properties::props::Script;

use super::bidi::{Levels, VisualRun};
use super::fonts::{Faces, needs_no_glyph};
use super::script::{holds_rtl_script, is_rtl_script, script_runs, script_within};
use super::segment;

/// Cuts one paragraph.
#[derive(Clone, Copy)]
pub(super) struct Cutter<'a> {
    pub text: &'a str,
    pub faces: &'a Faces,
    /// Whether words are shaped apart; else whole runs.
    pub cuts_at_spaces: bool,
    /// Where graphemes are cut that are too long, in order.
    pub cuts: &'a [usize],
}

impl Cutter<'_> {
    /// The runs that are shaped apart, with the script at their start. Where the script chooses the face, a run's own letters
    /// speak for what stands beside them; where the caller named the faces, runs are cut by script as browsers cut them.
    pub(super) fn stretches(&self, levels: &Levels) -> Vec<(VisualRun, Script)> {
        // What has no script of its own takes the base direction's, so that digits and brackets in an Arabic sentence
        // come from the Arabic face whichever level they have.
        let base_script = first_script(self.text, levels);
        if self.faces.order_is_by_script() {
            let script_of = |run: &VisualRun| script_within(&self.text[run.start..run.end]).unwrap_or(base_script);
            return levels.runs().map(|run| (run, script_of(&run))).collect();
        }
        let scripts = script_runs(self.text, base_script);
        let mut stretches = Vec::with_capacity(scripts.len());
        for run in levels.runs() {
            let mut start = run.start;
            for &(end, script) in &scripts[scripts.partition_point(|(end, _)| *end <= run.start)..] {
                if start >= run.end {
                    break;
                }
                let end = end.min(run.end);
                stretches.push((VisualRun { start, end, ..run }, script));
                start = end;
            }
        }
        stretches
    }

    /// The cutter for `run`, whose first script is `script`. Text of a right-to-left script that runs left to right, as numbers
    /// in Arabic do, is shaped whole: HarfBuzz takes it in one or the other direction by the digits and letters in all of it.
    pub(super) fn within(self, run: VisualRun, script: Script) -> Self {
        let is_turned = || is_rtl_script(script) || holds_rtl_script(&self.text[run.start..run.end]);
        Self { cuts_at_spaces: self.cuts_at_spaces && (run.is_rtl() || !is_turned()), ..self }
    }

    /// The end of the stretch from `start` that is shaped at once: a tab, a line end, spaces, or all up to the next of these or to
    /// where a grapheme without end is cut.
    pub(super) fn token_end(&self, run: VisualRun, start: usize) -> usize {
        let cut = self.cuts.get(self.cuts.partition_point(|cut| *cut <= start));
        let run = VisualRun { end: cut.map_or(run.end, |cut| run.end.min(*cut)), ..run };
        let bytes = self.text.as_bytes();
        let rest = &bytes[start..run.end];
        match blank_length(rest) {
            0 => {}
            length => return start + length,
        }
        if !self.cuts_at_spaces {
            return (start..run.end).find(|&at| blank_length(&bytes[at..]) > 0).unwrap_or(run.end);
        }
        if bytes[start] == b' ' {
            let length = rest.iter().take_while(|&&byte| byte == b' ').count();
            // What combines with the last space is shaped with it.
            return match (length, begins_combining(&self.text[start + length..run.end])) {
                (1, true) => self.next_cut(run, start + 1),
                (length, true) => start + length - 1,
                (length, false) => start + length,
            };
        }
        self.next_cut(run, start)
    }

    /// The next place at or after `start` where a word ends: a tab, a line end, or a space at which shaping may be cut.
    fn next_cut(&self, run: VisualRun, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = start;
        while at < run.end {
            match bytes[at] {
                b' ' => {
                    let after = at + bytes[at..run.end].iter().take_while(|&&byte| byte == b' ').count();
                    let is_single = after == at + 1;
                    let (before, beyond) = (&self.text[start..at], &self.text[after..run.end]);
                    let blocks = before.ends_with(segment::is_prepended)
                        || (is_single && (begins_combining(beyond) || !self.faces.may_cut(before, beyond)));
                    if !blocks {
                        return at;
                    }
                    at = after;
                }
                _ if blank_length(&bytes[at..]) > 0 => return at,
                _ => at += 1,
            }
        }
        run.end
    }
}

/// The length of the tab or line end that `bytes` begin with, or 0. These are shaped by nobody.
fn blank_length(bytes: &[u8]) -> usize {
    match bytes {
        [b'\t' | b'\r' | 0x0b | 0x0c, ..] => 1,
        // U+0085, U+2028, U+2029.
        [0xc2, 0x85, ..] => 2,
        [0xe2, 0x80, 0xa8 | 0xa9, ..] => 3,
        _ => 0,
    }
}

/// Whether `text` is a tab or a line end: blank, whatever glyph a face has for it.
pub(super) fn is_blank(text: &str) -> bool {
    let length = blank_length(text.as_bytes());
    length > 0 && length == text.len()
}

/// Whether `text` begins with what combines with the character before it, if need be across what is invisible.
pub(super) fn begins_combining(text: &str) -> bool {
    let first = text.chars().find(|&c| c.is_ascii() || segment::continues_grapheme(c) || !needs_no_glyph(c));
    first.is_some_and(segment::continues_grapheme)
}

/// Where the level changes inside a grapheme: after an Arabic number sign, which a number may leave behind, and after what
/// UAX #9 does not count.
pub(super) fn cut_graphemes(text: &str, levels: &Levels) -> Vec<usize> {
    let may_cut = |start: usize| {
        text[..start].ends_with(segment::is_prepended) || text[start..].starts_with(segment::continues_grapheme)
    };
    let starts = levels.runs().map(|run| run.start);
    starts.filter(|&start| may_cut(start) && !segment::is_grapheme_boundary(text, start)).collect()
}

/// The script of the first letter that runs in the paragraph's base direction, else of any letter.
fn first_script(text: &str, levels: &Levels) -> Script {
    levels
        .runs()
        .filter(|run| run.is_rtl() == levels.is_rtl())
        .find_map(|run| script_within(&text[run.start..run.end]))
        .or_else(|| script_within(text))
        .unwrap_or(if levels.is_rtl() { Script::Arabic } else { Script::Latin })
}
