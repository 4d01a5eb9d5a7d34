//! One visit to a page, cold and then warm on the kept connection: TCP, TLS, first byte, body.

use super::dial::{Phases, dial};
use super::http::{Body, Http, read_body};
use super::tls::{Alpn, Peer};
use super::{Budgets, Target};
use crate::probes::ProbeError;
use http::header::LOCATION;
use http::{Method, Response};
use hyper::body::Incoming;
use maillon_diagnosis::checks::server::Visit;
use std::time::{Duration, Instant};

/// Characters kept of the place a server redirects to.
const LONGEST_LOCATION: usize = 512;

/// What a visit brought back.
#[derive(Debug, Default)]
pub struct Visited {
    /// The phases; `at_ms`, `dns_ms` and `think_ms` are the check's to fill in. `first_byte_ms` goes to the end of the
    /// response headers. Over a proxy `tcp_ms` is the time to the proxy.
    pub visit: Visit,
    /// Time of the proxy's own name resolution and connection, when there is a proxy and the page is https.
    pub tunnel: Option<Duration>,
    /// Who answered the TLS handshake.
    pub peer: Option<Peer>,
    /// Where the server redirects to, as it wrote it, cut at 512 characters. Not followed.
    pub location: Option<String>,
    /// Why the visit ended early; `visit.failure` has its reason.
    pub error: Option<ProbeError>,
    /// The connection, when a warm visit can follow.
    pub open: Option<Open>,
}

/// A connection kept for a warm visit. Closed when dropped.
#[derive(Debug)]
pub struct Open {
    target: Target,
    http: Http,
}

impl Open {
    /// Closes it in good order.
    pub async fn close(self) {
        self.http.close().await;
    }
}

/// Visits the page on a new connection.
///
/// The body is read up to its two budgets. Reaching the one in bytes is a good end; reaching the one in time is a failure
/// that keeps the phases before it.
pub async fn visit(target: &Target, alpn: Alpn, budgets: &Budgets) -> Visited {
    let mut phases = Phases::default();
    let opened = async {
        let stream = dial(target, alpn, budgets, &mut phases).await?;
        let two = phases.tls.as_ref().is_some_and(|tls| tls.peer.http2);
        Http::over(stream, two, &target.name()).await
    };
    let opened = opened.await;
    let mut visited = match opened {
        Ok(http) => request(target.clone(), http, budgets).await,
        Err(error) => Visited::failed(error),
    };
    visited.visit.tcp_ms = phases.tcp.map(ms);
    visited.visit.tls_ms = phases.tls.as_ref().map(|tls| ms(tls.elapsed));
    visited.tunnel = phases.tunnel;
    visited.peer = phases.tls.map(|tls| tls.peer);
    visited
}

/// Visits the same page again on the connection of an earlier visit.
pub async fn visit_again(open: Open, budgets: &Budgets) -> Visited {
    let mut visited = request(open.target, open.http, budgets).await;
    visited.visit.warm = true;
    visited
}

async fn request(target: Target, mut http: Http, budgets: &Budgets) -> Visited {
    let (response, first_byte) = match http.ask(&target, Method::GET, &[], budgets.first_byte).await {
        Ok(answer) => answer,
        Err(error) => return Visited::failed(error),
    };
    let start = Instant::now();
    let (status, location) = (response.status().as_u16(), location(&response));
    let (name, mut body) = (target.name(), Body::default());
    let read = read_body(
        response.into_body(),
        budgets.body_bytes,
        0,
        budgets.body,
        &name,
        &mut body,
    );
    let mut visited = match read.await {
        Ok(()) => Visited::default(),
        Err(error) => Visited::failed(error),
    };
    visited.visit.first_byte_ms = Some(ms(first_byte));
    visited.visit.body_ms = Some(ms(start.elapsed()));
    visited.visit.bytes = body.bytes;
    visited.visit.status = Some(status);
    visited.location = location;
    visited.open = body.complete.then_some(Open { target, http });
    visited
}

fn location(response: &Response<Incoming>) -> Option<String> {
    let value = response.headers().get(LOCATION)?;
    let text = String::from_utf8_lossy(value.as_bytes());
    Some(text.chars().take(LONGEST_LOCATION).collect())
}

pub(super) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

impl Visited {
    fn failed(error: ProbeError) -> Self {
        let visit = Visit {
            failure: Some(error.reason()),
            ..Visit::default()
        };
        Self {
            visit,
            error: Some(error),
            ..Self::default()
        }
    }
}

#[cfg(test)]
#[path = "visit_tests.rs"]
mod tests;
