//! What the administrator decides: a TOML file, single keys on the command line, and defaults for all of it.

mod error;
mod limits;
mod read;

pub use error::ConfigError;
pub use limits::Limits;
pub(crate) use read::is_host;
pub use read::read;

use crate::log::Addresses;
use serde::Deserialize;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;

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
