//! `cargo xtask lab`: plays the scenarios of `tests/scenarios` in the lab and writes the table of results.
//!
//! It takes more than an hour, and is run by hand; what was seen is kept and judged again by the ordinary tests.

use std::path::Path;

use anyhow::Result;

use crate::{setup, shell};

/// Runs the bench with its own arguments: `[--only NAME] [--repeat N] [--from ROUND] [--labs N] [--judge]`.
pub fn lab(root: &Path, arguments: &[&str]) -> Result<()> {
    if !arguments.contains(&"--judge") {
        setup::setup(setup::Purpose::Test)?;
    }
    let bench = ["run", "--package", "maillon-lab", "--example", "bench", "--"];
    shell::status(shell::cargo(root, &bench).args(arguments))
}
