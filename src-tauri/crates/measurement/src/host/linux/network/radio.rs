//! The radio of an interface (nl80211, `linux/nl80211.h`): what the driver says of the network it is associated with.
//!
//! Reads what the driver knows already; never scans.

use super::super::BUDGET;
use super::ask_kernel;
use super::links::by_name;
use crate::host::parse::network::protection;
use crate::host::{Answer, HostError, WifiReading};
use futures_util::{StreamExt, TryStream, TryStreamExt};
use maillon_diagnosis::GapReason;
use maillon_diagnosis::checks::bandwidth::{Wifi, WifiProtection};
use wl_nl80211::packet_generic::GenlMessage;
use wl_nl80211::{
    Ieee80211CapabilityInfo, Nl80211Attr, Nl80211BssInfo, Nl80211Error, Nl80211Handle, Nl80211Message, Nl80211RateInfo,
    Nl80211StationInfo,
};

/// Networks in the driver's list that are looked at; a block of flats has a hundred.
const MOST_NETWORKS: usize = 512;

/// The radio of `interface`; [`GapReason::NotSupported`] when it has none.
pub async fn wifi(interface: &str) -> Answer<WifiReading> {
    let no_radio = |detail: &str| HostError::new("wifi", GapReason::NotSupported, detail);
    let link = ask_kernel("wifi", |handle| by_name(handle, interface.to_owned())).await?;
    let index = link.ok_or_else(|| no_radio("no such interface"))?.header.index;
    let (connection, handle, _) = wl_nl80211::new_connection().map_err(|error| no_radio(&error.to_string()))?;
    let connection = tokio::spawn(connection);
    let answer = tokio::time::timeout(BUDGET, read(handle, index)).await;
    connection.abort();
    match answer {
        Ok(Some(reading)) => Ok(reading),
        Ok(None) => Err(no_radio("nl80211 does not know this interface")),
        Err(_) => Err(HostError::new("wifi", GapReason::TimedOut, "nl80211 does not answer")),
    }
}

async fn read(handle: Nl80211Handle, index: u32) -> Option<WifiReading> {
    let asked = vec![Nl80211Attr::IfIndex(index)];
    let interface = attributes(handle.interface().get(asked).execute().await, 1).await;
    let stations = attributes(handle.station().dump(index).execute().await, 1).await;
    if interface.is_empty() && stations.is_empty() {
        return None;
    }
    let networks = attributes(handle.scan().dump(index).execute().await, MOST_NETWORKS).await;
    Some(understood(
        interface.first().map_or(&[], Vec::as_slice),
        stations.first().map_or(&[], Vec::as_slice),
        &networks,
    ))
}

/// Attributes of the first `most` messages; one that cannot be read is left out.
async fn attributes<S>(messages: S, most: usize) -> Vec<Vec<Nl80211Attr>>
where
    S: TryStream<Ok = GenlMessage<Nl80211Message>, Error = Nl80211Error>,
{
    let messages = messages.into_stream().take(most);
    messages
        .filter_map(|message| std::future::ready(message.ok().map(|message| message.payload.attributes)))
        .collect()
        .await
}

/// The reading, from the answers to `GET_INTERFACE`, `GET_STATION` and `GET_SCAN`.
fn understood(interface: &[Nl80211Attr], station: &[Nl80211Attr], networks: &[Vec<Nl80211Attr>]) -> WifiReading {
    let mut wifi = Wifi::default();
    for attribute in interface {
        if let Nl80211Attr::SsidRaw(ssid) = attribute {
            wifi.ssid = Some(String::from_utf8_lossy(ssid).into_owned()).filter(|ssid| !ssid.is_empty());
        } else if let Nl80211Attr::WiphyFreq(frequency) = attribute {
            wifi.frequency_mhz = Some(*frequency);
        }
    }
    let mut reading = WifiReading::default();
    let facts = station.iter().filter_map(|attribute| {
        if let Nl80211Attr::StationInfo(facts) = attribute {
            Some(facts)
        } else {
            None
        }
    });
    for fact in facts.flatten() {
        if let Nl80211StationInfo::SignalAvg(dbm) = fact {
            wifi.signal_dbm = Some(f64::from(*dbm));
        } else if let Nl80211StationInfo::Signal(dbm) = fact {
            wifi.signal_dbm = wifi.signal_dbm.or(Some(f64::from(*dbm)));
        } else if let Nl80211StationInfo::TxBitrate(rate) = fact {
            wifi.transmit_rate_bps = bits_per_second(rate);
        } else if let Nl80211StationInfo::RxBitrate(rate) = fact {
            wifi.receive_rate_bps = bits_per_second(rate);
        } else if let Nl80211StationInfo::TxPackets(frames) = fact {
            reading.sent_frames = Some(u64::from(*frames));
        } else if let Nl80211StationInfo::TxRetries(frames) = fact {
            reading.retried_frames = Some(u64::from(*frames));
        }
    }
    let joined = networks.iter().flatten().find_map(|attribute| {
        if let Nl80211Attr::Bss(facts) = attribute {
            joined_network(facts)
        } else {
            None
        }
    });
    if let Some(network) = joined {
        wifi.protection = network.protection;
        wifi.frequency_mhz = wifi.frequency_mhz.or(network.frequency_mhz);
    }
    reading.wifi = wifi;
    reading
}

/// Units of 100 kbit/s; the wide field holds what the old one of 16 bits cannot.
fn bits_per_second(rate: &[Nl80211RateInfo]) -> Option<f64> {
    let wide = rate.iter().find_map(|part| {
        if let Nl80211RateInfo::Bitrate32(units) = part {
            Some(*units)
        } else {
            None
        }
    });
    let old = rate.iter().find_map(|part| {
        if let Nl80211RateInfo::Bitrate(units) = part {
            Some(u32::from(*units))
        } else {
            None
        }
    });
    wide.or(old)
        .filter(|units| *units > 0)
        .map(|units| f64::from(units) * 1e5)
}

struct Network {
    protection: Option<WifiProtection>,
    frequency_mhz: Option<u32>,
}

/// The network of this entry, when it is the one this computer is associated with.
fn joined_network(facts: &[Nl80211BssInfo]) -> Option<Network> {
    /// `NL80211_BSS_STATUS_ASSOCIATED`; 0 is "authenticated" and 2 a network without access point.
    const ASSOCIATED: u32 = 1;
    if !facts.contains(&Nl80211BssInfo::Status(ASSOCIATED)) {
        return None;
    }
    let (mut privacy, mut elements, mut frequency_mhz) = (None, None, None);
    for fact in facts {
        if let Nl80211BssInfo::Capability(capability) = fact {
            privacy = Some(capability.contains(Ieee80211CapabilityInfo::Privacy));
        } else if let Nl80211BssInfo::RawInformationElements(bytes) = fact {
            elements = Some(bytes);
        } else if let Nl80211BssInfo::Frequency(frequency) = fact {
            frequency_mhz = Some(*frequency);
        }
    }
    Some(Network {
        protection: privacy
            .zip(elements)
            .map(|(privacy, elements)| protection(privacy, elements)),
        frequency_mhz,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use wl_nl80211::packet_core::ParseableParametrized;
    use wl_nl80211::packet_generic::GenlHeader;

    /// `NLA_F_NESTED` of `linux/netlink.h`.
    const NESTED: u16 = 0x8000;

    fn nla(kind: u16, value: &[u8]) -> Vec<u8> {
        let length = u16::try_from(value.len() + 4).expect("short");
        let mut bytes = [length.to_ne_bytes(), kind.to_ne_bytes()].concat();
        bytes.extend(value);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    }

    /// A message as the kernel lays it out, read by the library: attribute numbers are those of `linux/nl80211.h`.
    fn message(command: u8, attributes: &[Vec<u8>]) -> Vec<Nl80211Attr> {
        let header = GenlHeader {
            cmd: command,
            version: 1,
        };
        let read = Nl80211Message::parse_with_param(&attributes.concat(), header);
        read.expect("well-formed").attributes
    }

    fn interface() -> Vec<Nl80211Attr> {
        message(
            7,
            &[
                nla(3, &3_u32.to_ne_bytes()),
                nla(52, b"Caf\xe9"),
                nla(38, &5180_u32.to_ne_bytes()),
            ],
        )
    }

    fn station() -> Vec<Nl80211Attr> {
        let sent = nla(
            8,
            &[nla(1, &u16::MAX.to_ne_bytes()), nla(5, &12_010_u32.to_ne_bytes())].concat(),
        );
        let received = nla(14, &nla(1, &2_600_u16.to_ne_bytes()));
        let facts = [
            nla(7, &[(-61_i8).to_ne_bytes()[0]]),
            nla(13, &[(-63_i8).to_ne_bytes()[0]]),
            sent,
            received,
            nla(10, &1000_u32.to_ne_bytes()),
            nla(11, &120_u32.to_ne_bytes()),
        ];
        message(19, &[nla(3, &3_u32.to_ne_bytes()), nla(NESTED + 21, &facts.concat())])
    }

    fn network(status: Option<u32>, capability: u16, elements: &[u8]) -> Vec<Nl80211Attr> {
        let mut facts = vec![
            nla(2, &5180_u32.to_ne_bytes()),
            nla(5, &capability.to_ne_bytes()),
            nla(6, elements),
        ];
        facts.extend(status.map(|status| nla(9, &status.to_ne_bytes())));
        message(34, &[nla(NESTED + 47, &facts.concat())])
    }

    #[test]
    fn a_reading_comes_from_three_answers() {
        let rsn = [48, 4, 1, 0, 0, 0x0f];
        let networks = [network(None, 0x0001, &[]), network(Some(1), 0x0011, &rsn)];
        let reading = understood(&interface(), &station(), &networks);
        assert_eq!(
            reading.wifi.ssid.as_deref(),
            Some("Caf\u{fffd}"),
            "foreign bytes are kept readable"
        );
        assert_eq!(reading.wifi.frequency_mhz, Some(5180));
        assert_eq!(reading.wifi.signal_dbm, Some(-63.0), "the average, not the last frame");
        assert_eq!(reading.wifi.transmit_rate_bps, Some(1_201_000_000.0));
        assert_eq!(reading.wifi.receive_rate_bps, Some(260_000_000.0));
        assert_eq!((reading.sent_frames, reading.retried_frames), (Some(1000), Some(120)));
        assert_eq!(reading.wifi.protection, Some(WifiProtection::Protected));
    }

    #[test]
    fn what_the_driver_does_not_say_is_unknown() {
        let neighbour = [network(None, 0x0001, &[])];
        let reading = understood(&interface(), &[], &neighbour);
        assert_eq!(
            reading.wifi.protection, None,
            "a neighbour's network says nothing of ours"
        );
        assert_eq!((reading.wifi.signal_dbm, reading.sent_frames), (None, None));
        let open = understood(&[], &[], &[network(Some(1), 0x0001, &[])]);
        assert_eq!(open.wifi.protection, Some(WifiProtection::Open));
        assert_eq!(open.wifi.frequency_mhz, Some(5180));
    }
}
