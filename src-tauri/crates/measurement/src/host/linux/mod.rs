//! Questions put to Linux, all answered by files any user may read.
//!
//! Every reader takes the root of the file system, `/` outside tests.

pub mod machine;
pub mod system;

use std::path::Path;

/// Text of a file below `root`, without the blanks around it; none when it cannot be read.
pub(crate) fn text(root: &Path, path: &str) -> Option<String> {
    let bytes = std::fs::read(root.join(path)).ok()?;
    Some(String::from_utf8_lossy(&bytes).trim().to_owned())
}

/// A number in a file below `root`.
pub(crate) fn number(root: &Path, path: &str) -> Option<u64> {
    text(root, path)?.parse().ok()
}

/// Names in a folder below `root`, sorted; none when it cannot be listed.
pub(crate) fn names(root: &Path, path: &str) -> Option<Vec<String>> {
    let entries = std::fs::read_dir(root.join(path)).ok()?;
    let mut names: Vec<String> = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    Some(names)
}
