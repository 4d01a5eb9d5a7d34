//! What is delivered for Windows: an installer for one user, and an archive that is only unpacked.
//!
//! On Linux it is built as `windows.rs` builds, and tried under Wine. On Windows it is built with Microsoft's tools, which
//! only a machine with Windows can try.

use std::{
    ffi::OsString,
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, SystemTime},
};

use anyhow::{Context, Result, bail};

use super::{Programs, Source, VERSION, in_wine};
use crate::{delivery, foreign::WINDOWS, shell};

/// The target where Microsoft's linker is.
const ON_WINDOWS: &str = "x86_64-pc-windows-msvc";

/// What finds the web view; Microsoft's linker puts it into the program, mingw-w64's cannot.
const LOADER: &str = "WebView2Loader.dll";

/// Programs as they are delivered, and their largest size in bytes: what an employee downloads over a weak line.
pub const PROGRAMS: [(&str, u64); 2] = [("Maillon.exe", 12_000_000), ("maillon-cli.exe", 7_000_000)];

/// What makes the programs a quarter smaller than the settings of `Cargo.toml` do (measured with mingw-w64).
const SMALL: [(&str, &str); 2] = [("LTO", "fat"), ("OPT_LEVEL", "z")];

/// Files of the source that go with them; the ending lets a double click open them.
const PAPERS: [(&str, &str); 2] = [
    ("LICENSE-MIT", "LICENSE-MIT.txt"),
    ("LICENSE-APACHE", "LICENSE-APACHE.txt"),
];

/// The licences of what the programs carry.
const NOTICES: &str = "THIRD-PARTY.txt";

/// What each program carries for Windows: rights, sharpness on any screen, its version.
const CARRIED: [&str; 4] = ["asInvoker", "PerMonitorV2", "FileVersion", VERSION];

/// Makes the installer and the portable archive.
pub fn make(root: &Path) -> Result<()> {
    delivery::prepare(root)?;
    let source = Source::of(root)?;
    let programs = build(root)?;
    let folder = delivery::fresh_folder(root, "windows")?;
    let work = shell::target_directory(root)?.join("dist/work/windows");
    delivery::empty(&work)?;
    let laid = work.join(format!("Maillon-{VERSION}"));
    lay(&source, &programs, &laid)?;
    for (name, most) in PROGRAMS {
        look_into(&laid.join(name), most)?;
    }
    let archive = archive(&laid, &folder)?;
    let installer = installer(&source, &laid, &folder)?;
    let unpacked = unpack(&archive, &work.join("archive"))?.join(format!("Maillon-{VERSION}"));
    holds_the_same(&laid, &unpacked)?;
    holds_the_same(&laid, &unpack(&installer, &work.join("installer"))?)?;
    if cfg!(windows) {
        delivery::tells_its_version(&mut Command::new(unpacked.join("maillon-cli.exe")))?;
    } else {
        in_wine::try_out(root, &installer, &unpacked, &laid)?;
    }
    delivery::conclude(&folder)
}

fn build(root: &Path) -> Result<Programs> {
    let (target, built, mut cargo, flags) = if cfg!(windows) {
        let cargo = shell::cargo(root, &["build", "--target", ON_WINDOWS]);
        // Nobody has to have the runtime of Visual C++.
        let flags = ["-Ctarget-feature=+crt-static", "-Clink-arg=/Brepro"].as_slice();
        (ON_WINDOWS, shell::target_directory(root)?, cargo, flags)
    } else {
        let cargo = WINDOWS.cargo(root, &["build", "-Zbuild-std-features=optimize_for_size"])?;
        let flags = ["-Clink-arg=-Wl,--no-insert-timestamp"].as_slice();
        (WINDOWS.target, WINDOWS.target_directory(root)?, cargo, flags)
    };
    for (setting, value) in SMALL {
        cargo.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
    }
    shell::status(&mut delivery::release(root, &built, cargo, flags)?)?;
    let built = built.join(target).join("release");
    Programs::of(root, &built, target, ".exe")
}

/// Puts everything that is delivered into one folder, dated by the source.
fn lay(source: &Source, programs: &Programs, laid: &Path) -> Result<()> {
    let [(window, _), (cli, _)] = PROGRAMS;
    delivery::copy(&programs.window, &laid.join(window))?;
    delivery::copy(&programs.cli, &laid.join(cli))?;
    for (from, to) in PAPERS {
        delivery::copy(&source.root.join(from), &laid.join(to))?;
    }
    delivery::copy(&programs.notices, &laid.join(NOTICES))?;
    if !cfg!(windows) {
        delivery::copy(&loader(&source.root)?, &laid.join(LOADER))?;
    }
    let date = SystemTime::UNIX_EPOCH + Duration::from_secs(source.date);
    for name in names(laid)? {
        let file = File::options().write(true).open(laid.join(&name))?;
        file.set_modified(date).with_context(|| format!("dating {name}"))?;
    }
    if cfg!(unix) {
        File::open(laid)?.set_modified(date).context("dating the folder")?;
    }
    Ok(())
}

/// The loader as Microsoft made it, where the crate that needs it carries it.
fn loader(root: &Path) -> Result<PathBuf> {
    let told = shell::output(&mut shell::cargo(
        root,
        &[
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--filter-platform",
            WINDOWS.target,
        ],
    ))?;
    let mut manifests = told
        .split("\"manifest_path\":\"")
        .skip(1)
        .filter_map(|rest| Some(Path::new(rest.split_once('"')?.0)));
    let carrier = manifests.find_map(|manifest| {
        let folder = manifest.parent()?;
        let is_it = folder.file_name()?.to_string_lossy().starts_with("webview2-com-sys");
        is_it.then(|| folder.join("x64").join(LOADER))
    });
    carrier.with_context(|| format!("no crate of Cargo.lock carries {LOADER}"))
}

/// Fails when a program is too large, lacks what it must carry, or needs a library that Windows does not have.
fn look_into(program: &Path, most: u64) -> Result<()> {
    let bytes = fs::read(program).with_context(|| format!("reading {}", program.display()))?;
    if bytes.len() as u64 > most {
        bail!("{} has {} bytes, {most} at the most", program.display(), bytes.len());
    }
    if let Some(lacking) = CARRIED.into_iter().find(|text| !carries(&bytes, text)) {
        bail!("{} does not carry {lacking}", program.display());
    }
    if !cfg!(windows) {
        let mut list = Command::new("x86_64-w64-mingw32-objdump");
        let told = shell::output(list.arg("-p").arg(program))?;
        let needed = told.lines().filter_map(|line| line.trim().strip_prefix("DLL Name: "));
        if let Some(foreign) = needed.into_iter().find(|name| is_of_mingw(name)) {
            bail!("{} needs {foreign}, which Windows does not have", program.display());
        }
    }
    Ok(())
}

/// Says whether a program holds a text, in one of the two ways Windows writes it.
fn carries(bytes: &[u8], text: &str) -> bool {
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let holds = |wanted: &[u8]| bytes.windows(wanted.len()).any(|found| found == wanted);
    holds(text.as_bytes()) || holds(&wide)
}

/// `libgcc_s_seh-1.dll` and its kin come with the compiler alone.
fn is_of_mingw(library: &str) -> bool {
    library.to_ascii_lowercase().starts_with("lib")
}

/// Makes `Maillon-<version>-windows-x64.zip`, which runs from wherever it is unpacked.
fn archive(laid: &Path, folder: &Path) -> Result<PathBuf> {
    let archive = folder.join(format!("Maillon-{VERSION}-windows-x64.zip"));
    let mut zip = Command::new("7z");
    zip.args(["a", "-tzip", "-mx=9", "-mtc=off", "-mta=off", "-bso0"])
        .arg(&archive)
        .arg(laid)
        // A zip holds the time of day where it was made.
        .env("TZ", "UTC");
    shell::status(&mut zip)?;
    Ok(archive)
}

/// Makes `Maillon-<version>-setup.exe`.
fn installer(source: &Source, laid: &Path, folder: &Path) -> Result<PathBuf> {
    let installer = folder.join(format!("Maillon-{VERSION}-setup.exe"));
    let mut make = Command::new("makensis");
    make.args(["-V2", "-WX"]);
    for (name, value) in [
        ("VERSION", VERSION.into()),
        ("PROGRAMS", laid.as_os_str().to_owned()),
        ("ICON", source.root.join("icons/icon.ico").into_os_string()),
        ("OUT", installer.clone().into_os_string()),
    ] {
        let mut define = OsString::from(format!("-D{name}="));
        define.push(value);
        make.arg(define);
    }
    if laid.join(LOADER).is_file() {
        make.arg("-DLOADER");
    }
    make.arg(source.packaging("windows/maillon.nsi"));
    make.env("SOURCE_DATE_EPOCH", source.date.to_string());
    shell::status(&mut make)?;
    Ok(installer)
}

fn unpack(archive: &Path, folder: &Path) -> Result<PathBuf> {
    delivery::empty(folder)?;
    let mut out = OsString::from("-o");
    out.push(folder);
    shell::status(Command::new("7z").args(["x", "-bso0"]).arg(out).arg(archive))?;
    Ok(folder.to_owned())
}

/// Every file that was laid out must be there, byte by byte.
pub fn holds_the_same(laid: &Path, there: &Path) -> Result<()> {
    for name in names(laid)? {
        let found = fs::read(there.join(&name)).with_context(|| format!("{name} is missing in {}", there.display()))?;
        if found != fs::read(laid.join(&name))? {
            bail!("{name} is another one in {}", there.display());
        }
    }
    Ok(())
}

/// The files of a folder, sorted.
fn names(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packaging(file: &str) -> String {
        let root = shell::workspace_root().expect("in the checkout");
        fs::read_to_string(root.join("src-tauri/packaging/windows").join(file)).expect("text")
    }

    #[test]
    fn what_is_installed_is_removed_again() {
        let script = packaging("maillon.nsi");
        let delivered = PROGRAMS
            .map(|(name, _)| name)
            .into_iter()
            .chain(PAPERS.map(|(_, name)| name));
        for name in delivered.chain([LOADER, NOTICES]) {
            assert!(script.contains(&format!("File \"${{PROGRAMS}}\\{name}\"")), "{name}");
            assert!(script.contains(&format!("Delete \"$INSTDIR\\{name}\"")), "{name}");
        }
    }

    #[test]
    fn the_installer_asks_for_no_rights_and_downloads_nothing() {
        let script = packaging("maillon.nsi");
        assert!(script.contains("RequestExecutionLevel user") && !script.contains("HKLM"));
        for download in ["NSISdl", "inetc", "http:", "https:", "nsExec"] {
            assert!(!script.contains(download), "{download}");
        }
        assert!(packaging("maillon.manifest").contains("level=\"asInvoker\""));
    }

    #[test]
    fn texts_are_found_as_windows_writes_them() {
        let wide: Vec<u8> = "xFileVersion".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(carries(&wide, "FileVersion") && carries(b"level=asInvoker", "asInvoker"));
        assert!(!carries(&wide, "ProductVersion"));
    }

    #[test]
    fn libraries_of_the_compiler_are_known() {
        assert!(is_of_mingw("libgcc_s_seh-1.dll") && is_of_mingw("libwinpthread-1.dll"));
        assert!(!is_of_mingw("KERNEL32.dll") && !is_of_mingw(LOADER));
    }
}
