//! A UDP socket that knows when, from where, to which of our addresses and with which TTL a datagram came.

use super::clock::NtpTime;
use nix::sys::socket::{
    ControlMessage, ControlMessageOwned, MsgFlags, SockaddrLike as _, SockaddrStorage, recvmsg, sendmsg, setsockopt,
    sockopt,
};
use socket2::{Domain, Protocol, Socket, Type};
use std::io::{self, ErrorKind, IoSlice, IoSliceMut};
use std::net::SocketAddr;
use std::os::fd::AsRawFd;
use tokio::io::Interest;
use tokio::net::UdpSocket;

/// Longest datagram that is read, bytes: one of a network with jumbo frames. A longer one is no question.
pub const LONGEST: usize = 9000;
/// RFC 5357 § 4.1.2: so that the other side can tell how many hops there were.
const TTL: u32 = 255;

/// One of our own addresses, for the answer to come from.
#[derive(Debug, Clone, Copy)]
pub enum Local {
    /// IPv4.
    V4(libc::in_pktinfo),
    /// IPv6.
    V6(libc::in6_pktinfo),
}

/// A datagram and how it came.
#[derive(Debug, Clone, Copy)]
pub struct Datagram {
    /// Its length, bytes.
    pub length: usize,
    /// Who sent it.
    pub from: SocketAddr,
    /// Which of our addresses it was sent to; none where the system does not tell.
    pub to: Option<Local>,
    /// When the kernel took it.
    pub at: NtpTime,
    /// TTL or hop limit; 0 where the system does not tell.
    pub ttl: u8,
    /// Whether it was sent to us alone, and read whole.
    pub is_plain: bool,
}

/// Opens a socket at `address`.
pub fn open(address: SocketAddr) -> io::Result<std::net::UdpSocket> {
    let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
    setsockopt(&socket, sockopt::ReceiveTimestampns, &true)?;
    if address.is_ipv4() {
        setsockopt(&socket, sockopt::Ipv4PacketInfo, &true)?;
        setsockopt(&socket, sockopt::Ipv4RecvTtl, &true)?;
        socket.set_ttl_v4(TTL)?;
    } else {
        socket.set_only_v6(true)?;
        setsockopt(&socket, sockopt::Ipv6RecvPacketInfo, &true)?;
        socket.set_recv_hoplimit_v6(true)?;
        socket.set_unicast_hops_v6(TTL)?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    Ok(socket.into())
}

/// Waits for the next datagram.
pub async fn receive(socket: &UdpSocket, buffer: &mut [u8]) -> io::Result<Datagram> {
    socket
        .async_io(Interest::READABLE, || receive_now(socket, buffer))
        .await
}

fn receive_now(socket: &UdpSocket, buffer: &mut [u8]) -> io::Result<Datagram> {
    let mut control = nix::cmsg_space!(
        nix::sys::time::TimeSpec,
        libc::in6_pktinfo,
        libc::c_int,
        libc::in_pktinfo
    );
    let mut slices = [IoSliceMut::new(buffer)];
    let flags = MsgFlags::MSG_DONTWAIT;
    let message = recvmsg::<SockaddrStorage>(socket.as_raw_fd(), &mut slices, Some(&mut control), flags)?;
    let from = message.address.as_ref().and_then(address);
    let from = from.ok_or_else(|| io::Error::from(ErrorKind::InvalidData))?;
    let mut datagram = Datagram {
        length: message.bytes,
        from,
        to: None,
        at: NtpTime::now(),
        ttl: 0,
        is_plain: !message.flags.contains(MsgFlags::MSG_TRUNC),
    };
    #[expect(clippy::wildcard_enum_match_arm, reason = "only what was asked for comes")]
    for told in message.cmsgs()? {
        match told {
            ControlMessageOwned::ScmTimestampns(stamp) => datagram.at = NtpTime::of(stamp),
            ControlMessageOwned::Ipv4PacketInfo(info) => {
                // A datagram for a group or for everybody has another destination than the address it was taken at.
                datagram.is_plain &= info.ipi_addr.s_addr == info.ipi_spec_dst.s_addr;
                // The route decides on the interface.
                let info = libc::in_pktinfo { ipi_ifindex: 0, ..info };
                datagram.to = Some(Local::V4(info));
            }
            ControlMessageOwned::Ipv6PacketInfo(info) => {
                datagram.is_plain &= info.ipi6_addr.s6_addr[0] != 0xff;
                datagram.to = Some(Local::V6(info));
            }
            ControlMessageOwned::Ipv4Ttl(ttl) | ControlMessageOwned::Ipv6HopLimit(ttl) => {
                datagram.ttl = u8::try_from(ttl).unwrap_or_default();
            }
            _ => {}
        }
    }
    Ok(datagram)
}

/// Sends an answer from the address that was asked. What does not fit into the socket's buffer is lost, as on the way.
pub fn send(socket: &UdpSocket, answer: &[u8], question: &Datagram) -> io::Result<()> {
    let slices = [IoSlice::new(answer)];
    let to = SockaddrStorage::from(question.from);
    let control = match &question.to {
        Some(Local::V4(info)) => vec![ControlMessage::Ipv4PacketInfo(info)],
        Some(Local::V6(info)) => vec![ControlMessage::Ipv6PacketInfo(info)],
        None => Vec::new(),
    };
    sendmsg(socket.as_raw_fd(), &slices, &control, MsgFlags::MSG_DONTWAIT, Some(&to))?;
    Ok(())
}

fn address(storage: &SockaddrStorage) -> Option<SocketAddr> {
    debug_assert!(storage.len() > 0);
    let v4 = storage.as_sockaddr_in().map(|&address| SocketAddr::V4(address.into()));
    v4.or_else(|| storage.as_sockaddr_in6().map(|&address| SocketAddr::V6(address.into())))
}
