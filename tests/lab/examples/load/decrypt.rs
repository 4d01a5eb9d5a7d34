//! What TLS itself costs the one who reads: a connection in memory, only the reading end timed.

use anyhow::{Context, Result};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection};
use std::io::{Read, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

const HOST: &str = "nq.lab.test";
/// What is encrypted and decrypted, bytes.
const TOTAL: usize = 500_000_000;
/// What is in flight at once: a record is 16 KiB.
const AT_ONCE: usize = 16 * 1024;

/// Seconds to decrypt a gigabyte, as the measuring client is set up.
pub fn seconds_per_gigabyte() -> Result<f64> {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed([HOST.to_owned()])?;
    let mut roots = RootCertStore::empty();
    roots.add(cert.der().clone())?;
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).map_err(anyhow::Error::msg)?;
    let server = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)?;
    let client = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let mut server = ServerConnection::new(Arc::new(server))?;
    let mut client = ClientConnection::new(Arc::new(client), ServerName::try_from(HOST)?)?;
    let (mut up, mut down) = (Vec::new(), Vec::new());
    while client.is_handshaking() || server.is_handshaking() {
        client.write_tls(&mut up)?;
        server.read_tls(&mut &up[..])?;
        server.process_new_packets()?;
        server.write_tls(&mut down)?;
        client.read_tls(&mut &down[..])?;
        client.process_new_packets()?;
        up.clear();
        down.clear();
    }
    let (plain, mut seen) = (vec![0x6d; AT_ONCE], vec![0; AT_ONCE]);
    let (mut read, mut took) = (0, Duration::ZERO);
    while read < TOTAL {
        server.writer().write_all(&plain)?;
        while server.wants_write() {
            server.write_tls(&mut down)?;
        }
        let start = Instant::now();
        let mut left = &down[..];
        while !left.is_empty() {
            client.read_tls(&mut left)?;
            let ready = client.process_new_packets()?.plaintext_bytes_to_read();
            client
                .reader()
                .read_exact(seen.get_mut(..ready).context("more than was sent")?)?;
            read += ready;
        }
        took += start.elapsed();
        down.clear();
    }
    Ok(took.as_secs_f64() / read as f64 * 1e9)
}
