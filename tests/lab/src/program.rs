//! `maillon-cli` as the teleworker runs it: an ordinary user, a home folder of its own, nothing but the lab around it.

use crate::namespace::Namespace;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};
use tempfile::TempDir;

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
    /// Most memory it held at once, bytes (`VmHWM` of proc(5), read every 50 ms); none when it could not be read.
    pub peak_bytes: Option<u64>,
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
    /// The `maillon-cli` that `MAILLON_CLI` names, as `cargo xtask test` built it; else builds it with the cargo that runs
    /// this test.
    pub fn build() -> Result<Self> {
        match env::var_os("MAILLON_CLI") {
            Some(built) => Ok(Self { built: built.into() }),
            None => Self::build_with("maillon-cli", &[]),
        }
    }

    /// The `maillon-reflector` beside it.
    pub fn reflector() -> Result<Self> {
        let name = "maillon-reflector";
        match env::var_os("MAILLON_CLI") {
            Some(built) => Ok(Self {
                built: PathBuf::from(built).with_file_name(name),
            }),
            None => Self::build_with(name, &[]),
        }
    }

    /// Builds it as it is delivered.
    pub fn build_for_delivery() -> Result<Self> {
        Self::build_with("maillon-cli", &["--release"])
    }

    /// The built file.
    pub fn path(&self) -> &Path {
        &self.built
    }

    fn build_with(package: &str, more: &[&str]) -> Result<Self> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["build", "--quiet", "--package", package, "--message-format=json"])
            .args(more)
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| format!("cargo build --package {package}"))?;
        if !output.status.success() {
            bail!("{package} does not build");
        }
        let messages = String::from_utf8_lossy(&output.stdout);
        let built = messages
            .lines()
            .rev()
            .find_map(|message| executable(message, package))
            .context("cargo named no executable")?;
        Ok(Self { built })
    }

    /// Gives what it prints to `arguments`, outside any namespace.
    pub fn ask(&self, arguments: &[&str]) -> Result<String> {
        let output = Command::new(&self.built).args(arguments).output()?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// A copy that everybody may start.
    fn copy_to(&self, folder: &Path) -> Result<PathBuf> {
        let copy = folder.join("maillon-cli");
        fs::copy(&self.built, &copy).context("copying maillon-cli")?;
        fs::set_permissions(&copy, fs::Permissions::from_mode(0o755))?;
        Ok(copy)
    }
}

/// An ordinary user of a computer of the lab.
#[derive(Debug)]
pub struct User<'a> {
    namespace: &'a Namespace,
    home: TempDir,
    root: &'a Path,
    first: Vec<String>,
    group: Option<PathBuf>,
}

impl<'a> User<'a> {
    /// A user with an empty home folder, who trusts the certificates of `root`.
    pub fn new(namespace: &'a Namespace, folder: &Path, root: &'a Path) -> Result<Self> {
        let home = tempfile::Builder::new().prefix("home-").tempdir_in(folder)?;
        chown(home.path(), Some(USER), Some(USER))?;
        Ok(Self {
            namespace,
            home,
            root,
            first: vec!["{ test ! -d /run/dbus || mount -t tmpfs none /run/dbus; }".to_owned()],
            group: None,
        })
    }

    /// The home folder.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Puts the program into a control group, by its file of members.
    pub fn join(&mut self, members: PathBuf) {
        self.group = Some(members);
    }

    /// A command of the shell that root runs before the program, where only that program sees what it mounts.
    pub fn first(&mut self, command: &str) {
        self.first.push(command.to_owned());
    }

    /// Writes a file into the home folder.
    pub fn keep(&self, path: &str, text: &str) -> Result<()> {
        let path = self.home.path().join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, text).with_context(|| format!("writing {}", path.display()))
    }

    /// Gives a file or a folder of the home folder, and what is in it, to the user.
    pub fn owns(&self, path: &Path) -> Result<()> {
        let path = self.home.path().join(path);
        chown(&path, Some(USER), Some(USER)).with_context(|| format!("giving {} away", path.display()))?;
        if path.is_dir() {
            for entry in fs::read_dir(&path)?.flatten() {
                self.owns(&entry.path())?;
            }
        }
        Ok(())
    }

    /// Runs `maillon-cli check` with `arguments`.
    pub fn check(&self, program: &Program, arguments: &[&str]) -> Result<Finished> {
        let report = self.home.path().join("report.json");
        let stdout = self.home.path().join("stdout");
        let program = program.copy_to(self.home.path())?;
        let started = Instant::now();
        let mut child = self
            .command()
            .arg(&program)
            .args(["check", "--lang", "en", "--hide", "none", "--text", "-", "--json"])
            .arg(&report)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(File::create(&stdout)?)
            .stderr(Stdio::piped())
            .spawn()
            .context("starting maillon-cli")?;
        if let Some(members) = &self.group {
            // Long before the program itself: what starts it has namespaces to lay out first.
            fs::write(members, child.id().to_string()).with_context(|| format!("joining {}", members.display()))?;
        }
        let stderr = child.stderr.take().context("its progress")?;
        let progress = thread::spawn(move || {
            let lines = BufReader::new(stderr).lines().map_while(Result::ok);
            lines.map(|line| (started.elapsed(), line)).collect::<Vec<_>>()
        });
        let mut peak_bytes = None;
        let status = loop {
            peak_bytes = peak(child.id()).or(peak_bytes);
            match child.try_wait()? {
                Some(status) => break status,
                None if started.elapsed() > HANGS => {
                    child.kill()?;
                    break child.wait()?;
                }
                None => thread::sleep(AGAIN),
            }
        };
        let took = started.elapsed();
        Ok(Finished {
            code: status.code(),
            took,
            peak_bytes,
            report: fs::read_to_string(&report).unwrap_or_default(),
            stdout: fs::read_to_string(&stdout).unwrap_or_default(),
            progress: progress.join().unwrap_or_default(),
        })
    }

    /// What comes after runs as the user, without a right of root and without the session of this desktop.
    fn command(&self) -> Command {
        let script = format!("{} && exec \"$@\"", self.first.join(" && "));
        let mut command = Command::new("ip");
        command
            .args(["netns", "exec", self.namespace.name()])
            .args(["sh", "-c", &script, "sh", "setpriv"])
            .args([format!("--reuid={USER}"), format!("--regid={USER}")])
            .args([
                "--clear-groups",
                "--inh-caps=-all",
                "--bounding-set=-all",
                "--no-new-privs",
                "--",
            ])
            .args(["env", "-i", "LANG=C.UTF-8", "PATH=/usr/bin:/bin"])
            .arg(format!("HOME={}", self.home.path().display()))
            .arg(format!("TMPDIR={}", self.home.path().display()))
            .arg(format!("SSL_CERT_FILE={}", self.root.display()));
        command
    }
}

/// Most memory a process held so far, bytes.
fn peak(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Reads `"executable":"…"` of one message of cargo.
fn executable(message: &str, package: &str) -> Option<PathBuf> {
    let (_, rest) = message.split_once("\"executable\":\"")?;
    let (path, _) = rest.split_once('"')?;
    path.contains(package).then(|| PathBuf::from(path))
}
