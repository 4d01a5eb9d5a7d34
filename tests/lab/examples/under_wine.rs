//! The checklist of the Windows program, run by Wine against the real servers of a healthy lab.
//!
//! `under_wine PROGRAM WINE` as root, in the environment of that Wine; `cargo xtask windows` runs it. What Wine answers must be
//! right, what it cannot answer must be not known, and the verdict that of a healthy home. Passing here is not passing on Windows.

use anyhow::{Context, Result, bail, ensure};
use maillon_diagnosis::checks::bandwidth::Capacity;
use maillon_diagnosis::{Gap, GapReason, Outcome, Report};
use maillon_lab::address::NQ;
use maillon_lab::certificate::Authority;
use maillon_lab::{Lab, Tunnel, home, profile};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

/// Where Wine looks for the authorities it trusts (`crypt32/unixlib.c`), seen by its own processes alone.
const AUTHORITIES: &str = "/etc/ssl/certs/ca-certificates.crt";
/// Goodput of a TCP connection over Ethernet, per bit on the line: 1448 bytes less TLS records in a frame of 1514.
const GOODPUT: f64 = 1443.0 / 1514.0;
/// What an estimate may be off: client, servers and the emulator share the processors with Wine.
const OFF: f64 = 0.15;
/// Share of packets that may be late for the same reason.
const LOST: f64 = 0.02;
/// A client that asks nothing is not waited for.
const PATIENCE: Duration = Duration::from_secs(1);

#[expect(clippy::print_stdout, reason = "a tool for a person at a terminal")]
fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [program, wine] = &arguments[..] else {
        bail!("the program and Wine")
    };
    let lab = Lab::healthy(Tunnel::Split)?;
    serve_revoked(&lab)?;
    let report = lab.folder().join("report.json");
    run(&lab, Path::new(program), wine, &report)?;
    let text = fs::read_to_string(&report).context("no report was written")?;
    let report: Report = serde_json::from_str(&text)?;
    let failures = failures(&report);
    if !failures.is_empty() {
        println!("{text}");
        bail!("under Wine:\n{}", failures.join("\n"));
    }
    Ok(())
}

/// Serves the list of revoked certificates, without which Wine trusts none that names one.
fn serve_revoked(lab: &Lab) -> Result<()> {
    let listener = lab.home.anchors.enter(|| TcpListener::bind((NQ, 80)))?;
    let list = fs::read(Authority::revoked(lab.folder()))?;
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            if client.set_read_timeout(Some(PATIENCE)).is_err() {
                continue;
            }
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/pkix-crl\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                list.len()
            );
            // A client that does not read the list is told so by its own error.
            let _ = client.read(&mut [0; 2048]);
            let _ = client.write_all(&[head.as_bytes(), &list].concat());
        }
    });
    Ok(())
}

fn run(lab: &Lab, program: &Path, wine: &str, report: &Path) -> Result<()> {
    let profile = lab.profile(&profile::of("split"))?;
    let script = format!("mount --bind {} {AUTHORITIES} && exec \"$@\"", lab.root().display());
    let status = Command::new("ip")
        .args(["netns", "exec", lab.home.pc.name(), "sh", "-c", &script, "sh", wine])
        .arg(program)
        .args(["check", "--hide", "none", "--quiet", "--profile"])
        .arg(&profile)
        .arg("--json")
        .arg(report)
        .stdin(Stdio::null())
        .status()
        .context("starting Wine")?;
    ensure!(matches!(status.code(), Some(0..=2)), "the run ended with {status}");
    Ok(())
}

/// What is not as it must be, each in a line.
fn failures(report: &Report) -> Vec<String> {
    let mut failures = Vec::new();
    let mut hold = |holds: bool, what: String| {
        if !holds {
            failures.push(what);
        }
    };
    let verdict = &report.verdict;
    hold(
        verdict.outcome == Outcome::NothingAbnormal,
        format!("a healthy home is not found healthy: {verdict:?}"),
    );
    let bandwidth = report.checks.bandwidth.observation.clone().unwrap_or_default();
    let carried = |capacity: Option<&Capacity>, line: f64| {
        capacity.is_some_and(|capacity| (capacity.estimate_bps / (line * GOODPUT) - 1.0).abs() <= OFF)
    };
    for (capacity, line) in [(&bandwidth.download, home::DOWN_BPS), (&bandwidth.upload, home::UP_BPS)] {
        hold(
            carried(capacity.as_ref(), line),
            format!("{line} bit/s read as {capacity:?}"),
        );
    }
    let answered = bandwidth
        .targets
        .iter()
        .filter(|target| target.sent > 50 && f64::from(target.lost) <= LOST * f64::from(target.sent));
    hold(answered.count() >= 3, format!("{:?}", bandwidth.targets));
    let udp = bandwidth.udp.as_ref();
    hold(
        udp.is_some_and(|udp| udp.sent > 0 && f64::from(udp.sent - udp.received) <= LOST * f64::from(udp.sent)),
        format!("STUN: {udp:?}"),
    );
    let routers = bandwidth.hops.iter().filter(|hop| hop.address.is_some()).count();
    hold(routers >= 2, format!("hops: {:?}", bandwidth.hops));
    let gateway = report.checks.gateway.observation.clone().unwrap_or_default();
    let negotiates = gateway
        .doors
        .iter()
        .filter_map(|door| door.rdp.as_ref())
        .any(|rdp| rdp.negotiates);
    hold(negotiates, format!("xrdp: {:?}", gateway.doors));
    let servers = report.checks.server.observation.clone().unwrap_or_default().servers;
    hold(
        servers
            .iter()
            .any(|server| server.smb_dialect.as_deref() == Some("3.1.1")),
        format!("samba: {servers:?}"),
    );
    let pages = servers.iter().flat_map(|server| &server.tries);
    hold(
        pages.clone().any(|visit| visit.first_byte_ms.is_some()),
        format!("the web application: {servers:?}"),
    );
    let refused = |gap: &Gap| gap.probe == "route" && gap.reason == GapReason::NotSupported;
    hold(
        bandwidth.gaps.iter().any(refused),
        format!("Wine tells no route, and that is not said: {:?}", bandwidth.gaps),
    );
    failures
}
