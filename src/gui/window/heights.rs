//! How high the panels below the page may be: the page, or what stands in its place, keeps its share of the window, and what is left
//! is dealt out among those that are open. They scroll in less than they want. Points.

/// The page has at least this share of the window's height.
const PAGE_SHARE: f32 = 1.0 / 3.0;

/// What is still to be dealt out, from below.
pub(super) struct Heights {
    /// What the page has at least, and the labels above the panels.
    kept: f32,
    /// What the panels want at least that have not come yet; the lowest is the last.
    wanted: Vec<f32>,
    /// How many are open.
    pub(super) open: usize,
}

/// What a panel may have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Height {
    pub(super) least: f32,
    pub(super) most: f32,
    /// Its part, if all that come have the same.
    pub(super) share: f32,
}

impl Heights {
    /// In a window so high, with labels so high, for the panels that are open, each with what it wants at least; the lowest first.
    pub(super) fn new(window: f32, labels: f32, wanted: impl IntoIterator<Item = f32>) -> Self {
        let mut wanted: Vec<f32> = wanted.into_iter().collect();
        wanted.reverse();
        Self { kept: window * PAGE_SHARE + labels, open: wanted.len(), wanted }
    }

    /// For the next panel, where so much is left for it and everything above it.
    pub(super) fn next(&mut self, left: f32) -> Height {
        let room = (left - self.kept).max(0.0);
        let all: f32 = self.wanted.iter().sum();
        let panels = self.wanted.len().max(1) as f32;
        let own = self.wanted.pop().unwrap_or_default();
        // Where there is not enough for all, each has less by the same part.
        let part = if all > 0.0 { (room / all).min(1.0) } else { 1.0 };
        let least = own * part;
        let most = room - (all - own) * part;
        Height { least, most, share: (room / panels).clamp(least, most.max(least)) }
    }

    /// The labels have been drawn.
    pub(super) fn without_labels(&mut self, labels: f32) {
        self.kept -= labels;
    }
}

#[cfg(test)]
mod tests {
    use super::{Height, Heights};

    #[test]
    fn one_panel_has_all_that_the_page_can_spare() {
        let mut heights = Heights::new(900.0, 100.0, [110.0]);
        assert_eq!(heights.next(840.0), Height { least: 110.0, most: 440.0, share: 440.0 });
    }

    #[test]
    fn several_leave_one_another_what_they_want_at_least() {
        let mut heights = Heights::new(900.0, 100.0, [60.0, 100.0, 140.0]);
        assert_eq!(heights.next(840.0), Height { least: 60.0, most: 200.0, share: 440.0 / 3.0 });
        assert_eq!(heights.next(740.0), Height { least: 100.0, most: 200.0, share: 170.0 });
        heights.without_labels(100.0);
        assert_eq!(heights.next(470.0), Height { least: 140.0, most: 170.0, share: 170.0 });
    }

    #[test]
    fn in_a_low_window_all_have_less_and_the_page_its_share() {
        let mut heights = Heights::new(450.0, 0.0, [60.0, 100.0, 140.0]);
        let left = 300.0;
        let first = heights.next(left);
        let second = heights.next(left - first.most);
        let third = heights.next(left - first.most - second.most);
        assert!(left - first.most - second.most - third.most >= 150.0 - 0.01, "{first:?} {second:?} {third:?}");
        assert!(first.most < 60.0 && second.most < 100.0 && third.most < 140.0);
    }
}
