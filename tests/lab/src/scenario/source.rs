//! Which source a run was played by.

use std::path::Path;
use std::process::Command;

/// The commit of this source, with `+` where what is measured or judged was changed since; empty where git does not tell.
pub fn build() -> String {
    let commit = git(&["rev-parse", "--short=10", "HEAD"]);
    let changes = git(&["status", "--porcelain", "--", "src-tauri"]);
    told(commit.as_deref(), changes.as_deref())
}

fn git(arguments: &[&str]) -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = Command::new("git").current_dir(root).args(arguments).output().ok()?;
    let said = String::from_utf8_lossy(&output.stdout);
    output.status.success().then(|| said.trim().to_owned())
}

fn told(commit: Option<&str>, changes: Option<&str>) -> String {
    match (commit, changes) {
        (None, _) => String::new(),
        (Some(commit), Some("")) => commit.to_owned(),
        (Some(commit), Some(_) | None) => format!("{commit}+"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_source_is_told_from_its_commit() {
        assert_eq!(told(Some("95ac475abc"), Some("")), "95ac475abc");
        assert_eq!(told(Some("95ac475abc"), Some("M src-tauri/src/lib.rs")), "95ac475abc+");
        assert_eq!(told(None, None), "");
    }
}
