//! The recorded runs of the bench, judged by the verdict engine as it is now. Needs neither root nor a network.

use maillon_diagnosis::Certainty;
use maillon_lab::scenario::grade::Grade;
use maillon_lab::scenario::results::{Row, by_link};
use maillon_lab::scenario::rounds::{Answer, Rounds};
use maillon_lab::scenario::{read_all, recorded, results};
use std::collections::BTreeSet;
use std::fs;

fn rows() -> Vec<Row> {
    let rounds = Rounds::read().expect("rounds");
    let rows = results::judge_recorded(read_all().expect("scenarios"), &rounds).expect("recorded runs");
    assert!(!rows.is_empty(), "no recorded run");
    rows
}

fn names() -> BTreeSet<String> {
    read_all().expect("scenarios").into_iter().map(|one| one.name).collect()
}

/// Of the rows for which `counts` holds, the share that are as `is` says, 0 to 1.
fn share(rows: &[Row], counts: fn(&Row) -> bool, is: fn(&Row) -> bool) -> f64 {
    let counted: Vec<&Row> = rows.iter().filter(|row| counts(row)).collect();
    assert!(!counted.is_empty(), "no scenario to count");
    counted.iter().filter(|row| is(row)).count() as f64 / counted.len() as f64
}

/// The targets of the bench, by the recorded runs of both halves; that nobody is accused wrongly as established has a test of
/// its own.
#[test]
fn the_targets_of_the_bench_are_reached() {
    let rows = rows();
    let is_right = |row: &Row| row.graded.grade == Grade::Right;
    let named_nobody = |row: &Row| matches!(row.graded.grade, Grade::Abstained | Grade::Missed);
    let one_fault = share(&rows, |row| row.scenario.truth.faults() == 1, is_right);
    assert!(one_fault >= 0.95, "{one_fault} of the single faults");
    let several = share(&rows, |row| row.scenario.truth.faults() > 1, is_right);
    assert!(several >= 0.85, "{several} of the faults that come together");
    let falsely = share(&rows, |_| true, |row| !row.graded.falsely.is_empty());
    assert!(falsely <= 0.02, "{falsely} accuse somebody wrongly");
    let nobody = share(&rows, |_| true, named_nobody);
    assert!(nobody <= 0.1, "{nobody} abstain or miss");
    let sound = rows.iter().filter(|row| row.is_sound() && !is_right(row));
    let sound: Vec<&str> = sound.map(|row| row.scenario.name.as_str()).collect();
    assert!(sound.is_empty(), "not called sound: {sound:?}");
}

#[test]
fn readme_tells_what_the_recorded_runs_say() {
    let readme = fs::read_to_string(by_link::readme()).expect("README.md");
    let rows = rows();
    let table = by_link::by_link(&rows);
    let says_nobody = readme.contains("No link is accused wrongly in any of them.");
    assert_eq!(says_nobody, rows.iter().all(|row| row.graded.falsely.is_empty()));
    assert!(readme.contains(&table), "cargo xtask lab --judge writes it:\n{table}");
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
        let is_worse = row.graded.grade > before.grade;
        let accuses_falsely = !row.graded.falsely.is_empty();
        let is_otherwise = row.graded.is_otherwise() && !before.is_otherwise;
        if is_worse || (accuses_falsely && !before.accuses_falsely) || is_otherwise {
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
    let names = names();
    let folder = recorded::path("any").parent().expect("a folder").to_owned();
    for entry in fs::read_dir(folder).expect("recorded runs").flatten() {
        let name = entry.path().file_stem().expect("a name").to_string_lossy().into_owned();
        assert!(names.contains(&name), "{name} is no scenario");
        let size = entry.metadata().expect("its size").len();
        assert!(size <= recorded::LARGEST as u64, "{name}: {size} bytes");
    }
}

#[test]
fn every_scenario_has_a_recorded_run() {
    let recorded: BTreeSet<String> = rows().into_iter().map(|row| row.scenario.name).collect();
    let missing: Vec<String> = names().difference(&recorded).cloned().collect();
    assert!(missing.is_empty(), "cargo xtask lab --only … for each of {missing:?}");
}

/// Else the table tells of verdicts that the engine does not give any more.
#[test]
fn round_0_is_what_the_recorded_run_is_judged_to_say_now() {
    let names = names();
    let rounds = Rounds::read().expect("rounds");
    for scenario in rounds.scenarios() {
        assert!(names.contains(scenario), "{scenario} has rounds and is no scenario");
    }
    for row in rows() {
        let name = &row.scenario.name;
        let kept = row.answers.first().filter(|answer| answer.round == 0);
        let now = kept.map(|kept| Answer::new(0, &kept.build, &row.verdict, &row.graded));
        assert!(kept.is_some(), "{name} has no round 0: cargo xtask lab --judge");
        assert_eq!(kept, now.as_ref(), "{name}: cargo xtask lab --judge");
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
        "security.first_start_ms = 2\n",
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
