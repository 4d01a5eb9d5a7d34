//! What the security check saw: products, their cost, TLS inspection, proxy and posture.

use super::super::bandwidth::WifiProtection;
use crate::gap::Gap;
use crate::statistics::Distribution;
use serde::{Deserialize, Serialize};

/// Everything the security check saw.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Observation {
    /// Products found.
    pub products: Vec<Product>,
    /// Seconds over which their cost was watched.
    pub window_s: f64,
    /// Whether every process could be listed.
    pub process_list_complete: Option<bool>,
    /// Cost of opening fresh files.
    pub file_touch: Option<FileTouch>,
    /// Starting a small program, milliseconds.
    pub process_start_ms: Option<Distribution>,
    /// Starting a thread, milliseconds: the neutral baseline of the line above.
    pub thread_start_ms: Option<Distribution>,
    /// Who signs the certificates that reach this computer.
    pub tls: Vec<TlsCheck>,
    /// The proxy in force.
    pub proxy: Option<Proxy>,
    /// Risks of telework, as information.
    pub posture: Posture,
    /// What could not be measured.
    pub gaps: Vec<Gap>,
}

/// A protection product.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Product {
    /// Vendor and product, by the table.
    pub name: String,
    /// Processes or folders that gave it away.
    pub signs: Vec<String>,
    /// Whether it watches files in real time.
    pub real_time: Option<bool>,
    /// Processor use over the window, per cent of one core; none when it cannot be read.
    pub cpu_percent: Option<f64>,
    /// The same, per second of the window.
    pub cpu_windows_percent: Vec<f64>,
    /// Resident memory, bytes; none when it cannot be read.
    pub memory_bytes: Option<u64>,
}

/// Opening files of inert bytes: a first and a second touch, round by round.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct FileTouch {
    /// Files a round.
    pub files: u32,
    /// First open and read of a fresh file, milliseconds a file, per round.
    pub first_ms: Vec<f64>,
    /// Second open and read of the same file, milliseconds a file, per round.
    pub second_ms: Vec<f64>,
    /// Opening and reading a neutral pseudo-file no scanner looks at, milliseconds, per round.
    pub baseline_ms: Vec<f64>,
    /// Median of first over second.
    pub ratio: Option<f64>,
    /// 95 % interval of that ratio (bootstrap).
    pub ratio_interval: Option<(f64, f64)>,
    /// Median of first minus second, milliseconds a file.
    pub added_ms: Option<f64>,
}

/// Who vouches for one well-known host.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct TlsCheck {
    /// Host.
    pub host: String,
    /// Whether the operating system trusts the chain.
    pub system_trusts: Option<bool>,
    /// Whether the public root list trusts it.
    pub public_trusts: Option<bool>,
    /// Issuer of the last certificate of the chain.
    pub issuer: Option<String>,
    /// TLS handshake, milliseconds.
    pub tls_ms: Option<f64>,
    /// TCP connect, milliseconds; to the proxy, where one was asked.
    pub tcp_ms: Option<f64>,
    /// Whether it was reached through the proxy in force.
    pub through_proxy: bool,
    /// From the request for a tunnel to the proxy's answer, milliseconds.
    pub tunnel_ms: Option<f64>,
}

/// The proxy in force.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Proxy {
    /// Proxy for https, host and port.
    pub https: Option<String>,
    /// Address of a configuration script.
    pub script: Option<String>,
    /// Where the setting comes from.
    pub source: String,
}

/// Risks of telework that are no cause of slowness.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Posture {
    /// How the Wi-Fi in use is protected.
    pub wifi: Option<WifiProtection>,
    /// Whether the company manages this computer.
    pub managed: Option<bool>,
    /// Whether the disk is encrypted.
    pub disk_encrypted: Option<bool>,
    /// Whether the host firewall is on.
    pub firewall_on: Option<bool>,
    /// Whether traffic leaves outside the tunnel although the profile wants none.
    pub outside_tunnel: Option<bool>,
}
