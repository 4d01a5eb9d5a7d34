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

/// Now, RFC 3339 with the local offset.
pub fn now_rfc3339() -> String {
    jiff::Zoned::now().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// The date, `YYYY-MM-DD`, by UTC.
pub(crate) fn today() -> String {
    let date = OffsetDateTime::now_utc().date();
    date.format(format_description!("[year]-[month]-[day]"))
        .unwrap_or_default()
}
