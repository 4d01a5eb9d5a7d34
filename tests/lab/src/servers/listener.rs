//! A remote desktop listener whose slowness and limits are set. It negotiates as a real one does and knows no login.

use crate::namespace::Namespace;
use anyhow::{Context, Result};
use nix::poll::{PollFd, PollFlags, poll};
use socket2::SockRef;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// The listener looks this often whether it shall stop, milliseconds.
const IDLE_MS: u8 = 50;
/// A port is free by then once its server was killed.
const FREED: Duration = Duration::from_secs(5);
const AGAIN: Duration = Duration::from_millis(20);
/// A visitor that has said nothing by then has gone.
const PATIENCE: Duration = Duration::from_secs(10);
/// Length of a connection request with a negotiation (MS-RDPBCGR 2.2.1.1).
const REQUEST: usize = 19;
/// A connection confirm that chooses standard RDP security (MS-RDPBCGR 2.2.1.2): no TLS follows it.
const CONFIRM: [u8; 19] = [3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, 2, 0, 8, 0, 0, 0, 0, 0];

/// How it treats its visitors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Manners {
    /// Time from a request to its answer while no other visitor is there.
    pub answer: Duration,
    /// What each other visitor adds to that.
    pub answer_each: Duration,
    /// Visitors at once; those beyond are reset. None for any number.
    pub at_once: Option<u32>,
    /// Every so many visitors one is reset. None for never.
    pub resets_every: Option<u32>,
}

/// A listener, until it is dropped.
#[derive(Debug)]
pub struct Listener {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    /// Takes connections at `address`.
    pub fn start(namespace: &Namespace, address: SocketAddr, manners: Manners) -> Result<Self> {
        let listener = namespace
            .enter(|| bind(address))
            .with_context(|| format!("a remote desktop listener at {address}"))?;
        listener.set_nonblocking(true)?;
        let stop = Arc::new(AtomicBool::new(false));
        let thread = thread::spawn({
            let stop = Arc::clone(&stop);
            move || accept(&listener, manners, &stop)
        });
        Ok(Self {
            stop,
            thread: Some(thread),
        })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

/// Takes a port that the server before it may still hold: the kernel ends a killed program a moment after it is reaped.
fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let start = Instant::now();
    loop {
        match TcpListener::bind(address) {
            Err(error) if error.kind() == ErrorKind::AddrInUse && start.elapsed() < FREED => thread::sleep(AGAIN),
            result => return result,
        }
    }
}

fn accept(listener: &TcpListener, manners: Manners, stop: &AtomicBool) {
    let inside = AtomicU32::new(0);
    let mut visitors = 0_u32;
    thread::scope(|scope| {
        while !stop.load(Ordering::Relaxed) {
            poll(&mut [PollFd::new(listener.as_fd(), PollFlags::POLLIN)], IDLE_MS).ok();
            let Ok((stream, _)) = listener.accept() else { continue };
            visitors += 1;
            let others = inside.load(Ordering::Relaxed);
            let is_full = manners.at_once.is_some_and(|most| others >= most);
            let is_unlucky = manners.resets_every.is_some_and(|every| visitors.is_multiple_of(every));
            if is_full || is_unlucky {
                // A connection closed with no time to linger is reset (socket(7), SO_LINGER).
                SockRef::from(&stream).set_linger(Some(Duration::ZERO)).ok();
                continue;
            }
            inside.fetch_add(1, Ordering::Relaxed);
            let wait = manners.answer + manners.answer_each * others;
            let inside = &inside;
            scope.spawn(move || {
                serve(&stream, wait);
                inside.fetch_sub(1, Ordering::Relaxed);
            });
        }
    });
}

/// Answers one request and waits for the visitor to go.
fn serve(mut stream: &TcpStream, wait: Duration) {
    let ready = stream
        .set_nonblocking(false)
        .and_then(|()| stream.set_read_timeout(Some(PATIENCE)));
    let mut request = [0; REQUEST];
    if ready.and_then(|()| stream.read_exact(&mut request)).is_err() {
        return;
    }
    thread::sleep(wait);
    if stream.write_all(&CONFIRM).is_ok() {
        while stream.read(&mut request).is_ok_and(|read| read > 0) {}
    }
}
