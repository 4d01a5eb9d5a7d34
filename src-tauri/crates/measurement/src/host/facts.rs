//! Facts that a [`Host`](super::Host) gives, in the same shape on every system. They serialise, so that a host can be recorded.

use maillon_diagnosis::checks::bandwidth::{InterfaceKind, Wifi};
use maillon_diagnosis::checks::{machine, security};
use maillon_diagnosis::{Gap, GapReason};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::time::Duration;

/// Why the system gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{question}: {detail}")]
pub struct HostError {
    /// What was asked, in the spelling of the method.
    pub question: String,
    /// Why there is no answer.
    pub reason: GapReason,
    /// The error as the system gave it.
    pub detail: String,
}

impl HostError {
    /// Records that `question` has no answer.
    pub fn new(question: impl Into<String>, reason: GapReason, detail: &(impl ToString + ?Sized)) -> Self {
        Self {
            question: question.into(),
            reason,
            detail: detail.to_string(),
        }
    }

    /// The gap to record in the observation.
    pub fn gap(&self, target: &str) -> Gap {
        Gap::new(&self.question, target, self.reason, &self.detail)
    }
}

/// Who runs Maillon, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Account {
    /// Name of the computer.
    pub host_name: Option<String>,
    /// Name of the user.
    pub user_name: Option<String>,
}

/// One interface that is up.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Interface {
    /// Name given by the system.
    pub name: String,
    /// Description of the adapter; empty where the system has none.
    pub description: String,
    /// What it is made of.
    pub kind: InterfaceKind,
    /// Kind in the system's own words, such as `wireguard` or `tun` (`IFLA_INFO_KIND` on Linux).
    pub system_kind: Option<String>,
    /// Whether it is hardware.
    pub hardware: Option<bool>,
    /// Addresses with the length of their prefix.
    pub addresses: Vec<(IpAddr, u8)>,
    /// Next router of the default route through this interface in the main table, whatever tunnel takes precedence.
    pub gateway: Option<IpAddr>,
    /// MTU, bytes.
    pub mtu: Option<u32>,
    /// Negotiated rate, bits a second; none where it is fiction.
    pub link_rate_bps: Option<f64>,
    /// Whether the system says the connection is metered.
    pub metered: Option<bool>,
}

/// The system's answer to "which way to this address?".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Route {
    /// Interface; none when there is no route.
    pub interface: Option<String>,
    /// Next router; none when the address is on the link itself.
    pub gateway: Option<IpAddr>,
    /// Source address the system would use.
    pub source: Option<IpAddr>,
    /// Path MTU the system learnt or the route sets, bytes.
    pub mtu: Option<u32>,
}

/// Networks read at most: a router holds a million, and none of them would say where the company is.
#[cfg(any(target_os = "linux", windows))]
pub(crate) const NETWORKS_AT_MOST: usize = 4096;

/// A network the system has a route to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// Its address.
    pub address: IpAddr,
    /// Length of its prefix, bits; that of one address is 32 or 128.
    pub prefix_length: u8,
    /// Interface the route leads to.
    pub interface: String,
    /// Next router; none when the network is on the link itself.
    #[serde(default)]
    pub gateway: Option<IpAddr>,
}

/// Counters of one interface since it came up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Traffic {
    /// Bytes received.
    pub received_bytes: u64,
    /// Bytes sent.
    pub sent_bytes: u64,
}

/// One reading of the radio; the difference of two gives the retries.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WifiReading {
    /// Everything but `retries_percent`.
    pub wifi: Wifi,
    /// Frames sent since association.
    pub sent_frames: Option<u64>,
    /// Frames sent again since association.
    pub retried_frames: Option<u64>,
}

/// A neighbour on the local link, as ARP or neighbour discovery found it (RFC 826, RFC 4861): no firewall filters them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Neighbour {
    /// The system asked for it and nobody answered.
    Missing,
    /// It was there so long ago. The system asks again only when an entry is old, so that this alone tells nothing of now.
    Confirmed(Duration),
}

/// A DNS server in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolver {
    /// Address.
    pub address: IpAddr,
    /// Interface it belongs to, where the system says so.
    pub interface: Option<String>,
    /// The names a rule of the system sends to it, such as `.corp.example` or one host; empty for one that is asked for every name.
    #[serde(default)]
    pub domains: Vec<String>,
}

impl Resolver {
    /// One that is asked for every name.
    pub fn for_all(address: IpAddr, interface: Option<String>) -> Self {
        Self {
            address,
            interface,
            domains: Vec::new(),
        }
    }

    /// Whether the system may ask it for `name`.
    pub fn serves(&self, name: &str) -> bool {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        let holds = |domain: &String| match domain.strip_prefix('.') {
            Some(top) => name == top || name.ends_with(domain.as_str()),
            None => name == *domain,
        };
        self.domains.is_empty() || self.domains.iter().any(holds)
    }
}

/// A remote desktop the user saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedDesktop {
    /// Host name or address; foreign text.
    pub host: String,
    /// Port.
    pub port: u16,
    /// RD Gateway it goes through; foreign text.
    pub rd_gateway: Option<String>,
}

/// What was seen of the computer over one window.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MachineWindow {
    /// The machine, without disk.
    pub machine: machine::Observation,
    /// Protection products with their cost over the window.
    pub products: Vec<security::Product>,
    /// Whether every process could be listed.
    pub process_list_complete: Option<bool>,
    /// Processor use of each running program, per cent of one core over the window; Maillon's own left out.
    pub process_cpu: Vec<machine::Process>,
}

/// Settings that put a teleworker at risk, and what of them the system did not tell.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PostureReading {
    /// What is known; `wifi` and `outside_tunnel` are left to the checks.
    #[serde(flatten)]
    pub posture: security::Posture,
    /// Questions without an answer.
    #[serde(default)]
    pub gaps: Vec<Gap>,
}

impl From<security::Posture> for PostureReading {
    fn from(posture: security::Posture) -> Self {
        Self {
            posture,
            gaps: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_sends_its_own_names_to_its_server_and_no_others() {
        let everything = Resolver::for_all([192, 168, 1, 1].into(), None);
        assert!(everything.serves("www.example.net"));
        let of_the_company = Resolver {
            domains: vec![".corp.example".to_owned(), "tse.example.net".to_owned()],
            ..everything
        };
        for name in [
            "erp.corp.example",
            "ERP.Corp.Example.",
            "corp.example",
            "tse.example.net",
        ] {
            assert!(of_the_company.serves(name), "{name}");
        }
        for name in ["www.example.net", "notcorp.example", "a.tse.example.net"] {
            assert!(!of_the_company.serves(name), "{name}");
        }
    }
}
