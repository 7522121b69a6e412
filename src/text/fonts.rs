//! Faces: font files, what they cover, their metrics and outlines, and which face a piece of text is set in.
//! Metrics are in em; outlines in pixels, y down.

use std::borrow::Cow;
use std::collections::BTreeSet;

use harfrust::ShaperData;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::raw::TableProvider;
use skrifa::raw::tables::gdef::CaretValue;
use skrifa::{FontRef, GlyphId, MetadataProvider};

use super::spaces::{SpaceRole, SpaceUse, neutral_character, space_use};
use crate::error::{Error, Result};

/// A face of a [`Faces`], by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FaceId(pub u16);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Weight {
    #[default]
    Regular,
    Bold,
}

/// Receives an outline in pixels, y down, origin on the baseline.
pub trait OutlineSink {
    fn move_to(&mut self, x: f32, y: f32);
    fn line_to(&mut self, x: f32, y: f32);
    fn quad_to(&mut self, control_x: f32, control_y: f32, x: f32, y: f32);
    fn cubic_to(&mut self, first_x: f32, first_y: f32, second_x: f32, second_y: f32, x: f32, y: f32);
    fn close(&mut self);
}

/// One font file, read once.
pub struct Face {
    name: String,
    data: Cow<'static, [u8]>,
    weight: Weight,
    coverage: Coverage,
    pub(super) shaper: ShaperData,
    units_per_em: f32,
    ascent: f32,
    descent: f32,
    spaces: SpaceUse,
    neutral: Option<char>,
}

impl Face {
    fn new(name: String, data: Cow<'static, [u8]>, weight: Weight) -> Result<Self> {
        let font = FontRef::from_index(&data, 0).map_err(|error| {
            Error::new(format!("cannot use the font `{name}`: {error}")).hint("a TrueType or OpenType file is expected")
        })?;
        let metrics = font.metrics(Size::unscaled(), LocationRef::default());
        if metrics.units_per_em == 0 {
            return Err(Error::new(format!("cannot use the font `{name}`: it has no size (0 units per em)")));
        }
        let units_per_em = f32::from(metrics.units_per_em);
        Ok(Self {
            coverage: Coverage::of(&font),
            shaper: ShaperData::new(&font),
            units_per_em,
            ascent: metrics.ascent / units_per_em,
            descent: -metrics.descent / units_per_em,
            spaces: space_use(&font),
            neutral: neutral_character(&font),
            weight,
            name,
            data,
        })
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    #[must_use]
    pub fn units_per_em(&self) -> f32 {
        self.units_per_em
    }

    #[must_use]
    pub fn space_role(&self) -> SpaceRole {
        self.spaces.role
    }

    /// A character that keeps words apart as if each stood alone.
    pub(super) fn neutral_character(&self) -> Option<char> {
        self.neutral
    }

    pub(super) fn font(&self) -> FontRef<'_> {
        FontRef::from_index(&self.data, 0).expect("the file was read when the face was made")
    }

    /// Where a ligature's inner carets stand, in em from the glyph's left edge, left to right. Empty if the font is silent.
    pub(super) fn ligature_carets(&self, glyph: u32) -> Vec<f32> {
        let font = self.font();
        let Ok(gdef) = font.gdef() else { return Vec::new() };
        let Some(Ok(list)) = gdef.lig_caret_list() else { return Vec::new() };
        let Ok(coverage) = list.coverage() else { return Vec::new() };
        let Some(index) = coverage.get(GlyphId::new(glyph)) else { return Vec::new() };
        let Ok(ligature) = list.lig_glyphs().get(usize::from(index)) else { return Vec::new() };
        let mut carets: Vec<f32> = ligature
            .caret_values()
            .iter()
            .filter_map(|caret| match caret.ok()? {
                CaretValue::Format1(caret) => Some(f32::from(caret.coordinate())),
                // A contour point would need the hinted outline; no face in use has one.
                CaretValue::Format2(_) => None,
                CaretValue::Format3(caret) => Some(f32::from(caret.coordinate())),
            })
            .map(|coordinate| coordinate / self.units_per_em)
            .collect();
        carets.sort_by(f32::total_cmp);
        carets
    }
}

/// In what order faces are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// The script says which faces come first; a word never mixes faces if one has all of it.
    ByScript,
    /// As the caller named them, by grapheme: the CSS rule.
    AsNamed,
}

/// The faces text is set in.
pub struct Faces {
    faces: Vec<Face>,
    order: Order,
    /// The order of trial for text that is not Arabic and that is, regular and bold.
    candidates: [[Vec<FaceId>; 2]; 2],
    /// Characters that rules look for on the far side of a space, before and after a word.
    seen_before: Coverage,
    seen_after: Coverage,
}

impl Faces {
    fn of(faces: Vec<Face>, order: Order) -> Self {
        let ranked = |is_arabic: bool, weight: Weight| {
            // U+0628 is in every face made for Arabic, and in no other.
            let rank = |id: &FaceId| match (order, &faces[usize::from(id.0)]) {
                (Order::AsNamed, _) => (false, false),
                (Order::ByScript, face) => (face.coverage.has('\u{628}') != is_arabic, face.weight != weight),
            };
            let mut ids: Vec<_> = (0..faces.len()).map(|index| FaceId(index as u16)).collect();
            ids.sort_by_key(rank);
            ids
        };
        let candidates =
            [false, true].map(|arabic| [Weight::Regular, Weight::Bold].map(|weight| ranked(arabic, weight)));
        let seen = |glyphs: fn(&SpaceUse) -> &BTreeSet<GlyphId>| {
            let mut seen = Coverage { pages: Vec::new() };
            for face in &faces {
                seen.add(&face.font(), |glyph| glyphs(&face.spaces).contains(&glyph));
            }
            seen
        };
        let seen_before = seen(|spaces| &spaces.seen_before);
        let seen_after = seen(|spaces| &spaces.seen_after);
        Self { faces, order, candidates, seen_before, seen_after }
    }

    /// Noto Naskh Arabic and Noto Sans, regular and bold, chosen by script.
    #[must_use]
    pub fn bundled() -> Self {
        let bundled = |name: &str, data: &'static [u8], weight| {
            Face::new(name.to_owned(), Cow::Borrowed(data), weight).expect("the bundled faces can be read (tested)")
        };
        use Weight::{Bold, Regular};
        let faces = vec![
            bundled("Noto Naskh Arabic", include_bytes!("../../assets/fonts/NotoNaskhArabic-Regular.ttf"), Regular),
            bundled("Noto Sans", include_bytes!("../../assets/fonts/NotoSans-Regular.ttf"), Regular),
            bundled("Noto Naskh Arabic Bold", include_bytes!("../../assets/fonts/NotoNaskhArabic-Bold.ttf"), Bold),
            bundled("Noto Sans Bold", include_bytes!("../../assets/fonts/NotoSans-Bold.ttf"), Bold),
        ];
        Self::of(faces, Order::ByScript)
    }

    /// The named faces, in fallback order by the CSS rule. `files` are names and contents.
    ///
    /// # Errors
    /// No file at all, or one that is not a font; the name is told.
    pub fn named(files: Vec<(String, Vec<u8>)>) -> Result<Self> {
        if files.is_empty() {
            return Err(Error::new("no font was named"));
        }
        let faces = files
            .into_iter()
            .map(|(name, data)| Face::new(name, Cow::Owned(data), Weight::Regular))
            .collect::<Result<_>>()?;
        Ok(Self::of(faces, Order::AsNamed))
    }

    /// Adds a face that is tried after those that are there.
    ///
    /// # Errors
    /// The file is not a font; the name is told.
    pub fn add(&mut self, name: String, data: Vec<u8>) -> Result<()> {
        let mut faces = std::mem::take(&mut self.faces);
        let added = Face::new(name, Cow::Owned(data), Weight::Regular).map(|face| faces.push(face));
        *self = Self::of(faces, self.order);
        added
    }

    #[must_use]
    pub fn face(&self, id: FaceId) -> &Face {
        &self.faces[usize::from(id.0)]
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.faces.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.faces.is_empty()
    }

    /// The highest ascent and the deepest descent of the main faces, in em, both positive.
    #[must_use]
    pub fn extents(&self) -> (f32, f32) {
        let main = self.faces.iter().take(2);
        main.fold((0.0, 0.0), |(ascent, descent), face| {
            (f32::max(ascent, face.ascent), f32::max(descent, face.descent))
        })
    }

    /// Whether every face lets shaping be cut at spaces.
    #[must_use]
    pub fn words_can_be_kept(&self) -> bool {
        self.faces.iter().all(|face| face.spaces.role != SpaceRole::Participant)
    }

    /// Whether shaping may be cut at a space between `before` and `after`: no face has a rule that looks for what stands
    /// on its other side.
    pub(super) fn may_cut(&self, before: &str, after: &str) -> bool {
        !is_seen(before.chars().rev(), &self.seen_before) && !is_seen(after.chars(), &self.seen_after)
    }

    pub(super) fn order_is_by_script(&self) -> bool {
        self.order == Order::ByScript
    }

    /// The faces to try for text of a script, first to last.
    pub(super) fn candidates(&self, is_arabic: bool, weight: Weight) -> impl Iterator<Item = FaceId> + '_ {
        self.candidates[usize::from(is_arabic)][weight as usize].iter().copied()
    }

    /// Whether `face` has every character of `text` that needs a glyph, as it stands.
    pub(super) fn covers_each(&self, face: FaceId, text: &str) -> bool {
        let coverage = &self.face(face).coverage;
        text.chars().all(|c| coverage.has(c) || needs_no_glyph(c))
    }

    /// Whether `face` can show all of `text`, a grapheme or a word, as it stands, composed or decomposed.
    pub(super) fn covers(&self, face: FaceId, text: &str) -> bool {
        if self.covers_each(face, text) {
            return true;
        }
        if text.is_ascii() {
            return false;
        }
        let coverage = &self.face(face).coverage;
        let has_all = |form: &str| form.chars().all(|c| coverage.has(c) || needs_no_glyph(c));
        has_all(&ComposingNormalizerBorrowed::new_nfc().normalize(text))
            || has_all(&DecomposingNormalizerBorrowed::new_nfd().normalize(text))
    }

    /// Draws one glyph's outline at `size` pixels per em into `sink`. A glyph without ink draws nothing.
    pub fn outline(&self, face: FaceId, glyph: u32, size: f32, sink: &mut dyn OutlineSink) {
        let font = self.face(face).font();
        if let Some(outline) = font.outline_glyphs().get(GlyphId::new(glyph)) {
            let settings = DrawSettings::unhinted(Size::new(size), LocationRef::default());
            // An outline that cannot be read is left blank: the text keeps its place.
            let _ = outline.draw(settings, &mut FlippedPen(sink));
        }
    }
}

/// Whether the first of `chars` that a rule could not skip is in `seen`, or one that it could.
fn is_seen(chars: impl Iterator<Item = char>, seen: &Coverage) -> bool {
    if seen.pages.is_empty() {
        return false;
    }
    for c in chars {
        if seen.has(c) {
            return true;
        }
        // Rules may skip marks and what is invisible, so these say nothing of what stands behind them.
        let is_skipped = !c.is_ascii()
            && matches!(
                CodePointMapData::<GeneralCategory>::new().get(c),
                GeneralCategory::NonspacingMark
                    | GeneralCategory::SpacingMark
                    | GeneralCategory::EnclosingMark
                    | GeneralCategory::Format
            );
        if !is_skipped {
            return false;
        }
    }
    false
}

/// Whether a character is shown by nothing: joiners, direction controls, variation selectors, line ends.
#[must_use]
pub fn needs_no_glyph(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}')
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// Font outlines have y up; the screen has y down.
struct FlippedPen<'a>(&'a mut dyn OutlineSink);

impl OutlinePen for FlippedPen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, -y);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, -y);
    }
    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.0.quad_to(cx, -cy, x, -y);
    }
    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.0.cubic_to(ax, -ay, bx, -by, x, -y);
    }
    fn close(&mut self) {
        self.0.close();
    }
}

/// The characters of a face, as one bit each in pages of 256.
struct Coverage {
    pages: Vec<Option<Box<[u64; 4]>>>,
}

impl Coverage {
    fn of(font: &FontRef<'_>) -> Self {
        let mut coverage = Self { pages: Vec::new() };
        coverage.add(font, |glyph| glyph != GlyphId::NOTDEF);
        coverage
    }

    /// Adds the characters of `font` whose glyphs are wanted.
    fn add(&mut self, font: &FontRef<'_>, wanted: impl Fn(GlyphId) -> bool) {
        for (code, _) in font.charmap().mappings().filter(|(_, glyph)| wanted(*glyph)) {
            let page = (code >> 8) as usize;
            if self.pages.len() <= page {
                self.pages.resize_with(page + 1, || None);
            }
            self.pages[page].get_or_insert_default()[(code as usize >> 6) & 3] |= 1 << (code & 63);
        }
    }

    fn has(&self, c: char) -> bool {
        let code = c as usize;
        matches!(self.pages.get(code >> 8), Some(Some(page)) if page[(code >> 6) & 3] >> (code & 63) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::{FaceId, Faces, Weight};

    #[test]
    fn the_script_decides_which_bundled_face_comes_first() {
        let faces = Faces::bundled();
        let names = |is_arabic, weight| {
            faces.candidates(is_arabic, weight).map(|id| faces.face(id).name().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names(true, Weight::Regular)[0], "Noto Naskh Arabic");
        assert_eq!(names(false, Weight::Bold)[0], "Noto Sans Bold");
        assert_eq!(names(false, Weight::Bold).len(), 4);
    }

    #[test]
    fn coverage_counts_what_can_be_composed_and_ignores_what_needs_no_glyph() {
        let faces = Faces::bundled();
        let sans = FaceId(1);
        for text in ["ế", "e\u{302}\u{301}", "a\u{200d}b", "\t"] {
            assert!(faces.covers(sans, text), "{text:?}");
        }
        assert!(!faces.covers(sans, "ب"));
        assert!(!faces.covers(sans, "漢"));
    }

    #[test]
    fn what_is_not_a_font_is_refused_by_name() {
        let error = Faces::named(vec![("a.ttf".into(), b"no font".to_vec())]).err().unwrap();
        assert!(error.message.contains("`a.ttf`"));
        assert!(Faces::named(Vec::new()).is_err());
    }
}
