//! Requests of HTTP/2 on an open connection to a responsiveness server.

use crate::probes::ProbeError;
use crate::probes::web::{USER_AGENT, tls};
use bytes::Bytes;
use h2::client::{ResponseFuture, SendRequest};
use h2::{RecvStream, SendStream};
use http::header::{ACCEPT_ENCODING, CONTENT_TYPE, USER_AGENT as USER_AGENT_HEADER};
use http::{Method, Request};
use maillon_diagnosis::profile::WebUrl;
use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::time::{Duration, Instant};
use url::Position;

pub(super) const OPERATION: &str = "nq request";

/// What a request brought back.
#[derive(Debug)]
pub(super) struct Answer {
    pub body: Vec<u8>,
    /// From the request to the end of the body.
    pub elapsed: Duration,
}

/// Sends requests on a [`Line`].
#[derive(Debug, Clone)]
pub(super) struct Asker {
    pub sender: SendRequest<Bytes>,
    pub name: String,
}

impl Asker {
    /// Reads a page of at most `limit` bytes; another status than 200 is an error.
    pub async fn get(&mut self, url: &WebUrl, limit: usize, budget: Duration) -> Result<Answer, ProbeError> {
        let name = self.name.clone();
        let reading = async {
            let start = Instant::now();
            let mut incoming = self.download(url).await?;
            let mut body = Vec::new();
            while let Some(data) = incoming.data().await {
                let data = data.map_err(|error| h2_error(&self.name, error))?;
                body.extend_from_slice(&data);
                if body.len() > limit {
                    return Err(garbage(&self.name, format!("more than {limit} bytes")));
                }
                // Room that cannot be given back means that the connection is gone: the next read says so.
                let _ = incoming.flow_control().release_capacity(data.len());
            }
            let elapsed = start.elapsed();
            Ok(Answer { body, elapsed })
        };
        let result = tokio::time::timeout(budget, reading).await;
        result.unwrap_or_else(|_| Err(timed_out(&name, budget)))
    }

    /// Starts to read a page: gives its body.
    pub async fn download(&mut self, url: &WebUrl) -> Result<RecvStream, ProbeError> {
        let (response, _) = self.send(Method::GET, url, true).await?;
        let response = response.await.map_err(|error| h2_error(&self.name, error))?;
        if response.status() != 200 {
            return Err(self.status(response.status()));
        }
        Ok(response.into_body())
    }

    /// Starts to post: gives where the content goes, and the answer to come.
    pub async fn upload(&mut self, url: &WebUrl) -> Result<(ResponseFuture, SendStream<Bytes>), ProbeError> {
        self.send(Method::POST, url, false).await
    }

    /// What a status that no server of this test may answer means.
    pub fn status(&self, status: http::StatusCode) -> ProbeError {
        garbage(&self.name, format!("status {}", status.as_u16()))
    }

    /// What an error of the connection means.
    pub fn failed(&self, error: h2::Error) -> ProbeError {
        h2_error(&self.name, error)
    }

    async fn send(
        &mut self,
        method: Method,
        url: &WebUrl,
        end: bool,
    ) -> Result<(ResponseFuture, SendStream<Bytes>), ProbeError> {
        let mut request = Request::builder()
            .method(method)
            .uri(&url.url()[..Position::AfterQuery])
            .header(USER_AGENT_HEADER, USER_AGENT)
            .header(ACCEPT_ENCODING, "identity");
        if !end {
            request = request.header(CONTENT_TYPE, "application/octet-stream");
        }
        let request = request
            .body(())
            .map_err(|error| garbage(&self.name, error.to_string()))?;
        poll_fn(|context| self.sender.poll_ready(context))
            .await
            .map_err(|error| h2_error(&self.name, error))?;
        self.sender
            .send_request(request, end)
            .map_err(|error| h2_error(&self.name, error))
    }
}

pub(super) fn garbage(target: &str, detail: String) -> ProbeError {
    ProbeError::Garbage {
        operation: OPERATION,
        target: target.to_owned(),
        detail,
    }
}

pub(super) fn timed_out(target: &str, budget: Duration) -> ProbeError {
    ProbeError::TimedOut {
        operation: OPERATION,
        target: target.to_owned(),
        budget,
    }
}

pub(super) fn h2_error(target: &str, error: h2::Error) -> ProbeError {
    if error.is_io() {
        let source = error.into_io().unwrap_or_else(|| ErrorKind::ConnectionReset.into());
        return tls::tls_error(OPERATION, target, source);
    }
    if error.is_remote() {
        let reset = io::Error::new(ErrorKind::ConnectionReset, error.to_string());
        return ProbeError::from_io(OPERATION, target, reset);
    }
    garbage(target, error.to_string())
}
