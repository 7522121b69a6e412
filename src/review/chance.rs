//! Chance that can be repeated: numbers that follow from a seed and are the same on every machine. Not for secrets.

/// SplitMix64 (Steele, Lea and Flood 2014, Fast Splittable Pseudorandom Number Generators).
#[derive(Debug, Clone)]
pub struct Chance {
    state: u64,
}

impl Chance {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The numbers of one of many parts of a task, so that the parts can be done in any order and by several threads.
    #[must_use]
    pub fn of_part(seed: u64, part: u64) -> Self {
        Self::new(Self::new(seed ^ part.wrapping_mul(0xd134_2543_de82_ef95)).number())
    }

    fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, each as likely as the others; 0 if there is none.
    pub fn below(&mut self, limit: usize) -> usize {
        // The high half of a product, which favours no number by more than limit / 2⁶⁴ (Lemire 2019).
        ((u128::from(self.number()) * limit as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn the_first_numbers_are_those_of_the_authors() {
        let mut chance = Chance::new(1_234_567);
        assert_eq!([chance.number(), chance.number()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }

    #[test]
    fn all_numbers_below_a_limit_come_about_equally_often() {
        let (mut chance, mut counts) = (Chance::of_part(1, 2), [0; 6]);
        (0..6000).for_each(|_| counts[chance.below(6)] += 1);
        assert!(counts.iter().all(|count| (900..1100).contains(count)), "{counts:?}");
        assert_eq!(chance.below(0), 0);
    }
}
