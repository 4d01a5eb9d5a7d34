//! What the administrator decides: a TOML file, single keys on the command line, and defaults for all of it.

mod error;
mod read;

pub use error::ConfigError;
pub(crate) use read::is_host;
pub use read::read;

use crate::limits::admission::ConnectionLimits;
use crate::limits::bucket::Rate;
use crate::log::Addresses;
use serde::Deserialize;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// Everything that can be set.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Host name clients use, for the addresses that are announced and for a self-signed certificate. Without one, each client
    /// gets the name it used itself.
    pub name: Option<String>,
    /// User to become once the ports are open.
    pub user: Option<String>,
    /// Threads that serve; as many as there are processors, and four at the most, when absent.
    pub threads: Option<usize>,
    /// Seconds a transfer may still take after SIGTERM.
    pub stop_seconds: u64,
    /// The responsiveness server.
    pub web: Web,
    /// Its certificate.
    pub certificate: Certificate,
    /// STUN.
    pub stun: Stun,
    /// STAMP.
    pub stamp: Stamp,
    /// Figures for Prometheus.
    pub metrics: Metrics,
    /// The log.
    pub log: Log,
    /// What clients may use.
    pub limits: Limits,
}

/// The responsiveness server (draft-ietf-ippm-responsiveness-09).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Web {
    /// Addresses and ports; none switches it off.
    pub listen: Vec<SocketAddr>,
    /// Host to connect to in place of that of the addresses (`test_endpoint` of the draft).
    pub test_endpoint: Option<String>,
}

/// Where the certificate comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Certificate {
    /// The company's own, with those above it, PEM.
    pub chain: Option<PathBuf>,
    /// Its key, PEM.
    pub key: Option<PathBuf>,
    /// Where a self-signed one is kept when there is no own.
    pub folder: PathBuf,
}

/// STUN (RFC 8489).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Stun {
    /// Addresses and ports; none switches it off.
    pub listen: Vec<SocketAddr>,
}

/// STAMP (RFC 8762).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Stamp {
    /// Addresses and ports; none switches it off.
    pub listen: Vec<SocketAddr>,
    /// Whether answers are numbered by session, so that loss is known for each way.
    pub stateful: bool,
}

/// The page for Prometheus.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Metrics {
    /// Address and port, of this computer or a private network; none switches it off.
    pub listen: Option<SocketAddr>,
}

/// The log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// How much of a client's address is written.
    pub addresses: Addresses,
}

/// What clients may use. A client is an IPv4 address or an IPv6 /64.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// TLS connections open at once.
    pub connections: usize,
    /// The same, by one client.
    pub connections_per_client: usize,
    /// New TLS connections a second.
    pub arrivals_per_second: u32,
    /// The same, by one client.
    pub arrivals_per_second_per_client: u32,
    /// Requests open at once on one HTTP/2 connection.
    pub streams_per_connection: u32,
    /// Gigabytes an hour, both directions; 0 is no limit.
    pub gigabytes_per_hour: f64,
    /// The same, by one client.
    pub gigabytes_per_hour_per_client: f64,
    /// Megabits a second in all, both directions together; 0 is no limit. Below the capacity of a client's line it is this
    /// limit that the client measures.
    pub mbps: f64,
    /// The same, by one client.
    pub mbps_per_client: f64,
    /// Bytes of one request's headers.
    pub header_bytes: u32,
    /// Seconds for a TLS handshake.
    pub handshake_seconds: u64,
    /// Seconds from the handshake to the first request, and for the headers of any.
    pub request_seconds: u64,
    /// Seconds without a byte, or without a request.
    pub idle_seconds: u64,
    /// Seconds a connection may last.
    pub connection_seconds: u64,
    /// Datagrams a second that are answered.
    pub datagrams_per_second: u32,
    /// The same, by one client.
    pub datagrams_per_second_per_client: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            name: None,
            user: None,
            threads: None,
            stop_seconds: 10,
            web: Web::default(),
            certificate: Certificate::default(),
            stun: Stun::default(),
            stamp: Stamp::default(),
            metrics: Metrics::default(),
            log: Log::default(),
            limits: Limits::default(),
        }
    }
}

/// Every address of this computer, by both families.
fn everywhere(port: u16) -> Vec<SocketAddr> {
    vec![
        SocketAddr::from((Ipv4Addr::UNSPECIFIED, port)),
        SocketAddr::from((Ipv6Addr::UNSPECIFIED, port)),
    ]
}

impl Default for Web {
    fn default() -> Self {
        Self {
            listen: everywhere(443),
            test_endpoint: None,
        }
    }
}

impl Default for Certificate {
    fn default() -> Self {
        Self {
            chain: None,
            key: None,
            folder: PathBuf::from("/var/lib/maillon-reflector"),
        }
    }
}

impl Default for Stun {
    fn default() -> Self {
        // RFC 8489 § 18.6.
        Self {
            listen: everywhere(3478),
        }
    }
}

impl Default for Stamp {
    fn default() -> Self {
        // RFC 8762 § 4.1.
        Self {
            listen: everywhere(862),
            stateful: true,
        }
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            listen: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 9862))),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // Measured at 120 kB a connection that asks for all it may and reads nothing, in a debug build.
            connections: 320,
            // 16 connections of load and 8 probes are one run (draft-ietf-ippm-responsiveness-09 § 5.1); a few behind one address.
            connections_per_client: 96,
            arrivals_per_second: 2000,
            // The draft's 100 probes a second, of which every second one is a new connection.
            arrivals_per_second_per_client: 100,
            streams_per_connection: 16,
            gigabytes_per_hour: 200.0,
            gigabytes_per_hour_per_client: 20.0,
            mbps: 0.0,
            mbps_per_client: 0.0,
            header_bytes: 16 * 1024,
            handshake_seconds: 10,
            request_seconds: 10,
            idle_seconds: 30,
            connection_seconds: 300,
            datagrams_per_second: 20_000,
            datagrams_per_second_per_client: 200,
        }
    }
}

impl Limits {
    /// Bytes an hour in all; none is no limit.
    pub fn bytes_per_hour(&self) -> Option<u64> {
        bytes(self.gigabytes_per_hour)
    }

    /// Bytes a second in all; none is no limit.
    pub fn pace(&self) -> Option<f64> {
        pace(self.mbps)
    }

    /// Bytes a second that one client gets at the most; none is no limit.
    pub fn slowest_pace(&self) -> Option<f64> {
        [pace(self.mbps), pace(self.mbps_per_client)]
            .into_iter()
            .flatten()
            .reduce(f64::min)
    }

    /// Limits of connections.
    pub fn connections(&self) -> ConnectionLimits {
        ConnectionLimits {
            total: self.connections,
            per_client: self.connections_per_client,
            arrivals: Rate::per_second(self.arrivals_per_second),
            arrivals_per_client: Rate::per_second(self.arrivals_per_second_per_client),
            bytes_per_client: bytes(self.gigabytes_per_hour_per_client),
            pace_per_client: pace(self.mbps_per_client),
        }
    }

    /// Time for a TLS handshake.
    pub fn handshake(&self) -> Duration {
        Duration::from_secs(self.handshake_seconds)
    }

    /// Time to the first request.
    pub fn request(&self) -> Duration {
        Duration::from_secs(self.request_seconds)
    }

    /// Time without a byte or a request.
    pub fn idle(&self) -> Duration {
        Duration::from_secs(self.idle_seconds)
    }

    /// Time a connection may last.
    pub fn connection(&self) -> Duration {
        Duration::from_secs(self.connection_seconds)
    }
}

fn bytes(gigabytes: f64) -> Option<u64> {
    (gigabytes > 0.0).then_some((gigabytes * 1e9) as u64)
}

fn pace(mbps: f64) -> Option<f64> {
    (mbps > 0.0).then_some(mbps * 1e6 / 8.0)
}
