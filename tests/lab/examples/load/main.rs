//! How right, how dear and how steady a load is, over lines whose truth is known.
//!
//! `cargo run --release --package maillon-lab --example load -- grid|spread` in the lab, which needs root. Prints the tables
//! of `src-tauri/crates/measurement/BENCHMARKS.md`. Every load is a process of its own in the home of the lab.

mod cell;
mod one;
mod table;

use anyhow::{Context, Result, bail};
use cell::{Cell, grid};
use maillon_lab::{Lab, Tunnel};
use one::Measured;
use std::process::Command;
use table::Row;

/// Loads of one line that must agree.
const LOADS: usize = 10;

#[expect(clippy::print_stdout, reason = "a tool for a person at a terminal")]
fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["one", ref how @ ..] => {
            println!("{}", serde_json::to_string(&one::load(how)?)?);
            Ok(())
        }
        ["grid", mode] => rows(grid(), mode == "precise", 1),
        ["spread", mode] => rows(cell::usual(), mode == "precise", LOADS),
        _ => bail!("grid or spread, then standard or precise; see the head of this file"),
    }
}

#[expect(clippy::print_stdout, reason = "a tool for a person at a terminal")]
fn rows(cells: Vec<Cell>, precise: bool, loads: usize) -> Result<()> {
    let lab = Lab::healthy(Tunnel::Split)?;
    println!("{}", table::HEAD);
    let mut all = Vec::new();
    for cell in cells {
        lab.home.access_line.shape(cell.shapes());
        let measured: Result<Vec<Measured>> = (0..loads).map(|_| load(&lab, &cell, precise)).collect();
        match measured {
            Ok(measured) => {
                let row = Row::of(&cell, precise, &measured);
                println!("{row}");
                all.push(row);
            }
            Err(error) => println!("| {cell} | {error:#} |"),
        }
    }
    println!("\n{}", table::summary(&all));
    Ok(())
}

fn load(lab: &Lab, cell: &Cell, precise: bool) -> Result<Measured> {
    let root = lab.root().display().to_string();
    let direction = cell.direction.to_string();
    let how = if precise { "precise" } else { "standard" };
    let program = std::env::current_exe()?;
    let output = Command::new("ip")
        .args(["netns", "exec", lab.home.pc.name()])
        .arg(program)
        .args(["one", &root, &direction, &cell.cap(precise).to_string(), how])
        .output()
        .context("starting a load")?;
    let told = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).with_context(|| format!("a load failed: {told}"))
}
