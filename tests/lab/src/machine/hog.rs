//! A program that uses up the processor, under a name of its own.

use crate::control_group::ControlGroup;
use crate::name::LabName;
use anyhow::{Context, Result};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Writes lines without end, and does nothing else (coreutils).
const BUSY: &str = "/usr/bin/yes";

/// A busy program, ended when dropped.
#[derive(Debug)]
pub struct Hog {
    child: Child,
    /// Outlives the program, and goes with it.
    limit: Option<ControlGroup>,
}

impl Hog {
    /// Starts a program called `name` from `folder` that takes at most so many per cent of one processor; none for all it
    /// can get. It ends with the thread that started it.
    pub fn start(lab: &LabName, folder: &Path, name: &str, percent_of_one: Option<f64>) -> Result<Self> {
        let program = folder.join(name);
        fs::copy(BUSY, &program).with_context(|| format!("copying {BUSY}"))?;
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
        let child = Command::new("setpriv")
            .args(["--pdeathsig", "KILL", "--"])
            .arg(&program)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("starting {name}"))?;
        let mut hog = Self { child, limit: None };
        let Some(percent) = percent_of_one else {
            return Ok(hog);
        };
        let limit = ControlGroup::cpu(lab, name, percent)?;
        limit.take(&[hog.child.id()])?;
        hog.limit = Some(limit);
        Ok(hog)
    }
}

impl Drop for Hog {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
