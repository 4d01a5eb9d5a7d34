//! A file server: smbd(8).

use crate::namespace::Namespace;
use crate::process::Process;
use anyhow::{Context, Result};
use std::fmt::Write;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

/// Port of SMB over TCP (MS-SMB2 2.1).
pub const PORT: u16 = 445;

/// Starts a file server at `address`. Nobody can log in.
pub fn start(namespace: &Namespace, folder: &Path, address: Ipv4Addr) -> Result<Process> {
    let own = folder.join("samba");
    let mut settings = format!(
        "[global]
bind interfaces only = yes
interfaces = {address}
smb ports = {PORT}
server min protocol = SMB2
disable netbios = yes
load printers = no
logging = file
log file = {own}/smbd.log
passdb backend = tdbsam:{own}/passdb.tdb
",
        own = own.display(),
    );
    for (setting, name) in [
        ("lock directory", "lock"),
        ("state directory", "state"),
        ("cache directory", "cache"),
        ("private dir", "private"),
        ("pid directory", "pid"),
        ("ncalrpc dir", "ncalrpc"),
    ] {
        let path = own.join(name);
        fs::create_dir_all(&path).with_context(|| format!("creating {}", path.display()))?;
        writeln!(settings, "{setting} = {}", path.display())?;
    }
    let file = folder.join("smb.conf");
    fs::write(&file, settings).context("writing smb.conf")?;
    let config = format!("--configfile={}", file.display());
    let arguments = ["--foreground", "--no-process-group", "--debug-stdout", &config];
    let mut process = Process::start(namespace, folder, "smbd", "smbd", &arguments)?;
    process.listens(namespace, SocketAddr::from((address, PORT)))?;
    Ok(process)
}
