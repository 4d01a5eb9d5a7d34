//! What the bandwidth check saw: the path, the nested targets, names, UDP, and the line under load.

use super::each_way::EachWay;
use super::load::{Capacity, LoadPhase, Responsiveness};
use crate::gap::Gap;
use crate::statistics::Distribution;
use crate::vocabulary::{Link, word};
use serde::{Deserialize, Serialize};

/// Everything the bandwidth check saw.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Observation {
    /// The interface that carries public traffic, by route look-up.
    pub path: Option<PathFacts>,
    /// The radio, when the path goes over Wi-Fi.
    pub wifi: Option<Wifi>,
    /// Nested targets watched in the same seconds, nearest first.
    pub targets: Vec<Target>,
    /// First hops towards a public anchor.
    pub hops: Vec<Hop>,
    /// Name resolution.
    pub dns: Option<Dns>,
    /// Whether a captive portal answered in place of the Internet.
    pub captive_portal: Option<bool>,
    /// UDP towards a STUN server.
    pub udp: Option<Udp>,
    /// Each way by itself, where a reflector with a clock answers (STAMP, RFC 8762).
    pub each_way: Option<EachWay>,
    /// Download capacity.
    pub download: Option<Capacity>,
    /// Upload capacity.
    pub upload: Option<Capacity>,
    /// Delay under load, per direction.
    pub responsiveness: Responsiveness,
    /// Traffic of others on the interface, bits a second: before the loads, both directions added, or during one, in its
    /// direction, where that is more.
    pub other_traffic_bps: Option<f64>,
    /// The nq server that was used, such as `https://mesure.exemple.fr`.
    pub nq_server: Option<String>,
    /// Whether the way to it goes into a tunnel; none when that is not known. Capacity then is the tunnel's.
    pub load_in_tunnel: Option<bool>,
    /// When the load phases began and ended, milliseconds since the start of the run.
    pub load_phases: Vec<LoadPhase>,
    /// Highest processor use during the load, per cent of the whole computer.
    pub cpu_during_load_percent: Option<f64>,
    /// What the measurement itself cost.
    pub cost: Cost,
    /// What could not be measured.
    pub gaps: Vec<Gap>,
}

word! {
    /// What an interface is made of.
    #[derive(Default)]
    InterfaceKind {
        /// Ethernet cable.
        Ethernet = "ethernet",
        /// Wi-Fi.
        Wifi = "wifi",
        /// Mobile network.
        Cellular = "cellular",
        /// A tunnel.
        Tunnel = "tunnel",
        /// A virtual interface of a hypervisor or container.
        Virtual = "virtual",
        /// Anything else.
        #[default]
        Other = "other",
    }
}

/// The interface that carries the traffic.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct PathFacts {
    /// Name given by the system.
    pub interface: String,
    /// What it is made of.
    pub kind: InterfaceKind,
    /// Interface MTU, bytes.
    pub mtu: Option<u32>,
    /// Negotiated rate of the link, bits a second; none for tunnels, where it is fiction.
    pub link_rate_bps: Option<f64>,
    /// Address of the box.
    pub gateway: Option<String>,
    /// Whether the box, silent otherwise, was found on the local link (ARP, neighbour discovery: firewalls do not filter
    /// them); none when nobody needed to ask, or the system had not settled it.
    pub box_found: Option<bool>,
    /// Whether the system has a default route over IPv6 too.
    pub ipv6: Option<bool>,
    /// Whether the connection is metered.
    pub metered: Option<bool>,
}

word! {
    /// How a Wi-Fi network is protected.
    WifiProtection {
        /// No protection.
        Open = "open",
        /// WEP, broken since 2001.
        Wep = "wep",
        /// WPA or better.
        Protected = "protected",
    }
}

/// The radio.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Wifi {
    /// Network name; asked only where it needs no consent, removed from exports by default.
    pub ssid: Option<String>,
    /// Centre frequency, MHz.
    pub frequency_mhz: Option<u32>,
    /// Signal, dBm.
    pub signal_dbm: Option<f64>,
    /// Rate of the last frames sent, bits a second.
    pub transmit_rate_bps: Option<f64>,
    /// Rate of the last frames received, bits a second.
    pub receive_rate_bps: Option<f64>,
    /// Frames sent again, per cent of frames sent, over the run.
    pub retries_percent: Option<f64>,
    /// How the network is protected.
    pub protection: Option<WifiProtection>,
}

word! {
    /// Where a nested target stands.
    #[derive(Default)]
    TargetRole {
        /// The home's box.
        Box = "box",
        /// First hop beyond the box.
        FirstHop = "first_hop",
        /// A public anchor.
        #[default]
        Anchor = "anchor",
        /// The company's edge, outside the tunnel.
        Edge = "edge",
        /// The first address inside the tunnel.
        Inside = "inside",
        /// A TSE or RD Gateway.
        Door = "door",
        /// A server of the company.
        Server = "server",
    }
}

word! {
    /// How a target was asked.
    ProbeMethod {
        /// ICMP echo over a datagram socket.
        Icmp = "icmp",
        /// TCP connect; a refusal counts as an answer.
        Tcp = "tcp",
    }
}

/// One nested target, watched all along the run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Target {
    /// What the page calls it: a host, an address, or `box`.
    pub name: String,
    /// Where it stands.
    pub role: TargetRole,
    /// The last link on the way to it.
    pub link: Option<Link>,
    /// Address that was asked.
    pub address: Option<String>,
    /// How it was asked; none when it is not measurable.
    pub method: Option<ProbeMethod>,
    /// Interface the system routes it through.
    pub interface: Option<String>,
    /// Whether that route goes into the tunnel.
    pub in_tunnel: Option<bool>,
    /// Probes sent while the line was not loaded by us.
    pub sent: u32,
    /// Of those, probes without an answer.
    pub lost: u32,
    /// Round-trip time while the line was not loaded by us, milliseconds.
    pub rtt_ms: Option<Distribution>,
    /// Round-trip time under our load, milliseconds.
    pub loaded_rtt_ms: Option<Distribution>,
    /// Probes sent under our load.
    pub loaded_sent: u32,
    /// Of those, probes without an answer.
    pub loaded_lost: u32,
    /// How evenly it was asked; none where it was not asked at a steady pace.
    pub pacing: Option<Pacing>,
    /// Every probe, in the order of sending.
    pub samples: Vec<EchoSample>,
}

/// How evenly a target was asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Pacing {
    /// Probes a second that were wanted.
    pub wanted_per_second: f64,
    /// Probes a second that were sent.
    pub sent_per_second: f64,
    /// How much later than planned 19 of 20 probes were sent at the most, milliseconds.
    pub late_ms: f64,
}

/// One probe of a nested target.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
pub struct EchoSample {
    /// When it was sent, milliseconds since the start of the run.
    pub at_ms: f64,
    /// Round-trip time, milliseconds; none when no answer came.
    pub rtt_ms: Option<f64>,
    /// Whether our own load was on the line, or what it left queued.
    #[serde(default)]
    pub loaded: bool,
}

/// One hop on the way to a public anchor.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Hop {
    /// Distance, 1 for the box.
    pub ttl: u8,
    /// Address of the router; none when it kept silent.
    pub address: Option<String>,
    /// Round-trip time, milliseconds.
    pub rtt_ms: Option<f64>,
}

/// Name resolution.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Dns {
    /// Servers the system is set to ask.
    pub servers: Vec<String>,
    /// Uncached public names through the system's resolver, milliseconds.
    pub system_ms: Option<Distribution>,
    /// Look-ups through the system's resolver that failed.
    pub system_failures: u32,
    /// Look-ups through the system's resolver.
    pub system_asked: u32,
    /// The one server asked by name.
    pub named_server: Option<String>,
    /// Uncached public names asked from it, milliseconds.
    pub named_ms: Option<Distribution>,
    /// Look-ups from it that failed.
    pub named_failures: u32,
    /// Look-ups from it.
    pub named_asked: u32,
    /// Public names that exist, of several operators, asked through the system's resolver; 0 where a proxy resolves them.
    pub existing_asked: u32,
    /// Of those, names it did not find.
    pub existing_failures: u32,
    /// Whether the way to the system's name servers goes into a tunnel; none when that is not known.
    pub in_tunnel: Option<bool>,
}

/// UDP towards a STUN server (RFC 8489 Binding).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Udp {
    /// The server asked.
    pub server: String,
    /// Requests sent.
    pub sent: u32,
    /// Answers received.
    pub received: u32,
    /// Round-trip time, milliseconds.
    pub rtt_ms: Option<Distribution>,
    /// Mean difference of successive round trips, milliseconds.
    pub jitter_ms: Option<f64>,
    /// How much longer losses in a row are than chance would make them, 1 and more; none without three losses.
    pub burst_ratio: Option<f64>,
    /// The public address seen by the server; removed from exports by default.
    pub mapped_address: Option<String>,
}

/// What a measurement cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Cost {
    /// Bytes moved over the network, as far as Maillon counts them.
    pub bytes: u64,
    /// Seconds.
    pub seconds: f64,
    /// Processor seconds used by Maillon; none when not readable.
    pub cpu_seconds: Option<f64>,
}
