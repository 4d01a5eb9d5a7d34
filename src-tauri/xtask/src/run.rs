//! `cargo xtask run`: from a fresh checkout to the open window.

use std::path::Path;

use anyhow::{Context, Result};

use crate::{page, setup, shell};

/// Installs what is needed, builds the page and opens the window.
pub fn run(root: &Path) -> Result<()> {
    setup::setup(setup::Purpose::Run)?;
    let directory = page::directory(root).context("ui/package.json is missing from this checkout")?;
    page::install(&directory)?;
    page::build(&directory)?;
    shell::status(&mut shell::cargo(
        root,
        &["run", "--package", "maillon", "--bin", "maillon"],
    ))
}
