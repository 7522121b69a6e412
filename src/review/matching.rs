//! The cheapest matching of two rows of things where one may stay alone: the assignment problem, solved exactly. Knows
//! nothing of what the things are.

/// What is reached while one thing of the first row looks for its place.
struct Reached {
    place: usize,
    cost: f64,
    /// Whom it is reached from.
    from: usize,
    is_final: bool,
}

/// The matching with the least sum of costs, for each thing of the first row that of the second, if any: `edges` has for each of
/// the first row those of the second (below `seconds`) that it may be matched with, at a cost of 0 or more; staying alone costs `alone`.
///
/// Shortest augmenting paths with potentials (Jonker and Volgenant 1987), over the edges there are: in rows along a text
/// they are few, and a path stays in its neighbourhood.
#[must_use]
pub fn cheapest(seconds: usize, edges: &[Vec<(usize, f64)>], alone: f64) -> Vec<Option<usize>> {
    // Places are the second row, then one for each of the first row to be alone in.
    let mut holder: Vec<Option<usize>> = vec![None; seconds + edges.len()];
    let mut place_of: Vec<usize> = vec![usize::MAX; edges.len()];
    let (mut of_first, mut of_place) = (vec![0.0; edges.len()], vec![0.0; holder.len()]);
    let mut index: Vec<Option<usize>> = vec![None; holder.len()];
    let mut reached: Vec<Reached> = Vec::new();
    for newcomer in 0..edges.len() {
        let (mut from, mut cost) = (newcomer, 0.0);
        let last = loop {
            for &(place, step) in edges[from].iter().chain(&[(seconds + from, alone)]) {
                let cost = cost + step - of_first[from] - of_place[place];
                match index[place].map(|at| &mut reached[at]) {
                    None => {
                        index[place] = Some(reached.len());
                        reached.push(Reached { place, cost, from, is_final: false });
                    }
                    Some(known) if !known.is_final && cost < known.cost => (known.cost, known.from) = (cost, from),
                    Some(_) => {}
                }
            }
            let open = reached.iter_mut().filter(|known| !known.is_final);
            let nearest = open.min_by(|one, other| one.cost.total_cmp(&other.cost));
            let nearest = nearest.expect("everybody can stay alone");
            (nearest.is_final, cost) = (true, nearest.cost);
            match holder[nearest.place] {
                Some(displaced) => from = displaced,
                None => break nearest.place,
            }
        };
        of_first[newcomer] += cost;
        for known in reached.iter().filter(|known| known.is_final) {
            of_place[known.place] += known.cost - cost;
            if let Some(displaced) = holder[known.place] {
                of_first[displaced] += cost - known.cost;
            }
        }
        let mut place = last;
        loop {
            let from = index[place].map_or(newcomer, |at| reached[at].from);
            holder[place] = Some(from);
            let before = std::mem::replace(&mut place_of[from], place);
            if from == newcomer {
                break;
            }
            place = before;
        }
        reached.drain(..).for_each(|known| index[known.place] = None);
    }
    place_of.into_iter().map(|place| Some(place).filter(|place| *place < seconds)).collect()
}

#[cfg(test)]
mod tests {
    use super::cheapest;
    use crate::review::chance::Chance;

    /// By trying everything.
    fn tried(edges: &[Vec<(usize, f64)>], taken: &mut Vec<usize>, alone: f64) -> f64 {
        let Some((first, rest)) = edges.split_first() else { return 0.0 };
        let mut least = alone + tried(rest, taken, alone);
        for (place, cost) in first {
            if !taken.contains(place) {
                taken.push(*place);
                least = least.min(cost + tried(rest, taken, alone));
                taken.pop();
            }
        }
        least
    }

    #[test]
    fn the_cheapest_of_all_matchings_is_found() {
        for seed in 0..200 {
            let mut chance = Chance::new(seed);
            let (firsts, seconds) = (chance.below(6), 1 + chance.below(5));
            let edges: Vec<Vec<(usize, f64)>> = (0..firsts)
                .map(|_| {
                    let places: Vec<usize> = (0..seconds).filter(|_| chance.below(3) > 0).collect();
                    places.into_iter().map(|place| (place, chance.below(100) as f64 / 50.0)).collect()
                })
                .collect();
            let matched = cheapest(seconds, &edges, 2.0);
            let price = |(first, second): (usize, &Option<usize>)| {
                second.map_or(2.0, |second| edges[first].iter().find(|(other, _)| *other == second).unwrap().1)
            };
            let found: f64 = matched.iter().enumerate().map(price).sum();
            let expected = tried(&edges, &mut Vec::new(), 2.0);
            assert!((found - expected).abs() < 1e-9, "{found} is not {expected} of {edges:?}");
        }
    }
}
