//! The first question of a remote desktop client to an RD Gateway (MS-TSGU 3.3.5.1), without a login.
//!
//! 401 means healthy; 404 that this is no gateway; 405 or 501 that something in between does not know the method.

use super::dial::{Phases, dial};
use super::http::{Body, Http, read_body};
use super::tls::{Alpn, Peer};
use super::visit::ms;
use super::{Budgets, Target};
use crate::probes::{ProbeError, nonce};
use http::Method;
use maillon_diagnosis::checks::gateway::Try;
use maillon_diagnosis::profile::WebUrl;

/// The method of the channel from the gateway to the client.
const METHOD: &str = "RDG_OUT_DATA";
const PATH: &str = "/remoteDesktopGateway/";

/// What an RD Gateway answered.
#[derive(Debug)]
pub struct RdGateway {
    /// The phases; `answer_ms` goes from the request to the status line. `at_ms` and `dns_ms` are the check's to fill in.
    pub attempt: Try,
    /// HTTP status.
    pub status: Option<u16>,
    /// Who answered the TLS handshake.
    pub peer: Option<Peer>,
    /// Why it ended early; `attempt.failure` has its reason.
    pub error: Option<ProbeError>,
}

/// The address of the gateway service on the host of `url`.
pub fn service(url: &WebUrl) -> WebUrl {
    let mut service = url.url().clone();
    service.set_path(PATH);
    service.set_query(None);
    service.set_fragment(None);
    WebUrl::try_from(String::from(service)).unwrap_or_else(|_| url.clone())
}

/// Knocks once at the gateway of `target`, whatever the path of its address, over HTTP/1.1.
pub async fn knock(target: &Target, budgets: &Budgets) -> RdGateway {
    let target = Target {
        url: service(&target.url),
        ..target.clone()
    };
    let mut phases = Phases::default();
    let answer = ask(&target, budgets, &mut phases).await;
    let mut attempt = Try {
        tcp_ms: phases.tcp.map(ms),
        tls_ms: phases.tls.as_ref().map(|tls| ms(tls.elapsed)),
        ..Try::default()
    };
    let peer = phases.tls.map(|tls| tls.peer);
    let (status, error) = match answer {
        Ok((status, answer_ms)) => {
            attempt.answer_ms = Some(answer_ms);
            (Some(status), None)
        }
        Err(error) => {
            attempt.failure = Some(error.reason());
            (None, Some(error))
        }
    };
    RdGateway {
        attempt,
        status,
        peer,
        error,
    }
}

async fn ask(target: &Target, budgets: &Budgets, phases: &mut Phases) -> Result<(u16, f64), ProbeError> {
    let stream = dial(target, Alpn::Http1, budgets, phases).await?;
    let mut http = Http::over(stream, false, &target.name()).await?;
    let method = Method::from_bytes(METHOD.as_bytes()).expect("letters and underscores");
    let headers = [
        ("cache-control", "no-cache".to_owned()),
        ("rdg-connection-id", connection_id(nonce(), nonce())),
    ];
    let (response, answer) = http.ask(target, method, &headers, budgets.first_byte).await?;
    let status = response.status().as_u16();
    // Read to its end and closed in good order; how that goes says nothing of the answer.
    let (name, mut body) = (target.name(), Body::default());
    let incoming = response.into_body();
    drop(read_body(incoming, budgets.body_bytes, 0, budgets.body, &name, &mut body).await);
    http.close().await;
    Ok((status, ms(answer)))
}

/// A random GUID in braces, version 4 (RFC 9562 § 5.4).
fn connection_id(high: u64, low: u64) -> String {
    let (first, second, third) = (high >> 32, (high >> 16) & 0xffff, high & 0x0fff);
    let (fourth, node) = ((low >> 48) & 0x3fff | 0x8000, low & 0xffff_ffff_ffff);
    format!("{{{first:08x}-{second:04x}-4{third:03x}-{fourth:04x}-{node:012x}}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_connection_identifier_is_a_guid() {
        let id = connection_id(u64::MAX, u64::MAX);
        assert_eq!(id, "{ffffffff-ffff-4fff-bfff-ffffffffffff}");
        assert_eq!(connection_id(0, 0), "{00000000-0000-4000-8000-000000000000}");
    }

    #[test]
    fn whatever_the_profile_writes_the_service_is_asked() {
        for written in ["https://rdg.example", "https://rdg.example/RDWeb?x=1#y"] {
            let url = WebUrl::try_from(written.to_owned()).expect("an address");
            let service = service(&url).url().to_string();
            assert_eq!(service, "https://rdg.example/remoteDesktopGateway/");
        }
    }
}
