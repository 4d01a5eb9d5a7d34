//! The networks the system has a route to (`GetIpForwardTable2`), for every interface.

use super::failed;
use super::routes::{address, alias};
use crate::host::facts::NETWORKS_AT_MOST;
use crate::host::{Answer, Network};
use std::ptr::null_mut;
use windows_sys::Win32::Foundation::{ERROR_NOT_FOUND, ERROR_SUCCESS};
use windows_sys::Win32::NetworkManagement::IpHelper::{
    FreeMibTable, GetIpForwardTable2, MIB_IPFORWARD_ROW2, MIB_IPFORWARD_TABLE2,
};
use windows_sys::Win32::Networking::WinSock::AF_UNSPEC;

/// Every network with a way of its own, default routes and the computer itself left out.
pub(in super::super) fn networks() -> Answer<Vec<Network>> {
    let rows = rows()?;
    let rows = rows
        .iter()
        .filter(|row| !row.Loopback && row.DestinationPrefix.PrefixLength > 0);
    let networks = rows.filter_map(|row| {
        let destination = address(&row.DestinationPrefix.Prefix)?;
        Some(Network {
            address: destination,
            prefix_length: row.DestinationPrefix.PrefixLength,
            interface: alias(row.InterfaceLuid).ok()?,
            gateway: address(&row.NextHop).filter(|hop| !hop.is_unspecified()),
        })
    });
    Ok(networks
        .filter(|network| !network.address.is_loopback() && !network.address.is_multicast())
        .take(NETWORKS_AT_MOST)
        .collect())
}

#[expect(unsafe_code, reason = "no safe library lists the routes")]
fn rows() -> Answer<Vec<MIB_IPFORWARD_ROW2>> {
    let mut table: *mut MIB_IPFORWARD_TABLE2 = null_mut();
    // SAFETY: the function puts a table of its own there, or leaves it null.
    let code = unsafe { GetIpForwardTable2(AF_UNSPEC, &raw mut table) };
    match code {
        ERROR_SUCCESS if !table.is_null() => {}
        ERROR_SUCCESS | ERROR_NOT_FOUND => return Ok(Vec::new()),
        code => return Err(failed("networks", "GetIpForwardTable2", code)),
    }
    // SAFETY: as many rows as are counted follow one another from the first on; they are copied before the table is freed.
    unsafe {
        let first: *const MIB_IPFORWARD_ROW2 = (&raw const (*table).Table).cast();
        let rows = std::slice::from_raw_parts(first, (*table).NumEntries as usize).to_vec();
        FreeMibTable(table.cast());
        Ok(rows)
    }
}
