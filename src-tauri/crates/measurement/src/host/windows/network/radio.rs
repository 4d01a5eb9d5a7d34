//! The radio of an interface, by the questions of wlanapi that need no consent to location: never the current connection, never
//! a scan (`learn.microsoft.com/windows/win32/nativewifi/wi-fi-access-location-changes`).

use super::super::library::{Function, function};
use super::super::system::build;
use super::failed;
use super::routes::luid;
use crate::host::parse::windows::wlan::{decibels, frequency, quality};
use crate::host::{Answer, HostError, WifiReading};
use maillon_diagnosis::GapReason;
use std::ffi::c_void;
use std::ptr::{null, null_mut};
use windows_sys::Win32::Foundation::{ERROR_SUCCESS, HANDLE};
use windows_sys::Win32::NetworkManagement::IpHelper::ConvertInterfaceLuidToGuid;
use windows_sys::Win32::NetworkManagement::WiFi::{wlan_intf_opcode_channel_number, wlan_intf_opcode_rssi};
use windows_sys::core::GUID;

/// Version of the client for Windows Vista and later.
const CLIENT: u32 = 2;

/// `wlan_intf_opcode_realtime_connection_quality`, of Windows 11; older ones refuse it.
const QUALITY: i32 = 19;

/// Longest answer read, bytes: sixteen links.
const MOST: usize = 24 + 16 * 272;

type OpenHandle = unsafe extern "system" fn(u32, *const c_void, *mut u32, *mut HANDLE) -> u32;
type CloseHandle = unsafe extern "system" fn(HANDLE, *const c_void) -> u32;
type QueryInterface =
    unsafe extern "system" fn(HANDLE, *const GUID, i32, *const c_void, *mut u32, *mut *mut c_void, *mut i32) -> u32;
type FreeMemory = unsafe extern "system" fn(*const c_void);

/// The radio of `interface`; [`GapReason::NotSupported`] when it has none, or the system has no wlanapi.
pub(in super::super) fn wifi(interface: &str) -> Answer<WifiReading> {
    let guid = guid(interface)?;
    let client = Client::open()?;
    let by_parts = |error: HostError| {
        let number = |opcode| {
            let bytes = client.ask(&guid, opcode).ok()?;
            Some(u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?))
        };
        let mut reading = WifiReading::default();
        reading.wifi.signal_dbm = number(wlan_intf_opcode_rssi).and_then(|signal| decibels(signal.cast_signed()));
        reading.wifi.frequency_mhz =
            number(wlan_intf_opcode_channel_number).and_then(|channel| frequency(channel, build()));
        if reading == WifiReading::default() {
            Err(error)
        } else {
            Ok(reading)
        }
    };
    let unexpected = || HostError::new("wifi", GapReason::Garbage, "connection quality of an unexpected size");
    client
        .ask(&guid, QUALITY)
        .and_then(|bytes| quality(&bytes).ok_or_else(unexpected))
        .or_else(by_parts)
}

#[expect(unsafe_code, reason = "no safe library asks only what needs no consent")]
fn guid(interface: &str) -> Answer<GUID> {
    let luid = luid("wifi", interface)?;
    let mut guid = GUID::from_u128(0);
    // SAFETY: both are whole structures.
    match unsafe { ConvertInterfaceLuidToGuid(&raw const luid, &raw mut guid) } {
        ERROR_SUCCESS => Ok(guid),
        code => Err(failed("wifi", "ConvertInterfaceLuidToGuid", code)),
    }
}

struct Client {
    handle: HANDLE,
    close: CloseHandle,
    query: QueryInterface,
    free: FreeMemory,
}

impl Client {
    #[expect(unsafe_code, reason = "as above")]
    fn open() -> Answer<Self> {
        let missing = || HostError::new("wifi", GapReason::NotSupported, "this system has no wlanapi");
        let named = |name| function("wlanapi.dll", name).ok_or_else(missing);
        // SAFETY: the documented shapes of these functions.
        let (open, close, query, free) = unsafe {
            (
                std::mem::transmute::<Function, OpenHandle>(named(c"WlanOpenHandle")?),
                std::mem::transmute::<Function, CloseHandle>(named(c"WlanCloseHandle")?),
                std::mem::transmute::<Function, QueryInterface>(named(c"WlanQueryInterface")?),
                std::mem::transmute::<Function, FreeMemory>(named(c"WlanFreeMemory")?),
            )
        };
        let (mut version, mut handle) = (0, null_mut());
        // SAFETY: `version` and `handle` are places for one value each.
        match unsafe { open(CLIENT, null(), &raw mut version, &raw mut handle) } {
            ERROR_SUCCESS => Ok(Self {
                handle,
                close,
                query,
                free,
            }),
            code => Err(failed("wifi", "WlanOpenHandle", code)),
        }
    }

    #[expect(unsafe_code, reason = "as above")]
    fn ask(&self, guid: &GUID, opcode: i32) -> Answer<Vec<u8>> {
        let (mut size, mut data) = (0, null_mut());
        // SAFETY: the handle is open; `size` and `data` are places for one value each.
        let code = unsafe {
            (self.query)(
                self.handle,
                guid,
                opcode,
                null(),
                &raw mut size,
                &raw mut data,
                null_mut(),
            )
        };
        if code != ERROR_SUCCESS || data.is_null() {
            return Err(failed("wifi", "WlanQueryInterface", code));
        }
        let length = (size as usize).min(MOST);
        // SAFETY: the call succeeded, so `data` has `size` bytes, which are copied before they are given back, once.
        unsafe {
            let bytes = std::slice::from_raw_parts(data.cast::<u8>(), length).to_vec();
            (self.free)(data);
            Ok(bytes)
        }
    }
}

impl Drop for Client {
    #[expect(unsafe_code, reason = "as above")]
    fn drop(&mut self) {
        // SAFETY: the handle was opened by `open` and is closed once.
        unsafe { (self.close)(self.handle, null()) };
    }
}
