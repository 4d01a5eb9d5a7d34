//! `maillon-cli explain` as a script sees it.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use maillon_diagnosis::checks::server::{Observation, Server, Visit};
use maillon_diagnosis::report::{CheckResult, Checks, FORMAT_VERSION, ProfileInForce, Report, Run};
use maillon_diagnosis::verdict::judge_all;
use maillon_diagnosis::{Limits, Status};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn explain(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maillon-cli"));
    command.arg("explain").args(arguments).output().unwrap()
}

/// A report in which the ERP thinks for two seconds, stored without its verdict.
fn stored(folder: &Path) -> PathBuf {
    let visit = Visit {
        think_ms: Some(2000.0),
        status: Some(200),
        ..Visit::default()
    };
    let server = Server {
        name: "ERP".to_owned(),
        from_profile: true,
        tries: vec![visit; 10],
        ..Server::default()
    };
    let observation = Observation {
        servers: vec![server],
        gaps: Vec::new(),
    };
    let mut nothing = Checks::default();
    let report = Report {
        format_version: FORMAT_VERSION,
        program: "maillon 0.1.0".to_owned(),
        run: Run::default(),
        profile: ProfileInForce::default(),
        verdict: judge_all(&mut nothing, &Limits::default()),
        checks: Checks {
            server: CheckResult {
                status: Status::NotKnown,
                observation: Some(observation),
                findings: Vec::new(),
            },
            ..nothing
        },
        slow_moments: Vec::new(),
        redacted: Vec::new(),
    };
    let path = folder.join("report.json");
    fs::write(&path, serde_json::to_string(&report).unwrap()).unwrap();
    path
}

#[test]
fn a_stored_report_is_judged_again_and_told_in_the_language_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let report = stored(folder.path());
    let report = report.to_str().unwrap();
    for (lang, told) in [("fr", "Le maillon faible est"), ("en", "The weak link is")] {
        let output = explain(&[report, "--lang", lang]);
        assert_eq!(output.status.code(), Some(1));
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(told) && text.contains("ERP"), "{text}");
    }
}

#[test]
fn the_reasoning_is_told_a_line_a_piece_of_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let report = stored(folder.path());
    let output = explain(&[report.to_str().unwrap(), "--lang", "en", "--why"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("How this was decided\n"), "{text}");
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.contains(&"VPN: not measured well enough to tell."), "{text}");
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("  - ") && line.contains("ERP")),
        "{text}"
    );
}

#[test]
fn documents_go_where_they_are_asked_and_nothing_else_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let report = stored(folder.path());
    let (html, text) = (folder.path().join("r.html"), folder.path().join("r.txt"));
    fs::write(&text, "older").unwrap();
    let asked = [
        "--html",
        html.to_str().unwrap(),
        "--text",
        text.to_str().unwrap(),
        "--json",
        "-",
    ];
    let output = explain(&[&[report.to_str().unwrap(), "--lang", "en"], &asked[..]].concat());
    assert_eq!(output.status.code(), Some(1));
    let printed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(printed["verdict"]["outcome"], "weak_link");
    assert!(fs::read_to_string(&html).unwrap().starts_with("<!DOCTYPE html>"));
    assert!(fs::read_to_string(&text).unwrap().contains("The weak link is"));
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        3,
        "something was left behind"
    );

    let quiet = explain(&[report.to_str().unwrap(), "--quiet"]);
    assert_eq!((quiet.status.code(), quiet.stdout.len()), (Some(1), 0));
}

#[test]
fn documents_hide_names_unless_it_is_said_otherwise_and_the_text_in_front_of_the_user_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let report = stored(folder.path());
    let report = report.to_str().unwrap();
    let text = |arguments: &[&str]| {
        let output = explain(&[&[report, "--lang", "en"], arguments].concat());
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(text(&[]).contains("ERP"));
    assert!(!text(&["--hide", "all"]).contains("ERP"));
    assert!(!text(&["--json", "-"]).contains("ERP"));
    assert!(text(&["--json", "-", "--hide", "none"]).contains("ERP"));
    assert!(text(&["--json", "-", "--hide", "user_name,ssid"]).contains("ERP"));
    let html = folder.path().join("r.html");
    text(&["--quiet", "--html", html.to_str().unwrap()]);
    assert!(!fs::read_to_string(&html).unwrap().contains("ERP"));
}

#[test]
fn a_report_comes_from_standard_input_too() {
    let folder = tempfile::tempdir().unwrap();
    let report = fs::File::open(stored(folder.path())).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_maillon-cli"));
    let output = command.args(["explain", "-"]).stdin(report).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_document_that_cannot_be_written_costs_neither_the_text_nor_the_file_that_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let report = stored(folder.path());
    let report = report.to_str().unwrap();
    let nowhere = folder.path().join("no/such/folder.html");
    for place in [nowhere.to_str().unwrap(), folder.path().to_str().unwrap(), "/dev/full"] {
        let output = explain(&[report, "--lang", "en", "--quiet", "--html", place]);
        assert_eq!(output.status.code(), Some(70), "{place}");
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(told.lines().count(), 1, "{told}");
        assert!(told.contains("cannot be written"), "{told}");
        let kept = told.trim_end().rsplit(' ').next().unwrap();
        assert!(
            fs::read_to_string(kept).unwrap().trim_end().ends_with("</html>"),
            "{kept}"
        );
        fs::remove_file(kept).unwrap();
        assert!(String::from_utf8(output.stdout).unwrap().contains("The weak link is"));
    }
}

#[test]
fn what_is_no_report_ends_with_64_and_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let report = stored(folder.path());
    let whole = fs::read_to_string(&report).unwrap();
    let bad = folder.path().join("bad.json");
    for (content, told) in [
        (whole[..whole.len() / 2].to_owned(), "is cut"),
        (
            whole.replacen("\"format_version\":1", "\"format_version\":2", 1),
            "format 2",
        ),
        ("{}".to_owned(), "not a report"),
    ] {
        fs::write(&bad, content).unwrap();
        let output = explain(&[bad.to_str().unwrap(), "--lang", "en"]);
        assert_eq!(output.status.code(), Some(64));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(told) && said.lines().count() == 1, "{said}");
        assert!(output.stdout.is_empty());
    }
    assert_eq!(explain(&["/nowhere.json"]).status.code(), Some(64));
    let twice = explain(&[report.to_str().unwrap(), "--json", "-", "--text", "-"]);
    assert_eq!(twice.status.code(), Some(64));
}

#[test]
fn two_reports_are_compared_and_a_file_that_is_none_is_a_wrong_use() {
    let folder = tempfile::tempdir().unwrap();
    let slow = stored(folder.path());
    let fast = folder.path().join("fast.json");
    let text = fs::read_to_string(&slow).unwrap().replace("2000.0", "20.0");
    fs::write(&fast, text).unwrap();
    let compare = |after: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_maillon-cli"));
        command
            .args(["compare", "--lang", "en"])
            .args([&slow, after])
            .output()
            .unwrap()
    };
    let output = compare(&fast);
    assert_eq!(output.status.code(), Some(0));
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(
        told.contains("- Answer of ERP: 2\u{a0}s → 20\u{a0}ms, better."),
        "{told}"
    );
    let broken = folder.path().join("broken.json");
    fs::write(&broken, "{\"form").unwrap();
    let output = compare(&broken);
    assert_eq!(output.status.code(), Some(64));
    assert!(String::from_utf8(output.stderr).unwrap().contains("broken.json"));
}
