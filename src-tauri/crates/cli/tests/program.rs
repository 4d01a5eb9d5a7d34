//! The built program as a script sees it: exit codes, streams, schema.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use maillon_diagnosis::Limits;
use maillon_diagnosis::report::{Checks, FORMAT_VERSION, ProfileInForce, Report, Run};
use maillon_diagnosis::verdict::judge_all;
use std::io::Write;
use std::process::{Command, Output};

fn maillon(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_maillon-cli"))
        .env("LC_ALL", "en_US.UTF-8")
        .args(arguments)
        .output()
        .unwrap()
}

fn validate(profile: &[u8]) -> Output {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(profile).unwrap();
    maillon(&["profile", "validate", file.path().to_str().unwrap()])
}

/// The profile that README shows.
fn documented() -> &'static str {
    let readme = include_str!("../../../../README.md");
    let shown = readme
        .split_once("```toml\n")
        .and_then(|(_, after)| after.split_once("```"));
    shown.expect("README shows a profile").0
}

#[test]
fn a_sound_profile_is_said_to_be_valid() {
    let output = validate(documented().as_bytes());
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8(output.stdout).unwrap().contains("is valid"));
    assert!(output.stderr.is_empty());
}

#[test]
fn a_wrong_profile_ends_with_64_and_its_place() {
    let output = validate(b"[bandwidth]\nancors = []\n");
    assert_eq!(output.status.code(), Some(64));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains("line 2, column 1") && told.contains("Did you mean `anchors`?"),
        "{told}"
    );
    assert!(output.stdout.is_empty());
}

#[test]
fn what_is_no_profile_ends_with_64() {
    for content in [b"\xff\xfe\x00".to_vec(), vec![b'#'; 2 << 20]] {
        assert_eq!(validate(&content).status.code(), Some(64));
    }
    assert_eq!(
        maillon(&["profile", "validate", "/nowhere/profile.toml"]).status.code(),
        Some(64)
    );
    assert_eq!(maillon(&["nonsense"]).status.code(), Some(64));
}

#[test]
fn help_and_errors_speak_the_language_of_the_system_or_the_one_asked_for() {
    let said = |arguments: &[&str], locale: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_maillon-cli"))
            .env("LC_ALL", locale)
            .args(arguments)
            .output()
            .unwrap();
        let both = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(both).unwrap())
    };
    let (code, help) = said(&["--help"], "fr_FR.UTF-8");
    assert!(code == Some(0) && help.contains("Codes de sortie"), "{help}");
    let (code, help) = said(&["check", "--help", "--lang", "en"], "fr_FR.UTF-8");
    assert!(code == Some(0) && help.contains("Exit codes"), "{help}");
    let (code, wrong) = said(&["chek"], "fr_FR.UTF-8");
    assert!(code == Some(64) && wrong.contains("n’est pas une commande"), "{wrong}");
    assert_eq!(said(&["--version"], "C").0, Some(0));
    for wrong in [
        &["check", "--mode", "fast"][..],
        &["check", "--only", "disk"],
        &["check", "--hide", "all,ssid"],
        &["check", "--json", "-", "--text", "-"],
        &["explain"],
        &[],
    ] {
        assert_eq!(said(wrong, "C").0, Some(64), "{wrong:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_fault_and_a_full_standard_output_is_one() {
    for (place, code) in [("/dev/full", 70), ("/dev/null", 0)] {
        let out = std::fs::OpenOptions::new().write(true).open(place).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_maillon-cli"));
        let status = command.args(["schema", "report"]).stdout(out).status().unwrap();
        assert_eq!(status.code(), Some(code), "{place}");
    }
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = Command::new(env!("CARGO_BIN_EXE_maillon-cli"));
    let status = command.args(["schema", "report"]).stdout(writer).status().unwrap();
    assert_eq!(status.code(), Some(0));
    // Nor does a standard error that nobody reads change how the program ends.
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = Command::new(env!("CARGO_BIN_EXE_maillon-cli"));
    let status = command.arg("nonsense").stderr(writer).status().unwrap();
    assert_eq!(status.code(), Some(64));
}

#[test]
fn the_schema_of_the_report_accepts_a_report_and_refuses_a_wrong_one() {
    let output = maillon(&["schema", "report"]);
    assert_eq!(output.status.code(), Some(0));
    let schema = serde_json::from_slice(&output.stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();

    let mut checks = Checks::default();
    let verdict = judge_all(&mut checks, &Limits::default());
    let report = Report {
        format_version: FORMAT_VERSION,
        program: "maillon 0.1.0".to_owned(),
        run: Run::default(),
        profile: ProfileInForce::default(),
        verdict,
        checks,
        slow_moments: Vec::new(),
        redacted: Vec::new(),
    };
    let mut document = serde_json::to_value(&report).unwrap();
    assert!(
        validator.is_valid(&document),
        "{:?}",
        validator.iter_errors(&document).next().map(|e| e.to_string())
    );
    document["verdict"]["outcome"] = "perhaps".into();
    assert!(!validator.is_valid(&document));
}

#[test]
fn the_schema_of_the_profile_accepts_the_profile_of_the_documentation() {
    let output = maillon(&["schema", "profile"]);
    let schema = serde_json::from_slice(&output.stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let profile: serde_json::Value = toml::from_str(documented()).unwrap();
    assert!(validator.is_valid(&profile));
    let wrong: serde_json::Value = toml::from_str("[gatway]\n").unwrap();
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn a_dictated_code_is_told_and_a_misheard_one_is_refused() {
    let told = maillon(&["decode", "0nbrn", "1f1tc", "p6d0c-9ct97", "--lang", "en"]);
    assert_eq!(told.status.code(), Some(0));
    let text = String::from_utf8_lossy(&told.stdout);
    assert!(text.contains("Company servers: Blocking"), "{text}");
    let misheard = maillon(&["decode", "0NBRN-1F1TC-P6D0C-9CT79", "--lang", "en"]);
    assert_eq!(misheard.status.code(), Some(64));
    assert!(misheard.stdout.is_empty());
    assert!(String::from_utf8_lossy(&misheard.stderr).contains("read the code again"));
}
