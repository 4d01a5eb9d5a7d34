//! `maillon-cli profile validate`.

use crate::exit::Exit;
use crate::streams::{self, about};
use maillon_measurement::profile_file::{self, ProfileFileError};
use maillon_report::{Lang, Words, profile_error, system_error};
use std::path::Path;

/// Reads a profile; tells what is wrong on standard error.
pub fn validate(file: &Path, lang: Lang) -> Exit {
    match profile_file::read(file) {
        Ok(_) => {
            let told = about(file, Words::of(lang).say("profile-valid"), lang);
            streams::print(&format!("{told}\n"), lang, Exit::Fine)
        }
        Err(error) => {
            streams::note(&sentence(&error, lang));
            Exit::Usage
        }
    }
}

/// Why a profile could not be taken.
pub fn sentence(error: &ProfileFileError, lang: Lang) -> String {
    match error {
        ProfileFileError::Unreadable { file, source } => {
            let detail = system_error(source, lang);
            about(
                file,
                Words::of(lang).tell("read-unreadable", [("detail", detail.into())]),
                lang,
            )
        }
        ProfileFileError::Invalid { file, source } => about(file, profile_error(source, lang), lang),
    }
}
