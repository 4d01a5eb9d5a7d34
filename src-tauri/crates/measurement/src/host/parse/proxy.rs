//! Understands proxy settings: environment variables, KDE's `kioslaverc`, and the values of GNOME.

use maillon_diagnosis::checks::security::Proxy;

/// Longest address kept: a host name (RFC 1035 §2.3.4) and a port.
const LONGEST: usize = 261;

/// Longest script address kept.
const LONGEST_SCRIPT: usize = 2048;

/// Host and port of a proxy address, without scheme, credentials and path; none for what is no address.
pub fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next()?;
    let place = authority.rsplit_once('@').map_or(authority, |(_, place)| place);
    let plain = place
        .chars()
        .all(|letter| letter.is_alphanumeric() || "-._:[]%".contains(letter));
    (plain && !place.is_empty() && place.len() <= LONGEST).then(|| place.to_owned())
}

/// Address of a configuration script, without credentials; none for what is no address.
pub fn script(text: &str) -> Option<String> {
    let (scheme, rest) = text.trim().split_once("://")?;
    let end = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let place = authority.rsplit_once('@').map_or(authority, |(_, place)| place);
    let script = format!("{scheme}://{place}{path}");
    let plain = !script
        .chars()
        .any(|letter| letter.is_control() || letter.is_whitespace());
    (plain && script.len() <= LONGEST_SCRIPT).then_some(script)
}

/// The proxy for https that most programs take from their environment, first of the names that hold one (`curl(1)`).
pub fn of_environment<'a>(variable: impl Fn(&str) -> Option<&'a str>) -> Option<Proxy> {
    ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
        .into_iter()
        .find_map(|name| {
            Some(Proxy {
                https: Some(address(variable(name)?)?),
                script: None,
                source: name.to_owned(),
            })
        })
}

/// The settings of KDE, group `Proxy Settings` of `kioslaverc`: type 1 is a proxy, 2 a script, 3 a script searched for.
pub fn of_kde(kioslaverc: &str) -> Option<Proxy> {
    let lines = kioslaverc.lines().map(str::trim);
    let group: Vec<&str> = lines
        .skip_while(|line| *line != "[Proxy Settings]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .collect();
    let value = |wanted: &str| {
        let pairs = group.iter().filter_map(|line| line.split_once('='));
        pairs
            .filter(|(key, _)| key.split("[$").next() == Some(wanted))
            .map(|(_, value)| value)
            .next()
    };
    // The port stands behind a blank: "http://proxy.example 3128".
    let https = || address(&value("httpsProxy")?.trim().replace(' ', ":"));
    of_settings(
        "KDE",
        match value("ProxyType")?.trim() {
            "1" => Mode::Manual(https()),
            "2" => Mode::Script(value("Proxy Config Script").and_then(script)),
            "3" => Mode::Searched,
            _ => Mode::None,
        },
    )
}

/// What a desktop's settings say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// No proxy.
    None,
    /// This proxy for https, where one is named.
    Manual(Option<String>),
    /// This configuration script, where one is named.
    Script(Option<String>),
    /// A configuration script searched for on the network (WPAD).
    Searched,
}

/// A proxy out of a desktop's settings; none where they name none.
pub fn of_settings(source: &str, mode: Mode) -> Option<Proxy> {
    let (https, script) = match mode {
        Mode::Manual(https) => (Some(https?), None),
        Mode::Script(script) => (None, Some(script?)),
        Mode::Searched => (None, Some("WPAD".to_owned())),
        Mode::None => return None,
    };
    Some(Proxy {
        https,
        script,
        source: source.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_keeps_no_credentials() {
        assert_eq!(
            address("http://camille:s3cr@t@proxy.example:8080/x").as_deref(),
            Some("proxy.example:8080")
        );
        assert_eq!(
            address("socks5://[2001:db8::1]:1080").as_deref(),
            Some("[2001:db8::1]:1080")
        );
        assert_eq!(address("proxy.example").as_deref(), Some("proxy.example"));
        assert_eq!(
            (address("http://"), address("a b"), address("<img>")),
            (None, None, None)
        );
        assert_eq!(address(&"a".repeat(300)), None);
        assert_eq!(
            script("https://camille:secret@pac.example/proxy.pac?a=1").as_deref(),
            Some("https://pac.example/proxy.pac?a=1")
        );
        assert_eq!(script("proxy.pac"), None);
    }

    #[test]
    fn the_environment_is_read_in_order_and_named() {
        let variable = |name: &str| match name {
            "HTTPS_PROXY" => Some("http://first.example:3128"),
            "all_proxy" => Some("http://second.example:3128"),
            _ => None,
        };
        let found = of_environment(variable).expect("one is set");
        assert_eq!(
            (found.https.as_deref(), found.source.as_str()),
            (Some("first.example:3128"), "HTTPS_PROXY")
        );
        assert_eq!(of_environment(|_| None), None);
    }

    #[test]
    fn the_settings_of_kde_are_read() {
        let settings = |kind: &str| {
            format!(
                "[$Version]\nhttpsProxy=http://wrong 1\n[Proxy Settings]\nProxyType={kind}\n\
                httpsProxy[$e]=http://proxy.example 3128\nProxy Config Script=http://pac.example/p.pac\n[Other]\nx=1\n"
            )
        };
        let found = |kind| of_kde(&settings(kind)).map(|proxy| (proxy.https, proxy.script));
        assert_eq!(found("0"), None);
        assert_eq!(found("1"), Some((Some("proxy.example:3128".into()), None)));
        assert_eq!(found("2"), Some((None, Some("http://pac.example/p.pac".into()))));
        assert_eq!(found("3"), Some((None, Some("WPAD".into()))));
        assert_eq!(of_kde("ProxyType=1\nhttpsProxy=http://x 1\n"), None);
    }

    proptest! {
        #[test]
        fn hostile_settings_never_panic(text in ".{0,200}") {
            let _ = address(&text);
            let _ = script(&text);
            let _ = of_kde(&format!("[Proxy Settings]\nProxyType=1\n{text}"));
        }
    }
}
