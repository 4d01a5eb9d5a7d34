//! `maillon-cli check`: runs the checklist and writes what it says.

use crate::exit::Exit;
use crate::output::{self, OutputArgs};
use crate::profile;
use crate::progress::Progress;
use crate::streams;
use clap::{Args, ValueEnum};
use maillon_diagnosis::checks::gateway::PastRun;
use maillon_diagnosis::report::Mode;
use maillon_diagnosis::{CheckId, Report};
use maillon_measurement::host::ThisComputer;
use maillon_measurement::kept_reports::KeptReports;
use maillon_measurement::{Plan, profile_file, run};
use maillon_report::{Lang, Words, history, json};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Events that may wait to be shown.
const EVENTS: usize = 256;

/// What may be written after `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The company's profile; by default the machine's, then the user's
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// How much data the run may spend
    #[arg(long, value_name = "MODE", value_enum, default_value_t = ModeArg::Standard)]
    mode: ModeArg,
    /// The checks to run, by default all of them
    #[arg(long, value_name = "CHECK,…", value_delimiter = ',', value_parser = check_id)]
    only: Vec<CheckId>,
    #[command(flatten)]
    output: OutputArgs,
}

/// The data modes by their names.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum ModeArg {
    /// At most 5 MB
    Light,
    /// At most 25 MB, or the profile's cap
    Standard,
    /// At most 100 MB
    Precise,
}

fn check_id(text: &str) -> Result<CheckId, String> {
    CheckId::from_id(text).ok_or_else(|| {
        let known: Vec<&str> = CheckId::ALL.iter().map(|check| check.id()).collect();
        known.join(", ")
    })
}

/// Runs the checklist.
pub fn check(arguments: &CheckArgs, lang: Lang) -> Exit {
    if arguments.output.is_ambiguous(lang) {
        return Exit::Usage;
    }
    let (profile_file, profile) = match profile_file::find(arguments.profile.as_deref()) {
        Ok(Some((file, profile))) => (Some(file), profile),
        Ok(None) => (None, maillon_diagnosis::Profile::default()),
        Err(error) => {
            streams::note(&profile::sentence(&error, lang));
            return Exit::Usage;
        }
    };
    let (runtime, stops) = match prepared() {
        Ok(prepared) => prepared,
        Err(error) => {
            streams::note(&Words::of(lang).tell("cli-fault", [("detail", error.to_string().into())]));
            return Exit::Fault;
        }
    };
    arguments.output.warn_of_unwritable(lang);
    let plan = Plan {
        profile,
        profile_file,
        mode: match arguments.mode {
            ModeArg::Light => Mode::Light,
            ModeArg::Standard => Mode::Standard,
            ModeArg::Precise => Mode::Precise,
        },
        only: arguments.only.iter().copied().collect::<BTreeSet<_>>(),
        past_runs: recalled(),
    };
    let report = runtime.block_on(measured(plan, stops, Progress::new(arguments.output.quiet, lang)));
    // A look-up of the system that still waits must not hold the end back.
    runtime.shutdown_timeout(Duration::ZERO);
    match report {
        Some(report) => {
            keep(&report);
            output::emit(&report, lang, &arguments.output)
        }
        None => Exit::Fault,
    }
}

/// What the history of this computer knows of the company's doors.
fn recalled() -> Vec<PastRun> {
    let kept = KeptReports::of_user();
    kept.map(|kept| history::recalled(kept.files(), &KeptReports::oldest_day()))
        .unwrap_or_default()
}

/// Adds a finished run to the history. A folder that cannot be written costs the history, never the run.
fn keep(report: &Report) {
    if let (Some(kept), Ok(content)) = (KeptReports::of_user(), json(report)) {
        let _ = kept.keep_run(&report.run, content.as_bytes());
    }
}

/// A runtime in which requests to stop are caught already.
fn prepared() -> std::io::Result<(tokio::runtime::Runtime, StopRequests)> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let stops = {
        let _inside = runtime.enter();
        StopRequests::caught()?
    };
    Ok((runtime, stops))
}

/// The report of the run; a signal to stop ends it early with what was seen so far. The panic of a run that breaks down
/// was told by the hook of the program.
async fn measured(plan: Plan, mut stops: StopRequests, mut progress: Progress) -> Option<Report> {
    let (sender, mut events) = mpsc::channel(EVENTS);
    let stop = CancellationToken::new();
    let running = tokio::spawn(run(plan, Arc::new(ThisComputer::default()), sender, stop.clone()));
    let interrupted = async {
        stops.next().await;
        stop.cancel();
        // Who asks twice does not want to wait for the report either.
        stops.next().await;
        std::process::exit(Exit::CannotTell.code().into());
    };
    let shown = async {
        while let Some(event) = events.recv().await {
            progress.show(&event);
        }
        progress.end();
        running.await.ok()
    };
    tokio::select! {
        report = shown => report,
        () = interrupted => None,
    }
}

/// Requests to stop: Ctrl-C, and on Unix a request to end (a remote-management agent) or a terminal that closes. They are
/// caught from the moment this is made, so that none that follows the first line of output ends the program by itself.
#[cfg(unix)]
struct StopRequests([tokio::signal::unix::Signal; 3]);

#[cfg(unix)]
impl StopRequests {
    /// Begins to catch them; inside a runtime only.
    fn caught() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self([
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
            signal(SignalKind::hangup())?,
        ]))
    }

    async fn next(&mut self) {
        let [interrupt, terminate, hang_up] = &mut self.0;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
        }
    }
}

#[cfg(windows)]
struct StopRequests(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl StopRequests {
    /// Begins to catch them; inside a runtime only.
    fn caught() -> std::io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) {
        self.0.recv().await;
    }
}
