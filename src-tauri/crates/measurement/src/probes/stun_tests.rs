use super::*;
use maillon_diagnosis::GapReason;
use proptest::prelude::*;

/// RFC 5769 § 2.2.
const SAMPLE_V4: &[u8] = b"\
    \x01\x01\x00\x3c\x21\x12\xa4\x42\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae\
    \x80\x22\x00\x0b\x74\x65\x73\x74\x20\x76\x65\x63\x74\x6f\x72\x20\
    \x00\x20\x00\x08\x00\x01\xa1\x47\xe1\x12\xa6\x43\
    \x00\x08\x00\x14\x2b\x91\xf5\x99\xfd\x9e\x90\xc3\x8c\x74\x89\xf9\x2a\xf9\xba\x53\xf0\x6b\xe7\xd7\
    \x80\x28\x00\x04\xc0\x7d\x4c\x96";

/// RFC 5769 § 2.3.
const SAMPLE_V6: &[u8] = b"\
    \x01\x01\x00\x48\x21\x12\xa4\x42\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae\
    \x80\x22\x00\x0b\x74\x65\x73\x74\x20\x76\x65\x63\x74\x6f\x72\x20\
    \x00\x20\x00\x14\x00\x02\xa1\x47\x01\x13\xa9\xfa\xa5\xd3\xf1\x79\xbc\x25\xf4\xb5\xbe\xd2\xb9\xd9\
    \x00\x08\x00\x14\xa3\x82\x95\x4e\x4b\xe6\x7b\xf1\x17\x84\xc9\x7c\x82\x92\xc2\x75\xbf\xe3\xed\x41\
    \x80\x28\x00\x04\xc8\xfb\x0b\x4c";

const TRANSACTION: Transaction = *b"\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae";

fn mapped(sample: &[u8]) -> SocketAddr {
    let response = decode(sample).expect("a sample of the RFC");
    assert_eq!(response.transaction, TRANSACTION);
    response.mapped.expect("an address")
}

#[test]
fn the_samples_of_the_rfc_are_read() {
    let v4: SocketAddr = "192.0.2.1:32853".parse().expect("an address");
    let v6: SocketAddr = "[2001:db8:1234:5678:11:2233:4455:6677]:32853"
        .parse()
        .expect("an address");
    assert_eq!(mapped(SAMPLE_V4), v4);
    assert_eq!(mapped(SAMPLE_V6), v6);
}

#[test]
fn a_cut_response_or_a_request_is_not_a_response() {
    for length in 0..SAMPLE_V4.len() {
        assert_eq!(decode(&SAMPLE_V4[..length]), None, "{length}");
    }
    assert_eq!(decode(&encode(TRANSACTION)), None);
}

#[test]
fn a_request_says_who_asks_and_leaves_room_for_any_answer() {
    let request = encode(TRANSACTION);
    assert_eq!(request[..8], *b"\x00\x01\x00\x18\x21\x12\xa4\x42");
    assert_eq!(request[8..20], TRANSACTION);
    assert_eq!(request[20..24], *b"\x80\x22\x00\x14", "SOFTWARE, 20 bytes, no padding");
    // Header, and XOR-MAPPED-ADDRESS of IPv6.
    assert!(request.len() >= 20 + 4 + 20);
}

/// A success response with the attributes of the request.
fn answer(request: &[u8]) -> Vec<u8> {
    let mut response = request.to_vec();
    response[0] = 1;
    response
}

#[tokio::test]
async fn each_lost_request_is_told() {
    let server = UdpSocket::bind("127.0.0.1:0").await.expect("loopback");
    let target = server.local_addr().expect("bound");
    let serve = async {
        let mut buffer = [0; 64];
        for number in 0.. {
            let (length, from) = server.recv_from(&mut buffer).await.expect("open");
            assert_eq!(length, REQUEST);
            if number % 2 == 0 {
                let garbage = server.send_to(b"garbage", from).await;
                garbage.expect("open");
                let response = answer(&buffer[..length]);
                server.send_to(&response, from).await.expect("open");
            }
        }
    };
    let burst = burst(target, 4, Duration::from_millis(5), Duration::from_millis(300));
    let result = tokio::select! {
        () = serve => unreachable!("the server never ends"),
        result = burst => result.expect("two answers"),
    };
    let answered: Vec<bool> = result.rtts.iter().map(Option::is_some).collect();
    assert_eq!(answered, [true, false, true, false]);
    assert_eq!(result.mapped, None);
}

#[tokio::test]
async fn silence_is_no_loss_but_a_time_out() {
    let server = UdpSocket::bind("127.0.0.1:0").await.expect("loopback");
    let target = server.local_addr().expect("bound");
    let error = burst(target, 2, Duration::ZERO, Duration::from_millis(50))
        .await
        .expect_err("silent");
    assert_eq!(error.reason(), GapReason::TimedOut);
}

#[tokio::test]
async fn a_server_that_goes_takes_nothing_of_what_it_answered() {
    let server = UdpSocket::bind("127.0.0.1:0").await.expect("loopback");
    let target = server.local_addr().expect("bound");
    let serve = async move {
        let mut buffer = [0; 64];
        for _ in 0..2 {
            let (length, from) = server.recv_from(&mut buffer).await.expect("open");
            let response = answer(&buffer[..length]);
            server.send_to(&response, from).await.expect("open");
        }
    };
    let asked = burst(target, 6, Duration::from_millis(5), Duration::from_millis(300));
    let ((), result) = tokio::join!(serve, asked);
    let answered: Vec<bool> = result.expect("two answers").rtts.iter().map(Option::is_some).collect();
    assert_eq!(answered, [true, true, false, false, false, false]);
}

proptest! {
    #[test]
    fn any_bytes_can_be_decoded(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        let _ = decode(&bytes);
    }

    #[test]
    fn a_damaged_response_can_be_decoded(at in 0..SAMPLE_V6.len(), byte: u8) {
        let mut sample = SAMPLE_V6.to_vec();
        sample[at] = byte;
        let _ = decode(&sample);
    }
}
