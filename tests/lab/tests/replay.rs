//! The recorded runs of the bench, judged by the verdict engine as it is now. Needs neither root nor a network.

use maillon_diagnosis::Certainty;
use maillon_lab::scenario::grade::Grade;
use maillon_lab::scenario::{read_all, recorded, results};
use std::collections::BTreeSet;
use std::fs;

fn rows() -> Vec<results::Row> {
    let rows = results::judge_recorded(read_all().expect("scenarios")).expect("recorded runs");
    assert!(!rows.is_empty(), "no recorded run");
    rows
}

#[test]
fn no_verdict_is_worse_than_the_committed_table_says() {
    let table = fs::read_to_string(results::path()).expect("tests/scenarios/RESULTS.md");
    let committed = results::committed(&table);
    let mut worse = Vec::new();
    for row in rows() {
        let name = &row.scenario.name;
        let Some(before) = committed.get(name) else {
            worse.push(format!("{name} is not in the table: cargo xtask lab --judge"));
            continue;
        };
        let is_right = row.graded.grade == Grade::Right;
        let accuses_falsely = !row.graded.falsely.is_empty();
        let is_otherwise = row.graded.is_otherwise() && !before.is_otherwise;
        if (before.is_right && !is_right) || (accuses_falsely && !before.accuses_falsely) || is_otherwise {
            worse.push(format!("{name}: {:?}\n{:?}", row.graded, row.verdict.weak_links));
        }
    }
    assert!(worse.is_empty(), "{}", worse.join("\n"));
}

#[test]
fn nobody_is_accused_wrongly_as_established() {
    for row in rows() {
        let established = row
            .graded
            .falsely
            .iter()
            .filter(|(_, certainty)| *certainty == Certainty::Established);
        assert_eq!(
            established.count(),
            0,
            "{}: {:?}",
            row.scenario.name,
            row.verdict.weak_links
        );
    }
}

#[test]
fn every_recorded_run_is_of_a_scenario_and_small() {
    let names: BTreeSet<String> = read_all().expect("scenarios").into_iter().map(|one| one.name).collect();
    let folder = recorded::path("any").parent().expect("a folder").to_owned();
    for entry in fs::read_dir(folder).expect("recorded runs").flatten() {
        let name = entry.path().file_stem().expect("a name").to_string_lossy().into_owned();
        assert!(names.contains(&name), "{name} is no scenario");
        let size = entry.metadata().expect("its size").len();
        assert!(size <= recorded::LARGEST as u64, "{name}: {size} bytes");
    }
}

#[test]
fn an_unknown_key_of_a_scenario_is_an_error() {
    let text = "about = \"a\"\ntunnel = \"full\"\n[truth]\noutcome = \"nothing_abnormal\"\n";
    let read = |text: &str| toml::from_str::<maillon_lab::scenario::Scenario>(text);
    assert!(read(text).is_ok());
    for wrong in [
        "tunel_process = {}\n",
        "lines.access_line.both.delay = 4\n",
        "machine.busy = 2\n",
        "tse.frosen = true\n",
    ] {
        assert!(read(&format!("{wrong}{text}")).is_err(), "{wrong}");
    }
}

/// Both halves must have enough of each, or the held-out half says nothing.
#[test]
fn about_half_of_the_scenarios_are_held_out() {
    let scenarios = read_all().expect("scenarios");
    let held_out = scenarios.iter().filter(|scenario| scenario.is_held_out()).count();
    let share = held_out as f64 / scenarios.len() as f64;
    assert!((0.35..=0.65).contains(&share), "{held_out} of {}", scenarios.len());
}
