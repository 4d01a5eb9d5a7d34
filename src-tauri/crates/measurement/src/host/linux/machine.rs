//! Processor, memory and processes: two snapshots of `/proc` and `/sys`, and what changed between them.

use super::{names, number, text};
use crate::host::parse::memory::{memory, pages_swapped_in, swap_in_rate};
use crate::host::parse::process::{self, ProcessReading};
use crate::host::parse::processor::{
    ProcessorTimes, pressure_some_avg10, processor_model, processor_times, processor_use,
};
use maillon_diagnosis::checks::machine::{Cpu, Memory};
use std::path::Path;
use std::time::Instant;

/// Sizes the kernel fixed at its start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Units {
    /// Bytes a memory page (`AT_PAGESZ`).
    pub page_bytes: u64,
    /// Clock ticks a second (`AT_CLKTCK`).
    pub ticks_per_second: f64,
}

/// Reads the sizes from the auxiliary vector the kernel gives each program (`getauxval(3)`).
pub fn units(root: &Path) -> Option<Units> {
    const AT_PAGESZ: usize = 6;
    const AT_CLKTCK: usize = 17;
    let words = std::fs::read(root.join("proc/self/auxv")).ok()?;
    let words: Vec<usize> = words
        .as_chunks::<{ size_of::<usize>() }>()
        .0
        .iter()
        .map(|word| usize::from_ne_bytes(*word))
        .collect();
    let value = |wanted| {
        words
            .as_chunks::<2>()
            .0
            .iter()
            .find(|[key, _]| *key == wanted)
            .map(|[_, value]| *value)
    };
    Some(Units {
        page_bytes: value(AT_PAGESZ)? as u64,
        ticks_per_second: value(AT_CLKTCK)? as f64,
    })
}

/// Counters at one moment.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// When they were read.
    pub at: Instant,
    /// Processor times.
    pub processor: Option<ProcessorTimes>,
    /// Times the cores were slowed down to cool since the start, all cores together.
    pub throttle_count: Option<u64>,
    /// Pages read back from swap since the start.
    pub pages_swapped_in: Option<u64>,
    /// Every process that could be read.
    pub processes: Vec<ProcessReading>,
}

/// Takes a snapshot.
pub fn snapshot(root: &Path, units: Units) -> Snapshot {
    Snapshot {
        at: Instant::now(),
        processor: text(root, "proc/stat").as_deref().and_then(processor_times),
        throttle_count: throttle_count(root),
        pages_swapped_in: text(root, "proc/vmstat").as_deref().and_then(pages_swapped_in),
        processes: processes(root, units),
    }
}

fn core_files(root: &Path, file: &str) -> Vec<u64> {
    let folder = "sys/devices/system/cpu";
    let cores = names(root, folder).unwrap_or_default();
    let cores = cores
        .iter()
        .filter(|name| name.strip_prefix("cpu").is_some_and(|rest| rest.parse::<u32>().is_ok()));
    cores
        .filter_map(|core| number(root, &format!("{folder}/{core}/{file}")))
        .collect()
}

fn throttle_count(root: &Path) -> Option<u64> {
    let counts = core_files(root, "thermal_throttle/core_throttle_count");
    (!counts.is_empty()).then(|| counts.iter().sum())
}

fn processes(root: &Path, units: Units) -> Vec<ProcessReading> {
    let folders = names(root, "proc").unwrap_or_default();
    let folders = folders.iter().filter(|name| name.parse::<u32>().is_ok());
    let readings = folders.filter_map(|pid| {
        let mut reading = process::process(&text(root, &format!("proc/{pid}/stat"))?)?;
        let statm = text(root, &format!("proc/{pid}/statm"));
        reading.resident_bytes = statm.and_then(|statm| process::resident_bytes(&statm, units.page_bytes));
        Some(reading)
    });
    readings.collect()
}

/// The processor over the snapshots of a window, one busy figure per pair of neighbours; none when it cannot be read.
pub fn cpu(root: &Path, window: &[Snapshot]) -> Option<Cpu> {
    let (first, last) = (window.first()?, window.last()?);
    let times = last.processor.as_ref()?;
    let whole = processor_use(first.processor.as_ref()?, times);
    let steps = window.iter().zip(window.iter().skip(1));
    let busy = steps.filter_map(|(before, after)| {
        processor_use(before.processor.as_ref()?, after.processor.as_ref()?).busy_percent
    });
    let throttled = first
        .throttle_count
        .zip(last.throttle_count)
        .map(|(before, after)| after > before);
    Some(Cpu {
        model: text(root, "proc/cpuinfo")
            .as_deref()
            .and_then(processor_model)
            .unwrap_or_default(),
        series: None,
        logical_cores: u32::try_from(times.cores.len()).ok()?,
        busy_percent: busy.collect(),
        busy_per_core_percent: whole.busy_per_core_percent,
        steal_percent: whole.steal_percent,
        pressure_percent: pressure(root, "cpu"),
        frequency_mhz: megahertz(&core_files(root, "cpufreq/scaling_cur_freq")),
        max_frequency_mhz: megahertz(&core_files(root, "cpufreq/cpuinfo_max_freq")),
        throttled,
    })
}

/// The highest of frequencies in kHz, in MHz: an idle core says nothing about what the processor can do.
fn megahertz(kilohertz: &[u64]) -> Option<f64> {
    kilohertz.iter().max().map(|highest| *highest as f64 / 1000.0)
}

/// Share of time some task waited for `cpu`, `memory` or `io`, per cent over 10 s; none on kernels without PSI.
pub fn pressure(root: &Path, resource: &str) -> Option<f64> {
    text(root, &format!("proc/pressure/{resource}"))
        .as_deref()
        .and_then(pressure_some_avg10)
}

/// Memory now, with the swap rate over the window; none when it cannot be read.
pub fn memory_use(root: &Path, units: Units, before: &Snapshot, after: &Snapshot) -> Option<Memory> {
    let now = memory(&text(root, "proc/meminfo")?)?;
    let seconds = after.at.saturating_duration_since(before.at).as_secs_f64();
    let pages = before.pages_swapped_in.zip(after.pages_swapped_in);
    Some(Memory {
        swap_in_bytes_per_second: pages.and_then(|(then, now)| swap_in_rate(then, now, units.page_bytes, seconds)),
        pressure_percent: pressure(root, "memory"),
        ..now
    })
}

#[cfg(test)]
#[path = "machine_tests.rs"]
mod tests;
