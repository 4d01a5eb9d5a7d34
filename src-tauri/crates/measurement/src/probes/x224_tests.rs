use super::*;
use maillon_diagnosis::GapReason;
use proptest::prelude::*;
use tokio::net::TcpListener;

const BUDGET: Duration = Duration::from_secs(5);
const OLD: [u8; 11] = [3, 0, 0, 11, 6, 0xd0, 0, 0, 0x12, 0x34, 0];

fn confirm(kind: u8, value: u32) -> [u8; 19] {
    let mut answer = encode(value);
    answer[5] = 0xd0;
    answer[11] = kind;
    answer
}

/// Answers `bytes` to one request, then closes, or keeps silent when there is nothing to say.
async fn ask_fake(bytes: &[u8], budget: Duration) -> Result<(Confirm, Duration), ProbeError> {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
    let address = listener.local_addr().expect("bound");
    let mut stream = TcpStream::connect(address).await.expect("listening");
    let (mut peer, _) = listener.accept().await.expect("connected");
    let serve = async {
        let mut request = [0; 19];
        peer.read_exact(&mut request).await.expect("a request");
        assert_eq!(request, encode(SSL | HYBRID | HYBRID_EX));
        peer.write_all(bytes).await.expect("open");
        if bytes.is_empty() {
            std::future::pending::<()>().await;
        }
        drop(peer);
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = serve => unreachable!("the server never ends"),
        result = ask(&mut stream, SSL | HYBRID | HYBRID_EX, budget) => result,
    }
}

#[test]
fn the_request_is_the_documented_one() {
    // MS-RDPBCGR 4.1.1 without its cookie.
    let expected = [3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 1, 0, 0, 0];
    assert_eq!(encode(SSL), expected);
}

#[test]
fn the_documented_confirm_selects_tls() {
    // MS-RDPBCGR 4.1.2, with the protocol TLS.
    let answer = [3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, 2, 0, 8, 0, 1, 0, 0, 0];
    let expected = Confirm::Selected {
        flags: 0,
        protocol: SSL,
    };
    assert_eq!(decode(&answer), Ok(expected));
}

#[test]
fn an_unknown_failure_code_is_not_guessed() {
    for code in [0, 8, u32::MAX] {
        assert_eq!(decode(&confirm(3, code)), Err(NotAConfirm::FailureCode(code)));
    }
}

#[tokio::test]
async fn each_failure_code_is_told() {
    for failure in Failure::ALL {
        let (answer, rtt) = ask_fake(&confirm(3, failure.code()), BUDGET).await.expect("an answer");
        assert_eq!(answer, Confirm::Failed(failure));
        assert!(rtt < BUDGET);
    }
}

#[tokio::test]
async fn the_short_answer_is_an_old_server() {
    let (answer, _) = ask_fake(&OLD, BUDGET).await.expect("an answer");
    assert_eq!(answer, Confirm::Old);
}

#[tokio::test]
async fn a_cut_answer_is_closed_at_every_length() {
    let whole = confirm(2, SSL);
    for length in 1..whole.len() {
        let error = ask_fake(&whole[..length], BUDGET).await.expect_err("cut");
        assert_eq!(error.reason(), GapReason::Closed, "{length}: {error}");
    }
}

#[tokio::test]
async fn another_protocol_is_garbage() {
    let mut request_back = confirm(2, SSL);
    request_back[5] = 0xe0;
    let others: [&[u8]; 4] = [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        &request_back,
        &confirm(9, SSL),
    ];
    for bytes in others {
        let error = ask_fake(bytes, BUDGET).await.expect_err("not RDP");
        assert_eq!(error.reason(), GapReason::Garbage, "{error}");
    }
}

#[tokio::test]
async fn silence_times_out() {
    let error = ask_fake(b"", Duration::from_millis(50)).await.expect_err("silent");
    assert_eq!(error.reason(), GapReason::TimedOut);
}

proptest! {
    #[test]
    fn any_bytes_can_be_decoded(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let _ = decode(&bytes);
    }

    #[test]
    fn a_damaged_confirm_can_be_decoded(at in 0usize..19, byte: u8, protocol: u32) {
        let mut answer = confirm(2, protocol);
        answer[at] = byte;
        let _ = decode(&answer);
    }
}
