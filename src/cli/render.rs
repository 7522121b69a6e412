//! `hashiya render`: a page with its annotations as a picture, without a window. Pixels.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Severity, counted};
use crate::model::document::Document;
use crate::model::id::{AnnotationId, AnnotatorId, DocumentId};
use crate::model::nearest::hint_for;
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;
use crate::store::files;
use crate::store::folder::{self, Folder, Purpose};
use crate::text::flow::Flow;
use crate::text::fonts::Faces;
use crate::text::shape::Engine;
use crate::view::draw;
use crate::view::frames;
use crate::view::heading::Heading;
use crate::view::kept::Kept;
use crate::view::marks::Marks;
use crate::view::page::{Focus, Lens, Measure, Page, Scene, Spacing};
use crate::view::png::png;
use crate::view::shapes::Shape;
use crate::view::svg::{Size, svg};
use crate::view::tones::Theme;

use super::arguments::{Arguments, usage};
use super::{Exit, Failure, print};

/// The letters' size.
const SIZE: f32 = 19.0;
/// Around the column, in em.
const MARGIN: f32 = 2.0;
/// The column is at least this wide, in em.
const NARROWEST: f32 = 6.0;

#[derive(Clone, Copy)]
enum Picture {
    Svg,
    Png,
}

/// What of the frames is to be seen.
#[derive(Clone, Copy, Default)]
struct Shown {
    /// The annotation whose arcs are seen, as if it was chosen.
    chosen: Option<AnnotationId>,
    /// Whether the arcs of all frames are.
    all: bool,
}

/// `hashiya render DIR DOCUMENT [--by ANNOTATOR] [--width W] [--choose NUMBER] [--frames] --output page.svg|page.png`
///
/// Without `--by` the page shows the only annotator's set; with several one must be named, with none there is only text.
pub fn render(mut arguments: Arguments<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let by = arguments.option("--by")?;
    let width: Option<f32> = arguments.parsed("--width")?;
    let shown = Shown { chosen: arguments.parsed("--choose")?.map(AnnotationId), all: arguments.flag("--frames") };
    let output = arguments.option("--output")?.ok_or_else(|| usage("`--output` is missing (page.svg or page.png)"))?;
    let root = arguments.expect("DIR")?;
    let name = arguments.expect("DOCUMENT")?;
    arguments.end()?;
    let picture = match Path::new(&output).extension().and_then(|extension| extension.to_str()) {
        Some("svg") => Picture::Svg,
        Some("png") => Picture::Png,
        _ => return Err(usage(format!("`{output}` is no picture to make: its name must end in .svg or .png"))),
    };
    let margin = MARGIN * SIZE;
    let narrowest = NARROWEST * SIZE + 2.0 * margin;
    let width = width.unwrap_or(Measure::COLUMN_EM * SIZE + 2.0 * margin);
    if !width.is_finite() || width < narrowest {
        return Err(usage(format!("`--width` must be at least {narrowest}")));
    }

    let opened = folder::open(Path::new(&root))?;
    let place = opened.corpus.position(&DocumentId::new(&name)).ok_or_else(|| {
        let known = opened.corpus.summaries().map(|summary| summary.id.as_str());
        Error::new(format!("there is no document `{name}` in {root}")).hint(hint_for(&name, known))
    })?;
    let document = &opened.corpus.load(place)?;
    let set = set_of(&opened.folder, document, by.as_deref(), &root)?;

    let faces = opened.faces.unwrap_or_else(|| Arc::new(Faces::bundled()));
    let spacing = if shown.all { Spacing::Arcs } else { Spacing::Chips };
    let measure = Measure { size: SIZE, width: width - 2.0 * margin, spacing };
    if let Some(number) = shown.chosen.filter(|number| set.as_ref().is_none_or(|set| set.get(*number).is_none())) {
        let hint = "the numbers stand in the annotator's .ron file and in the exports";
        return Err(Error::new(format!("`{name}` has no annotation {number}")).hint(hint).into());
    }
    let (shapes, heading, height) = page_shapes(&faces, &opened.project, document, set.as_ref(), measure, shown);
    let size = Size { width, height: height + heading + 2.0 * margin, margin };
    let bytes = match picture {
        Picture::Svg => svg(&shapes, &faces, document.title(), size, Theme::Light).into_bytes(),
        Picture::Png => png(&shapes, &faces, size, 1.0, Theme::Light)?,
    };
    files::write(Path::new(&output), &bytes)?;
    let losses = opened.problems.iter().filter(|problem| problem.severity != Severity::Note);
    let told: String = losses.map(|problem| format!("{problem}\n")).collect();
    let count = set.map_or(0, |set| set.len());
    print(out, &format!("{told}drew {name} with {} to {output}\n", counted(count, "annotation")))
}

fn set_of(
    folder: &Folder,
    document: &Document,
    by: Option<&str>,
    root: &str,
) -> Result<Option<AnnotationSet>, Failure> {
    let annotators = folder.annotators()?;
    let names = || annotators.iter().map(AnnotatorId::as_str);
    let annotator = match (by, annotators.as_slice()) {
        (Some(by), known) => {
            let found = known.iter().find(|annotator| annotator.as_str() == by);
            let hint = hint_for(by, names());
            Some(found.ok_or_else(|| Error::new(format!("`{by}` has annotated nothing in {root}")).hint(hint))?)
        }
        (None, []) => None,
        (None, [only]) => Some(only),
        (None, _) => {
            let all = names().collect::<Vec<_>>().join(", ");
            let error = Error::new(format!("several people annotated {root}: {all}"));
            return Err(error.hint("name one of them with `--by`").into());
        }
    };
    let set = annotator.map(|annotator| folder.read_set(annotator, document, Purpose::Look)).transpose()?;
    Ok(set.map(|(set, _)| set))
}

/// The strokes of the whole page, with its top at y = 0, and the heights of its heading and of its text.
fn page_shapes(
    faces: &Arc<Faces>,
    project: &Project,
    document: &Document,
    set: Option<&AnnotationSet>,
    measure: Measure,
    shown: Shown,
) -> (Vec<Shape>, f32, f32) {
    let mut engine = Engine::new(Arc::clone(faces));
    let mut kept = Kept::default();
    let style = measure.style(document.direction(), true);
    let mut flow = Flow::new(Arc::clone(document.text()), style, measure.paragraph_gap());
    // Heights are estimates until everything is laid out.
    flow.visible(&mut engine, 0.0, f64::MAX);
    let height = flow.height();
    let marks = set.map(|set| Marks::of(project, set)).unwrap_or_default();
    let frames = set.map(|set| frames::all(project, set, &marks)).unwrap_or_default();
    let chosen = shown.chosen.and_then(|number| marks.position(number));
    let looked_at = chosen.map(|chosen| frames::around(&frames, chosen)).filter(|frames| !frames.is_empty());
    let heading = Heading::new(&mut kept, &mut engine, measure, &marks.marks, flow.is_rtl());
    let scene = Scene {
        text: document.text(),
        marks: &marks.marks,
        lanes: &marks.lanes,
        order: &marks.order,
        heading: &heading,
        chosen,
        same: &[],
        selection: None,
        caret: None,
        lens: Lens::Off,
        margin: MARGIN * measure.size,
        frames: if shown.all { &frames } else { &[] },
        quiet: &[],
        voices: &[],
        case: &[],
        focus: looked_at.as_deref().map(|frames| Focus { frames, offered: &[], lit: &[] }),
    };
    let top = -f64::from(heading.height());
    let page = Page::new(&mut flow, &mut engine, &mut kept, measure, scene, top..height);
    let mut shapes = Vec::new();
    draw::draw(&page, &mut |shape| shapes.push(shape));
    (shapes, heading.height(), height as f32)
}
