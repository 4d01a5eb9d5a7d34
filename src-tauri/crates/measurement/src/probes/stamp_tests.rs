use super::*;
use proptest::prelude::*;

/// An answer as RFC 8762 § 4.3.1 lays it out, from one that counts.
fn answer(question: &[u8; PACKET], count: u32, came: NtpTime, left: NtpTime) -> [u8; PACKET] {
    let mut answer = [0; PACKET];
    answer[..4].copy_from_slice(&count.to_be_bytes());
    answer[4..12].copy_from_slice(&left.to_be_bytes());
    answer[12..14].copy_from_slice(&[0x94, 1]);
    answer[14..16].copy_from_slice(&question[14..16]);
    answer[16..24].copy_from_slice(&came.to_be_bytes());
    answer[24..28].copy_from_slice(&question[..4]);
    answer[28..36].copy_from_slice(&question[4..12]);
    answer[36..38].copy_from_slice(&question[12..14]);
    answer[40] = 57;
    answer
}

#[test]
fn an_answer_tells_when_it_came_and_left_and_how_many_came_before() {
    let (sent, came, left) = (7 << 32, (7 << 32) + (1 << 30), (7 << 32) + (1 << 31));
    let question = encode(41, 0x1234, sent);
    let bytes = answer(&question, 39, came, left);
    let seen = decode(&bytes, 0x1234).expect("an answer");
    let expected = Reflected {
        number: 41,
        sent,
        came,
        left,
        answer: 39,
    };
    assert_eq!(seen, expected);
    assert!((from_to_ms(sent, came) - 250.0).abs() < 1e-9);
    assert_eq!(decode(&bytes, 0x1235), None, "of another session");
    assert_eq!(decode(&bytes[..43], 0x1234), None, "cut short");
}

#[test]
fn one_that_counts_is_told_from_one_that_repeats_our_number() {
    let on_the_wire = |number| {
        let question = encode(number, 1, 0);
        u32::from_be_bytes(std::array::from_fn(|at| question[at]))
    };
    // Of packets none of which was lost, one that counts says 0, 1, 2.
    assert_eq!([0, 1, 2].map(on_the_wire), [1, 2, 3]);
}

#[test]
fn times_of_ptp_are_read_too() {
    let clock = Clock {
        read: Instant::now(),
        since_1970: Duration::new(1_795_996_800, 250_000_000),
    };
    assert_eq!(since_1970(1_795_996_800, 250_000_000), clock.at(clock.read));
    let mut bytes = answer(&encode(0, 1, 0), 0, 0, 0);
    bytes[12] |= PTP;
    bytes[16..20].copy_from_slice(&1_795_996_800_u32.to_be_bytes());
    bytes[20..24].copy_from_slice(&250_000_000_u32.to_be_bytes());
    assert_eq!(decode(&bytes, 1).expect("an answer").came, clock.at(clock.read));
}

#[test]
fn differences_are_right_across_the_wrap_of_2036() {
    assert!((from_to_ms(NtpTime::MAX - (1 << 31), 1 << 31) - 1000.0).abs() < 1e-3);
    assert!((from_to_ms(1 << 31, NtpTime::MAX - (1 << 31)) + 1000.0).abs() < 1e-3);
}

#[tokio::test]
async fn packets_without_an_answer_and_answers_of_others_are_told_apart() {
    let reflector = UdpSocket::bind("127.0.0.1:0").await.expect("a socket");
    let target = reflector.local_addr().expect("an address");
    let (spacing, budget) = (Duration::from_millis(10), Duration::from_millis(200));
    let mut told = series(target, Instant::now(), spacing, budget).expect("a series");
    let mut buffer = [0; 100];
    for count in 0..20_u32 {
        let (length, from) = reflector.recv_from(&mut buffer).await.expect("a packet");
        assert_eq!(length, PACKET);
        let question: &[u8; PACKET] = buffer.first_chunk().expect("44 bytes");
        let sent = u64::from_be_bytes(std::array::from_fn(|at| question[4 + at]));
        let mut bytes = answer(question, count, sent + (1 << 32), sent + (1 << 32));
        match count % 4 {
            0 => continue,
            1 => bytes[35] ^= 1,
            _ => {}
        }
        reflector.send_to(&bytes, from).await.expect("an answer leaves");
    }
    let mut seen = Vec::new();
    while seen.len() < 20 {
        seen.push(
            told.recv()
                .await
                .expect("twenty are told")
                .expect("the loopback carries"),
        );
    }
    let answers: Vec<Answer> = seen.iter().filter_map(|one| one.answer).collect();
    assert_eq!(answers.len(), 10, "neither the unanswered nor the forged ones count");
    for answer in answers {
        assert!((answer.out_ms - 1000.0).abs() < 1e-6, "{answer:?}");
        assert!((-1000.0..-800.0).contains(&answer.back_ms), "{answer:?}");
        assert!(answer.number % 4 > 1, "{answer:?}");
    }
}

#[tokio::test]
async fn a_closed_port_is_said_and_ends_nothing() {
    // A port that is let go could be another test's a moment later; one that talks to somebody else is closed to us.
    let closed = UdpSocket::bind("127.0.0.1:0").await.expect("a socket");
    closed.connect("127.0.0.1:9").await.expect("a socket");
    let target = closed.local_addr().expect("an address");
    let spacing = Duration::from_millis(5);
    let mut told = series(target, Instant::now(), spacing, spacing).expect("a series");
    let (mut refused, mut unanswered) = (0, 0);
    while refused < 3 || unanswered < 3 {
        match told.recv().await.expect("it goes on") {
            Ok(exchange) => {
                assert_eq!(exchange.answer, None);
                unanswered += 1;
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
                refused += 1;
            }
        }
    }
}

proptest! {
    /// Bytes of any length, and an answer that is right but for some of them.
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..80), at in 0..PACKET, value: u8) {
        prop_assert!(bytes.len() >= PACKET || decode(&bytes, 1).is_none());
        let mut nearly = answer(&encode(7, 1, 9), 7, 10, 11);
        nearly[at] = value;
        if let Some(seen) = decode(&nearly, 1) {
            let (out_ms, back_ms) = (from_to_ms(seen.sent, seen.came), from_to_ms(seen.left, 12));
            prop_assert!(out_ms.is_finite() && back_ms.is_finite());
        }
    }
}
