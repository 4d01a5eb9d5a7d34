//! Where the system has no web view the window cannot open. Maillon says so, and offers the same checklist with its report as text.

use maillon_diagnosis::Report;
use maillon_measurement::{Plan, whole_file};
use maillon_report::{Lang, RedactionItem, Words, redact, system_error, text};
use std::io;
use std::path::{Path, PathBuf};

/// What a person is told or asked.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    title: String,
    text: String,
}

/// What is left without a window: a question, a run, a document.
pub trait WithoutWindow {
    /// Puts a question that is answered by yes or no.
    fn agrees(&self, question: &Message) -> bool;
    /// Tells what went wrong.
    fn tell(&self, message: &Message);
    /// Runs the checklist, without a sign of life until it is over; nothing when it broke down.
    fn run(&self, plan: Plan) -> Option<Report>;
    /// Opens a text for reading.
    fn open(&self, file: &Path) -> io::Result<()>;
}

/// Offers the checklist without a window; its report goes into the first of the folders that takes it, names hidden.
pub fn offer(outside: &impl WithoutWindow, plan: Plan, folders: &[PathBuf], lang: Lang) {
    let words = Words::of(lang);
    let message = |text: String| Message {
        title: words.say("no_window-title"),
        text,
    };
    let costs = [
        ("seconds", plan.expected_seconds().ceil().into()),
        ("megabytes", (plan.data_cap() / 1_000_000).into()),
    ];
    if !outside.agrees(&message(words.tell("no_window-question", costs))) {
        return;
    }
    let Some(report) = outside.run(plan) else {
        return outside.tell(&message(words.say("no_window-broke_down")));
    };
    let place = match write(&report, folders, lang) {
        Ok(place) => place,
        Err(error) => {
            let why = ("why", system_error(&error, lang).into());
            return outside.tell(&message(words.tell("no_window-not_written", [why])));
        }
    };
    if outside.open(&place).is_err() {
        let place = ("place", place.display().to_string().into());
        outside.tell(&message(words.tell("no_window-written", [place])));
    }
}

fn write(report: &Report, folders: &[PathBuf], lang: Lang) -> io::Result<PathBuf> {
    let hidden = redact(report, &RedactionItem::ALL);
    let document = for_notepad(&text(&hidden, lang));
    let name = crate::export::named(&hidden, "txt");
    let mut refused = io::Error::from(io::ErrorKind::NotFound);
    for folder in folders {
        let place = folder.join(&name);
        match whole_file::write(&place, document.as_bytes(), 0o600) {
            Ok(()) => return Ok(place),
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

/// Notepad before Windows 10 1809 breaks lines at CR LF only, and those are the systems without a web view.
fn for_notepad(text: &str) -> String {
    format!("\u{feff}{}", text.replace('\n', "\r\n"))
}

/// Windows, with its message boxes and its Notepad.
#[cfg(windows)]
struct Windows;

/// Offers the checklist by the profile in force; its report goes beside the program, else where temporary files go.
#[cfg(windows)]
pub fn instead(profile: Option<&Path>) {
    let beside = std::env::current_exe()
        .ok()
        .and_then(|program| Some(program.parent()?.to_owned()));
    let folders: Vec<PathBuf> = beside.into_iter().chain([std::env::temp_dir()]).collect();
    let lang = Lang::of_locale(&sys_locale::get_locale().unwrap_or_default());
    offer(
        &Windows,
        crate::measure::Measuring::by_profile(profile).plan,
        &folders,
        lang,
    );
}

#[cfg(windows)]
impl WithoutWindow for Windows {
    fn agrees(&self, question: &Message) -> bool {
        boxed(question, rfd::MessageButtons::YesNo) == rfd::MessageDialogResult::Yes
    }

    fn tell(&self, message: &Message) {
        boxed(message, rfd::MessageButtons::Ok);
    }

    fn run(&self, plan: Plan) -> Option<Report> {
        use maillon_measurement::kept_reports::KeptReports;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .ok()?;
        let (events, mut heard) = tokio::sync::mpsc::channel(1);
        runtime.spawn(async move { while heard.recv().await.is_some() {} });
        let run = crate::measure::run(
            plan,
            KeptReports::of_user(),
            std::sync::Arc::default(),
            events,
            tokio_util::sync::CancellationToken::new(),
        );
        let report = runtime.block_on(runtime.spawn(run)).ok();
        // A look-up of the system that still waits must not hold the end back.
        runtime.shutdown_timeout(std::time::Duration::ZERO);
        report
    }

    fn open(&self, file: &Path) -> io::Result<()> {
        // By its whole path: Windows looks for a bare name beside the program first, where anything may lie.
        let system = std::env::var_os("SystemRoot").map(|root| Path::new(&root).join(r"System32\notepad.exe"));
        let notepad = system.ok_or(io::ErrorKind::NotFound)?;
        let started = std::process::Command::new(notepad).arg(file).spawn();
        started.map(drop).or_else(|_| open::that_detached(file))
    }
}

#[cfg(windows)]
fn boxed(message: &Message, buttons: rfd::MessageButtons) -> rfd::MessageDialogResult {
    rfd::MessageDialog::new()
        .set_level(rfd::MessageLevel::Warning)
        .set_title(&message.title)
        .set_description(&message.text)
        .set_buttons(buttons)
        .show()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{self, Radio};
    use std::cell::RefCell;
    use std::fs;

    /// A person who answers, and a system that notes what it was asked.
    #[derive(Default)]
    struct Played {
        agrees: bool,
        breaks_down: bool,
        opens: bool,
        heard: RefCell<Vec<String>>,
    }

    impl WithoutWindow for Played {
        fn agrees(&self, question: &Message) -> bool {
            self.heard.borrow_mut().push(format!("asked {}", question.text));
            self.agrees
        }

        fn tell(&self, message: &Message) {
            self.heard.borrow_mut().push(format!("told {}", message.text));
        }

        fn run(&self, _: Plan) -> Option<Report> {
            self.heard.borrow_mut().push("ran".to_owned());
            (!self.breaks_down).then(|| example::report(Radio::Weak))
        }

        fn open(&self, file: &Path) -> io::Result<()> {
            self.heard.borrow_mut().push(format!("opened {}", file.display()));
            if self.opens {
                Ok(())
            } else {
                Err(io::ErrorKind::NotFound.into())
            }
        }
    }

    fn offered(played: Played, folders: &[&Path], lang: Lang) -> Vec<String> {
        let folders: Vec<PathBuf> = folders.iter().map(|folder| folder.to_path_buf()).collect();
        offer(&played, Plan::default(), &folders, lang);
        played.heard.into_inner()
    }

    #[test]
    fn nothing_is_measured_unless_the_person_agrees() {
        let folder = tempfile::tempdir().expect("a folder");
        let heard = offered(Played::default(), &[folder.path()], Lang::Fr);
        assert_eq!(heard.len(), 1, "{heard:?}");
        assert!(heard[0].contains("WebView2") && heard[0].contains("25 Mo"), "{heard:?}");
        assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 0);
    }

    #[test]
    fn the_report_is_a_text_without_names_that_any_notepad_shows() {
        let folder = tempfile::tempdir().expect("a folder");
        let missing = folder.path().join("missing");
        let played = Played {
            agrees: true,
            opens: true,
            ..Played::default()
        };
        let heard = offered(played, &[&missing, folder.path()], Lang::En);
        let place = folder.path().join("maillon-2026-11-24-1405.txt");
        assert_eq!(heard[1..], ["ran".to_owned(), format!("opened {}", place.display())]);
        let text = fs::read_to_string(place).expect("written");
        assert!(text.starts_with('\u{feff}') && text.contains("Wi-Fi"));
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        assert!(!text.contains("Livebox-EXEMPLE") && !text.contains("camille"));
    }

    #[test]
    fn what_goes_wrong_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let agreed = || Played {
            agrees: true,
            ..Played::default()
        };
        let broken = Played {
            breaks_down: true,
            ..agreed()
        };
        let heard = offered(broken, &[folder.path()], Lang::En);
        assert!(heard[2].starts_with("told The check broke down"), "{heard:?}");
        let heard = offered(agreed(), &[&folder.path().join("missing")], Lang::En);
        assert!(heard[2].contains("this file or folder does not exist"), "{heard:?}");
        let heard = offered(agreed(), &[folder.path()], Lang::En);
        assert!(heard[3].contains("maillon-2026-11-24-1405.txt"), "{heard:?}");
    }
}
