//! A program in a process group of its own, ended with everything it started.
//!
//! tauri-driver starts WebKitWebDriver, which starts the window: ending the first alone would leave the others behind.

use anyhow::{Context, Result};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};

/// A running group; dropping it ends it.
pub struct Group(Child);

impl Group {
    /// Starts a program as the first of its group.
    pub fn start(command: &mut Command) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.process_group(0).spawn();
        Ok(Self(child.with_context(|| format!("starting {name}"))?))
    }

    /// Programs of the group that run now, by id.
    ///
    /// # Errors
    /// When the system tells nothing of its programs.
    pub fn members(&self) -> Result<Vec<u32>> {
        let ids = std::fs::read_dir("/proc").context("/proc")?.flatten();
        let ids = ids.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        let is_one = |id: &u32| {
            let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
            // The name may hold anything, and ends with the last parenthesis; the group is the third field after it.
            let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
            fields.split_whitespace().nth(2) == Some(&self.0.id().to_string())
        };
        Ok(ids.filter(is_one).collect())
    }

    /// The first program of the group.
    pub fn child(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Ok(id) = i32::try_from(self.0.id()) {
            // An error says that nobody of the group is left, which is what is wanted.
            let _ = killpg(Pid::from_raw(id), Signal::SIGKILL);
        }
        let _ = self.0.wait();
    }
}
