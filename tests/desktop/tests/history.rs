//! Past runs in the window: listed, shown, written about to the helpdesk, erased.

use anyhow::{Context, Result, ensure};
use maillon_desktop_tests::{Opening, Window};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// A report of the laboratory, whose line loses data.
const REPORT: &str = include_str!("../../scenarios/recorded/line-lossy.json");
const PAST: &str = "2026-11-24-140500.maillon";
const WEAK: &str = "Le maillon faible est votre ligne Internet";

#[tokio::test]
async fn a_past_run_is_shown_written_about_and_erased_and_the_example_is_not_kept() -> Result<()> {
    let home = tempfile::tempdir()?;
    let history = home.path().join("data/maillon/history");
    fs::create_dir_all(&history)?;
    fs::write(history.join(PAST), REPORT)?;
    fs::write(history.join("2026-11-23-140500.maillon"), &REPORT[..REPORT.len() / 2])?;
    let profile = home.path().join("profile.toml");
    fs::write(
        &profile,
        "[company]\nname = \"Exemple SA\"\nhelpdesk = \"support@exemple.fr\"\n",
    )?;
    let saved = home.path().join("saved");
    fs::create_dir(&saved)?;
    let window = Window::open(at_home(home.path(), &profile, &saved)?).await?;
    window.press("Voir un exemple").await?;
    window.heading("Le maillon faible est votre Wi-Fi").await?;
    window.press("Quitter l’exemple").await?;
    window.press("Vérifications passées").await?;
    window.sees(WEAK).await?;
    window.sees("Un rapport est abîmé").await?;
    ensure!(
        names(&history)?.len() == 2,
        "the example was kept: {:?}",
        names(&history)?
    );
    window.press("Afficher").await?;
    window.heading(WEAK).await?;
    window.sees("sur cet ordinateur").await?;
    window.press("Écrire au support…").await?;
    window.press("Enregistrer et écrire…").await?;
    window.sees("Votre logiciel de courriel s’ouvre").await?;
    let address = written(&home.path().join("written")).await?;
    ensure!(address.starts_with("mailto:support%40exemple.fr?subject="), "{address}");
    let mut files = names(&saved)?;
    files.sort();
    let endings: Vec<_> = files.iter().filter_map(|file| Path::new(file).extension()).collect();
    ensure!(endings == ["html", "maillon"], "{files:?}");
    for file in &files {
        ensure!(
            address.matches(file.as_str()).count() > 0,
            "{address} does not name {file}"
        );
    }
    ensure!(address.matches("attach=").count() == 2, "{address} attaches not both");
    window.press("Fermer").await?;
    window.press("Retour aux vérifications passées").await?;
    window.press("Tout effacer…").await?;
    window.press("Effacer").await?;
    window.sees("Aucune vérification n’est encore gardée").await?;
    ensure!(names(&history)?.is_empty(), "something is left: {:?}", names(&history)?);
    window.close().await
}

/// A home with a mail program that only notes what it was asked.
fn at_home(home: &Path, profile: &Path, saved: &Path) -> Result<Opening<'static>> {
    let programs = home.join("bin");
    fs::create_dir(&programs)?;
    let mail = programs.join("xdg-open");
    let note = home.join("written");
    let script = format!(
        "#!/bin/sh\nprintf %s \"$1\" > {0}.part && mv {0}.part {0}\n",
        note.display()
    );
    fs::write(&mail, script)?;
    fs::set_permissions(&mail, fs::Permissions::from_mode(0o755))?;
    let path = std::env::var("PATH").context("PATH")?;
    let argument = |name: &str, path: &Path| [name.to_owned(), path.display().to_string()];
    Ok(Opening {
        locale: "fr_FR.UTF-8",
        arguments: [argument("--profile", profile), argument("--save-to", saved)].concat(),
        environment: vec![
            ("PATH", format!("{}:{path}", programs.display())),
            ("XDG_DATA_HOME", home.join("data").display().to_string()),
        ],
        ..Opening::default()
    })
}

/// What the mail program was asked, once it was: it starts by itself, beside the window.
async fn written(note: &Path) -> Result<String> {
    let asked = async {
        while !note.exists() {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    let patience = std::time::Duration::from_mins(1);
    tokio::time::timeout(patience, asked)
        .await
        .context("no mail program was asked")?;
    Ok(fs::read_to_string(note)?)
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    names.collect()
}
