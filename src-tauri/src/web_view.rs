//! What the web view of Linux needs to be told. The others need nothing.

use tauri::AppHandle;
#[cfg(target_os = "linux")]
use tauri::Manager;

/// Makes the web view draw without the graphics card, and come back should it fall.
///
/// The page is plain enough for the processor, and where the card's driver is in software or not quite sound WebKitGTK's
/// compositor shows nothing or falls (tauri-apps/tauri#9394, #15936).
#[cfg(target_os = "linux")]
pub fn steady(app: &AppHandle) -> tauri::Result<()> {
    use crate::session::Session;
    use std::cell::Cell;
    use std::sync::Arc;
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};

    /// A page that falls more often than this does not come back by itself.
    const RELOADS: u32 = 3;

    for window in app.webview_windows().into_values() {
        let session = Arc::clone(&app.state::<Arc<Session>>());
        window.with_webview(move |view| {
            let view = view.inner();
            if let Some(settings) = view.settings() {
                settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
            }
            let fallen = Cell::new(0);
            view.connect_web_process_terminated(move |view, _| {
                // The page that comes back knows of no run.
                session.cancel();
                fallen.set(fallen.get() + 1);
                if fallen.get() <= RELOADS {
                    view.reload();
                }
            });
        })?;
    }
    Ok(())
}

/// Nothing to do.
#[cfg(not(target_os = "linux"))]
pub fn steady(_: &AppHandle) -> tauri::Result<()> {
    Ok(())
}
