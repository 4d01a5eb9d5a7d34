//! The page (`ui/`): its packages and its build.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::shell;

/// Returns the directory of the page once the page exists.
pub fn directory(root: &Path) -> Option<PathBuf> {
    let directory = root.join("ui");
    directory.join("package.json").is_file().then_some(directory)
}

/// Prepares `npm` in the directory of the page.
pub fn npm(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.args(arguments).current_dir(directory).env("NO_COLOR", "1");
    command
}

/// Installs the packages of the page, unless those of this very lock file are there already.
pub fn install(directory: &Path) -> Result<()> {
    if !shell::is_on_path("npm") && !shell::is_on_path("npm.cmd") {
        bail!("npm is missing: the page is built with Node.js (https://nodejs.org)");
    }
    let lock = fs::read(directory.join("package-lock.json")).context("reading ui/package-lock.json")?;
    let stamp = directory.join("node_modules/.maillon-lock");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    shell::status(&mut npm(directory, &["ci"]))?;
    fs::create_dir_all(directory.join("node_modules"))?;
    fs::write(stamp, lock).context("writing the stamp of the installed packages")
}

/// Builds the page into `ui/dist`, which the window embeds.
pub fn build(directory: &Path) -> Result<()> {
    shell::status(&mut npm(directory, &["run", "build"]))
}
