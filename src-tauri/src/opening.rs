//! Reports that come from files: chosen, dropped onto the page, or handed to the program by a double click.

use crate::session::{Mark, Session};
use crate::wire::Opening;
use maillon_diagnosis::Report;
use maillon_report::opened::{self, OpenError, OpenedView};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tauri::Url;
use tauri::ipc::Channel;

/// Reads a report away from the window, and shows it under this mark.
pub async fn show(
    session: Arc<Session>,
    mark: Mark,
    read: impl FnOnce() -> Result<Report, OpenError> + Send + 'static,
) -> Result<Opening, tokio::task::JoinError> {
    tokio::task::spawn_blocking(move || read().and_then(|report| session.open(report, mark)).into()).await
}

/// Report files on their way to the page, which may not be there yet.
#[derive(Default)]
pub struct Incoming(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    page: Option<Channel<Opening>>,
    file: Option<PathBuf>,
}

impl Incoming {
    /// A file was handed to the program; of two at once the last is shown.
    pub fn arrive(&self, file: PathBuf, session: &Arc<Session>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).file = Some(file);
        self.deliver(session);
    }

    /// The page is there.
    pub fn listen(&self, page: Channel<Opening>, session: &Arc<Session>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).page = Some(page);
        self.deliver(session);
    }

    fn deliver(&self, session: &Arc<Session>) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(page) = waiting.page.clone() else { return };
        let Some(file) = waiting.file.take() else { return };
        let session = Arc::clone(session);
        tauri::async_runtime::spawn(async move {
            if let Ok(outcome) = show(session, OpenedView::of, move || opened::file(&file)).await {
                // A page that went away hears nothing.
                let _ = page.send(outcome);
            }
        });
    }
}

/// The file an argument names: a path, or its address as some desktops hand it over.
pub fn named(argument: OsString) -> PathBuf {
    let address = argument.to_str().filter(|text| text.starts_with("file://"));
    let path = address.and_then(|text| Url::parse(text).ok()?.to_file_path().ok());
    path.unwrap_or_else(|| argument.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{self, Radio};
    use maillon_report::Lang;

    #[tokio::test]
    async fn a_bad_file_is_told_in_both_languages_and_leaves_what_was_shown() {
        let session = Arc::new(Session::default());
        session
            .open(example::report(Radio::Weak), OpenedView::of)
            .expect("no run goes on");
        let outcome = show(Arc::clone(&session), OpenedView::of, || opened::bytes(b"{\"form"))
            .await
            .expect("no panic");
        let Opening::Refused { problem } = outcome else {
            panic!("half a file was opened");
        };
        assert!(
            problem.fr.contains("coupé") && problem.en.contains("cut"),
            "{problem:?}"
        );
        assert!(session.shown(Lang::Fr).is_ok_and(|shown| shown.opened.is_some()));
    }

    #[test]
    fn a_file_is_named_by_its_path_or_its_address() {
        assert_eq!(
            named("mon rapport.maillon".into()),
            PathBuf::from("mon rapport.maillon")
        );
        if cfg!(unix) {
            let address = "file:///tmp/mon%20rapport.maillon";
            assert_eq!(named(address.into()), PathBuf::from("/tmp/mon rapport.maillon"));
        }
    }
}
