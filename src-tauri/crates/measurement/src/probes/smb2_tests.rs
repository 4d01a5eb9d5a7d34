use super::*;
use maillon_diagnosis::GapReason;
use proptest::prelude::*;
use tokio::net::TcpListener;

const BUDGET: Duration = Duration::from_secs(5);

/// An answer with its transport prefix.
fn answer(revision: u16, status: u32) -> Vec<u8> {
    let mut message = vec![0; HEADER + FIXED - 1];
    message[..6].copy_from_slice(b"\xfeSMB\x40\0");
    message[8..12].copy_from_slice(&status.to_le_bytes());
    message[16] = 1;
    message[HEADER] = 65;
    message[HEADER + 4..HEADER + 6].copy_from_slice(&revision.to_le_bytes());
    let mut packet = (message.len() as u32).to_be_bytes().to_vec();
    packet.extend(message);
    packet
}

/// Answers `bytes` to one request, then closes, or keeps silent when there is nothing to say.
async fn ask_fake(bytes: &[u8], budget: Duration) -> Result<(Dialect, Duration), ProbeError> {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
    let address = listener.local_addr().expect("bound");
    let mut stream = TcpStream::connect(address).await.expect("listening");
    let (mut peer, _) = listener.accept().await.expect("connected");
    let serve = async {
        let mut request = encode([0; 16], [0; 32]);
        peer.read_exact(&mut request).await.expect("a request");
        peer.write_all(bytes).await.expect("open");
        if bytes.is_empty() {
            std::future::pending::<()>().await;
        }
        drop(peer);
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = serve => unreachable!("the server never ends"),
        result = ask(&mut stream, budget) => result,
    }
}

#[test]
fn the_context_starts_where_the_request_says() {
    let packet = encode([7; 16], [9; 32]);
    let message = &packet[PREFIX..];
    assert_eq!(packet[..PREFIX], (message.len() as u32).to_be_bytes());
    let offset = u32::from_le_bytes([message[92], message[93], message[94], message[95]]) as usize;
    assert_eq!(offset % 8, 0);
    assert_eq!(message[offset..offset + 4], [1, 0, 38, 0]);
    assert_eq!(message.len(), offset + 8 + 38);
    assert_eq!(message[76..92], [7; 16]);
    assert_eq!(message[100..110], [2, 2, 0x10, 2, 0, 3, 2, 3, 0x11, 3]);
}

#[tokio::test]
async fn each_dialect_is_told() {
    for dialect in Dialect::ALL {
        let (chosen, rtt) = ask_fake(&answer(dialect.revision(), 0), BUDGET)
            .await
            .expect("an answer");
        assert_eq!(chosen, dialect);
        assert!(rtt < BUDGET);
    }
}

#[tokio::test]
async fn a_refusal_or_another_protocol_is_garbage() {
    let others: [&[u8]; 4] = [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\0\0\0\x23\xffSMB",
        &answer(0x0311, 0xc000_00bb),
        &answer(0x02ff, 0),
    ];
    for bytes in others {
        let error = ask_fake(bytes, BUDGET).await.expect_err("no dialect");
        assert_eq!(error.reason(), GapReason::Garbage, "{error}");
    }
}

#[tokio::test]
async fn a_cut_answer_is_closed() {
    let whole = answer(0x0311, 0);
    for length in [1, 3, 4, 5, 68, whole.len() - 1] {
        let error = ask_fake(&whole[..length], BUDGET).await.expect_err("cut");
        assert_eq!(error.reason(), GapReason::Closed, "{length}: {error}");
    }
}

#[tokio::test]
async fn silence_times_out() {
    let error = ask_fake(b"", Duration::from_millis(50)).await.expect_err("silent");
    assert_eq!(error.reason(), GapReason::TimedOut);
}

proptest! {
    #[test]
    fn any_bytes_can_be_decoded(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = decode(&bytes);
    }

    #[test]
    fn a_damaged_answer_can_be_decoded(at in 0usize..HEADER + FIXED - 1, byte: u8) {
        let mut message = answer(0x0311, 0).split_off(PREFIX);
        message[at] = byte;
        let _ = decode(&message);
    }
}
