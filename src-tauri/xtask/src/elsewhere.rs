//! What is missing on a system whose packages `setup` cannot install: named, never installed.

use crate::needs::{Need, Purpose};
use crate::{node, shell};
use anyhow::{Result, bail};
use std::path::Path;
use std::process::Command;

/// What shows that something is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// A program on the search path, or at this very place.
    Program(&'static str),
    /// A library that pkg-config knows, with its headers.
    Library(&'static str),
}

/// Fails with what is missing for a purpose, each with what it is for.
pub fn missing(needs: &[Need], purpose: Purpose) -> Result<()> {
    let told = told(needs, purpose, is_there, !node::needs_python());
    if told.is_empty() {
        println!("setup: everything that is needed from the system is there");
        return Ok(());
    }
    bail!(
        "setup can install on Debian and its relatives only; nothing was changed. Here, please install by hand:\n{}",
        told.join("\n")
    )
}

fn told(needs: &[Need], purpose: Purpose, is_there: impl Fn(&Sign) -> bool, has_node: bool) -> Vec<String> {
    let node = "  to build the page: Node.js 20.19 or newer, with npm".to_owned();
    let of_the_system = needs.iter().filter(|need| need.from <= purpose).filter_map(|need| {
        let missing: Vec<&str> = need
            .known_by
            .iter()
            .filter(|sign| !is_there(sign))
            .map(Sign::name)
            .collect();
        let packages = need.packages.join(" ");
        (!missing.is_empty()).then(|| format!("  to {}: {} (Debian: {packages})", need.purpose, missing.join(", ")))
    });
    (!has_node).then_some(node).into_iter().chain(of_the_system).collect()
}

impl Sign {
    fn name(&self) -> &'static str {
        match self {
            Self::Program(name) | Self::Library(name) => name,
        }
    }
}

fn is_there(sign: &Sign) -> bool {
    match sign {
        Sign::Program(place) if place.starts_with('/') => Path::new(place).is_file(),
        Sign::Program(name) => shell::is_on_path(name),
        Sign::Library(name) => Command::new("pkg-config")
            .args(["--exists", name])
            .status()
            .is_ok_and(|status| status.success()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEEDS: &[Need] = &[
        Need {
            from: Purpose::Run,
            purpose: "build the window",
            packages: &["libwebkit2gtk-4.1-dev"],
            known_by: &[Sign::Library("webkit2gtk-4.1")],
        },
        Need {
            from: Purpose::Test,
            purpose: "test",
            packages: &["samba", "xrdp"],
            known_by: &[Sign::Program("smbd"), Sign::Program("xrdp")],
        },
    ];

    #[test]
    fn only_what_is_missing_for_the_purpose_is_named() {
        let nothing = |_: &Sign| false;
        assert_eq!(
            told(NEEDS, Purpose::Run, nothing, true),
            ["  to build the window: webkit2gtk-4.1 (Debian: libwebkit2gtk-4.1-dev)"]
        );
        let all_but_one = |sign: &Sign| *sign != Sign::Program("xrdp");
        assert_eq!(
            told(NEEDS, Purpose::Test, all_but_one, true),
            ["  to test: xrdp (Debian: samba xrdp)"]
        );
        assert_eq!(told(NEEDS, Purpose::Test, |_| true, true), [""; 0]);
        assert_eq!(told(NEEDS, Purpose::Run, |_| true, false).len(), 1);
    }

    #[test]
    fn a_program_is_found_by_its_name_or_its_place() {
        assert!(is_there(&Sign::Program("sh")) && is_there(&Sign::Program("/bin/sh")));
        assert!(!is_there(&Sign::Program("no-such-program")) && !is_there(&Sign::Library("no-such-library")));
    }
}
