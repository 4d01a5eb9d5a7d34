//! How right, how dear and how steady a load is, over lines whose truth is known.
//!
//! `cargo build --release --package maillon-lab --package maillon-reflector --example load --bin maillon-reflector`, then
//! `load` with one of these, as root:
//!
//! - `grid standard|precise nginx|reflector cubic|bbr`: every line once;
//! - `spread standard|precise nginx|reflector cubic|bbr`: usual lines, ten loads each;
//! - `cell standard|precise nginx|reflector cubic|bbr download|upload MBPS RTT_MS QUEUE_MS LOSS_PERCENT`: one line, ten loads;
//! - `others MACH`: usual lines, beside `mach` (`cargo install cf-mach`) and iperf3(1);
//! - `unshaped`: as fast as this computer can.
//!
//! Prints the tables of `src-tauri/crates/measurement/BENCHMARKS.md`. Every load is a process of its own.

mod cell;
mod decrypt;
mod one;
mod others;
mod spent;
mod table;
mod unshaped;

use anyhow::{Context, Result, bail};
use cell::{Cell, grid};
use maillon_lab::address::{BOX, NQ};
use maillon_lab::servers::reflector;
use maillon_lab::{Lab, Tunnel};
use one::{Measured, REFLECTOR, SERVER};
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};
use table::Row;

/// Loads of one line that must agree.
const LOADS: usize = 10;
/// Longer than any queue takes to empty.
const DRAINED: Duration = Duration::from_millis(500);

#[expect(clippy::print_stdout, reason = "a tool for a person at a terminal")]
fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["one", ref how @ ..] => {
            println!("{}", serde_json::to_string(&one::load(how)?)?);
            Ok(())
        }
        ["spent", ref program @ ..] => {
            println!("{}", serde_json::to_string(&spent::here(program)?)?);
            Ok(())
        }
        ["grid", mode, server, senders] => rows(grid(), mode == "precise", server, senders, 1),
        ["spread", mode, server, senders] => rows(cell::usual(), mode == "precise", server, senders, LOADS),
        ["cell", mode, server, senders, ref cell @ ..] => {
            rows(vec![Cell::of(cell)?], mode == "precise", server, senders, LOADS)
        }
        ["others", mach] => others::side_by_side(mach),
        ["unshaped"] => unshaped::unshaped(),
        _ => bail!("what is to be measured? See the head of this file"),
    }
}

#[expect(clippy::print_stdout, reason = "a tool for a person at a terminal")]
fn rows(cells: Vec<Cell>, precise: bool, server: &str, senders: &str, loads: usize) -> Result<()> {
    let lab = Lab::healthy(Tunnel::Split)?;
    // By the route: what a whole namespace uses, another than the first one may not choose freely.
    for (end, by) in [
        (&lab.home.pc, BOX.to_string()),
        (&lab.home.anchors, "192.0.2.9".to_owned()),
    ] {
        end.ip(&format!("route change default via {by} congctl {senders}"))?;
    }
    let url = match server {
        "nginx" => SERVER,
        "reflector" => REFLECTOR,
        other => bail!("no such server: {other}"),
    };
    let program = std::env::current_exe()?.with_file_name("../maillon-reflector");
    let address = SocketAddr::from((NQ, 8443));
    let _reflector = reflector::start(&lab.home.anchors, lab.folder(), &program, "nq.lab.test", address)?;
    println!("{}", table::HEAD);
    let mut all = Vec::new();
    for cell in cells {
        lab.home.access_line.shape(cell.shapes());
        // What the line before still holds would be more than this one takes.
        thread::sleep(DRAINED);
        let measured: Result<Vec<_>> = (0..loads).map(|_| load(&lab, url, &cell, precise)).collect();
        match measured {
            Ok(measured) => {
                let row = Row::of(&cell, precise, &measured);
                println!("{row}");
                all.push(row);
            }
            Err(error) => println!("| {cell} | {error:#} |"),
        }
    }
    println!("\n{}", table::estimates(&all));
    println!("{}", table::summary(&all));
    Ok(())
}

/// One load, and the median wait in the queue of the line meanwhile.
fn load(lab: &Lab, url: &str, cell: &Cell, precise: bool) -> Result<(Measured, Option<Duration>)> {
    let root = lab.root().display().to_string();
    let direction = cell.direction.to_string();
    let how = if precise { "precise" } else { "standard" };
    let program = std::env::current_exe()?.display().to_string();
    let cap = cell.cap(precise).to_string();
    let load = [&program[..], "one", &root, url, &direction, &cap, how];
    let line = &lab.home.access_line;
    let (start, start_ns) = (Instant::now(), one::monotonic_ns()?);
    line.note_backlog();
    let said = spent::spent(&lab.home.pc, &load)?.said;
    let backlog = line.backlog();
    let measured: Measured = serde_json::from_str(&said).context("a load failed")?;
    let moment = |at_ns: u64| start + Duration::from_nanos(at_ns.saturating_sub(start_ns));
    let (from, to) = (moment(measured.loaded.from_ns), moment(measured.loaded.to_ns));
    Ok((measured, backlog[cell.loaded_side()].median_wait(from, to)))
}
