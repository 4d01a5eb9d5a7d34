//! Does a captive portal answer in place of the Internet? A plain http page with a known answer tells (RFC 8952 § 1).

use super::dial::{Phases, dial};
use super::http::{Body, Http, read_body};
use super::tls::Alpn;
use super::{Budgets, Target};
use crate::probes::ProbeError;
use http::Method;

/// Bytes of the answer that are looked at.
const LOOKED_AT: usize = 4096;

/// The answer a check page gives when nothing stands in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Status 204 and no body.
    NoContent,
    /// Status 200 and a body that begins with this text.
    Body(&'static str),
}

/// Asks the check page of `target`: true when something else answered, false when the page itself did.
///
/// A redirect, status 511 (RFC 6585 § 6) and another page are what portals answer. Anything else, such as the 403 or 503 of
/// a filter or of an ailing server, is an error: nothing is known then.
pub async fn captive_portal(target: &Target, expected: Expected, budgets: &Budgets) -> Result<bool, ProbeError> {
    let stream = dial(target, Alpn::Http1, budgets, &mut Phases::default()).await?;
    let mut http = Http::over(stream, false, &target.name()).await?;
    let (response, _) = http.ask(target, Method::GET, &[], budgets.first_byte).await?;
    match (response.status().as_u16(), expected) {
        (300..=399 | 511, _) => Ok(true),
        (204, Expected::NoContent) => Ok(false),
        (200, _) => {
            let (name, mut body) = (target.name(), Body::default());
            let incoming = response.into_body();
            read_body(incoming, LOOKED_AT as u64, LOOKED_AT, budgets.body, &name, &mut body).await?;
            Ok(match expected {
                Expected::NoContent => body.bytes > 0,
                Expected::Body(text) => !body.start.starts_with(text.as_bytes()),
            })
        }
        (status, _) => Err(ProbeError::Garbage {
            operation: "captive portal check",
            target: target.name(),
            detail: format!("status {status}"),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probes::web::fake_peer::{self, Then};
    use maillon_diagnosis::GapReason;

    async fn check(answer: &str, expected: Expected) -> Result<bool, ProbeError> {
        let target = fake_peer::plain(answer.as_bytes().to_vec(), Then::Close).await;
        captive_portal(&target, expected, &Budgets::default()).await
    }

    fn page(status: &str, body: &str) -> String {
        format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
    }

    #[tokio::test]
    async fn the_check_page_itself_is_no_portal() {
        let nothing = "HTTP/1.1 204 No Content\r\n\r\n";
        assert!(!check(nothing, Expected::NoContent).await.expect("answers"));
        let success = page("200 OK", "success\n");
        assert!(!check(&success, Expected::Body("success")).await.expect("answers"));
    }

    #[tokio::test]
    async fn a_redirect_and_a_login_page_are_a_portal() {
        let redirect = "HTTP/1.1 302 Found\r\nLocation: http://hotel.example/\r\nContent-Length: 0\r\n\r\n";
        let login = page("200 OK", "<html>Bienvenue</html>");
        for expected in [Expected::NoContent, Expected::Body("success")] {
            assert!(check(redirect, expected).await.expect("answers"));
            assert!(check(&login, expected).await.expect("answers"));
        }
    }

    #[tokio::test]
    async fn an_ailing_server_or_another_protocol_says_nothing() {
        for answer in [page("503 Service Unavailable", ""), "220 smtp.example\r\n".to_owned()] {
            let error = check(&answer, Expected::NoContent).await.expect_err("not a portal");
            assert_eq!(error.reason(), GapReason::Garbage, "{error}");
        }
    }
}
