//! What the gateway check saw at each door of the company.

use crate::gap::{Gap, GapReason};
use crate::vocabulary::word;
use serde::{Deserialize, Serialize};

/// Everything the gateway check saw.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Observation {
    /// The doors.
    pub doors: Vec<Door>,
    /// The profile's figures for the sizing model.
    pub sizing: Option<Sizing>,
    /// Past runs of this computer, by hour of the day.
    pub history: Vec<PastRun>,
    /// Hour of this run, 0 to 23, local time.
    pub hour: Option<u8>,
    /// What could not be measured.
    pub gaps: Vec<Gap>,
}

word! {
    /// What a door is.
    #[derive(Default)]
    DoorKind {
        /// TSE, RDP host.
        #[default]
        Tse = "tse",
        /// RD Gateway.
        RdGateway = "rd_gateway",
        /// VPN concentrator.
        VpnEndpoint = "vpn_endpoint",
    }
}

/// One door.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Door {
    /// Host and port or address as the profile names it.
    pub name: String,
    /// What it is.
    pub kind: DoorKind,
    /// Address used.
    pub address: Option<String>,
    /// Whether it is reached through the tunnel.
    pub in_tunnel: Option<bool>,
    /// Whether the profile names it, or Maillon found it by itself.
    pub from_profile: bool,
    /// Median round trip to the nearest point before the door on the same way, milliseconds.
    pub path_rtt_ms: Option<f64>,
    /// Which target that point is.
    pub path_from: Option<String>,
    /// One try after the other.
    pub tries: Vec<Try>,
    /// Tries made at once.
    pub parallel: Vec<Try>,
    /// What the RDP listener said.
    pub rdp: Option<Rdp>,
    /// What the certificate says.
    pub certificate: Option<Certificate>,
    /// HTTP status of an RD Gateway.
    pub http_status: Option<u16>,
    /// Whether the door keeps silent by design (WireGuard, OpenVPN with tls-crypt).
    pub silent_by_design: bool,
}

/// One visit to a door.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Try {
    /// When, milliseconds since the start of the run.
    pub at_ms: f64,
    /// Name resolution, milliseconds.
    pub dns_ms: Option<f64>,
    /// TCP connect, milliseconds.
    pub tcp_ms: Option<f64>,
    /// From request to the X.224 confirm or the HTTP status line, milliseconds.
    pub answer_ms: Option<f64>,
    /// TLS handshake, milliseconds.
    pub tls_ms: Option<f64>,
    /// HTTP status of an RD Gateway.
    pub status: Option<u16>,
    /// Why it ended early.
    pub failure: Option<GapReason>,
}

impl Door {
    /// Whether it is a concentrator that takes no TCP connection, as it takes none of strangers. Visits that did not find its
    /// name asked nobody.
    pub fn keeps_silent(&self) -> bool {
        let is_nameless = |one: &&Try| one.failure.is_some_and(GapReason::is_of_the_name);
        let is_silence = |one: &Try| {
            matches!(
                one.failure,
                Some(GapReason::TimedOut | GapReason::Refused | GapReason::Unreachable | GapReason::NotPermitted)
            )
        };
        let mut asked = self.tries.iter().filter(|one| !is_nameless(one)).peekable();
        self.kind == DoorKind::VpnEndpoint && asked.peek().is_some() && asked.all(is_silence)
    }
}

/// What the RDP listener said (MS-RDPBCGR 2.2.1.2).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Rdp {
    /// Whether a negotiation answer came, or the short answer of old servers.
    pub negotiates: bool,
    /// Protocols it chose, such as `TLS`, `CredSSP`.
    pub protocol: Option<String>,
    /// Whether it asks for Network Level Authentication.
    pub nla_required: Option<bool>,
    /// Failure code 1 to 7.
    pub failure_code: Option<u32>,
}

/// What a certificate says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Certificate {
    /// Subject name.
    pub subject: String,
    /// Issuer name.
    pub issuer: String,
    /// Last valid day, `YYYY-MM-DD`.
    pub not_after: String,
    /// Days left at the time of the run; negative when out of date.
    pub days_left: i64,
    /// Whether subject and issuer are the same.
    pub self_signed: bool,
    /// TLS version, such as `1.3`.
    pub tls_version: Option<String>,
}

/// The profile's figures for the sizing model (`research/thresholds.md` §2).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Sizing {
    /// Uplink of the site, Mbit/s.
    pub site_uplink_mbps: f64,
    /// Simultaneous sessions.
    pub sessions: u32,
    /// Whether file traffic goes through the tunnel too.
    pub file_traffic: bool,
}

impl Sizing {
    /// Name of the limit that a session's share is held against.
    pub fn limit(&self) -> &'static str {
        if self.file_traffic {
            "gateway.session_files_mbps"
        } else {
            "gateway.session_mbps"
        }
    }
}

/// One earlier run of this computer against the same doors.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct PastRun {
    /// Day, `YYYY-MM-DD`.
    pub day: String,
    /// Hour, 0 to 23, local time.
    pub hour: u8,
    /// Door.
    pub door: String,
    /// Median connect time, milliseconds.
    pub connect_ms: f64,
    /// Median answer time minus path, milliseconds.
    pub own_ms: Option<f64>,
    /// Median round trip of the path on the same run, milliseconds.
    pub path_rtt_ms: Option<f64>,
}
