//! The public addresses asked when a profile names none. Nothing else is ever asked by default.

use crate::probes::web::captive_portal::Expected;

/// A page with a known answer, over plain http.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckPage {
    /// Its address.
    pub url: &'static str,
    /// Its answer when nothing stands in between.
    pub expected: Expected,
}

/// Configurations of responsiveness servers (draft-ietf-ippm-responsiveness-09 § 6); the first that answers is used.
pub const NQ: &[&str] = &[
    // Apple, the server of `networkQuality` in macOS.
    "https://mensura.cdn-apple.com/.well-known/nq",
    // Cloudflare, the server of its own client (github.com/cloudflare/networkquality-rs, README).
    "https://aim.cloudflare.com/responsiveness/api/v1/config",
];

/// Public resolvers of two operators, reached by anycast and meant for anybody: the anchors.
pub const ANCHORS: &[&str] = &[
    // Cloudflare (developers.cloudflare.com/1.1.1.1/ip-addresses).
    "1.1.1.1", // Quad9 (quad9.net/service/service-addresses-and-features).
    "9.9.9.9",
];

/// The same operators over IPv6.
pub const ANCHORS_V6: &[&str] = &[
    "2606:4700:4700::1111", // Cloudflare
    "2620:fe::fe",          // Quad9
];

/// Public addresses whose route is asked of the system, and which get no packet: one in each half of IPv4, as tunnels take
/// it in halves (`0.0.0.0/1` and `128.0.0.0/1`), and one of IPv6.
pub const ROUTE_WITNESSES: &[&str] = &["1.1.1.1", "208.67.222.222", "2606:4700:4700::1111"];

/// STUN servers of two operators (RFC 8489).
pub const STUN: &[&str] = &[
    // Cloudflare (developers.cloudflare.com/realtime/turn, "STUN").
    "stun.cloudflare.com:3478",
    // Google, the default of WebRTC samples (github.com/webrtc/samples).
    "stun.l.google.com:19302",
];

/// A zone nobody keeps names in (RFC 2606 § 3): random ones below it time a resolver without its cache.
pub const NAMES_ZONE: &str = "example.com";

/// Pages that tell a captive portal, of two operators.
pub const CHECK_PAGES: &[CheckPage] = &[
    // Microsoft: every Windows computer asks it already (learn.microsoft.com, "Network Connectivity Status Indicator").
    CheckPage {
        url: "http://www.msftconnecttest.com/connecttest.txt",
        expected: Expected::Body("Microsoft Connect Test"),
    },
    // Mozilla: Firefox asks it already (support.mozilla.org, "Captive portal detection").
    CheckPage {
        url: "http://detectportal.firefox.com/success.txt",
        expected: Expected::Body("success"),
    },
];

/// Public sites whose certificates tell an inspection of TLS; of three operators, as one may be exempt.
pub const TLS_WITNESSES: &[&str] = &[
    "https://www.microsoft.com/",
    "https://www.wikipedia.org/",
    "https://www.cloudflare.com/",
];

/// What the profile names, else the public defaults.
pub(crate) fn unless_named<T: Clone + TryFrom<String>>(named: &[T], public: &[&str]) -> Vec<T> {
    if named.is_empty() {
        let default = |text: &&str| T::try_from((*text).to_owned()).ok();
        public.iter().filter_map(default).collect()
    } else {
        named.to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_diagnosis::profile::{Anchor, HostPort, WebUrl};

    #[test]
    fn every_default_is_what_a_profile_could_write() {
        let urls = NQ
            .iter()
            .chain(TLS_WITNESSES)
            .chain(CHECK_PAGES.iter().map(|page| &page.url));
        for url in urls {
            WebUrl::try_from((*url).to_owned()).expect("an address");
        }
        for door in STUN {
            HostPort::try_from((*door).to_owned()).expect("a host and a port");
        }
        for anchor in ANCHORS.iter().chain(ANCHORS_V6).chain(ROUTE_WITNESSES) {
            let written: Anchor = (*anchor).to_owned().try_into().expect("an address");
            written.as_str().parse::<std::net::IpAddr>().expect("never a name");
        }
        for page in CHECK_PAGES {
            assert!(page.url.starts_with("http://"), "a portal cannot answer for https");
        }
    }

    #[test]
    fn the_page_for_security_teams_names_every_default() {
        let page = include_str!("../../../SECURITY.md");
        let of_urls = NQ
            .iter()
            .chain(TLS_WITNESSES)
            .chain(CHECK_PAGES.iter().map(|page| &page.url))
            .map(|url| url.split('/').nth(2).expect("a host"));
        let written = ANCHORS.iter().chain(ANCHORS_V6).chain(STUN).copied();
        for name in of_urls.chain(written).chain([NAMES_ZONE]) {
            assert!(page.contains(&format!("`{name}`")), "{name} is asked and not named");
        }
    }
}
