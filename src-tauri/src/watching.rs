//! What the page may ask of the long watch, and its icon in the notification area.

#![expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands a command its arguments by value"
)]

use crate::commands::Opened;
use crate::history;
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
use tauri::menu::{Menu, MenuEvent, MenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager, State, Window, WindowEvent};

/// Name of the icon in the notification area.
const TRAY: &str = "watch";

const SLOW: &str = "watch-slow";
const SHOW: &str = "watch-show";
const STOP: &str = "watch-stop";
const QUIT: &str = "watch-quit";

/// Whom a change of the watch is told to, and in which language.
#[derive(Default)]
pub struct Listener(Mutex<(Option<Channel<()>>, Option<Lang>)>);

impl Listener {
    fn with<T>(&self, work: impl FnOnce(&mut (Option<Channel<()>>, Option<Lang>)) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn tell(&self) {
        self.with(|(page, _)| {
            if let Some(page) = page {
                // A page that went away hears nothing.
                let _ = page.send(());
            }
        });
    }
}

/// From now on `changes` is told whenever the watch is another.
#[tauri::command]
pub fn follow_watch(listener: State<'_, Listener>, changes: Channel<()>) {
    listener.with(|(page, _)| *page = Some(changes));
}

/// The watch in words.
#[tauri::command]
pub async fn watch(
    app: AppHandle,
    opened: State<'_, Opened>,
    watch: State<'_, Arc<SlowWatch>>,
    listener: State<'_, Listener>,
    lang: Lang,
) -> Result<WatchView, ()> {
    let known = listener.with(|(_, known)| known.replace(lang));
    if known != Some(lang) {
        show_icon(&app, true);
    }
    Ok(watch.view(&opened.measuring.plan.profile.limits(), lang))
}

/// Starts the watch, and shows its icon where the desktop has room for one.
#[tauri::command]
pub async fn start_watch(
    app: AppHandle,
    opened: State<'_, Opened>,
    watch: State<'_, Arc<SlowWatch>>,
) -> Result<(), ()> {
    let plan = opened.measuring.plan.clone();
    let kept = Duration::from_secs(KEPT_S.unsigned_abs().into());
    watch.start(
        move |controls, events| long_watch(plan, Arc::new(ThisComputer::new()), kept, controls, events),
        move |moment| {
            let told = moment.and_then(|moment| app.state::<Arc<Session>>().add_moment(moment));
            if let Some(report) = told {
                let kept = app.state::<Opened>().history.clone();
                tokio::task::spawn_blocking(move || history::keep_again(kept.as_ref(), &report));
            }
            show_icon(&app, false);
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

/// Does what was chosen in the menu of the icon.
pub fn chosen(app: &AppHandle, event: MenuEvent) {
    let watch = app.state::<Arc<SlowWatch>>();
    match event.id().as_ref() {
        SLOW => watch.mark(),
        SHOW => crate::come_forward(app),
        STOP => watch.stop(),
        QUIT => app.exit(0),
        _ => {}
    }
}

/// Shows the icon while it watches, in the language of the page, and takes it away afterwards; one that is there is made `anew` only for another language. All of it happens on the thread of
/// the window, which the icon belongs to; a desktop without a notification area does without.
fn show_icon(app: &AppHandle, anew: bool) {
    let app = app.clone();
    let _ = app.clone().run_on_main_thread(move || {
        let is_on = app.state::<Arc<SlowWatch>>().is_on();
        if !anew && is_on == app.tray_by_id(TRAY).is_some() {
            return;
        }
        drop(app.remove_tray_by_id(TRAY));
        if is_on && has_tray() {
            let _ = icon(&app);
        }
    });
}

fn icon(app: &AppHandle) -> tauri::Result<()> {
    let lang = app.state::<Listener>().with(|(_, lang)| *lang);
    let words = Words::of(lang.unwrap_or(Lang::En));
    let item = |id: &str| MenuItem::with_id(app, id, words.say(&format!("tray-{id}")), true, None::<&str>);
    let menu = Menu::with_items(app, &[&item(SLOW)?, &item(SHOW)?, &item(STOP)?, &item(QUIT)?])?;
    let mut tray = TrayIconBuilder::with_id(TRAY).menu(&menu).tooltip("Maillon");
    if let Some(picture) = app.default_window_icon() {
        tray = tray.icon(picture.clone());
    }
    tray.build(app)?;
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
