//! The bench: plays the scenarios one after the other, keeps what was seen, and writes the table of results.
//!
//! `cargo xtask lab [--only NAME] [--repeat N] [--judge]` runs it. `--only` takes every scenario whose name contains NAME;
//! `--judge` plays nothing and judges the recorded runs again.

use anyhow::{Context, Result, bail, ensure};
use maillon_diagnosis::Report;
use maillon_lab::program::{Finished, Program};
use maillon_lab::scenario::grade::{Grade, Graded, grade};
use maillon_lab::scenario::{Scenario, play, read_all, recorded, results};
use std::fmt::Write;
use std::fs;

#[derive(Debug, Default)]
struct Arguments {
    only: Option<String>,
    repeat: u64,
    judge: bool,
}

#[expect(clippy::print_stdout, reason = "a tool for a person at a terminal")]
fn main() -> Result<()> {
    let arguments = arguments()?;
    let scenarios = read_all()?;
    let mut failed = 0;
    if !arguments.judge {
        let program = Program::build()?;
        let chosen = scenarios.iter().filter(|scenario| {
            let name = &scenario.name;
            arguments.only.as_ref().is_none_or(|only| name.contains(only.as_str()))
        });
        for scenario in chosen {
            for round in 0..arguments.repeat {
                match run(scenario, &program, round) {
                    Ok(line) => println!("{line}"),
                    Err(error) => {
                        println!("failed     {:32} #{round}: {error:#}", scenario.name);
                        failed += 1;
                    }
                }
            }
        }
    }
    let rows = results::judge_recorded(scenarios)?;
    let table = results::table(&rows);
    let path = results::path();
    fs::write(&path, &table).with_context(|| format!("writing {}", path.display()))?;
    println!("{}", table.split("## Every").next().unwrap_or_default());
    ensure!(failed == 0, "{failed} runs could not be played or kept");
    Ok(())
}

/// Plays a scenario and keeps its first round.
fn run(scenario: &Scenario, program: &Program, round: u64) -> Result<String> {
    let (finished, report) = play(scenario, program, round + 1)?;
    let graded = grade(&scenario.truth, &report);
    if round == 0 {
        recorded::keep(&scenario.name, &report)?;
    }
    Ok(told(scenario, round, &finished, &report, &graded))
}

fn arguments() -> Result<Arguments> {
    let mut arguments = Arguments {
        repeat: 1,
        ..Arguments::default()
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--only" => arguments.only = Some(words.next().context("--only takes a name")?),
            "--repeat" => arguments.repeat = words.next().context("--repeat takes a number")?.parse()?,
            "--judge" => arguments.judge = true,
            other => bail!("unknown argument `{other}`"),
        }
    }
    Ok(arguments)
}

/// One line of a run, and more of a bad one.
fn told(scenario: &Scenario, round: u64, finished: &Finished, report: &Report, graded: &Graded) -> String {
    let named = report.verdict.weak_links.iter();
    let named: Vec<String> = named
        .map(|weak| format!("{} {} {} {:.2}", weak.link, weak.certainty, weak.cause, weak.share))
        .collect();
    let busy = report.checks.machine.observation.as_ref().and_then(|machine| {
        let busy = &machine.cpu.as_ref()?.busy_percent;
        busy.iter().copied().reduce(f64::max)
    });
    let mut line = format!(
        "{:10} {:32} #{round} {:4.1} s {:4.1} MB, processor {:3.0} %: {} [{}]",
        graded.grade.word(),
        scenario.name,
        finished.took.as_secs_f64(),
        report.run.cost.bytes as f64 / 1e6,
        busy.unwrap_or(f64::NAN),
        report.verdict.outcome,
        named.join("; "),
    );
    if graded.is_otherwise() || !graded.falsely.is_empty() || !graded.missed.is_empty() {
        let _ = write!(
            line,
            "\n           falsely {:?}, missed {:?}, uses {:?}, untold {:?}, told {:?}",
            graded.falsely, graded.missed, graded.uses, graded.untold, graded.told
        );
    }
    if graded.grade != Grade::Right {
        for (_, _, findings) in report.checks.summaries() {
            for finding in findings {
                let _ = write!(
                    line,
                    "\n           {} {} {:?} {:?}",
                    finding.code, finding.severity, finding.link, finding.quantities
                );
            }
        }
    }
    line
}
