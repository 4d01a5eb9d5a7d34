//! Packet sizes on Windows: by echo requests that may not be cut, by what the system learnt of the path, and by data.
//!
//! Sources: `learn.microsoft.com/windows/win32/winsock/ipproto-ip-socket-options` (`IP_MTU`, `IP_USER_MTU`),
//! `…/winsock/ipproto-ipv6-socket-options`.

use super::{ECHO_WAIT, SMALL, STALL, Segments, TRIES, data};
use crate::host::parse::windows::echo::EchoStatus;
use crate::host::windows::tcp_info;
use crate::probes::windows_echo::{self, Fragments, ORDINARY_TTL, Request};
use socket2::{Domain, Protocol, SockRef, Socket, Type};
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::os::windows::io::AsRawSocket;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpSocket;
use tokio::time::{Instant, sleep, timeout};
use windows_sys::Win32::Networking::WinSock::{
    IP_MTU, IP_USER_MTU, IPPROTO_IP, IPPROTO_IPV6, IPV6_MTU, IPV6_USER_MTU, getsockopt, setsockopt,
};

/// Sizes that common tunnels and lines take, bytes with the IP header: Ethernet, PPPoE, and tunnels over both.
const SIZES: [u32; 6] = [1500, 1492, 1472, 1420, 1400, 1350];

/// From one look at what is acknowledged to the next.
const LOOK: Duration = Duration::from_millis(50);

/// Bytes of a segment that an IP and a TCP header leave in a packet of [`SMALL`] bytes.
const SMALL_SEGMENT: u32 = SMALL - 40;

/// Whether full requests are lost where small ones are answered; none where nothing is answered.
pub(super) async fn large_echo_lost(target: IpAddr, interface_mtu: u32) -> io::Result<Option<bool>> {
    if interface_mtu <= SMALL {
        return Ok(None);
    }
    let smaller = SIZES.into_iter().filter(|size| *size < interface_mtu);
    'sizes: for size in std::iter::once(interface_mtu).chain(smaller) {
        for _ in 0..TRIES {
            match echo(target, size).await? {
                EchoStatus::Answered => return Ok(Some(false)),
                // It was said, so that nothing vanished.
                EchoStatus::TooBig => continue 'sizes,
                EchoStatus::TimedOut => {}
                EchoStatus::HopLimit | EchoStatus::Unreachable | EchoStatus::Other(_) => return Ok(None),
            }
        }
        for _ in 0..TRIES {
            if echo(target, SMALL).await? != EchoStatus::Answered {
                return Ok(None);
            }
        }
        return Ok(Some(true));
    }
    Ok(Some(false))
}

async fn echo(target: IpAddr, size: u32) -> io::Result<EchoStatus> {
    let headers = if target.is_ipv4() { 28 } else { 48 };
    let request = Request {
        target,
        source: None,
        ttl: ORDINARY_TTL,
        fragments: Fragments::Forbidden,
        payload: size.saturating_sub(headers) as usize,
        budget: ECHO_WAIT,
    };
    Ok(windows_echo::send(request).await?.0.status)
}

/// Path MTU towards `target` as the system knows it, bytes; the interface's own until something smaller was learnt. Sends nothing.
pub(super) fn learnt(target: IpAddr) -> io::Result<u32> {
    let socket = Socket::new(Domain::for_address(door(target)), Type::DGRAM, Some(Protocol::UDP))?;
    socket.connect(&door(target).into())?;
    let mtu = if target.is_ipv4() {
        number(&socket, IPPROTO_IP, IP_MTU)?
    } else {
        number(&socket, IPPROTO_IPV6, IPV6_MTU)?
    };
    // What is no size of a packet is no answer; the loopback says 2^32 - 1.
    if (SMALL / 4..=u32::from(u16::MAX)).contains(&mtu) {
        Ok(mtu)
    } else {
        Err(ErrorKind::InvalidData.into())
    }
}

/// Any port but 0 will do: nothing is sent.
fn door(target: IpAddr) -> SocketAddr {
    SocketAddr::new(target, 53)
}

/// Whether the data is acknowledged before a sender counts as stalled; an error when no connection can be had, when the system
/// does not keep segments small where that is asked, or does not tell what is acknowledged.
pub(super) async fn one_passes(door: SocketAddr, segments: Segments) -> io::Result<bool> {
    let socket = if door.is_ipv4() {
        TcpSocket::new_v4()
    } else {
        TcpSocket::new_v6()
    }?;
    if segments == Segments::Small {
        keep_below(&SockRef::from(&socket), door.is_ipv4(), SMALL)?;
    }
    let connected = timeout(STALL, socket.connect(door)).await;
    let mut stream = connected.map_err(|_| ErrorKind::TimedOut)??;
    let before = tcp_info(&stream)?;
    if segments == Segments::Small && before.segment > SMALL_SEGMENT {
        return Err(ErrorKind::Unsupported.into());
    }
    let start = Instant::now();
    stream.write_all(&data()).await?;
    let mut passed = false;
    while !passed && start.elapsed() < STALL {
        sleep(LOOK).await;
        passed = match tcp_info(&stream) {
            Ok(now) => now.sent_bytes > before.sent_bytes && now.unacknowledged_bytes == 0,
            // A door that closes has read what it closes for.
            Err(error) if error.kind() == ErrorKind::NotConnected => true,
            Err(error) => return Err(error),
        };
    }
    // A door that is not spoken to any more is closed, if it still stands.
    drop(stream.shutdown().await);
    Ok(passed)
}

/// Keeps what `socket` sends below `mtu` bytes a packet.
#[expect(unsafe_code, reason = "no safe library sets this option")]
fn keep_below(socket: &Socket, v4: bool, mtu: u32) -> io::Result<()> {
    let (level, option) = if v4 {
        (IPPROTO_IP, IP_USER_MTU)
    } else {
        (IPPROTO_IPV6, IPV6_USER_MTU)
    };
    // SAFETY: the socket is open, and the value is as long as is said.
    let result = unsafe {
        setsockopt(
            socket.as_raw_socket() as usize,
            level,
            option,
            (&raw const mtu).cast(),
            size_of::<u32>() as i32,
        )
    };
    if result == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// A number that an option of `socket` holds.
#[expect(unsafe_code, reason = "no safe library reads this option")]
fn number(socket: &Socket, level: i32, option: i32) -> io::Result<u32> {
    let mut value = 0_u32;
    let mut length = size_of::<u32>() as i32;
    // SAFETY: the socket is open, and `value` has room for `length` bytes.
    let result = unsafe {
        getsockopt(
            socket.as_raw_socket() as usize,
            level,
            option,
            (&raw mut value).cast(),
            &raw mut length,
        )
    };
    if result != 0 {
        return Err(io::Error::last_os_error());
    }
    if length == size_of::<u32>() as i32 {
        Ok(value)
    } else {
        Err(ErrorKind::InvalidData.into())
    }
}
