//! Figures of the computer.

use super::{Table, days, gigabytes, list};
use crate::format::{foreign, number};
use crate::words::Words;
use maillon_diagnosis::checks::machine::{Cpu, Disk, Memory, Observation, Process};
use maillon_diagnosis::statistics::median;

pub(super) fn fill<'a>(table: &mut Table<'a>, seen: &'a Observation) {
    let words = table.words;
    if let Some(cpu) = &seen.cpu {
        processor(table, cpu);
    }
    if let Some(memory) = &seen.memory {
        self::memory(table, memory);
    }
    if let Some(disk) = &seen.disk {
        self::disk(table, disk);
    }
    let uptime = seen.uptime_s.map(|seconds| (seconds / 86_400.0).floor());
    table.held("uptime", uptime, days, "uptime_days", "system");
    if let Some(power) = &seen.power {
        let parts = [
            power.source.map(|source| words.say(&format!("power-{source}"))),
            power.battery_percent.map(|charge| words.percent(charge)),
            power
                .profile
                .map(|profile| words.say(&format!("power-profile-{profile}"))),
        ];
        table.fact("power", list(parts.into_iter().flatten()), "system");
    }
    if let Some(os) = &seen.os {
        table.fact("system", Some(foreign(&os.name)), "system");
        table.fact(
            "end-of-support",
            os.end_of_support.as_deref().map(|date| words.date(date)),
            "calendar",
        );
    }
    table.fact("reboot-pending", table.yes_no(seen.reboot_pending), "system");
    if let Some(date) = seen.firmware_date.as_deref().map(|date| words.date(date)) {
        let years = seen.firmware_age_years.map(f64::from);
        table.held_as("firmware", years, in_years, "machine_age_years", "firmware", Some(date));
    }
    table.fact("model", seen.model.as_deref().map(foreign), "firmware");
    table.fact(
        "virtual-machine",
        seen.virtual_machine.as_deref().map(foreign),
        "system",
    );
    table.fact("remote-session", table.yes_no(seen.remote_session), "system");
    let processes = seen.processes.iter().map(|process| describe(words, process));
    table.fact("processes", list(processes), "processes");
    let updates = seen.updates.iter().map(|process| describe(words, process));
    table.fact("updates", list(updates), "processes");
}

fn processor(table: &mut Table<'_>, cpu: &Cpu) {
    let words = table.words;
    let variables = [
        ("model", foreign(&cpu.model).into()),
        ("cores", cpu.logical_cores.into()),
    ];
    table.fact("processor", Some(words.tell("fact-cores", variables)), "system");
    if let Some(series) = &cpu.series {
        let variables = [
            ("name", foreign(&series.name).into()),
            ("year", series.year.to_string().into()),
        ];
        let told = words.tell("value-series", variables);
        let years = Some(f64::from(series.age_years));
        let limit = "machine_age_years";
        table.held_as("processor-series", years, in_years, limit, "series", Some(told));
    }
    let busy = median(cpu.busy_percent.iter().copied());
    table.held("cpu-busy", busy, Words::percent, "cpu_busy_percent", "cpu");
    let busiest = cpu.busy_per_core_percent.iter().copied().max_by(f64::total_cmp);
    table.fact("cpu-core", busiest.map(|busy| words.percent(busy)), "cpu");
    table.fact("cpu-steal", cpu.steal_percent.map(|steal| words.percent(steal)), "cpu");
    table.fact(
        "cpu-pressure",
        cpu.pressure_percent.map(|share| words.percent(share)),
        "pressure",
    );
    table.fact("cpu-throttled", table.yes_no(cpu.throttled), "system");
    let frequency = |megahertz: f64| words.unit("ghz", megahertz / 1000.0, 1);
    let parts = [cpu.frequency_mhz, cpu.max_frequency_mhz]
        .into_iter()
        .flatten()
        .map(frequency);
    table.fact("cpu-frequency", list(parts), "system");
}

fn memory(table: &mut Table<'_>, memory: &Memory) {
    let words = table.words;
    let (total, available) = (memory.total_bytes as f64, memory.available_bytes as f64);
    let known = memory.total_bytes > 0;
    table.held(
        "memory-installed",
        known.then_some(total / 1e9),
        gigabytes,
        "memory_installed_gb",
        "system",
    );
    let share = known.then(|| 100.0 * available / total);
    let told = share.map(|share| format!("{} ({})", words.percent(share), words.bytes(available)));
    table.held_as(
        "memory-available",
        share,
        Words::percent,
        "memory_available_percent",
        "system",
        told,
    );
    table.held(
        "memory-pressure",
        memory.pressure_percent,
        Words::percent,
        "memory_pressure_percent",
        "pressure",
    );
    let has_swap = memory.swap_total_bytes.is_some_and(|total| total > 0);
    let swap = memory.swap_used_bytes.filter(|_| has_swap);
    let swap = swap.map(|used| words.bytes(used as f64));
    table.fact("swap", swap, "system");
    let read_back = memory.swap_in_bytes_per_second.map(|rate| words.rate(rate * 8.0));
    table.fact("swap-in", read_back, "system");
    let committed = memory.committed_bytes.zip(memory.commit_limit_bytes);
    let committed = committed.map(|(committed, limit)| {
        let variables = [
            ("figure", words.bytes(committed as f64).into()),
            ("most", words.bytes(limit as f64).into()),
        ];
        words.tell("value-committed", variables)
    });
    table.fact("memory-committed", committed, "system");
}

fn disk(table: &mut Table<'_>, disk: &Disk) {
    let words = table.words;
    let free = (disk.total_bytes > 0).then(|| 100.0 * disk.free_bytes as f64 / disk.total_bytes as f64);
    let told = free.map(|share| format!("{} ({})", words.percent(share), words.bytes(disk.free_bytes as f64)));
    table.held_as("disk-free", free, Words::percent, "disk_free_percent", "system", told);
    for (id, times) in [("disk-write", disk.write_ms), ("disk-read", disk.read_ms)] {
        let told = table.spread(times);
        let upper = times.map(|times| times.upper());
        table.held_as(id, upper, Words::milliseconds, "disk_latency_ms", "disk", told);
    }
    table.fact(
        "disk-pressure",
        disk.pressure_percent.map(|share| words.percent(share)),
        "pressure",
    );
    let kind = disk
        .kind
        .map(|kind| words.say(&format!("disk-{kind}")))
        .unwrap_or_default();
    let parts = [
        kind,
        foreign(&disk.mount),
        disk.file_system.as_deref().map(foreign).unwrap_or_default(),
    ];
    table.fact("disk-kind", list(parts), "system");
}

fn describe(words: &Words, process: &Process) -> String {
    let cpu = process.cpu_percent.map(|used| words.percent(used));
    let memory = process.memory_bytes.map(|bytes| words.bytes(bytes as f64));
    let figures: Vec<String> = [cpu, memory].into_iter().flatten().collect();
    let name = foreign(&process.name);
    if figures.is_empty() {
        return name;
    }
    format!("{name} ({})", figures.join(&words.say("list-separator")))
}

/// A count of something, such as sessions.
pub(super) fn plain(words: &Words, value: f64) -> String {
    number(words.lang(), value, 0)
}

fn in_years(words: &Words, years: f64) -> String {
    words.several("years", years)
}
