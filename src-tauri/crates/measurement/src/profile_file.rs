//! Where a company's profile lies: the file that was named, then the machine's place, then the user's.

use maillon_diagnosis::Profile;
use maillon_diagnosis::profile::ProfileError;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

/// A profile larger than this is not a profile, bytes.
const LARGEST_PROFILE: u64 = 1 << 20;

/// Why a profile could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum ProfileFileError {
    /// The file cannot be read.
    #[error("{}: {source}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// Its text is not a profile.
    #[error("{}: {source}", file.display())]
    Invalid {
        /// The file.
        file: PathBuf,
        /// What is wrong, with line and column.
        source: ProfileError,
    },
}

/// Reads the profile in one file.
pub fn read(file: &Path) -> Result<Profile, ProfileFileError> {
    let text = text(file).map_err(|source| ProfileFileError::Unreadable {
        file: file.to_owned(),
        source,
    })?;
    Profile::parse(&text).map_err(|source| ProfileFileError::Invalid {
        file: file.to_owned(),
        source,
    })
}

/// Finds the profile in force: `named` when given, else the first of [`places`] that exists. A profile that exists and
/// cannot be taken is an error, never passed over.
pub fn find(named: Option<&Path>) -> Result<Option<(PathBuf, Profile)>, ProfileFileError> {
    if let Some(file) = named {
        return read(file).map(|profile| Some((file.to_owned(), profile)));
    }
    first_of(places())
}

fn first_of(places: Vec<PathBuf>) -> Result<Option<(PathBuf, Profile)>, ProfileFileError> {
    for file in places {
        match read(&file) {
            Ok(profile) => return Ok(Some((file, profile))),
            Err(ProfileFileError::Unreadable { source, .. }) if source.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// The places a profile is looked for, the company's before the user's.
pub fn places() -> Vec<PathBuf> {
    let below = |variable: &str, rest: &str| std::env::var_os(variable).map(|base| Path::new(&base).join(rest));
    let list = if cfg!(windows) {
        vec![
            below("ProgramData", "Maillon/profile.toml"),
            below("APPDATA", "Maillon/profile.toml"),
        ]
    } else {
        let user = below("XDG_CONFIG_HOME", "maillon/profile.toml");
        vec![
            Some(PathBuf::from("/etc/maillon/profile.toml")),
            user.or_else(|| below("HOME", ".config/maillon/profile.toml")),
        ]
    };
    list.into_iter().flatten().collect()
}

fn text(file: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(file)?.take(LARGEST_PROFILE + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LARGEST_PROFILE {
        return Err(io::Error::other("larger than 1 MiB: this is not a profile"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_wins_and_a_bad_profile_is_never_passed_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let (machine, user) = (folder.path().join("machine.toml"), folder.path().join("user.toml"));
        let places = || vec![machine.clone(), user.clone()];
        assert!(first_of(places()).expect("no file is no error").is_none());
        std::fs::write(&user, "[company]\nname = 'User'").expect("writable");
        let (file, profile) = first_of(places()).expect("valid").expect("found");
        assert_eq!((file, profile.company.name.as_deref()), (user.clone(), Some("User")));
        std::fs::write(&machine, "[companny]").expect("writable");
        let error = first_of(places()).expect_err("a wrong key");
        assert!(error.to_string().contains("machine.toml"), "{error}");
    }

    #[test]
    fn a_file_of_another_size_is_refused_unread() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("large.toml");
        std::fs::write(&file, vec![b'#'; 2 << 20]).expect("writable");
        assert!(matches!(find(Some(&file)), Err(ProfileFileError::Unreadable { .. })));
    }
}
