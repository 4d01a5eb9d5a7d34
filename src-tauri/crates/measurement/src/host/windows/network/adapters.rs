//! Adapters with their addresses, routers, name servers and suffixes (`GetAdaptersAddresses`, `GetIfEntry2`).

use super::super::library::{narrow, narrow_at};
use super::cost::metered;
use super::{failed, name_rules, ras};
use crate::host::parse::windows::adapters::{Adapter, address_of, interface, is_placeholder};
use crate::host::{Answer, Interface, Resolver};
use std::net::IpAddr;
use std::ptr::null;
use windows_sys::Win32::Foundation::{ERROR_BUFFER_OVERFLOW, ERROR_NO_DATA, ERROR_SUCCESS};
use windows_sys::Win32::NetworkManagement::IpHelper::{
    GAA_FLAG_INCLUDE_GATEWAYS, GAA_FLAG_SKIP_ANYCAST, GAA_FLAG_SKIP_MULTICAST, GetAdaptersAddresses, GetIfEntry2,
    IF_TYPE_SOFTWARE_LOOPBACK, IP_ADAPTER_ADDRESSES_LH, MIB_IF_ROW2,
};
use windows_sys::Win32::NetworkManagement::Ndis::{IfOperStatusUp, NET_LUID_LH};
use windows_sys::Win32::Networking::WinSock::{AF_UNSPEC, SOCKET_ADDRESS};

/// First size of the list, as Microsoft advises, bytes; and the largest that is taken.
const ROOM: u32 = 32 << 10;
const MOST_ROOM: u32 = 4 << 20;

/// Entries of one list followed at the most.
const MOST: usize = 512;

/// Longest name, units with the end mark (`IF_MAX_STRING_SIZE`, `MAX_DNS_SUFFIX_STRING_LENGTH`).
const LONGEST: usize = 512;

/// An adapter that is up.
struct Listed {
    adapter: Adapter,
    servers: Vec<IpAddr>,
    suffixes: Vec<String>,
}

/// Adapters that are up, loopback left out.
pub(in super::super) fn interfaces() -> Answer<Vec<Interface>> {
    let devices = ras::devices();
    let adapters = list("interfaces")?.into_iter().map(|listed| {
        let device = devices.iter().find(|(entry, _)| *entry == listed.adapter.name);
        interface(&Adapter {
            ras_device: device.map(|(_, device)| device.clone()),
            ..listed.adapter
        })
    });
    Ok(adapters.collect())
}

/// Name servers of every adapter that is up, then those of rules for some names only.
pub(in super::super) fn resolvers() -> Answer<Vec<Resolver>> {
    let of_adapter = |listed: Listed| {
        let name = listed.adapter.name;
        let servers = listed.servers.into_iter().filter(|server| !is_placeholder(*server));
        let resolvers = servers.map(move |address| Resolver::for_all(address, Some(name.clone())));
        resolvers.collect::<Vec<_>>()
    };
    let of_adapters = list("resolvers")?.into_iter().flat_map(of_adapter);
    Ok(of_adapters.chain(name_rules::resolvers()).collect())
}

/// Suffixes of the adapters that are up.
pub(in super::super) fn search_domains() -> Answer<Vec<String>> {
    let listed = list("search_domains")?;
    let mut domains: Vec<String> = listed
        .into_iter()
        .flat_map(|listed| listed.suffixes)
        .map(|suffix| suffix.trim_matches('.').to_ascii_lowercase())
        .filter(|suffix| !suffix.is_empty())
        .collect();
    domains.sort();
    domains.dedup();
    Ok(domains)
}

#[expect(unsafe_code, reason = "no safe library tells all of this")]
fn list(question: &str) -> Answer<Vec<Listed>> {
    let flags = GAA_FLAG_INCLUDE_GATEWAYS | GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST;
    let mut size = ROOM;
    loop {
        // Words of eight bytes, so that the structures are aligned.
        let mut room = vec![0_u64; size as usize / 8 + 1];
        let mut needed = (room.len() * 8) as u32;
        let first: *mut IP_ADAPTER_ADDRESSES_LH = room.as_mut_ptr().cast();
        // SAFETY: `room` has `needed` writable bytes, aligned for the structure.
        let code = unsafe { GetAdaptersAddresses(AF_UNSPEC.into(), flags, null(), first, &raw mut needed) };
        match code {
            // SAFETY: the call filled `room`, which outlives the reading, with a list that starts at `first`.
            ERROR_SUCCESS => return Ok(unsafe { read(first) }),
            ERROR_NO_DATA => return Ok(Vec::new()),
            ERROR_BUFFER_OVERFLOW if needed > size && needed <= MOST_ROOM => size = needed,
            code => return Err(failed(question, "GetAdaptersAddresses", code)),
        }
    }
}

/// # Safety
/// `first` starts a list that `GetAdaptersAddresses` filled and that is not changed meanwhile.
#[expect(unsafe_code, reason = "as above")]
unsafe fn read(first: *const IP_ADAPTER_ADDRESSES_LH) -> Vec<Listed> {
    // SAFETY: each pointer of the list is null or leads to the next structure in the same memory.
    let all = unsafe { chain(first, |one| one.Next) };
    let up = all
        .into_iter()
        .filter(|one| one.OperStatus == IfOperStatusUp && one.IfType != IF_TYPE_SOFTWARE_LOOPBACK);
    // SAFETY: the same holds for the lists of each adapter.
    up.map(|one| unsafe { listed(one) }).collect()
}

/// # Safety
/// As for [`read`].
#[expect(unsafe_code, reason = "as above")]
unsafe fn listed(one: &IP_ADAPTER_ADDRESSES_LH) -> Listed {
    // SAFETY: by the contract of this function, lists and texts of an adapter are whole or null.
    unsafe {
        let addresses = chain(one.FirstUnicastAddress, |each| each.Next);
        let gateways = chain(one.FirstGatewayAddress, |each| each.Next);
        let servers = chain(one.FirstDnsServerAddress, |each| each.Next);
        let suffixes = chain(one.FirstDnsSuffix, |each| each.Next);
        let row = row(one.Luid);
        let more = suffixes.into_iter().map(|suffix| narrow(&suffix.String));
        Listed {
            adapter: Adapter {
                name: narrow_at(one.FriendlyName, LONGEST),
                description: narrow_at(one.Description, LONGEST),
                if_type: one.IfType,
                tunnel_type: one.TunnelType,
                medium: row.as_ref().map(|row| row.PhysicalMediumType),
                flags: row.as_ref().map(|row| row.InterfaceAndOperStatusFlags._bitfield),
                addresses: addresses
                    .into_iter()
                    .filter_map(|each| Some((address(&each.Address)?, each.OnLinkPrefixLength)))
                    .collect(),
                gateways: gateways.into_iter().filter_map(|each| address(&each.Address)).collect(),
                mtu: one.Mtu,
                link_speed_bps: one.ReceiveLinkSpeed,
                metered: row.as_ref().and_then(|row| metered(row.InterfaceIndex)),
                ras_device: None,
            },
            servers: servers.into_iter().filter_map(|each| address(&each.Address)).collect(),
            suffixes: more.chain([narrow_at(one.DnsSuffix, LONGEST)]).collect(),
        }
    }
}

/// The members of a list, [`MOST`] at the most.
///
/// # Safety
/// `first` and what `next` gives are null or point to structures that live as long as `'a` and are not changed.
#[expect(unsafe_code, reason = "as above")]
unsafe fn chain<'a, T>(first: *const T, next: fn(&T) -> *mut T) -> Vec<&'a T> {
    let mut members = Vec::new();
    let mut at = first;
    while members.len() < MOST {
        // SAFETY: by the contract of this function.
        let Some(member) = (unsafe { at.as_ref() }) else {
            break;
        };
        members.push(member);
        at = next(member);
    }
    members
}

/// # Safety
/// The address is null or has as many bytes as its structure says.
#[expect(unsafe_code, reason = "as above")]
unsafe fn address(address: &SOCKET_ADDRESS) -> Option<IpAddr> {
    let length = usize::try_from(address.iSockaddrLength).ok()?;
    if address.lpSockaddr.is_null() {
        return None;
    }
    // SAFETY: by the contract of this function.
    address_of(unsafe { std::slice::from_raw_parts(address.lpSockaddr.cast(), length) })
}

/// The row of an interface; none when the system does not tell it.
#[expect(unsafe_code, reason = "as above")]
pub(super) fn row(luid: NET_LUID_LH) -> Option<MIB_IF_ROW2> {
    let mut row = MIB_IF_ROW2 {
        InterfaceLuid: luid,
        ..MIB_IF_ROW2::default()
    };
    // SAFETY: `row` is a whole structure that names the interface.
    let code = unsafe { GetIfEntry2(&raw mut row) };
    (code == ERROR_SUCCESS).then_some(row)
}
