//! Understands `/proc/meminfo` and `/proc/vmstat` (Linux `proc(5)`).

use maillon_diagnosis::checks::machine::Memory;

/// Memory and swap of `/proc/meminfo`; none when a line is missing. The rate and the pressure are left empty.
pub fn memory(meminfo: &str) -> Option<Memory> {
    let bytes = |wanted: &str| {
        let value = meminfo
            .lines()
            .find_map(|line| line.strip_prefix(wanted)?.strip_prefix(':'))?;
        let kibibytes: u64 = value.trim().strip_suffix("kB")?.trim().parse().ok()?;
        kibibytes.checked_mul(1024)
    };
    let swap_total_bytes = bytes("SwapTotal")?;
    Some(Memory {
        total_bytes: bytes("MemTotal")?,
        available_bytes: bytes("MemAvailable")?,
        swap_total_bytes: Some(swap_total_bytes),
        swap_used_bytes: Some(swap_total_bytes.saturating_sub(bytes("SwapFree")?)),
        ..Memory::default()
    })
}

/// Pages read back from swap since the start, of `/proc/vmstat`.
pub fn pages_swapped_in(vmstat: &str) -> Option<u64> {
    vmstat
        .lines()
        .find_map(|line| line.strip_prefix("pswpin "))?
        .trim()
        .parse()
        .ok()
}

/// Bytes a second between two counts of pages `seconds` apart.
pub fn swap_in_rate(before: u64, after: u64, page_bytes: u64, seconds: f64) -> Option<f64> {
    let pages = after.checked_sub(before)?;
    (seconds > 0.0).then(|| pages as f64 * page_bytes as f64 / seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMINFO: &str = "MemTotal:        8000000 kB\nMemFree:          100000 kB\nMemAvailable:    2000000 kB\n\
        SwapCached:            0 kB\nSwapTotal:       1000000 kB\nSwapFree:         400000 kB\n";

    #[test]
    fn memory_and_swap_are_read_in_bytes() {
        let memory = memory(MEMINFO).expect("captured text");
        assert_eq!(memory.total_bytes, 8_192_000_000);
        assert_eq!(memory.available_bytes, 2_048_000_000);
        assert_eq!(memory.swap_used_bytes, Some(614_400_000));
        assert_eq!(memory.swap_in_bytes_per_second, None);
    }

    #[test]
    fn a_missing_line_is_unknown() {
        assert_eq!(memory("MemTotal: 8000000 kB\n"), None);
        assert_eq!(pages_swapped_in("pgpgin 4\n"), None);
    }

    #[test]
    fn swap_rate_counts_pages_over_time() {
        assert_eq!(pages_swapped_in("pgpgin 4\npswpin 1200\npswpout 7\n"), Some(1200));
        assert_eq!(swap_in_rate(1000, 1200, 4096, 2.0), Some(409_600.0));
        assert_eq!(swap_in_rate(1200, 1000, 4096, 2.0), None);
        assert_eq!(swap_in_rate(1000, 1200, 4096, 0.0), None);
    }
}
