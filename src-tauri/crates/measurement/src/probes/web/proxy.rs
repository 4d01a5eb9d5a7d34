//! A tunnel through an HTTP proxy (RFC 9110 § 9.3.6). No credentials: a proxy that wants some is an answer with status 407.

use super::USER_AGENT;
use crate::probes::ProbeError;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const OPERATION: &str = "proxy connect";
/// Longest answer read from a proxy, bytes.
const LONGEST_ANSWER: usize = 16 * 1024;

/// Asks the proxy at the other end of `stream` for a tunnel to `authority` (`host:port`); gives the time to its answer,
/// which holds the proxy's own name resolution and connection.
pub async fn open_tunnel(stream: &mut TcpStream, authority: &str, budget: Duration) -> Result<Duration, ProbeError> {
    let start = Instant::now();
    match tokio::time::timeout(budget, exchange(stream, authority)).await {
        Ok(result) => result.map(|()| start.elapsed()),
        Err(_) => Err(ProbeError::TimedOut {
            operation: OPERATION,
            target: authority.to_owned(),
            budget,
        }),
    }
}

async fn exchange(stream: &mut TcpStream, authority: &str) -> Result<(), ProbeError> {
    let failed = |source| ProbeError::from_io(OPERATION, authority, source);
    let garbage = |detail: String| ProbeError::Garbage {
        operation: OPERATION,
        target: authority.to_owned(),
        detail,
    };
    let request = format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: {USER_AGENT}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.map_err(failed)?;
    let mut answer = Vec::with_capacity(1024);
    let end = loop {
        if stream.read_buf(&mut answer).await.map_err(failed)? == 0 {
            return Err(ProbeError::Closed {
                operation: OPERATION,
                target: authority.to_owned(),
                received: answer.len(),
            });
        }
        if let Some(at) = answer.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if answer.len() > LONGEST_ANSWER {
            return Err(garbage(format!("an answer of more than {LONGEST_ANSWER} bytes")));
        }
    };
    match status(&answer) {
        // In TLS the client speaks first: more bytes are not the server's.
        Some(200..=299) if answer.len() == end => Ok(()),
        Some(200..=299) => Err(garbage("bytes behind the answer".to_owned())),
        Some(status) => Err(garbage(format!("the proxy answers with status {status}"))),
        None => Err(garbage("not HTTP".to_owned())),
    }
}

fn status(answer: &[u8]) -> Option<u16> {
    let rest = answer
        .strip_prefix(b"HTTP/1.1 ")
        .or_else(|| answer.strip_prefix(b"HTTP/1.0 "))?;
    std::str::from_utf8(rest.get(..3)?).ok()?.parse().ok()
}
