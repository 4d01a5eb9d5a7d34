//! A reflector on loopback with a certificate of its own, ended with the test.

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, geteuid};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// It needs a tenth of a second on an idle machine.
const START: Duration = Duration::from_secs(30);

pub struct Reflector {
    child: Child,
    folder: TempDir,
    events: Receiver<Value>,
    pub web: SocketAddr,
    pub stun: SocketAddr,
    pub stamp: SocketAddr,
    pub metrics: SocketAddr,
}

impl Reflector {
    /// Starts it with settings such as `limits.connections=5`.
    pub fn start(set: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        // The program gives its privileges up, and reads its certificate again afterwards.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("ours");
        let mut command = Command::new(env!("CARGO_BIN_EXE_maillon-reflector"));
        let state = format!("certificate.folder={}", folder.path().join("state").display());
        let fixed = [
            "name=localhost",
            "web.listen=[\"127.0.0.1:0\"]",
            "stun.listen=[\"127.0.0.1:0\"]",
            "stamp.listen=[\"127.0.0.1:0\"]",
            "metrics.listen=127.0.0.1:0",
            "log.addresses=full",
            &state,
        ];
        let user = geteuid().is_root().then_some("user=nobody");
        for setting in fixed.iter().chain(user.iter()).chain(set) {
            command.args(["--set", setting]);
        }
        let mut child = command.stderr(Stdio::piped()).spawn().expect("built");
        let lines = BufReader::new(child.stderr.take().expect("piped")).lines();
        let (sender, events) = channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let event = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
                if sender.send(event).is_err() {
                    return;
                }
            }
        });
        let mut reflector = Self {
            child,
            folder,
            events,
            web: SocketAddr::from(([127, 0, 0, 1], 0)),
            stun: SocketAddr::from(([127, 0, 0, 1], 0)),
            stamp: SocketAddr::from(([127, 0, 0, 1], 0)),
            metrics: SocketAddr::from(([127, 0, 0, 1], 0)),
        };
        let ready = reflector.event("ready");
        let address = |service: &str| ready[service][0].as_str().expect("open").parse().expect("an address");
        reflector.web = address("web");
        reflector.stun = address("stun");
        reflector.stamp = address("stamp");
        reflector.metrics = address("metrics");
        reflector
    }

    /// Waits for an event of the log; those before it are forgotten.
    pub fn event(&self, name: &str) -> Value {
        let start = Instant::now();
        loop {
            match self.events.recv_timeout(START.saturating_sub(start.elapsed())) {
                Ok(event) if event["event"] == name => return event,
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => panic!("no event `{name}`"),
                Err(RecvTimeoutError::Disconnected) => panic!("it ended without an event `{name}`"),
            }
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.web.port())
    }

    pub fn certificate(&self) -> PathBuf {
        self.folder.path().join("state/certificate.pem")
    }

    pub fn signal(&self, signal: Signal) {
        kill(self.pid(), signal).expect("it runs");
    }

    pub fn ended(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("our child") {
                return status;
            }
            assert!(start.elapsed() < START, "it does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// A line of `/proc/<pid>/status`, without its name.
    pub fn status(&self, name: &str) -> String {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).expect("it runs");
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.unwrap_or_else(|| panic!("no {name}")).trim().to_owned()
    }

    /// The page of figures.
    pub fn figures(&self) -> String {
        let asked = Command::new("curl")
            .args(["-sf", &format!("http://{}/metrics", self.metrics)])
            .output();
        String::from_utf8(asked.expect("curl is installed").stdout).expect("text")
    }

    /// One of the figures.
    pub fn figure(&self, name: &str) -> u64 {
        let page = self.figures();
        let line = page
            .lines()
            .find_map(|line| line.strip_prefix(&format!("maillon_reflector_{name} ")));
        line.unwrap_or_else(|| panic!("no {name} in\n{page}"))
            .parse()
            .expect("a number")
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(i32::try_from(self.child.id()).expect("a process"))
    }
}

impl Drop for Reflector {
    fn drop(&mut self) {
        // Ended already where the test is about its end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
