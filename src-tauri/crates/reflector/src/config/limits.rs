//! What clients may use.

use crate::limits::admission::ConnectionLimits;
use crate::limits::bucket::Rate;
use serde::Deserialize;
use std::time::Duration;

/// What clients may use. A client is an IPv4 address or an IPv6 /64.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// TLS connections open at once.
    pub connections: usize,
    /// The same, by one client.
    pub connections_per_client: usize,
    /// The same, by the clients of one IPv6 /48.
    pub connections_per_site: usize,
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

impl Default for Limits {
    fn default() -> Self {
        Self {
            // Measured at 120 kB a connection that asks for all it may and reads nothing, in a debug build.
            connections: 320,
            // 16 connections of load and 8 probes are one run (draft-ietf-ippm-responsiveness-09 § 5.1); a few behind one address.
            connections_per_client: 96,
            // Half of the places: no single /48 takes them all, and six runs still come from one.
            connections_per_site: 160,
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
            // A run sends 50 to STUN and 20 to STAMP: ten at once behind one address, and headroom. A twentieth of all.
            datagrams_per_second_per_client: 1000,
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
            per_site: self.connections_per_site,
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
