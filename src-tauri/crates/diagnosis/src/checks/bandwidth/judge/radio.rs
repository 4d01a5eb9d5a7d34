//! The radio: answers that come late over it, and what explains trouble that was measured.

use super::super::{Observation, Target};
use crate::finding::{Code, Finding, Quantity, Support};
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::vocabulary::Link;

/// A signal below this explains trouble on Wi-Fi, dBm (Cisco 7925G deployment guide: voice cell edge −67 dBm).
const WEAK_SIGNAL_DBM: f64 = -67.0;

/// Frames sent again above this explain trouble on Wi-Fi, per cent (same guide: below 20 %).
const MANY_RETRIES_PERCENT: f64 = 20.0;

/// A rate of the radio below this explains trouble on Wi-Fi, bits a second (judgement: goodput is half of it, and 12 Mbit/s
/// is what a household needs at least).
const SLOW_RATE_BPS: f64 = 24e6;

/// The slowest twentieth of the answers over the radio. A box that answers itself late while what it forwards is quicker is
/// cleared.
pub(super) fn late_frames(home: &Target, anchors: &[&Target], limits: &Limits, judgement: &mut Judgement) {
    let p95 = |target: &Target| target.rtt_ms.and_then(|rtt| rtt.p95);
    let Some(late) = p95(home) else { return };
    if anchors.iter().filter_map(|anchor| p95(anchor)).any(|far| far < late) {
        return;
    }
    judgement.hold(
        limits,
        "local_link_wifi_p95_ms",
        (Code::LocalLinkJitter, Link::LocalLink),
        (late, Quantity::Milliseconds),
        Support::once(home.sent),
    );
}

/// The radio explains trouble that was measured; it never convicts by itself.
pub(super) fn explain_radio(observation: &Observation, judgement: &mut Judgement) {
    let Some(wifi) = &observation.wifi else { return };
    if let Some(signal) = wifi.signal_dbm.filter(|signal| *signal < WEAK_SIGNAL_DBM) {
        judgement.add(Finding::information(Code::WifiWeakSignal).with("figure", Quantity::Dbm(signal)));
    }
    if let Some(retries) = wifi.retries_percent.filter(|retries| *retries > MANY_RETRIES_PERCENT) {
        judgement.add(Finding::information(Code::WifiRetries).with("figure", Quantity::Percent(retries)));
    }
    let rates = [wifi.transmit_rate_bps, wifi.receive_rate_bps].into_iter().flatten();
    if let Some(rate) = rates.reduce(f64::min).filter(|rate| *rate < SLOW_RATE_BPS) {
        judgement.add(Finding::information(Code::WifiSlowRate).with("figure", Quantity::BitsPerSecond(rate)));
    }
    if wifi
        .frequency_mhz
        .is_some_and(|frequency| (2400..2500).contains(&frequency))
    {
        judgement.add(Finding::information(Code::WifiBand24));
    }
}
