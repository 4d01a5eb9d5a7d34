//! Processor, memory and processes: two snapshots of the kernel's tables, and what changed between them.
//!
//! `NtQuerySystemInformation` tells the times of every process in one call, protected ones included, where opening each of them
//! would be refused for just those that protect the computer.

use super::registry::{Hive, text};
use crate::host::parse::process::ProcessReading;
use crate::host::parse::processor::{ProcessorTimes, processor_use};
use crate::host::parse::windows::processes::{processes, processor_times};
use maillon_diagnosis::checks::machine::{Cpu, Memory};
use std::ffi::c_void;
use std::time::Instant;
use windows_sys::Wdk::System::SystemInformation::NtQuerySystemInformation;
use windows_sys::Win32::System::Power::{CallNtPowerInformation, PROCESSOR_POWER_INFORMATION, ProcessorInformation};
use windows_sys::Win32::System::ProcessStatus::{
    ENUM_PAGE_FILE_INFORMATION, K32EnumPageFilesW, K32GetPerformanceInfo, PERFORMANCE_INFORMATION,
};
use windows_sys::Win32::System::SystemInformation::{GlobalMemoryStatusEx, MEMORYSTATUSEX};

/// `SystemProcessInformation` and `SystemProcessorPerformanceInformation`.
const PROCESSES: i32 = 5;
const PROCESSORS: i32 = 8;

/// `STATUS_INFO_LENGTH_MISMATCH`: there is more.
const TOO_SHORT: i32 = 0xc000_0004_u32.cast_signed();

/// Longest answer taken, bytes.
const MOST_BYTES: usize = 32 << 20;

/// Counters at one moment.
#[derive(Debug, Clone)]
pub(super) struct Snapshot {
    /// When they were read.
    pub(super) at: Instant,
    /// Processor times.
    pub(super) processor: Option<ProcessorTimes>,
    /// Every process.
    pub(super) processes: Vec<ProcessReading>,
}

/// Takes a snapshot.
pub(super) fn snapshot() -> Snapshot {
    Snapshot {
        at: Instant::now(),
        processor: processor_now(),
        processes: running(),
    }
}

/// Processor times now; none when the kernel does not tell.
pub(crate) fn processor_now() -> Option<ProcessorTimes> {
    processor_times(&answer(PROCESSORS)?)
}

/// Every process that runs now; empty when the kernel does not tell.
pub(super) fn running() -> Vec<ProcessReading> {
    let bytes = answer(PROCESSES).unwrap_or_default();
    processes(&bytes, bytes.as_ptr() as u64)
}

/// The bytes of an answer, where the kernel wrote them: names in it are found by their address.
#[expect(unsafe_code, reason = "no safe library tells the times of protected processes")]
fn answer(class: i32) -> Option<Vec<u8>> {
    let mut size = 256 << 10;
    while size <= MOST_BYTES {
        let mut room = vec![0_u8; size];
        let mut length = 0;
        // SAFETY: `room` has `size` writable bytes; a heap block of this size is aligned for any structure.
        let status = unsafe {
            NtQuerySystemInformation(class, room.as_mut_ptr().cast::<c_void>(), size as u32, &raw mut length)
        };
        match status {
            0.. => {
                // Never moved or shrunk: the names point into it.
                room.truncate(length as usize);
                return Some(room);
            }
            TOO_SHORT => size *= 2,
            _ => return None,
        }
    }
    None
}

/// The processor over the snapshots of a window, one busy figure per pair of neighbours; none when it cannot be read.
pub(super) fn cpu(window: &[Snapshot]) -> Option<Cpu> {
    let (first, last) = (window.first()?, window.last()?);
    let times = last.processor.as_ref()?;
    let whole = processor_use(first.processor.as_ref()?, times);
    let steps = window.iter().zip(window.iter().skip(1));
    let busy = steps.filter_map(|(before, after)| {
        processor_use(before.processor.as_ref()?, after.processor.as_ref()?).busy_percent
    });
    let clocks = clocks(times.cores.len());
    let highest = |of: fn(&PROCESSOR_POWER_INFORMATION) -> u32| {
        clocks.iter().map(of).max().filter(|clock| *clock > 0).map(f64::from)
    };
    let model = text(
        Hive::Machine,
        r"HARDWARE\DESCRIPTION\System\CentralProcessor\0",
        "ProcessorNameString",
    );
    Some(Cpu {
        model: model.unwrap_or_default(),
        series: None,
        logical_cores: u32::try_from(times.cores.len()).ok()?,
        busy_percent: busy.collect(),
        busy_per_core_percent: whole.busy_per_core_percent,
        steal_percent: None,
        pressure_percent: None,
        frequency_mhz: highest(|core| core.CurrentMhz),
        max_frequency_mhz: highest(|core| core.MaxMhz),
        throttled: None,
    })
}

#[expect(unsafe_code, reason = "as above")]
fn clocks(cores: usize) -> Vec<PROCESSOR_POWER_INFORMATION> {
    let mut clocks = vec![PROCESSOR_POWER_INFORMATION::default(); cores];
    let bytes = size_of_val(clocks.as_slice()) as u32;
    // SAFETY: `clocks` has `bytes` writable bytes, one structure a core.
    let status = unsafe {
        CallNtPowerInformation(
            ProcessorInformation,
            std::ptr::null(),
            0,
            clocks.as_mut_ptr().cast(),
            bytes,
        )
    };
    if status == 0 { clocks } else { Vec::new() }
}

/// Memory now, and the page file where it was told; none when it cannot be read. Windows counts pages read from programs and
/// from the page file together, so that no rate is told.
#[expect(unsafe_code, reason = "as above")]
pub(super) fn memory_use() -> Option<Memory> {
    let mut now = MEMORYSTATUSEX {
        dwLength: size_of::<MEMORYSTATUSEX>() as u32,
        ..MEMORYSTATUSEX::default()
    };
    // SAFETY: a whole structure that says its size.
    if unsafe { GlobalMemoryStatusEx(&raw mut now) } == 0 || now.ullTotalPhys == 0 {
        return None;
    }
    let (swap_total_bytes, swap_used_bytes) = page_files().unzip();
    let performance = performance();
    let bytes = |pages: fn(&PERFORMANCE_INFORMATION) -> usize| {
        let performance = performance.as_ref()?;
        (pages(performance) as u64).checked_mul(performance.PageSize as u64)
    };
    Some(Memory {
        total_bytes: now.ullTotalPhys,
        available_bytes: now.ullAvailPhys,
        swap_total_bytes,
        swap_used_bytes,
        swap_in_bytes_per_second: None,
        pressure_percent: None,
        committed_bytes: bytes(|performance| performance.CommitTotal),
        commit_limit_bytes: bytes(|performance| performance.CommitLimit),
    })
}

/// Counts of pages, and their size (`GetPerformanceInfo`); none where they are not told.
#[expect(unsafe_code, reason = "as above")]
fn performance() -> Option<PERFORMANCE_INFORMATION> {
    let mut performance = PERFORMANCE_INFORMATION::default();
    // SAFETY: `performance` is as long as is said.
    let told = unsafe { K32GetPerformanceInfo(&raw mut performance, size_of::<PERFORMANCE_INFORMATION>() as u32) };
    Some(performance).filter(|performance| told != 0 && performance.PageSize > 0)
}

/// Size and use of the page files together, bytes (`EnumPageFilesW`).
#[expect(unsafe_code, reason = "as above")]
pub(super) fn page_files() -> Option<(u64, u64)> {
    unsafe extern "system" fn add(sum: *mut c_void, file: *mut ENUM_PAGE_FILE_INFORMATION, _: *const u16) -> i32 {
        // SAFETY: the call hands over the pair it was given, and one whole structure at a time.
        if let (Some(sum), Some(file)) = unsafe { (sum.cast::<(u64, u64)>().as_mut(), file.as_ref()) } {
            sum.0 = sum.0.saturating_add(file.TotalSize as u64);
            sum.1 = sum.1.saturating_add(file.TotalInUse as u64);
        }
        1
    }
    let page = performance()?.PageSize as u64;
    let mut pages = (0_u64, 0_u64);
    // SAFETY: `add` is called during the call only, while `pages` lives.
    let told = unsafe { K32EnumPageFilesW(Some(add), (&raw mut pages).cast()) };
    Some((pages.0.checked_mul(page)?, pages.1.checked_mul(page)?)).filter(|_| told != 0)
}
