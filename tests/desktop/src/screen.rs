//! A screen that nobody sees.

use crate::group::Group;
use anyhow::{Context, Result, ensure};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// A screen as small as the smallest laptop's, 1366 by 768; dropping it ends it.
pub struct Screen {
    _server: Group,
    display: String,
}

impl Screen {
    /// Starts an X server, which looks for a free number and tells it.
    pub fn open() -> Result<Self> {
        let mut command = Command::new("Xvfb");
        command
            .args(["-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut server = Group::start(&mut command)?;
        let output = server.child().stdout.take().context("Xvfb has an output")?;
        let mut number = String::new();
        BufReader::new(output).read_line(&mut number)?;
        ensure!(!number.trim().is_empty(), "Xvfb ended before it had a screen");
        Ok(Self {
            _server: server,
            display: format!(":{}", number.trim()),
        })
    }

    /// What `DISPLAY` must say.
    pub fn display(&self) -> &str {
        &self.display
    }
}
