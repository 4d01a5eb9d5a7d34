//! Runs the tools of the system that lay out the namespaces, with errors that say what was asked.

use anyhow::{Context, Result, bail};
use std::io::Write;
use std::process::{Command, Stdio};

/// Runs `program` with the words of `arguments` and gives what it printed.
pub fn run(program: &str, arguments: &str) -> Result<String> {
    feed(program, arguments, "")
}

/// The same, with `input` on its standard input.
pub fn feed(program: &str, arguments: &str, input: &str) -> Result<String> {
    let asked = || format!("{program} {arguments}");
    let mut child = Command::new(program)
        .args(arguments.split_whitespace())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(asked)?;
    let mut stdin = child.stdin.take().with_context(asked)?;
    stdin.write_all(input.as_bytes()).with_context(asked)?;
    drop(stdin);
    let output = child.wait_with_output().with_context(asked)?;
    if !output.status.success() {
        bail!("{}: {}", asked(), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
