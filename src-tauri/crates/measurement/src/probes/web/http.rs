//! One HTTP client connection, version 1.1 or 2, whose answers are bounded in size.

use super::dial::Stream;
use super::tls::tls_error;
use super::{Target, USER_AGENT};
use crate::probes::ProbeError;
use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING, HOST, USER_AGENT as USER_AGENT_HEADER};
use http::{Method, Request, Response, Uri, Version};
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::error::Error;
use std::io;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use url::Position;

const OPERATION: &str = "http request";
/// Longest block of response headers, bytes.
const LONGEST_HEADERS: usize = 64 * 1024;
/// Time a connection gets to close in good order.
const CLOSE_BUDGET: Duration = Duration::from_millis(300);
/// Most response headers.
const MOST_HEADERS: usize = 200;

/// An open connection. Closed when dropped.
#[derive(Debug)]
pub(super) struct Http {
    sender: Sender,
    // Aborts the task that drives the connection when dropped.
    driver: JoinSet<()>,
}

#[derive(Debug)]
enum Sender {
    One(http1::SendRequest<Empty<Bytes>>),
    Two(http2::SendRequest<Empty<Bytes>>),
}

/// A body as far as it was read.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub bytes: u64,
    /// The first bytes, as many as were asked for.
    pub start: Vec<u8>,
    /// Whether it came to its end.
    pub complete: bool,
}

impl Http {
    /// Speaks HTTP/2 when `two`, else HTTP/1.1; nothing is waited for.
    pub async fn over(stream: Box<dyn Stream>, two: bool, target: &str) -> Result<Self, ProbeError> {
        let stream = TokioIo::new(stream);
        let mut driver = JoinSet::new();
        let failed = |error| hyper_error(target, &error);
        let sender = if two {
            let (sender, connection) = http2::Builder::new(TokioExecutor::new())
                .max_header_list_size(LONGEST_HEADERS as u32)
                .handshake(stream)
                .await
                .map_err(failed)?;
            driver.spawn(async move { drop(connection.await) });
            Sender::Two(sender)
        } else {
            let (sender, connection) = http1::Builder::new()
                .max_buf_size(LONGEST_HEADERS)
                .max_headers(MOST_HEADERS)
                .handshake(stream)
                .await
                .map_err(failed)?;
            driver.spawn(async move { drop(connection.await) });
            Sender::One(sender)
        };
        Ok(Self { sender, driver })
    }

    /// Closes in good order, with the goodbyes of TLS and TCP.
    pub async fn close(self) {
        let Self { sender, mut driver } = self;
        drop(sender);
        // What becomes of a connection that is no longer needed is of no interest.
        drop(tokio::time::timeout(CLOSE_BUDGET, driver.join_next()).await);
    }

    /// Sends a request and waits for the end of the response headers; gives the time from the call to that.
    pub async fn ask(
        &mut self,
        target: &Target,
        method: Method,
        headers: &[(&'static str, String)],
        budget: Duration,
    ) -> Result<(Response<Incoming>, Duration), ProbeError> {
        let name = target.name();
        let request = request(target, matches!(self.sender, Sender::Two(_)), method, headers).map_err(|error| {
            ProbeError::from_io(OPERATION, &name, io::Error::new(io::ErrorKind::InvalidInput, error))
        })?;
        let start = Instant::now();
        let answer = async {
            match &mut self.sender {
                Sender::One(sender) => {
                    sender.ready().await?;
                    sender.send_request(request).await
                }
                Sender::Two(sender) => {
                    sender.ready().await?;
                    sender.send_request(request).await
                }
            }
        };
        match tokio::time::timeout(budget, answer).await {
            Ok(Ok(response)) => Ok((response, start.elapsed())),
            Ok(Err(error)) => Err(hyper_error(&name, &error)),
            Err(_) => Err(ProbeError::TimedOut {
                operation: OPERATION,
                target: name,
                budget,
            }),
        }
    }
}

/// Reads at most `limit` bytes of a body within `budget`, keeping the first `keep` of them. What was read before a failure
/// stays in `body`.
pub(super) async fn read_body(
    mut incoming: Incoming,
    limit: u64,
    keep: usize,
    budget: Duration,
    target: &str,
    body: &mut Body,
) -> Result<(), ProbeError> {
    let reading = async {
        while let Some(frame) = incoming.frame().await {
            let frame = frame.map_err(|error| hyper_error(target, &error))?;
            let Ok(data) = frame.into_data() else { continue };
            body.bytes += data.len() as u64;
            let wanted = keep.saturating_sub(body.start.len()).min(data.len());
            body.start.extend_from_slice(&data[..wanted]);
            if body.bytes >= limit {
                return Ok(());
            }
        }
        body.complete = true;
        Ok(())
    };
    match tokio::time::timeout(budget, reading).await {
        Ok(result) => result,
        Err(_) => Err(ProbeError::TimedOut {
            operation: "http body",
            target: target.to_owned(),
            budget,
        }),
    }
}

fn request(
    target: &Target,
    two: bool,
    method: Method,
    headers: &[(&'static str, String)],
) -> Result<Request<Empty<Bytes>>, http::Error> {
    let url = target.url.url();
    // The whole address goes to a server over HTTP/2 and to a proxy without tunnel (RFC 9112 § 3.2.2).
    let whole = two || (target.through_proxy && !target.is_https());
    let uri = if whole {
        &url[..Position::AfterQuery]
    } else {
        &url[Position::BeforePath..Position::AfterQuery]
    };
    let mut builder = Request::builder()
        .method(method)
        .uri(Uri::try_from(uri)?)
        .version(if two { Version::HTTP_2 } else { Version::HTTP_11 })
        .header(USER_AGENT_HEADER, USER_AGENT)
        .header(ACCEPT, "*/*")
        .header(ACCEPT_ENCODING, "identity");
    if !two {
        builder = builder.header(HOST, &url[Position::BeforeHost..Position::AfterPort]);
    }
    for (name, value) in headers {
        builder = builder.header(*name, value);
    }
    builder.body(Empty::new())
}

/// Looks through the causes of a failed exchange for the one that says most.
pub(super) fn hyper_error(target: &str, error: &hyper::Error) -> ProbeError {
    let closed = error.is_incomplete_message() || error.is_canceled() || error.is_closed();
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            let copy = match io.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                Some(tls) => io::Error::other(tls.clone()),
                None => io::Error::new(io.kind(), io.to_string()),
            };
            return tls_error(OPERATION, target, copy);
        }
        if let Some(reset) = inner.downcast_ref::<h2::Error>().filter(|error| error.is_remote()) {
            return ProbeError::from_io(
                OPERATION,
                target,
                io::Error::new(io::ErrorKind::ConnectionReset, reset.to_string()),
            );
        }
        cause = inner.source();
    }
    let target = target.to_owned();
    if closed {
        return ProbeError::Closed {
            operation: OPERATION,
            target,
            received: 0,
        };
    }
    ProbeError::Garbage {
        operation: OPERATION,
        target,
        detail: describe(error),
    }
}

fn describe(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
