//! `maillon-cli profile validate`.

use crate::exit::Exit;
use maillon_diagnosis::Profile;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A profile larger than this is not a profile, bytes.
const LARGEST_PROFILE: u64 = 1 << 20;

/// Reads a profile; tells what is wrong on standard error.
pub fn validate(file: &Path) -> Exit {
    let text = match read(file) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{}: {error}", file.display());
            return Exit::Usage;
        }
    };
    match Profile::parse(&text) {
        Ok(_) => {
            println!("{}: the profile is valid", file.display());
            Exit::Fine
        }
        Err(error) => {
            eprintln!("{}: {error}", file.display());
            Exit::Usage
        }
    }
}

fn read(file: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    File::open(file)?.take(LARGEST_PROFILE + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LARGEST_PROFILE {
        return Err(std::io::Error::other("larger than 1 MiB: this is not a profile"));
    }
    Ok(text)
}
