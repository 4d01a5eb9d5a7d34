//! The E-model (ITU-T G.107, 06/2015) reduced to what a probe knows: delay, jitter and loss. An estimate for a narrow-band
//! reference codec, for planning; it is no measurement of a call.

/// Basic signal-to-noise with every default of the Recommendation.
const BASE: f64 = 93.2;
/// G.711 with packet loss concealment (ITU-T G.113 Appendix I, table I.3): impairment, and robustness to loss.
const IE: f64 = 0.0;
const BPL: f64 = 25.1;
/// Packetisation and codec, milliseconds (judgement: 20 to 40).
const CODEC_MS: f64 = 30.0;
/// Shortest playout buffer, milliseconds (judgement).
const SHORTEST_BUFFER_MS: f64 = 20.0;

/// What a call would meet on the way. Milliseconds and per cent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Way {
    /// Median round trip.
    pub rtt_ms: f64,
    /// What the slowest packets take longer than the quickest, one way.
    pub jitter_ms: f64,
    /// Lost packets, per cent.
    pub loss_percent: f64,
    /// Mean length of the bursts of loss over the one that chance alone gives, 1 or more (G.107 § 7.4, BurstR).
    pub burst_ratio: f64,
}

/// The transmission rating R, 0 to 93.2.
pub fn rating(way: Way) -> f64 {
    let one_way = way.rtt_ms / 2.0 + way.jitter_ms.max(SHORTEST_BUFFER_MS) + CODEC_MS;
    (BASE - delay_impairment(one_way) - loss_impairment(way.loss_percent, way.burst_ratio)).clamp(0.0, BASE)
}

/// Impairment by one-way delay from mouth to ear, milliseconds (G.107 equations 7-27 and 7-28, default listener).
pub fn delay_impairment(one_way_ms: f64) -> f64 {
    if one_way_ms <= 100.0 {
        return 0.0;
    }
    let x = (one_way_ms / 100.0).log2();
    let root = |x: f64| (1.0 + x.powi(6)).powf(1.0 / 6.0);
    25.0 * (root(x) - 3.0 * root(x / 3.0) + 2.0)
}

/// Impairment by lost packets, per cent (G.107 equation 7-29).
pub fn loss_impairment(percent: f64, burst_ratio: f64) -> f64 {
    IE + (95.0 - IE) * percent / (percent / burst_ratio.max(1.0) + BPL)
}

/// Mean opinion score of a rating, 1 to 4.5 (G.107 Annex B).
pub fn opinion(rating: f64) -> f64 {
    if rating <= 0.0 {
        return 1.0;
    }
    if rating >= 100.0 {
        return 4.5;
    }
    1.0 + 0.035 * rating + rating * (rating - 60.0) * (100.0 - rating) * 7e-6
}

/// Mean length of the bursts of loss over the one that chance alone gives; 1 where nothing was lost.
pub fn burst_ratio(answered: &[bool]) -> f64 {
    let lost = answered.iter().filter(|answered| !**answered).count();
    let bursts = answered.chunk_by(|a, b| a == b).filter(|run| !run[0]).count();
    if lost == 0 || lost == answered.len() {
        return 1.0;
    }
    let share = lost as f64 / answered.len() as f64;
    (lost as f64 / bursts as f64 * (1.0 - share)).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, told: f64, by: f64) {
        assert!((found - told).abs() <= by, "{found} is not {told}");
    }

    #[test]
    fn delay_costs_what_the_recommendation_says() {
        let table = [(50.0, 0.0), (100.0, 0.0), (150.0, 0.2), (200.0, 3.0), (250.0, 8.9), (300.0, 14.8), (400.0, 24.1)];
        for (delay, impairment) in table {
            near(delay_impairment(delay), impairment, 0.06);
        }
    }

    #[test]
    fn loss_costs_what_the_recommendation_says() {
        for (percent, impairment) in [(0.0, 0.0), (0.5, 1.9), (1.0, 3.6), (2.0, 7.0), (3.0, 10.1), (5.0, 15.8), (10.0, 27.1)] {
            near(loss_impairment(percent, 1.0), impairment, 0.06);
        }
    }

    #[test]
    fn opinions_are_those_of_the_annex() {
        for (rating, score) in [(50.0, 2.58), (60.0, 3.10), (70.0, 3.60), (80.0, 4.02), (90.0, 4.34), (93.2, 4.41)] {
            near(opinion(rating), score, 0.006);
        }
        near(opinion(-3.0), 1.0, 0.0);
        near(opinion(120.0), 4.5, 0.0);
    }

    #[test]
    fn a_good_line_is_rated_best_and_a_lossy_one_is_not() {
        let good = Way { rtt_ms: 20.0, jitter_ms: 2.0, loss_percent: 0.0, burst_ratio: 1.0 };
        near(rating(good), BASE, 0.0);
        let lossy = Way { loss_percent: 5.0, ..good };
        near(rating(lossy), BASE - 15.8, 0.1);
        assert!(rating(Way { burst_ratio: 4.0, ..lossy }) < rating(lossy));
        assert!(rating(Way { rtt_ms: 500.0, ..good }) < 85.0);
    }

    #[test]
    fn bursts_are_told_from_chance() {
        let spread: Vec<bool> = (0..100).map(|n| n % 10 != 0).collect();
        near(burst_ratio(&spread), 1.0, 0.0);
        let together: Vec<bool> = (0..100).map(|n| n >= 10).collect();
        near(burst_ratio(&together), 9.0, 1e-9);
        near(burst_ratio(&[true; 20]), 1.0, 0.0);
        near(burst_ratio(&[false; 20]), 1.0, 0.0);
    }
}
