//! What a program cost: its processor time, its memory, and what it sent and received.

use anyhow::{Context, Result, bail};
use maillon_lab::namespace::Namespace;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use serde::{Deserialize, Serialize};
use std::fs;
use std::process::{Command, Stdio};
use std::time::Instant;

/// What one program cost and said.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Spent {
    /// From its start to its end.
    pub seconds: f64,
    /// Processor seconds of it and its children.
    pub cpu_seconds: f64,
    /// Most memory one of them held, bytes.
    pub peak_bytes: u64,
    /// Bytes through the computer's interface, both ways, Ethernet headers included.
    pub wire_bytes: u64,
    /// Its standard output.
    pub said: String,
}

/// The one interface of the computers of the benchmark.
const COUNTERS: &str = "/sys/class/net/eth0/statistics";

/// Runs a program in `namespace`, as a child of a process of its own: only so its memory is its alone.
pub fn spent(namespace: &Namespace, program: &[&str]) -> Result<Spent> {
    let output = Command::new("ip")
        .args(["netns", "exec", namespace.name()])
        .arg(std::env::current_exe()?)
        .arg("spent")
        .args(program)
        .stderr(Stdio::inherit())
        .output()
        .context("starting a program")?;
    if !output.status.success() {
        bail!(
            "{} failed: {}",
            program.join(" "),
            String::from_utf8_lossy(&output.stdout)
        );
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The half of [`spent`] that is already there.
pub fn here(program: &[&str]) -> Result<Spent> {
    let [name, arguments @ ..] = program else {
        bail!("a program")
    };
    let (start, before) = (Instant::now(), wire_bytes()?);
    let output = Command::new(name)
        .args(arguments)
        .stderr(Stdio::piped())
        .output()
        .with_context(|| format!("starting {name}"))?;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(Spent {
        seconds: start.elapsed().as_secs_f64(),
        cpu_seconds: (usage.user_time() + usage.system_time()).num_microseconds() as f64 / 1e6,
        // Kibibytes (getrusage(2)).
        peak_bytes: usage.max_rss().unsigned_abs() * 1024,
        wire_bytes: wire_bytes()?.saturating_sub(before),
        said: String::from_utf8_lossy(&output.stdout).into_owned(),
    })
}

fn wire_bytes() -> Result<u64> {
    let mut bytes = 0;
    for counter in ["rx_bytes", "tx_bytes"] {
        let text = fs::read_to_string(format!("{COUNTERS}/{counter}")).context("reading the counters")?;
        bytes += text.trim().parse::<u64>()?;
    }
    Ok(bytes)
}
