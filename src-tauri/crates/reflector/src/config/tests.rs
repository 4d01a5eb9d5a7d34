use super::*;

fn from(text: &str, arguments: &[&str]) -> Result<Config, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("reflector.toml");
    fs::write(&file, text).expect("a file");
    let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
    let config = read(Some(&file), &arguments);
    config.map_err(|error| error.to_string().replace(&file.display().to_string(), "FILE"))
}

fn fault(text: &str, arguments: &[&str]) -> String {
    from(text, arguments).expect_err("a fault")
}

#[test]
fn nothing_has_to_be_set() {
    assert_eq!(read(None, &[]).expect("defaults"), Config::default());
}

#[test]
fn the_sample_for_the_administrator_holds_the_defaults() {
    let sample = include_str!("../../packaging/reflector.toml");
    let shown: String = sample
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(setting) if setting.contains(" = ") => format!("{setting}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let config = from(&shown, &[]).expect("valid");
    let expected = Config {
        name: Some("mesure.exemple.fr".to_owned()),
        user: Some("maillon-reflector".to_owned()),
        threads: Some(2),
        web: super::super::Web {
            test_endpoint: Some("mesure2.exemple.fr".to_owned()),
            ..Default::default()
        },
        certificate: super::super::Certificate {
            chain: Some("/etc/maillon-reflector/chain.pem".into()),
            key: Some("/etc/maillon-reflector/key.pem".into()),
            ..Default::default()
        },
        ..Config::default()
    };
    assert_eq!(config, expected);
    from(sample, &[]).expect("valid as it is");
}

#[test]
fn an_argument_wins_over_the_file_and_needs_no_quotes_around_a_word() {
    let file = "name = \"a.example\"\n[limits]\nconnections = 10\nidle_seconds = 5\n";
    let config = from(file, &["limits.connections=20", "name=b.example", "stun.listen=[]"]).expect("valid");
    assert_eq!(config.name.as_deref(), Some("b.example"));
    assert_eq!((config.limits.connections, config.limits.idle_seconds), (20, 5));
    assert!(config.stun.listen.is_empty());
}

#[test]
fn a_fault_names_its_line_and_its_key() {
    assert_eq!(
        fault("name = \"a.example\"\n[limits]\nconections = 5\n", &[])
            .split(", expected")
            .next(),
        Some("FILE, line 3: unknown field `conections`")
    );
    assert!(fault("[limits]\nconections = 5\n", &[]).ends_with("did you mean `connections`?"));
    let wrong = fault("\n[web]\nlisten = [\"443\"]\n", &[]);
    assert!(wrong.starts_with("FILE, line 3: "), "{wrong}");
    assert_eq!(
        fault("[limits]\n\nheader_bytes = 10\n", &[]),
        "FILE, line 3: `limits.header_bytes`: must be between 8192 and 65536"
    );
    assert_eq!(
        fault("metrics.listen = \"0.0.0.0:9862\"\n", &[]),
        "FILE, line 1: `metrics.listen`: 0.0.0.0:9862 is open to anybody; an address of this computer or of a private network is expected"
    );
    assert_eq!(
        fault("name = \"a b\"\n", &[]),
        "FILE, line 1: `name`: `a b` is no host name"
    );
    assert!(fault("name = \n", &[]).starts_with("FILE, line 1: "));
}

#[test]
fn a_fault_of_an_argument_names_the_argument() {
    assert!(fault("", &["limits.connections"]).starts_with("--set limits.connections: KEY=VALUE"));
    assert!(fault("", &["limits.idle=3"]).contains("unknown field `idle`"));
    assert_eq!(
        fault("", &["limits.connections=0"]),
        "`limits.connections`: must be 1 or more"
    );
    assert_eq!(
        fault("[certificate]\nchain = \"a.pem\"\n", &[]),
        "FILE, line 2: `certificate.chain`: needs `certificate.key` too"
    );
    assert_eq!(
        fault("", &["web.listen=[]", "stun.listen=[]", "stamp.listen=[]"]),
        "`web.listen`: nothing is switched on"
    );
}

#[test]
fn a_host_is_a_name_or_an_address_and_nothing_else() {
    for host in ["mesure.exemple.fr", "localhost", "192.0.2.1", "2001:db8::1"] {
        assert!(is_host(host), "{host}");
    }
    for other in ["", "a..b", "-a", "a/b", "a\"b", "a b", "a:443", "é.fr"] {
        assert!(!is_host(other), "{other}");
    }
}
