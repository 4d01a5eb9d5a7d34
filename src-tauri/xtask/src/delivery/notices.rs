//! The licences of what others wrote and the programs carry, as their authors ask for it in copies.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use super::VERSION;
use crate::shell;

/// How such a file begins its name, in capitals.
const NAMES: [&str; 6] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "COPYRIGHT", "UNLICENSE"];

/// What goes into the page and has no crate.
const OF_THE_PAGE: &str = "ui/node_modules/svelte/LICENSE.md";

/// A package of others: its name and version, and the licence it declares.
type Package = (String, String);

/// The text of every licence and notice in the programs of `target`.
pub fn notices(root: &Path, target: &str) -> Result<String> {
    let packages = packages(root, target)?;
    let folders = folders(root, target)?;
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut told = String::new();
    for (name, licence) in &packages {
        writeln!(told, "{name}: {licence}")?;
        let folder = folders
            .get(name)
            .with_context(|| format!("the source of {name} is not here"))?;
        for text in licences(folder)? {
            texts.entry(text).or_default().insert(name.clone());
        }
    }
    let page = fs::read_to_string(root.join(OF_THE_PAGE)).with_context(|| format!("reading {OF_THE_PAGE}"))?;
    texts.entry(page).or_default().insert("svelte".to_owned());
    let mut all = format!(
        "Maillon {VERSION} carries the work of others, under these licences. The Rust standard library, MIT OR Apache-2.0, and:\n\n{told}svelte: MIT\n"
    );
    for (text, of) in texts {
        let of: Vec<String> = of.into_iter().collect();
        write!(all, "\n{}\n{}\n\n{}\n", "-".repeat(80), of.join(", "), text.trim())?;
    }
    Ok(all)
}

/// What the programs are made of, beside our own crates.
fn packages(root: &Path, target: &str) -> Result<BTreeSet<Package>> {
    let asked = [
        "tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}|{l}",
    ];
    let mut tree = shell::cargo(root, &asked);
    tree.args(["--target", target, "--package", "maillon", "--package", "maillon-cli"]);
    let told = shell::output(&mut tree)?;
    let packages: BTreeSet<Package> = told.lines().filter_map(package).collect();
    if packages.is_empty() {
        bail!("cargo names no package that the programs are made of");
    }
    Ok(packages)
}

/// A line such as `serde v1.0.0 (proc-macro)|MIT OR Apache-2.0`; none for our own, which lie in a folder.
fn package(line: &str) -> Option<Package> {
    let (package, licence) = line.split_once('|')?;
    let mut words = package.split(' ');
    let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
    let is_own = words.next().is_some_and(|rest| rest.starts_with("(/"));
    let licence = licence.trim_end_matches(" (*)").trim();
    (!is_own).then(|| (format!("{name} {version}"), licence.to_owned()))
}

/// Where the source of each package lies.
fn folders(root: &Path, target: &str) -> Result<BTreeMap<String, PathBuf>> {
    let asked = [
        "metadata",
        "--format-version",
        "1",
        "--locked",
        "--filter-platform",
        target,
    ];
    let told = shell::output(&mut shell::cargo(root, &asked))?;
    let manifests = told.split("\"manifest_path\":\"").skip(1);
    let folders = manifests.filter_map(|rest| Path::new(rest.split_once('"')?.0).parent());
    let named = folders.filter_map(|folder| {
        let (name, version) = split(folder.file_name()?.to_str()?)?;
        Some((format!("{name} {version}"), folder.to_owned()))
    });
    Ok(named.collect())
}

/// Name and version of a folder such as `sha1_smol-1.0.1` or `wry-0.1.0-alpha.2`.
fn split(folder: &str) -> Option<(&str, &str)> {
    let mut places = folder.match_indices('-').map(|(place, _)| place);
    let place = places.find(|place| folder[place + 1..].starts_with(|letter: char| letter.is_ascii_digit()))?;
    Some((&folder[..place], &folder[place + 1..]))
}

fn licences(folder: &Path) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        if path.is_file() && NAMES.iter().any(|begins| name.starts_with(begins)) {
            let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
            texts.push(String::from_utf8_lossy(&bytes).replace('\r', ""));
        }
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_of_others_are_told_from_our_own() {
        let serde = ("serde 1.0.0".to_owned(), "MIT OR Apache-2.0".to_owned());
        assert_eq!(package("serde v1.0.0|MIT OR Apache-2.0"), Some(serde.clone()));
        assert_eq!(package("serde v1.0.0 (proc-macro)|MIT OR Apache-2.0 (*)"), Some(serde));
        assert_eq!(
            package("maillon-report v0.1.0 (/home/me/report)|MIT OR Apache-2.0"),
            None
        );
        assert_eq!(package(""), None);
    }

    #[test]
    fn a_folder_is_a_name_and_a_version() {
        assert_eq!(split("wry-0.1.0-alpha.2"), Some(("wry", "0.1.0-alpha.2")));
        assert_eq!(split("x11-dl-2.21.0"), Some(("x11-dl", "2.21.0")));
        assert_eq!(split("tests"), None);
    }

    #[test]
    fn everything_the_programs_are_made_of_is_named_and_most_of_it_quoted() {
        let root = shell::workspace_root().expect("in the checkout");
        let text = notices(&root, "x86_64-unknown-linux-gnu").expect("their sources are here");
        for part in [
            "tauri 2.",
            "tokio 1.",
            "svelte: MIT",
            "Permission is hereby granted",
            "Apache License",
        ] {
            assert!(text.contains(part), "{part}");
        }
        assert!(!text.contains("maillon-cli"), "our own has its own licence");
    }
}
