//! Each way by itself: a STAMP session-sender, unauthenticated (RFC 8762 § 4.2.1), which any reflector of STAMP or TWAMP Light
//! answers, as `maillon-reflector` does.

use super::addresses::any_towards;
use super::pacing::beats;
use super::{ProbeError, nonce};
use std::collections::VecDeque;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::net::UdpSocket;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

const OPERATION: &str = "stamp";
/// A test packet and its answer, bytes.
const PACKET: usize = 44;
/// Seconds from 1900, where NTP begins, to 1970 (RFC 5905 figure 4).
const NTP_EPOCH: u64 = 2_208_988_800;
/// Nothing is known of our clock: not synchronised, NTP format, 2⁴ s (RFC 4656 § 4.1.2).
const UNKNOWN_ERROR: u16 = (36 << 8) | 1;
/// The bit of an error estimate that says that timestamps are those of PTP (RFC 8762 § 4.2.1, Z).
const PTP: u8 = 0x40;

/// Pause after an error of the socket.
const AFTER_AN_ERROR: Duration = Duration::from_millis(5);

/// A 64-bit NTP timestamp: 32 bits of seconds, 32 of fractions; differences are right across its wraps.
type NtpTime = u64;

/// One test packet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exchange {
    /// Packets sent before it.
    pub number: u32,
    /// When it was sent.
    pub sent: Instant,
    /// Its answer; none when none came.
    pub answer: Option<Answer>,
}

/// What came back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answer {
    /// From our clock when it left to theirs when it came, milliseconds; the clocks are not the same.
    pub out_ms: f64,
    /// From their clock when the answer left to ours when it came, milliseconds.
    pub back_ms: f64,
    /// Packets the reflector had seen before this one, or [`Exchange::number`] and one where it does not count (RFC 8762 § 4.2,
    /// stateless).
    pub number: u32,
}

/// A test packet. `number` is that of the packet, from 0: on the wire it is one more, as if a first packet had been lost, so that
/// a reflector that counts is told from one that repeats our number.
fn encode(number: u32, session: u16, at: NtpTime) -> [u8; PACKET] {
    let mut packet = [0; PACKET];
    packet[..4].copy_from_slice(&number.wrapping_add(1).to_be_bytes());
    packet[4..12].copy_from_slice(&at.to_be_bytes());
    packet[12..14].copy_from_slice(&UNKNOWN_ERROR.to_be_bytes());
    packet[14..16].copy_from_slice(&session.to_be_bytes());
    packet
}

/// What an answer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Reflected {
    number: u32,
    sent: NtpTime,
    came: NtpTime,
    left: NtpTime,
    answer: u32,
}

/// Reads an answer to a packet of `session`; none when the bytes are anything else.
fn decode(bytes: &[u8], session: u16) -> Option<Reflected> {
    let packet = bytes.first_chunk::<PACKET>()?;
    let word = |at: usize| u32::from_be_bytes(std::array::from_fn(|byte| packet[at + byte]));
    let time = |at: usize| (u64::from(word(at)) << 32) | u64::from(word(at + 4));
    // A reflector that knows RFC 8762 alone leaves the field of RFC 8972 zero.
    let whose = u16::from_be_bytes([packet[14], packet[15]]);
    let number = word(24).checked_sub(1)?;
    let theirs = |at: usize| {
        if packet[12] & PTP == 0 {
            time(at)
        } else {
            since_1970(word(at).into(), word(at + 4))
        }
    };
    (whose == session || whose == 0).then(|| Reflected {
        number,
        sent: time(28),
        came: theirs(16),
        left: theirs(4),
        answer: word(0),
    })
}

/// A time since 1970, as NTP and, in 32 bits of seconds, truncated PTP timestamps (IEEE 1588) count it.
fn since_1970(seconds: u64, nanos: u32) -> NtpTime {
    let seconds = seconds.wrapping_add(NTP_EPOCH) & 0xffff_ffff;
    (seconds << 32) | (((u64::from(nanos) << 32) / 1_000_000_000) & 0xffff_ffff)
}

/// From one time to another, milliseconds.
fn from_to_ms(from: NtpTime, to: NtpTime) -> f64 {
    to.wrapping_sub(from).cast_signed() as f64 / f64::from(1_u32 << 31) / 2.0 * 1000.0
}

/// Our clock, read once: it does not jump while packets are under way.
struct Clock {
    read: Instant,
    since_1970: Duration,
}

impl Clock {
    fn new() -> Self {
        Self {
            read: Instant::now(),
            since_1970: SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default(),
        }
    }

    fn at(&self, moment: Instant) -> NtpTime {
        let since = self.since_1970 + moment.saturating_duration_since(self.read);
        since_1970(since.as_secs(), since.subsec_nanos())
    }
}

/// Sends a test packet every `spacing` from `first` on, from a thread of its own, and tells each when it was answered or has
/// waited for `budget`, until the receiver is dropped. What cannot be sent is told as the error of the system, and so is what else
/// it has to say of the way, such as that the port is closed: a packet later it may be open.
pub fn series(
    target: SocketAddr,
    first: Instant,
    spacing: Duration,
    budget: Duration,
) -> Result<UnboundedReceiver<io::Result<Exchange>>, ProbeError> {
    let failed = |source| ProbeError::from_io(OPERATION, &target, source);
    let socket = std::net::UdpSocket::bind(any_towards(target.ip())).map_err(failed)?;
    socket.connect(target).map_err(failed)?;
    socket.set_nonblocking(true).map_err(failed)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(failed)?;
    let (tell, told) = mpsc::unbounded_channel();
    let talk = move || {
        if let Err(error) = runtime.block_on(talk(socket, first, spacing, budget, &tell)) {
            // Whoever listens no longer needs no reason.
            let _ = tell.send(Err(error));
        }
    };
    let thread = std::thread::Builder::new().name("stamp".to_owned());
    thread.spawn(talk).map_err(failed)?;
    Ok(told)
}

async fn talk(
    socket: std::net::UdpSocket,
    first: Instant,
    spacing: Duration,
    budget: Duration,
    tell: &UnboundedSender<io::Result<Exchange>>,
) -> io::Result<()> {
    let socket = UdpSocket::from_std(socket)?;
    let (clock, session) = (Clock::new(), (nonce() & 0xffff) as u16);
    let mut beats = beats(first, spacing)?;
    let mut waiting: VecDeque<(u32, Instant)> = VecDeque::new();
    let mut number = 0;
    let mut buffer = [0; 1500];
    let told = |exchange| tell.send(exchange).map_err(|_| io::Error::from(ErrorKind::BrokenPipe));
    loop {
        let over = waiting.front().map(|(_, sent)| *sent + budget);
        tokio::select! {
            biased;
            () = tell.closed() => return Ok(()),
            beat = beats.recv() => {
                if beat.is_none() {
                    return Ok(());
                }
                let sent = Instant::now();
                match socket.try_send(&encode(number, session, clock.at(sent))) {
                    Ok(_) => {
                        waiting.push_back((number, sent));
                        number = number.wrapping_add(1);
                    }
                    Err(error) => told(Err(error))?,
                }
            }
            received = socket.recv(&mut buffer) => {
                let came = Instant::now();
                let bytes = match received {
                    Ok(length) => buffer.get(..length).unwrap_or_default(),
                    Err(error) => {
                        told(Err(error))?;
                        // Where each packet brings one, there is no quiet moment to give up on those before it.
                        for lost in given_up(&mut waiting, came, budget) {
                            told(Ok(lost))?;
                        }
                        // An error that stays must not keep the processor busy.
                        tokio::time::sleep(AFTER_AN_ERROR).await;
                        continue;
                    }
                };
                let Some(answer) = decode(bytes, session) else { continue };
                let is_it = |(number, sent): &(u32, Instant)| *number == answer.number && clock.at(*sent) == answer.sent;
                let Some((number, sent)) = waiting.iter().position(is_it).and_then(|at| waiting.remove(at)) else {
                    continue;
                };
                let answer = Some(Answer {
                    out_ms: from_to_ms(answer.sent, answer.came),
                    back_ms: from_to_ms(answer.left, clock.at(came)),
                    number: answer.answer,
                });
                told(Ok(Exchange { number, sent, answer }))?;
            }
            () = sleep_until(over) => {
                for lost in given_up(&mut waiting, Instant::now(), budget) {
                    told(Ok(lost))?;
                }
            }
        }
    }
}

/// Packets, the oldest first, that have waited for `budget` by `now`, and wait no longer.
fn given_up(waiting: &mut VecDeque<(u32, Instant)>, now: Instant, budget: Duration) -> Vec<Exchange> {
    let late = waiting.iter().take_while(|(_, sent)| *sent + budget <= now).count();
    let given_up = waiting.drain(..late);
    given_up
        .map(|(number, sent)| Exchange {
            number,
            sent,
            answer: None,
        })
        .collect()
}

/// Waits for a moment; for ever when there is none.
async fn sleep_until(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment.into()).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
#[path = "stamp_tests.rs"]
mod tests;
