//! A real check in the window: started by its button in the lab's home, followed to its verdict, saved.

use anyhow::{Context, Result, ensure};
use maillon_desktop_tests::{Opening, Window, read_json};
use maillon_diagnosis::{Link, Outcome, Report};
use maillon_lab::{Lab, Tunnel, profile};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

/// How long the application of the lab thinks: long enough for any limit.
const THINKS: Duration = Duration::from_secs(2);
const WEAK_FR: &str = "Le maillon faible est";

#[test]
fn a_real_check_names_the_slow_server_and_its_report_is_saved() -> Result<()> {
    let lab = Lab::healthy(Tunnel::Full)?;
    lab.company.application.think(THINKS);
    let profile = lab.profile(&profile::everything())?;
    let full = FullDisk::mount()?;
    let saved = tempfile::tempdir()?;
    lab.home.pc.enter(|| {
        let run = async {
            refused_where_the_disk_is_full(&lab, &profile, full.folder()).await?;
            saved_whole(&lab, &profile, saved.path()).await
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(run)
    })
}

/// A check whose report finds no room: it is still there, and nothing is left half-written.
async fn refused_where_the_disk_is_full(lab: &Lab, profile: &Path, full: &Path) -> Result<()> {
    let window = Window::open(at_home(lab, profile, full)).await?;
    window.press("Lancer la vérification").await?;
    window.heading("Vérification en cours").await?;
    window.heading(WEAK_FR).await?;
    window.press("Enregistrer le rapport…").await?;
    window.press("Enregistrer…").await?;
    window.sees("le disque est plein").await?;
    window.sees("Le rapport est toujours là").await?;
    window.sees("Choisir un autre endroit…").await?;
    ensure!(
        names(full)? == [FullDisk::FILLER],
        "something was left half-written: {:?}",
        names(full)?
    );
    window.close().await
}

/// A check told in one language and then in the other, and saved as a page and as data.
async fn saved_whole(lab: &Lab, profile: &Path, folder: &Path) -> Result<()> {
    let window = Window::open(at_home(lab, profile, folder)).await?;
    window.sees("Lab SA").await?;
    window.press("Lancer la vérification").await?;
    window.heading("Vérification en cours").await?;
    window.press("English").await?;
    window.heading("Checking").await?;
    window.press("Français").await?;
    window.heading(WEAK_FR).await?;
    window.press("Enregistrer le rapport…").await?;
    window.press("Enregistrer…").await?;
    window.sees("Rapport enregistré").await?;
    window.choose("Données (JSON)").await?;
    window.press("Enregistrer…").await?;
    window.sees(".json").await?;
    window.close().await?;

    let html = fs::read_to_string(only_file(folder, "html")?)?;
    ensure!(html.contains(WEAK_FR) && html.trim_end().ends_with("</html>"));
    ensure!(!html.contains("erp.corp.test"), "a name of the company is in the page");
    let report: Report = serde_json::from_value(read_json(&only_file(folder, "json")?)?)?;
    ensure!(report.run.complete && !report.run.example);
    ensure!(report.verdict.outcome == Outcome::WeakLink, "{:#?}", report.verdict);
    let accused: Vec<Link> = report.verdict.weak_links.iter().map(|weak| weak.link).collect();
    ensure!(accused == [Link::Server], "{:#?}", report.verdict);
    ensure!(!report.redacted.is_empty(), "names are not hidden");
    Ok(())
}

/// The window on the teleworker's computer of the lab.
fn at_home(lab: &Lab, profile: &Path, save_to: &Path) -> Opening<'static> {
    let argument = |name: &str, path: &Path| [name.to_owned(), path.display().to_string()];
    Opening {
        locale: "fr_FR.UTF-8",
        arguments: [argument("--profile", profile), argument("--save-to", save_to)].concat(),
        before: ["ip", "netns", "exec", lab.home.pc.name()].map(str::to_owned).to_vec(),
        environment: vec![("SSL_CERT_FILE", lab.root().display().to_string())],
    }
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    names.collect()
}

fn only_file(folder: &Path, ending: &str) -> Result<PathBuf> {
    let mut names = names(folder)?;
    names.retain(|name| name.ends_with(ending));
    let [name] = names.as_slice() else {
        anyhow::bail!("{names:?} instead of one file .{ending}");
    };
    Ok(folder.join(name))
}

/// A file system of a few kilobytes without a free one.
struct FullDisk(TempDir);

impl FullDisk {
    const FILLER: &'static str = "filler";

    fn mount() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=16k", "maillon-full"])
            .arg(folder.path())
            .status()
            .context("mount")?;
        ensure!(mounted.success(), "mounting needs root");
        let full = Self(folder);
        let fills = fs::write(full.folder().join(Self::FILLER), vec![0; 64 * 1024]);
        ensure!(fills.is_err(), "the disk is not full");
        Ok(full)
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for FullDisk {
    fn drop(&mut self) {
        // Left mounted, the folder could not be removed, which the test would not see: there is nothing else to do.
        let _ = Command::new("umount").arg(self.folder()).status();
    }
}
