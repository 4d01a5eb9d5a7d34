//! Reports from files and dictated codes, as a helpdesk meets them in the window.

use anyhow::{Result, ensure};
use maillon_desktop_tests::{Opening, Window};
use std::fs;
use std::path::Path;
use std::process::Command;
use tokio::sync::Mutex;

/// One window at a time: two web views on two cores only wait for each other.
static ALONE: Mutex<()> = Mutex::const_new(());

/// A report of the laboratory, whose line loses data.
const REPORT: &str = include_str!("../../scenarios/recorded/line-lossy.json");
const FROM_A_FILE: &str = "ouvert depuis un fichier";
const START: &str = "Lancer la vérification";

#[tokio::test]
async fn a_double_click_on_a_report_shows_it_marked_and_closing_it_leaves_the_start() -> Result<()> {
    let _alone = ALONE.lock().await;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("rapport d’Élodie.maillon");
    fs::write(&file, REPORT)?;
    let window = Window::open(started_with(&[&file])).await?;
    window.sees(FROM_A_FILE).await?;
    window.heading("Le maillon faible est votre ligne Internet").await?;
    window.press("English").await?;
    window.sees("opened from a file").await?;
    window.press("Close this report").await?;
    window.sees("Start the check").await?;
    window.close().await
}

#[tokio::test]
async fn a_report_that_is_no_report_is_refused_in_one_sentence() -> Result<()> {
    let _alone = ALONE.lock().await;
    let folder = tempfile::tempdir()?;
    let pipe = folder.path().join("pipe.maillon");
    ensure!(Command::new("mkfifo").arg(&pipe).status()?.success());
    let chosen = folder.path().join("coupé.json");
    fs::write(&chosen, &REPORT[..REPORT.len() / 2])?;
    let window = Window::open(started_with(&[&pipe, Path::new("--open-from"), &chosen])).await?;
    window.sees("Ceci n’est pas un fichier").await?;
    window.press("Ouvrir un rapport…").await?;
    window.sees("Ce rapport est coupé").await?;
    window.drop_file("notes.json", "{\"a\": 1}").await?;
    window.sees("n’est pas un rapport de Maillon").await?;
    window.sees(START).await?;
    window.close().await
}

#[tokio::test]
async fn a_dropped_report_is_shown_and_the_result_of_this_computer_comes_back() -> Result<()> {
    let _alone = ALONE.lock().await;
    let window = Window::open(started_with(&[])).await?;
    window.press("Voir un exemple").await?;
    window.heading("Le maillon faible est votre Wi-Fi").await?;
    window.drop_file("rapport.maillon", &hostile()?).await?;
    window.heading("Le maillon faible est votre ligne Internet").await?;
    window.sees(FROM_A_FILE).await?;
    ensure!(
        window.text().await?.contains("<img src=x"),
        "a name from the file is not shown as it stands"
    );
    window.press("Fermer ce rapport").await?;
    window.heading("Le maillon faible est votre Wi-Fi").await?;
    window.close().await
}

#[tokio::test]
async fn a_dictated_code_is_read_in_the_window() -> Result<()> {
    let _alone = ALONE.lock().await;
    let window = Window::open(started_with(&[])).await?;
    window.press("Lire un code dicté…").await?;
    window.enter("Code", "0nbrn 1f1tc p6d0c 9ct98").await?;
    window.sees("Au moins un caractère est faux").await?;
    window.close().await?;
    let window = Window::open(started_with(&[])).await?;
    window.press("Lire un code dicté…").await?;
    window.enter("Code", "0nbrn 1f1tc p6d0c 9ct97").await?;
    window.sees("24 novembre, 14\u{202f}h").await?;
    window.close().await
}

/// The report of a company whose name is a piece of a page.
fn hostile() -> Result<String> {
    let hostile = REPORT.replacen("\"Lab SA\"", "\"<img src=x onerror=alert(1)>\"", 1);
    ensure!(hostile != REPORT, "the report names no company");
    Ok(hostile)
}

fn started_with(arguments: &[&Path]) -> Opening<'static> {
    let arguments = arguments.iter().map(|argument| argument.display().to_string());
    Opening {
        locale: "fr_FR.UTF-8",
        arguments: arguments.collect(),
        ..Opening::default()
    }
}
