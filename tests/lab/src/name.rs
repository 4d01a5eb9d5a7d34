//! What tells one lab from the others: its process, and a number within it.
//!
//! Everything a lab leaves outside its own memory carries that name, so that labs do not meet, and so that the janitor, or
//! else the next lab, removes what a killed one left.

use crate::control_group;
use crate::janitor;
use crate::mounts;
use crate::namespace;
use crate::servers::wireguard::{CONTROL_SOCKETS, INTERFACE};
use anyhow::{Context, Result, bail};
use nix::unistd::Uid;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// Before the process in the names of namespaces and of control groups.
pub const NAMESPACE: &str = "maillon-";
/// Before the process in the names of folders.
pub const FOLDER: &str = "maillon-lab-";

/// The name of one lab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabName {
    process: u32,
    number: u32,
}

impl LabName {
    /// A name that no other living lab has, of which nothing stays when this process is killed. Fails unless root.
    pub fn new() -> Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        if !Uid::effective().is_root() {
            bail!("the lab lays out network namespaces: it must run as root, and does not pass without");
        }
        janitor::start()?;
        remove_leftovers();
        Ok(Self {
            process: std::process::id(),
            number: NUMBER.fetch_add(1, Ordering::Relaxed),
        })
    }

    /// The name of its namespace of that role.
    pub fn namespace(&self, role: &str) -> String {
        format!("{NAMESPACE}{}-{}-{role}", self.process, self.number)
    }

    /// The name of its tunnel interface at the end of that mark; it has at most 15 characters (`IFNAMSIZ`, linux/if.h).
    pub fn interface(&self, prefix: &str, mark: char) -> String {
        format!("{prefix}{}{mark}{}", self.process, self.number)
    }

    /// The name of its control group of that role.
    pub fn control_group(&self, role: &str) -> String {
        self.namespace(role)
    }

    /// A folder of its own that an ordinary user can read.
    pub fn folder(&self) -> Result<TempDir> {
        let prefix = format!("{FOLDER}{}-", self.process);
        let folder = tempfile::Builder::new().prefix(&prefix).tempdir()?;
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).context("opening the lab's folder")?;
        Ok(folder)
    }
}

/// Removes what labs left whose process is gone, and whose janitor did not come to it. What cannot be removed is gone, or
/// somebody else is removing it.
fn remove_leftovers() {
    for (name, _) in left_in(Path::new(namespace::NAMED), NAMESPACE) {
        namespace::remove(&name);
    }
    for tree in control_group::TREES {
        for (_, group) in left_in(Path::new(tree), NAMESPACE) {
            control_group::remove(&group);
        }
    }
    for (_, folder) in left_in(&std::env::temp_dir(), FOLDER) {
        mounts::detach_below(&folder);
        fs::remove_dir_all(folder).ok();
    }
    for (_, socket) in left_in(Path::new(CONTROL_SOCKETS), INTERFACE) {
        fs::remove_file(socket).ok();
    }
}

fn left_in(folder: &Path, prefix: &str) -> Vec<(String, PathBuf)> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let named = entries
        .flatten()
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()));
    named
        .filter(|(name, _)| owner(name, prefix).is_some_and(|process| !Path::new("/proc").join(process).exists()))
        .collect()
}

/// The process in a name; none when it is no name of a lab.
fn owner<'a>(name: &'a str, prefix: &str) -> Option<&'a str> {
    let rest = name.strip_prefix(prefix)?;
    let digits = rest.find(|letter: char| !letter.is_ascii_digit())?;
    (digits > 0).then(|| &rest[..digits])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::servers::openvpn;

    #[test]
    fn only_the_names_of_labs_have_an_owner() {
        let lab = LabName {
            process: 4_194_304,
            number: 7,
        };
        assert_eq!(owner(&lab.namespace("pc"), NAMESPACE), Some("4194304"));
        assert_eq!(owner(&lab.interface(INTERFACE, 'p'), INTERFACE), Some("4194304"));
        assert!(lab.interface(openvpn::INTERFACE, 'p').len() <= 15);
        for other in ["maillon-home", "maillon-", "wg0", "wg-office", "other"] {
            assert_eq!(owner(other, NAMESPACE).or(owner(other, INTERFACE)), None, "{other}");
        }
    }
}
