//! What the connections of a load do: no clock and no socket here.

/// What a connection does once it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlowState {
    /// It moves content.
    Moving,
    /// It has nothing left to move under the cap.
    Idle,
    /// It failed: what it moved before counts, and no more is to come.
    Failed,
}

/// The connections of a load, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flows {
    /// Connections that are being opened.
    pub opening: u32,
    /// Connections that are open and have not failed.
    pub open: u32,
    /// Of those, connections that have nothing left to move under the cap.
    pub idle: u32,
    /// Connections that failed after they were open.
    pub failed: u32,
}

impl Flows {
    /// Counts them: `opening` beside those that are open or were.
    pub fn count(opening: u32, states: impl IntoIterator<Item = FlowState>) -> Self {
        let mut flows = Self {
            opening,
            ..Self::default()
        };
        for state in states {
            match state {
                FlowState::Moving => flows.open += 1,
                FlowState::Idle => (flows.open, flows.idle) = (flows.open + 1, flows.idle + 1),
                FlowState::Failed => flows.failed += 1,
            }
        }
        flows
    }

    /// Whether half of those that are left have nothing to move any more.
    pub fn have_used_up_the_cap(&self) -> bool {
        self.idle > 0 && self.idle * 2 >= self.open
    }

    /// Whether all of them failed.
    pub fn are_lost(&self) -> bool {
        self.failed > 0 && self.open == 0 && self.opening == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use FlowState::{Failed, Idle, Moving};

    #[test]
    fn a_connection_that_failed_has_not_used_up_the_cap() {
        let half = Flows::count(0, [Failed, Failed, Moving, Moving]);
        assert_eq!((half.open, half.idle, half.failed), (2, 0, 2));
        assert!(!half.have_used_up_the_cap() && !half.are_lost());
        assert!(Flows::count(0, [Failed, Failed, Moving, Idle]).have_used_up_the_cap());
    }

    #[test]
    fn a_load_is_lost_when_every_connection_failed_and_none_is_to_come() {
        assert!(Flows::count(0, [Failed, Failed]).are_lost());
        assert!(!Flows::count(1, [Failed, Failed]).are_lost());
        assert!(!Flows::count(0, [Failed, Idle]).are_lost());
        assert!(!Flows::default().are_lost(), "none was ever open");
    }
}
