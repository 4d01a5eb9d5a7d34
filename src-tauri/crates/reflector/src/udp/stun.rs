//! STUN Binding (RFC 8489 § 12, a basic server), from bytes to bytes.
//!
//! A success response has 32 bytes to an IPv4 client and 44 to an IPv6 one, a bare request 20. So that nobody can use this
//! server to multiply traffic towards a forged address, a request shorter than its answer gets none: clients make it longer
//! with an attribute that a server may skip, such as SOFTWARE (Maillon's own are 44 bytes).

use std::net::{IpAddr, SocketAddr};

const HEADER: usize = 20;
const BINDING_REQUEST: u16 = 0x0001;
const BINDING_SUCCESS: u16 = 0x0101;
const BINDING_ERROR: u16 = 0x0111;
const COOKIE: u32 = 0x2112_a442;
const XOR_MAPPED_ADDRESS: u16 = 0x0020;
const ERROR_CODE: u16 = 0x0009;
const UNKNOWN_ATTRIBUTES: u16 = 0x000a;
const FINGERPRINT: u16 = 0x8028;
/// RFC 8489 § 14.7.
const FINGERPRINT_MASK: u32 = 0x5354_554e;
/// Attributes a server must understand (below 0x8000) and does: MAPPED-ADDRESS, USERNAME, MESSAGE-INTEGRITY, ERROR-CODE,
/// UNKNOWN-ATTRIBUTES, REALM, NONCE, MESSAGE-INTEGRITY-SHA256, PASSWORD-ALGORITHM, USERHASH, XOR-MAPPED-ADDRESS. They mean
/// nothing to a server that asks for no credentials, and are skipped (RFC 8489 § 6.3.1).
const UNDERSTOOD: [u16; 11] = [
    0x0001, 0x0006, 0x0008, 0x0009, 0x000a, 0x0014, 0x0015, 0x001c, 0x001d, 0x001e, 0x0020,
];
/// Attributes named in an error: more would only make it longer.
const MOST_NAMED: usize = 8;

/// The answer to a datagram from `from`; none when it is no valid Binding request or is shorter than its answer.
pub fn answer(question: &[u8], from: SocketAddr) -> Option<Vec<u8>> {
    let request = Request::read(question)?;
    let mut answer = if request.unknown.is_empty() {
        let mut answer = header(BINDING_SUCCESS, request.transaction);
        push_attribute(&mut answer, XOR_MAPPED_ADDRESS, &masked(from, request.transaction));
        answer
    } else {
        let mut answer = header(BINDING_ERROR, request.transaction);
        // Error 420, "Unknown Attribute" (RFC 8489 § 6.3.1), without a reason phrase.
        push_attribute(&mut answer, ERROR_CODE, &[0, 0, 4, 20]);
        let named = request.unknown.iter().take(MOST_NAMED);
        let named: Vec<u8> = named.flat_map(|attribute| attribute.to_be_bytes()).collect();
        push_attribute(&mut answer, UNKNOWN_ATTRIBUTES, &named);
        answer
    };
    if request.fingerprint && answer.len() + 8 <= question.len() {
        let length = answer.len() + 8 - HEADER;
        set_length(&mut answer, length);
        let value = crc32(&answer) ^ FINGERPRINT_MASK;
        push_attribute(&mut answer, FINGERPRINT, &value.to_be_bytes());
    }
    (answer.len() <= question.len()).then_some(answer)
}

struct Request<'a> {
    transaction: &'a [u8; 12],
    unknown: Vec<u16>,
    fingerprint: bool,
}

impl<'a> Request<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let (header, attributes) = bytes.split_first_chunk::<HEADER>()?;
        let [kind_high, kind_low, length_high, length_low, cookie @ ..] = header;
        let (cookie, transaction) = cookie.split_first_chunk::<4>()?;
        let length = usize::from(u16::from_be_bytes([*length_high, *length_low]));
        if u16::from_be_bytes([*kind_high, *kind_low]) != BINDING_REQUEST
            || u32::from_be_bytes(*cookie) != COOKIE
            || length != attributes.len()
            || !length.is_multiple_of(4)
        {
            return None;
        }
        let mut request = Self {
            transaction: transaction.try_into().ok()?,
            unknown: Vec::new(),
            fingerprint: false,
        };
        let mut rest = attributes;
        while !rest.is_empty() {
            // Nothing may follow the fingerprint (RFC 8489 § 14.7).
            if request.fingerprint {
                return None;
            }
            let (&[kind_high, kind_low, length_high, length_low], body) = rest.split_first_chunk()?;
            let kind = u16::from_be_bytes([kind_high, kind_low]);
            let length = usize::from(u16::from_be_bytes([length_high, length_low]));
            let value = body.get(..length)?;
            if kind == FINGERPRINT {
                let covered = &bytes[..bytes.len() - rest.len()];
                if value != (crc32(covered) ^ FINGERPRINT_MASK).to_be_bytes() {
                    return None;
                }
                request.fingerprint = true;
            } else if kind < 0x8000 && !UNDERSTOOD.contains(&kind) && !request.unknown.contains(&kind) {
                request.unknown.push(kind);
            }
            rest = body.get(length.next_multiple_of(4)..)?;
        }
        Some(request)
    }
}

fn header(kind: u16, transaction: &[u8; 12]) -> Vec<u8> {
    let mut message = Vec::with_capacity(64);
    message.extend(kind.to_be_bytes());
    message.extend([0, 0]);
    message.extend(COOKIE.to_be_bytes());
    message.extend(transaction);
    message
}

fn push_attribute(message: &mut Vec<u8>, kind: u16, value: &[u8]) {
    message.extend(kind.to_be_bytes());
    message.extend((value.len() as u16).to_be_bytes());
    message.extend(value);
    message.resize(message.len().next_multiple_of(4), 0);
    let length = message.len() - HEADER;
    set_length(message, length);
}

fn set_length(message: &mut [u8], length: usize) {
    message[2..4].copy_from_slice(&(length as u16).to_be_bytes());
}

/// The value of XOR-MAPPED-ADDRESS (RFC 8489 § 14.2).
fn masked(from: SocketAddr, transaction: &[u8; 12]) -> Vec<u8> {
    let mut mask = COOKIE.to_be_bytes().to_vec();
    mask.extend(transaction);
    let (family, address) = match from.ip().to_canonical() {
        IpAddr::V4(address) => (1, address.octets().to_vec()),
        IpAddr::V6(address) => (2, address.octets().to_vec()),
    };
    let clear = from
        .port()
        .to_be_bytes()
        .into_iter()
        .zip(&mask)
        .chain(address.into_iter().zip(&mask));
    [0, family]
        .into_iter()
        .chain(clear.map(|(byte, mask)| byte ^ mask))
        .collect()
}

/// CRC-32 of ITU V.42, as Ethernet and zip use it.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 }
        })
    })
}

#[cfg(test)]
#[path = "stun_tests.rs"]
mod tests;
