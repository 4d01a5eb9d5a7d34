//! The files the documents go to. One that cannot be written is told before the run, and its document is kept elsewhere
//! after it: a run is never lost.

use maillon_measurement::whole_file;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Whether a file could be written there, tried without leaving anything behind.
///
/// # Errors
/// What the system says of the folder or of what stands there.
pub fn probe(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(existing) if existing.is_dir() => Err(ErrorKind::IsADirectory.into()),
        // A device or a pipe holds no file that could be replaced, and opening a pipe would wait for its reader.
        Ok(existing) if !existing.is_file() => Ok(()),
        Ok(_) | Err(_) => {
            let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
            if place.file_name().is_none() {
                return Err(ErrorKind::IsADirectory.into());
            }
            let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty());
            tempfile::Builder::new()
                .prefix(".maillon-")
                .tempfile_in(folder.unwrap_or(Path::new(".")))
                .map(drop)
                .map_err(|error| without_path(&error))
        }
    }
}

/// Writes a file whole or not at all: beside its place first, then moved there.
///
/// # Errors
/// What the system says of the folder, the disk or the move; a file that stood there before is then untouched.
pub fn write(path: &Path, content: &str) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(existing) if existing.is_dir() => Err(ErrorKind::IsADirectory.into()),
        Ok(existing) if !existing.is_file() => OpenOptions::new().write(true).open(path)?.write_all(content.as_bytes()),
        Ok(_) | Err(_) => {
            let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
            whole_file::write(&place, content.as_bytes(), 0o644).map_err(|error| without_path(&error))
        }
    }
}

/// Keeps a document in the folder for temporary files, readable by its owner only; its new place.
///
/// # Errors
/// When that folder cannot be written either.
pub fn keep_elsewhere(wanted: &Path, content: &str) -> io::Result<PathBuf> {
    let ending = wanted
        .extension()
        .map(|ending| format!(".{}", ending.to_string_lossy()));
    let mut file = tempfile::Builder::new()
        .prefix("maillon-")
        .suffix(&ending.unwrap_or_default())
        .tempfile()?;
    file.write_all(content.as_bytes())?;
    file.as_file().sync_all()?;
    let (_, place) = file.keep().map_err(|error| error.error)?;
    Ok(place)
}

/// The error without the name of a temporary file, which says nothing to its reader.
fn without_path(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probe_leaves_nothing_behind_and_says_what_is_in_the_way() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("report.html");
        probe(&file).expect("writable");
        fs::write(&file, "older").expect("writable");
        probe(&file).expect("a file that can be replaced");
        assert_eq!(fs::read_to_string(&file).expect("untouched"), "older");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
        let kind = |path: &Path| probe(path).expect_err("not writable").kind();
        assert_eq!(kind(folder.path()), ErrorKind::IsADirectory);
        assert_eq!(kind(&folder.path().join("nowhere/report.html")), ErrorKind::NotFound);
        assert_eq!(kind(&file.join("report.html")), ErrorKind::NotADirectory);
        assert_eq!(kind(Path::new("/")), ErrorKind::IsADirectory);
    }

    #[test]
    fn a_document_without_a_place_is_kept_for_its_owner() {
        let place = keep_elsewhere(Path::new("/nowhere/report.html"), "<p>").expect("kept");
        assert!(place.to_string_lossy().ends_with(".html"), "{}", place.display());
        assert_eq!(fs::read_to_string(&place).expect("readable"), "<p>");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&place).expect("a file").permissions().mode();
            assert_eq!(mode & 0o077, 0, "{mode:o}");
        }
        fs::remove_file(&place).expect("ours");
    }
}
