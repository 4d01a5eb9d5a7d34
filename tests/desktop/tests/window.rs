//! The window as a user meets it. What the page does in each state is tested in a browser (`ui/tests`); here it is
//! the real window, the real commands and real files.

use anyhow::{Context, Result, ensure};
use maillon_desktop_tests::{Opening, Window, read_json};
use std::fs;
use std::path::{Path, PathBuf};
use tokio::sync::Mutex;

/// One window at a time: two web views on two cores only wait for each other.
static ALONE: Mutex<()> = Mutex::const_new(());

const EXAMPLE_FR: &str = "Rien n’est mesuré sur cet ordinateur.";
const WEAK_FR: &str = "Le maillon faible est votre Wi-Fi";

#[tokio::test]
async fn it_opens_in_the_language_of_the_system() -> Result<()> {
    let _alone = ALONE.lock().await;
    for (locale, title) in [("fr_FR.UTF-8", "Tout est lent"), ("de_DE.UTF-8", "Is everything slow?")] {
        let opening = Opening {
            locale,
            ..Opening::default()
        };
        let window = Window::open(opening).await?;
        window.heading(title).await?;
        window.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_example_goes_to_its_verdict_and_is_saved_whole_with_names_hidden() -> Result<()> {
    let _alone = ALONE.lock().await;
    let folder = tempfile::tempdir()?;
    let window = Window::open(saving_to(folder.path())).await?;
    window.press("Voir un exemple").await?;
    window.sees(EXAMPLE_FR).await?;
    window.heading(WEAK_FR).await?;
    window.sees(EXAMPLE_FR).await?;

    window.press("English").await?;
    window.heading("The weak link is your Wi-Fi").await?;
    window.press("Save the report…").await?;
    window.press("Save…").await?;
    window.sees("Report saved:").await?;
    let html = fs::read_to_string(only_file(folder.path(), "html")?)?;
    ensure!(html.contains("The weak link is your Wi-Fi") && html.trim_end().ends_with("</html>"));
    ensure!(!html.contains("<script") && !html.contains("Livebox-EXEMPLE"));

    window.choose("Data (JSON)").await?;
    window.press("Save…").await?;
    window.sees(".json").await?;
    let report = read_json(&only_file(folder.path(), "json")?)?;
    ensure!(report["verdict"]["outcome"] == "weak_link" && report["run"]["example"] == true);
    ensure!(report["run"]["user_name"] != "camille" && !report["redacted"].as_array().context("a list")?.is_empty());
    window.close().await
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_leaves_the_report_and_offers_another_place() -> Result<()> {
    let _alone = ALONE.lock().await;
    let folder = tempfile::tempdir()?;
    let window = Window::open(saving_to(&folder.path().join("missing"))).await?;
    window.press("Voir un exemple").await?;
    window.heading(WEAK_FR).await?;
    window.press("Enregistrer le rapport…").await?;
    window.press("Enregistrer…").await?;
    window.sees("Le rapport est toujours là").await?;
    window.sees("Choisir un autre endroit…").await?;
    ensure!(
        fs::read_dir(folder.path())?.next().is_none(),
        "something was left half-written"
    );
    window.close().await
}

#[tokio::test]
async fn the_watch_for_slow_moments_goes_on_until_it_is_stopped_and_keeps_what_was_called() -> Result<()> {
    let _alone = ALONE.lock().await;
    let folder = tempfile::tempdir()?;
    let window = Window::open(Opening::asking_loopback_only(folder.path())?).await?;
    window.press("Guetter les moments lents").await?;
    window.sees("guette les moments lents depuis").await?;
    window.sees("interrogé").await?;
    window.press("C’est lent maintenant").await?;
    window.sees("Noté à").await?;
    window.press("Arrêter de guetter").await?;
    window.sees("Un moment lent est gardé").await?;
    window.sees("vous avez dit que c’était lent").await?;
    window.close().await
}

#[tokio::test]
async fn a_real_check_starts_and_is_cancelled_with_what_it_measured() -> Result<()> {
    let _alone = ALONE.lock().await;
    let folder = tempfile::tempdir()?;
    let window = Window::open(Opening::asking_loopback_only(folder.path())?).await?;
    window.sees("Exemple SA").await?;
    window.press("Lancer la vérification").await?;
    window.heading("Vérification en cours").await?;
    window.press("Annuler").await?;
    window.sees("Vérifier à nouveau").await?;
    let text = window.text().await?;
    ensure!(
        text.contains("ce rapport est incomplet"),
        "the page does not say that the result is partial:\n{text}"
    );
    ensure!(!text.contains(EXAMPLE_FR), "a real check is told as an example");
    window.close().await
}

fn saving_to(folder: &Path) -> Opening<'static> {
    Opening {
        locale: "fr_FR.UTF-8",
        arguments: vec!["--save-to".to_owned(), folder.display().to_string()],
        ..Opening::default()
    }
}

fn only_file(folder: &Path, ending: &str) -> Result<PathBuf> {
    let paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let paths: Vec<PathBuf> = paths.collect::<Result<_>>()?;
    let mut matching = paths
        .into_iter()
        .filter(|path| path.extension().is_some_and(|found| found == ending));
    let only = matching.next().with_context(|| format!("no .{ending} was saved"))?;
    ensure!(matching.next().is_none(), "more than one .{ending} was saved");
    Ok(only)
}
