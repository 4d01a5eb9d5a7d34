//! Remote desktops the user saved: `.rdp` files where people keep them, and those the Windows client remembers.

use super::registry::{Hive, keys_below, text};
use crate::host::asking::bytes_up_to;
use crate::host::parse::desktop::{decoded, rdp};
use crate::host::{Answer, HostError, SavedDesktop};
use maillon_diagnosis::GapReason;
use std::path::{Path, PathBuf};

/// Longest file read, bytes: a signed `.rdp` file holds a certificate.
const LONGEST: u64 = 64 << 10;

/// Files read in one folder at most.
const FILES: usize = 50;

/// Desktops told of at most.
const DESKTOPS: usize = 20;

/// Where the shell says that the user's folders are, a OneDrive one included.
const FOLDERS: &str = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders";

/// Desktop, documents and downloads there.
const NAMES: [&str; 3] = ["Desktop", "Personal", "{374DE290-123F-4565-9164-39C4925E467B}"];

/// Hosts the Windows client connected to.
const SERVERS: &str = r"Software\Microsoft\Terminal Server Client\Servers";

/// What the user saved. Folders inside these are not searched.
pub(super) fn saved_desktops() -> Answer<Vec<SavedDesktop>> {
    let home = std::env::var_os("USERPROFILE").map(PathBuf::from);
    let home =
        home.ok_or_else(|| HostError::new("saved_desktops", GapReason::NotSupported, "USERPROFILE is not set"))?;
    let named = NAMES
        .iter()
        .filter_map(|name| text(Hive::User, FOLDERS, name))
        .map(PathBuf::from);
    let mut folders = vec![home];
    folders.extend(named.filter(|folder| folder.is_absolute()));
    let of_files = folders
        .iter()
        .flat_map(|folder| files(folder))
        .filter_map(|file| rdp(&decoded(&bytes_up_to(&file, LONGEST)?)));
    let remembered = keys_below(Hive::User, SERVERS, DESKTOPS as u32);
    let remembered = remembered
        .iter()
        .filter_map(|host| rdp(&format!("full address:s:{host}")));
    let mut found: Vec<SavedDesktop> = Vec::new();
    for desktop in of_files.chain(remembered) {
        if found.len() < DESKTOPS && !found.contains(&desktop) {
            found.push(desktop);
        }
    }
    Ok(found)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    let fits = |path: &PathBuf| path.extension().is_some_and(|found| found.eq_ignore_ascii_case("rdp"));
    let mut files: Vec<PathBuf> = paths.filter(fits).take(FILES).collect();
    files.sort();
    files
}
