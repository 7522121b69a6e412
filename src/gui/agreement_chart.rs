//! A line for each layer over the days: how agreement went. Knows no measures. Sizes are points.

use egui::{Align, Pos2, Rect, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::gui::brush::TextStyle;
use crate::gui::text::{Kit, Line};
use crate::gui::theme::SPACE;
use crate::gui::words::spoken;
use crate::view::agreement::{Chart, Series};
use crate::view::tones::Ink;

pub const CHART_HEIGHT: f32 = 190.0;
const LEGEND: f32 = 170.0;
/// Room for the figures of the scale.
const SCALE: f32 = 34.0;
const MOST_WIDE: f32 = 760.0;
const LEGEND_ROW: f32 = 20.0;

/// Draws a chart into a box.
pub fn chart_ui(ui: &mut Ui, kit: &mut Kit, chart: &Chart, rect: Rect) {
    let rect = rect.with_max_x(rect.left() + rect.width().min(MOST_WIDE + LEGEND));
    let plot = Rect::from_min_max(
        rect.min + vec2(SCALE, SPACE * 2.0),
        pos2(rect.right() - LEGEND - SPACE * 4.0, rect.bottom() - 26.0),
    );
    for (value, written) in [(0.0, "0"), (0.5, "0.5"), (1.0, "1")] {
        let y = height_of(plot, value);
        ui.painter().hline(plot.x_range(), y, Stroke::new(1.0, kit.brush.color(Ink::Border)));
        let line = Line::new(&mut kit.brush, written, TextStyle::small(), SCALE);
        let place = Rect::from_min_max(pos2(rect.left(), y - 9.0), pos2(plot.left() - SPACE * 1.5, y + 9.0));
        line.paint(ui, &mut kit.brush, place, Align::Max);
    }
    let ends = [chart.days.first().map(|day| (day, Align::Min)), chart.days.last().map(|day| (day, Align::Max))];
    for (day, align) in ends.into_iter().flatten() {
        let line = Line::new(&mut kit.brush, day, TextStyle::small(), plot.width() / 2.0);
        line.paint(
            ui,
            &mut kit.brush,
            Rect::from_min_max(pos2(plot.left(), plot.bottom() + 4.0), rect.max.min(pos2(plot.right(), rect.bottom()))),
            align,
        );
    }
    for (at, series) in chart.series.iter().enumerate() {
        series_ui(ui, kit, chart, series, plot);
        let top = plot.top() + LEGEND_ROW * at as f32;
        let row = Rect::from_min_size(pos2(plot.right() + SPACE * 4.0, top), vec2(LEGEND, LEGEND_ROW));
        let ink = kit.brush.color(Ink::Line(series.tone));
        ui.painter().hline(row.left()..=row.left() + 16.0, row.center().y, Stroke::new(2.0, ink));
        let room = row.with_min_x(row.left() + 22.0);
        let line = Line::new(&mut kit.brush, &series.title, TextStyle::small().content(), room.width());
        line.paint(ui, &mut kit.brush, room, Align::Min);
    }
    let titles: Vec<&str> = chart.series.iter().map(|series| series.title.as_str()).collect();
    let response = ui.interact(rect, ui.scope_id().with("chart"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, spoken(&titles.join(", "))));
}

/// Lines between days that follow each other, and a dot for each.
fn series_ui(ui: &Ui, kit: &Kit, chart: &Chart, series: &Series, plot: Rect) {
    let ink = kit.brush.color(Ink::Line(series.tone));
    let steps = chart.days.len().saturating_sub(1).max(1) as f32;
    let point = |(day, value): (usize, &Option<f64>)| -> Option<Pos2> {
        let value = (*value)?;
        Some(pos2(plot.left() + plot.width() * day as f32 / steps, height_of(plot, value)))
    };
    let points: Vec<Option<Pos2>> = series.values.iter().enumerate().map(point).collect();
    for pair in points.windows(2) {
        if let [Some(one), Some(other)] = pair {
            ui.painter().add(Shape::line_segment([*one, *other], Stroke::new(2.0, ink)));
        }
    }
    for point in points.into_iter().flatten() {
        ui.painter().circle_filled(point, 3.0, ink);
    }
}

/// What is worse than chance stands at the bottom.
fn height_of(plot: Rect, value: f64) -> f32 {
    plot.bottom() - plot.height() * value.clamp(0.0, 1.0) as f32
}
