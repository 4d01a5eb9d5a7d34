//! The page of figures for Prometheus, over plain HTTP on a local address.

use super::Server;
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::fmt::Write as _;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Readers at once.
const MOST: usize = 8;
/// Time for one reader.
const BUDGET: Duration = Duration::from_secs(10);
const AFTER_ERROR: Duration = Duration::from_millis(50);
/// Text exposition format 0.0.4.
const KIND: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

/// Answers `GET /metrics` for ever.
pub async fn serve(listener: TcpListener, server: Arc<Server>, expires: impl Fn() -> u64 + Send + Sync + 'static) {
    let places = Arc::new(Semaphore::new(MOST));
    let expires = Arc::new(expires);
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(AFTER_ERROR).await;
            continue;
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            continue;
        };
        let (server, expires) = (Arc::clone(&server), Arc::clone(&expires));
        let service = service_fn(move |request| {
            let page = page(&request, &server, expires());
            async move { Ok::<_, Infallible>(page) }
        });
        tokio::spawn(async move {
            let _place = place;
            let mut builder = http1::Builder::new();
            builder.timer(TokioTimer::new()).keep_alive(false);
            // A reader that goes away misses its page, and nothing else.
            let _ = timeout(BUDGET, builder.serve_connection(TokioIo::new(stream), service)).await;
        });
    }
}

fn page(request: &Request<Incoming>, server: &Server, expires: u64) -> Response<Page> {
    if request.uri().path() != "/metrics" || request.method() != Method::GET {
        let mut response = Response::new(Page(None));
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    }
    let mut text = server.metrics.page(server.gate.open());
    let name = "maillon_reflector_certificate_expires_seconds";
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "# HELP {name} End of the certificate, seconds since 1970.\n# TYPE {name} gauge\n{name} {expires}"
    );
    let mut response = Response::new(Page(Some(text.into())));
    response.headers_mut().insert(CONTENT_TYPE, KIND);
    response
}

/// A page that is sent at once.
struct Page(Option<Bytes>);

impl Body for Page {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}
