//! `cargo xtask run`: from a fresh checkout to the open window.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::{page, setup, shell};

const WINDOW: &str = "maillon";

/// Installs what is needed, builds the page and opens the window.
pub fn run(root: &Path) -> Result<()> {
    setup::setup()?;
    if let Some(directory) = page::directory(root) {
        page::install(&directory)?;
        page::build(&directory)?;
    }
    ensure!(
        shell::members(root)?.iter().any(|member| member == WINDOW),
        "there is no window to open yet: the crate `{WINDOW}` (src-tauri/Cargo.toml) is not written"
    );
    shell::status(&mut shell::cargo(root, &["run", "-p", WINDOW]))
}
