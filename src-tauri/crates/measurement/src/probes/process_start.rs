//! What starting a small program costs, against starting a thread: protection looks at the first and not at the second.
//!
//! The start is itself what is measured; nothing is asked of the program.

use super::ProbeError;
use super::stoppable::{self, Stop};
use maillon_diagnosis::statistics::Distribution;
use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const OPERATION: &str = "process start";

/// Rounds: AV-TEST runs each action at least seven times; more allow for a disturbed one.
const ROUNDS: usize = 10;

/// Rounds without which nothing is told.
const ROUNDS_NEEDED: usize = 3;

/// How long its end is watched without a pause; a longer wait sleeps, and is that much coarser.
const WATCHED: Duration = Duration::from_millis(3);

/// The pause of a longer wait.
const PAUSE: Duration = Duration::from_micros(500);

/// A program that does nothing and ends at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmallProgram {
    /// Where it is.
    pub path: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
}

/// The argument by which Maillon itself does nothing and ends at once.
const NOTHING: &str = "--do-nothing-and-end";

/// Whether this program was only started to be timed: its `main` must then end at once, with success and without a word.
pub fn is_only_timed() -> bool {
    let mut arguments = std::env::args_os().skip(1);
    arguments.next().is_some_and(|first| first == NOTHING) && arguments.next().is_none()
}

impl SmallProgram {
    /// The one every Unix has (POSIX.1-2017, `true`); on Windows, which has none that is not a shell or a tool of attackers,
    /// this program itself, when it is one of Maillon's.
    pub fn of_the_system() -> Option<Self> {
        if cfg!(windows) {
            return Self::of_our_own(std::env::current_exe().ok()?);
        }
        let places = ["/bin/true", "/usr/bin/true"].map(PathBuf::from);
        places.into_iter().find(|path| path.is_file()).map(|path| Self {
            path,
            arguments: Vec::new(),
        })
    }

    fn of_our_own(path: PathBuf) -> Option<Self> {
        let name = path.file_stem()?.to_str()?.to_ascii_lowercase();
        name.starts_with("maillon").then(|| Self {
            path,
            arguments: vec![NOTHING.into()],
        })
    }
}

/// What the rounds took, milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProcessStart {
    /// From the start of the program to its end.
    pub process_ms: Distribution,
    /// From the start of a thread to its end.
    pub thread_ms: Distribution,
}

/// Starts `program` and a thread in turn. A program that does not end within `budget` is ended and gives a gap; so does
/// one that fails.
pub async fn measure(program: &SmallProgram, budget: Duration) -> Result<ProcessStart, ProbeError> {
    let target = program.path.display().to_string();
    let program = program.clone();
    stoppable::run(OPERATION, &target, budget, move |stop| {
        test(&program, stop).map_err(|error| ProbeError::from_io(OPERATION, &program.path.display(), error))
    })
    .await
}

fn test(program: &SmallProgram, stop: &Stop) -> io::Result<ProcessStart> {
    let (mut processes, mut threads) = (Vec::new(), Vec::new());
    while processes.len() < ROUNDS && !stop.is_set() {
        threads.push(thread()?);
        match process(&program.path, &program.arguments, stop) {
            Ok(time) => processes.push(time),
            Err(error) if error.kind() == ErrorKind::TimedOut => break,
            Err(error) => return Err(error),
        }
    }
    if processes.len() < ROUNDS_NEEDED {
        return Err(io::Error::new(ErrorKind::TimedOut, "too few rounds"));
    }
    let of = |times: Vec<Duration>| Distribution::of(times.into_iter().map(|time| time.as_secs_f64() * 1000.0));
    of(processes)
        .zip(of(threads))
        .map(|(process_ms, thread_ms)| ProcessStart { process_ms, thread_ms })
        .ok_or_else(|| ErrorKind::TimedOut.into())
}

fn thread() -> io::Result<Duration> {
    let start = Instant::now();
    let thread = std::thread::Builder::new().spawn(|| ())?;
    thread.join().map_err(|_| io::Error::other("the thread failed"))?;
    Ok(start.elapsed())
}

fn process(path: &Path, arguments: &[OsString], stop: &Stop) -> io::Result<Duration> {
    let mut command = Command::new(path);
    command.args(arguments).env_clear();
    #[cfg(windows)]
    without_a_window(&mut command);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn()?;
    loop {
        let status = child.try_wait()?;
        let elapsed = start.elapsed();
        match status {
            Some(status) if status.success() => return Ok(elapsed),
            Some(status) => return Err(io::Error::other(format!("ended with {status}"))),
            None if stop.is_set() => {
                child.kill()?;
                child.wait()?;
                return Err(ErrorKind::TimedOut.into());
            }
            None if elapsed < WATCHED => std::thread::yield_now(),
            None => std::thread::sleep(PAUSE),
        }
    }
}

/// Keeps a console from flashing up, and the folder of Windows, which its libraries ask for by this variable
/// (`learn.microsoft.com/windows/win32/procthread/process-creation-flags`).
#[cfg(windows)]
fn without_a_window(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    use windows_sys::Win32::System::Threading::CREATE_NO_WINDOW;
    command.creation_flags(CREATE_NO_WINDOW);
    command.envs(std::env::var_os("SystemRoot").map(|root| ("SystemRoot", root)));
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use maillon_diagnosis::GapReason;

    fn program(path: &str, arguments: &[&str]) -> SmallProgram {
        SmallProgram {
            path: path.into(),
            arguments: arguments.iter().map(OsString::from).collect(),
        }
    }

    #[tokio::test]
    async fn a_program_and_a_thread_are_timed() {
        let program = SmallProgram::of_the_system().expect("POSIX has one");
        let found = measure(&program, Duration::from_secs(20))
            .await
            .expect("it does nothing");
        assert_eq!(
            (found.process_ms.count, found.thread_ms.count),
            (ROUNDS as u32, ROUNDS as u32)
        );
        assert!(found.process_ms.min > 0.0 && found.thread_ms.min > 0.0);
    }

    #[test]
    fn only_a_program_of_ours_knows_how_to_do_nothing() {
        let own = |path: &str| SmallProgram::of_our_own(path.into()).map(|program| program.arguments.len());
        assert_eq!(
            (own("/opt/Maillon.exe"), own("/opt/maillon-cli.exe")),
            (Some(1), Some(1))
        );
        assert_eq!((own("/opt/other.exe"), own("/")), (None, None));
    }

    #[tokio::test]
    async fn a_program_that_hangs_fails_or_is_missing_is_a_gap() {
        let start = Instant::now();
        let hangs = measure(&program("/bin/sleep", &["600"]), Duration::from_millis(50)).await;
        assert_eq!(hangs.expect_err("it sleeps").reason(), GapReason::TimedOut);
        assert!(start.elapsed() < Duration::from_mins(1), "it was ended");
        let fails = measure(&program("/bin/false", &[]), Duration::from_secs(20)).await;
        assert!(fails.expect_err("it fails").to_string().contains("exit status: 1"));
        assert!(
            measure(&program("/no/such/program", &[]), Duration::from_secs(20))
                .await
                .is_err()
        );
    }
}
