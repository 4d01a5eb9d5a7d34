//! A link between two namespaces, with delay, rate and a queue of its own in each direction.
//!
//! Frames are relayed in user space between two veth pairs. Offloads are off, so that what is relayed is what a cable
//! would carry: whole frames with their checksums.

mod queue;
mod relay;

use crate::namespace::Namespace;
use crate::shell;
use anyhow::{Context, Result, anyhow};
use nix::unistd::{Pid, gettid};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// One end of a link.
#[derive(Debug, Clone, Copy)]
pub struct End<'a> {
    /// Where it is.
    pub namespace: &'a Namespace,
    /// Name of its interface.
    pub interface: &'a str,
    /// Its address with the length of the prefix.
    pub address: &'a str,
}

/// How one direction of a link treats its frames.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// Time a frame is under way.
    pub delay: Duration,
    /// Bits a second, Ethernet headers included; none for a link that never makes a frame wait.
    pub rate_bps: Option<f64>,
    /// Longest wait in the queue: a frame that would wait longer is dropped.
    pub queue: Duration,
}

impl Shape {
    /// A link that only delays.
    pub fn delay(delay: Duration) -> Self {
        Self {
            delay,
            rate_bps: None,
            queue: Duration::ZERO,
        }
    }
}

/// What the relay reads and a test changes, for one direction.
#[derive(Debug)]
struct Lane {
    shape: Mutex<Shape>,
    is_cut: AtomicBool,
}

impl Lane {
    fn new(shape: Shape) -> Arc<Self> {
        Arc::new(Self {
            shape: Mutex::new(shape),
            is_cut: AtomicBool::new(false),
        })
    }

    fn shape(&self) -> Shape {
        *self.shape.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A link that works until it is dropped.
#[derive(Debug)]
pub struct Link {
    lanes: [Arc<Lane>; 2],
    stop: Arc<AtomicBool>,
    relay: Option<JoinHandle<()>>,
}

impl Link {
    /// Lays a link from `a` to `b` through the namespace `wires`; `number` tells it from the other links there.
    pub fn lay(wires: &Namespace, number: u8, [a, b]: [End<'_>; 2], [there, back]: [Shape; 2]) -> Result<Self> {
        let sides = [format!("a{number}"), format!("b{number}")];
        for (end, side) in [a, b].into_iter().zip(&sides) {
            pair(wires, side, end)?;
        }
        let lanes = [Lane::new(there), Lane::new(back)];
        let stop = Arc::new(AtomicBool::new(false));
        let sockets = wires.enter(|| relay::open([&sides[0], &sides[1]]))?;
        let (tell, told) = mpsc::channel();
        let relay = thread::Builder::new().name(format!("link {number}")).spawn({
            let lanes = lanes.clone();
            let stop = Arc::clone(&stop);
            move || {
                tell.send(gettid()).ok();
                relay::relay(&sockets, &lanes, &stop);
            }
        })?;
        put_first(told.recv().context("the relay did not start")?)?;
        Ok(Self {
            lanes,
            stop,
            relay: Some(relay),
        })
    }

    /// Changes both directions while frames pass.
    pub fn shape(&self, shapes: [Shape; 2]) {
        for (lane, shape) in self.lanes.iter().zip(shapes) {
            *lane.shape.lock().unwrap_or_else(PoisonError::into_inner) = shape;
        }
    }

    /// Swallows every frame from now on, in both directions, without telling anybody.
    pub fn cut(&self) {
        for lane in &self.lanes {
            lane.is_cut.store(true, Ordering::Relaxed);
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(relay) = self.relay.take() {
            relay.join().ok();
        }
    }
}

/// Joins two namespaces by a plain veth pair: a network too good to need emulating.
pub fn join(a: End<'_>, b: End<'_>) -> Result<()> {
    let (here, there) = (a.namespace.name(), b.namespace.name());
    let pair = format!("peer name {} netns {there}", b.interface);
    shell::run(
        "ip",
        &format!("link add name {} netns {here} type veth {pair}", a.interface),
    )?;
    address(a)?;
    address(b)
}

fn pair(wires: &Namespace, side: &str, end: End<'_>) -> Result<()> {
    let peer = format!("peer name {} netns {}", end.interface, end.namespace.name());
    let wire = wires.name();
    shell::run("ip", &format!("link add name {side} netns {wire} type veth {peer}"))?;
    wires.ip(&format!("link set {side} up"))?;
    plain(wires, side)?;
    plain(end.namespace, end.interface)?;
    address(end)
}

fn address(end: End<'_>) -> Result<()> {
    end.namespace
        .ip(&format!("address add {} dev {}", end.address, end.interface))?;
    end.namespace.ip(&format!("link set {} up", end.interface))
}

fn plain(namespace: &Namespace, interface: &str) -> Result<()> {
    let offloads = "tx off rx off tso off gso off gro off";
    let ethtool = format!("netns exec {} ethtool -K {interface} {offloads}", namespace.name());
    shell::run("ip", &ethtool).map(drop)
}

/// A relay that waits for a busy processor would be a slow link that nobody asked for.
fn put_first(thread: Pid) -> Result<()> {
    shell::run("renice", &format!("-n -15 -p {thread}"))
        .map(drop)
        .map_err(|error| anyhow!("the relay cannot go first: {error:#}"))
}
