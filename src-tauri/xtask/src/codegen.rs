//! `cargo xtask codegen`: what is made of the Rust types is generated, committed, and held fresh by `--check`.

use std::{path::Path, process::Command};

use anyhow::Result;

use crate::{page, shell};

/// Whether the generated files are written or only compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Generated {
    /// Write those that are out of date.
    Written,
    /// Fail when one is out of date.
    Compared,
}

/// Generates the schemas, the types of the page and the recorded run it is tested with.
pub fn codegen(root: &Path, generated: Generated) -> Result<()> {
    if let Some(directory) = page::directory(root) {
        page::install(&directory)?;
        // The generator is linked with the window, which embeds the page.
        page::build(&directory)?;
    }
    // The features of the whole workspace, so that no dependency is built twice.
    let generator = [
        "build",
        "--quiet",
        "--workspace",
        "--features",
        "maillon/codegen",
        "--example",
        "codegen",
    ];
    shell::status(&mut shell::cargo(root, &generator))?;
    let mut command = Command::new(shell::target_directory(root)?.join("debug/examples/codegen"));
    command.current_dir(root);
    if generated == Generated::Compared {
        command.arg("--check");
    }
    shell::status(&mut command)
}
