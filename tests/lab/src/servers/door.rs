//! A remote desktop listener that counts its visitors, answers late if told so, and breaks off what is too much for it.

use crate::namespace::Namespace;
use anyhow::{Context, Result};
use nix::poll::{PollFd, PollFlags, poll};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The server looks this often whether it shall stop, milliseconds.
const IDLE_MS: u8 = 50;
/// Longest wait for a word or a goodbye of a visitor.
const PATIENCE: Duration = Duration::from_secs(10);
/// The 19 bytes that choose standard RDP security (MS-RDPBCGR 2.2.1.2.1).
const CONFIRM: [u8; 19] = [3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, 2, 0, 8, 0, 0, 0, 0, 0];

/// How a door serves its visitors.
#[derive(Debug, Clone, Copy)]
pub struct Service {
    /// Time it thinks before each answer.
    pub think: Duration,
    /// Visitors it serves at once; it hangs up on any other.
    pub most: u32,
}

/// What a door saw so far.
#[derive(Debug, Default)]
struct Counts {
    open: AtomicU32,
    most: AtomicU32,
    visits: AtomicU32,
    unclean: AtomicU32,
}

/// A listener, until it is dropped.
#[derive(Debug)]
pub struct Door {
    counts: Arc<Counts>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Door {
    /// Takes connections at `address`.
    pub fn start(namespace: &Namespace, address: SocketAddr, service: Service) -> Result<Self> {
        let listener = namespace
            .enter(|| TcpListener::bind(address))
            .with_context(|| format!("a door at {address}"))?;
        listener.set_nonblocking(true)?;
        let (counts, stop) = (Arc::new(Counts::default()), Arc::new(AtomicBool::new(false)));
        let thread = thread::spawn({
            let (counts, stop) = (Arc::clone(&counts), Arc::clone(&stop));
            move || accept(&listener, service, &counts, &stop)
        });
        Ok(Self {
            counts,
            stop,
            thread: Some(thread),
        })
    }

    /// Most visitors it ever had at once.
    pub fn most_at_once(&self) -> u32 {
        self.counts.most.load(Ordering::Relaxed)
    }

    /// Visitors it had in all.
    pub fn visits(&self) -> u32 {
        self.counts.visits.load(Ordering::Relaxed)
    }

    /// Visitors that were served and left without a goodbye.
    pub fn unclean(&self) -> u32 {
        self.counts.unclean.load(Ordering::Relaxed)
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

fn accept(listener: &TcpListener, service: Service, counts: &Counts, stop: &AtomicBool) {
    thread::scope(|scope| {
        while !stop.load(Ordering::Relaxed) {
            poll(&mut [PollFd::new(listener.as_fd(), PollFlags::POLLIN)], IDLE_MS).ok();
            while let Ok((stream, _)) = listener.accept() {
                let open = counts.open.fetch_add(1, Ordering::Relaxed) + 1;
                counts.most.fetch_max(open, Ordering::Relaxed);
                counts.visits.fetch_add(1, Ordering::Relaxed);
                scope.spawn(move || {
                    if open <= service.most && serve(stream, service.think).is_err() {
                        counts.unclean.fetch_add(1, Ordering::Relaxed);
                    }
                    counts.open.fetch_sub(1, Ordering::Relaxed);
                });
            }
        }
    });
}

/// Answers one request and waits for the visitor to close.
fn serve(mut stream: TcpStream, think: Duration) -> std::io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut request = [0; 19];
    stream.read_exact(&mut request)?;
    thread::sleep(think);
    stream.write_all(&CONFIRM)?;
    let mut rest = [0; 1024];
    while stream.read(&mut rest)? > 0 {}
    Ok(())
}
