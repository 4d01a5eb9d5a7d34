//! Understands what wlanapi tells of a radio without the user's consent to location.
//!
//! Source: `learn.microsoft.com/windows/win32/api/wlanapi/ns-wlanapi-wlan_realtime_connection_quality`; which questions need
//! consent: `…/windows/win32/nativewifi/wi-fi-access-location-changes`.

use super::u32_at;
use crate::host::WifiReading;
use maillon_diagnosis::checks::bandwidth::Wifi;

/// Bytes before the first link.
const HEADER: usize = 24;

/// Bytes of one link, its set of rates included.
const LINK: usize = 272;

/// First build of Windows 11, the first that uses the 6 GHz band.
const FIRST_WITH_SIX_GHZ: u32 = 22_000;

/// A `WLAN_REALTIME_CONNECTION_QUALITY` (opcode 19 of `WlanQueryInterface`): rates in kbit/s, and of its links the one with
/// the strongest signal. None when the size is not that of its links.
pub fn quality(bytes: &[u8]) -> Option<WifiReading> {
    let links = u32_at(bytes, 20)? as usize;
    let of_links = bytes.get(HEADER..HEADER.checked_add(links.checked_mul(LINK)?)?)?;
    let link = of_links.chunks_exact(LINK).max_by_key(|link| signed(link, 12))?;
    let rate = |at: usize| {
        u32_at(bytes, at)
            .filter(|rate| *rate > 0)
            .map(|rate| f64::from(rate) * 1000.0)
    };
    Some(WifiReading {
        wifi: Wifi {
            frequency_mhz: u32_at(link, 4).filter(|frequency| (2_400..7_200).contains(frequency)),
            signal_dbm: signed(link, 12).and_then(decibels),
            receive_rate_bps: rate(8),
            transmit_rate_bps: rate(12),
            ..Wifi::default()
        },
        ..WifiReading::default()
    })
}

fn signed(bytes: &[u8], at: usize) -> Option<i32> {
    u32_at(bytes, at).map(u32::cast_signed)
}

/// A signal in dBm; none for what no radio can receive.
pub fn decibels(signal: i32) -> Option<f64> {
    (-120..0).contains(&signal).then(|| f64::from(signal))
}

/// Centre frequency in MHz of a channel on the given build of Windows; none where the 6 GHz band has that number too.
pub fn frequency(channel: u32, build: Option<u32>) -> Option<u32> {
    let in_six_ghz = channel % 4 == 1;
    if in_six_ghz && build.is_none_or(|build| build >= FIRST_WITH_SIX_GHZ) {
        return None;
    }
    match channel {
        1..=13 => Some(2407 + 5 * channel),
        14 => Some(2484),
        36..=177 => Some(5000 + 5 * channel),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// 296 bytes, as a computer of build 26200 with one link answered.
    fn answer(links: &[(u32, i32)]) -> Vec<u8> {
        let header = [10, 80, 866_700, 576_500, 0, links.len() as u32];
        let mut bytes: Vec<u8> = header.into_iter().flat_map(u32::to_le_bytes).collect();
        for (frequency, signal) in links {
            let mut link = vec![0; LINK];
            link[4..8].copy_from_slice(&frequency.to_le_bytes());
            link[12..16].copy_from_slice(&signal.to_le_bytes());
            bytes.extend(link);
        }
        bytes
    }

    #[test]
    fn rates_signal_and_band_are_read_and_the_strongest_link_counts() {
        assert_eq!(answer(&[(5180, -67)]).len(), 296);
        let wifi = quality(&answer(&[(2412, -71), (5180, -58)])).expect("two links").wifi;
        assert_eq!((wifi.frequency_mhz, wifi.signal_dbm), (Some(5180), Some(-58.0)));
        assert_eq!(
            (wifi.receive_rate_bps, wifi.transmit_rate_bps),
            (Some(866_700_000.0), Some(576_500_000.0))
        );
        assert_eq!(wifi.ssid, None);
    }

    #[test]
    fn an_unexpected_size_is_no_reading_and_no_zero_is_a_signal() {
        assert_eq!(quality(&answer(&[(5180, -67)])[..290]), None);
        assert_eq!(quality(&answer(&[])), None);
        assert_eq!(quality(&answer(&[(5180, 0)])).expect("a link").wifi.signal_dbm, None);
    }

    #[test]
    fn a_channel_number_of_two_bands_tells_no_frequency() {
        assert_eq!(frequency(6, Some(26_100)), Some(2437));
        assert_eq!(
            (frequency(1, Some(26_100)), frequency(1, Some(19_045))),
            (None, Some(2412))
        );
        assert_eq!(
            (frequency(36, None), frequency(149, None), frequency(0, Some(1))),
            (Some(5180), None, None)
        );
    }

    proptest! {
        #[test]
        fn no_bytes_are_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..700)) {
            let _ = quality(&bytes);
        }
    }
}
