//! How fast a load is where nothing narrows it, and what its bytes cost at the least: iperf3(1) for moving them, rustls for
//! decrypting them.

use crate::one::{Measured, SERVER};
use crate::spent::{Spent, spent};
use anyhow::{Context, Result};
use maillon_lab::address::NQ;
use maillon_lab::certificate::Authority;
use maillon_lab::name::LabName;
use maillon_lab::namespace::Namespace;
use maillon_lab::process::Process;
use maillon_lab::servers::nginx;
use maillon_lab::servers::origin::Origin;
use std::fs;
use std::net::SocketAddr;

/// Enough for some seconds, bytes.
const CAP: u64 = 3_000_000_000;
const RUNS: usize = 3;

/// Prints one line a run and tool.
#[expect(clippy::print_stdout, reason = "a tool for a person at a terminal")]
pub fn unshaped() -> Result<()> {
    let lab = LabName::new()?;
    let folder = lab.folder()?;
    let authority = Authority::new(folder.path())?;
    let (pc, server) = (Namespace::create(&lab, "pc")?, Namespace::create(&lab, "server")?);
    pc.ip(&format!(
        "link add eth0 type veth peer name eth0 netns {}",
        server.name()
    ))?;
    for (namespace, address) in [(&pc, "198.51.100.1".to_owned()), (&server, NQ.to_string())] {
        namespace.ip(&format!("address add {address}/24 dev eth0"))?;
        namespace.ip("link set eth0 up")?;
    }
    pc.resolver(NQ)?;
    fs::write(format!("/etc/netns/{}/hosts", pc.name()), format!("{NQ} nq.lab.test\n")).context("naming the server")?;
    let origin = Origin::start(&server)?;
    let leaf = authority.leaf("nq.lab.test")?;
    let _nginx = nginx::nq(&server, folder.path(), "nq.lab.test", NQ, &leaf, origin.address())?;
    let mut iperf = Process::start(&server, folder.path(), "iperf3", "iperf3", &["-s"])?;
    iperf.listens(&server, SocketAddr::from((NQ, 5201)))?;
    let own = std::env::current_exe()?.display().to_string();
    let root = authority.root().display().to_string();
    let cap = CAP.to_string();
    println!("| tool | Gbit/s | CPU s per GB | peak MB |\n|---|---|---|---|");
    for _ in 0..RUNS {
        for direction in ["download", "upload"] {
            let spent = spent(&pc, &[&own, "one", &root, SERVER, direction, &cap, "precise"])?;
            let measured: Measured = serde_json::from_str(&spent.said)?;
            let gbps = measured.capacity.estimate_bps / 1e9;
            println!("| Maillon precise, {direction} | {gbps:.2} | {} |", cost(&spent));
        }
        for (direction, way) in [("download", Some("-R")), ("upload", None)] {
            let server = NQ.to_string();
            let mut asked = vec!["iperf3", "-c", &server, "-t", "5", "-J"];
            asked.extend(way);
            let spent = spent(&pc, &asked)?;
            let told: serde_json::Value = serde_json::from_str(&spent.said)?;
            let bps = told["end"]["sum_received"]["bits_per_second"].as_f64();
            let gbps = bps.context("a figure of iperf3")? / 1e9;
            println!("| iperf3, {direction} | {gbps:.2} | {} |", cost(&spent));
        }
        println!(
            "| rustls decrypting | | {:.2} | |",
            crate::decrypt::seconds_per_gigabyte()?
        );
    }
    Ok(())
}

fn cost(spent: &Spent) -> String {
    let per_gigabyte = spent.cpu_seconds / spent.wire_bytes as f64 * 1e9;
    format!("{per_gigabyte:.2} | {:.0}", spent.peak_bytes as f64 / 1e6)
}
