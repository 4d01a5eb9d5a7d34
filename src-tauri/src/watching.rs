//! What the page may ask of the long watch, and its icon in the notification area.

#![expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands a command its arguments by value"
)]

use crate::commands::Opened;
use crate::session::Session;
use crate::slow_watch::SlowWatch;
use maillon_diagnosis::slow_moment::KEPT_S;
use maillon_measurement::host::ThisComputer;
use maillon_measurement::long_watch;
use maillon_report::moments::WatchView;
use maillon_report::{Lang, Words};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tauri::ipc::Channel;
use tauri::menu::{Menu, MenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager, State, Window, WindowEvent};

/// Name of the icon in the notification area.
const TRAY: &str = "watch";

const SLOW: &str = "slow";
const SHOW: &str = "show";
const STOP: &str = "stop";

/// Whom a change of the watch is told to.
#[derive(Default)]
pub struct Listener(Mutex<Option<Channel<()>>>);

impl Listener {
    fn tell(&self) {
        let page = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(page) = page.as_ref() {
            // A page that went away hears nothing.
            let _ = page.send(());
        }
    }
}

/// The watch in words; `changes` is told whenever they are others.
#[tauri::command]
pub fn follow_watch(listener: State<'_, Listener>, changes: Channel<()>) {
    *listener.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(changes);
}

/// The watch in words.
#[tauri::command]
pub async fn watch(opened: State<'_, Opened>, watch: State<'_, Arc<SlowWatch>>, lang: Lang) -> Result<WatchView, ()> {
    Ok(watch.view(&opened.measuring.plan.profile.limits(), lang))
}

/// Starts the watch, and shows its icon where the desktop has room for one.
#[tauri::command]
pub async fn start_watch(
    app: AppHandle,
    opened: State<'_, Opened>,
    watch: State<'_, Arc<SlowWatch>>,
    lang: Lang,
) -> Result<(), ()> {
    let plan = opened.measuring.plan.clone();
    let kept = Duration::from_secs(KEPT_S.unsigned_abs().into());
    show_icon(&app, lang);
    watch.start(
        move |controls, events| long_watch(plan, Arc::new(ThisComputer::new()), kept, controls, events),
        move |moment| {
            if let Some(moment) = moment {
                app.state::<Arc<Session>>().add_moment(moment);
            }
            if !app.state::<Arc<SlowWatch>>().is_on() {
                app.remove_tray_by_id(TRAY);
            }
            app.state::<Listener>().tell();
        },
    );
    Ok(())
}

/// Ends the watch; the moments it caught stay.
#[tauri::command]
pub fn stop_watch(watch: State<'_, Arc<SlowWatch>>) {
    watch.stop();
}

/// The person says that it is slow now.
#[tauri::command]
pub fn slow_now(watch: State<'_, Arc<SlowWatch>>) {
    watch.mark();
}

/// A window that is closed while it watches is only put away: the watch goes on.
pub fn put_away(window: &Window, event: &WindowEvent) {
    if let WindowEvent::CloseRequested { api, .. } = event
        && window.state::<Arc<SlowWatch>>().is_on()
    {
        api.prevent_close();
        let _ = window.minimize();
    }
}

/// Shows the icon; a desktop without a notification area does without.
fn show_icon(app: &AppHandle, lang: Lang) {
    if !has_tray() || app.tray_by_id(TRAY).is_some() {
        return;
    }
    let app = app.clone();
    // The icon belongs to the thread of the window.
    let _ = app.clone().run_on_main_thread(move || {
        let _ = icon(&app, lang);
    });
}

fn icon(app: &AppHandle, lang: Lang) -> tauri::Result<()> {
    let words = Words::of(lang);
    let item = |id: &str| MenuItem::with_id(app, id, words.say(&format!("watch-tray-{id}")), true, None::<&str>);
    let menu = Menu::with_items(app, &[&item(SLOW)?, &item(SHOW)?, &item(STOP)?])?;
    let mut tray = TrayIconBuilder::with_id(TRAY).menu(&menu).tooltip("Maillon");
    if let Some(picture) = app.default_window_icon() {
        tray = tray.icon(picture.clone());
    }
    tray.on_menu_event(|app, event| {
        let watch = app.state::<Arc<SlowWatch>>();
        match event.id().as_ref() {
            SLOW => watch.mark(),
            STOP => watch.stop(),
            _ => crate::come_forward(app),
        }
    })
    .build(app)?;
    Ok(())
}

/// Whether the library that draws the icon is there: without it, asking for one ends the program.
#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "the only way to know is to load it, as the tray itself does")]
fn has_tray() -> bool {
    let names = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"];
    // SAFETY: the library is the one the tray loads; it does nothing when it is loaded.
    names
        .iter()
        .any(|name| unsafe { libloading::Library::new(*name) }.is_ok())
}

/// Every Windows has a notification area.
#[cfg(not(target_os = "linux"))]
const fn has_tray() -> bool {
    true
}
