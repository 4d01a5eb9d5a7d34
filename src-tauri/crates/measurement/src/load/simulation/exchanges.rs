//! The small exchanges of a load: opening connections, and the probes.

use super::stream::{CONTENT, Stream, WIRE};
use super::{Event, Reply, World};
use crate::load::engine::{Before, Engine, LOOK_EVERY_MS};
use crate::load::responsiveness::Foreign;
use maillon_diagnosis::checks::bandwidth::Direction;

/// Bytes of a small packet on the wire.
const SMALL: f64 = 90.0;
/// Bytes a connection costs on the wire, about.
const OPENING: u64 = 6_000;
/// Bytes a request on a loaded connection costs.
const OWN: u64 = 500;
/// Probes waiting at once.
const WAITING: usize = 16;

impl World {
    pub(super) fn open(&mut self, connections: u32) {
        let window = u64::from(self.ledger.window(connections));
        for _ in 0..connections {
            if self.ledger.take(OPENING) {
                self.opening += 1;
                self.ask(SMALL, Reply::Opening { window, phase: 0 });
            }
        }
    }

    /// One round trip with `bytes` through the bottleneck; what is lost is sent again.
    pub(super) fn ask(&mut self, bytes: f64, reply: Reply) {
        match self.bottleneck.pass(self.now, bytes) {
            Some(arrives) => self.at(arrives + self.case.line.rtt / 2.0, Event::Answered(reply)),
            None => self.at(self.now + 0.2 + 2.0 * self.case.line.rtt, Event::Ask { bytes, reply }),
        }
    }

    pub(super) fn opened(&mut self, window: u64, before: &Before) {
        self.opening -= 1;
        if self.engine.is_none() {
            self.engine = Some(Engine::new(before.clone(), self.now * 1000.0));
            self.at(self.now + LOOK_EVERY_MS / 1000.0, Event::Look);
            self.at(self.now, Event::Probe);
        }
        let packets = match self.case.direction {
            Direction::Download if !self.ledger.take_window(window) => return,
            Direction::Download => window / CONTENT,
            Direction::Upload => 0,
        };
        self.streams.push(Stream::open(self.case.control, self.now, window));
        let stream = self.streams.len() - 1;
        self.at(self.now + self.case.line.rtt / 2.0, Event::Credit { stream, packets });
    }

    pub(super) fn probe(&mut self) {
        let spacing = self.engine.as_ref().expect("probing").probe_spacing_ms() / 1000.0;
        self.at(self.now + spacing, Event::Probe);
        if self.waiting >= WAITING {
            return;
        }
        self.turn += 1;
        if self.turn.is_multiple_of(2) {
            if self.ledger.take_probe(OPENING) {
                self.foreign.push(Foreign {
                    at_ms: self.now * 1000.0,
                    ..Foreign::default()
                });
                let probe = self.foreign.len() - 1;
                self.waiting += 1;
                self.ask(
                    SMALL,
                    Reply::Foreign {
                        probe,
                        phase: 0,
                        began: self.now,
                    },
                );
            }
        } else if !self.streams.is_empty() && self.ledger.take_probe(OWN) {
            self.waiting += 1;
            self.ask(SMALL, Reply::Own { began: self.now });
        }
    }

    pub(super) fn phase(&mut self, probe: usize, phase: usize, began: f64) {
        let elapsed = Some((self.now - began) * 1000.0);
        let known = &mut self.foreign[probe];
        match phase {
            0 => known.tcp_ms = elapsed,
            1 => known.tls_ms = elapsed,
            _ => known.http_ms = elapsed,
        }
        if phase == 2 {
            self.waiting -= 1;
            return;
        }
        let bytes = if phase == 0 { 3.0 * WIRE } else { SMALL };
        self.ask(
            bytes,
            Reply::Foreign {
                probe,
                phase: phase + 1,
                began: self.now,
            },
        );
    }
}
