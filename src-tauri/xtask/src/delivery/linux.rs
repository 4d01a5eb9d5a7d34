//! What is delivered for Linux: a Debian package, and an archive that is only unpacked.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use super::{Programs, Source, VERSION, debian, desktops};
use crate::{delivery, shell};

/// Libraries without which the window does not open; the package must bring them.
const LIBRARIES: [&str; 2] = ["libgtk-3-0", "libwebkit2gtk-4.1-0"];

/// Makes the Debian package and the portable archive.
pub fn make(root: &Path) -> Result<()> {
    delivery::prepare(root)?;
    let source = Source::of(root)?;
    let built = shell::target_directory(root)?;
    let target = host()?;
    // A target of its own keeps these flags away from the other builds.
    let cargo = shell::cargo(root, &["build", "--target", &target]);
    shell::status(&mut delivery::release(root, &built, cargo, &[])?)?;
    let built = built.join(&target).join("release");
    let programs = Programs::of(root, &built, &target, "")?;
    let folder = delivery::fresh_folder(root, "linux")?;
    let work = shell::target_directory(root)?.join("dist/work");
    let architecture = debian::architecture()?;
    let package = debian::package(&source, &programs, &architecture, &work, &folder)?;
    archive(&source, &programs, &architecture, &work, &folder)?;
    look_into(&package, &work)?;
    delivery::conclude(&folder)
}

/// Unpacks the package as dpkg would and holds what is in it against what it must do.
fn look_into(package: &Path, work: &Path) -> Result<()> {
    let unpacked = work.join("unpacked");
    desktops::look_into(package, &unpacked)?;
    let depends = shell::output(Command::new("dpkg-deb").arg("--field").arg(package).arg("Depends"))?;
    if let Some(missing) = LIBRARIES.into_iter().find(|library| !depends.contains(library)) {
        bail!("{} does not ask for {missing}: {depends}", package.display());
    }
    delivery::tells_its_version(&mut Command::new(unpacked.join("usr/bin/maillon-cli")))?;
    let mut lintian = Command::new("lintian");
    lintian.args(["--fail-on", "error", "--allow-root"]);
    shell::status(lintian.arg(package))
}

/// Makes `maillon-<version>-linux-<architecture>.tar.gz`, which runs from wherever it is unpacked.
fn archive(source: &Source, programs: &Programs, architecture: &str, work: &Path, folder: &Path) -> Result<PathBuf> {
    let inside = format!("maillon-{VERSION}");
    let tree = work.join(&inside);
    delivery::empty(&tree)?;
    for (from, to) in [
        (&programs.window, "maillon"),
        (&programs.cli, "maillon-cli"),
        (&programs.notices, "THIRD-PARTY.txt"),
        (&source.root.join("LICENSE-MIT"), "LICENSE-MIT"),
        (&source.root.join("LICENSE-APACHE"), "LICENSE-APACHE"),
    ] {
        delivery::copy(from, &tree.join(to))?;
    }
    let archive = folder.join(format!("{inside}-linux-{architecture}.tar.gz"));
    let mut tar = Command::new("tar");
    tar.args(["--create", "--sort=name", "--format=gnu", "--owner=0", "--group=0"])
        .args([
            "--numeric-owner",
            "--mode=u=rwX,go=rX",
            "--use-compress-program=gzip -9n",
        ])
        .arg(format!("--mtime=@{}", source.date));
    tar.arg("--file")
        .arg(&archive)
        .arg("--directory")
        .arg(work)
        .arg(&inside);
    shell::status(&mut tar)?;
    Ok(archive)
}

/// The target that this compiler builds for by itself.
fn host() -> Result<String> {
    let told = shell::output(Command::new("rustc").arg("-vV"))?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc does not tell its host")
}
