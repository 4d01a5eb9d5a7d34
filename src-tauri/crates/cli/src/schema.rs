//! `maillon-cli schema`.

use crate::arguments::Document;
use crate::exit::Exit;
use crate::streams;
use maillon_diagnosis::{Profile, Report};
use maillon_report::Lang;
use schemars::schema_for;

/// Prints the JSON Schema (draft 2020-12) of a document.
pub fn print(document: Document, lang: Lang) -> Exit {
    let schema = match document {
        Document::Report => schema_for!(Report),
        Document::Profile => schema_for!(Profile),
    };
    match serde_json::to_string_pretty(&schema) {
        Ok(text) => streams::print(&format!("{text}\n"), lang, Exit::Fine),
        Err(error) => {
            streams::note(&error.to_string());
            Exit::Fault
        }
    }
}
