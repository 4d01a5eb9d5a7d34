//! Errors that routers and hosts report for the packets of one socket, read without privilege (Linux `ip(7)`,
//! `IP_RECVERR`, `MSG_ERRQUEUE`).

use nix::libc;
use nix::sys::socket::sockopt::{Ipv4RecvErr, Ipv6RecvErr};
use nix::sys::socket::{ControlMessageOwned, MsgFlags, recvmsg, setsockopt};
use std::io::{self, IoSliceMut};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::os::fd::{AsFd, AsRawFd};

/// Room for one extended error with its address, and the control messages around it.
const CONTROL_BYTES: usize = 512;

/// What a reported error means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Report {
    /// The packet's time to live ended at a router (RFC 792, RFC 4443 § 3.3).
    TimeExceeded,
    /// The target has nobody at this port: it was reached (RFC 1122 § 3.2.2.1).
    PortUnreachable,
    /// The packet is larger than what comes next; with the MTU of it in bytes (RFC 1191 § 4, RFC 8201 § 4).
    TooBig(u32),
    /// Anything else that keeps the packet from its target.
    Unreachable,
}

/// One error from the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct QueuedError {
    /// What it means.
    pub(super) report: Report,
    /// Who reported it; none when it was this computer itself.
    pub(super) offender: Option<IpAddr>,
}

/// Asks the system to queue errors for `socket`.
pub(super) fn enable(socket: &impl AsFd, v4: bool) -> io::Result<()> {
    if v4 {
        setsockopt(socket, Ipv4RecvErr, &true)?;
    } else {
        setsockopt(socket, Ipv6RecvErr, &true)?;
    }
    Ok(())
}

/// Takes the oldest error from the queue of `socket`; [`io::ErrorKind::WouldBlock`] when there is none.
pub(super) fn take(socket: &impl AsRawFd) -> io::Result<QueuedError> {
    let mut quoted = [0; 64];
    let mut parts = [IoSliceMut::new(&mut quoted)];
    let mut control = vec![0; CONTROL_BYTES];
    let flags = MsgFlags::MSG_ERRQUEUE | MsgFlags::MSG_DONTWAIT;
    let message = recvmsg::<()>(socket.as_raw_fd(), &mut parts, Some(&mut control), flags)?;
    for one in message.cmsgs()? {
        if let ControlMessageOwned::Ipv4RecvErr(error, from) = one {
            let offender = from.filter(|from| i32::from(from.sin_family) == libc::AF_INET);
            let offender = offender.map(|from| Ipv4Addr::from(u32::from_be(from.sin_addr.s_addr)).into());
            return Ok(queued(&error, offender));
        }
        if let ControlMessageOwned::Ipv6RecvErr(error, from) = one {
            let offender = from.filter(|from| i32::from(from.sin6_family) == libc::AF_INET6);
            let offender = offender.map(|from| Ipv6Addr::from(from.sin6_addr.s6_addr).into());
            return Ok(queued(&error, offender));
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}

fn queued(error: &libc::sock_extended_err, offender: Option<IpAddr>) -> QueuedError {
    QueuedError {
        report: report(error),
        offender,
    }
}

fn report(error: &libc::sock_extended_err) -> Report {
    if error.ee_errno == libc::EMSGSIZE.unsigned_abs() {
        return Report::TooBig(error.ee_info);
    }
    match (error.ee_origin, error.ee_type, error.ee_code) {
        (libc::SO_EE_ORIGIN_ICMP, 11, 0) | (libc::SO_EE_ORIGIN_ICMP6, 3, 0) => Report::TimeExceeded,
        (libc::SO_EE_ORIGIN_ICMP, 3, 3) | (libc::SO_EE_ORIGIN_ICMP6, 1, 4) => Report::PortUnreachable,
        _ => Report::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::UdpSocket;

    #[test]
    fn a_closed_port_is_reported_by_its_host() {
        for address in ["127.0.0.1", "::1"] {
            let socket = UdpSocket::bind((address, 0)).expect("loopback");
            let nobody = UdpSocket::bind((address, 0)).expect("loopback");
            let closed = nobody.local_addr().expect("bound");
            drop(nobody);
            enable(&socket, closed.is_ipv4()).expect("a socket option");
            assert_eq!(
                take(&socket).expect_err("nothing sent yet").kind(),
                io::ErrorKind::WouldBlock
            );
            // On loopback the answer is there before the call returns.
            socket.send_to(b"anybody?", closed).expect("loopback");
            let error = take(&socket).expect("the host answers");
            assert_eq!(error.report, Report::PortUnreachable);
            assert_eq!(error.offender, Some(closed.ip()));
        }
    }
}
