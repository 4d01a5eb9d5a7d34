//! Files are written whole or not at all.

use std::io::{self, Write};
use std::path::Path;

/// Writes a file beside its place and moves it there: whoever reads the place sees the old file or the new one.
///
/// `mode` holds the permissions before the user's umask is taken off, on Unix (open(2)).
///
/// # Errors
/// When the folder cannot be written or is full; the place is then as it was.
pub fn write(path: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".maillon-");
    #[cfg(unix)]
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(mode);
    #[cfg(unix)]
    builder.permissions(permissions);
    #[cfg(not(unix))]
    let _ = mode;
    let mut beside = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    beside.write_all(content)?;
    beside.as_file().sync_all()?;
    beside.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("report.html");
        fs::write(&path, "old").expect("writable");
        write(&path, b"new", 0o600).expect("writable");
        assert_eq!(fs::read_to_string(&path).expect("readable"), "new");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }

    #[test]
    fn a_place_that_is_no_file_stays_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("report.html");
        fs::create_dir(&path).expect("writable");
        write(&path, b"new", 0o600).expect_err("a folder is in the way");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }
}
