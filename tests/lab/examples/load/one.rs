//! One load, and what it cost this process.

use anyhow::{Context, Result, bail};
use maillon_diagnosis::Limits;
use maillon_diagnosis::checks::bandwidth::{Capacity, Direction, LoadBands, LoadedDelay};
use maillon_diagnosis::profile::WebUrl;
use maillon_measurement::RunClock;
use maillon_measurement::load::{LoadBudget, Trust, configure, run};
use nix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};
use std::fs;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The server of the lab: nginx.
pub const SERVER: &str = "https://nq.lab.test/.well-known/nq";
/// The reflector beside it.
pub const REFLECTOR: &str = "https://nq.lab.test:8443/.well-known/nq";
const PATIENCE: Duration = Duration::from_secs(5);
/// As a run gives it.
const TIME: Duration = Duration::from_secs(8);
/// Ticks of the processor clock a second (`CLK_TCK`, times(2)); 100 on every Linux.
const TICKS: f64 = 100.0;

/// What one load brought and cost.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Measured {
    /// The capacity.
    pub capacity: Capacity,
    /// The delay under load.
    pub delay: Option<LoadedDelay>,
    /// From when to when it was measured.
    pub loaded: Span,
    /// Bytes over the sockets.
    pub bytes: u64,
    /// Processor seconds of the process.
    pub cpu_seconds: f64,
    /// Most memory it held, bytes.
    pub peak_bytes: u64,
}

/// A span of time, nanoseconds of the monotonic clock, which is the same in every process (clock_gettime(2)).
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Span {
    /// Its start.
    pub from_ns: u64,
    /// Its end.
    pub to_ns: u64,
}

/// The monotonic clock, nanoseconds.
pub fn monotonic_ns() -> Result<u64> {
    let now = Duration::from(clock_gettime(ClockId::CLOCK_MONOTONIC)?);
    Ok(now.as_nanos() as u64)
}

/// Loads as the words on the command line say: authority, server, direction, cap in bytes, mode.
pub fn load(how: &[&str]) -> Result<Measured> {
    let [root, server, direction, cap, mode] = *how else {
        bail!("authority, server, direction, cap, mode")
    };
    let direction = Direction::from_id(direction).context("download or upload")?;
    let trust = Trust::with_pem(&fs::read(root).with_context(|| format!("reading {root}"))?)?;
    let budget = LoadBudget {
        bytes: cap.parse().context("the cap")?,
        time: TIME,
        bands: (mode != "precise").then(|| LoadBands::of(&Limits::default(), direction)),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (start_ns, clock) = (monotonic_ns()?, RunClock::start());
    let outcome = runtime.block_on(async {
        let url = WebUrl::try_from(server.to_owned()).map_err(anyhow::Error::msg)?;
        let server = configure(&[url], &trust, PATIENCE).await?;
        let stop = CancellationToken::new();
        anyhow::Ok(run(&server, direction, budget, clock, |_| {}, &stop).await?)
    })?;
    let since_start = |ms: f64| start_ns + (ms * 1e6) as u64;
    Ok(Measured {
        loaded: Span {
            from_ns: since_start(outcome.warm_ms),
            to_ns: since_start(outcome.phase.to_ms),
        },
        capacity: outcome.capacity.context("nothing moved")?,
        delay: outcome.delay,
        bytes: outcome.bytes,
        cpu_seconds: cpu_seconds()?,
        peak_bytes: peak_bytes()?,
    })
}

/// Processor time of this process (proc_pid_stat(5): `utime` and `stime`).
fn cpu_seconds() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit_once(") ").context("a name")?.1;
    let ticks = after_name.split(' ').skip(11).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / TICKS)
}

/// Most memory this process held (proc_pid_status(5): `VmHWM`).
fn peak_bytes() -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.context("VmHWM")?.trim().trim_end_matches(" kB");
    Ok(kibibytes.parse::<u64>()? * 1024)
}
