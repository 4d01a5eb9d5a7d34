//! Seeded chance: the same seed and the same frames give the same losses.

/// A generator of 64 bits (xorshift64*, Vigna 2016).
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// A generator that begins at `seed`.
    pub fn new(seed: u64) -> Self {
        // Two neighbouring seeds shall not begin alike, and zero is a fixed point of xorshift (splitmix64).
        let mixed = (seed.wrapping_add(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        Self((mixed ^ (mixed >> 31)) | 1)
    }

    /// A number from 0 to below 1.
    pub fn share(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers_and_they_are_spread_evenly() {
        let draw = |seed| {
            let mut chance = Chance::new(seed);
            (0..10_000).map(|_| chance.share()).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        for seed in [0, 1, 2, 3] {
            let mean = draw(seed).iter().sum::<f64>() / 10_000.0;
            assert!((mean - 0.5).abs() < 0.02, "{mean}");
        }
    }
}
