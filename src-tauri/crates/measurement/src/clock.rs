//! The clock of one run: every sample carries its milliseconds since the start, so that windows can be compared. And the date.

use std::time::{Duration, Instant};
use time::OffsetDateTime;
use time::macros::format_description;

/// The clock of one run.
#[derive(Debug, Clone, Copy)]
pub struct RunClock {
    start: Instant,
}

impl RunClock {
    /// Starts the clock now.
    pub fn start() -> Self {
        Self { start: Instant::now() }
    }

    /// Milliseconds since the start of the run.
    pub fn now_ms(&self) -> f64 {
        self.ms(Instant::now())
    }

    /// Time left until so long after the start of the run; zero when it has passed.
    pub fn left_until(&self, since_start: Duration) -> Duration {
        since_start.saturating_sub(self.start.elapsed())
    }

    /// Milliseconds between the start of the run and `instant`; 0 for an earlier one.
    pub fn ms(&self, instant: Instant) -> f64 {
        instant.saturating_duration_since(self.start).as_secs_f64() * 1000.0
    }
}

/// The coarsest clock that delays are measured with: a tenth of the least delay that is told, one millisecond. Windows counts at
/// ten million a second wherever it can (`learn.microsoft.com/windows/win32/sysinfo/acquiring-high-resolution-time-stamps`).
pub(crate) const COARSEST: Duration = Duration::from_micros(100);

/// Steps of the clock that are looked at, and readings of it at the most: some 25 ms, more than the step of any timer.
const STEPS: usize = 5;
const READINGS: usize = 1_000_000;

/// The smallest step of this computer's clock; none when it does not move.
pub(crate) fn step() -> Option<Duration> {
    smallest_step(Instant::now)
}

fn smallest_step(mut now: impl FnMut() -> Instant) -> Option<Duration> {
    let mut last = now();
    let mut smallest: Option<Duration> = None;
    let mut steps = 0;
    for _ in 0..READINGS {
        let read = now();
        if read > last {
            let step = read - last;
            smallest = Some(smallest.map_or(step, |known| known.min(step)));
            steps += 1;
        }
        last = read;
        if steps == STEPS {
            break;
        }
    }
    smallest
}

/// Now, RFC 3339 with the local offset.
pub fn now_rfc3339() -> String {
    chrono::Local::now().format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// The date, `YYYY-MM-DD`, by UTC.
pub(crate) fn today() -> String {
    let date = OffsetDateTime::now_utc().date();
    date.format(format_description!("[year]-[month]-[day]"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_step_of_a_clock_is_seen_whatever_interrupts_its_reading() {
        let start = Instant::now();
        let coarse = Duration::from_millis(15);
        let mut readings = 0_u32;
        let by_timer = smallest_step(|| {
            readings += 1;
            // Read a hundred times a step, and once long after.
            start + coarse * (readings / 100) + coarse * 50 * (readings / 350)
        });
        assert_eq!(by_timer, Some(coarse));
        assert_eq!(smallest_step(|| start), None);
        assert!(step().is_some_and(|step| step < COARSEST));
    }
}
