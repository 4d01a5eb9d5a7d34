//! `maillon-cli check` as a script sees it: destinations, signals, progress. Only the computer itself is looked at.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A run that is asked to end does so within this; its own budget is 150 ms, the rest is for a loaded machine.
const ENDS_WITHIN: Duration = Duration::from_secs(5);

fn check(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maillon-cli"));
    command.args(["check", "--only", "machine", "--mode", "light", "--lang", "en"]);
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
}

#[test]
fn a_signal_ends_the_run_at_once_and_keeps_what_was_seen() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["INT", "TERM", "HUP"] {
        let json = folder.path().join(format!("{name}.json"));
        let mut child = check(&["--json", json.to_str().unwrap()]).spawn().unwrap();
        // The first line of progress: the run has begun.
        let mut progress = BufReader::new(child.stderr.take().unwrap()).lines();
        assert_eq!(progress.next().unwrap().unwrap(), "Measuring: Computer.");
        let drain = thread::spawn(move || progress.count());
        let asked = Instant::now();
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        assert!(asked.elapsed() < ENDS_WITHIN, "{name}: {:?}", asked.elapsed());
        drain.join().unwrap();
        assert!(matches!(output.status.code(), Some(0..=2)), "{name}: {}", output.status);
        let report: serde_json::Value = serde_json::from_slice(&fs::read(&json).unwrap()).unwrap();
        assert_eq!(report["run"]["complete"], false, "{name}");
    }
}

#[test]
fn a_place_that_cannot_be_written_is_told_before_the_run_and_nothing_is_lost_after_it() {
    let mut child = check(&["--html", "/nowhere/report.html"]).spawn().unwrap();
    let mut progress = BufReader::new(child.stderr.take().unwrap()).lines();
    let first = progress.next().unwrap().unwrap();
    assert!(
        first.contains("/nowhere/report.html") && first.contains("will be kept elsewhere"),
        "{first}"
    );
    signal(&child, "INT");
    let rest: Vec<String> = progress.map(Result::unwrap).collect();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(70));
    let kept = rest.last().unwrap().rsplit(' ').next().unwrap();
    assert!(
        fs::read_to_string(kept).unwrap().starts_with("<!DOCTYPE html>"),
        "{rest:?}"
    );
    fs::remove_file(kept).unwrap();
    assert!(!output.stdout.is_empty());
}

#[test]
fn quiet_says_nothing_that_was_not_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("report.json");
    let output = check(&["--quiet", "--json", json.to_str().unwrap()]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.stdout.is_empty() && said.is_empty(), "{said}");
    assert!(matches!(output.status.code(), Some(0..=2)));
    assert!(json.exists());
}
