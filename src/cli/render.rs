//! `hashiya render`: a page with its annotations as a picture, without a window. Pixels.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Severity};
use crate::model::document::Document;
use crate::model::id::{AnnotatorId, DocumentId};
use crate::model::nearest::hint_for;
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;
use crate::store::files;
use crate::store::folder::{self, Folder, Purpose};
use crate::text::flow::Flow;
use crate::text::fonts::Faces;
use crate::text::shape::Engine;
use crate::view::draw;
use crate::view::marks::Marks;
use crate::view::page::{Lens, Measure, Page, Scene};
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

/// `hashiya render DIR DOCUMENT [--by ANNOTATOR] [--width W] --output page.svg|page.png`
///
/// Without `--by` the page shows the only annotator's set; with several one must be named, with none there is only text.
pub fn render(mut arguments: Arguments<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let by = arguments.option("--by")?;
    let width: Option<f32> = arguments.parsed("--width")?;
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
    let measure = Measure { size: SIZE, width: width - 2.0 * margin };
    let (shapes, height) = page_shapes(&faces, &opened.project, document, set.as_ref(), measure);
    let size = Size { width, height: height + 2.0 * margin, margin };
    let bytes = match picture {
        Picture::Svg => svg(&shapes, &faces, document.title(), size, Theme::Light).into_bytes(),
        Picture::Png => png(&shapes, &faces, size, 1.0, Theme::Light)?,
    };
    files::write(Path::new(&output), &bytes)?;
    let losses = opened.problems.iter().filter(|problem| problem.severity != Severity::Note);
    let told: String = losses.map(|problem| format!("{problem}\n")).collect();
    let count = set.map_or(0, |set| set.len());
    print(out, &format!("{told}drew {name} with {count} annotations to {output}\n"))
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
            return Err(usage(format!("several people annotated {root}: say `--by` with one of {all}")));
        }
    };
    let set = annotator.map(|annotator| folder.read_set(annotator, document, Purpose::Look)).transpose()?;
    Ok(set.map(|(set, _)| set))
}

/// The strokes of the whole page and its height.
fn page_shapes(
    faces: &Arc<Faces>,
    project: &Project,
    document: &Document,
    set: Option<&AnnotationSet>,
    measure: Measure,
) -> (Vec<Shape>, f32) {
    let mut engine = Engine::new(Arc::clone(faces));
    let style = measure.style(document.direction(), true);
    let mut flow = Flow::new(Arc::clone(document.text()), style, measure.paragraph_gap());
    // Heights are estimates until everything is laid out.
    flow.visible(&mut engine, 0.0, f64::MAX);
    let height = flow.height();
    let marks = set.map(|set| Marks::of(project, set)).unwrap_or_default();
    let scene = Scene {
        text: document.text(),
        marks: &marks.marks,
        lanes: &marks.lanes,
        chosen: None,
        selection: None,
        caret: None,
        lens: Lens::Off,
        focus: None,
    };
    let page = Page::new(&mut flow, &mut engine, measure, scene, 0.0, height);
    let mut shapes = Vec::new();
    draw::draw(&page, &mut |shape| shapes.push(shape));
    (shapes, height as f32)
}
