//! The Windows programs, built and tried on Linux: with Debian's compiler, which brings the standard library as source, with
//! mingw-w64 and under Wine. Passing here is not passing on Windows.

use std::{
    fs,
    net::UdpSocket,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{foreign::WINDOWS, page, setup, shell};

/// Debian's Wine keeps itself off the search path.
const WINE: &str = "/usr/lib/wine/wine64";
const SERVER: &str = "/usr/lib/wine/wineserver64";

/// What runs the checklist of a Windows program in the lab, beside the native programs.
pub const IN_LAB: &str = "examples/under_wine";

const SHIM: &str = "bcryptprimitives";

/// What a run without any network is told: the loopback stands for everything. `SILENT` is a UDP port that takes all and
/// answers nothing: Wine 8 never delivers the error of a closed one, and its socket then spins for good.
const PROFILE: &str = r#"
[bandwidth]
anchors = ["127.0.0.1"]
nq = ["https://127.0.0.1:9/.well-known/nq"]
stun = ["SILENT"]

[gateway]
tse = ["127.0.0.1:9"]

[[server]]
name = "loopback"
target = "tcp://127.0.0.1:9"
use = "other"
"#;

/// What a report of Wine must hold: what it answers, and what it cannot answer as not known.
const TOLD: [&str; 4] = [
    "\"logical_cores\":",
    "\"total_bytes\":",
    "\"Windows ",
    "\"not_supported\"",
];

/// Builds for Windows, and runs the checklist and the tests of the seam under Wine.
pub fn try_out(root: &Path) -> Result<()> {
    setup::setup(setup::Purpose::Test)?;
    // The window embeds the page.
    let directory = page::directory(root).context("ui/package.json is missing from this checkout")?;
    page::install(&directory)?;
    page::build(&directory)?;
    build(root)?;
    // As `test` builds, so that nothing is built twice.
    shell::status(&mut shell::cargo(root, &["build", "--workspace", "--all-targets"]))?;
    let built = shell::target_directory(root)?.join("debug");
    check(root, &built.join("maillon-cli"))?;
    check_in_lab(root, &built.join(IN_LAB))?;
    shell::status(&mut host_tests(root)?)
}

/// Builds the command line program for Windows, and checks the window, which takes too long to build.
pub fn build(root: &Path) -> Result<()> {
    shell::status(&mut WINDOWS.cargo(root, &["build", "--package", "maillon-cli"])?)?;
    shell::status(&mut WINDOWS.cargo(root, &["check", "--package", "maillon"])?)
}

/// Runs the checklist under Wine, and reads the report with the program of this system.
pub fn check(root: &Path, native: &Path) -> Result<()> {
    let place = WINDOWS.target_directory(root)?.join("check");
    fs::create_dir_all(&place).with_context(|| format!("making {}", place.display()))?;
    let silent = UdpSocket::bind("127.0.0.1:0").context("opening a port on the loopback")?;
    let silent = (silent.local_addr()?.to_string(), silent);
    fs::write(place.join("profile.toml"), PROFILE.replace("SILENT", &silent.0))?;
    let report = place.join("report.json");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let mut run = wine(root)?;
    run.arg(program(root)?)
        .current_dir(&place)
        .args(["check", "--mode", "light"]);
    run.args(["--profile", "profile.toml", "--json", "report.json", "--quiet"]);
    ended_with_a_verdict(&mut run)?;
    drop(silent);
    ended_with_a_verdict(Command::new(native).args(["explain", "--quiet"]).arg(&report))?;
    let text = fs::read_to_string(&report).with_context(|| format!("reading {}", report.display()))?;
    let missing: Vec<&str> = TOLD.into_iter().filter(|told| !text.contains(told)).collect();
    if !missing.is_empty() {
        bail!("{} lacks {}", report.display(), missing.join(", "));
    }
    Ok(())
}

/// Runs the checklist under Wine against the real servers of the lab, which `lab` lays out.
pub fn check_in_lab(root: &Path, lab: &Path) -> Result<()> {
    let folder = wine_folder(root)?;
    // The server of that Wine outlives its programs for some seconds, and opens their sockets: in its own network.
    let ended = || {
        let mut server = Command::new(SERVER);
        settle(&mut server, &folder);
        shell::status(server.arg("--wait"))
    };
    ended()?;
    let mut check = Command::new(lab);
    check.arg(program(root)?).arg(WINE);
    settle(&mut check, &folder);
    shell::status(&mut check)?;
    ended()
}

/// Prepares the tests of the seam to Windows, run by Wine.
pub fn host_tests(root: &Path) -> Result<Command> {
    let folder = wine_folder(root)?;
    let mut tests = WINDOWS.cargo(root, &["test", "--package", "maillon-measurement", "--lib"])?;
    tests.args(["--no-fail-fast", "--", "host::windows::", "host::busy::"]);
    tests.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", WINE);
    settle(&mut tests, &folder);
    Ok(tests)
}

/// The command line program that [`build`] made.
fn program(root: &Path) -> Result<PathBuf> {
    let built = WINDOWS.target_directory(root)?.join(WINDOWS.target);
    Ok(built.join("debug/maillon-cli.exe"))
}

/// 0, 1 and 2 are verdicts; all else is a fault.
fn ended_with_a_verdict(command: &mut Command) -> Result<()> {
    println!("\n> {command:?}");
    let status = command.status().with_context(|| format!("starting {command:?}"))?;
    match status.code() {
        Some(0..=2) => Ok(()),
        _ => bail!("{command:?} ended with {status}"),
    }
}

/// Prepares the Wine of the tests: a folder of its own, no window, no download.
pub fn wine(root: &Path) -> Result<Command> {
    Ok(in_folder(&wine_folder(root)?))
}

/// The folder of that Wine, made where it is missing, with the library that Wine lacks.
fn wine_folder(root: &Path) -> Result<PathBuf> {
    let folder = WINDOWS.target_directory(root)?.join("wine");
    let shim = folder.join(format!("drive_c/windows/system32/{SHIM}.dll"));
    if !shim.is_file() {
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        shell::status(in_folder(&folder).args(["wineboot", "-i"]))?;
        let source = root.join(format!("src-tauri/xtask/wine/{SHIM}.c"));
        let mut compile = Command::new("x86_64-w64-mingw32-gcc");
        compile
            .args(["-shared", "-O2", "-o"])
            .arg(&shim)
            .arg(source)
            .arg("-ladvapi32");
        shell::status(&mut compile)?;
    }
    Ok(folder)
}

/// What is `C:` in that Wine.
pub fn wine_drive(root: &Path) -> Result<PathBuf> {
    Ok(WINDOWS.target_directory(root)?.join("wine/drive_c"))
}

fn in_folder(folder: &Path) -> Command {
    let mut wine = Command::new(WINE);
    settle(&mut wine, folder);
    wine
}

/// What a command needs that is Wine or starts it.
fn settle(command: &mut Command, folder: &Path) {
    command.env("WINEPREFIX", folder).env("WINEDEBUG", "-all");
    command
        .env("WINEDLLOVERRIDES", "mscoree=;mshtml=;winemenubuilder.exe=")
        .env_remove("DISPLAY");
}
