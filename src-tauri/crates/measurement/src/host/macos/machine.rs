//! Processor and memory over a window, the disk, and who runs.

use crate::clock::today;
use crate::host::parse::processor_series::name_series;
use crate::host::parse::security::{Family, found_products, security_products};
use crate::host::{Answer, HostError, MachineWindow};
use maillon_diagnosis::checks::machine::{Cpu, Disk, DiskKind, Memory, Observation};
use maillon_diagnosis::{Gap, GapReason};
use std::path::Path;
use std::time::Duration;
use sysinfo::{Disks, MINIMUM_CPU_UPDATE_INTERVAL, ProcessRefreshKind, ProcessesToUpdate, Product, System};
use tokio::time::{Instant, sleep_until};

const QUESTION: &str = "machine";

/// Between two readings.
const STEP: Duration = Duration::from_secs(1);

/// Watches for `window`, cut into equal steps of about a second. Dropping the future stops it.
pub(super) async fn machine(window: Duration) -> Answer<MachineWindow> {
    let unknown =
        |error: &dyn std::fmt::Debug| HostError::new(QUESTION, GapReason::NotSupported, &format!("{error:?}"));
    let mut system = System::new().map_err(|error| unknown(&error))?;
    let steps = (window.as_secs_f64() / STEP.as_secs_f64()).round().max(1.0) as u32;
    let start = Instant::now();
    system.refresh_cpu_all();
    let mut busy_percent = Vec::new();
    for step in 1..=steps {
        sleep_until(start + window * step / steps).await;
        system.refresh_cpu_usage();
        // Readings that follow too closely tell nothing.
        if window / steps >= MINIMUM_CPU_UPDATE_INTERVAL {
            busy_percent.push(f64::from(system.global_cpu_usage()));
        }
    }
    system.refresh_memory();
    let names = process_names().unwrap_or_default();
    let table = security_products()
        .map_err(|error| HostError::new(QUESTION, GapReason::Other, &format!("security_products.toml: {error}")))?;
    let mut machine = Observation {
        cpu: cpu(&system, busy_percent),
        memory: memory(&system),
        uptime_s: System::uptime()
            .ok()
            .filter(|seconds| *seconds > 0)
            .map(|seconds| seconds as f64),
        model: Product::name().ok(),
        window_s: start.elapsed().as_secs_f64(),
        ..Observation::default()
    };
    name_series(&mut machine, &today());
    let not_asked = ["processes", "power", "firmware"];
    let gap = |what| Gap::new(QUESTION, what, GapReason::NotSupported, "not asked on macOS yet");
    machine.gaps.extend(not_asked.into_iter().map(gap));
    Ok(MachineWindow {
        machine,
        products: found_products(&table, Family::Unix, &names, |folder| Path::new(folder).is_dir()),
        process_list_complete: None,
        process_cpu: Vec::new(),
    })
}

fn cpu(system: &System, busy_percent: Vec<f64>) -> Option<Cpu> {
    let first = system.cpus().first()?;
    Some(Cpu {
        model: first.brand().to_owned(),
        logical_cores: u32::try_from(system.cpus().len()).ok()?,
        busy_percent,
        ..Cpu::default()
    })
}

fn memory(system: &System) -> Option<Memory> {
    let memory = Memory {
        total_bytes: system.total_memory(),
        available_bytes: system.available_memory(),
        swap_total_bytes: Some(system.total_swap()),
        swap_used_bytes: Some(system.used_swap()),
        ..Memory::default()
    };
    (memory.total_bytes > 0 && memory.available_bytes > 0).then_some(memory)
}

/// Names of the processes that run now.
pub(super) fn process_names() -> Answer<Vec<String>> {
    let unknown = |detail: &str| HostError::new("process_names", GapReason::NotPermitted, detail);
    let mut system = System::new().map_err(|error| unknown(&format!("{error:?}")))?;
    // Nothing but the names.
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, ProcessRefreshKind::nothing());
    let names = system
        .processes()
        .values()
        .filter_map(|process| process.name().to_str());
    let names: Vec<String> = names.filter(|name| !name.is_empty()).map(str::to_owned).collect();
    if names.is_empty() {
        Err(unknown("no process can be read"))
    } else {
        Ok(names)
    }
}

/// The disk with the deepest mount point above `folder`.
pub(super) fn disk(folder: &Path) -> Answer<Disk> {
    let unknown = |detail: &str| HostError::new("disk", GapReason::NotSupported, detail);
    let disks = Disks::new_with_refreshed_list().map_err(|error| unknown(&format!("{error:?}")))?;
    let above = disks.iter().filter(|disk| folder.starts_with(disk.mount_point()));
    let disk = above.max_by_key(|disk| disk.mount_point().components().count());
    let disk = disk
        .filter(|disk| disk.total_space() > 0)
        .ok_or_else(|| unknown("no disk holds the folder"))?;
    Ok(Disk {
        mount: disk.mount_point().display().to_string(),
        file_system: disk.file_system().to_str().map(str::to_owned),
        kind: match disk.kind() {
            sysinfo::DiskKind::HDD => Some(DiskKind::Hdd),
            sysinfo::DiskKind::SSD => Some(DiskKind::Ssd),
            sysinfo::DiskKind::Unknown(_) => None,
        },
        total_bytes: disk.total_space(),
        free_bytes: disk.available_space(),
        ..Disk::default()
    })
}

/// Processor seconds of this program, user and kernel together (`getrusage(2)`).
#[expect(unsafe_code, reason = "the standard library does not tell processor time")]
pub(super) fn own_cpu_seconds() -> Answer<f64> {
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: `usage` is a whole structure.
    if unsafe { libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr()) } != 0 {
        let error = std::io::Error::last_os_error();
        return Err(HostError::new("own_cpu_seconds", GapReason::Other, &error));
    }
    // SAFETY: a structure of integers, zeroed before the call, is initialised whatever the system wrote.
    let usage = unsafe { usage.assume_init() };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + f64::from(time.tv_usec) / 1e6;
    Ok(seconds(usage.ru_utime) + seconds(usage.ru_stime))
}
