//! `cargo xtask setup`: what building and testing need from the system.
//!
//! It installs system packages on Debian and its relatives only; elsewhere it names what is missing and changes nothing. It asks `dpkg` each
//! time instead of remembering, so it is right after a package was removed. It leaves no new service running.

use std::io::{IsTerminal, stdin};
use std::{fs, process::Command};

use anyhow::{Result, bail};

use crate::needs::{NEEDS, Need, PYTHON, SERVICES};
use crate::{components, elsewhere, node, shell};

pub use crate::needs::Purpose;

/// Drives WebKitWebDriver for the tests of the window.
const DRIVER: (&str, &str) = ("tauri-driver", "2.1.0");

/// Installs `$PACKAGES` as root. `policy-rc.d` is Debian's way to keep a new service from starting
/// (invoke-rc.d(8), 101 is "forbidden"); disabling it keeps it down after the next boot as well.
const INSTALL: &str = r#"
set -eu
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 130' INT TERM
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install --yes --no-install-recommends $PACKAGES
if [ -n "$SERVICES" ] && command -v systemctl > /dev/null; then
    for service in $SERVICES; do systemctl disable "$service" || true; done
fi
"#;

/// Installs what is missing for a purpose: system packages, Node.js, the parts of Rust that format and lint, and the driver of
/// the window's tests.
pub fn setup(purpose: Purpose) -> Result<()> {
    let os_release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let wanted = packages(purpose, node::needs_python());
    if purpose >= Purpose::Test {
        components::obtainable()?;
    }
    if is_debian_like(&os_release) && shell::is_on_path("apt-get") {
        install_packages(&missing_packages(&wanted, &installed_packages(&wanted)))?;
        node::search_path()?;
    } else {
        elsewhere::missing(NEEDS, purpose)?;
    }
    if purpose >= Purpose::Test {
        components::components()?;
        driver()?;
    }
    Ok(())
}

fn install_packages(missing: &[&str]) -> Result<()> {
    if missing.is_empty() {
        println!("setup: every system package is there");
        return Ok(());
    }
    println!(
        "setup: missing system packages\n{}",
        described(|package| missing.contains(&package))
    );
    let Some(mut install) = as_root() else {
        bail!("only root can install them, and sudo is not available: nothing was changed");
    };
    install.arg(format!("PACKAGES={}", missing.join(" ")));
    install.arg(format!("SERVICES={}", services_of(missing).join(" ")));
    install.args(["sh", "-c", INSTALL]);
    shell::status(&mut install)
}

/// Installs the driver of the window's tests, from the Rust package registry into Maillon's own folder.
fn driver() -> Result<()> {
    let (name, version) = DRIVER;
    let tools = shell::tools()?;
    let known = fs::read_to_string(tools.join(".crates.toml")).unwrap_or_default();
    if known.contains(&format!("\"{name} {version} ")) && tools.join("bin").join(name).is_file() {
        return Ok(());
    }
    println!(
        "setup: {name} {version} goes to {}, to drive the window in tests",
        tools.display()
    );
    let mut install = Command::new("cargo");
    install.args(["install", "--locked", "--version", version, name, "--root"]);
    shell::status(install.arg(&tools))
}

/// Says whether an os-release(5) text describes Debian or a relative of it.
fn is_debian_like(os_release: &str) -> bool {
    os_release
        .lines()
        .filter_map(|line| line.strip_prefix("ID=").or_else(|| line.strip_prefix("ID_LIKE=")))
        .flat_map(|value| value.trim_matches(['"', '\'']).split_whitespace())
        .any(|id| id == "debian")
}

/// Every package needed for a purpose; Python only where Node.js must be brought.
fn packages(purpose: Purpose, with_python: bool) -> Vec<&'static str> {
    let needed = |need: &&Need| need.from <= purpose && (with_python || need.purpose != PYTHON);
    let needs = NEEDS.iter().filter(needed);
    needs.flat_map(|need| need.packages.iter().copied()).collect()
}

/// Asks dpkg for `name status` lines; dpkg-query fails as soon as one name is unknown, so its exit code says nothing.
fn installed_packages(packages: &[&str]) -> String {
    let mut command = Command::new("dpkg-query");
    command
        .args(["-W", "-f=${Package} ${db:Status-Status}\\n"])
        .args(packages);
    command
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default()
}

fn missing_packages<'a>(packages: &[&'a str], dpkg: &str) -> Vec<&'a str> {
    let is_installed = |package: &str| {
        dpkg.lines()
            .any(|line| line.split_once(' ') == Some((package, "installed")))
    };
    packages
        .iter()
        .copied()
        .filter(|package| !is_installed(package))
        .collect()
}

fn services_of(packages: &[&str]) -> Vec<&'static str> {
    let of_these = SERVICES.iter().filter(|(package, _)| packages.contains(package));
    of_these.flat_map(|(_, services)| services.iter().copied()).collect()
}

fn described(is_wanted: impl Fn(&'static str) -> bool) -> String {
    let mut lines = Vec::new();
    for need in NEEDS {
        let wanted: Vec<_> = need
            .packages
            .iter()
            .copied()
            .filter(|package| is_wanted(package))
            .collect();
        if !wanted.is_empty() {
            lines.push(format!("  to {}: {}", need.purpose, wanted.join(" ")));
        }
    }
    lines.join("\n")
}

/// Prepares `env` with the rights of root, or nothing when those cannot be had.
fn as_root() -> Option<Command> {
    if shell::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0") {
        return Some(Command::new("env"));
    }
    let question: &[&str] = if stdin().is_terminal() { &["-v"] } else { &["-n", "-v"] };
    let is_allowed = Command::new("sudo")
        .args(question)
        .status()
        .is_ok_and(|status| status.success());
    is_allowed.then(|| {
        let mut command = Command::new("sudo");
        command.arg("env");
        command
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debian_and_its_relatives_are_recognised() {
        assert!(is_debian_like("NAME=\"Debian GNU/Linux\"\nID=debian\n"));
        assert!(is_debian_like("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!is_debian_like("ID=fedora\nVARIANT_ID=debian\n"));
        assert!(!is_debian_like(""));
    }

    #[test]
    fn only_installed_packages_count() {
        let wanted = packages(Purpose::Test, false);
        let all: Vec<_> = wanted.iter().map(|package| format!("{package} installed\n")).collect();
        let all = all.concat();
        assert!(missing_packages(&wanted, &all).is_empty());
        let without = all
            .replace("nftables installed", "nftables config-files")
            .replace("samba installed\n", "");
        assert_eq!(missing_packages(&wanted, &without), ["nftables", "samba"]);
    }

    #[test]
    fn the_window_needs_no_test_lab_and_a_good_node_no_python() {
        let run = packages(Purpose::Run, false);
        assert!(run.contains(&"libwebkit2gtk-4.1-dev") && !run.contains(&"samba") && !run.contains(&"python3-venv"));
        assert!(packages(Purpose::Run, true).contains(&"python3-venv"));
    }

    #[test]
    fn a_missing_package_is_named_with_its_purpose() {
        let text = described(|package| package == "ethtool");
        assert_eq!(
            text,
            "  to lay out the networks of the test lab and break them: ethtool"
        );
    }

    #[test]
    fn only_services_of_new_packages_are_disabled() {
        assert_eq!(services_of(&["ethtool", "xrdp"]), ["xrdp", "xrdp-sesman"]);
        assert!(
            SERVICES
                .iter()
                .all(|(package, _)| packages(Purpose::Test, true).contains(package))
        );
    }
}
