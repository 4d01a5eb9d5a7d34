//! What must hold of the judging whatever was observed: properties over whole sets of observations, recorded and changed.

mod blanked;
mod changed;
mod order;
mod worse;

use maillon_diagnosis::Report;
use maillon_diagnosis::report::Checks;
use std::path::Path;
use std::sync::LazyLock;

/// Observations recorded in the lab, each with the name of its situation.
static RECORDED: LazyLock<Vec<(String, Checks)>> = LazyLock::new(recorded);

fn recorded() -> Vec<(String, Checks)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/scenarios/recorded");
    let mut all: Vec<(String, Checks)> = folder
        .read_dir()
        .expect("the recorded situations")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).expect("readable");
            let report: Report = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, report.checks)
        })
        .collect();
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    assert!(all.len() >= 40, "{} situations", all.len());
    all
}
