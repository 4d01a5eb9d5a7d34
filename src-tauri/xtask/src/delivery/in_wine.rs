//! What is delivered for Windows, tried under Wine. Passing here is not passing on Windows.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use super::windows::{PROGRAMS, holds_the_same};
use crate::{delivery, shell, windows};

/// Where the installer keeps what opens a report, below the user's own part of the registry.
const OPENS: &str = r"HKCU\Software\Classes\Maillon.Report\shell\open\command";

/// What a busy machine takes for a box of Wine and its answer at the most, seconds.
const MOST: &str = "90";

/// Runs the unpacked programs, then installs, looks, runs and uninstalls as the user would.
pub fn try_out(root: &Path, installer: &Path, unpacked: &Path, laid: &Path) -> Result<()> {
    let wine = || windows::wine(root);
    delivery::tells_its_version(wine()?.arg(unpacked.join("maillon-cli.exe")))?;
    let mut window = wine()?;
    window.arg(unpacked.join("Maillon.exe"));
    says_what_is_missing(&window)?;
    shell::status(wine()?.arg(installer).arg("/S"))?;
    let drive = windows::wine_drive(root)?;
    let place = installed(&drive)?;
    holds_the_same(laid, &place)?;
    delivery::tells_its_version(wine()?.arg(place.join("maillon-cli.exe")))?;
    let command = shell::output(wine()?.args(["reg", "query", OPENS, "/ve"]))?;
    if !command.contains(r#"\Programs\Maillon\Maillon.exe" "%1""#) {
        bail!("a double click on a report does not open Maillon: {command}");
    }
    uninstall(wine()?, &drive, &place)?;
    for (name, _) in PROGRAMS {
        if place.join(name).exists() {
            bail!("the uninstaller leaves {name}");
        }
    }
    if wine()?.args(["reg", "query", OPENS]).output()?.status.success() {
        bail!("the uninstaller leaves {OPENS}");
    }
    Ok(())
}

fn installed(drive: &Path) -> Result<PathBuf> {
    for user in fs::read_dir(drive.join("users")).context("reading the users of Wine")? {
        let place = user?.path().join("AppData/Local/Programs/Maillon");
        if place.join("Maillon.exe").is_file() {
            return Ok(place);
        }
    }
    bail!("the installer put Maillon nowhere")
}

/// `_?=` keeps the uninstaller where it is, so that its end is the end of its work; it then leaves itself.
fn uninstall(mut wine: Command, drive: &Path, place: &Path) -> Result<()> {
    let below = place.strip_prefix(drive).context("installed on the drive of Wine")?;
    let here = format!(r"C:\{}", below.display().to_string().replace('/', r"\"));
    wine.arg(place.join("uninstall.exe"))
        .arg("/S")
        .arg(format!("_?={here}"));
    shell::status(&mut wine)
}

/// Wine has no web view: Maillon must say so in a box, and end in peace when the person declines.
fn says_what_is_missing(window: &Command) -> Result<()> {
    let mut screen = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1024x768x24", "-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("starting Xvfb")?;
    let mut number = String::new();
    let told = screen.stdout.take().context("Xvfb has a standard output")?;
    BufReader::new(told).read_line(&mut number)?;
    let declined = declined(window, &format!(":{}", number.trim()));
    screen.kill().context("ending Xvfb")?;
    screen.wait()?;
    declined
}

fn declined(window: &Command, display: &str) -> Result<()> {
    let mut window = within(MOST, window)
        .env("DISPLAY", display)
        .spawn()
        .context("starting Wine")?;
    let xdotool = |arguments: &[&str]| {
        let mut command = Command::new("xdotool");
        command.args(arguments);
        shell::output(within(MOST, &command).env("DISPLAY", display))
    };
    let boxed = xdotool(&["search", "--sync", "--onlyvisible", "--name", "^Maillon$"]).and_then(|found| {
        let number = found.lines().next().context("xdotool found no window")?;
        xdotool(&["windowfocus", "--sync", number])?;
        xdotool(&["key", "n"])
    });
    let ended = window.wait()?;
    boxed.context("without a web view no box appears")?;
    if !ended.success() {
        bail!("without a web view Maillon ends with {ended}");
    }
    Ok(())
}

/// The same command, ended when it takes longer.
fn within(seconds: &str, command: &Command) -> Command {
    let mut limited = Command::new("timeout");
    limited.arg(seconds).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    limited
}
