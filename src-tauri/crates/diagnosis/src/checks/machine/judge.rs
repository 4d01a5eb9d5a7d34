//! Judges the computer as it was before Maillon put any load on it.

use super::{Cpu, Disk, Memory, Observation, PowerProfile, Process};
use crate::constants::{DISK_ROUNDS, DISK_SPACE_ENOUGH, MEMORY_ENOUGH};
use crate::finding::{Code, Finding, Quantity, Support};
use crate::judgement::Judgement;
use crate::limits::Limits;
use crate::statistics::median;
use crate::vocabulary::Link;

/// Judges what was seen.
pub fn judge(observation: &Observation, limits: &Limits) -> Judgement {
    let mut judgement = Judgement::default();
    if let Some(cpu) = &observation.cpu {
        processor(cpu, observation, limits, &mut judgement);
    }
    if let Some(memory) = &observation.memory {
        self::memory(memory, limits, &mut judgement);
    }
    if let Some(disk) = &observation.disk {
        self::disk(disk, limits, &mut judgement);
    }
    facts(observation, limits, &mut judgement);
    judgement
}

fn processor(cpu: &Cpu, observation: &Observation, limits: &Limits, judgement: &mut Judgement) {
    if let Some(busy) = median(cpu.busy_percent.iter().copied()) {
        judgement.saw(Link::Machine, true);
        let limit = limits.row("cpu_busy_percent").slow;
        let past = cpu.busy_percent.iter().filter(|busy| **busy > limit).count();
        let support = Support::of(past, cpu.busy_percent.len());
        let against = (Code::CpuSaturated, Link::Machine);
        let heaviest = heaviest(&observation.processes).map(|(process, _)| process.name.clone());
        if let Some(found) = judgement.hold(limits, "cpu_busy_percent", against, (busy, Quantity::Percent), support)
            && let Some(name) = heaviest
        {
            found.quantities.insert("process".to_owned(), Quantity::Text(name));
        }
    }
    if cpu.throttled == Some(true) {
        judgement.add(Finding::information(Code::CpuThrottled));
    }
}

fn memory(memory: &Memory, limits: &Limits, judgement: &mut Judgement) {
    if memory.total_bytes == 0 {
        return;
    }
    let available = 100.0 * memory.available_bytes as f64 / memory.total_bytes as f64;
    let support = Support::once(1);
    let low = limits.row("memory_available_percent").status(available).is_bad();
    if low && memory.available_bytes < MEMORY_ENOUGH {
        let against = (Code::MemoryLow, Link::Machine);
        let limit = "memory_available_percent";
        judgement.hold(limits, limit, against, (available, Quantity::Percent), support.clone());
    }
    if let Some(pressure) = memory.pressure_percent {
        let against = (Code::MemoryPressure, Link::Machine);
        judgement.hold(
            limits,
            "memory_pressure_percent",
            against,
            (pressure, Quantity::Percent),
            support,
        );
    }
    let installed = memory.total_bytes as f64 / 1e9;
    if limits.status("memory_installed_gb", installed).is_bad() {
        let fact = Finding::information(Code::MemorySmall).with("figure", Quantity::Bytes(memory.total_bytes as f64));
        judgement.add(fact);
    }
}

fn disk(disk: &Disk, limits: &Limits, judgement: &mut Judgement) {
    if disk.total_bytes > 0 {
        let free = 100.0 * disk.free_bytes as f64 / disk.total_bytes as f64;
        let support = Support::once(1);
        // A large disk may be nearly full and still have room to work in.
        if disk.free_bytes < DISK_SPACE_ENOUGH {
            let against = (Code::DiskFull, Link::Machine);
            judgement.hold(limits, "disk_free_percent", against, (free, Quantity::Percent), support);
        }
    }
    let slowest = [disk.write_ms, disk.read_ms]
        .into_iter()
        .flatten()
        .filter(|times| times.count >= DISK_ROUNDS);
    if let Some(times) = slowest.max_by(|a, b| a.upper().total_cmp(&b.upper())) {
        let support = Support::once(times.count);
        let against = (Code::DiskSlow, Link::Machine);
        judgement.hold(
            limits,
            "disk_latency_ms",
            against,
            (times.upper(), Quantity::Milliseconds),
            support,
        );
    }
}

/// The program that costs most, when it takes much of the whole computer: worth closing, and no fault of the computer's. What
/// installs updates is never worth closing.
fn heavy_process(observation: &Observation, limits: &Limits, judgement: &mut Judgement) {
    let cores = observation.cpu.as_ref().map_or(0, |cpu| cpu.logical_cores);
    let installs = |process: &Process| observation.updates.iter().any(|update| update.name == process.name);
    let others = observation.processes.iter().filter(|process| !installs(process));
    let Some((process, of_one_core)) = heaviest(others).filter(|_| cores > 0) else {
        return;
    };
    let share = of_one_core / f64::from(cores);
    if let Some((_, used)) = limits.passed("heavy_process_percent", share) {
        let fact = Finding::information(Code::HeavyProcess)
            .with("name", Quantity::Text(process.name.clone()))
            .with("figure", Quantity::Percent(share));
        judgement.add(fact.past(used));
    }
}

/// The program that installs updates, when it works hard enough to be felt.
fn updates(observation: &Observation, limits: &Limits, judgement: &mut Judgement) {
    let Some((process, of_one_core)) = heaviest(&observation.updates) else {
        return;
    };
    if let Some((_, used)) = limits.passed("update_process_percent", of_one_core) {
        let fact = Finding::information(Code::UpdateRunning)
            .with("name", Quantity::Text(process.name.clone()))
            .with("figure", Quantity::Percent(of_one_core));
        judgement.add(fact.past(used));
    }
}

/// The program that costs most, with what it takes of one core; the first by name among equals.
fn heaviest<'a>(processes: impl IntoIterator<Item = &'a Process>) -> Option<(&'a Process, f64)> {
    let known = processes
        .into_iter()
        .filter_map(|process| Some((process, process.cpu_percent?)));
    known.max_by(|(one, a), (other, b)| a.total_cmp(b).then_with(|| other.name.cmp(&one.name)))
}

/// Facts worth knowing that do not explain slowness by themselves.
fn facts(observation: &Observation, limits: &Limits, judgement: &mut Judgement) {
    if observation.power.as_ref().and_then(|power| power.profile) == Some(PowerProfile::Saver) {
        judgement.add(Finding::information(Code::PowerSaver));
    }
    if let Some(days) = observation.uptime_s.map(|seconds| seconds / 86_400.0)
        && limits.status("uptime_days", days).is_bad()
    {
        judgement.add(Finding::information(Code::UptimeLong).with("figure", Quantity::Count(days.floor())));
    }
    if let Some(os) = observation.os.as_ref().filter(|os| os.out_of_support == Some(true)) {
        judgement.add(Finding::information(Code::OsOutOfSupport).with("name", Quantity::Text(os.name.clone())));
    }
    if observation.reboot_pending == Some(true) {
        judgement.add(Finding::information(Code::RebootPending));
    }
    if let Some(years) = observation.age_years().map(f64::from)
        && let Some((_, used)) = limits.passed("machine_age_years", years)
    {
        judgement.add(
            Finding::information(Code::MachineOld)
                .with("figure", Quantity::Count(years))
                .past(used),
        );
    }
    heavy_process(observation, limits, judgement);
    updates(observation, limits, judgement);
    if observation.remote_session == Some(true) {
        judgement.add(Finding::information(Code::InsideRemoteSession));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn process(name: &str, cpu_percent: Option<f64>) -> Process {
        Process {
            name: name.to_owned(),
            cpu_percent,
            ..Process::default()
        }
    }

    fn found(logical_cores: u32, processes: &[Process], updates: &[Process]) -> Vec<Code> {
        let observation = Observation {
            cpu: Some(Cpu {
                logical_cores,
                ..Cpu::default()
            }),
            processes: processes.to_vec(),
            updates: updates.to_vec(),
            ..Observation::default()
        };
        let findings = judge(&observation, &Limits::default()).findings;
        findings.iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn a_program_is_heavy_by_its_share_of_the_whole_computer() {
        let processes = [process("indexer", None), process("encoder", Some(100.0))];
        let with = |cores: u32| found(cores, &processes, &[]);
        assert_eq!(with(2), [Code::HeavyProcess]);
        assert_eq!(with(16), []);
        assert_eq!(with(0), [], "of how much is not known");
    }

    #[test]
    fn an_update_is_told_as_such_and_nobody_is_asked_to_close_it() {
        let alone = |installer: &Process| found(2, std::slice::from_ref(installer), std::slice::from_ref(installer));
        let installer = process("TiWorker.exe", Some(90.0));
        assert_eq!(alone(&installer), [Code::UpdateRunning]);
        assert_eq!(alone(&process("TiWorker.exe", Some(0.3))), [], "it only waits");
        let encoder = process("encoder", Some(60.0));
        assert_eq!(
            found(2, &[installer.clone(), encoder], &[installer]),
            [Code::HeavyProcess, Code::UpdateRunning],
            "another program is told beside it"
        );
        let slowly = process("TiWorker.exe", Some(9.0));
        assert_eq!(alone(&slowly), [], "below its limit nothing is told of it");
    }
}
