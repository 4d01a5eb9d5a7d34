//! File systems that a lab mounted and did not live to take away: a folder cannot be removed while one lies on it.

use nix::mount::{MntFlags, umount2};
use std::fs;
use std::path::{Path, PathBuf};

/// Takes away what is mounted at or below `folder`. Errors are of no use: it is gone, or another lab is removing it.
pub fn detach_below(folder: &Path) {
    // The kernel tells the places as they are without symbolic links.
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    // The latest first: it may lie on another.
    for place in mounts.lines().rev().filter_map(place) {
        if place.starts_with(&folder) {
            umount2(place.as_path(), MntFlags::MNT_DETACH).ok();
        }
    }
}

/// Where a line of `/proc/self/mountinfo` says that something is mounted (proc_pid_mountinfo(5)).
fn place(line: &str) -> Option<PathBuf> {
    let escaped = line.split(' ').nth(4)?;
    let codes = [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")];
    let plain = codes
        .into_iter()
        .fold(escaped.to_owned(), |text, (code, letter)| text.replace(code, letter));
    Some(PathBuf::from(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_mount_is_read_with_the_letters_the_kernel_escapes() {
        let line = |place: &str| format!("36 35 98:0 /mnt1 {place} rw,noatime master:1 - tmpfs maillon-lab rw");
        assert_eq!(
            place(&line("/tmp/maillon-lab-7-ab/scanned")),
            Some("/tmp/maillon-lab-7-ab/scanned".into())
        );
        assert_eq!(place(&line("/a\\040b\\134c")), Some("/a b\\c".into()));
        assert_eq!(place("36 35"), None);
    }
}
