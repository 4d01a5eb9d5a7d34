//! The first question of a file server: which SMB dialect? It needs no login (MS-SMB2 2.2.3 and 2.2.4).

use super::{ProbeError, nonce};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const OPERATION: &str = "smb negotiation";
const HEADER: usize = 64;
const FIXED: usize = 65;
const PREFIX: usize = 4;
/// More than any answer needs: it holds a security token and a few contexts.
const LONGEST: usize = 65_536;

/// The dialect the server chose (MS-SMB2 2.2.4, `DialectRevision`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum Dialect {
    /// SMB 2.0.2, Windows Vista.
    Smb202 = 0x0202,
    /// SMB 2.1, Windows 7.
    Smb210 = 0x0210,
    /// SMB 3.0, Windows 8.
    Smb300 = 0x0300,
    /// SMB 3.0.2, Windows 8.1.
    Smb302 = 0x0302,
    /// SMB 3.1.1, Windows 10.
    Smb311 = 0x0311,
}

impl Dialect {
    const ALL: [Self; 5] = [Self::Smb202, Self::Smb210, Self::Smb300, Self::Smb302, Self::Smb311];

    /// The revision on the wire.
    pub fn revision(self) -> u16 {
        self as u16
    }
}

impl std::fmt::Display for Dialect {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Smb202 => "2.0.2",
            Self::Smb210 => "2.1",
            Self::Smb300 => "3.0",
            Self::Smb302 => "3.0.2",
            Self::Smb311 => "3.1.1",
        })
    }
}

/// Why bytes are not an answer to the negotiation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAnswer {
    /// The transport prefix announces an impossible length (MS-SMB2 2.1).
    #[error("not an SMB2 transport prefix")]
    Prefix,
    /// The header is not that of a negotiation response.
    #[error("not an SMB2 negotiation response")]
    Header,
    /// The server refused with this NTSTATUS.
    #[error("refused with status {0:#010x}")]
    Status(u32),
    /// The body is not that of a negotiation response.
    #[error("not a negotiation body")]
    Body,
    /// A dialect that was not offered.
    #[error("unknown dialect {0:#06x}")]
    Dialect(u16),
}

/// The request with its transport prefix: every dialect of [`Dialect`], SHA-512 for pre-authentication integrity.
pub fn encode(client: [u8; 16], salt: [u8; 32]) -> Vec<u8> {
    let mut message = vec![0; HEADER];
    message[..4].copy_from_slice(b"\xfeSMB");
    message[4] = 64; // structure size
    message[14] = 1; // credits asked for
    message.extend([36, 0, Dialect::ALL.len() as u8, 0]);
    message.extend([1, 0, 0, 0]); // signing enabled, reserved
    message.extend([0; 4]); // capabilities
    message.extend(client);
    let dialects = HEADER + 36;
    let contexts = (dialects + 2 * Dialect::ALL.len()).next_multiple_of(8);
    message.extend((contexts as u32).to_le_bytes());
    message.extend([1, 0, 0, 0]); // one context, reserved
    for dialect in Dialect::ALL {
        message.extend(dialect.revision().to_le_bytes());
    }
    message.resize(contexts, 0);
    message.extend([1, 0, 38, 0, 0, 0, 0, 0]); // pre-authentication integrity, length, reserved
    message.extend([1, 0, 32, 0, 1, 0]); // one algorithm, length of the salt, SHA-512
    message.extend(salt);
    let mut packet = (message.len() as u32).to_be_bytes().to_vec();
    packet.extend(message);
    packet
}

/// Reads one answer without its transport prefix.
pub fn decode(message: &[u8]) -> Result<Dialect, NotAnAnswer> {
    let (header, body) = message.split_at_checked(HEADER).ok_or(NotAnAnswer::Header)?;
    let response = header[16] & 1 == 1;
    if !header.starts_with(b"\xfeSMB\x40\0") || header[12..14] != [0, 0] || !response {
        return Err(NotAnAnswer::Header);
    }
    match u32::from_le_bytes([header[8], header[9], header[10], header[11]]) {
        0 => {}
        status => return Err(NotAnAnswer::Status(status)),
    }
    if body.len() < FIXED - 1 || body[..2] != [65, 0] {
        return Err(NotAnAnswer::Body);
    }
    let revision = u16::from_le_bytes([body[4], body[5]]);
    Dialect::ALL
        .into_iter()
        .find(|dialect| dialect.revision() == revision)
        .ok_or(NotAnAnswer::Dialect(revision))
}

/// The length a transport prefix announces.
fn announced(prefix: [u8; PREFIX]) -> Result<usize, NotAnAnswer> {
    let length = u32::from_be_bytes(prefix) as usize;
    if (HEADER..=LONGEST).contains(&length) {
        Ok(length)
    } else {
        Err(NotAnAnswer::Prefix)
    }
}

/// Asks the file server at the other end of `stream`; gives the dialect it chose and the time to its whole answer.
pub async fn ask(stream: &mut TcpStream, budget: Duration) -> Result<(Dialect, Duration), ProbeError> {
    let target = stream
        .peer_addr()
        .map_or_else(|_| "?".to_owned(), |address| address.to_string());
    let start = Instant::now();
    match tokio::time::timeout(budget, exchange(stream, &target)).await {
        Ok(result) => Ok((result?, start.elapsed())),
        Err(_) => Err(ProbeError::TimedOut {
            operation: OPERATION,
            target,
            budget,
        }),
    }
}

async fn exchange(stream: &mut TcpStream, target: &str) -> Result<Dialect, ProbeError> {
    let failed = |source| ProbeError::from_io(OPERATION, target, source);
    let garbage = |error: NotAnAnswer| ProbeError::Garbage {
        operation: OPERATION,
        target: target.to_owned(),
        detail: error.to_string(),
    };
    let random: Vec<u8> = (0..6).flat_map(|_| nonce().to_be_bytes()).collect();
    let (mut client, mut salt) = ([0; 16], [0; 32]);
    client.copy_from_slice(&random[..16]);
    salt.copy_from_slice(&random[16..]);
    let request = encode(client, salt);
    stream.write_all(&request).await.map_err(failed)?;
    let mut answer = vec![0; PREFIX];
    let mut received = 0;
    while received < answer.len() {
        let read = stream.read(&mut answer[received..]).await.map_err(failed)?;
        if read == 0 {
            return Err(ProbeError::Closed {
                operation: OPERATION,
                target: target.to_owned(),
                received,
            });
        }
        received += read;
        if received == PREFIX {
            let prefix = [answer[0], answer[1], answer[2], answer[3]];
            answer.resize(PREFIX + announced(prefix).map_err(garbage)?, 0);
        }
    }
    decode(&answer[PREFIX..]).map_err(garbage)
}

#[cfg(test)]
#[path = "smb2_tests.rs"]
mod tests;
