//! What the kernel knows of one of our own TCP connections.

use std::io;
use tokio::net::TcpStream;

/// A second handle on an open connection, for its counters. It keeps the connection open: drop it with the stream.
#[derive(Debug)]
pub struct TcpCounters {
    #[cfg(target_os = "linux")]
    socket: std::os::fd::OwnedFd,
}

impl TcpCounters {
    /// Watches `stream`.
    #[cfg(target_os = "linux")]
    pub fn of(stream: &TcpStream) -> io::Result<Self> {
        use std::os::fd::AsFd;
        let socket = stream.as_fd().try_clone_to_owned()?;
        Ok(Self { socket })
    }

    /// Watches `stream`.
    #[cfg(not(target_os = "linux"))]
    pub fn of(_: &TcpStream) -> io::Result<Self> {
        Ok(Self {})
    }

    /// What the kernel counted so far; none where the system does not tell.
    #[cfg(target_os = "linux")]
    #[expect(unsafe_code, reason = "no safe library reads TCP_INFO")]
    pub fn counted(&self) -> Option<Counted> {
        use std::mem::{MaybeUninit, offset_of, size_of};
        use std::os::fd::AsRawFd;
        let mut info = MaybeUninit::<libc::tcp_info>::zeroed();
        let mut length = size_of::<libc::tcp_info>() as libc::socklen_t;
        // SAFETY: `info` is `length` writable bytes, the kernel writes at most that many, and the descriptor is open.
        let result = unsafe {
            libc::getsockopt(
                self.socket.as_raw_fd(),
                libc::IPPROTO_TCP,
                libc::TCP_INFO,
                info.as_mut_ptr().cast(),
                &raw mut length,
            )
        };
        let needed = offset_of!(libc::tcp_info, tcpi_rcv_ooopack) + size_of::<u32>();
        if result != 0 || (length as usize) < needed {
            return None;
        }
        // SAFETY: a structure of integers, zeroed before the call, is initialised whatever the kernel wrote.
        let info = unsafe { info.assume_init() };
        Some(Counted {
            acknowledged: info.tcpi_bytes_acked,
            ahead: u64::from(info.tcpi_sacked) * u64::from(info.tcpi_snd_mss),
            received: info.tcpi_bytes_received,
            segments: info.tcpi_data_segs_in,
            disordered: info.tcpi_rcv_ooopack,
            packet: info.tcpi_rcv_mss,
            sent: info.tcpi_data_segs_out,
            resent: info.tcpi_total_retrans,
        })
    }

    /// What the kernel counted so far: unknown on this system.
    #[cfg(not(target_os = "linux"))]
    pub fn counted(&self) -> Option<Counted> {
        None
    }
}

/// What the kernel counted on one connection (`struct tcp_info`, tcp(7), Linux 5.4).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Bytes the other side acknowledged.
    pub acknowledged: u64,
    /// Bytes it took beyond those, while it waits for a lost packet.
    pub ahead: u64,
    /// Bytes that arrived in order.
    pub received: u64,
    /// Packets with content that arrived, in whatever order.
    pub segments: u32,
    /// Of those, packets that came before one that was sent earlier.
    pub disordered: u32,
    /// Most content of a packet that arrived, bytes.
    pub packet: u32,
    /// Packets with content that were sent, those sent again too.
    pub sent: u32,
    /// Of those, packets sent again.
    pub resent: u32,
}

/// Keeps the bytes that wait unsent in the kernel below `bytes`, where the system can (`TCP_NOTSENT_LOWAT`, tcp(7)), so that
/// a probe on a loaded connection waits in the network and not in our own buffer.
pub fn keep_unsent_below(stream: &TcpStream, bytes: u32) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    socket2::SockRef::from(stream).set_tcp_notsent_lowat(bytes)?;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let _ = (stream, bytes);
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    #[tokio::test]
    async fn only_what_the_other_side_took_is_acknowledged() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
        let address = listener.local_addr().expect("bound");
        let mut stream = TcpStream::connect(address).await.expect("listening");
        let (mut peer, _) = listener.accept().await.expect("connected");
        keep_unsent_below(&stream, 16 * 1024).expect("Linux can");
        let counters = TcpCounters::of(&stream).expect("open");
        let before = counters.counted().expect("Linux tells").acknowledged;
        stream.write_all(&[0; 5000]).await.expect("open");
        peer.read_exact(&mut [0; 5000]).await.expect("sent");
        peer.write_all(b"!").await.expect("open");
        // The answer carries the acknowledgement.
        stream.read_exact(&mut [0; 1]).await.expect("answered");
        let after = counters.counted().expect("Linux tells");
        assert_eq!((after.acknowledged, after.ahead), (before + 5000, 0));
        assert_eq!((after.received, after.segments, after.disordered), (1, 1, 0));
        assert!(after.sent > 0 && after.resent == 0, "{after:?}");
    }
}
