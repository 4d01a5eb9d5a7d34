//! Remote desktops the user saved: `.rdp` files where people keep them, and those the Windows client remembers.

use super::registry::{Hive, keys_below, text};
use crate::host::asking::bytes_up_to;
use crate::host::parse::desktop::{decoded, rdp};
use crate::host::{Answer, HostError, SavedDesktop};
use maillon_diagnosis::GapReason;
use std::path::{Component, Path, PathBuf, Prefix};
use windows_sys::Win32::Storage::FileSystem::GetDriveTypeW;
use windows_sys::Win32::System::WindowsProgramming::DRIVE_REMOTE;

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

/// What the user saved, then what the client remembers. Folders inside these are not searched, and those of another computer are not
/// opened: one that is away would hold up the answer.
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
    folders.retain(|folder| is_of_this_computer(folder));
    let of_files = folders
        .iter()
        .flat_map(|folder| files(folder))
        .filter_map(|file| rdp(&decoded(&bytes_up_to(&file, LONGEST)?)));
    let remembered = keys_below(Hive::User, SERVERS, DESKTOPS as u32);
    let remembered = remembered
        .iter()
        .filter_map(|host| rdp(&format!("full address:s:{host}")));
    let mut found: Vec<SavedDesktop> = Vec::new();
    // A file also knows the gateway before a host, which what is remembered does not.
    for desktop in of_files.chain(remembered) {
        if found.len() < DESKTOPS && found.iter().all(|known| known.host != desktop.host) {
            found.push(desktop);
        }
    }
    Ok(found)
}

/// Whether a folder is on a disk here, and not on a share or behind a letter for one.
#[expect(unsafe_code, reason = "the standard library does not tell kinds of drives")]
fn is_of_this_computer(folder: &Path) -> bool {
    let Some(Component::Prefix(prefix)) = folder.components().next() else {
        return false;
    };
    let (Prefix::Disk(letter) | Prefix::VerbatimDisk(letter)) = prefix.kind() else {
        return false;
    };
    let root = [u16::from(letter), u16::from(b':'), u16::from(b'\\'), 0];
    // SAFETY: the text ends with a zero.
    unsafe { GetDriveTypeW(root.as_ptr()) != DRIVE_REMOTE }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    let fits = |path: &PathBuf| path.extension().is_some_and(|found| found.eq_ignore_ascii_case("rdp"));
    let mut files: Vec<PathBuf> = paths.filter(fits).take(FILES).collect();
    files.sort();
    files
}
