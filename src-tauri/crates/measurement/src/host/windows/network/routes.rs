//! Route look-ups (`GetBestRoute2`) and counters (`GetIfEntry2`), by the system's own rules for this user.

use super::super::library::{narrow, wide};
use super::adapters::row;
use super::failed;
use crate::host::parse::windows::adapters::address_of;
use crate::host::{Answer, HostError, Route, Traffic};
use maillon_diagnosis::GapReason;
use std::io;
use std::mem::MaybeUninit;
use std::net::IpAddr;
use std::ptr::null;
use windows_sys::Win32::Foundation::{
    ERROR_HOST_UNREACHABLE, ERROR_NETWORK_UNREACHABLE, ERROR_NOT_FOUND, ERROR_SUCCESS,
};
use windows_sys::Win32::NetworkManagement::IpHelper::{
    ConvertInterfaceAliasToLuid, ConvertInterfaceLuidToAlias, GetBestRoute2, MIB_IPFORWARD_ROW2,
};
use windows_sys::Win32::NetworkManagement::Ndis::NET_LUID_LH;
use windows_sys::Win32::Networking::WinSock::{AF_INET, AF_INET6, SOCKADDR_IN, SOCKADDR_IN6, SOCKADDR_INET};

/// Longest alias, units with the end mark (`NDIS_IF_MAX_STRING_SIZE`).
const LONGEST: usize = 257;

/// Which way the system would send a packet to `to` now; without an interface where there is none.
pub(in super::super) fn route(to: IpAddr) -> Answer<Route> {
    let (best, source) = match best(to, None, None) {
        Ok(best) => best,
        Err(ERROR_NOT_FOUND | ERROR_NETWORK_UNREACHABLE | ERROR_HOST_UNREACHABLE) => return Ok(Route::default()),
        Err(code) => return Err(failed("route", "GetBestRoute2", code)),
    };
    Ok(Route {
        interface: Some(alias(best.interface)?),
        gateway: address(&best.next_hop).filter(|hop| !hop.is_unspecified()),
        source: address(&source),
        mtu: None,
    })
}

/// The address to send from so that a packet to `to` leaves by `interface` whatever the other routes say: Windows sends from
/// an address only by the interface it belongs to, and is asked whether it would. The calls for echo take an address and no
/// socket, so that `IP_UNICAST_IF` has no place in them
/// (`learn.microsoft.com/windows/win32/api/netioapi/nf-netioapi-getbestroute2`).
pub(crate) fn source_leaving_by(interface: &str, to: IpAddr) -> io::Result<IpAddr> {
    let system = |code: u32| io::Error::from_raw_os_error(code.cast_signed());
    let luid = luid("route", interface).map_err(io::Error::other)?;
    let (_, source) = best(to, Some(&luid), None).map_err(system)?;
    let (way, _) = best(to, None, Some(&source)).map_err(system)?;
    let leaves_by = alias(way.interface).map_err(io::Error::other)?;
    match address(&source).filter(|source| !source.is_unspecified()) {
        Some(source) if leaves_by == interface => Ok(source),
        _ => Err(io::ErrorKind::Unsupported.into()),
    }
}

/// What is read of a route.
struct Way {
    interface: NET_LUID_LH,
    next_hop: SOCKADDR_INET,
}

/// The best route to an address, by one interface or from one address where that is asked, and the address it sends from.
#[expect(unsafe_code, reason = "no safe library asks for the best route")]
fn best(
    to: IpAddr,
    interface: Option<&NET_LUID_LH>,
    from: Option<&SOCKADDR_INET>,
) -> Result<(Way, SOCKADDR_INET), u32> {
    let destination = socket_address(to);
    let mut best = MaybeUninit::<MIB_IPFORWARD_ROW2>::zeroed();
    let mut source = SOCKADDR_INET::default();
    // SAFETY: every pointer is null where that is allowed or leads to a whole structure.
    let code = unsafe {
        GetBestRoute2(
            interface.map_or(null(), std::ptr::from_ref),
            0,
            from.map_or(null(), std::ptr::from_ref),
            &raw const destination,
            0,
            best.as_mut_ptr(),
            &raw mut source,
        )
    };
    if code != ERROR_SUCCESS {
        return Err(code);
    }
    let best = best.as_ptr();
    // SAFETY: zeroed before the call, and read field by field: a `BOOLEAN` of Windows may be more than a `bool`.
    let way = unsafe {
        Way {
            interface: (*best).InterfaceLuid,
            next_hop: (*best).NextHop,
        }
    };
    Ok((way, source))
}

/// Bytes that went through `interface` since it came up.
pub(in super::super) fn traffic(interface: &str) -> Answer<Traffic> {
    let row = row(luid("traffic", interface)?);
    let row = row.ok_or_else(|| HostError::new("traffic", GapReason::NotSupported, "GetIfEntry2 does not know it"))?;
    Ok(Traffic {
        received_bytes: row.InOctets,
        sent_bytes: row.OutOctets,
    })
}

/// The interface of that alias.
#[expect(unsafe_code, reason = "as above")]
pub(super) fn luid(question: &str, alias: &str) -> Answer<NET_LUID_LH> {
    let name = wide(alias);
    let mut luid = NET_LUID_LH::default();
    // SAFETY: the alias ends with a zero, and `luid` is a whole structure.
    match unsafe { ConvertInterfaceAliasToLuid(name.as_ptr(), &raw mut luid) } {
        ERROR_SUCCESS => Ok(luid),
        code => Err(failed(question, "ConvertInterfaceAliasToLuid", code)),
    }
}

#[expect(unsafe_code, reason = "as above")]
pub(super) fn alias(luid: NET_LUID_LH) -> Answer<String> {
    let mut name = [0_u16; LONGEST];
    // SAFETY: `name` has room for as many units as is said.
    match unsafe { ConvertInterfaceLuidToAlias(&raw const luid, name.as_mut_ptr(), name.len()) } {
        ERROR_SUCCESS => Ok(narrow(&name)),
        code => Err(failed("route", "ConvertInterfaceLuidToAlias", code)),
    }
}

pub(super) fn socket_address(address: IpAddr) -> SOCKADDR_INET {
    match address {
        IpAddr::V4(address) => {
            let mut v4 = SOCKADDR_IN {
                sin_family: AF_INET,
                ..SOCKADDR_IN::default()
            };
            v4.sin_addr.S_un.S_addr = u32::from_ne_bytes(address.octets());
            SOCKADDR_INET { Ipv4: v4 }
        }
        IpAddr::V6(address) => {
            let mut v6 = SOCKADDR_IN6 {
                sin6_family: AF_INET6,
                ..SOCKADDR_IN6::default()
            };
            v6.sin6_addr.u.Byte = address.octets();
            SOCKADDR_INET { Ipv6: v6 }
        }
    }
}

#[expect(unsafe_code, reason = "as above")]
pub(super) fn address(address: &SOCKADDR_INET) -> Option<IpAddr> {
    let start: *const u8 = std::ptr::from_ref(address).cast();
    // SAFETY: the union is made of integers only, zeroed before the call, and as long as is said.
    address_of(unsafe { std::slice::from_raw_parts(start, size_of::<SOCKADDR_INET>()) })
}
