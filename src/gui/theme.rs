//! How the window looks: egui's colours and spaces, all from the tokens of `view::tones`. Sizes are points.

use egui::{Color32, CornerRadius, Margin, Stroke, Style, Visuals, vec2};

use crate::session::command::view;
use crate::view::tones::{Ink, Rgb, Theme, colour};

/// Sizes of text in the window.
pub const BODY: f32 = 14.0;
pub const SMALL: f32 = 12.0;
pub const HEADING: f32 = 18.0;
/// The page's letters at 100 %.
pub const PAGE: f32 = 19.0;
/// Space between things that belong together; other spaces are multiples.
pub const SPACE: f32 = 4.0;
pub const RADIUS: f32 = 4.0;

#[must_use]
pub fn color32(ink: Ink, theme: Theme) -> Color32 {
    let Rgb([red, green, blue]) = colour(ink, theme);
    Color32::from_rgb(red, green, blue)
}

/// The theme of egui's two that is drawn now.
#[must_use]
pub fn theme_of(visuals: &Visuals) -> Theme {
    if visuals.dark_mode { Theme::Dark } else { Theme::Light }
}

#[must_use]
pub fn preference(theme: view::Theme) -> egui::ThemePreference {
    match theme {
        view::Theme::System => egui::ThemePreference::System,
        view::Theme::Light => egui::ThemePreference::Light,
        view::Theme::Dark => egui::ThemePreference::Dark,
    }
}

/// Gives egui our colours and spaces, for both of its themes.
pub fn install(context: &egui::Context) {
    for (egui_theme, theme) in [(egui::Theme::Light, Theme::Light), (egui::Theme::Dark, Theme::Dark)] {
        context.style_mut_of(egui_theme, |style| dress(style, theme));
    }
}

fn dress(style: &mut Style, theme: Theme) {
    let ink = |ink: Ink| color32(ink, theme);
    let visuals = &mut style.visuals;
    *visuals = match theme {
        Theme::Light => Visuals::light(),
        Theme::Dark => Visuals::dark(),
    };
    visuals.panel_fill = ink(Ink::Panel);
    visuals.window_fill = ink(Ink::Panel);
    visuals.window_stroke = Stroke::new(1.0, ink(Ink::Border));
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = CornerRadius::same(6);
    visuals.extreme_bg_color = ink(Ink::Field);
    visuals.faint_bg_color = ink(Ink::Hover);
    visuals.override_text_color = Some(ink(Ink::Text));
    visuals.weak_text_color = Some(ink(Ink::Muted));
    visuals.hyperlink_color = ink(Ink::Accent);
    visuals.warn_fg_color = ink(Ink::Warning);
    visuals.error_fg_color = ink(Ink::Failure);
    visuals.selection.bg_fill = ink(Ink::Selection);
    visuals.selection.stroke = Stroke::new(1.5, ink(Ink::Accent));
    let widgets = &mut visuals.widgets;
    for (widget, fill, stroke) in [
        (&mut widgets.noninteractive, Ink::Panel, Ink::Border),
        (&mut widgets.inactive, Ink::Field, Ink::Border),
        (&mut widgets.hovered, Ink::Hover, Ink::Muted),
        (&mut widgets.active, Ink::Pressed, Ink::Accent),
        (&mut widgets.open, Ink::Hover, Ink::Border),
    ] {
        widget.bg_fill = ink(fill);
        widget.weak_bg_fill = ink(fill);
        widget.bg_stroke = Stroke::new(1.0, ink(stroke));
        widget.fg_stroke = Stroke::new(1.0, ink(Ink::Text));
        widget.corner_radius = CornerRadius::same(RADIUS as u8);
        widget.expansion = 0.0;
    }
    // The handle of a scroll bar is a widget too: it must stand out from the panel.
    widgets.inactive.bg_fill = ink(Ink::Border);

    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(SPACE * 2.0, SPACE);
    spacing.button_padding = vec2(SPACE * 2.0, SPACE);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(16);
    spacing.interact_size.y = 26.0;
    spacing.scroll = egui::style::ScrollStyle::thin();
    style.animation_time = 0.0;
}
