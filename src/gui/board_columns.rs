//! How the width of a row on the board is shared out: names first, then figures, and a bar has what is left. Knows no row; points.

/// A bar narrower than this says nothing.
pub const NARROWEST_BAR: f32 = 60.0;
/// Figures leave the names so much of the width, or the last of them are left out.
const NAMES: f32 = 0.4;

/// What each part of a row has.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    pub title: f32,
    /// None is left out.
    pub bar: f32,
    /// From the first one on; those that have no room are missing.
    pub figures: Vec<f32>,
}

/// Shares `width` out. The widest name needs `names`; `share` of what figures leave is the title's where there is a bar; each figure
/// needs so much at least and has as much as it wants where there is room.
#[must_use]
pub fn share_out(width: f32, names: f32, share: Option<f32>, figures: &[(f32, f32)]) -> Shares {
    let wide: Vec<f32> = figures.iter().map(|(_, wanted)| *wanted).collect();
    let rest = width - wide.iter().sum::<f32>();
    let title = share.map_or(rest, |share| (rest * share).max(names));
    if share.is_some() && rest - title >= NARROWEST_BAR {
        return Shares { title, bar: rest - title, figures: wide };
    }
    if rest >= names {
        return Shares { title: rest, bar: 0.0, figures: wide };
    }
    let mut narrow: Vec<f32> = figures.iter().map(|(least, _)| *least).collect();
    let left = |narrow: &[f32]| width - narrow.iter().sum::<f32>();
    while narrow.len() > 1 && left(&narrow) < names.min(width * NAMES) {
        narrow.pop();
    }
    let rest = left(&narrow).max(0.0);
    let title = if share.is_some() && rest - names >= NARROWEST_BAR { names } else { rest };
    Shares { title, bar: rest - title, figures: narrow }
}

#[cfg(test)]
mod tests {
    use super::{Shares, share_out};

    fn check(width: f32, names: f32, title: f32, bar: f32, figures: &[f32]) {
        let shares = Shares { title, bar, figures: figures.to_vec() };
        assert_eq!(share_out(width, names, Some(0.4), &[(30.0, 80.0), (30.0, 80.0), (50.0, 80.0)]), shares);
    }

    #[test]
    fn names_have_their_room_before_bars_and_before_wide_figures() {
        check(840.0, 100.0, 240.0, 360.0, &[80.0, 80.0, 80.0]);
        check(840.0, 400.0, 400.0, 200.0, &[80.0, 80.0, 80.0]);
        check(660.0, 400.0, 420.0, 0.0, &[80.0, 80.0, 80.0]);
        check(600.0, 400.0, 400.0, 90.0, &[30.0, 30.0, 50.0]);
        check(500.0, 400.0, 390.0, 0.0, &[30.0, 30.0, 50.0]);
    }

    #[test]
    fn figures_that_would_leave_names_too_little_are_left_out_but_for_the_first() {
        check(150.0, 400.0, 90.0, 0.0, &[30.0, 30.0]);
        check(40.0, 400.0, 10.0, 0.0, &[30.0]);
    }
}
