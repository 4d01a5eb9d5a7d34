//! Protection products among the processes of a window, and what they cost in it.

use super::machine::{Snapshot, Units};
use super::text;
use crate::host::HostError;
use crate::host::parse::process::{self, process_costs};
use crate::host::parse::security::{Family, found_products, security_products, with_costs};
use maillon_diagnosis::GapReason;
use maillon_diagnosis::checks::machine::Process;
use maillon_diagnosis::checks::security::Product;
use std::path::Path;

/// The products seen at any moment of the window, with their cost over it and in each of its steps.
pub(super) fn products(
    root: &Path,
    units: Units,
    snapshots: &[Snapshot],
    own: u32,
    whole: &[Process],
) -> Result<Vec<Product>, HostError> {
    let table = security_products()
        .map_err(|error| HostError::new("machine", GapReason::Other, &format!("security_products.toml: {error}")))?;
    let mut running: Vec<String> = snapshots
        .iter()
        .flat_map(|snapshot| &snapshot.processes)
        .map(|process| process.name.clone())
        .collect();
    running.sort();
    running.dedup();
    let installed = |folder: &str| root.join(folder.trim_start_matches('/')).is_dir();
    let found = found_products(&table, Family::Unix, &running, installed);
    let pairs = snapshots.iter().zip(snapshots.iter().skip(1));
    let steps: Vec<Vec<Process>> = pairs
        .map(|(before, after)| {
            let seconds = after.at.saturating_duration_since(before.at).as_secs_f64();
            process_costs(
                &before.processes,
                &after.processes,
                own,
                units.ticks_per_second,
                seconds,
            )
        })
        .collect();
    Ok(with_costs(found, whole, &steps))
}

/// Whether every process of the computer can be listed: the kernel's own `kthreadd` is seen only outside containers and
/// without `hidepid` (`proc(5)`). None when `/proc` says nothing at all.
pub(super) fn process_list_complete(root: &Path, own: u32) -> Option<bool> {
    let reading = |pid: u32| process::process(&text(root, &format!("proc/{pid}/stat"))?);
    reading(own)?;
    Some(reading(2).is_some_and(|second| second.name == "kthreadd"))
}

#[cfg(test)]
mod tests {
    use super::super::test_files::{Root, stat};
    use super::*;

    #[test]
    fn a_hidden_process_list_is_told_from_a_whole_one() {
        let own = ("proc/90/stat", &*stat(90, "maillon", 50, 0));
        let whole = Root::new(&[own, ("proc/2/stat", &stat(2, "kthreadd", 0, 0))]);
        assert_eq!(process_list_complete(whole.path(), 90), Some(true));
        assert_eq!(process_list_complete(Root::new(&[own]).path(), 90), Some(false));
        assert_eq!(process_list_complete(Root::new(&[]).path(), 90), None);
    }
}
