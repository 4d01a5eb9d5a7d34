//! The real run, and the profile it follows.

use crate::history;
use crate::slow_watch::SlowWatch;
use crate::wire::{BothLanguages, ProfileNotice};
use maillon_diagnosis::Report;
use maillon_measurement::host::ThisComputer;
use maillon_measurement::kept_reports::KeptReports;
use maillon_measurement::profile_file::{self, ProfileFileError};
use maillon_measurement::{Event, Plan};
use maillon_report::{Lang, Words, mail, profile_error, system_error};
use std::path::Path;
use std::sync::Arc;
use tokio::sync::mpsc::Sender;
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;

/// What a run measures, and by which profile.
pub struct Measuring {
    /// What a run is asked to do.
    pub plan: Plan,
    /// What the page says of the profile.
    pub profile: ProfileNotice,
}

impl Measuring {
    /// Mailbox of the helpdesk; none when the profile names no plain one.
    pub fn helpdesk(&self) -> Option<String> {
        let named = self.plan.profile.company.helpdesk.as_deref();
        named.and_then(mail::mailbox).map(str::to_owned)
    }

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
                    file: Some(error.file().display().to_string()),
                    company: None,
                    problem: Some(BothLanguages::of(|lang| problem(&error, lang))),
                },
            },
        }
    }
}

fn problem(error: &ProfileFileError, lang: Lang) -> String {
    match error {
        ProfileFileError::Unreadable { source, .. } => {
            let detail = system_error(source, lang);
            Words::of(lang).tell("read-unreadable", [("detail", detail.into())])
        }
        ProfileFileError::Invalid { source, .. } => profile_error(source, lang),
    }
}

/// Runs the checklist on this computer with the long watch held back, tells the moments it caught, and adds the run to the past
/// ones.
pub async fn run(
    plan: Plan,
    kept: Option<KeptReports>,
    watch: Arc<SlowWatch>,
    events: Sender<Event>,
    stop: CancellationToken,
) -> Report {
    let pause = watch.pause();
    let known = kept.clone();
    let past_runs = spawn_blocking(move || history::doors(known.as_ref())).await;
    let plan = Plan {
        past_runs: past_runs.unwrap_or_default(),
        ..plan
    };
    let host = Arc::new(ThisComputer::new());
    let mut report = Box::pin(maillon_measurement::run(plan, host, events, stop)).await;
    drop(pause);
    report.slow_moments = watch.moments();
    let finished = report.clone();
    // What breaks here costs the history, never the run.
    let _ = spawn_blocking(move || history::keep(kept.as_ref(), &finished)).await;
    report
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::ModeCost;
    use maillon_diagnosis::report::Mode;

    #[test]
    fn a_profile_that_cannot_be_taken_is_told_with_its_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("profile.toml");
        std::fs::write(&file, "[company]\nnome = \"Exemple SA\"\n").expect("writable");
        let notice = Measuring::by_profile(Some(&file)).profile;
        assert!(notice.file.is_some_and(|file| file.ends_with("profile.toml")));
        let problem = notice.problem.expect("a wrong key");
        assert!(problem.fr.starts_with("ligne 2, colonne 1\u{202f}:"), "{}", problem.fr);
        assert!(problem.en.contains("Did you mean `name`?"), "{}", problem.en);
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
        let most: Vec<u32> = ModeCost::of_each(&measuring.plan)
            .iter()
            .map(|cost| cost.megabytes)
            .collect();
        assert_eq!(most, [5, 9, 9], "light, standard, precise");
        assert_eq!(measuring.plan.in_mode(Mode::Precise).data_cap(), 9_000_000);
        assert_eq!(measuring.profile.company.as_deref(), Some("Exemple SA"));
    }
}
