use super::*;
use proptest::prelude::*;

const FULL: &str = r#"
[company]
name = "Exemple SA"
helpdesk = "support@exemple.fr"

[bandwidth]
nq = ["https://mesure.exemple.fr/.well-known/nq"]
anchors = ["198.51.100.1", "203.0.113.1"]
stun = ["stun.exemple.fr:3478"]
stamp = ["mesure.exemple.fr:862"]
data_cap_mb = 25

[vpn]
expected = "full"
endpoint = "vpn.exemple.fr:51820"
inside = "10.20.0.1"

[gateway]
tse = ["tse1.exemple.fr:3389"]
rd_gateway = "https://rdg.exemple.fr"
parallel_probes = 4
site_uplink_mbps = 200
sessions = 60

[[server]]
name = "ERP"
target = "https://erp.exemple.fr/"
use = "web"

[[server]]
name = "Files"
target = "smb://files.exemple.fr"
use = "file_share"

[limits]
"gateway.connect_excess_ms" = { slow = 20, broken = 200 }
"#;

#[test]
fn the_profile_of_the_design_is_read() {
    let profile = Profile::parse(FULL).expect("the design's own profile");
    assert_eq!(profile.gateway.tse[0].to_string(), "tse1.exemple.fr:3389");
    assert_eq!(profile.servers[1].target.host_port().port, 445);
    assert_eq!(profile.vpn.expected, Some(VpnExpectation::Full));
}

#[test]
fn an_empty_profile_is_a_profile() {
    assert_eq!(Profile::parse("").expect("empty"), Profile::default());
}

/// Each wrong profile, where its mistake stands, and what is said of it.
const WRONG: [(&str, usize, usize, &str); 34] = [
    ("[bandwidth]\nancors = []\n", 2, 1, "nearest `anchors`"),
    ("[Bandwidth]\n", 1, 2, "nearest `bandwidth`"),
    ("# a comment\n\n[gatway]\n", 3, 2, "nearest `gateway`"),
    ("[vpn]\nsessions = 3\n", 2, 1, "unknown key `sessions`"),
    (
        "[[server]]\nname = \"x\"\ntarget = \"smb://x\"\nuses = \"web\"\n",
        4,
        1,
        "nearest `use`",
    ),
    ("[[server]]\nname = \"x\"\n", 1, 1, "lacks `target`"),
    (
        "[server]\nname = \"x\"\ntarget = \"smb://x\"\n",
        1,
        1,
        "double brackets",
    ),
    ("company = \"x\"\n", 1, 11, "a section"),
    ("[vpn]\nexpected = \"ful\"\n", 2, 12, "one of full, split, none"),
    (
        "[gateway]\n# sessions and parallel_probes\nparallel_probes = 6\n",
        3,
        19,
        "from 1 to 5",
    ),
    ("[gateway]\nsessions = 0\n", 2, 12, "sessions from 1"),
    ("[gateway]\nsessions = 2.5\n", 2, 12, "whole number"),
    (
        "[gateway]\nsite_uplink_mbps = \"200 Mbit/s\"\n",
        2,
        20,
        "Mbit/s above 0",
    ),
    ("[gateway]\nsite_uplink_mbps = inf\n", 2, 20, "Mbit/s above 0"),
    ("[gateway]\nsite_uplink_mbps = -1\n", 2, 20, "Mbit/s above 0"),
    (
        "[bandwidth]\ndata_cap_mb = \"25 MB\"\n",
        2,
        15,
        "whole number of megabytes",
    ),
    (
        "[bandwidth]\ndata_cap_mb = 99999999999999999999\n",
        2,
        15,
        "whole number of megabytes",
    ),
    ("[gateway]\ntse = [\"tse1:3389\", \"tse2\"]\n", 2, 21, "host:port"),
    ("[gateway]\ntse = \"tse1:3389\"\n", 2, 7, "a list of: host:port"),
    ("[gateway]\ntse = [\"tse1:70000\"]\n", 2, 8, "host:port"),
    ("[gateway]\nrd_gateway = \"ftp://x\"\n", 2, 14, "https://host/path"),
    (
        "[gateway]\nrd_gateway = \"rdg.exemple.fr\"\n",
        2,
        14,
        "https://host/path",
    ),
    ("[company]\nname = 3\n", 2, 8, "a text"),
    ("[vpn]\ninside = \"10.20.0.999\"\n", 2, 10, "IP address"),
    ("[[server]]\nname = \"x\"\ntarget = \"ftp://x\"\n", 3, 10, "smb://host"),
    (
        "[limits]\n\"download_mpbs\" = { slow = 1, broken = 0 }\n",
        2,
        1,
        "nearest `download_mbps`",
    ),
    (
        "[limits]\ngateway.connect_excess_ms = { slow = 1, broken = 2 }\n",
        2,
        1,
        "slow = …",
    ),
    (
        "[limits]\n\"gateway.connect_excess_ms\" = { slow = 9, broken = 2 }\n",
        2,
        31,
        "milder",
    ),
    ("[limits]\ndownload_mbps = { slow = 9 }\n", 2, 17, "lacks `broken`"),
    ("[limits]\ndownload_mbps = 9\n", 2, 17, "slow = …"),
    (
        "[limits]\ndownload_mbps = { slow = nan, broken = 1 }\n",
        2,
        26,
        "number from 0 up",
    ),
    ("é = 1\n", 1, 1, "not TOML"),
    ("[company]\nname = \"é\"x\n", 2, 11, "not TOML"),
    (
        "\u{feff}[company]\r\nname = \"a\"\r\nname = \"b\"\r\n",
        3,
        1,
        "duplicate key",
    ),
];

#[test]
fn each_mistake_is_told_with_its_place() {
    let mut wrong = Vec::new();
    for (text, line, column, said) in WRONG {
        let error = Profile::parse(text).expect_err(text);
        if (error.line, error.column) != (line, column) || !error.to_string().contains(said) {
            wrong.push(format!("{text}{error}\nexpected line {line}, column {column}: {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn what_is_amiss_with_an_address_or_a_number_is_told() {
    let hint = |text: &str| {
        let mistake = Profile::parse(text).expect_err(text).mistake;
        let Mistake::WrongValue { hint, .. } = mistake else {
            panic!("{mistake}");
        };
        hint
    };
    for (value, fault) in [
        ("", AddressFault::Empty),
        ("tse1", AddressFault::NoPort),
        ("10.20.0.5", AddressFault::NoPort),
        ("2001:db8::1", AddressFault::NoPort),
        ("tse1:", AddressFault::BadPort),
        ("tse1:0", AddressFault::BadPort),
        ("tse1:+80", AddressFault::BadPort),
        ("tse1:rdp", AddressFault::BadPort),
        ("tsé1:3389", AddressFault::BadHost),
        ("tse 1:3389", AddressFault::BadHost),
        ("https://tse1:3389", AddressFault::OtherScheme),
    ] {
        let text = format!("[vpn]\nendpoint = \"{value}\"\n");
        assert_eq!(hint(&text), Some(Hint::Address(fault)), "{value}");
    }
    for (value, fault) in [
        ("rdg.exemple.fr", AddressFault::NoScheme),
        ("ftp://rdg.exemple.fr", AddressFault::OtherScheme),
        ("https://camille:secret@rdg.exemple.fr", AddressFault::Credentials),
        ("https://rdg.exemple.fr:99999", AddressFault::BadPort),
        ("https://10.20.0.999/", AddressFault::BadHost),
        ("https://", AddressFault::BadHost),
    ] {
        let text = format!("[gateway]\nrd_gateway = \"{value}\"\n");
        assert_eq!(hint(&text), Some(Hint::Address(fault)), "{value}");
    }
    let alone = |number: &str| Some(Hint::NumberAlone(number.to_owned()));
    assert_eq!(hint("[bandwidth]\ndata_cap_mb = \"25 MB\"\n"), alone("25"));
    assert_eq!(hint("[gateway]\nsite_uplink_mbps = \"1,5 Mbit/s\"\n"), alone("1.5"));
    assert_eq!(hint("[gateway]\ntse = \"tse1:3389\"\n"), Some(Hint::Brackets));
    assert_eq!(hint("[vpn]\nexpected = \"Full\"\n"), Some(Hint::Nearest("full")));
    let many = format!("[bandwidth]\nanchors = [{}]\n", "\"9.9.9.9\",".repeat(LONGEST_LIST + 1));
    assert_eq!(hint(&many), Some(Hint::TooLong));
    let dotted = "[limits]\ngateway.connect_excess_ms = { slow = 1, broken = 2 }\n";
    assert_eq!(
        hint(dotted),
        Some(Hint::QuoteName("gateway.connect_excess_ms".to_owned()))
    );
}

#[test]
fn a_key_in_the_wrong_section_is_told_where_it_belongs() {
    let error = Profile::parse("[vpn]\nsessions = 3\n").expect_err("a key of the gateway");
    let Mistake::UnknownKey { belongs_in, .. } = error.mistake else {
        panic!("{error}");
    };
    assert_eq!(belongs_in, Some("gateway"));
}

#[test]
fn what_is_no_text_or_too_large_or_too_deep_is_one_error() {
    let error = Profile::from_bytes(b"[company]\nname = \"\xe9\"\n").expect_err("Latin-1");
    assert_eq!((error.line, error.column, error.mistake), (2, 9, Mistake::NotText));
    let large = vec![b'#'; LARGEST_PROFILE + 1];
    assert_eq!(
        Profile::from_bytes(&large).expect_err("large").mistake,
        Mistake::TooLarge
    );
    for deep in [format!("a = {}", "[".repeat(300_000)), "a.".repeat(300_000) + "b = 1"] {
        Profile::parse(&deep).expect_err("deep");
    }
}

#[test]
fn the_shape_and_the_schema_name_the_same_keys() {
    let schema: serde_json::Value = serde_json::from_str(crate::schema::PROFILE).expect("plain data");
    let definitions = schema["$defs"].as_object().expect("definitions");
    let names = |schema: &serde_json::Value| -> Vec<String> {
        let mut names: Vec<String> = schema["properties"]
            .as_object()
            .expect("keys")
            .keys()
            .cloned()
            .collect();
        names.sort();
        names
    };
    let sorted = |keys: &[shape::Key]| {
        let mut names: Vec<String> = keys.iter().map(|key| key.name.to_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&schema), sorted(shape::PROFILE));
    for (section, definition) in [
        ("company", "Company"),
        ("bandwidth", "Bandwidth"),
        ("vpn", "Vpn"),
        ("gateway", "Gateway"),
        ("server", "Server"),
    ] {
        let key = shape::PROFILE
            .iter()
            .find(|key| key.name == section)
            .expect("a section");
        let (Expected::Section(keys) | Expected::Sections(keys)) = key.expected else {
            panic!("{section} is no section");
        };
        assert_eq!(names(&definitions[definition]), sorted(keys), "{section}");
    }
    assert_eq!(
        names(&definitions["LimitOverride"]),
        sorted(shape::limit("download_mbps"))
    );
}

proptest! {
    #[test]
    fn a_profile_scratched_anywhere_is_taken_or_told_with_a_place_in_it(at in 0..FULL.len(), sign in "[\\PC\n]") {
        let at = (0..=at).rev().find(|at| FULL.is_char_boundary(*at)).unwrap_or(0);
        let text = format!("{}{sign}{}", &FULL[..at], &FULL[at..]);
        if let Err(error) = Profile::parse(&text) {
            let line = text.split('\n').nth(error.line - 1).expect("a line of the text");
            prop_assert!(error.column <= line.chars().count() + 1, "{}", error);
        }
    }
}

#[test]
fn a_profile_written_back_is_the_same() {
    let profile = Profile::parse(FULL).expect("sound");
    let text = toml::to_string(&profile).expect("writable");
    assert_eq!(Profile::parse(&text).expect("sound"), profile);
}
