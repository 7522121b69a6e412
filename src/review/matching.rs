//! The cheapest matching of two rows of things where one may stay alone: the assignment problem, solved exactly. Knows
//! nothing of what the things are.

/// With what each thing of a first row may be matched, and at what cost.
#[derive(Debug, Default)]
pub struct Edges {
    edges: Vec<(usize, f64)>,
    /// Of each thing, where its edges end.
    ends: Vec<usize>,
}

/// What finding a matching takes, kept for the next one.
#[derive(Debug, Default)]
pub struct Matcher {
    /// Who is at each place: those of the second row, then one for each of the first row to be alone in.
    holder: Vec<Option<usize>>,
    place_of: Vec<usize>,
    of_first: Vec<f64>,
    of_place: Vec<f64>,
    /// Of each place, where it is among `reached`.
    index: Vec<Option<usize>>,
    reached: Vec<Reached>,
    matched: Vec<Option<usize>>,
}

/// What is reached while one thing of the first row looks for its place.
#[derive(Debug)]
struct Reached {
    place: usize,
    cost: f64,
    /// Whom it is reached from.
    from: usize,
    is_final: bool,
}

impl Edges {
    pub fn clear(&mut self) {
        self.edges.clear();
        self.ends.clear();
    }

    /// One more edge of the thing that is being added: to one of the second row, at a cost of 0 or more.
    pub fn push(&mut self, place: usize, cost: f64) {
        self.edges.push((place, cost));
    }

    /// The thing has all its edges; the next one follows.
    pub fn end_thing(&mut self) {
        self.ends.push(self.edges.len());
    }

    /// How many things have their edges.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    #[must_use]
    pub fn of(&self, thing: usize) -> &[(usize, f64)] {
        let start = thing.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.edges[start..self.ends[thing]]
    }
}

impl Matcher {
    /// The matching with the least sum of costs, for each thing of the first row that of the second (below `seconds`), if any;
    /// staying alone costs one of the first row `alone`.
    ///
    /// Shortest augmenting paths with potentials (Jonker and Volgenant 1987), over the edges there are: in rows along a text
    /// they are few, and a path stays in its neighbourhood.
    pub fn cheapest(&mut self, seconds: usize, edges: &Edges, alone: f64) -> &[Option<usize>] {
        let Self { holder, place_of, of_first, of_place, index, reached, matched } = self;
        let places = seconds + edges.len();
        holder.clear();
        holder.resize(places, None);
        place_of.clear();
        place_of.resize(edges.len(), usize::MAX);
        of_first.clear();
        of_first.resize(edges.len(), 0.0);
        of_place.clear();
        of_place.resize(places, 0.0);
        index.clear();
        index.resize(places, None);
        for newcomer in 0..edges.len() {
            let (mut from, mut cost) = (newcomer, 0.0);
            let last = loop {
                for &(place, step) in edges.of(from).iter().chain(&[(seconds + from, alone)]) {
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
        matched.clear();
        matched.extend(place_of.iter().map(|place| Some(*place).filter(|place| *place < seconds)));
        matched
    }
}

#[cfg(test)]
mod tests {
    use super::{Edges, Matcher};
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
        let mut matcher = Matcher::default();
        for seed in 0..200 {
            let mut chance = Chance::new(seed);
            let (firsts, seconds) = (chance.below(6), 1 + chance.below(5));
            let edges: Vec<Vec<(usize, f64)>> = (0..firsts)
                .map(|_| {
                    let places: Vec<usize> = (0..seconds).filter(|_| chance.below(3) > 0).collect();
                    places.into_iter().map(|place| (place, chance.below(100) as f64 / 50.0)).collect()
                })
                .collect();
            let mut rows = Edges::default();
            for edges in &edges {
                edges.iter().for_each(|(place, cost)| rows.push(*place, *cost));
                rows.end_thing();
            }
            let matched = matcher.cheapest(seconds, &rows, 2.0);
            let price = |(first, second): (usize, &Option<usize>)| {
                second.map_or(2.0, |second| edges[first].iter().find(|(other, _)| *other == second).unwrap().1)
            };
            let found: f64 = matched.iter().enumerate().map(price).sum();
            let expected = tried(&edges, &mut Vec::new(), 2.0);
            assert!((found - expected).abs() < 1e-9, "{found} is not {expected} of {edges:?}");
        }
    }
}
