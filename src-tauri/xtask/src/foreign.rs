//! Building for another system: with Debian's compiler, which brings the standard library as source. rustup's cannot be given
//! a target by every mirror.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::shell;

/// Of the package `rustc-web`.
const COMPILER: &str = "/usr/bin/rustc";

/// A system that is not this one.
pub struct System {
    /// As the compiler calls it.
    pub target: &'static str,
    /// What its folder is called by.
    name: &'static str,
}

/// Windows as mingw-w64 links for it.
pub const WINDOWS: System = System {
    target: "x86_64-pc-windows-gnu",
    name: "windows",
};

/// macOS on Apple's processors.
pub const MACOS: System = System {
    target: "aarch64-apple-darwin",
    name: "macos",
};

impl System {
    /// Beside the folder of the native build: cargo would build everything anew when two compilers share one.
    pub fn target_directory(&self, root: &Path) -> Result<PathBuf> {
        let native = shell::target_directory(root)?;
        let name = native
            .file_name()
            .context("the target directory has no name")?
            .to_string_lossy();
        Ok(native.with_file_name(format!("{name}-{}", self.name)))
    }

    /// Prepares `cargo` for it.
    pub fn cargo(&self, root: &Path, arguments: &[&str]) -> Result<Command> {
        let mut cargo = shell::cargo(root, arguments);
        cargo.args(["-Zbuild-std=std,panic_unwind", "--target", self.target]);
        // The compiler of a distribution is a stable one, and building its own library is not.
        cargo.env("RUSTC", COMPILER).env("RUSTC_BOOTSTRAP", "1");
        cargo.env("CARGO_TARGET_DIR", self.target_directory(root)?);
        Ok(cargo)
    }
}
