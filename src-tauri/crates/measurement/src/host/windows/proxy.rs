//! The proxy settings of the user (`WinHttpGetIEProxyConfigForCurrentUser`). Nothing is searched for on the network.

use super::library::narrow_at;
use crate::host::parse::windows::settings::{ProxySettings, proxy as understood};
use crate::host::{Answer, HostError};
use maillon_diagnosis::GapReason;
use maillon_diagnosis::checks::security::Proxy;
use windows_sys::Win32::Foundation::GlobalFree;
use windows_sys::Win32::Networking::WinHttp::{
    WINHTTP_CURRENT_USER_IE_PROXY_CONFIG, WinHttpGetIEProxyConfigForCurrentUser,
};

/// Longest setting read, units.
const LONGEST: usize = 4096;

/// The proxy in force; an error when it depends on what the network would answer.
#[expect(unsafe_code, reason = "no safe library reads these settings")]
pub(super) fn proxy() -> Answer<Option<Proxy>> {
    let mut settings = WINHTTP_CURRENT_USER_IE_PROXY_CONFIG::default();
    // SAFETY: a whole structure.
    if unsafe { WinHttpGetIEProxyConfigForCurrentUser(&raw mut settings) } == 0 {
        let error = std::io::Error::last_os_error();
        return Err(HostError::new("proxy", GapReason::Other, &error));
    }
    let taken = |text: *mut u16| {
        // SAFETY: each text is null or ends with a zero, and is given back once, as Microsoft asks.
        unsafe {
            let read = (!text.is_null()).then(|| narrow_at(text, LONGEST));
            if !text.is_null() {
                GlobalFree(text.cast());
            }
            read
        }
    };
    let (script, proxies) = (taken(settings.lpszAutoConfigUrl), taken(settings.lpszProxy));
    taken(settings.lpszProxyBypass);
    match understood(settings.fAutoDetect != 0, script.as_deref(), proxies.as_deref()) {
        ProxySettings::Known(proxy) => Ok(proxy),
        ProxySettings::Searched => Err(HostError::new(
            "proxy",
            GapReason::NotSupported,
            "set to be detected automatically; the network was not asked",
        )),
    }
}
