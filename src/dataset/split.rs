//! Splitting: which groups of documents train, tune and test. Labels and languages are spread by iterative stratification
//! (Sechidis, Tsoumakas and Vlahavas 2011, On the Stratification of Multi-Label Data): the rarest is dealt out first, each time
//! to the part that wants it most. Here what is dealt are groups, which never part, and no part that is full takes another
//! one. All is whole numbers, and what is undecided goes by a hash of seed and name: so the same groups give the same parts on
//! every machine, and a document more does not deal all anew.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// What a document is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    Train,
    Dev,
    Test,
}

impl Part {
    pub const ALL: [Part; 3] = [Part::Train, Part::Dev, Part::Test];

    /// What files call it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Part::Train => "train",
            Part::Dev => "dev",
            Part::Test => "test",
        }
    }
}

/// How the documents are shared out among the parts, in their order, as `80,10,10`. Not all are zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shares([u16; 3]);

impl Default for Shares {
    fn default() -> Self {
        Self([80, 10, 10])
    }
}

impl Shares {
    #[must_use]
    pub fn of(&self, part: Part) -> u16 {
        self.0[part as usize]
    }
}

impl fmt::Display for Shares {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [train, dev, test] = self.0;
        write!(f, "{train},{dev},{test}")
    }
}

impl FromStr for Shares {
    type Err = Error;

    fn from_str(written: &str) -> Result<Self, Error> {
        let wrong = || {
            Error::new(format!("`{written}` does not say how much is for train, dev and test"))
                .hint("write three whole numbers, such as `80,10,10` or `9,0,1`")
        };
        let numbers: Result<Vec<u16>, _> = written.split(',').map(|number| number.trim().parse()).collect();
        let numbers: [u16; 3] = numbers.map_err(|_| wrong())?.try_into().map_err(|_| wrong())?;
        if numbers == [0; 3] { Err(wrong()) } else { Ok(Self(numbers)) }
    }
}

/// Documents that stay together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Unique.
    pub name: String,
    pub documents: usize,
    /// How much of each label and language is in it, by the name of that.
    pub strata: BTreeMap<String, usize>,
}

/// What parts still want of something, in parts of the sum of shares; less than nothing where they have too much.
type Wanted = [i64; 3];

/// The part of each group.
#[must_use]
pub fn split(groups: &[Group], shares: &Shares, seed: u64) -> Vec<Part> {
    let sum: i64 = shares.0.iter().map(|share| i64::from(*share)).sum();
    let wanted = |all: usize| -> Wanted { shares.0.map(|share| i64::from(share) * all as i64) };
    let mut documents = wanted(groups.iter().map(|group| group.documents).sum());
    let mut totals: BTreeMap<&str, usize> = BTreeMap::new();
    // How many groups have it that are not dealt yet.
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, amount) in groups.iter().flat_map(|group| &group.strata) {
        *totals.entry(name).or_default() += amount;
        *left.entry(name).or_default() += 1;
    }
    let mut strata: BTreeMap<&str, Wanted> = totals.into_iter().map(|(name, total)| (name, wanted(total))).collect();
    let ranks: Vec<blake3::Hash> = groups.iter().map(|group| rank(&group.name, seed)).collect();
    let mut parts: Vec<Option<Part>> = vec![None; groups.len()];
    loop {
        let rarest = left.iter().filter(|(_, count)| **count > 0).min_by_key(|(name, count)| (**count, **name));
        let rarest = rarest.map(|(name, _)| *name);
        let has_it = |group: &Group| rarest.is_none_or(|name| group.strata.contains_key(name));
        let amount = |group: &Group| rarest.and_then(|name| group.strata.get(name)).copied().unwrap_or_default();
        let mut dealt: Vec<usize> =
            (0..groups.len()).filter(|at| parts[*at].is_none() && has_it(&groups[*at])).collect();
        if dealt.is_empty() {
            break;
        }
        dealt.sort_by_key(|at| (Reverse(groups[*at].documents), Reverse(amount(&groups[*at])), *ranks[*at].as_bytes()));
        for at in dealt {
            let group = &groups[at];
            let of_rarest = rarest.and_then(|name| strata.get(name)).copied().unwrap_or_default();
            let part = choose(&documents, &of_rarest, sum * group.documents as i64);
            parts[at] = Some(part);
            documents[part as usize] -= sum * group.documents as i64;
            for (name, amount) in &group.strata {
                if let (Some(wanted), Some(left)) = (strata.get_mut(name.as_str()), left.get_mut(name.as_str())) {
                    wanted[part as usize] -= sum * *amount as i64;
                    *left -= 1;
                }
            }
        }
    }
    parts.into_iter().map(|part| part.unwrap_or(Part::Train)).collect()
}

/// The part that wants it most, of those that have room for all of the group; where none has, the one with most room.
fn choose(documents: &Wanted, stratum: &Wanted, size: i64) -> Part {
    let room = |part: &Part| documents[*part as usize];
    // Of equals, the first: `max_by_key` takes the last.
    let parts = || Part::ALL.into_iter().rev();
    let fitting = parts().filter(|part| room(part) >= size).max_by_key(|part| (stratum[*part as usize], room(part)));
    fitting.or_else(|| parts().max_by_key(room)).unwrap_or(Part::Train)
}

fn rank(name: &str, seed: u64) -> blake3::Hash {
    blake3::Hasher::new().update(&seed.to_le_bytes()).update(name.as_bytes()).finalize()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Group, Part, Shares, split};
    use crate::tests::random::Random;

    fn groups(random: &mut Random, count: usize, largest: usize) -> Vec<Group> {
        let group = |number: usize| {
            let documents = 1 + random.below(largest);
            let mut strata = BTreeMap::from([(["ar", "vi"][random.below(2)].to_owned(), documents)]);
            for label in ["person", "visit", "rare", "topic"].into_iter().take(random.below(5)) {
                strata.insert(label.to_owned(), 1 + random.below(4));
            }
            Group { name: format!("g{number}"), documents, strata }
        };
        (0..count).map(group).collect()
    }

    fn documents(groups: &[Group], parts: &[Part], part: Part) -> usize {
        groups.iter().zip(parts).filter(|(_, found)| **found == part).map(|(group, _)| group.documents).sum()
    }

    #[test]
    fn no_part_has_more_than_its_share_and_a_group() {
        for seed in 0..200 {
            let mut random = Random::new(seed);
            let (count, largest) = (random.below(120), 1 + random.below(6));
            let groups = groups(&mut random, count, largest);
            let shares: Shares = ["80,10,10", "1,1,1", "9,0,1", "0,0,1", "70,15,15"][random.below(5)].parse().unwrap();
            let parts = split(&groups, &shares, seed);
            let all: usize = groups.iter().map(|group| group.documents).sum();
            let sum: usize = Part::ALL.map(|part| usize::from(shares.of(part))).iter().sum();
            for part in Part::ALL {
                let (found, share) = (documents(&groups, &parts, part), usize::from(shares.of(part)));
                assert!(found * sum < share * all + largest * sum, "{seed}: {part:?} has {found} of {all} by {shares}");
                assert!(share > 0 || found == 0);
            }
        }
    }

    #[test]
    fn a_rare_label_is_spread_as_the_documents_are() {
        let group = |number: usize| {
            let mut strata = BTreeMap::from([("ar".to_owned(), 1), ("person".to_owned(), 5)]);
            if number.is_multiple_of(10) {
                strata.insert("rare".to_owned(), 1);
            }
            Group { name: format!("g{number}"), documents: 1, strata }
        };
        let groups: Vec<Group> = (0..100).map(group).collect();
        for seed in 0..20 {
            let parts = split(&groups, &Shares::default(), seed);
            let rare = |part| {
                groups.iter().zip(&parts).filter(|(group, found)| **found == part && group.strata.len() == 3).count()
            };
            assert_eq!(Part::ALL.map(rare), [8, 1, 1]);
            assert_eq!(Part::ALL.map(|part| documents(&groups, &parts, part)), [80, 10, 10]);
        }
    }

    #[test]
    fn the_order_of_the_groups_decides_nothing_and_the_seed_does() {
        let groups = groups(&mut Random::new(3), 60, 3);
        let by_name = |groups: &[Group], seed| -> BTreeMap<String, Part> {
            let parts = split(groups, &Shares::default(), seed);
            groups.iter().zip(parts).map(|(group, part)| (group.name.clone(), part)).collect()
        };
        let reversed: Vec<Group> = groups.iter().rev().cloned().collect();
        assert_eq!(by_name(&groups, 1), by_name(&reversed, 1));
        assert_ne!(by_name(&groups, 1), by_name(&groups, 2));
    }

    #[test]
    fn shares_are_three_numbers() {
        assert_eq!("8, 1,1".parse::<Shares>().unwrap().to_string(), "8,1,1");
        for wrong in ["80,20", "80,10,10,0", "a,b,c", "0,0,0", "-1,1,1", ""] {
            assert!(wrong.parse::<Shares>().is_err(), "{wrong}");
        }
    }
}
