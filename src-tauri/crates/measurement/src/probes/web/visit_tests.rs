use super::*;
use crate::probes::web::fake_peer::{self, Then};
use maillon_diagnosis::GapReason;

const OK: &str = "HTTP/1.1 200 OK\r\n";

/// Long enough for loopback, short enough to wait for its end.
fn short() -> Budgets {
    let wait = Duration::from_millis(300);
    Budgets {
        tunnel: wait,
        tls: wait,
        first_byte: wait,
        body: wait,
        ..Budgets::default()
    }
}

async fn visit_peer(answer: &str, then: Then, budgets: &Budgets) -> Visited {
    let target = fake_peer::plain(answer.as_bytes().to_vec(), then).await;
    visit(&target, Alpn::Http1, budgets).await
}

#[tokio::test]
async fn a_page_has_its_phases_and_a_redirect_is_not_followed() {
    let answer = "HTTP/1.1 302 Found\r\nLocation: https://sso.example/login\r\nContent-Length: 5\r\n\r\nthere";
    let visited = visit_peer(answer, Then::Hang, &Budgets::default()).await;
    assert_eq!(visited.visit.failure, None, "{:?}", visited.error);
    assert_eq!(visited.visit.status, Some(302));
    assert_eq!(visited.visit.bytes, 5);
    assert_eq!(visited.location.as_deref(), Some("https://sso.example/login"));
    let phases = [visited.visit.tcp_ms, visited.visit.first_byte_ms, visited.visit.body_ms];
    assert!(phases.iter().all(Option::is_some), "{phases:?}");
    assert_eq!(visited.visit.tls_ms, None, "plain http has no handshake");
    assert!(visited.open.is_some(), "a warm visit can follow");
}

#[tokio::test]
async fn before_the_headers_every_failure_keeps_the_connect_time() {
    let cases = [
        ("", Then::Hang, GapReason::TimedOut),
        ("", Then::Close, GapReason::Closed),
        ("", Then::Reset, GapReason::Closed),
        ("HTTP/1.1 200 OK\r\nServ", Then::Close, GapReason::Closed),
        ("SSH-2.0-OpenSSH_9.2\r\n", Then::Hang, GapReason::Garbage),
        (OK, Then::Repeat(b"X-Endless: header\r\n"), GapReason::Garbage),
    ];
    for (answer, then, reason) in cases {
        let visited = visit_peer(answer, then, &short()).await;
        assert_eq!(
            visited.visit.failure,
            Some(reason),
            "{answer:?}, {then:?}: {:?}",
            visited.error
        );
        assert!(visited.visit.tcp_ms.is_some());
        assert_eq!(visited.visit.status, None);
        assert!(visited.open.is_none());
    }
}

#[tokio::test]
async fn a_body_that_fails_keeps_the_first_byte_and_what_was_read() {
    let begun = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun";
    let cases = [
        (Then::Hang, GapReason::TimedOut),
        (Then::Close, GapReason::Closed),
        (Then::Reset, GapReason::Closed),
    ];
    for (then, reason) in cases {
        let visited = visit_peer(begun, then, &short()).await;
        assert_eq!(visited.visit.failure, Some(reason), "{then:?}: {:?}", visited.error);
        assert_eq!(visited.visit.status, Some(200));
        assert!(visited.visit.first_byte_ms.is_some());
        assert!(visited.open.is_none());
    }
}

#[tokio::test]
async fn an_endless_body_ends_at_its_budget_of_bytes() {
    let budgets = Budgets {
        body_bytes: 200_000,
        ..Budgets::default()
    };
    let answer = "HTTP/1.1 200 OK\r\n\r\n";
    let visited = visit_peer(answer, Then::Repeat(&[b'x'; 4096]), &budgets).await;
    assert_eq!(visited.visit.failure, None, "{:?}", visited.error);
    assert!(
        (200_000..700_000).contains(&visited.visit.bytes),
        "{}",
        visited.visit.bytes
    );
    assert!(visited.open.is_none(), "the rest of the body is still on the way");
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_told_from_a_silent_one() {
    let cases = [
        (
            Then::Hang,
            b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(),
            GapReason::TlsFailed,
        ),
        (Then::Close, vec![], GapReason::Closed),
        (Then::Reset, vec![], GapReason::Closed),
        (Then::Hang, vec![], GapReason::TimedOut),
    ];
    for (then, answer, reason) in cases {
        let address = fake_peer::serve(answer, then).await;
        let visited = visit(&fake_peer::page("https", address), Alpn::Either, &short()).await;
        assert_eq!(visited.visit.failure, Some(reason), "{then:?}: {:?}", visited.error);
        assert!(visited.visit.tcp_ms.is_some());
        assert_eq!(visited.visit.tls_ms, None);
    }
}

#[tokio::test]
async fn a_proxy_that_refuses_or_rambles_is_a_failure_of_the_tunnel() {
    let cases: [(&str, Then, GapReason); 4] = [
        (
            "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
            Then::Hang,
            GapReason::Garbage,
        ),
        ("HTTP/1.1 200 OK\r\n\r\nmore", Then::Hang, GapReason::Garbage),
        (
            "HTTP/1.1 200 OK\r\n",
            Then::Repeat(b"X-Endless: header\r\n"),
            GapReason::Garbage,
        ),
        ("", Then::Hang, GapReason::TimedOut),
    ];
    for (answer, then, reason) in cases {
        let proxy = fake_peer::serve(answer.as_bytes().to_vec(), then).await;
        let url = fake_peer::page("https", proxy).url;
        let visited = visit(&Target::through(url, proxy), Alpn::Either, &short()).await;
        assert_eq!(visited.visit.failure, Some(reason), "{answer:?}: {:?}", visited.error);
        assert_eq!(visited.tunnel, None);
    }
}

#[tokio::test]
async fn a_plain_page_is_asked_from_the_proxy_itself_by_its_whole_address() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("loopback");
    let proxy = listener.local_addr().expect("bound");
    let url = maillon_diagnosis::profile::WebUrl::try_from("http://erp.example/a?b=c#d".to_owned());
    let target = Target::through(url.expect("an address"), proxy);
    let asked = tokio::spawn(async move { visit(&target, Alpn::Http1, &short()).await });
    let (mut stream, _) = listener.accept().await.expect("a client");
    let mut request = vec![0; 4096];
    let read = tokio::io::AsyncReadExt::read(&mut stream, &mut request)
        .await
        .expect("a request");
    let request = String::from_utf8_lossy(&request[..read]).into_owned();
    assert!(
        request.starts_with("GET http://erp.example/a?b=c HTTP/1.1\r\n"),
        "{request}"
    );
    assert!(request.contains(&format!("user-agent: {}\r\n", super::super::USER_AGENT)));
    assert!(request.contains("host: erp.example\r\n"), "{request}");
    drop(stream);
    asked.await.expect("ends");
}
