//! What the server check saw of each server of the company.

use crate::gap::{Gap, GapReason};
use crate::profile::ServerUse;
use serde::{Deserialize, Serialize};

/// Everything the server check saw.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Observation {
    /// The servers.
    pub servers: Vec<Server>,
    /// What could not be measured.
    pub gaps: Vec<Gap>,
}

/// One server.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Server {
    /// What the profile calls it.
    pub name: String,
    /// Where it is, as the profile writes it.
    pub target: String,
    /// What the employee does with it.
    pub r#use: ServerUse,
    /// Address used.
    pub address: Option<String>,
    /// Whether it is reached through the tunnel.
    pub in_tunnel: Option<bool>,
    /// Whether the profile names it, or Maillon found it by itself.
    pub from_profile: bool,
    /// Whether it could only be reached through the proxy in force.
    pub through_proxy: bool,
    /// Every visit.
    pub tries: Vec<Visit>,
    /// SMB dialect it chose, such as `3.1.1`.
    pub smb_dialect: Option<String>,
    /// Median round trip to the nearest point before the server on the same way, milliseconds.
    pub path_rtt_ms: Option<f64>,
    /// Which target that point is; `tcp` where only the handshakes of the visits themselves tell.
    pub path_from: Option<String>,
}

/// One visit to a server.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Visit {
    /// When, milliseconds since the start of the run.
    pub at_ms: f64,
    /// Whether the connection was already open.
    pub warm: bool,
    /// Name resolution, milliseconds.
    pub dns_ms: Option<f64>,
    /// TCP connect, milliseconds.
    pub tcp_ms: Option<f64>,
    /// Through a proxy, from the request for a tunnel to its answer: the proxy's own look-up and connection, milliseconds.
    pub tunnel_ms: Option<f64>,
    /// TLS handshake, milliseconds.
    pub tls_ms: Option<f64>,
    /// From request to the first byte, milliseconds.
    pub first_byte_ms: Option<f64>,
    /// From the first byte to the end of the body or of its budget, milliseconds.
    pub body_ms: Option<f64>,
    /// Body bytes read.
    pub bytes: u64,
    /// HTTP status.
    pub status: Option<u16>,
    /// Server time: first byte minus one round trip of the path, milliseconds.
    pub think_ms: Option<f64>,
    /// Why it ended early.
    pub failure: Option<GapReason>,
}
