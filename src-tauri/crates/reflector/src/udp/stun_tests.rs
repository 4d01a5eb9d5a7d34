use super::*;
use proptest::prelude::*;

/// The sample request of RFC 5769 § 2.1: SOFTWARE, PRIORITY, ICE-CONTROLLED, USERNAME, MESSAGE-INTEGRITY, FINGERPRINT.
const SAMPLE_REQUEST: &[u8] = b"\
    \x00\x01\x00\x58\x21\x12\xa4\x42\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae\
    \x80\x22\x00\x10STUN test client\
    \x00\x24\x00\x04\x6e\x00\x01\xff\
    \x80\x29\x00\x08\x93\x2f\xf9\xb1\x51\x26\x3b\x36\
    \x00\x06\x00\x09\x65\x76\x74\x6a\x3a\x68\x36\x76\x59\x20\x20\x20\
    \x00\x08\x00\x14\x9a\xea\xa7\x0c\xbf\xd8\xcb\x56\x78\x1e\xf2\xb5\xb2\xd3\xf2\x49\xc1\xb5\x71\xa2\
    \x80\x28\x00\x04\xe5\x7a\x3b\xcf";
const TRANSACTION: [u8; 12] = *b"\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae";
/// XOR-MAPPED-ADDRESS of the responses of RFC 5769 § 2.2 and § 2.3.
const MAPPED_V4: &[u8] = b"\x00\x20\x00\x08\x00\x01\xa1\x47\xe1\x12\xa6\x43";
const MAPPED_V6: &[u8] =
    b"\x00\x20\x00\x14\x00\x02\xa1\x47\x01\x13\xa9\xfa\xa5\xd3\xf1\x79\xbc\x25\xf4\xb5\xbe\xd2\xb9\xd9";

fn v4() -> SocketAddr {
    "192.0.2.1:32853".parse().expect("an address")
}

fn v6() -> SocketAddr {
    "[2001:db8:1234:5678:11:2233:4455:6677]:32853"
        .parse()
        .expect("an address")
}

/// A request with one attribute.
fn request(kind: u16, value: &[u8]) -> Vec<u8> {
    let mut request = header(BINDING_REQUEST, &TRANSACTION);
    push_attribute(&mut request, kind, value);
    request
}

#[test]
fn the_address_is_written_as_in_the_samples_of_the_rfc() {
    for (from, attribute) in [(v4(), MAPPED_V4), (v6(), MAPPED_V6)] {
        let answer = answer(&request(0x8022, &[b'x'; 20]), from).expect("long enough");
        let mut expected = b"\x01\x01\x00".to_vec();
        expected.push(attribute.len() as u8);
        expected.extend(b"\x21\x12\xa4\x42");
        expected.extend(TRANSACTION);
        expected.extend(attribute);
        assert_eq!(answer, expected);
    }
    let mapped: SocketAddr = "[::ffff:192.0.2.1]:32853".parse().expect("an address");
    let answer = answer(&request(0x8022, &[b'x'; 8]), mapped).expect("long enough");
    assert!(answer.ends_with(MAPPED_V4), "an IPv4 client of a socket for both");
}

#[test]
fn the_sample_request_of_the_rfc_has_one_attribute_a_plain_server_does_not_know() {
    let answer = answer(SAMPLE_REQUEST, v4()).expect("long enough");
    assert_eq!(answer[..2], [0x01, 0x11]);
    assert_eq!(answer[20..28], *b"\x00\x09\x00\x04\x00\x00\x04\x14");
    assert_eq!(answer[28..36], *b"\x00\x0a\x00\x02\x00\x24\x00\x00", "PRIORITY");
    assert_eq!(answer[36..40], *b"\x80\x28\x00\x04");
    let told = u32::from_be_bytes(answer[40..].try_into().expect("the last"));
    assert_eq!(told, crc32(&answer[..36]) ^ FINGERPRINT_MASK);
}

#[test]
fn a_fingerprint_that_is_wrong_or_not_the_last_gets_no_answer() {
    let mut damaged = SAMPLE_REQUEST.to_vec();
    damaged[30] ^= 1;
    assert_eq!(answer(&damaged, v4()), None);
    let mut followed = SAMPLE_REQUEST.to_vec();
    push_attribute(&mut followed, 0x8022, b"more");
    assert_eq!(answer(&followed, v4()), None);
}

#[test]
fn a_request_shorter_than_its_answer_gets_none() {
    let bare = header(BINDING_REQUEST, &TRANSACTION);
    assert_eq!(answer(&bare, v4()), None);
    let short = request(0x8022, &[b'x'; 8]);
    assert_eq!(answer(&short, v4()).map(|answer| answer.len()), Some(32));
    assert_eq!(answer(&short, v6()), None);
    assert_eq!(answer(&request(0x7fff, &[]), v4()), None, "no room for the error");
}

#[test]
fn what_is_no_request_gets_no_answer() {
    let good = request(0x8022, &[b'x'; 20]);
    for (at, byte) in [(0, 1), (1, 0x11), (1, 2), (4, 0), (3, 0), (3, 25)] {
        let mut other = good.clone();
        other[at] = byte;
        assert_eq!(answer(&other, v4()), None, "byte {at} is {byte}");
    }
    let response = answer(&good, v4()).expect("a request");
    assert_eq!(answer(&response, v4()), None, "two servers never talk to each other");
}

proptest! {
    #[test]
    fn any_datagram_gets_at_most_as_much_as_it_brought(
        mut bytes in prop::collection::vec(any::<u8>(), 0..200),
        like_a_request: bool,
    ) {
        if like_a_request && bytes.len() >= HEADER {
            let length = bytes.len() - HEADER;
            bytes[..2].copy_from_slice(&BINDING_REQUEST.to_be_bytes());
            set_length(&mut bytes, length);
            bytes[4..8].copy_from_slice(&COOKIE.to_be_bytes());
        }
        for from in [v4(), v6()] {
            if let Some(answer) = answer(&bytes, from) {
                prop_assert!(answer.len() <= bytes.len());
            }
        }
    }

    #[test]
    fn any_attribute_of_a_request_gets_at_most_as_much_as_it_brought(
        kinds in prop::collection::vec((any::<u16>(), 0..40_usize), 0..20),
    ) {
        let mut request = header(BINDING_REQUEST, &TRANSACTION);
        for (kind, length) in kinds {
            push_attribute(&mut request, kind, &vec![0; length]);
        }
        for from in [v4(), v6()] {
            if let Some(answer) = answer(&request, from) {
                prop_assert!(answer.len() <= request.len());
            }
        }
    }
}
