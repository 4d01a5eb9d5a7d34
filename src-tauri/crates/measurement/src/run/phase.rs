//! Where the run stands, so that what would disturb a measurement waits for its turn.

use std::sync::OnceLock;
use std::time::Instant;
use tokio::sync::watch;

/// Where the run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// Watching, no load of ours.
    Idle,
    /// Our own load is on the line, or what it left queued.
    Load,
    /// Watching again after the load.
    After,
    /// The network part is over.
    Over,
}

/// The phase of one run, for all to see.
pub(crate) struct PhaseClock {
    now: watch::Sender<Phase>,
    load_began: OnceLock<Instant>,
    load_ended: OnceLock<Instant>,
}

impl Default for PhaseClock {
    fn default() -> Self {
        Self {
            now: watch::Sender::new(Phase::Idle),
            load_began: OnceLock::new(),
            load_ended: OnceLock::new(),
        }
    }
}

impl PhaseClock {
    pub(crate) fn enter(&self, phase: Phase) {
        if phase == Phase::Load {
            self.load_began.get_or_init(Instant::now);
        } else if self.load_began.get().is_some() {
            self.load_ended.get_or_init(Instant::now);
        }
        self.now.send_replace(phase);
    }

    pub(crate) fn is(&self, phase: Phase) -> bool {
        *self.now.borrow() == phase
    }

    /// Whether our own load was on the line at any moment between `from` and `to`.
    pub(crate) fn was_loaded(&self, from: Instant, to: Instant) -> bool {
        let began = self.load_began.get().is_some_and(|began| *began <= to);
        began && self.load_ended.get().is_none_or(|ended| *ended >= from)
    }

    /// Waits for `phase` or a later one.
    pub(crate) async fn reached(&self, phase: Phase) {
        // The sender lives as long as `self`: the wait cannot fail.
        drop(self.now.subscribe().wait_for(|now| *now >= phase).await);
    }

    /// Waits until no load of ours is on the line; whether the network part still goes on.
    pub(crate) async fn quiet(&self) -> bool {
        let now = self
            .now
            .subscribe()
            .wait_for(|now| *now != Phase::Load)
            .await
            .map(|now| *now);
        now.is_ok_and(|now| now != Phase::Over)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_probe_that_was_under_way_when_the_load_began_or_ended_belongs_to_the_load() {
        let phase = PhaseClock::default();
        let before = Instant::now();
        assert!(!phase.was_loaded(before, before));
        std::thread::sleep(Duration::from_millis(2));
        phase.enter(Phase::Load);
        let within = Instant::now();
        assert!(phase.was_loaded(before, within));
        std::thread::sleep(Duration::from_millis(2));
        phase.enter(Phase::After);
        let after = Instant::now() + Duration::from_millis(1);
        assert!(phase.was_loaded(within, after));
        assert!(!phase.was_loaded(after, after));
        assert!(!phase.was_loaded(before, before));
        phase.enter(Phase::Over);
        assert!(!phase.was_loaded(after, after), "the load ended once");
    }
}
