//! Arcs: the lines that join frames to their fillers. All arcs of a frame share one course as far as they can: above a line of
//! text, and along one margin from line to line. Several frames run beside each other. Knows no annotations. Pixels, y down,
//! x from the column's left edge.

/// How far above what they land on arcs run along a line of text, in em.
const ABOVE: f32 = 0.1;
/// From the course of one frame to the next, along a line and in the margin.
const NEXT_ABOVE: f32 = 0.15;
const NEXT_BESIDE: f32 = 0.24;
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
    /// Pixels beside the column that arcs may take.
    pub margin: f32,
    /// How many frames run beside each other above a line; further ones share the last place.
    pub lanes: usize,
}

/// The margin that a frame's arcs take from line to line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

/// The way all arcs of one frame take.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    pub side: Side,
    /// Where it runs in the margin.
    pub beside: f32,
    /// Where it runs above each line on which it has an end: the ends' height, and its own.
    heights: Vec<(f32, f32)>,
}

/// The courses of frames, each given as its own end and those of its fillers. Earlier ones run nearer to the text, and of those
/// the shorter before the longer.
#[must_use]
pub fn courses(frames: &[Vec<End>], sheet: Sheet) -> Vec<Course> {
    let rows = Rows::of(frames, sheet);
    let mut courses: Vec<Course> = frames.iter().map(|ends| Course::new(ends, &rows, sheet)).collect();
    let mut above: Vec<Vec<Taken>> = vec![Vec::new(); rows.0.len()];
    let mut beside: [Vec<Taken>; 2] = Default::default();
    let places_beside = (((sheet.margin / sheet.em - BESIDE - 0.1) / NEXT_BESIDE).max(0.0) as usize) + 1;
    for (ends, course) in frames.iter().zip(&mut courses) {
        let on_page = || ends.iter().filter_map(|end| if let End::At { x, y } = end { Some((*x, *y)) } else { None });
        let leaves_its_line = course.heights.len() > 1 || ends.iter().any(|end| !matches!(end, End::At { .. }));
        if leaves_its_line {
            let at_edge = |edge: End, y: f32| ends.contains(&edge).then_some(y);
            let ys =
                || on_page().map(|(_, y)| y).chain(at_edge(End::Above, 0.0)).chain(at_edge(End::Below, sheet.height));
            let (first, last) = reach(ys());
            let place = take(&mut beside[course.side as usize], first - sheet.em, last, places_beside);
            course.beside = course.side.x(sheet, place);
        }
        for (y, own) in &mut course.heights {
            let row = rows.at(*y);
            let xs = on_page().filter(|(_, of_end)| rows.at(*of_end) == row).map(|(x, _)| x);
            let (left, right) = reach(xs.chain(leaves_its_line.then_some(course.beside)));
            let place = take(&mut above[row], left, right, sheet.lanes);
            *own = *y - sheet.em * (ABOVE + NEXT_ABOVE * place as f32);
        }
    }
    courses
}

impl Side {
    /// The nearer one to most of the ends.
    fn of(ends: &[End], sheet: Sheet) -> Self {
        let lean = |end: &End| match end {
            End::At { x, .. } => x - sheet.width / 2.0,
            End::Above | End::Below => 0.0,
        };
        if ends.iter().map(lean).sum::<f32>() > 0.0 { Side::Right } else { Side::Left }
    }

    /// Where a course runs beside the column; place 0 is nearest to it.
    fn x(self, sheet: Sheet, place: usize) -> f32 {
        let beside = sheet.em * (BESIDE + NEXT_BESIDE * place as f32);
        match self {
            Side::Left => -beside,
            Side::Right => sheet.width + beside,
        }
    }
}

impl Course {
    fn new(ends: &[End], rows: &Rows, sheet: Sheet) -> Self {
        let side = Side::of(ends, sheet);
        let mut own: Vec<f32> = ends.iter().filter_map(|end| rows.of_end(*end)).collect();
        own.sort_by(f32::total_cmp);
        own.dedup();
        Self { side, beside: side.x(sheet, 0), heights: own.into_iter().map(|y| (y, y)).collect() }
    }

    /// Where it runs above the line that ends at height `y` stand on.
    fn above(&self, y: f32) -> f32 {
        let nearest = |(a, _): &&(f32, f32), (b, _): &&(f32, f32)| (a - y).abs().total_cmp(&(b - y).abs());
        self.heights.iter().min_by(nearest).map_or(y, |(_, own)| own.min(y))
    }

    /// The points of the arc from the frame to a filler, with round corners. Nothing if neither is on the page. An arc to an end
    /// out of sight stops at the page's edge.
    #[must_use]
    pub fn arc(&self, frame: End, filler: End, sheet: Sheet) -> Option<Vec<[f32; 2]>> {
        let beside = self.beside;
        let mut corners = match (frame, filler) {
            (End::At { x, y }, End::At { x: to_x, y: to_y }) => {
                let (own, to_own) = (self.above(y), self.above(to_y));
                if (own - to_own).abs() < 0.5 {
                    vec![[x, y], [x, own], [to_x, own], [to_x, to_y]]
                } else {
                    vec![[x, y], [x, own], [beside, own], [beside, to_own], [to_x, to_own], [to_x, to_y]]
                }
            }
            (End::At { x, y }, End::Above) | (End::Above, End::At { x, y }) => {
                vec![[x, y], [x, self.above(y)], [beside, self.above(y)], [beside, 0.0]]
            }
            (End::At { x, y }, End::Below) | (End::Below, End::At { x, y }) => {
                vec![[x, y], [x, self.above(y)], [beside, self.above(y)], [beside, sheet.height]]
            }
            (End::Above | End::Below, End::Above | End::Below) => return None,
        };
        corners.dedup();
        Some(rounded(&corners, sheet.em * CORNER))
    }
}

/// The heights of the lines that have ends, from top to bottom. Ends less than half an em apart stand on one line.
struct Rows(Vec<f32>);

impl Rows {
    fn of(frames: &[Vec<End>], sheet: Sheet) -> Self {
        let ends = frames.iter().flatten();
        let mut ys: Vec<f32> =
            ends.filter_map(|end| if let End::At { y, .. } = end { Some(*y) } else { None }).collect();
        ys.sort_by(f32::total_cmp);
        ys.dedup_by(|next, first| *next - *first < sheet.em * 0.5);
        Self(ys)
    }

    /// The row at or just before a height.
    fn at(&self, y: f32) -> usize {
        self.0.partition_point(|row| *row <= y).saturating_sub(1)
    }

    fn of_end(&self, end: End) -> Option<f32> {
        if let End::At { y, .. } = end { self.0.get(self.at(y)).copied() } else { None }
    }
}

/// A stretch that a course has taken, and in which place.
#[derive(Debug, Clone, Copy)]
struct Taken {
    from: f32,
    to: f32,
    place: usize,
}

/// The first of `places` that is free from `from` to `to`, or the last, which then is shared.
fn take(taken: &mut Vec<Taken>, from: f32, to: f32, places: usize) -> usize {
    let is_free = |place: &usize| taken.iter().all(|t| t.place != *place || to <= t.from || t.to <= from);
    let place = (0..places).find(is_free).unwrap_or(places.saturating_sub(1));
    taken.push(Taken { from, to, place });
    place
}

/// The least and the greatest.
fn reach(of: impl Iterator<Item = f32>) -> (f32, f32) {
    of.fold((f32::INFINITY, f32::NEG_INFINITY), |(least, greatest), x| (least.min(x), greatest.max(x)))
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
    use super::{Course, End, Sheet, Side, courses};

    const SHEET: Sheet = Sheet { em: 20.0, width: 600.0, height: 400.0, margin: 40.0, lanes: 3 };

    fn at(x: f32, y: f32) -> End {
        End::At { x, y }
    }

    fn course(ends: &[End]) -> Course {
        courses(&[ends.to_vec()], SHEET).remove(0)
    }

    fn points(frame: End, filler: End) -> Vec<[f32; 2]> {
        course(&[frame, filler]).arc(frame, filler, SHEET).unwrap()
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
        assert_eq!(course(&[End::Above, End::Below]).arc(End::Above, End::Below, SHEET), None);
    }

    #[test]
    fn the_margin_is_the_nearer_one() {
        let side = |xs: &[f32]| course(&xs.iter().map(|x| at(*x, 0.0)).collect::<Vec<_>>()).side;
        assert_eq!((side(&[500.0, 200.0]), side(&[500.0, 20.0])), (Side::Right, Side::Left));
    }

    #[test]
    fn frames_whose_arcs_would_meet_run_beside_each_other() {
        let frames = [vec![at(10.0, 50.0), at(90.0, 50.0)], vec![at(50.0, 50.0), at(200.0, 50.0)]];
        let found = courses(&frames, SHEET);
        let height = |nth: usize| {
            found[nth].arc(frames[nth][0], frames[nth][1], SHEET).unwrap().iter().fold(50.0, |a: f32, p| a.min(p[1]))
        };
        assert!(height(0) - height(1) >= 2.5, "{} {}", height(0), height(1));
        let down = [vec![at(10.0, 50.0), at(10.0, 150.0)], vec![at(30.0, 90.0), at(20.0, 250.0)]];
        let found = courses(&down, SHEET);
        assert!(found[0].beside - found[1].beside >= 4.0);
    }

    #[test]
    fn frames_that_do_not_meet_keep_near_the_text() {
        let frames = [vec![at(10.0, 50.0), at(90.0, 50.0)], vec![at(120.0, 50.0), at(200.0, 50.0)]];
        let found = courses(&frames, SHEET);
        assert_eq!(found[0].above(50.0), found[1].above(50.0));
    }

    #[test]
    fn many_frames_stay_within_their_room() {
        let frames: Vec<Vec<End>> = (0..40_u8).map(|i| vec![at(f32::from(i), 50.0), at(500.0, 250.0)]).collect();
        let found = courses(&frames, SHEET);
        assert!(found.iter().all(|course| course.above(50.0) >= 50.0 - 20.0 * 0.4 - 0.01));
        assert!(found.iter().all(|course| course.beside >= -40.0 && course.beside <= 640.0));
    }
}
