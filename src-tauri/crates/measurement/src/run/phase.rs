//! Where the run stands, so that what would disturb a measurement waits for its turn.

use tokio::sync::watch;

/// Where the run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// Watching, no load of ours.
    Idle,
    /// Our own load is on the line.
    Load,
    /// Watching again after the load.
    After,
    /// The network part is over.
    Over,
}

/// The phase of one run, for all to see.
pub(crate) struct PhaseClock(watch::Sender<Phase>);

impl Default for PhaseClock {
    fn default() -> Self {
        Self(watch::Sender::new(Phase::Idle))
    }
}

impl PhaseClock {
    pub(crate) fn enter(&self, phase: Phase) {
        self.0.send_replace(phase);
    }

    pub(crate) fn is(&self, phase: Phase) -> bool {
        *self.0.borrow() == phase
    }

    /// Waits for `phase` or a later one.
    pub(crate) async fn reached(&self, phase: Phase) {
        // The sender lives as long as `self`: the wait cannot fail.
        drop(self.0.subscribe().wait_for(|now| *now >= phase).await);
    }

    /// Waits until no load of ours is on the line; whether the network part still goes on.
    pub(crate) async fn quiet(&self) -> bool {
        let now = self
            .0
            .subscribe()
            .wait_for(|now| *now != Phase::Load)
            .await
            .map(|now| *now);
        now.is_ok_and(|now| now != Phase::Over)
    }
}
