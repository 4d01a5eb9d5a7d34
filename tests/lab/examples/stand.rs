//! Sets the lab up and keeps it until a line or the end of the input comes: for looking at it by hand.
//!
//! `cargo run -p maillon-lab --example stand [full|split]`, then `ip netns exec maillon-…-pc …`.

use maillon_lab::{Lab, Tunnel, profile};
use std::io::stdin;

#[expect(clippy::print_stdout, reason = "a tool for a person at a terminal")]
fn main() -> anyhow::Result<()> {
    let tunnel = match std::env::args().nth(1).as_deref() {
        Some("split") => Tunnel::Split,
        _ => Tunnel::Full,
    };
    let lab = Lab::healthy(tunnel)?;
    println!("computer: {}", lab.home.pc.name());
    println!("profile:  {}", lab.profile(&profile::everything())?.display());
    println!("root:     {}", lab.root().display());
    stdin().read_line(&mut String::new())?;
    Ok(())
}
