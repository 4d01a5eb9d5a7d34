//! Writing to the helpdesk: the report is saved where the user says, then the user's own mail program opens with a
//! prefilled message, the report attached where the system can hand it over. Maillon sends nothing.

use crate::commands::{Opened, place};
use crate::export::{self, Files};
use crate::session::Session;
use crate::wire::{CommandError, Document, ErrorCode, Written};
use maillon_report::{Lang, mail};
#[cfg(target_os = "linux")]
use std::process::Stdio;
use std::sync::Arc;
#[cfg(target_os = "linux")]
use std::time::Duration;
use tauri::{AppHandle, State};

/// How long `xdg-email` may take to say that there is no mail program; it asks the desktop, never the network.
#[cfg(target_os = "linux")]
const TO_REFUSE: Duration = Duration::from_secs(5);

/// Saves the report with every name hidden and opens a message to the helpdesk of the profile in force. The address never
/// comes from a report, which may be anybody's.
#[tauri::command]
pub async fn write_to_helpdesk(
    app: AppHandle,
    session: State<'_, Arc<Session>>,
    opened: State<'_, Opened>,
    lang: Lang,
) -> Result<Written, CommandError> {
    let Some(helpdesk) = opened.measuring.helpdesk() else {
        return Err(CommandError::new(ErrorCode::Internal, "the profile names no mailbox"));
    };
    let report = session.with_report(|report| export::hiding(report, None))?;
    let name = export::file_name(&report, Document::Html);
    let Some(path) = place(&app, &opened, &name, false).await? else {
        return Ok(Written::Cancelled);
    };
    let files = export::save(&path, &report, Document::Html, lang)?;
    let address = mail::mailto(&report, &helpdesk, &files.report.display().to_string(), lang);
    let begun = match address {
        Some(address) => begin(&address, &files).await,
        None => Err("no address".to_owned()),
    };
    let (path, copy) = files.told();
    Ok(match begun {
        Ok(()) => Written::Begun { path, copy },
        Err(detail) => Written::NoProgram {
            path,
            copy,
            helpdesk,
            detail,
        },
    })
}

/// Asks the user's mail program for a message, with the files attached where that is possible.
async fn begin(address: &str, files: &Files) -> Result<(), String> {
    if attached(address, files).await {
        return Ok(());
    }
    // Waiting for the mail program would hold the window.
    open::that_detached(address).map_err(|error| error.to_string())
}

/// Asks through `xdg-email`, which knows how each mail program takes a file; false where it is missing or refuses.
#[cfg(target_os = "linux")]
async fn attached(address: &str, files: &Files) -> bool {
    let mut mail = tokio::process::Command::new("xdg-email");
    for file in files.all() {
        mail.arg("--attach").arg(file);
    }
    mail.arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let Ok(mut mail) = mail.spawn() else {
        return false;
    };
    match tokio::time::timeout(TO_REFUSE, mail.wait()).await {
        Ok(outcome) => outcome.is_ok_and(|status| status.success()),
        // A mail program that was not open yet stays in the foreground of the command.
        Err(_) => true,
    }
}

/// A `mailto:` address of Windows carries no file: its place is named in the message.
#[cfg(not(target_os = "linux"))]
async fn attached(_: &str, _: &Files) -> bool {
    false
}
