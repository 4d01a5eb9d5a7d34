//! The networks the system has a route to (`GetIpForwardTable2`), for every interface.

use super::failed;
use super::routes::{address, alias};
use crate::host::facts::NETWORKS_AT_MOST;
use crate::host::{Answer, Network};
use std::ptr::null_mut;
use windows_sys::Win32::Foundation::{ERROR_NOT_FOUND, ERROR_SUCCESS};
use windows_sys::Win32::NetworkManagement::IpHelper::{
    FreeMibTable, GetIpForwardTable2, IP_ADDRESS_PREFIX, MIB_IPFORWARD_ROW2, MIB_IPFORWARD_TABLE2,
};
use windows_sys::Win32::NetworkManagement::Ndis::NET_LUID_LH;
use windows_sys::Win32::Networking::WinSock::{AF_UNSPEC, SOCKADDR_INET};

/// Every network with a way of its own, default routes and the computer itself left out.
pub(in super::super) fn networks() -> Answer<Vec<Network>> {
    let rows = rows()?;
    let rows = rows
        .iter()
        .filter(|row| !row.loopback && row.destination.PrefixLength > 0);
    let networks = rows.filter_map(|row| {
        let destination = address(&row.destination.Prefix)?;
        Some(Network {
            address: destination,
            prefix_length: row.destination.PrefixLength,
            interface: alias(row.interface).ok()?,
            gateway: address(&row.next_hop).filter(|hop| !hop.is_unspecified()),
        })
    });
    Ok(networks
        .filter(|network| !network.address.is_loopback() && !network.address.is_multicast())
        .take(NETWORKS_AT_MOST)
        .collect())
}

/// What is read of a row.
struct Row {
    destination: IP_ADDRESS_PREFIX,
    next_hop: SOCKADDR_INET,
    interface: NET_LUID_LH,
    loopback: bool,
}

#[expect(unsafe_code, reason = "no safe library lists the routes")]
fn rows() -> Answer<Vec<Row>> {
    let mut table: *mut MIB_IPFORWARD_TABLE2 = null_mut();
    // SAFETY: the function puts a table of its own there, or leaves it null.
    let code = unsafe { GetIpForwardTable2(AF_UNSPEC, &raw mut table) };
    match code {
        ERROR_SUCCESS if !table.is_null() => {}
        ERROR_SUCCESS | ERROR_NOT_FOUND => return Ok(Vec::new()),
        code => return Err(failed("networks", "GetIpForwardTable2", code)),
    }
    // SAFETY: as many rows as are counted follow one another from the first on; they are read before the table is freed, each
    // field by itself, and a `BOOLEAN` of Windows, which may be any byte, as a byte.
    unsafe {
        let first: *const MIB_IPFORWARD_ROW2 = (&raw const (*table).Table).cast();
        let rows = (0..(*table).NumEntries as usize).map(|number| {
            let row = first.add(number);
            Row {
                destination: (*row).DestinationPrefix,
                next_hop: (*row).NextHop,
                interface: (*row).InterfaceLuid,
                loopback: (&raw const (*row).Loopback).cast::<u8>().read() != 0,
            }
        });
        let rows = rows.collect();
        FreeMibTable(table.cast());
        Ok(rows)
    }
}
