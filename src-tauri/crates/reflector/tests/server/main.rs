//! The program itself, against our own clients and those of others.

#![cfg(target_os = "linux")]

mod hostile;
mod life;
mod load;
mod program;
mod udp;
mod web;
