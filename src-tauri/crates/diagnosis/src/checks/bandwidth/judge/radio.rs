//! The radio: answers that come late over it, and what explains trouble that was measured.

use super::super::{Observation, Target};
use crate::constants::{MANY_RETRIES_PERCENT, SLOW_RADIO_BPS, WEAK_SIGNAL_DBM};
use crate::finding::{Code, Finding, Quantity, Support};
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::vocabulary::Link;

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
    if let Some(rate) = rates.reduce(f64::min).filter(|rate| *rate < SLOW_RADIO_BPS) {
        judgement.add(Finding::information(Code::WifiSlowRate).with("figure", Quantity::BitsPerSecond(rate)));
    }
    if wifi
        .frequency_mhz
        .is_some_and(|frequency| (2400..2500).contains(&frequency))
    {
        judgement.add(Finding::information(Code::WifiBand24));
    }
}
