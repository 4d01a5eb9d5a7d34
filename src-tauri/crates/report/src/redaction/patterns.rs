//! What is secret by its form alone, whatever it names: addresses, home folders, hosts of a private domain.

use super::RedactionItem;
use super::secrets::Secrets;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::Range;

/// A place in a text that is to be hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Form {
    pub place: Range<usize>,
    pub item: RedactionItem,
    /// What the label is chosen by; the same thing has the same label everywhere.
    pub thing: Thing,
}

/// What stands there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Thing {
    Private(IpAddr),
    Public(IpAddr),
    Hardware(String),
    Host(String),
    Person,
}

/// Endings of names that never leave a home or a company (RFC 6762, RFC 8375, and what routers and companies use).
const PRIVATE_ENDINGS: [&str; 12] = [
    ".local",
    ".localdomain",
    ".lan",
    ".home",
    ".home.arpa",
    ".internal",
    ".intern",
    ".intra",
    ".intranet",
    ".corp",
    ".private",
    ".ad",
];

/// No host name is longer (RFC 1035 §2.3.4).
pub(super) const LONGEST_NAME: usize = 253;

/// Folders that hold one folder a person.
const HOMES: [&str; 3] = ["/home/", "/Users/", "\\Users\\"];

/// Every form of a text.
pub(super) fn forms(text: &str, secrets: &Secrets) -> Vec<Form> {
    let mut forms = Vec::new();
    for token in tokens(text, |letter| {
        letter.is_ascii_hexdigit() || letter == '.' || letter == ':'
    }) {
        forms.extend(address(text, token, secrets));
    }
    for token in tokens(text, |letter| {
        letter.is_ascii_hexdigit() || letter == '-' || letter == ':'
    }) {
        forms.extend(hardware(text, token));
    }
    for token in tokens(text, |letter| {
        letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_')
    }) {
        forms.extend(host(text, token, secrets));
    }
    for home in HOMES {
        for (start, _) in text.match_indices(home) {
            let from = start + home.len();
            let length = text[from..].find(['/', '\\']).unwrap_or(text.len() - from);
            if length > 0 {
                forms.push(Form {
                    place: from..from + length,
                    item: RedactionItem::UserName,
                    thing: Thing::Person,
                });
            }
        }
    }
    forms
}

/// The longest runs of some letters.
fn tokens(text: &str, is_part: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices() {
        match (is_part(letter), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    found.extend(start.map(|from| from..text.len()));
    found
}

/// An address of the token, without a port and without the dots of a sentence.
fn address(text: &str, token: Range<usize>, secrets: &Secrets) -> Option<Form> {
    let before = text[..token.start].chars().next_back();
    if before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_') {
        return None;
    }
    let whole = text[token.clone()].trim_end_matches('.');
    let trimmed = whole
        .strip_suffix(':')
        .filter(|rest| !rest.ends_with(':'))
        .unwrap_or(whole);
    let (address, length) = if let Ok(address) = trimmed.parse::<IpAddr>() {
        (address, trimmed.len())
    } else {
        let socket: SocketAddr = trimmed.parse().ok()?;
        (socket.ip(), trimmed.rfind(':')?)
    };
    let (item, thing) = match kind(address, secrets)? {
        Kind::Private => (RedactionItem::InternalNames, Thing::Private(address)),
        Kind::Public => (RedactionItem::PublicAddress, Thing::Public(address)),
    };
    let place = token.start..token.start + length;
    Some(Form { place, item, thing })
}

enum Kind {
    Private,
    Public,
}

fn kind(address: IpAddr, secrets: &Secrets) -> Option<Kind> {
    let address = address.to_canonical();
    let tells_nothing = address.is_loopback() || address.is_unspecified() || address.is_multicast();
    if tells_nothing || secrets.shown.contains(&address) || address == IpAddr::V4(Ipv4Addr::BROADCAST) {
        return None;
    }
    let is_private = match address {
        IpAddr::V4(address) => private_v4(address),
        IpAddr::V6(address) => private_v6(address),
    };
    Some(if is_private { Kind::Private } else { Kind::Public })
}

/// RFC 1918, the shared space of RFC 6598, and link-local addresses (RFC 3927).
fn private_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    address.is_private() || address.is_link_local() || (first == 100 && (64..128).contains(&second))
}

/// Unique local addresses (RFC 4193), and link-local ones, which may hold the hardware address.
fn private_v6(address: Ipv6Addr) -> bool {
    address.is_unique_local() || address.is_unicast_link_local()
}

/// Six bytes in hexadecimal, `aa:bb:cc:dd:ee:ff` or `aa-bb-cc-dd-ee-ff`.
fn hardware(text: &str, token: Range<usize>) -> Option<Form> {
    let written = &text[token.clone()];
    let trimmed = written.trim_matches([':', '-']);
    let is_made_of = |sign: char| {
        let bytes: Vec<&str> = trimmed.split(sign).collect();
        bytes.len() == 6
            && bytes
                .iter()
                .all(|byte| byte.len() == 2 && byte.bytes().all(|sign| sign.is_ascii_hexdigit()))
    };
    if !is_made_of(':') && !is_made_of('-') {
        return None;
    }
    let start = token.start + (written.len() - written.trim_start_matches([':', '-']).len());
    Some(Form {
        place: start..start + trimmed.len(),
        item: RedactionItem::HardwareAddress,
        thing: Thing::Hardware(trimmed.replace('-', ":").to_lowercase()),
    })
}

/// A host below a domain of the company, or of a domain that no public server has.
fn host(text: &str, token: Range<usize>, secrets: &Secrets) -> Option<Form> {
    let name = text[token.clone()].trim_end_matches(['.', '-', '_']);
    if name.len() > LONGEST_NAME {
        return None;
    }
    let lower = name.to_lowercase();
    let mut parents = lower.match_indices('.').map(|(dot, _)| &lower[dot + 1..]);
    let is_company = parents.any(|parent| secrets.domains.contains(parent));
    let is_private = PRIVATE_ENDINGS
        .iter()
        .any(|ending| lower.strip_suffix(ending).is_some_and(|rest| !rest.is_empty()));
    (is_private || is_company).then(|| Form {
        place: token.start..token.start + name.len(),
        item: RedactionItem::InternalNames,
        thing: Thing::Host(lower),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(text: &str) -> Vec<&str> {
        let secrets = Secrets {
            domains: ["exemple.fr".to_owned()].into(),
            shown: ["9.9.9.9".parse().expect("an address")].into(),
            ..Secrets::default()
        };
        forms(text, &secrets)
            .into_iter()
            .map(|form| &text[form.place])
            .collect()
    }

    #[test]
    fn addresses_of_every_form_are_seen_and_other_figures_are_not() {
        for (text, expected) in [
            ("by 10.20.0.53:53 as x", vec!["10.20.0.53"]),
            ("(82.64.1.2).", vec!["82.64.1.2"]),
            ("[2a01:cb00::12]:3478", vec!["2a01:cb00::12"]),
            ("fe80::a8bb:ccff:fedd:eeff%wlan0", vec!["fe80::a8bb:ccff:fedd:eeff"]),
            ("::ffff:82.64.1.2", vec!["::ffff:82.64.1.2"]),
            ("fd12::1: unreachable", vec!["fd12::1"]),
            ("via AA:BB:CC:DD:EE:FF", vec!["AA:BB:CC:DD:EE:FF"]),
            ("aa-bb-cc-dd-ee-ff is", vec!["aa-bb-cc-dd-ee-ff"]),
            ("LDAP.exemple.fr:636", vec!["LDAP.exemple.fr"]),
            ("nas.local, printer.home.arpa", vec!["nas.local", "printer.home.arpa"]),
            ("/home/camille/x C:\\Users\\Zoé\\y", vec!["camille", "Zoé"]),
            (
                "9.9.9.9 127.0.0.53 0.0.0.0 ::1 :: 14:05:30 v1.2.3 1.2.3.4.5 dead:beef",
                vec![],
            ),
            ("www.example.org notexemple.fr local", vec![]),
        ] {
            assert_eq!(hidden(text), expected, "{text}");
        }
    }
}
