//! From a page to strokes of paint, in the order they are painted: tints, selection, underlines, arcs, letters, chips.

use crate::model::schema::Sign;
use crate::text::layout::GlyphKind;
use crate::view::chip::{Chip, SIGN_WIDTH};
use crate::view::highlights::Highlight;
use crate::view::joins::{Arch, Arrow, Look, Tag};
use crate::view::lens::Hidden;
use crate::view::letters::{Text, Unknown};
use crate::view::mark::Form;
use crate::view::page::Page;
use crate::view::quiet::{QuietBox, QuietKind};
use crate::view::shapes::{self, Pattern, Rect, Shape};
use crate::view::strip::LANE_HEIGHT;
use crate::view::tones::Ink;
use crate::view::voices::{VoiceLine, VoiceLook};

/// Paints the page, stroke by stroke.
pub fn draw(page: &Page, paint: &mut impl FnMut(Shape)) {
    let em = page.measure.size;
    let case = || page.case.iter().map(|rect| rect.grown(em * 0.1, em * 0.06));
    for rect in case() {
        paint(Shape::Fill { rect, radius: em * 0.12, ink: Ink::AccentTint });
    }
    for highlight in &page.highlights {
        tint(highlight, em, paint);
    }
    // Around what is marked there: its borders are the question.
    for rect in case() {
        paint(Shape::Frame { rect, radius: em * 0.12, width: (em * 0.05).max(1.0), ink: Ink::Accent });
    }
    for &rect in &page.absent {
        shapes::dashes(rect.grown(em * 0.02, em * 0.02), (em * 0.06).max(1.0), em * 0.16, Ink::Muted, paint);
    }
    for &rect in &page.selection {
        paint(Shape::Fill { rect, radius: 0.0, ink: Ink::Selection });
    }
    let is_overreach = |quiet: &&QuietBox| quiet.kind == QuietKind::Overreach;
    for quiet in page.quiet.iter().filter(|quiet| !is_overreach(quiet)) {
        quiet_mark(quiet, em, paint);
    }
    for highlight in &page.highlights {
        underline(highlight, em, paint);
    }
    for line in &page.voices.lines {
        paint(Shape::Fill { rect: voice_line(line, em), radius: 0.0, ink: voice_ink(line) });
    }
    for border in &page.voices.borders {
        paint(Shape::Fill {
            rect: voice_line(border, em).grown(em * 0.03, em * 0.055),
            radius: 0.0,
            ink: voice_ink(border),
        });
    }
    for quiet in page.quiet.iter().filter(is_overreach) {
        quiet_mark(quiet, em, paint);
    }
    for &rect in &page.lit {
        let rect = rect.grown(em * 0.08, em * 0.08);
        paint(Shape::Frame { rect, radius: em * 0.12, width: (em * 0.11).max(2.0), ink: Ink::Accent });
    }
    for arc in &page.arcs {
        arch(arc, em, paint);
    }
    for text in &page.texts {
        glyphs(text, paint);
    }
    for unknown in &page.unknown {
        code_box(unknown, em, paint);
    }
    for chip in &page.chips {
        chip_with_name(chip, em, paint);
    }
    for tag in &page.tags {
        role_name(tag, em, paint);
    }
    for hidden in &page.hidden {
        lens_mark(hidden, em, paint);
    }
    if let Some(rect) = page.caret {
        paint(Shape::Fill { rect, radius: 0.0, ink: Ink::Caret });
    }
}

/// The glyphs of a text.
pub fn glyphs(text: &Text, paint: &mut impl FnMut(Shape)) {
    for (row, line) in text.lines.clone().enumerate() {
        let baseline = text.y + row as f32 * text.line_height;
        for glyph in text.layout.glyphs(line) {
            let ink = match glyph.kind {
                GlyphKind::Ink => text.ink,
                GlyphKind::Joiner => Ink::Muted,
                GlyphKind::Unknown(_) => continue,
            };
            let (x, y) = (text.x + glyph.x, baseline + glyph.y);
            paint(Shape::Glyph { face: glyph.face, id: glyph.id, size: text.size, x, y, ink });
        }
    }
}

fn tint(highlight: &Highlight, em: f32, paint: &mut impl FnMut(Shape)) {
    let tone = highlight.tone;
    let (ground, line) = match highlight.is_dimmed {
        true => (Ink::Faint(tone), Ink::Tint(tone)),
        false => (Ink::Tint(tone), Ink::Line(tone)),
    };
    for &rect in &highlight.boxes {
        match highlight.form {
            Form::Entity | Form::Event => {
                paint(Shape::Fill { rect, radius: em * 0.08, ink: ground });
            }
            // A stance's evidence can be a whole paragraph: a tint would drown what is inside.
            Form::Stance(_) => {}
        }
        if highlight.form == Form::Event || highlight.is_chosen {
            let width = if highlight.is_chosen { em * 0.09 } else { em * 0.045 }.max(1.0);
            paint(Shape::Frame { rect, radius: em * 0.08, width, ink: line });
        }
        if highlight.is_same {
            // Around what an event has for a frame already.
            shapes::dashes(rect.grown(em * 0.06, em * 0.06), (em * 0.05).max(1.0), em * 0.12, line, paint);
        }
    }
}

fn underline(highlight: &Highlight, em: f32, paint: &mut impl FnMut(Shape)) {
    let pattern = match highlight.form {
        Form::Entity => Pattern::Solid,
        Form::Event => Pattern::Double,
        Form::Stance(_) => Pattern::Wave,
    };
    let height = em * if pattern == Pattern::Wave || highlight.is_chosen { LANE_HEIGHT } else { 0.115 };
    let tone = highlight.tone;
    let ink = if highlight.is_dimmed { Ink::Tint(tone) } else { Ink::Line(tone) };
    for (rect, &y) in highlight.boxes.iter().zip(&highlight.underlines) {
        shapes::line(pattern, rect.left, rect.right, y, height, ink, paint);
    }
}

/// An arc, and at its filler a dot, so that one sees which end is which.
fn arch(arc: &Arch, em: f32, paint: &mut impl FnMut(Shape)) {
    let (width, ink) = match arc.look {
        Look::Clear => ((em * 0.07).max(1.0), Ink::Line(arc.tone)),
        Look::Quiet => ((em * 0.045).max(1.0), Ink::Soft(arc.tone)),
        Look::Faint => ((em * 0.045).max(1.0), Ink::Tint(arc.tone)),
    };
    paint(Shape::Line { points: arc.points.clone(), width, ink });
    if let Some(&[x, y]) = arc.points.last().filter(|_| arc.look != Look::Clear) {
        let reach = em * 0.07;
        let rect = Rect { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach };
        paint(Shape::Fill { rect, radius: reach, ink });
    }
}

/// A voice's line in its lane.
fn voice_line(line: &VoiceLine, em: f32) -> Rect {
    let height = match line.look {
        VoiceLook::Quiet => em * 0.04,
        VoiceLook::Clear => em * 0.075,
        VoiceLook::LookedAt => em * 0.1,
    };
    Rect { left: line.left, top: line.y, right: line.right, bottom: line.y + height.max(1.0) }
}

fn voice_ink(line: &VoiceLine) -> Ink {
    if line.look == VoiceLook::Quiet { Ink::Tint(line.tone) } else { Ink::Line(line.tone) }
}

/// Dots below what is suggested; where something should be left out, dots in the colour of warnings.
fn quiet_mark(quiet: &QuietBox, em: f32, paint: &mut impl FnMut(Shape)) {
    let QuietBox { kind, left, right, y } = *quiet;
    let (ink, size, step) = match kind {
        QuietKind::Suggested => (Ink::Muted, em * 0.075, em * 0.26),
        QuietKind::SuggestedCue => (Ink::Muted, em * 0.075, em * 0.16),
        QuietKind::Overreach => (Ink::Warning, em * 0.11, em * 0.2),
    };
    if kind == QuietKind::Overreach {
        // The underline is interrupted there.
        let rect = Rect { left, top: y, right, bottom: y + em * LANE_HEIGHT };
        paint(Shape::Fill { rect, radius: 0.0, ink: Ink::Paper });
    }
    let size = size.max(1.0);
    let count = ((right - left) / step).floor().max(1.0);
    let first = left + ((right - left) - (count - 1.0) * step - size) / 2.0;
    for nth in 0..count as usize {
        let left = first + step * nth as f32;
        let rect = Rect { left, top: y + em * 0.01, right: left + size, bottom: y + em * 0.01 + size };
        paint(Shape::Fill { rect, radius: 0.0, ink });
    }
}

/// A role's name on paper, so that it is told from a label; beyond an edge with an arrow.
fn role_name(tag: &Tag, em: f32, paint: &mut impl FnMut(Shape)) {
    let ink = Ink::Line(tag.tone);
    paint(Shape::Fill { rect: tag.rect, radius: em * 0.1, ink: Ink::Paper });
    paint(Shape::Frame { rect: tag.rect, radius: em * 0.1, width: (em * 0.045).max(1.0), ink });
    if let Some(text) = &tag.text {
        glyphs(text, paint);
    }
    if let Some(Arrow { tip: [x, y], is_up }) = tag.arrow {
        let back = if is_up { y + em * 0.3 } else { y - em * 0.3 };
        let points = vec![[x - em * 0.2, back], [x, y], [x + em * 0.2, back]];
        paint(Shape::Line { points, width: (em * 0.1).max(1.5), ink });
    }
}

fn chip_with_name(chip: &Chip, em: f32, paint: &mut impl FnMut(Shape)) {
    let Chip { rect, tone, form, is_dimmed, .. } = *chip;
    let (line, tint) = if is_dimmed { (Ink::Tint(tone), Ink::Faint(tone)) } else { (Ink::Line(tone), Ink::Tint(tone)) };
    let (radius, ground) = match form {
        Form::Entity => (em * 0.2, tint),
        Form::Event if is_dimmed => (0.0, tint),
        Form::Event => (0.0, line),
        Form::Stance(_) => (em * 0.1, Ink::Paper),
    };
    // What lacks something is hollow and its edge is broken.
    paint(Shape::Fill { rect, radius, ink: if chip.is_incomplete { Ink::Paper } else { ground } });
    let width = if chip.is_chosen { em * 0.09 } else { em * 0.045 }.max(1.0);
    if chip.is_incomplete {
        // Around the box: its letters reach to the edge, and a broken line through them cannot be read.
        let width = width.max(em * 0.06);
        shapes::dashes(rect.grown(width, width), width, em * 0.18, line, paint);
    } else if form != Form::Event {
        paint(Shape::Frame { rect, radius, width, ink: line });
    }
    if let Form::Stance(Some(sign)) = form {
        let middle = em * SIGN_WIDTH / 2.0 + em * 0.08;
        let x = if chip.is_rtl { rect.right - middle } else { rect.left + middle };
        // A chip that is low for want of room has a small sign.
        let reach = (em * 0.15).min(rect.height() * 0.36);
        sign_mark(sign, x, (rect.top + rect.bottom) / 2.0, reach, line, paint);
    }
    if let Some(text) = &chip.text {
        glyphs(text, paint);
    }
}

/// Plus, minus or a ring around a point.
pub fn sign_mark(sign: Sign, x: f32, y: f32, reach: f32, ink: Ink, paint: &mut impl FnMut(Shape)) {
    let half = reach * 0.26;
    let across = Rect { left: x - reach, top: y - half, right: x + reach, bottom: y + half };
    let down = Rect { left: x - half, top: y - reach, right: x + half, bottom: y + reach };
    match sign {
        Sign::Favour => {
            paint(Shape::Fill { rect: across, radius: 0.0, ink });
            paint(Shape::Fill { rect: down, radius: 0.0, ink });
        }
        Sign::Against => paint(Shape::Fill { rect: across, radius: 0.0, ink }),
        Sign::Neutral => {
            let rect = Rect { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach };
            paint(Shape::Frame { rect, radius: reach, width: half * 2.0, ink });
        }
    }
}

fn code_box(unknown: &Unknown, em: f32, paint: &mut impl FnMut(Shape)) {
    paint(Shape::Frame { rect: unknown.rect, radius: 0.0, width: (em * 0.045).max(1.0), ink: Ink::Muted });
    for row in &unknown.rows {
        glyphs(row, paint);
    }
}

fn lens_mark(hidden: &Hidden, em: f32, paint: &mut impl FnMut(Shape)) {
    let x = hidden.x;
    match &hidden.text {
        None => {
            let (y, reach) = ((hidden.top + hidden.bottom) / 2.0, em * 0.055);
            let rect = Rect { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach };
            paint(Shape::Fill { rect, radius: reach, ink: Ink::Lens });
        }
        Some((rect, text)) => {
            let half = (em * 0.02).max(0.5);
            let top = (hidden.top + hidden.bottom) / 2.0 - em * 0.6;
            paint(Shape::Fill {
                rect: Rect { left: x - half, top, right: x + half, bottom: rect.top },
                radius: 0.0,
                ink: Ink::Lens,
            });
            paint(Shape::Fill { rect: *rect, radius: em * 0.06, ink: Ink::Lens });
            glyphs(text, paint);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::chip_with_name;
    use crate::model::schema::{Sign, Tone};
    use crate::view::chip::Chip;
    use crate::view::mark::Form;
    use crate::view::shapes::{Rect, Shape};
    use crate::view::tones::Ink;

    #[test]
    fn the_broken_edge_of_a_chip_that_lacks_something_runs_around_its_letters() {
        let rect = Rect { left: 10.0, top: 20.0, right: 90.0, bottom: 32.0 };
        for is_chosen in [false, true] {
            let (tone, form) = (Tone::from_index(5), Form::Stance(Some(Sign::Neutral)));
            let (mark, is_dimmed, is_rtl, text) = (0, false, false, None);
            let chip = Chip { mark, rect, tone, form, is_chosen, is_dimmed, is_incomplete: true, is_rtl, text };
            let mut dashes = 0;
            chip_with_name(&chip, 18.0, &mut |shape| {
                let Shape::Fill { rect: dash, ink, .. } = shape else { return };
                if ink == Ink::Line(tone) {
                    dashes += 1;
                    let inside = rect.grown(-0.01, -0.01);
                    let is_outside = dash.right <= inside.left
                        || inside.right <= dash.left
                        || dash.bottom <= inside.top
                        || inside.bottom <= dash.top;
                    assert!(is_outside, "{dash:?} covers letters");
                }
            });
            assert!(dashes > 10, "{dashes}");
        }
    }
}
