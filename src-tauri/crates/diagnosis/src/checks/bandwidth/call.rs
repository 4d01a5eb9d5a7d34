//! What a telephone call over the connection would be like: the E-model (ITU-T G.107), an estimate from delay, loss and jitter.
//!
//! It is a planning model for a narrow-band reference codec, not a measurement of a call: a class is told, never a mark with
//! decimals. The figures come from a burst of packets at the pace of a call.

use super::Udp;
use crate::statistics::wilson;
use serde::{Deserialize, Serialize};

/// Packets below which nothing is said: two seconds of a call, at 50 packets a second.
const LEAST_PACKETS: u32 = 100;
/// R of a connection without any fault, at the default values of G.107 (06/2015).
const FAULTLESS: f64 = 93.2;
/// G.711 with loss concealment (G.113 Appendix I): equipment impairment and robustness to loss.
const IE: f64 = 0.0;
const BPL: f64 = 25.1;
/// Packing and coding of a 20 ms frame at both ends, milliseconds (judgement, common practice).
const CODEC_MS: f64 = 30.0;
/// The least a receiver holds back to even out arrivals, milliseconds (judgement, common practice).
const LEAST_PLAYOUT_MS: f64 = 20.0;

/// Classes of speech quality (ITU-T G.109), from the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CallClass {
    /// R below 50: not recommended.
    Unusable,
    /// R from 50: nearly all users dissatisfied.
    Poor,
    /// R from 60: many users dissatisfied.
    Low,
    /// R from 70: some users dissatisfied.
    Medium,
    /// R from 80: satisfied.
    High,
    /// R from 90: very satisfied.
    Best,
}

impl CallClass {
    /// The word used in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unusable => "unusable",
            Self::Poor => "poor",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Best => "best",
        }
    }

    /// The class of a rating R, 0 to 100.
    fn of(rating: f64) -> Self {
        match rating {
            rating if rating >= 90.0 => Self::Best,
            rating if rating >= 80.0 => Self::High,
            rating if rating >= 70.0 => Self::Medium,
            rating if rating >= 60.0 => Self::Low,
            rating if rating >= 50.0 => Self::Poor,
            _ => Self::Unusable,
        }
    }
}

/// What a call would be like, with the share of loss that was seen.
pub fn estimate(udp: &Udp) -> Option<CallClass> {
    rated(
        udp,
        f64::from(udp.sent.checked_sub(udp.received)?) / f64::from(udp.sent.max(1)),
    )
}

/// The same with the least loss that the packets prove (lower end of the 95 % interval): what may be held against a connection.
pub(crate) fn proven(udp: &Udp) -> Option<CallClass> {
    let (least, _) = wilson(udp.sent.checked_sub(udp.received)?, udp.sent)?;
    rated(udp, least)
}

fn rated(udp: &Udp, loss: f64) -> Option<CallClass> {
    if udp.sent < LEAST_PACKETS {
        return None;
    }
    let rtt = udp.rtt_ms?;
    let playout = ((rtt.p95? - rtt.min) / 2.0).max(LEAST_PLAYOUT_MS);
    let one_way_ms = rtt.median / 2.0 + playout + CODEC_MS;
    Some(CallClass::of(rating(
        one_way_ms,
        100.0 * loss,
        udp.burst_ratio.unwrap_or(1.0),
    )))
}

/// Rating R (G.107): `loss_percent` 0 to 100, `burst_ratio` 1 for random loss and more for loss in bursts.
fn rating(one_way_ms: f64, loss_percent: f64, burst_ratio: f64) -> f64 {
    let delay = delay_impairment(one_way_ms);
    FAULTLESS - delay - loss_impairment(loss_percent, burst_ratio)
}

/// Idd of G.107 eq. 7-27 for the default listener (sT = 1, mT = 100 ms), one-way delay in milliseconds.
fn delay_impairment(one_way_ms: f64) -> f64 {
    if one_way_ms <= 100.0 {
        return 0.0;
    }
    let x = (one_way_ms / 100.0).log2();
    let bend = |x: f64| (1.0 + x.powi(6)).powf(1.0 / 6.0);
    25.0 * (bend(x) - 3.0 * bend(x / 3.0) + 2.0)
}

/// Ie,eff of G.107 eq. 7-29.
fn loss_impairment(loss_percent: f64, burst_ratio: f64) -> f64 {
    IE + (95.0 - IE) * loss_percent / (loss_percent / burst_ratio.max(1.0) + BPL)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Distribution;

    /// One-way delay and Idd, as worked out in `thresholds.md` § 1.1.
    #[test]
    fn the_delay_term_follows_the_recommendation() {
        for (one_way_ms, worked) in [
            (50.0, 0.0),
            (100.0, 0.0),
            (150.0, 0.2),
            (200.0, 3.0),
            (250.0, 8.9),
            (300.0, 14.8),
            (400.0, 24.1),
        ] {
            let found = delay_impairment(one_way_ms);
            assert!((found - worked).abs() < 0.06, "{one_way_ms} ms: {found}");
        }
    }

    #[test]
    fn the_loss_term_follows_the_recommendation() {
        for (percent, worked) in [
            (0.0, 0.0),
            (0.5, 1.9),
            (1.0, 3.6),
            (2.0, 7.0),
            (3.0, 10.1),
            (5.0, 15.8),
            (10.0, 27.1),
        ] {
            let found = loss_impairment(percent, 1.0);
            assert!((found - worked).abs() < 0.06, "{percent} %: {found}");
        }
        assert!(
            loss_impairment(2.0, 3.0) > loss_impairment(2.0, 1.0),
            "bursts hurt more"
        );
    }

    /// MOS of the table there at 100 ms one way (G.107 Annex B), from our R.
    #[test]
    fn the_rating_gives_the_opinion_scores_of_the_table() {
        let mos = |r: f64| 1.0 + 0.035 * r + r * (r - 60.0) * (100.0 - r) * 7e-6;
        // The table uses the simplified delay term, 2.4 at 100 ms.
        for (percent, worked) in [(0.0, 4.36), (1.0, 4.26), (3.0, 4.05), (5.0, 3.82), (10.0, 3.29)] {
            let found = mos(rating(100.0, percent, 1.0) - 2.4);
            assert!((found - worked).abs() < 0.011, "{percent} %: {found}");
        }
    }

    fn burst(sent: u32, received: u32, rtt_ms: f64) -> Udp {
        Udp {
            sent,
            received,
            rtt_ms: Distribution::of((0..received).map(|_| rtt_ms)),
            ..Udp::default()
        }
    }

    #[test]
    fn a_few_packets_say_nothing_and_little_loss_proves_little() {
        assert_eq!(estimate(&burst(50, 50, 20.0)), None);
        assert_eq!(estimate(&burst(500, 500, 20.0)), Some(CallClass::Best));
        assert_eq!(estimate(&burst(100, 93, 20.0)), Some(CallClass::Medium));
        assert_eq!(proven(&burst(100, 93, 20.0)), Some(CallClass::High));
        assert_eq!(estimate(&burst(500, 400, 20.0)), Some(CallClass::Poor));
        assert_eq!(estimate(&burst(500, 300, 20.0)), Some(CallClass::Unusable));
        assert_eq!(estimate(&burst(500, 500, 700.0)), Some(CallClass::Low));
    }
}
