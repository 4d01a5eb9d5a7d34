//! The page (`ui/`): its packages and its build.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{node, setup, shell};

/// What the build of the page reads.
const SOURCES: &[&str] = &[
    "index.html",
    "package-lock.json",
    "src",
    "svelte.config.js",
    "vite.config.ts",
];

/// Returns the directory of the page once the page exists.
pub fn directory(root: &Path) -> Option<PathBuf> {
    let directory = root.join("ui");
    directory.join("package.json").is_file().then_some(directory)
}

/// Prepares `npm` in the directory of the page.
pub fn npm(directory: &Path, arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command
        .args(arguments)
        .current_dir(directory)
        .env("PATH", node::search_path()?)
        .env("NO_COLOR", "1")
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    Ok(command)
}

/// Installs the packages of the page, unless those of this very lock file are there already.
pub fn install(directory: &Path) -> Result<()> {
    let lock = fs::read(directory.join("package-lock.json")).context("reading ui/package-lock.json")?;
    let stamp = directory.join("node_modules/.maillon-lock");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    println!(
        "setup: the packages of the page go to ui/node_modules, as its lock file names them, to build and test the page"
    );
    shell::status(&mut npm(directory, &["ci", "--no-audit", "--no-fund"])?)?;
    fs::create_dir_all(directory.join("node_modules"))?;
    fs::write(stamp, lock).context("writing the stamp of the installed packages")
}

/// Takes a picture of every state of the page.
pub fn screenshots(root: &Path) -> Result<()> {
    let directory = directory(root).context("ui/package.json is missing from this checkout")?;
    setup::setup(setup::Purpose::Test)?;
    install(&directory)?;
    shell::status(&mut npm(&directory, &["run", "screenshots"])?)
}

/// Builds the page into `ui/dist`, which the window embeds, unless that very page was built already.
pub fn build(directory: &Path) -> Result<()> {
    let stamp = directory.join("node_modules/.maillon-page");
    let sources = fingerprint(directory)?;
    let is_built = directory.join("dist/index.html").is_file();
    if is_built && fs::read_to_string(&stamp).is_ok_and(|built| built == sources) {
        return Ok(());
    }
    shell::status(&mut npm(directory, &["run", "build"])?)?;
    fs::write(stamp, sources).context("writing the stamp of the built page")
}

/// A number that changes with any source of the page.
fn fingerprint(directory: &Path) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for source in SOURCES {
        add(&directory.join(source), &mut hasher)?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn add(path: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    path.hash(hasher);
    if path.is_dir() {
        let mut entries: Vec<PathBuf> = fs::read_dir(path)?
            .map(|entry| Ok(entry?.path()))
            .collect::<Result<_>>()?;
        entries.sort();
        return entries.iter().try_for_each(|entry| add(entry, hasher));
    }
    let content = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    content.hash(hasher);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_of_a_page_follows_its_sources() {
        let directory = std::env::temp_dir().join(format!("maillon-page-{}", std::process::id()));
        fs::create_dir_all(directory.join("src")).expect("writable");
        for source in SOURCES.iter().filter(|source| **source != "src") {
            fs::write(directory.join(source), "x").expect("writable");
        }
        let before = fingerprint(&directory).expect("readable");
        assert_eq!(fingerprint(&directory).expect("readable"), before);
        fs::write(directory.join("src/App.svelte"), "<p>1</p>").expect("writable");
        let with_a_file = fingerprint(&directory).expect("readable");
        fs::write(directory.join("src/App.svelte"), "<p>2</p>").expect("writable");
        let changed = fingerprint(&directory).expect("readable");
        fs::remove_dir_all(&directory).expect("ours");
        assert!(before != with_a_file && with_a_file != changed);
    }
}
