//! The company's own measuring point: `maillon-reflector`.

use crate::namespace::Namespace;
use crate::process::Process;
use anyhow::Result;
use std::net::SocketAddr;
use std::path::Path;

/// Port of STAMP (RFC 8762 § 4.1).
pub const STAMP_PORT: u16 = 862;

/// Starts `program` for `host` at `address`, with the certificate of that host in `folder`; it limits nobody. At the same
/// address it answers STAMP.
pub fn start(namespace: &Namespace, folder: &Path, program: &Path, host: &str, address: SocketAddr) -> Result<Process> {
    let certificate = folder.join(host);
    let certificate = certificate.display();
    let settings = [
        "user=nobody".to_owned(),
        format!("name={host}"),
        format!("web.listen=[\"{address}\"]"),
        "stun.listen=[]".to_owned(),
        format!("stamp.listen=[\"{}\"]", SocketAddr::new(address.ip(), STAMP_PORT)),
        format!("certificate.chain={certificate}.pem"),
        format!("certificate.key={certificate}.key"),
        "limits.gigabytes_per_hour=0".to_owned(),
        "limits.gigabytes_per_hour_per_client=0".to_owned(),
        "limits.mbps=0".to_owned(),
        "limits.mbps_per_client=0".to_owned(),
    ];
    let arguments: Vec<&str> = settings.iter().flat_map(|one| ["--set", one]).collect();
    let program = program.display().to_string();
    let mut process = Process::start(namespace, folder, "reflector", &program, &arguments)?;
    process.listens(namespace, address)?;
    Ok(process)
}
