//! Watches the machine for a window, about one snapshot a second, and puts together what it saw.

use super::machine::{Snapshot, cpu, memory_use, page_files, snapshot};
use super::{protection, system, thermal};
use crate::clock::today;
use crate::host::asking::on_a_thread;
use crate::host::parse::process::{most_costly, process_costs};
use crate::host::parse::processor_series::name_series;
use crate::host::parse::security::{Family, found_products, security_products, with_costs};
use crate::host::parse::system::{os_support, power_profile_gap, years_since};
use crate::host::parse::updates::updates;
use crate::host::parse::windows::processes::{TICKS_PER_SECOND, list_is_complete};
use crate::host::parse::windows::protection::with_registered;
use crate::host::{Answer, HostError, MachineWindow};
use maillon_diagnosis::checks::machine::{Observation, Process};
use maillon_diagnosis::checks::security::Product;
use maillon_diagnosis::{Gap, GapReason};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

const QUESTION: &str = "machine";

/// Between two snapshots: the window of every figure that is given per second.
const STEP: Duration = Duration::from_secs(1);

/// Processes shown at most.
const PROCESSES_SHOWN: usize = 5;

/// Watches for `window`, cut into equal steps of about a second. Dropping the future stops it.
pub(super) async fn machine(window: Duration) -> Answer<MachineWindow> {
    let steps = (window.as_secs_f64() / STEP.as_secs_f64()).round().max(1.0) as u32;
    let start = Instant::now();
    let mut snapshots = Vec::new();
    for step in 0..=steps {
        sleep_until(start + window * step / steps).await;
        snapshots.push(on_a_thread(QUESTION, || Ok(snapshot())).await?);
    }
    let own = std::process::id();
    let registered = on_a_thread("security_center", protection::antivirus);
    let throttled = on_a_thread("thermal", thermal::throttled);
    let seen = on_a_thread(QUESTION, move || put_together(&snapshots, own));
    let (seen, registered, throttled) = tokio::join!(seen, registered, throttled);
    let mut seen = seen?;
    match (throttled, &mut seen.machine.cpu) {
        (Ok(throttled), Some(cpu)) => cpu.throttled = throttled,
        (Err(error), _) => seen.machine.gaps.push(error.gap("")),
        (Ok(_), None) => {}
    }
    match registered {
        Ok(registered) => seen.products = with_registered(seen.products, &registered),
        Err(error) => seen.machine.gaps.push(error.gap("")),
    }
    Ok(seen)
}

fn put_together(snapshots: &[Snapshot], own: u32) -> Answer<MachineWindow> {
    let (Some(first), Some(last)) = (snapshots.first(), snapshots.last()) else {
        return Err(HostError::new(QUESTION, GapReason::Interrupted, "no snapshot"));
    };
    let seconds = last.at.saturating_duration_since(first.at).as_secs_f64();
    let costs = process_costs(&first.processes, &last.processes, own, TICKS_PER_SECOND, seconds);
    let products = products(snapshots, own, &costs)?;
    let today = today();
    let mut machine = Observation {
        cpu: cpu(snapshots),
        memory: memory_use(),
        updates: updates(&costs, Family::Windows, PROCESSES_SHOWN)?,
        processes: most_costly(costs.clone(), PROCESSES_SHOWN),
        remote_session: Some(system::remote_session()),
        window_s: seconds,
        ..lasting(&today)
    };
    name_series(&mut machine, &today);
    machine.gaps.extend(power_profile_gap(&machine));
    let missing = [
        ("cpu", machine.cpu.is_none()),
        ("memory", machine.memory.is_none()),
        ("page file", page_files().is_none()),
        ("processes", machine.processes.is_empty()),
    ];
    let gap = |(what, _)| Gap::new(QUESTION, what, GapReason::NotSupported, "Windows does not tell");
    machine
        .gaps
        .extend(missing.into_iter().filter(|(_, missing)| *missing).map(gap));
    Ok(MachineWindow {
        machine,
        products,
        process_list_complete: list_is_complete(&last.processes),
        process_cpu: costs,
    })
}

/// The products seen at any moment of the window, with their cost over it and in each of its steps.
fn products(snapshots: &[Snapshot], own: u32, whole: &[Process]) -> Answer<Vec<Product>> {
    let table = security_products()
        .map_err(|error| HostError::new(QUESTION, GapReason::Other, &format!("security_products.toml: {error}")))?;
    let seen = snapshots.iter().flat_map(|snapshot| &snapshot.processes);
    let mut running: Vec<String> = seen.map(|process| process.name.clone()).collect();
    running.sort();
    running.dedup();
    let found = found_products(&table, Family::Windows, &running, |_| false);
    let pairs = snapshots.iter().zip(snapshots.iter().skip(1));
    let steps: Vec<Vec<Process>> = pairs
        .map(|(before, after)| {
            let seconds = after.at.saturating_duration_since(before.at).as_secs_f64();
            process_costs(&before.processes, &after.processes, own, TICKS_PER_SECOND, seconds)
        })
        .collect();
    Ok(with_costs(found, whole, &steps))
}

/// What does not change during a window. The firmware of a virtual machine says nothing of the age of the computer.
fn lasting(today: &str) -> Observation {
    let virtual_machine = system::virtual_machine();
    let firmware_date = system::firmware_date().filter(|_| virtual_machine.is_none());
    let (os, gaps) = match os_support() {
        Ok(table) => (system::os(&table, today), Vec::new()),
        Err(error) => {
            let gap = Gap::new(QUESTION, "os_support.toml", GapReason::Other, error.to_string());
            (None, vec![gap])
        }
    };
    Observation {
        power: system::power(),
        uptime_s: system::uptime_s(),
        firmware_age_years: firmware_date.as_deref().and_then(|date| years_since(date, today)),
        firmware_date,
        model: system::model(),
        virtual_machine,
        os,
        reboot_pending: system::reboot_pending(),
        gaps,
        ..Observation::default()
    }
}
