//! `maillon-cli schema`.

use crate::arguments::Document;
use crate::exit::Exit;
use maillon_diagnosis::{Profile, Report};
use schemars::schema_for;

/// Prints the JSON Schema (draft 2020-12) of a document.
pub fn print(document: Document) -> Exit {
    let schema = match document {
        Document::Report => schema_for!(Report),
        Document::Profile => schema_for!(Profile),
    };
    match serde_json::to_string_pretty(&schema) {
        Ok(text) => {
            println!("{text}");
            Exit::Fine
        }
        Err(error) => {
            eprintln!("the schema cannot be written: {error}");
            Exit::Fault
        }
    }
}
