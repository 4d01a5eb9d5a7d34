//! `cargo xtask figures`: measures what README prints of the delivered programs. Nothing here is a test.

use std::path::Path;

use anyhow::{Context, Result};

use crate::{page, setup, shell};

/// Builds both programs as they are delivered and prints their figures.
pub fn figures(root: &Path) -> Result<()> {
    setup::setup(setup::Purpose::Test)?;
    let directory = page::directory(root).context("ui/package.json is missing from this checkout")?;
    page::install(&directory)?;
    page::build(&directory)?;
    let window = ["build", "--release", "--package", "maillon", "--bin", "maillon"];
    shell::status(&mut shell::cargo(root, &window))?;
    let lab = ["run", "--release", "--package", "maillon-lab", "--example", "figures"];
    shell::status(&mut shell::cargo(root, &lab))?;
    let desktop = "maillon-desktop-tests";
    let paint = [
        "run",
        "--release",
        "--package",
        desktop,
        "--example",
        "first_paint",
        "--",
    ];
    let built = shell::target_directory(root)?.join("release/maillon");
    shell::status(shell::cargo(root, &paint).arg(built))?;
    let costs = ["run", "--release", "--package", desktop, "--example", "window_costs"];
    shell::status(&mut shell::cargo(root, &costs))
}
