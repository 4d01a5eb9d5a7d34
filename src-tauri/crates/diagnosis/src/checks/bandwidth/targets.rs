//! Which of the nested targets speaks for a place on the way.

use super::{Observation, Target, TargetRole};

impl Observation {
    /// Targets of a role whose way goes outside any tunnel, as far as that is known.
    pub fn outside(&self, role: TargetRole) -> impl Iterator<Item = &Target> {
        let outside = move |target: &&Target| target.role == role && target.in_tunnel != Some(true);
        self.targets.iter().filter(outside)
    }

    /// The target of a role outside any tunnel that answers soonest, the first by name among equals; none when none answers.
    pub fn nearest(&self, role: TargetRole) -> Option<&Target> {
        let answering = self.outside(role).filter(|target| target.sent > target.lost);
        answering.min_by(|a, b| {
            let median = |target: &Target| target.rtt_ms.map_or(f64::INFINITY, |rtt| rtt.median);
            median(a).total_cmp(&median(b)).then_with(|| a.name.cmp(&b.name))
        })
    }

    /// What stands for the line where a delay behind it is compared: the nearest anchor, else, as under a full tunnel, the
    /// provider's first hop.
    pub fn behind_the_line(&self) -> Option<&Target> {
        self.nearest(TargetRole::Anchor)
            .or_else(|| self.nearest(TargetRole::FirstHop))
    }
}
