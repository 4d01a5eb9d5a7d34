//! Which of the nested targets speaks for a place on the way.

use super::{LoadPhase, Observation, Target, TargetRole};
use crate::statistics::SAMPLES_FOR_MEDIAN;

impl Target {
    /// How much longer its answers took under a load than without one, by a figure of them such as their median, milliseconds; none
    /// when too few came meanwhile.
    pub fn waited(&self, phase: &LoadPhase, figure: impl Fn(Vec<f64>) -> Option<f64>) -> Option<f64> {
        let is_meanwhile = |at_ms: f64| (phase.from_ms..=phase.to_ms).contains(&at_ms);
        let during = self.samples.iter().filter(|sample| is_meanwhile(sample.at_ms));
        let answers: Vec<f64> = during.filter_map(|sample| sample.rtt_ms).collect();
        (answers.len() >= SAMPLES_FOR_MEDIAN).then(|| Some(figure(answers)? - self.rtt_ms?.median))?
    }
}

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
