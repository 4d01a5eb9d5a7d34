//! Control groups: how much of the processor and of the disk some programs get (cgroups(7), both versions).

use crate::name::LabName;
use anyhow::{Context, Result, bail};
use nix::sys::stat::{major, minor, stat};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the groups of labs are: version 1 has a tree for each kind of limit, version 2 one for all.
pub const TREES: [&str; 3] = [CPU_1, BLKIO_1, UNIFIED];
const CPU_1: &str = "/sys/fs/cgroup/cpu";
const BLKIO_1: &str = "/sys/fs/cgroup/blkio";
const UNIFIED: &str = "/sys/fs/cgroup";

/// Length of a period of the processor limit, microseconds: the kernel's default.
const PERIOD_US: f64 = 100_000.0;

/// A group, removed when dropped; what is in it then is limited no more.
#[derive(Debug)]
pub struct ControlGroup {
    folder: PathBuf,
}

impl ControlGroup {
    /// Processes that together get at most so many per cent of one processor.
    pub fn cpu(lab: &LabName, role: &str, percent_of_one: f64) -> Result<Self> {
        let quota_us = (PERIOD_US * percent_of_one / 100.0).round();
        if is_unified() {
            let group = Self::create(UNIFIED, lab, role, "cpu")?;
            group.set("cpu.max", &format!("{quota_us} {PERIOD_US}"))?;
            return Ok(group);
        }
        let group = Self::create(CPU_1, lab, role, "cpu")?;
        group.set("cpu.cfs_period_us", &format!("{PERIOD_US}"))?;
        group.set("cpu.cfs_quota_us", &format!("{quota_us}"))?;
        Ok(group)
    }

    /// Processes whose operations on the disk below `folder` are at most so many a second, each way.
    pub fn disk(lab: &LabName, role: &str, folder: &Path, operations_per_second: u32) -> Result<Self> {
        let device = stat(folder)
            .with_context(|| format!("the disk of {}", folder.display()))?
            .st_dev;
        let device = format!("{}:{}", major(device), minor(device));
        if is_unified() {
            let group = Self::create(UNIFIED, lab, role, "io")?;
            let limit = format!("{device} riops={operations_per_second} wiops={operations_per_second}");
            group.set("io.max", &limit)?;
            return Ok(group);
        }
        let group = Self::create(BLKIO_1, lab, role, "blkio")?;
        for limit in ["blkio.throttle.read_iops_device", "blkio.throttle.write_iops_device"] {
            group.set(limit, &format!("{device} {operations_per_second}"))?;
        }
        Ok(group)
    }

    /// Puts running processes into it.
    pub fn take(&self, ids: &[u32]) -> Result<()> {
        ids.iter().try_for_each(|id| self.set("cgroup.procs", &id.to_string()))
    }

    /// The file that takes the identifier of a process that shall join.
    pub fn members(&self) -> PathBuf {
        self.folder.join("cgroup.procs")
    }

    fn create(tree: &str, lab: &LabName, role: &str, controller: &str) -> Result<Self> {
        let tree = Path::new(tree);
        if !tree.join("cgroup.procs").exists() {
            bail!("no control groups at {}", tree.display());
        }
        if is_unified() {
            let all = tree.join("cgroup.subtree_control");
            fs::write(&all, format!("+{controller}")).with_context(|| format!("{controller} in {}", all.display()))?;
        }
        let folder = tree.join(lab.control_group(role));
        fs::create_dir(&folder).with_context(|| format!("creating {}", folder.display()))?;
        Ok(Self { folder })
    }

    fn set(&self, setting: &str, value: &str) -> Result<()> {
        let path = self.folder.join(setting);
        fs::write(&path, value).with_context(|| format!("writing {value} to {}", path.display()))
    }
}

impl Drop for ControlGroup {
    fn drop(&mut self) {
        remove(&self.folder);
    }
}

/// Removes a group after its processes went back to the root of the tree. Errors are of no use: it is gone, or another
/// lab is removing it.
pub fn remove(group: &Path) {
    let members = fs::read_to_string(group.join("cgroup.procs")).unwrap_or_default();
    if let Some(root) = group.parent() {
        for member in members.lines() {
            fs::write(root.join("cgroup.procs"), member).ok();
        }
    }
    fs::remove_dir(group).ok();
}

fn is_unified() -> bool {
    Path::new(UNIFIED).join("cgroup.controllers").exists()
}
