//! The report as JSON, for tools.

use maillon_diagnosis::Report;

/// The report, indented, with a newline at its end.
///
/// # Errors
/// Never for a report of Maillon: every map in it has text for keys.
pub fn json(report: &Report) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(report)?;
    text.push('\n');
    Ok(text)
}
