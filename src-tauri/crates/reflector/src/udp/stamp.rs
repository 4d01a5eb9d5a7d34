//! A STAMP session-reflector, unauthenticated (RFC 8762 § 4.3.1, with the session identifier and TLVs of RFC 8972), from bytes
//! to bytes.
//!
//! An answer has exactly the length of its question, and 44 bytes at the least; a shorter question gets none. What follows the
//! 44 bytes comes back unchanged, except for the flags of RFC 8972 § 4, which say which TLVs were understood.

use super::clock::{ErrorEstimate, NtpTime};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// A test packet without TLVs, bytes, in both directions.
const BASE: usize = 44;
/// Most sessions that are counted at once.
const MOST_SESSIONS: usize = 4096;
/// A session is over after so long without a packet (REFWAIT of RFC 5357 § 4.2, 900 s).
const SESSION_END: Duration = Duration::from_mins(15);
/// An answer that comes back here does so within this time, seconds.
const ECHO_WITHIN: u32 = 60;
/// TLV flags (RFC 8972 § 4): not understood, malformed.
const UNRECOGNIZED: u8 = 0x80;
const MALFORMED: u8 = 0x40;
/// The one TLV that is understood: there is nothing to do about it.
const EXTRA_PADDING: u8 = 1;

/// How a packet came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// Who sent it.
    pub from: SocketAddr,
    /// When it came.
    pub at: NtpTime,
    /// Its TTL or hop limit as received; 0 where the system does not tell.
    pub ttl: u8,
}

/// Whose sequence numbers an answer bears.
#[derive(Debug)]
pub enum Numbering {
    /// Those of the sender (stateless, RFC 8762 § 4.2): loss is known for both ways together.
    Stateless,
    /// Its own for each session (stateful): loss is known for each way.
    Stateful(Sessions),
}

/// The sessions that are counted.
#[derive(Debug, Default)]
pub struct Sessions {
    known: HashMap<(SocketAddr, u16), Session>,
}

#[derive(Debug)]
struct Session {
    next: u32,
    last: Instant,
}

impl Sessions {
    fn number(&mut self, session: (SocketAddr, u16), now: Instant) -> u32 {
        if self.known.len() >= MOST_SESSIONS && !self.known.contains_key(&session) {
            self.known
                .retain(|_, other| now.duration_since(other.last) < SESSION_END);
            if self.known.len() >= MOST_SESSIONS {
                // Forged senders may have filled it: half of the sessions begin anew, rather than none can begin.
                let mut turn = false;
                self.known.retain(|_, _| {
                    turn = !turn;
                    turn
                });
            }
        }
        let session = self.known.entry(session).or_insert(Session { next: 0, last: now });
        if now.duration_since(session.last) >= SESSION_END {
            session.next = 0;
        }
        session.last = now;
        let number = session.next;
        session.next = number.wrapping_add(1);
        number
    }
}

/// The answer to a test packet, with a transmit timestamp still to be set by [`stamp_transmit`]; none when it is no question.
pub fn answer(
    question: &[u8],
    arrival: Arrival,
    estimate: ErrorEstimate,
    numbering: &mut Numbering,
) -> Option<Vec<u8>> {
    let base = question.first_chunk::<BASE>()?;
    if is_answer(base, arrival.at) {
        return None;
    }
    let [sequence @ .., _, _, _, _, _, _, _, _, _, _, _, _] = &base[..16] else {
        return None;
    };
    let (sender_time, sender_estimate, identifier) = (&base[4..12], &base[12..14], &base[14..16]);
    let number = match numbering {
        Numbering::Stateless => sequence.try_into().map(u32::from_be_bytes).ok()?,
        Numbering::Stateful(sessions) => {
            let identifier = u16::from_be_bytes([identifier[0], identifier[1]]);
            sessions.number((arrival.from, identifier), Instant::now())
        }
    };
    let mut answer = Vec::with_capacity(question.len());
    answer.extend(number.to_be_bytes());
    answer.extend([0; 8]);
    answer.extend(estimate.0.to_be_bytes());
    answer.extend(identifier);
    answer.extend(arrival.at.0.to_be_bytes());
    answer.extend(sequence);
    answer.extend(sender_time);
    answer.extend(sender_estimate);
    answer.extend([0; 2]);
    answer.push(arrival.ttl);
    answer.extend([0; 3]);
    answer.extend(&question[BASE..]);
    flag_tlvs(&mut answer[BASE..]);
    Some(answer)
}

/// Sets the transmit timestamp, as the last thing before an answer leaves.
pub fn stamp_transmit(answer: &mut [u8], now: NtpTime) {
    if let Some(field) = answer.get_mut(4..12) {
        field.copy_from_slice(&now.0.to_be_bytes());
    }
}

/// Whether a packet is an answer itself: a sender leaves bytes 16 to 23 zero or fills them at random, and an answer holds a
/// time of just now there. Two reflectors set on each other by a forged address would otherwise never stop.
fn is_answer(base: &[u8; BASE], now: NtpTime) -> bool {
    let field: [u8; 8] = std::array::from_fn(|at| base[16 + at]);
    field != [0; 8] && NtpTime(u64::from_be_bytes(field)).seconds_from(now) <= ECHO_WITHIN
}

/// Sets the flags of each TLV. A sender of RFC 8972 sets U in each: anything else is plain padding, and stays as it is.
fn flag_tlvs(mut rest: &mut [u8]) {
    while let Some(flags) = rest.first().copied() {
        if flags & UNRECOGNIZED == 0 {
            return;
        }
        let length = match rest {
            [_, _, high, low, value @ ..] => {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                (length <= value.len()).then_some(length)
            }
            _ => None,
        };
        let Some(length) = length else {
            rest[0] = flags | MALFORMED;
            return;
        };
        if rest[1] == EXTRA_PADDING {
            rest[0] = flags & !UNRECOGNIZED;
        }
        rest = &mut rest[4 + length..];
    }
}

#[cfg(test)]
#[path = "stamp_tests.rs"]
mod tests;
