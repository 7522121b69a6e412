//! The brush: paints our own text, and the page's strokes, into egui's shapes. Everything a person reads goes through it.
//! Knows no annotations. Sizes are points; the atlas below works in physical pixels.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;

use egui::epaint::{ColorImage, Mesh};
use egui::{
    Color32, Painter, Pos2, Rect, Shape as EguiShape, Stroke, StrokeKind, TextureHandle, TextureOptions, pos2, vec2,
};

use crate::gui::atlas::Atlas;
use crate::gui::theme::color32;
use crate::text::bidi::Direction;
use crate::text::fonts::{FaceId, Faces, Weight};
use crate::text::layout::{GlyphKind, Layout, Style};
use crate::text::lines::Overflow;
use crate::text::shape::Engine;
use crate::view::kept::plain_style;
use crate::view::shapes::{self, Shape};
use crate::view::tones::{Ink, Theme};

/// Layouts of short texts that are kept from one frame to the next; the oldest half goes when there are more.
const KEPT_LAYOUTS: usize = 2048;

/// No text of a panel or dialog is longer, in bytes; the page and the fields set theirs themselves. Nobody reads so much there, and
/// more would take longer than a frame.
pub const LONGEST: usize = 20_000;

/// So much of a text that is longer than `longest` bytes, with `…` at its end.
#[must_use]
pub fn beginning(text: &str, longest: usize) -> Cow<'_, str> {
    if text.len() <= longest {
        return text.into();
    }
    format!("{}…", &text[..text.floor_char_boundary(longest)]).into()
}

/// How a text of the window looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextStyle {
    pub size: f32,
    pub weight: Weight,
    pub ink: Ink,
    pub direction: Direction,
}

/// How the glyphs of a stretch of text look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GlyphLook {
    pub ink: Ink,
    /// Whether they are struck twice, to stand out in a text of one weight.
    pub is_strong: bool,
}

/// How far apart the two strikes of strong glyphs are, in em.
const STRIKE: f32 = 0.035;

/// Paints text and strokes.
pub struct Brush {
    pub engine: Engine,
    atlas: Atlas,
    texture: Option<TextureHandle>,
    /// Under which theme and generation the texture was filled.
    filled: (Theme, u64),
    theme: Theme,
    pixels_per_point: f32,
    layouts: HashMap<u64, (u64, Key, Arc<Layout>)>,
    hasher: RandomState,
    frame: u64,
}

#[derive(Debug, Clone, PartialEq)]
struct Key {
    text: String,
    size: f32,
    weight: Weight,
    direction: Direction,
    width: f32,
}

impl Brush {
    #[must_use]
    pub fn new(faces: Arc<Faces>, largest_texture: usize) -> Self {
        Self {
            engine: Engine::new(Arc::clone(&faces)),
            atlas: Atlas::new(faces, largest_texture),
            texture: None,
            filled: (Theme::Light, 0),
            theme: Theme::Light,
            pixels_per_point: 1.0,
            layouts: HashMap::new(),
            hasher: RandomState::new(),
            frame: 0,
        }
    }

    /// To be called before anything is painted in a frame.
    pub fn begin(&mut self, context: &egui::Context, theme: Theme) {
        self.frame += 1;
        self.theme = theme;
        self.pixels_per_point = context.pixels_per_point();
        if self.texture.is_none() {
            let blank = ColorImage::filled([1, 1], Color32::WHITE);
            self.texture = Some(context.load_texture("glyphs", blank, TextureOptions::NEAREST));
        }
        if self.layouts.len() > KEPT_LAYOUTS {
            let mut frames: Vec<u64> = self.layouts.values().map(|(frame, ..)| *frame).collect();
            let middle = frames.len() / 2;
            let oldest_kept = *frames.select_nth_unstable(middle).1;
            self.layouts.retain(|_, (frame, ..)| *frame >= oldest_kept);
        }
    }

    /// To be called when everything of a frame is painted: hands new masks to the graphics card.
    pub fn finish(&mut self, context: &egui::Context) {
        let Some(texture) = &mut self.texture else { return };
        let theme = self.theme;
        let image = |size: [usize; 2], coverage: &[u8]| {
            ColorImage::new(size, coverage.iter().map(|&c| Color32::from_white_alpha(alpha(c, theme))).collect())
        };
        let now = (theme, self.atlas.generation());
        if self.filled == now {
            for part in self.atlas.take_changed() {
                let size = [part.width, part.coverage.len() / part.width];
                texture.set_partial([part.x, part.y], image(size, &part.coverage), TextureOptions::NEAREST);
            }
            return;
        }
        texture.set(image(self.atlas.size(), self.atlas.take_whole()), TextureOptions::NEAREST);
        if self.filled.1 != now.1 {
            // What was painted before the atlas changed points to other places of it.
            context.request_discard("the glyph atlas changed");
        }
        self.filled = now;
    }

    #[must_use]
    pub fn color(&self, ink: Ink) -> Color32 {
        color32(ink, self.theme)
    }

    /// A text on one line.
    pub fn line(&mut self, text: &str, style: TextStyle) -> Arc<Layout> {
        self.layout(text, style, f32::INFINITY)
    }

    /// A text on as many lines as it needs. It is one paragraph.
    pub fn layout(&mut self, text: &str, style: TextStyle, width: f32) -> Arc<Layout> {
        let TextStyle { size, weight, direction, .. } = style;
        let text = &*beginning(text, LONGEST);
        let hash = self.hasher.hash_one((text, size.to_bits(), weight, direction, width.to_bits()));
        let frame = self.frame;
        if let Some((used, key, layout)) = self.layouts.get_mut(&hash)
            && key.text == text
            && (key.size, key.weight, key.direction, key.width) == (size, weight, direction, width)
        {
            *used = frame;
            return Arc::clone(layout);
        }
        let overflow = if width.is_finite() { Overflow::Anywhere } else { Overflow::Visible };
        let set_in = Style { width, overflow, direction, ..plain_style(size, weight) };
        let layout = Arc::new(Layout::new(&mut self.engine, text, &set_in));
        self.layouts
            .insert(hash, (frame, Key { text: text.to_owned(), size, weight, direction, width }, Arc::clone(&layout)));
        layout
    }

    /// Paints a layout with its top left corner at `place`.
    pub fn paint(&mut self, painter: &Painter, layout: &Layout, place: Pos2, style: TextStyle) {
        let look = GlyphLook { ink: style.ink, is_strong: false };
        self.paint_marked(painter, layout, place, style.size, |_| look);
    }

    /// Paints a layout set at `size`, each glyph as `look` says of where its text starts, in bytes.
    pub fn paint_marked(
        &mut self,
        painter: &Painter,
        layout: &Layout,
        place: Pos2,
        size: f32,
        look: impl Fn(usize) -> GlyphLook,
    ) {
        let mut mesh = self.mesh();
        let line_height = layout.line_height();
        let clip = painter.clip_rect();
        for (line, _) in layout.lines().iter().enumerate() {
            let top = place.y + line as f32 * line_height;
            if top > clip.bottom() || top + line_height < clip.top() {
                continue;
            }
            for glyph in layout.glyphs(line) {
                let origin = pos2(place.x + glyph.x, top + layout.baseline() + glyph.y);
                let GlyphLook { ink, is_strong } = look(glyph.start);
                let color = self.color(ink);
                if let GlyphKind::Unknown(_) = glyph.kind {
                    let reach = vec2(glyph.advance - 2.0, size * 0.8);
                    let rect = Rect::from_min_size(origin + vec2(1.0, -reach.y), reach);
                    painter.rect_stroke(rect, 0.0, Stroke::new(1.0, color), StrokeKind::Inside);
                    continue;
                }
                self.glyph(&mut mesh, glyph.face, glyph.id, size, origin, color);
                if is_strong {
                    self.glyph(&mut mesh, glyph.face, glyph.id, size, origin + vec2(size * STRIKE, 0.0), color);
                }
            }
        }
        painter.add(mesh);
    }

    /// Paints a page's strokes with its origin at `origin`.
    pub fn strokes(&mut self, painter: &Painter, origin: Pos2, paint: impl FnOnce(&mut dyn FnMut(Shape))) {
        let mut mesh = self.mesh();
        let offset = origin.to_vec2();
        paint(&mut |shape| match shape {
            Shape::Glyph { face, id, size, x, y, ink } => {
                let color = self.color(ink);
                self.glyph(&mut mesh, face, id, size, pos2(x, y) + offset, color);
            }
            Shape::Fill { rect, radius: 0.0, ink } => {
                let [x, y] = self.atlas.white();
                let rect = self.snapped(rect, origin);
                let uv = self.uv(x, y);
                mesh.add_rect_with_uv(rect, Rect::from_min_max(uv, uv), self.color(ink));
            }
            // There may be thousands, around characters without a face: in one mesh with all else.
            Shape::Frame { rect, radius: 0.0, width, ink } => {
                let [x, y] = self.atlas.white();
                let uv = self.uv(x, y);
                for edge in self.edges(rect, width, origin) {
                    mesh.add_rect_with_uv(edge, Rect::from_min_max(uv, uv), self.color(ink));
                }
            }
            other => {
                // Strokes are painted in order: what the mesh has so far lies below.
                if !mesh.is_empty() {
                    let below = std::mem::replace(&mut mesh, self.mesh());
                    painter.add(below);
                }
                painter.add(self.egui_shape(other, origin));
            }
        });
        painter.add(mesh);
    }

    fn egui_shape(&self, shape: Shape, origin: Pos2) -> EguiShape {
        match shape {
            Shape::Fill { rect, radius, ink } if radius * 2.0 >= rect.width() => {
                let centre = origin + vec2(rect.left + radius, (rect.top + rect.bottom) / 2.0);
                EguiShape::circle_filled(centre, radius, self.color(ink))
            }
            Shape::Fill { rect, radius, ink } => {
                EguiShape::rect_filled(self.snapped(rect, origin), radius, self.color(ink))
            }
            Shape::Frame { rect, radius, width, ink } => {
                let stroke = Stroke::new(width, self.color(ink));
                EguiShape::rect_stroke(self.snapped(rect, origin), radius, stroke, StrokeKind::Inside)
            }
            Shape::Line { points, width, ink } => {
                let points = points.into_iter().map(|[x, y]| origin + vec2(x, y)).collect();
                EguiShape::line(points, Stroke::new(width, self.color(ink)))
            }
            Shape::Glyph { .. } => EguiShape::Noop,
        }
    }

    fn mesh(&self) -> Mesh {
        Mesh::with_texture(self.texture.as_ref().map(TextureHandle::id).unwrap_or_default())
    }

    fn glyph(&mut self, mesh: &mut Mesh, face: FaceId, id: u32, size: f32, origin: Pos2, color: Color32) {
        let scale = self.pixels_per_point;
        let (x_px, spot) = self.atlas.glyph(face, id, size * scale, origin.x * scale);
        let Some(spot) = spot else { return };
        let y_px = (origin.y * scale).round();
        let min = pos2((x_px + spot.left) as f32, y_px + spot.top as f32);
        let rect = Rect::from_min_size(min / scale, vec2(spot.width as f32, spot.height as f32) / scale);
        let uv = Rect::from_min_max(
            self.uv(spot.x as f32, spot.y as f32),
            self.uv((spot.x + spot.width) as f32, (spot.y + spot.height) as f32),
        );
        mesh.add_rect_with_uv(rect, uv, color);
    }

    fn uv(&self, x: f32, y: f32) -> Pos2 {
        let [width, height] = self.atlas.size();
        pos2(x / width as f32, y / height as f32)
    }

    /// The four edges of a frame, within it and on whole pixels.
    fn edges(&self, rect: shapes::Rect, width: f32, origin: Pos2) -> [Rect; 4] {
        let scale = self.pixels_per_point;
        let whole = self.snapped(rect, origin);
        let width = ((width * scale).round().max(1.0) / scale).min(whole.width() / 2.0).min(whole.height() / 2.0);
        let sides = whole.shrink2(vec2(0.0, width));
        [
            whole.with_max_y(whole.top() + width),
            whole.with_min_y(whole.bottom() - width),
            sides.with_max_x(whole.left() + width),
            sides.with_min_x(whole.right() - width),
        ]
    }

    /// A box on whole pixels, at least one of them each way, so that lines of one width look alike.
    fn snapped(&self, rect: shapes::Rect, origin: Pos2) -> Rect {
        let scale = self.pixels_per_point;
        let snap = |value: f32| (value * scale).round() / scale;
        let (left, top) = (snap(rect.left + origin.x), snap(rect.top + origin.y));
        let size = |length: f32| ((length * scale).round() / scale).max(1.0 / scale);
        let right = snap(rect.right + origin.x).max(left + size(rect.width().min(1.0)));
        Rect::from_min_max(pos2(left, top), pos2(right, top + size(rect.height())))
    }
}

/// A mask's coverage as transparency. Light letters on dark ground look thinner than they are; egui's curve mends it.
fn alpha(coverage: u8, theme: Theme) -> u8 {
    match theme {
        Theme::Light => coverage,
        Theme::Dark => {
            let coverage = f32::from(coverage) / 255.0;
            ((2.0 * coverage - coverage * coverage) * 255.0).round() as u8
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use egui::{Context, RawInput, pos2};

    use super::Brush;
    use crate::text::fonts::Faces;
    use crate::view::shapes::{Rect, Shape};
    use crate::view::tones::{Ink, Theme};

    #[test]
    fn frames_with_corners_are_within_their_box_and_in_one_mesh_with_the_rest() {
        let (context, mut brush) = (Context::default(), Brush::new(Arc::new(Faces::bundled()), 1024));
        let rect = Rect { left: 10.2, top: 20.4, right: 18.9, bottom: 40.0 };
        let frame = || Shape::Frame { rect, radius: 0.0, width: 0.7, ink: Ink::Muted };
        let mut output = context.run_ui(RawInput::default(), |ui| {
            brush.begin(&context, Theme::Light);
            brush.strokes(ui.painter(), pos2(0.0, 0.0), |paint| (0..1000).for_each(|_| paint(frame())));
        });
        // Nobody takes them: there is no graphics card.
        output.textures_delta.clear();
        let meshes = output.shapes.iter().filter_map(|clipped| match &clipped.shape {
            egui::Shape::Mesh(mesh) => Some(mesh),
            _ => None,
        });
        let meshes: Vec<_> = meshes.filter(|mesh| !mesh.is_empty()).collect();
        let [mesh] = meshes.as_slice() else { panic!("{} meshes", meshes.len()) };
        // Four edges of one pixel each, none of which lies on another.
        assert_eq!(mesh.vertices.len(), 1000 * 4 * 4);
        let edges = mesh.vertices[..16].chunks(4).map(|edge| edge.iter().map(|vertex| vertex.pos).collect::<Vec<_>>());
        let boxes: Vec<_> = edges.map(|edge| egui::Rect::from_points(&edge)).collect();
        let area: f32 = boxes.iter().map(|edge| edge.area()).sum();
        let whole = boxes.iter().fold(egui::Rect::NOTHING, |whole, edge| whole.union(*edge));
        assert_eq!(whole, egui::Rect::from_min_max(pos2(10.0, 20.0), pos2(19.0, 40.0)));
        assert_eq!(area, 9.0 * 20.0 - 7.0 * 18.0);
    }
}
