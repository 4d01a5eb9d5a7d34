//! What one connection did last, and how fast it goes: shared by its socket, its requests and its watch.

use crate::limits::flow::Flow;
use crate::limits::spending::Spending;
use crate::metrics::Metrics;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Bytes a connection may take from its socket before its requests have a turn: what waits between the two is never more.
const TURN: usize = 256 * 1024;

/// What one connection did last. Times are milliseconds after `start`.
#[derive(Debug)]
pub struct Activity {
    start: Instant,
    moved_ms: AtomicU64,
    asked_ms: AtomicU64,
    requests: AtomicU64,
    busy: AtomicU32,
    turn: AtomicUsize,
    quantum: AtomicUsize,
    client: Arc<Spending>,
    all: Arc<Spending>,
    flow: Arc<Flow>,
    metrics: Arc<Metrics>,
}

/// Why a connection has to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It asked for nothing.
    NoRequest,
    /// Nothing moved, or nothing was asked, for too long.
    Idle,
    /// It lasted as long as any may.
    TooLong,
}

impl Ending {
    /// Its name in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoRequest => "no_request",
            Self::Idle => "idle",
            Self::TooLong => "too_long",
        }
    }
}

/// How long a connection may do nothing.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until the first request.
    pub request: Duration,
    /// Without a byte, or without a request.
    pub idle: Duration,
    /// In all.
    pub connection: Duration,
}

impl Activity {
    /// A connection that begins now.
    pub fn new(
        quantum: usize,
        client: Arc<Spending>,
        all: Arc<Spending>,
        flow: Arc<Flow>,
        metrics: Arc<Metrics>,
    ) -> Self {
        Self {
            start: Instant::now(),
            moved_ms: AtomicU64::new(0),
            asked_ms: AtomicU64::new(0),
            requests: AtomicU64::new(0),
            busy: AtomicU32::new(0),
            turn: AtomicUsize::new(0),
            quantum: AtomicUsize::new(quantum),
            client,
            all,
            flow,
            metrics,
        }
    }

    /// Counts bytes from the client, and gives the time to wait before the next.
    pub fn received(&self, bytes: usize) -> Duration {
        self.turn.fetch_add(bytes, Ordering::Relaxed);
        self.metrics.received.add(bytes as u64);
        self.moved(bytes)
    }

    /// Counts bytes to the client, and gives the time to wait before the next.
    pub fn sent(&self, bytes: usize) -> Duration {
        self.metrics.sent.add(bytes as u64);
        self.moved(bytes)
    }

    fn moved(&self, bytes: usize) -> Duration {
        let now = Instant::now();
        self.moved_ms.store(self.ms(now), Ordering::Relaxed);
        let bytes = bytes as u64;
        let pause = self.client.spend(bytes, now).max(self.all.spend(bytes, now));
        self.flow.moved(bytes, pause, now);
        pause
    }

    /// Whether the turn of the socket is over.
    pub fn is_turn_over(&self) -> bool {
        self.turn.load(Ordering::Relaxed) >= TURN
    }

    /// Begins a turn.
    pub fn begin_turn(&self) {
        self.turn.store(0, Ordering::Relaxed);
    }

    /// Bytes to hand over at once, see [`super::pace`].
    pub fn quantum(&self) -> usize {
        self.quantum.load(Ordering::Relaxed)
    }

    /// Sets [`Self::quantum`].
    pub fn set_quantum(&self, bytes: usize) {
        self.quantum.store(bytes, Ordering::Relaxed);
    }

    /// Time until more may be asked, when the bytes of the hour are used up.
    pub fn exhausted_for(&self) -> Option<Duration> {
        let now = Instant::now();
        self.client.exhausted_for(now).or_else(|| self.all.exhausted_for(now))
    }

    /// Whether not even a refusal may be sent any more.
    pub fn is_overdrawn(&self) -> bool {
        let now = Instant::now();
        self.client.is_overdrawn(now) || self.all.is_overdrawn(now)
    }

    /// Whether its place was given to a newcomer.
    pub fn is_given_up(&self) -> bool {
        self.flow.is_given_up()
    }

    /// A request begins.
    pub fn begin(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.busy.fetch_add(1, Ordering::Relaxed);
    }

    /// A request is answered.
    pub fn end(&self) {
        self.asked_ms.store(self.ms(Instant::now()), Ordering::Relaxed);
        self.busy.fetch_sub(1, Ordering::Relaxed);
    }

    /// Whether the connection has to end, and why.
    pub fn ending(&self, patience: Patience, now: Instant) -> Option<Ending> {
        let age = now.saturating_duration_since(self.start);
        let since = |ms: &AtomicU64| age.saturating_sub(Duration::from_millis(ms.load(Ordering::Relaxed)));
        if age >= patience.connection {
            Some(Ending::TooLong)
        } else if self.requests.load(Ordering::Relaxed) == 0 {
            (age >= patience.request).then_some(Ending::NoRequest)
        } else {
            let unasked = self.busy.load(Ordering::Relaxed) == 0 && since(&self.asked_ms) >= patience.idle;
            (unasked || since(&self.moved_ms) >= patience.idle).then_some(Ending::Idle)
        }
    }

    fn ms(&self, now: Instant) -> u64 {
        now.saturating_duration_since(self.start).as_millis() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience = Patience {
        request: Duration::from_secs(10),
        idle: Duration::from_secs(30),
        connection: Duration::from_mins(5),
    };

    fn activity() -> Activity {
        let now = Instant::now();
        let spending = Arc::new(Spending::new(None, None, now));
        Activity::new(
            1,
            Arc::clone(&spending),
            spending,
            Arc::new(Flow::new(now)),
            Arc::default(),
        )
    }

    fn ending(activity: &Activity, seconds: u64) -> Option<Ending> {
        activity.ending(PATIENCE, activity.start + Duration::from_secs(seconds))
    }

    #[test]
    fn a_connection_ends_when_it_asks_nothing_moves_nothing_or_stays_for_ever() {
        let activity = activity();
        assert_eq!(ending(&activity, 9), None);
        activity.received(5);
        assert_eq!(ending(&activity, 10), Some(Ending::NoRequest), "bytes are no request");
        activity.begin();
        assert_eq!(ending(&activity, 29), None);
        assert_eq!(ending(&activity, 31), Some(Ending::Idle), "it does not read its answer");
        activity.end();
        activity.moved_ms.store(40_000, Ordering::Relaxed);
        assert_eq!(ending(&activity, 41), Some(Ending::Idle), "bytes that ask for nothing");
        activity.begin();
        assert_eq!(ending(&activity, 41), None);
        activity.moved_ms.store(299_000, Ordering::Relaxed);
        assert_eq!(ending(&activity, 299), None);
        assert_eq!(ending(&activity, 300), Some(Ending::TooLong));
    }
}
