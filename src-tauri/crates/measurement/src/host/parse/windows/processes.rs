//! Understands the answers of `NtQuerySystemInformation` on 64-bit Windows: every process with its times, protected ones
//! included, and the times of each core.
//!
//! Source: `learn.microsoft.com/windows/win32/api/winternl/nf-winternl-ntquerysysteminformation` for the call, the chain and
//! the core times; `ntdoc.m417z.com/system_process_information` for the fields that Microsoft's header calls reserved.

use super::{u16_at, u32_at, u64_at};
use crate::host::parse::process::ProcessReading;
use crate::host::parse::processor::{ProcessorTimes, Ticks};

/// Units of 100 ns in a second: what every time of these answers is counted in.
pub const TICKS_PER_SECOND: f64 = 1e7;

/// Bytes of one entry up to its working set; threads follow.
const ENTRY: usize = 152;

/// Bytes of one `SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION`.
const CORE: usize = 48;

/// Processes read at most: a terminal server has some thousands.
const MOST: usize = 20_000;

/// Every process of a `SystemProcessInformation` answer that was written at the address `base`. The idle process is left
/// out: its time is that of nobody.
pub fn processes(bytes: &[u8], base: u64) -> Vec<ProcessReading> {
    let mut readings = Vec::new();
    let mut at = 0_usize;
    while readings.len() < MOST {
        let Some(entry) = bytes.get(at..).filter(|entry| entry.len() >= ENTRY) else {
            break;
        };
        readings.extend(reading(bytes, entry, base).filter(|reading| reading.pid != 0));
        match u32_at(entry, 0) {
            Some(next) if next as usize >= ENTRY => at = at.saturating_add(next as usize),
            _ => break,
        }
    }
    readings
}

fn reading(bytes: &[u8], entry: &[u8], base: u64) -> Option<ProcessReading> {
    let length = usize::from(u16_at(entry, 56)?);
    let name = u64_at(entry, 64)?.checked_sub(base).and_then(|offset| {
        let start = usize::try_from(offset).ok()?;
        bytes.get(start..start.checked_add(length)?)
    });
    let units: Vec<u16> = name?
        .as_chunks::<2>()
        .0
        .iter()
        .map(|pair| u16::from_le_bytes(*pair))
        .collect();
    Some(ProcessReading {
        pid: u32::try_from(u64_at(entry, 80)?).ok()?,
        // A parent that has ended may leave any number behind.
        parent: u64_at(entry, 88)
            .and_then(|parent| u32::try_from(parent).ok())
            .unwrap_or(0),
        name: String::from_utf16_lossy(&units),
        ticks: u64_at(entry, 40)?.checked_add(u64_at(entry, 48)?)?,
        start: u64_at(entry, 32)?,
        resident_bytes: u64_at(entry, 144),
    })
}

/// Whether the list is whole: the process called `System`, which has number 4, is the most guarded of all. None for an
/// empty list.
pub fn list_is_complete(processes: &[ProcessReading]) -> Option<bool> {
    (!processes.is_empty()).then(|| processes.iter().any(|process| process.pid == 4))
}

/// Times of each core of a `SystemProcessorPerformanceInformation` answer, and their sum; none without a core.
/// Kernel time holds idle time (Microsoft, same page).
pub fn processor_times(bytes: &[u8]) -> Option<ProcessorTimes> {
    let core = |core: &[u8]| {
        let total = u64_at(core, 8)?.checked_add(u64_at(core, 16)?)?;
        Some(Ticks {
            busy: total.saturating_sub(u64_at(core, 0)?),
            steal: 0,
            total,
        })
    };
    let cores: Vec<(u32, Ticks)> = (0..).zip(bytes.chunks_exact(CORE).filter_map(core)).collect();
    let sum = |part: fn(&Ticks) -> u64| cores.iter().map(|(_, ticks)| part(ticks)).fold(0, u64::saturating_add);
    (!cores.is_empty()).then(|| ProcessorTimes {
        all: Ticks {
            busy: sum(|ticks| ticks.busy),
            steal: 0,
            total: sum(|ticks| ticks.total),
        },
        cores: cores.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::parse::process::process_costs;
    use crate::host::parse::processor::processor_use;
    use proptest::prelude::*;

    const BASE: u64 = 0x7ff0_0000;

    /// A list as the kernel lays it out: the name of each process behind its entry.
    fn list(processes: &[(u64, u64, &str, u64)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (index, (pid, parent, name, user)) in processes.iter().enumerate() {
            let start = bytes.len();
            let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let mut entry = vec![0; 256];
            let mut put = |at: usize, value: u64| entry[at..at + 8].copy_from_slice(&value.to_le_bytes());
            put(32, 1000 + pid);
            put(40, *user);
            put(48, 500);
            put(56, units.len() as u64);
            put(64, if name.is_empty() { 0 } else { BASE + start as u64 + 256 });
            put(80, *pid);
            put(88, *parent);
            put(144, pid * 4096);
            let next = if index + 1 == processes.len() {
                0
            } else {
                256 + units.len().next_multiple_of(8)
            };
            entry[..4].copy_from_slice(&(next as u32).to_le_bytes());
            bytes.extend(entry);
            bytes.extend(units);
            bytes.resize(start + 256 + (bytes.len() - start - 256).next_multiple_of(8), 0);
        }
        bytes
    }

    #[test]
    fn a_protected_scanner_has_a_cost_and_the_idle_process_none() {
        let at = |scanner| list(&[(0, 0, "", 9), (4, 0, "System", 7), (900, 4, "MsMpEng.exe", scanner)]);
        let (before, after) = (processes(&at(0), BASE), processes(&at(20_000_000), BASE));
        let names: Vec<_> = after.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["System", "MsMpEng.exe"]);
        assert_eq!(list_is_complete(&after), Some(true));
        let costs = process_costs(&before, &after, 77, TICKS_PER_SECOND, 4.0);
        let scanner = costs.iter().find(|one| one.name == "MsMpEng.exe").expect("listed");
        assert_eq!(
            (scanner.cpu_percent, scanner.memory_bytes),
            (Some(50.0), Some(900 * 4096))
        );
    }

    #[test]
    fn a_chain_or_a_name_that_leads_outside_ends_the_list() {
        let mut bytes = list(&[(4, 0, "System", 7), (8, 4, "smss.exe", 7)]);
        bytes[..4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(processes(&bytes, BASE).len(), 1);
        bytes[..4].copy_from_slice(&8_u32.to_le_bytes());
        assert_eq!(processes(&bytes, BASE).len(), 1);
        assert!(processes(&bytes, BASE + (1 << 40)).is_empty());
        assert_eq!(list_is_complete(&[]), None);
    }

    #[test]
    fn a_core_that_is_idle_half_the_time_is_half_busy() {
        let core = |idle: u64, kernel: u64, user: u64| {
            let mut bytes = vec![0; CORE];
            for (at, value) in [(0, idle), (8, kernel), (16, user)] {
                bytes[at..at + 8].copy_from_slice(&value.to_le_bytes());
            }
            bytes
        };
        let before = processor_times(&[core(0, 0, 0), core(0, 0, 0)].concat()).expect("two cores");
        let after = processor_times(&[core(500, 800, 200), core(1000, 1000, 0)].concat()).expect("two cores");
        let used = processor_use(&before, &after);
        assert_eq!(used.busy_per_core_percent, [50.0, 0.0]);
        assert_eq!(used.busy_percent, Some(25.0));
        assert_eq!(processor_times(&[0; 47]), None);
    }

    proptest! {
        #[test]
        fn no_bytes_are_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600), base: u64) {
            let _ = (processes(&bytes, base), processor_times(&bytes));
        }
    }
}
