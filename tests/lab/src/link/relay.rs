//! Carries frames between two packet sockets, one thread a link (packet(7)).

use super::queue::Queue;
use super::{Lane, Road};
use anyhow::{Context, Result};
use nix::errno::Errno;
use nix::ifaddrs::getifaddrs;
use nix::poll::{PollFd, PollFlags, ppoll};
use nix::sys::socket::{
    AddressFamily, MsgFlags, SockFlag, SockProtocol, SockType, bind, recv, send, setsockopt, socket, sockopt,
};
use nix::sys::time::TimeSpec;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The relay looks this often whether it shall stop.
const IDLE: Duration = Duration::from_millis(20);
/// Frames taken from one side before the other is served.
const BATCH: usize = 64;
/// Room for what arrives while the relay waits for the processor, bytes.
const RECEIVE_BUFFER: usize = 16 << 20;
/// Longer than any frame: offloads are off.
const LONGEST_FRAME: usize = 65_536;

/// Opens a packet socket on each of two interfaces of the namespace the thread is in.
pub fn open(interfaces: [&str; 2]) -> Result<[OwnedFd; 2]> {
    let [a, b] = interfaces;
    Ok([open_one(a)?, open_one(b)?])
}

/// Carries frames until told to stop.
pub fn relay(sockets: &[OwnedFd; 2], lanes: &[Arc<Lane>; 2], stop: &AtomicBool) {
    let mut sides = [Side::default(), Side::default()];
    let mut frame = vec![0; LONGEST_FRAME];
    while !stop.load(Ordering::Relaxed) {
        wait(sockets, &sides);
        for side in 0..2 {
            take(&sockets[side], &lanes[side], &mut sides[side], &mut frame);
            deliver(&sockets[1 - side], &mut sides[side]);
        }
    }
}

fn open_one(interface: &str) -> Result<OwnedFd> {
    let what = || format!("a packet socket on {interface}");
    let flags = SockFlag::SOCK_NONBLOCK | SockFlag::SOCK_CLOEXEC;
    let socket = socket(AddressFamily::Packet, SockType::Raw, flags, SockProtocol::EthAll).with_context(what)?;
    setsockopt(&socket, sockopt::RcvBufForce, &RECEIVE_BUFFER).with_context(what)?;
    let address = getifaddrs()
        .with_context(what)?
        .filter(|entry| entry.interface_name == interface)
        .find_map(|entry| entry.address?.as_link_addr().copied())
        .with_context(what)?;
    bind(socket.as_raw_fd(), &address).with_context(what)?;
    // What came in before the socket was bound is of any interface.
    while recv(socket.as_raw_fd(), &mut [0; 1], MsgFlags::empty()).is_ok() {}
    Ok(socket)
}

fn wait(sockets: &[OwnedFd; 2], sides: &[Side; 2]) {
    let now = Instant::now();
    let next = sides.iter().flat_map(|side| &side.queues).filter_map(Queue::due).min();
    let pause = next.map_or(IDLE, |due| due.saturating_duration_since(now).min(IDLE));
    let mut ends = [0, 1].map(|side: usize| PollFd::new(sockets[side].as_fd(), PollFlags::POLLIN));
    // An interruption or an error comes back at once: the sockets are tried all the same.
    ppoll(&mut ends, Some(TimeSpec::from(pause)), None).ok();
}

/// The queues of one direction: the first is that of all frames, the others are those of the frames treated apart.
#[derive(Debug, Default)]
struct Side {
    queues: Vec<Queue>,
    seed: u64,
}

impl Side {
    /// Has a queue for each way of treating frames, drawn from the seed of the road.
    fn follow(&mut self, road: &Road) {
        let seed = |number: usize| road.seed + number as u64 * 1000;
        if self.seed != road.seed {
            for (number, queue) in self.queues.iter_mut().enumerate() {
                queue.seed(seed(number));
            }
            self.seed = road.seed;
        }
        for number in self.queues.len()..=road.apart.len() {
            self.queues.push(Queue::new(Instant::now(), seed(number)));
        }
    }
}

fn take(socket: &OwnedFd, lane: &Lane, side: &mut Side, frame: &mut [u8]) {
    let road = lane.road();
    side.follow(&road);
    for _ in 0..BATCH {
        match recv(socket.as_raw_fd(), frame, MsgFlags::empty()) {
            Ok(length) if !lane.is_cut.load(Ordering::Relaxed) => {
                let frame = &frame[..length];
                let apart = road.apart.iter().position(|(apart, _)| apart.takes(frame));
                let shape = apart.map_or(&road.all, |position| &road.apart[position].1);
                let queue = &mut side.queues[apart.map_or(0, |position| position + 1)];
                let now = Instant::now();
                queue.push(now, frame, shape);
                if apart.is_none()
                    && let Some(backlog) = lane.backlog().as_mut()
                {
                    backlog.note(now, queue.busy_until());
                }
            }
            Ok(_) | Err(Errno::EINTR) => {}
            Err(_) => return,
        }
    }
}

fn deliver(socket: &OwnedFd, side: &mut Side) {
    for queue in &mut side.queues {
        while let Some(frame) = queue.pop(Instant::now()) {
            // A frame that the other end has no room for is lost, as on any link.
            send(socket.as_raw_fd(), &frame, MsgFlags::empty()).ok();
        }
    }
}
