//! Standard output and standard error. A reader that went away (`maillon-cli … | head`) is no fault, and a standard
//! error that nobody reads never stops a run.

use crate::exit::Exit;
use maillon_report::{Lang, Words, system_error};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Says one line on standard error.
pub fn note(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// A sentence about a file.
pub fn about(file: &Path, sentence: String, lang: Lang) -> String {
    let variables = [
        ("path", file.display().to_string().into()),
        ("sentence", sentence.into()),
    ];
    Words::of(lang).tell("cli-about_file", variables)
}

/// Prints a document on standard output; `exit` when that went well or nobody reads any more.
pub fn print(text: &str, lang: Lang, exit: Exit) -> Exit {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => exit,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => exit,
        Err(error) => {
            let why = system_error(&error, lang);
            note(&Words::of(lang).tell("cli-no_output", [("why", why.into())]));
            Exit::Fault
        }
    }
}
