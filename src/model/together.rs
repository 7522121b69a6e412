//! What moved together: annotations whose quotes stand as far from each other as they did. That several quotes do so by chance is
//! less likely the rarer they are, so that it can be told from the text alone where a passage went, even where each of its words stands
//! in many places. Places are code points.

use std::ops::Range;

/// So many neighbours on each side may have moved together with an annotation.
const NEIGHBOURS: usize = 8;
/// Where it went is asked of so many of them, the rarest.
const ASKED: usize = 4;
/// Of more places than these the nearest to where a quote stood are looked at; where else it went, its rarer neighbours tell.
pub(super) const FEW_PLACES: usize = 12;
/// It happens once in so many times by chance that what is believed is wrong, or that one of two is.
const BY_CHANCE: f64 = 100.0;

/// A quote that was annotated.
pub(super) struct Member {
    /// Where it stood in the old text.
    pub old: Range<usize>,
    /// In how many places it stands now.
    pub count: usize,
    /// Those of them that are looked at.
    pub few: Vec<usize>,
    /// Whether it is sought where it went.
    pub is_open: bool,
}

/// Where a member went.
pub(super) struct Together {
    pub start: usize,
    /// Where it would have gone if this place were not there: a passage stands there that says the same.
    pub rival: Option<usize>,
}

/// Where each member went that moved together with others; `None` where that is not clear. `members` are sorted by where they stood,
/// `stands` says whether one can be at a place, `len` is how long the new text is. `goes_on` hears how many are done; once it says no,
/// there is no answer.
pub(super) fn moved_together(
    members: &[Member],
    len: usize,
    stands: &dyn Fn(usize, usize) -> bool,
    goes_on: &dyn Fn(usize) -> bool,
) -> Option<Vec<Option<Together>>> {
    let place = |at: usize| members[at].is_open.then(|| place(members, at, len, stands)).flatten();
    (0..members.len()).map(|at| goes_on(at).then(|| place(at))).collect()
}

fn place(members: &[Member], at: usize, len: usize, stands: &dyn Fn(usize, usize) -> bool) -> Option<Together> {
    let own = &members[at];
    let is_apart = |other: &Member| other.old.end <= own.old.start || own.old.end <= other.old.start;
    let around = at.saturating_sub(NEIGHBOURS)..members.len().min(at + NEIGHBOURS + 1);
    let beside: Vec<usize> = around.filter(|other| members[*other].count > 0 && is_apart(&members[*other])).collect();
    let mut rarest = beside.clone();
    rarest.sort_by_key(|other| members[*other].count);
    let asked = rarest.into_iter().take(ASKED).chain([at]).map(|at| &members[at]);
    let places = asked.flat_map(|member| member.few.iter().map(|new| (member.old.start, *new)));
    let mut starts: Vec<usize> = places.filter_map(|(old, new)| (own.old.start + new).checked_sub(old)).collect();
    starts.sort_unstable();
    starts.dedup();
    starts.retain(|start| stands(at, *start));
    // How unlikely it is that what stands beside a place does so by chance, as a logarithm.
    let odds = |start: usize| {
        let goes_along = |other: &&usize| {
            let new = (members[**other].old.start + start).checked_sub(own.old.start);
            new.is_some_and(|new| stands(**other, new))
        };
        let chance = |other: &usize| (members[*other].count * 2 * NEIGHBOURS) as f64 / len.max(1) as f64;
        beside.iter().filter(goes_along).map(|other| -chance(other).min(1.0).ln()).sum::<f64>()
    };
    let mut rated: Vec<(f64, usize)> = starts.into_iter().map(|start| (odds(start), start)).collect();
    rated.sort_by(|one, other| other.0.total_cmp(&one.0));
    let (best, start) = *rated.first()?;
    let next = rated.get(1).map_or(0.0, |(odds, _)| *odds);
    let is_believed = |odds: f64| odds - (own.count as f64).ln() >= BY_CHANCE.ln();
    let rival = rated.get(1).filter(|(odds, _)| is_believed(*odds)).map(|(_, start)| *start);
    (is_believed(best) && best - next >= BY_CHANCE.ln()).then_some(Together { start, rival })
}
