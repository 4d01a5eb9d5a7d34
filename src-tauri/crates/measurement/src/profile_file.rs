//! Where a company's profile lies: the file that was named, then the machine's place, then the user's.

use maillon_diagnosis::Profile;
use maillon_diagnosis::profile::{LARGEST_PROFILE, ProfileError};
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

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
        source: Box<ProfileError>,
    },
}

impl ProfileFileError {
    /// The file.
    pub fn file(&self) -> &Path {
        match self {
            Self::Unreadable { file, .. } | Self::Invalid { file, .. } => file,
        }
    }
}

/// Reads the profile in one file.
pub fn read(file: &Path) -> Result<Profile, ProfileFileError> {
    let bytes = bytes(file).map_err(|source| ProfileFileError::Unreadable {
        file: file.to_owned(),
        source,
    })?;
    Profile::from_bytes(&bytes).map_err(|source| ProfileFileError::Invalid {
        file: file.to_owned(),
        source: Box::new(source),
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
///
/// The user's place follows the XDG base directory specification: `$XDG_CONFIG_HOME` when it is set to an absolute
/// path, else `~/.config`; on Windows it is `%APPDATA%`.
pub fn places() -> Vec<PathBuf> {
    places_by(|variable| std::env::var_os(variable))
}

fn places_by(variable: impl Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let below = |name: &str, rest: &str| {
        let base = PathBuf::from(variable(name)?);
        base.is_absolute().then(|| base.join(rest))
    };
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

/// At most one byte more than a profile may hold, so that a device or a huge file costs nothing.
fn bytes(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = LARGEST_PROFILE as u64 + 1;
    File::open(file)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
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

    #[cfg(unix)]
    #[test]
    fn the_users_place_is_that_of_xdg_and_a_relative_or_empty_one_counts_as_unset() {
        for (xdg, expected) in [
            (
                Some("/home/camille/.settings"),
                "/home/camille/.settings/maillon/profile.toml",
            ),
            (None, "/home/camille/.config/maillon/profile.toml"),
            (Some(""), "/home/camille/.config/maillon/profile.toml"),
            (Some("settings"), "/home/camille/.config/maillon/profile.toml"),
        ] {
            let places = places_by(|variable| match variable {
                "HOME" => Some("/home/camille".into()),
                "XDG_CONFIG_HOME" => xdg.map(OsString::from),
                _ => None,
            });
            let expected = [PathBuf::from("/etc/maillon/profile.toml"), PathBuf::from(expected)];
            assert_eq!(places, expected, "{xdg:?}");
        }
        assert_eq!(places_by(|_| None).len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_without_an_end_is_refused_at_once() {
        let error = read(Path::new("/dev/zero")).expect_err("no profile");
        assert!(matches!(error, ProfileFileError::Invalid { .. }), "{error}");
    }

    #[test]
    fn a_file_of_another_size_is_refused_unread() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("large.toml");
        std::fs::write(&file, vec![b'#'; 2 << 20]).expect("writable");
        let error = find(Some(&file)).expect_err("too large");
        assert!(error.to_string().contains("larger than"), "{error}");
    }
}
