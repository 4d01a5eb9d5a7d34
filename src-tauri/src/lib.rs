//! The window: opens the page, passes its questions to the libraries and their answers back. Measures nothing, judges
//! nothing and words nothing.

mod commands;
mod course;
pub mod example;
pub mod export;
mod history;
mod mail;
mod measure;
#[cfg(any(windows, test))]
mod no_window;
mod opening;
mod session;
mod settings;
mod slow_watch;
mod watching;
mod web_view;
pub mod wire;

pub use course::Course;

use commands::Opened;
use maillon_measurement::kept_reports::KeptReports;
use measure::Measuring;
use opening::Incoming;
use session::Session;
use slow_watch::SlowWatch;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tauri::http::{Response, header};
use tauri::{AppHandle, Manager, UriSchemeContext, Wry};

/// The policy of the report inside the preview frame: its own style and pictures, no script, nothing from elsewhere.
const PREVIEW_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; sandbox";

/// How the program was started.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// `--profile FILE`: the company's profile, instead of the usual places.
    pub profile: Option<PathBuf>,
    /// `--save-to FOLDER`: reports are saved there without asking.
    pub save_to: Option<PathBuf>,
    /// `--open-from FILE`: what "open a report" opens without asking.
    pub open_from: Option<PathBuf>,
    /// The report to show, as a double click on its file hands it over.
    pub report: Option<PathBuf>,
}

impl Arguments {
    /// Reads the arguments; what is not known is passed over, because a window has nowhere to complain before it opens.
    pub fn read(mut arguments: impl Iterator<Item = OsString>) -> Self {
        let mut read = Self::default();
        while let Some(argument) = arguments.next() {
            match argument.to_str() {
                Some("--profile") => read.profile = arguments.next().map(PathBuf::from),
                Some("--save-to") => read.save_to = arguments.next().map(PathBuf::from),
                Some("--open-from") => read.open_from = arguments.next().map(PathBuf::from),
                Some(option) if option.starts_with('-') => {}
                _ => read.report = Some(opening::named(argument)),
            }
        }
        read
    }
}

/// Opens the window and returns when it is closed; where Windows has no web view, offers the checklist without it.
///
/// # Errors
/// When the system has no web view or no screen to show it on.
pub fn open(arguments: Arguments) -> tauri::Result<()> {
    #[cfg(windows)]
    if tauri::webview_version().is_err() {
        no_window::instead(arguments.profile.as_deref());
        return Ok(());
    }
    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, arguments, folder| {
            come_forward(app);
            hand_over(app, arguments, Path::new(&folder));
        }))
        .plugin(tauri_plugin_dialog::init())
        .manage(Arc::new(Session::default()))
        .manage(Incoming::default())
        .manage(Arc::new(SlowWatch::default()))
        .manage(watching::Listener::default())
        .on_window_event(watching::put_away)
        .on_menu_event(watching::chosen)
        .register_uri_scheme_protocol("preview", |context, _| preview(&context))
        .invoke_handler(tauri::generate_handler![
            commands::setup,
            commands::live,
            commands::profile,
            commands::start_run,
            commands::cancel,
            commands::speak,
            commands::view,
            commands::open_report,
            commands::open_dropped,
            commands::receive_reports,
            commands::close_report,
            commands::decode,
            commands::preview_export,
            commands::save_report,
            commands::keep_settings,
            history::history,
            history::open_past,
            history::compare_past,
            history::erase_history,
            mail::write_to_helpdesk,
            watching::follow_watch,
            watching::watch,
            watching::start_watch,
            watching::stop_watch,
            watching::slow_now,
        ])
        .setup(move |app| {
            web_view::steady(app.handle())?;
            app.manage(Opened {
                settings_file: app.path().config_dir()?.join("maillon/settings.json"),
                save_to: arguments.save_to,
                open_from: arguments.open_from,
                report_given: arguments.report.is_some(),
                history: KeptReports::of_user(),
                measuring: Measuring::by_profile(arguments.profile.as_deref()),
            });
            if let Some(report) = arguments.report {
                let session = app.state::<Arc<Session>>();
                app.state::<Incoming>().arrive(report, &session);
            }
            Ok(())
        })
        .run(tauri::generate_context!())
}

/// A second start shows the window of the first.
fn come_forward(app: &AppHandle) {
    for window in app.webview_windows().values() {
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// A second start with a report, made in `folder`, shows it in the window of the first.
fn hand_over(app: &AppHandle, arguments: Vec<String>, folder: &Path) {
    let arguments = Arguments::read(arguments.into_iter().skip(1).map(OsString::from));
    if let Some(report) = arguments.report {
        let session = app.state::<Arc<Session>>();
        app.state::<Incoming>().arrive(folder.join(report), &session);
    }
}

/// The page of the preview frame.
fn preview(context: &UriSchemeContext<'_, Wry>) -> Response<Vec<u8>> {
    let html = context.app_handle().state::<Arc<Session>>().preview();
    let mut response = Response::new(html.into_bytes());
    let headers = response.headers_mut();
    let fixed = header::HeaderValue::from_static;
    headers.insert(header::CONTENT_TYPE, fixed("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_SECURITY_POLICY, fixed(PREVIEW_POLICY));
    headers.insert(header::CACHE_CONTROL, fixed("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_read_and_unknown_ones_passed_over() {
        let given = [
            "--profile",
            "a.toml",
            "-psn_0_1",
            "--save-to",
            "/tmp/reports",
            "x.maillon",
        ]
        .map(OsString::from);
        let read = Arguments::read(given.into_iter());
        assert_eq!(read.profile, Some(PathBuf::from("a.toml")));
        assert_eq!(read.save_to, Some(PathBuf::from("/tmp/reports")));
        assert_eq!(read.report, Some(PathBuf::from("x.maillon")));
        assert_eq!(
            Arguments::read([OsString::from("--profile")].into_iter()),
            Arguments::default()
        );
    }
}
