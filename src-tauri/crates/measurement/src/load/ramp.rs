//! How many connections to load with: twice as many as long as that moves more.

/// Connections at the start, by the round trip below which so many are enough, milliseconds: the longer the line, the less
/// each carries while it starts slowly (RFC 6928: ten packets a round trip at first).
const FIRST: [(f64, u32); 3] = [(50.0, 4), (100.0, 8), (f64::INFINITY, 16)];
/// Round trip where none is known, milliseconds.
const USUAL_MS: f64 = 30.0;
/// Connections at the most (MNP in draft-ietf-ippm-responsiveness-09 § 4.2).
pub const MOST: u32 = 16;
/// A step that gains less than this share ends the ramp.
const GAIN: f64 = 0.10;
/// Connections that carry less than this each, bits a second, are enough: a window of 64 KiB carries it over half a second,
/// and more of them would only lose each other's packets.
const WORTH: f64 = 1e6;

/// The state of the ramp.
#[derive(Debug, Clone)]
pub struct Ramp {
    connections: u32,
    last_bps: Option<f64>,
    added: bool,
    held: bool,
    flat: bool,
}

impl Ramp {
    /// Begins on a line with this round trip, milliseconds.
    pub fn new(rtt_ms: Option<f64>) -> Self {
        let rtt_ms = rtt_ms.unwrap_or(USUAL_MS);
        let first = FIRST.iter().find(|(below, _)| rtt_ms < *below);
        Self {
            connections: first.map_or(MOST, |(_, connections)| *connections),
            last_bps: None,
            added: false,
            held: false,
            flat: false,
        }
    }

    /// Connections wanted now.
    pub fn connections(&self) -> u32 {
        self.connections
    }

    /// Whether no more connections will be added.
    pub fn is_held(&self) -> bool {
        self.held
    }

    /// Whether it was seen that more connections move no more.
    pub fn is_flat(&self) -> bool {
        self.flat
    }

    /// Ends the ramp before the connections ordered last were opened: nothing is known of them.
    pub fn hold(&mut self) {
        (self.held, self.flat) = (true, false);
    }

    /// Takes the goodput at the end of a step, bits a second; gives how many connections to add.
    pub fn step(&mut self, bps: f64) -> u32 {
        let gained = self.last_bps.is_none_or(|last| bps >= last * (1.0 + GAIN));
        self.last_bps = Some(bps);
        let crowded = bps < WORTH * f64::from(self.connections);
        self.flat = self.added && !gained;
        if self.held || !gained || crowded || self.connections >= MOST {
            self.held = true;
            return 0;
        }
        let more = self.connections.min(MOST - self.connections);
        self.connections += more;
        self.added = true;
        more
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_double_until_they_gain_nothing() {
        let mut ramp = Ramp::new(None);
        assert_eq!((ramp.connections(), ramp.step(10e6)), (4, 4));
        assert_eq!((ramp.step(10.9e6), ramp.is_held(), ramp.is_flat()), (0, true, true));
        assert_eq!(ramp.step(50e6), 0, "held for good");
        assert_eq!(ramp.connections(), 8);
    }

    #[test]
    fn a_slow_line_is_not_crowded() {
        let mut ramp = Ramp::new(None);
        assert_eq!((ramp.step(1e6), ramp.is_held(), ramp.is_flat()), (0, true, false));
    }

    #[test]
    fn there_are_never_more_than_sixteen() {
        let mut ramp = Ramp::new(None);
        let added: u32 = (1..10).map(|step| ramp.step(f64::from(step) * 1e9)).sum();
        assert_eq!(4 + added, MOST);
        assert!(ramp.is_held());
    }
}
