//! Colours, each stated once, light and dark. Everything else says *tone 3* or *muted text*; only who puts pixels on a
//! screen or into a picture asks here what that is. Channels are sRGB, 0 to 255.
//!
//! The tones follow Okabe and Ito's and Paul Tol's palettes for colour-blind readers, darkened or lightened until a line of
//! them stands out from the paper (3 : 1) and text on their tint reads well (4.5 : 1); tests hold them to it.

use crate::model::schema::Tone;

/// A colour without transparency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rgb(pub [u8; 3]);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Theme {
    #[default]
    Light,
    Dark,
}

/// What a stroke of paint is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ink {
    // The page.
    Paper,
    Text,
    /// Text of second rank: counts, hints, joiners.
    Muted,
    Selection,
    Caret,
    /// Marks of the lens for characters one does not see.
    Lens,
    /// A tone pale enough to read text on.
    Tint(Tone),
    /// A tone just to be seen, for what stands back while something else is looked at.
    Faint(Tone),
    /// A tone strong enough for a line.
    Line(Tone),
    /// A line among many, which stands back behind what is written.
    Soft(Tone),
    /// Text on a surface filled with `Line` of the same tone.
    OnLine(Tone),
    // The window.
    Panel,
    /// The ground around the page's column.
    Desk,
    Field,
    Border,
    /// Around what one types into, which nothing else may tell from the panel.
    Edge,
    Hover,
    Pressed,
    Accent,
    OnAccent,
    AccentTint,
    Good,
    Warning,
    Failure,
    /// What lies behind a dialog; used half transparent.
    Shade,
}

/// Light and dark of every tone as a line, in the order of [`Tone::WORDS`].
const TONES: [[Rgb; 2]; Tone::WORDS.len()] = [
    [hex(0x00_60_A8), hex(0x6F_B1_F5)], // blue
    [hex(0xA8_52_00), hex(0xF0_A0_4B)], // orange
    [hex(0x0B_70_48), hex(0x54_C9_8C)], // green
    [hex(0x8A_3F_A0), hex(0xD7_9B_EA)], // purple
    [hex(0x0B_74_9C), hex(0x74_CD_F0)], // sky
    [hex(0xB3_26_1E), hex(0xF5_8D_84)], // red
    [hex(0x00_71_6D), hex(0x4F_CF_C6)], // teal
    [hex(0x74_49_1F), hex(0xCF_A2_7A)], // brown
    [hex(0xB0_35_7F), hex(0xF0_8F_C4)], // pink
    [hex(0x66_64_00), hex(0xC6_C2_4E)], // olive
    [hex(0x4B_41_AC), hex(0xAD_A5_F7)], // indigo
    [hex(0x5A_60_69), hex(0xAE_B4_BD)], // grey
];

/// The share of a tone in its tint over paper.
const TINT_SHARE: [f32; 2] = [0.17, 0.26];
/// Its share in a line among many.
const SOFT_SHARE: [f32; 2] = [0.62, 0.66];
/// Its share in what stands back.
const FAINT_SHARE: [f32; 2] = [0.06, 0.1];

const fn hex(code: u32) -> Rgb {
    Rgb([(code >> 16) as u8, (code >> 8) as u8, code as u8])
}

/// What `ink` looks like under `theme`.
#[must_use]
pub fn colour(ink: Ink, theme: Theme) -> Rgb {
    let side = match theme {
        Theme::Light => 0,
        Theme::Dark => 1,
    };
    let line = |tone: Tone| TONES[tone.index()][side];
    let pair = match ink {
        Ink::Line(tone) => return line(tone),
        Ink::Tint(tone) => return mix(colour(Ink::Paper, theme), line(tone), TINT_SHARE[side]),
        Ink::Faint(tone) => return mix(colour(Ink::Paper, theme), line(tone), FAINT_SHARE[side]),
        Ink::Soft(tone) => return mix(colour(Ink::Paper, theme), line(tone), SOFT_SHARE[side]),
        Ink::OnLine(_) => return colour(Ink::Paper, theme),
        Ink::Paper => [hex(0xFF_FD_F8), hex(0x1C_1D_20)],
        Ink::Text => [hex(0x1D_1B_18), hex(0xE9_E6_DF)],
        Ink::Muted => [hex(0x66_61_58), hex(0xA5_A1_98)],
        Ink::Selection => [hex(0xBF_DB_F8), hex(0x29_4A_70)],
        Ink::Caret => [hex(0xB0_2A_00), hex(0xFF_9A_66)],
        Ink::Lens => [hex(0xB2_2F_45), hex(0xF3_8A_96)],
        Ink::Panel => [hex(0xF5_F3_EE), hex(0x25_26_2A)],
        Ink::Desk => [hex(0xEC_E9_E2), hex(0x15_16_18)],
        Ink::Field => [hex(0xFF_FF_FF), hex(0x17_18_1B)],
        Ink::Border => [hex(0xD8_D3_C9), hex(0x3C_3E_44)],
        Ink::Edge => [hex(0x8A_85_7B), hex(0x70_73_7B)],
        Ink::Hover => [hex(0xE7_E3_DA), hex(0x31_33_38)],
        Ink::Pressed => [hex(0xD9_D4_C8), hex(0x3D_40_47)],
        Ink::Accent => [hex(0x0B_5C_9E), hex(0x7D_BB_F2)],
        Ink::OnAccent => [hex(0xFF_FF_FF), hex(0x10_1A_24)],
        Ink::AccentTint => [hex(0xD8_E8_F7), hex(0x22_38_50)],
        Ink::Good => [hex(0x17_6A_3A), hex(0x6C_C8_8F)],
        Ink::Warning => [hex(0x85_57_00), hex(0xE8_B0_4A)],
        Ink::Failure => [hex(0xA8_22_22), hex(0xF5_8B_84)],
        Ink::Shade => [hex(0x2A_26_1E), hex(0x00_00_00)],
    };
    pair[side]
}

/// `share` of `top` over `under`, channel by channel.
fn mix(under: Rgb, top: Rgb, share: f32) -> Rgb {
    let mut mixed = under;
    for (channel, above) in mixed.0.iter_mut().zip(top.0) {
        *channel = (f32::from(*channel) * (1.0 - share) + f32::from(above) * share).round() as u8;
    }
    mixed
}

#[cfg(test)]
mod tests {
    use super::{Ink, Rgb, TONES, Theme, colour};
    use crate::model::schema::Tone;

    fn tones() -> impl Iterator<Item = Tone> {
        (0..TONES.len()).map(Tone::from_index)
    }

    /// Relative luminance and contrast as WCAG 2.2 defines them.
    fn contrast(a: Rgb, b: Rgb) -> f32 {
        let luminance = |c: Rgb| {
            let linear = c.0.map(|channel| {
                let s = f32::from(channel) / 255.0;
                if s <= 0.04045 { s / 12.92 } else { ((s + 0.055) / 1.055).powf(2.4) }
            });
            0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        };
        let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
        if a > b { a / b } else { b / a }
    }

    #[track_caller]
    fn check(front: Ink, back: Ink, at_least: f32) {
        for theme in [Theme::Light, Theme::Dark] {
            let found = contrast(colour(front, theme), colour(back, theme));
            assert!(found >= at_least, "{front:?} on {back:?} in {theme:?}: {found:.2}, wanted {at_least}");
        }
    }

    #[test]
    fn text_reads_well_on_every_surface() {
        for back in [Ink::Paper, Ink::Selection, Ink::Panel, Ink::Desk, Ink::Field, Ink::Hover, Ink::AccentTint] {
            check(Ink::Text, back, 7.0);
        }
        for back in [Ink::Paper, Ink::Panel, Ink::Desk, Ink::Field, Ink::Hover, Ink::AccentTint] {
            for front in [Ink::Muted, Ink::Accent, Ink::Good, Ink::Warning, Ink::Failure] {
                check(front, back, 4.5);
            }
        }
        for back in [Ink::Field, Ink::Panel, Ink::Paper] {
            check(Ink::Edge, back, 3.0);
        }
        check(Ink::OnAccent, Ink::Accent, 4.5);
    }

    #[test]
    fn every_tone_carries_text_and_stands_out_from_the_paper() {
        for tone in tones() {
            check(Ink::Text, Ink::Tint(tone), 7.0);
            check(Ink::OnLine(tone), Ink::Line(tone), 4.5);
            check(Ink::Line(tone), Ink::Paper, 4.5);
            check(Ink::Line(tone), Ink::Tint(tone), 3.0);
            check(Ink::Soft(tone), Ink::Paper, 2.0);
        }
    }

    #[test]
    fn no_two_tones_look_the_same() {
        for theme in [Theme::Light, Theme::Dark] {
            let colours: std::collections::BTreeSet<_> = tones().map(|tone| colour(Ink::Line(tone), theme).0).collect();
            assert_eq!(colours.len(), TONES.len());
        }
    }
}
