//! The largest packet towards a target, and whether larger ones vanish without a word (RFC 2923 § 2.1).
//!
//! A large echo request that is lost proves nothing alone, for firewalls limit echo: it is called so when packets of
//! 1280 bytes pass three times of three where full ones fail three times of three. Only data on a TCP connection that
//! meets the same fate makes a black hole.

use super::ProbeError;
use maillon_diagnosis::checks::vpn::PathMtu;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

#[cfg(not(windows))]
const OPERATION: &str = "path mtu";
/// Least MTU of IPv6 (RFC 8200 § 5), bytes with the IP header: a packet that no sane path loses for its size.
pub const SMALL: u32 = 1280;
/// Time that settles every case of echo.
pub const BUDGET: Duration = Duration::from_secs(6);

/// Asks the system for the path MTU it knows, then tries full echo requests towards `target`, whose interface takes
/// packets of `interface_mtu` bytes.
///
/// Whether the target is in the tunnel is for the caller to fill in. What could not be told stays empty.
#[cfg(target_os = "linux")]
pub async fn path_mtu(target: IpAddr, interface_mtu: u32, budget: Duration) -> Result<PathMtu, ProbeError> {
    let mut result = PathMtu {
        target: target.to_string(),
        interface_mtu: Some(interface_mtu),
        ..PathMtu::default()
    };
    let learnt = linux::learnt(target).map_err(|source| ProbeError::from_io(OPERATION, &target, source))?;
    result.path_mtu = Some(learnt);
    // Past the budget, what was found until then stands. Where echo is not allowed or not answered, nothing is known.
    let echo = tokio::time::timeout(budget, linux::by_echo(target, &mut result)).await;
    result.large_echo_lost = echo.ok().and_then(Result::ok).flatten();
    if result.large_echo_lost == Some(false) {
        result.black_hole = Some(false);
    }
    Ok(result)
}

/// Size of the packets that carry data to a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segments {
    /// As large as the path is said to take.
    Full,
    /// Those of a path of [`SMALL`] bytes.
    Small,
}

/// Times that data is tried in each size: black holes swallow all of them.
pub const TRIES: u32 = 3;

/// Wait for one echo reply: more than any round trip that is still of use.
#[cfg(any(target_os = "linux", windows))]
const ECHO_WAIT: Duration = Duration::from_millis(500);
/// A sender whose data goes unacknowledged this long is stalled; retransmissions at 0.2, 0.6 and 1.4 s are in it.
#[cfg(any(target_os = "linux", windows))]
const STALL: Duration = Duration::from_millis(1500);
/// Several full segments of any Ethernet-like link, bytes.
#[cfg(any(target_os = "linux", windows))]
const DATA: usize = 4096;

/// As much plain text, so that a door can tell what it is.
#[cfg(any(target_os = "linux", windows))]
fn data() -> Vec<u8> {
    let line = b"Maillon tries whether full packets pass.\r\n";
    line.iter().copied().cycle().take(DATA).collect()
}

/// Whether 4 kB of plain text are acknowledged by `door`, an open TCP port, within seconds. None when it takes no
/// connection.
#[cfg(target_os = "linux")]
pub async fn data_passes(door: SocketAddr, segments: Segments) -> Option<bool> {
    let mss = (segments == Segments::Small).then_some(SMALL - 80);
    linux::one_passes(door, mss).await.ok()
}

/// Whether 4 kB of plain text are acknowledged by `door`, an open TCP port, within seconds. None when it takes no connection, or
/// the system does not tell what is acknowledged.
#[cfg(windows)]
pub async fn data_passes(door: SocketAddr, segments: Segments) -> Option<bool> {
    self::windows::one_passes(door, segments).await.ok()
}

/// Data needs options of the socket that are used on Linux and Windows only so far.
#[cfg(not(any(target_os = "linux", windows)))]
pub async fn data_passes(_door: SocketAddr, _segments: Segments) -> Option<bool> {
    std::future::ready(None).await
}

/// Tries full echo requests towards `target`, whose interface takes packets of `interface_mtu` bytes, then asks the system for
/// the path MTU it learnt of them: Windows does not tell how much a router that refused would take.
#[cfg(windows)]
pub async fn path_mtu(target: IpAddr, interface_mtu: u32, budget: Duration) -> Result<PathMtu, ProbeError> {
    let echo = tokio::time::timeout(budget, self::windows::large_echo_lost(target, interface_mtu)).await;
    let large_echo_lost = echo.ok().and_then(Result::ok).flatten();
    Ok(PathMtu {
        target: target.to_string(),
        interface_mtu: Some(interface_mtu),
        path_mtu: self::windows::learnt(target).ok(),
        large_echo_lost,
        black_hole: (large_echo_lost == Some(false)).then_some(false),
        ..PathMtu::default()
    })
}

/// The path MTU needs interfaces of the system that are used on Linux and Windows only so far.
#[cfg(not(any(target_os = "linux", windows)))]
pub async fn path_mtu(target: IpAddr, _interface_mtu: u32, _budget: Duration) -> Result<PathMtu, ProbeError> {
    std::future::ready(Err(ProbeError::NotSupported {
        operation: OPERATION,
        target: target.to_string(),
    }))
    .await
}

#[cfg(windows)]
mod windows;

#[cfg(target_os = "linux")]
mod linux {
    use super::{ECHO_WAIT, SMALL, STALL, TRIES};
    use crate::probes::error_queue::{self, Report};
    use maillon_diagnosis::checks::vpn::PathMtu;
    use nix::libc::EMSGSIZE;
    use rustix::net::sockopt::{self, Ipv4PathMtuDiscovery, Ipv6PathMtuDiscovery};
    use socket2::{Domain, Protocol, Socket, Type};
    use std::io::{self, ErrorKind};
    use std::net::{IpAddr, SocketAddr};
    use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};
    use tokio::net::{TcpSocket, UdpSocket};

    /// Smaller MTUs in a row that routers may announce before the test gives up.
    const STEPS: usize = 6;

    /// Path MTU towards `target` as the system knows it, bytes; the interface's own until something smaller was learnt.
    pub(super) fn learnt(target: IpAddr) -> io::Result<u32> {
        let socket = Socket::new(domain(target), Type::DGRAM, Some(Protocol::UDP))?;
        socket.connect(&SocketAddr::new(target, 53).into())?;
        Ok(if target.is_ipv4() {
            sockopt::ip_mtu(&socket)?
        } else {
            sockopt::ipv6_mtu(&socket)?
        })
    }

    fn domain(target: IpAddr) -> Domain {
        if target.is_ipv4() { Domain::IPV4 } else { Domain::IPV6 }
    }

    /// Whether full requests are lost where small ones are answered. Fills a smaller `path_mtu` in as it is announced.
    pub(super) async fn by_echo(target: IpAddr, result: &mut PathMtu) -> io::Result<Option<bool>> {
        let mut size = result.path_mtu.unwrap_or(SMALL);
        let mut silent = 0;
        for _ in 0..STEPS {
            if size <= SMALL {
                // Nothing between the full packet and the small one could vanish.
                return Ok(None);
            }
            match echo(target, size).await? {
                Echo::Answered => return Ok(Some(false)),
                Echo::TooBig(mtu) if mtu < size => {
                    size = mtu;
                    result.path_mtu = Some(mtu);
                    silent = 0;
                    if mtu <= SMALL {
                        return Ok(Some(false));
                    }
                }
                Echo::TooBig(_) | Echo::Silent => silent += 1,
            }
            if silent == TRIES {
                break;
            }
        }
        for _ in 0..TRIES {
            if echo(target, SMALL).await? != Echo::Answered {
                return Ok(None);
            }
        }
        Ok((silent == TRIES).then_some(true))
    }

    #[derive(Debug, PartialEq, Eq)]
    enum Echo {
        Answered,
        TooBig(u32),
        Silent,
    }

    /// One echo request of `size` bytes with the IP header, never fragmented.
    async fn echo(target: IpAddr, size: u32) -> io::Result<Echo> {
        let v4 = target.is_ipv4();
        let protocol = if v4 { Protocol::ICMPV4 } else { Protocol::ICMPV6 };
        let socket = Socket::new(domain(target), Type::DGRAM, Some(protocol))?;
        socket.set_nonblocking(true)?;
        error_queue::enable(&socket, v4)?;
        // PROBE: sent whole even above what the system has learnt, so that an old lesson does not hide the path.
        if v4 {
            sockopt::set_ip_mtu_discover(&socket, Ipv4PathMtuDiscovery::PROBE)?;
        } else {
            sockopt::set_ipv6_mtu_discover(&socket, Ipv6PathMtuDiscovery::PROBE)?;
        }
        socket.connect(&SocketAddr::new(target, 0).into())?;
        let socket = UdpSocket::from_std(socket.into())?;
        let header = if v4 { 20 } else { 40 };
        let mut packet = vec![0; size.saturating_sub(header) as usize];
        // The system writes the identifier and the checksum (RFC 792, RFC 4443 § 4.1).
        packet[0] = if v4 { 8 } else { 128 };
        if let Err(error) = socket.send(&packet).await {
            return match error.raw_os_error() {
                Some(EMSGSIZE) => Ok(Echo::TooBig(learnt(target)?)),
                _ => Err(error),
            };
        }
        let mut reply = [0; 64];
        let report = socket.async_io(Interest::ERROR, || error_queue::take(&socket));
        tokio::select! {
            error = report => match error?.report {
                Report::TooBig(mtu) => Ok(Echo::TooBig(mtu)),
                Report::TimeExceeded | Report::PortUnreachable | Report::Unreachable => {
                    Err(ErrorKind::HostUnreachable.into())
                }
            },
            // The socket gets replies to its own identifier only. A pending error is the other branch's to read.
            Ok(_) = socket.recv(&mut reply) => Ok(Echo::Answered),
            () = tokio::time::sleep(ECHO_WAIT) => Ok(Echo::Silent),
        }
    }

    /// Whether [`DATA`] bytes are acknowledged; an error when no connection can be had.
    pub(super) async fn one_passes(door: SocketAddr, mss: Option<u32>) -> io::Result<bool> {
        let socket = Socket::new(domain(door.ip()), Type::STREAM, Some(Protocol::TCP))?;
        socket.set_nonblocking(true)?;
        socket.set_tcp_user_timeout(Some(STALL))?;
        if let Some(mss) = mss {
            socket.set_tcp_mss(mss)?;
        }
        let socket = TcpSocket::from_std_stream(socket.into());
        let connected = tokio::time::timeout(STALL, socket.connect(door)).await;
        let mut stream = connected.map_err(|_| ErrorKind::TimedOut)??;
        stream.write_all(&super::data()).await?;
        let mut answer = [0; 64];
        let passed = match tokio::time::timeout(STALL * 2, stream.read(&mut answer)).await {
            // The system gave the connection up for want of an acknowledgement (RFC 5482, `TCP_USER_TIMEOUT`).
            Ok(Err(error)) => error.kind() != ErrorKind::TimedOut,
            Ok(Ok(_)) | Err(_) => true,
        };
        // A door that is not spoken to any more is closed, if it still stands.
        drop(stream.shutdown().await);
        Ok(passed)
    }
}
