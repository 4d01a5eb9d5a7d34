//! A file system of a recorded machine, in a temporary folder.

use std::path::Path;

/// The root of the recorded files; removed when dropped.
pub(crate) struct Root(tempfile::TempDir);

impl Root {
    /// Writes each file with its content.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let root = Self(tempfile::tempdir().expect("temporary folder"));
        files
            .iter()
            .fold(root, |root, (path, content)| root.with(path, content))
    }

    /// Writes one more file.
    pub(crate) fn with(self, path: &str, content: &str) -> Self {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("temporary folder is writable");
        std::fs::write(path, content).expect("temporary folder is writable");
        self
    }

    /// Makes a symbolic link at `path` to `target`, both below the root.
    pub(crate) fn link(self, path: &str, target: &str) -> Self {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a link has a folder")).expect("temporary folder is writable");
        std::os::unix::fs::symlink(self.path().join(target), path).expect("temporary folder is writable");
        self
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}

/// A line of `/proc/PID/stat`.
pub(crate) fn stat(pid: u32, name: &str, parent: u32, ticks: u64) -> String {
    format!("{pid} ({name}) S {parent} {pid} {pid} 0 -1 0 0 0 0 0 {ticks} 0 0 0 20 0 1 0 5 0 0\n")
}
