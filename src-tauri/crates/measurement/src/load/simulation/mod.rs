//! A load over a simulated line, event by event: real congestion control, a real queue, credit under a real ledger, probes
//! that wait and get lost like everything else. The engine under test sees what it would see of a real line.

mod bottleneck;
mod exchanges;
mod failures;
mod grid;
mod sender;
mod stream;

use super::capacity::Counting;
use super::engine::{Before, Engine, Found, LOOK_EVERY_MS, Look, Order, round_trip};
use super::flows::Flows;
use super::ledger::Ledger;
use super::ramp::Ramp;
use super::responsiveness::Foreign;
use bottleneck::{Bottleneck, Line};
use failures::Failure;
use maillon_diagnosis::Limits;
use maillon_diagnosis::checks::bandwidth::{Capacity, Direction, LoadBands, LoadEnd, LoadedDelay};
use sender::Control;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use stream::{Stream, WIRE};

/// Longest load, seconds.
const LONGEST: f64 = 8.0;

/// One load to simulate.
#[derive(Debug, Clone, Copy)]
struct Case {
    line: Line,
    control: Control,
    direction: Direction,
    cap: u64,
    precise: bool,
    seed: u64,
    failure: Option<Failure>,
}

/// What the engine made of it.
#[derive(Debug)]
struct Outcome {
    capacity: Capacity,
    delay: Option<LoadedDelay>,
    ended_by: LoadEnd,
    /// Bytes handed out by the ledger.
    spent: u64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Event {
    Arrives { stream: usize, sequence: u64, number: u64 },
    Acknowledged { stream: usize, number: u64 },
    Credit { stream: usize, packets: u64 },
    Send { stream: usize },
    TimedOut { stream: usize },
    Ask { bytes: f64, reply: Reply },
    Answered(Reply),
    Fail,
    Probe,
    Look,
}

/// What an answer through the bottleneck is the answer to.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Reply {
    Opening { window: u64, phase: usize },
    Foreign { probe: usize, phase: usize, began: f64 },
    Own { began: f64 },
}

struct World {
    case: Case,
    now: f64,
    events: BinaryHeap<Reverse<(u64, u64)>>,
    stored: Vec<Option<Event>>,
    bottleneck: Bottleneck,
    ledger: Ledger,
    streams: Vec<Stream>,
    opening: u32,
    engine: Option<Engine>,
    foreign: Vec<Foreign>,
    own: Vec<(f64, f64)>,
    waiting: usize,
    turn: usize,
}

fn simulate(case: Case) -> Outcome {
    let mut world = World {
        case,
        now: 0.0,
        events: BinaryHeap::new(),
        stored: Vec::new(),
        bottleneck: Bottleneck::new(case.line, case.seed),
        ledger: Ledger::new(case.cap),
        streams: Vec::new(),
        opening: 0,
        engine: None,
        foreign: Vec::new(),
        own: Vec::new(),
        waiting: 0,
        turn: 0,
    };
    world.run()
}

impl World {
    fn run(&mut self) -> Outcome {
        let idle = Foreign {
            at_ms: 0.0,
            tcp_ms: Some(self.case.line.rtt * 1000.0),
            tls_ms: Some(self.case.line.rtt * 1000.0 + 1.0),
            http_ms: Some(self.case.line.rtt * 1000.0 + 0.3),
        };
        let before = Before {
            bands: (!self.case.precise).then(|| LoadBands::of(&Limits::default(), self.case.direction)),
            idle: vec![idle; 5],
        };
        self.open(Ramp::new(round_trip(&before.idle)).connections());
        if let Some(failure) = self.case.failure {
            self.at(failure.at, Event::Fail);
        }
        let mut ended_by = LoadEnd::Time;
        while let Some(Reverse((at, place))) = self.events.pop() {
            self.now = at as f64 / 1e9;
            if self.now > LONGEST {
                break;
            }
            let event = self.stored[place as usize].take().expect("stored once");
            if let Some(end) = self.happen(event, &before) {
                ended_by = end;
                break;
            }
        }
        let mut engine = self.engine.take().expect("a connection opened");
        engine.probed(std::mem::take(&mut self.foreign), std::mem::take(&mut self.own));
        let Found { capacity, delay, .. } = engine.finish(ended_by);
        Outcome {
            capacity: capacity.expect("content moved"),
            delay,
            ended_by,
            spent: self.ledger.taken(),
        }
    }

    fn happen(&mut self, event: Event, before: &Before) -> Option<LoadEnd> {
        if self.is_of_a_failed_stream(event) {
            return None;
        }
        match event {
            Event::Arrives {
                stream,
                sequence,
                number,
            } => {
                self.streams[stream].receive(sequence);
                let back = self.now + self.case.line.rtt / 2.0;
                self.at(back, Event::Acknowledged { stream, number });
                if self.case.direction == Direction::Download {
                    self.streams[stream].delivered += 1;
                    let packets = self.streams[stream].credit(&self.ledger);
                    if packets > 0 {
                        self.at(back, Event::Credit { stream, packets });
                    }
                }
            }
            Event::Acknowledged { stream, number } => {
                let one = &mut self.streams[stream];
                if self.case.direction == Direction::Upload {
                    one.delivered += 1;
                }
                one.sender.acknowledged(self.now, number);
                self.send(stream);
            }
            Event::Credit { stream, packets } => {
                self.streams[stream].sender.allowed += packets;
                self.send(stream);
            }
            Event::Send { stream } => {
                self.streams[stream].paced = false;
                self.send(stream);
            }
            Event::TimedOut { stream } => {
                self.streams[stream].timer = false;
                match self.streams[stream].sender.deadline() {
                    Some(deadline) if deadline <= self.now => {
                        self.streams[stream].sender.time_out(self.now);
                        self.send(stream);
                    }
                    _ => self.watch(stream),
                }
            }
            Event::Ask { bytes, reply } => self.ask(bytes, reply),
            Event::Answered(Reply::Opening { window, phase: 0 }) => {
                self.ask(3.0 * WIRE, Reply::Opening { window, phase: 1 });
            }
            Event::Answered(Reply::Opening { window, .. }) => self.opened(window, before),
            Event::Answered(Reply::Foreign { probe, phase, began }) => self.phase(probe, phase, began),
            Event::Answered(Reply::Own { began }) => {
                self.waiting -= 1;
                self.own.push((began * 1000.0, (self.now - began) * 1000.0));
            }
            Event::Fail => self.fail(),
            Event::Probe => self.probe(),
            Event::Look => return self.look(),
        }
        None
    }

    fn at(&mut self, time: f64, event: Event) {
        self.stored.push(Some(event));
        self.events
            .push(Reverse(((time * 1e9) as u64, self.stored.len() as u64 - 1)));
    }

    fn send(&mut self, stream: usize) {
        if self.case.direction == Direction::Upload {
            self.streams[stream].hand_over(&self.ledger);
        }
        loop {
            match self.streams[stream].sender.send(self.now) {
                Ok((sequence, number)) => {
                    if let Some(arrives) = self.bottleneck.pass(self.now, WIRE) {
                        self.at(
                            arrives,
                            Event::Arrives {
                                stream,
                                sequence,
                                number,
                            },
                        );
                    }
                }
                Err(Some(later)) => {
                    if !self.streams[stream].paced {
                        self.streams[stream].paced = true;
                        self.at(later, Event::Send { stream });
                    }
                    break;
                }
                Err(None) => break,
            }
        }
        self.watch(stream);
    }

    fn watch(&mut self, stream: usize) {
        if !self.streams[stream].timer
            && let Some(deadline) = self.streams[stream].sender.deadline()
        {
            self.streams[stream].timer = true;
            self.at(deadline.max(self.now + 1e-3), Event::TimedOut { stream });
        }
    }

    fn lost(&self) -> Option<f64> {
        let share = |all: u64, lost: u64| (all > 0).then(|| lost as f64 / all as f64);
        match self.case.direction {
            Direction::Download => share(
                self.streams.iter().map(|stream| stream.delivered).sum(),
                self.streams.iter().map(|stream| stream.disordered).sum(),
            ),
            Direction::Upload => share(
                self.streams.iter().map(|stream| stream.sender.sent()).sum(),
                self.streams.iter().map(|stream| stream.sender.resent).sum(),
            ),
        }
    }

    fn look(&mut self) -> Option<LoadEnd> {
        let arrived = self.streams.iter().map(Stream::arrived).sum();
        let look = Look {
            at_ms: self.now * 1000.0,
            arrived,
            counting: Counting::Delivered,
            lost: self.lost(),
            flows: Flows::count(
                self.opening,
                self.streams.iter().map(|stream| stream.state(&self.ledger)),
            ),
        };
        let engine = self.engine.as_mut().expect("looking");
        engine.probed(self.foreign.clone(), self.own.clone());
        let order = engine.look(look);
        match order {
            Order::Stop(end) => return Some(end),
            Order::Go(more) => self.open(more),
        }
        self.at(self.now + LOOK_EVERY_MS / 1000.0, Event::Look);
        None
    }
}
