//! `maillon-cli schema`.

use crate::arguments::Document;
use crate::exit::Exit;
use crate::streams;
use maillon_diagnosis::schema;
use maillon_report::Lang;

/// Prints the JSON Schema (draft 2020-12) of a document.
pub fn print(document: Document, lang: Lang) -> Exit {
    let text = match document {
        Document::Report => schema::REPORT,
        Document::Profile => schema::PROFILE,
    };
    streams::print(text, lang, Exit::Fine)
}
