//! `cargo xtask test`: every check and every test, and one last line `N passed, N failed`.
//!
//! A step that is no test counts as one. Nothing stops at the first failure, nothing is retried, and a run that
//! executed no test has failed. Everything is built in one go: cargo builds a dependency anew for each selection of
//! packages.

use std::{
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::Result;

use crate::{
    codegen::{self, Generated},
    macos, page, setup, shell, tidy, windows,
};

/// What passed and what failed so far.
#[derive(Default, Debug, PartialEq, Eq)]
struct Tally {
    passed: usize,
    failed: usize,
    /// How many of those are tests rather than steps.
    tests: usize,
    /// What failed, for the summary.
    failures: Vec<String>,
}

/// The counts of one summary line of a test runner.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
struct Counts {
    passed: usize,
    failed: usize,
}

/// Runs everything; the exit code says whether all of it passed.
pub fn test(root: &Path) -> ExitCode {
    let mut tally = Tally::default();
    if let Err(error) = setup::setup(setup::Purpose::Test) {
        // What follows would install and build half of it.
        tally.fail(format!("setup: {error:#}"));
        return tally.conclude();
    }
    tally.passed += 1;
    if let Some(directory) = page::directory(root) {
        let npm = |task: &'static [&'static str]| page::npm(&directory, task);
        tally.step("npm ci", page::install(&directory));
        tally.step(
            "npm run check",
            npm(&["run", "check"]).and_then(|mut task| shell::status(&mut task)),
        );
        tally.tests("npm test", npm(&["test"]), vitest_counts);
        tally.step("npm run build", page::build(&directory));
    }
    tally.step(
        "cargo fmt",
        shell::status(&mut shell::cargo(root, &["fmt", "--all", "--check"])),
    );
    let clippy = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    tally.step("cargo clippy", shell::status(&mut shell::cargo(root, &clippy)));
    tally.step("tidy", tidy::tidy(root));
    tally.step("codegen", codegen::codegen(root, Generated::Compared));
    let build = ["build", "--workspace", "--all-targets"];
    tally.step("cargo build", shell::status(&mut shell::cargo(root, &build)));
    let tests = shell::target_directory(root).map(|built| {
        let mut tests = shell::cargo(root, &["test", "--workspace", "--no-fail-fast"]);
        tests.env("MAILLON_CLI", built.join("debug/maillon-cli"));
        tests
    });
    tally.tests("cargo test", tests, libtest_counts);
    tally.step("cargo build for Windows", windows::build(root));
    let native = |name: &str| Ok(shell::target_directory(root)?.join("debug").join(name));
    tally.step(
        "check under Wine",
        native("maillon-cli").and_then(|program| windows::check(root, &program)),
    );
    tally.step(
        "check under Wine in the lab",
        native(windows::IN_LAB).and_then(|lab| windows::check_in_lab(root, &lab)),
    );
    tally.tests("cargo test under Wine", windows::host_tests(root), libtest_counts);
    tally.step("cargo check for macOS", macos::check(root));
    tally.conclude()
}

impl Tally {
    fn step(&mut self, name: &str, outcome: Result<()>) {
        match outcome {
            Ok(()) => self.passed += 1,
            Err(error) => self.fail(format!("{name}: {error:#}")),
        }
    }

    fn tests(&mut self, name: &str, command: Result<Command>, read: fn(&str) -> Option<Counts>) {
        let mut sum = Counts::default();
        let count = |line: &str| {
            if let Some(counts) = read(line) {
                sum.passed += counts.passed;
                sum.failed += counts.failed;
            }
        };
        let outcome = command.and_then(|mut command| shell::watch(&mut command, count));
        self.add(name, sum, outcome);
    }

    fn add(&mut self, name: &str, sum: Counts, outcome: Result<bool>) {
        self.passed += sum.passed;
        self.failed += sum.failed;
        self.tests += sum.passed + sum.failed;
        match outcome {
            Err(error) => self.fail(format!("{name}: {error:#}")),
            Ok(_) if sum.failed > 0 => self.failures.push(format!("{name}: {} tests failed", sum.failed)),
            Ok(false) => self.fail(format!("{name}: ended with an error that is no failed test")),
            Ok(true) if sum == Counts::default() => self.fail(format!("{name}: executed no test")),
            Ok(true) => {}
        }
    }

    fn fail(&mut self, failure: String) {
        self.failed += 1;
        self.failures.push(failure);
    }

    fn conclude(mut self) -> ExitCode {
        if self.tests == 0 && self.failed == 0 {
            self.fail("no test was executed".to_owned());
        }
        println!();
        for failure in &self.failures {
            println!("failed: {failure}");
        }
        println!("{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

/// Reads `test result: ok. 3 passed; 0 failed; 0 ignored; …`, which every Rust test binary ends with.
fn libtest_counts(line: &str) -> Option<Counts> {
    let (_, summary) = line.strip_prefix("test result: ")?.split_once(". ")?;
    Some(Counts {
        passed: count_before(summary, ';', "passed")?,
        failed: count_before(summary, ';', "failed")?,
    })
}

/// Reads `Tests  1 failed | 11 passed (12)`, which Vitest ends with; a kind that did not occur is left out.
fn vitest_counts(line: &str) -> Option<Counts> {
    let summary = line.strip_prefix("Tests  ")?.split_once('(')?.0;
    let count = |kind| count_before(summary, '|', kind).unwrap_or(0);
    Some(Counts {
        passed: count("passed"),
        failed: count("failed"),
    })
}

fn count_before(summary: &str, separator: char, kind: &str) -> Option<usize> {
    summary
        .split(separator)
        .find_map(|part| part.trim().strip_suffix(kind)?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_summaries_are_read() {
        let passed = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(libtest_counts(passed), Some(Counts { passed: 12, failed: 0 }));
        let failed = "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(libtest_counts(failed), Some(Counts { passed: 3, failed: 2 }));
        assert_eq!(libtest_counts("test reads_the_result: 3 passed; ok"), None);
    }

    #[test]
    fn vitest_summaries_are_read() {
        assert_eq!(
            vitest_counts("Tests  12 passed (12)"),
            Some(Counts { passed: 12, failed: 0 })
        );
        assert_eq!(
            vitest_counts("Tests  1 failed | 11 passed (12)"),
            Some(Counts { passed: 11, failed: 1 })
        );
        assert_eq!(vitest_counts("Test Files  1 passed (1)"), None);
    }

    #[test]
    fn an_error_without_a_failed_test_counts_as_one_failure() {
        let mut tally = Tally::default();
        tally.add("cargo test", Counts { passed: 4, failed: 0 }, Ok(false));
        assert_eq!((tally.passed, tally.failed, tally.tests), (4, 1, 4));
    }

    #[test]
    fn failed_tests_are_not_counted_twice() {
        let mut tally = Tally::default();
        tally.add("cargo test", Counts { passed: 4, failed: 2 }, Ok(false));
        assert_eq!((tally.passed, tally.failed, tally.tests), (4, 2, 6));
    }

    #[test]
    fn a_runner_that_executed_nothing_has_failed() {
        let mut tally = Tally::default();
        tally.add("npm test", Counts::default(), Ok(true));
        assert_eq!((tally.passed, tally.failed), (0, 1));
    }

    #[test]
    fn a_step_counts_as_one() {
        let mut tally = Tally::default();
        tally.step("fmt", Ok(()));
        tally.step("clippy", Err(anyhow::anyhow!("a warning")));
        assert_eq!((tally.passed, tally.failed, tally.tests), (1, 1, 0));
        assert_eq!(tally.failures, ["clippy: a warning"]);
    }
}
