//! What the system counted on one of our own TCP connections (`SIO_TCP_INFO`, Windows 10 1703 or later).

use crate::host::parse::windows::tcp_info::{LENGTH, TcpInfo, tcp_info as understood};
use std::io::{self, ErrorKind};
use std::os::windows::io::AsRawSocket;
use std::ptr::null_mut;
use tokio::net::TcpStream;
use windows_sys::Win32::Networking::WinSock::{SIO_TCP_INFO, WSAIoctl};

/// The counters of `stream`; an error of the system where it does not tell them.
#[expect(unsafe_code, reason = "no safe library asks for it")]
pub(crate) fn tcp_info(stream: &TcpStream) -> io::Result<TcpInfo> {
    let version = 0_u32;
    // Words of eight bytes, so that the structure is aligned.
    let mut answer = [0_u64; LENGTH / 8];
    let mut length = 0;
    // SAFETY: the socket is open; version and answer are as long as is said, and nothing is done later.
    let result = unsafe {
        WSAIoctl(
            stream.as_raw_socket() as usize,
            SIO_TCP_INFO,
            (&raw const version).cast(),
            size_of::<u32>() as u32,
            answer.as_mut_ptr().cast(),
            LENGTH as u32,
            &raw mut length,
            null_mut(),
            None,
        )
    };
    if result != 0 {
        return Err(io::Error::last_os_error());
    }
    let bytes: Vec<u8> = answer
        .into_iter()
        .flat_map(u64::to_ne_bytes)
        .take(length as usize)
        .collect();
    understood(&bytes).ok_or_else(|| ErrorKind::InvalidData.into())
}
