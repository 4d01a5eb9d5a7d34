//! What is written for macOS, read by the compiler for that system. Nothing is linked or run: that takes a Mac.

use std::path::Path;

use anyhow::Result;

use crate::{foreign::MACOS, shell};

/// Checks the command line program and the crates below it; a warning is an error.
pub fn check(root: &Path) -> Result<()> {
    let check = [
        "check",
        "--package",
        "maillon-cli",
        "-Zwarnings",
        "--config",
        "build.warnings='deny'",
    ];
    let mut check = MACOS.cargo(root, &check)?;
    // `ring` compiles C for the system, with tools that only Apple has; what is not linked need not be there.
    for tool in ["CC", "AR"] {
        check.env(format!("{tool}_{}", MACOS.target.replace('-', "_")), "true");
    }
    shell::status(&mut check)
}
