//! `maillon-cli profile validate`.

use crate::exit::Exit;
use maillon_measurement::profile_file;
use std::path::Path;

/// Reads a profile; tells what is wrong on standard error.
pub fn validate(file: &Path) -> Exit {
    match profile_file::read(file) {
        Ok(_) => {
            println!("{}: the profile is valid", file.display());
            Exit::Fine
        }
        Err(error) => {
            eprintln!("{error}");
            Exit::Usage
        }
    }
}
