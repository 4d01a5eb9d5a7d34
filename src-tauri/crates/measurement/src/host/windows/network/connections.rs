//! Established TCP connections (`GetExtendedTcpTable`).

use super::failed;
use crate::host::Answer;
use crate::host::parse::windows::tcp_table::{established_v4, established_v6};
use std::net::SocketAddr;
use windows_sys::Win32::Foundation::{ERROR_INSUFFICIENT_BUFFER, ERROR_SUCCESS};
use windows_sys::Win32::NetworkManagement::IpHelper::{GetExtendedTcpTable, TCP_TABLE_OWNER_PID_CONNECTIONS};
use windows_sys::Win32::Networking::WinSock::{AF_INET, AF_INET6};

/// A longer table is not read: some 70,000 connections.
const MOST_BYTES: u32 = 4 << 20;

/// Remote ends of established TCP connections, IPv4-mapped ones as IPv4.
pub(in super::super) fn connections() -> Answer<Vec<SocketAddr>> {
    let v4 = table(AF_INET).map(|table| established_v4(&table));
    let v6 = table(AF_INET6).map(|table| established_v6(&table));
    match (v4, v6) {
        (Err(code), Err(_)) => Err(failed("connections", "GetExtendedTcpTable", code)),
        // Without IPv6 the second table is refused.
        (v4, v6) => Ok(v4.into_iter().chain(v6).flatten().collect()),
    }
}

#[expect(unsafe_code, reason = "no safe library reads the table")]
fn table(family: u16) -> Result<Vec<u8>, u32> {
    let mut size = 16 << 10;
    loop {
        // Words of four bytes, so that the structures are aligned.
        let mut room = vec![0_u32; size as usize / 4 + 1];
        let mut needed = (room.len() * 4) as u32;
        // SAFETY: `room` has `needed` writable bytes.
        let code = unsafe {
            GetExtendedTcpTable(
                room.as_mut_ptr().cast(),
                &raw mut needed,
                0,
                family.into(),
                TCP_TABLE_OWNER_PID_CONNECTIONS,
                0,
            )
        };
        match code {
            ERROR_SUCCESS => return Ok(room.into_iter().flat_map(u32::to_ne_bytes).collect()),
            ERROR_INSUFFICIENT_BUFFER if needed > size && needed <= MOST_BYTES => size = needed * 2,
            code => return Err(code),
        }
    }
}
