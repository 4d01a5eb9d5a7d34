//! A link between two namespaces, with delay, rate and a queue of its own in each direction.
//!
//! Frames are relayed in user space between two veth pairs. Offloads are off, so that what is relayed is what a cable
//! would carry: whole frames with their checksums.

mod backlog;
mod chance;
mod queue;
mod relay;
mod shape;

pub use backlog::Backlog;
pub use shape::{Apart, Shape};

use crate::namespace::Namespace;
use crate::shell;
use anyhow::{Context, Result, anyhow};
use nix::unistd::{Pid, gettid};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::{self, JoinHandle};

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

/// How a direction treats its frames: those of the first kind that takes one, else as all the others.
#[derive(Debug, Clone, Default, PartialEq)]
struct Road {
    all: Shape,
    apart: Vec<(Apart, Shape)>,
    seed: u64,
}

/// What the relay reads and a test changes, for one direction.
#[derive(Debug)]
struct Lane {
    road: Mutex<Arc<Road>>,
    is_cut: AtomicBool,
    /// Of the frames that are not treated apart; none while nobody wants it.
    backlog: Mutex<Option<Backlog>>,
}

impl Lane {
    fn new(shape: Shape, seed: u64) -> Arc<Self> {
        let road = Road {
            all: shape,
            apart: Vec::new(),
            seed,
        };
        Arc::new(Self {
            road: Mutex::new(Arc::new(road)),
            is_cut: AtomicBool::new(false),
            backlog: Mutex::new(None),
        })
    }

    fn road(&self) -> Arc<Road> {
        Arc::clone(&self.road.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn backlog(&self) -> MutexGuard<'_, Option<Backlog>> {
        self.backlog.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Road)) {
        let mut road = self.road.lock().unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut road));
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
        let seed = u64::from(number) * 2;
        let lanes = [Lane::new(there, seed), Lane::new(back, seed + 1)];
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

    /// How its two directions treat their frames now, those that are treated apart left out.
    pub fn shapes(&self) -> [Shape; 2] {
        [0, 1].map(|side: usize| self.lanes[side].road().all)
    }

    /// Changes both directions while frames pass.
    pub fn shape(&self, shapes: [Shape; 2]) {
        for (lane, shape) in self.lanes.iter().zip(shapes) {
            lane.change(|road| road.all = shape);
        }
    }

    /// Treats some frames apart from now on, with a queue of their own in each direction.
    pub fn set_apart(&self, apart: Apart, shapes: [Shape; 2]) {
        for (lane, shape) in self.lanes.iter().zip(shapes) {
            lane.change(|road| road.apart.push((apart, shape)));
        }
    }

    /// Draws losses and delays from another seed from now on.
    pub fn seed(&self, seed: u64) {
        for lane in &self.lanes {
            lane.change(|road| road.seed = seed.wrapping_mul(0x100) + road.seed % 0x100);
        }
    }

    /// Notes from now on how full the queues are, those of frames treated apart left out.
    pub fn note_backlog(&self) {
        for lane in &self.lanes {
            *lane.backlog() = Some(Backlog::default());
        }
    }

    /// What was noted since [`Self::note_backlog`], which ends.
    pub fn backlog(&self) -> [Backlog; 2] {
        [0, 1].map(|side: usize| self.lanes[side].backlog().take().unwrap_or_default())
    }

    /// Ends what [`Self::cut`] began.
    pub fn mend(&self) {
        for lane in &self.lanes {
            lane.is_cut.store(false, Ordering::Relaxed);
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
