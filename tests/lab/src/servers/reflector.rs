//! Maillon's own measuring point: `maillon-reflector`.

use crate::certificate::Leaf;
use crate::namespace::Namespace;
use crate::process::Process;
use crate::program::Program;
use anyhow::Result;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

/// Starts a reflector for `host` at `address`, with every service on its usual port.
pub fn start(
    namespace: &Namespace,
    folder: &Path,
    program: &Program,
    host: &str,
    address: Ipv4Addr,
    leaf: &Leaf,
) -> Result<Process> {
    let settings = [
        format!("name={host}"),
        "user=nobody".to_owned(),
        format!("web.listen=[\"{address}:443\"]"),
        format!("stun.listen=[\"{address}:3478\"]"),
        format!("stamp.listen=[\"{address}:862\"]"),
        format!("certificate.chain={}", leaf.certificate.display()),
        format!("certificate.key={}", leaf.key.display()),
    ];
    let arguments: Vec<&str> = settings.iter().flat_map(|setting| ["--set", setting]).collect();
    let path = program.path().display().to_string();
    let mut process = Process::start(namespace, folder, "maillon-reflector", &path, &arguments)?;
    process.listens(namespace, SocketAddr::from((address, 443)))?;
    Ok(process)
}
