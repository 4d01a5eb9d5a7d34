//! Understands `/proc/PID/stat` and `/proc/PID/statm` (Linux `proc_pid_stat(5)`, `proc_pid_statm(5)`).

use maillon_diagnosis::checks::machine::Process;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// One process at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProcessReading {
    /// Its number.
    pub pid: u32,
    /// The number of its parent.
    pub parent: u32,
    /// Name, cut to 15 bytes by the kernel.
    pub name: String,
    /// User and system time, clock ticks.
    pub ticks: u64,
    /// Start, clock ticks after the system's: tells a process from a later one with the same number.
    pub start: u64,
    /// Resident memory, bytes.
    pub resident_bytes: Option<u64>,
}

/// Reads `/proc/PID/stat`; the name may hold spaces and parentheses.
pub fn process(stat: &str) -> Option<ProcessReading> {
    let (pid, rest) = stat.split_once(" (")?;
    let (name, rest) = rest.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let number = |index: usize| fields.get(index)?.parse::<u64>().ok();
    Some(ProcessReading {
        pid: pid.trim().parse().ok()?,
        parent: fields.get(1)?.parse().ok()?,
        name: name.to_owned(),
        ticks: number(11)?.checked_add(number(12)?)?,
        start: number(19)?,
        resident_bytes: None,
    })
}

/// Resident bytes of `/proc/PID/statm`.
pub fn resident_bytes(statm: &str, page_bytes: u64) -> Option<u64> {
    statm
        .split_whitespace()
        .nth(1)?
        .parse::<u64>()
        .ok()?
        .checked_mul(page_bytes)
}

/// What each process cost between two readings `seconds` apart, in per cent of one core, `own` and its descendants
/// left out. A process absent from the first reading has no processor figure.
pub fn process_costs(
    before: &[ProcessReading],
    after: &[ProcessReading],
    own: u32,
    ticks_per_second: f64,
    seconds: f64,
) -> Vec<Process> {
    let family = family(after, own);
    let earlier: BTreeMap<(u32, u64), u64> = before.iter().map(|one| ((one.pid, one.start), one.ticks)).collect();
    let available = ticks_per_second * seconds;
    let others = after.iter().filter(|one| !family.contains(&one.pid));
    others
        .map(|one| {
            let ticks = earlier
                .get(&(one.pid, one.start))
                .and_then(|then| one.ticks.checked_sub(*then));
            Process {
                name: one.name.clone(),
                cpu_percent: ticks
                    .filter(|_| available > 0.0)
                    .map(|ticks| 100.0 * ticks as f64 / available),
                memory_bytes: one.resident_bytes,
            }
        })
        .collect()
}

fn family(readings: &[ProcessReading], own: u32) -> BTreeSet<u32> {
    let mut family = BTreeSet::from([own]);
    loop {
        let known = family.len();
        family.extend(
            readings
                .iter()
                .filter(|one| family.contains(&one.parent))
                .map(|one| one.pid)
                .collect::<Vec<_>>(),
        );
        if family.len() == known {
            return family;
        }
    }
}

/// The `count` processes that cost most, by processor, then by memory; unknown ranks last.
pub fn most_costly(mut processes: Vec<Process>, count: usize) -> Vec<Process> {
    processes.sort_by(|left, right| {
        let by_cpu = right
            .cpu_percent
            .partial_cmp(&left.cpu_percent)
            .unwrap_or(Ordering::Equal);
        by_cpu.then(right.memory_bytes.cmp(&left.memory_bytes))
    });
    processes.truncate(count);
    processes
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAT: &str = "1234 (tmux: (srv) x) S 7 1234 1234 0 -1 4194560 1 0 0 0 150 50 3 4 20 0 1 0 9876 1000 200 0\n";

    fn reading(pid: u32, parent: u32, ticks: u64, start: u64) -> ProcessReading {
        ProcessReading {
            pid,
            parent,
            name: format!("p{pid}"),
            ticks,
            start,
            resident_bytes: Some(u64::from(pid)),
        }
    }

    #[test]
    fn a_name_with_spaces_and_parentheses_is_read() {
        let read = process(STAT).expect("captured text");
        assert_eq!((read.pid, read.parent, read.ticks, read.start), (1234, 7, 200, 9876));
        assert_eq!(read.name, "tmux: (srv) x");
        assert_eq!(resident_bytes("1000 250 30 1 0 90 0\n", 4096), Some(1_024_000));
        assert_eq!(process("1234 (cut"), None);
    }

    #[test]
    fn own_family_is_left_out_and_reused_numbers_are_not_mixed_up() {
        let before = [reading(1, 0, 10, 1), reading(5, 1, 100, 50), reading(9, 1, 0, 60)];
        let after = [
            reading(1, 0, 30, 1),
            reading(5, 1, 3, 99),
            reading(9, 1, 500, 60),
            reading(10, 9, 500, 61),
            reading(8, 10, 500, 62),
        ];
        let costs = most_costly(process_costs(&before, &after, 9, 100.0, 2.0), 5);
        let names: Vec<_> = costs.iter().map(|one| (one.name.as_str(), one.cpu_percent)).collect();
        assert_eq!(names, [("p1", Some(10.0)), ("p5", None)]);
    }

    #[test]
    fn memory_breaks_a_tie_and_the_list_is_cut() {
        let one = |name: &str, memory| Process {
            name: name.into(),
            cpu_percent: Some(1.0),
            memory_bytes: memory,
        };
        let sorted = most_costly(
            vec![one("unknown", None), one("small", Some(1)), one("large", Some(9))],
            2,
        );
        assert_eq!(
            sorted.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(),
            ["large", "small"]
        );
    }
}
