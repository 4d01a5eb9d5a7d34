//! The measuring point a company may run: responsiveness over TLS (`/.well-known/nq`), STUN and STAMP, in one program.
//!
//! It faces anybody, so every resource has a limit ([`limits`]), an answer over UDP is never longer than its question
//! ([`udp`]), and no privilege is left once its ports are open ([`privileges`]). It knows nothing of Maillon's other crates.

#![cfg(target_os = "linux")]

pub mod certificate;
pub mod config;
pub mod limits;
pub mod log;
pub mod metrics;
pub mod privileges;
pub mod run;
pub mod udp;
pub mod web;
