//! The Debian package: a tree of files, built by dpkg-deb.
//!
//! Tauri's own bundler is not used: it dates files by when they were copied, asks for the library of the notification area
//! where recommending it is enough, and does not know which version of a library the programs need.

use std::os::unix::fs::PermissionsExt;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use super::{Programs, Source, VERSION};
use crate::{delivery, shell};

/// Files of the source and where the package puts them, below `/usr/share`.
const SHARED: &[(&str, &str)] = &[
    (
        "src-tauri/packaging/linux/maillon.desktop",
        "applications/maillon.desktop",
    ),
    ("src-tauri/packaging/linux/maillon.xml", "mime/packages/maillon.xml"),
    ("src-tauri/packaging/linux/copyright", "doc/maillon/copyright"),
    ("icons/32x32.png", "icons/hicolor/32x32/apps/maillon.png"),
    ("icons/128x128.png", "icons/hicolor/128x128/apps/maillon.png"),
    ("icons/128x128@2x.png", "icons/hicolor/256x256/apps/maillon.png"),
    ("icons/icon.png", "icons/hicolor/512x512/apps/maillon.png"),
    ("icons/maillon.svg", "icons/hicolor/scalable/apps/maillon.svg"),
];

/// What dpkg calls the processor of this machine.
pub fn architecture() -> Result<String> {
    let told = shell::output(Command::new("dpkg").arg("--print-architecture"))?;
    Ok(told.trim().to_owned())
}

/// Makes `maillon_<version>_<architecture>.deb` in `folder`.
pub fn package(
    source: &Source,
    programs: &Programs,
    architecture: &str,
    work: &Path,
    folder: &Path,
) -> Result<PathBuf> {
    let tree = work.join("debian/maillon");
    delivery::empty(&tree)?;
    delivery::copy(&programs.window, &tree.join("usr/bin/maillon"))?;
    delivery::copy(&programs.cli, &tree.join("usr/bin/maillon-cli"))?;
    delivery::copy(&programs.notices, &tree.join("usr/share/doc/maillon/THIRD-PARTY.txt"))?;
    for (from, to) in SHARED {
        delivery::copy(&source.root.join(from), &tree.join("usr/share").join(to))?;
    }
    changelog(source, &tree)?;
    let files = files(&tree, "")?;
    control(source, architecture, &tree, &files)?;
    permit(&tree)?;
    let package = folder.join(format!("maillon_{VERSION}_{architecture}.deb"));
    let mut build = Command::new("dpkg-deb");
    build
        .args(["--root-owner-group", "-Zxz", "--build"])
        .args([&tree, &package])
        .env("SOURCE_DATE_EPOCH", source.date.to_string());
    shell::status(&mut build)?;
    Ok(package)
}

fn changelog(source: &Source, tree: &Path) -> Result<()> {
    let mut date = Command::new("date");
    date.args(["--utc", "--rfc-email", "--date"])
        .arg(format!("@{}", source.date))
        .env("LC_ALL", "C");
    let date = shell::output(&mut date)?;
    let text = filled(
        &source.packaging("linux/changelog"),
        &[("@VERSION@", VERSION), ("@DATE@", date.trim())],
    )?;
    let place = tree.join("usr/share/doc/maillon/changelog");
    fs::write(&place, text).with_context(|| format!("writing {}", place.display()))?;
    shell::status(Command::new("gzip").args(["-9", "--no-name"]).arg(place))
}

fn control(source: &Source, architecture: &str, tree: &Path, files: &[String]) -> Result<()> {
    let mut kilobytes = 0;
    for file in files {
        kilobytes += fs::metadata(tree.join(file))?.len().div_ceil(1024);
    }
    let text = filled(
        &source.packaging("linux/control"),
        &[
            ("@VERSION@", VERSION),
            ("@ARCHITECTURE@", architecture),
            ("@INSTALLED_SIZE@", &kilobytes.to_string()),
            ("@DEPENDS@", &depends(tree)?),
        ],
    )?;
    let sums = shell::output(Command::new("md5sum").args(files).current_dir(tree))?;
    let folder = tree.join("DEBIAN");
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    for (name, content) in [("control", text), ("md5sums", sums)] {
        fs::write(folder.join(name), content).with_context(|| format!("writing {name} of the package"))?;
    }
    Ok(())
}

/// The packages that hold the libraries the programs were linked with, in the versions that have what they call.
fn depends(tree: &Path) -> Result<String> {
    let place = tree.with_file_name("shlibdeps");
    delivery::empty(&place.join("debian"))?;
    fs::write(
        place.join("debian/control"),
        "Source: maillon\n\nPackage: maillon\nArchitecture: any\n",
    )?;
    let mut ask = Command::new("dpkg-shlibdeps");
    ask.arg("-O").current_dir(&place);
    for program in ["maillon", "maillon-cli"] {
        ask.arg(tree.join("usr/bin").join(program));
    }
    let told = shell::output(&mut ask)?;
    let depends = told.lines().find_map(|line| line.strip_prefix("shlibs:Depends="));
    depends
        .map(str::to_owned)
        .with_context(|| format!("dpkg-shlibdeps says {told}"))
}

/// Reads a template and fills in its gaps; a gap that is not there, or not filled, is a mistake.
fn filled(template: &Path, gaps: &[(&str, &str)]) -> Result<String> {
    let mut text = fs::read_to_string(template).with_context(|| format!("reading {}", template.display()))?;
    for (gap, value) in gaps {
        if !text.contains(gap) {
            bail!("{} has no {gap}", template.display());
        }
        text = text.replace(gap, value);
    }
    Ok(text)
}

/// Every file below a folder, sorted, relative to it.
fn files(root: &Path, below: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root.join(below)).with_context(|| format!("reading {below}"))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() {
            name
        } else {
            format!("{below}/{name}")
        };
        if entry.file_type()?.is_dir() {
            found.extend(files(root, &path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Gives everything the rights that Debian wants, whatever the umask of who builds.
fn permit(path: &Path) -> Result<()> {
    let is_program = path.parent().is_some_and(|folder| folder.ends_with("usr/bin"));
    let mode = if path.is_dir() || is_program { 0o755 } else { 0o644 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .with_context(|| format!("permitting {}", path.display()))?;
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            permit(&entry?.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
pub mod tests {
    use super::*;

    #[test]
    fn the_same_source_gives_the_same_package() {
        let (first, first_work) = stand_in("first", 1_764_000_000);
        let (second, second_work) = stand_in("second", 1_764_000_000);
        let (later, later_work) = stand_in("later", 1_764_000_001);
        let read = |package: &Path| fs::read(package).expect("readable");
        assert!(read(&first) == read(&second) && read(&first) != read(&later));
        for work in [first_work, second_work, later_work] {
            fs::remove_dir_all(work).expect("ours");
        }
    }

    #[test]
    fn a_gap_that_is_not_there_is_a_mistake() {
        let root = shell::workspace_root().expect("in the checkout");
        let template = root.join("src-tauri/packaging/linux/changelog");
        assert!(filled(&template, &[("@NOTHING@", "")]).is_err());
        let text = filled(&template, &[("@VERSION@", "9.8.7"), ("@DATE@", "today")]).expect("filled");
        assert!(
            text.starts_with("maillon (9.8.7) ") && text.ends_with("  today\n"),
            "{text}"
        );
    }

    /// A package of a small program that every system has, in a folder of its own.
    pub fn stand_in(name: &str, date: u64) -> (PathBuf, PathBuf) {
        let work = std::env::temp_dir().join(format!("maillon-{name}-{}", std::process::id()));
        delivery::empty(&work).expect("writable");
        let source = Source {
            root: shell::workspace_root().expect("in the checkout"),
            date,
        };
        let program = || PathBuf::from("/bin/true");
        let programs = Programs {
            window: program(),
            cli: program(),
            notices: program(),
        };
        let package = package(&source, &programs, &architecture().expect("dpkg"), &work, &work).expect("a package");
        (package, work)
    }
}
