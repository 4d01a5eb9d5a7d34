//! What stands behind an nginx: it reads the whole request, thinks for as long as a test wants, and answers.

use crate::namespace::Namespace;
use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// What a test changes while it runs.
#[derive(Debug, Default)]
struct Manners {
    think_ms: AtomicU64,
    /// Every so many answers one is an error; zero for none.
    fail_every: AtomicU64,
    answers: AtomicU64,
}

/// An HTTP server whose slowness is set while it runs.
#[derive(Debug)]
pub struct Origin {
    address: SocketAddr,
    manners: Arc<Manners>,
    runtime: Option<Runtime>,
}

impl Origin {
    /// Starts it on the loopback of `namespace`.
    pub fn start(namespace: &Namespace) -> Result<Self> {
        let listener = namespace.enter(|| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
        let listener = listener.context("a port for the origin")?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let manners = Arc::new(Manners::default());
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        runtime.spawn(accept(listener, Arc::clone(&manners)));
        Ok(Self {
            address,
            manners,
            runtime: Some(runtime),
        })
    }

    /// Where nginx reaches it.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Makes it think for so long before each answer from now on.
    pub fn think(&self, time: Duration) {
        let time = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.manners.think_ms.store(time, Ordering::Relaxed);
    }

    /// Makes one of so many answers an error of the server (503) from now on.
    pub fn fail_every(&self, answers: u64) {
        self.manners.fail_every.store(answers, Ordering::Relaxed);
    }
}

impl Drop for Origin {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn accept(listener: tokio::net::TcpListener, manners: Arc<Manners>) {
    while let Ok((stream, _)) = listener.accept().await {
        let manners = Arc::clone(&manners);
        let service = service_fn(move |request| answer(request, Arc::clone(&manners)));
        tokio::spawn(async move {
            let connection = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            // A visitor that goes away in the middle is no concern of the server.
            connection.await.ok();
        });
    }
}

/// Says how many bytes were received, as the answer to an upload.
async fn answer(request: Request<Incoming>, manners: Arc<Manners>) -> Result<Response<Full<Bytes>>, Infallible> {
    let mut body = request.into_body();
    let mut received = 0;
    while let Some(Ok(frame)) = body.frame().await {
        received += frame.data_ref().map_or(0, Bytes::len);
    }
    tokio::time::sleep(Duration::from_millis(manners.think_ms.load(Ordering::Relaxed))).await;
    let number = manners.answers.fetch_add(1, Ordering::Relaxed) + 1;
    let every = manners.fail_every.load(Ordering::Relaxed);
    let mut response = Response::new(Full::new(Bytes::from(format!("{{\"bytes\":{received}}}\n"))));
    if every > 0 && number.is_multiple_of(every) {
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    }
    Ok(response)
}
