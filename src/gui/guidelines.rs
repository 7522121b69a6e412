//! The guidelines beside the text: the rule of the label that is looked at, and under it `guidelines.md`. Each paragraph runs
//! in its own direction, its bullet at its own start. Only blocks in sight are laid out; what others take is estimated.

use egui::{Painter, Pos2, Rect, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::gui::brush::{Brush, GlyphLook, TextStyle};
use crate::gui::text::{self, Kit, Line};
use crate::gui::theme::{BODY, SMALL, SPACE};
use crate::gui::widgets;
use crate::model::id::LabelId;
use crate::session::state::Session;
use crate::text::layout::{Layout, LineBox};
use crate::view::guidelines::{Block, BlockKind, Emphasis, Example, LabelRule, Rich, blocks, is_table_rtl};
use crate::view::tones::Ink;

const INDENT: f32 = 18.0;
/// A table whose columns would be narrower stands row by row instead.
const COLUMN: f32 = 104.0;
/// The rule of a label takes at most this share of the panel; a longer one scrolls.
const RULE_SHARE: f32 = 0.45;

/// What the panel remembers between two frames.
#[derive(Default)]
pub struct GuidelinesView {
    blocks: Option<Vec<Block>>,
    /// How high each block is at this width, as far as it was seen.
    heights: (f32, Vec<Option<f32>>),
}

/// Draws the panel. `hovered` is the label that the pointer rests on elsewhere; else the chosen annotation's has its rule shown.
pub fn guidelines_ui(
    ui: &mut Ui,
    kit: &mut Kit,
    session: &Session,
    view: &mut GuidelinesView,
    hovered: Option<&LabelId>,
) {
    let title = kit.words.get("guidelines-title");
    text::label(ui, kit, &title, TextStyle::caption());
    let label = hovered.or(session.chosen().map(|chosen| &chosen.label));
    if let Some(rule) = label.and_then(|label| LabelRule::of(session.project(), session.keymap(), label)) {
        let height = ui.available_height() * RULE_SHARE;
        ScrollArea::vertical()
            .max_height(height)
            .min_scrolled_height(0.0)
            .auto_shrink([false, true])
            .id_salt("rule")
            .show(ui, |ui| rule_ui(ui, kit, &rule));
        widgets::divider(ui, kit);
    }
    let Some(markdown) = session.guidelines() else {
        let empty = kit.words.get("guidelines-empty");
        text::paragraph(ui, kit, &empty, TextStyle::body().ink(Ink::Muted));
        return;
    };
    let blocks = &*view.blocks.get_or_insert_with(|| blocks(markdown));
    let width = ui.available_width() - ui.spacing().scroll.bar_width - SPACE;
    if view.heights.0 != width {
        view.heights = (width, vec![None; blocks.len()]);
    }
    let heights = &mut view.heights.1;
    ScrollArea::vertical().min_scrolled_height(0.0).auto_shrink(false).id_salt("guidelines").show_viewport(
        ui,
        |ui, seen| {
            let total: f32 =
                blocks.iter().zip(&*heights).map(|(block, known)| known.unwrap_or(guessed(block, width))).sum();
            let (area, _) = ui.allocate_exact_size(vec2(width, total), Sense::hover());
            let mut top = 0.0;
            let mut is_guess_wrong = false;
            for (at, block) in blocks.iter().enumerate() {
                let guess = heights[at].unwrap_or(guessed(block, width));
                if top + guess >= seen.top() && top <= seen.bottom() {
                    let place = area.min + vec2(0.0, top);
                    let height = Setter { brush: &mut kit.brush, painter: ui.painter() }.block(block, place, width);
                    is_guess_wrong |= heights[at].is_none_or(|known| (known - height).abs() > 0.5);
                    heights[at] = Some(height);
                    let rect = Rect::from_min_size(place, vec2(width, height));
                    let response = ui.interact(rect, ui.scope_id().with(at), Sense::hover());
                    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, said(block)));
                }
                top += heights[at].unwrap_or(guess);
            }
            if is_guess_wrong {
                ui.request_repaint();
            }
        },
    );
}

/// How high a block may be that was not laid out yet.
fn guessed(block: &Block, width: f32) -> f32 {
    let lines = |text: &str, width: f32| (text.chars().count() as f32 * BODY * 0.5 / width.max(BODY)).ceil();
    let line = BODY * 1.7;
    match &block.kind {
        BlockKind::Heading(_, text) => lines(&text.text, width) * line * 1.3 + SPACE * 4.0,
        BlockKind::Paragraph(text) => lines(&text.text, width) * line + SPACE * 2.0,
        BlockKind::Code(_) => line,
        BlockKind::Rule => SPACE * 4.0,
        BlockKind::Table(rows) => rows.iter().flatten().map(|cell| lines(&cell.text, width) * line).sum(),
    }
}

/// A block as a screen reader says it.
fn said(block: &Block) -> String {
    let marker = block.marker.as_deref().map(|marker| format!("{marker} ")).unwrap_or_default();
    match &block.kind {
        BlockKind::Heading(_, text) | BlockKind::Paragraph(text) => format!("{marker}{}", text.text),
        BlockKind::Code(line) => line.clone(),
        BlockKind::Rule => String::new(),
        BlockKind::Table(rows) => {
            let row = |row: &Vec<Rich>| row.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(", ");
            rows.iter().map(row).collect::<Vec<_>>().join("; ")
        }
    }
}

/// A label with its colour and key, when to use it, and passages that show it.
fn rule_ui(ui: &mut Ui, kit: &mut Kit, rule: &LabelRule) {
    ui.spacing_mut().item_spacing.y = SPACE;
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(16.0, 22.0), Sense::hover());
        widgets::paint_swatch(ui, kit, rect.center(), rule.tone, rule.form);
        text::label(ui, kit, &rule.title, TextStyle::body().bold().content());
        if let Some(key) = &rule.key {
            widgets::key_cap(ui, kit, key);
        }
    });
    if rule.guideline.is_empty() {
        let empty = kit.words.get("guidelines-no-rule");
        text::paragraph(ui, kit, &empty, TextStyle::body().ink(Ink::Muted));
    } else {
        text::paragraph(ui, kit, &rule.guideline, TextStyle::body().content());
    }
    for example in &rule.examples {
        example_ui(ui, kit, rule, example);
    }
}

fn example_ui(ui: &mut Ui, kit: &mut Kit, rule: &LabelRule, example: &Example) {
    let width = ui.available_width() - SPACE * 2.0;
    let style = TextStyle { size: BODY + 1.0, ..TextStyle::body().content() };
    let layout = kit.brush.layout(&example.text, style, width);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), layout.height() + SPACE), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &example.text));
    ui.painter().rect_filled(rect, 4.0, kit.brush.color(Ink::Paper));
    let place = rect.min + vec2(SPACE, SPACE / 2.0);
    for span in &example.spans {
        boxes(&layout, span.clone(), place, 1.0, |part| {
            ui.painter().rect_filled(part, 3.0, kit.brush.color(Ink::Tint(rule.tone)));
            let line = Stroke::new(1.5, kit.brush.color(Ink::Line(rule.tone)));
            ui.painter().hline(part.x_range(), part.bottom(), line);
        });
    }
    kit.brush.paint(ui.painter(), &layout, place, style);
}

/// The boxes of a range, `inset` points less than the line above and below.
fn boxes(layout: &Layout, range: std::ops::Range<usize>, place: Pos2, inset: f32, mut paint: impl FnMut(Rect)) {
    let mut found: Vec<LineBox> = Vec::new();
    layout.boxes(range, &mut found);
    for LineBox { line, left, right } in found {
        let top = place.y + line as f32 * layout.line_height();
        let min = pos2(place.x + left, top + inset);
        paint(Rect::from_min_max(min, pos2(place.x + right, top + layout.line_height() - inset)));
    }
}

/// Lays blocks out and paints them.
struct Setter<'a> {
    brush: &'a mut Brush,
    painter: &'a Painter,
}

impl Setter<'_> {
    /// Returns how high it is.
    fn block(&mut self, block: &Block, place: Pos2, width: f32) -> f32 {
        let (is_rtl, style, above) = match &block.kind {
            BlockKind::Heading(1, text) => (text.is_rtl(), TextStyle { size: BODY + 4.0, ..strong() }, SPACE),
            BlockKind::Heading(2, text) => (text.is_rtl(), TextStyle { size: BODY + 2.0, ..strong() }, SPACE * 3.0),
            BlockKind::Heading(_, text) => (text.is_rtl(), strong(), SPACE * 2.0),
            BlockKind::Paragraph(text) => (text.is_rtl(), plain(), 0.0),
            BlockKind::Table(rows) => (is_table_rtl(rows), plain(), 0.0),
            BlockKind::Code(_) | BlockKind::Rule => (false, plain(), 0.0),
        };
        let indent = INDENT * (block.lists + block.quotes) as f32;
        let inner = (width - indent).max(INDENT * 3.0);
        // Where the text runs to the left, its indent and its bullet are at the right.
        let start = pos2(if is_rtl { place.x } else { place.x + indent }, place.y + above);
        if let Some(marker) = &block.marker {
            let line = Line::new(self.brush, marker, plain().ink(Ink::Muted), INDENT * 1.6);
            let edge = if is_rtl { start.x + inner + SPACE } else { start.x - SPACE - line.size().x };
            self.brush.paint(self.painter, &line.layout, pos2(edge, start.y), plain().ink(Ink::Muted));
        }
        let height = match &block.kind {
            BlockKind::Heading(_, text) | BlockKind::Paragraph(text) => {
                self.rich(text, style, start, inner) + SPACE * 1.5
            }
            BlockKind::Code(line) => self.code(line, start, inner),
            BlockKind::Table(rows) => self.table(rows, is_rtl, start, inner) + SPACE * 2.0,
            BlockKind::Rule => {
                let y = start.y + SPACE * 2.0;
                self.painter.hline(start.x..=start.x + inner, y, Stroke::new(1.0, self.brush.color(Ink::Border)));
                SPACE * 4.0
            }
        };
        for quote in 0..block.quotes {
            let depth = INDENT * quote as f32 + 4.0;
            let x = if is_rtl { place.x + width - depth } else { place.x + depth };
            let line = Stroke::new(2.0, self.brush.color(Ink::Border));
            self.painter.vline(x, place.y..=place.y + above + height - SPACE, line);
        }
        above + height
    }

    fn rich(&mut self, text: &Rich, style: TextStyle, place: Pos2, width: f32) -> f32 {
        let layout = self.brush.layout(&text.text, style, width);
        let code = self.brush.color(Ink::Hover);
        for (range, _) in text.marks.iter().filter(|(_, emphasis)| *emphasis == Emphasis::Code) {
            boxes(&layout, range.clone(), place, 2.0, |part| {
                self.painter.rect_filled(part.expand2(vec2(1.5, 0.0)), 3.0, code);
            });
        }
        let line = Stroke::new(1.0, self.brush.color(Ink::Muted));
        for (range, _) in text.marks.iter().filter(|(_, emphasis)| *emphasis == Emphasis::Soft) {
            // Arabic has no slanted letters; a line under them says the same in every script.
            boxes(&layout, range.clone(), place, 2.0, |part| {
                self.painter.hline(part.x_range(), part.bottom() - 1.0, line);
            });
        }
        let look = |at: usize| {
            let is_strong = |(range, emphasis): &(std::ops::Range<usize>, Emphasis)| {
                *emphasis == Emphasis::Strong && range.contains(&at)
            };
            GlyphLook { ink: style.ink, is_strong: text.marks.iter().any(is_strong) }
        };
        self.brush.paint_marked(self.painter, &layout, place, style.size, look);
        layout.height()
    }

    fn code(&mut self, line: &str, place: Pos2, width: f32) -> f32 {
        let style = TextStyle { size: SMALL, ..TextStyle::body() };
        let layout = self.brush.layout(line, style, width - SPACE * 2.0);
        let height = layout.height();
        let ground = Rect::from_min_size(place, vec2(width, height));
        self.painter.rect_filled(ground, 0.0, self.brush.color(Ink::Hover));
        self.brush.paint(self.painter, &layout, place + vec2(SPACE, 0.0), style);
        height
    }

    fn table(&mut self, rows: &[Vec<Rich>], is_rtl: bool, place: Pos2, width: f32) -> f32 {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let line = Stroke::new(1.0, self.brush.color(Ink::Border));
        let mut top = place.y;
        if width / (columns as f32) < COLUMN {
            // Row by row: the first cell as a title, the others under it.
            for row in rows.iter().skip(1) {
                for (at, cell) in row.iter().enumerate() {
                    let style = if at == 0 { plain() } else { TextStyle::small().content() };
                    top += self.rich(cell, style, pos2(place.x, top), width);
                }
                top += SPACE;
                self.painter.hline(place.x..=place.x + width, top, line);
                top += SPACE;
            }
            return top - place.y;
        }
        let widths = self.column_widths(rows, columns, width);
        for (number, row) in rows.iter().enumerate() {
            let style = if number == 0 { TextStyle { size: SMALL, ..strong() } } else { plain() };
            let mut from_start = 0.0;
            let mut height: f32 = 0.0;
            for (cell, column) in row.iter().zip(&widths) {
                let x = if is_rtl { place.x + width - from_start - column } else { place.x + from_start };
                height = height.max(self.rich(cell, style, pos2(x, top), column - SPACE * 2.0));
                from_start += column;
            }
            top += height + SPACE;
            self.painter.hline(place.x..=place.x + width, top, line);
            top += SPACE;
        }
        top - place.y
    }

    /// By what the widest cell of each needs; the rest is shared.
    fn column_widths(&mut self, rows: &[Vec<Rich>], columns: usize, width: f32) -> Vec<f32> {
        let mut wanted = vec![COLUMN * 0.6; columns];
        for row in rows {
            for (cell, wanted) in row.iter().zip(&mut wanted) {
                let line = Line::new(self.brush, &cell.text, plain(), width);
                *wanted = wanted.max(line.size().x + SPACE * 2.0);
            }
        }
        let total: f32 = wanted.iter().sum();
        wanted.into_iter().map(|wanted| wanted * width / total).collect()
    }
}

fn plain() -> TextStyle {
    TextStyle::body().content()
}

fn strong() -> TextStyle {
    plain().bold()
}

#[cfg(test)]
mod tests {
    use super::guessed;
    use crate::view::guidelines::blocks;

    #[test]
    fn a_longer_block_is_guessed_to_be_higher() {
        let guess = |markdown: &str| guessed(&blocks(markdown)[0], 300.0);
        assert!(guess(&"long ".repeat(200)) > 5.0 * guess("short"));
        assert!(guess("| a |\n|---|\n| b |") > guess("a"));
    }
}
