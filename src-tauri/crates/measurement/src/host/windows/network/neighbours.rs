//! Who answers on the local link (`GetIpNetEntry2`): ARP and neighbour discovery, which no firewall filters.

use super::failed;
use super::routes::{luid, route, socket_address};
use crate::host::{Answer, Neighbour};
use std::net::IpAddr;
use windows_sys::Win32::Foundation::{ERROR_NOT_FOUND, ERROR_SUCCESS};
use windows_sys::Win32::NetworkManagement::IpHelper::{GetIpNetEntry2, MIB_IPNET_ROW2};
use windows_sys::Win32::Networking::WinSock::{NlnsIncomplete, NlnsUnreachable};

/// The neighbour of that address; none while the system has not settled whether it is there. When it was confirmed is not
/// told in a way that is documented, and an entry that is only known tells nothing of now.
#[expect(unsafe_code, reason = "no safe library asks for a neighbour")]
pub(in super::super) fn neighbour(address: IpAddr) -> Answer<Option<Neighbour>> {
    let Some(interface) = route(address)?.interface else {
        return Ok(None);
    };
    let mut row = MIB_IPNET_ROW2 {
        Address: socket_address(address),
        InterfaceLuid: luid("neighbour", &interface)?,
        ..MIB_IPNET_ROW2::default()
    };
    // SAFETY: address and interface are set, as the function wants, and `row` is a whole structure.
    let code = unsafe { GetIpNetEntry2(&raw mut row) };
    let state = row.State;
    match code {
        ERROR_SUCCESS if state == NlnsUnreachable || state == NlnsIncomplete => Ok(Some(Neighbour::Missing)),
        ERROR_SUCCESS | ERROR_NOT_FOUND => Ok(None),
        code => Err(failed("neighbour", "GetIpNetEntry2", code)),
    }
}
