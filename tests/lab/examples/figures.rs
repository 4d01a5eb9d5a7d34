//! What a standard run costs, for the README: five runs of the delivered `maillon-cli` in a healthy home.
//!
//! `cargo xtask figures` runs it. Prints one line a figure: median, and the least and the most of the five.

use anyhow::{Context, Result, ensure};
use maillon_diagnosis::Report;
use maillon_lab::program::Program;
use maillon_lab::{Lab, Tunnel, profile};

const RUNS: usize = 5;

#[expect(clippy::print_stdout, reason = "a tool for a person at a terminal")]
fn main() -> Result<()> {
    let program = Program::build_for_delivery()?;
    let lab = Lab::healthy(Tunnel::Full)?;
    let profile = lab.profile(&profile::everything())?;
    let user = lab.user()?;
    let mut figures: [Vec<f64>; 4] = Default::default();
    for _ in 0..RUNS {
        let finished = user.check(&program, &["--profile", &profile.display().to_string()])?;
        let report: Report = serde_json::from_str(&finished.report).with_context(|| finished.told())?;
        ensure!(finished.code == Some(0), "not a healthy home:\n{}", finished.told());
        let cost = report.run.cost;
        let peak = finished.peak_bytes.context("its memory could not be read")?;
        let cpu = cost.cpu_seconds.context("its processor seconds could not be read")?;
        let run = [
            finished.took.as_secs_f64(),
            cost.bytes as f64 / 1e6,
            peak as f64 / 1e6,
            cpu,
        ];
        for (all, figure) in figures.iter_mut().zip(run) {
            all.push(figure);
        }
    }
    let names = ["seconds", "megabytes moved", "peak memory, MB", "processor seconds"];
    for (name, all) in names.iter().zip(&mut figures) {
        all.sort_by(f64::total_cmp);
        println!("{name}: {:.1} ({:.1} to {:.1})", all[RUNS / 2], all[0], all[RUNS - 1]);
    }
    let size = std::fs::metadata(program.path())?.len();
    println!("size of maillon-cli, MB: {:.1}", size as f64 / 1e6);
    Ok(())
}
