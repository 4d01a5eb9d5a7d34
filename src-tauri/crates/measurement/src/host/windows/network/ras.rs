//! Connections that the VPN client of Windows made (`RasEnumConnectionsW`).
//!
//! Source: `learn.microsoft.com/windows/win32/api/ras/nf-ras-rasenumconnectionsw`.

use super::super::library::{Function, function, narrow};
use windows_sys::Win32::Foundation::ERROR_SUCCESS;
use windows_sys::Win32::NetworkManagement::Rras::RASCONNW;

/// Connections that are told of at most; more are not known.
const MOST: usize = 16;

type Enumerate = unsafe extern "system" fn(*mut RASCONNW, *mut u32, *mut u32) -> u32;

/// Name of each connection, which is also that of its adapter, with its device, such as `WAN Miniport (IKEv2)`.
#[expect(unsafe_code, reason = "no safe library lists them")]
pub(super) fn devices() -> Vec<(String, String)> {
    let Some(enumerate) = function("rasapi32.dll", c"RasEnumConnectionsW") else {
        return Vec::new();
    };
    // SAFETY: the documented shape of this function.
    let enumerate = unsafe { std::mem::transmute::<Function, Enumerate>(enumerate) };
    let entry = RASCONNW {
        dwSize: size_of::<RASCONNW>() as u32,
        ..RASCONNW::default()
    };
    let mut room = [entry; MOST];
    let mut bytes = size_of_val(&room) as u32;
    let mut count = 0;
    // SAFETY: `room` has `bytes` writable bytes, and its first entry says the size of each.
    let code = unsafe { enumerate(room.as_mut_ptr(), &raw mut bytes, &raw mut count) };
    if code != ERROR_SUCCESS {
        return Vec::new();
    }
    let made = room.iter().take(count as usize);
    made.map(|one| {
        let (entry, device) = (one.szEntryName, one.szDeviceName);
        (narrow(&entry), narrow(&device))
    })
    .collect()
}
