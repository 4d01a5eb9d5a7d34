//! What the window costs, for the README: memory, how soon it answers while a run goes on, the processor time of the watch.
//!
//! `cargo xtask figures` runs it beside the built window. Only the computer itself is asked.

use anyhow::{Context, Result};
use maillon_desktop_tests::{Opening, Window};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

/// Presses while the run goes on.
const PRESSES: usize = 20;

/// Seconds over which a run is looked at, in its midst: what fills in and what is drawn once are its ends.
const RUN_S: u64 = 15;

/// Seconds over which the watch is looked at, once it has looked around.
const WATCHED_S: u64 = 60;

/// Presses a language and waits until the page is in it and drawn.
const PRESS: &str = "const [lang, done] = arguments;
    const button = [...document.querySelectorAll('button')].find((one) => one.lang === lang);
    const start = performance.now();
    let painted;
    button.click();
    requestAnimationFrame(() => requestAnimationFrame(() => (painted = performance.now() - start)));
    const look = () => document.documentElement.lang === lang
        ? requestAnimationFrame(() => requestAnimationFrame(() => done([painted, performance.now() - start])))
        : requestAnimationFrame(look);
    requestAnimationFrame(look);";

#[expect(clippy::print_stdout, reason = "a tool for a person at a terminal")]
#[tokio::main]
async fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let window = Window::open(Opening::asking_loopback_only(folder.path())?).await?;
    window.sees("Lancer la vérification").await?;
    tell_memory(&window, "at the start")?;
    window.press("Lancer la vérification").await?;
    window.heading("Vérification en cours").await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let (before, started) = (processor_seconds(&window)?, Instant::now());
    tokio::time::sleep(Duration::from_secs(RUN_S)).await;
    let used = shares(&before, &processor_seconds(&window)?, started.elapsed().as_secs_f64());
    println!("a run, per cent of a core: {}", told(&used, 1));
    window.sees("Enregistrer le rapport…").await?;
    window.press("Vérifier à nouveau").await?;
    window.heading("Vérification en cours").await?;
    let (mut painted, mut translated) = (Vec::new(), Vec::new());
    for press in 0..PRESSES {
        let lang = if press % 2 == 0 { "en" } else { "fr" };
        let took = window.script(PRESS, vec![json!(lang)]).await?;
        painted.push(took[0].as_f64().context("a time")?);
        translated.push(took[1].as_f64().context("a time")?);
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
    println!(
        "milliseconds from a press to the next picture while a run goes on: {}",
        spread(painted)
    );
    println!(
        "milliseconds until all of it is in the other language: {}",
        spread(translated)
    );
    window.sees("Enregistrer le rapport…").await?;
    tell_memory(&window, "with a result")?;
    window.press("Guetter les moments lents").await?;
    window.sees("interrogés").await?;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let before = processor_seconds(&window)?;
    tokio::time::sleep(Duration::from_secs(WATCHED_S)).await;
    let used = shares(&before, &processor_seconds(&window)?, WATCHED_S as f64);
    println!("watch, per cent of a core: {}", told(&used, 2));
    window.close().await
}

#[expect(clippy::print_stdout, reason = "a tool for a person at a terminal")]
fn tell_memory(window: &Window, when: &str) -> Result<()> {
    println!("own memory {when}, MB: {}", told(&memory(window, "Pss_Anon")?, 0));
    println!(
        "memory with the libraries {when}, MB: {}",
        told(&memory(window, "Pss")?, 0)
    );
    Ok(())
}

/// Processor time between two looks, per cent of a core.
fn shares(before: &BTreeMap<String, f64>, after: &BTreeMap<String, f64>, seconds: f64) -> BTreeMap<String, f64> {
    let used = |(name, after): (&String, &f64)| {
        let used = after - before.get(name).copied().unwrap_or(0.0);
        (name.clone(), 100.0 * used / seconds)
    };
    after.iter().map(used).collect()
}

/// Median, least and most.
fn spread(mut figures: Vec<f64>) -> String {
    figures.sort_by(f64::total_cmp);
    let (least, most) = (figures[0], figures[figures.len() - 1]);
    format!("{:.0} ({least:.0} to {most:.0})", figures[figures.len() / 2])
}

/// Figures of the program and its web view by name, their sum first.
fn told(figures: &BTreeMap<String, f64>, decimals: usize) -> String {
    let sum: f64 = figures.values().sum();
    let each = figures
        .iter()
        .map(|(name, figure)| format!("{name} {figure:.decimals$}"));
    format!("{sum:.decimals$} ({})", each.collect::<Vec<_>>().join(", "))
}

fn name(id: u32) -> Result<String> {
    Ok(fs::read_to_string(format!("/proc/{id}/comm"))?.trim().to_owned())
}

/// Memory of the program and its web view, megabytes: by `field` of `smaps_rollup`, `Pss_Anon` for what is their own, `Pss` with their
/// share of the libraries.
fn memory(window: &Window, field: &str) -> Result<BTreeMap<String, f64>> {
    let mut megabytes = BTreeMap::new();
    for id in window.programs()? {
        let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup"))?;
        let line = rollup
            .lines()
            .find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
        let kilobytes: f64 = line.context("a field")?.trim().trim_end_matches(" kB").parse()?;
        *megabytes.entry(name(id)?).or_default() += kilobytes * 1024.0 / 1e6;
    }
    Ok(megabytes)
}

/// Processor time of the program and its web view so far, seconds, at the hundred ticks of every Linux.
fn processor_seconds(window: &Window) -> Result<BTreeMap<String, f64>> {
    let mut seconds = BTreeMap::new();
    for id in window.programs()? {
        let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
        let (_, fields) = stat.rsplit_once(')').context("a name")?;
        let fields: Vec<&str> = fields.split_whitespace().collect();
        for field in [11, 12] {
            let ticks: f64 = fields.get(field).context("a time")?.parse()?;
            *seconds.entry(name(id)?).or_default() += ticks / 100.0;
        }
    }
    Ok(seconds)
}
