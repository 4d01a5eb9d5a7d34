//! The first routers on the way to an address: UDP packets whose time to live ends early, and who complains of them.
//!
//! Needs no privilege on Linux (`ip(7)`, `IP_RECVERR`); on Windows echo requests take the place of UDP (`IcmpSendEcho2Ex`). Routers answer such packets late and not always, and every hop
//! inside a tunnel hides the network outside: a silent hop is no fault, and its time is not the path's.

use super::ProbeError;
#[cfg(windows)]
use crate::host::windows::source_leaving_by;
use maillon_diagnosis::checks::bandwidth::Hop;
use std::net::IpAddr;
use std::time::Duration;

const OPERATION: &str = "hops";
/// Farthest hop that is asked: the box, the provider's first routers, no more.
pub const FARTHEST: u8 = 4;
/// Packets for each hop; the fastest answer counts.
pub const TRIES: u32 = 3;

/// Hops 1 to [`FARTHEST`] towards `target`, all asked at once, [`TRIES`] packets each, within `budget` in all.
///
/// With `leave_by` the packets leave by that interface whatever the routes say (`SO_BINDTODEVICE`, as in
/// [`Binding`](super::echo::Binding)). The list ends at the target when it is nearer. A hop that kept silent has no address.
#[cfg(target_os = "linux")]
pub async fn hops(target: IpAddr, leave_by: Option<&str>, budget: Duration) -> Result<Vec<Hop>, ProbeError> {
    linux::hops(target, leave_by, budget)
        .await
        .map_err(|source| ProbeError::from_io(OPERATION, &target, source))
}

/// Hops 1 to [`FARTHEST`] towards `target`, by echo requests: all hops at once, [`TRIES`] requests each, within `budget` in all.
///
/// With `leave_by` they are sent from the address by which they leave there, as in
/// [`Pinger::leaving_by`](super::echo::Pinger::leaving_by).
#[cfg(windows)]
pub async fn hops(target: IpAddr, leave_by: Option<&str>, budget: Duration) -> Result<Vec<Hop>, ProbeError> {
    let failed = |source| ProbeError::from_io(OPERATION, &target, source);
    let source = leave_by.map(|interface| source_leaving_by(interface, target));
    let source = source.transpose().map_err(failed)?;
    self::windows::hops(target, source, budget).await.map_err(failed)
}

/// Hops need an interface of the system that is used on Linux and Windows only so far.
#[cfg(not(any(target_os = "linux", windows)))]
pub async fn hops(target: IpAddr, _leave_by: Option<&str>, _budget: Duration) -> Result<Vec<Hop>, ProbeError> {
    std::future::ready(Err(ProbeError::NotSupported {
        operation: OPERATION,
        target: target.to_string(),
    }))
    .await
}

#[cfg(windows)]
mod windows {
    use super::{FARTHEST, TRIES};
    use crate::host::parse::windows::echo::EchoStatus;
    use crate::probes::windows_echo::{self, Fragments, Request};
    use maillon_diagnosis::checks::bandwidth::Hop;
    use std::io;
    use std::net::IpAddr;
    use std::time::Duration;

    pub(super) async fn hops(target: IpAddr, source: Option<IpAddr>, budget: Duration) -> io::Result<Vec<Hop>> {
        let asked = (1..=FARTHEST).map(|ttl| hop(target, source, ttl, budget / TRIES));
        let answers = futures_util::future::try_join_all(asked).await?;
        let mut hops = Vec::new();
        for (hop, reached) in answers {
            hops.push(hop);
            if reached {
                break;
            }
        }
        Ok(hops)
    }

    /// The router at `ttl`, and whether it is the target itself.
    async fn hop(target: IpAddr, source: Option<IpAddr>, ttl: u8, each: Duration) -> io::Result<(Hop, bool)> {
        let mut hop = Hop { ttl, ..Hop::default() };
        let mut reached = false;
        for _ in 0..TRIES {
            let request = Request {
                target,
                source,
                ttl,
                fragments: Fragments::Allowed,
                payload: 32,
                budget: each,
            };
            let (reply, rtt) = windows_echo::send(request).await?;
            reached |= reply.status == EchoStatus::Answered;
            if matches!(reply.status, EchoStatus::Answered | EchoStatus::HopLimit) {
                let rtt_ms = rtt.as_secs_f64() * 1000.0;
                hop.address = reply.from.map(|from| from.to_string()).or(hop.address);
                hop.rtt_ms = Some(hop.rtt_ms.map_or(rtt_ms, |best| best.min(rtt_ms)));
            }
        }
        Ok((hop, reached))
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use super::{FARTHEST, TRIES};
    use crate::probes::error_queue::{self, QueuedError, Report};
    use maillon_diagnosis::checks::bandwidth::Hop;
    use socket2::{Domain, Protocol, Socket, Type};
    use std::io;
    use std::net::{IpAddr, SocketAddr};
    use std::time::{Duration, Instant};
    use tokio::io::Interest;
    use tokio::net::UdpSocket;

    /// Ports where nobody listens, by the tradition of `traceroute(8)`: one a hop.
    const FIRST_PORT: u16 = 33434;

    pub(super) async fn hops(target: IpAddr, leave_by: Option<&str>, budget: Duration) -> io::Result<Vec<Hop>> {
        let each = budget / TRIES;
        let asked = (1..=FARTHEST).map(|ttl| hop(target, leave_by, ttl, each));
        let answers = futures_util::future::try_join_all(asked).await?;
        let mut hops = Vec::new();
        for (hop, reached) in answers {
            hops.push(hop);
            if reached {
                break;
            }
        }
        Ok(hops)
    }

    /// The router at `ttl`, and whether it is the target itself.
    async fn hop(target: IpAddr, leave_by: Option<&str>, ttl: u8, each: Duration) -> io::Result<(Hop, bool)> {
        let mut hop = Hop { ttl, ..Hop::default() };
        let mut reached = false;
        for _ in 0..TRIES {
            // A socket of its own for each packet: a late answer is never taken for that of the next one.
            let socket = open(target, leave_by, ttl)?;
            let start = Instant::now();
            socket.send(&[0; 32]).await?;
            let Ok(answer) = tokio::time::timeout(each, next_error(&socket)).await else {
                continue;
            };
            let rtt = start.elapsed().as_secs_f64() * 1000.0;
            let answer = answer?;
            let Some(offender) = answer.offender else { continue };
            reached |= offender == target || answer.report == Report::PortUnreachable;
            hop.address = Some(offender.to_string());
            hop.rtt_ms = Some(hop.rtt_ms.map_or(rtt, |best| best.min(rtt)));
        }
        Ok((hop, reached))
    }

    fn open(target: IpAddr, leave_by: Option<&str>, ttl: u8) -> io::Result<UdpSocket> {
        let v4 = target.is_ipv4();
        let domain = if v4 { Domain::IPV4 } else { Domain::IPV6 };
        let socket = Socket::new(domain, Type::DGRAM, Some(Protocol::UDP))?;
        socket.set_nonblocking(true)?;
        socket.bind_device(leave_by.map(str::as_bytes))?;
        if v4 {
            socket.set_ttl_v4(u32::from(ttl))?;
        } else {
            socket.set_unicast_hops_v6(u32::from(ttl))?;
        }
        error_queue::enable(&socket, v4)?;
        socket.connect(&SocketAddr::new(target, FIRST_PORT + u16::from(ttl)).into())?;
        UdpSocket::from_std(socket.into())
    }

    async fn next_error(socket: &UdpSocket) -> io::Result<QueuedError> {
        socket.async_io(Interest::ERROR, || error_queue::take(socket)).await
    }
}
