//! What the page may ask for. Each command takes its arguments, calls a library and hands back the answer.

#![expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands a command its arguments by value"
)]

use crate::course::Course;
use crate::example::{self, Radio};
use crate::measure::{self, Measuring};
use crate::opening::{self, Incoming};
use crate::session::{Mark, Session};
use crate::slow_watch::SlowWatch;
use crate::wire::{
    CommandError, Decoded, Document, ErrorCode, ExportPreview, ModeCost, Opening, Saved, Settings, Setup, Shown,
    UiEvent,
};
use crate::{export, settings};
use maillon_diagnosis::Report;
use maillon_diagnosis::report::Mode;
use maillon_measurement::kept_reports::KeptReports;
use maillon_report::opened::{self, OpenError, OpenedView};
use maillon_report::read::LARGEST_REPORT;
use maillon_report::redaction::items;
use maillon_report::view::{FactView, LiveView};
use maillon_report::{Lang, RedactionItem, profile_facts};
use std::path::PathBuf;
use std::sync::Arc;
use tauri::ipc::{Channel, InvokeBody, Request};
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;

/// What the window was opened with.
pub struct Opened {
    /// The file of the user's settings.
    pub settings_file: PathBuf,
    /// Where reports go without asking, when the program was started with `--save-to`.
    pub save_to: Option<PathBuf>,
    /// What "open a report" opens without asking, when the program was started with `--open-from`.
    pub open_from: Option<PathBuf>,
    /// Whether the program was started with a report to show.
    pub report_given: bool,
    /// The past runs of this user; none where the system names no place for them.
    pub history: Option<KeptReports>,
    /// What a run measures, and by which profile.
    pub measuring: Measuring,
}

/// Everything the page needs before the first run.
#[tauri::command]
pub fn setup(opened: State<'_, Opened>) -> Setup {
    let settings = settings::read(&opened.settings_file);
    let system_lang = Lang::of_locale(&sys_locale::get_locale().unwrap_or_default());
    Setup {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        lang: settings.lang.unwrap_or(system_lang),
        system_lang,
        settings,
        profile: opened.measuring.profile.clone(),
        helpdesk: opened.measuring.helpdesk(),
        costs: ModeCost::of_each(&opened.measuring.plan),
        save_to: opened.save_to.as_ref().map(|folder| folder.display().to_string()),
        report_given: opened.report_given,
        largest_report: LARGEST_REPORT as u32,
    }
}

/// The labels of the chain and of the six points before anything is measured.
#[tauri::command]
pub fn live(lang: Lang) -> LiveView {
    LiveView::of(lang)
}

/// What the profile in force says; nothing without one.
#[tauri::command]
pub fn profile(opened: State<'_, Opened>, lang: Lang) -> Vec<FactView> {
    profile_facts(&opened.measuring.plan.profile, lang)
}

/// Starts a run or plays the example; the channel ends with `finished` or `failed`.
#[tauri::command]
pub async fn start_run(
    session: State<'_, Arc<Session>>,
    watch: State<'_, Arc<SlowWatch>>,
    opened: State<'_, Opened>,
    example: bool,
    mode: Mode,
    lang: Lang,
    events: Channel<UiEvent>,
) -> Result<(), CommandError> {
    // A page that went away hears nothing; the run ends all the same.
    let tell = move |event| {
        let _ = events.send(event);
    };
    if example {
        let report = example::report(Radio::Weak);
        let course = Course::new(true, example::LENGTH_S);
        session.start(lang, course, |events, stop| example::play(report, events, stop), tell)
    } else {
        let plan = opened.measuring.plan.in_mode(mode);
        let course = Course::new(false, plan.expected_seconds());
        let kept = opened.history.clone();
        let watch = Arc::clone(&watch);
        session.start(
            lang,
            course,
            |events, stop| measure::run(plan, kept, watch, events, stop),
            tell,
        )
    }
}

/// Stops the run in progress.
#[tauri::command]
pub fn cancel(session: State<'_, Arc<Session>>) {
    session.cancel();
}

/// Words the run in progress in another language.
#[tauri::command]
pub fn speak(session: State<'_, Arc<Session>>, lang: Lang) {
    session.speak(lang);
}

/// The report that is shown, in words.
#[tauri::command]
pub fn view(session: State<'_, Arc<Session>>, lang: Lang) -> Result<Shown, CommandError> {
    session.shown(lang)
}

/// Shows a report file that the user chooses.
#[tauri::command]
pub async fn open_report(
    app: AppHandle,
    session: State<'_, Arc<Session>>,
    opened: State<'_, Opened>,
) -> Result<Opening, CommandError> {
    let path = match &opened.open_from {
        Some(path) => Some(path.clone()),
        None => ask_which(&app).await,
    };
    match path {
        Some(path) => shown(&session, OpenedView::of, move || opened::file(&path)).await,
        None => Ok(Opening::Cancelled),
    }
}

/// Shows a report file that was dropped onto the page, which sends its bytes.
#[tauri::command]
pub async fn open_dropped(session: State<'_, Arc<Session>>, request: Request<'_>) -> Result<Opening, CommandError> {
    let bytes = match request.body() {
        InvokeBody::Raw(bytes) => bytes.clone(),
        // Where the web view cannot send bytes they come as a list of numbers.
        InvokeBody::Json(list) => serde_json::from_value(list.clone()).unwrap_or_default(),
    };
    shown(&session, OpenedView::of, move || opened::bytes(&bytes)).await
}

/// The page hears from now on of reports that are handed to the program.
#[tauri::command]
pub fn receive_reports(session: State<'_, Arc<Session>>, incoming: State<'_, Incoming>, reports: Channel<Opening>) {
    incoming.listen(reports, &session);
}

/// Drops the report from a file; says whether one of this computer was behind it.
#[tauri::command]
pub fn close_report(session: State<'_, Arc<Session>>) -> bool {
    session.close_opened()
}

/// What a dictated code says.
#[tauri::command]
pub fn decode(code: &str, lang: Lang) -> Decoded {
    Decoded::of(code, lang)
}

/// What a file would hold with these items hidden; all of them for none.
#[tauri::command]
pub fn preview_export(
    session: State<'_, Arc<Session>>,
    document: Document,
    hidden: Option<Vec<RedactionItem>>,
    lang: Lang,
) -> Result<ExportPreview, CommandError> {
    let items = session.with_report(|report| items(report, lang))?;
    let content = session.with_report(|report| export::written(report, document, hidden.as_deref(), lang))??;
    let content = match document {
        Document::Maillon | Document::Json => Some(content),
        Document::Html => {
            session.keep_preview(content);
            None
        }
    };
    Ok(ExportPreview { items, content })
}

/// Saves the report where the user says; `elsewhere` asks even when the program was started with `--save-to`.
#[tauri::command]
pub async fn save_report(
    app: AppHandle,
    session: State<'_, Arc<Session>>,
    opened: State<'_, Opened>,
    document: Document,
    hidden: Option<Vec<RedactionItem>>,
    lang: Lang,
    elsewhere: bool,
) -> Result<Saved, CommandError> {
    let name = session.with_report(|report| export::file_name(report, document))?;
    let report = session.with_report(|report| export::hiding(report, hidden.as_deref()))?;
    let Some(path) = place(&app, &opened, &name, elsewhere).await? else {
        return Ok(Saved::Cancelled);
    };
    let (path, copy) = export::save(&path, &report, document, lang)?.told();
    Ok(Saved::Saved { path, copy })
}

/// Keeps the user's settings.
#[tauri::command]
pub fn keep_settings(opened: State<'_, Opened>, settings: Settings) -> Result<(), CommandError> {
    settings::keep(&opened.settings_file, &settings)
}

/// Shows a report that is read away from the window, under this mark.
pub async fn shown(
    session: &Arc<Session>,
    mark: Mark,
    read: impl FnOnce() -> Result<Report, OpenError> + Send + 'static,
) -> Result<Opening, CommandError> {
    let outcome = opening::show(Arc::clone(session), mark, read).await;
    outcome.map_err(|error| CommandError::new(ErrorCode::Internal, error.to_string()))
}

async fn ask_which(app: &AppHandle) -> Option<PathBuf> {
    let (answer, answered) = tokio::sync::oneshot::channel();
    let dialog = app.dialog().file().add_filter("Maillon", &["maillon", "json"]);
    dialog.pick_file(move |path| {
        let _ = answer.send(path);
    });
    answered.await.ok()??.into_path().ok()
}

/// Where a document of this name is saved: in the folder of `--save-to` unless it is to go elsewhere, else where the user
/// says; none when the user closes the dialog.
pub async fn place(
    app: &AppHandle,
    opened: &Opened,
    name: &str,
    elsewhere: bool,
) -> Result<Option<PathBuf>, CommandError> {
    match &opened.save_to {
        Some(folder) if !elsewhere => Ok(Some(folder.join(name))),
        Some(_) | None => ask(app, name).await,
    }
}

async fn ask(app: &AppHandle, name: &str) -> Result<Option<PathBuf>, CommandError> {
    let (answer, answered) = tokio::sync::oneshot::channel();
    app.dialog().file().set_file_name(name).save_file(move |path| {
        let _ = answer.send(path);
    });
    let Ok(Some(path)) = answered.await else {
        return Ok(None);
    };
    let path = path.into_path();
    path.map(Some)
        .map_err(|error| CommandError::new(ErrorCode::NotSaved, error.to_string()))
}
