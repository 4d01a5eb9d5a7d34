//! Interfaces with their addresses and counters (`RTM_GETLINK`, `RTM_GETADDR`), and what sysfs adds.

use super::super::{names, number, on_a_thread, text};
use super::routes::default_gateways;
use super::{ask_kernel, bus};
use crate::host::parse::network::{LinkSigns, interface_kind};
use crate::host::{Answer, HostError, Interface, Traffic};
use futures_util::TryStreamExt;
use maillon_diagnosis::GapReason;
use maillon_diagnosis::checks::bandwidth::InterfaceKind;
use rtnetlink::packet_core::Nla;
use rtnetlink::packet_route::address::AddressAttribute;
use rtnetlink::packet_route::link::{
    InfoData, InfoTun, LinkAttribute, LinkFlags, LinkInfo, LinkMessage, State, Stats64,
};
use rtnetlink::{Error, Handle};
use std::collections::HashMap;
use std::net::IpAddr;
use std::path::Path;

/// Interfaces that are up and have a carrier, loopback left out.
pub async fn interfaces(root: &Path) -> Answer<Vec<Interface>> {
    let links = ask_kernel("interfaces", read).await?;
    let of_files = root.to_owned();
    let mut interfaces = on_a_thread("interfaces", move || {
        Ok(links
            .into_iter()
            .map(|link| described(link, &of_files))
            .collect::<Vec<_>>())
    })
    .await?;
    let names: Vec<String> = interfaces.iter().map(|one| one.name.clone()).collect();
    let metered = bus::metered(&names).await;
    for interface in &mut interfaces {
        interface.metered = metered.get(&interface.name).copied();
    }
    Ok(interfaces)
}

/// Bytes that went through `interface` since it exists.
pub async fn traffic(interface: &str) -> Answer<Traffic> {
    let link = ask_kernel("traffic", |handle| by_name(handle, interface.to_owned())).await?;
    let stats = link.as_ref().and_then(|link| link.attributes.iter().find_map(stats));
    stats
        .map(|stats| Traffic {
            received_bytes: stats.rx_bytes,
            sent_bytes: stats.tx_bytes,
        })
        .ok_or_else(|| HostError::new("traffic", GapReason::NotSupported, "no such interface"))
}

fn stats(attribute: &LinkAttribute) -> Option<Stats64> {
    if let LinkAttribute::Stats64(stats) = attribute {
        Some(*stats)
    } else {
        None
    }
}

/// The interface of that name; none when there is none.
pub(super) async fn by_name(handle: Handle, name: String) -> Result<Option<LinkMessage>, Error> {
    let answer = handle.link().get().match_name(name).execute().try_next().await;
    none_if_missing(answer)
}

/// The name of the interface of that index; none when there is none.
pub(super) async fn name_of(handle: &Handle, index: u32) -> Result<Option<String>, Error> {
    let answer = handle.link().get().match_index(index).execute().try_next().await;
    Ok(none_if_missing(answer)?.as_ref().and_then(name))
}

fn none_if_missing(answer: Result<Option<LinkMessage>, Error>) -> Result<Option<LinkMessage>, Error> {
    match answer {
        Err(Error::NetlinkError(error)) if -error.raw_code() == nix::libc::ENODEV => Ok(None),
        other => other,
    }
}

/// Names of the interfaces by index.
pub(super) async fn names_by_index() -> Answer<HashMap<u32, String>> {
    ask_kernel("resolvers", |handle| async move {
        let links: Vec<LinkMessage> = handle.link().get().execute().try_collect().await?;
        let named = links.iter().filter_map(|link| Some((link.header.index, name(link)?)));
        Ok(named.collect())
    })
    .await
}

fn name(link: &LinkMessage) -> Option<String> {
    link.attributes.iter().find_map(|attribute| {
        if let LinkAttribute::IfName(name) = attribute {
            Some(name.clone())
        } else {
            None
        }
    })
}

/// An interface as the kernel tells it, and the signs of its kind.
struct Link {
    interface: Interface,
    signs: LinkSigns,
}

async fn read(handle: Handle) -> Result<Vec<Link>, Error> {
    let messages: Vec<LinkMessage> = handle.link().get().execute().try_collect().await?;
    let mut addresses: HashMap<u32, Vec<(IpAddr, u8)>> = HashMap::new();
    let mut listed = std::pin::pin!(handle.address().get().execute());
    while let Some(message) = listed.try_next().await? {
        let mut own = None;
        for attribute in &message.attributes {
            // Between two ends of a tunnel, `Address` is the other end and `Local` this one.
            if let AddressAttribute::Local(address) = attribute {
                own = Some(*address);
            } else if let AddressAttribute::Address(address) = attribute {
                own = own.or(Some(*address));
            }
        }
        let of_link = addresses.entry(message.header.index).or_default();
        of_link.extend(own.map(|address| (address, message.header.prefix_len)));
    }
    let gateways = default_gateways(&handle).await?;
    let links = messages.iter().filter(|link| is_up(link)).filter_map(|message| {
        let mut link = understood(message)?;
        let index = message.header.index;
        link.interface.addresses = addresses.remove(&index).unwrap_or_default();
        link.interface.gateway = gateways.get(&index).copied();
        Some(link)
    });
    Ok(links.collect())
}

fn is_up(link: &LinkMessage) -> bool {
    let flags = link.header.flags;
    // Tunnels tell no operational state.
    let works = link.attributes.iter().all(|attribute| {
        !matches!(attribute, LinkAttribute::OperState(state) if ![State::Up, State::Unknown].contains(state))
    });
    // The operational state follows the carrier up to a second late (linkwatch).
    let carries = flags.contains(LinkFlags::LowerUp);
    flags.contains(LinkFlags::Up) && !flags.contains(LinkFlags::Loopback) && (carries || works)
}

fn understood(message: &LinkMessage) -> Option<Link> {
    let mut interface = Interface {
        name: name(message)?,
        ..Interface::default()
    };
    let mut signs = LinkSigns {
        layer: message.header.link_layer_type.into(),
        ..LinkSigns::default()
    };
    for attribute in &message.attributes {
        if let LinkAttribute::Mtu(mtu) = attribute {
            interface.mtu = Some(*mtu);
        } else if let LinkAttribute::Controller(_) = attribute {
            signs.enslaved = true;
        } else if let LinkAttribute::LinkInfo(infos) = attribute {
            for info in infos {
                if let LinkInfo::Kind(kind) = info {
                    signs.info_kind = Some(kind.to_string());
                } else if let LinkInfo::Data(InfoData::Tun(parts)) = info {
                    signs.tap = parts.iter().any(is_tap);
                }
            }
        }
    }
    interface.system_kind.clone_from(&signs.info_kind);
    Some(Link { interface, signs })
}

/// `IFLA_TUN_TYPE` is 3 and `IFF_TAP` is 2 (`linux/if_link.h`, `linux/if_tun.h`).
fn is_tap(part: &InfoTun) -> bool {
    let mut value = vec![0; part.value_len()];
    part.emit_value(&mut value);
    part.kind() == 3 && value == [2]
}

/// Adds what sysfs says: hardware, radio, driver and speed.
fn described(mut link: Link, root: &Path) -> Interface {
    let folder = format!("sys/class/net/{}", link.interface.name);
    let file = |file: &str| format!("{folder}/{file}");
    if let Some(entries) = names(root, &folder) {
        let has = |name: &str| entries.iter().any(|entry| entry == name);
        link.signs.hardware = Some(has("device"));
        link.signs.wireless = has("wireless") || has("phy80211");
        let device_type = text(root, &file("uevent")).unwrap_or_default();
        let device_type = device_type.lines().find_map(|line| line.strip_prefix("DEVTYPE="));
        link.signs.device_type = device_type.map(str::to_owned);
        let driver = std::fs::read_link(root.join(file("device/driver"))).ok();
        let driver = driver.as_ref().and_then(|driver| driver.file_name());
        link.interface.description = driver.map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    } else if link.signs.info_kind.is_some() {
        // Only software has a kind.
        link.signs.hardware = Some(false);
    }
    link.interface.hardware = link.signs.hardware;
    link.interface.kind = interface_kind(&link.signs);
    if link.interface.kind == InterfaceKind::Ethernet && link.interface.hardware == Some(true) {
        // Megabits a second; -1, which is no number here, where it is unknown.
        let speed = number(root, &file("speed")).filter(|speed| *speed > 0 && *speed < u64::from(u32::MAX));
        link.interface.link_rate_bps = speed.map(|megabits| megabits as f64 * 1e6);
    }
    link.interface
}
