use crate::nginx::Nginx;
use maillon_diagnosis::GapReason;
use maillon_measurement::probes::web::{
    Alpn, Budgets, Target, TrustStores, certificate, rd_gateway, visit, visit_again,
};
use std::net::SocketAddr;
use std::time::{Duration, SystemTime};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

#[tokio::test]
async fn a_page_is_visited_cold_and_warm_over_both_versions_of_http() {
    let nginx = Nginx::start();
    for (alpn, two) in [(Alpn::Http1, false), (Alpn::Either, true)] {
        let target = Target::direct(nginx.url("/page"), nginx.address());
        let cold = visit(&target, alpn, &Budgets::default()).await;
        assert_eq!(cold.visit.failure, None, "{:?}", cold.error);
        assert_eq!((cold.visit.status, cold.visit.bytes), (Some(200), 17));
        assert_eq!(cold.peer.as_ref().map(|peer| peer.http2), Some(two));
        let phases = [
            cold.visit.tcp_ms,
            cold.visit.tls_ms,
            cold.visit.first_byte_ms,
            cold.visit.body_ms,
        ];
        assert!(
            phases.iter().all(|phase| phase.is_some_and(|ms| ms >= 0.0)),
            "{phases:?}"
        );
        let warm = visit_again(cold.open.expect("kept"), &Budgets::default()).await;
        assert_eq!(warm.visit.failure, None, "{:?}", warm.error);
        assert!(warm.visit.warm);
        assert_eq!((warm.visit.status, warm.visit.bytes), (Some(200), 17));
        assert_eq!((warm.visit.tcp_ms, warm.visit.tls_ms), (None, None));
    }
}

#[tokio::test]
async fn a_private_authority_is_seen_and_trusted_by_no_store() {
    let nginx = Nginx::start();
    let target = Target::direct(nginx.url("/page"), nginx.address());
    let visited = visit(&target, Alpn::Http1, &Budgets::default()).await;
    let peer = visited.peer.expect("a handshake");
    let (trust, _) = TrustStores::load()
        .verify_within(peer.chain.clone(), "localhost", Duration::from_secs(20))
        .await;
    assert_eq!(trust.public_trusts, Some(false));
    assert_ne!(trust.system_trusts, Some(true));
    assert!(
        trust
            .issuer
            .is_some_and(|issuer| issuer.contains("Exemple SA authority"))
    );
    let facts = certificate(&peer, SystemTime::now()).expect("readable");
    assert!(facts.subject.contains("mesure.example"), "{}", facts.subject);
    assert!(!facts.self_signed);
    assert_eq!(facts.tls_version.as_deref(), Some("1.3"));
}

#[tokio::test]
async fn a_healthy_rd_gateway_asks_for_a_login() {
    let nginx = Nginx::start();
    let target = Target::direct(nginx.url("/"), nginx.address());
    let answer = rd_gateway::knock(&target, &Budgets::default()).await;
    assert_eq!(answer.status, Some(401), "{:?}", answer.error);
    let attempt = answer.attempt;
    assert!(attempt.tcp_ms.is_some() && attempt.tls_ms.is_some() && attempt.answer_ms.is_some());
    assert_eq!(attempt.failure, None);
    assert!(answer.peer.is_some_and(|peer| !peer.chain.is_empty()));
}

#[tokio::test]
async fn a_page_behind_a_proxy_has_the_time_of_its_tunnel() {
    let nginx = Nginx::start();
    let proxy = proxy_to(nginx.address()).await;
    let visited = visit(
        &Target::through(nginx.url("/page"), proxy),
        Alpn::Either,
        &Budgets::default(),
    )
    .await;
    assert_eq!(visited.visit.failure, None, "{:?}", visited.error);
    assert_eq!(visited.visit.bytes, 17);
    assert!(visited.tunnel.is_some());
}

#[tokio::test]
async fn a_door_without_a_listener_is_refused() {
    // Bound and not listening: a port that is let go could be another test's a moment later.
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("loopback");
    let closed = socket.local_addr().expect("bound");
    let nginx = Nginx::start();
    let visited = visit(
        &Target::direct(nginx.url("/page"), closed),
        Alpn::Http1,
        &Budgets::default(),
    )
    .await;
    assert_eq!(visited.visit.failure, Some(GapReason::Refused));
    assert_eq!(visited.visit.tcp_ms, None);
}

/// A proxy that opens every tunnel towards `server`.
async fn proxy_to(server: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
    let address = listener.local_addr().expect("bound");
    tokio::spawn(async move {
        let (mut client, _) = listener.accept().await.expect("a client");
        let mut request = vec![0; 4096];
        let read = client.read(&mut request).await.expect("a request");
        assert!(request[..read].starts_with(b"CONNECT localhost:"));
        let answer = b"HTTP/1.1 200 Connection established\r\n\r\n";
        client.write_all(answer).await.expect("open");
        let mut server = TcpStream::connect(server).await.expect("nginx listens");
        // Either side may cut first.
        let _ = copy_bidirectional(&mut client, &mut server).await;
    });
    address
}
