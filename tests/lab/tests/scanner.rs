//! What the scanner of the lab holds back, and what it lets through at once.

use maillon_lab::machine::scanner::{Looks, Scanner};
use maillon_lab::name::LabName;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

/// Far longer than opening a file or starting a program takes on a busy computer.
const LOOK: Duration = Duration::from_millis(300);

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

#[test]
fn a_fresh_file_is_held_back_once_and_a_program_each_time_it_is_started() {
    let folder = LabName::new().expect("root").folder().expect("a folder");
    let scanned = folder.path().join("scanned");
    let looks = Looks {
        first_open: LOOK,
        start: 2 * LOOK,
    };
    let _scanner = Scanner::start(&scanned, looks).expect("a scanner");
    let [file, program] = ["file", "true"].map(|name| scanned.join(name));
    fs::write(&file, "x").expect("a file");
    let read = || drop(fs::read(&file).expect("its content"));
    assert!(time(read) >= LOOK, "a fresh file");
    assert!(time(read) < LOOK, "a file that was looked at");
    fs::copy("/bin/true", &program).expect("a program");
    let run = || assert!(Command::new(&program).status().expect("it starts").success());
    for start in ["the first", "the second"] {
        let took = time(run);
        assert!(took >= 2 * LOOK, "{start} start takes {took:?}");
    }
}
