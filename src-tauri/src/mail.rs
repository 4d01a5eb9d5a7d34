//! Writing to the helpdesk: the report is saved where the user says, then the user's own mail program opens with a
//! prefilled message. Maillon sends nothing.

use crate::commands::{Opened, place};
use crate::export;
use crate::session::Session;
use crate::wire::{CommandError, Document, ErrorCode, Written};
use maillon_report::{Lang, RedactionItem, mail, redact};
use std::sync::Arc;
use tauri::{AppHandle, State};

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
    let report = session.with_report(|report| redact(report, &RedactionItem::ALL))?;
    let name = export::file_name(&report, Document::Html);
    let content = export::document_of(&report, Document::Html, lang)?;
    let Some(path) = place(&app, &opened, &name, false).await? else {
        return Ok(Written::Cancelled);
    };
    export::save(&path, &content, lang)?;
    let path = path.display().to_string();
    let address = mail::mailto(&report, &helpdesk, &path, lang);
    let begun = address.ok_or_else(|| "no address".to_owned()).and_then(|address| {
        // Waiting for the mail program would hold the window.
        open::that_detached(address).map_err(|error| error.to_string())
    });
    Ok(match begun {
        Ok(()) => Written::Begun { path },
        Err(detail) => Written::NoProgram { path, helpdesk, detail },
    })
}
