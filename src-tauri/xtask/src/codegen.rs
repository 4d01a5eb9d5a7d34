//! `cargo xtask codegen`: what the page needs from Rust is generated, committed, and held fresh by `--check`.

use std::path::Path;

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

/// Generates the types of the page and the recorded run it is tested with.
pub fn codegen(root: &Path, generated: Generated) -> Result<()> {
    if let Some(directory) = page::directory(root) {
        page::install(&directory)?;
        // The generator is linked with the window, which embeds the page.
        page::build(&directory)?;
    }
    let generator = [
        "run",
        "--quiet",
        "--package",
        "maillon",
        "--features",
        "codegen",
        "--example",
        "codegen",
    ];
    let mut command = shell::cargo(root, &generator);
    if generated == Generated::Compared {
        command.args(["--", "--check"]);
    }
    shell::status(&mut command)
}
