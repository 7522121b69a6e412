//! `hashiya board --html`: the board as a page with one picture, which says everything without a program of ours. It changes
//! nothing on disk but the page.

use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, counted};
use crate::model::board::NextBy;
use crate::model::id::AnnotatorId;
use crate::session::command::board::{BoardCommand, Part};
use crate::session::state::Session;
use crate::store::files;
use crate::store::own;
use crate::text::fonts::Faces;
use crate::view::board::{Figure, Head};
use crate::view::board_page::{WIDTH, Words, picture};
use crate::view::svg::{Size, svg};
use crate::view::tones::{Ink, Rgb, Theme, colour};

use super::spent::time;

/// Around the picture.
const MARGIN: f32 = 28.0;

/// Writes the board of a project, as somebody sees it, into a file.
pub fn write(root: &Path, onlooker: &AnnotatorId, file: &Path) -> Result<(), Error> {
    let mut session = Session::open_or_look(root, Some(onlooker.as_str()))?;
    session.perform(&BoardCommand::Show(Part::People).into())?;
    let Some(board) = session.board() else {
        return Err(session.board_failure().cloned().unwrap_or_else(|| Error::new("the board could not be read")));
    };
    let faces = session.faces().cloned().unwrap_or_else(|| Arc::new(Faces::bundled()));
    let picture = picture(&session, board, &faces, &English);
    let name = &session.project().name;
    let size = Size { width: WIDTH + 2.0 * MARGIN, height: picture.height + 2.0 * MARGIN, margin: MARGIN };
    let picture = svg(&picture.shapes, &faces, name, size, Theme::Light);
    let name = name.replace('&', "&amp;").replace('<', "&lt;");
    let Rgb([red, green, blue]) = colour(Ink::Paper, Theme::Light);
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{name}</title>\n\
         <style>html {{ background: #{red:02x}{green:02x}{blue:02x} }} body {{ margin: 0 auto; max-width: 70em; font-family: sans-serif }} h1 {{ margin: 1em 28px 0; font-size: 1.4em }} \
         svg {{ width: 100%; height: auto }}</style>\n</head>\n<body>\n<h1 dir=\"auto\">{name}</h1>\n{picture}</body>\n</html>\n"
    );
    own::refuse(file)?;
    files::write(file, page.as_bytes())
}

struct English;

impl Words for English {
    fn part(&self, part: &Part) -> String {
        let words = match part {
            Part::People => "People",
            Part::Days => "Days (UTC)",
            Part::Documents(_) => "Time by document",
            Part::Labels => "Labels and roles",
            Part::Agreement => "Agreement",
            Part::Problems => "Problems",
            Part::Next(NextBy::Assigned) => "Next: assigned, not finished",
            Part::Next(NextBy::Unfinished) => "Next: begun, not finished",
            Part::Next(NextBy::Fewest) => "Next: fewest annotators",
            Part::Next(NextBy::Differing) => "Next: most disagreement",
            Part::Assignments => "Assignments",
        };
        words.to_owned()
    }

    fn head(&self, head: Head) -> String {
        let words = match head {
            Head::Finished | Head::FinishedThen => "finished",
            Head::Started => "started",
            Head::New => "not begun",
            Head::Annotations => "annotations",
            Head::Actions => "actions",
            Head::Time => "time",
            Head::TimePerDocument => "per document",
            Head::Count => "given",
            Head::Documents => "documents",
            Head::Begun => "annotators",
            Head::Differing => "differing",
            Head::Cases => "cases",
            Head::Agreement => "agreement",
        };
        words.to_owned()
    }

    fn figure(&self, figure: Figure) -> String {
        match figure {
            Figure::None => String::new(),
            Figure::Count(count) => count.to_string(),
            Figure::Share(share) => format!("{share:.3}"),
            Figure::Time(ms) => time(ms),
        }
    }

    fn more(&self, count: usize) -> String {
        format!("… and {} more", counted(count, "row"))
    }
}
