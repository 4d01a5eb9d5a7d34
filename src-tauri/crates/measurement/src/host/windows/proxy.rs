//! The proxy settings of the user (`WinHttpGetIEProxyConfigForCurrentUser`), and what a configuration script answers that they
//! name or let search for (`WinHttpGetProxyForUrl`), as the browsers of this user ask it.
//!
//! Whoever waits for an answer waits no longer than the budget of a question; one that comes later is of no use any more.

use super::library::{narrow_at, wide};
use crate::defaults::TLS_WITNESSES;
use crate::host::asking::{BUDGET, on_a_thread};
use crate::host::parse::windows::proxy::{ByScript, ProxySettings, by_script};
use crate::host::{Answer, HostError};
use maillon_diagnosis::GapReason;
use maillon_diagnosis::checks::security::Proxy;
use std::ffi::c_void;
use std::io;
use std::ptr::null;
use windows_sys::Win32::Foundation::{GetLastError, GlobalFree};
use windows_sys::Win32::Networking::WinHttp::{
    WINHTTP_ACCESS_TYPE_NO_PROXY, WINHTTP_AUTO_DETECT_TYPE_DHCP, WINHTTP_AUTO_DETECT_TYPE_DNS_A,
    WINHTTP_AUTOPROXY_AUTO_DETECT, WINHTTP_AUTOPROXY_CONFIG_URL, WINHTTP_AUTOPROXY_OPTIONS,
    WINHTTP_CURRENT_USER_IE_PROXY_CONFIG, WINHTTP_PROXY_INFO, WinHttpCloseHandle,
    WinHttpGetIEProxyConfigForCurrentUser, WinHttpGetProxyForUrl, WinHttpOpen, WinHttpSetTimeouts,
};

/// Longest setting read, units.
const LONGEST: usize = 4096;

/// The proxy in force for a public page; an error when it depends on a script that did not answer in time.
pub(super) async fn proxy() -> Answer<Option<Proxy>> {
    let settings = on_a_thread("proxy", settings).await?;
    if !settings.needs_a_script() {
        return Ok(settings.named());
    }
    let asked = settings.clone();
    settings.in_force(on_a_thread("proxy", move || ask(&asked)).await)
}

#[expect(unsafe_code, reason = "no safe library reads these settings")]
fn settings() -> Answer<ProxySettings> {
    let mut settings = WINHTTP_CURRENT_USER_IE_PROXY_CONFIG::default();
    // SAFETY: a whole structure.
    if unsafe { WinHttpGetIEProxyConfigForCurrentUser(&raw mut settings) } == 0 {
        return Err(failed("WinHttpGetIEProxyConfigForCurrentUser"));
    }
    taken(settings.lpszProxyBypass);
    Ok(ProxySettings {
        detects: settings.fAutoDetect != 0,
        script: taken(settings.lpszAutoConfigUrl),
        proxies: taken(settings.lpszProxy),
    })
}

/// What the script says of a public page. It is fetched without credentials.
#[expect(unsafe_code, reason = "as above")]
fn ask(settings: &ProxySettings) -> Answer<ByScript> {
    let session = Session::open()?;
    let script = settings.script.as_deref().map(wide);
    let page = wide(TLS_WITNESSES.first().copied().unwrap_or_default());
    let mut options = WINHTTP_AUTOPROXY_OPTIONS::default();
    if settings.detects {
        options.dwFlags |= WINHTTP_AUTOPROXY_AUTO_DETECT;
        options.dwAutoDetectFlags = WINHTTP_AUTO_DETECT_TYPE_DHCP | WINHTTP_AUTO_DETECT_TYPE_DNS_A;
    }
    if let Some(script) = &script {
        options.dwFlags |= WINHTTP_AUTOPROXY_CONFIG_URL;
        options.lpszAutoConfigUrl = script.as_ptr();
    }
    let mut found = WINHTTP_PROXY_INFO::default();
    // SAFETY: the session is open; both texts end with a zero and, like the structures, live until the call is back.
    let told = unsafe { WinHttpGetProxyForUrl(session.0, page.as_ptr(), &raw mut options, &raw mut found) };
    if told == 0 {
        // SAFETY: it takes nothing, and no other call was made on this thread since.
        return Ok(by_script(Err(unsafe { GetLastError() })));
    }
    taken(found.lpszProxyBypass);
    Ok(by_script(Ok((found.dwAccessType, taken(found.lpszProxy)))))
}

struct Session(*mut c_void);

impl Session {
    #[expect(unsafe_code, reason = "as above")]
    fn open() -> Answer<Self> {
        let agent = wide("Maillon");
        // SAFETY: the name ends with a zero, and without a proxy nothing else is read.
        let session = unsafe { WinHttpOpen(agent.as_ptr(), WINHTTP_ACCESS_TYPE_NO_PROXY, null(), null(), 0) };
        if session.is_null() {
            return Err(failed("WinHttpOpen"));
        }
        let most = i32::try_from(BUDGET.as_millis()).unwrap_or(i32::MAX);
        // SAFETY: the session is open. Where the limits are refused, the budget of the question still holds.
        unsafe { WinHttpSetTimeouts(session, most, most, most, most) };
        Ok(Self(session))
    }
}

impl Drop for Session {
    #[expect(unsafe_code, reason = "as above")]
    fn drop(&mut self) {
        // SAFETY: opened by `open` and closed once.
        unsafe { WinHttpCloseHandle(self.0) };
    }
}

/// The text, given back to the system as Microsoft asks.
#[expect(unsafe_code, reason = "as above")]
fn taken(text: *mut u16) -> Option<String> {
    if text.is_null() {
        return None;
    }
    // SAFETY: a text of these calls ends with a zero, and is given back once.
    unsafe {
        let read = narrow_at(text, LONGEST);
        GlobalFree(text.cast());
        Some(read)
    }
}

fn failed(call: &str) -> HostError {
    let error = io::Error::last_os_error();
    HostError::new("proxy", GapReason::Other, &format!("{call}: {error}"))
}
