//! What is sent: a small answer, or a large object made of the same random bytes over and over.

use super::random;
use super::request::Progress;
use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::sync::OnceLock;
use std::task::{Context, Poll};

/// "At least 8 GB" (draft-ietf-ippm-responsiveness-09 § 6).
pub const LARGE: u64 = 8 << 30;
/// Random bytes; nothing on the way can make less of them, as they come again later than any such thing remembers.
const RANDOM: usize = 1 << 20;
/// Head of an HTTP/2 frame (RFC 9113 § 4.1), so that head and content are one TLS record.
const FRAME_HEAD: usize = 9;

/// The body of an answer.
#[derive(Debug)]
pub enum Content {
    /// Some bytes.
    Small(Small),
    /// The large object.
    Large(Large),
}

/// Some bytes on their way.
#[derive(Debug)]
pub struct Small {
    bytes: Option<Bytes>,
    /// The request ends with its answer.
    progress: Progress,
}

/// The large object on its way.
#[derive(Debug)]
pub struct Large {
    left: u64,
    at: usize,
    progress: Progress,
}

impl Content {
    /// Some bytes.
    pub fn small(bytes: impl Into<Bytes>, progress: Progress) -> Self {
        Self::Small(Small {
            bytes: Some(bytes.into()),
            progress,
        })
    }

    /// The large object.
    pub fn large(progress: Progress) -> Self {
        Self::Large(Large {
            left: LARGE,
            at: 0,
            progress,
        })
    }
}

impl Content {
    /// The same request without its content, for HEAD.
    pub fn emptied(self) -> Self {
        let progress = match self {
            Self::Small(small) => small.progress,
            Self::Large(large) => large.progress,
        };
        Self::Small(Small { bytes: None, progress })
    }
}

impl Body for Content {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match self.get_mut() {
            Self::Small(small) => Poll::Ready(small.bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Self::Large(large) => Poll::Ready(large.next().transpose().map(|bytes| bytes.map(Frame::data))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Small(small) => small.bytes.is_none(),
            Self::Large(large) => large.left == 0,
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(match self {
            Self::Small(small) => small.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64),
            Self::Large(large) => large.left,
        })
    }
}

impl Large {
    fn next(&mut self) -> io::Result<Option<Bytes>> {
        if self.left == 0 {
            return Ok(None);
        }
        if self.progress.activity().exhausted_for().is_some() {
            return Err(ErrorKind::QuotaExceeded.into());
        }
        let random = random_bytes();
        let wanted = self.progress.activity().quantum().saturating_sub(FRAME_HEAD).max(1);
        let most = usize::try_from(self.left).unwrap_or(usize::MAX);
        let length = wanted.min(random.len() - self.at).min(most);
        let bytes = random.slice(self.at..self.at + length);
        self.at = (self.at + length) % random.len();
        self.left -= length as u64;
        self.progress.add(length as u64);
        Ok(Some(bytes))
    }
}

fn random_bytes() -> &'static Bytes {
    static BYTES: OnceLock<Bytes> = OnceLock::new();
    BYTES.get_or_init(|| random::bytes(RANDOM).into())
}
