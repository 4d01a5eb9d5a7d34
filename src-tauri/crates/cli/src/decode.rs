//! `maillon-cli decode`: what a spoken code says.

use crate::exit::Exit;
use crate::streams;
use maillon_report::Lang;
use maillon_report::spoken::Spoken;

/// Tells what a code says; what is wrong with it goes to standard error.
pub fn decode(code: &[String], lang: Lang) -> Exit {
    match Spoken::read(&code.concat()) {
        Ok(spoken) => streams::print(&spoken.told(lang), lang, Exit::Fine),
        Err(error) => {
            streams::note(&error.sentence(lang));
            Exit::Usage
        }
    }
}
