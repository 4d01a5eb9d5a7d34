//! Web servers: one request, its phases timed one by one, no credentials, no redirect followed.
//!
//! Names are resolved by another probe: a [`Target`] holds the address to dial.

pub mod captive_portal;
pub mod certificate;
mod dial;
#[cfg(test)]
mod fake_peer;
mod http;
pub mod proxy;
pub mod rd_gateway;
pub mod tls;
pub mod trust;
pub mod visit;

pub use certificate::certificate;
pub use tls::{Alpn, Handshake, Peer, tls_over};
pub use trust::{TlsTrust, TrustStores};
pub use visit::{Open, Visited, visit, visit_again};

use maillon_diagnosis::profile::WebUrl;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// How Maillon presents itself, so that whoever watches the network can tell it.
pub const USER_AGENT: &str = concat!("Maillon/", env!("CARGO_PKG_VERSION"));

/// What to ask, and whom to dial for it.
#[derive(Debug, Clone)]
pub struct Target {
    /// The page.
    pub url: WebUrl,
    /// Where the connection goes: the server, or the proxy.
    pub address: SocketAddr,
    /// Whether `address` is that of an HTTP proxy. TCP is then timed to the proxy, and the tunnel has its own time.
    pub through_proxy: bool,
    /// Local address to leave from.
    pub from: Option<IpAddr>,
}

impl Target {
    /// The page at the address of its server.
    pub fn direct(url: WebUrl, address: SocketAddr) -> Self {
        Self {
            url,
            address,
            through_proxy: false,
            from: None,
        }
    }

    /// The page through the HTTP proxy at `proxy`.
    pub fn through(url: WebUrl, proxy: SocketAddr) -> Self {
        Self {
            through_proxy: true,
            ..Self::direct(url, proxy)
        }
    }

    pub(crate) fn is_https(&self) -> bool {
        self.url.url().scheme() == "https"
    }

    fn name(&self) -> String {
        self.url.host_port().to_string()
    }
}

/// The time each phase may take, and the bytes a body may have.
#[derive(Debug, Clone, Copy)]
pub struct Budgets {
    /// TCP connect.
    pub connect: Duration,
    /// Tunnel through a proxy.
    pub tunnel: Duration,
    /// TLS handshake.
    pub tls: Duration,
    /// From request to the end of the response headers.
    pub first_byte: Duration,
    /// Body.
    pub body: Duration,
    /// Body, bytes.
    pub body_bytes: u64,
}

impl Default for Budgets {
    /// A phase of 5 s is broken by any limit; 1 MB is a whole page without its images.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            tunnel: Duration::from_secs(5),
            tls: Duration::from_secs(5),
            first_byte: Duration::from_secs(5),
            body: Duration::from_secs(3),
            body_bytes: 1_000_000,
        }
    }
}
