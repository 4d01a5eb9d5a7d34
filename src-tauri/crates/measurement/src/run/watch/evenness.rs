//! How evenly a target was asked: probes a second and how late they were, whatever came back.

use crate::probes::echo::Echo;
use maillon_diagnosis::checks::bandwidth::Pacing;
use std::time::{Duration, Instant};

/// What a series of probes has shown of its own pace.
pub(super) struct Evenness {
    spacing: Duration,
    first: Option<Instant>,
    last: Option<Instant>,
    late_ms: Vec<f64>,
}

impl Evenness {
    /// Of probes that were to be sent every `spacing`.
    pub fn new(spacing: Duration) -> Self {
        Self {
            spacing,
            first: None,
            last: None,
            late_ms: Vec::new(),
        }
    }

    /// Takes one probe; they come in the order of their answers.
    pub fn add(&mut self, echo: &Echo) {
        self.first = Some(self.first.map_or(echo.sent, |first| first.min(echo.sent)));
        self.last = Some(self.last.map_or(echo.sent, |last| last.max(echo.sent)));
        self.late_ms.push(crate::checks::ms(echo.late));
    }

    /// None before two probes.
    pub fn pacing(&self) -> Option<Pacing> {
        let seconds = self.last?.duration_since(self.first?).as_secs_f64();
        let mut late_ms = self.late_ms.clone();
        late_ms.sort_by(f64::total_cmp);
        let most = late_ms.get((late_ms.len() * 19).div_ceil(20).saturating_sub(1))?;
        (seconds > 0.0).then(|| Pacing {
            wanted_per_second: 1.0 / self.spacing.as_secs_f64(),
            sent_per_second: (self.late_ms.len() - 1) as f64 / seconds,
            late_ms: *most,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_counts_what_was_sent_and_one_late_probe_of_twenty_is_allowed() {
        let (start, spacing) = (Instant::now(), Duration::from_millis(50));
        let mut evenness = Evenness::new(spacing);
        let echo = |beat: u32, late_ms| Echo {
            sent: start + spacing * beat + Duration::from_millis(late_ms),
            late: Duration::from_millis(late_ms),
            rtt: None,
        };
        evenness.add(&echo(1, 0));
        assert_eq!(evenness.pacing(), None, "one probe has no pace");
        for beat in [0, 3, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20] {
            evenness.add(&echo(beat, if beat == 7 { 30 } else { 0 }));
        }
        let pacing = evenness.pacing().expect("twenty probes");
        assert!((pacing.wanted_per_second - 20.0).abs() < 1e-9);
        assert!(
            (pacing.sent_per_second - 19.0).abs() < 1e-9,
            "one beat was left out: {pacing:?}"
        );
        assert!(pacing.late_ms.abs() < 1e-9);
        evenness.add(&echo(21, 8));
        assert!((evenness.pacing().expect("a pace").late_ms - 8.0).abs() < 1e-9);
    }
}
