//! `maillon-cli` as the teleworker runs it: an ordinary user, a home folder of its own, nothing but the lab around it.

use crate::namespace::Namespace;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

/// nobody and nogroup of Debian.
const USER: u32 = 65_534;
/// The hard stop of the product is 45 s: what still runs by then hangs.
const HANGS: Duration = Duration::from_secs(90);
const AGAIN: Duration = Duration::from_millis(50);

/// The program, built once.
#[derive(Debug)]
pub struct Program {
    built: PathBuf,
}

/// What a run left behind.
#[derive(Debug)]
pub struct Finished {
    /// Exit code; none when it was ended by a signal.
    pub code: Option<i32>,
    /// How long it took.
    pub took: Duration,
    /// The report, as JSON text; empty when none was written.
    pub report: String,
    /// What it printed.
    pub stdout: String,
    /// Each line of its progress, with the time since the start.
    pub progress: Vec<(Duration, String)>,
}

impl Finished {
    /// The progress as one text, for the message of a failed assertion.
    pub fn told(&self) -> String {
        let lines = self.progress.iter();
        let lines: Vec<_> = lines
            .map(|(at, line)| format!("{:6.2} s  {line}", at.as_secs_f64()))
            .collect();
        format!("{}\n{}", lines.join("\n"), self.stdout)
    }
}

impl Program {
    /// Builds `maillon-cli` with the cargo that runs this test.
    pub fn build() -> Result<Self> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["build", "--quiet", "--package", "maillon-cli", "--message-format=json"])
            .stderr(Stdio::inherit())
            .output()
            .context("cargo build --package maillon-cli")?;
        if !output.status.success() {
            bail!("maillon-cli does not build");
        }
        let messages = String::from_utf8_lossy(&output.stdout);
        let built = messages
            .lines()
            .rev()
            .find_map(executable)
            .context("cargo named no executable")?;
        Ok(Self { built })
    }

    /// Runs `maillon-cli` as an ordinary user in `namespace` and gives what it printed.
    pub fn check(&self, namespace: &Namespace, folder: &Path, root: &Path, arguments: &[&str]) -> Result<Finished> {
        let home = own_folder(folder)?;
        let report = home.join("report.json");
        let program = folder.join("maillon-cli");
        if !program.exists() {
            fs::copy(&self.built, &program).context("copying maillon-cli")?;
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
        }
        let started = Instant::now();
        let stdout = home.join("stdout");
        let mut child = user(namespace, &home, root)
            .arg(&program)
            .args(["check", "--lang", "en", "--text", "-", "--json"])
            .arg(&report)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(File::create(&stdout)?)
            .stderr(Stdio::piped())
            .spawn()
            .context("starting maillon-cli")?;
        let stderr = child.stderr.take().context("its progress")?;
        let progress = thread::spawn(move || {
            let lines = BufReader::new(stderr).lines().map_while(Result::ok);
            lines.map(|line| (started.elapsed(), line)).collect::<Vec<_>>()
        });
        let status = loop {
            match child.try_wait()? {
                Some(status) => break status,
                None if started.elapsed() > HANGS => {
                    child.kill()?;
                    break child.wait()?;
                }
                None => thread::sleep(AGAIN),
            }
        };
        Ok(Finished {
            code: status.code(),
            took: started.elapsed(),
            report: fs::read_to_string(&report).unwrap_or_default(),
            stdout: fs::read_to_string(&stdout).unwrap_or_default(),
            progress: progress.join().unwrap_or_default(),
        })
    }

    /// Runs `maillon-cli` with other words, outside any namespace, and gives its standard output.
    pub fn ask(&self, arguments: &[&str]) -> Result<String> {
        let output = Command::new(&self.built).args(arguments).output()?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// A command of an ordinary user in `namespace`, who trusts `root` and has no desktop session around.
pub fn user(namespace: &Namespace, home: &Path, root: &Path) -> Command {
    let hide_the_session = "test ! -d /run/dbus || mount -t tmpfs none /run/dbus; exec \"$@\"";
    let mut command = Command::new("ip");
    command
        .args(["netns", "exec", namespace.name(), "sh", "-c", hide_the_session, "sh"])
        .args([
            "setpriv",
            &format!("--reuid={USER}"),
            &format!("--regid={USER}"),
            "--clear-groups",
        ])
        .args(["--inh-caps=-all", "--bounding-set=-all", "--no-new-privs", "--"])
        .args(["env", "-i", "LANG=C.UTF-8", "PATH=/usr/bin:/bin"])
        .arg(format!("HOME={}", home.display()))
        .arg(format!("SSL_CERT_FILE={}", root.display()));
    command
}

/// A fresh home folder of the ordinary user.
fn own_folder(folder: &Path) -> Result<PathBuf> {
    let number = fs::read_dir(folder)?.count();
    let home = folder.join(format!("home-{number}"));
    fs::create_dir(&home).context("creating a home folder")?;
    std::os::unix::fs::chown(&home, Some(USER), Some(USER))?;
    Ok(home)
}

/// Reads `"executable":"…"` of one message of cargo.
fn executable(message: &str) -> Option<PathBuf> {
    let (_, rest) = message.split_once("\"executable\":\"")?;
    let (path, _) = rest.split_once('"')?;
    path.contains("maillon-cli").then(|| PathBuf::from(path))
}
