//! Knows which programs install updates (`update_programs.toml`).

use super::process::most_costly;
use super::security::{Family, name_matches};
use crate::host::{Answer, HostError};
use maillon_diagnosis::GapReason;
use maillon_diagnosis::checks::machine::Process;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    windows: Vec<String>,
    unix: Vec<String>,
}

/// The `count` most costly of `processes` that install updates and worked; an error names the line of the table at fault.
pub fn updates(processes: &[Process], family: Family, count: usize) -> Answer<Vec<Process>> {
    let table: Table = toml::from_str(include_str!("../update_programs.toml"))
        .map_err(|error| HostError::new("machine", GapReason::Other, &format!("update_programs.toml: {error}")))?;
    let patterns = match family {
        Family::Windows => table.windows,
        Family::Unix => table.unix,
    };
    let installs = |process: &&Process| patterns.iter().any(|pattern| name_matches(&process.name, pattern));
    let worked = |process: &&Process| process.cpu_percent.is_some_and(|percent| percent > 0.0);
    let found = processes.iter().filter(installs).filter(worked).cloned().collect();
    Ok(most_costly(found, count))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(names: &[&str], family: Family) -> Vec<String> {
        let process = |name: &&str| Process {
            name: (*name).to_owned(),
            cpu_percent: Some(3.0),
            memory_bytes: None,
        };
        let processes: Vec<Process> = names.iter().map(process).collect();
        let found = updates(&processes, family, 5).expect("the shipped table is valid");
        found.into_iter().map(|process| process.name).collect()
    }

    #[test]
    fn installers_are_known_by_their_whole_names() {
        let windows = ["TiWorker.exe", "msiexec.exe", "Teams.exe", "apt"];
        assert_eq!(named(&windows, Family::Windows), ["TiWorker.exe", "msiexec.exe"]);
        let unix = [
            "apt",
            "aptitude-curses",
            "unattended-upgr",
            "packagekitd",
            "rpmbuild",
            "dnf5daemon-serv",
        ];
        let installers = ["apt", "unattended-upgr", "packagekitd", "dnf5daemon-serv"];
        assert_eq!(named(&unix, Family::Unix), installers);
    }

    #[test]
    fn one_that_only_waits_is_no_news() {
        let waiting = Process {
            name: "packagekitd".to_owned(),
            cpu_percent: Some(0.0),
            memory_bytes: None,
        };
        let unread = Process {
            cpu_percent: None,
            ..waiting.clone()
        };
        let found = updates(&[waiting, unread], Family::Unix, 5).expect("the shipped table is valid");
        assert_eq!(found, []);
    }
}
