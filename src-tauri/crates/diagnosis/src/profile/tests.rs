use super::*;

const FULL: &str = r#"
[company]
name = "Exemple SA"
helpdesk = "support@exemple.fr"

[bandwidth]
nq = ["https://mesure.exemple.fr/.well-known/nq"]
anchors = ["198.51.100.1", "203.0.113.1"]
stun = ["stun.exemple.fr:3478"]
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

#[test]
fn each_mistake_is_told_with_its_place() {
    let cases = [
        ("[bandwidth]\nancors = []\n", 2, 1, "did you mean `anchors`?"),
        ("[vpn]\nexpected = \"ful\"\n", 2, 12, "did you mean `full`?"),
        ("[gateway]\nparallel_probes = 6\n", 2, 1, "from 1 to 5"),
        ("[gateway]\ntse = [\"tse1\"]\n", 2, 7, "is not a host and a port"),
        ("[gateway]\nrd_gateway = \"ftp://x\"\n", 2, 14, "`https://host/path`"),
        ("[company]\nname = 3\n", 2, 8, "expected a string"),
        ("[vpn]\ninside = \"10.20.0.999\"\n", 2, 10, "not an IP address"),
        ("[[server]]\nname = \"x\"\ntarget = \"ftp://x\"\n", 3, 10, "smb://host"),
        (
            "[limits]\n\"download_mpbs\" = { slow = 1, broken = 0 }\n",
            2,
            2,
            "did you mean `download_mbps`?",
        ),
        ("[company\n", 1, 9, ""),
    ];
    for (text, line, column, message) in cases {
        let error = Profile::parse(text).expect_err(text);
        assert_eq!((error.line, error.column), (line, column), "{text}{error}");
        assert!(error.message.contains(message), "{text}{error}");
    }
}

#[test]
fn a_profile_written_back_is_the_same() {
    let profile = Profile::parse(FULL).expect("sound");
    let text = toml::to_string(&profile).expect("writable");
    assert_eq!(Profile::parse(&text).expect("sound"), profile);
}
