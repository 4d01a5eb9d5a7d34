//! The objects of a responsiveness server (draft-ietf-ippm-responsiveness-09 § 6): its configuration, a small one, a large one,
//! and one that takes uploads and tells how many bytes came.

use super::content::Content;
use super::request::{Connection, Progress};
use crate::config::is_host;
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName, HeaderValue, RETRY_AFTER};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode};
use serde_json::json;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;

/// Paths below the host.
pub const CONFIGURATION: &str = "/.well-known/nq";
const SMALL: &str = "/nq/small";
const LARGE: &str = "/nq/large";
const UPLOAD: &str = "/nq/upload";
/// RFC 9111 § 5.2: nothing on the way may keep or change an object, which would be measured in its place.
const NEVER_KEPT: HeaderValue = HeaderValue::from_static("no-store, no-transform");
/// Bytes that are read only to be thrown away.
const MOST_DRAINED: usize = 64 * 1024;
const BINARY: &str = "application/octet-stream";
const JSON: &str = "application/json";
const TEXT: &str = "text/plain; charset=utf-8";

/// Answers a request.
pub async fn answer(request: Request<Incoming>, connection: Arc<Connection>) -> Result<Response<Content>, Infallible> {
    let is_head = request.method() == Method::HEAD;
    let response = respond(request, connection).await;
    Ok(if is_head { without_content(response) } else { response })
}

async fn respond(request: Request<Incoming>, connection: Arc<Connection>) -> Response<Content> {
    let (head, body) = request.into_parts();
    let object = match head.uri.path() {
        CONFIGURATION => 0,
        SMALL => 1,
        LARGE => 2,
        UPLOAD => 3,
        _ => 4,
    };
    let metrics = &connection.server.metrics;
    metrics.requests[object].add(1);
    let get = head.method == Method::GET || head.method == Method::HEAD;
    let post = head.method == Method::POST || head.method == Method::PUT;
    let transfer = match object {
        2 if head.method == Method::GET => Some("download"),
        3 if post => Some("upload"),
        _ => None,
    };
    if object == 4 {
        let plain = Progress::begin(&connection, None);
        drain(body).await;
        return refusal(StatusCode::NOT_FOUND, "there is nothing here\n", plain);
    }
    if let Some(wait) = connection.activity.exhausted_for() {
        metrics.exhausted.add(1);
        let log = &connection.server.log;
        log.event("allowance_used", &[("client", log.addresses.of(connection.client))]);
        let text = "the bytes of this hour are used\n";
        let plain = Progress::begin(&connection, None);
        drain(body).await;
        return with(
            refusal(StatusCode::TOO_MANY_REQUESTS, text, plain),
            RETRY_AFTER,
            HeaderValue::from(wait.as_secs() + 1),
        );
    }
    let progress = Progress::begin(&connection, transfer);
    if !(object == 3 && post) {
        drain(body).await;
        return fixed(object, get, &head, &connection, progress);
    }
    upload(body, progress).await
}

/// The answers that do not depend on what was posted.
fn fixed(object: usize, get: bool, head: &Parts, connection: &Connection, progress: Progress) -> Response<Content> {
    match object {
        0 if get => match host(head, connection) {
            Some(host) => configuration(&host, connection, progress),
            None => refusal(StatusCode::BAD_REQUEST, "no valid host in the request\n", progress),
        },
        1 if get => response(StatusCode::OK, BINARY, Content::small("x", progress)),
        2 if get => response(StatusCode::OK, BINARY, Content::large(progress)),
        3 => with(
            refusal(StatusCode::METHOD_NOT_ALLOWED, "POST is expected\n", progress),
            ALLOW,
            HeaderValue::from_static("POST, PUT"),
        ),
        _ => with(
            refusal(StatusCode::METHOD_NOT_ALLOWED, "GET is expected\n", progress),
            ALLOW,
            HeaderValue::from_static("GET, HEAD"),
        ),
    }
}

/// The answer to HEAD: the length is told, and nothing of it sent (RFC 9110 § 9.3.2). The HTTP library does not see to it.
fn without_content(response: Response<Content>) -> Response<Content> {
    let length = response.body().size_hint().exact().unwrap_or_default();
    let emptied = response.map(Content::emptied);
    with(emptied, CONTENT_LENGTH, HeaderValue::from(length))
}

/// Host and port the client used, or the name the administrator gave with that port.
fn host(head: &Parts, connection: &Connection) -> Option<String> {
    let asked = head.uri.authority().map(ToString::to_string).or_else(|| {
        let host = head.headers.get(HOST)?.to_str().ok()?;
        Some(host.to_owned())
    })?;
    let authority: hyper::http::uri::Authority = asked.parse().ok()?;
    let bare = authority.host().trim_start_matches('[').trim_end_matches(']');
    if !is_host(bare) || asked.contains('@') {
        return None;
    }
    let name = connection.server.name.as_deref().unwrap_or(bare);
    let name = if name.contains(':') {
        format!("[{name}]")
    } else {
        name.to_owned()
    };
    Some(match authority.port_u16().filter(|port| *port != 443) {
        Some(port) => format!("{name}:{port}"),
        None => name,
    })
}

/// The addresses of the objects under both spellings of their keys: deployed clients know the older ones.
fn configuration(host: &str, connection: &Connection, progress: Progress) -> Response<Content> {
    let [small, large, upload] = [SMALL, LARGE, UPLOAD].map(|path| format!("https://{host}{path}"));
    let mut configuration = json!({
        "version": 1,
        "urls": {
            "small_download_url": small,
            "large_download_url": large,
            "upload_url": upload,
            "small_https_download_url": small,
            "large_https_download_url": large,
            "https_upload_url": upload,
        },
    });
    if let Some(endpoint) = &connection.server.test_endpoint {
        configuration["test_endpoint"] = json!(endpoint);
    }
    response(
        StatusCode::OK,
        JSON,
        Content::small(configuration.to_string(), progress),
    )
}

/// Takes what is posted where nothing is meant to be, up to a limit: a client that is still sending may take an answer for a fault
/// of the connection.
async fn drain(mut body: Incoming) {
    let mut room = MOST_DRAINED;
    while let Some(Ok(frame)) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        match room.checked_sub(frame.data_ref().map_or(0, Bytes::len)) {
            Some(left) => room = left,
            None => return,
        }
    }
}

/// Takes what is posted, forgets it, and tells how many bytes it was.
async fn upload(mut body: Incoming, mut progress: Progress) -> Response<Content> {
    while let Some(frame) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        match frame {
            Ok(frame) => progress.add(frame.data_ref().map_or(0, |data| data.len() as u64)),
            Err(_) => return refusal(StatusCode::BAD_REQUEST, "the content was cut\n", progress),
        }
        if progress.activity().exhausted_for().is_some() {
            return refusal(
                StatusCode::TOO_MANY_REQUESTS,
                "the bytes of this hour are used\n",
                progress,
            );
        }
    }
    let received = json!({ "bytes": progress.bytes() }).to_string();
    response(StatusCode::OK, JSON, Content::small(received, progress))
}

fn refusal(status: StatusCode, text: &'static str, progress: Progress) -> Response<Content> {
    response(status, TEXT, Content::small(text, progress))
}

fn response(status: StatusCode, kind: &'static str, content: Content) -> Response<Content> {
    let mut response = Response::new(content);
    *response.status_mut() = status;
    let kind = HeaderValue::from_static(kind);
    with(with(response, CONTENT_TYPE, kind), CACHE_CONTROL, NEVER_KEPT)
}

fn with(mut response: Response<Content>, name: HeaderName, value: HeaderValue) -> Response<Content> {
    response.headers_mut().insert(name, value);
    response
}
