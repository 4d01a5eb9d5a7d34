//! A TCP sender: slow start with HyStart, then CUBIC (RFC 9438) or BBR (draft-cardwell-iccrg-bbr-congestion-control-00);
//! selective acknowledgements, one reduction a round trip, and a timeout when nothing comes back.

use std::collections::VecDeque;

/// Initial window, packets (RFC 6928).
const INITIAL: f64 = 10.0;
const CUBIC_BETA: f64 = 0.7;
const CUBIC_C: f64 = 0.4;
/// Packets acknowledged beyond one that is then taken for lost.
const REORDERING: u64 = 3;
const BBR_HIGH_GAIN: f64 = 2.885;
const BBR_CYCLE: [f64; 8] = [1.25, 0.75, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0];
const LEAST_TIMEOUT: f64 = 0.2;

/// The kind of congestion control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    Cubic,
    Bbr,
}

/// A packet on its way: transmission number, sequence number, time of sending, and what was delivered by then.
#[derive(Debug, Clone, Copy)]
struct Sent {
    number: u64,
    sequence: u64,
    at: f64,
    delivered: u64,
}

#[derive(Debug)]
pub struct Sender {
    control: Control,
    /// New packets that may be sent: what the application handed over and the peer has room for.
    pub allowed: u64,
    /// Packets sent again.
    pub resent: u64,
    next: u64,
    numbers: u64,
    lost: VecDeque<u64>,
    flying: VecDeque<Sent>,
    window: f64,
    threshold: f64,
    recovered_at: u64,
    cubic: Cubic,
    bbr: Bbr,
    least_rtt: f64,
    smooth_rtt: f64,
    delivered: u64,
    last_progress: f64,
}

#[derive(Debug, Default)]
struct Cubic {
    most: f64,
    epoch: Option<f64>,
    reno: f64,
    round_end: u64,
    round_rtt: f64,
}

#[derive(Debug)]
struct Bbr {
    rates: VecDeque<(u64, f64)>,
    round: u64,
    round_end: u64,
    full: f64,
    still: u32,
    filled: bool,
    drained: bool,
    cycle: usize,
    cycle_at: f64,
    next_send: f64,
}

impl Sender {
    pub fn new(control: Control, now: f64) -> Self {
        Self {
            control,
            allowed: 0,
            resent: 0,
            next: 0,
            numbers: 0,
            lost: VecDeque::new(),
            flying: VecDeque::new(),
            window: INITIAL,
            threshold: f64::INFINITY,
            recovered_at: 0,
            cubic: Cubic {
                round_rtt: f64::INFINITY,
                ..Cubic::default()
            },
            bbr: Bbr {
                rates: VecDeque::new(),
                round: 0,
                round_end: 0,
                full: 0.0,
                still: 0,
                filled: false,
                drained: false,
                cycle: 2,
                cycle_at: now,
                next_send: now,
            },
            least_rtt: f64::INFINITY,
            smooth_rtt: 0.0,
            delivered: 0,
            last_progress: now,
        }
    }

    /// Packets sent, those sent again too.
    pub fn sent(&self) -> u64 {
        self.numbers
    }

    /// Packets handed over and not yet sent once.
    pub fn unsent(&self) -> u64 {
        self.allowed - self.next
    }

    /// The next packet to send at `now`, with its transmission number; else when to ask again, if time alone helps.
    pub fn send(&mut self, now: f64) -> Result<(u64, u64), Option<f64>> {
        let waiting = !self.lost.is_empty() || self.next < self.allowed;
        if !waiting || self.flying.len() as f64 >= self.window() {
            return Err(None);
        }
        if self.control == Control::Bbr && self.rate().is_some() {
            if now + 1e-9 < self.bbr.next_send {
                return Err(Some(self.bbr.next_send));
            }
            self.bbr.next_send = self.bbr.next_send.max(now) + 1.0 / self.pace();
        }
        if self.flying.is_empty() {
            self.last_progress = now;
        }
        let sequence = if let Some(lost) = self.lost.pop_front() {
            self.resent += 1;
            lost
        } else {
            self.next += 1;
            self.next - 1
        };
        self.numbers += 1;
        self.flying.push_back(Sent {
            number: self.numbers,
            sequence,
            at: now,
            delivered: self.delivered,
        });
        Ok((sequence, self.numbers))
    }

    /// Takes the acknowledgement of transmission `number`.
    pub fn acknowledged(&mut self, now: f64, number: u64) {
        self.last_progress = now;
        while let Some(first) = self.flying.front().copied()
            && first.number + REORDERING <= number
        {
            self.flying.pop_front();
            self.lose(now, first);
        }
        let Some(at) = self.flying.iter().position(|sent| sent.number == number) else {
            return;
        };
        let sent = self.flying.remove(at).expect("found just now");
        self.delivered += 1;
        let rtt = now - sent.at;
        self.least_rtt = self.least_rtt.min(rtt);
        self.smooth_rtt = if self.smooth_rtt == 0.0 {
            rtt
        } else {
            self.smooth_rtt * 0.875 + rtt * 0.125
        };
        match self.control {
            Control::Cubic => self.grow_cubic(now, number, rtt),
            Control::Bbr => self.model_bbr(now, number, sent),
        }
    }

    /// When nothing came back for this long, everything on the way is taken for lost.
    pub fn deadline(&self) -> Option<f64> {
        let patience = (self.smooth_rtt * 2.0)
            .max(self.smooth_rtt + LEAST_TIMEOUT)
            .max(LEAST_TIMEOUT * 2.0);
        (!self.flying.is_empty()).then_some(self.last_progress + patience)
    }

    pub fn time_out(&mut self, now: f64) {
        self.last_progress = now;
        self.lost.extend(self.flying.drain(..).map(|sent| sent.sequence));
        self.lost.make_contiguous().sort_unstable();
        if self.control == Control::Cubic {
            self.reduce();
            self.window = 1.0;
        }
    }

    fn lose(&mut self, _now: f64, sent: Sent) {
        self.lost.push_back(sent.sequence);
        if self.control == Control::Cubic && sent.number > self.recovered_at {
            self.recovered_at = self.numbers;
            self.reduce();
        }
    }

    fn reduce(&mut self) {
        let shrinking = self.window < self.cubic.most;
        self.cubic.most = if shrinking {
            self.window * f64::midpoint(1.0, CUBIC_BETA)
        } else {
            self.window
        };
        self.window = (self.window * CUBIC_BETA).max(2.0);
        self.threshold = self.window;
        self.cubic.epoch = None;
    }

    fn grow_cubic(&mut self, now: f64, number: u64, rtt: f64) {
        if self.window < self.threshold {
            self.window += 1.0;
            self.cubic.round_rtt = self.cubic.round_rtt.min(rtt);
            if number >= self.cubic.round_end {
                let late = (self.least_rtt / 8.0).clamp(0.004, 0.016);
                if self.window >= 16.0 && self.cubic.round_rtt > self.least_rtt + late {
                    self.threshold = self.window;
                }
                self.cubic.round_end = self.numbers;
                self.cubic.round_rtt = f64::INFINITY;
            }
            return;
        }
        let epoch = *self.cubic.epoch.get_or_insert_with(|| {
            self.cubic.reno = self.window;
            self.cubic.most = self.cubic.most.max(self.window);
            now
        });
        self.cubic.reno += 3.0 * (1.0 - CUBIC_BETA) / (1.0 + CUBIC_BETA) / self.window;
        let until_most = ((self.cubic.most - self.threshold.min(self.cubic.most)) / CUBIC_C).cbrt();
        let target = CUBIC_C * (now - epoch + rtt - until_most).powi(3) + self.cubic.most;
        let target = target.max(self.cubic.reno).min(self.window * 1.5);
        if target > self.window {
            self.window += (target - self.window) / self.window;
        }
    }

    fn rate(&self) -> Option<f64> {
        self.bbr.rates.iter().map(|(_, rate)| *rate).reduce(f64::max)
    }

    fn pace(&self) -> f64 {
        let gain = match (self.bbr.filled, self.bbr.drained) {
            (false, _) => BBR_HIGH_GAIN,
            (true, false) => 1.0 / BBR_HIGH_GAIN,
            (true, true) => BBR_CYCLE[self.bbr.cycle],
        };
        gain * self.rate().unwrap_or(1.0)
    }

    fn window(&self) -> f64 {
        match (self.control, self.rate()) {
            (Control::Cubic, _) | (Control::Bbr, None) => self.window,
            (Control::Bbr, Some(rate)) => {
                let gain = if self.bbr.filled { 2.0 } else { BBR_HIGH_GAIN };
                (gain * rate * self.least_rtt + 3.0).max(4.0)
            }
        }
    }

    fn model_bbr(&mut self, now: f64, number: u64, sent: Sent) {
        let sample = (self.delivered - sent.delivered) as f64 / (now - sent.at);
        if number >= self.bbr.round_end {
            self.bbr.round += 1;
            self.bbr.round_end = self.numbers;
            let best = self.rate().unwrap_or(0.0);
            if best >= self.bbr.full * 1.25 {
                (self.bbr.full, self.bbr.still) = (best, 0);
            } else if !self.bbr.filled {
                self.bbr.still += 1;
                self.bbr.filled = self.bbr.still >= 3;
            }
        }
        let round = self.bbr.round;
        self.bbr.rates.retain(|(at, rate)| *at + 10 > round && *rate > sample);
        self.bbr.rates.push_back((round, sample));
        if self.bbr.filled && !self.bbr.drained {
            self.bbr.drained = self.flying.len() as f64 <= self.rate().unwrap_or(0.0) * self.least_rtt;
        }
        if now - self.bbr.cycle_at > self.least_rtt {
            self.bbr.cycle = (self.bbr.cycle + 1) % BBR_CYCLE.len();
            self.bbr.cycle_at = now;
        }
    }
}
