//! One echo request by the interface of Windows for it, open to any user (`IcmpSendEcho2Ex`, `Icmp6SendEcho2`; Microsoft keeps raw
//! sockets to administrators).
//!
//! The call waits, so it is made on a thread of its own, and timed there: the time Windows gives back is in whole milliseconds.

use crate::host::parse::windows::echo::{EchoReply, reply_v4, reply_v6, status};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ptr::null_mut;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use windows_sys::Win32::Foundation::{GetLastError, HANDLE, INVALID_HANDLE_VALUE};
use windows_sys::Win32::NetworkManagement::IpHelper::{
    IP_FLAG_DF, IP_OPTION_INFORMATION, Icmp6CreateFile, Icmp6SendEcho2, IcmpCloseHandle, IcmpCreateFile,
    IcmpSendEcho2Ex,
};
use windows_sys::Win32::Networking::WinSock::{AF_INET6, SOCKADDR_IN6};

/// Room for the reply structure, an ICMP error and an `IO_STATUS_BLOCK` beside the payload, bytes; more than any of them needs.
const ROOM: usize = 256;

/// Time to live of an ordinary request, as Windows itself sends them.
pub(super) const ORDINARY_TTL: u8 = 128;

/// How one request travels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request {
    /// Who is asked.
    pub(super) target: IpAddr,
    /// Address to send from; none for the system's choice.
    pub(super) source: Option<IpAddr>,
    /// Routers it may pass.
    pub(super) ttl: u8,
    /// Whether it may be cut into pieces on the way (IPv4).
    pub(super) fragments: Fragments,
    /// Bytes of payload.
    pub(super) payload: usize,
    /// Time to wait for the answer, whole milliseconds.
    pub(super) budget: Duration,
}

/// Whether a packet may be cut into pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fragments {
    /// It may.
    Allowed,
    /// It may not.
    Forbidden,
}

/// The answer to one request and the time to it. An error of the system is one it names by a number of its own.
pub(super) async fn send(request: Request) -> io::Result<(EchoReply, Duration)> {
    let (answer, waiting) = oneshot::channel();
    let work = move || answer.send(ask(&request)).unwrap_or(());
    std::thread::Builder::new().name("echo".to_owned()).spawn(work)?;
    waiting.await.map_err(io::Error::other)?
}

/// Whether the system opens its interface for echo at all.
pub(super) fn is_open(target_is_v4: bool) -> io::Result<()> {
    Handle::open(target_is_v4).map(drop)
}

struct Handle(HANDLE);

impl Handle {
    #[expect(
        unsafe_code,
        reason = "no safe library sends echo requests without administrator rights on Windows"
    )]
    fn open(v4: bool) -> io::Result<Self> {
        // SAFETY: neither takes anything.
        let handle = unsafe { if v4 { IcmpCreateFile() } else { Icmp6CreateFile() } };
        if handle == INVALID_HANDLE_VALUE || handle.is_null() {
            return Err(io::Error::last_os_error());
        }
        Ok(Self(handle))
    }
}

impl Drop for Handle {
    #[expect(unsafe_code, reason = "as above")]
    fn drop(&mut self) {
        // SAFETY: opened above and closed once; every call on it has come back.
        unsafe { IcmpCloseHandle(self.0) };
    }
}

#[expect(unsafe_code, reason = "as above")]
fn ask(request: &Request) -> io::Result<(EchoReply, Duration)> {
    let handle = Handle::open(request.target.is_ipv4())?;
    let payload = vec![0x6d_u8; request.payload];
    // Words of eight bytes, so that the structures are aligned.
    let mut room = vec![0_u64; (request.payload + ROOM) / 8];
    let bytes = (room.len() * 8) as u32;
    let flags = if request.fragments == Fragments::Forbidden {
        IP_FLAG_DF as u8
    } else {
        0
    };
    let options = IP_OPTION_INFORMATION {
        Ttl: request.ttl,
        Tos: 0,
        Flags: flags,
        OptionsSize: 0,
        OptionsData: null_mut(),
    };
    let size = u16::try_from(request.payload).map_err(io::Error::other)?;
    let budget = u32::try_from(request.budget.as_millis()).unwrap_or(u32::MAX).max(1);
    let start = Instant::now();
    let (count, error, elapsed) = match request.target {
        IpAddr::V4(target) => {
            let source = request
                .source
                .map_or(0, |source| if let IpAddr::V4(v4) = source { number(v4) } else { 0 });
            // SAFETY: without event and routine the call waits; payload, options and room live until it is back, and are
            // as long as is said. The error is asked for before anything else is.
            let count = unsafe {
                IcmpSendEcho2Ex(
                    handle.0,
                    null_mut(),
                    None,
                    std::ptr::null(),
                    source,
                    number(target),
                    payload.as_ptr().cast(),
                    size,
                    &raw const options,
                    room.as_mut_ptr().cast(),
                    bytes,
                    budget,
                )
            };
            // SAFETY: it takes nothing.
            (count, unsafe { GetLastError() }, start.elapsed())
        }
        IpAddr::V6(target) => {
            let source = request.source.map_or(Ipv6Addr::UNSPECIFIED, |source| match source {
                IpAddr::V6(v6) => v6,
                IpAddr::V4(_) => Ipv6Addr::UNSPECIFIED,
            });
            let (source, target) = (socket_address(source), socket_address(target));
            // SAFETY: as above; both addresses are whole structures.
            let count = unsafe {
                Icmp6SendEcho2(
                    handle.0,
                    null_mut(),
                    None,
                    std::ptr::null(),
                    &raw const source,
                    &raw const target,
                    payload.as_ptr().cast(),
                    size,
                    &raw const options,
                    room.as_mut_ptr().cast(),
                    bytes,
                    budget,
                )
            };
            // SAFETY: it takes nothing.
            (count, unsafe { GetLastError() }, start.elapsed())
        }
    };
    if count == 0 {
        return understood(error, elapsed);
    }
    let answer: Vec<u8> = room.into_iter().flat_map(u64::to_ne_bytes).collect();
    let reply = if request.target.is_ipv4() {
        reply_v4(&answer)
    } else {
        reply_v6(&answer)
    };
    reply
        .map(|reply| (reply, elapsed))
        .ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// Without a reply the last error is a status of IP, or an error of the system.
fn understood(error: u32, elapsed: Duration) -> io::Result<(EchoReply, Duration)> {
    use crate::host::parse::windows::echo::EchoStatus;
    match status(error) {
        EchoStatus::Answered => Err(io::ErrorKind::InvalidData.into()),
        EchoStatus::Other(code) if code < 11_000 => Err(io::Error::from_raw_os_error(code.cast_signed())),
        status => Ok((EchoReply { status, from: None }, elapsed)),
    }
}

/// An IPv4 address as the call takes it: its bytes in network order, in a number.
fn number(address: Ipv4Addr) -> u32 {
    u32::from_ne_bytes(address.octets())
}

fn socket_address(address: Ipv6Addr) -> SOCKADDR_IN6 {
    let mut socket_address = SOCKADDR_IN6 {
        sin6_family: AF_INET6,
        ..SOCKADDR_IN6::default()
    };
    socket_address.sin6_addr.u.Byte = address.octets();
    socket_address
}
