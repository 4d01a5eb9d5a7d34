//! The largest packet towards a target, and whether larger ones vanish without a word (RFC 2923 § 2.1).
//!
//! A large echo request that is lost proves nothing alone, for firewalls limit echo: the path is only called a black
//! hole when packets of 1280 bytes pass three times of three where full ones fail three times of three, and when data
//! on a TCP connection, if there is a door to try one, meets the same fate.

use super::ProbeError;
use maillon_diagnosis::checks::vpn::PathMtu;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

const OPERATION: &str = "path mtu";
/// Least MTU of IPv6 (RFC 8200 § 5), bytes with the IP header: a packet that no sane path loses for its size.
pub const SMALL: u32 = 1280;
/// Time that settles every case, the worst being a black hole behind a door that keeps silent.
pub const BUDGET: Duration = Duration::from_secs(10);

/// Asks the system for the path MTU it knows, then tries full packets towards `target`, whose interface takes packets of
/// `interface_mtu` bytes. `door` is an open TCP port of the same target, if one is known; it gets 4 kB of plain text
/// on at most six connections, three at a time, and only where echo leaves a doubt.
///
/// Whether the target is in the tunnel is for the caller to fill in. What could not be told stays empty.
#[cfg(target_os = "linux")]
pub async fn path_mtu(
    target: IpAddr,
    door: Option<SocketAddr>,
    interface_mtu: u32,
    budget: Duration,
) -> Result<PathMtu, ProbeError> {
    let mut result = PathMtu {
        target: target.to_string(),
        interface_mtu: Some(interface_mtu),
        ..PathMtu::default()
    };
    let learnt = linux::learnt(target).map_err(|source| ProbeError::from_io(OPERATION, &target, source))?;
    result.path_mtu = Some(learnt);
    // Past the budget, what was found until then stands.
    let whole = linux::look_for_black_hole(target, door, &mut result);
    drop(tokio::time::timeout(budget, whole).await);
    Ok(result)
}

/// The path MTU needs interfaces of the system that are used on Linux only so far.
#[cfg(not(target_os = "linux"))]
pub async fn path_mtu(
    target: IpAddr,
    _door: Option<SocketAddr>,
    _interface_mtu: u32,
    _budget: Duration,
) -> Result<PathMtu, ProbeError> {
    std::future::ready(Err(ProbeError::NotSupported {
        operation: OPERATION,
        target: target.to_string(),
    }))
    .await
}

#[cfg(target_os = "linux")]
mod linux {
    use super::SMALL;
    use crate::probes::error_queue::{self, Report};
    use futures_util::future::join_all;
    use maillon_diagnosis::checks::vpn::PathMtu;
    use nix::libc::EMSGSIZE;
    use rustix::net::sockopt::{self, Ipv4PathMtuDiscovery, Ipv6PathMtuDiscovery};
    use socket2::{Domain, Protocol, Socket, Type};
    use std::io::{self, ErrorKind};
    use std::net::{IpAddr, SocketAddr};
    use std::time::Duration;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};
    use tokio::net::{TcpSocket, UdpSocket};

    /// Packets or connections of each size.
    const TRIES: u32 = 3;
    /// Wait for one echo reply: more than any round trip that is still of use.
    const ECHO_WAIT: Duration = Duration::from_millis(500);
    /// A sender whose data goes unacknowledged this long is stalled; retransmissions at 0.2, 0.6 and 1.4 s are in it.
    const STALL: Duration = Duration::from_millis(1500);
    /// Smaller MTUs in a row that routers may announce before the test gives up.
    const STEPS: usize = 6;
    /// Several full segments of any Ethernet-like link, bytes.
    const DATA: usize = 4096;

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

    /// Fills `black_hole` and a smaller `path_mtu` in as they are found.
    pub(super) async fn look_for_black_hole(target: IpAddr, door: Option<SocketAddr>, result: &mut PathMtu) {
        // Where echo is not allowed or not answered, `suspect` stays unknown and the door decides alone.
        let suspect = by_echo(target, result).await.unwrap_or(None);
        result.black_hole = match (suspect, door) {
            (Some(false), _) => Some(false),
            (suspect, Some(door)) => by_tcp(door).await.or(suspect),
            (suspect, None) => suspect,
        };
    }

    async fn by_echo(target: IpAddr, result: &mut PathMtu) -> io::Result<Option<bool>> {
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

    /// Whether full segments stall where small ones are acknowledged; none when the door does not even open.
    async fn by_tcp(door: SocketAddr) -> Option<bool> {
        let full = data_passes(door, None).await?;
        if full.contains(&true) {
            return Some(false);
        }
        let small = data_passes(door, Some(SMALL - 80)).await?;
        small.iter().all(|passed| *passed).then_some(true)
    }

    async fn data_passes(door: SocketAddr, mss: Option<u32>) -> Option<Vec<bool>> {
        let tries = join_all((0..TRIES).map(|_| one_passes(door, mss))).await;
        tries.into_iter().collect::<io::Result<Vec<bool>>>().ok()
    }

    /// Whether [`DATA`] bytes are acknowledged; an error when no connection can be had.
    async fn one_passes(door: SocketAddr, mss: Option<u32>) -> io::Result<bool> {
        let socket = Socket::new(domain(door.ip()), Type::STREAM, Some(Protocol::TCP))?;
        socket.set_nonblocking(true)?;
        socket.set_tcp_user_timeout(Some(STALL))?;
        if let Some(mss) = mss {
            socket.set_tcp_mss(mss)?;
        }
        let socket = TcpSocket::from_std_stream(socket.into());
        let connected = tokio::time::timeout(STALL, socket.connect(door)).await;
        let mut stream = connected.map_err(|_| ErrorKind::TimedOut)??;
        let line = b"Maillon tries whether full packets pass.\r\n";
        let data: Vec<u8> = line.iter().copied().cycle().take(DATA).collect();
        stream.write_all(&data).await?;
        let mut answer = [0; 64];
        Ok(match tokio::time::timeout(STALL * 2, stream.read(&mut answer)).await {
            // The system gave the connection up for want of an acknowledgement (RFC 5482, `TCP_USER_TIMEOUT`).
            Ok(Err(error)) => error.kind() != ErrorKind::TimedOut,
            Ok(Ok(_)) | Err(_) => true,
        })
    }
}
