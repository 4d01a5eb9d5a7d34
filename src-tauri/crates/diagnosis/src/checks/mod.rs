//! One file a check: what it observed, and how that is judged. The measuring half has the same name in `maillon-measurement`.

pub mod bandwidth;
pub mod gateway;
pub mod machine;
pub mod security;
pub mod server;
pub mod vpn;

#[cfg(test)]
mod worse_tests;
