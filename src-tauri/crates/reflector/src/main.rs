//! `maillon-reflector`: the measuring point a company may run. See README.md beside this crate.

#[cfg(target_os = "linux")]
mod arguments;

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    arguments::main()
}

#[cfg(not(target_os = "linux"))]
#[expect(clippy::print_stderr, reason = "it is all there is to say")]
fn main() -> std::process::ExitCode {
    eprintln!("maillon-reflector runs on Linux");
    std::process::ExitCode::FAILURE
}
