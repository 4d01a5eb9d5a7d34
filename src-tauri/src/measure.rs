//! The real run, and the profile it follows.

use crate::wire::ProfileNotice;
use maillon_diagnosis::Report;
use maillon_measurement::host::ThisComputer;
use maillon_measurement::{Event, Plan, profile_file};
use std::path::Path;
use std::sync::Arc;
use tokio::sync::mpsc::Sender;
use tokio_util::sync::CancellationToken;

/// What a run measures, and by which profile.
pub struct Measuring {
    /// What a run is asked to do.
    pub plan: Plan,
    /// What the page says of the profile.
    pub profile: ProfileNotice,
}

impl Measuring {
    /// Finds the profile in force: the named one, else the machine's, else the user's. One that cannot be taken is
    /// told, and the run does without any.
    pub fn by_profile(named: Option<&Path>) -> Self {
        match profile_file::find(named) {
            Ok(Some((file, profile))) => Self {
                profile: ProfileNotice {
                    file: Some(file.display().to_string()),
                    company: profile.company.name.clone(),
                    problem: None,
                },
                plan: Plan {
                    profile,
                    profile_file: Some(file),
                    ..Plan::default()
                },
            },
            Ok(None) => Self {
                plan: Plan::default(),
                profile: ProfileNotice::default(),
            },
            Err(error) => Self {
                plan: Plan::default(),
                profile: ProfileNotice {
                    file: None,
                    company: None,
                    problem: Some(error.to_string()),
                },
            },
        }
    }
}

/// Runs the checklist on this computer.
pub async fn run(plan: Plan, events: Sender<Event>, stop: CancellationToken) -> Report {
    let host = Arc::new(ThisComputer::new());
    Box::pin(maillon_measurement::run(plan, host, events, stop)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_that_cannot_be_taken_is_told_with_its_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("profile.toml");
        std::fs::write(&file, "[company]\nnome = \"Exemple SA\"\n").expect("writable");
        let problem = Measuring::by_profile(Some(&file)).profile.problem.expect("a wrong key");
        assert!(problem.contains("profile.toml") && problem.contains('2'), "{problem}");
    }

    #[test]
    fn the_companys_data_cap_is_the_one_that_is_shown() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("profile.toml");
        std::fs::write(
            &file,
            "[company]\nname = \"Exemple SA\"\n[bandwidth]\ndata_cap_mb = 9\n",
        )
        .expect("writable");
        let measuring = Measuring::by_profile(Some(&file));
        assert_eq!(measuring.plan.data_cap(), 9_000_000);
        assert_eq!(measuring.profile.company.as_deref(), Some("Exemple SA"));
    }
}
