//! Understands the proxy settings of Windows, and what a configuration script that they name or let search for answered.
//!
//! Source: `learn.microsoft.com/windows/win32/api/winhttp/ns-winhttp-winhttp_current_user_ie_proxy_config` and
//! `…/winhttp/nf-winhttp-winhttpgetproxyforurl`.

use crate::host::parse::proxy::{Mode, address, of_settings, script};
use crate::host::{Answer, HostError};
use maillon_diagnosis::GapReason;
use maillon_diagnosis::checks::security::Proxy;

/// Who says so.
const SOURCE: &str = "Windows";

/// `ERROR_WINHTTP_AUTODETECTION_FAILED`: nobody on the network names a script.
const NOTHING_FOUND: u32 = 12_180;

/// `WINHTTP_ACCESS_TYPE_NO_PROXY` and `WINHTTP_ACCESS_TYPE_NAMED_PROXY`.
const NO_PROXY: u32 = 1;
const NAMED_PROXY: u32 = 3;

/// The proxy settings of the user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProxySettings {
    /// Whether a script is to be searched for on the network (WPAD), which is how Windows is delivered.
    pub detects: bool,
    /// Address of the script that is named.
    pub script: Option<String>,
    /// Proxies that are named.
    pub proxies: Option<String>,
}

/// What asking the script brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ByScript {
    /// No proxy for the address that was asked about.
    Direct,
    /// One of these.
    Through(String),
    /// There is no script to ask.
    None,
    /// WinHTTP says nothing that is known.
    Failed(u32),
}

/// What `WinHttpGetProxyForUrl` wrote, or the error it gave.
pub fn by_script(answer: Result<(u32, Option<String>), u32>) -> ByScript {
    match answer {
        Ok((NO_PROXY, _)) => ByScript::Direct,
        Ok((NAMED_PROXY, Some(list))) => ByScript::Through(list),
        Ok((kind, _)) => ByScript::Failed(kind),
        Err(NOTHING_FOUND) => ByScript::None,
        Err(code) => ByScript::Failed(code),
    }
}

impl ProxySettings {
    /// Whether a script decides, so that it must be asked.
    pub fn needs_a_script(&self) -> bool {
        self.detects || self.script.as_deref().is_some_and(|url| !url.is_empty())
    }

    /// The proxy for https: what the script says comes first, then a proxy that is named, as Windows tries them. Where the script
    /// does not answer it is told itself, and one that was only searched for is not known.
    pub fn in_force(&self, asked: Answer<ByScript>) -> Answer<Option<Proxy>> {
        let address = self.script.as_deref().and_then(script);
        let failed = match asked {
            Ok(ByScript::Direct) => return Ok(None),
            Ok(ByScript::Through(list)) => match https_proxy(&list) {
                Some(https) => {
                    return Ok(Some(Proxy {
                        https: Some(https),
                        script: address.or_else(|| Some("WPAD".to_owned())),
                        source: SOURCE.to_owned(),
                    }));
                }
                None => HostError::new("proxy", GapReason::Garbage, "the script names no proxy for https"),
            },
            Ok(ByScript::None) => return Ok(self.named()),
            Ok(ByScript::Failed(code)) => HostError::new(
                "proxy",
                GapReason::Other,
                &format!("set to be detected automatically; WinHTTP says {code}"),
            ),
            Err(error) => HostError {
                detail: format!("set to be detected automatically; {}", error.detail),
                ..error
            },
        };
        let known = of_settings(SOURCE, Mode::Script(address)).or_else(|| self.named());
        known.map_or(Err(failed), |known| Ok(Some(known)))
    }

    /// The proxy that is named, no script asked.
    pub fn named(&self) -> Option<Proxy> {
        let list = self.proxies.as_deref().filter(|list| !list.is_empty())?;
        of_settings(SOURCE, Mode::Manual(https_proxy(list)))
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

    fn settings(detects: bool, script: &str, proxies: &str) -> ProxySettings {
        let named = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        ProxySettings {
            detects,
            script: named(script),
            proxies: named(proxies),
        }
    }

    fn told(settings: &ProxySettings, asked: ByScript) -> Option<(Option<String>, Option<String>)> {
        let told = settings.in_force(Ok(asked)).expect("known");
        told.map(|proxy| (proxy.https, proxy.script))
    }

    #[test]
    fn the_proxy_for_https_is_picked_out_of_a_list() {
        let https = |list: &str| settings(false, "", list).named().and_then(|found| found.https);
        assert_eq!(https("proxy.example:8080").as_deref(), Some("proxy.example:8080"));
        assert_eq!(https("http=a:80;https=b:8443").as_deref(), Some("b:8443"));
        assert_eq!(https("http=a:80 ftp=c:21"), None);
        assert_eq!(https("https=<img>"), None);
        assert!(!settings(false, "", "a:80").needs_a_script());
    }

    #[test]
    fn a_script_decides_and_one_that_is_found_needs_no_name() {
        let found = settings(true, "", "");
        assert!(found.needs_a_script());
        let through = || ByScript::Through("p.example:8080;q.example:80".to_owned());
        let by_search = (Some("p.example:8080".to_owned()), Some("WPAD".to_owned()));
        assert_eq!(told(&found, through()), Some(by_search));
        assert_eq!(told(&found, ByScript::Direct), None);
        let named = settings(false, "http://pac.example/p.pac", "x:1");
        let by_name = (
            Some("p.example:8080".to_owned()),
            Some("http://pac.example/p.pac".to_owned()),
        );
        assert_eq!(told(&named, through()), Some(by_name));
    }

    #[test]
    fn where_nobody_names_a_script_the_proxy_that_is_named_holds() {
        assert_eq!(told(&settings(true, "", ""), ByScript::None), None);
        let manual = (Some("x:1".to_owned()), None);
        assert_eq!(told(&settings(true, "", "x:1"), ByScript::None), Some(manual));
    }

    #[test]
    fn a_script_that_does_not_answer_is_told_and_one_only_searched_for_is_not_known() {
        let late = || HostError::new("proxy", GapReason::TimedOut, "no answer within 2 s");
        let known = settings(true, "http://pac.example/p.pac", "x:1").in_force(Err(late()));
        assert_eq!(
            known.expect("it is named").and_then(|proxy| proxy.script).as_deref(),
            Some("http://pac.example/p.pac")
        );
        let unknown = settings(true, "", "").in_force(Err(late())).expect_err("not known");
        assert_eq!(unknown.reason, GapReason::TimedOut);
        let refused = settings(true, "", "").in_force(Ok(ByScript::Failed(12_167)));
        assert!(refused.expect_err("not known").detail.ends_with("12167"));
        let garbage = settings(true, "", "").in_force(Ok(ByScript::Through("http=a:1".to_owned())));
        assert_eq!(garbage.expect_err("no proxy for https").reason, GapReason::Garbage);
    }

    #[test]
    fn the_answer_of_winhttp_is_read_by_its_kind() {
        assert_eq!(by_script(Ok((1, None))), ByScript::Direct);
        assert_eq!(
            by_script(Ok((3, Some("a:1".to_owned())))),
            ByScript::Through("a:1".to_owned())
        );
        assert_eq!(by_script(Ok((3, None))), ByScript::Failed(3));
        assert_eq!(
            (by_script(Err(12_180)), by_script(Err(5))),
            (ByScript::None, ByScript::Failed(5))
        );
    }
}
