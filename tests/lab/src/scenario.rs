//! `tests/scenarios/*.toml`: one situation a file, what is broken in it and by how much, and the verdict that is true.
//!
//! Unknown keys are errors. What a file does not say is as in a healthy home with a healthy company.

mod faults;
pub mod grade;
mod past;
mod profile;
pub mod recorded;
pub mod results;
pub mod rounds;
pub mod source;
mod stage;
mod truth;

pub use faults::{Apart, Application, Episode, Line, Lines, MachineFaults, Scan, Tse, TunnelProcess, Way};
pub use past::{Past, PastCheck};
pub use stage::{Stage, play};
pub use truth::{Expected, Truth};

use crate::tunnel::{Tunnel, Vpn};
use anyhow::{Context, Result, ensure};
use maillon_diagnosis::profile::VpnExpectation;
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};

/// One situation.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The name of its file.
    #[serde(skip)]
    pub name: String,
    /// What happens, in a sentence.
    pub about: String,
    /// The teleworker's VPN.
    pub tunnel: Tunnel,
    /// The product that makes it.
    #[serde(default)]
    pub vpn: Vpn,
    /// What the company's profile says.
    #[serde(default)]
    pub profile: Known,
    /// What the company expects of the VPN, where it is not what there is.
    pub expected: Option<VpnExpectation>,
    /// The system asks the box before the company's name server, although the tunnel is up.
    #[serde(default)]
    pub names_outside: bool,
    /// The computer reaches the box over a radio, as far as its system can tell.
    #[serde(default)]
    pub wifi: bool,
    /// So near a limit that two runs may differ in the severity.
    #[serde(default)]
    pub borderline: bool,
    /// Run by `cargo xtask test`.
    #[serde(default)]
    pub every_test: bool,
    /// The emulated links.
    #[serde(default)]
    pub lines: Lines,
    /// Frames that a link treats apart.
    #[serde(default)]
    pub apart: Vec<Apart>,
    /// What changes while the run lasts.
    #[serde(default)]
    pub episode: Vec<Episode>,
    /// The processes of the tunnel.
    #[serde(default)]
    pub tunnel_process: TunnelProcess,
    /// The remote desktop host.
    #[serde(default)]
    pub tse: Tse,
    /// The web application.
    #[serde(default)]
    pub application: Application,
    /// The computer itself.
    #[serde(default)]
    pub machine: MachineFaults,
    /// Its protection.
    #[serde(default)]
    pub security: Scan,
    /// Earlier checks that the computer kept.
    pub past: Option<Past>,
    /// What is true.
    pub truth: Truth,
}

/// What the company's profile says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// Everything a profile can name.
    #[default]
    Everything,
    /// The home and the tunnel, and no server.
    Entrance,
    /// Nothing of the company, as without a profile.
    Nothing,
}

/// The folder of the scenarios.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios")
}

/// Reads every scenario, in the order of their names.
///
/// # Errors
/// The first file that is not one, with what is wrong in it.
pub fn read_all() -> Result<Vec<Scenario>> {
    let folder = folder();
    let entries = fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    files.iter().map(|file| read(file)).collect()
}

fn read(file: &Path) -> Result<Scenario> {
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let scenario: Scenario = toml::from_str(&text).with_context(|| format!("in {}", file.display()))?;
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    scenario
        .truth
        .check()
        .with_context(|| format!("in {}", file.display()))?;
    ensure!(
        !scenario.about.is_empty(),
        "{} says nothing of what happens",
        file.display()
    );
    Ok(Scenario { name, ..scenario })
}

impl Scenario {
    /// Whether it is kept out of calibration: about half of them, by a hash of the name that never changes (FNV-1a).
    pub fn is_held_out(&self) -> bool {
        let hash = self.name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        (hash >> 32) & 1 == 1
    }

    /// Whether programs of it use up the processor, or get little of it: another run beside it would be touched.
    pub const fn uses_up_processor(&self) -> bool {
        self.machine.busy_programs > 0
            || self.machine.busy_percent.is_some()
            || self.security.cpu_percent.is_some()
            || self.security.first_open_ms.is_some()
            || self.security.start_ms.is_some()
            || self.tunnel_process.cpu_percent.is_some()
    }
}
