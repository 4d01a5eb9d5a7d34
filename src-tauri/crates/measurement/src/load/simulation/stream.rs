//! One loaded connection: what its sender may send, and what its receiver got in order.

use super::super::flows::FlowState;
use super::super::ledger::Ledger;
use super::sender::{Control, Sender};
use std::collections::BTreeSet;

/// Bytes of a full packet on the wire, Ethernet header included.
pub const WIRE: f64 = 1514.0;
/// Bytes of content in it: 1448 less TLS and HTTP/2.
pub const CONTENT: u64 = 1443;
/// Bytes handed over at once when posting.
const CHUNK: u64 = 64 * 1024;

#[derive(Debug)]
pub struct Stream {
    pub sender: Sender,
    pub timer: bool,
    /// Packets that the line delivered, in whatever order.
    pub delivered: u64,
    /// Of those, packets that came before one that was sent earlier.
    pub disordered: u64,
    pub paced: bool,
    pub failed: bool,
    window: u64,
    credited: u64,
    expected: u64,
    waiting: BTreeSet<u64>,
}

impl Stream {
    pub fn open(control: Control, now: f64, window: u64) -> Self {
        Self {
            sender: Sender::new(control, now),
            timer: false,
            delivered: 0,
            disordered: 0,
            paced: false,
            failed: false,
            window,
            credited: 0,
            expected: 0,
            waiting: BTreeSet::new(),
        }
    }

    /// Takes a packet.
    pub fn receive(&mut self, sequence: u64) {
        self.disordered += u64::from(sequence > self.expected);
        if sequence >= self.expected {
            self.waiting.insert(sequence);
        }
        while self.waiting.remove(&self.expected) {
            self.expected += 1;
        }
    }

    /// Gives credit for what was read, once it is half of the window, as the HTTP/2 library does.
    pub fn credit(&mut self, ledger: &Ledger) -> u64 {
        let owed = (self.expected - self.credited) * CONTENT;
        if owed <= self.window / 2 || !ledger.take_content(owed) {
            return 0;
        }
        let packets = self.expected - self.credited;
        self.credited = self.expected;
        packets
    }

    /// What it does.
    pub fn state(&self, ledger: &Ledger) -> FlowState {
        if self.failed {
            FlowState::Failed
        } else if ledger.is_exhausted() && self.expected >= self.sender.allowed {
            FlowState::Idle
        } else {
            FlowState::Moving
        }
    }

    /// Hands content over as long as little of it waits unsent.
    pub fn hand_over(&mut self, ledger: &Ledger) {
        while self.sender.unsent() * CONTENT < CHUNK && ledger.take_content(CHUNK) {
            self.sender.allowed += CHUNK / CONTENT;
        }
    }

    /// Content that the line delivered as far as the client knows, bytes.
    pub fn arrived(&self) -> u64 {
        CONTENT * self.delivered
    }
}
