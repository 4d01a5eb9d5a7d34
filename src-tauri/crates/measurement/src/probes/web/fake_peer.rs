//! A peer on loopback that reads one request and then misbehaves.

use super::Target;
use maillon_diagnosis::profile::WebUrl;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the peer does behind its answer.
#[derive(Debug, Clone, Copy)]
pub(super) enum Then {
    /// Closes.
    Close,
    /// Cuts the connection with a reset.
    Reset,
    /// Keeps silent.
    Hang,
    /// Sends this again and again.
    Repeat(&'static [u8]),
}

/// Serves one connection and gives its address.
pub(super) async fn serve(answer: Vec<u8>, then: Then) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
    let address = listener.local_addr().expect("bound");
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a client");
        let mut request = [0; 4096];
        // The client may be gone at any moment: that is what these tests are about.
        let Ok(1..) = stream.read(&mut request).await else {
            return;
        };
        if stream.write_all(&answer).await.is_ok() {
            misbehave(stream, then).await;
        }
    });
    address
}

/// A plain http page that [`serve`] answers.
pub(super) async fn plain(answer: Vec<u8>, then: Then) -> Target {
    page("http", serve(answer, then).await)
}

/// The page `/` at `address`.
pub(super) fn page(scheme: &str, address: SocketAddr) -> Target {
    let url = WebUrl::try_from(format!("{scheme}://{address}/")).expect("an address");
    Target::direct(url, address)
}

async fn misbehave(mut stream: TcpStream, then: Then) {
    match then {
        Then::Close => {}
        Then::Reset => stream.set_zero_linger().expect("open"),
        Then::Hang => std::future::pending().await,
        Then::Repeat(bytes) => while stream.write_all(bytes).await.is_ok() {},
    }
}
