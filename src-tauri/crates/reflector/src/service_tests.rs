//! The systemd unit, against the program it starts, the settings, and what README says of it.

use super::*;
use std::path::Path;

const UNIT: &str = include_str!("../packaging/maillon-reflector.service");
const README: &str = include_str!("../README.md");
const NAME: &str = env!("CARGO_PKG_NAME");

/// What README promises.
const HARDENING: [&str; 10] = [
    "DynamicUser=yes",
    "CapabilityBoundingSet=CAP_NET_BIND_SERVICE",
    "NoNewPrivileges=yes",
    "ProtectHome=yes",
    "PrivateDevices=yes",
    "ProtectProc=invisible",
    "ProtectSystem=strict",
    "MemoryDenyWriteExecute=yes",
    "SystemCallFilter=@system-service",
    "MemoryMax=256M",
];

#[test]
fn the_unit_starts_the_program_with_arguments_it_knows() {
    let line = value("ExecStart");
    let mut words = line.split_whitespace().map(str::to_owned);
    let program = words.next().expect("a program");
    assert_eq!(program, format!("/usr/local/bin/{NAME}"));
    assert!(README.contains(&format!("target/release/{NAME} /usr/local/bin/")));
    let Ok(Request::Serve {
        file: Some(file),
        set,
        check: false,
    }) = read(words)
    else {
        panic!("{line}");
    };
    assert!(set.is_empty(), "the settings are in the file");
    assert_eq!(
        file,
        Path::new("/etc")
            .join(value("ConfigurationDirectory"))
            .join("reflector.toml")
    );
    assert!(README.contains(&format!("packaging/reflector.toml /etc/{NAME}/")));
    assert!(README.contains(&format!("--config {}", file.display())));
    assert_eq!(value("ExecReload"), "/bin/kill -HUP $MAINPID");
    assert!(USAGE.contains("SIGHUP reads the certificate again"));
}

#[test]
fn the_unit_allows_what_the_defaults_need() {
    let config = Config::default();
    let folder = Path::new("/var/lib").join(value("StateDirectory"));
    assert_eq!(config.certificate.folder, folder);
    assert_eq!(config.user, None, "it is an ordinary user from the start");
    assert_eq!(value("AmbientCapabilities"), "CAP_NET_BIND_SERVICE");
    let number = |key| value(key).parse::<u64>().expect("a number");
    // Ports, the log and certificates are files too.
    assert!(number("LimitNOFILE") >= 2 * config.limits.connections as u64);
    assert!(number("TimeoutStopSec") > config.stop_seconds, "transfers may end");
    // What is needed again comes after what is taken away (systemd.exec(5)).
    let filters = [
        "@system-service",
        "~@privileged @resources",
        "adjtimex prlimit64 setrlimit",
    ];
    assert_eq!(values("SystemCallFilter"), filters);
}

#[test]
fn the_unit_keeps_what_readme_says_of_it() {
    let section = README.split("**Privileges.**").nth(1).expect("it is there");
    let paragraph = section.split("\n\n").next().expect("its text");
    let quoted = paragraph.split('`').skip(1).step_by(2);
    let claims: Vec<&str> = quoted.filter(|quoted| quoted.contains('=')).collect();
    assert_eq!(claims, HARDENING);
    for claim in claims {
        assert!(UNIT.lines().any(|line| line == claim), "{claim}");
    }
}

/// The values of a key of the unit.
fn values(key: &str) -> Vec<&'static str> {
    let value = |line: &'static str| line.strip_prefix(key)?.strip_prefix('=');
    UNIT.lines().filter_map(value).collect()
}

/// The value of a key that comes once.
fn value(key: &str) -> &'static str {
    let all = values(key);
    assert_eq!(all.len(), 1, "{key}: {all:?}");
    all[0]
}
