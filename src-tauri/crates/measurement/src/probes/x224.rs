//! The first question of a remote desktop: which security protocol? It needs no login, and its answer times the listener.
//!
//! Layout: MS-RDPBCGR 2.2.1.1 and 2.2.1.2, over TPKT (RFC 1006 § 6) and X.224.

use super::ProbeError;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const OPERATION: &str = "rdp negotiation";
const TPKT: usize = 4;
const WITHOUT_NEGOTIATION: usize = 11;
const WITH_NEGOTIATION: usize = 19;

/// TLS (`PROTOCOL_SSL`, MS-RDPBCGR 2.2.1.1.1).
pub const SSL: u32 = 1;
/// CredSSP, that is Network Level Authentication (`PROTOCOL_HYBRID`).
pub const HYBRID: u32 = 2;
/// CredSSP with early user authorization (`PROTOCOL_HYBRID_EX`).
pub const HYBRID_EX: u32 = 8;

/// The chosen protocol in the words of MS-RDPBCGR 2.2.1.2.1.
pub fn protocol_name(protocol: u32) -> &'static str {
    match protocol {
        0 => "RDP",
        SSL => "TLS",
        HYBRID => "CredSSP",
        HYBRID_EX => "CredSSP with early user authorization",
        _ => "unknown",
    }
}

/// What the listener said (MS-RDPBCGR 2.2.1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirm {
    /// It chose one protocol (`RDP_NEG_RSP`).
    Selected {
        /// What it supports, bit by bit.
        flags: u8,
        /// The chosen protocol: zero is standard RDP security.
        protocol: u32,
    },
    /// It supports none of those asked (`RDP_NEG_FAILURE`).
    Failed(Failure),
    /// The short answer of servers that do not negotiate.
    Old,
}

/// Why the listener refused (MS-RDPBCGR 2.2.1.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Failure {
    /// It wants TLS.
    SslRequired = 1,
    /// It only does standard RDP security.
    SslNotAllowed = 2,
    /// It has no certificate.
    NoCertificate = 3,
    /// The flags of the request disagree.
    InconsistentFlags = 4,
    /// It wants Network Level Authentication.
    HybridRequired = 5,
    /// It wants TLS with a certificate of the user.
    UserCertificateRequired = 6,
    /// It wants Microsoft Entra authentication.
    EntraRequired = 7,
}

impl Failure {
    const ALL: [Self; 7] = [
        Self::SslRequired,
        Self::SslNotAllowed,
        Self::NoCertificate,
        Self::InconsistentFlags,
        Self::HybridRequired,
        Self::UserCertificateRequired,
        Self::EntraRequired,
    ];

    /// The code on the wire, 1 to 7.
    pub fn code(self) -> u32 {
        self as u32
    }
}

/// Why bytes are not an X.224 connection confirm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAConfirm {
    /// Neither 11 nor 19 bytes long.
    #[error("{0} bytes, not 11 or 19")]
    Length(usize),
    /// The TPKT header has another version, or another length than the answer.
    #[error("not a TPKT header")]
    Tpkt,
    /// The X.224 unit is not a connection confirm.
    #[error("not an X.224 connection confirm")]
    X224,
    /// The negotiation part is of an unknown type or length.
    #[error("not a negotiation answer")]
    Negotiation,
    /// The failure code is none of the seven.
    #[error("unknown failure code {0}")]
    FailureCode(u32),
}

/// The 19-byte request for any of `protocols` (bits of [`SSL`], [`HYBRID`], [`HYBRID_EX`]); it names no user.
pub fn encode(protocols: u32) -> [u8; WITH_NEGOTIATION] {
    let mut request = [
        3, 0, 0, 19, // TPKT: version 3, length
        14, 0xe0, 0, 0, 0, 0, 0, // X.224: length, connection request, references, class
        1, 0, 8, 0, 0, 0, 0, 0, // RDP_NEG_REQ: type, flags, length, protocols
    ];
    request[15..].copy_from_slice(&protocols.to_le_bytes());
    request
}

/// Reads one whole answer.
pub fn decode(answer: &[u8]) -> Result<Confirm, NotAConfirm> {
    let length = answer.len();
    if length != WITHOUT_NEGOTIATION && length != WITH_NEGOTIATION {
        return Err(NotAConfirm::Length(length));
    }
    if announced([answer[0], answer[1], answer[2], answer[3]]) != Ok(length) {
        return Err(NotAConfirm::Tpkt);
    }
    if usize::from(answer[4]) != length - TPKT - 1 || answer[5] & 0xf0 != 0xd0 {
        return Err(NotAConfirm::X224);
    }
    let Some(&[kind, flags, 8, 0, a, b, c, d]) = answer.get(WITHOUT_NEGOTIATION..) else {
        return if length == WITHOUT_NEGOTIATION {
            Ok(Confirm::Old)
        } else {
            Err(NotAConfirm::Negotiation)
        };
    };
    let value = u32::from_le_bytes([a, b, c, d]);
    match kind {
        2 => Ok(Confirm::Selected { flags, protocol: value }),
        3 => Failure::ALL
            .into_iter()
            .find(|failure| failure.code() == value)
            .map(Confirm::Failed)
            .ok_or(NotAConfirm::FailureCode(value)),
        _ => Err(NotAConfirm::Negotiation),
    }
}

/// The length a TPKT header announces, when it can be that of a confirm.
fn announced(header: [u8; TPKT]) -> Result<usize, NotAConfirm> {
    let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
    match (header[0], length) {
        (3, WITHOUT_NEGOTIATION | WITH_NEGOTIATION) => Ok(length),
        _ => Err(NotAConfirm::Tpkt),
    }
}

/// Asks the listener at the other end of `stream` for any of `protocols`; gives its answer and the time to it.
pub async fn ask(stream: &mut TcpStream, protocols: u32, budget: Duration) -> Result<(Confirm, Duration), ProbeError> {
    let target = stream
        .peer_addr()
        .map_or_else(|_| "?".to_owned(), |address| address.to_string());
    let start = Instant::now();
    match tokio::time::timeout(budget, exchange(stream, protocols, &target)).await {
        Ok(result) => Ok((result?, start.elapsed())),
        Err(_) => Err(ProbeError::TimedOut {
            operation: OPERATION,
            target,
            budget,
        }),
    }
}

async fn exchange(stream: &mut TcpStream, protocols: u32, target: &str) -> Result<Confirm, ProbeError> {
    let failed = |source| ProbeError::from_io(OPERATION, target, source);
    let garbage = |error: NotAConfirm| ProbeError::Garbage {
        operation: OPERATION,
        target: target.to_owned(),
        detail: error.to_string(),
    };
    stream.write_all(&encode(protocols)).await.map_err(failed)?;
    let mut answer = [0; WITH_NEGOTIATION];
    let (mut received, mut wanted) = (0, TPKT);
    while received < wanted {
        let read = stream.read(&mut answer[received..wanted]).await;
        let read = read.map_err(failed)?;
        if read == 0 {
            return Err(ProbeError::Closed {
                operation: OPERATION,
                target: target.to_owned(),
                received,
            });
        }
        received += read;
        if received == TPKT {
            wanted = announced([answer[0], answer[1], answer[2], answer[3]]).map_err(garbage)?;
        }
    }
    decode(&answer[..wanted]).map_err(garbage)
}

#[cfg(test)]
#[path = "x224_tests.rs"]
mod tests;
