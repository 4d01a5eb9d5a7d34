//! ICMP echo without privilege (RFC 792, RFC 4443 § 4): on the datagram ICMP socket of Linux and macOS, by `IcmpSendEcho2Ex` on
//! Windows.
//!
//! Raw sockets are never opened, not even by an administrator: what a run measures must not depend on who runs it.

use super::ProbeError;
use super::pacing::beats;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use maillon_diagnosis::checks::vpn::Family;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::sync::oneshot;

const OPERATION: &str = "icmp echo";
/// Largest payload of a request, bytes: with its headers it still fits the least IPv6 MTU (RFC 8200 § 5).
pub const MOST_PAYLOAD: usize = 1232;
/// Payload of an ordinary request, bytes, as `ping(8)` sends it.
pub const PAYLOAD: usize = 56;

/// Ties requests to one way out of the computer; by default the system chooses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Binding {
    /// Interface to leave by, whatever the routes say (`SO_BINDTODEVICE`, Linux 5.7 or later). Windows has no name for it:
    /// there [`Pinger::leaving_by`] finds the address to send from.
    pub interface: Option<String>,
    /// Local address to send from.
    pub source: Option<IpAddr>,
}

/// One request of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Echo {
    /// When it was sent.
    pub sent: Instant,
    /// How long after its time.
    pub late: Duration,
    /// The time to its reply; none when none came.
    pub rtt: Option<Duration>,
}

/// Sends echo requests to any number of targets of one family from one socket, as long as it lives.
///
/// Series are sent, and replies taken in, on a thread of its own, so that a busy run does not add to the time.
pub struct Pinger {
    inner: Arc<system::Inner>,
    thread: Handle,
    /// Ends the thread when it is dropped.
    _alive: oneshot::Sender<()>,
}

impl Pinger {
    /// Opens the socket.
    ///
    /// [`ProbeError::NotPermitted`] means that the system keeps ICMP to administrators, [`ProbeError::NotSupported`]
    /// that it has no such socket: time a TCP connection instead.
    pub fn new(family: Family, binding: &Binding) -> Result<Self, ProbeError> {
        Self::open(family, binding).map_err(|source| ProbeError::from_io(OPERATION, &family, source))
    }

    fn open(family: Family, binding: &Binding) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let inner = {
            let _entered = runtime.enter();
            system::Inner::new(family, binding)
        };
        let inner = match inner {
            Ok(inner) => Arc::new(inner),
            Err(error) => {
                // The caller may stand in a runtime of its own, where dropping one is not allowed.
                runtime.shutdown_background();
                return Err(error);
            }
        };
        let thread = runtime.handle().clone();
        let (alive, ended) = oneshot::channel::<()>();
        std::thread::Builder::new().name("echo".to_owned()).spawn(move || {
            // Both ways the wait can end mean that the pinger is gone.
            drop(runtime.block_on(ended));
        })?;
        Ok(Self {
            inner,
            thread,
            _alive: alive,
        })
    }

    /// Opens one whose requests to `target` leave by `interface` whatever the routes say.
    ///
    /// [`ProbeError::NotSupported`] or an error of the system where it would send them another way all the same.
    pub fn leaving_by(interface: &str, target: IpAddr) -> Result<Self, ProbeError> {
        let family = if target.is_ipv4() { Family::V4 } else { Family::V6 };
        let binding = system::binding(interface, target);
        let binding = binding.map_err(|source| ProbeError::from_io(OPERATION, &target, source))?;
        Self::new(family, &binding)
    }

    /// Sends one request with `payload` bytes, at most [`MOST_PAYLOAD`], and gives the time to its reply.
    ///
    /// [`ProbeError::NotPermitted`] here means that a filter of this computer refused the packet, as the kill switch
    /// of a VPN does.
    pub async fn ping(&self, target: IpAddr, payload: usize, budget: Duration) -> Result<Duration, ProbeError> {
        self.inner.ping(target, payload, budget).await
    }

    /// Sends an ordinary request every `spacing` from `first` on, each within a fraction of a millisecond of its time, and
    /// tells them as they are answered or have waited for `budget`, until the receiver or this is dropped.
    ///
    /// # Errors
    /// The system starts no further thread.
    pub fn series(
        &self,
        target: IpAddr,
        first: Instant,
        spacing: Duration,
        budget: Duration,
    ) -> io::Result<UnboundedReceiver<Echo>> {
        let mut beats = beats(first, spacing)?;
        let (tell, told) = mpsc::unbounded_channel();
        let inner = Arc::clone(&self.inner);
        self.thread.spawn(async move {
            let mut waiting = FuturesUnordered::new();
            loop {
                tokio::select! {
                    biased;
                    () = tell.closed() => return,
                    beat = beats.recv() => {
                        let Some(due) = beat else { return };
                        let sent = Instant::now();
                        let late = sent.saturating_duration_since(due);
                        let inner = Arc::clone(&inner);
                        waiting.push(async move {
                            let rtt = inner.ping(target, PAYLOAD, budget).await.ok();
                            Echo { sent, late, rtt }
                        });
                    }
                    Some(echo) = waiting.next() => drop(tell.send(echo)),
                }
            }
        });
        Ok(told)
    }
}

#[cfg(windows)]
mod system {
    use super::super::windows_echo::{self, Fragments, ORDINARY_TTL, Request};
    use super::{Binding, MOST_PAYLOAD, OPERATION, ProbeError};
    use crate::host::parse::windows::echo::EchoStatus;
    use crate::host::windows::source_leaving_by;
    use maillon_diagnosis::checks::vpn::Family;
    use std::io::{self, ErrorKind};
    use std::net::IpAddr;
    use std::time::Duration;

    pub(super) struct Inner {
        source: Option<IpAddr>,
    }

    /// What ties requests to an interface.
    pub(super) fn binding(interface: &str, target: IpAddr) -> io::Result<Binding> {
        Ok(Binding {
            interface: None,
            source: Some(source_leaving_by(interface, target)?),
        })
    }

    impl Inner {
        pub(super) fn new(family: Family, binding: &Binding) -> io::Result<Self> {
            if binding.interface.is_some() {
                return Err(ErrorKind::Unsupported.into());
            }
            windows_echo::is_open(family == Family::V4)?;
            Ok(Self { source: binding.source })
        }

        pub(super) async fn ping(
            &self,
            target: IpAddr,
            payload: usize,
            budget: Duration,
        ) -> Result<Duration, ProbeError> {
            let failed = |source| ProbeError::from_io(OPERATION, &target, source);
            let request = Request {
                target,
                source: self.source,
                ttl: ORDINARY_TTL,
                fragments: Fragments::Allowed,
                payload: payload.min(MOST_PAYLOAD),
                budget,
            };
            let (reply, rtt) = windows_echo::send(request).await.map_err(failed)?;
            match reply.status {
                EchoStatus::Answered => Ok(rtt),
                EchoStatus::TimedOut => Err(ProbeError::TimedOut {
                    operation: OPERATION,
                    target: target.to_string(),
                    budget,
                }),
                EchoStatus::HopLimit | EchoStatus::TooBig | EchoStatus::Unreachable => {
                    Err(failed(ErrorKind::HostUnreachable.into()))
                }
                EchoStatus::Other(code) => Err(failed(io::Error::other(format!("status {code} of IP")))),
            }
        }
    }
}

#[cfg(unix)]
mod system {
    use super::{Binding, MOST_PAYLOAD, OPERATION, ProbeError};
    use crate::probes::nonce;
    use maillon_diagnosis::checks::vpn::Family;
    use socket2::{Domain, Protocol, Socket, Type};
    use std::io::{self, ErrorKind};
    use std::net::{IpAddr, SocketAddr};
    use std::sync::atomic::{AtomicU16, Ordering};
    use std::time::Duration;
    use surge_ping::{Client, Config, ICMP, IcmpPacket, PingIdentifier, PingSequence, SurgeError};

    pub(super) struct Inner {
        client: Client,
        sequence: AtomicU16,
    }

    /// What ties requests to an interface.
    pub(super) fn binding(interface: &str, _target: IpAddr) -> io::Result<Binding> {
        // Elsewhere the library passes over the name of an interface without a word.
        if !cfg!(target_os = "linux") {
            return Err(ErrorKind::Unsupported.into());
        }
        Ok(Binding {
            interface: Some(interface.to_owned()),
            source: None,
        })
    }

    impl Inner {
        /// Within the runtime that takes in the replies.
        pub(super) fn new(family: Family, binding: &Binding) -> io::Result<Self> {
            let (domain, protocol, kind) = match family {
                Family::V4 => (Domain::IPV4, Protocol::ICMPV4, ICMP::V4),
                Family::V6 => (Domain::IPV6, Protocol::ICMPV6, ICMP::V6),
            };
            // Without this the library would go on to a raw socket where the user may open one.
            drop(Socket::new(domain, Type::DGRAM, Some(protocol))?);
            let mut config = Config::builder().kind(kind).sock_type_hint(Type::DGRAM);
            if let Some(source) = binding.source {
                config = config.bind(SocketAddr::new(source, 0));
            }
            if let Some(interface) = &binding.interface {
                config = config.interface(interface);
            }
            Ok(Self {
                client: Client::new(&config.build())?,
                sequence: AtomicU16::new(0),
            })
        }

        pub(super) async fn ping(
            &self,
            target: IpAddr,
            payload: usize,
            budget: Duration,
        ) -> Result<Duration, ProbeError> {
            let sequence = PingSequence(self.sequence.fetch_add(1, Ordering::Relaxed));
            let identifier = PingIdentifier((nonce() & 0xffff) as u16);
            let mut pinger = self.client.pinger(target, identifier).await;
            pinger.timeout(budget);
            let bytes = vec![0x6d; payload.min(MOST_PAYLOAD)];
            let failed = |source| ProbeError::from_io(OPERATION, &target, source);
            match pinger.ping(sequence, &bytes).await {
                Ok((packet, rtt)) if is_reply(&packet) => Ok(rtt),
                Ok(_) => Err(failed(ErrorKind::HostUnreachable.into())),
                Err(SurgeError::Timeout { .. }) => Err(ProbeError::TimedOut {
                    operation: OPERATION,
                    target: target.to_string(),
                    budget,
                }),
                Err(SurgeError::IOError(source)) => Err(failed(source)),
                Err(
                    error @ (SurgeError::IncorrectBufferSize
                    | SurgeError::MalformedPacket(_)
                    | SurgeError::EchoRequestPacket
                    | SurgeError::NetworkError
                    | SurgeError::IdenticalRequests { .. }
                    | SurgeError::ClientDestroyed),
                ) => Err(failed(io::Error::other(error))),
            }
        }
    }

    /// macOS hands errors of routers on the way to the same socket.
    fn is_reply(packet: &IcmpPacket) -> bool {
        match packet {
            IcmpPacket::V4(packet) => packet.get_icmp_type().0 == 0,
            IcmpPacket::V6(packet) => packet.get_icmpv6_type().0 == 129,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_diagnosis::GapReason;
    use std::net::Ipv4Addr;

    #[tokio::test]
    async fn loopback_answers_or_the_system_forbids_it() {
        let target = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let budget = Duration::from_secs(5);
        match Pinger::new(Family::V4, &Binding::default()) {
            Ok(pinger) => assert!(pinger.ping(target, PAYLOAD, budget).await.expect("loopback answers") < budget),
            Err(error) => assert_eq!(error.reason(), GapReason::NotPermitted, "{error}"),
        }
    }
}
