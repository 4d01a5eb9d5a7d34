//! Its start, its privileges, its signals and its end.

use crate::program::Reflector;
use nix::sys::signal::Signal;
use nix::unistd::{User, geteuid};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

fn program(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_maillon-reflector"))
        .args(arguments)
        .output()
        .expect("built");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).expect("text"))
}

#[test]
fn the_command_line_says_what_is_wrong_and_where() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("reflector.toml");
    fs::write(&file, "name = \"localhost\"\n\n[limits]\nconnexions = 3\n").expect("a file");
    let (code, said) = program(&["--check", "--config", &file.display().to_string()]);
    assert_eq!(code, Some(78), "{said}");
    assert!(
        said.contains("reflector.toml, line 4: unknown field `connexions`"),
        "{said}"
    );
    assert!(said.contains("did you mean `connections`?"), "{said}");
    fs::write(&file, "name = \"localhost\"\n").expect("a file");
    assert_eq!(
        program(&["--check", "--config", &file.display().to_string()]).0,
        Some(0)
    );
    assert_eq!(program(&["--listen"]).0, Some(64));
    assert_eq!(program(&["--version"]).0, Some(0));
}

#[test]
fn a_port_that_is_taken_is_named() {
    let reflector = Reflector::start(&[]);
    let listen = format!("web.listen=[\"{}\"]", reflector.web);
    let folder = tempfile::tempdir().expect("a folder");
    let state = format!("certificate.folder={}", folder.path().display());
    let mut arguments = vec!["--set", &listen, "--set", &state, "--set", "metrics.listen=127.0.0.1:0"];
    if geteuid().is_root() {
        arguments.extend(["--set", "user=nobody"]);
    }
    let (code, said) = program(&arguments);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains(&format!("web port {}", reflector.web)), "{said}");
}

#[test]
fn no_privilege_is_left_once_it_is_ready() {
    let reflector = Reflector::start(&[]);
    assert_eq!(reflector.status("NoNewPrivs"), "1");
    assert_eq!(reflector.status("CapEff").trim_start_matches('0'), "");
    if geteuid().is_root() {
        let nobody = User::from_name("nobody").expect("readable").expect("everywhere");
        let user = nobody.uid.to_string();
        assert_eq!(reflector.status("Uid"), [user.as_str(); 4].join("\t"));
        let group = nobody.gid.to_string();
        assert_eq!(reflector.status("Gid"), [group.as_str(); 4].join("\t"));
        assert_eq!(reflector.status("Groups"), group);
        assert_eq!(reflector.status("CapPrm").trim_start_matches('0'), "");
    }
}

#[test]
fn root_without_a_user_to_become_does_not_start() {
    if !geteuid().is_root() {
        let (code, said) = program(&["--set", "user=root"]);
        assert_eq!(code, Some(1), "{said}");
        return;
    }
    let (code, said) = program(&["--set", "certificate.folder=/nonexistent"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("started as root"), "{said}");
}

#[test]
fn a_signal_reads_the_certificate_again_and_a_bad_one_changes_nothing() {
    let reflector = Reflector::start(&[]);
    let other = Reflector::start(&[]);
    let shown = || {
        let output = Command::new("openssl")
            .args(["s_client", "-connect", &reflector.web.to_string(), "-showcerts"])
            .stdin(Stdio::null())
            .output()
            .expect("openssl is installed");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let from = text.find("-----BEGIN").expect("a certificate");
        let to = text.find("-----END").expect("a certificate");
        text[from..to].to_owned()
    };
    let first = shown();
    let key = reflector.certificate().with_file_name("key.pem");
    fs::copy(other.certificate(), reflector.certificate()).expect("ours");
    reflector.signal(Signal::SIGHUP);
    reflector.event("certificate_kept");
    assert_eq!(shown(), first, "a certificate without its key");
    fs::write(
        &key,
        fs::read(other.certificate().with_file_name("key.pem")).expect("ours"),
    )
    .expect("ours");
    reflector.signal(Signal::SIGHUP);
    reflector.event("certificate");
    assert_ne!(shown(), first);
    assert_eq!(reflector.figure("certificates_loaded_total"), 2);
}

#[test]
fn a_transfer_may_end_before_the_server_does() {
    let mut reflector = Reflector::start(&["limits.mbps=8"]);
    let file = tempfile::NamedTempFile::new().expect("a file");
    file.as_file().set_len(2_000_000).expect("sparse");
    let upload = Command::new("curl")
        .args(["-s", "--cacert", &reflector.certificate().display().to_string()])
        .args([
            "--data-binary",
            &format!("@{}", file.path().display()),
            &reflector.url("/nq/upload"),
        ])
        .stdout(Stdio::piped())
        .spawn()
        .expect("curl is installed");
    while reflector.figure("requests_total{object=\"upload\"}") == 0 {
        std::thread::yield_now();
    }
    reflector.signal(Signal::SIGTERM);
    reflector.event("stopping");
    let output = upload.wait_with_output().expect("our child");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "{\"bytes\":2000000}");
    assert_eq!(reflector.event("stopped")["connections_cut"], 0);
    assert!(reflector.ended().success());
    assert!(TcpStream::connect(reflector.web).is_err(), "the port is closed");
}

#[test]
fn a_transfer_that_does_not_end_is_cut() {
    let mut reflector = Reflector::start(&["stop_seconds=1"]);
    let mut download = Command::new("curl")
        .args([
            "-s",
            "--limit-rate",
            "100k",
            "--cacert",
            &reflector.certificate().display().to_string(),
        ])
        .arg(reflector.url("/nq/large"))
        .stdout(Stdio::null())
        .spawn()
        .expect("curl is installed");
    while reflector.figure("requests_total{object=\"large\"}") == 0 {
        std::thread::yield_now();
    }
    reflector.signal(Signal::SIGTERM);
    assert_eq!(reflector.event("stopped")["connections_cut"], 1);
    assert!(reflector.ended().success());
    download.wait().expect("our child");
}

#[test]
fn the_figures_are_a_page_and_nothing_else_is() {
    let reflector = Reflector::start(&[]);
    assert!(reflector.figure("certificate_expires_seconds") > 1_700_000_000);
    let mut stream = TcpStream::connect(reflector.metrics).expect("open");
    stream
        .write_all(b"GET /../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n")
        .expect("open");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("closed by the server");
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
}
