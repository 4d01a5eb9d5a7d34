//! Clients of others: curl(1) and openssl(1).

use crate::program::Reflector;
use serde_json::Value;
use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Asks with curl, which trusts the certificate that was made, and gives `status protocol content-type` and the content.
fn curl(reflector: &Reflector, arguments: &[&str], path: &str) -> (String, Vec<u8>) {
    let output = Command::new("curl")
        .args([
            "-s",
            "--max-time",
            "30",
            "--cacert",
            &reflector.certificate().display().to_string(),
        ])
        .args(["-w", "%{stderr}%{http_code} %{http_version} %{content_type}"])
        .args(arguments)
        .arg(reflector.url(path))
        .output()
        .expect("curl is installed");
    (text(&output.stderr), output.stdout)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_configuration_names_the_objects_under_both_spellings() {
    let reflector = Reflector::start(&["web.test_endpoint=edge.example"]);
    for (version, told) in [("--http2", "2"), ("--http1.1", "1.1")] {
        let (head, content) = curl(&reflector, &[version], "/.well-known/nq");
        assert_eq!(head, format!("200 {told} application/json"));
        let configuration: Value = serde_json::from_slice(&content).expect("JSON");
        assert_eq!(configuration["version"], 1);
        assert_eq!(configuration["test_endpoint"], "edge.example");
        let urls = &configuration["urls"];
        for (new, old) in [
            ("small_download_url", "small_https_download_url"),
            ("large_download_url", "large_https_download_url"),
            ("upload_url", "https_upload_url"),
        ] {
            assert_eq!(urls[new], urls[old]);
            assert!(
                urls[new].as_str().expect("text").starts_with(&reflector.url("/nq/")),
                "{urls}"
            );
        }
    }
}

#[test]
fn the_objects_are_what_the_draft_wants() {
    let reflector = Reflector::start(&[]);
    for version in ["--http2", "--http1.1"] {
        let (head, content) = curl(&reflector, &[version], "/nq/small");
        assert!(
            head.starts_with("200 ") && head.ends_with("application/octet-stream"),
            "{head}"
        );
        assert_eq!(content.len(), 1);
        let (_, head) = curl(&reflector, &[version, "--head"], "/nq/large");
        let head = text(&head).to_lowercase();
        assert!(head.contains("content-length: 8589934592"), "{head}");
        assert!(head.contains("cache-control: no-store"), "{head}");
        let (_, content) = curl(
            &reflector,
            &[version, "--max-filesize", "9g", "--max-time", "1"],
            "/nq/large",
        );
        assert!(content.len() > 1_000_000, "{} bytes in a second", content.len());
        let packed = content
            .chunks(2)
            .filter(|pair| pair.iter().all(|byte| *byte == pair[0]))
            .count();
        assert!(packed < content.len() / 100, "the content is random");
    }
    let transfer = reflector.event("transfer");
    assert_eq!(
        (&transfer["direction"], &transfer["client"]),
        (&"download".into(), &"127.0.0.1".into())
    );
}

#[test]
fn an_upload_is_told_its_length() {
    let reflector = Reflector::start(&[]);
    let file = tempfile::NamedTempFile::new().expect("a file");
    file.as_file().set_len(5_000_001).expect("sparse");
    let from = format!("@{}", file.path().display());
    for arguments in [
        &["--http2"][..],
        &["--http1.1"],
        &["--http1.1", "-H", "Transfer-Encoding: chunked"],
    ] {
        let (head, content) = curl(
            &reflector,
            &[arguments, &["--data-binary", &from]].concat(),
            "/nq/upload",
        );
        assert!(head.starts_with("200 "), "{head}");
        assert_eq!(text(&content), "{\"bytes\":5000001}");
    }
}

#[test]
fn what_is_not_there_or_not_meant_is_refused() {
    let reflector = Reflector::start(&[]);
    for (arguments, path, status) in [
        (&[][..], "/", "404"),
        (&[], "/nq/upload", "405"),
        (&["-d", "x"], "/nq/small", "405"),
        (&["--http1.1", "-H", "Host: a b"], "/.well-known/nq", "400"),
        (&["--http1.1", "-H", "Host: \"><script>"], "/.well-known/nq", "400"),
        (&["--path-as-is"], "/nq/../../etc/passwd", "404"),
    ] {
        let (head, content) = curl(&reflector, arguments, path);
        assert!(head.starts_with(status), "{path} {arguments:?}: {head}");
        assert!(content.len() < 100, "{}", text(&content));
    }
    let long = format!("X-Long: {}", "x".repeat(40_000));
    for version in ["--http2", "--http1.1"] {
        let (head, _) = curl(&reflector, &[version, "-H", &long], "/nq/small");
        assert!(!head.starts_with("200"), "{version}: {head}");
        let (head, _) = curl(&reflector, &[version], "/nq/small");
        assert!(head.starts_with("200"), "{version}: {head}");
    }
}

#[test]
fn an_hour_has_so_many_bytes_and_a_client_is_told_when_the_next_begins() {
    let reflector = Reflector::start(&["limits.gigabytes_per_hour_per_client=0.002"]);
    let (_, content) = curl(&reflector, &[], "/nq/large");
    assert!(
        (1_000_000..2_500_000).contains(&content.len()),
        "{} bytes",
        content.len()
    );
    let (head, content) = curl(&reflector, &["-i"], "/.well-known/nq");
    assert!(head.starts_with("429"), "{head}");
    assert!(text(&content).contains("retry-after: 3"), "{}", text(&content));
    assert!(reflector.figure("requests_over_allowance_total") >= 1);
}

#[test]
fn a_pace_holds_in_both_directions() {
    let reflector = Reflector::start(&["limits.mbps_per_client=16"]);
    let (_, content) = curl(&reflector, &["--max-time", "3"], "/nq/large");
    let most = 2_000_000 * 32 / 10;
    let length = content.len();
    assert!((2_000_000..most).contains(&length), "{length} bytes in 3 s at 2 MB/s");
    let file = tempfile::NamedTempFile::new().expect("a file");
    file.as_file().set_len(6_000_000).expect("sparse");
    let start = Instant::now();
    let (_, content) = curl(
        &reflector,
        &["--data-binary", &format!("@{}", file.path().display())],
        "/nq/upload",
    );
    assert_eq!(text(&content), "{\"bytes\":6000000}");
    assert!(
        start.elapsed() >= Duration::from_secs(2),
        "{:?} for 6 MB at 2 MB/s",
        start.elapsed()
    );
}

#[test]
fn both_versions_of_tls_are_spoken_and_older_ones_are_not() {
    let reflector = Reflector::start(&[]);
    for (version, accepted) in [("-tls1_3", true), ("-tls1_2", true), ("-tls1_1", false)] {
        let Output { stdout, stderr, .. } = openssl(&reflector, version);
        let session = text(&stdout) + &text(&stderr);
        let verified = session.contains("Verify return code: 0 (ok)") && !session.contains("no peer certificate");
        assert_eq!(verified, accepted, "{version}: {session}");
        assert_eq!(session.contains("ALPN protocol: h2"), accepted, "{version}: {session}");
    }
}

fn openssl(reflector: &Reflector, version: &str) -> Output {
    let certificate = reflector.certificate().display().to_string();
    let connect = format!("localhost:{}", reflector.web.port());
    let mut child = Command::new("openssl")
        .args([
            "s_client",
            version,
            "-connect",
            &connect,
            "-4",
            "-servername",
            "localhost",
        ])
        .args([
            "-alpn",
            "h2,http/1.1",
            "-CAfile",
            &certificate,
            "-verify_hostname",
            "localhost",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("openssl is installed");
    // The end of its input ends it after the handshake; it may have ended by itself when that failed.
    let _ = child.stdin.take().expect("piped").write_all(b"Q\n");
    child.wait_with_output().expect("our child")
}
