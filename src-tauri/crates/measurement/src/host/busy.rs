//! How busy the processor is from one moment to another, while something else is measured.

#[cfg(windows)]
use super::parse::processor::{ProcessorTimes, processor_use};
#[cfg(windows)]
use super::windows::processor_now;
#[cfg(not(windows))]
use sysinfo::System;

/// The processor since a moment.
#[derive(Debug)]
pub struct Busy {
    /// None where the system does not tell.
    #[cfg(not(windows))]
    system: Option<System>,
    /// By the kernel's own table: the library asks performance counters, which may be switched off.
    #[cfg(windows)]
    before: Option<ProcessorTimes>,
}

impl Busy {
    /// From now on.
    #[cfg(not(windows))]
    pub fn begin() -> Self {
        let mut system = System::new().ok();
        if let Some(system) = &mut system {
            system.refresh_cpu_usage();
        }
        Self { system }
    }

    /// Until now, per cent of the whole computer.
    #[cfg(not(windows))]
    pub fn percent(mut self) -> Option<f64> {
        let system = self.system.as_mut()?;
        system.refresh_cpu_usage();
        Some(f64::from(system.global_cpu_usage())).filter(|percent| percent.is_finite())
    }

    /// From now on.
    #[cfg(windows)]
    pub fn begin() -> Self {
        Self {
            before: processor_now(),
        }
    }

    /// Until now, per cent of the whole computer.
    #[cfg(windows)]
    pub fn percent(self) -> Option<f64> {
        processor_use(&self.before?, &processor_now()?).busy_percent
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    #[test]
    fn a_busy_core_is_seen() {
        let busy = Busy::begin();
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(400) {
            std::hint::spin_loop();
        }
        let percent = busy.percent().expect("every system here tells");
        // How many cores there are beside this one is not said to every process.
        assert!(percent > 0.0 && percent <= 100.0, "{percent}");
    }
}
