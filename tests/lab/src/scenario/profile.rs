//! The profile of a scenario's company.

use super::{Known, Scenario};
use crate::profile;
use crate::tunnel::{Tunnel, Vpn};
use maillon_diagnosis::profile::VpnExpectation;

/// The profile as a file. What the scenario does not break of the computer is not judged: this computer's own troubles are not
/// the lab's to say.
pub fn of(scenario: &Scenario) -> String {
    let expected = scenario.expected.map_or(
        match scenario.tunnel {
            Tunnel::Full | Tunnel::Down => "full",
            Tunnel::Split => "split",
            Tunnel::None => "none",
        },
        VpnExpectation::id,
    );
    let text = match scenario.profile {
        Known::Everything => profile::of(expected),
        Known::Nothing => profile::nothing(),
        Known::Entrance => profile::header(expected),
    };
    let text = text.replace(
        &format!(":{}\"", Vpn::default().port()),
        &format!(":{}\"", scenario.vpn.port()),
    );
    let faults = &scenario.machine;
    let judged = [
        (
            faults.busy_programs > 0 || faults.busy_percent.is_some(),
            "cpu_busy_percent",
        ),
        (
            faults.memory_gb.is_some() || faults.memory_available_percent.is_some(),
            "memory_available_percent",
        ),
        (faults.memory_pressure_percent.is_some(), "memory_pressure_percent"),
        (faults.disk_operations_per_second.is_some(), "disk_latency_ms"),
    ];
    let is_lifted = |line: &&str| !judged.iter().any(|(broken, row)| *broken && line.starts_with(row));
    text.lines()
        .filter(is_lifted)
        .fold(String::new(), |text, line| text + line + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_processor_is_judged_where_a_program_of_the_scenario_uses_it() {
        let profile = |machine: &str| {
            let text =
                format!("about = \"a\"\ntunnel = \"split\"\n{machine}\n[truth]\noutcome = \"nothing_abnormal\"\n");
            of(&toml::from_str(&text).expect("a scenario"))
        };
        let lifts = |machine: &str| profile(machine).contains("cpu_busy_percent");
        assert!(lifts("") && lifts("machine.memory_gb = 8"));
        assert!(!lifts("machine.busy_percent = 50") && !lifts("machine.busy_programs = 2"));
        assert!(profile("machine.busy_percent = 50").contains("disk_latency_ms"));
    }
}
