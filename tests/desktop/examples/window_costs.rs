//! What the window costs, for the README: memory, how soon it answers while a run goes on, the processor time of the watch.
//!
//! `cargo xtask figures` runs it beside the built window. Only the computer itself is asked.

use anyhow::{Context, Result};
use maillon_desktop_tests::{Opening, Window};
use serde_json::json;
use std::fs;
use std::time::Duration;

const LOOPBACK_ONLY: &str = r#"
[bandwidth]
nq = ["https://127.0.0.1:9/.well-known/nq"]
anchors = ["127.0.0.1", "127.0.0.2"]
stun = ["127.0.0.1:9"]
"#;

/// Presses while the run goes on.
const PRESSES: usize = 20;

/// Seconds over which the watch is looked at, once it has looked around.
const WATCHED_S: u64 = 120;

/// Presses a language and waits until the page is in it and drawn.
const PRESS: &str = "const [lang, done] = arguments;
    const button = [...document.querySelectorAll('button')].find((one) => one.lang === lang);
    const start = performance.now();
    button.click();
    const look = () => document.documentElement.lang === lang
        ? requestAnimationFrame(() => done(performance.now() - start))
        : requestAnimationFrame(look);
    requestAnimationFrame(look);";

#[expect(clippy::print_stdout, reason = "a tool for a person at a terminal")]
#[tokio::main]
async fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let profile = folder.path().join("profile.toml");
    fs::write(&profile, LOOPBACK_ONLY)?;
    let window = Window::open(Opening {
        locale: "fr_FR.UTF-8",
        arguments: vec!["--profile".to_owned(), profile.display().to_string()],
        ..Opening::default()
    })
    .await?;
    window.sees("Lancer la vérification").await?;
    println!("memory at the start, MB: {:.0}", memory(&window)?);
    window.press("Voir un exemple").await?;
    let mut milliseconds = Vec::new();
    for press in 0..PRESSES {
        let lang = if press % 2 == 0 { "en" } else { "fr" };
        let took = window.script(PRESS, vec![json!(lang)]).await?;
        milliseconds.push(took.as_f64().context("a time")?);
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
    milliseconds.sort_by(f64::total_cmp);
    println!(
        "milliseconds from a press to the page drawn anew while a run goes on: {:.0} ({:.0} to {:.0})",
        milliseconds[PRESSES / 2],
        milliseconds[0],
        milliseconds[PRESSES - 1]
    );
    window.sees("Enregistrer le rapport…").await?;
    println!("memory with a result, MB: {:.0}", memory(&window)?);
    window.press("Quitter l’exemple").await?;
    window.press("Guetter les moments lents").await?;
    window.sees("interrogés").await?;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let before = processor_seconds(&window)?;
    tokio::time::sleep(Duration::from_secs(WATCHED_S)).await;
    let used = processor_seconds(&window)? - before;
    println!("watch, per cent of a core: {:.2}", 100.0 * used / WATCHED_S as f64);
    window.close().await
}

/// Memory of the program and its web view, megabytes: their own, and their share of what is shared.
fn memory(window: &Window) -> Result<f64> {
    let mut kilobytes = 0.0;
    for id in window.programs()? {
        let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup"))?;
        let line = rollup
            .lines()
            .find_map(|line| line.strip_prefix("Pss:"))
            .context("Pss")?;
        kilobytes += line.trim().trim_end_matches(" kB").trim().parse::<f64>()?;
    }
    Ok(kilobytes * 1024.0 / 1e6)
}

/// Processor time of the program and its web view so far, seconds, at the hundred ticks of every Linux.
fn processor_seconds(window: &Window) -> Result<f64> {
    let mut ticks = 0.0;
    for id in window.programs()? {
        let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
        let (_, fields) = stat.rsplit_once(')').context("a name")?;
        let fields: Vec<&str> = fields.split_whitespace().collect();
        for field in [11, 12] {
            ticks += fields.get(field).context("a time")?.parse::<f64>()?;
        }
    }
    Ok(ticks / 100.0)
}
