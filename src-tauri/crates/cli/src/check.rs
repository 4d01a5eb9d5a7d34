//! `maillon-cli check`: runs the checklist and writes what it says.

use crate::exit::Exit;
use crate::output::{self, OutputArgs};
use crate::progress::Progress;
use clap::{Args, ValueEnum};
use maillon_diagnosis::report::Mode;
use maillon_diagnosis::{CheckId, Report};
use maillon_measurement::host::ThisComputer;
use maillon_measurement::{Plan, profile_file, run};
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
    #[arg(long, value_enum, default_value_t = ModeArg::Standard)]
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
        format!("the checks are {}", known.join(", "))
    })
}

/// Runs the checklist.
pub fn check(arguments: &CheckArgs) -> Exit {
    if arguments.output.is_ambiguous() {
        return Exit::Usage;
    }
    let (profile_file, profile) = match profile_file::find(arguments.profile.as_deref()) {
        Ok(Some((file, profile))) => (Some(file), profile),
        Ok(None) => (None, maillon_diagnosis::Profile::default()),
        Err(error) => {
            eprintln!("{error}");
            return Exit::Usage;
        }
    };
    let plan = Plan {
        profile,
        profile_file,
        mode: match arguments.mode {
            ModeArg::Light => Mode::Light,
            ModeArg::Standard => Mode::Standard,
            ModeArg::Precise => Mode::Precise,
        },
        only: arguments.only.iter().copied().collect::<BTreeSet<_>>(),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("cannot start: {error}");
            return Exit::Fault;
        }
    };
    let report = runtime.block_on(measured(plan, Progress::new(arguments.output.quiet)));
    // A look-up of the system that still waits must not hold the end back.
    runtime.shutdown_timeout(Duration::ZERO);
    match report {
        Some(report) => output::emit(&report, arguments.output.lang(), &arguments.output),
        None => Exit::Fault,
    }
}

/// The report of the run; Ctrl-C ends it early with what was seen so far.
async fn measured(plan: Plan, mut progress: Progress) -> Option<Report> {
    let (sender, mut events) = mpsc::channel(EVENTS);
    let stop = CancellationToken::new();
    let running = tokio::spawn(run(plan, Arc::new(ThisComputer::default()), sender, stop.clone()));
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_ok() {
            stop.cancel();
        }
        std::future::pending::<()>().await;
    };
    let shown = async {
        while let Some(event) = events.recv().await {
            progress.show(&event);
        }
    };
    tokio::select! {
        () = shown => {}
        () = interrupted => {}
    }
    progress.end();
    match running.await {
        Ok(report) => Some(report),
        Err(error) => {
            eprintln!("internal fault: {error}");
            None
        }
    }
}
