//! Loss and round-trip time over UDP, and the address the outside sees, by STUN Binding requests (RFC 8489).

use super::addresses::any_towards;
use super::{ProbeError, nonce};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::net::UdpSocket;
use tokio::time::Instant;

const OPERATION: &str = "stun binding";
const HEADER: usize = 20;
const COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const XOR_MAPPED_ADDRESS: u16 = 0x0020;
const SOFTWARE: u16 = 0x8022;
/// Who asks (RFC 8489 § 14.14), of a length that makes a request as long as the longest answer, one to an IPv6 address: a server
/// that is no amplifier answers nothing longer than its question, as `maillon-reflector` does.
const NAME: &[u8; 20] = b"Maillon line check  ";
const REQUEST: usize = HEADER + 4 + NAME.len();
/// The most requests one burst may hold: ten seconds of a call, 50 packets a second.
pub const MOST_REQUESTS: u16 = 500;
/// A server that has answered nothing by then is not asked any further.
pub const SILENT_AFTER: Duration = Duration::from_secs(2);
/// Pause after an error of the socket, so that one which stays costs no processor.
const AFTER_ERROR: Duration = Duration::from_millis(1);

/// Identifies one request (RFC 8489 § 5).
pub type Transaction = [u8; 12];

/// What one burst brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Burst {
    /// Round-trip time of each request in the order of sending; none for those without an answer.
    pub rtts: Vec<Option<Duration>>,
    /// Address and port the server saw (XOR-MAPPED-ADDRESS), from the last answer that told them.
    pub mapped: Option<SocketAddr>,
}

/// A Binding success response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Response {
    /// The request it answers.
    pub transaction: Transaction,
    /// Address and port the server saw.
    pub mapped: Option<SocketAddr>,
}

/// A Binding request of 44 bytes, with the one attribute SOFTWARE (RFC 8489 § 5, § 14.14).
pub fn encode(transaction: Transaction) -> [u8; REQUEST] {
    let mut request = [0; REQUEST];
    request[1] = 1;
    request[3] = (REQUEST - HEADER) as u8;
    request[4..8].copy_from_slice(&COOKIE);
    request[8..HEADER].copy_from_slice(&transaction);
    request[HEADER..HEADER + 2].copy_from_slice(&SOFTWARE.to_be_bytes());
    request[HEADER + 3] = NAME.len() as u8;
    request[HEADER + 4..].copy_from_slice(NAME);
    request
}

/// Reads a Binding success response; none when the bytes are anything else.
pub fn decode(bytes: &[u8]) -> Option<Response> {
    let (header, mut rest) = bytes.split_at_checked(HEADER)?;
    let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
    if header[..2] != [1, 1] || header[4..8] != COOKIE || length != rest.len() {
        return None;
    }
    let transaction = header[8..].try_into().ok()?;
    let mut mapped = None;
    while !rest.is_empty() {
        let (head, body) = rest.split_at_checked(4)?;
        let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
        let value = body.get(..length)?;
        if u16::from_be_bytes([head[0], head[1]]) == XOR_MAPPED_ADDRESS && mapped.is_none() {
            mapped = Some(unmask(value, &header[4..])?);
        }
        rest = body.get(length.next_multiple_of(4)..)?;
    }
    Some(Response { transaction, mapped })
}

/// RFC 8489 § 14.2; `mask` is the cookie and the transaction.
fn unmask(value: &[u8], mask: &[u8]) -> Option<SocketAddr> {
    let (&[_, family, high, low], address) = value.split_first_chunk()?;
    let port = u16::from_be_bytes([high ^ mask[0], low ^ mask[1]]);
    let clear: Vec<u8> = address.iter().zip(mask).map(|(a, b)| a ^ b).collect();
    let ip = match (family, address.len()) {
        (1, 4) => IpAddr::V4(Ipv4Addr::from(<[u8; 4]>::try_from(clear).ok()?)),
        (2, 16) => IpAddr::V6(Ipv6Addr::from(<[u8; 16]>::try_from(clear).ok()?)),
        _ => return None,
    };
    Some(SocketAddr::new(ip, port))
}

fn transaction() -> Transaction {
    let mut id = [0; 12];
    id[..8].copy_from_slice(&nonce().to_be_bytes());
    id[8..].copy_from_slice(&nonce().to_be_bytes()[..4]);
    id
}

/// Sends `count` requests, one each `spacing`, and listens until all are answered or `budget` is over.
///
/// At most [`MOST_REQUESTS`] are sent, each once; one that the system could not send is lost like any other. A server that never
/// answers is [`ProbeError::TimedOut`] after 2 s, not loss, or the first error of the system where there was one.
pub async fn burst(target: SocketAddr, count: u16, spacing: Duration, budget: Duration) -> Result<Burst, ProbeError> {
    let failed = |source| ProbeError::from_io(OPERATION, &target, source);
    let socket = UdpSocket::bind(any_towards(target.ip())).await.map_err(failed)?;
    socket.connect(target).await.map_err(failed)?;
    let count = usize::from(count.min(MOST_REQUESTS));
    let start = Instant::now();
    let mut end = start + budget.min(SILENT_AFTER);
    let mut sent: Vec<(Transaction, Instant)> = Vec::with_capacity(count);
    let mut rtts = Vec::with_capacity(count);
    let mut mapped = None;
    let mut first_error = None;
    let mut buffer = [0; 1500];
    while Instant::now() < end && (sent.len() < count || rtts.contains(&None)) {
        let due = start + spacing * sent.len() as u32;
        if sent.len() < count && Instant::now() >= due {
            let id = transaction();
            sent.push((id, Instant::now()));
            rtts.push(None);
            if let Err(error) = socket.send(&encode(id)).await {
                first_error.get_or_insert(error);
            }
        }
        let until = if sent.len() < count {
            end.min(start + spacing * sent.len() as u32)
        } else {
            end
        };
        let Ok(received) = tokio::time::timeout_at(until, socket.recv(&mut buffer)).await else {
            continue;
        };
        let now = Instant::now();
        let length = match received {
            Ok(length) => length,
            Err(error) => {
                first_error.get_or_insert(error);
                tokio::time::sleep(AFTER_ERROR).await;
                continue;
            }
        };
        let Some(response) = decode(&buffer[..length]) else {
            continue;
        };
        let known = |(id, _): &(Transaction, Instant)| *id == response.transaction;
        if let Some(index) = sent.iter().position(known) {
            rtts[index].get_or_insert(now - sent[index].1);
            mapped = response.mapped.or(mapped);
            end = start + budget;
        }
    }
    if rtts.iter().all(Option::is_none) {
        let silent = || ProbeError::TimedOut {
            operation: OPERATION,
            target: target.to_string(),
            budget,
        };
        return Err(first_error.map_or_else(silent, failed));
    }
    Ok(Burst { rtts, mapped })
}

#[cfg(test)]
#[path = "stun_tests.rs"]
mod tests;
