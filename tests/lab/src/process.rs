//! A server of the lab: a real program in one namespace, ended with all its children.

use crate::namespace::Namespace;
use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fs::{self, File};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A server that does not listen by then will not: they need less than a second on an idle machine.
const START: Duration = Duration::from_secs(20);
const AGAIN: Duration = Duration::from_millis(20);
/// Lines of the log shown when a test fails.
const SHOWN: usize = 20;

/// A running program, killed when dropped.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts `program` in `namespace`, its output in `<folder>/<name>.log`.
    ///
    /// It is the first process of a PID namespace of its own, so that its children end with it, whatever they do; and
    /// it ends with the thread that started it, whatever happens to that.
    pub fn start(namespace: &Namespace, folder: &Path, name: &str, program: &str, arguments: &[&str]) -> Result<Self> {
        let log = folder.join(format!("{name}.log"));
        let output = File::create(&log).with_context(|| format!("creating {}", log.display()))?;
        let child = Command::new("setpriv")
            .args(["--pdeathsig", "KILL", "--", "ip", "netns", "exec", namespace.name()])
            .args(["nice", "-n", "-10", "unshare", "--pid", "--fork", "--kill-child", "--"])
            .arg(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()
            .with_context(|| format!("starting {name}"))?;
        let name = name.to_owned();
        Ok(Self { name, child, log })
    }

    /// Waits until it takes connections at `address`, seen from its own namespace.
    pub fn listens(&mut self, namespace: &Namespace, address: SocketAddr) -> Result<()> {
        let connects = || namespace.enter(|| TcpStream::connect_timeout(&address, AGAIN * 10).is_ok());
        self.wait_until(&format!("listen at {address}"), connects)
    }

    /// Waits until `is_ready`, while the program runs.
    pub fn wait_until(&mut self, what: &str, is_ready: impl Fn() -> bool) -> Result<()> {
        let start = Instant::now();
        while !is_ready() {
            if let Some(status) = self.child.try_wait()? {
                bail!(
                    "{} ended with {status} before it could {what}\n{}",
                    self.name,
                    self.said()
                );
            }
            if start.elapsed() > START {
                bail!("{} does not {what}\n{}", self.name, self.said());
            }
            thread::sleep(AGAIN);
        }
        Ok(())
    }

    /// Its identifier and those of all its descendants.
    pub fn ids(&self) -> Vec<u32> {
        let mut ids = vec![self.child.id()];
        let mut seen = 0;
        while seen < ids.len() {
            let id = ids[seen];
            let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
            ids.extend(
                children
                    .split_whitespace()
                    .filter_map(|child| child.parse::<u32>().ok()),
            );
            seen += 1;
        }
        ids
    }

    /// Stops it where it stands: the system still takes connections for it, and nobody answers them.
    pub fn freeze(&self) {
        for id in self.ids() {
            // One that has just ended needs no stopping.
            kill(Pid::from_raw(id.cast_signed()), Signal::SIGSTOP).ok();
        }
    }

    fn said(&self) -> String {
        let log = fs::read(&self.log).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(SHOWN)..].join("\n")
    }
}

impl Drop for Process {
    #[expect(clippy::print_stderr, reason = "what a server said is evidence of a failed test")]
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("--- {} said\n{}", self.name, self.said());
        }
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
