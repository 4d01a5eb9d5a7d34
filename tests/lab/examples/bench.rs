//! The bench: plays the scenarios one after the other, keeps what was seen, and writes the table of results.
//!
//! `cargo xtask lab [--only NAME] [--repeat N] [--from ROUND] [--labs N] [--judge]` runs it. `--only` takes every scenario
//! whose name contains NAME; `--repeat` plays N rounds of each, of which round 0 is recorded and `--from` tells the first;
//! `--labs` plays that many rounds of a scenario at once, each in a lab of its own, but for scenarios that use up the
//! processor; `--judge` plays nothing and judges the recorded runs again, and with them round 0.

use anyhow::{Context, Result, anyhow, bail, ensure};
use maillon_diagnosis::Report;
use maillon_lab::program::{Finished, Program};
use maillon_lab::scenario::grade::{Grade, Graded, grade};
use maillon_lab::scenario::results::by_link;
use maillon_lab::scenario::rounds::{Answer, Rounds};
use maillon_lab::scenario::{Scenario, play, read_all, recorded, results, source};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::{fs, thread};

#[derive(Debug)]
struct Arguments {
    only: Option<String>,
    repeat: u64,
    from: u64,
    labs: usize,
    judge: bool,
}

#[expect(clippy::print_stdout, reason = "a tool for a person at a terminal")]
fn main() -> Result<()> {
    let arguments = arguments()?;
    let scenarios = read_all()?;
    let names: BTreeSet<String> = scenarios.iter().map(|scenario| scenario.name.clone()).collect();
    let mut rounds = Rounds::read()?;
    let mut failed = 0;
    if !arguments.judge {
        let program = Program::build()?;
        // A program that was built elsewhere is of no known source.
        let is_ours = std::env::var_os("MAILLON_CLI").is_none();
        let build = if is_ours { source::build() } else { String::new() };
        let chosen = scenarios.iter().filter(|scenario| {
            let name = &scenario.name;
            arguments.only.as_ref().is_none_or(|only| name.contains(only.as_str()))
        });
        for scenario in chosen {
            let numbers: Vec<u64> = (arguments.from..arguments.from + arguments.repeat).collect();
            let at_once = if scenario.uses_up_processor() {
                1
            } else {
                arguments.labs
            };
            for numbers in numbers.chunks(at_once) {
                for (round, run) in play_at_once(scenario, (&program, build.as_str()), numbers) {
                    let kept = run.and_then(|(answer, line, report)| {
                        if round == 0 {
                            recorded::keep(&scenario.name, &report)?;
                        }
                        rounds.add(&scenario.name, answer);
                        rounds.keep(&names)?;
                        Ok(line)
                    });
                    match kept {
                        Ok(line) => println!("{line}"),
                        Err(error) => {
                            println!("failed     {:32} #{round}: {error:#}", scenario.name);
                            failed += 1;
                        }
                    }
                }
            }
        }
    }
    let mut rows = results::judge_recorded(scenarios, &rounds)?;
    for row in &mut rows {
        let name = &row.scenario.name;
        rounds.judge_again(name, &row.verdict, &row.graded);
        row.answers = rounds.of(name).to_vec();
    }
    rounds.keep(&names)?;
    let table = results::table(&rows);
    let path = results::path();
    fs::write(&path, &table).with_context(|| format!("writing {}", path.display()))?;
    by_link::keep(&by_link::by_link(&rows))?;
    println!("{}", table.split("## Every").next().unwrap_or_default());
    ensure!(failed == 0, "{failed} runs could not be played or kept");
    Ok(())
}

type Run = Result<(Answer, String, Report)>;

/// The program, and the source it was built from.
type Played<'a> = (&'a Program, &'a str);

fn play_at_once(scenario: &Scenario, played: Played<'_>, rounds: &[u64]) -> Vec<(u64, Run)> {
    thread::scope(|scope| {
        let runs = rounds
            .iter()
            .map(|round| scope.spawn(move || run(scenario, played, *round)));
        let runs: Vec<_> = runs.collect();
        let ended = runs.into_iter().map(|run| {
            let ended = run.join();
            ended.unwrap_or_else(|_| Err(anyhow!("the run panicked")))
        });
        rounds.iter().copied().zip(ended).collect()
    })
}

/// Plays a round of a scenario; round 0 comes with its report, to be kept.
fn run(scenario: &Scenario, (program, build): Played<'_>, round: u64) -> Run {
    let (finished, report) = play(scenario, program, round + 1)?;
    let graded = grade(&scenario.truth, &report);
    let answer = Answer::new(round, build, &report.verdict, &graded);
    let line = told(scenario, round, &finished, &report, &graded);
    Ok((answer, line, report))
}

fn arguments() -> Result<Arguments> {
    let mut arguments = Arguments {
        only: None,
        repeat: 1,
        from: 0,
        labs: 1,
        judge: false,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || words.next().with_context(|| format!("{word} takes a number"));
        match word.as_str() {
            "--only" => arguments.only = Some(words.next().context("--only takes a name")?),
            "--repeat" => arguments.repeat = number()?.parse()?,
            "--from" => arguments.from = number()?.parse()?,
            "--labs" => arguments.labs = number()?.parse()?,
            "--judge" => arguments.judge = true,
            other => bail!("unknown argument `{other}`"),
        }
    }
    ensure!(arguments.labs > 0, "--labs takes at least one");
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
        let gaps = report.checks.bandwidth.observation.iter().flat_map(|seen| &seen.gaps);
        for gap in gaps {
            let _ = write!(
                line,
                "\n           not measured: {} {} {:?}",
                gap.probe, gap.target, gap.reason
            );
        }
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
