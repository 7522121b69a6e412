//! `hashiya render`: a page with its annotations as a picture, without a window: of one annotator, of several on one page, or of
//! several side by side. Pixels.

use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Severity, counted};
use crate::model::document::Document;
use crate::model::id::{AnnotationId, AnnotatorId, DocumentId};
use crate::model::nearest::hint_for;
use crate::model::schema::Project;
use crate::model::set::AnnotationSet;
use crate::review::docket::{Docket, Voice};
use crate::store::files;
use crate::store::folder::{self, Folder, Purpose};
use crate::store::own;
use crate::text::flow::Flow;
use crate::text::fonts::Faces;
use crate::text::shape::Engine;
use crate::view::draw;
use crate::view::drawn::Drawn;
use crate::view::frames;
use crate::view::heading::Heading;
use crate::view::kept::Kept;
use crate::view::measure::{Measure, Spacing};
use crate::view::page::Page;
use crate::view::parallel::Column;
use crate::view::png::png;
use crate::view::review;
use crate::view::scene::{Focus, Scene};
use crate::view::shapes::{Rect, Shape};
use crate::view::svg::{Size, svg};
use crate::view::titles::{self, Row, Title};
use crate::view::tones::{Ink, Theme};
use crate::view::voices::VoiceMarks;

use super::arguments::{Arguments, usage};
use super::ending::{Exit, Failure, print};
use super::onlooker::Onlooker;

/// The letters' size.
const SIZE: f32 = 19.0;
/// Around the column, in em.
const MARGIN: f32 = 2.0;
/// The column is at least this wide, in em.
const NARROWEST: f32 = 6.0;
/// One of several columns, in em.
const COLUMN: f32 = 20.0;

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

/// Whose words are to be seen, and how.
enum Whose {
    /// A set on a page, with the lines of those who are compared below the text.
    OnePage {
        own: Option<AnnotationSet>,
        voices: Vec<Voice>,
    },
    SideBySide(Vec<Voice>),
}

/// Strokes with the height that they take.
struct Drawing {
    shapes: Vec<Shape>,
    height: f32,
    count: usize,
}

/// `hashiya render DIR DOCUMENT [--by ANNOTATOR] [--as ANNOTATOR] [--annotators A,B,… [--side-by-side]] [--width W] [--choose NUMBER] [--frames]
/// --output page.svg|page.png`
///
/// Without `--by` the page shows the only annotator's set; with several one must be named, with none there is only text. Those
/// whom `--annotators` names are compared, by lines below the text or each in a column of their own.
pub fn render(mut arguments: Arguments<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let (by, annotators) = (arguments.option("--by")?, arguments.option("--annotators")?);
    let is_parallel = arguments.flag("--side-by-side");
    let onlooker = Onlooker::take(&mut arguments)?;
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
    if is_parallel && (annotators.is_none() || by.is_some() || shown.chosen.is_some()) {
        return Err(usage("`--side-by-side` shows those whom `--annotators` names, and nobody chosen among them"));
    }

    let opened = folder::open(Path::new(&root))?;
    let place = opened.corpus.position(&DocumentId::new(&name)).ok_or_else(|| {
        let known = opened.corpus.summaries().map(|summary| summary.id.as_str());
        Error::new(format!("there is no document `{name}` in {root}")).hint(hint_for(&name, known))
    })?;
    let document = &opened.corpus.load(place)?;
    let known = opened.folder.annotators()?;
    let refuse = |name: &AnnotatorId| onlooker.refuse_document(&opened.project, &opened.folder, document, name);
    let names = annotators.iter().flat_map(|names| names.split(',')).filter(|name| !name.is_empty());
    let voices: Vec<Voice> = names
        .map(|name| {
            let name = found(&known, name, &root)?;
            refuse(name)?;
            voice_of(&opened.folder, document, name)
        })
        .collect::<Result<_, Failure>>()?;
    let whose = match (is_parallel, &by) {
        (true, _) => Whose::SideBySide(voices),
        (false, None) if !voices.is_empty() => Whose::OnePage { own: None, voices },
        (false, _) => {
            let own = set_of(&opened.folder, document, by.as_deref(), &known, &root)?;
            own.iter().try_for_each(|set| refuse(set.annotator()))?;
            Whose::OnePage { own, voices }
        }
    };
    let columns = match &whose {
        Whose::OnePage { .. } => 1,
        Whose::SideBySide(voices) => voices.len().max(1),
    };
    let margin = MARGIN * SIZE;
    let narrowest = (NARROWEST * SIZE + margin) * columns as f32 + margin;
    let comfortable = if columns > 1 { COLUMN } else { Measure::COLUMN_EM };
    let width = width.unwrap_or((comfortable * SIZE + margin) * columns as f32 + margin);
    if !width.is_finite() || width < narrowest {
        return Err(usage(format!("`--width` must be at least {narrowest}")));
    }

    let faces = opened.faces.unwrap_or_else(|| Arc::new(Faces::bundled()));
    let has_lines = matches!(&whose, Whose::OnePage { voices, .. } if !voices.is_empty());
    let spacing = if shown.all || has_lines || columns > 1 { Spacing::Arcs } else { Spacing::Chips };
    let column = ((width - margin) / columns as f32 - margin).floor();
    let measure = Measure { size: SIZE, width: column, spacing };
    let easel = Easel::new(&faces, &opened.project, document, measure, shown);
    let drawing = match whose {
        Whose::OnePage { own, voices } => {
            if let Some(number) =
                shown.chosen.filter(|number| own.as_ref().is_none_or(|set| set.get(*number).is_none()))
            {
                let hint = "the numbers stand in the annotator's .ron file and in the exports";
                return Err(Error::new(format!("`{name}` has no annotation {number}")).hint(hint).into());
            }
            easel.one_page(own.as_ref(), voices)
        }
        Whose::SideBySide(voices) => easel.side_by_side(voices),
    };
    let size = Size { width, height: drawing.height + 2.0 * margin, margin };
    let bytes = match picture {
        Picture::Svg => svg(&drawing.shapes, &faces, document.title(), size, Theme::Light).into_bytes(),
        Picture::Png => png(&drawing.shapes, &faces, size, 1.0, Theme::Light)?,
    };
    own::refuse(Path::new(&output))?;
    files::write(Path::new(&output), &bytes)?;
    let losses = opened.problems.iter().filter(|problem| problem.severity != Severity::Note);
    let told: String = losses.map(|problem| format!("{problem}\n")).collect();
    print(out, &format!("{told}drew {name} with {} to {output}\n", counted(drawing.count, "annotation")))
}

/// The annotator who is called `name`.
fn found<'a>(known: &'a [AnnotatorId], name: &str, root: &str) -> Result<&'a AnnotatorId, Failure> {
    let found = known.iter().find(|annotator| annotator.as_str() == name);
    let hint = hint_for(name, known.iter().map(AnnotatorId::as_str));
    Ok(found.ok_or_else(|| Error::new(format!("`{name}` has annotated nothing in {root}")).hint(hint))?)
}

fn voice_of(folder: &Folder, document: &Document, annotator: &AnnotatorId) -> Result<Voice, Failure> {
    let (set, _) = folder.read_set(annotator, document, Purpose::Look)?;
    let (identities, _) = folder.read_identities(annotator, Purpose::Look)?;
    Ok(Voice { set: Arc::new(set), identities: Arc::new(identities) })
}

fn set_of(
    folder: &Folder,
    document: &Document,
    by: Option<&str>,
    known: &[AnnotatorId],
    root: &str,
) -> Result<Option<AnnotationSet>, Failure> {
    let annotator = match (by, known) {
        (Some(by), known) => Some(found(known, by, root)?),
        (None, []) => None,
        (None, [only]) => Some(only),
        (None, _) => {
            let all = known.iter().map(AnnotatorId::as_str).collect::<Vec<_>>().join(", ");
            let error = Error::new(format!("several people annotated {root}: {all}"));
            return Err(error.hint("name one of them with `--by`, or several with `--annotators`").into());
        }
    };
    let set = annotator.map(|annotator| folder.read_set(annotator, document, Purpose::Look)).transpose()?;
    Ok(set.map(|(set, _)| set))
}

/// What a document is drawn with.
struct Easel<'a> {
    project: &'a Project,
    document: &'a Document,
    measure: Measure,
    /// Beside the text, for arcs and names.
    margin: f32,
    shown: Shown,
    engine: Engine,
    kept: Kept,
    flow: Flow,
}

/// What is drawn of a set.
#[derive(Clone, Copy)]
struct Sheet<'a> {
    drawn: &'a Drawn,
    voices: Option<&'a VoiceMarks>,
    agreed: &'a [bool],
    absent: &'a [Range<usize>],
}

impl<'a> Easel<'a> {
    fn new(faces: &Arc<Faces>, project: &'a Project, document: &'a Document, measure: Measure, shown: Shown) -> Self {
        let mut engine = Engine::new(Arc::clone(faces));
        let style = measure.style(document.direction(), true);
        let mut flow = Flow::new(Arc::clone(document.text()), style, measure.paragraph_gap());
        // Heights are estimates until everything is laid out.
        flow.visible(&mut engine, 0.0, f64::MAX);
        Self { project, document, measure, margin: MARGIN * SIZE, shown, engine, kept: Kept::default(), flow }
    }

    /// A set, with the names and lines of those who are compared.
    fn one_page(mut self, own: Option<&AnnotationSet>, voices: Vec<Voice>) -> Drawing {
        let mut shapes = Vec::new();
        let (Measure { size: em, width, .. }, is_rtl) = (self.measure, self.flow.is_rtl());
        let mut titles: Vec<Title> = titles(&voices);
        if let (Some(own), false) = (own, voices.is_empty()) {
            titles.insert(0, Title { name: own.annotator().to_string(), tone: None });
        }
        let row = Row { em, left: 0.0, width, is_rtl };
        let rows = titles::listed(&mut self.engine, &mut self.kept, &titles, row, &mut |shape| shapes.push(shape));
        let count = own.map_or(0, AnnotationSet::len) + voices.iter().map(|voice| voice.set.len()).sum::<usize>();
        let docket = (!voices.is_empty()).then(|| Docket::new(self.project, self.document, voices, None));
        let lines = docket.map(|docket| {
            review::voice_marks(&docket, &review::undecided(&docket), |_| true, |lane, _| review::tone_of(lane))
        });
        let mut drawn = Drawn::default();
        drawn.follow(self.project, own);
        let heading = self.heading(&drawn);
        let sheet = Sheet { drawn: &drawn, voices: lines.as_ref(), agreed: &[], absent: &[] };
        let above = em * titles::ROW * rows as f32;
        let height = self.draw(sheet, &heading, heading.height(), [0.0, above], &mut shapes);
        Drawing { shapes, height: above + height, count }
    }

    /// What each says in a column of their own; the first one stands where one begins to read.
    fn side_by_side(mut self, voices: Vec<Voice>) -> Drawing {
        let mut shapes = Vec::new();
        let (Measure { size: em, width, .. }, is_rtl) = (self.measure, self.flow.is_rtl());
        let count = voices.iter().map(|voice| voice.set.len()).sum();
        let titles = titles(&voices);
        let docket = Docket::new(self.project, self.document, voices, None);
        let stands = review::undecided(&docket);
        let mut columns: Vec<Column> = Vec::new();
        columns.resize_with(titles.len(), Column::default);
        for (voice, column) in columns.iter_mut().enumerate() {
            column.draw(self.project, &docket, voice);
            column.place(&docket, voice, &stands, None);
        }
        let headings: Vec<Heading> = columns.iter().map(|column| self.heading(&column.drawn)).collect();
        let above_text = headings.iter().map(Heading::height).fold(0.0, f32::max);
        let (above, step) = (em * titles::ROW, width + MARGIN * SIZE);
        // Two columns share what is between them.
        self.margin = MARGIN * SIZE / 2.0;
        let mut height = 0.0;
        for (nth, ((column, title), heading)) in columns.iter().zip(&titles).zip(&headings).enumerate() {
            let place = if is_rtl { titles.len() - 1 - nth } else { nth };
            let left = step * place as f32;
            let row = Row { em, left, width, is_rtl };
            titles::centred(&mut self.engine, &mut self.kept, title, row, &mut |shape| shapes.push(shape));
            let Column { drawn, agreed, absent, .. } = column;
            let sheet = Sheet { drawn, voices: None, agreed, absent };
            height = self.draw(sheet, heading, above_text, [left, above], &mut shapes);
            if place > 0 {
                let x = left - MARGIN * SIZE / 2.0;
                let rect = Rect { left: x, top: 0.0, right: x + 1.0, bottom: above + height };
                shapes.push(Shape::Fill { rect, radius: 0.0, ink: Ink::Border });
            }
        }
        Drawing { shapes, height: above + height, count }
    }

    fn heading(&mut self, drawn: &Drawn) -> Heading {
        Heading::new(&mut self.kept, &mut self.engine, self.measure, &drawn.marks.marks, self.flow.is_rtl())
    }

    /// Draws the whole document with its left edge and top at `origin`, and `above` left for its heading; how high it is.
    fn draw(
        &mut self,
        sheet: Sheet<'_>,
        heading: &Heading,
        above: f32,
        origin: [f32; 2],
        shapes: &mut Vec<Shape>,
    ) -> f32 {
        let marks = &sheet.drawn.marks;
        let chosen = self.shown.chosen.and_then(|number| marks.position(number));
        let looked_at = chosen.map(|chosen| frames::around(&sheet.drawn.frames, chosen));
        let looked_at = looked_at.filter(|frames| !frames.is_empty());
        let scene = Scene {
            chosen,
            frames: if self.shown.all { &sheet.drawn.frames } else { &[] },
            voices: sheet.voices,
            agreed: sheet.agreed,
            absent: sheet.absent,
            focus: looked_at.as_deref().map(|frames| Focus { frames, offered: &[], lit: &[] }),
            ..Scene::new(self.document.text(), marks.shown(), heading, self.margin)
        };
        let bottom = self.flow.height();
        let heights = -f64::from(above)..bottom;
        let page = Page::new(&mut self.flow, &mut self.engine, &mut self.kept, self.measure, scene, heights);
        draw::draw(&page, &mut |shape| shapes.push(shape.moved(origin[0], origin[1])));
        above + bottom as f32
    }
}

fn titles(voices: &[Voice]) -> Vec<Title> {
    let title = |(at, voice): (usize, &Voice)| Title {
        name: voice.set.annotator().to_string(),
        tone: Some(review::tone_of(at)),
    };
    voices.iter().enumerate().map(title).collect()
}
