//! A TSE, as far as it can be seen without a login: xrdp(8).

use crate::certificate::Leaf;
use crate::namespace::Namespace;
use crate::process::Process;
use anyhow::{Context, Result};
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

/// Port of RDP (MS-RDPBCGR 1.9).
pub const PORT: u16 = 3389;

/// Starts an RDP listener at `address` that offers TLS.
pub fn start(namespace: &Namespace, folder: &Path, address: Ipv4Addr, leaf: &Leaf) -> Result<Process> {
    let settings = format!(
        "[Globals]
ini_version=1
fork=true
port=tcp://{address}:{PORT}
tcp_nodelay=true
security_layer=negotiate
crypt_level=high
certificate={certificate}
key_file={key}
ssl_protocols=TLSv1.2, TLSv1.3

[Logging]
EnableConsole=true
ConsoleLevel=INFO
EnableSyslog=false
LogFile={folder}/xrdp-own.log
LogLevel=INFO

[Xvnc]
name=Xvnc
lib=libvnc.so
username=ask
password=ask
ip=127.0.0.1
port=-1
",
        certificate = leaf.certificate.display(),
        key = leaf.key.display(),
        folder = folder.display(),
    );
    let file = folder.join("xrdp.ini");
    fs::write(&file, settings).context("writing xrdp.ini")?;
    let config = file.display().to_string();
    let mut process = Process::start(namespace, folder, "xrdp", "xrdp", &["--nodaemon", "--config", &config])?;
    process.listens(namespace, SocketAddr::from((address, PORT)))?;
    Ok(process)
}
