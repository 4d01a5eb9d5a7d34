//! One loaded connection: it moves content as long as the ledger has room, and counts what the line delivered.

use super::asker::Asker;
use super::capacity::Counting;
use super::delivered::{Arrived, Delivered};
use super::flows::FlowState;
use super::ledger::Ledger;
use super::line::{Line, Phase};
use super::meter::Meter;
use super::server::NqServer;
use crate::host::tcp::{Counted, TcpCounters};
use crate::probes::ProbeError;
use bytes::Bytes;
use h2::SendStream;
use maillon_diagnosis::checks::bandwidth::Direction;
use std::future::poll_fn;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// Content handed over at once, bytes.
const CHUNK: usize = 64 * 1024;
/// Bytes of one post: bodies of 100 MB are refused by public servers, and a proxy may keep a whole one.
const LONGEST_POST: u64 = 32 * 1024 * 1024;
/// Answers without an object in a row before a server is given up.
const MOST_EMPTY: u32 = 3;
/// TLS and HTTP/2 around 16 KiB of content, as a share of what the other side acknowledged: 36 bytes.
const CONTENT: f64 = 0.997;
/// Bytes that may be handed over and not yet on the line, where the system does not tell: our buffer and the first window.
const UNTOLD: u64 = 256 * 1024;

/// What all connections of one load share.
#[derive(Debug)]
pub(super) struct Load {
    pub server: NqServer,
    pub direction: Direction,
    pub ledger: Ledger,
    pub meter: Arc<Meter>,
    /// Random bytes that nothing on the way can compress.
    pub content: Bytes,
}

/// One loaded connection.
#[derive(Debug)]
pub(super) struct Flow {
    line: Line,
    counters: Option<TcpCounters>,
    /// The kernel's counts when the connection was open, before any content.
    before: Counted,
    /// Bytes a server may send before the next credit.
    window: u32,
    /// Content that crossed the HTTP/2 layer.
    moved: AtomicU64,
    delivered: Mutex<Delivered>,
    /// How it ended; empty as long as it moves content.
    ended: OnceLock<FlowState>,
}

impl Flow {
    /// Opens a connection to load, with `window` bytes of room for the answer.
    pub async fn open(load: &Load, window: u32, budget: Duration) -> Result<Self, ProbeError> {
        let mut counters = None;
        let note = |phase: Phase<'_>| match phase {
            Phase::Tcp(_, stream) => {
                counters = TcpCounters::of(stream).ok();
                // What is still queued when the load ends must not load the line any longer. Where the system cannot, it drains.
                let _ = stream.set_zero_linger();
            }
            Phase::Tls(_) => {}
        };
        let line = Line::open(&load.server, window, &load.meter, budget, note).await?;
        let before = counters.as_ref().and_then(TcpCounters::counted).unwrap_or_default();
        Ok(Self {
            line,
            counters,
            before,
            window,
            moved: AtomicU64::new(0),
            delivered: Mutex::default(),
            ended: OnceLock::new(),
        })
    }

    /// A handle for probes on this connection.
    pub fn asker(&self) -> Asker {
        self.line.asker()
    }

    /// What it does.
    pub fn state(&self) -> FlowState {
        self.ended.get().copied().unwrap_or(FlowState::Moving)
    }

    /// Bytes of content that the line delivered, and how that is known.
    pub fn arrived(&self, direction: Direction) -> (u64, Counting) {
        let moved = self.moved.load(Ordering::Relaxed);
        match (direction, self.counters.as_ref().and_then(TcpCounters::counted)) {
            (Direction::Download, Some(counted)) => (self.delivered(&counted), Counting::Delivered),
            (Direction::Download, None) => (moved, Counting::InOrder),
            (Direction::Upload, Some(counted)) => {
                let taken = counted.acknowledged + counted.ahead - self.before.acknowledged;
                (moved.min((taken as f64 * CONTENT) as u64), Counting::Delivered)
            }
            (Direction::Upload, None) => (moved.saturating_sub(UNTOLD), Counting::HandedOver),
        }
    }

    /// Packets lost or out of order, and all packets; none where the system does not tell.
    pub fn lost(&self, direction: Direction) -> Option<(u64, u64)> {
        let counted = self.counters.as_ref()?.counted()?;
        let since = |now: u32, before: u32| u64::from(now.wrapping_sub(before));
        let before = &self.before;
        Some(match direction {
            Direction::Download => (
                since(counted.disordered, before.disordered),
                since(counted.segments, before.segments),
            ),
            Direction::Upload => (since(counted.resent, before.resent), since(counted.sent, before.sent)),
        })
    }

    fn delivered(&self, counted: &Counted) -> u64 {
        let since = |now: u32, before: u32| u64::from(now.wrapping_sub(before));
        let seen = Arrived {
            in_order: ((counted.received - self.before.received) as f64 * CONTENT) as u64,
            packets: since(counted.segments, self.before.segments),
            disordered: since(counted.disordered, self.before.disordered),
            packet: f64::from(counted.packet) * CONTENT,
        };
        let mut delivered = self.delivered.lock().unwrap_or_else(PoisonError::into_inner);
        delivered.take(seen)
    }

    /// Moves content until the ledger has no room left, or the connection fails.
    pub async fn run(&self, load: &Load) {
        let moved = match load.direction {
            Direction::Download => self.download(load).await,
            Direction::Upload => self.upload(load).await,
        };
        let state = moved.map_or(FlowState::Failed, |()| FlowState::Idle);
        self.ended.get_or_init(|| state);
    }

    async fn download(&self, load: &Load) -> Result<(), ProbeError> {
        let mut asker = self.asker();
        let mut empty = 0;
        // The HTTP/2 library keeps a credit to itself until it is half of the window.
        let window = u64::from(self.window);
        let credit = window / 2 + 1;
        while load.ledger.take_window(window) {
            let mut body = asker.download(&load.server.config.large).await?;
            // What the server may still send, and what came since the last credit.
            let (mut room, mut owed, mut received) = (window, 0, 0_u64);
            while let Some(data) = body.data().await {
                let length = data.map_err(|error| asker.failed(error))?.len() as u64;
                self.moved.fetch_add(length, Ordering::Relaxed);
                received += length;
                room = room.saturating_sub(length);
                owed += length;
                if owed >= credit && load.ledger.take_content(owed) {
                    body.flow_control()
                        .release_capacity(owed as usize)
                        .map_err(|error| asker.failed(error))?;
                    room += owed;
                    owed = 0;
                }
                if room == 0 {
                    return Ok(());
                }
            }
            load.ledger.give_back_content(room);
            empty = if received == 0 { empty + 1 } else { 0 };
            if empty == MOST_EMPTY {
                return Err(asker.status(http::StatusCode::NO_CONTENT));
            }
        }
        Ok(())
    }

    async fn upload(&self, load: &Load) -> Result<(), ProbeError> {
        let mut asker = self.asker();
        let mut empty = 0;
        loop {
            let (mut response, mut content) = asker.upload(&load.server.config.upload).await?;
            let before = self.moved.load(Ordering::Relaxed);
            let (status, room) = {
                let posting = self.post(load, &asker, &mut content);
                tokio::select! {
                    biased;
                    early = &mut response => (early.map_err(|error| asker.failed(error))?.status(), true),
                    posted = posting => {
                        let room = posted?;
                        if !room {
                            // The answer only tells when the server took all of it: the load is over without it.
                            return Ok(());
                        }
                        (response.await.map_err(|error| asker.failed(error))?.status(), room)
                    }
                }
            };
            if !status.is_success() {
                return Err(asker.status(status));
            }
            let posted = self.moved.load(Ordering::Relaxed) - before;
            empty = if posted < CHUNK as u64 { empty + 1 } else { 0 };
            if empty == MOST_EMPTY || !room {
                return Err(asker.status(status));
            }
        }
    }

    /// Sends one post; false when the ledger has no room for more.
    async fn post(&self, load: &Load, asker: &Asker, content: &mut SendStream<Bytes>) -> Result<bool, ProbeError> {
        let mut left = LONGEST_POST;
        while left > 0 {
            content.reserve_capacity(CHUNK);
            while content.capacity() == 0 {
                match poll_fn(|context| content.poll_capacity(context)).await {
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return Err(asker.failed(error)),
                    // The server ended the post: its answer says why.
                    None => return Ok(true),
                }
            }
            let length = content.capacity().min(CHUNK).min(left as usize);
            if !load.ledger.take_content(length as u64) {
                content
                    .send_data(Bytes::new(), true)
                    .map_err(|error| asker.failed(error))?;
                return Ok(false);
            }
            content
                .send_data(load.content.slice(..length), false)
                .map_err(|error| asker.failed(error))?;
            self.moved.fetch_add(length as u64, Ordering::Relaxed);
            left -= length as u64;
        }
        content
            .send_data(Bytes::new(), true)
            .map_err(|error| asker.failed(error))?;
        Ok(true)
    }
}
