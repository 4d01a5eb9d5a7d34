//! Understands power and proxy settings of Windows.
//!
//! Source: `learn.microsoft.com/windows/win32/api/winbase/ns-winbase-system_power_status`,
//! `…/powersetting/ne-powersetting-effective_power_mode`, `…/winhttp/ns-winhttp-winhttp_current_user_ie_proxy_config`.

use crate::host::parse::proxy::{Mode, address, of_settings, script};
use maillon_diagnosis::checks::machine::{Power, PowerProfile, PowerSource};
use maillon_diagnosis::checks::security::Proxy;

/// Power of `ACLineStatus`, `BatteryFlag`, `BatteryLifePercent`, and the effective power mode where it was told. None when
/// none of them says anything.
pub fn power(line: u8, battery: u8, percent: u8, mode: Option<i32>) -> Option<Power> {
    // Bit 7 of the flag: no battery; 255: not known.
    let has_battery = battery & 0x80 == 0;
    let power = Power {
        source: match line {
            0 => Some(PowerSource::Battery),
            1 => Some(PowerSource::Mains),
            _ => None,
        },
        battery_percent: (has_battery && percent <= 100).then(|| f64::from(percent)),
        profile: match mode {
            Some(0 | 1) => Some(PowerProfile::Saver),
            Some(2) => Some(PowerProfile::Balanced),
            Some(3..=5) => Some(PowerProfile::Performance),
            _ => None,
        },
    };
    (power != Power::default()).then_some(power)
}

/// What the proxy settings of the user say.
#[derive(Debug, Clone, PartialEq)]
pub enum ProxySettings {
    /// No proxy, or this one.
    Known(Option<Proxy>),
    /// A script is to be searched for on the network, which is how Windows is delivered: whether there is one is not known
    /// without searching.
    Searched,
}

/// The proxy for https: a script that is named first, then a proxy that is named, as Windows tries them. Detection that
/// is on beside either comes before both, and in most homes finds nothing.
pub fn proxy(detects: bool, script_url: Option<&str>, proxies: Option<&str>) -> ProxySettings {
    const SOURCE: &str = "Windows";
    let named = script_url
        .filter(|url| !url.is_empty())
        .map(|url| Mode::Script(script(url)));
    let proxies = proxies.filter(|list| !list.is_empty());
    let named = named.or_else(|| proxies.map(|list| Mode::Manual(https_proxy(list))));
    match named {
        Some(mode) => ProxySettings::Known(of_settings(SOURCE, mode)),
        None if detects => ProxySettings::Searched,
        None => ProxySettings::Known(None),
    }
}

/// The proxy for https of a list: one for all, or `http=a:80;https=b:8080`; entries end with a semicolon or a blank.
fn https_proxy(list: &str) -> Option<String> {
    let entries = || list.split([';', ' ']).map(str::trim).filter(|entry| !entry.is_empty());
    let for_https = entries().find_map(|entry| entry.strip_prefix("https="));
    let for_all = || entries().find(|entry| !entry.contains('='));
    address(for_https.or_else(for_all)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_laptop_on_battery_and_a_desktop_are_told_apart_and_255_is_unknown() {
        let laptop = power(0, 1, 43, Some(1)).expect("it tells");
        assert_eq!(
            (laptop.source, laptop.battery_percent, laptop.profile),
            (Some(PowerSource::Battery), Some(43.0), Some(PowerProfile::Saver))
        );
        let desktop = power(1, 128, 255, Some(2)).expect("it tells");
        assert_eq!(
            (desktop.source, desktop.battery_percent),
            (Some(PowerSource::Mains), None)
        );
        assert_eq!(power(255, 255, 255, None), None);
        assert_eq!(power(255, 255, 0, Some(6)), None);
    }

    #[test]
    fn the_proxy_for_https_is_picked_out_of_a_list() {
        let https = |list: &str| match proxy(false, None, Some(list)) {
            ProxySettings::Known(found) => found.and_then(|found| found.https),
            ProxySettings::Searched => panic!("one is named"),
        };
        assert_eq!(https("proxy.example:8080").as_deref(), Some("proxy.example:8080"));
        assert_eq!(https("http=a:80;https=b:8443").as_deref(), Some("b:8443"));
        assert_eq!(https("http=a:80 ftp=c:21"), None);
        assert_eq!(https("https=<img>"), None);
    }

    #[test]
    fn a_script_that_is_named_is_told_and_one_that_is_only_searched_for_is_not_known() {
        let ProxySettings::Known(Some(found)) = proxy(true, Some("http://pac.example/p.pac"), Some("x:1")) else {
            panic!("a script is named");
        };
        assert_eq!(
            (found.script.as_deref(), found.https),
            (Some("http://pac.example/p.pac"), None)
        );
        assert_eq!(proxy(true, None, None), ProxySettings::Searched);
        assert_eq!(proxy(false, Some(""), None), ProxySettings::Known(None));
    }
}
