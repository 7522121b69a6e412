//! Arcs: the lines that join a frame to its fillers. All arcs of a frame share one path as far as they can: above a line of
//! text, and along one margin from line to line. Knows no annotations. Pixels, y down, x from the column's left edge.

/// How far above what they land on arcs run along a line of text, in em.
const ABOVE: f32 = 0.13;
/// How far beside the column they run from line to line, in em.
const BESIDE: f32 = 0.55;
const CORNER: f32 = 0.3;
/// Points of a rounded corner.
const CORNER_STEPS: u8 = 4;

/// An end of an arc.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum End {
    /// On the page: where it lands.
    At { x: f32, y: f32 },
    /// Before what is to be seen.
    Above,
    /// After it.
    Below,
}

/// What is to be seen of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sheet {
    /// Pixels per em.
    pub em: f32,
    pub width: f32,
    pub height: f32,
}

/// The margin that a frame's arcs take from line to line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

impl Side {
    /// The nearer one to most of the ends.
    #[must_use]
    pub fn of(ends: impl Iterator<Item = End>, sheet: Sheet) -> Self {
        let lean: f32 = ends
            .map(|end| match end {
                End::At { x, .. } => x - sheet.width / 2.0,
                End::Above | End::Below => 0.0,
            })
            .sum();
        if lean > 0.0 { Side::Right } else { Side::Left }
    }

    /// Where the arcs run beside the column.
    #[must_use]
    pub fn x(self, sheet: Sheet) -> f32 {
        match self {
            Side::Left => -sheet.em * BESIDE,
            Side::Right => sheet.width + sheet.em * BESIDE,
        }
    }
}

/// The points of the arc from a frame to a filler, with round corners. Nothing if neither is on the page. An arc to an end out
/// of sight stops at the page's edge.
#[must_use]
pub fn arc(frame: End, filler: End, side: Side, sheet: Sheet) -> Option<Vec<[f32; 2]>> {
    let lane = |y: f32| y - sheet.em * ABOVE;
    let beside = side.x(sheet);
    let mut corners = match (frame, filler) {
        (End::At { x, y }, End::At { x: to_x, y: to_y }) if (y - to_y).abs() < sheet.em * 0.5 => {
            let lane = lane(y.min(to_y));
            vec![[x, y], [x, lane], [to_x, lane], [to_x, to_y]]
        }
        (End::At { x, y }, End::At { x: to_x, y: to_y }) => {
            vec![[x, y], [x, lane(y)], [beside, lane(y)], [beside, lane(to_y)], [to_x, lane(to_y)], [to_x, to_y]]
        }
        (End::At { x, y }, End::Above) | (End::Above, End::At { x, y }) => {
            vec![[x, y], [x, lane(y)], [beside, lane(y)], [beside, 0.0]]
        }
        (End::At { x, y }, End::Below) | (End::Below, End::At { x, y }) => {
            vec![[x, y], [x, lane(y)], [beside, lane(y)], [beside, sheet.height]]
        }
        (End::Above | End::Below, End::Above | End::Below) => return None,
    };
    corners.dedup();
    Some(rounded(&corners, sheet.em * CORNER))
}

/// A line through corners, each cut to a curve that begins at most `radius` before it.
fn rounded(corners: &[[f32; 2]], radius: f32) -> Vec<[f32; 2]> {
    let towards = |from: [f32; 2], to: [f32; 2]| {
        let [x, y] = [to[0] - from[0], to[1] - from[1]];
        let length = x.hypot(y);
        let share = if length > 0.0 { radius.min(length / 2.0) / length } else { 0.0 };
        [from[0] + x * share, from[1] + y * share]
    };
    let mut points: Vec<[f32; 2]> = corners.first().copied().into_iter().collect();
    for around in corners.windows(3) {
        let (start, corner, end) = (towards(around[1], around[0]), around[1], towards(around[1], around[2]));
        points.extend((0..=CORNER_STEPS).map(|step| {
            let t = f32::from(step) / f32::from(CORNER_STEPS);
            // A quadratic curve with the corner as its handle.
            [0, 1].map(|i| (1.0 - t) * (1.0 - t) * start[i] + 2.0 * t * (1.0 - t) * corner[i] + t * t * end[i])
        }));
    }
    points.extend(corners.get(1..).and_then(<[_]>::last));
    points
}

#[cfg(test)]
mod tests {
    use super::{End, Sheet, Side, arc};

    const SHEET: Sheet = Sheet { em: 20.0, width: 600.0, height: 400.0 };

    fn at(x: f32, y: f32) -> End {
        End::At { x, y }
    }

    fn points(frame: End, filler: End) -> Vec<[f32; 2]> {
        arc(frame, filler, Side::Left, SHEET).unwrap()
    }

    #[test]
    fn an_arc_reaches_both_its_ends() {
        let points = points(at(100.0, 50.0), at(300.0, 140.0));
        assert_eq!((points[0], points[points.len() - 1]), ([100.0, 50.0], [300.0, 140.0]));
    }

    #[test]
    fn an_arc_of_one_line_stays_above_the_line_and_near_it() {
        assert!(points(at(100.0, 50.0), at(300.0, 50.0)).iter().all(|[_, y]| (46.0..=50.0).contains(y)));
    }

    #[test]
    fn an_arc_over_lines_goes_down_beside_the_column() {
        let points = points(at(100.0, 50.0), at(300.0, 240.0));
        let between = points.iter().filter(|[_, y]| (60.0..200.0).contains(y));
        assert!(between.clone().all(|[x, _]| *x < 0.0) && points.iter().any(|[x, y]| *x < 0.0 && *y > 200.0));
    }

    #[test]
    fn an_end_out_of_sight_is_at_the_edge_in_the_margin() {
        assert_eq!(points(at(100.0, 50.0), End::Below).last(), Some(&[-11.0, 400.0]));
        assert_eq!(points(End::Above, at(100.0, 50.0)).last(), Some(&[-11.0, 0.0]));
        assert_eq!(arc(End::Above, End::Below, Side::Left, SHEET), None);
    }

    #[test]
    fn the_margin_is_the_nearer_one() {
        let side = |xs: &[f32]| Side::of(xs.iter().map(|x| at(*x, 0.0)), SHEET);
        assert_eq!((side(&[500.0, 200.0]), side(&[500.0, 20.0])), (Side::Right, Side::Left));
    }
}
