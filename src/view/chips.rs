//! Chips: where the small labels of one line stand, so that none covers another. Each begins at the edge where its
//! annotation begins (the right one when it reads right to left) and runs the way its text runs. Pixels.

/// A chip that wants to stand on a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wish {
    /// Where the annotation begins.
    pub edge: f32,
    /// Whether the annotation's text, and so the chip, runs to the left from there.
    pub is_rtl: bool,
    /// Width with the whole name, with its beginning, and with no name at all.
    pub widths: [f32; 3],
    /// Whether it keeps its whole name and its place, as the chosen annotation's does.
    pub is_first: bool,
}

/// How much of its name a chip shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    Whole,
    Beginning,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub left: f32,
    pub right: f32,
    pub name: Name,
}

/// The place of each wish, in the order they were given. A chip may slide at most `slide` along its text before it is
/// shortened; one without a name slides as far as it must.
#[must_use]
pub fn place(wishes: &[Wish], gap: f32, slide: f32) -> Vec<Place> {
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    // From each side inwards: of two chips that meet, the one that reads first keeps its place.
    order.sort_by(|&a, &b| {
        let (wish_a, wish_b) = (&wishes[a], &wishes[b]);
        wish_b
            .is_first
            .cmp(&wish_a.is_first)
            .then(reading_place(wish_a).total_cmp(&reading_place(wish_b)))
            .then(a.cmp(&b))
    });
    let mut taken: Vec<(f32, f32)> = Vec::new();
    let mut places = vec![Place { left: 0.0, right: 0.0, name: Name::None }; wishes.len()];
    for i in order {
        let wish = &wishes[i];
        let found = [Name::Whole, Name::Beginning]
            .into_iter()
            .zip(wish.widths)
            .map(|(name, width)| (name, free_place(wish, width, gap, &taken)))
            .find(|(_, (left, right))| slid(wish, *left, *right) <= slide);
        let (name, (left, right)) =
            found.unwrap_or_else(|| (Name::None, free_place(wish, wish.widths[2], gap, &taken)));
        taken.push((left, right));
        places[i] = Place { left, right, name };
    }
    places
}

fn reading_place(wish: &Wish) -> f32 {
    if wish.is_rtl { -wish.edge } else { wish.edge }
}

fn slid(wish: &Wish, left: f32, right: f32) -> f32 {
    if wish.is_rtl { wish.edge - right } else { left - wish.edge }
}

/// The first place along the text's direction where `width` fits between what is taken.
fn free_place(wish: &Wish, width: f32, gap: f32, taken: &[(f32, f32)]) -> (f32, f32) {
    let mut edge = wish.edge;
    loop {
        let (left, right) = if wish.is_rtl { (edge - width, edge) } else { (edge, edge + width) };
        let Some(&(other_left, other_right)) = taken.iter().find(|(l, r)| left < r + gap && l - gap < right) else {
            return (left, right);
        };
        edge = if wish.is_rtl { other_left - gap } else { other_right + gap };
    }
}

#[cfg(test)]
mod tests {
    use super::{Name, Place, Wish, place};

    fn wish(edge: f32, is_rtl: bool) -> Wish {
        Wish { edge, is_rtl, widths: [30.0, 14.0, 6.0], is_first: false }
    }

    #[track_caller]
    fn check(wishes: &[Wish], expect: &[(f32, f32, Name)]) {
        let expect: Vec<Place> = expect.iter().map(|&(left, right, name)| Place { left, right, name }).collect();
        assert_eq!(place(wishes, 2.0, 8.0), expect);
    }

    #[test]
    fn a_chip_starts_where_its_text_starts() {
        check(&[wish(10.0, false)], &[(10.0, 40.0, Name::Whole)]);
        check(&[wish(100.0, true)], &[(70.0, 100.0, Name::Whole)]);
    }

    #[test]
    fn the_second_of_two_at_one_place_is_set_beside_the_first_without_a_name() {
        check(&[wish(100.0, true), wish(100.0, true)], &[(70.0, 100.0, Name::Whole), (62.0, 68.0, Name::None)]);
    }

    #[test]
    fn a_chip_slides_a_little_before_it_is_shortened() {
        check(&[wish(0.0, false), wish(26.0, false)], &[(0.0, 30.0, Name::Whole), (32.0, 62.0, Name::Whole)]);
    }

    #[test]
    fn the_chosen_one_keeps_its_name_and_place() {
        let chosen = Wish { is_first: true, ..wish(20.0, false) };
        check(&[wish(0.0, false), chosen], &[(0.0, 14.0, Name::Beginning), (20.0, 50.0, Name::Whole)]);
    }

    #[test]
    fn no_two_chips_of_a_crowded_line_cover_each_other() {
        let wishes: Vec<Wish> = (0..40_u8).map(|i| wish(f32::from(i) * 3.0 + 60.0, i % 3 == 0)).collect();
        let mut places = place(&wishes, 1.0, 8.0);
        places.sort_by(|a, b| a.left.total_cmp(&b.left));
        assert!(places.windows(2).all(|pair| pair[0].right + 0.99 <= pair[1].left));
    }
}
