//! Remote desktops the user saved, in the folders where people keep them.

use super::{Environment, bytes_up_to, names, text_up_to};
use crate::host::parse::desktop::{decoded, rdp, remmina};
use crate::host::{Answer, HostError, SavedDesktop};
use maillon_diagnosis::GapReason;
use std::path::{Path, PathBuf};

/// Longest file read, bytes: a signed `.rdp` file holds a certificate.
const LONGEST: u64 = 64 << 10;

/// Files read in one folder at most.
const FILES: usize = 50;

/// Desktops told of at most.
const DESKTOPS: usize = 20;

/// What the user saved: `.rdp` files in the home, desktop, documents and downloads folders, and profiles of Remmina.
/// Folders inside these are not searched.
pub(super) fn saved_desktops(environment: &Environment) -> Answer<Vec<SavedDesktop>> {
    let home = environment
        .home()
        .ok_or_else(|| HostError::new("saved_desktops", GapReason::NotSupported, "HOME is not set"))?;
    let mut folders = vec![home.clone()];
    folders.extend(user_folders(&home, environment));
    let of_windows = folders
        .iter()
        .flat_map(|folder| files(folder, "rdp"))
        .filter_map(|file| rdp(&decoded(&bytes_up_to(&file, LONGEST)?)));
    let profiles = environment.folder("XDG_DATA_HOME", ".local/share");
    let of_remmina = profiles
        .iter()
        .flat_map(|folder| files(&folder.join("remmina"), "remmina"))
        .filter_map(|file| remmina(&text_up_to(&file, LONGEST)?));
    let mut found: Vec<SavedDesktop> = Vec::new();
    for desktop in of_windows.chain(of_remmina) {
        if found.len() < DESKTOPS && !found.contains(&desktop) {
            found.push(desktop);
        }
    }
    Ok(found)
}

/// Desktop, documents and downloads by `user-dirs.dirs`, else by their English names.
fn user_folders(home: &Path, environment: &Environment) -> Vec<PathBuf> {
    let settings = environment
        .folder("XDG_CONFIG_HOME", ".config")
        .and_then(|folder| text_up_to(&folder.join("user-dirs.dirs"), LONGEST))
        .unwrap_or_default();
    let kinds = [
        ("XDG_DESKTOP_DIR=", "Desktop"),
        ("XDG_DOCUMENTS_DIR=", "Documents"),
        ("XDG_DOWNLOAD_DIR=", "Downloads"),
    ];
    let folders = kinds.map(|(key, default)| {
        let value = settings.lines().find_map(|line| line.trim().strip_prefix(key));
        let path = value.map(|value| value.trim_matches('"'));
        match path.map(|path| (path, path.strip_prefix("$HOME/"))) {
            Some((_, Some(below))) => home.join(below),
            Some((path, None)) if path.starts_with('/') => PathBuf::from(path),
            _ => home.join(default),
        }
    });
    folders.into()
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let names = names(folder, "").unwrap_or_default();
    let paths = names.iter().map(|name| folder.join(name));
    let fits = |path: &PathBuf| path.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending));
    paths.filter(fits).take(FILES).collect()
}

#[cfg(test)]
mod tests {
    use super::super::test_files::Root;
    use super::*;

    fn hosts(root: &Root) -> Vec<String> {
        let environment = Environment::from_iter([("HOME", root.path().to_str().expect("plain path"))]);
        let found = saved_desktops(&environment).expect("a home");
        found.into_iter().map(|desktop| desktop.host).collect()
    }

    #[test]
    fn desktops_are_found_where_people_keep_them_and_once() {
        let root = Root::new(&[
            (".config/user-dirs.dirs", "XDG_DESKTOP_DIR=\"$HOME/Bureau\"\n"),
            ("Bureau/Travail.RDP", "full address:s:tse1.exemple.fr\n"),
            ("Downloads/copy.rdp", "full address:s:tse1.exemple.fr\n"),
            ("Documents/other.rdp", "full address:s:192.0.2.9\n"),
            ("Desktop/unused.rdp", "full address:s:unused.exemple.fr\n"),
            ("Documents/deep/hidden.rdp", "full address:s:hidden.exemple.fr\n"),
            (
                ".local/share/remmina/a.remmina",
                "protocol=RDP\nserver=tse2.exemple.fr\n",
            ),
        ]);
        assert_eq!(hosts(&root), ["tse1.exemple.fr", "192.0.2.9", "tse2.exemple.fr"]);
    }

    #[test]
    fn huge_files_pipes_and_crowds_are_bounded() {
        let huge = format!("full address:s:huge.exemple.fr\n{}", "x".repeat(LONGEST as usize));
        let mut root = Root::new(&[("a-huge.rdp", &huge)]);
        rustix::fs::mknodat(
            rustix::fs::CWD,
            root.path().join("b-pipe.rdp"),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
            0,
        )
        .expect("anybody may make a pipe");
        for number in 0..60 {
            root = root.with(
                &format!("c{number:02}.rdp"),
                &format!("full address:s:h{number:02}.exemple.fr\n"),
            );
        }
        let found = hosts(&root);
        assert_eq!((found.len(), found[0].as_str()), (DESKTOPS, "h00.exemple.fr"));
    }

    #[test]
    fn no_home_is_a_gap() {
        assert!(saved_desktops(&Environment::default()).is_err());
    }
}
