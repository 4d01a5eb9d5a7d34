//! The parts of Rust beside the compiler that the tests need: they format and lint.

use std::process::Command;

use anyhow::{Result, bail};

use crate::shell;

/// Each component with the question that it answers when it works: rustup leaves a program by its name even where it is missing.
const COMPONENTS: [(&str, [&str; 3]); 2] = [
    ("rustfmt", ["cargo", "fmt", "--version"]),
    ("clippy", ["cargo", "clippy", "--version"]),
];

/// Fails where something is missing that nothing here could add: Rust that came another way than by rustup.
pub fn obtainable() -> Result<()> {
    let missing = missing(works);
    if !missing.is_empty() && !shell::is_on_path("rustup") {
        bail!("{}", by_hand(&missing));
    }
    Ok(())
}

/// Adds what is missing by rustup.
pub fn components() -> Result<()> {
    let missing = missing(works);
    if missing.is_empty() {
        return Ok(());
    }
    println!("setup: rustup adds {}, to format and lint", missing.join(" and "));
    let mut add = Command::new("rustup");
    shell::status(add.args(["component", "add"]).args(missing))
}

fn works([program, arguments @ ..]: [&str; 3]) -> bool {
    let answer = Command::new(program).args(arguments).output();
    answer.is_ok_and(|answer| answer.status.success())
}

fn missing(works: impl Fn([&str; 3]) -> bool) -> Vec<&'static str> {
    let broken = COMPONENTS.iter().filter(|(_, question)| !works(*question));
    broken.map(|(component, _)| *component).collect()
}

fn by_hand(missing: &[&str]) -> String {
    format!(
        "Rust here was not installed by rustup; please install by hand, to format and lint: {}. Nothing was changed.",
        missing.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_does_not_answer_is_missing() {
        assert_eq!(missing(|_| true), [""; 0]);
        assert_eq!(missing(|[_, part, _]| part == "fmt"), ["clippy"]);
        assert_eq!(missing(|_| false), ["rustfmt", "clippy"]);
    }

    #[test]
    fn without_rustup_each_is_named() {
        let told = by_hand(&["rustfmt", "clippy"]);
        assert!(told.contains("rustfmt, clippy"), "{told}");
    }
}
