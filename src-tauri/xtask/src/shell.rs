//! Child processes and the few places of the disk that every task uses.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// Finds the directory of the virtual workspace above the current directory.
pub fn workspace_root() -> Result<PathBuf> {
    let start = env::current_dir().context("reading the current directory")?;
    start
        .ancestors()
        .find(|directory| directory.join("src-tauri/xtask/Cargo.toml").is_file())
        .map(Path::to_path_buf)
        .context("not inside a checkout of Maillon")
}

/// Prepares `cargo`, which builds outside the checkout unless the caller chose a place.
pub fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(root);
    if let Ok(directory) = target_directory(root) {
        command.env("CARGO_TARGET_DIR", directory);
    }
    command
}

/// Where `cargo` builds.
pub fn target_directory(root: &Path) -> Result<PathBuf> {
    if let Some(chosen) = env::var_os("CARGO_TARGET_DIR") {
        return Ok(root.join(chosen));
    }
    let home = env::home_dir().context("the user has no home folder")?;
    Ok(home.join(".cache/maillon/target"))
}

/// The folder of programs that Maillon installs for itself.
pub fn tools() -> Result<PathBuf> {
    let home = env::home_dir().context("the user has no home folder")?;
    Ok(home.join(".cache/maillon/tools"))
}

/// Names the members of the workspace.
pub fn members(root: &Path) -> Result<Vec<String>> {
    package_names(root, &["--workspace", "--depth", "0"])
}

/// Names the packages that `cargo tree` lists for these arguments.
pub fn package_names(root: &Path, arguments: &[&str]) -> Result<Vec<String>> {
    let mut command = cargo(root, &["tree", "--prefix", "none"]);
    let text = output(command.args(arguments))?;
    Ok(text
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect())
}

/// Runs a command to its end, its output going where ours goes.
pub fn status(command: &mut Command) -> Result<()> {
    println!("\n> {}", shown(command));
    let status = command
        .status()
        .with_context(|| format!("starting `{}`", shown(command)))?;
    if !status.success() {
        bail!("`{}` ended with {status}", shown(command));
    }
    Ok(())
}

/// Runs a command to its end, passes its standard output through and shows each line of it to `observe`.
///
/// Returns whether the command succeeded.
pub fn watch(command: &mut Command, mut observe: impl FnMut(&str)) -> Result<bool> {
    println!("\n> {}", shown(command));
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting `{}`", shown(command)))?;
    let mut reader = BufReader::new(child.stdout.take().context("the child has no standard output")?);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        std::io::stdout().write_all(&line)?;
        observe(String::from_utf8_lossy(&line).trim());
        line.clear();
    }
    Ok(child.wait()?.success())
}

/// Runs a command and returns what it wrote on its standard output.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .with_context(|| format!("starting `{}`", shown(command)))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!(
            "`{}` ended with {}: {}",
            shown(command),
            output.status,
            complaint.trim()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Says whether a program of this name is on the search path.
pub fn is_on_path(program: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|directory| directory.join(program).is_file()))
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
