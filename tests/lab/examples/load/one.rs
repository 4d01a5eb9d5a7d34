//! One load, and what it cost this process.

use anyhow::{Context, Result, bail};
use maillon_diagnosis::Limits;
use maillon_diagnosis::checks::bandwidth::{Capacity, Direction, LoadBands, LoadedDelay};
use maillon_diagnosis::profile::WebUrl;
use maillon_measurement::RunClock;
use maillon_measurement::load::{LoadBudget, Trust, configure, run};
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
    /// Bytes over the sockets.
    pub bytes: u64,
    /// Processor seconds of the process.
    pub cpu_seconds: f64,
    /// Most memory it held, bytes.
    pub peak_bytes: u64,
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
    let outcome = runtime.block_on(async {
        let url = WebUrl::try_from(server.to_owned()).map_err(anyhow::Error::msg)?;
        let server = configure(&[url], &trust, PATIENCE).await?;
        let stop = CancellationToken::new();
        anyhow::Ok(run(&server, direction, budget, RunClock::start(), |_| {}, &stop).await?)
    })?;
    Ok(Measured {
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
