//! The same line measured by Maillon, by `mach` of cf-mach and by iperf3(1), one after the other.

use crate::cell::{Cell, usual_both_ways};
use crate::one::Measured;
use crate::spent::{Spent, spent};
use anyhow::{Context, Result};
use maillon_lab::address::NQ;
use maillon_lab::process::Process;
use maillon_lab::{Lab, Tunnel};
use serde_json::Value;
use std::net::SocketAddr;

/// Runs of each tool on each line.
const RUNS: usize = 3;
/// Seconds of iperf3 in each direction, its default.
const IPERF_SECONDS: &str = "10";

/// What one tool said of one line, and what it cost.
struct Said {
    /// Goodput, bits a second, both directions.
    bps: [f64; 2],
    /// Round trips a minute, both directions.
    rpm: [Option<f64>; 2],
    spent: Vec<Spent>,
}

/// Prints one row a line and tool: `mach` is the path of the program.
#[expect(clippy::print_stdout, reason = "a tool for a person at a terminal")]
pub fn side_by_side(mach: &str) -> Result<()> {
    let lab = Lab::healthy(Tunnel::Split)?;
    let mut iperf = iperf(&lab)?;
    iperf.listens(&lab.home.anchors, SocketAddr::from((NQ, 5201)))?;
    println!(
        "| Mbit/s | tool | download, share of the truth | upload | RPM down | RPM up | s | MB | CPU s per GB | peak MB |\n|---|---|---|---|---|---|---|---|---|---|"
    );
    for cell in usual_both_ways() {
        let [_, narrow] = cell.shapes();
        lab.home.access_line.shape([narrow; 2]);
        let tools: [(&str, &dyn Fn() -> Result<Said>); 4] = [
            ("Maillon standard", &|| maillon(&lab, &cell, false)),
            ("Maillon precise", &|| maillon(&lab, &cell, true)),
            ("mach", &|| with_mach(&lab, mach)),
            ("iperf3", &|| with_iperf(&lab)),
        ];
        for (name, run) in tools {
            let runs: Result<Vec<Said>> = (0..RUNS).map(|_| run()).collect();
            match runs {
                Ok(runs) => println!("| {} | {name} | {} |", cell.mbps, row(&cell, &runs)),
                Err(error) => println!("| {} | {name} | {error:#} |", cell.mbps),
            }
        }
    }
    Ok(())
}

fn row(cell: &Cell, runs: &[Said]) -> String {
    let of = |figure: &dyn Fn(&Said) -> Option<f64>, digits| {
        let values: Vec<f64> = runs.iter().filter_map(figure).collect();
        crate::table::spread(&values, digits)
    };
    let sum = |run: &Said, figure: fn(&Spent) -> f64| run.spent.iter().map(figure).sum::<f64>();
    let bytes = |run: &Said| sum(run, |spent| spent.wire_bytes as f64);
    [
        of(&|run| Some(run.bps[0] / cell.truth_bps()), 3),
        of(&|run| Some(run.bps[1] / cell.truth_bps()), 3),
        of(&|run| run.rpm[0], 0),
        of(&|run| run.rpm[1], 0),
        of(&|run| Some(sum(run, |spent| spent.seconds)), 1),
        of(&|run| Some(bytes(run) / 1e6), 1),
        of(&|run| Some(sum(run, |spent| spent.cpu_seconds) / bytes(run) * 1e9), 2),
        of(
            &|run| {
                run.spent
                    .iter()
                    .map(|spent| spent.peak_bytes as f64 / 1e6)
                    .reduce(f64::max)
            },
            0,
        ),
    ]
    .join(" | ")
}

fn iperf(lab: &Lab) -> Result<Process> {
    let address = NQ.to_string();
    Process::start(
        &lab.home.anchors,
        lab.folder(),
        "iperf3",
        "iperf3",
        &["-s", "-B", &address],
    )
}

fn maillon(lab: &Lab, cell: &Cell, precise: bool) -> Result<Said> {
    let own = std::env::current_exe()?.display().to_string();
    let root = lab.root().display().to_string();
    let how = if precise { "precise" } else { "standard" };
    let mut said = Said {
        bps: [0.0; 2],
        rpm: [None; 2],
        spent: Vec::new(),
    };
    for (place, cell) in [Cell { ..*cell }, cell.upwards()].iter().enumerate() {
        let cap = cell.cap(precise).to_string();
        let direction = cell.direction.to_string();
        let spent = spent(
            &lab.home.pc,
            &[&own, "one", &root, crate::one::SERVER, &direction, &cap, how],
        )?;
        let measured: Measured = serde_json::from_str(&spent.said)?;
        said.bps[place] = measured.capacity.estimate_bps;
        said.rpm[place] = measured.delay.and_then(|delay| delay.rpm);
        said.spent.push(spent);
    }
    Ok(said)
}

/// Its results go nowhere: it is told so, and there is no way out of the lab.
fn with_mach(lab: &Lab, mach: &str) -> Result<Said> {
    let asked = [
        mach,
        "rpm",
        "--config",
        crate::one::SERVER,
        "--insecure",
        "--disable-aim-scores",
    ];
    let spent = spent(&lab.home.pc, &asked)?;
    let told: Value = serde_json::from_str(&spent.said).with_context(|| spent.said.clone())?;
    let figure = |direction: &str, name: &str| told[direction][name].as_f64().context("a figure of mach");
    Ok(Said {
        bps: [figure("download", "throughput")?, figure("upload", "throughput")?],
        rpm: [Some(figure("download", "rpm")?), Some(figure("upload", "rpm")?)],
        spent: vec![spent],
    })
}

fn with_iperf(lab: &Lab) -> Result<Said> {
    let server = NQ.to_string();
    let mut said = Said {
        bps: [0.0; 2],
        rpm: [None; 2],
        spent: Vec::new(),
    };
    for (place, way) in [Some("-R"), None].into_iter().enumerate() {
        let mut asked = vec!["iperf3", "-c", &server, "-t", IPERF_SECONDS, "-J"];
        asked.extend(way);
        let spent = spent(&lab.home.pc, &asked)?;
        let told: Value = serde_json::from_str(&spent.said)?;
        let bps = told["end"]["sum_received"]["bits_per_second"].as_f64();
        said.bps[place] = bps.context("a figure of iperf3")?;
        said.spent.push(spent);
    }
    Ok(said)
}
