use super::*;
use proptest::prelude::*;

const ESTIMATE: ErrorEstimate = ErrorEstimate(0x8f80);
const NOW: NtpTime = NtpTime(0xe9f0_1234_4000_0000);

fn arrival() -> Arrival {
    Arrival {
        from: "192.0.2.1:50000".parse().expect("an address"),
        at: NOW,
        ttl: 61,
    }
}

/// A session-sender test packet, laid out by RFC 8762 figure 2, with the identifier of RFC 8972 figure 1.
fn question(sequence: u32) -> Vec<u8> {
    let mut question = sequence.to_be_bytes().to_vec();
    question.extend(b"\xe9\xf0\x12\x34\x20\x00\x00\x00");
    question.extend(b"\x8d\x01\x00\x2a");
    question.resize(BASE, 0);
    question
}

fn stateless(question: &[u8]) -> Option<Vec<u8>> {
    answer(question, arrival(), ESTIMATE, &mut Numbering::Stateless)
}

#[test]
fn an_answer_is_laid_out_byte_by_byte_as_the_rfc_draws_it() {
    let mut answer = stateless(&question(7)).expect("a question");
    stamp_transmit(&mut answer, NtpTime(0xe9f0_1234_4000_1000));
    let expected: &[u8] = b"\
        \x00\x00\x00\x07\
        \xe9\xf0\x12\x34\x40\x00\x10\x00\
        \x8f\x80\x00\x2a\
        \xe9\xf0\x12\x34\x40\x00\x00\x00\
        \x00\x00\x00\x07\
        \xe9\xf0\x12\x34\x20\x00\x00\x00\
        \x8d\x01\x00\x00\
        \x3d\x00\x00\x00";
    assert_eq!(answer, expected);
}

#[test]
fn a_stateful_reflector_counts_each_session_by_itself() {
    let mut numbering = Numbering::Stateful(Sessions::default());
    let mut number = |sequence: u32, from: &str, identifier: u8| {
        let mut question = question(sequence);
        question[15] = identifier;
        let from = from.parse().expect("an address");
        let answer = answer(&question, Arrival { from, ..arrival() }, ESTIMATE, &mut numbering).expect("a question");
        assert_eq!(answer[24..28], sequence.to_be_bytes(), "the sender's own comes back");
        u32::from_be_bytes([answer[0], answer[1], answer[2], answer[3]])
    };
    assert_eq!(number(100, "192.0.2.1:50000", 1), 0);
    assert_eq!(number(103, "192.0.2.1:50000", 1), 1);
    assert_eq!(number(0, "192.0.2.1:50000", 2), 0);
    assert_eq!(number(0, "192.0.2.1:50001", 1), 0);
    assert_eq!(number(104, "192.0.2.1:50000", 1), 2);
}

#[test]
fn forged_senders_fill_no_memory_and_keep_nobody_out() {
    let mut sessions = Sessions::default();
    let now = Instant::now();
    for port in 0..20_000_u16 {
        sessions.number((SocketAddr::from(([192, 0, 2, 1], port)), 0), now);
        assert!(sessions.known.len() <= MOST_SESSIONS);
    }
    let honest = (SocketAddr::from(([192, 0, 2, 2], 1)), 0);
    assert_eq!([0, 1].map(|_| sessions.number(honest, now)), [0, 1]);
    let later = now + SESSION_END;
    assert_eq!(sessions.number(honest, later), 0, "another session of the same sender");
}

#[test]
fn what_follows_comes_back_and_only_flags_change() {
    let mut tlvs = question(1);
    tlvs.extend(b"\x80\x01\x00\x04\xde\xad\xbe\xef");
    tlvs.extend(b"\x80\x04\x00\x04\x01\x02\x03\x04");
    tlvs.extend(b"\x80\x01\x00\x09short");
    let answer = stateless(&tlvs).expect("a question");
    let expected = b"\x00\x01\x00\x04\xde\xad\xbe\xef\x80\x04\x00\x04\x01\x02\x03\x04\xc0\x01\x00\x09short";
    assert_eq!(answer[BASE..], *expected);
    let mut padded = question(1);
    padded.extend([0x5a; 100]);
    assert_eq!(
        stateless(&padded).expect("a question")[BASE..],
        [0x5a; 100],
        "padding of TWAMP"
    );
}

#[test]
fn an_answer_that_is_sent_back_here_gets_no_answer() {
    let mut answer = stateless(&question(7)).expect("a question");
    stamp_transmit(&mut answer, NOW);
    assert_eq!(stateless(&answer), None);
}

proptest! {
    #[test]
    fn an_answer_is_exactly_as_long_as_its_question(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        match stateless(&bytes) {
            Some(answer) => prop_assert_eq!(answer.len(), bytes.len()),
            None => prop_assert!(bytes.len() < BASE || is_answer(bytes.first_chunk().expect("as long"), NOW)),
        }
    }
}
