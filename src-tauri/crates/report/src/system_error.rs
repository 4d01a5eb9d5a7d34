//! What the operating system said of a file, in plain words.

use crate::format::foreign;
use crate::lang::Lang;
use crate::words::Words;
use std::io::{self, ErrorKind};

/// The kinds that have plain words.
const PLAIN: [(ErrorKind, &str); 8] = [
    (ErrorKind::NotFound, "system-not_found"),
    (ErrorKind::PermissionDenied, "system-permission_denied"),
    (ErrorKind::IsADirectory, "system-is_a_directory"),
    (ErrorKind::NotADirectory, "system-not_a_directory"),
    (ErrorKind::StorageFull, "system-storage_full"),
    (ErrorKind::QuotaExceeded, "system-storage_full"),
    (ErrorKind::ReadOnlyFilesystem, "system-read_only"),
    (ErrorKind::InvalidFilename, "system-invalid_filename"),
];

/// The error in plain words where it is a common one, else as the system gave it.
pub fn system_error(error: &io::Error, lang: Lang) -> String {
    let plain = PLAIN.iter().find(|(kind, _)| *kind == error.kind());
    plain.map_or_else(|| foreign(&error.to_string()), |(_, id)| Words::of(lang).say(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_errors_have_plain_words_and_the_others_are_told_as_they_are() {
        let full = io::Error::from(ErrorKind::StorageFull);
        assert_eq!(system_error(&full, Lang::Fr), "le disque est plein");
        assert_eq!(system_error(&full, Lang::En), "the disk is full");
        let other = io::Error::other("strange\u{1b}[2J");
        assert_eq!(system_error(&other, Lang::Fr), "strange\u{fffd}[2J");
    }
}
