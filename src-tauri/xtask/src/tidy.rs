//! `cargo xtask tidy`: the rules of the house that neither the compiler, rustfmt nor clippy knows.
//!
//! Each rule is a plain function that returns what is wrong. Only `tidy` and `walk` touch the disk.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::shell;

const LONGEST_FILE: usize = 600;

/// What the top level holds, dot entries and licences aside. `target` is cargo's, and git ignores it.
const TOP_LEVEL: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "README.md",
    "icons",
    "src-tauri",
    "target",
    "tests",
    "ui",
];

/// Directories that hold no source of ours.
const NOT_OURS: &[&str] = &["target", "node_modules", "dist"];

/// Work that was put off, and tests that were switched off.
const UNFINISHED: &[&str] = &["todo!(", "unimplemented!(", "#[ignore"];

/// Packages, and what they must never depend on, directly or through another package.
const FORBIDDEN: &[(&str, &[&str])] = &[
    (
        "maillon-diagnosis",
        &[
            "tokio",
            "libc",
            "reqwest",
            "maillon-measurement",
            "maillon-report",
            "schemars",
            "ts-rs",
        ],
    ),
    // They serve `codegen` alone.
    ("maillon-cli", &["schemars", "ts-rs"]),
    ("maillon-measurement", &["maillon-report"]),
    ("maillon-report", &["maillon-measurement"]),
    (
        "maillon-reflector",
        &[
            "maillon-diagnosis",
            "maillon-measurement",
            "maillon-report",
            "reqwest",
            "openssl",
            "aws-lc-sys",
        ],
    ),
];

/// Checks every rule and names each breach of one.
pub fn tidy(root: &Path) -> Result<()> {
    let mut breaches: Vec<String> = Vec::new();
    for entry in fs::read_dir(root).context("reading the top level")? {
        breaches.extend(stray_entry(&entry?.file_name().to_string_lossy()));
    }
    let mut sources = Vec::new();
    walk(root, "", &mut sources)?;
    for path in sources {
        let text = fs::read_to_string(root.join(&path)).with_context(|| format!("reading {path}"))?;
        breaches.extend(long_file(&path, &text));
        breaches.extend(unfinished_work(&path, &text));
    }
    let members = shell::members(root)?;
    for (package, forbidden) in FORBIDDEN {
        if members.iter().any(|member| member == package) {
            let dependencies = shell::package_names(root, &["-p", package, "--edges", "normal"])?;
            breaches.extend(forbidden_dependencies(package, forbidden, &dependencies));
        }
    }
    if !breaches.is_empty() {
        bail!("the house is not tidy\n  {}", breaches.join("\n  "));
    }
    println!("tidy: nothing to say");
    Ok(())
}

/// Collects the sources below a directory, as paths relative to the root with `/` between their parts.
fn walk(root: &Path, below: &str, sources: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(root.join(below)).with_context(|| format!("reading {below}"))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() {
            name.clone()
        } else {
            format!("{below}/{name}")
        };
        let kind = entry.file_type()?;
        if kind.is_dir() && !name.starts_with('.') && !NOT_OURS.contains(&name.as_str()) {
            walk(root, &path, sources)?;
        } else if kind.is_file() && is_source(&entry.path()) {
            sources.push(path);
        }
    }
    Ok(())
}

fn is_source(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default();
    ["rs", "svelte", "ts"].iter().any(|known| extension == *known) && !path.ends_with("ui/src/generated/index.ts")
}

fn stray_entry(name: &str) -> Option<String> {
    let is_known = name.starts_with('.') || name.starts_with("LICENSE") || TOP_LEVEL.contains(&name);
    (!is_known).then(|| format!("{name}: the top level holds only what src-tauri/xtask/src/tidy.rs lists"))
}

fn long_file(path: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    (lines > LONGEST_FILE).then(|| format!("{path}: {lines} lines, {LONGEST_FILE} at the most"))
}

fn unfinished_work(path: &str, text: &str) -> Vec<String> {
    if path.starts_with("src-tauri/xtask/") {
        return Vec::new();
    }
    let numbered = text.lines().zip(1..);
    let breach = |(line, number): (&str, usize)| {
        let mark = UNFINISHED.iter().find(|mark| line.contains(**mark))?;
        Some(format!("{path}:{number}: `{mark}` leaves work unfinished"))
    };
    numbered.filter_map(breach).collect()
}

fn forbidden_dependencies(package: &str, forbidden: &[&str], dependencies: &[String]) -> Vec<String> {
    let is_there = |name: &&&str| dependencies.iter().any(|dependency| dependency == **name);
    forbidden
        .iter()
        .filter(is_there)
        .map(|name| format!("{package} must not depend on {name}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_level_stays_short() {
        for known in ["Cargo.toml", "LICENSE-MIT", ".github", "ui"] {
            assert_eq!(stray_entry(known), None);
        }
        assert!(stray_entry("scripts").is_some());
        assert!(stray_entry("Readme.md").is_some());
    }

    #[test]
    fn a_file_may_have_600_lines_and_no_more() {
        assert_eq!(long_file("a.rs", &"x\n".repeat(600)), None);
        assert_eq!(
            long_file("a.rs", &"x\n".repeat(601)),
            Some("a.rs: 601 lines, 600 at the most".to_owned())
        );
    }

    #[test]
    fn unfinished_work_is_named_with_its_line() {
        let text = "fn a() {\n    todo!()\n}\n#[ignore = \"slow\"]\n";
        let breaches = unfinished_work("src-tauri/src/a.rs", text);
        assert_eq!(breaches.len(), 2);
        assert_eq!(breaches[0], "src-tauri/src/a.rs:2: `todo!(` leaves work unfinished");
        assert!(breaches[1].starts_with("src-tauri/src/a.rs:4: "));
        assert!(unfinished_work("src-tauri/xtask/src/a.rs", text).is_empty());
        assert!(unfinished_work("src-tauri/src/a.rs", "/// Ignores the rest.\nfn ignore() {}\n").is_empty());
    }

    #[test]
    fn a_forbidden_dependency_is_named() {
        let dependencies = ["maillon-report", "serde", "tokio-util"].map(str::to_owned);
        assert!(forbidden_dependencies("maillon-report", &["tokio", "libc"], &dependencies).is_empty());
        assert_eq!(
            forbidden_dependencies("maillon-report", &["tokio", "serde"], &dependencies),
            ["maillon-report must not depend on serde"]
        );
    }
}
