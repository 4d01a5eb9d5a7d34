//! Servers that mean harm or are broken: what they send never ends, never comes, or makes no sense.

use crate::namespace::Namespace;
use anyhow::{Context, Result};
use nix::poll::{PollFd, PollFlags, poll};
use socket2::SockRef;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The server looks this often whether it shall stop, milliseconds.
const IDLE_MS: u8 = 50;
/// Pause between two pieces of an endless body: 16 KiB each 5 ms is 26 Mbit/s.
const PIECE_EVERY: Duration = Duration::from_millis(5);

/// How a hostile server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Takes the connection and never says a word.
    Hang,
    /// Sends bytes of no protocol.
    Garbage,
    /// Resets the connection as soon as it is open.
    Reset,
    /// Sends an HTTP answer whose body never ends.
    Endless,
    /// Sends whoever asks for a page to a login page, as a captive portal does.
    Portal,
}

/// A hostile server, until it is dropped.
#[derive(Debug)]
pub struct Hostile {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Hostile {
    /// Takes TCP connections at `address`.
    pub fn start(namespace: &Namespace, address: SocketAddr, manner: Manner) -> Result<Self> {
        let listener = namespace
            .enter(|| TcpListener::bind(address))
            .with_context(|| format!("a hostile server at {address}"))?;
        listener.set_nonblocking(true)?;
        let stop = Arc::new(AtomicBool::new(false));
        let thread = thread::spawn({
            let stop = Arc::clone(&stop);
            move || accept(&listener, manner, &stop)
        });
        Ok(Self {
            stop,
            thread: Some(thread),
        })
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

/// Takes UDP datagrams at `address` and answers none, as a name server that never answers, until it is dropped.
pub fn silent(namespace: &Namespace, address: SocketAddr) -> Result<UdpSocket> {
    namespace
        .enter(|| UdpSocket::bind(address))
        .with_context(|| format!("a silent server at {address}"))
}

fn accept(listener: &TcpListener, manner: Manner, stop: &AtomicBool) {
    let mut held = Vec::new();
    thread::scope(|scope| {
        while !stop.load(Ordering::Relaxed) {
            poll(&mut [PollFd::new(listener.as_fd(), PollFlags::POLLIN)], IDLE_MS).ok();
            let Ok((stream, _)) = listener.accept() else { continue };
            match manner {
                Manner::Hang => held.push(stream),
                Manner::Garbage => {
                    (&stream).write_all(&[0x47; 4096]).ok();
                    stream.shutdown(Shutdown::Write).ok();
                    held.push(stream);
                }
                // A connection closed with no time to linger is reset (socket(7), SO_LINGER).
                Manner::Reset => drop(SockRef::from(&stream).set_linger(Some(Duration::ZERO))),
                Manner::Portal => drop(scope.spawn(move || redirect(&stream))),
                Manner::Endless => drop(scope.spawn(move || pour(&stream, stop))),
            }
        }
    });
}

fn redirect(mut stream: &TcpStream) {
    stream.set_nonblocking(false).ok();
    stream.set_read_timeout(Some(PIECE_EVERY * 200)).ok();
    let mut request = [0; 4096];
    // What is asked for does not matter.
    drop(stream.read(&mut request));
    let answer =
        "HTTP/1.1 302 Found\r\nLocation: http://portal.test/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    stream.write_all(answer.as_bytes()).ok();
}

fn pour(mut stream: &TcpStream, stop: &AtomicBool) {
    let piece = [b'x'; 16 << 10];
    stream.set_nonblocking(false).ok();
    stream.set_write_timeout(Some(PIECE_EVERY * 20)).ok();
    let mut result = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n");
    while result.is_ok() && !stop.load(Ordering::Relaxed) {
        thread::sleep(PIECE_EVERY);
        result = stream.write_all(&piece);
    }
}
