//! What may disturb a load: a processor at its end, the radio changing its access point, the traffic of others.

use super::others::Meanwhile;
use crate::host::Host;
use crate::host::busy::Busy;
use crate::load::LoadOutcome;
use crate::run::Context;
use crate::run::scene::Scene;
use maillon_diagnosis::checks::bandwidth::{Capacity, Degradation, Direction};

/// Above this, per cent of the whole computer over the load, the processor and not the line may set the rate.
const CPU_SATURATED_PERCENT: f64 = 95.0;
/// Traffic of others above this share of a capacity may be what fills the line.
const OTHERS_SHARE: f64 = 0.2;

/// What is watched while a load runs.
pub(super) struct Watched {
    processor: Busy,
    frequency_mhz: Option<u32>,
    /// None where the counters are not those of the load.
    counters: Option<Meanwhile>,
}

/// What was seen meanwhile.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Disturbances {
    /// Processor use over the load, per cent of the whole computer.
    pub cpu_percent: Option<f64>,
    /// Traffic of others, before the load or meanwhile, whichever is more, bits a second.
    pub others_bps: Option<f64>,
    roamed: bool,
}

impl Watched {
    /// Watches from now on; `counted` is the interface of the load, where its counters tell of nothing else.
    pub async fn begin<H: Host>(
        context: &Context<H>,
        scene: &Scene,
        direction: Direction,
        counted: Option<&str>,
    ) -> Self {
        let frequency_mhz = frequency_mhz(context, scene).await;
        let counters = match counted {
            Some(interface) => Meanwhile::begin(context, interface, direction).await,
            None => None,
        };
        Self {
            processor: Busy::begin(),
            frequency_mhz,
            counters,
        }
    }

    /// What was seen until now, when the `load` is over; none where it failed. Others moved `others_bps` before it.
    pub async fn end<H: Host>(
        self,
        context: &Context<H>,
        scene: &Scene,
        load: Option<&LoadOutcome>,
        others_bps: Option<f64>,
    ) -> Disturbances {
        let cpu_percent = self.processor.percent();
        let meanwhile_bps = match (self.counters, load) {
            (Some(counters), Some(load)) => counters.end(context, load).await,
            (None, _) | (_, None) => None,
        };
        let now_mhz = frequency_mhz(context, scene).await;
        Disturbances {
            cpu_percent,
            roamed: self
                .frequency_mhz
                .zip(now_mhz)
                .is_some_and(|(before, now)| before != now),
            others_bps: others_bps.into_iter().chain(meanwhile_bps).reduce(f64::max),
        }
    }
}

impl Disturbances {
    /// Lowers the confidence of `capacity` and says why.
    pub fn lower(&self, capacity: &mut Capacity) {
        if self.cpu_percent.is_some_and(|percent| percent >= CPU_SATURATED_PERCENT) {
            capacity.degrade(Degradation::ProcessorSaturated);
        }
        if self.roamed {
            capacity.degrade(Degradation::Roamed);
        }
        let crowd_bps = OTHERS_SHARE * capacity.estimate_bps;
        if self.others_bps.is_some_and(|others_bps| others_bps > crowd_bps) {
            capacity.degrade(Degradation::OtherTraffic);
        }
    }
}

/// The channel of the radio: another one means another access point.
async fn frequency_mhz<H: Host>(context: &Context<H>, scene: &Scene) -> Option<u32> {
    scene.wifi.as_ref()?;
    let interface = scene.physical.as_ref()?;
    context.host.wifi(&interface.name).await.ok()?.wifi.frequency_mhz
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_diagnosis::checks::bandwidth::Confidence;

    fn lowered(disturbances: Disturbances) -> (Confidence, Vec<Degradation>) {
        let mut capacity = Capacity {
            estimate_bps: 10e6,
            confidence: Confidence::High,
            ..Capacity::default()
        };
        disturbances.lower(&mut capacity);
        (capacity.confidence, capacity.degraded)
    }

    #[test]
    fn what_disturbs_lowers_the_confidence_and_is_said() {
        let calm = Disturbances {
            cpu_percent: Some(60.0),
            others_bps: Some(1e6),
            ..Disturbances::default()
        };
        assert_eq!(lowered(calm), (Confidence::High, vec![]));
        let busy = Disturbances {
            cpu_percent: Some(97.0),
            ..calm
        };
        assert_eq!(lowered(busy), (Confidence::Low, vec![Degradation::ProcessorSaturated]));
        let crowded = Disturbances {
            others_bps: Some(3e6),
            ..calm
        };
        assert_eq!(lowered(crowded), (Confidence::Medium, vec![Degradation::OtherTraffic]));
        let roamed = Disturbances { roamed: true, ..calm };
        assert_eq!(lowered(roamed), (Confidence::Low, vec![Degradation::Roamed]));
    }
}
