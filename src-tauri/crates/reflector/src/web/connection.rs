//! One connection, from its handshake to its end.

use super::Server;
use super::activity::{Activity, Ending, Patience};
use super::objects::answer;
use super::outgoing::Outgoing;
use super::pace::FIRST_QUANTUM;
use super::request::Connection;
use super::socket::Counted;
use super::streams::Streams;
use crate::limits::Client;
use crate::limits::gate::Ticket;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::json;
use socket2::SockRef;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, timeout};

/// Windows of HTTP/2 for an upload, bytes: more than a gigabit a second holds in 120 ms, so that the line is the limit. They cost
/// no memory, see [`super::streams`].
const WINDOW: u32 = 16 * 1024 * 1024;
/// Content that waits for its turn on a connection, bytes.
const SEND_BUFFER: usize = 32 * 1024;
/// How often it is looked whether a connection has to end.
const WATCH: Duration = Duration::from_secs(1);
/// What may wait in the kernel on its way in while a client is held to a pace: otherwise megabytes would, which the client takes
/// for its line.
const WAITING_SECONDS: f64 = 0.01;
const WAITING: (f64, f64) = (32.0 * 1024.0, 4.0 * 1024.0 * 1024.0);
/// Largest head of a request with HTTP/1.1, in fields.
const MOST_FIELDS: usize = 64;

/// Serves a connection that was let in, until it ends, has to end, or the server stops.
pub async fn serve(stream: TcpStream, client: Client, ticket: Ticket, server: Arc<Server>) {
    let activity = Arc::new(Activity::new(
        FIRST_QUANTUM,
        Arc::clone(&ticket.spending),
        Arc::clone(&server.spending),
        Arc::clone(&ticket.flow),
        Arc::clone(&server.metrics),
    ));
    let handshaking = async {
        if let Some(pace) = server.limits.slowest_pace() {
            let waits = (pace * WAITING_SECONDS).clamp(WAITING.0, WAITING.1) as usize;
            SockRef::from(&stream).set_recv_buffer_size(waits)?;
        }
        let counted = Counted::new(stream, Arc::clone(&activity))?;
        server.acceptor.accept(counted).await
    };
    let failure = match timeout(server.limits.handshake(), handshaking).await {
        Ok(Ok(stream)) => {
            let is_two = stream.get_ref().1.alpn_protocol() == Some(b"h2");
            let connection = Arc::new(Connection {
                server,
                client,
                ticket: Arc::new(ticket),
                activity: Arc::clone(&activity),
                protocol: if is_two { "h2" } else { "http/1.1" },
            });
            converse(Outgoing::new(stream, activity), connection, is_two).await;
            return;
        }
        Ok(Err(error)) => error.to_string(),
        Err(_) => "took too long".to_owned(),
    };
    server.metrics.handshakes_failed.add(1);
    let fields = [("client", server.log.addresses.of(client)), ("error", json!(failure))];
    server.log.event("handshake_failed", &fields);
}

async fn converse(stream: Outgoing, connection: Arc<Connection>, is_two: bool) {
    let limits = connection.server.limits.clone();
    let service = {
        let connection = Arc::clone(&connection);
        // Boxed: what answers a request is larger than what then sends it, and goes when that begins.
        service_fn(move |request: Request<Incoming>| Box::pin(answer(request, Arc::clone(&connection))))
    };
    let io = TokioIo::new(stream);
    let activity = Arc::clone(&connection.activity);
    if is_two {
        let streams = Streams::default();
        let serving = http2::Builder::new(streams.clone())
            .timer(TokioTimer::new())
            .initial_stream_window_size(WINDOW)
            .initial_connection_window_size(WINDOW)
            .max_concurrent_streams(limits.streams_per_connection)
            .max_header_list_size(limits.header_bytes)
            .max_send_buf_size(SEND_BUFFER)
            .serve_connection(io, service);
        let mut serving = Stoppable {
            connection: Box::pin(serving),
            stop: |serving| serving.graceful_shutdown(),
        };
        let stop = connection.server.stop.clone();
        let stopping = serving.when(stop);
        watched(
            pin!(streams.run(Box::pin(stopping), || activity.begin_turn())),
            &connection,
        )
        .await;
    } else {
        let serving = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.request())
            .max_headers(MOST_FIELDS)
            .max_buf_size(limits.header_bytes as usize)
            .serve_connection(io, service);
        let mut serving = Stoppable {
            connection: Box::pin(serving),
            stop: |serving| serving.graceful_shutdown(),
        };
        let stop = connection.server.stop.clone();
        let stopping = serving.when(stop);
        // HTTP/1.1 runs its requests itself.
        watched(
            pin!(Streams::default().run(Box::pin(stopping), || activity.begin_turn())),
            &connection,
        )
        .await;
    }
}

/// Waits for the end of a connection, or brings it about.
async fn watched<F>(mut serving: Pin<&mut F>, connection: &Connection)
where
    F: Future<Output = Result<(), hyper::Error>>,
{
    let limits = &connection.server.limits;
    let patience = Patience {
        request: limits.handshake() + limits.request(),
        idle: limits.idle(),
        connection: limits.connection(),
    };
    let mut ticks = interval(WATCH);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let ending: Ending = loop {
        tokio::select! {
            // A peer that breaks the protocol or goes away is no concern of the server.
            _ = &mut serving => return,
            _ = ticks.tick() => if let Some(ending) = connection.activity.ending(patience, Instant::now()) {
                break ending;
            }
        }
    };
    let log = &connection.server.log;
    let fields = [
        ("client", log.addresses.of(connection.client)),
        ("reason", json!(ending.name())),
    ];
    log.event("connection_ended", &fields);
}

/// A connection of either version that lets its requests end and takes no more.
struct Stoppable<C> {
    connection: Pin<Box<C>>,
    stop: fn(Pin<&mut C>),
}

impl<C: Future<Output = Result<(), hyper::Error>>> Stoppable<C> {
    async fn when(&mut self, mut stop: watch::Receiver<bool>) -> Result<(), hyper::Error> {
        tokio::select! {
            ended = self.connection.as_mut() => return ended,
            // The sender never goes away before its receivers.
            _ = stop.wait_for(|stops| *stops) => {}
        }
        (self.stop)(self.connection.as_mut());
        self.connection.as_mut().await
    }
}
