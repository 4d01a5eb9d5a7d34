//! What the machine check saw, before Maillon put any load on the computer.

use crate::gap::Gap;
use crate::statistics::Distribution;
use crate::vocabulary::word;
use serde::{Deserialize, Serialize};

/// Everything the machine check saw.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Observation {
    /// Processor.
    pub cpu: Option<Cpu>,
    /// Memory.
    pub memory: Option<Memory>,
    /// The disk that holds the user's folder.
    pub disk: Option<Disk>,
    /// Power source and profile.
    pub power: Option<Power>,
    /// Seconds since the last start.
    pub uptime_s: Option<f64>,
    /// Date of the firmware, `YYYY-MM-DD`: the computer is at least this old, and older where the firmware was updated.
    pub firmware_date: Option<String>,
    /// Whole years between the firmware date and the run.
    pub firmware_age_years: Option<u32>,
    /// Maker and model.
    pub model: Option<String>,
    /// Whether this is a virtual machine, and which.
    pub virtual_machine: Option<String>,
    /// The operating system.
    pub os: Option<Os>,
    /// Whether an update waits for a restart.
    pub reboot_pending: Option<bool>,
    /// The processes that cost most, Maillon's own left out, at most five.
    pub processes: Vec<Process>,
    /// Programs known to install updates that worked during the window, the most costly first.
    pub updates: Vec<Process>,
    /// Whether Maillon runs inside a remote session (RDP, TSE).
    pub remote_session: Option<bool>,
    /// Seconds over which processor and processes were watched.
    pub window_s: f64,
    /// What could not be measured.
    pub gaps: Vec<Gap>,
}

impl Observation {
    /// Whole years that the computer, or the design of its processor, is old at the least: the firmware's date, which an update
    /// makes younger, or the processor's series, whichever is older.
    pub fn age_years(&self) -> Option<u32> {
        let series = self.cpu.as_ref().and_then(|cpu| cpu.series.as_ref());
        self.firmware_age_years.max(series.map(|series| series.age_years))
    }
}

/// The processor.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Cpu {
    /// Model name.
    pub model: String,
    /// The series it belongs to; none where the table does not know it, and on a virtual machine, whose processor is the
    /// host's.
    pub series: Option<Series>,
    /// Logical cores.
    pub logical_cores: u32,
    /// Busy, per cent of the whole, per second of the window.
    pub busy_percent: Vec<f64>,
    /// Busy over the window, per cent, per core.
    pub busy_per_core_percent: Vec<f64>,
    /// Stolen by the hypervisor, per cent of the whole.
    pub steal_percent: Option<f64>,
    /// Time some task waited for the processor, per cent over 10 s (Linux PSI `some avg10`).
    pub pressure_percent: Option<f64>,
    /// Frequency now, MHz.
    pub frequency_mhz: Option<f64>,
    /// Highest frequency, MHz.
    pub max_frequency_mhz: Option<f64>,
    /// Whether the processor was slowed down to cool during the window.
    pub throttled: Option<bool>,
}

/// A series of processors.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Series {
    /// Name of the series.
    pub name: String,
    /// Year in which its first processor came out.
    pub year: u16,
    /// Whole years since the end of that year: the series is at least this old.
    pub age_years: u32,
}

/// Memory.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Memory {
    /// Installed, bytes.
    pub total_bytes: u64,
    /// Available without swapping, bytes.
    pub available_bytes: u64,
    /// Swap, bytes; 0 on a computer without.
    pub swap_total_bytes: Option<u64>,
    /// Swap in use, bytes.
    pub swap_used_bytes: Option<u64>,
    /// Read back from swap, bytes a second over the window.
    pub swap_in_bytes_per_second: Option<f64>,
    /// Time some task waited for memory, per cent over 10 s (Linux PSI `some avg10`).
    pub pressure_percent: Option<f64>,
    /// Promised to programs, bytes; near the limit Windows enlarges the page file, and then refuses.
    pub committed_bytes: Option<u64>,
    /// Most that can be promised, memory and page files together, bytes.
    pub commit_limit_bytes: Option<u64>,
}

word! {
    /// What a disk is made of.
    DiskKind {
        /// Rotating disk.
        Hdd = "hdd",
        /// Solid state.
        Ssd = "ssd",
    }
}

/// The disk that holds the user's folder.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Disk {
    /// Mount point.
    pub mount: String,
    /// File system.
    pub file_system: Option<String>,
    /// What it is made of.
    pub kind: Option<DiskKind>,
    /// Size, bytes.
    pub total_bytes: u64,
    /// Free for the user, bytes.
    pub free_bytes: u64,
    /// Writing 4 KiB and flushing, milliseconds.
    pub write_ms: Option<Distribution>,
    /// Reading 4 KiB past the cache, milliseconds.
    pub read_ms: Option<Distribution>,
    /// Time some task waited for the disk, per cent over 10 s (Linux PSI `some avg10`).
    pub pressure_percent: Option<f64>,
}

word! {
    /// Where the power comes from.
    PowerSource {
        /// The mains.
        Mains = "mains",
        /// A battery.
        Battery = "battery",
    }
}

word! {
    /// The power profile in force.
    PowerProfile {
        /// Saving power.
        Saver = "saver",
        /// Balanced.
        Balanced = "balanced",
        /// Performance.
        Performance = "performance",
    }
}

/// Power.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Power {
    /// Where it comes from.
    pub source: Option<PowerSource>,
    /// Charge of the battery, per cent.
    pub battery_percent: Option<f64>,
    /// The profile in force.
    pub profile: Option<PowerProfile>,
}

/// The operating system.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Os {
    /// Name and version as the system gives them.
    pub name: String,
    /// End of security updates, `YYYY-MM-DD`, by the vendor's calendar.
    pub end_of_support: Option<String>,
    /// Whether that day has passed.
    pub out_of_support: Option<bool>,
}

/// One process.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "codegen", derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(default)]
pub struct Process {
    /// Name.
    pub name: String,
    /// Processor use over the window, per cent of one core; none when it cannot be read.
    pub cpu_percent: Option<f64>,
    /// Resident memory, bytes; none when it cannot be read.
    pub memory_bytes: Option<u64>,
}
