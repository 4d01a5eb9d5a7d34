//! Watches the machine for a window, about one snapshot a second, and puts together what it saw.

use super::machine::{Snapshot, Units, cpu, memory_use, snapshot, units};
use super::power_profile::power_profile;
use super::{Environment, LinuxHost, protection, session, system};
use crate::clock::today;
use crate::host::parse::process::{most_costly, process_costs};
use crate::host::parse::processor_series::name_series;
use crate::host::parse::security::Family;
use crate::host::parse::system::{os_support, power_profile_gap, years_since};
use crate::host::parse::updates::updates;
use crate::host::{Answer, HostError, MachineWindow};
use maillon_diagnosis::checks::machine::{Observation, PowerProfile};
use maillon_diagnosis::{Gap, GapReason};
use std::path::Path;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

const QUESTION: &str = "machine";

/// Between two snapshots: the window of every figure that is given per second.
const STEP: Duration = Duration::from_secs(1);

/// Processes shown at most.
const PROCESSES_SHOWN: usize = 5;

/// Watches for `window`, cut into equal steps of about a second. Dropping the future stops it.
pub(super) async fn machine(host: &LinuxHost, window: Duration) -> Answer<MachineWindow> {
    let units = units(&host.root)
        .ok_or_else(|| HostError::new(QUESTION, GapReason::NotSupported, "/proc/self/auxv cannot be read"))?;
    let steps = (window.as_secs_f64() / STEP.as_secs_f64()).round().max(1.0) as u32;
    let start = Instant::now();
    let watched = async {
        let mut snapshots = Vec::new();
        for step in 0..=steps {
            sleep_until(start + window * step / steps).await;
            snapshots.push(host.ask(QUESTION, move |root, _| Ok(snapshot(root, units))).await?);
        }
        Ok(snapshots)
    };
    let (snapshots, profile) = tokio::join!(watched, power_profile());
    let snapshots = snapshots?;
    let own = std::process::id();
    let read = move |root: &Path, environment: &Environment| put_together(root, environment, units, &snapshots, own);
    let mut seen = host.ask(QUESTION, read).await?;
    note_profile(&mut seen.machine, profile);
    Ok(seen)
}

/// The profile a person chose comes before the firmware's, which follows it where there are both.
fn note_profile(machine: &mut Observation, chosen: Option<PowerProfile>) {
    if let Some(profile) = chosen {
        machine.power.get_or_insert_default().profile = Some(profile);
    }
    machine.gaps.extend(power_profile_gap(machine));
}

fn put_together(
    root: &Path,
    environment: &Environment,
    units: Units,
    snapshots: &[Snapshot],
    own: u32,
) -> Answer<MachineWindow> {
    let (Some(first), Some(last)) = (snapshots.first(), snapshots.last()) else {
        return Err(HostError::new(QUESTION, GapReason::Interrupted, "no snapshot"));
    };
    let seconds = last.at.saturating_duration_since(first.at).as_secs_f64();
    let costs = process_costs(&first.processes, &last.processes, own, units.ticks_per_second, seconds);
    let products = protection::products(root, units, snapshots, own, &costs)?;
    let today = today();
    let mut machine = Observation {
        cpu: cpu(root, snapshots),
        memory: memory_use(root, units, first, last),
        updates: updates(&costs, Family::Unix, PROCESSES_SHOWN)?,
        processes: most_costly(costs.clone(), PROCESSES_SHOWN),
        remote_session: session::remote_session(root, environment, own),
        window_s: seconds,
        ..lasting(root, &today)
    };
    name_series(&mut machine, &today);
    let missing = [
        ("cpu", machine.cpu.is_none()),
        ("memory", machine.memory.is_none()),
        ("processes", machine.processes.is_empty()),
    ];
    let gap = |(what, _)| Gap::new(QUESTION, what, GapReason::NotSupported, "/proc cannot be read");
    machine
        .gaps
        .extend(missing.into_iter().filter(|(_, missing)| *missing).map(gap));
    Ok(MachineWindow {
        machine,
        products,
        process_list_complete: protection::process_list_complete(root, own),
        process_cpu: costs,
    })
}

/// What does not change during a window. The firmware of a virtual machine says nothing of the age of the computer.
fn lasting(root: &Path, today: &str) -> Observation {
    let virtual_machine = system::virtual_machine(root);
    let firmware_date = system::firmware_date(root).filter(|_| virtual_machine.is_none());
    let (os, gaps) = match os_support() {
        Ok(table) => (system::os(root, &table, today), Vec::new()),
        Err(error) => {
            let gap = Gap::new(QUESTION, "os_support.toml", GapReason::Other, error.to_string());
            (None, vec![gap])
        }
    };
    Observation {
        power: system::power(root),
        uptime_s: system::uptime_s(root),
        firmware_age_years: firmware_date.as_deref().and_then(|date| years_since(date, today)),
        firmware_date,
        model: system::model(root),
        virtual_machine,
        os,
        reboot_pending: system::reboot_pending(root),
        gaps,
        ..Observation::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Host;
    use maillon_diagnosis::checks::machine::Power;

    #[tokio::test]
    async fn this_machine_is_watched_step_by_step() {
        let window = Duration::from_millis(1600);
        let seen = LinuxHost::new()
            .machine(window)
            .await
            .expect("Linux tells this to anybody");
        let machine = seen.machine;
        assert_eq!(machine.cpu.map(|cpu| cpu.busy_percent.len()), Some(2));
        assert!(machine.memory.is_some_and(|memory| memory.available_bytes > 0));
        // Between two readings, which a busy computer takes when it can.
        assert!(machine.window_s > 0.0);
        assert!(!machine.processes.is_empty());
        assert!(seen.process_cpu.iter().any(|process| process.cpu_percent.is_some()));
        assert!(seen.process_list_complete.is_some());
    }

    #[test]
    fn the_profile_a_person_chose_comes_first_and_an_unknown_one_is_a_gap() {
        let firmware = Some(Power {
            profile: Some(PowerProfile::Performance),
            ..Power::default()
        });
        let noted = |power: &Option<Power>, chosen| {
            let mut machine = Observation {
                power: power.clone(),
                ..Observation::default()
            };
            note_profile(&mut machine, chosen);
            (machine.power.and_then(|power| power.profile), machine.gaps.len())
        };
        assert_eq!(
            noted(&firmware, Some(PowerProfile::Saver)),
            (Some(PowerProfile::Saver), 0)
        );
        assert_eq!(noted(&firmware, None), (Some(PowerProfile::Performance), 0));
        assert_eq!(noted(&None, Some(PowerProfile::Saver)), (Some(PowerProfile::Saver), 0));
        assert_eq!(noted(&None, None), (None, 1));
    }

    #[tokio::test]
    async fn a_machine_that_tells_nothing_is_an_error() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let host = LinuxHost::at(folder.path(), Environment::default());
        let error = host.machine(Duration::from_millis(10)).await.expect_err("no /proc");
        assert_eq!(error.reason, GapReason::NotSupported);
    }
}
