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
        reached_before: Some(39),
    };
    assert_eq!(seen, expected);
    assert!((from_to_ms(sent, came) - 250.0).abs() < 1e-9);
    assert_eq!(decode(&bytes, 0x1235), None, "of another session");
    assert_eq!(decode(&bytes[..43], 0x1234), None, "cut short");
}

#[test]
fn one_that_repeats_our_number_does_not_count() {
    for number in [0_u32, 1, 500] {
        let question = encode(number, 1, 0);
        let repeated = answer(&question, number + 1, 0, 0);
        assert_eq!(decode(&repeated, 1).expect("an answer").reached_before, None);
        let counted = answer(&question, number, 0, 0);
        assert_eq!(decode(&counted, 1).expect("an answer").reached_before, Some(number));
    }
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
        seen.push(told.recv().await.expect("twenty are told"));
    }
    let answers: Vec<Answer> = seen.iter().filter_map(|one| one.answer).collect();
    assert_eq!(answers.len(), 10, "neither the unanswered nor the forged ones count");
    for answer in answers {
        assert!((answer.out_ms - 1000.0).abs() < 1e-6, "{answer:?}");
        assert!((-1000.0..-800.0).contains(&answer.back_ms), "{answer:?}");
        assert!(answer.reached_before.is_some_and(|count| count % 4 > 1));
    }
}

#[tokio::test]
async fn a_closed_port_ends_nothing_and_answers_nothing() {
    let closed = UdpSocket::bind("127.0.0.1:0").await.expect("a socket");
    let target = closed.local_addr().expect("an address");
    drop(closed);
    let spacing = Duration::from_millis(5);
    let mut told = series(target, Instant::now(), spacing, spacing).expect("a series");
    for _ in 0..3 {
        assert_eq!(told.recv().await.expect("it goes on").answer, None);
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..80), session: u16) {
        if let Some(seen) = decode(&bytes, session) {
            prop_assert!(seen.reached_before.is_none_or(|count| count <= seen.number));
        }
    }
}
