//! `cargo xtask dist linux | windows`: what is delivered, from release builds, and looked into before it is handed out.
//!
//! The same source gives the same bytes: every file is dated by the source, and no path of the machine is left in a program.

#[cfg(unix)]
mod debian;
#[cfg(unix)]
mod desktops;
mod in_wine;
#[cfg(unix)]
pub mod linux;
mod notices;
pub mod windows;

use std::{
    env,
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{page, setup, shell};

/// The version that everything delivered carries.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Stands between two flags of the compiler, each of which may hold spaces.
const BETWEEN_FLAGS: &str = "\u{1f}";

/// What a package is made of.
pub struct Source {
    pub root: PathBuf,
    /// What every file is dated by, in seconds since 1970.
    pub date: u64,
}

/// The two programs, as cargo built them.
pub struct Programs {
    pub window: PathBuf,
    pub cli: PathBuf,
    /// The licences of what they carry.
    pub notices: PathBuf,
}

impl Programs {
    /// Those of `folder`, built for `target`, with the ending of its system.
    pub fn of(root: &Path, folder: &Path, target: &str, ending: &str) -> Result<Self> {
        let notices = folder.join("THIRD-PARTY.txt");
        fs::write(&notices, notices::notices(root, target)?)
            .with_context(|| format!("writing {}", notices.display()))?;
        Ok(Self {
            window: folder.join(format!("maillon{ending}")),
            cli: folder.join(format!("maillon-cli{ending}")),
            notices,
        })
    }
}

impl Source {
    /// The checkout, dated by `SOURCE_DATE_EPOCH` or else by its last commit.
    pub fn of(root: &Path) -> Result<Self> {
        let told = env::var("SOURCE_DATE_EPOCH").or_else(|_| {
            let mut git = Command::new("git");
            shell::output(git.args(["log", "-1", "--format=%ct"]).current_dir(root))
        });
        let told = told.context("neither SOURCE_DATE_EPOCH nor git tells what the packages are to be dated by")?;
        Ok(Self {
            root: root.to_owned(),
            date: told
                .trim()
                .parse()
                .with_context(|| format!("reading {told} as a number of seconds"))?,
        })
    }

    /// A file below the folder of what packages need beside the programs.
    pub fn packaging(&self, file: &str) -> PathBuf {
        self.root.join("src-tauri/packaging").join(file)
    }
}

/// Installs what is needed and builds the page, which the window embeds.
pub fn prepare(root: &Path) -> Result<()> {
    // Elsewhere than on Linux what is missing is named by the first program that cannot be started.
    if cfg!(target_os = "linux") {
        setup::setup(setup::Purpose::Dist)?;
    }
    let directory = page::directory(root).context("ui/package.json is missing from this checkout")?;
    page::install(&directory)?;
    page::build(&directory)
}

/// Completes a build of both programs as they are delivered; panics name source files, but not where somebody built them.
pub fn release(root: &Path, built: &Path, mut cargo: Command, flags: &[&str]) -> Result<Command> {
    cargo.args(["--release", "--package", "maillon", "--package", "maillon-cli"]);
    cargo.args(["--bin", "maillon", "--bin", "maillon-cli"]);
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")));
    let home = home.context("the user has no home folder")?;
    let mut all = Vec::new();
    for (folder, name) in [(root, "/maillon"), (&home, "/cargo"), (built, "/built")] {
        let mut renamed = OsString::from("--remap-path-prefix=");
        renamed.push(folder);
        renamed.push(format!("={name}"));
        all.push(renamed);
    }
    all.extend(flags.iter().map(OsString::from));
    cargo.env("CARGO_ENCODED_RUSTFLAGS", all.join(OsStr::new(BETWEEN_FLAGS)));
    Ok(cargo)
}

/// An empty folder for what is delivered for one system.
pub fn fresh_folder(root: &Path, system: &str) -> Result<PathBuf> {
    let folder = shell::target_directory(root)?.join("dist").join(system);
    empty(&folder)?;
    Ok(folder)
}

/// Makes a folder, without what an earlier task left there.
pub fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))
}

/// Copies a file below a folder that may not be there yet.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    let folder = to.parent().context("a file has a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    fs::copy(from, to).with_context(|| format!("copying {} to {}", from.display(), to.display()))?;
    Ok(())
}

/// Fails when the command line program does not tell the version that is delivered.
pub fn tells_its_version(command: &mut Command) -> Result<()> {
    let told = shell::output(command.arg("--version"))?;
    if told.trim() != format!("maillon-cli {VERSION}") {
        bail!("{command:?} says `{}`, not version {VERSION}", told.trim());
    }
    Ok(())
}

/// Writes `SHA256SUMS` beside what is delivered, and tells the size of each file.
pub fn conclude(folder: &Path) -> Result<()> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            names.push((entry.file_name(), entry.metadata()?.len()));
        }
    }
    names.sort();
    let mut sum = Command::new("sha256sum");
    sum.arg("--")
        .args(names.iter().map(|(name, _)| name))
        .current_dir(folder);
    let sums = shell::output(&mut sum)?;
    fs::write(folder.join("SHA256SUMS"), &sums).with_context(|| format!("writing into {}", folder.display()))?;
    println!("\n{}", folder.display());
    for (name, bytes) in &names {
        println!("{:>11} bytes  {}", bytes, name.to_string_lossy());
    }
    print!("{sums}");
    Ok(())
}
