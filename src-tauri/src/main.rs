//! Maillon in a window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]
#![expect(
    clippy::print_stderr,
    reason = "a window that cannot open has nowhere else to say so"
)]

use maillon_measurement::probes::process_start;
use maillon_window::Arguments;
use std::process::ExitCode;

fn main() -> ExitCode {
    if process_start::is_only_timed() {
        return ExitCode::SUCCESS;
    }
    match maillon_window::open(Arguments::read(std::env::args_os().skip(1))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("maillon: the window cannot open: {error}");
            ExitCode::from(70)
        }
    }
}
