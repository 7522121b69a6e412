//! How long things take in the real window: from the start to the first frame, from a command or an opened document until it
//! is painted, and of each frame the processor's time. Told to a file as JSON lines, if somebody asked, and to the status line.
//! A frame is painted when the next one begins, so that after a command another frame is asked for.

use std::path::PathBuf;
use std::time::Instant;

use serde_json::json;

use crate::session::state::Session;

/// Measures while a file or the status line wants to know.
pub struct Timings {
    started: Instant,
    file: Option<PathBuf>,
    frames: u64,
    /// What the last frame did, and when it began.
    due: Option<(Instant, Heard)>,
    speed: Speed,
}

/// What was done in a frame.
#[derive(Debug, Default)]
pub struct Heard {
    /// The first words of the command lines, in their order.
    pub commands: Vec<String>,
    /// The document that was opened.
    pub opened: Option<String>,
    /// How many documents are listed since a project was read, which can be scrolled from then on.
    pub listed: Option<usize>,
}

/// The last figures, in milliseconds.
#[derive(Debug, Clone, Default)]
pub struct Speed {
    /// The processor's time for a frame.
    pub frame: Option<f64>,
    /// The last command, and how long it took until it was painted.
    pub command: Option<(String, f64)>,
}

impl Timings {
    /// `file` takes one JSON line for each finding, such as `{"event":"first frame","ms":93.1}`.
    #[must_use]
    pub fn new(started: Instant, file: Option<PathBuf>) -> Self {
        Self { started, file, frames: 0, due: None, speed: Speed::default() }
    }

    /// Whether figures are written to a file.
    #[must_use]
    pub fn is_told(&self) -> bool {
        self.file.is_some()
    }

    #[must_use]
    pub fn speed(&self) -> &Speed {
        &self.speed
    }

    /// A frame begins, which means that the one before is on the screen. `cpu_seconds` is what that one took.
    pub fn begin_frame(&mut self, cpu_seconds: Option<f32>) {
        self.frames += 1;
        if self.frames == 2 {
            self.tell(&json!({"event": "first frame", "ms": rounded(since(self.started))}));
        }
        if let Some((began, heard)) = self.due.take() {
            let ms = since(began);
            for command in heard.commands {
                self.tell(&json!({"event": "command", "command": command, "ms": rounded(ms)}));
                self.speed.command = Some((command, ms));
            }
            if let Some(documents) = heard.listed {
                self.tell(&json!({"event": "listed", "documents": documents, "ms": rounded(since(self.started))}));
            }
            if let Some(document) = heard.opened {
                self.tell(&json!({"event": "opened", "document": document, "ms": rounded(ms)}));
            }
        }
        if let Some(seconds) = cpu_seconds.filter(|_| self.frames > 1) {
            let ms = f64::from(seconds) * 1e3;
            self.speed.frame = Some(ms);
            self.tell(&json!({"event": "frame", "cpu_ms": rounded(ms)}));
        }
    }

    /// A frame that began at `began` has been drawn. Whether another one must follow, for what it did to be measured.
    pub fn end_frame(&mut self, began: Instant, heard: Heard) -> bool {
        let is_something = !heard.commands.is_empty() || heard.opened.is_some() || heard.listed.is_some();
        if is_something {
            self.due = Some((began, heard));
        }
        is_something || self.frames == 1
    }

    fn tell(&self, finding: &serde_json::Value) {
        let Some(file) = &self.file else { return };
        if let Err(error) = Session::tell_timing(file, &format!("{finding}\n")) {
            eprintln!("hashiya: {error}");
        }
    }
}

fn since(instant: Instant) -> f64 {
    instant.elapsed().as_secs_f64() * 1e3
}

/// To hundredths.
fn rounded(ms: f64) -> f64 {
    (ms * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::{Heard, Timings};
    use crate::tests::scratch::Scratch;

    #[test]
    fn commands_documents_and_frames_are_told_once_they_are_painted() {
        let scratch = Scratch::new("timings");
        let mut timings = Timings::new(Instant::now(), Some(scratch.path().join("t.jsonl")));
        let now = Instant::now();
        timings.begin_frame(None);
        assert!(timings.end_frame(now, Heard::default()), "the first frame is measured by a second");
        timings.begin_frame(Some(0.002));
        let heard = Heard { commands: vec!["open".to_owned()], opened: Some("news-1".to_owned()), listed: Some(7) };
        assert!(timings.end_frame(now, heard));
        timings.begin_frame(Some(0.003));
        assert!(!timings.end_frame(now, Heard::default()), "nothing was done");
        let told = scratch.read("t.jsonl");
        let events: Vec<String> = told
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["event"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(events, ["first frame", "frame", "command", "listed", "opened", "frame"]);
        assert_eq!(timings.speed().command.as_ref().map(|(command, _)| command.as_str()), Some("open"));
    }
}
