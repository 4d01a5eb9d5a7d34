//! Established TCP connections, from the tables of the kernel (`proc(5)`).

use super::super::on_a_thread;
use crate::host::parse::network::established;
use crate::host::{Answer, HostError};
use maillon_diagnosis::GapReason;
use std::io::Read;
use std::net::SocketAddr;
use std::path::Path;

/// A table longer than this is not read to its end: some 27,000 connections.
const MOST_BYTES: u64 = 4 << 20;

/// Remote ends of established TCP connections, IPv4-mapped ones as IPv4.
pub async fn connections(root: &Path) -> Answer<Vec<SocketAddr>> {
    let root = root.to_owned();
    on_a_thread("connections", move || read(&root)).await
}

fn read(root: &Path) -> Answer<Vec<SocketAddr>> {
    let tables = ["proc/net/tcp", "proc/net/tcp6"].map(|table| {
        let mut text = Vec::new();
        let file = std::fs::File::open(root.join(table));
        let read = file.and_then(|file| file.take(MOST_BYTES).read_to_end(&mut text));
        read.map(|_| established(&String::from_utf8_lossy(&text)))
    });
    match tables {
        [Err(error), Err(_)] => Err(HostError::new("connections", GapReason::NotPermitted, &error)),
        // Without IPv6 the second table does not exist.
        tables => Ok(tables.into_iter().flatten().flatten().collect()),
    }
}
