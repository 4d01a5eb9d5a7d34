//! What desktops make of the Debian package once it is installed.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::{delivery, shell};

/// What desktops call a stored report.
const REPORT: &str = "application/vnd.maillon.report+json";

/// Unpacks a package, and holds what desktops will read of it against what is in it.
pub fn look_into(package: &Path, unpacked: &Path) -> Result<()> {
    let listed = shell::output(Command::new("dpkg-deb").arg("--contents").arg(package))?;
    print!("{listed}");
    if let Some(line) = listed.lines().find(|line| !line.contains(" root/root ")) {
        bail!("not every file belongs to root: {line}");
    }
    delivery::empty(unpacked)?;
    shell::status(Command::new("dpkg-deb").arg("--extract").arg(package).arg(unpacked))?;
    let shared = unpacked.join("usr/share");
    let entry = shared.join("applications/maillon.desktop");
    shell::status(Command::new("desktop-file-validate").arg(&entry))?;
    names_what_is_there(&fs::read_to_string(&entry)?, unpacked)?;
    is_known_to_desktops(unpacked, &shared)
}

/// The program that an entry starts and the icon it shows must be in the package.
fn names_what_is_there(entry: &str, unpacked: &Path) -> Result<()> {
    let value = |key: &str| {
        let mut lines = entry.lines().filter_map(|line| line.split_once('='));
        let found = lines.find(|(name, _)| *name == key);
        found
            .map(|(_, value)| value)
            .with_context(|| format!("no {key} in maillon.desktop"))
    };
    let program = value("Exec")?.split_whitespace().next().unwrap_or_default();
    let icon = value("Icon")?;
    for named in [
        format!("usr/bin/{program}"),
        format!("usr/share/icons/hicolor/128x128/apps/{icon}.png"),
        format!("usr/share/icons/hicolor/scalable/apps/{icon}.svg"),
    ] {
        if !unpacked.join(&named).is_file() {
            bail!("maillon.desktop names {named}, which the package does not hold");
        }
    }
    Ok(())
}

/// Asks as a desktop would, after what dpkg does when the package is installed: what is `x.maillon`, and who opens it?
fn is_known_to_desktops(unpacked: &Path, shared: &Path) -> Result<()> {
    let desktop = |program: &str| {
        let mut command = Command::new(program);
        command.current_dir(unpacked).env("LC_ALL", "C.UTF-8");
        // Nothing of the user's own, which could know Maillon from elsewhere.
        command
            .env("XDG_DATA_HOME", unpacked.join("nobody"))
            .env("XDG_CONFIG_HOME", unpacked.join("nobody"))
            .env("XDG_DATA_DIRS", shared)
            .env("PATH", format!("{}:/usr/bin:/bin", unpacked.join("usr/bin").display()));
        command
    };
    shell::status(desktop("update-mime-database").arg(shared.join("mime")))?;
    shell::status(desktop("update-desktop-database").arg(shared.join("applications")))?;
    let report = unpacked.join("x.maillon");
    fs::write(&report, "{}").with_context(|| format!("writing {}", report.display()))?;
    let kind = shell::output(desktop("gio").args(["info", "--attributes=standard::content-type", "x.maillon"]))?;
    if !kind.contains(REPORT) {
        bail!("a desktop does not know x.maillon as {REPORT}: {kind}");
    }
    let opener = shell::output(desktop("gio").args(["mime", REPORT]))?;
    if !opener.contains("maillon.desktop") {
        bail!("nothing opens {REPORT}: {opener}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::{VERSION, debian::tests::stand_in};

    #[test]
    fn a_desktop_knows_a_report_and_opens_it_with_maillon() {
        let (package, work) = stand_in("desktop", 1_764_000_000);
        look_into(&package, &work.join("unpacked")).expect("a sound package");
        let entry = fs::read_to_string(work.join("unpacked/usr/share/applications/maillon.desktop")).expect("text");
        let other = entry.replace("Exec=maillon ", "Exec=maillon-window ");
        assert!(names_what_is_there(&other, &work.join("unpacked")).is_err());
        fs::remove_dir_all(work).expect("ours");
    }

    #[test]
    fn a_report_that_no_desktop_knows_is_noticed() {
        let (package, work) = stand_in("unknown", 1_764_000_000);
        let unpacked = work.join("unpacked");
        look_into(&package, &unpacked).expect("a sound package");
        let types = unpacked.join("usr/share/mime/packages/maillon.xml");
        let text = fs::read_to_string(&types)
            .expect("text")
            .replace("*.maillon", "*.mayon");
        fs::write(types, text).expect("writable");
        assert!(is_known_to_desktops(&unpacked, &unpacked.join("usr/share")).is_err());
        fs::remove_dir_all(work).expect("ours");
    }

    #[test]
    fn the_window_says_the_same_of_its_reports_as_the_package() {
        let root = shell::workspace_root().expect("in the checkout");
        let read = |file: &str| fs::read_to_string(root.join(file)).expect("text");
        for file in [
            "src-tauri/tauri.conf.json",
            "src-tauri/packaging/linux/maillon.xml",
            "src-tauri/packaging/linux/maillon.desktop",
        ] {
            assert!(read(file).contains(REPORT), "{file}");
        }
        assert!(read("src-tauri/tauri.conf.json").contains(&format!("\"version\": \"{VERSION}\"")));
    }
}
