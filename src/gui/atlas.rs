//! The glyph atlas: masks of letters, drawn once and kept in one picture. Knows no window and no texture: whoever paints
//! fetches what changed. Units are physical pixels; a mask's values are coverage, 0 to 255.
//!
//! Glyphs are drawn at a quarter of a pixel's precision across, which keeps the rhythm of the letters, and stand on whole
//! pixels down, which keeps their baselines sharp. A white corner lets filled boxes use the same picture.

use std::collections::HashMap;
use std::sync::Arc;

use vello_cpu::kurbo::{Affine, Shape as _};
use vello_cpu::{Pixmap, RenderContext, Resources, color};

use crate::text::fonts::{FaceId, Faces};
use crate::view::outline;

/// Positions a glyph is drawn at between two pixels.
const BINS: f32 = 4.0;
/// Side of the white corner.
const WHITE: usize = 4;
/// Clear pixels between two masks.
const GAP: usize = 1;
/// Larger masks are not kept: nothing in the window is that large.
const LARGEST: f64 = 1024.0;

/// Which mask: a glyph at a size and a place between two pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    face: FaceId,
    glyph: u32,
    /// In 1/64 pixel per em.
    size: u32,
    bin: u8,
}

/// Where a mask lies in the atlas, and where it belongs beside the glyph's origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    pub x: usize,
    pub y: usize,
    pub width: usize,
    pub height: usize,
    /// From the origin's whole pixel to the mask's left edge, and from the baseline to its top.
    pub left: i32,
    pub top: i32,
}

/// Masks in one picture.
pub struct Atlas {
    faces: Arc<Faces>,
    width: usize,
    height: usize,
    largest_height: usize,
    coverage: Vec<u8>,
    spots: HashMap<Key, Option<Spot>>,
    shelves: Vec<Shelf>,
    generation: u64,
}

/// A row of masks of about one height.
struct Shelf {
    top: usize,
    height: usize,
    used: usize,
    /// How much of it was fetched.
    fetched: usize,
}

/// A part of the picture that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub x: usize,
    pub y: usize,
    pub width: usize,
    /// Row by row.
    pub coverage: Vec<u8>,
}

impl Atlas {
    /// An atlas that grows to at most `largest` pixels a side.
    #[must_use]
    pub fn new(faces: Arc<Faces>, largest: usize) -> Self {
        let width = largest.min(1024);
        let mut atlas = Self {
            faces,
            width,
            height: 0,
            largest_height: largest,
            coverage: Vec::new(),
            spots: HashMap::new(),
            shelves: Vec::new(),
            generation: 0,
        };
        atlas.clear(largest.min(512));
        atlas
    }

    #[must_use]
    pub fn size(&self) -> [usize; 2] {
        [self.width, self.height]
    }

    /// Another number after the picture became larger or was begun anew: what was painted with it before is to be painted
    /// again.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// A point of the white corner.
    #[must_use]
    pub fn white(&self) -> [f32; 2] {
        [WHITE as f32 / 2.0, WHITE as f32 / 2.0]
    }

    /// The mask of a glyph whose origin stands at `x_px` across, and the whole pixel it is to be set from. `None` if it
    /// leaves no ink.
    pub fn glyph(&mut self, face: FaceId, glyph: u32, size_px: f32, x_px: f32) -> (i32, Option<Spot>) {
        let (whole, bin) = binned(x_px);
        let key = Key { face, glyph, size: (size_px * 64.0).round() as u32, bin };
        let spot = match self.spots.get(&key) {
            Some(spot) => *spot,
            None => self.draw(key),
        };
        (whole, spot)
    }

    /// What was drawn since the last call, shelf by shelf.
    pub fn take_changed(&mut self) -> Vec<Part> {
        let Self { shelves, coverage, width: row, .. } = self;
        let changed = shelves.iter_mut().filter(|shelf| shelf.fetched < shelf.used).map(|shelf| {
            let (x, end) = (std::mem::replace(&mut shelf.fetched, shelf.used), shelf.used.min(*row));
            let rows = coverage[shelf.top * *row..(shelf.top + shelf.height) * *row].chunks_exact(*row);
            Part {
                x,
                y: shelf.top,
                width: end - x,
                coverage: rows.flat_map(|row| row[x..end].iter().copied()).collect(),
            }
        });
        changed.filter(|part| part.width > 0).collect()
    }

    /// The whole picture's coverage, row by row; nothing of it is in the next [`Atlas::take_changed`].
    pub fn take_whole(&mut self) -> &[u8] {
        self.shelves.iter_mut().for_each(|shelf| shelf.fetched = shelf.used);
        &self.coverage
    }

    fn clear(&mut self, height: usize) {
        self.height = height;
        self.coverage = vec![0; self.width * height];
        for row in self.coverage.chunks_exact_mut(self.width).take(WHITE) {
            row[..WHITE].fill(u8::MAX);
        }
        self.spots.clear();
        self.shelves = vec![Shelf { top: 0, height: WHITE, used: WHITE + GAP, fetched: 0 }];
        self.generation += 1;
    }

    fn draw(&mut self, key: Key) -> Option<Spot> {
        let mask = mask(&self.faces, key);
        let spot = mask.as_ref().map(|mask| self.keep(mask));
        self.spots.insert(key, spot);
        spot
    }

    fn keep(&mut self, mask: &Mask) -> Spot {
        let (x, y) = self.place(mask.width, mask.height);
        for (row, pixels) in mask.coverage.chunks_exact(mask.width).enumerate() {
            let start = (y + row) * self.width + x;
            self.coverage[start..start + mask.width].copy_from_slice(pixels);
        }
        Spot { x, y, width: mask.width, height: mask.height, left: mask.left, top: mask.top }
    }

    /// Room for a mask: on a shelf of its height, on a new shelf, in a larger picture, or in a picture begun anew.
    fn place(&mut self, width: usize, height: usize) -> (usize, usize) {
        loop {
            let fits = |shelf: &&mut Shelf| {
                shelf.used + width <= self.width && height <= shelf.height && shelf.height <= height + height / 3 + 2
            };
            if let Some(shelf) = self.shelves.iter_mut().find(fits) {
                let x = shelf.used;
                shelf.used += width + GAP;
                return (x, shelf.top);
            }
            let top = self.shelves.last().map_or(0, |shelf| shelf.top + shelf.height + GAP);
            if top + height <= self.height {
                self.shelves.push(Shelf { top, height, used: width + GAP, fetched: 0 });
                return (0, top);
            }
            if self.height * 2 <= self.largest_height {
                self.height *= 2;
                self.coverage.resize(self.width * self.height, 0);
                self.generation += 1;
            } else {
                self.clear(self.height);
            }
        }
    }
}

/// The whole pixel at or before a place, and the quarter after it.
fn binned(x_px: f32) -> (i32, u8) {
    let quarters = (x_px * BINS).round();
    let whole = (quarters / BINS).floor();
    (whole as i32, (quarters - whole * BINS) as u8)
}

struct Mask {
    width: usize,
    height: usize,
    left: i32,
    top: i32,
    coverage: Vec<u8>,
}

fn mask(faces: &Faces, key: Key) -> Option<Mask> {
    let path = outline::path(faces, key.face, key.glyph, key.size as f32 / 64.0);
    let shift = f64::from(key.bin) / f64::from(BINS);
    let bounds = (path.bounding_box() + vello_cpu::kurbo::Vec2::new(shift, 0.0)).expand();
    let (width, height) = (bounds.width(), bounds.height());
    if path.elements().is_empty() || !(1.0..=LARGEST).contains(&width) || !(1.0..=LARGEST).contains(&height) {
        return None;
    }
    let mut context = RenderContext::new(width as u16, height as u16);
    context.set_transform(Affine::translate((shift - bounds.x0, -bounds.y0)));
    context.set_paint(color::OpaqueColor::<color::Srgb>::WHITE);
    context.fill_path(&path);
    let mut pixels = Pixmap::new(width as u16, height as u16);
    context.render(&mut pixels, &mut Resources::new());
    let coverage = pixels.data_as_u8_slice().chunks_exact(4).map(|pixel| pixel[3]).collect();
    let (left, top) = (bounds.x0 as i32, bounds.y0 as i32);
    Some(Mask { width: width as usize, height: height as usize, left, top, coverage })
}

#[cfg(test)]
mod tests {
    use super::{Atlas, binned};
    use crate::text::fonts::{FaceId, Faces};
    use std::sync::Arc;

    fn atlas(largest: usize) -> Atlas {
        Atlas::new(Arc::new(Faces::bundled()), largest)
    }

    #[test]
    fn places_between_pixels_round_to_quarters() {
        assert_eq!([3.0, 3.1, 3.2, 3.9, -0.3].map(binned), [(3, 0), (3, 0), (3, 1), (4, 0), (-1, 3)]);
    }

    #[test]
    fn a_letter_is_drawn_once_for_each_quarter() {
        let mut atlas = atlas(1024);
        let (_, first) = atlas.glyph(FaceId(0), 40, 16.0, 7.0);
        atlas.take_changed();
        assert_eq!(atlas.glyph(FaceId(0), 40, 16.0, 20.1), (20, first));
        assert_eq!(atlas.take_changed(), []);
        assert_ne!(atlas.glyph(FaceId(0), 40, 16.0, 7.5).1, first);
    }

    #[test]
    fn a_mask_has_ink_up_to_its_edges_and_the_corner_stays_white() {
        let mut atlas = atlas(1024);
        let spot = atlas.glyph(FaceId(0), 40, 24.0, 0.0).1.unwrap();
        let width = atlas.size()[0];
        let white = atlas.white();
        let coverage = atlas.take_whole();
        let row_has_ink = |y: usize| coverage[y * width + spot.x..][..spot.width].iter().any(|&c| c > 0);
        assert!(row_has_ink(spot.y) && row_has_ink(spot.y + spot.height - 1));
        assert_eq!(coverage[white[1] as usize * width + white[0] as usize], 255);
    }

    #[test]
    fn what_was_drawn_since_is_handed_out_where_it_lies() {
        let mut atlas = atlas(1024);
        let first = atlas.glyph(FaceId(0), 40, 24.0, 0.0).1.unwrap();
        atlas.take_whole();
        let spot = atlas.glyph(FaceId(0), 40, 24.0, 0.5).1.unwrap();
        let [part] = atlas.take_changed().try_into().unwrap();
        assert_eq!((part.x, part.y, spot.y), (first.x + first.width + 1, first.y, first.y));
        let (row, whole) = (atlas.size()[0], atlas.take_whole());
        let lines = part.coverage.chunks_exact(part.width).zip(part.y..);
        lines.for_each(|(line, y)| assert_eq!(line, &whole[y * row + part.x..][..part.width]));
        assert!(part.width > spot.width && part.coverage.iter().any(|&c| c > 0));
    }

    #[test]
    fn a_full_atlas_grows_and_then_begins_anew_without_losing_the_asker() {
        let mut atlas = atlas(256);
        let mut generations = std::collections::BTreeSet::new();
        for size in 12..60_u16 {
            for glyph in 36..60 {
                if let Some(spot) = atlas.glyph(FaceId(0), glyph, f32::from(size), 0.0).1 {
                    let [width, height] = atlas.size();
                    assert!(spot.x + spot.width <= width && spot.y + spot.height <= height);
                }
                generations.insert(atlas.generation());
            }
        }
        assert!(generations.len() > 2 && atlas.size()[1] <= 256);
    }
}
